//! What each row says of itself before it is joined to a firm: its id (normalised, verified,
//! perhaps repaired), its name and former names, its year; or why it is no row of any firm.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::document::{BadId, SourceYearDoc};
use super::header::{Target, year_alone};
use super::sources::Plan;
use super::table::Table;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Severity, Text};
use crate::firms::DataIssue;
use crate::firms::blocks::LONGEST_FIELD;
use crate::firms::cell;
use crate::firms::credit_code::{self, is_invisible};
use crate::firms::header::normal;
use crate::firms::issue::Ledger;
use crate::firms::record::Raw;
use crate::firms::rows::{cut, is_scientific, is_total};
use crate::say;
use crate::scheme::column::IdKind;

/// One row below the header.
#[derive(Debug, Clone)]
pub(crate) struct Entrant {
    /// The record's number in its grid.
    pub row: usize,
    /// What it says, or why it is rejected.
    pub says: Result<Says, Reason>,
}

/// What a row says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Says {
    /// A usable id.
    pub id: Option<String>,
    /// The name, without blanks around it.
    pub name: Option<String>,
    /// Former names.
    pub former: Vec<String>,
    /// The year that the row states.
    pub year: Option<i32>,
}

/// Why a row did not make it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reason {
    pub code: Code,
    pub text: Text,
    /// For rows that a person may want to join: the id and the name as written.
    pub id: String,
    pub name: String,
}

impl Reason {
    pub fn new(code: Code, text: Text) -> Self {
        Reason { code, text, id: String::new(), name: String::new() }
    }
}

/// Reads every row of a table; what had to be repaired goes to the ledger.
pub(crate) fn read(table: &Table, plan: &Plan, ledger: &mut Ledger) -> Vec<Entrant> {
    let reader = Reader {
        table,
        plan,
        id: table.layout.one(&Target::Id),
        name: table.layout.one(&Target::Name),
        former: table.layout.one(&Target::Former),
        year: table.layout.one(&Target::Year),
    };
    let latest_by = table.layout.one(&Target::LatestBy);
    let read = |row| {
        let says = reader.says(row, ledger);
        if let (Ok(says), Some(column)) = (&says, latest_by) {
            reader.date_is_read(row, column, says, ledger);
        }
        Entrant { row, says }
    };
    table.grid.body().map(read).collect()
}

struct Reader<'a> {
    table: &'a Table,
    plan: &'a Plan,
    id: Option<usize>,
    name: Option<usize>,
    former: Option<usize>,
    year: Option<usize>,
}

impl Reader<'_> {
    fn text(&self, row: usize, column: Option<usize>) -> String {
        let Some(column) = column else { return String::new() };
        let shown = self.table.grid.raw(row, column).shown();
        let text = shown.trim_matches(is_invisible);
        if cell::is_no_id(text) { String::new() } else { text.to_owned() }
    }

    fn says(&self, row: usize, ledger: &mut Ledger) -> Result<Says, Reason> {
        let (id, name) = (self.text(row, self.id), self.text(row, self.name));
        self.judge(row, &id, &name)?;
        let former = self.text(row, self.former);
        let former = former.split(['、', ';', '；', '|', '\n']).map(str::trim);
        let former = former.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let year = self.year_of(row)?;
        let id = match self.identify(row, &id, &name, ledger) {
            Ok(id) => id,
            Err(fault) => {
                return Err(Reason { id, name, ..fault });
            }
        };
        if id.is_none() && name.is_empty() {
            let text =
                say!("既没有企业代码，也没有企业名称", "the row has neither an id nor a name");
            return Err(Reason::new(&codes::NO_KEY, text));
        }
        Ok(Says { id, name: Some(name).filter(|name| !name.is_empty()), former, year })
    }

    /// Rows that are not firms at all.
    fn judge(&self, row: usize, id: &str, name: &str) -> Result<(), Reason> {
        let (grid, key) = (&self.table.grid, if id.is_empty() { name } else { id });
        let cells = || (0..grid.width(row)).map(|field| grid.raw(row, field).shown());
        if is_total(key) || key.is_empty() && cells().any(|cell| is_total(&cell)) {
            return Err(Reason::new(&codes::NOT_A_FIRM, say!("合计行", "a line of totals")));
        }
        let column = if id.is_empty() { self.name } else { self.id };
        if column.is_some_and(|at| normal(key) == normal(&grid.head.columns[at].text)) {
            return Err(Reason::new(
                &codes::NOT_A_FIRM,
                say!("重复的表头", "the header once more"),
            ));
        }
        if let Some((found, named)) = grid.misfit(row) {
            return Err(Reason::new(
                &codes::RAGGED_ROW,
                say!(
                    "表头 {named} 列，该行 {found} 列：数会错位",
                    "{found} fields under a header of {named}: its numbers would be shifted"
                ),
            ));
        }
        if cells().any(|cell| cell.len() > LONGEST_FIELD) {
            let text = say!("有一个单元格超过 1 MiB", "a field of more than 1 MiB");
            return Err(Reason::new(&codes::FIELD_TOO_LONG, text));
        }
        Ok(())
    }

    fn year_of(&self, row: usize) -> Result<Option<i32>, Reason> {
        let column = match &self.plan.sources[self.table.source].year {
            None => return Ok(None),
            Some(SourceYearDoc::Calendar(year)) => return Ok(Some(*year)),
            Some(SourceYearDoc::Column(_)) => self.year,
        };
        let Some(column) = column else { return Ok(None) };
        let shown = self.table.grid.raw(row, column).shown();
        let folded = cell::fold(&shown);
        let digits = folded.get(..4).filter(|_| cell::date(&folded).value.is_some());
        year_alone(&folded).or(digits.and_then(year_alone)).map(Some).ok_or_else(|| {
            let text = say!("看不出年度：「{shown}」", "the year cannot be read: `{shown}`");
            Reason::new(&codes::YEAR_UNREADABLE, text)
        })
    }

    /// The id as it counts; `None` where none is written.
    fn identify(
        &self,
        row: usize,
        written: &str,
        name: &str,
        ledger: &mut Ledger,
    ) -> Result<Option<String>, Reason> {
        if written.is_empty() {
            return Ok(None);
        }
        if self.plan.firm.id_kind == IdKind::Text {
            return Ok(Some(cell::fold(written).into_owned()));
        }
        let code = credit_code::normalise(written).into_owned();
        if code != written {
            let (problem, effect) = (
                say!(
                    "企业代码里有空格、全角或小写字符",
                    "blanks, full-width or lower-case characters in the id"
                ),
                say!("按「{code}」读入", "read as `{code}`"),
            );
            self.note(
                row,
                &code,
                written,
                (&codes::ID_CHANGED, Severity::Note),
                [problem, effect],
                ledger,
            );
        }
        let Err(fault) = credit_code::verify(&code) else { return Ok(Some(code)) };
        if let Some(repaired) = repair(&code) {
            let (problem, effect) = (
                say!(
                    "代码里有不用的字母（I、O、S、V、Z）",
                    "letters that codes do not use (I, O, S, V, Z)"
                ),
                say!(
                    "改为「{repaired}」，校验码随之成立",
                    "repaired to `{repaired}`, for which the check character holds"
                ),
            );
            let kind = (&codes::CODE_REPAIRED, Severity::Warning);
            self.note(row, &repaired, written, kind, [problem, effect], ledger);
            return Ok(Some(repaired));
        }
        let mut text = fault.text();
        let column = self.id.map(|at| self.table.grid.raw(row, at));
        if matches!(column, Some(Raw::Number { .. })) || is_scientific(written) {
            text.zh += "；看来被表格软件当成数存过，超过 15 位的数字已经丢失";
            text.en += "; it seems to have been stored as a number, which loses every digit after the 15th";
        }
        // Of a code that was cut after its 15th digit nobody knows whose it is, and several firms
        // can share what is left.
        if self.plan.firm.bad_id == BadId::Keep && !is_scientific(written) {
            let effect = say!("企业照常保留", "the firm is kept");
            self.note(
                row,
                &code,
                written,
                (&codes::CODE_FAILS, Severity::Warning),
                [text, effect],
                ledger,
            );
            return Ok(Some(code));
        }
        let (zh, en) = (
            format!("企业代码不成立：{}", text.zh),
            format!("the code does not hold: {}", text.en),
        );
        let reason = Reason::new(&codes::CODE_REJECTED, Text::new(zh, en));
        Err(Reason { id: code, name: name.to_owned(), ..reason })
    }

    /// A row whose date cannot be read would silently be older than all others.
    fn date_is_read(&self, row: usize, column: usize, says: &Says, ledger: &mut Ledger) {
        let (grid, raw) = (&self.table.grid, self.table.grid.raw(row, column));
        let reading = raw.date();
        let (None, Some(remark)) = (reading.value, reading.remark) else { return };
        let (code, severity, line) = (remark.code(), remark.severity(), grid.line(row));
        let header = &grid.head.columns[column].text;
        ledger.cell((line, column + 3), header, (code, severity), || DataIssue {
            code,
            severity,
            source: grid.file.clone(),
            line: Some(line),
            firm: says.id.clone().or(says.name.clone()).unwrap_or_default(),
            column: header.clone(),
            value: cut(&raw.shown()),
            problem: remark.problem(""),
            effect: say!("比有日期的行都旧", "older than every row with a date"),
        });
    }

    fn note(
        &self,
        row: usize,
        firm: &str,
        value: &str,
        (code, severity): (Code, Severity),
        [problem, effect]: [Text; 2],
        ledger: &mut Ledger,
    ) {
        let line = self.table.grid.line(row);
        let column = &self.plan.firm.id.name;
        ledger.cell((line, 1), column, (code, severity), || DataIssue {
            code,
            severity,
            source: self.table.grid.file.clone(),
            line: Some(line),
            firm: firm.to_owned(),
            column: column.clone(),
            value: cut(value),
            problem,
            effect,
        });
    }
}

/// The letters that the standard leaves out because they are taken for others, and what they are
/// taken for.
const TAKEN_FOR: [(char, &[char]); 5] =
    [('I', &['1']), ('O', &['0']), ('S', &['5']), ('V', &['U', 'Y']), ('Z', &['2'])];

/// More than this many foreign letters are no slip of the pen.
const MOST_LETTERS: usize = 3;

/// The code with its foreign letters replaced, where exactly one replacement makes the check
/// character hold.
pub(crate) fn repair(code: &str) -> Option<String> {
    let letters: Vec<char> = code.chars().collect();
    let choices =
        |c: &char| TAKEN_FOR.iter().find(|(letter, _)| letter == c).map(|(_, for_)| *for_);
    let foreign = letters.iter().filter(|c| choices(c).is_some()).count();
    if foreign == 0 || foreign > MOST_LETTERS || letters.len() != credit_code::LENGTH {
        return None;
    }
    let mut candidates = vec![String::new()];
    for letter in &letters {
        let own = [*letter];
        let options = choices(letter).unwrap_or(&own);
        candidates = candidates
            .iter()
            .flat_map(|start| options.iter().map(move |option| format!("{start}{option}")))
            .collect();
    }
    candidates.retain(|candidate| credit_code::verify(candidate).is_ok());
    if candidates.len() == 1 { candidates.pop() } else { None }
}

/// Marks every row of one source that repeats an earlier one cell by cell, under the same headers
/// in whatever order.
pub(crate) fn mark_repeated(tables: &[Table], entrants: &mut [Vec<Entrant>], sources: usize) {
    let by_header: Vec<Vec<usize>> = tables.iter().map(by_header).collect();
    for source in 0..sources {
        let mut seen: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, _) in tables.iter().enumerate().filter(|(_, t)| t.source == source) {
            for entrant in entrants[at].iter_mut().filter(|entrant| entrant.says.is_ok()) {
                let cells = |at: usize, row: usize| cells(&tables[at], &by_header[at], row);
                let hash = hash(cells(at, entrant.row));
                let known = seen.entry(hash).or_default();
                let same = known
                    .iter()
                    .find(|(other, row)| cells(*other, *row).eq(cells(at, entrant.row)));
                match same {
                    Some((other, row)) => {
                        let grid = &tables[*other].grid;
                        let place = format!("{}:{}", grid.file, grid.line(*row));
                        entrant.says = Err(Reason::new(
                            &codes::REPEATED_ROW,
                            say!("与 {place} 完全相同的重复行", "the same row as {place}"),
                        ));
                    }
                    None => known.push((at, entrant.row)),
                }
            }
        }
    }
}

/// The columns of a table in the order of their headers, which another file may have otherwise.
fn by_header(table: &Table) -> Vec<usize> {
    let columns = &table.grid.head.columns;
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by(|a, b| columns[*a].text.cmp(&columns[*b].text));
    order
}

fn cells<'a>(
    table: &'a Table,
    order: &'a [usize],
    row: usize,
) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    let grid = &table.grid;
    order.iter().map(move |at| (grid.head.columns[*at].text.as_str(), grid.raw(row, *at).shown()))
}

fn hash<'a>(cells: impl Iterator<Item = (&'a str, Cow<'a, str>)>) -> u64 {
    let mut hasher = DefaultHasher::new();
    cells.for_each(|(_, cell)| cell.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn a_letter_is_repaired_only_where_the_check_character_then_holds() {
        assert_eq!(repair("9135O100M000100Y43").as_deref(), Some("91350100M000100Y43"));
        assert_eq!(repair("9I350IOOM000100Y43"), None, "too many letters for a slip");
        assert_eq!(repair("9135O100M000100Y44"), None, "another character is wrong, too");
        assert_eq!(repair("91350100M000100Y44"), None, "nothing to repair");
        assert_eq!(repair("91320214MA1OO0017K").as_deref(), Some("91320214MA1000017K"));
    }
}
