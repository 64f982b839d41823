//! What follows the tree: the sum written out, the pass rule, what is missing, what stands out, what
//! would help soonest.

use super::page::Page;
use super::{fixed, lines, rank_number, scalar};
use crate::diagnostic::{Lang, Text};
use crate::expr::number_in_words as number;
use crate::portrait::{ClauseKind, Gain, MissingValue, NodePortrait, Policy, Portrait, Trait, Why};
use crate::say;
use crate::scheme::{Aggregate, Kind};
use crate::scoring::Answer;

/// `28.50 + 31.20 + 9.00 - 5.00 = 63.70`, with every cap and floor.
pub fn sum(portrait: &Portrait, page: &mut Page) {
    let (Some(base), Some(sum), Some(total)) = (portrait.base, portrait.sum, portrait.total) else {
        return;
    };
    let decimals = portrait.decimals;
    let tops = || portrait.dimensions.iter().filter(|node| node.parent.is_none());
    let term = |node: &NodePortrait| {
        let points = node.points?;
        let sign = if node.kind == Kind::Deduction { '-' } else { '+' };
        Some((sign, format!("{} {}", node.name, fixed(points.abs(), decimals))))
    };
    page.blank();
    if portrait.dimensions.iter().any(|node| node.points.is_some() && is_raised(portrait, node)) {
        page.note(0, say!(
            "有指标剔除：同级指标的满分相应提高，使满分合计不变。",
            "indicators were left out: their siblings' maxima are raised, so that the whole stays the same."
        ));
    }
    let whole = portrait.aggregate == Aggregate::Sum && portrait.base_cut == 0.0;
    let mut terms: Vec<(char, String)> = Vec::new();
    if whole {
        terms.extend(tops().filter(|node| node.kind == Kind::Base).filter_map(term));
    } else {
        page.note(0, base_words(portrait, tops(), base));
        let words = say!("基础分", "base");
        terms.push(('+', format!("{} {}", words.get(page.lang()), fixed(base, decimals))));
    }
    terms.extend(tops().filter(|node| node.kind == Kind::Bonus).filter_map(term));
    terms.extend(tops().filter(|node| node.kind == Kind::Deduction).filter_map(term));
    let sum_words = fixed(sum, decimals);
    let line = arithmetic(&terms);
    page.note(0, say!("总分 = {line} = {sum_words}", "total = {line} = {sum_words}"));
    if portrait.floor_applied {
        let (floor, total) = (number(portrait.floor), fixed(total, decimals));
        page.note(
            0,
            say!(
                "低于下限 {floor}，总分按 {total} 计",
                "below the floor of {floor}: the total is {total}"
            ),
        );
    }
}

/// Whether a dimension's leaves have more than the scheme gives them.
fn is_raised(portrait: &Portrait, node: &NodePortrait) -> bool {
    let leaves = portrait.indicators.iter().filter(|leaf| leaf.dimension == node.id);
    leaves
        .filter(|leaf| leaf.points.is_some())
        .any(|leaf| leaf.maximum > leaf.nominal_maximum * (1.0 + 1e-9))
}

fn arithmetic(terms: &[(char, String)]) -> String {
    let mut line = String::new();
    for (at, (sign, term)) in terms.iter().enumerate() {
        match (at, sign) {
            (0, '+') => {}
            (0, sign) => line.push(*sign),
            (_, sign) => line.push_str(&format!(" {sign} ")),
        }
        line.push_str(term);
    }
    line
}

/// How the base points come about where they are not simply the dimensions' sum.
fn base_words<'p>(
    portrait: &Portrait,
    tops: impl Iterator<Item = &'p NodePortrait<'p>>,
    base: f64,
) -> Text {
    let decimals = portrait.decimals;
    let of = number(portrait.maximum);
    let base_points = fixed(base, decimals);
    let parts: Vec<String> = tops
        .filter(|node| node.kind == Kind::Base)
        .filter_map(|node| Some(format!("{} {}", node.name, fixed(node.points?, decimals))))
        .collect();
    if portrait.aggregate == Aggregate::Sum {
        let (parts, cut) = (parts.join(" + "), fixed(portrait.base_cut, decimals));
        return say!(
            "基础分 = {parts}，以满分 {of} 为限，少计 {cut} = {base_points}",
            "base = {parts}, at most {of}: {cut} are cut = {base_points}"
        );
    }
    let how = aggregate_words(portrait.aggregate);
    let (zh, en) = (how.zh, how.en);
    let (a, x) = (parts.join("、"), parts.join(", "));
    say!(
        "基础分 = 各维度得分率的{zh} × {of} = {base_points}（{a}）",
        "base = the {en} of the dimensions' shares × {of} = {base_points} ({x})"
    )
}

pub(in crate::report) fn aggregate_words(aggregate: Aggregate) -> Text {
    match aggregate {
        Aggregate::Sum => say!("和", "sum"),
        Aggregate::Mean => say!("加权平均", "weighted mean"),
        Aggregate::Geometric => say!("加权几何平均", "weighted geometric mean"),
        Aggregate::Harmonic => say!("加权调和平均", "weighted harmonic mean"),
        Aggregate::Min => say!("最小值", "minimum"),
    }
}

/// The pass rule, clause by clause.
pub fn qualified(portrait: &Portrait, page: &mut Page) {
    let Some(qualified) = &portrait.qualified else { return };
    page.blank();
    page.note(
        0,
        match qualified.answer {
            Answer::Yes => say!("达标：是", "qualifies: yes"),
            Answer::No => say!("达标：否", "qualifies: no"),
            Answer::Unknown => say!("达标：无法判断", "qualifies: cannot be told"),
        },
    );
    let kinds = [
        (ClauseKind::Condition, say!("必须满足", "must hold in any case")),
        (ClauseKind::Pass, say!("评价通过", "to pass")),
        (ClauseKind::Direct, say!("直接确认（有一项即可）", "instead of passing, one is enough")),
    ];
    for (kind, title) in kinds {
        let clauses: Vec<_> = qualified.clauses.iter().filter(|c| c.kind == kind).collect();
        if clauses.is_empty() {
            continue;
        }
        page.note(1, title);
        for clause in clauses {
            let (zh, en) = (&clause.says.zh, &clause.says.en);
            page.note(
                2,
                match clause.held {
                    Some(true) => say!("[是] {zh}", "[yes] {en}"),
                    Some(false) => say!("[否] {zh}", "[no] {en}"),
                    None => say!("[?] {zh}", "[?] {en}"),
                },
            );
        }
    }
}

/// What is not known, and what it counts for.
pub fn missing(portrait: &Portrait, page: &mut Page) {
    if portrait.missing.is_empty() {
        return;
    }
    page.blank();
    page.note(0, say!("没有数据的指标", "indicators without data"));
    for missing in &portrait.missing {
        page.note(1, missing_words(missing, portrait.decimals));
    }
}

fn missing_words(missing: &MissingValue, decimals: u32) -> Text {
    let MissingValue { name, says, points, maximum, counted_as, .. } = missing;
    let (zh, en) = (&says.zh, &says.en);
    let maximum = number(*maximum);
    match (points, counted_as) {
        (None, _) | (_, Policy::Exclude) => {
            say!("{name}（{maximum} 分）：{zh}；已剔除", "{name} ({maximum}): {en}; left out")
        }
        (Some(points), _) => {
            let points = fixed(*points, decimals);
            say!(
                "{name}（{maximum} 分）：{zh}；现计 {points} 分",
                "{name} ({maximum}): {en}; counts for {points}"
            )
        }
    }
}

/// Strengths and weaknesses.
pub fn traits(portrait: &Portrait, page: &mut Page) {
    let all = [
        (&portrait.strengths, say!("强项", "strengths")),
        (&portrait.weaknesses, say!("弱项", "weaknesses")),
    ];
    for (traits, title) in all {
        if traits.is_empty() {
            continue;
        }
        page.blank();
        page.note(0, title);
        for told in traits {
            page.note(1, trait_words(told, portrait.decimals));
        }
    }
}

fn trait_words(told: &Trait, decimals: u32) -> Text {
    let (name, peers) = (told.name, told.peers);
    let points = fixed(told.points, decimals);
    let maximum = crate::portrait::words::points_in_words(told.maximum, decimals);
    if told.why == Why::Deducted {
        let taken = fixed(told.points.abs(), decimals);
        return say!("{name}：扣 {taken} 分", "{name}: {taken} taken");
    }
    let rank = told.rank_in_stage.map(rank_number).unwrap_or_default();
    say!(
        "{name}：{points} / {maximum}，同阶段 {peers} 家中第 {rank} 名",
        "{name}: {points} of {maximum}, {rank} of {peers} in its stage"
    )
}

/// How many of the nearest gains are read out; the portrait as JSON has them all.
const GAINS_SHOWN: usize = 5;

/// What would raise the total soonest.
pub fn gains(portrait: &Portrait, page: &mut Page) {
    if portrait.nearest_gains.is_empty() {
        return;
    }
    page.blank();
    page.note(0, say!("最近的得分机会", "nearest gains"));
    for gain in portrait.nearest_gains.iter().take(GAINS_SHOWN) {
        page.note(1, gain_words(portrait, gain, page.lang()));
    }
}

fn gain_words(portrait: &Portrait, gain: &Gain, lang: Lang) -> Text {
    let leaf = portrait.indicators.iter().find(|leaf| leaf.id == gain.id);
    let need = leaf.map(|leaf| {
        let alternative = gain.next.alternative.and_then(|at| leaf.alternatives.get(at));
        lines::needed(&gain.next, alternative.unwrap_or(&leaf.measure))
    });
    let need = need.unwrap_or_default();
    let from = match leaf.filter(|leaf| leaf.choice.is_none()) {
        Some(leaf) => lines::value(&leaf.measure),
        None => gain.from.as_ref().map_or(Text::default(), |from| scalar(from, gain.unit)),
    };
    let (name, points) = (gain.name, fixed(gain.total_gain, portrait.decimals));
    let places = gain.places_up.filter(|places| *places > 0.0).map(|places| {
        let places = rank_number(places);
        say!("，阶段内前进约 {places} 名", ", about {places} places up in its stage")
    });
    let places = places.unwrap_or_default();
    let (a, b, c) = (need.get(lang), from.get(lang), places.get(lang));
    say!("{name}：现为 {b}，{a}，总分 +{points}{c}", "{name}: {b} now, {a}: total +{points}{c}")
}
