//! `<list id>.csv`: the firms on a published list, best first.

use super::ranking::{key_columns, stage};
use super::{CsvStyle, Sheet, header, points_text, rank_text};
use crate::diagnostic::Lang;
use crate::scheme::{Kind, Scheme, Within};
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
    let grouped = matches!(scheme.lists[listed.list].within, Within::Column(_));
    let mut sheet = Sheet::new(style, columns(scheme, grouped, style.names, lang));
    for (label, firms) in &listed.groups {
        for (firm, rank) in firms {
            sheet.cell(&rank_text(Some(*rank)));
            if grouped {
                sheet.cell(label);
            }
            sheet.row(cells(scheme, scored, *firm, style.names));
        }
    }
    sheet.finish()
}

fn columns(scheme: &Scheme, grouped: bool, names: bool, lang: Lang) -> Vec<String> {
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
