//! One firm, one row: many departments' tables -> one table that schemes and policies read. Owns
//! the sources language, the field dictionary, who is who, what is merged and where every cell
//! came from. Bytes in, results out: reads no disk. Nothing is lost without a line that says so and
//! nothing is joined, changed or chosen without a stated rule.

mod account;
mod amounts;
mod document;
mod entrant;
mod fields;
mod grid;
mod header;
mod identity;
pub mod listing;
mod merge;
mod near;
mod observe;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod scale;
mod schema;
mod sources;
mod table;
mod trace;
mod unit_line;
mod workbook;
mod years;

pub use account::{Account, FileAccount, Rejected};
pub use document::{BadId, Key, Merge, Over, SheetDoc, SourceYearDoc};
pub use near::Proposal;
pub use observe::Value;
pub use output::{OutColumn, shown};
pub use schema::json_schema_text;
pub use sources::{Field, FirmKeys, Loaded, Named, Origin, Plan, Source, load};
pub use trace::{CellTrace, Evidence};

use rayon::prelude::*;

use self::identity::{Identity, Outcast};
use self::merge::Merged;
use self::observe::{At, Items, RefusedCells, Unread, View, at_row};
use self::table::Table;
use super::issue::{Entry, Ledger};
use super::{DataIssue, Input};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::say;
use crate::scheme::column::{ColumnKind, IdKind};

/// A file of one source, already in memory.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The source's number in the plan.
    pub source: usize,
    /// The file.
    pub input: Input,
}

/// What was gathered.
#[derive(Debug)]
pub struct Gathered {
    /// The id, the name, then the fields that are kept; firms in the order of their ids.
    pub columns: Vec<OutColumn>,
    /// Rows that did not make it, with their text and the reason.
    pub rejected: Vec<Rejected>,
    /// Every doubt, in the order of files, lines and columns; those of no file first.
    pub issues: Vec<DataIssue>,
    /// Rows that may belong to a firm under another spelling.
    pub proposals: Vec<Proposal>,
    /// What went in and what came of it.
    pub account: Account,
    plan: Plan,
    tables: Vec<Table>,
    identity: Identity,
    items: Vec<Option<Items>>,
    refused: RefusedCells,
}

impl Gathered {
    /// How many firms there are.
    pub fn firms(&self) -> usize {
        self.identity.ids.len()
    }

    /// The firms' ids, in the order of the rows.
    pub fn ids(&self) -> &[String] {
        &self.identity.ids
    }

    fn view(&self, only: Option<u32>) -> View<'_> {
        View {
            plan: &self.plan,
            tables: &self.tables,
            members: &self.identity.members,
            items: &self.items,
            refused: &self.refused,
            ids: &self.identity.ids,
            only,
        }
    }
}

/// Gathers the files as the plan says.
///
/// # Errors
/// Every reason for which no honest table can be made, of all files at once: files that cannot be
/// read or do not fit, contradictions that no rule settles.
pub fn gather(plan: &Plan, files: &[SourceFile]) -> Result<Gathered, Vec<Diagnostic>> {
    let tables = read(plan, files)?;
    let mut ledgers: Vec<Ledger> = Vec::new();
    let mut entrants = Vec::new();
    for (own, ledger) in tables.par_iter().map(|table| entrants_of(table, plan)).collect::<Vec<_>>()
    {
        entrants.push(own);
        ledgers.push(ledger);
    }
    entrant::mark_repeated(&tables, &mut entrants, plan.sources.len());
    let mut identity = identity::join(&tables, entrants, plan, &mut ledgers);
    let (items, refused) = reject_unknown_items(&tables, &mut identity, plan);
    items_in_one_unit(&tables, &items, plan)?;
    year_is_stated(&tables, plan)?;
    let proposals = near::propose(&identity, &tables, plan);
    let view = View {
        plan,
        tables: &tables,
        members: &identity.members,
        items: &items,
        refused: &refused,
        ids: &identity.ids,
        only: None,
    };
    let merged: Vec<Column> =
        (0..plan.fields.len()).into_par_iter().map(|n| column(n, &view)).collect();
    refuse_contradictions(&merged)?;
    let columns = columns(plan, &identity, &merged);
    identity.doubts.extend(none_of_this_year(plan, &merged));
    let mut counts = vec![Vec::new(); tables.len()];
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for (at, ledger) in ledgers.into_iter().enumerate() {
        observe::add_counts(&mut counts[at], &ledger);
        let file = &tables[at].grid.file;
        entries.extend(ledger.close(file).into_iter().map(|entry| (at, entry)));
    }
    let mut issues = std::mem::take(&mut identity.doubts);
    for column in merged {
        for (at, ledger) in column.ledgers {
            observe::add_counts(&mut counts[at], &ledger);
            let file = &tables[at].grid.file;
            entries.extend(ledger.close(file).into_iter().map(|entry| (at, entry)));
        }
        issues.extend(column.doubts);
        entries.extend(column.merged.issues.into_iter().map(|(at, issue)| {
            let line = issue.line.unwrap_or(0);
            (at as usize, Entry { line, column: usize::MAX, issue })
        }));
    }
    entries.sort_by_key(|(at, entry)| (*at, entry.line, entry.column));
    issues.extend(entries.into_iter().map(|(_, entry)| entry.issue));
    let rejected = account::rejected(&tables, &identity.outcasts);
    let account = account::account(plan, &tables, &identity, counts);
    let plan = plan.clone();
    Ok(Gathered {
        columns,
        rejected,
        issues,
        proposals,
        account,
        plan,
        tables,
        identity,
        items,
        refused,
    })
}

fn read(plan: &Plan, files: &[SourceFile]) -> Result<Vec<Table>, Vec<Diagnostic>> {
    let mut files: Vec<&SourceFile> = files.iter().collect();
    files.sort_by(|a, b| (a.source, &a.input.name).cmp(&(b.source, &b.input.name)));
    let outcomes: Vec<Result<Table, Vec<Diagnostic>>> =
        files.par_iter().map(|file| Table::read(&file.input, file.source, plan)).collect();
    let (mut tables, mut problems) = (Vec::new(), Vec::new());
    for (number, source) in plan.sources.iter().enumerate() {
        if files.iter().all(|file| file.source != number) {
            let name = &source.id;
            problems.push(
                Diagnostic::error(
                    &codes::NO_FILES,
                    say!("来源「{name}」没有文件", "the source `{name}` has no files"),
                )
                .at(source.span, say!("写在这里", "stated here")),
            );
        }
    }
    for outcome in outcomes {
        match outcome {
            Ok(table) => tables.push(table),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        problems = table::compare(&tables, plan);
    }
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

fn entrants_of(table: &Table, plan: &Plan) -> (Vec<entrant::Entrant>, Ledger) {
    let mut ledger = Ledger::default();
    tell_unit_line(table, plan, &mut ledger);
    (entrant::read(table, plan, &mut ledger), ledger)
}

/// A unit that stands above the header holds for the amounts below it, and is told where there are
/// any.
fn tell_unit_line(table: &Table, plan: &Plan, ledger: &mut Ledger) {
    let (head, source) = (&table.grid.head, &plan.sources[table.source]);
    let Some(line) = head.unit_line.as_ref().filter(|_| table.has_bare_amounts(plan)) else {
        return;
    };
    if let Some(issue) = line.told(&source.unit, &table.grid.file) {
        ledger.cell((line.line, 0), "", (issue.code, issue.severity), || issue);
    }
}

/// Rows of a long table whose item is in no dictionary are rejected; the others are kept with what
/// their items mean. Also gives the rejected rows whose field is known.
fn reject_unknown_items(
    tables: &[Table],
    identity: &mut Identity,
    plan: &Plan,
) -> (Vec<Option<Items>>, RefusedCells) {
    let (mut all, mut cells) = (Vec::new(), Vec::new());
    for (at, table) in tables.iter().enumerate() {
        let members = &mut identity.members[at];
        let Some(items) = observe::items(table, members, plan) else {
            all.push(None);
            continue;
        };
        let rows = std::mem::take(members).into_iter().zip(items);
        let mut kept = Vec::new();
        for (member, item) in rows {
            match item {
                Ok(item) => {
                    members.push(member);
                    kept.push(item);
                }
                Err(refused) => {
                    let year = member.year.or(plan.year).unwrap_or(0);
                    let cell =
                        Unread { at: At { year, ..at_row(table, at, &member) }, is_marker: false };
                    cells.extend(refused.field.map(|field| (field, cell)));
                    let (row, reason) = (member.row, refused.reason);
                    identity.outcasts.push(Outcast { table: at, row, reason });
                }
            }
        }
        all.push(Some(kept));
    }
    identity.outcasts.sort_by_key(|outcast| (outcast.table, outcast.row));
    (all, cells)
}

/// Refuses fields without a unit whose numbers stand in several, in columns or as items.
fn items_in_one_unit(
    tables: &[Table],
    items: &[Option<Items>],
    plan: &Plan,
) -> Result<(), Vec<Diagnostic>> {
    let problems = plan.fields.iter().enumerate().filter_map(|(number, field)| {
        let columns = tables.iter().zip(items).flat_map(|(table, items)| {
            let of_items = items.iter().flatten();
            let all = table.columns.iter().chain(of_items);
            all.filter(move |column| column.field == number).map(move |column| (table, column))
        });
        table::one_unit(field, columns)
    });
    let problems: Vec<Diagnostic> = problems.collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Where tables state years, the plan must say which one is this year.
fn year_is_stated(tables: &[Table], plan: &Plan) -> Result<(), Vec<Diagnostic>> {
    if plan.year.is_some() {
        return Ok(());
    }
    let by_rows = |table: &&Table| plan.sources[table.source].year.is_some();
    let by_columns = |table: &&Table| table.columns.iter().any(|column| column.year.is_some());
    let Some(table) = tables.iter().find(|table| by_rows(table) || by_columns(table)) else {
        return Ok(());
    };
    let file = &table.grid.file;
    Err(vec![
        Diagnostic::error(
            &codes::NO_YEAR,
            say!(
                "{file} 分年度，而 [gather] 没有写 year",
                "{file} holds years, and [gather] states no `year`"
            ),
        )
        .mend(say!(
            "在 [gather] 里写本年，如 year = 2020",
            "state this year in [gather], as in year = 2020"
        )),
    ])
}

/// A field after merging.
struct Column {
    merged: Merged,
    /// Firms and years of which something stands there that cannot be understood, in order.
    unread: Vec<(u32, i32)>,
    ledgers: Vec<(usize, Ledger)>,
    doubts: Vec<DataIssue>,
}

impl Column {
    /// What holds for a firm in a year: what was merged, else what the field says of those that no
    /// source mentions. What a source says illegibly is not unmentioned.
    fn value(&self, field: &Field, firm: u32, year: i32) -> Option<Value> {
        let place = |(f, y, _): &(u32, i32, Value)| (*f, *y).cmp(&(firm, year));
        match self.merged.values.binary_search_by(place) {
            Ok(at) => Some(self.merged.values[at].2.clone()),
            Err(_) if self.unread.binary_search(&(firm, year)).is_ok() => None,
            Err(_) => field.absent.map(Value::Number),
        }
    }
}

fn column(number: usize, view: &View) -> Column {
    let observed = view.observe(number);
    let mut doubts = scale::doubts(number, &observed.observations, view);
    doubts.extend(scale::fractions(number, &observed.observations, view));
    let illegible = observed.unread.iter().filter(|cell| !cell.is_marker);
    let mut unread: Vec<(u32, i32)> = illegible.map(|cell| (cell.at.firm, cell.at.year)).collect();
    unread.sort_unstable();
    unread.dedup();
    let merged = merge::merge(number, observed.observations, &observed.unread, view, false);
    Column { merged, unread, ledgers: observed.ledgers, doubts }
}

fn refuse_contradictions(columns: &[Column]) -> Result<(), Vec<Diagnostic>> {
    const SHOWN: usize = 20;
    let all = || columns.iter().flat_map(|column| &column.merged.errors);
    let count = all().count();
    if count == 0 {
        return Ok(());
    }
    let mut told: Vec<Diagnostic> = all().take(SHOWN).cloned().collect();
    if let (more @ 1.., Some(last)) = (count.saturating_sub(SHOWN), told.last_mut()) {
        last.notes.push(say!(
            "这样的矛盾还有 {more} 处",
            "there are {more} more contradictions like these"
        ));
    }
    let has = |code: Code| all().any(|problem| std::ptr::eq(problem.code, code));
    let (rows, sources) = (has(&codes::ROWS_DISAGREE), has(&codes::SOURCES_DISAGREE));
    if let Some(last) = told.last_mut() {
        if rows {
            last.help.push(say!(
                "同一来源的几行：在字段或来源里写 merge = \"latest\"、\"first\"、\"sum\"、\"max\" 或 \"min\"",
                "rows of one source: state merge = \"latest\", \"first\", \"sum\", \"max\" or \"min\" in the field or the source"
            ));
        }
        if sources {
            last.help.push(say!(
                "几个来源之间：在 [gather] 或字段里写 priority；只差四舍五入的，写 tolerance = 0.001",
                "between sources: state `priority` in [gather] or the field; where they differ by rounding, tolerance = 0.001"
            ));
        }
    }
    Err(told)
}

/// Fields that have values, but none of this year: the wrong `year` would leave them all missing
/// without a word.
fn none_of_this_year(plan: &Plan, merged: &[Column]) -> Vec<DataIssue> {
    let this = plan.year.unwrap_or(0);
    // What is absent has a value in every year.
    let is_asked = |(field, _): &(&Field, &Column)| field.keep && field.absent.is_none();
    let kept = plan.fields.iter().zip(merged).filter(is_asked);
    let doubts = kept.filter_map(|(field, column)| {
        let years = || column.merged.values.iter().map(|(_, year, _)| *year);
        let (first, last) = (years().min()?, years().max()?);
        if years().any(|year| year == this) {
            return None;
        }
        Some(DataIssue {
            code: &codes::NO_VALUE_THIS_YEAR,
            severity: Severity::Warning,
            source: String::new(),
            line: None,
            firm: String::new(),
            column: field.named.name.clone(),
            value: format!("{first}-{last}"),
            problem: say!(
                "有 {first} 至 {last} 年的值，没有本年 {this} 的",
                "there are values of {first} to {last}, none of this year, {this}"
            ),
            effect: say!("整列缺失", "the whole column is missing"),
        })
    });
    doubts.collect()
}

fn columns(plan: &Plan, identity: &Identity, merged: &[Column]) -> Vec<OutColumn> {
    let text = |name: &str, values: Vec<Option<Value>>| OutColumn {
        name: name.to_owned(),
        kind: ColumnKind::Text,
        unit: String::new(),
        values,
    };
    let ids = identity.ids.iter().map(|id| Some(Value::Text(id.clone())));
    let mut columns = vec![text(&plan.firm.id.name, ids.collect())];
    if let Some(name) = &plan.firm.name {
        let names = identity.names.iter().map(|name| name.clone().map(Value::Text));
        columns.push(text(&name.name, names.collect()));
    }
    for (number, field) in plan.fields.iter().enumerate().filter(|(_, field)| field.keep) {
        columns.push(OutColumn {
            name: field.named.name.clone(),
            kind: field.kind,
            unit: field.unit.clone(),
            values: values(number, plan, merged, identity.ids.len()),
        });
    }
    columns
}

fn values(number: usize, plan: &Plan, merged: &[Column], firms: usize) -> Vec<Option<Value>> {
    let field = &plan.fields[number];
    let of_firm = |firm: u32| match field.origin {
        Origin::Years { base, .. } => {
            let at = |year| merged[base].value(&plan.fields[base], firm, year);
            let value = years::of_years(field, &plan.fields[base], at);
            value.or(field.absent.map(Value::Number))
        }
        _ => merged[number].value(field, firm, plan.year.unwrap_or(0)),
    };
    (0..firms as u32).map(of_firm).collect()
}

impl Plan {
    /// An id as the tables' ids are compared.
    pub fn normal_id(&self, id: &str) -> String {
        match self.firm.id_kind {
            IdKind::Uscc => super::credit_code::normalise(id).into_owned(),
            IdKind::Text => super::cell::fold(id).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
