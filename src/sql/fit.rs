//! Bounds that the engine finds itself: `fit.sql` with a row per indicator and group, and the shares
//! that read it. Quantiles interpolate between two order statistics that ROW_NUMBER finds, in the
//! scoring room's own operations: the engines' exact quantile functions round the interpolation
//! each in its way. Owns everything that only `--fit` needs.

use super::layers::one_line;
use super::measured::part;
use super::plan::{BOUNDS_TABLE, Plan};
use crate::scheme::rule::{Bound, Measure, MinMax, PercentileTies, Rule, Treat};
use crate::scheme::{Indicator, Missing, Within};
use crate::scoring::rules;

/// One row of bounds for each group.
struct Stat<'a> {
    indicator: &'a Indicator,
    measure: usize,
    within: &'a Within,
    /// The column whose values count.
    value: String,
    /// Quantiles of the values, for clipping.
    clip: Option<(f64, f64)>,
    /// Times the interquartile range, where the clip is a fence.
    fence: Option<f64>,
    /// Quantiles of the treated values.
    bounds: (Option<f64>, Option<f64>),
    /// The median of the values.
    median: bool,
}

fn quantile_of(bound: Bound) -> Option<f64> {
    match bound {
        Bound::At(_) => None,
        Bound::Quantile(q) => Some(q),
    }
}

/// The clip of a treatment, as quantiles, and the fence.
fn clip(treat: &Option<Treat>) -> (Option<(f64, f64)>, Option<f64>) {
    match treat {
        Some(Treat::Winsorise(low, high)) => (Some((*low, *high)), None),
        Some(Treat::Iqr(times)) => (Some((0.25, 0.75)), Some(*times)),
        _ => (None, None),
    }
}

/// Whether a measure needs a row of bounds: a percentile without treatment does not.
fn has_row(measure: &Measure) -> bool {
    match &measure.rule {
        Rule::MinMax(_) => measure.rule.within().is_some(),
        Rule::Percentile { .. } => clip(&measure.treat).0.is_some(),
        _ => false,
    }
}

fn stats<'a>(plan: &Plan<'a>) -> Vec<Stat<'a>> {
    let mut stats = Vec::new();
    for indicator in &plan.scheme.indicators {
        let value = |m: usize| plan.of(&indicator.id, &part(indicator, "value", m));
        if let Missing::Median(within) = &indicator.missing {
            let (clip, fence, bounds) = (None, None, (None, None));
            let (measure, value) = (0, value(0));
            stats.push(Stat {
                indicator,
                measure,
                within,
                value,
                clip,
                fence,
                bounds,
                median: true,
            });
        }
        for (m, measure) in indicator.measures.iter().enumerate() {
            let Some(within) = measure.rule.within().filter(|_| has_row(measure)) else { continue };
            let bounds = match &measure.rule {
                Rule::MinMax(rule) => (quantile_of(rule.from), quantile_of(rule.to)),
                _ => (None, None),
            };
            let (clip, fence) = clip(&measure.treat);
            let value = filled_value(plan, indicator, value(m));
            let median = false;
            stats.push(Stat { indicator, measure: m, within, value, clip, fence, bounds, median });
        }
    }
    stats
}

/// Stated values count among the peers, too.
fn filled_value(plan: &Plan, indicator: &Indicator, value: String) -> String {
    match &indicator.missing {
        Missing::Number(number) => format!("COALESCE({value}, {})", plan.number(*number)),
        Missing::Flag(flag) => {
            format!("COALESCE({value}, {})", plan.number(f64::from(u8::from(*flag))))
        }
        _ => value,
    }
}

/// `fit.sql`, over the layers up to what is measured.
pub(super) fn query(plan: &Plan) -> String {
    let stats = stats(plan);
    let mut ctes = String::new();
    let mut rows = Vec::new();
    for (at, stat) in stats.iter().enumerate() {
        ctes += &of_stat(plan, at + 1, stat);
        rows.push(row(plan, at + 1, stat));
    }
    let create = plan.engine.keep(BOUNDS_TABLE);
    let rows = match rows.is_empty() {
        true => vec![empty(plan)],
        false => rows,
    };
    let with = plan.layers.with();
    format!("{create}\n{}{ctes}\n{};\n", with.trim_end(), rows.join("\nUNION ALL\n"))
}

/// No rule of the scheme needs a row, but `score.sql` may still find the table.
fn empty(plan: &Plan) -> String {
    let text = |name: &str| format!("'' AS {name}");
    let numbers = ["n", "low", "high", "lower_goal", "upper_goal", "middle"];
    let numbers = numbers.map(|name| format!("{} AS {name}", plan.nothing())).join(", ");
    format!("SELECT {}, 0 AS measure, {}, {numbers}", text("indicator"), text("peers"))
}

fn of_stat(plan: &Plan, number: usize, stat: &Stat) -> String {
    let key = plan.group_key(stat.within).unwrap_or_else(|| "'all'".to_string());
    let (value, stage, last) = (&stat.value, plan.stage(), plan.layers.last());
    let below = format!(
        ",\n-- {}: its values in order\nvalues_{number} AS (\n  SELECT {key} AS peers, {value} AS v\n  FROM {last} AS p\n  WHERE {value} IS NOT NULL AND {stage} IS NOT NULL\n),\n\
         order_{number} AS (\n  SELECT peers, v,\n    ROW_NUMBER() OVER (PARTITION BY peers ORDER BY v) AS place,\n    COUNT(*) OVER (PARTITION BY peers) AS members\n  FROM values_{number}\n)",
        one_line(&stat.indicator.name)
    );
    let mut quantiles: Vec<f64> = stat.clip.into_iter().flat_map(|(a, b)| [a, b]).collect();
    quantiles.extend([stat.bounds.0, stat.bounds.1].into_iter().flatten());
    quantiles.extend(stat.median.then_some(0.5));
    let found: String =
        quantiles.iter().enumerate().map(|(q, of)| neighbours(plan, q, *of)).collect();
    let found = format!(
        ",\nfound_{number} AS (\n  SELECT peers, MAX(members) AS n{found}\n  FROM order_{number}\n  GROUP BY peers\n)"
    );
    below + &found + &clipped(plan, number, stat)
}

/// The order statistics on both sides of a quantile's place, and how far it lies between them.
fn neighbours(plan: &Plan, at: usize, q: f64) -> String {
    let q = plan.number(q);
    // Not the name of a column of the result: ClickHouse would put that one's aggregate in here.
    let n = plan.engine.whole("members");
    let one = plan.number(1.0);
    let place = format!("({q} * ({n} - {one}))");
    let whole = plan.engine.floor(&place);
    let own = plan.engine.whole("place");
    format!(
        ",\n    MAX(CASE WHEN {own} = {whole} + {one} THEN v END) AS below_{at},\n    \
         MAX(CASE WHEN {own} = {whole} + {one} OR {own} = {whole} + {} THEN v END) AS above_{at},\n    \
         MAX({place} - {whole}) AS part_{at}",
        plan.number(2.0)
    )
}

fn between(plan: &Plan, low: &str, high: &str, part: &str) -> String {
    let (most, one) = (plan.number(f64::MAX), plan.number(1.0));
    format!(
        "CASE WHEN ABS({high} - {low}) <= {most} THEN {low} + ({high} - {low}) * {part} ELSE {low} * ({one} - {part}) + {high} * {part} END"
    )
}

/// Where values are clipped, in a layer of its own: the goalposts are those of clipped values.
fn clipped(plan: &Plan, number: usize, stat: &Stat) -> String {
    let found = format!("found_{number}");
    let Some(_) = stat.clip else {
        let nothing = plan.nothing();
        return format!(
            ",\nclipped_{number} AS (\n  SELECT f.*, {nothing} AS low, {nothing} AS high\n  FROM {found} AS f\n)"
        );
    };
    let quantile = |at: usize| {
        between(plan, &format!("below_{at}"), &format!("above_{at}"), &format!("part_{at}"))
    };
    let quartiles = format!(
        ",\nquartiles_{number} AS (\n  SELECT f.*,\n    {} AS q1,\n    {} AS q3\n  FROM {found} AS f\n)",
        quantile(0),
        quantile(1)
    );
    let (low, high) = match stat.fence {
        None => ("q1".to_string(), "q3".to_string()),
        Some(times) => {
            let times = plan.number(times);
            let (least, most) = (plan.number(f64::MIN), plan.number(f64::MAX));
            let low = format!("q1 - {times} * (q3 - q1)");
            let high = format!("q3 + {times} * (q3 - q1)");
            (
                format!("CASE WHEN {low} < {least} THEN {least} ELSE {low} END"),
                format!("CASE WHEN {high} > {most} THEN {most} ELSE {high} END"),
            )
        }
    };
    format!(
        "{quartiles},\nclipped_{number} AS (\n  SELECT q.*,\n    {low} AS low,\n    {high} AS high\n  FROM quartiles_{number} AS q\n)"
    )
}

fn row(plan: &Plan, number: usize, stat: &Stat) -> String {
    let first = if stat.clip.is_some() { 2 } else { 0 };
    let second = first + usize::from(stat.bounds.0.is_some());
    let treated = |column: String| match stat.clip {
        Some(_) => format!(
            "(CASE WHEN {column} < low THEN low WHEN {column} > high THEN high ELSE {column} END)"
        ),
        None => column,
    };
    let goal = |of: Option<f64>, at: usize| match of {
        Some(_) => {
            let (below, above) = (treated(format!("below_{at}")), treated(format!("above_{at}")));
            between(plan, &below, &above, &format!("part_{at}"))
        }
        None => plan.nothing(),
    };
    let middle = match stat.median {
        true => between(plan, "below_0", "above_0", "part_0"),
        false => plan.nothing(),
    };
    format!(
        "SELECT {} AS indicator, {} AS measure, peers, {} AS n, low, high,\n  {} AS lower_goal,\n  {} AS upper_goal,\n  {middle} AS middle\nFROM clipped_{number}",
        plan.engine.text(&stat.indicator.id),
        stat.measure,
        plan.engine.whole("n"),
        goal(stat.bounds.0, first),
        goal(stat.bounds.1, second),
    )
}

/// Joins the bounds of every measure that has some, in a layer of its own.
pub(super) fn joined(plan: &mut Plan) {
    let stats: Vec<(String, usize, Option<String>, String, bool)> = stats(plan)
        .into_iter()
        .map(|stat| {
            let key = plan.group_key(stat.within);
            let tag = part(stat.indicator, "", stat.measure);
            (stat.indicator.id.clone(), stat.measure, key, tag, stat.median)
        })
        .collect();
    if stats.is_empty() {
        return;
    }
    plan.layers.phase("bounds");
    for (at, (id, measure, key, tag, median)) in stats.into_iter().enumerate() {
        let alias = format!("b{}", at + 1);
        let peers = key.map(|key| format!(" AND {alias}.peers = {key}")).unwrap_or_default();
        let indicator = plan.engine.text(&id);
        plan.layers.join(format!(
            "LEFT JOIN {BOUNDS_TABLE} AS {alias} ON {alias}.indicator = {indicator} AND {alias}.measure = {measure}{peers}"
        ));
        let columns: &[(&str, &str)] = match median {
            true => &[("middle", "middle")],
            false => {
                &[("low", "low"), ("high", "high"), ("from", "lower_goal"), ("to", "upper_goal")]
            }
        };
        for (own, theirs) in columns {
            let name = plan.of(&id, &format!("{own}{tag}"));
            plan.add(&name, "", format!("{alias}.{theirs}"));
        }
    }
}

/// The share under bounds of the engine's own.
pub(super) fn share(plan: &mut Plan, at: usize, m: usize, within: &Within, value: &str) -> String {
    let indicator = &plan.scheme.indicators[at];
    let measure = &indicator.measures[m];
    let own = |plan: &Plan, name: &str| plan.of(&indicator.id, &part(indicator, name, m));
    let treated = own(plan, "treated");
    let sql = match has_row(measure) {
        true => {
            let (low, high) = (own(plan, "low"), own(plan, "high"));
            format!(
                "CASE WHEN {value} < {low} THEN {low} WHEN {value} > {high} THEN {high} ELSE {value} END"
            )
        }
        false => value.to_string(),
    };
    plan.add(&treated, &indicator.name, sql);
    match &measure.rule {
        Rule::MinMax(rule) => {
            let goal = |bound: Bound, name: &str| match bound {
                Bound::At(at) => plan.number(at),
                Bound::Quantile(_) => own(plan, name),
            };
            min_max(plan, rule, &goal(rule.from, "from"), &goal(rule.to, "to"), &treated)
        }
        Rule::Percentile { lower_is_better, ties, .. } => {
            let names = (own(plan, "worse"), own(plan, "peers"));
            percentile(plan, within, (*lower_is_better, *ties), names, &treated)
        }
        _ => plan.nothing(),
    }
}

fn min_max(plan: &Plan, rule: &MinMax, from: &str, to: &str, treated: &str) -> String {
    let fixed = MinMax { from: Bound::At(0.0), to: Bound::At(1.0), log: false, ..rule.clone() };
    let share = |x: f64| rules::share(&Rule::MinMax(fixed.clone()), None, x, 1.0).unwrap_or(0.0);
    let (most, one, two) = (plan.number(f64::MAX), plan.number(1.0), plan.number(2.0));
    let way = format!("({to} - {from})");
    let mut between = format!(
        "CASE WHEN ABS{way} <= {most} THEN ({treated} - {from}) / NULLIF({way}, 0) ELSE ({treated} / {two} - {from} / {two}) / NULLIF(({to} / {two} - {from} / {two}), 0) END"
    );
    if rule.lower_is_better {
        between = format!("{one} - {between}");
    }
    if rule.floor != 0.0 {
        let (floor, rest) = (plan.number(rule.floor), plan.number(1.0 - rule.floor));
        between = format!("{floor} + {rest} * ({between})");
        if rule.floor + (1.0 - rule.floor) > 1.0 {
            between = format!("CASE WHEN {between} > {one} THEN {one} ELSE {between} END");
        }
    }
    let (bottom, top) = (plan.number(share(0.0)), plan.number(share(1.0)));
    let (reached, best, worst) = match rule.lower_is_better {
        true => (format!("{treated} <= {from}"), &bottom, &top),
        false => (format!("{treated} >= {to}"), &top, &bottom),
    };
    format!(
        "CASE WHEN {from} >= {to} THEN CASE WHEN {reached} THEN {best} WHEN {treated} IS NOT NULL THEN {worst} END WHEN {treated} <= {from} THEN {bottom} WHEN {treated} >= {to} THEN {top} ELSE {between} END"
    )
}

/// Ranks among the peers that have a value, in windows: no list of values is needed.
fn percentile(
    plan: &mut Plan,
    within: &Within,
    (lower_is_better, ties): (bool, PercentileTies),
    (worse, peers): (String, String),
    treated: &str,
) -> String {
    let stage = plan.stage();
    let counts = format!("CASE WHEN {treated} IS NULL OR {stage} IS NULL THEN 1 ELSE 0 END");
    let key = plan.group_key(within).map(|key| format!("{key}, ")).unwrap_or_default();
    let partition = format!("PARTITION BY {key}{counts}");
    let direction = if lower_is_better { "DESC" } else { "ASC" };
    let (one, two) = (plan.number(1.0), plan.number(2.0));
    let rank = format!("RANK() OVER ({partition} ORDER BY {treated} {direction} NULLS LAST)");
    let level = format!("COUNT(*) OVER ({partition}, {treated})");
    let ahead = match ties {
        PercentileTies::Min => format!("{rank} - {one}"),
        PercentileTies::Average => format!("{rank} - {one} + ({level} - {one}) / {two}"),
    };
    plan.add(&worse, "how many peers are worse", ahead);
    plan.add(&peers, "", plan.engine.whole(&format!("COUNT(*) OVER ({partition})")));
    let nobody = plan.number(2.0);
    format!(
        "CASE WHEN {treated} IS NULL OR {stage} IS NULL THEN {} WHEN {peers} < {nobody} THEN {one} ELSE {worse} / NULLIF({peers} - {one}, 0) END",
        plan.nothing()
    )
}
