//! One record of a table as the reader of rows sees it, whether it comes from a text or from a
//! sheet: fields that are text, or values that a workbook stores by type.

use std::borrow::Cow;

use jiff::Span;
use jiff::civil::Date;

use super::cell::{self, Reading, Reason, Remark, Repair, Repairs};

/// A field before its column's kind is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Raw<'a> {
    /// Nothing there.
    Blank,
    /// Text, as every field of a text table is.
    Text(&'a str),
    /// A stored number; `percent` where it is shown as a percentage.
    Number { value: f64, percent: bool },
    /// A stored yes or no.
    Flag(bool),
    /// A stored date, in days since 1970-01-01.
    Date(f64),
    /// A formula that failed.
    Error(&'a str),
}

/// A record of a table.
pub(crate) trait Record {
    /// Whether the fields have stored types, so that text in a number column is worth a note, and
    /// rows are as long as their last cell rather than as long as the header.
    const IS_SHEET: bool;
    /// How many fields it has.
    fn len(&self) -> usize;
    /// A field; blank beyond the end.
    fn raw(&self, field: usize) -> Raw<'_>;
    /// The field where it is a plainly written number: the short way for nearly every cell.
    fn plain_number(&self, _field: usize) -> Option<f64> {
        None
    }
}

/// A record of a text that has been decoded, so that every field is UTF-8.
impl Record for csv::ByteRecord {
    const IS_SHEET: bool = false;

    fn len(&self) -> usize {
        csv::ByteRecord::len(self)
    }

    fn raw(&self, field: usize) -> Raw<'_> {
        let text = self.get(field).map(|bytes| std::str::from_utf8(bytes).unwrap_or_default());
        text.map_or(Raw::Blank, Raw::Text)
    }

    fn plain_number(&self, field: usize) -> Option<f64> {
        cell::plain_number(self.get(field)?)
    }
}

/// A line without quotes.
#[derive(Debug, Default)]
pub(crate) struct Line<'a> {
    fields: Vec<&'a str>,
}

impl<'a> Line<'a> {
    /// Takes another line.
    pub fn split(&mut self, line: &'a str, delimiter: u8) {
        self.fields.clear();
        self.fields.extend(line.split(char::from(delimiter)));
    }
}

impl Record for Line<'_> {
    const IS_SHEET: bool = false;

    fn len(&self) -> usize {
        self.fields.len()
    }

    fn raw(&self, field: usize) -> Raw<'_> {
        self.fields.get(field).map_or(Raw::Blank, |text| Raw::Text(text))
    }

    fn plain_number(&self, field: usize) -> Option<f64> {
        cell::plain_number(self.fields.get(field)?.as_bytes())
    }
}

impl<'a> Raw<'a> {
    /// Whether nothing stands there but blanks.
    pub fn is_blank(self) -> bool {
        match self {
            Raw::Blank => true,
            Raw::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The field as text, as a person would see it in the file.
    pub fn shown(self) -> Cow<'a, str> {
        match self {
            Raw::Blank => Cow::Borrowed(""),
            Raw::Text(text) | Raw::Error(text) => Cow::Borrowed(text),
            Raw::Number { value, percent: true } => {
                let seen = cell::from_stored(value, true, "%").value.unwrap_or(value * 100.0);
                Cow::Owned(format!("{seen}%"))
            }
            // A code that was stored as a number has no decimals: Display writes 91320214.0 as
            // 91320214, and no exponent.
            Raw::Number { value, .. } => Cow::Owned(value.to_string()),
            Raw::Flag(true) => Cow::Borrowed("TRUE"),
            Raw::Flag(false) => Cow::Borrowed("FALSE"),
            Raw::Date(days) => Cow::Owned(iso(days).unwrap_or_else(|| days.to_string())),
        }
    }

    /// The field as a number in the column's unit.
    pub fn number(self, unit: &str, is_sheet: bool) -> Reading<f64> {
        match self {
            Raw::Blank => Reading::BLANK,
            Raw::Text(text) if is_sheet => stored_as_text(cell::number(text, unit)),
            Raw::Text(text) => cell::number(text, unit),
            Raw::Number { value, percent } => cell::from_stored(value, percent, unit),
            Raw::Flag(_) => Reading::missing(Remark::Unreadable(Reason::NotANumber)),
            Raw::Date(_) => Reading::missing(Remark::Unreadable(Reason::DateForNumber)),
            Raw::Error(_) => Reading::missing(Remark::ErrorCell),
        }
    }

    /// The same for a column of whole numbers: a fraction is kept, with a doubt.
    pub fn integer(self, unit: &str, is_sheet: bool) -> Reading<f64> {
        let reading = self.number(unit, is_sheet);
        match reading.value {
            Some(value) if value.fract() != 0.0 => Reading::remarked(value, Remark::NotWhole),
            _ => reading,
        }
    }

    /// The field as yes or no.
    pub fn flag(self) -> Reading<bool> {
        match self {
            Raw::Flag(value) => Reading::plain(value),
            Raw::Error(_) => Reading::missing(Remark::ErrorCell),
            Raw::Text(text) => cell::flag(text),
            other => cell::flag(&other.shown()),
        }
    }

    /// The field as days since 1970-01-01.
    pub fn date(self) -> Reading<f64> {
        match self {
            Raw::Date(days) => Reading::plain(days),
            Raw::Error(_) => Reading::missing(Remark::ErrorCell),
            Raw::Text(text) => cell::date(text),
            other => cell::date(&other.shown()),
        }
    }
}

fn stored_as_text(reading: Reading<f64>) -> Reading<f64> {
    let repairs = match reading.remark {
        None => Repairs::default(),
        Some(Remark::Repaired(repairs)) => repairs,
        Some(_) => return reading,
    };
    match reading.value {
        Some(value) => {
            let mut repairs = repairs;
            repairs.insert(Repair::StoredAsText);
            Reading::remarked(value, Remark::Repaired(repairs))
        }
        None => reading,
    }
}

fn iso(days: f64) -> Option<String> {
    let span = Span::new().try_days(days as i64).ok()?;
    Some(Date::constant(1970, 1, 1).checked_add(span).ok()?.to_string())
}
