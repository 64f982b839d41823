//! One sheet: a table under a frozen header, or a page of text. Owns the layout; must not know what
//! is told in it.

use rust_xlsxwriter::{
    ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType, Format, Formula,
    Note, Workbook, Worksheet, XlsxError,
};

use super::measure::{fitting, height, width};
use super::style::{BAR, FAINT, Look, MINUS, Styles};
use crate::diagnostic::Lang;
use crate::report::standard::block::{Block, Table};

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
const LINE: f64 = 16.0;

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
        Ok(sheet)
    }

    fn widths(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let widths = self.fields.iter().enumerate().map(|(at, field)| {
            let cells = rows.iter().take(MEASURED).filter_map(|row| row.get(at));
            let widest = cells.map(|cell| width(cell)).max().unwrap_or(0);
            // A long header is set in lines over a narrow column; the filter's arrow needs room.
            let header = (width(&field.name) + 3).min(15);
            (widest + 2).max(header).clamp(WIDTHS.0, WIDTHS.1)
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
        paper(sheet, true);
        sheet.set_repeat_rows(0, 0)?;
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

/// A4, as wide as the page, with page numbers.
fn paper(sheet: &mut Worksheet, landscape: bool) {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    if landscape {
        sheet.set_landscape();
    }
}

/// A sheet of running text and tables below each other.
pub struct Page<'b> {
    sheet: &'b mut Worksheet,
    styles: &'b Styles,
    lang: Lang,
    widths: Vec<usize>,
    row: u32,
}

/// The widths of a page's columns; tables with more columns go on narrow.
const PAGE: (usize, usize) = (8, 52);

impl<'b> Page<'b> {
    /// A new sheet for these blocks, with columns as wide as their tables need.
    pub fn write(
        book: &'b mut Workbook,
        name: &str,
        blocks: &[Block],
        styles: &'b Styles,
        lang: Lang,
    ) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_screen_gridlines(false);
        let widths = page_widths(blocks, lang);
        for (at, width) in widths.iter().enumerate() {
            sheet.set_column_width(at as u16, *width as f64)?;
        }
        let mut page = Page { sheet, styles, lang, widths, row: 0 };
        for block in blocks {
            page.block(block)?;
        }
        paper(page.sheet, true);
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Heading(level, text) => {
                self.row += u32::from(self.row > 0);
                let format = match level {
                    1 => self.styles.title(),
                    level => self.styles.heading(*level),
                };
                let text = fitting(text.get(self.lang));
                self.sheet.write_string_with_format(self.row, 0, text, &format)?;
                self.sheet.set_row_height(self.row, if *level == 1 { 30.0 } else { 22.0 })?;
                self.row += 1;
            }
            Block::Paragraph(text) => self.paragraph(text.get(self.lang))?,
            Block::Bullets(points) => {
                for point in points {
                    self.paragraph(&format!("• {}", point.get(self.lang)))?;
                }
            }
            Block::Table(table) => self.table(table)?,
        }
        Ok(())
    }

    /// A merged cell does not grow by itself, so its height is stated.
    fn paragraph(&mut self, text: &str) -> Result<(), XlsxError> {
        let last = self.widths.len().saturating_sub(1) as u16;
        let format = self.styles.paragraph();
        match last {
            0 => {
                self.sheet.write_string_with_format(self.row, 0, fitting(text), &format)?;
            }
            _ => {
                self.sheet.merge_range(self.row, 0, self.row, last, &fitting(text), &format)?;
            }
        }
        let lines = height(text, self.widths.iter().sum());
        self.sheet.set_row_height(self.row, (LINE * lines as f64 + 2.0).min(409.0))?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let header = self.styles.header();
        for (at, column) in table.columns.iter().enumerate() {
            let name = fitting(column.name.get(self.lang));
            self.sheet.write_string_with_format(self.row, at as u16, name, &header)?;
        }
        self.row += 1;
        for row in &table.rows {
            let mut lines = 1;
            for (at, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                let format = self.styles.boxed(column.number, row.strong);
                let look = if column.number { Look::Rank } else { Look::Wrapped };
                let text = cell.get(self.lang);
                write(self.sheet, (self.row, at as u16), text, look, &format)?;
                let width = self.widths.get(at).copied().unwrap_or(PAGE.0);
                lines = lines.max(height(text, width.saturating_sub(1)));
            }
            self.sheet.set_row_height(self.row, (LINE * lines as f64 + 2.0).min(409.0))?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }
}

/// For each column the widest cell of any table, within bounds.
fn page_widths(blocks: &[Block], lang: Lang) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for block in blocks {
        let Block::Table(table) = block else { continue };
        for (at, column) in table.columns.iter().enumerate() {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
            let widest = cells.map(|cell| width(cell.get(lang))).max().unwrap_or(0);
            let needed = widest.max(width(column.name.get(lang))) + 2;
            if widths.len() <= at {
                widths.resize(at + 1, PAGE.0);
            }
            widths[at] = widths[at].max(needed.min(PAGE.1));
        }
    }
    if widths.is_empty() { vec![PAGE.1 * 2] } else { widths }
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
