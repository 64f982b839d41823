//! Results, collection forms and remarks as Excel workbooks. Owns sheets, formats and what a
//! spreadsheet may do with a cell: every text is written as a text, so that nothing runs as a
//! formula. Pure functions to bytes; the same input gives the same bytes.

mod collection;
mod measure;
mod method;
mod page;
mod results;
mod returned;
mod sheet;
mod style;

pub use collection::collection;
pub use results::{Results, results};
pub use returned::returned;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::diagnostic::Text;
use crate::say;

/// When a workbook says that it was made: given (seconds since 1970), because nothing here looks at
/// a clock; else the day on which the file format's time begins.
pub type Stamp = Option<i64>;

/// A workbook with its title.
fn book(title: &str, stamp: Stamp) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = match stamp.map(ExcelDateTime::from_timestamp) {
        Some(Ok(made)) => made,
        _ => ExcelDateTime::from_ymd(1980, 1, 1)?,
    };
    let title: String = title.chars().take(255).collect();
    let properties =
        DocProperties::new().set_title(title).set_author("innopoints").set_creation_datetime(&made);
    book.set_properties(&properties);
    Ok(book)
}

/// Why a workbook cannot be written, in words.
pub fn trouble(error: &XlsxError) -> Text {
    match error {
        XlsxError::RowColumnLimitError => say!(
            "超过 Excel 的上限（1,048,576 行、16,384 列），请用 CSV",
            "it would pass Excel's limits (1,048,576 rows, 16,384 columns); use CSV"
        ),
        other => Text::same(other.to_string()),
    }
}
