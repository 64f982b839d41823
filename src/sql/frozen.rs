//! Rules on frozen bounds, or on none: a group's and a stage's own share of a value, as an
//! expression where SQL has the operations, else as exact steps. Owns the choice between a CASE in
//! the query and a row of the table of steps.

use super::lookup;
use super::measured::part;
use super::plan::{Plan, share_is_exact};
use super::steps::{self, Steps, Unsteady};
use crate::say;
use crate::scheme::rule::{Bound, Measure, MinMax, Rule};
use crate::scheme::{Indicator, Within};
use crate::scoring::{Fit, rules, scaled};

/// Up to so many steps of all groups a CASE is short enough.
const SHORT: usize = 64;

/// How firms that a condition holds for get their share.
struct Arm {
    /// None: every firm.
    when: Option<String>,
    way: Way,
}

enum Way {
    Sql(String),
    Steps(Steps),
}

/// The share by frozen bounds, group by group; a group that the params do not know has no share.
pub(super) fn share(
    plan: &mut Plan,
    at: usize,
    m: usize,
    within: Option<&Within>,
    value: &str,
) -> String {
    let indicator = &plan.scheme.indicators[at];
    let measure = &indicator.measures[m];
    let arms = match (within, plan.bounds) {
        (None, _) => of_group(plan, at, measure, None, None, value),
        (Some(_), None) => return plan.nothing(),
        (Some(within), Some(params)) => {
            let own = |fit: &&Fit| fit.indicator == indicator.id && fit.measure == m;
            let mut arms = Vec::new();
            for fit in params.fit.iter().filter(own) {
                let stage = match within {
                    Within::Stage => plan.scheme.stages.iter().position(|s| s.id == fit.group),
                    _ => None,
                };
                let everyone = *within == Within::All && plan.always_staged();
                let group = (!everyone).then(|| plan.in_group(within, &fit.group));
                let of_group = of_group(plan, at, measure, Some(fit), stage, value);
                // Refused once, not in every group.
                if of_group.is_empty() {
                    return plan.nothing();
                }
                let within = |arm: Arm| Arm { when: both(&group, arm.when), way: arm.way };
                arms.extend(of_group.into_iter().map(within));
            }
            arms
        }
    };
    written(plan, indicator, m, arms, value)
}

fn both(group: &Option<String>, stage: Option<String>) -> Option<String> {
    match (group, stage) {
        (Some(group), Some(stage)) => Some(format!("{group} AND {stage}")),
        (group, stage) => group.clone().or(stage),
    }
}

/// The arms as one expression; where their steps are many, they are looked up.
fn written(
    plan: &mut Plan,
    indicator: &Indicator,
    m: usize,
    arms: Vec<Arm>,
    value: &str,
) -> String {
    let steps = arms.iter().map(|arm| match &arm.way {
        Way::Sql(_) => 0,
        Way::Steps(steps) => steps.steps.len(),
    });
    let is_looked_up = steps.sum::<usize>() > SHORT;
    if !is_looked_up {
        let text = |arm: Arm| match arm.way {
            Way::Sql(sql) => (arm.when, sql),
            Way::Steps(steps) => (arm.when, steps.to_sql(value, &|x| plan.number(x))),
        };
        return chosen(plan, arms.into_iter().map(text).collect());
    }
    let own = |name: &str| plan.of(&indicator.id, &part(indicator, name, m));
    let (block, stepped) = (own("block"), own("stepped"));
    let (mut blocks, mut shares) = (Vec::new(), Vec::new());
    for arm in arms {
        match arm.way {
            Way::Sql(sql) => shares.push((arm.when, sql)),
            Way::Steps(steps) => {
                let first = plan.lookups.add(&indicator.id, &steps);
                let tree = first.to_sql(value, &|x| plan.number(x));
                blocks.push((arm.when.clone(), tree));
                shares.push((arm.when, stepped.clone()));
            }
        }
    }
    let sql = chosen(plan, blocks);
    plan.add(&block, format!("{}: its block in {}", indicator.name, lookup::FILE), sql);
    plan.lookups.ask(value, &block, &stepped);
    match shares.iter().all(|(_, share)| *share == stepped) {
        // A firm that no condition holds for has no block, and so finds no row.
        true => stepped,
        false => chosen(plan, shares),
    }
}

/// The first text whose condition holds.
fn chosen(plan: &Plan, texts: Vec<(Option<String>, String)>) -> String {
    let mut arms = String::new();
    for (when, text) in texts {
        match when {
            Some(when) => arms += &format!("\n      WHEN {when} THEN {text}"),
            None if arms.is_empty() => return text,
            None => return format!("CASE{arms} ELSE {text} END"),
        }
    }
    if arms.is_empty() { plan.nothing() } else { format!("CASE{arms} END") }
}

fn of_group(
    plan: &mut Plan,
    at: usize,
    measure: &Measure,
    fit: Option<&Fit>,
    stage: Option<usize>,
    value: &str,
) -> Vec<Arm> {
    let logs = fit.is_some_and(|fit| fit.treatment.log_shift.is_some());
    match &measure.rule {
        Rule::MinMax(rule) if !rule.log && !logs => {
            let fitted = |of: Option<f64>| of.unwrap_or_default();
            let place = |bound: Bound, of: Option<f64>| match bound {
                Bound::At(at) => at,
                Bound::Quantile(_) => fitted(of),
            };
            let from = place(rule.from, fit.and_then(|fit| fit.from));
            let to = place(rule.to, fit.and_then(|fit| fit.to));
            let (low, high) =
                fit.map_or((None, None), |fit| (fit.treatment.low, fit.treatment.high));
            let sql = min_max(plan, rule, (from, to), (low, high), value);
            vec![Arm { when: None, way: Way::Sql(sql) }]
        }
        _ => stepped(plan, at, measure, fit, stage),
    }
}

/// Clipping first, then the goalposts: what is clipped has the share of the border.
fn min_max(
    plan: &Plan,
    rule: &MinMax,
    (from, to): (f64, f64),
    (low, high): (Option<f64>, Option<f64>),
    value: &str,
) -> String {
    let fixed = MinMax { from: Bound::At(from), to: Bound::At(to), ..rule.clone() };
    let share = |x: f64| rules::share(&Rule::MinMax(fixed.clone()), None, x, 1.0).unwrap_or(0.0);
    let known = |text: String| format!("CASE{text} END");
    if from >= to {
        let best = if rule.lower_is_better { from } else { to };
        // A treated value reaches `to` if and only if the value does, or all are clipped there.
        let (sign, reached) = match rule.lower_is_better {
            true => ("<=", low.is_none_or(|low| low <= best)),
            false => (">=", high.is_none_or(|high| high >= best)),
        };
        let clipped = match rule.lower_is_better {
            true => high.is_some_and(|high| high <= best),
            false => low.is_some_and(|low| low >= best),
        };
        let (yes, no) = (plan.number(share(best)), plan.number(rule.floor));
        let arm = match (clipped, reached) {
            (true, _) => format!(" WHEN {value} IS NOT NULL THEN {yes}"),
            (false, false) => format!(" WHEN {value} IS NOT NULL THEN {no}"),
            (false, true) => format!(
                " WHEN {value} {sign} {} THEN {yes} WHEN {value} IS NOT NULL THEN {no}",
                plan.number(best)
            ),
        };
        return known(arm);
    }
    let bottom = low.map_or(from, |low| low.max(from));
    let top = high.map_or(to, |high| high.min(to));
    let mut between = part_of_way(plan, value, from, to);
    if rule.lower_is_better {
        between = format!("{} - {between}", plan.number(1.0));
    }
    if rule.floor != 0.0 {
        let rest = plan.number(1.0 - rule.floor);
        between = format!("{} + {rest} * ({between})", plan.number(rule.floor));
        if rule.floor + (1.0 - rule.floor) > 1.0 {
            let one = plan.number(1.0);
            between = format!("CASE WHEN {between} > {one} THEN {one} ELSE {between} END");
        }
    }
    known(format!(
        " WHEN {value} <= {} THEN {} WHEN {value} >= {} THEN {} ELSE {between}",
        plan.number(bottom),
        plan.number(share(bottom)),
        plan.number(top),
        plan.number(share(top)),
    ))
}

/// As the scoring room's: the halves of the largest numbers can still be subtracted.
pub(super) fn part_of_way(plan: &Plan, value: &str, from: f64, to: f64) -> String {
    let way = to - from;
    if way.is_finite() {
        return format!("({value} - {}) / {}", plan.number(from), plan.number(way));
    }
    let two = plan.number(2.0);
    let half = plan.number(from / 2.0);
    format!("({value} / {two} - {half}) / {}", plan.number(to / 2.0 - from / 2.0))
}

/// The rule's own shares at the borders where the points step, stage by stage: points differ.
fn stepped(
    plan: &mut Plan,
    at: usize,
    measure: &Measure,
    fit: Option<&Fit>,
    stage: Option<usize>,
) -> Vec<Arm> {
    let stages: Vec<Option<usize>> = match stage {
        Some(stage) => vec![Some(stage)],
        None if plan.scheme.stages.len() == 1 => vec![None],
        None => (0..plan.scheme.stages.len()).map(Some).collect(),
    };
    let mut found = Vec::new();
    for stage in &stages {
        // One refusal tells it for all stages.
        let Some(steps) = stepped_in(plan, at, measure, fit, *stage) else { return Vec::new() };
        found.push(steps);
    }
    if found.windows(2).all(|pair| pair[0] == pair[1]) {
        return found
            .pop()
            .map(|steps| Arm { when: None, way: Way::Steps(steps) })
            .into_iter()
            .collect();
    }
    let arm = |(at, steps): (usize, Steps)| {
        let id = plan.engine.text(&plan.scheme.stages[at].id);
        Arm { when: Some(format!("{} = {id}", plan.stage())), way: Way::Steps(steps) }
    };
    found.into_iter().enumerate().map(arm).collect()
}

/// None where it is refused.
fn stepped_in(
    plan: &mut Plan,
    at: usize,
    measure: &Measure,
    fit: Option<&Fit>,
    stage: Option<usize>,
) -> Option<Steps> {
    let indicator = &plan.scheme.indicators[at];
    let share = |x: f64| rules::share(&measure.rule, fit, x, 1.0).unwrap_or(0.0);
    let exact = share_is_exact(plan.scheme, at);
    let logs = fit.is_some_and(|fit| fit.treatment.log_shift.is_some());
    let listed = match (&measure.rule, fit) {
        (Rule::Percentile { .. }, Some(fit)) if !logs => Some(&fit.values),
        _ => None,
    };
    let maxima = possible_maxima(plan, at, stage);
    let found = match (listed, exact, maxima) {
        (Some(values), true, _) => steps::at_values(values, &share, &|s: f64| s.to_bits()),
        (Some(values), false, None) => steps::at_values(values, &share, &|s: f64| s.to_bits()),
        (Some(values), false, Some(maxima)) => {
            steps::at_values(values, &share, &|s| points(plan, &maxima, s))
        }
        (None, false, Some(maxima)) => steps::search(&share, &|s| points(plan, &maxima, s)),
        (None, true, _) => {
            refused(plan, indicator, measure, logs);
            return None;
        }
        (None, false, None) => Err(Unsteady::TooMany),
    };
    match found {
        Ok(steps) => return Some(steps),
        Err(Unsteady::TooMany) => {
            let most = steps::MOST;
            plan.refuse(
                &indicator.id,
                say!(
                    "它的分值台阶超过 {most} 个，太多",
                    "its points step at more than {most} values, too many to look up"
                ),
                say!(
                    "减少 [rank] decimals 或 missing = \"exclude\" 的同级指标；百分位也可以用 --fit 交给引擎计算",
                    "use fewer [rank] decimals or fewer siblings with missing = \"exclude\"; percentiles can be left to the engine with --fit"
                ),
            );
        }
        Err(Unsteady::Wavers) => {
            plan.refuse(
                &indicator.id,
                say!(
                    "它的得分率在某个台阶附近不单调，界线定不到最后一位",
                    "its share is not steady around a step, so the border is not known to the last bit"
                ),
                say!("换一种规则，或在本机计分", "use another rule, or score on one machine"),
            );
        }
    }
    None
}

/// What is seen of a share: its points under every maximum, and whether it earns anything.
fn points(plan: &Plan, maxima: &[f64], share: f64) -> (Vec<i64>, bool) {
    let decimals = plan.scheme.rank.decimals;
    (maxima.iter().map(|max| scaled(share * max, decimals)).collect(), share > 0.0)
}

/// Every maximum that the leaf can have in the stages that a group meets; none where too many.
fn possible_maxima(plan: &Plan, at: usize, stage: Option<usize>) -> Option<Vec<f64>> {
    let stages = match stage {
        Some(stage) => stage..stage + 1,
        None => 0..plan.scheme.stages.len(),
    };
    let mut maxima = Vec::new();
    for stage in stages {
        let of_leaf = &plan.maxima.of_leaf[stage][at];
        if of_leaf.is_empty() {
            return None;
        }
        maxima.extend(of_leaf);
    }
    Some(maxima)
}

fn refused(plan: &mut Plan, indicator: &Indicator, measure: &Measure, logs: bool) {
    let kind = measure.rule.kind();
    let what = if logs { "treat (log)" } else { kind };
    plan.refuse(
        &indicator.id,
        say!(
            "规则 {what} 要算对数或正态分布，各引擎最后一位不同，而上级节点不是 sum，用的是未取整的得分率",
            "{what} takes logarithms or the normal distribution, whose last bit differs between engines, and a node above it that is no sum looks at the unrounded share"
        ),
        say!(
            "上级用 aggregate = \"sum\"，或换成 linear、min_max（不取对数）、percentile",
            "put it below aggregate = \"sum\", or use linear, min_max without logarithms, or percentile"
        ),
    );
}
