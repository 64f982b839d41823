//! One firm, one row: rows with the same id, within an input and across inputs. Equal rows are one
//! row; rows that differ are a decision that only a person can take, unless they said which to take.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use polars::prelude::{DataFrame, StringChunked};
use rayon::prelude::*;

use super::account::Origin;
use super::columns::{FrameColumn, same, shown};
use super::issue::{DataIssue, Entry, ROW};
use super::{Duplicates, Wanted};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, Severity, Text};
use crate::expr::date::iso;
use crate::say;
use crate::scheme::column::ColumnKind;

/// Which rows stay, and what is to be said of those that do not.
pub(crate) struct Settled {
    /// Per row of the frame.
    pub keep: Vec<bool>,
    /// Per row left out: its input and the issue.
    pub entries: Vec<(u32, Entry)>,
    /// The same of rows that stay but are contradicted.
    pub marks: Vec<(u32, Entry)>,
}

/// Decides about rows with the same id. `names` are the inputs'.
///
/// # Errors
/// Under [`Duplicates::Refuse`] every id whose rows differ, the first twenty one by one.
pub(crate) fn settle(
    frame: &DataFrame,
    origins: &[Origin],
    names: &[String],
    wanted: &Wanted,
) -> Result<Settled, Vec<Diagnostic>> {
    let dates = wanted.columns.iter().filter(|column| column.kind == ColumnKind::Date);
    let dates = dates.map(|column| column.name.as_str()).collect();
    let table = Rows { columns: frame.columns(), dates, origins, names };
    let keep = vec![true; frame.height()];
    let mut settled = Settled { keep, entries: Vec::new(), marks: Vec::new() };
    let mut conflicts = Vec::new();
    for (id, rows) in groups(frame, wanted.id) {
        let kept = match wanted.duplicates {
            Duplicates::Last => rows[rows.len() - 1],
            Duplicates::Refuse | Duplicates::First | Duplicates::Mark => rows[0],
        };
        let others = rows.iter().copied().filter(|row| *row != kept);
        let (equal, differing): (Vec<_>, Vec<_>) = others.partition(|row| table.same(kept, *row));
        if wanted.duplicates == Duplicates::Refuse && !differing.is_empty() {
            conflicts.push((id, rows));
            continue;
        }
        if wanted.duplicates == Duplicates::Mark && !differing.is_empty() {
            rows.iter().skip(1).for_each(|row| settled.keep[*row] = false);
            let mut marks = rows.iter().map(|row| table.marked(&id, *row, &rows));
            settled.marks.extend(marks.next());
            settled.entries.extend(marks);
            continue;
        }
        for row in equal.into_iter().chain(differing) {
            settled.keep[row] = false;
            settled.entries.push(table.left_out(&id, row, kept));
        }
    }
    if conflicts.is_empty() { Ok(settled) } else { Err(table.refuse(&conflicts)) }
}

/// The ids that stand in more than one row, with their rows in order; by their first row.
///
/// Sorting hashes costs a fraction of a hash table of a million ids, most of which are alone.
fn groups(frame: &DataFrame, id: &str) -> Vec<(String, Vec<usize>)> {
    let Ok(ids) = frame.column(id).and_then(|column| column.str()) else { return Vec::new() };
    let mut hashes: Vec<(u64, u32)> =
        ids.iter().enumerate().map(|(row, id)| (hash(id), row as u32)).collect();
    hashes.par_sort_unstable();
    let mut groups = BTreeMap::new();
    for equal in hashes.chunk_by(|a, b| a.0 == b.0).filter(|chunk| chunk.len() > 1) {
        for (id, rows) in by_id(ids, equal) {
            if rows.len() > 1 {
                groups.insert(rows[0], (id, rows));
            }
        }
    }
    groups.into_values().collect()
}

/// Two ids can have the same hash.
fn by_id(ids: &StringChunked, equal: &[(u64, u32)]) -> BTreeMap<String, Vec<usize>> {
    let mut rows = BTreeMap::<String, Vec<usize>>::new();
    for (_, row) in equal {
        let row = *row as usize;
        rows.entry(ids.get(row).unwrap_or_default().to_owned()).or_default().push(row);
    }
    rows
}

fn hash(id: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

struct Rows<'a> {
    columns: &'a [FrameColumn],
    /// The columns whose numbers are days.
    dates: Vec<&'a str>,
    origins: &'a [Origin],
    names: &'a [String],
}

impl Rows<'_> {
    fn same(&self, a: usize, b: usize) -> bool {
        self.columns.iter().all(|column| same(column, a, b))
    }

    fn place(&self, row: usize) -> String {
        let origin = self.origins[row];
        format!("{}:{}", self.names[origin.input as usize], origin.line)
    }

    /// Columns in which some of the rows differ, with the values of the first two that do.
    fn differences(&self, rows: &[usize]) -> Vec<String> {
        const SHOWN: usize = 6;
        let first = rows[0];
        let differs = |column: &&FrameColumn| rows.iter().any(|row| !same(column, first, *row));
        let columns: Vec<_> = self.columns.iter().filter(differs).collect();
        let told = columns.iter().take(SHOWN).map(|column| {
            let other = rows.iter().find(|row| !same(column, first, **row)).unwrap_or(&first);
            let (one, two) = (self.or_dash(column, first), self.or_dash(column, *other));
            format!("{} ({one} / {two})", column.name())
        });
        let more = columns.len().saturating_sub(SHOWN);
        told.chain((more > 0).then(|| format!("… (+{more})"))).collect()
    }

    fn left_out(&self, id: &str, row: usize, kept: usize) -> (u32, Entry) {
        let (origin, place) = (self.origins[row], self.place(kept));
        let differences = self.differences(&[kept, row]);
        let (code, severity, problem) = if differences.is_empty() {
            let problem = say!("与 {place} 完全相同的重复行", "the same row as {place}");
            (&codes::REPEATED_ROW, Severity::Note, problem)
        } else {
            let columns = differences.join(", ");
            let problem = say!(
                "企业代码与 {place} 相同，数据不同：{columns}",
                "the same id as {place} with other values: {columns}"
            );
            (&codes::DUPLICATE_SETTLED, Severity::Warning, problem)
        };
        let issue = DataIssue {
            code,
            severity,
            source: self.names[origin.input as usize].clone(),
            line: Some(origin.line),
            firm: id.to_owned(),
            column: String::new(),
            value: id.to_owned(),
            problem,
            effect: say!("该行不用，用 {place}", "the row is left out, {place} is used"),
        };
        (origin.input, Entry { line: origin.line, column: ROW, issue })
    }

    fn refuse(&self, conflicts: &[(String, Vec<usize>)]) -> Vec<Diagnostic> {
        const SHOWN: usize = 20;
        let mut told: Vec<Diagnostic> =
            conflicts.iter().take(SHOWN).map(|(id, rows)| self.conflict(id, rows)).collect();
        let more = conflicts.len().saturating_sub(SHOWN);
        if more > 0 {
            told.push(Diagnostic::error(
                &codes::DUPLICATE_FIRMS,
                say!(
                    "还有 {more} 个企业代码各有几行互相矛盾的数据",
                    "and {more} more ids whose rows contradict each other"
                ),
            ));
        }
        if let Some(last) = told.last_mut() {
            last.help.push(say!(
                "用 gather 按写明的规则合并（最新、首个、求和），或以 --duplicates first|last 指定取哪一行",
                "merge them with `gather` by a stated rule (latest, first, sum), or say which row to take with `--duplicates first|last`"
            ));
        }
        told
    }

    /// That rows contradict each other, with all their places.
    fn contradiction(&self, id: &str, rows: &[usize]) -> Text {
        const PLACES: usize = 10;
        let mut places: Vec<String> =
            rows.iter().take(PLACES).map(|row| self.place(*row)).collect();
        if rows.len() > PLACES {
            places.push("…".to_owned());
        }
        let (count, places) = (rows.len(), places.join(", "));
        say!(
            "企业「{id}」有 {count} 行，数据互相矛盾：{places}",
            "firm `{id}` has {count} rows that contradict each other: {places}"
        )
    }

    /// One of several rows that contradict each other, none of which was chosen.
    fn marked(&self, id: &str, row: usize, rows: &[usize]) -> (u32, Entry) {
        let origin = self.origins[row];
        let columns = self.differences(rows).join(", ");
        let issue = DataIssue {
            code: &codes::DUPLICATE_FIRMS,
            severity: Severity::Error,
            source: self.names[origin.input as usize].clone(),
            line: Some(origin.line),
            firm: id.to_owned(),
            column: String::new(),
            value: String::new(),
            problem: self.contradiction(id, rows),
            effect: say!(
                "不同的列：{columns}。请只留一行，或用 gather 合并，或以 --duplicates first|last 指定取哪一行",
                "the columns that differ: {columns}. Leave one row, merge them with `gather`, or say which to take with `--duplicates first|last`"
            ),
        };
        (origin.input, Entry { line: origin.line, column: ROW, issue })
    }

    fn conflict(&self, id: &str, rows: &[usize]) -> Diagnostic {
        let columns = self.differences(rows).join(", ");
        let origin = self.origins[rows[0]];
        Diagnostic::error(&codes::DUPLICATE_FIRMS, self.contradiction(id, rows))
            .in_table(Place {
                file: self.names[origin.input as usize].clone(),
                line: Some(origin.line),
                column: None,
                firm: Some(id.to_owned()),
            })
            .because(say!("不同的列：{columns}", "the columns that differ: {columns}"))
    }

    fn or_dash(&self, column: &FrameColumn, row: usize) -> String {
        let text = shown(column, row);
        if text.is_empty() {
            return "—".to_owned();
        }
        if self.dates.contains(&column.name().as_str())
            && let Ok(days) = text.parse::<i32>()
        {
            return iso(days);
        }
        text
    }
}
