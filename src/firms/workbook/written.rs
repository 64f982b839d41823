//! The first sheet with data as it was written.

use std::io::Cursor;

use calamine::{Ods, Xls, open_workbook_from_rs};

use super::{Book, Bytes, RangeBook, Trouble, Value, XlsbBook, XlsxBook, damaged, xlsb_trouble};
use crate::diagnostic::Diagnostic;
use crate::firms::kind::Kind;
use crate::firms::record::Record;
use crate::firms::written::{Rows, WrittenCell};

/// The sheet, its header, the header's row and all rows. The workbook has been read before, so that
/// what is wrong with it has been told.
pub(crate) fn as_written(
    bytes: &[u8],
    kind: Kind,
    file: &str,
) -> Result<(String, Vec<String>, u64, Rows), Vec<Diagnostic>> {
    let unreadable = |why: &str| {
        let place = crate::diagnostic::Place { file: file.to_owned(), ..Default::default() };
        vec![damaged(why).in_table(place)]
    };
    let found = open(bytes, kind).and_then(|mut book| first_with_data(book.as_mut()));
    match found {
        Ok(Some((sheet, lines))) => {
            let Some((line, header)) = lines.first() else { return Err(unreadable("")) };
            let headers = (0..header.len()).map(|at| header.raw(at).shown().into_owned()).collect();
            let cells = |row: &Vec<Value<'static>>| -> Vec<WrittenCell> {
                (0..row.len()).map(|at| WrittenCell::of(row.raw(at))).collect()
            };
            let rows = lines.iter().map(|(line, row)| (*line, cells(row))).collect();
            Ok((sheet, headers, *line, rows))
        }
        Ok(None) | Err(Trouble::Locked) => Err(unreadable("")),
        Err(Trouble::Damaged(why)) => Err(unreadable(&why)),
    }
}

fn open<'a>(bytes: &'a [u8], kind: Kind) -> Result<Box<dyn Book + 'a>, Trouble> {
    let bytes: Bytes = Cursor::new(bytes);
    let told = |error: &dyn std::fmt::Display| Trouble::Damaged(error.to_string());
    Ok(match kind {
        Kind::Xlsx => Box::new(XlsxBook::open(bytes)?),
        Kind::Xlsb => Box::new(XlsbBook(open_workbook_from_rs(bytes).map_err(xlsb_trouble)?)),
        Kind::Xls => {
            let book: Xls<Bytes> = open_workbook_from_rs(bytes).map_err(|e| told(&e))?;
            Box::new(RangeBook(book))
        }
        _ => {
            let book: Ods<Bytes> = open_workbook_from_rs(bytes).map_err(|e| told(&e))?;
            Box::new(RangeBook(book))
        }
    })
}

/// A row of a sheet, from 1, with its cells.
type Line = (u64, Vec<Value<'static>>);

fn first_with_data(book: &mut dyn Book) -> Result<Option<(String, Vec<Line>)>, Trouble> {
    for name in book.sheet_names() {
        let mut lines: Vec<Line> = Vec::new();
        book.cells(&name, &mut |row, column, value| {
            let line = u64::from(row) + 1;
            if lines.last().is_none_or(|(last, _)| *last != line) {
                lines.push((line, Vec::new()));
            }
            if let Some((_, cells)) = lines.last_mut().filter(|_| column < super::sheet::COLUMNS) {
                let at = column as usize;
                if cells.len() <= at {
                    cells.resize(at + 1, Value::Blank);
                }
                cells[at] = value.into_owned();
            }
            true
        })?;
        if !lines.is_empty() {
            return Ok(Some((name, lines)));
        }
    }
    Ok(None)
}
