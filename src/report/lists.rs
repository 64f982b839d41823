//! `<list id>.csv`: the firms on a published list, best first.

use super::ranking::{key_columns, stage};
use super::{CsvStyle, Sheet, header, points_text, rank_text};
use crate::diagnostic::Lang;
use crate::scheme::{Kind, List, Scheme, Within};
use crate::scoring::{Listed, Scored};

/// One list as CSV: `rank`, id, name, stage, groups, total, dimensions. A list within another
/// column than the stage says each firm's group first.
pub fn csv(
    scheme: &Scheme,
    scored: &Scored,
    listed: &Listed,
    style: CsvStyle,
    lang: Lang,
) -> Vec<u8> {
    let grouped = is_grouped(&scheme.lists[listed.list]);
    let mut sheet = Sheet::new(style, columns(scheme, grouped, style.names, lang));
    for row in rows(scheme, scored, listed, style.names) {
        sheet.row(row);
    }
    sheet.finish()
}

/// Whether each firm's group is said: by another column than the stage.
pub fn is_grouped(list: &List) -> bool {
    matches!(list.within, Within::Column(_))
}

/// The firms on a list, as [`columns`] names their cells.
pub fn rows(scheme: &Scheme, scored: &Scored, listed: &Listed, names: bool) -> Vec<Vec<String>> {
    let grouped = is_grouped(&scheme.lists[listed.list]);
    let row = |label: &String, firm: usize, rank: f64| {
        let mut row = vec![rank_text(Some(rank))];
        row.extend(grouped.then(|| label.clone()));
        row.extend(cells(scheme, scored, firm, names));
        row
    };
    let of_group = |(label, firms): &(String, Vec<(usize, f64)>)| {
        firms.iter().map(|(firm, rank)| row(label, *firm, *rank)).collect::<Vec<_>>()
    };
    listed.groups.iter().flat_map(of_group).collect()
}

/// The columns of a list in order.
pub fn columns(scheme: &Scheme, grouped: bool, names: bool, lang: Lang) -> Vec<String> {
    let mut columns = vec![header("rank", names, lang)];
    columns.extend(grouped.then(|| header("group", names, lang)));
    columns.extend(key_columns(scheme));
    columns.push(header("stage", names, lang));
    columns.extend(scheme.firm.groups.iter().cloned());
    columns.push(header("total", names, lang));
    let name = |id: &String, name: &String| if names { name.clone() } else { id.clone() };
    columns.extend(scheme.dimensions.iter().map(|d| name(&d.id, &d.name)));
    columns
}

fn cells(scheme: &Scheme, scored: &Scored, firm: usize, names: bool) -> Vec<String> {
    let points = &scored.points;
    let text = |column: &String| scored.derived.text(column, firm);
    let shown = |units: Option<i64>| {
        units.map(|units| points_text(units, points.decimals)).unwrap_or_default()
    };
    let mut cells: Vec<String> = key_columns(scheme).iter().map(text).collect();
    cells.push(stage(scheme, scored, firm, names));
    cells.extend(scheme.firm.groups.iter().map(text));
    cells.push(shown(points.total.get(firm)));
    for (dimension, column) in scheme.dimensions.iter().zip(&points.dimensions) {
        let sign = if dimension.kind == Kind::Deduction { -1 } else { 1 };
        cells.push(shown(column.get(firm).map(|units| units * sign)));
    }
    cells
}
