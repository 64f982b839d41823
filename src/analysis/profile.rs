//! What each indicator says of the firms: who has a value, who earns nothing or everything, how
//! values are spread, whether it tells good from weak. Owns the measures, one firm set at a time.

use super::columns::{covariance, mean, variance};
use super::correlation::{Correlation, pearson, spearman};
use super::spread::spread;
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Measured, Scored, nominal_weights, quantile, skew_kurtosis, unscaled};

/// One indicator over some firms.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Which indicator.
    pub indicator: usize,
    /// How many firms.
    pub firms: usize,
    /// Part of them with a value of their own.
    pub coverage: f64,
    /// Part of those that count with a share of 0.
    pub at_zero: f64,
    /// Part of those that count with a share of 1.
    pub at_full: f64,
    /// Mean share.
    pub mean_share: Option<f64>,
    /// Different shares.
    pub distinct: usize,
    /// Smallest, quartiles and largest of the values, where they are numbers.
    pub quartiles: Option<[f64; 5]>,
    /// Sample-adjusted skewness of the values (Joanes and Gill 1998, type 2).
    pub skew: Option<f64>,
    /// Values beyond 1.5 interquartile ranges from the quartiles (Tukey 1977).
    pub outliers: Option<usize>,
    /// Mean share of the best 27 % by total less that of the last 27 % (Kelley 1939). The rule of
    /// thumb for items of a test (Ebel and Frisbie 1986): above 0.4 excellent, below 0.2 poor.
    pub discrimination: Option<f64>,
    /// The part of the total that the scheme gives it, as a mean over the firms' stages.
    pub nominal: f64,
    /// The part of the total's variance that comes with it: cov(points, total) / var(total), which
    /// adds up to 1 over all indicators; only where points add up.
    pub effective: Option<f64>,
    /// The part of the total's variance that a straight line through the indicator explains: its
    /// squared correlation with the total, the correlation ratio with a linear fit (Paruolo,
    /// Saisana and Saltelli 2013). Under any aggregation; the parts need not add up to 1.
    pub first_order: Option<f64>,
    /// Of its share with the total.
    pub with_total: Option<Correlation>,
    /// Ranks of its share with ranks of the total.
    pub with_total_ranks: Option<Correlation>,
    /// Of its share with its dimension's share.
    pub with_parent: Option<Correlation>,
}

/// Share of the firms at each end that discrimination compares (Kelley 1939).
const ENDS: f64 = 0.27;

/// Profiles every indicator over some firms (rows).
pub fn profiles(scheme: &Scheme, scored: &Scored, firms: &[usize]) -> Vec<Profile> {
    use rayon::prelude::*;
    let mut best_first: Vec<usize> =
        firms.iter().copied().filter(|firm| scored.points.total.get(*firm).is_some()).collect();
    best_first.sort_by_key(|firm| std::cmp::Reverse(scored.points.total.get(*firm)));
    let weights: Vec<Vec<f64>> =
        (0..scheme.stages.len()).map(|stage| nominal_weights(scheme, stage)).collect();
    (0..scheme.indicators.len())
        .into_par_iter()
        .map(|at| profile(scheme, scored, firms, &best_first, &weights, at))
        .collect()
}

fn profile(
    scheme: &Scheme,
    scored: &Scored,
    firms: &[usize],
    best_first: &[usize],
    weights: &[Vec<f64>],
    at: usize,
) -> Profile {
    let share = |firm: usize| scored.shares.share[at].get(firm);
    let shares: Vec<f64> = firms.iter().filter_map(|firm| share(*firm)).collect();
    let part = |count: usize, of: usize| if of > 0 { count as f64 / of as f64 } else { 0.0 };
    let known = firms.iter().filter(|firm| scored.shares.known[at][**firm]).count();
    let zeros = shares.iter().filter(|share| **share <= 0.0).count();
    let full = shares.iter().filter(|share| **share >= 1.0 - 1e-12).count();
    let mut distinct = shares.clone();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let mut values = values(scored, firms, at);
    values.sort_unstable_by(f64::total_cmp);
    let home = scheme.indicators[at].dimension;
    let of_stage =
        |firm: &usize| scored.derived.stage[*firm].map_or(0.0, |stage| weights[stage as usize][at]);
    let against = |other: &dyn Fn(usize) -> Option<f64>| pairs(firms, &share, other);
    let total = |firm: usize| scored.points.total.get(firm).map(|units| units as f64);
    let parent = |firm: usize| scored.points.dimension_shares[home].get(firm);
    let (x, y) = against(&total);
    let (px, py) = against(&parent);
    let with_total = pearson(&x, &y);
    Profile {
        indicator: at,
        firms: firms.len(),
        coverage: part(known, firms.len()),
        at_zero: part(zeros, shares.len()),
        at_full: part(full, shares.len()),
        mean_share: (!shares.is_empty()).then(|| mean(&shares)),
        distinct: distinct.len(),
        quartiles: (!values.is_empty())
            .then(|| [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| quantile(&values, q))),
        skew: skew_kurtosis(&values).map(|(skew, _)| skew),
        outliers: outliers(&values),
        discrimination: discrimination(best_first, &share),
        nominal: mean(&firms.iter().map(of_stage).collect::<Vec<f64>>()),
        effective: effective(scheme, scored, firms, at),
        first_order: with_total.map(|r| r.value * r.value),
        with_total,
        with_total_ranks: spearman(&x, &y),
        with_parent: pearson(&px, &py),
    }
}

/// The numbers of an indicator's first measure.
pub fn values(scored: &Scored, firms: &[usize], at: usize) -> Vec<f64> {
    match scored.derived.measured[at].first() {
        Some(Measured::Numbers(values)) => firms.iter().filter_map(|f| values.get(*f)).collect(),
        _ => Vec::new(),
    }
}

/// The firms that have both numbers.
pub fn pairs(
    firms: &[usize],
    x: &dyn Fn(usize) -> Option<f64>,
    y: &dyn Fn(usize) -> Option<f64>,
) -> (Vec<f64>, Vec<f64>) {
    firms.iter().filter_map(|firm| Some((x(*firm)?, y(*firm)?))).unzip()
}

fn outliers(sorted: &[f64]) -> Option<usize> {
    if sorted.len() < 4 {
        return None;
    }
    let (q1, q3) = (quantile(sorted, 0.25), quantile(sorted, 0.75));
    let reach = 1.5 * (q3 - q1);
    Some(sorted.iter().filter(|x| **x < q1 - reach || **x > q3 + reach).count())
}

fn discrimination(best_first: &[usize], share: &dyn Fn(usize) -> Option<f64>) -> Option<f64> {
    let count = (best_first.len() as f64 * ENDS).round() as usize;
    if count == 0 {
        return None;
    }
    let of = |firms: &[usize]| -> Option<f64> {
        let shares: Vec<f64> = firms.iter().filter_map(|firm| share(*firm)).collect();
        (!shares.is_empty()).then(|| mean(&shares))
    };
    Some(of(&best_first[..count])? - of(&best_first[best_first.len() - count..])?)
}

fn effective(scheme: &Scheme, scored: &Scored, firms: &[usize], at: usize) -> Option<f64> {
    // Only where points add up is the total's variance shared out.
    if !scheme.adds_up() {
        return None;
    }
    let sign = if scheme.indicators[at].kind == Kind::Deduction { -1.0 } else { 1.0 };
    let decimals = scored.points.decimals;
    let number = |units: i64| unscaled(units, decimals);
    let with_total: Vec<(f64, f64)> = firms
        .iter()
        .filter_map(|firm| {
            let total = number(scored.points.total.get(*firm)?);
            let points = scored.points.indicators[at].get(*firm).map_or(0.0, number);
            Some((sign * points, total))
        })
        .collect();
    let (points, totals): (Vec<f64>, Vec<f64>) = with_total.into_iter().unzip();
    (spread(&totals) > 0.0).then(|| covariance(&points, &totals) / variance(&totals))
}
