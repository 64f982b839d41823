//! Cells -> observations: what one cell says about one firm in one year, told in the field's unit,
//! with the place it was read from. Knows nothing of other cells; merging is not done here.

use indexmap::IndexMap;

use super::header::{Heading, Target};
use super::identity::Member;
use super::sources::{Field, Origin, Plan};
use super::table::{FieldColumn, Table, counts_in};
use crate::diagnostic::Severity;
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

/// What one cell (or, for counts, a set of rows) says.
#[derive(Debug, Clone)]
pub(crate) struct Observation {
    pub firm: u32,
    pub year: i32,
    /// The source's number.
    pub source: usize,
    /// The table's number.
    pub table: u32,
    /// The record.
    pub row: u32,
    /// The column; for counts how many rows were counted.
    pub column: u32,
    pub value: Value,
}

/// Everything that was read for one field.
#[derive(Default)]
pub(crate) struct Observed {
    /// In the order of tables and rows.
    pub observations: Vec<Observation>,
    /// What was odd, per table.
    pub ledgers: Vec<(usize, Ledger)>,
}

/// What the cells of a long table's rows are: a field with unit and year, per row.
pub(crate) type Items = Vec<Option<FieldColumn>>;

/// For a long table what each item means, row by row; `None` for other tables.
pub(crate) fn items(table: &Table, members: &[Member], plan: &Plan) -> Option<Items> {
    let item = table.layout.one(&Target::Item)?;
    let value = table.layout.one(&Target::Value)?;
    let source = &plan.sources[table.source];
    let mut known: IndexMap<String, Option<FieldColumn>> = IndexMap::new();
    let meanings = members.iter().map(|member| {
        let text = table.grid.raw(member.row, item).shown();
        if let Some(meaning) = known.get(text.as_ref()) {
            return meaning.clone();
        }
        let meaning = meaning(&text, value, &source.unit, table.source, plan);
        known.insert(text.into_owned(), meaning.clone());
        meaning
    });
    Some(meanings.collect())
}

fn meaning(text: &str, at: usize, unit: &str, source: usize, plan: &Plan) -> Option<FieldColumn> {
    let heading = Heading::new(&[text.to_owned()]);
    let is_looked_at = |field: &&Field| field.sources.is_empty() || field.sources.contains(&source);
    let fields = || plan.fields.iter().filter(|f| f.origin == Origin::Cells).filter(is_looked_at);
    let own =
        plan.sources[source].columns.iter().find(|(_, header)| normal(header) == normal(text));
    let field = own.map(|(number, _)| &plan.fields[*number]).or_else(|| {
        heading.names().find_map(|name| fields().find(|field| field.named.is_called(name)))
    })?;
    let number = plan.fields.iter().position(|known| known.named.name == field.named.name)?;
    let stated = heading.unit.as_deref().or(Some(unit).filter(|unit| !unit.is_empty()));
    let power = stated.and_then(|stated| unit::power_between(stated, &field.unit));
    let (unit, power) = match (stated, power) {
        (Some(stated), Some(power)) if !field.unit.is_empty() => (stated.to_owned(), power),
        _ => (field.unit.clone(), 0),
    };
    Some(FieldColumn { field: number, at, year: heading.year, unit, power })
}

/// Which tables and rows are looked at.
pub(crate) struct View<'a> {
    pub plan: &'a Plan,
    pub tables: &'a [Table],
    pub members: &'a [Vec<Member>],
    pub items: &'a [Option<Items>],
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
                            self.cell(at, member, column, &mut ledger, &mut observed.observations);
                        }
                    }
                    self.long(at, number, &mut ledger, &mut observed.observations);
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
        observed
    }

    fn looks_at(&self, field: &Field, table: &Table) -> bool {
        field.sources.is_empty() || field.sources.contains(&table.source)
    }

    fn rows(&self, table: usize) -> impl Iterator<Item = &Member> {
        self.members[table].iter().filter(|member| self.only.is_none_or(|only| member.firm == only))
    }

    fn long(&self, at: usize, number: usize, ledger: &mut Ledger, into: &mut Vec<Observation>) {
        let Some(items) = &self.items[at] else { return };
        for (member, item) in self.members[at].iter().zip(items) {
            let is_wanted = self.only.is_none_or(|only| member.firm == only);
            if let Some(column) = item.as_ref().filter(|c| is_wanted && c.field == number) {
                self.cell(at, member, column, ledger, into);
            }
        }
    }

    fn cell(
        &self,
        at: usize,
        member: &Member,
        column: &FieldColumn,
        ledger: &mut Ledger,
        into: &mut Vec<Observation>,
    ) {
        let table = &self.tables[at];
        let field = &self.plan.fields[column.field];
        let raw = table.grid.raw(member.row, column.at);
        let (value, remark) = read(raw, field, column, table.grid.is_sheet());
        if let Some(remark) = remark {
            let line = table.grid.line(member.row);
            let firm = &self.ids[member.firm as usize];
            note(ledger, table, (line, column.at + 3), firm, field, column, raw, remark);
        }
        if let Some(value) = value {
            into.push(Observation {
                firm: member.firm,
                year: self.year(member, column.year),
                source: table.source,
                table: at as u32,
                row: member.row as u32,
                column: column.at as u32,
                value,
            });
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
            into.push(Observation {
                firm: member.firm,
                year: self.year(member, None),
                source: table.source,
                table: at as u32,
                row: member.row as u32,
                column: 0,
                value: Value::Number(f64::from(u8::from(counts))),
            });
        }
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
