//! A table as it was written, cell by cell, for giving it back with remarks. Knows where the wanted
//! columns stand; must not understand or mend a cell.

use super::header::{Layout, Wishes};
use super::kind::{self, Kind};
use super::record::Raw;
use super::table::stranger;
use super::{Input, Wanted, compressed, text_table, workbook};
use crate::diagnostic::Diagnostic;

/// One input as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The input as the user named it.
    pub name: String,
    /// The sheet; none for a text.
    pub sheet: Option<String>,
    /// The header and every row that is not wholly blank, with their lines (rows of the sheet) from
    /// 1.
    pub rows: Vec<(u64, Vec<WrittenCell>)>,
    /// The wanted columns that the table carries, with their fields from 0; the id first.
    pub fields: Vec<(String, usize)>,
}

/// A cell as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenCell {
    /// Nothing.
    Blank,
    /// A text; every field of a text table is one.
    Text(String),
    /// A number; `percent` where it is shown as a percentage.
    Number {
        /// As stored.
        value: f64,
        /// Whether it is shown times 100.
        percent: bool,
    },
    /// Yes or no.
    Flag(bool),
    /// Days since 1970-01-01.
    Date(f64),
    /// A formula that failed.
    Error(String),
}

impl WrittenCell {
    pub(super) fn of(raw: Raw) -> Self {
        match raw {
            Raw::Blank => WrittenCell::Blank,
            Raw::Text(text) => WrittenCell::Text(text.to_owned()),
            Raw::Number { value, percent } => WrittenCell::Number { value, percent },
            Raw::Flag(flag) => WrittenCell::Flag(flag),
            Raw::Date(days) => WrittenCell::Date(days),
            Raw::Error(word) => WrittenCell::Error(word.to_owned()),
        }
    }
}

/// Rows with their lines, the header's among them.
pub(super) type Rows = Vec<(u64, Vec<WrittenCell>)>;

/// Reads an input without understanding its cells.
///
/// # Errors
/// Everything that makes it unusable, as [`super::read`] tells it.
pub fn as_written(input: &Input, wanted: &Wanted) -> Result<Written, Vec<Diagnostic>> {
    let wishes = Wishes::new(wanted);
    let name = &input.name;
    let unpacked = compressed::unpacked(input)?;
    let bytes = &unpacked.as_ref().unwrap_or(input).bytes;
    let kind = kind::recognise(bytes).map_err(|s| vec![stranger(s, name)])?;
    let (sheet, headers, line, rows) = match kind {
        Kind::Text => {
            let (headers, line, rows) = text_table::as_written(bytes, &wishes, name)?;
            (None, headers, line, rows)
        }
        _ => {
            let (sheet, headers, line, rows) = workbook::as_written(bytes, kind, name)?;
            (Some(sheet), headers, line, rows)
        }
    };
    let layout: Layout = wishes.lay_out(&headers, name, line)?;
    let fields = layout.slots.into_iter().map(|slot| (slot.name, slot.field)).collect();
    Ok(Written { name: name.clone(), sheet, rows, fields })
}
