//! A text table as it was written.

use csv::ByteRecord;

use super::{blank, line_of, not_text, records, with_line_feeds};
use crate::diagnostic::Diagnostic;
use crate::firms::header::Wishes;
use crate::firms::record::Record;
use crate::firms::written::{Rows, WrittenCell};
use crate::firms::{delimiter, encoding};

/// The header, its line and all rows.
pub(crate) fn as_written(
    bytes: &[u8],
    wishes: &Wishes,
    file: &str,
) -> Result<(Vec<String>, u64, Rows), Vec<Diagnostic>> {
    let decoded = encoding::decode(bytes).map_err(|fault| vec![not_text(&fault, file)])?;
    let text = with_line_feeds(decoded.text);
    let head =
        delimiter::head(&text, |header| wishes.contain(header)).ok_or_else(|| vec![blank(file)])?;
    let mut reader = records(&text, head.delimiter);
    let mut record = ByteRecord::new();
    let mut rows = Rows::new();
    // Reading from memory cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = line_of(record.position(), &text);
        let cells: Vec<WrittenCell> =
            (0..record.len()).map(|field| WrittenCell::of(record.raw(field))).collect();
        let is_blank = (0..record.len()).all(|field| record.raw(field).is_blank());
        if line >= head.line && !is_blank {
            rows.push((line, cells));
        }
    }
    Ok((head.fields, head.line, rows))
}
