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

/// How the result is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableStyle {
    /// For Excel and WPS: a byte order mark.
    pub bom: bool,
    /// Whether headers state the unit, as in `营业收入（万元）`.
    pub units: bool,
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
    /// The header, with the unit where it is asked for and a reader would know it.
    pub fn header(&self, style: TableStyle) -> String {
        if style.units && unit::is_known(&self.unit) {
            format!("{}（{}）", self.name, self.unit)
        } else {
            self.name.clone()
        }
    }
}

impl Gathered {
    /// The result as CSV.
    pub fn to_csv(&self, style: TableStyle) -> Vec<u8> {
        let start = if style.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::Writer::from_writer(start);
        // Writing to memory cannot fail, and every row has one cell per column.
        let _ = writer.write_record(self.columns.iter().map(|column| column.header(style)));
        let mut record = csv::StringRecord::new();
        for firm in 0..self.firms() {
            record.clear();
            for column in &self.columns {
                let text = column.values[firm].as_ref().map(|value| shown(value, column.kind));
                record.push_field(&text.unwrap_or_default());
            }
            let _ = writer.write_record(&record);
        }
        writer.into_inner().unwrap_or_default()
    }

    /// The result as an input of [`crate::firms::read`]. Its headers state their units, so that a
    /// scheme in another unit is told so instead of being fed numbers ten times too large.
    pub fn to_input(&self, name: &str) -> Input {
        let style = TableStyle { units: true, ..TableStyle::default() };
        Input { name: name.to_owned(), bytes: self.to_csv(style) }
    }
}
