//! The ranking on a screen: a table for people, JSON for programs.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};
use serde_json::{Map, Value, json};

use super::ranking::{answer_text, grade, key_columns, stage, status_text};
use super::{header, points_number, points_text, rank_text};
use crate::diagnostic::Lang;
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Scored, Status};

/// How many rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// The best so many.
    Top(usize),
    /// Every firm.
    All,
}

/// A line under the header and none elsewhere: a row is one line of the screen.
const STYLE: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// Rank, firm, stage, total, grade, the top dimensions, status and answer. Columns that would say
/// nothing of the firms shown are left out.
pub fn table(scheme: &Scheme, scored: &Scored, rows: Rows, lang: Lang) -> String {
    let limit = match rows {
        Rows::Top(limit) => limit,
        Rows::All => usize::MAX,
    };
    let shown: Vec<usize> = scored.ranking.order.iter().copied().take(limit).collect();
    let columns = columns(scheme, scored, &shown, lang);
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| column.header.as_str()));
    for at in 0..shown.len() {
        table.add_row(columns.iter().map(|column| column.cells[at].as_str()));
    }
    for (at, column) in columns.iter().enumerate() {
        if let (true, Some(drawn)) = (column.number, table.column_mut(at)) {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_string()).collect();
    lines.join("\n") + "\n"
}

struct Column {
    header: String,
    cells: Vec<String>,
    /// Numbers stand flush right.
    number: bool,
}

fn columns(scheme: &Scheme, scored: &Scored, shown: &[usize], lang: Lang) -> Vec<Column> {
    let (points, ranking) = (&scored.points, &scored.ranking);
    let column = |header: String, number: bool, cell: &dyn Fn(usize) -> String| {
        let cells = shown.iter().map(|firm| cell(*firm)).collect();
        Column { header, cells, number }
    };
    let fixed = |id: &str| header(id, true, lang);
    let units = |units: Option<i64>| {
        units.map(|units| points_text(units, points.decimals)).unwrap_or_default()
    };
    let mut columns = vec![column(fixed("rank"), true, &|firm| rank_text(ranking.rank[firm]))];
    for key in key_columns(scheme) {
        columns.push(column(key.clone(), false, &|firm| scored.derived.text(&key, firm)));
    }
    if scheme.stages.len() > 1 {
        columns.push(column(fixed("stage"), false, &|firm| stage(scheme, scored, firm, true)));
    }
    columns.push(column(fixed("total"), true, &|firm| units(points.total.get(firm))));
    if !scheme.grades.is_empty() {
        columns.push(column(fixed("grade"), false, &|firm| grade(scheme, scored, firm)));
    }
    for (node, values) in scheme.dimensions.iter().zip(&points.dimensions) {
        if node.parent.is_none() {
            let sign = if node.kind == Kind::Deduction { -1 } else { 1 };
            let cell = |firm| units(values.get(firm).map(|units| units * sign));
            columns.push(column(node.name.clone(), true, &cell));
        }
    }
    if shown.iter().any(|firm| ranking.status[*firm] != Status::Ranked) {
        let cell = |firm: usize| status_text(ranking.status[firm], true, lang);
        columns.push(column(fixed("status"), false, &cell));
    }
    if scheme.qualify.is_some() {
        let cell = |firm: usize| {
            let answer = ranking.qualified.get(firm);
            answer.map(|answer| answer_text(*answer, true, lang)).unwrap_or_default()
        };
        columns.push(column(fixed("qualified"), false, &cell));
    }
    columns
}

/// One JSON object per firm, best first: the columns of `ranking.csv` with numbers as numbers.
pub fn json(scheme: &Scheme, scored: &Scored) -> String {
    let rows = scored.ranking.order.iter().map(|firm| object(scheme, scored, *firm).to_string());
    rows.fold(String::new(), |text, row| text + &row + "\n")
}

fn object(scheme: &Scheme, scored: &Scored, firm: usize) -> Value {
    let (points, ranking) = (&scored.points, &scored.ranking);
    let number = |units: Option<i64>| json!(units.map(|u| points_number(u, points.decimals)));
    let text = |text: String| if text.is_empty() { Value::Null } else { Value::String(text) };
    let mut row = Map::new();
    row.insert("rank".into(), rank_json(ranking.rank[firm]));
    row.insert("rank_in_stage".into(), rank_json(ranking.rank_in_stage[firm]));
    for column in key_columns(scheme).iter().chain(&scheme.firm.groups) {
        row.insert(column.clone(), text(scored.derived.text(column, firm)));
    }
    row.insert("stage".into(), text(stage(scheme, scored, firm, false)));
    row.insert("total".into(), number(points.total.get(firm)));
    row.insert("grade".into(), text(grade(scheme, scored, firm)));
    row.insert("status".into(), json!(ranking.status[firm]));
    if let Some(answer) = ranking.qualified.get(firm) {
        row.insert("qualified".into(), json!(answer));
    }
    row.insert("coverage".into(), json!(points.coverage.get(firm).map(four_decimals)));
    let signed = |kind: Kind, units: Option<i64>| match kind {
        Kind::Deduction => number(units.map(|units| -units)),
        _ => number(units),
    };
    for (node, column) in scheme.dimensions.iter().zip(&points.dimensions) {
        row.insert(node.id.clone(), signed(node.kind, column.get(firm)));
    }
    for (node, column) in scheme.indicators.iter().zip(&points.indicators) {
        row.insert(node.id.clone(), signed(node.kind, column.get(firm)));
    }
    Value::Object(row)
}

/// As the CSV files show it, by the very text: so it is the same whichever way a run was made.
fn four_decimals(coverage: f64) -> f64 {
    format!("{coverage:.4}").parse().unwrap_or(coverage)
}

fn rank_json(rank: Option<f64>) -> Value {
    crate::portrait::rank(&rank, serde_json::value::Serializer).unwrap_or_default()
}
