//! The gathered firms as an Excel workbook: ids as text, numbers as numbers, dates as dates.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Gathered;
use super::observe::Value;
use super::output::{OutColumn, shown};
use crate::scheme::column::ColumnKind;

/// Days from Excel's day 0 to 1970-01-01.
const EXCEL_EPOCH: f64 = 25_569.0;

impl Gathered {
    /// The result as a workbook of one sheet; the same bytes for the same result.
    ///
    /// # Errors
    /// What the writer refuses: more rows than a sheet can hold, text longer than a cell can hold.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The time of writing would make every file differ.
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = book.add_worksheet().set_name("firms")?;
        let (head, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
        for (at, column) in self.columns.iter().enumerate() {
            let at = u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)?;
            sheet.write_string_with_format(0, at, column.header(true), &head)?;
            write(sheet, at, column, &date)?;
        }
        sheet.set_freeze_panes(1, 2)?;
        book.save_to_buffer()
    }
}

fn write(
    sheet: &mut Worksheet,
    at: u16,
    column: &OutColumn,
    date: &Format,
) -> Result<(), XlsxError> {
    for (row, value) in column.values.iter().enumerate() {
        let row = u32::try_from(row + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        match value {
            None => {}
            Some(Value::Number(days)) if column.kind == ColumnKind::Date => {
                sheet.write_number_with_format(row, at, days + EXCEL_EPOCH, date)?;
            }
            Some(Value::Number(number)) => {
                sheet.write_number(row, at, *number)?;
            }
            Some(other) => {
                sheet.write_string(row, at, shown(other, column.kind))?;
            }
        }
    }
    Ok(())
}
