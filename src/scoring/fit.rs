//! Derived firms -> [`Params`]: everything that looks at the whole population, once. Must not give
//! points.

use polars::prelude::PolarsResult;

use super::derive::{Derived, Measured};
use super::params::{Fit, Impute, Params};
use super::peers::{Peers, partition};
use super::statistics::{mean, quantile, quantile_unsorted, standard_deviation};
use super::treat;
use super::units::scaled;
use super::values::Values;
use crate::scheme::rule::{Bound, Measure, MinMax, PercentileTies, Rule};
use crate::scheme::{Aggregate, Indicator, Kind, Missing, Scheme, Within};

/// Above this many distinct values, a percentile keeps only those at which its rounded points
/// step. Points are the same either way; shares are then known to the last decimal of the points.
const KEEP_ALL: usize = 10_000;

/// Fits everything. `version` and `scheme_sha256` are carried along.
pub fn fit(scheme: &Scheme, derived: &Derived, mut params: Params) -> PolarsResult<Params> {
    params.scheme = scheme.id.clone();
    params.firms = derived.len();
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        params.impute.extend(imputes(scheme, derived, at, indicator)?);
        for (m, measure) in indicator.measures.iter().enumerate() {
            let Some(within) = measure.rule.within() else { continue };
            let Measured::Numbers(raw) = &derived.measured[at][m] else { continue };
            let filled = fill(scheme, derived, indicator, raw, &params)?;
            let peers = partition(within, scheme, &derived.frame, &derived.stage)?;
            for (group, members) in peers.members().into_iter().enumerate() {
                let sorted = sorted(&filled, &members);
                if sorted.is_empty() {
                    continue;
                }
                let stage = (within == &Within::Stage).then_some(group);
                let fit = fit_group(scheme, indicator, measure, stage, &sorted);
                params.fit.push(Fit {
                    indicator: indicator.id.clone(),
                    measure: m,
                    group: peers.labels[group].clone(),
                    n: sorted.len(),
                    ..fit
                });
            }
        }
    }
    Ok(params)
}

/// The numbers of some firms, ascending: whatever is computed from them cannot depend on the
/// order of the rows.
fn sorted(values: &Values, members: &[usize]) -> Vec<f64> {
    let mut numbers: Vec<f64> = members.iter().filter_map(|firm| values.get(*firm)).collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers
}

fn imputes(
    scheme: &Scheme,
    derived: &Derived,
    at: usize,
    indicator: &Indicator,
) -> PolarsResult<Vec<Impute>> {
    let Some((within, middle)) = middle_of(&indicator.missing) else { return Ok(Vec::new()) };
    let [Measured::Numbers(values)] = derived.measured[at].as_slice() else {
        return Ok(Vec::new());
    };
    let peers = partition(within, scheme, &derived.frame, &derived.stage)?;
    let groups = peers.members().into_iter().zip(&peers.labels);
    let impute = groups.filter_map(|(members, label)| {
        let sorted = sorted(values, &members);
        (!sorted.is_empty()).then(|| Impute {
            indicator: indicator.id.clone(),
            group: label.clone(),
            n: sorted.len(),
            value: middle(&sorted),
        })
    });
    Ok(impute.collect())
}

/// The middle of ascending numbers.
pub(super) type Middle = fn(&[f64]) -> f64;

/// The peers whose middle stands in for a missing value, and how it is found of ascending numbers.
pub(super) fn middle_of(missing: &Missing) -> Option<(&Within, Middle)> {
    match missing {
        Missing::Median(within) => Some((within, |sorted| quantile(sorted, 0.5))),
        Missing::Mean(within) => Some((within, mean)),
        _ => None,
    }
}

/// The values with the scheme's word for missing ones put in; what stays unknown stays so.
pub fn fill(
    scheme: &Scheme,
    derived: &Derived,
    indicator: &Indicator,
    raw: &Values,
    params: &Params,
) -> PolarsResult<Values> {
    match &indicator.missing {
        Missing::Number(number) => Ok(raw.iter().map(|v| v.or(Some(*number))).collect()),
        Missing::Flag(flag) => {
            let number = f64::from(u8::from(*flag));
            Ok(raw.iter().map(|v| v.or(Some(number))).collect())
        }
        Missing::Median(within) | Missing::Mean(within) => {
            let peers = partition(within, scheme, &derived.frame, &derived.stage)?;
            Ok(filled_by_group(raw, &peers, indicator, params))
        }
        _ => Ok(raw.clone()),
    }
}

fn filled_by_group(raw: &Values, peers: &Peers, indicator: &Indicator, params: &Params) -> Values {
    let imputed: Vec<Option<f64>> =
        peers.labels.iter().map(|label| params.impute(&indicator.id, label)).collect();
    let fill = |(value, group): (Option<f64>, &Option<u32>)| {
        value.or_else(|| group.and_then(|group| imputed[group as usize]))
    };
    raw.iter().zip(&peers.group).map(fill).collect()
}

/// What a rule knows of a group whose numbers ascend.
pub(super) fn fit_group(
    scheme: &Scheme,
    indicator: &Indicator,
    measure: &Measure,
    stage: Option<usize>,
    sorted: &[f64],
) -> Fit {
    let treatment = measure.treat.as_ref().map(|t| treat::fit(t, sorted)).unwrap_or_default();
    // Every treatment is monotone, so the treated values ascend too.
    let treated: Vec<f64> = sorted.iter().map(|value| treatment.apply(*value)).collect();
    let clipped = |x: &&f64| {
        treatment.low.is_some_and(|low| **x < low) || treatment.high.is_some_and(|high| **x > high)
    };
    let moved = sorted.iter().filter(clipped).count();
    let fit = Fit { treatment, moved, ..Fit::default() };
    match &measure.rule {
        Rule::MinMax(rule) => {
            let (from, to) = bounds(rule, &treated);
            Fit { from: Some(from), to: Some(to), ..fit }
        }
        Rule::ZScore { .. } => {
            Fit { mean: Some(mean(&treated)), deviation: Some(standard_deviation(&treated)), ..fit }
        }
        Rule::Percentile { lower_is_better, ties, .. } => {
            let (values, reached) = distribution(&treated, *lower_is_better);
            let whole = *ties == PercentileTies::Average
                || values.len() <= KEEP_ALL
                || !only_points_count(scheme, indicator);
            let (values, reached) = if whole {
                (values, reached)
            } else {
                steps(scheme, indicator, stage, sorted.len(), values, reached)
            };
            Fit { values, reached, ..fit }
        }
        _ => fit,
    }
}

/// Whether nothing of a leaf but its rounded points under its own maximum is ever looked at: a mean
/// anywhere above takes its share, and where other leaves drop out its maximum grows.
fn only_points_count(scheme: &Scheme, indicator: &Indicator) -> bool {
    let own = &scheme.dimensions[indicator.dimension];
    let mut above = std::iter::successors(Some(own), |d| Some(&scheme.dimensions[d.parent?]));
    let into_base = own.kind != Kind::Base || scheme.aggregate == Aggregate::Sum;
    let drops_out =
        |other: &Indicator| other.id != indicator.id && other.missing == Missing::Exclude;
    into_base
        && above.all(|dimension| dimension.aggregate == Aggregate::Sum)
        && !scheme.indicators.iter().any(drops_out)
}

/// Plain goalposts that are places in the data, of numbers in any order: these need not be sorted.
/// Nothing for a rule that needs more.
pub(super) fn goalposts(measure: &Measure, numbers: &mut [f64]) -> Option<Fit> {
    let (Rule::MinMax(rule), None) = (&measure.rule, &measure.treat) else { return None };
    if rule.log {
        return None;
    }
    let mut place = |bound: Bound| match bound {
        Bound::At(at) => at,
        Bound::Quantile(q) => quantile_unsorted(numbers, q),
    };
    Some(Fit { from: Some(place(rule.from)), to: Some(place(rule.to)), ..Fit::default() })
}

/// Goalposts; under `log` those of the positive values only.
fn bounds(rule: &MinMax, treated: &[f64]) -> (f64, f64) {
    let positive = &treated[treated.partition_point(|x| *x <= 0.0)..];
    let peers = if rule.log && !positive.is_empty() { positive } else { treated };
    let place = |bound: Bound| match bound {
        Bound::At(at) => at,
        Bound::Quantile(q) => quantile(peers, q),
    };
    (place(rule.from), place(rule.to))
}

/// Distinct values from worst to best, and how many peers have each or a worse one.
fn distribution(sorted: &[f64], lower_is_better: bool) -> (Vec<f64>, Vec<u32>) {
    let (mut values, mut reached): (Vec<f64>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut add = |value: f64, count: usize| {
        if values.last() == Some(&value) {
            if let Some(last) = reached.last_mut() {
                *last = count as u32;
            }
        } else {
            values.push(value);
            reached.push(count as u32);
        }
    };
    if lower_is_better {
        sorted.iter().rev().enumerate().for_each(|(i, x)| add(*x, i + 1));
    } else {
        sorted.iter().enumerate().for_each(|(i, x)| add(*x, i + 1));
    }
    (values, reached)
}

/// Only those values beyond which the rounded points step, in any stage that the group may meet.
fn steps(
    scheme: &Scheme,
    indicator: &Indicator,
    stage: Option<usize>,
    n: usize,
    values: Vec<f64>,
    reached: Vec<u32>,
) -> (Vec<f64>, Vec<u32>) {
    let maxima: Vec<f64> = match stage {
        Some(stage) => vec![indicator.points[stage]],
        None => indicator.points.clone(),
    };
    let mut last = vec![0; maxima.len()];
    let mut kept = (Vec::new(), Vec::new());
    for (value, worse) in values.into_iter().zip(reached) {
        let share = (f64::from(worse) / (n - 1) as f64).min(1.0);
        let mut is_step = false;
        for (maximum, last) in maxima.iter().zip(&mut last) {
            let points = scaled(share * maximum, scheme.rank.decimals);
            is_step |= points != *last;
            *last = points;
        }
        if is_step {
            kept.0.push(value);
            kept.1.push(worse);
        }
    }
    kept
}

/// Whether some percentile may have kept only the steps of its points: it holds for no others.
pub fn holds_for_its_points_only(params: &Params) -> bool {
    params.fit.iter().any(|fit| fit.n > KEEP_ALL && !fit.values.is_empty())
}

/// Groups of a data-driven rule in which every peer has the same value: nothing tells them apart.
pub fn constant_groups<'a>(scheme: &Scheme, params: &'a Params) -> Vec<&'a Fit> {
    let is_constant = |fit: &&Fit| {
        let flat = match (fit.from, fit.to, fit.deviation) {
            (Some(from), Some(to), _) => from >= to,
            (_, _, Some(deviation)) => deviation == 0.0,
            _ => fit.values.len() == 1,
        };
        flat && scheme.indicators.iter().any(|i| i.id == fit.indicator)
    };
    params.fit.iter().filter(is_constant).collect()
}
