//! One table as CSV. Owns quoting and what a spreadsheet would do to a cell.

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvStyle {
    /// For Excel and WPS: a byte order mark, CRLF, and texts that would run as formulas disarmed.
    pub excel: bool,
    /// Headers and words for people instead of ids.
    pub names: bool,
}

/// A table being written.
pub struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    excel: bool,
}

impl Sheet {
    /// Starts with its headers.
    pub fn new<S: AsRef<str>>(style: CsvStyle, headers: impl IntoIterator<Item = S>) -> Self {
        let start = if style.excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut sheet = Sheet::over(style, start);
        sheet.row(headers);
        sheet
    }

    /// Goes on below rows that another sheet holds: no mark, no headers.
    pub fn continued(style: CsvStyle) -> Self {
        Sheet::over(style, Vec::new())
    }

    fn over(style: CsvStyle, start: Vec<u8>) -> Self {
        let end = if style.excel { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let writer = csv::WriterBuilder::new().terminator(end).flexible(true).from_writer(start);
        Sheet { writer, excel: style.excel }
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        for cell in cells {
            self.cell(cell.as_ref());
        }
        self.end_row();
    }

    /// Adds a cell that is a text.
    pub fn cell(&mut self, text: &str) {
        let armed = self.excel && is_formula(text);
        // Writing to memory cannot fail, and rows may have any length.
        let _ = match armed {
            true => self.writer.write_field(format!("'{text}")),
            false => self.writer.write_field(text),
        };
    }

    /// Ends a row begun with [`Sheet::cell`].
    pub fn end_row(&mut self) {
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    /// The file's bytes.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// Whether a spreadsheet would run a text: it begins like a formula and is not a number.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing() {
        let style = CsvStyle { excel: true, names: false };
        let mut sheet = Sheet::new(style, ["name", "total"]);
        sheet.row(["=cmd|' /C calc'!A0", "-5.00"]);
        let text = String::from_utf8(sheet.finish()).unwrap();
        assert_eq!(text, "\u{feff}name,total\r\n'=cmd|' /C calc'!A0,-5.00\r\n");
    }

    #[test]
    fn plain_files_are_plain() {
        let mut sheet = Sheet::new(CsvStyle::default(), ["名称", "x"]);
        sheet.row(["甲, 乙 \"丙\"", "=1+1"]);
        let text = String::from_utf8(sheet.finish()).unwrap();
        assert_eq!(text, "名称,x\n\"甲, 乙 \"\"丙\"\"\",=1+1\n");
    }
}
