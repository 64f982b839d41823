//! Every indicator with its points, its value and its rule in words, dimension by dimension.

use super::block::{Column, Draft, Table};
use super::content::has_stages;
use super::words::{self, join, lines};
use crate::diagnostic::Text;
use crate::portrait::words::points_in_words;
use crate::say;
use crate::scheme::{Kind, Node, Scheme};

/// A table for each top dimension.
pub fn indicators(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("指标与评分规则", "Indicators and rules"));
    if has_stages(scheme) {
        let names: Vec<Text> = scheme.stages.iter().map(|s| Text::same(s.name.as_str())).collect();
        let Text { zh, en } = join(&names, " / ", " / ");
        draft.paragraph(say!(
            "规则中以斜线并列的数字，依次对应：{zh}。",
            "Numbers side by side in a rule are those of: {en}."
        ));
    }
    let same = scheme.indicators.windows(2).all(|pair| pair[0].missing == pair[1].missing);
    if let (true, Some(first)) = (same, scheme.indicators.first()) {
        let Text { zh, en } = words::missing(&first.missing, Kind::Base);
        draft
            .paragraph(say!("各项指标没有数据时：{zh}。", "Where an indicator has no data: {en}."));
    }
    let mut number = 0;
    for (at, node) in scheme.dimensions.iter().enumerate() {
        if node.parent.is_some() {
            continue;
        }
        let (name, kind) = (&node.name, words::kind(node.kind));
        let Text { zh, en } = words::points(scheme, &node.points);
        let (a, x) = (kind.zh, kind.en);
        draft.heading(say!("{name}（{a}，{zh} 分）", "{name} ({x}, {en})"));
        draft.paragraph(Text::same(node.about.as_str()));
        let mut table = Table::new(indicator_columns(scheme, !same));
        branch(scheme, at, !same, &mut number, &mut table);
        draft.table(table);
    }
}

fn indicator_columns(scheme: &Scheme, with_missing: bool) -> Vec<Column> {
    let mut columns =
        vec![Column::number(say!("序号", "No.")), Column::text(say!("指标", "Indicator"))];
    columns.extend(points_columns(scheme));
    columns.push(Column::text(say!("取值", "Value")));
    columns.push(Column::text(say!("评分规则", "Rule")));
    if with_missing {
        columns.push(Column::text(say!("没有数据时", "Without data")));
    }
    columns
}

fn branch(scheme: &Scheme, at: usize, with_missing: bool, number: &mut usize, table: &mut Table) {
    for child in &scheme.dimensions[at].children {
        match child {
            Node::Dimension(below) => {
                let node = &scheme.dimensions[*below];
                let mut cells = vec![Text::default(), Text::same(node.name.as_str())];
                cells.extend(points_cells(scheme, &node.points));
                cells.push(Text::same(node.about.as_str()));
                cells.push(words::aggregate(node.aggregate));
                cells.extend(with_missing.then(Text::default));
                table.strong_row(cells);
                branch(scheme, *below, with_missing, number, table);
            }
            Node::Indicator(leaf) => {
                *number += 1;
                table.row(leaf_cells(scheme, *leaf, with_missing, *number));
            }
        }
    }
}

fn leaf_cells(scheme: &Scheme, leaf: usize, with_missing: bool, number: usize) -> Vec<Text> {
    let leaf = &scheme.indicators[leaf];
    let source = &leaf.source;
    let source = match source.is_empty() {
        true => Text::default(),
        false => say!("来源：{source}", "source: {source}"),
    };
    let value = match leaf.measures.as_slice() {
        [only] => words::value(scheme, only),
        _ => say!("见规则", "see the rule"),
    };
    let mut cells = vec![Text::same(number.to_string()), Text::same(leaf.name.as_str())];
    cells.extend(points_cells(scheme, &leaf.points));
    cells.push(lines(&[value, Text::same(leaf.about.as_str()), source]));
    cells.push(words::rule(scheme, leaf));
    cells.extend(with_missing.then(|| words::missing(&leaf.missing, leaf.kind)));
    cells
}

/// A column of points for each stage; one where there is only one.
pub fn points_columns(scheme: &Scheme) -> Vec<Column> {
    match has_stages(scheme) {
        true => scheme.stages.iter().map(|s| Column::number(Text::same(s.name.as_str()))).collect(),
        false => vec![Column::number(say!("分值", "Points"))],
    }
}

pub fn points_cells(scheme: &Scheme, points: &[f64]) -> Vec<Text> {
    points.iter().map(|p| Text::same(points_in_words(*p, scheme.rank.decimals))).collect()
}
