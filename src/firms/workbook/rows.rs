//! The rows of one sheet as they stand, for readers that look for the header themselves.

use super::{Book, Trouble, Value, guarded, open};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::firms::kind::Kind;
use crate::say;

/// Which sheet is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SheetChoice<'a> {
    /// The first with data; hidden ones come last.
    FirstWithData,
    /// From 1, hidden ones last.
    Number(usize),
    /// As on its tab.
    Name(&'a str),
}

/// A sheet's rows with content and their numbers from 1.
#[derive(Debug, Default)]
pub(crate) struct SheetRows {
    pub sheet: String,
    pub rows: Vec<Vec<Value<'static>>>,
    pub lines: Vec<u64>,
    /// Other sheets that hold data; only looked for where no sheet was named.
    pub others: Vec<String>,
}

/// More columns than Excel has; a cell beyond is a damaged address.
const COLUMNS: u32 = 16_384;

/// Reads one sheet of a workbook.
///
/// # Errors
/// A workbook that cannot be read, a sheet that is not there, a workbook without data.
pub(crate) fn rows(
    bytes: &[u8],
    kind: Kind,
    file: &str,
    choice: SheetChoice,
) -> Result<SheetRows, Vec<Diagnostic>> {
    let found = guarded(file, || {
        open(bytes, kind, |mut book| {
            let names = book.sheet_names();
            let chosen = match choice {
                SheetChoice::FirstWithData => {
                    return first_with_data(book.as_mut(), &names).map(Ok);
                }
                SheetChoice::Number(number) => names.get(number.wrapping_sub(1)).cloned(),
                SheetChoice::Name(name) => names.iter().find(|n| n.trim() == name.trim()).cloned(),
            };
            match chosen {
                Some(name) => whole(book.as_mut(), &name).map(Ok),
                None => Ok(Err(no_sheet(choice, &names, file))),
            }
        })
    });
    let found = found?.map_err(|problem| vec![problem])?;
    if found.rows.is_empty() {
        let message = say!("工作表里没有数据", "the sheet holds no data");
        let place = Place { file: file.to_owned(), ..Place::default() };
        return Err(vec![Diagnostic::error(&codes::NO_FIRMS, message).in_table(place)]);
    }
    Ok(found)
}

fn first_with_data(book: &mut dyn Book, names: &[String]) -> Result<SheetRows, Trouble> {
    let mut found = SheetRows::default();
    for name in names {
        if found.rows.is_empty() {
            found = whole(book, name)?;
            continue;
        }
        let mut has_data = false;
        book.cells(name, &mut |_, _, _| {
            has_data = true;
            false
        })?;
        if has_data {
            found.others.push(name.clone());
        }
    }
    Ok(found)
}

fn whole(book: &mut dyn Book, name: &str) -> Result<SheetRows, Trouble> {
    let mut found = SheetRows { sheet: name.to_owned(), ..SheetRows::default() };
    book.cells(name, &mut |row, column, value| {
        let line = u64::from(row) + 1;
        if found.lines.last() != Some(&line) {
            found.lines.push(line);
            found.rows.push(Vec::new());
        }
        if let Some(cells) = found.rows.last_mut().filter(|_| column < COLUMNS) {
            let at = column as usize;
            if cells.len() <= at {
                cells.resize(at + 1, Value::Blank);
            }
            cells[at] = value.into_owned();
        }
        true
    })?;
    Ok(found)
}

fn no_sheet(choice: SheetChoice, names: &[String], file: &str) -> Diagnostic {
    let all = names.join(", ");
    let (message, help) = match choice {
        SheetChoice::Name(name) => (
            say!("没有名为「{name}」的工作表", "there is no sheet named `{name}`"),
            did_you_mean(name, names.iter().map(String::as_str)),
        ),
        SheetChoice::Number(number) => {
            let count = names.len();
            (
                say!(
                    "没有第 {number} 个工作表，一共 {count} 个",
                    "there is no sheet number {number}, there are {count}"
                ),
                None,
            )
        }
        SheetChoice::FirstWithData => (say!("没有工作表", "there are no sheets"), None),
    };
    Diagnostic::error(&codes::NO_SHEET, message)
        .in_table(Place { file: file.to_owned(), ..Place::default() })
        .because(say!("工作簿里有：{all}", "the workbook has: {all}"))
        .mend_if(help)
}
