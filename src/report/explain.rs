//! A portrait as a text that a clerk can read over the telephone: the firm, its points down the
//! tree, the sum written out, what is missing and what would help soonest. A pure function of the
//! portrait; must not look anything up.

pub(super) mod header;
pub(super) mod lines;
mod page;
mod tail;

pub(super) use self::tail::aggregate_words;

use self::page::Page;
use crate::diagnostic::{Lang, Text};
use crate::expr::number_in_words as number;
use crate::portrait::words::{Terms, points_in_words, with_unit};
use crate::portrait::{LeafPortrait, NodePortrait, Portrait, Scalar};
use crate::say;
use crate::scheme::Kind;

/// The whole text; ends with a line break.
pub fn text(portrait: &Portrait, lang: Lang) -> String {
    let mut page = Page::new(lang);
    header::header(portrait, &mut page);
    if portrait.stage.is_some() {
        tree(portrait, &mut page);
        tail::sum(portrait, &mut page);
    }
    tail::qualified(portrait, &mut page);
    tail::missing(portrait, &mut page);
    tail::traits(portrait, &mut page);
    tail::gains(portrait, &mut page);
    page.text()
}

fn tree(portrait: &Portrait, page: &mut Page) {
    for top in portrait.dimensions.iter().filter(|node| node.parent.is_none()) {
        page.blank();
        branch(portrait, top, 0, page);
    }
}

fn branch(portrait: &Portrait, node: &NodePortrait, depth: usize, page: &mut Page) {
    page.cells(
        depth,
        [
            Text::same(node.name),
            Text::default(),
            points_of(node.points, node.maximum, portrait.decimals),
            lines::rank(&node.standing),
        ],
    );
    for leaf in portrait.indicators.iter().filter(|leaf| leaf.dimension == node.id) {
        // What is worth nothing in the stage is no part of the firm's sum.
        if leaf.nominal_maximum > 0.0 {
            self::leaf(portrait, leaf, depth + 1, page);
        }
    }
    for below in portrait.dimensions.iter().filter(|below| below.parent == Some(node.id)) {
        branch(portrait, below, depth + 1, page);
    }
    if node.cut > 0.0 {
        let (sum, cut) = cut_words(node, portrait.decimals);
        page.note(
            depth + 1,
            say!("合计 {sum}，超过上限，少计 {cut}", "sum {sum}, above the maximum: {cut} are cut"),
        );
    }
}

/// The children's sum and what was cut from it.
pub(super) fn cut_words(node: &NodePortrait, decimals: u32) -> (String, String) {
    let points = node.points.unwrap_or(0.0);
    let cut = if node.kind == Kind::Deduction { -node.cut } else { node.cut };
    (fixed(points + cut, decimals), fixed(node.cut, decimals))
}

fn leaf(portrait: &Portrait, leaf: &LeafPortrait, depth: usize, page: &mut Page) {
    let decimals = portrait.decimals;
    let measure = &leaf.measure;
    page.cells(
        depth,
        [
            Text::same(leaf.name),
            lines::value(measure),
            points_of(leaf.points, leaf.maximum, decimals),
            lines::rank(&leaf.standing),
        ],
    );
    let terms = Terms { unit: measure.unit, maximum: leaf.maximum, decimals, kind: leaf.kind };
    let rule = measure.rule.words(&terms);
    let (zh, en) = (rule.zh, rule.en);
    page.note(depth + 1, say!("规则：{zh}", "rule: {en}"));
    if let Some(computed) = lines::computed(measure) {
        page.note(depth + 1, computed);
    }
    if let Some(counted) = lines::counted(leaf) {
        page.note(depth + 1, counted);
    }
    if let Some(which) = lines::alternatives(leaf, decimals) {
        page.note(depth + 1, which);
    }
    if let Some(reached) = lines::reached(leaf) {
        page.note(depth + 1, reached);
    }
    for item in &measure.items {
        page.note(depth + 2, lines::item(item));
    }
    if let Some(next) = lines::next(leaf, decimals) {
        page.note(depth + 1, next);
    }
}

/// `4.20 / 7`; a dash for what dropped out.
fn points_of(points: Option<f64>, maximum: f64, decimals: u32) -> Text {
    let maximum = points_in_words(maximum, decimals);
    match points {
        Some(points) => Text::same(format!("{} / {maximum}", fixed(points, decimals))),
        None => say!("不计", "not counted"),
    }
}

/// Points with all their decimals.
pub(super) fn fixed(points: f64, decimals: u32) -> String {
    let text = format!("{points:.*}", decimals as usize);
    let is_zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    if is_zero { text.trim_start_matches('-').to_string() } else { text }
}

/// A value with its unit, for people.
pub(super) fn scalar(value: &Scalar, unit: &str) -> Text {
    match value {
        Scalar::Number(value) => Text::same(with_unit(*value, unit)),
        Scalar::Text(text) => Text::same(text.as_str()),
        Scalar::Flag(true) => say!("是", "yes"),
        Scalar::Flag(false) => say!("否", "no"),
    }
}

/// A rank: whole, or with a half.
pub(super) fn rank_number(rank: f64) -> String {
    number(rank)
}

/// `97.0%`
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

#[cfg(test)]
mod tests;
