//! The random draws that the model of a firm is made of: one stream per firm, reproducible from
//! a seed. It knows distributions, and nothing of firms. Exponentials come from `libm` here and in
//! the model, because the standard library leaves their last digit to the platform.

use libm::exp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

/// A firm's own source of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream numbered `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Log-normal with the given median; `sigma` is the standard deviation of the logarithm.
    pub fn around(&mut self, median: f64, sigma: f64) -> f64 {
        median * exp(sigma * self.normal())
    }

    /// Uniform in [from, to).
    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.0.random::<f64>()
    }

    /// A whole number in [from, to], both included.
    pub fn whole(&mut self, from: i64, to: i64) -> i64 {
        self.0.random_range(from..=to)
    }

    /// True with probability `p`; below 0 counts as 0, above 1 as 1.
    pub fn chance(&mut self, p: f64) -> bool {
        self.0.random::<f64>() < p
    }

    /// True with the probability that the logistic curve gives for `logit`.
    pub fn leans(&mut self, logit: f64) -> bool {
        self.chance(logistic(logit))
    }

    /// A Poisson count; 0 where the mean is not positive.
    pub fn count(&mut self, mean: f64) -> i64 {
        Poisson::new(mean).map_or(0, |poisson| poisson.sample(&mut self.0) as i64)
    }

    /// A negative binomial count (Poisson whose mean is Gamma-distributed): the smaller the
    /// `shape`, the longer the tail.
    pub fn skewed_count(&mut self, mean: f64, shape: f64) -> i64 {
        let rate = Gamma::new(shape, mean / shape).map_or(0.0, |gamma| gamma.sample(&mut self.0));
        self.count(rate)
    }

    /// How many of `of` have a property that each has with probability `p`; drawn through the
    /// normal approximation, which is near enough and takes one draw for any `of`.
    pub fn part(&mut self, of: i64, p: f64) -> i64 {
        let (n, p) = (of as f64, p.clamp(0.0, 1.0));
        let drawn = n * p + (n * p * (1.0 - p)).sqrt() * self.normal();
        (drawn.round() as i64).clamp(0, of)
    }

    /// An index drawn in proportion to `weights`.
    pub fn pick(&mut self, weights: &[f64]) -> usize {
        let mut left = self.between(0.0, weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// The logistic curve: 0 at minus infinity, 0.5 at 0, 1 at infinity.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_and_differs_from_its_neighbour() {
        let draw = |stream| Dice::new(5, stream).normal();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn counts_have_their_mean_and_edges() {
        let mut dice = Dice::new(1, 0);
        let mean = (0..20_000).map(|_| dice.skewed_count(3.0, 0.8)).sum::<i64>() as f64 / 20_000.0;
        assert!((mean - 3.0).abs() < 0.15, "{mean}");
        assert_eq!(dice.count(0.0), 0);
        assert_eq!(dice.skewed_count(0.0, 0.8), 0);
        assert_eq!(dice.part(10, 1.5), 10);
        assert_eq!(dice.part(0, 0.5), 0);
    }

    #[test]
    fn picks_follow_their_weights() {
        let mut dice = Dice::new(2, 0);
        let hits = (0..10_000).filter(|_| dice.pick(&[1.0, 3.0]) == 1).count();
        assert!((7_200..7_800).contains(&hits), "{hits}");
        assert_eq!(dice.pick(&[0.0, 0.0, 1.0]), 2);
    }
}
