//! A table whose rows are no firms, such as supply relations: some text columns and one amount, read
//! as every other table is read (workbooks, encodings, titles above the header, quotes). A row that
//! is out of step with its header is left out and listed; nothing is guessed. Knows no chains.

use super::amounts::Units;
use super::document::{Key, Merge};
use super::grid::Grid;
use super::header::{self, Heading, Target, Wish};
use super::sources::Source;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Diagnostic, Severity, Span, Text};
use crate::firms::cell::{self, Reading};
use crate::firms::credit_code::is_invisible;
use crate::firms::header::normal;
use crate::firms::rows::{cut, is_total};
use crate::firms::{DataIssue, Input};
use crate::say;

/// What is wanted of a table.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The text columns by their headers.
    pub texts: &'a [&'a str],
    /// The amount's column.
    pub amount: &'a str,
    /// The unit in which amounts are told.
    pub unit: &'a str,
}

/// A table that was read.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The rows that can be used, in the order of the table.
    pub rows: Vec<Row>,
    /// Rows that are left out, and what else a person should know of the table.
    pub issues: Vec<DataIssue>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its line, from 1.
    pub line: u64,
    /// The text columns as they were asked for, half-width and without blanks around them.
    pub texts: Vec<String>,
    /// The amount in the unit that was asked for.
    pub amount: Reading<f64>,
    /// The unit in which it is written.
    pub unit: String,
    /// The amount as it is written.
    pub written: String,
    /// Why its amount is not used: the row's unit.
    pub refused: Option<Text>,
}

/// Why a table cannot be used.
#[derive(Debug, Clone)]
pub enum Unusable {
    /// It cannot be read.
    Unreadable(Vec<Diagnostic>),
    /// Columns that are not there.
    Lacking {
        /// Their names.
        missing: Vec<String>,
        /// The headers that are there.
        headers: Vec<String>,
        /// How the table begins, where it has no header.
        begins: Vec<Text>,
    },
}

/// Reads a table.
///
/// # Errors
/// Everything that makes it unusable.
pub fn read(input: &Input, wanted: &Columns) -> Result<Listing, Unusable> {
    let wishes = wishes(wanted);
    let source = anything();
    let grid = Grid::read(input, &source, &wishes).map_err(|found| headless(found, wanted))?;
    let layout =
        header::lay_out(&grid.head, &wishes, &grid.file, None).map_err(Unusable::Unreadable)?;
    let found: Vec<Option<usize>> = wishes.iter().map(|wish| layout.one(&wish.target)).collect();
    let lacking: Vec<String> = wishes
        .iter()
        .zip(&found)
        .filter(|(_, at)| at.is_none())
        .map(|(wish, _)| wish.name.clone())
        .collect();
    let columns: Vec<usize> = found.into_iter().flatten().collect();
    let (Some((amount, texts)), true) = (columns.split_last(), lacking.is_empty()) else {
        let headers = grid.head.columns.iter().map(|heading| heading.text.clone());
        let headers = headers.filter(|text| !text.is_empty()).collect();
        return Err(Unusable::Lacking { missing: lacking, headers, begins: Vec::new() });
    };
    let units = Units::of(&grid, &layout, (*amount, &source), wanted)
        .map_err(|problem| Unusable::Unreadable(vec![problem]))?;
    let mut listing = Listing::default();
    listing.issues.extend(units.told());
    listing.issues.extend(other_sheets(&grid));
    for row in grid.body() {
        match judge(&grid, row, texts) {
            Some(verdict) => listing.issues.push(left_out(&grid, row, verdict)),
            None => listing.rows.push(self::row(&grid, row, texts, *amount, &units)),
        }
    }
    Ok(listing)
}

/// The first two columns are keys: where one of them stands the header stands.
fn wishes(wanted: &Columns) -> Vec<Wish> {
    let target = |at: usize, name: &str| match at {
        0 => Target::Id,
        1 => Target::Name,
        _ => Target::Words(name.to_owned()),
    };
    let wish = |target: Target, name: &str| Wish {
        target,
        name: name.to_owned(),
        headers: Heading::new(&[name.to_owned()]).names().map(str::to_owned).collect(),
        is_demanded: false,
    };
    let texts = wanted.texts.iter().enumerate().map(|(at, name)| wish(target(at, name), name));
    texts.chain([wish(Target::Value, wanted.amount)]).collect()
}

/// A source of which nothing is stated.
fn anything() -> Source {
    Source {
        id: String::new(),
        name: String::new(),
        files: Vec::new(),
        sheet: None,
        header_row: None,
        header_rows: 1,
        delimiter: None,
        key: Key::Id,
        year: None,
        unit: String::new(),
        latest_by: None,
        merge: Merge::Error,
        long: None,
        columns: Vec::new(),
        may_differ: false,
        span: Span::default(),
    }
}

/// A table without a header lacks every column.
fn headless(found: Vec<Diagnostic>, wanted: &Columns) -> Unusable {
    if found.iter().all(|problem| !std::ptr::eq(problem.code, &codes::NO_HEADER)) {
        return Unusable::Unreadable(found);
    }
    let all = wanted.texts.iter().copied().chain([wanted.amount]);
    Unusable::Lacking {
        missing: all.map(str::to_owned).collect(),
        headers: Vec::new(),
        begins: found.into_iter().flat_map(|problem| problem.notes).collect(),
    }
}

type Verdict = (Code, Severity, Text);

/// Why a record cannot be used.
fn judge(grid: &Grid, row: usize, texts: &[usize]) -> Option<Verdict> {
    let shown = |field: &usize| grid.raw(row, *field).shown().trim_matches(is_invisible).to_owned();
    let cells: Vec<String> = texts.iter().map(shown).collect();
    let nobody = cells.iter().take(2).all(String::is_empty);
    if cells.iter().take(2).any(|cell| is_total(cell))
        || nobody && grid.shown(row).iter().any(|cell| is_total(cell))
    {
        let why = say!("合计行", "a line of totals");
        return Some((&codes::NOT_A_FIRM, Severity::Note, why));
    }
    let header = |at: &usize| normal(&grid.head.columns[*at].text);
    if texts.iter().zip(&cells).all(|(at, cell)| normal(cell) == header(at)) {
        let why = say!("重复的表头", "the header once more");
        return Some((&codes::NOT_A_FIRM, Severity::Note, why));
    }
    ragged(grid, row)
}

/// A text row with too few or too many fields: a shifted number is worse than none.
fn ragged(grid: &Grid, row: usize) -> Option<Verdict> {
    let (found, named) = grid.misfit(row)?;
    if found < named && grid.is_open_ended && row + 1 == grid.body().end {
        let why = say!(
            "文件在这一行中断：表头 {named} 列，该行只有 {found} 列，也没有行尾；文件可能没有传完",
            "the file ends within this row: {found} fields under a header of {named} and no line end; it may not have been copied to its end"
        );
        return Some((&codes::CUT_OFF, Severity::Error, why));
    }
    let why = say!(
        "表头 {named} 列，该行 {found} 列：哪一格错了位无从得知",
        "{found} fields under a header of {named}: which one is out of place cannot be known"
    );
    Some((&codes::RAGGED_ROW, Severity::Error, why))
}

fn row(grid: &Grid, row: usize, texts: &[usize], amount: usize, units: &Units) -> Row {
    let text = |at: &usize| cell::fold(&grid.raw(row, *at).shown()).into_owned();
    let raw = grid.raw(row, amount);
    let ((unit, power), refused) = match units.of_row(row) {
        Ok(scale) => (scale, None),
        Err(why) => ((String::new(), 0), Some(why)),
    };
    let mut reading = raw.number(&unit, grid.is_sheet());
    let is_used = refused.is_none();
    reading.value =
        reading.value.filter(|_| is_used).and_then(|value| cell::times_ten_to(value, power));
    Row {
        line: grid.line(row),
        texts: texts.iter().map(text).collect(),
        amount: reading,
        unit,
        written: cut(&raw.shown()),
        refused,
    }
}

fn left_out(grid: &Grid, row: usize, (code, severity, problem): Verdict) -> DataIssue {
    let separator = grid.delimiter.unwrap_or(',').to_string();
    DataIssue {
        code,
        severity,
        source: grid.file.clone(),
        line: Some(grid.line(row)),
        firm: String::new(),
        column: String::new(),
        value: cut(&grid.shown(row).join(&separator)),
        problem,
        effect: say!("该行不计", "the row is left out"),
    }
}

fn other_sheets(grid: &Grid) -> Option<DataIssue> {
    let sheet = grid.sheet.as_ref().filter(|_| !grid.other_sheets.is_empty())?;
    Some(DataIssue {
        code: &codes::SEVERAL_SHEETS,
        severity: Severity::Note,
        source: grid.file.clone(),
        line: None,
        firm: String::new(),
        column: String::new(),
        value: grid.other_sheets.join(", "),
        problem: say!("还有别的工作表也有数据", "other sheets hold data too"),
        effect: say!(
            "只读第一个有数据的工作表「{sheet}」",
            "only the first sheet with data, `{sheet}`, is read"
        ),
    })
}
