//! `ranking.csv`: every firm that came in, best first.

use rayon::prelude::*;

use super::{CsvStyle, Sheet, header, points_text, rank_text};
use crate::diagnostic::{Lang, Text};
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Answer, Scored, Status};

/// Firms formatted at a time by one core.
const BLOCK: usize = 4096;

/// The columns of `ranking.csv` in order.
pub fn columns(scheme: &Scheme, names: bool, lang: Lang) -> Vec<String> {
    let fixed = |id: &str| header(id, names, lang);
    let mut columns = vec![fixed("rank"), fixed("rank_in_stage")];
    columns.extend(key_columns(scheme));
    columns.push(fixed("stage"));
    columns.extend(scheme.firm.groups.iter().cloned());
    columns.extend(["total", "grade", "status"].map(fixed));
    columns.extend(scheme.qualify.as_ref().map(|_| fixed("qualified")));
    columns.push(fixed("coverage"));
    columns.extend(node_columns(scheme, names));
    columns
}

/// The id column and, where it is another, the name column.
pub fn key_columns(scheme: &Scheme) -> Vec<String> {
    scheme.key_columns().cloned().collect()
}

fn node_columns(scheme: &Scheme, names: bool) -> impl Iterator<Item = String> {
    let dimensions = scheme.dimensions.iter().map(|d| (&d.id, &d.name));
    let nodes = dimensions.chain(scheme.indicators.iter().map(|i| (&i.id, &i.name)));
    nodes.map(move |(id, name)| if names { name.clone() } else { id.clone() })
}

/// The cells of one firm, as [`columns`] names them. Deductions are negative, so that dimensions
/// add up to the total.
pub fn cells(
    scheme: &Scheme,
    scored: &Scored,
    firm: usize,
    names: bool,
    lang: Lang,
) -> Vec<String> {
    let (points, ranking) = (&scored.points, &scored.ranking);
    let text = |column: &String| scored.derived.text(column, firm);
    let shown = |units: Option<i64>| {
        units.map(|units| points_text(units, points.decimals)).unwrap_or_default()
    };
    let mut cells = vec![rank_text(ranking.rank[firm]), rank_text(ranking.rank_in_stage[firm])];
    cells.extend(key_columns(scheme).iter().map(text));
    cells.push(stage(scheme, scored, firm, names));
    cells.extend(scheme.firm.groups.iter().map(text));
    cells.push(shown(points.total.get(firm)));
    cells.push(grade(scheme, scored, firm));
    cells.push(status_text(ranking.status[firm], names, lang));
    cells.extend(ranking.qualified.get(firm).map(|answer| answer_text(*answer, names, lang)));
    let coverage = points.coverage.get(firm);
    cells.push(coverage.map(|coverage| format!("{coverage:.4}")).unwrap_or_default());
    let signed = |kind: Kind, units: Option<i64>| match kind {
        Kind::Deduction => shown(units.map(|units| -units)),
        _ => shown(units),
    };
    let dimensions = scheme.dimensions.iter().zip(&points.dimensions);
    cells.extend(dimensions.map(|(node, column)| signed(node.kind, column.get(firm))));
    let indicators = scheme.indicators.iter().zip(&points.indicators);
    cells.extend(indicators.map(|(node, column)| signed(node.kind, column.get(firm))));
    cells
}

/// A firm's stage: its id, or its name for people.
pub fn stage(scheme: &Scheme, scored: &Scored, firm: usize, names: bool) -> String {
    let stage = scored.derived.stage[firm].map(|stage| &scheme.stages[stage as usize]);
    stage.map(|s| if names { s.name.clone() } else { s.id.clone() }).unwrap_or_default()
}

/// A firm's grade; empty for none.
pub fn grade(scheme: &Scheme, scored: &Scored, firm: usize) -> String {
    let grade = scored.ranking.grade[firm];
    grade.map(|grade| scheme.grades[grade as usize].name.clone()).unwrap_or_default()
}

/// A status: its id, or in words.
pub fn status_text(status: Status, names: bool, lang: Lang) -> String {
    if !names {
        return status.id().to_string();
    }
    let text = match status {
        Status::Ranked => Text::new("已排名", "ranked"),
        Status::Insufficient => Text::new("数据不足", "insufficient data"),
        Status::Vetoed => Text::new("一票否决", "vetoed"),
        Status::NoStage => Text::new("无阶段", "no stage"),
    };
    text.get(lang).to_string()
}

/// An answer: its id, or in words.
pub fn answer_text(answer: Answer, names: bool, lang: Lang) -> String {
    let (id, text) = match answer {
        Answer::Yes => ("yes", Text::new("是", "yes")),
        Answer::No => ("no", Text::new("否", "no")),
        Answer::Unknown => ("unknown", Text::new("待核实", "unknown")),
    };
    if names { text.get(lang).to_string() } else { id.to_string() }
}

/// `ranking.csv`, formatted in blocks on all cores.
pub fn csv(scheme: &Scheme, scored: &Scored, style: CsvStyle, lang: Lang) -> Vec<u8> {
    let head = Sheet::new(style, columns(scheme, style.names, lang)).finish();
    let block = |firms: &[usize]| {
        let mut sheet = Sheet::continued(style);
        for firm in firms {
            sheet.row(cells(scheme, scored, *firm, style.names, lang));
        }
        sheet.finish()
    };
    let blocks: Vec<Vec<u8>> = scored.ranking.order.par_chunks(BLOCK).map(block).collect();
    [head, blocks.concat()].concat()
}
