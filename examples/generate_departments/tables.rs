//! The eight departments' tables: what each of them knows of the zone, how it writes it, and which
//! defects its rows carry.

use rand::RngExt;

use crate::defects::{Plan, Planted};
use crate::figures::{in_hundred_millions, shift, thousands, wide};
use crate::zone::{Firm, Zone};

mod honours;
mod people;
mod statistics;
mod tax;

/// One department's table.
pub struct Department {
    pub file: &'static str,
    pub layout: Layout,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// Defects that belong to no single row.
    pub planted: Vec<Planted>,
}

/// How it is stored.
#[derive(Clone, Copy)]
pub enum Layout {
    Text {
        encoding: &'static str,
        delimiter: u8,
        title: &'static str,
    },
    /// Groups: first column, how many columns (0: merged with the row below), text.
    Sheet {
        name: &'static str,
        title: &'static str,
        groups: &'static [(u16, u16, &'static str)],
    },
}

/// A cell as it is stored.
#[derive(Clone, Debug)]
pub enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Formula(f64),
}

/// A row with its defects.
#[derive(Clone)]
pub struct Row {
    /// The zone's firm; `None` for rows that are no firm's.
    pub firm: Option<usize>,
    pub cells: Vec<Cell>,
    pub planted: Vec<Planted>,
}

impl Cell {
    pub fn text(&self) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) | Cell::Formula(number) => number.to_string(),
        }
    }

    /// A text; blank where it is empty.
    pub fn of(text: &str) -> Cell {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
    }

    /// A stored number; blank where the text is empty.
    pub fn number(text: &str) -> Cell {
        text.parse().map_or(Cell::Blank, Cell::Number)
    }
}

impl Row {
    pub fn new(firm: usize, cells: Vec<Cell>) -> Row {
        Row { firm: Some(firm), cells, planted: Vec::new() }
    }

    /// A row that is no firm's row, with the reason.
    pub fn stray(cells: Vec<Cell>, kind: &'static str, code: &'static str, meaning: &str) -> Row {
        let planted = Planted { kind, code, column: String::new(), meaning: meaning.to_owned() };
        Row { firm: None, cells, planted: vec![planted] }
    }

    pub fn text(&self) -> String {
        self.cells.iter().map(Cell::text).collect::<Vec<_>>().join(" | ")
    }
}

impl Department {
    /// The line of the header's first row.
    pub fn header_line(&self) -> usize {
        let title = match self.layout {
            Layout::Text { title, .. } | Layout::Sheet { title, .. } => title,
        };
        1 + usize::from(!title.is_empty())
    }

    pub fn header_rows(&self) -> usize {
        match self.layout {
            Layout::Sheet { groups, .. } if !groups.is_empty() => 2,
            _ => 1,
        }
    }

    fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|column| column == name).expect("a column of the table")
    }

    /// Writes a firm's cell in another way, which `gather` is to understand.
    fn plant(
        &mut self,
        firm: usize,
        column: &str,
        kind: (&'static str, &'static str),
        write: impl Fn(&str) -> Cell,
    ) {
        let at = self.column(column);
        let row =
            self.rows.iter_mut().find(|row| row.firm == Some(firm)).expect("a row of the firm");
        let meaning = row.cells[at].text();
        row.cells[at] = write(&meaning);
        let (kind, code) = kind;
        row.planted.push(Planted { kind, code, column: column.to_owned(), meaning });
    }

    /// Firms whose cell of a column is (not) blank and that have no defect yet.
    fn pick(
        &self,
        plan: &mut Plan,
        count: usize,
        column: &str,
        fits: impl Fn(&Cell) -> bool,
    ) -> Vec<usize> {
        let at = self.column(column);
        let good: std::collections::BTreeSet<usize> = self
            .rows
            .iter()
            .filter(|row| fits(&row.cells[at]))
            .filter_map(|row| row.firm)
            .collect();
        plan.take(count, |firm| good.contains(&firm))
    }
}

fn is_blank(cell: &Cell) -> bool {
    matches!(cell, Cell::Blank)
}

/// A positive amount of at least 100, so that it can be dressed up in every way.
fn is_amount(cell: &Cell) -> bool {
    cell.text().parse::<f64>().is_ok_and(|value| value >= 10_000.0)
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

/// Every table, the register first.
pub fn all(zone: &Zone, plan: &mut Plan) -> Vec<Department> {
    let renamed = plan.take(12, |_| true);
    let mut tables = vec![register(zone, plan, &renamed)];
    tables.extend(tax::tables(zone, plan));
    tables.push(statistics::table(zone, plan));
    tables.push(people::patents(zone, plan));
    tables.push(people::staff(zone, plan));
    tables.push(honours::honours(zone, plan, &renamed));
    tables.push(honours::investment(zone, plan));
    tables.push(honours::supervision(zone, plan));
    tables
}

/// The market regulator's register: who there is.
fn register(zone: &Zone, plan: &mut Plan, renamed: &[usize]) -> Department {
    let names = [
        "统一社会信用代码",
        "企业名称",
        "曾用名",
        "产业领域",
        "所属街道",
        "成立日期",
        "统计截止日期",
    ];
    let rows = zone.firms.iter().enumerate().map(|(at, firm)| {
        let former = if renamed.contains(&at) { firm.former_name() } else { String::new() };
        // Dates in the three ways that people write them; all of them are plain.
        let founded = match at % 3 {
            0 => firm.cell("成立日期").to_owned(),
            1 => firm.cell("成立日期").replace('-', "/"),
            _ => chinese_date(firm.cell("成立日期")),
        };
        let kept = names.map(|name| match name {
            "曾用名" => Cell::of(&former),
            "成立日期" => Cell::of(&founded),
            name => Cell::of(firm.cell(name)),
        });
        Row::new(at, kept.to_vec())
    });
    let mut table = Department {
        file: "登记_名册.csv",
        layout: Layout::Text { encoding: "utf-8 bom", delimiter: b',', title: "" },
        columns: columns(&names),
        rows: rows.collect(),
        planted: Vec::new(),
    };
    let code = names[0];
    type Write = fn(&str) -> Cell;
    let odd: [Write; 3] = [
        |c| Cell::Text(c.to_lowercase()),
        |c| Cell::Text(wide(c)),
        |c| Cell::Text(format!("{} {}", &c[..8], &c[8..])),
    ];
    for (at, firm) in plan.take(6, |_| true).into_iter().enumerate() {
        table.plant(firm, code, ("id written oddly", "F024"), odd[at % 3]);
    }
    let has_letter = |firm: usize| zone.firms[firm].code()[8..].contains(['0', '1', '5', '2']);
    for firm in plan.take(4, has_letter) {
        table.plant(firm, code, ("letter for a digit in the id", "F124"), |c| {
            Cell::Text(mistype(c))
        });
    }
    for firm in plan.take(3, |_| true) {
        let cells = table.rows[firm].cells.clone();
        table.rows.push(Row::stray(cells, "row repeated", "F026", "the same row again"));
    }
    for firm in plan.take(2, |_| true) {
        let mut cells = table.rows[firm].cells.clone();
        cells[0] = Cell::Text(wrong_code(zone.firms[firm].code()));
        let meaning = zone.firms[firm].code();
        table.rows.push(Row::stray(cells, "id that does not hold", "F125", meaning));
    }
    let mut cells = vec![Cell::Blank; names.len()];
    cells[3] = Cell::of("物联网");
    table.rows.push(Row::stray(cells.clone(), "neither id nor name", "F131", "nobody's row"));
    cells[0] = Cell::of("合计");
    cells[3] = Cell::of("1200");
    table.rows.push(Row::stray(cells, "line of totals", "F023", "no firm"));
    table
}

fn chinese_date(iso: &str) -> String {
    let mut parts = iso.split('-').map(|part| part.trim_start_matches('0'));
    let mut next = || parts.next().unwrap_or_default();
    format!("{}年{}月{}日", next(), next(), next())
}

/// The last 0, 1, 5 or 2 before the check character as the letter that looks like it.
fn mistype(code: &str) -> String {
    let mut letters: Vec<char> = code.chars().collect();
    let like = |c: char| match c {
        '0' => Some('O'),
        '1' => Some('I'),
        '5' => Some('S'),
        '2' => Some('Z'),
        _ => None,
    };
    if let Some(at) = (8..17).rev().find(|at| like(letters[*at]).is_some()) {
        letters[at] = like(letters[at]).unwrap_or('O');
    }
    letters.into_iter().collect()
}

/// The code with one digit wrong, so that its check character does not hold.
fn wrong_code(code: &str) -> String {
    let mut letters: Vec<char> = code.chars().collect();
    letters[10] = if letters[10] == '7' { '8' } else { '7' };
    letters.into_iter().collect()
}

/// A number near another, with two decimals.
fn around(plan: &mut Plan, value: &str, from: f64, to: f64) -> String {
    let factor = plan.dice.random_range(from..to);
    value.parse::<f64>().map_or_else(|_| String::new(), |v| format!("{:.2}", v * factor))
}
