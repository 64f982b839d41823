//! The sample firms as an engine reads them: plain numbers, days, flags and texts, nothing for what
//! is missing. Owns the file's columns and the statement that loads it.

use super::engine::Engine;
use super::measured::{needed, type_of};
use crate::expr::{Row, Type, Value, date, kernel};
use crate::report::{CsvStyle, Sheet};
use crate::scheme::Scheme;
use crate::scheme::column::Column;
use crate::scoring::Derived;

fn columns(scheme: &Scheme) -> Vec<&Column> {
    let needed = needed(scheme);
    scheme.columns.iter().filter(|column| needed.contains(&column.name)).collect()
}

/// Loads `sample.csv` as the firms' table.
pub(super) fn load(scheme: &Scheme, engine: &dyn Engine, table: &str) -> String {
    let column = |column: &&Column| {
        let name = engine.quote_identifier(&column.name);
        format!("  {name} {}", engine.type_name(type_of(column.kind)))
    };
    let columns: Vec<String> = columns(scheme).iter().map(column).collect();
    engine.load(table, "sample.csv", &columns.join(",\n"))
}

/// `sample.csv`: every firm of a run.
pub fn csv(scheme: &Scheme, derived: &Derived) -> Vec<u8> {
    let columns = columns(scheme);
    let mut sheet = Sheet::new(CsvStyle::default(), columns.iter().map(|column| &column.name));
    for firm in 0..derived.len() {
        let row = derived.row(firm);
        let cell = |column: &&Column| cell(row.value(&column.name), type_of(column.kind));
        sheet.row(columns.iter().map(cell));
    }
    sheet.finish()
}

fn cell(value: Value, ty: Type) -> String {
    match (value, ty) {
        (Value::Number(days), Type::Date) => date::iso(days as i32),
        (Value::Number(number), _) => kernel::shortest(number),
        (Value::Flag(flag), _) => flag.to_string(),
        (Value::Text(text), _) => text,
        (Value::Missing, _) => String::new(),
    }
}
