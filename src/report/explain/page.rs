//! Lines of text with columns that stand below each other, Chinese characters counted as two. Owns
//! the layout; must not know what is said.

use unicode_width::UnicodeWidthStr;

use crate::diagnostic::{Lang, Text};

const INDENT: usize = 2;
const COLUMNS: usize = 4;

/// A text while it is written.
#[derive(Debug)]
pub struct Page {
    lang: Lang,
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Blank,
    /// Text at a depth.
    Note(usize, String),
    /// A name and what follows it in columns, at a depth.
    Cells(usize, [String; COLUMNS]),
    /// A label and its text in the header.
    Pair(String, String),
}

impl Page {
    pub fn new(lang: Lang) -> Self {
        Page { lang, lines: Vec::new() }
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// An empty line, never two.
    pub fn blank(&mut self) {
        if !matches!(self.lines.last(), None | Some(Line::Blank)) {
            self.lines.push(Line::Blank);
        }
    }

    /// A line of text at a depth.
    pub fn note(&mut self, depth: usize, text: Text) {
        self.lines.push(Line::Note(depth, text.get(self.lang).to_string()));
    }

    /// A line of columns at a depth: a name, a value, points, a rank.
    pub fn cells(&mut self, depth: usize, cells: [Text; COLUMNS]) {
        let cells = cells.map(|cell| cell.get(self.lang).to_string());
        self.lines.push(Line::Cells(depth, cells));
    }

    /// A label with its text.
    pub fn pair(&mut self, label: Text, text: Text) {
        let (label, text) = (label.get(self.lang), text.get(self.lang));
        self.lines.push(Line::Pair(label.to_string(), text.to_string()));
    }

    /// Everything, laid out.
    pub fn text(&self) -> String {
        let mut widths = [0; COLUMNS];
        let mut label_width = 0;
        for line in &self.lines {
            match line {
                Line::Cells(depth, cells) => {
                    for (column, (width, cell)) in widths.iter_mut().zip(cells).enumerate() {
                        let indent = if column == 0 { depth * INDENT } else { 0 };
                        *width = (*width).max(indent + cell.width());
                    }
                }
                Line::Pair(label, _) => label_width = label_width.max(label.width()),
                _ => {}
            }
        }
        let mut text = String::new();
        for line in &self.lines {
            let line = match line {
                Line::Blank => String::new(),
                Line::Note(depth, note) => format!("{}{note}", " ".repeat(depth * INDENT)),
                Line::Pair(label, value) => format!("{}  {value}", left(label, label_width)),
                Line::Cells(depth, [name, value, points, rank]) => {
                    let indent = " ".repeat(depth * INDENT);
                    let name = left(&format!("{indent}{name}"), widths[0]);
                    let value = right(value, widths[1]);
                    let points = right(points, widths[2]);
                    format!("{name}  {value}  {points}  {rank}")
                }
            };
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_whatever_the_script() {
        let mut page = Page::new(Lang::Zh);
        let cells = |a: &str, b: &str| {
            [Text::same(a), Text::same(b), Text::same("1.00 / 2"), Text::same("x")]
        };
        page.cells(0, cells("研发费用", "1200 万元"));
        page.cells(1, cells("R&D", "5 %"));
        assert_eq!(
            page.text(),
            "研发费用  1200 万元  1.00 / 2  x\n  R&D           5 %  1.00 / 2  x\n"
        );
    }
}
