//! How far a population has moved between two years: the population stability index. Owns the
//! bins and the formula.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::scoring::{Measured, Scored, quantile};

/// Below this index, and what chance alone may bring ([`Drift::chance`]), a population is taken to
/// be stable, above the next it has drifted: the rule of thumb of credit scoring (as in Siddiqi
/// 2006), not a test. It was made for populations of thousands, where chance brings next to nothing.
pub const STABLE: f64 = 0.1;

/// See [`STABLE`].
pub const DRIFTED: f64 = 0.25;

/// With fewer firms in either year nothing is judged: a tenth of them is hardly a firm or two, and
/// what chance brings is no longer near a chi-square.
pub const ENOUGH: usize = 30;

/// How often chance alone stays below [`Drift::chance`].
const CONFIDENCE: f64 = 0.95;

/// What an index says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Too few firms.
    NotJudged,
    /// Below [`STABLE`], or within what chance brings.
    Stable,
    /// Between the two.
    Moved,
    /// From [`DRIFTED`] on.
    Drifted,
}

/// How an indicator's values have moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// Which indicator of the scheme.
    pub indicator: usize,
    /// Σ (q - p) ln(q / p) over the bins, p the earlier and q the later parts.
    pub index: f64,
    /// How many bins.
    pub bins: usize,
    /// Firms before and after.
    pub firms: [usize; 2],
    /// Median before and after, where the values are numbers.
    pub medians: [Option<f64>; 2],
}

impl Drift {
    /// What the index stays below in 95 of 100 pairs of years that do not differ: between samples of
    /// n and m firms of one population it is about (1/n + 1/m) times a chi-square with one degree of
    /// freedom less than there are bins (Yurdakul 2018). With 60 firms a year and ten bins that is
    /// 0.56, beyond both borders.
    pub fn chance(&self) -> f64 {
        let [n, m] = self.firms.map(|firms| firms as f64);
        let freedom = self.bins.saturating_sub(1) as f64;
        // One bin only: nothing can differ.
        let level = ChiSquared::new(freedom).map_or(0.0, |chi| chi.inverse_cdf(CONFIDENCE));
        level * (1.0 / n + 1.0 / m)
    }

    /// What the index says beyond chance.
    pub fn reading(&self) -> Reading {
        match self.index - self.chance() {
            _ if self.firms.iter().any(|firms| *firms < ENOUGH) => Reading::NotJudged,
            index if index < STABLE => Reading::Stable,
            index if index < DRIFTED => Reading::Moved,
            _ => Reading::Drifted,
        }
    }
}

/// Bins of equal size in the earlier population.
const BINS: usize = 10;

/// The first measure of every indicator, earlier against later, over all firms that have a stage.
/// Numbers go into the deciles of the earlier population; a value that a tenth of it has is a bin
/// of its own, with open bins on both sides, and so is every value where there are few. Texts go
/// into one bin each; missing values are a bin of their own. An empty bin counts as half a firm.
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
            let edges = cuts(&x);
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
    let firms = [a.len(), b.len()];
    Some(Drift { indicator: at, index: index(&p, &q)?, bins: used, firms, medians })
}

fn rows(scored: &Scored) -> Vec<usize> {
    (0..scored.derived.len()).filter(|row| scored.derived.stage[*row].is_some()).collect()
}

fn median(values: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    (!known.is_empty()).then(|| quantile(&known, 0.5))
}

/// Where one bin ends and the next begins: below a value, or above it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut {
    value: f64,
    above: bool,
}

impl Cut {
    fn is_passed_by(&self, value: f64) -> bool {
        if self.above { value > self.value } else { value >= self.value }
    }
}

/// The cuts between the bins, ascending.
fn cuts(values: &[Option<f64>]) -> Vec<Cut> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    let levels: Vec<(f64, usize)> =
        known.chunk_by(|a, b| a == b).map(|level| (level[0], level.len())).collect();
    let heavy = |count: usize| levels.len() <= BINS || count * BINS >= known.len();
    let mut cuts: Vec<Cut> = Vec::new();
    for (value, _) in levels.iter().filter(|(_, count)| heavy(*count)) {
        cuts.extend([false, true].map(|above| Cut { value: *value, above }));
    }
    if levels.len() > BINS {
        let decile = |bin: usize| quantile(&known, bin as f64 / BINS as f64);
        cuts.extend((1..BINS).map(|bin| Cut { value: decile(bin), above: true }));
    }
    cuts.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.above.cmp(&b.above)));
    cuts.dedup();
    cuts
}

/// How many values in each bin; the last counts what is missing.
fn counts(values: &[Option<f64>], cuts: &[Cut]) -> Vec<usize> {
    let mut counts = vec![0; cuts.len() + 2];
    for value in values {
        let bin = match value {
            Some(value) => cuts.partition_point(|cut| cut.is_passed_by(*value)),
            None => cuts.len() + 1,
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
        let counts = counts(&values, &cuts(&values));
        assert_eq!(counts, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 0]);
    }

    /// Nearly all at 100 before, all at 0 after: below the lowest edge is not at it.
    #[test]
    fn a_collapse_of_a_concentrated_population_is_seen() {
        let before: Vec<Option<f64>> = (0..100).map(|i| Some(100.0 + f64::from(i / 95))).collect();
        let many: Vec<Option<f64>> =
            (0..100).map(|i| Some(100.0 + f64::from((i - 80).max(0)))).collect();
        let after = vec![Some(0.0); 100];
        for before in [vec![Some(100.0); 100], before, many] {
            let cuts = cuts(&before);
            let found = index(&counts(&before, &cuts), &counts(&after, &cuts)).unwrap();
            assert!(found > DRIFTED, "{found}");
            assert_eq!(index(&counts(&before, &cuts), &counts(&before, &cuts)), Some(0.0));
        }
    }

    #[test]
    fn few_firms_are_not_judged() {
        let drift = |firms| Drift { indicator: 0, index: 9.0, bins: 3, firms, medians: [None; 2] };
        assert_eq!(drift([29, 500]).reading(), Reading::NotJudged);
        assert_eq!(drift([30, 30]).reading(), Reading::Drifted);
    }

    /// Bell-shaped enough, with a standard deviation of 1.
    fn sample(state: &mut u64, firms: usize, middle: f64) -> Vec<Option<f64>> {
        let mut uniform = || {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (*state >> 33) as f64 / (1u64 << 31) as f64 - 0.5
        };
        (0..firms).map(|_| Some(middle + (0..12).map(|_| uniform()).sum::<f64>())).collect()
    }

    fn between(a: &[Option<f64>], b: &[Option<f64>]) -> Drift {
        let edges = cuts(a);
        let (p, q) = (counts(a, &edges), counts(b, &edges));
        let bins = p.iter().zip(&q).filter(|(p, q)| **p + **q > 0).count();
        let index = index(&p, &q).unwrap();
        Drift { indicator: 0, index, bins, firms: [a.len(), b.len()], medians: [None; 2] }
    }

    #[test]
    fn chance_is_no_drift_and_a_drift_is_one() {
        let mut state = 7;
        let mut read = |firms: [usize; 2], shift: f64| -> [usize; 2] {
            let drifts = (0..400).map(|_| {
                let (a, b) =
                    (sample(&mut state, firms[0], 0.0), sample(&mut state, firms[1], shift));
                between(&a, &b).reading()
            });
            let found: Vec<Reading> = drifts.collect();
            [Reading::Stable, Reading::Drifted]
                .map(|wanted| found.iter().filter(|reading| **reading == wanted).count())
        };
        for firms in [[30, 30], [30, 300], [60, 60], [100, 80], [1000, 1000]] {
            let [stable, drifted] = read(firms, 0.0);
            assert!(stable >= 380 && drifted <= 8, "{firms:?}: {stable} stable, {drifted} drifted");
            let [_, drifted] = read(firms, 1.5);
            // Of thirty firms even a large drift is not seen every time.
            let least = if firms[0] + firms[1] < 100 { 300 } else { 380 };
            assert!(drifted >= least, "{firms:?}: {drifted} of 400 drifts are seen");
        }
    }

    #[test]
    fn chance_is_as_the_tables_of_chi_square_have_it() {
        let drift =
            |bins, firms| Drift { indicator: 0, index: 0.0, bins, firms, medians: [None; 2] };
        assert!((drift(10, [60, 60]).chance() - 16.919 / 30.0).abs() < 1e-4);
        assert_eq!(drift(1, [60, 60]).chance(), 0.0);
        assert_eq!(drift(1, [60, 60]).reading(), Reading::Stable);
    }
}
