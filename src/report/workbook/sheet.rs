//! One sheet: a table under a frozen header, or a page of text. Owns the layout; must not know what
//! is told in it.

use rust_xlsxwriter::{
    ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType, Format, Formula,
    IgnoreError, Note, Workbook, Worksheet, XlsxError,
};

use super::measure::{fitting, height, width};
use super::style::{BAR, FAINT, Look, MINUS, Styles};

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its header.
    pub name: String,
    /// What stands in it.
    pub look: Look,
    /// What is to be said of it, in a note on its header; may be empty.
    pub note: String,
    /// The longest bar of a column that shows bars.
    pub bar: Option<f64>,
}

impl Field {
    /// A column without note and bars.
    pub fn new(name: impl Into<String>, look: Look) -> Self {
        Field { name: name.into(), look, note: String::new(), bar: None }
    }
}

/// Rows from which a column's width is taken; more would not change it much.
const MEASURED: usize = 1_000;

/// A column is at least and at most so wide, in digits.
const WIDTHS: (usize, usize) = (7, 46);

/// Points of a line of ten-point text.
pub const LINE: f64 = 16.0;

/// So many digits side by side can still be read on A4, and on A3.
const WIDEST_ON_PAPER: [usize; 2] = [240, 520];

/// A table being laid out.
pub struct Grid<'a> {
    /// The name of the sheet; one that Excel takes.
    pub name: String,
    /// Its columns.
    pub fields: Vec<Field>,
    /// Columns that stay when the table is scrolled sideways.
    pub frozen: usize,
    /// A column and its usual text: rows with another one are faint.
    pub usual: Option<(usize, String)>,
    /// The formats.
    pub styles: &'a Styles,
}

impl Grid<'_> {
    /// Writes the table as a new sheet.
    pub fn write<'b>(
        &self,
        book: &'b mut Workbook,
        rows: &[Vec<String>],
    ) -> Result<&'b mut Worksheet, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        let widths = self.widths(rows);
        self.header(sheet, &widths)?;
        let formats: Vec<Format> = self.fields.iter().map(|f| self.styles.cell(f.look)).collect();
        for (at, row) in rows.iter().enumerate() {
            let line = line_number(at + 1)?;
            for (column, text) in row.iter().enumerate().take(self.fields.len()) {
                write(
                    sheet,
                    (line, column as u16),
                    text,
                    self.fields[column].look,
                    &formats[column],
                )?;
            }
        }
        self.finish(sheet, rows.len())?;
        self.paper(sheet, widths.iter().sum())?;
        Ok(sheet)
    }

    fn widths(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let widths = self.fields.iter().enumerate().map(|(at, field)| {
            let cells = rows.iter().take(MEASURED).filter_map(|row| row.get(at));
            let widest = cells.map(|cell| width(cell)).max().unwrap_or(0);
            // A long header is set in lines over a narrow column; the filter's arrow needs room.
            let header = (width(&field.name) + 3).min(if field.look.is_number() { 11 } else { 15 });
            (widest + 3).max(header).clamp(WIDTHS.0, WIDTHS.1)
        });
        widths.collect()
    }

    fn header(&self, sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
        let format = self.styles.header();
        let mut lines = 1;
        for (at, (field, width)) in self.fields.iter().zip(widths).enumerate() {
            let column = at as u16;
            sheet.write_string_with_format(0, column, fitting(&field.name), &format)?;
            sheet.set_column_width(column, *width as f64)?;
            lines = lines.max(height(&field.name, width.saturating_sub(2)));
            if !field.note.is_empty() {
                sheet.insert_note(0, column, &note(&field.note))?;
            }
        }
        sheet.set_row_height(0, LINE * lines as f64 + 6.0)?;
        Ok(())
    }

    fn finish(&self, sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
        let last = line_number(rows)?;
        let last_column = self.fields.len().saturating_sub(1) as u16;
        sheet.set_freeze_panes(1, self.frozen as u16)?;
        // Ids of digits are texts on purpose.
        sheet.ignore_error_range(0, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
        sheet.autofilter(0, 0, last, last_column)?;
        if rows > 0 {
            for (at, field) in self.fields.iter().enumerate() {
                if let Some(most) = field.bar {
                    let bar = bar(most);
                    sheet.add_conditional_format(1, at as u16, last, at as u16, &bar)?;
                }
            }
            if let Some((column, text)) = &self.usual {
                let letter = rust_xlsxwriter::utility::column_number_to_name(*column as u16);
                let text = text.replace('"', "\"\"");
                let faint = ConditionalFormatFormula::new()
                    .set_rule(Formula::new(format!("=${letter}2<>\"{text}\"")))
                    .set_format(Format::new().set_font_color(FAINT).set_italic());
                sheet.add_conditional_format(1, 0, last, last_column, &faint)?;
            }
        }
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// A table is printed as wide as the page, a wide one on A3; one that would be too small to read goes on beside,
    /// with its frozen columns repeated.
    fn paper(&self, sheet: &mut Worksheet, width: usize) -> Result<(), XlsxError> {
        paper(sheet);
        if width <= WIDEST_ON_PAPER[0] {
            sheet.set_print_fit_to_pages(1, 0);
        } else if width <= WIDEST_ON_PAPER[1] {
            sheet.set_paper_size(8).set_print_fit_to_pages(1, 0);
        } else {
            sheet.set_print_scale(70);
            if let Some(last) = self.frozen.checked_sub(1) {
                sheet.set_repeat_columns(0, last as u16)?;
            }
        }
        Ok(())
    }
}

/// Bars from nothing to the maximum, so that rows can be compared across columns; what is taken
/// goes to the other side.
fn bar(most: f64) -> ConditionalFormatDataBar {
    let bar = ConditionalFormatDataBar::new().set_solid_fill(true).set_border_off(true);
    let bar = bar.set_fill_color(BAR).set_negative_fill_color(MINUS);
    let (low, high) = if most < 0.0 { (most, 0.0) } else { (0.0, most) };
    bar.set_minimum(ConditionalFormatType::Number, low)
        .set_maximum(ConditionalFormatType::Number, high)
}

/// Writes a cell: a number where the column holds numbers and the text is one, else a text.
pub fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    look: Look,
    format: &Format,
) -> Result<(), XlsxError> {
    match text.parse::<f64>() {
        Ok(number) if look.is_number() && number.is_finite() => {
            sheet.write_number_with_format(row, column, number, format)?
        }
        _ if text.is_empty() => sheet.write_blank(row, column, format)?,
        _ => sheet.write_string_with_format(row, column, fitting(text), format)?,
    };
    Ok(())
}

/// A row of a sheet, from 0.
pub fn line_number(at: usize) -> Result<u32, XlsxError> {
    u32::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A note that is large enough for its text.
pub fn note(text: &str) -> Note {
    let text = fitting(text);
    let lines = height(&text, 44) as u32;
    Note::new(text).add_author_prefix(false).set_width(330).set_height(lines * 18 + 16)
}

/// A4, lying, with page numbers.
pub fn paper(sheet: &mut Worksheet) {
    sheet.set_paper_size(9).set_landscape().set_footer("&C&P / &N");
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
}

/// Colours the first cell of the rows below the header in which it says `word`.
pub fn colour_rows(
    sheet: &mut Worksheet,
    rows: usize,
    word: &str,
    colour: rust_xlsxwriter::Color,
) -> Result<(), XlsxError> {
    if rows == 0 {
        return Ok(());
    }
    let rule = ConditionalFormatFormula::new()
        .set_rule(Formula::new(format!("=$A2=\"{word}\"")))
        .set_format(Format::new().set_background_color(colour));
    sheet.add_conditional_format(1, 0, line_number(rows)?, 0, &rule)?;
    Ok(())
}
