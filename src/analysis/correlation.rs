//! How alike two rows of numbers are: Pearson, Spearman, Kendall, each with its p-value. Owns the
//! formulas; must not know what the numbers are.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::spread::spread;

/// A coefficient with the chance of one at least as far from 0 if there were no relation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// In [-1, 1].
    pub value: f64,
    /// Two-sided; 1 where it cannot be told (too few pairs).
    pub p: f64,
    /// How many pairs.
    pub n: usize,
}

/// With fewer pairs no p-value is told: what it is taken from holds for many.
pub const FEW: usize = 10;

impl Correlation {
    /// The p-value, where there are enough pairs for one.
    pub fn told_p(self) -> Option<f64> {
        (self.n >= FEW).then_some(self.p)
    }
}

/// Which coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coefficient {
    /// Of the numbers.
    Pearson,
    /// Of their ranks.
    Spearman,
}

impl Coefficient {
    /// Computes it.
    pub fn of(self, x: &[f64], y: &[f64]) -> Option<Correlation> {
        match self {
            Coefficient::Pearson => pearson(x, y),
            Coefficient::Spearman => spearman(x, y),
        }
    }
}

/// Pearson's product-moment correlation, Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²); its p-value
/// from Student's t with n - 2 degrees of freedom. Nothing for fewer than three pairs or where one
/// side is constant.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<Correlation> {
    let n = x.len().min(y.len());
    if n < 3 {
        return None;
    }
    let (x, y) = (&x[..n], &y[..n]);
    if spread(x) <= 0.0 || spread(y) <= 0.0 {
        return None;
    }
    let (mx, my) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (a - mx, b - my);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    let value = (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0);
    value.is_finite().then_some(Correlation { value, p: p_of_r(value, n), n })
}

/// Two-sided p-value of r over n pairs: t = r √((n - 2) / (1 - r²)).
fn p_of_r(r: f64, n: usize) -> f64 {
    let freedom = n as f64 - 2.0;
    if 1.0 - r * r <= 0.0 {
        return 0.0;
    }
    let t = r * (freedom / (1.0 - r * r)).sqrt();
    StudentsT::new(0.0, 1.0, freedom).map_or(1.0, |t_of| 2.0 * t_of.sf(t.abs()))
}

/// Spearman's rank correlation: Pearson's of the average ranks, right with ties too (Kendall 1970).
pub fn spearman(x: &[f64], y: &[f64]) -> Option<Correlation> {
    let n = x.len().min(y.len());
    pearson(&average_ranks(&x[..n]), &average_ranks(&y[..n]))
}

/// Ranks from 1, ascending; equal numbers share the mean of their places.
pub fn average_ranks(numbers: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    let mut ranks = vec![0.0; numbers.len()];
    let mut start = 0;
    for level in order.chunk_by(|a, b| numbers[*a] == numbers[*b]) {
        let rank = start as f64 + (level.len() + 1) as f64 / 2.0;
        level.iter().for_each(|at| ranks[*at] = rank);
        start += level.len();
    }
    ranks
}

/// Kendall's τ-b, (C - D) / √((n₀ - n₁)(n₀ - n₂)) with n₀ = n(n - 1)/2 and n₁, n₂ the tied pairs
/// (Kendall 1945), by Knight's O(n log n) count (Knight 1966). The p-value is the normal
/// approximation with the variance corrected for ties (Kendall 1970), as scipy's `asymptotic`.
pub fn kendall(x: &[f64], y: &[f64]) -> Option<Correlation> {
    let n = x.len().min(y.len());
    if n < 3 {
        return None;
    }
    let (x, y) = (&x[..n], &y[..n]);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]).then(y[*a].total_cmp(&y[*b])));
    let both = ties(order.chunk_by(|a, b| x[*a] == x[*b] && y[*a] == y[*b]).map(<[usize]>::len));
    let in_x = ties(order.chunk_by(|a, b| x[*a] == x[*b]).map(<[usize]>::len));
    let mut sorted: Vec<f64> = order.iter().map(|at| y[*at]).collect();
    let discordant = inversions(&mut sorted);
    let in_y = ties(sorted.chunk_by(|a, b| a == b).map(<[f64]>::len));
    let size = n as f64;
    let pairs = size * (size - 1.0) / 2.0;
    let product = (pairs - in_x.pairs) * (pairs - in_y.pairs);
    if product <= 0.0 {
        return None;
    }
    let difference = pairs - in_x.pairs - in_y.pairs + both.pairs - 2.0 * discordant as f64;
    let m = size * (size - 1.0);
    let variance = (m * (2.0 * size + 5.0) - in_x.squares - in_y.squares) / 18.0
        + 2.0 * in_x.pairs * in_y.pairs / m
        + in_x.triples * in_y.triples / (9.0 * m * (size - 2.0));
    let p = if variance > 0.0 {
        2.0 * Normal::standard().sf(difference.abs() / variance.sqrt())
    } else {
        1.0
    };
    Some(Correlation { value: (difference / product.sqrt()).clamp(-1.0, 1.0), p, n })
}

/// The part of all pairs that stand in opposite orders; pairs that are level on either side do
/// not. Nothing for fewer than two numbers.
pub fn inverted(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len().min(y.len());
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]).then(y[*a].total_cmp(&y[*b])));
    let mut sorted: Vec<f64> = order.iter().map(|at| y[*at]).collect();
    let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
    (pairs > 0.0).then(|| inversions(&mut sorted) as f64 / pairs)
}

/// What groups of equals take away.
struct Ties {
    /// Σ t(t - 1)/2
    pairs: f64,
    /// Σ t(t - 1)(t - 2)
    triples: f64,
    /// Σ t(t - 1)(2t + 5)
    squares: f64,
}

fn ties(groups: impl Iterator<Item = usize>) -> Ties {
    let mut ties = Ties { pairs: 0.0, triples: 0.0, squares: 0.0 };
    for t in groups.map(|t| t as f64) {
        ties.pairs += t * (t - 1.0) / 2.0;
        ties.triples += t * (t - 1.0) * (t - 2.0);
        ties.squares += t * (t - 1.0) * (2.0 * t + 5.0);
    }
    ties
}

/// How many pairs stand in the wrong order; sorts the numbers on the way (merge sort).
fn inversions(numbers: &mut [f64]) -> u64 {
    let n = numbers.len();
    let mut count = 0;
    let mut merged = numbers.to_vec();
    let mut width = 1;
    while width < n {
        for start in (0..n).step_by(2 * width) {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut left, mut right) = (start, middle);
            for place in merged.iter_mut().take(end).skip(start) {
                let take_left = right >= end || (left < middle && numbers[left] <= numbers[right]);
                if take_left {
                    *place = numbers[left];
                    left += 1;
                } else {
                    *place = numbers[right];
                    right += 1;
                    count += (middle - left) as u64;
                }
            }
        }
        numbers.copy_from_slice(&merged);
        width *= 2;
    }
    count
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    /// The example of scipy's `kendalltau`, with ties on both sides.
    #[test]
    fn kendall_with_ties_as_scipy_publishes_it() {
        let tau = kendall(&[12.0, 2.0, 1.0, 12.0, 2.0], &[1.0, 4.0, 7.0, 1.0, 0.0]).unwrap();
        assert!(close(tau.value, -0.47140452079103173), "{tau:?}");
        assert!(close(tau.p, 0.2827454599327748), "{tau:?}");
    }

    /// The example of scipy's `spearmanr`, with a tie.
    #[test]
    fn spearman_with_ties_as_scipy_publishes_it() {
        let rho = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]).unwrap();
        assert!(close(rho.value, 0.820_782_681_668_123_3), "{rho:?}");
        assert!(close(rho.p, 0.088_587_005_313_543_81), "{rho:?}");
    }

    /// The mean of very many equal numbers is not quite their number.
    #[test]
    fn many_equal_numbers_have_no_correlation() {
        let y: Vec<f64> = (0..200_000).map(f64::from).collect();
        assert_eq!(pearson(&vec![0.1; y.len()], &y), None);
    }

    #[test]
    fn a_p_value_of_few_pairs_is_not_told() {
        let nine: Vec<f64> = (0..9).map(f64::from).collect();
        assert_eq!(pearson(&nine, &nine).unwrap().told_p(), None);
        let ten: Vec<f64> = (0..10).map(f64::from).collect();
        assert_eq!(pearson(&ten, &ten).unwrap().told_p(), Some(0.0));
    }

    #[test]
    fn a_constant_has_no_correlation() {
        assert_eq!(pearson(&[0.1; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(kendall(&[0.1; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]), None);
    }

    /// Ties that are broken turn no pair round.
    #[test]
    fn level_pairs_are_not_inverted() {
        assert_eq!(inverted(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), Some(0.0));
        assert_eq!(inverted(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]), Some(1.0 / 3.0));
    }

    #[test]
    fn the_fast_count_is_the_slow_count() {
        let x: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 11)).collect();
        let y: Vec<f64> = (0..60).map(|i| f64::from(i * 23 % 7)).collect();
        let (mut difference, mut free_x, mut free_y) = (0.0, 0.0, 0.0);
        for i in 0..60 {
            for j in 0..i {
                let (a, b) = (x[i] - x[j], y[i] - y[j]);
                let sign = |d: f64| if d == 0.0 { 0.0 } else { d.signum() };
                difference += sign(a) * sign(b);
                free_x += sign(a).abs();
                free_y += sign(b).abs();
            }
        }
        let slow: f64 = difference / (f64::sqrt(free_x) * f64::sqrt(free_y));
        assert!(close(kendall(&x, &y).unwrap().value, slow));
    }
}
