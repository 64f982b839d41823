//! A sheet of running text and tables below each other, on a fine grid of narrow columns, so that
//! each table has the widths that it needs. Owns the layout; must not know what is said.

use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::measure::{fitting, height, width};
use super::sheet::{LINE, line_number, paper};
use super::style::Styles;
use crate::diagnostic::Lang;
use crate::report::standard::block::{Block, Table};

/// Columns of the grid, and the width of each in digits.
const GRID: (usize, usize) = (32, 5);

/// A column of a table is at least and at most so many columns of the grid wide.
const SPANS: (usize, usize) = (2, 13);

/// Excel makes no row higher.
const HIGHEST: f64 = 409.0;

/// A page being written.
pub struct Page<'b> {
    sheet: &'b mut Worksheet,
    styles: &'b Styles,
    lang: Lang,
    row: usize,
}

impl<'b> Page<'b> {
    /// A new sheet for these blocks.
    pub fn write(
        book: &'b mut Workbook,
        name: &str,
        blocks: &[Block],
        styles: &'b Styles,
        lang: Lang,
    ) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_screen_gridlines(false);
        for at in 0..GRID.0 {
            sheet.set_column_width(at as u16, GRID.1 as f64)?;
        }
        let mut page = Page { sheet, styles, lang, row: 0 };
        for block in blocks {
            page.block(block)?;
        }
        let (last, last_column) = (line_number(page.row)?, GRID.0 as u16);
        page.sheet.ignore_error_range(0, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
        paper(page.sheet);
        page.sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Heading(level, text) => {
                self.row += usize::from(self.row > 0);
                let (format, high) = match level {
                    1 => (self.styles.title(), 30.0),
                    level => (self.styles.heading(*level), 22.0),
                };
                self.across((0, GRID.0), text.get(self.lang), &format)?;
                self.high(high)?;
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

    fn paragraph(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = self.styles.paragraph();
        self.across((0, GRID.0), text, &format)?;
        self.high(LINE * height(text, GRID.0 * GRID.1) as f64 + 2.0)
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let spans = spans(table, self.lang);
        let header = self.styles.header();
        let mut lines = 1;
        for ((start, length), column) in places(&spans).zip(&table.columns) {
            let name = column.name.get(self.lang);
            self.across((start, length), name, &header)?;
            lines = lines.max(height(name, length * GRID.1));
        }
        self.high(LINE * lines as f64 + 4.0)?;
        for row in &table.rows {
            let mut lines = 1;
            for (((start, length), column), cell) in
                places(&spans).zip(&table.columns).zip(&row.cells)
            {
                let text = cell.get(self.lang);
                let format = self.styles.boxed(column.number, row.strong);
                match column.number {
                    true => self.number((start, length), text, &format)?,
                    false => self.across((start, length), text, &format)?,
                }
                lines = lines.max(height(text, length * GRID.1 - 1));
            }
            self.high(LINE * lines as f64 + 2.0)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A text over some columns of the grid.
    fn across(
        &mut self,
        (start, length): (usize, usize),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let row = line_number(self.row)?;
        let (first, last) = (start as u16, (start + length).saturating_sub(1) as u16);
        if first == last {
            self.sheet.write_string_with_format(row, first, fitting(text), format)?;
        } else {
            self.sheet.merge_range(row, first, row, last, &fitting(text), format)?;
        }
        Ok(())
    }

    /// The same for a cell of a column of numbers.
    fn number(
        &mut self,
        place: (usize, usize),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.across(place, text, format)?;
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if let Some(number) = number {
            let row = line_number(self.row)?;
            self.sheet.write_number_with_format(row, place.0 as u16, number, format)?;
        }
        Ok(())
    }

    /// A merged cell does not grow by itself, so the row's height is stated. Ends the row.
    fn high(&mut self, points: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(line_number(self.row)?, points.min(HIGHEST))?;
        self.row += 1;
        Ok(())
    }
}

/// Where each column of a table starts on the grid, and how many columns it covers.
fn places(spans: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    spans.iter().scan(0, |start, span| {
        let at = *start;
        *start += span;
        Some((at, *span))
    })
}

/// How wide each column must be; where they do not fit, the widest give way.
fn spans(table: &Table, lang: Lang) -> Vec<usize> {
    let needed = table.columns.iter().enumerate().map(|(at, column)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        let widest = cells.map(|cell| width(cell.get(lang))).max().unwrap_or(0);
        let widest = widest.max(width(column.name.get(lang)).min(14)) + 2;
        widest.div_ceil(GRID.1).clamp(SPANS.0, SPANS.1)
    });
    let mut spans: Vec<usize> = needed.collect();
    while spans.iter().sum::<usize>() > GRID.0 {
        let Some(widest) = spans.iter_mut().max_by_key(|span| **span).filter(|span| **span > 1)
        else {
            break;
        };
        *widest -= 1;
    }
    spans
}
