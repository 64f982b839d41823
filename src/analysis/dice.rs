//! Random numbers that are the same on every machine, for any number of threads: each draw has a
//! stream of its own. Owns the generator and the distributions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of random numbers.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a number under a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dice(rng)
    }

    /// Uniform in [0, 1), 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform among 0, ..., n - 1; n above 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// Standard normal, by the polar method (Marsaglia and Bray 1964).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                return x * (-2.0 * libm::log(s) / s).sqrt();
            }
        }
    }

    /// Logarithm of a gamma variable of this shape and scale 1, by Marsaglia and Tsang (2000); of
    /// a small shape the number itself may be too small to be told from 0.
    fn log_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let u = 1.0 - self.uniform();
            return self.log_gamma(shape + 1.0) + libm::log(u) / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let log_v = 3.0 * libm::log(v);
            let u = 1.0 - self.uniform();
            if libm::log(u) < 0.5 * x * x + d - d * v * v * v + d * log_v {
                return libm::log(d) + log_v;
            }
        }
    }

    /// Dirichlet with these parameters: positive parts that add up to 1, their means in proportion
    /// to the parameters; the larger the sum of the parameters, the closer. A parameter of 0 gives
    /// a part of 0.
    pub fn dirichlet(&mut self, parameters: &[f64]) -> Vec<f64> {
        let logs: Vec<f64> = parameters
            .iter()
            .map(|a| if *a > 0.0 { self.log_gamma(*a) } else { f64::NEG_INFINITY })
            .collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts: Vec<f64> = logs
            .iter()
            .map(|log| if log.is_finite() { libm::exp(log - top) } else { 0.0 })
            .collect();
        let sum: f64 = parts.iter().sum();
        parts.iter().map(|part| if sum > 0.0 { part / sum } else { 0.0 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dirichlet_means_and_variances_are_those_of_the_book() {
        let parameters = [0.5, 10.0, 39.5, 0.0];
        let (n, sum) = (20_000, 50.0);
        let draws: Vec<Vec<f64>> = (0..n).map(|d| Dice::new(7, d).dirichlet(&parameters)).collect();
        for (at, a) in parameters.iter().enumerate() {
            let mean = draws.iter().map(|d| d[at]).sum::<f64>() / n as f64;
            let square = draws.iter().map(|d| d[at] * d[at]).sum::<f64>() / n as f64;
            let expected = a / sum;
            let variance = expected * (1.0 - expected) / (sum + 1.0);
            assert!((mean - expected).abs() < 4.0 * (variance / n as f64).sqrt() + 1e-12);
            assert!((square - mean * mean - variance).abs() < 0.05 * variance + 1e-12);
        }
        assert!(draws.iter().all(|d| (d.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn a_stream_is_always_the_same() {
        let roll = |stream| Dice::new(1, stream).uniform();
        assert_eq!(roll(3), roll(3));
        assert_ne!(roll(3), roll(4));
    }
}
