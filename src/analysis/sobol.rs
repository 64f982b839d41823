//! Which choice matters: variance-based sensitivity indices. Owns the estimators; must not know
//! what was varied.

use super::columns::{mean, variance};
use super::dice::Dice;

/// The outcomes of Saltelli's design: base runs A and B, and per choice A with that choice from B.
#[derive(Debug, Clone, Default)]
pub struct Design {
    /// Of the runs of A.
    pub a: Vec<f64>,
    /// Of the runs of B.
    pub b: Vec<f64>,
    /// Per choice, of the runs of A with that choice from B.
    pub ab: Vec<Vec<f64>>,
}

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What a choice does to the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// First order: the part of the variance that the choice explains by itself.
    pub first: Estimate,
    /// Total: the part that would be left if all other choices were fixed.
    pub total: Estimate,
}

/// Rows are drawn with replacement so often.
const RESAMPLES: usize = 1000;

/// First-order indices by Saltelli et al. (2010), mean(f(B) (f(AB) - f(A))) / V, on outcomes less
/// their mean; total indices by Jansen (1999), mean((f(A) - f(AB))²) / 2V. The intervals hold 95 %
/// of a percentile bootstrap over rows (Archer et al. 1997). Nothing where the outcome never
/// varies.
pub fn indices(design: &Design, seed: u64) -> Option<Vec<Indices>> {
    let rows: Vec<usize> = (0..design.a.len()).collect();
    if rows.len() < 2 {
        return None;
    }
    let values = estimate(design, &rows)?;
    if values.len() == 1 {
        // A single choice has all of the variance: there is nothing to estimate.
        let all = Estimate { value: 1.0, low: 1.0, high: 1.0 };
        return Some(vec![Indices { first: all, total: all }]);
    }
    let mut dice = Dice::new(seed, u64::MAX);
    let mut samples: Vec<Vec<(f64, f64)>> = vec![Vec::with_capacity(RESAMPLES); values.len()];
    for _ in 0..RESAMPLES {
        let drawn: Vec<usize> = rows.iter().map(|_| dice.below(rows.len())).collect();
        for (samples, value) in samples.iter_mut().zip(estimate(design, &drawn).unwrap_or_default())
        {
            samples.push(value);
        }
    }
    let interval = |value: f64, mut drawn: Vec<f64>| {
        drawn.sort_unstable_by(f64::total_cmp);
        let place = |q: f64| drawn.get(((drawn.len() as f64 - 1.0) * q).round() as usize).copied();
        Estimate { value, low: place(0.025).unwrap_or(value), high: place(0.975).unwrap_or(value) }
    };
    let of = |(value, samples): ((f64, f64), Vec<(f64, f64)>)| Indices {
        first: interval(value.0, samples.iter().map(|s| s.0).collect()),
        total: interval(value.1, samples.iter().map(|s| s.1).collect()),
    };
    Some(values.into_iter().zip(samples).map(of).collect())
}

fn estimate(design: &Design, rows: &[usize]) -> Option<Vec<(f64, f64)>> {
    let both: Vec<f64> = rows.iter().flat_map(|row| [design.a[*row], design.b[*row]]).collect();
    let (centre, spread) = (mean(&both), variance(&both));
    if spread <= 1e-18 * centre * centre || spread <= 0.0 {
        return None;
    }
    let n = rows.len() as f64;
    let of_choice = |ab: &Vec<f64>| {
        let (mut first, mut total) = (0.0, 0.0);
        for row in rows {
            let (a, b, ab) = (design.a[*row], design.b[*row] - centre, ab[*row]);
            first += b * (ab - a);
            total += (a - ab) * (a - ab);
        }
        (first / n / spread, total / (2.0 * n) / spread)
    };
    Some(design.ab.iter().map(of_choice).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// Ishigami and Homma (1990) with a = 7, b = 0.1: indices known in closed form.
    #[test]
    fn ishigami_lies_within_the_intervals() {
        let f = |x: &[f64]| {
            libm::sin(x[0])
                + 7.0 * libm::pow(libm::sin(x[1]), 2.0)
                + 0.1 * libm::pow(x[2], 4.0) * libm::sin(x[0])
        };
        let n = 8192;
        let point = |matrix: u64, row: u64| -> Vec<f64> {
            let mut dice = Dice::new(20, 2 * row + matrix);
            (0..3).map(|_| (2.0 * dice.uniform() - 1.0) * PI).collect()
        };
        let mut design = Design { ab: vec![Vec::new(); 3], ..Design::default() };
        for row in 0..n {
            let (a, b) = (point(0, row), point(1, row));
            design.a.push(f(&a));
            design.b.push(f(&b));
            for at in 0..3 {
                let mut mixed = a.clone();
                mixed[at] = b[at];
                design.ab[at].push(f(&mixed));
            }
        }
        let found = indices(&design, 1).unwrap();
        let first = [0.313_905_191_147_810_7, 0.442_411_144_790_040_7, 0.0];
        let total = [0.557_588_855_209_959_3, 0.442_411_144_790_040_7, 0.243_683_664_062_148_6];
        for at in 0..3 {
            for (estimate, truth) in [(found[at].first, first[at]), (found[at].total, total[at])] {
                assert!(estimate.low <= truth && truth <= estimate.high, "{at}: {estimate:?}");
                assert!((estimate.value - truth).abs() < 0.03, "{at}: {estimate:?} for {truth}");
            }
        }
    }

    #[test]
    fn a_single_choice_has_all_of_the_variance() {
        let (a, b) = (vec![1.0, 5.0, 2.0], vec![4.0, 4.0, 9.0]);
        let found = indices(&Design { a, ab: vec![b.clone()], b }, 1).unwrap();
        assert_eq!((found[0].first.value, found[0].total.value), (1.0, 1.0));
    }

    #[test]
    fn what_never_varies_has_no_indices() {
        let design = Design { a: vec![2.0; 9], b: vec![2.0; 9], ab: vec![vec![2.0; 9]] };
        assert_eq!(indices(&design, 1), None);
    }
}
