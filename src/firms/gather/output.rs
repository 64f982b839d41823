//! The gathered firms as text: one row per firm, in the order of their ids, as `score` and `match`
//! read them. Numbers are written with the digits that give the same number back.

use jiff::Span;
use jiff::civil::Date;

use super::Gathered;
use super::observe::Value;
use crate::firms::{Input, unit};
use crate::scheme::column::ColumnKind;

/// A column of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct OutColumn {
    /// Its name.
    pub name: String,
    /// What its cells are.
    pub kind: ColumnKind,
    /// Its unit; empty where none is stated.
    pub unit: String,
    /// One value per firm; `None` is missing.
    pub values: Vec<Option<Value>>,
}

/// A value as it is written into a table.
pub fn shown(value: &Value, kind: ColumnKind) -> String {
    match value {
        Value::Number(days) if kind == ColumnKind::Date => iso(*days),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Flag(true) => "是".to_owned(),
        Value::Flag(false) => "否".to_owned(),
    }
}

/// Days since 1970-01-01 as a date.
pub(crate) fn iso(days: f64) -> String {
    let span = Span::new().try_days(days as i64).ok();
    let date = span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span).ok());
    date.map_or_else(|| days.to_string(), |date| date.to_string())
}

impl OutColumn {
    /// The header; with `units` it states the unit, where a reader would know it, as in
    /// `营业收入（万元）`.
    pub fn header(&self, units: bool) -> String {
        if units && unit::is_known(&self.unit) {
            format!("{}（{}）", self.name, self.unit)
        } else {
            self.name.clone()
        }
    }

    /// A firm's cell as it is written; empty where it is missing.
    pub fn cell(&self, firm: usize) -> String {
        let value = self.values.get(firm).and_then(Option::as_ref);
        value.map(|value| shown(value, self.kind)).unwrap_or_default()
    }
}

impl Gathered {
    /// The result as plain CSV, UTF-8 without a mark; with `units` the headers state them.
    pub fn to_csv(&self, units: bool) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every row has one cell per column.
        let _ = writer.write_record(self.columns.iter().map(|column| column.header(units)));
        for firm in 0..self.firms() {
            let _ = writer.write_record(self.columns.iter().map(|column| column.cell(firm)));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// The result as an input of [`crate::firms::read`]. Its headers state their units, so that a
    /// scheme in another unit is told so instead of being fed numbers ten times too large.
    pub fn to_input(&self, name: &str) -> Input {
        Input { name: name.to_owned(), bytes: self.to_csv(true) }
    }
}
