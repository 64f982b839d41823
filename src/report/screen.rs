//! The ranking on a screen: a table for people, JSON for programs.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};

use super::ranking::{answer_text, grade, key_columns, stage, status_text};
use super::{header, points_number, points_text, rank_text};
use crate::diagnostic::Lang;
use crate::scheme::{Kind, Scheme};
use crate::scoring::Scored;

/// How many rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// The best so many.
    Top(usize),
    /// Every firm.
    All,
}

/// Rank, firm, stage, total, grade and the top dimensions.
pub fn table(scheme: &Scheme, scored: &Scored, rows: Rows, lang: Lang) -> String {
    let points = &scored.points;
    let tops: Vec<usize> =
        (0..scheme.dimensions.len()).filter(|d| scheme.dimensions[*d].parent.is_none()).collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let fixed = |id: &str| header(id, true, lang);
    let mut headers = vec![fixed("rank")];
    headers.extend(key_columns(scheme));
    headers.extend(["stage", "total", "grade"].map(fixed));
    let texts = headers.len();
    headers.extend(tops.iter().map(|d| scheme.dimensions[*d].name.clone()));
    headers.push(fixed("status"));
    headers.extend(scheme.qualify.as_ref().map(|_| fixed("qualified")));
    table.set_header(headers);
    let limit = match rows {
        Rows::Top(limit) => limit,
        Rows::All => usize::MAX,
    };
    for firm in scored.ranking.order.iter().copied().take(limit) {
        let shown = |units: Option<i64>| {
            units.map(|units| points_text(units, points.decimals)).unwrap_or_default()
        };
        let mut row = vec![rank_text(scored.ranking.rank[firm])];
        row.extend(key_columns(scheme).iter().map(|column| scored.derived.text(column, firm)));
        row.push(stage(scheme, scored, firm, true));
        row.push(shown(points.total.get(firm)));
        row.push(grade(scheme, scored, firm));
        row.extend(tops.iter().map(|d| {
            let sign = if scheme.dimensions[*d].kind == Kind::Deduction { -1 } else { 1 };
            shown(points.dimensions[*d].get(firm).map(|units| units * sign))
        }));
        row.push(status_text(scored.ranking.status[firm], true, lang));
        let qualified = scored.ranking.qualified.get(firm);
        row.extend(qualified.map(|answer| answer_text(*answer, true, lang)));
        table.add_row(row);
    }
    let total = texts - 2;
    for at in std::iter::once(0).chain([total]).chain(texts..texts + tops.len()) {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{table}\n")
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
    row.insert("rank".into(), json!(ranking.rank[firm]));
    row.insert("rank_in_stage".into(), json!(ranking.rank_in_stage[firm]));
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
    row.insert("coverage".into(), json!(points.coverage.get(firm)));
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
