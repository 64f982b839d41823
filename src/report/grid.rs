//! A table of an analysis, once, as text, CSV, JSON and HTML. Owns how a cell looks in each; must
//! not know what it says.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::{Map, Value, json};

use super::markup::escape;
use super::{CsvStyle, Sheet};
use crate::diagnostic::{Lang, Text, counted};
use crate::scheme::Stage;

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
    /// A word of the program's, or a name: an id in files, words for people.
    Word(String, Text),
    /// Words of the program's, wherever they stand.
    Said(Text),
    /// A whole number.
    Count(i64),
    /// A number with so many decimals for people, twelve significant digits in files.
    Number(f64, usize),
    /// A p-value.
    Chance(f64),
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

    /// A word: its id in files, and what people read.
    pub fn word(id: &str, zh: &str, en: &str) -> Self {
        Cell::Word(id.into(), Text::new(zh, en))
    }

    /// Something with a name: its id in files, its name for people.
    pub fn named(id: &str, name: &str) -> Self {
        Cell::Word(id.into(), Text::same(name))
    }

    /// A stage, or all of them together.
    pub fn stage(stage: Option<&Stage>) -> Self {
        match stage {
            Some(stage) => Cell::named(&stage.id, &stage.name),
            None => Cell::word("*", "全部", "all"),
        }
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Cell::Count(count as i64)
    }

    /// A number that may be missing.
    pub fn number(number: Option<f64>, decimals: usize) -> Self {
        number.map_or(Cell::None, |number| Cell::Number(number, decimals))
    }

    /// A p-value that may be missing.
    pub fn chance(p: Option<f64>) -> Self {
        p.map_or(Cell::None, Cell::Chance)
    }

    /// A rank: halves, which average ties give, are shown.
    pub fn rank(rank: Option<f64>) -> Self {
        rank.map_or(Cell::None, |rank| Cell::Number(rank, usize::from(rank.fract() != 0.0)))
    }

    /// Points that may be missing.
    pub fn points(units: Option<i64>, decimals: u32) -> Self {
        units.map_or(Cell::None, |units| Cell::Points(units, decimals))
    }

    /// For people.
    pub fn shown(&self, lang: Lang) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Word(_, name) | Cell::Said(name) => name.get(lang).to_string(),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number, decimals) => shown(*number, *decimals),
            Cell::Chance(p) if *p < 1e-4 => "<0.0001".into(),
            Cell::Chance(p) => shown(*p, 4),
            Cell::Points(units, decimals) => super::points_text(*units, *decimals),
            Cell::None => String::new(),
        }
    }

    /// For files.
    fn written(&self, lang: Lang) -> String {
        match self {
            Cell::Number(number, _) | Cell::Chance(number) => written(*number),
            Cell::Word(id, _) => id.clone(),
            other => other.shown(lang),
        }
    }

    fn json(&self, lang: Lang) -> Value {
        match self {
            Cell::Said(text) => json!(text.get(lang)),
            Cell::Text(text) | Cell::Word(text, _) => json!(text),
            Cell::Count(count) => json!(count),
            Cell::Number(number, _) | Cell::Chance(number) => json!(twelve_digits(*number)),
            Cell::Points(units, decimals) => json!(super::points_number(*units, *decimals)),
            Cell::None => Value::Null,
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Cell::Text(_) | Cell::Word(..) | Cell::Said(_))
    }
}

/// What lies beyond twelve significant digits is rounding dust, and depends on the order of sums.
fn twelve_digits(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// A number for a file: scientific where it would be a row of zeros.
fn written(number: f64) -> String {
    let number = twelve_digits(number);
    match number.abs() {
        0.0 => "0".into(),
        size if (1e-6..1e16).contains(&size) => number.to_string(),
        _ => format!("{number:e}"),
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

/// "1 place", "1.0 places", "2 places", for a number as it is shown.
pub fn places(shown: &str) -> String {
    format!("{shown} {}", if shown == "1" { "place" } else { "places" })
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
            table.add_row(row.iter().map(|cell| cell.shown(lang)));
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
                Lang::En => {
                    format!("({}: {}.csv under --out)\n", counted(more, "more row"), self.id)
                }
            },
        };
        format!("{}\n{table}\n{more}", self.title.get(lang))
    }

    /// As CSV.
    pub fn to_csv(&self, style: CsvStyle, lang: Lang) -> Vec<u8> {
        let name = |column: &Heading| column.name.get(lang).to_string();
        // Two columns of one name cannot be told apart by whoever reads the file.
        let header = |column: &Heading| match style.names {
            true if self.columns.iter().filter(|c| name(c) == name(column)).count() > 1 => {
                format!("{} ({})", name(column), column.id)
            }
            true => name(column),
            false => column.id.clone(),
        };
        let mut sheet = Sheet::new(style, self.columns.iter().map(header));
        for row in &self.rows {
            sheet.row(row.iter().map(|cell| cell.written(lang)));
        }
        sheet.finish()
    }

    /// As an array of objects.
    pub fn to_json(&self, lang: Lang) -> Value {
        let object = |row: &Vec<Cell>| {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(column, cell)| (column.id.clone(), cell.json(lang)));
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
                html.push_str(&format!("<td{class}>{}</td>", escape(&cell.shown(lang))));
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</table>\n");
        if let more @ 1.. = self.rows.len().saturating_sub(limit) {
            let note = match lang {
                Lang::Zh => format!("还有 {more} 行，见 {}.csv", self.id),
                Lang::En => {
                    format!("{} in {}.csv", counted(more, "more row"), self.id)
                }
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
        assert_eq!(csv, "a,b\n<b>,0.333333333333\n,-0.05\n");
        assert!(grid.to_text(9, Lang::Zh).contains("0.33"));
        assert!(grid.to_html(1, Lang::En).contains("&lt;b&gt;"));
        assert!(grid.to_text(1, Lang::En).contains("1 more row:"));
        assert_eq!(shown(-0.001, 2), "0.00");
    }

    #[test]
    fn files_have_neither_dust_nor_rows_of_zeros() {
        let told = [0.299_999_999_999_999_93, 1e-200, -0.0, 0.001, 12_345_678.9].map(written);
        assert_eq!(told, ["0.3", "1e-200", "0", "0.001", "12345678.9"]);
        let word = Cell::word("left", "落榜", "goes off");
        assert_eq!([word.written(Lang::Zh), word.shown(Lang::Zh)], ["left", "落榜"]);
        assert_eq!(Cell::Chance(1e-9).shown(Lang::En), "<0.0001");
        assert_eq!(
            [Some(2.5), Some(3.0)].map(|rank| Cell::rank(rank).shown(Lang::En)),
            ["2.5", "3"]
        );
    }
}
