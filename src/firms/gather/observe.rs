//! Cells -> observations: what one cell says about one firm in one year, told in the field's unit,
//! with the place it was read from. Knows nothing of other cells; merging is not done here.

use indexmap::IndexMap;

use super::entrant::Reason;
use super::grid::Grid;
use super::header::{Heading, Layout, Target};
use super::identity::Member;
use super::sources::{Field, Origin, Plan};
use super::table::{FieldColumn, Table, counts_in, reading_unit};
use crate::diagnostic::Severity;
use crate::diagnostic::codes::firms as codes;
use crate::firms::DataIssue;
use crate::firms::cell::{self, Remark};
use crate::firms::header::normal;
use crate::firms::issue::Ledger;
use crate::firms::record::Raw;
use crate::firms::rows::cut;
use crate::firms::{CellCount, unit};
use crate::say;
use crate::scheme::column::ColumnKind;

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A finite number, or a date in days since 1970-01-01.
    Number(f64),
    /// Text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// Of whom a cell speaks and where it stands, in the order in which cells are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    pub firm: u32,
    pub year: i32,
    /// The source's number.
    pub source: usize,
    /// The table's number.
    pub table: u32,
    /// The record.
    pub row: u32,
    /// The column; 0 for counts.
    pub column: u32,
}

/// What one cell (or, for counts, a row) says.
#[derive(Debug, Clone)]
pub(crate) struct Observation {
    pub at: At,
    pub value: Value,
}

/// Everything that was read for one field.
#[derive(Default)]
pub(crate) struct Observed {
    /// In the order of tables and rows.
    pub observations: Vec<Observation>,
    /// Cells that hold something, but no value.
    pub unread: Vec<Unread>,
    /// What was odd, per table.
    pub ledgers: Vec<(usize, Ledger)>,
}

/// A cell that holds something, but no value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unread {
    pub at: At,
    /// Whether it says that there is none (`—`, `暂无`), or cannot be understood.
    pub is_marker: bool,
}

/// What the cells of a long table's rows are: a field with unit and year, per row.
pub(crate) type Items = Vec<FieldColumn>;

/// The rows of long tables that were refused, by the field that they speak of.
pub(crate) type RefusedCells = Vec<(usize, Unread)>;

/// For a long table what each item means, row by row, or why it means nothing; `None` for other
/// tables.
pub(crate) fn items(
    table: &Table,
    members: &[Member],
    plan: &Plan,
) -> Option<Vec<Result<FieldColumn, Refused>>> {
    let item = table.layout.one(&Target::Item)?;
    let value = table.layout.one(&Target::Value)?;
    let unit = unit_column(&table.grid, &table.layout);
    let mut known: IndexMap<[String; 2], Result<FieldColumn, Refused>> = IndexMap::new();
    let meanings = members.iter().map(|member| {
        let cell = |at: usize| table.grid.raw(member.row, at).shown().into_owned();
        let key = [cell(item), unit.map(cell).unwrap_or_default()];
        if let Some(meaning) = known.get(&key) {
            return meaning.clone();
        }
        let meaning = meaning(&key, value, table, plan);
        known.insert(key, meaning.clone());
        meaning
    });
    Some(meanings.collect())
}

/// A row of a long table that cannot be used, and the field that it speaks of where that is known:
/// of this field it says something, if illegibly.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    pub reason: Reason,
    pub field: Option<usize>,
}

/// The column of a long table, or of a listing, that states the unit of each row.
pub(crate) fn unit_column(grid: &Grid, layout: &Layout) -> Option<usize> {
    const NAMES: [&str; 4] = ["计量单位", "单位", "unit", "units"];
    let columns = grid.head.columns.iter().enumerate();
    let mut unused = columns.filter(|(at, _)| !layout.uses(*at));
    unused.find(|(_, heading)| NAMES.contains(&normal(&heading.text).as_str())).map(|(at, _)| at)
}

/// What an item with its unit means.
fn meaning(
    [item, unit]: &[String; 2],
    at: usize,
    table: &Table,
    plan: &Plan,
) -> Result<FieldColumn, Refused> {
    let heading = Heading::new(std::slice::from_ref(item));
    let Some(number) = field_of(&heading, item, table.source, plan) else {
        let text = say!("字典里没有「{item}」", "`{item}` is not in the dictionary");
        let reason = Reason::new(&codes::UNKNOWN_ITEM, text);
        return Err(Refused { reason, field: None });
    };
    let (field, grid) = (&plan.fields[number], &table.grid);
    let refused = |reason| Refused { reason, field: Some(number) };
    let own = unit_of_row(unit, field).map_err(refused)?;
    let own = own.as_deref();
    let above = grid.head.columns[at].unit.as_deref();
    // The unit of the value column is that of the amounts in it.
    let of_amounts =
        above.unwrap_or_else(|| grid.head.unit_of_amounts(&plan.sources[table.source]));
    let (unit, power) = reading_unit(heading.unit.as_deref().or(own), of_amounts, field)
        .map_err(|why| refused(Reason::new(&codes::UNIT_MISMATCH, why)))?;
    Ok(FieldColumn { field: number, at, year: heading.year, unit, power })
}

/// The unit that a row states in a column of its own.
fn unit_of_row(written: &str, field: &Field) -> Result<Option<String>, Reason> {
    let Some(unit) = unit_in(written) else { return Ok(None) };
    if unit::is_known(&unit) || unit == unit::canonical(&field.unit) {
        return Ok(Some(unit));
    }
    let text = say!("单位「{written}」不认识", "the unit `{written}` is not known");
    Err(Reason::new(&codes::UNIT_MISMATCH, text))
}

/// What stands in a column of units; nothing where it says that there is none.
pub(crate) fn unit_in(written: &str) -> Option<String> {
    let folded = cell::fold(written);
    let unit = unit::canonical(folded.trim_matches(['(', ')', '[', ']']));
    (!unit.is_empty() && cell::text(&folded).value.is_some()).then_some(unit)
}

/// The number of the field that an item is called by.
fn field_of(heading: &Heading, text: &str, source: usize, plan: &Plan) -> Option<usize> {
    let is_looked_at = |field: &&Field| field.sources.is_empty() || field.sources.contains(&source);
    let fields = || plan.fields.iter().filter(|f| f.origin == Origin::Cells).filter(is_looked_at);
    let own =
        plan.sources[source].columns.iter().find(|(_, header)| normal(header) == normal(text));
    let field = own.map(|(number, _)| &plan.fields[*number]).or_else(|| {
        heading.names().find_map(|name| fields().find(|field| field.named.is_called(name)))
    })?;
    plan.fields.iter().position(|known| known.named.name == field.named.name)
}

/// Which tables and rows are looked at.
pub(crate) struct View<'a> {
    pub plan: &'a Plan,
    pub tables: &'a [Table],
    pub members: &'a [Vec<Member>],
    pub items: &'a [Option<Items>],
    pub refused: &'a [(usize, Unread)],
    pub ids: &'a [String],
    /// Only this firm, where one is traced.
    pub only: Option<u32>,
}

impl View<'_> {
    /// Reads everything that the tables say about a field.
    pub fn observe(&self, number: usize) -> Observed {
        let field = &self.plan.fields[number];
        let mut observed = Observed::default();
        for (at, table) in self.tables.iter().enumerate() {
            let mut ledger = Ledger::default();
            match &field.origin {
                Origin::Cells => {
                    for column in table.columns.iter().filter(|column| column.field == number) {
                        for member in self.rows(at) {
                            self.cell(at, member, column, &mut ledger, &mut observed);
                        }
                    }
                    self.long(at, number, &mut ledger, &mut observed);
                }
                Origin::Count(conditions)
                    if self.looks_at(field, table) && counts_in(table, conditions) =>
                {
                    self.count(at, conditions, &mut observed.observations);
                }
                _ => {}
            }
            observed.ledgers.push((at, ledger));
        }
        let refused = self.refused.iter().filter(|(field, _)| *field == number);
        let refused = refused.map(|(_, cell)| cell).filter(|cell| self.is_looked_at(cell.at.firm));
        observed.unread.extend(refused.cloned());
        observed
    }

    fn looks_at(&self, field: &Field, table: &Table) -> bool {
        field.sources.is_empty() || field.sources.contains(&table.source)
    }

    fn is_looked_at(&self, firm: u32) -> bool {
        self.only.is_none_or(|only| firm == only)
    }

    fn rows(&self, table: usize) -> impl Iterator<Item = &Member> {
        self.members[table].iter().filter(|member| self.is_looked_at(member.firm))
    }

    fn long(&self, at: usize, number: usize, ledger: &mut Ledger, into: &mut Observed) {
        let Some(items) = &self.items[at] else { return };
        for (member, item) in self.members[at].iter().zip(items) {
            if item.field == number && self.is_looked_at(member.firm) {
                self.cell(at, member, item, ledger, into);
            }
        }
    }

    fn cell(
        &self,
        at: usize,
        member: &Member,
        column: &FieldColumn,
        ledger: &mut Ledger,
        into: &mut Observed,
    ) {
        let table = &self.tables[at];
        let field = &self.plan.fields[column.field];
        let raw = table.grid.raw(member.row, column.at);
        let (value, remark) = read(raw, field, column, table.grid.is_sheet());
        let is_marker = matches!(remark, Some(Remark::Marker));
        let is_unread = value.is_none() && remark.is_some();
        if let Some(remark) = remark {
            let line = table.grid.line(member.row);
            let firm = &self.ids[member.firm as usize];
            note(ledger, table, (line, column.at + 3), firm, field, column, raw, remark);
        }
        let at = At {
            year: self.year(member, column.year),
            column: column.at as u32,
            ..at_row(table, at, member)
        };
        if let Some(value) = value {
            into.observations.push(Observation { at, value });
        } else if is_unread {
            into.unread.push(Unread { at, is_marker });
        }
    }

    /// What has no year is of this year.
    fn year(&self, member: &Member, of_column: Option<i32>) -> i32 {
        of_column.or(member.year).or(self.plan.year).unwrap_or(0)
    }

    fn count(&self, at: usize, conditions: &[(String, Vec<String>)], into: &mut Vec<Observation>) {
        let table = &self.tables[at];
        let columns: Vec<(usize, Vec<String>)> = conditions
            .iter()
            .filter_map(|(column, words)| {
                let at = table.layout.one(&Target::Words(column.clone()))?;
                Some((at, words.iter().map(|word| normal(word)).collect()))
            })
            .collect();
        for member in self.rows(at) {
            let counts = columns.iter().all(|(column, words)| {
                words.contains(&normal(&table.grid.raw(member.row, *column).shown()))
            });
            let at = At { year: self.year(member, None), ..at_row(table, at, member) };
            into.push(Observation { at, value: Value::Number(f64::from(u8::from(counts))) });
        }
    }
}

/// The first column of a row; of its year only what the row itself says.
pub(crate) fn at_row(table: &Table, number: usize, member: &Member) -> At {
    At {
        firm: member.firm,
        year: member.year.unwrap_or(0),
        source: table.source,
        table: number as u32,
        row: member.row as u32,
        column: 0,
    }
}

/// Reads a cell and tells it in the field's unit.
pub(crate) fn read(
    raw: Raw,
    field: &Field,
    column: &FieldColumn,
    is_sheet: bool,
) -> (Option<Value>, Option<Remark>) {
    match field.kind {
        ColumnKind::Number | ColumnKind::Integer => {
            let reading = match field.kind {
                ColumnKind::Integer => raw.integer(&column.unit, is_sheet),
                _ => raw.number(&column.unit, is_sheet),
            };
            let value = reading.value.and_then(|value| cell::times_ten_to(value, column.power));
            (value.map(Value::Number), reading.remark)
        }
        ColumnKind::Date => {
            let reading = raw.date();
            (reading.value.map(Value::Number), reading.remark)
        }
        ColumnKind::Flag => {
            let reading = raw.flag();
            (reading.value.map(Value::Flag), reading.remark)
        }
        ColumnKind::Text => {
            if let Raw::Error(_) = raw {
                return (None, Some(Remark::ErrorCell));
            }
            let shown = raw.shown();
            let reading = cell::text(&shown);
            (reading.value.map(|text| Value::Text(text.to_owned())), reading.remark)
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn note(
    ledger: &mut Ledger,
    table: &Table,
    at: (u64, usize),
    firm: &str,
    field: &Field,
    column: &FieldColumn,
    raw: Raw,
    remark: Remark,
) {
    let (code, severity) = (remark.code(), remark.severity());
    let name = &field.named.name;
    ledger.cell(at, name, (code, severity), || DataIssue {
        code,
        severity,
        source: table.grid.file.clone(),
        line: Some(at.0),
        firm: firm.to_owned(),
        column: name.clone(),
        value: cut(&raw.shown()),
        problem: remark.problem(&column.unit),
        effect: match read(raw, field, column, table.grid.is_sheet()).0 {
            Some(value) => {
                let value = super::output::shown(&value, field.kind);
                say!("按 {value} 读入", "read as {value}")
            }
            None => say!("按缺失处理", "counts as missing"),
        },
    });
}

/// How many cells of each column were odd, of all fields together.
pub(crate) fn add_counts(into: &mut Vec<CellCount>, ledger: &Ledger) {
    for count in ledger.counts() {
        match into.iter_mut().find(|c| c.column == count.column && c.code == count.code) {
            Some(known) => known.cells += count.cells,
            None => into.push(count),
        }
    }
}

/// The severity of a value that one of several sources gave and another did not.
pub(crate) const CONFLICT: Severity = Severity::Warning;
