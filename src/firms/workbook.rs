//! Excel and OpenDocument workbooks: the first sheet that has data, its first row with content as
//! the header, stored values (of formulas: the results last saved). Knows what workbooks store, not
//! what the cells mean. xlsx and xlsb are read as a stream of cells, because a single cell far
//! away would otherwise claim the memory of the whole rectangle up to it.

#[cfg(feature = "parquet")]
mod parquet;
mod rows;
mod sheet;
mod value;
mod written;

pub(crate) use written::as_written;

pub(crate) use rows::{SheetChoice, rows};
pub(crate) use value::Value;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Ods, Reader, SheetVisible, Xls, Xlsb, Xlsx, open_workbook_from_rs};

use self::sheet::SheetReader;
use self::value::{from_data, from_ref};
use super::kind::{Kind, Stranger};
use super::table::{Context, Table, damaged, stranger};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::say;

type Bytes<'a> = Cursor<&'a [u8]>;

/// Why a workbook cannot be read.
enum Trouble {
    Locked,
    Damaged(String),
}

/// Reads the bytes of a workbook.
///
/// # Errors
/// A workbook that is damaged, protected or without data, and everything about its header.
pub(crate) fn read(bytes: &[u8], kind: Kind, context: &Context) -> Result<Table, Vec<Diagnostic>> {
    let outcome =
        guarded(context.name, || open(bytes, kind, |mut book| read_first(book.as_mut(), context)));
    match outcome? {
        Some(table) => table,
        None => {
            let message = say!("工作簿里没有数据", "the workbook holds no data");
            let place = Place { file: context.name.to_owned(), ..Place::default() };
            Err(vec![Diagnostic::error(&codes::NO_FIRMS, message).in_table(place)])
        }
    }
}

/// Runs what reads a workbook and tells every way in which it can fail.
///
/// The library means to return errors, but a damaged file can still trip an assertion in it; the
/// user is to be told of the file then, not of the assertion.
fn guarded<T>(file: &str, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Vec<Diagnostic>> {
    let place = Place { file: file.to_owned(), ..Place::default() };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(Trouble::Locked)) => Err(vec![stranger(Stranger::Locked, file)]),
        Ok(Err(Trouble::Damaged(why))) => Err(vec![damaged(&why).in_table(place)]),
        Err(_) => Err(vec![damaged("").in_table(place)]),
    }
}

type Outcome = Result<Option<Result<Table, Vec<Diagnostic>>>, Trouble>;

/// Opens a workbook of any kind and hands it on.
fn open<T>(
    bytes: &[u8],
    kind: Kind,
    work: impl FnOnce(Box<dyn Book + '_>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let bytes = Cursor::new(bytes);
    match kind {
        Kind::Xlsx => work(Box::new(XlsxBook::open(bytes)?)),
        Kind::Xlsb => work(Box::new(XlsbBook(open_workbook_from_rs(bytes).map_err(xlsb_trouble)?))),
        Kind::Xls => {
            let book: Xls<Bytes> = open_workbook_from_rs(bytes).map_err(|error| match error {
                calamine::XlsError::Password => Trouble::Locked,
                other => Trouble::Damaged(other.to_string()),
            })?;
            work(Box::new(RangeBook(book)))
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => work(Box::new(parquet::ParquetBook::open(bytes.into_inner())?)),
        // Without the feature no file is recognised as this.
        #[cfg(not(feature = "parquet"))]
        Kind::Parquet => Err(Trouble::Damaged("Parquet".to_owned())),
        Kind::Ods | Kind::Text => {
            let book: Ods<Bytes> = open_workbook_from_rs(bytes).map_err(|error| match error {
                calamine::OdsError::Password => Trouble::Locked,
                other => Trouble::Damaged(other.to_string()),
            })?;
            work(Box::new(RangeBook(book)))
        }
    }
}

/// Reads the first sheet with data and asks the others whether they have any.
fn read_first(book: &mut dyn Book, context: &Context) -> Outcome {
    let (mut table, mut others) = (None, Vec::new());
    for name in book.sheet_names() {
        if table.is_some() {
            let mut has_data = false;
            book.cells(&name, &mut |_, _, _| {
                has_data = true;
                false
            })?;
            if has_data {
                others.push(name);
            }
            continue;
        }
        let mut reader = SheetReader::new(&name, context);
        book.cells(&name, &mut |row, column, value| reader.cell(row, column, value))?;
        table = reader.finish();
    }
    Ok(table.map(|table| {
        table
            .map(|table| Table { other_sheets: others.clone(), ..table })
            .map_err(|problems| sheet::with_sheets(problems, &others))
    }))
}

/// Takes a cell (row and column from 0); gives back whether it wants more.
type Sink<'s> = dyn FnMut(u32, u32, Value<'_>) -> bool + 's;

/// What the four formats have in common. Blank cells are not given.
trait Book {
    /// Visible worksheets, then hidden ones, in the workbook's order.
    fn sheet_names(&self) -> Vec<String>;
    /// Gives every cell of a sheet, row by row, until the sink has enough.
    fn cells(&mut self, sheet: &str, sink: &mut Sink) -> Result<(), Trouble>;
}

fn visible_first(sheets: &[calamine::Sheet]) -> Vec<String> {
    let worksheets = sheets.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    let (visible, hidden): (Vec<_>, Vec<_>) =
        worksheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
    visible.into_iter().chain(hidden).map(|sheet| sheet.name.clone()).collect()
}

struct XlsxBook<'a>(Xlsx<Bytes<'a>>);

impl<'a> XlsxBook<'a> {
    fn open(bytes: Bytes<'a>) -> Result<Self, Trouble> {
        open_workbook_from_rs(bytes).map(XlsxBook).map_err(xlsx_trouble)
    }
}

fn xlsx_trouble(error: calamine::XlsxError) -> Trouble {
    match error {
        calamine::XlsxError::Password => Trouble::Locked,
        other => Trouble::Damaged(other.to_string()),
    }
}

fn xlsb_trouble(error: calamine::XlsbError) -> Trouble {
    match error {
        calamine::XlsbError::Password => Trouble::Locked,
        other => Trouble::Damaged(other.to_string()),
    }
}

impl Book for XlsxBook<'_> {
    fn sheet_names(&self) -> Vec<String> {
        visible_first(self.0.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str, sink: &mut Sink) -> Result<(), Trouble> {
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(xlsx_trouble)?;
        let percent: Vec<bool> = cells.styles().iter().map(value::is_percent).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(xlsx_trouble)? {
            let (row, column) = cell.get_position();
            let value = from_ref(cell.get_value(), percent.get(style).copied().unwrap_or(false));
            if value.is_some_and(|value| !sink(row, column, value)) {
                break;
            }
        }
        Ok(())
    }
}

struct XlsbBook<'a>(Xlsb<Bytes<'a>>);

impl Book for XlsbBook<'_> {
    fn sheet_names(&self) -> Vec<String> {
        visible_first(self.0.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str, sink: &mut Sink) -> Result<(), Trouble> {
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(xlsb_trouble)?;
        while let Some(cell) = cells.next_cell().map_err(xlsb_trouble)? {
            let (row, column) = cell.get_position();
            if from_ref(cell.get_value(), false).is_some_and(|value| !sink(row, column, value)) {
                break;
            }
        }
        Ok(())
    }
}

/// Old Excel and OpenDocument, which the library reads as whole rectangles.
struct RangeBook<B>(B);

impl<'a, B> Book for RangeBook<B>
where
    B: Reader<Bytes<'a>>,
    B::Error: std::fmt::Display,
{
    fn sheet_names(&self) -> Vec<String> {
        visible_first(self.0.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str, sink: &mut Sink) -> Result<(), Trouble> {
        let range = self.0.worksheet_range(sheet);
        let range = range.map_err(|error| Trouble::Damaged(error.to_string()))?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        for (row, column, cell) in range.used_cells() {
            let Some(value) = from_data(cell) else { continue };
            if !sink(first_row + row as u32, first_column + column as u32, value) {
                break;
            }
        }
        Ok(())
    }
}
