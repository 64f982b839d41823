//! A stored cell, freed from the library's types.

use std::borrow::Cow;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};

use crate::firms::cell::days;
use crate::firms::record::{Raw, Record};

/// What a cell stores.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number { value: f64, percent: bool },
    Flag(bool),
    Date(f64),
    Error(&'static str),
}

impl Value<'_> {
    pub fn raw(&self) -> Raw<'_> {
        match self {
            Value::Blank => Raw::Blank,
            Value::Text(text) => Raw::Text(text),
            Value::Number { value, percent } => Raw::Number { value: *value, percent: *percent },
            Value::Flag(value) => Raw::Flag(*value),
            Value::Date(days) => Raw::Date(*days),
            Value::Error(word) => Raw::Error(word),
        }
    }

    /// The same, independent of the cell that it came from.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Blank => Value::Blank,
            Value::Number { value, percent } => Value::Number { value, percent },
            Value::Flag(value) => Value::Flag(value),
            Value::Date(days) => Value::Date(days),
            Value::Error(word) => Value::Error(word),
        }
    }
}

/// A row of a sheet.
impl Record for Vec<Value<'static>> {
    const IS_SHEET: bool = true;

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn raw(&self, field: usize) -> Raw<'_> {
        self.get(field).map_or(Raw::Blank, Value::raw)
    }
}

/// A cell of a stream; `None` where it is blank.
pub(super) fn from_ref<'c>(cell: &'c DataRef<'_>, percent: bool) -> Option<Value<'c>> {
    match cell {
        DataRef::Empty => None,
        DataRef::Int(value) => Some(Value::Number { value: *value as f64, percent }),
        DataRef::Float(value) => Some(Value::Number { value: *value, percent }),
        DataRef::String(text) => from_text(text),
        DataRef::SharedString(text) => from_text(text),
        DataRef::Bool(value) => Some(Value::Flag(*value)),
        DataRef::DateTime(time) => Some(from_time(time)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => from_text(text),
        DataRef::Error(error) => Some(Value::Error(error_word(error))),
    }
}

/// A cell of a rectangle; `None` where it is blank.
pub(super) fn from_data(cell: &Data) -> Option<Value<'_>> {
    match cell {
        Data::Empty => None,
        Data::Int(value) => Some(Value::Number { value: *value as f64, percent: false }),
        Data::Float(value) => Some(Value::Number { value: *value, percent: false }),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => from_text(text),
        Data::Bool(value) => Some(Value::Flag(*value)),
        Data::DateTime(time) => Some(from_time(time)),
        Data::Error(error) => Some(Value::Error(error_word(error))),
    }
}

fn from_text(text: &str) -> Option<Value<'_>> {
    (!text.trim().is_empty()).then_some(Value::Text(Cow::Borrowed(text)))
}

/// A date, or a number where it is a duration or no day of the calendar (Excel knows a
/// 29 February 1900).
fn from_time(time: &ExcelDateTime) -> Value<'static> {
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let date = days(i64::from(year), i64::from(month), i64::from(day));
    match date.filter(|_| time.is_datetime() && time.as_f64() >= 1.0) {
        Some(days) => Value::Date(days),
        None => Value::Number { value: time.as_f64(), percent: false },
    }
}

fn error_word(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Whether a style shows numbers as percentages. A sign in quotes or after a backslash is only
/// text.
pub(super) fn is_percent(style: &calamine::Style) -> bool {
    let Some(format) = &style.number_format else { return false };
    let (mut quoted, mut escaped) = (false, false);
    for c in format.format_code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}
