//! Levels: the texts that a cell names, told apart as the scoring room tells them.

use super::measured::{SPACE, part};
use super::plan::Plan;
use crate::scheme::Indicator;
use crate::scheme::rule::{Rule, Worth};
use crate::scoring::rules;

/// Between the levels of one cell, and around them once they are told apart.
const MARK: char = '、';

/// The separators of the scoring room's levels.
const SEPARATORS: &str = "、;；,，/|";

/// The share of the best level that a text names.
pub(super) fn levels(plan: &mut Plan, indicator: &Indicator, m: usize, text: &str) -> String {
    let Rule::Levels { of, otherwise } = &indicator.measures[m].rule else {
        return plan.nothing();
    };
    let names = plan.of(&indicator.id, &part(indicator, "names", m));
    let mark = plan.engine.text(&MARK.to_string());
    let pattern = format!("^{SPACE}*|{SPACE}*[{SEPARATORS}]{SPACE}*|{SPACE}*$");
    let apart = plan.engine.replace_all(text, &pattern, &MARK.to_string());
    plan.add(&names, "the levels named, between marks", format!("{mark} || {apart} || {mark}"));
    let named = |level: &str| match level.contains(|c| SEPARATORS.contains(c)) {
        // Such a name is never a part of a cell, only the whole of one.
        true => format!("TRIM({text}) = {}", plan.engine.text(level)),
        false => {
            let marked = plan.engine.text(&format!("{MARK}{level}{MARK}"));
            plan.engine.contains(&names, &marked)
        }
    };
    plan.by_stage(|stage| {
        let maximum = indicator.points[stage];
        let share = |worth: &Worth| worth.share(maximum).clamp(0.0, 1.0);
        let mut best: Vec<(&str, f64)> =
            of.iter().map(|(level, worth)| (level.trim(), share(worth))).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        let arm = |(level, share): &(&str, f64)| {
            format!(" WHEN {} THEN {}", named(level), plan.number(*share))
        };
        let arms: String = best.iter().map(arm).collect();
        // What names no level.
        let (_, other) = rules::level(&[], *otherwise, "", maximum);
        let other = plan.number(other.clamp(0.0, 1.0));
        format!("CASE{arms} WHEN {text} IS NOT NULL THEN {other} END")
    })
}
