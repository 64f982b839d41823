//! A measure's value -> its share of the leaf's points, rule by rule, as the scoring room's rules
//! calculate it: the same operations in the same order, or exact steps where SQL has no such
//! operation.

use super::measured::{filled, is_text, part};
use super::plan::{Plan, share_is_exact};
use super::steps::{self, Steps, Unsteady};
use super::words;
use crate::expr::Comparison;
use crate::expr::kernel;
use crate::say;
use crate::scheme::rule::{Bound, Choice, Closed, Measure, MinMax, Rule, Step, Worth};
use crate::scheme::{Indicator, Missing, Within};
use crate::scoring::{Fit, rules, scaled};

/// Adds every leaf's share.
pub(super) fn shares(plan: &mut Plan) {
    let scheme = plan.scheme;
    plan.layers.phase("shares");
    for at in 0..scheme.indicators.len() {
        leaf(plan, at);
    }
}

fn leaf(plan: &mut Plan, at: usize) {
    let indicator = &plan.scheme.indicators[at];
    let mut parts = Vec::new();
    for m in 0..indicator.measures.len() {
        let value = filled(plan, indicator, m);
        let sql = match is_text(&indicator.measures[m]) {
            true => words::levels(plan, indicator, m, &value),
            false => numbers(plan, at, m, &value),
        };
        parts.push(sql);
    }
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
            (_, within) => scaled_rule(plan, at, m, within, value),
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

/// As the scoring room's: the halves of the largest numbers can still be subtracted.
fn part_of_way(plan: &Plan, value: &str, from: f64, to: f64) -> String {
    let way = to - from;
    if way.is_finite() {
        return format!("({value} - {}) / {}", plan.number(from), plan.number(way));
    }
    let two = plan.number(2.0);
    let half = plan.number(from / 2.0);
    format!("({value} / {two} - {half}) / {}", plan.number(to / 2.0 - from / 2.0))
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

/// Rules on frozen bounds, group by group; a group that the params do not know has no share.
fn scaled_rule(
    plan: &mut Plan,
    at: usize,
    m: usize,
    within: Option<&Within>,
    value: &str,
) -> String {
    let indicator = &plan.scheme.indicators[at];
    let measure = &indicator.measures[m];
    let Some(within) = within else {
        return of_group(plan, at, measure, None, None, value);
    };
    let Some(params) = plan.bounds else { return plan.nothing() };
    let own = |fit: &&Fit| fit.indicator == indicator.id && fit.measure == m;
    let fits: Vec<&Fit> = params.fit.iter().filter(own).collect();
    let mut arms = String::new();
    for fit in fits {
        let stage = match within {
            Within::Stage => plan.scheme.stages.iter().position(|s| s.id == fit.group),
            _ => None,
        };
        let sql = of_group(plan, at, measure, Some(fit), stage, value);
        if *within == Within::All && plan.always_staged() {
            return sql;
        }
        arms += &format!("\n      WHEN {} THEN {sql}", plan.in_group(within, &fit.group));
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
) -> String {
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
            min_max(plan, rule, (from, to), (low, high), value)
        }
        _ => stepped(plan, at, measure, fit, stage, value),
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

/// The rule's own shares at the borders where the points step, stage by stage: points differ.
fn stepped(
    plan: &mut Plan,
    at: usize,
    measure: &Measure,
    fit: Option<&Fit>,
    stage: Option<usize>,
    value: &str,
) -> String {
    if stage.is_some() || plan.scheme.stages.len() == 1 {
        return stepped_in(plan, at, measure, fit, stage, value);
    }
    let mut texts = Vec::new();
    for stage in 0..plan.scheme.stages.len() {
        let refused = plan.refused.len();
        texts.push(stepped_in(plan, at, measure, fit, Some(stage), value));
        if plan.refused.len() > refused {
            return plan.nothing();
        }
    }
    plan.by_stage(|stage| texts[stage].clone())
}

fn stepped_in(
    plan: &mut Plan,
    at: usize,
    measure: &Measure,
    fit: Option<&Fit>,
    stage: Option<usize>,
    value: &str,
) -> String {
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
        (None, true, _) => return refused(plan, indicator, measure, logs),
        (None, false, None) => Err(Unsteady::TooMany),
    };
    match found {
        Ok(steps) => written(plan, &steps, value),
        Err(Unsteady::TooMany) => {
            let most = steps::MOST;
            plan.refuse(
                &indicator.id,
                say!(
                    "它的分值台阶超过 {most} 个，查询会太长",
                    "its points step at more than {most} values, too many for a query"
                ),
                say!(
                    "减少 [rank] decimals 或 missing = \"exclude\" 的同级指标；百分位也可以用 --fit 交给引擎计算",
                    "use fewer [rank] decimals or fewer siblings with missing = \"exclude\"; percentiles can be left to the engine with --fit"
                ),
            );
            plan.nothing()
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
            plan.nothing()
        }
    }
}

fn written(plan: &Plan, steps: &Steps, value: &str) -> String {
    steps.to_sql(value, &|x| plan.number(x))
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

fn refused(plan: &mut Plan, indicator: &Indicator, measure: &Measure, logs: bool) -> String {
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
    plan.nothing()
}
