//! A table of an analysis, once, as text, CSV, JSON and HTML. Owns how a cell looks in each; must
//! not know what it says.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::{Map, Value, json};

use super::markup::escape;
use super::{CsvStyle, Sheet};
use crate::diagnostic::{Lang, Text};

/// One line, under the header: tables here are long.
const UNDER_THE_HEADER: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table.
#[derive(Debug, Clone)]
pub struct Grid {
    /// File name and JSON key.
    pub id: String,
    /// What it shows.
    pub title: Text,
    /// Its columns.
    pub columns: Vec<Heading>,
    /// Its rows, a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Header in files.
    pub id: String,
    /// Header for people.
    pub name: Text,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number with so many decimals for people, all of them in files.
    Number(f64, usize),
    /// Points: always with their decimals.
    Points(i64, u32),
    /// Nothing.
    None,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Cell::Count(count as i64)
    }

    /// A number that may be missing.
    pub fn number(number: Option<f64>, decimals: usize) -> Self {
        number.map_or(Cell::None, |number| Cell::Number(number, decimals))
    }

    /// Points that may be missing.
    pub fn points(units: Option<i64>, decimals: u32) -> Self {
        units.map_or(Cell::None, |units| Cell::Points(units, decimals))
    }

    /// For people.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number, decimals) => shown(*number, *decimals),
            Cell::Points(units, decimals) => super::points_text(*units, *decimals),
            Cell::None => String::new(),
        }
    }

    /// For files: numbers in full.
    fn written(&self) -> String {
        match self {
            Cell::Number(number, _) => number.to_string(),
            other => other.shown(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Text(text) => json!(text),
            Cell::Count(count) => json!(count),
            Cell::Number(number, _) => json!(number),
            Cell::Points(units, decimals) => json!(super::points_number(*units, *decimals)),
            Cell::None => Value::Null,
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Cell::Text(_))
    }
}

/// A number with so many decimals; never "-0".
pub fn shown(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(size) if size.bytes().all(|b| b == b'0' || b == b'.') => size.to_string(),
        _ => text,
    }
}

impl Grid {
    /// A table without rows yet; columns as (id, 中文, English).
    pub fn new(id: &str, title: Text, columns: &[(&str, &str, &str)]) -> Self {
        let heading = |(id, zh, en): &(&str, &str, &str)| Heading {
            id: id.to_string(),
            name: Text::new(*zh, *en),
        };
        Grid {
            id: id.to_string(),
            title,
            columns: columns.iter().map(heading).collect(),
            rows: Vec::new(),
        }
    }

    /// For a screen: the first so many rows.
    pub fn to_text(&self, limit: usize, lang: Lang) -> String {
        let mut table = Table::new();
        table.load_style(UNDER_THE_HEADER);
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|column| column.name.get(lang)));
        for row in self.rows.iter().take(limit) {
            table.add_row(row.iter().map(Cell::shown));
        }
        for at in 0..self.columns.len() {
            let numbers = !self.rows.iter().any(|row| row.get(at).is_some_and(Cell::is_text));
            if let Some(column) = table.column_mut(at).filter(|_| numbers) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let more = match self.rows.len().saturating_sub(limit) {
            0 => String::new(),
            more => match lang {
                Lang::Zh => format!("（还有 {more} 行，见 --out 写出的 {}.csv）\n", self.id),
                Lang::En => format!("({more} more rows: {}.csv under --out)\n", self.id),
            },
        };
        format!("{}\n{table}\n{more}", self.title.get(lang))
    }

    /// As CSV.
    pub fn to_csv(&self, style: CsvStyle, lang: Lang) -> Vec<u8> {
        let header = |column: &Heading| match style.names {
            true => column.name.get(lang).to_string(),
            false => column.id.clone(),
        };
        let mut sheet = Sheet::new(style, self.columns.iter().map(header));
        for row in &self.rows {
            sheet.row(row.iter().map(Cell::written));
        }
        sheet.finish()
    }

    /// As an array of objects.
    pub fn to_json(&self) -> Value {
        let object = |row: &Vec<Cell>| {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(column, cell)| (column.id.clone(), cell.json()));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(object).collect())
    }

    /// As a section of a page: the first so many rows.
    pub fn to_html(&self, limit: usize, lang: Lang) -> String {
        let mut html = format!("<h2>{}</h2>\n<table>\n<tr>", escape(self.title.get(lang)));
        for column in &self.columns {
            html.push_str(&format!("<th>{}</th>", escape(column.name.get(lang))));
        }
        html.push_str("</tr>\n");
        for row in self.rows.iter().take(limit) {
            html.push_str("<tr>");
            for cell in row {
                let class = if cell.is_text() { "" } else { " class=\"n\"" };
                html.push_str(&format!("<td{class}>{}</td>", escape(&cell.shown())));
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</table>\n");
        if let more @ 1.. = self.rows.len().saturating_sub(limit) {
            let note = match lang {
                Lang::Zh => format!("还有 {more} 行，见 {}.csv", self.id),
                Lang::En => format!("{more} more rows in {}.csv", self.id),
            };
            html.push_str(&format!("<p class=\"more\">{}</p>\n", escape(&note)));
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_short_for_people_and_whole_in_files() {
        let mut grid = Grid::new("x", Text::same("x"), &[("a", "甲", "A"), ("b", "乙", "B")]);
        grid.rows.push(vec![Cell::text("<b>"), Cell::Number(1.0 / 3.0, 2)]);
        grid.rows.push(vec![Cell::None, Cell::Points(-5, 2)]);
        let csv = String::from_utf8(grid.to_csv(CsvStyle::default(), Lang::En)).unwrap();
        assert_eq!(csv, "a,b\n<b>,0.3333333333333333\n,-0.05\n");
        assert!(grid.to_text(9, Lang::Zh).contains("0.33"));
        assert!(grid.to_html(1, Lang::En).contains("&lt;b&gt;"));
        assert!(grid.to_text(1, Lang::En).contains("1 more rows"));
        assert_eq!(shown(-0.001, 2), "0.00");
    }
}
