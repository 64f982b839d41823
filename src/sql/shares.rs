//! A measure's value -> its share of the leaf's points, rule by rule, as the scoring room's rules
//! calculate it: the same operations in the same order, or exact steps where SQL has no such
//! operation.

use super::frozen::{self, part_of_way};
use super::measured::{filled, is_text, part};
use super::plan::Plan;
use super::words;
use crate::expr::Comparison;
use crate::expr::kernel;
use crate::scheme::rule::{Choice, Closed, Rule, Step, Worth};
use crate::scheme::{Indicator, Missing};

/// Adds every leaf's share.
pub(super) fn shares(plan: &mut Plan) {
    let leaves = 0..plan.scheme.indicators.len();
    plan.layers.phase("prepared");
    let parts: Vec<Vec<String>> = leaves.clone().map(|at| measures(plan, at)).collect();
    look_up(plan);
    plan.layers.phase("shares");
    for (at, parts) in leaves.zip(parts) {
        leaf(plan, at, parts);
    }
}

/// Joins the rows of the table of steps, in a layer of its own.
fn look_up(plan: &mut Plan) {
    plan.layers.phase("stepped");
    for join in plan.lookups.joins(plan.engine) {
        plan.layers.join(join.text);
        plan.add(&join.share, "", join.found);
    }
}

/// The share by each measure of a leaf.
fn measures(plan: &mut Plan, at: usize) -> Vec<String> {
    let indicator = &plan.scheme.indicators[at];
    let of_measure = |m: usize| {
        let value = filled(plan, indicator, m);
        match is_text(&indicator.measures[m]) {
            true => words::levels(plan, indicator, m, &value),
            false => numbers(plan, at, m, &value),
        }
    };
    (0..indicator.measures.len()).map(of_measure).collect()
}

fn leaf(plan: &mut Plan, at: usize, parts: Vec<String>) {
    let indicator = &plan.scheme.indicators[at];
    let sql = combined(plan, indicator, parts);
    let unknown = match indicator.missing {
        Missing::Exclude => sql,
        _ => format!("COALESCE({sql}, {})", plan.number(0.0)),
    };
    let staged = match plan.always_staged() {
        true => unknown,
        false => format!("CASE WHEN {} IS NOT NULL THEN {unknown} END", plan.stage()),
    };
    let share = plan.of(&indicator.id, "share");
    let about = format!("{}: {}", indicator.name, indicator.measures[0].rule.kind());
    plan.add(&share, about, staged);
}

/// The alternatives' shares as one.
fn combined(plan: &mut Plan, indicator: &Indicator, parts: Vec<String>) -> String {
    if parts.len() == 1 {
        return parts.into_iter().next().unwrap_or_default();
    }
    // Below every share: an alternative that is not known.
    let none = plan.number(-1.0);
    let mut names = Vec::new();
    for (at, sql) in parts.into_iter().enumerate() {
        let name = plan.of(&indicator.id, &part(indicator, "share", at));
        let about = indicator.measures[at].name.clone();
        plan.add(&name, about, format!("COALESCE({sql}, {none})"));
        names.push(name);
    }
    let best = |from: usize| {
        let name = &names[from];
        let beats = names[from + 1..].iter().map(|other| format!("{name} >= {other}"));
        let beats: Vec<String> = beats.collect();
        match beats.is_empty() {
            true => format!(" ELSE {name}"),
            false => format!(" WHEN {} THEN {name}", beats.join(" AND ")),
        }
    };
    let chosen: String = match indicator.choice {
        Choice::BestOf | Choice::Only => (0..names.len()).map(best).collect(),
        Choice::FirstOf => {
            let zero = plan.number(0.0);
            let earns = |name: &String| format!(" WHEN {name} > {zero} THEN {name}");
            let earning: String = names.iter().map(earns).collect();
            let known = |name: &String| format!("{name} = {zero}");
            let known: Vec<String> = names.iter().map(known).collect();
            format!("{earning} WHEN {} THEN {zero} ELSE {none}", known.join(" OR "))
        }
    };
    format!("NULLIF(CASE{chosen} END, {none})")
}

fn numbers(plan: &mut Plan, at: usize, m: usize, value: &str) -> String {
    let indicator = &plan.scheme.indicators[at];
    let measure = &indicator.measures[m];
    match &measure.rule {
        Rule::Tiers { steps, lower_is_better, closed } => plan.by_stage(|stage| {
            tiers(plan, steps, *lower_is_better, *closed, value, indicator.points[stage])
        }),
        Rule::Linear { through } => linear(plan, indicator, m, through, value),
        Rule::PerUnit { each, step } => per_unit(plan, indicator, m, *each, *step, value),
        Rule::Checklist { each, .. } => per_unit(plan, indicator, m, *each, 1.0, value),
        Rule::Flag { .. } => value.to_string(),
        Rule::Share { of } => {
            let (zero, one, of) = (plan.number(0.0), plan.number(1.0), plan.number(*of));
            format!(
                "CASE WHEN {value} <= {zero} THEN {zero} WHEN {value} >= {of} THEN {one} ELSE {value} / {of} END"
            )
        }
        Rule::Levels { .. } => plan.nothing(),
        rule => match (plan.bounds, rule.within()) {
            (None, Some(within)) => super::fit::share(plan, at, m, within, value),
            (_, within) => frozen::share(plan, at, m, within, value),
        },
    }
}

fn tiers(
    plan: &Plan,
    steps: &[Step],
    lower: bool,
    closed: Closed,
    value: &str,
    maximum: f64,
) -> String {
    let op = match (lower, closed) {
        (true, Closed::Left) => Comparison::Less,
        (true, Closed::Right) => Comparison::AtMost,
        (false, Closed::Left) => Comparison::AtLeast,
        (false, Closed::Right) => Comparison::Greater,
    };
    let arm = |step: &Step| {
        let border = plan.number(kernel::border(op, step.at));
        let share = plan.number(step.worth.share(maximum).clamp(0.0, 1.0));
        format!(" WHEN {value} {} {border} THEN {share}", op.sign())
    };
    let arms: String = match lower {
        true => steps.iter().map(arm).collect(),
        false => steps.iter().rev().map(arm).collect(),
    };
    format!("CASE{arms} WHEN {value} IS NOT NULL THEN {} END", plan.number(0.0))
}

/// The line between two points first, then kept between their shares.
fn linear(
    plan: &mut Plan,
    indicator: &Indicator,
    m: usize,
    through: &[Step],
    value: &str,
) -> String {
    let share = |step: &Step, stage: usize| step.worth.share(indicator.points[stage]);
    let ends = |plan: &Plan, stage: usize, between: &dyn Fn(&Step, &Step) -> String| {
        let [first, .., last] = through else {
            let share = plan.number(through.first().map_or(0.0, |only| share(only, stage)));
            return format!("CASE WHEN {value} IS NOT NULL THEN {share} END");
        };
        let segments = through.windows(2).map(|pair| {
            let at = plan.number(pair[1].at);
            format!(" WHEN {value} <= {at} THEN {}", between(&pair[0], &pair[1]))
        });
        format!(
            "CASE WHEN {value} <= {} THEN {}{} WHEN {value} IS NOT NULL THEN {} END",
            plan.number(first.at),
            plan.number(share(first, stage).clamp(0.0, 1.0)),
            segments.collect::<String>(),
            plan.number(share(last, stage).clamp(0.0, 1.0)),
        )
    };
    let line = plan.of(&indicator.id, &part(indicator, "line", m));
    let on_line = plan.by_stage(|stage| {
        ends(plan, stage, &|low, high| {
            let (from, to) = (share(low, stage), share(high, stage));
            let way = part_of_way(plan, value, low.at, high.at);
            format!("{} + {} * ({way})", plan.number(from), plan.number(to - from))
        })
    });
    let kept = plan.by_stage(|stage| {
        ends(plan, stage, &|low, high| {
            let (from, to) = (share(low, stage), share(high, stage));
            let (least, most) = (plan.number(from.min(to)), plan.number(from.max(to)));
            format!(
                "CASE WHEN {line} < {least} THEN {least} WHEN {line} > {most} THEN {most} ELSE {line} END"
            )
        })
    });
    plan.add(&line, &indicator.name, on_line);
    kept
}

fn per_unit(
    plan: &mut Plan,
    indicator: &Indicator,
    m: usize,
    each: Worth,
    step: f64,
    value: &str,
) -> String {
    let mut ratio = value.to_string();
    if step != 1.0 {
        ratio = plan.of(&indicator.id, &part(indicator, "ratio", m));
        let sql = format!("{value} / {}", plan.number(step));
        plan.add(&ratio, &indicator.name, sql);
    }
    let full = plan.of(&indicator.id, &part(indicator, "full", m));
    let nudge = format!("ABS({ratio}) * {}", plan.number(kernel::TOLERANCE));
    let most = plan.number(1e-6);
    let nudge = format!("CASE WHEN {nudge} < {most} THEN {nudge} ELSE {most} END");
    let sql = plan.engine.floor(&format!("({ratio} + {nudge})"));
    plan.add(&full, "full steps; one missed by the border tolerance counts", sql);
    let (zero, one) = (plan.number(0.0), plan.number(1.0));
    plan.by_stage(|stage| {
        let maximum = indicator.points[stage];
        let earned = match each {
            Worth::Share(share) if share > 0.0 => format!("{} * {full}", plan.number(share)),
            Worth::Points(points) if maximum > 0.0 && points > 0.0 => {
                format!("{} * {full} / {}", plan.number(points), plan.number(maximum))
            }
            _ => return format!("CASE WHEN {full} IS NOT NULL THEN {zero} END"),
        };
        format!(
            "CASE WHEN {full} <= {zero} THEN {zero} WHEN {earned} < {one} THEN {earned} WHEN {full} IS NOT NULL THEN {one} END"
        )
    })
}
