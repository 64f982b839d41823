//! How far a population has moved between two years: the population stability index. Owns the
//! bins and the formula.

use std::collections::BTreeMap;

use crate::scoring::{Measured, Scored, quantile};

/// Below this index a population is taken to be stable, above the next it has drifted: the rule of
/// thumb of credit scoring (as in Siddiqi 2006), not a test.
pub const STABLE: f64 = 0.1;

/// See [`STABLE`].
pub const DRIFTED: f64 = 0.25;

/// How an indicator's values have moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// Which indicator of the scheme.
    pub indicator: usize,
    /// Σ (q - p) ln(q / p) over the bins, p the earlier and q the later parts.
    pub index: f64,
    /// How many bins.
    pub bins: usize,
    /// Median before and after, where the values are numbers.
    pub medians: [Option<f64>; 2],
}

/// Bins of equal size in the earlier population.
const BINS: usize = 10;

/// The first measure of every indicator, earlier against later, over all firms that have a stage.
/// Numbers go into the deciles of the earlier population (equal ones are one bin), texts into one
/// bin each; missing values are a bin of their own. An empty bin counts as half a firm.
pub fn drift(before: &Scored, now: &Scored) -> Vec<Drift> {
    let pairs = before.derived.measured.iter().zip(&now.derived.measured).enumerate();
    pairs
        .filter_map(|(at, (a, b))| Some((at, a.first()?, b.first()?)))
        .filter_map(|(at, a, b)| of_measure(at, (before, a), (now, b)))
        .collect()
}

fn of_measure(at: usize, before: (&Scored, &Measured), now: (&Scored, &Measured)) -> Option<Drift> {
    let (a, b) = (rows(before.0), rows(now.0));
    let (p, q, medians) = match (before.1, now.1) {
        (Measured::Numbers(x), Measured::Numbers(y)) => {
            let (x, y): (Vec<_>, Vec<_>) =
                (a.iter().map(|r| x.get(*r)).collect(), b.iter().map(|r| y.get(*r)).collect());
            let edges = edges(&x);
            let medians = [median(&x), median(&y)];
            (counts(&x, &edges), counts(&y, &edges), medians)
        }
        (Measured::Texts(x), Measured::Texts(y)) => {
            let tell = |texts: &polars::prelude::StringChunked, rows: &[usize]| {
                let mut counts: BTreeMap<String, usize> = BTreeMap::new();
                for row in rows {
                    *counts.entry(texts.get(*row).unwrap_or("").to_string()).or_default() += 1;
                }
                counts
            };
            let (x, y) = (tell(x, &a), tell(y, &b));
            let mut words: Vec<&String> = x.keys().chain(y.keys()).collect();
            words.sort_unstable();
            words.dedup();
            let of = |counts: &BTreeMap<String, usize>| -> Vec<usize> {
                words.iter().map(|word| counts.get(*word).copied().unwrap_or(0)).collect()
            };
            (of(&x), of(&y), [None, None])
        }
        _ => return None,
    };
    let used = p.iter().zip(&q).filter(|(p, q)| **p + **q > 0).count();
    Some(Drift { indicator: at, index: index(&p, &q)?, bins: used, medians })
}

fn rows(scored: &Scored) -> Vec<usize> {
    (0..scored.derived.len()).filter(|row| scored.derived.stage[*row].is_some()).collect()
}

fn median(values: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    (!known.is_empty()).then(|| quantile(&known, 0.5))
}

/// Upper ends of the bins but the last.
fn edges(values: &[Option<f64>]) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    if known.is_empty() {
        return Vec::new();
    }
    let mut edges: Vec<f64> =
        (1..BINS).map(|bin| quantile(&known, bin as f64 / BINS as f64)).collect();
    edges.dedup();
    edges
}

/// How many values in each bin; the last counts what is missing.
fn counts(values: &[Option<f64>], edges: &[f64]) -> Vec<usize> {
    let mut counts = vec![0; edges.len() + 2];
    for value in values {
        let bin = match value {
            Some(value) => edges.partition_point(|edge| edge < value),
            None => edges.len() + 1,
        };
        counts[bin] += 1;
    }
    counts
}

fn index(p: &[usize], q: &[usize]) -> Option<f64> {
    let (all_p, all_q) = (p.iter().sum::<usize>() as f64, q.iter().sum::<usize>() as f64);
    if all_p == 0.0 || all_q == 0.0 {
        return None;
    }
    let used = p.iter().zip(q).filter(|(p, q)| **p + **q > 0);
    Some(
        used.map(|(p, q)| {
            let (p, q) = ((*p as f64).max(0.5) / all_p, (*q as f64).max(0.5) / all_q);
            (q - p) * libm::log(q / p)
        })
        .sum(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_by_hand() {
        // (0.4 - 0.5) ln(0.4/0.5) + (0.6 - 0.5) ln(0.6/0.5)
        let expected = -0.1 * libm::log(0.8) + 0.1 * libm::log(1.2);
        assert!((index(&[50, 50], &[40, 60]).unwrap() - expected).abs() < 1e-12);
        assert_eq!(index(&[50, 50], &[5, 5]), Some(0.0));
        assert_eq!(index(&[0, 0], &[5, 5]), None);
    }

    #[test]
    fn values_fall_into_the_deciles_of_the_earlier_year() {
        let values: Vec<Option<f64>> = (1..=100).map(|x| Some(f64::from(x))).collect();
        let counts = counts(&values, &edges(&values));
        assert_eq!(counts, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 0]);
    }
}
