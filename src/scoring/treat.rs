//! What is done to outliers before a data-driven rule. Owns the treatments; each is fitted once on
//! the peers and then applied to any value, so that it can be replayed.

use serde::{Deserialize, Serialize};

use super::statistics::{quantile, skew_kurtosis};
use crate::scheme::rule::Treat;

/// A fitted treatment: clip, then take the logarithm of `x - shift`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Treatment {
    /// Values below are set to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Values above are set to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Logarithm of `x - shift` instead of `x`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_shift: Option<f64>,
}

impl Treatment {
    /// The treated value. Every value is treated: one below a fitted logarithm's reach is clipped
    /// to it first.
    pub fn apply(&self, value: f64) -> f64 {
        let mut value = value;
        if let Some(low) = self.low {
            value = value.max(low);
        }
        if let Some(high) = self.high {
            value = value.min(high);
        }
        match self.log_shift {
            Some(shift) => logarithm_above(value, shift),
            None => value,
        }
    }
}

/// Fits a treatment on the peers' values, ascending and not empty.
pub fn fit(treat: &Treat, sorted: &[f64]) -> Treatment {
    match *treat {
        Treat::Winsorise(low, high) => clip(quantile(sorted, low), quantile(sorted, high)),
        Treat::Iqr(times) => {
            let (q1, q3) = (quantile(sorted, 0.25), quantile(sorted, 0.75));
            let reach = times * (q3 - q1);
            clip((q1 - reach).max(f64::MIN), (q3 + reach).min(f64::MAX))
        }
        Treat::Log => logarithm(sorted),
        Treat::SkewKurtosis { skew, kurtosis, max_points } => {
            skew_treatment(sorted, skew, kurtosis, max_points)
        }
    }
}

fn clip(low: f64, high: f64) -> Treatment {
    Treatment { low: Some(low), high: Some(high), log_shift: None }
}

/// `ln(x)` where every value is positive; else `ln(x - min + 0.01 (max - min))`, as COINr's
/// `log_CT`, so that zero and negative values keep their order.
fn logarithm(sorted: &[f64]) -> Treatment {
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    let shift = if min > 0.0 { 0.0 } else { shift_below(min, max) };
    Treatment { low: Some(min), high: None, log_shift: Some(shift) }
}

/// `min - 0.01 (max - min)`, and below `min` even where that difference is lost in rounding (a
/// spread of nothing, or of the last digit of large numbers).
fn shift_below(min: f64, max: f64) -> f64 {
    let spread = if max > min { max - min } else { 1.0 };
    let shift = (min - 0.01 * spread).max(f64::MIN);
    if shift < min { shift } else { min.next_down().max(f64::MIN) }
}

/// `ln(value - shift)`, finite for every value above the shift.
fn logarithm_above(value: f64, shift: f64) -> f64 {
    let above = value - shift;
    if above.is_finite() {
        return libm::log(above.max(f64::MIN_POSITIVE));
    }
    libm::log(value / 2.0 - shift / 2.0) + std::f64::consts::LN_2
}

/// Winsorises one extreme at a time, on the side of the skew, all that are level together, until
/// |skew| or kurtosis passes or `max` values have been moved; if it still fails, the logarithm of
/// the original instead (COINr 1.1: `Treat`, `winsorise`, `log_CT`; OECD/JRC Handbook, step 4).
fn skew_treatment(sorted: &[f64], skew: f64, kurtosis: f64, max: usize) -> Treatment {
    let passes =
        |numbers: &[f64]| skew_kurtosis(numbers).map(|(s, k)| s.abs() < skew || k < kurtosis);
    if passes(sorted) != Some(false) {
        return Treatment::default();
    }
    let mut moved = sorted.to_vec();
    let (mut low, mut high) = (0, 0);
    while low + high < max && passes(&moved) == Some(false) {
        let right = skew_kurtosis(&moved).is_some_and(|(s, _)| s >= 0.0);
        if right {
            let top = moved[moved.len() - 1];
            let level = moved.iter().rev().take_while(|x| **x == top).count();
            let next = moved[moved.len() - 1 - level];
            let from = moved.len() - level;
            moved[from..].fill(next);
            high = level;
        } else {
            let bottom = moved[0];
            let level = moved.iter().take_while(|x| **x == bottom).count();
            let next = moved[level];
            moved[..level].fill(next);
            low = level;
        }
    }
    if passes(&moved) == Some(true) {
        let last = moved[moved.len() - 1];
        Treatment {
            low: (moved[0] > sorted[0]).then_some(moved[0]),
            high: (last < sorted[sorted.len() - 1]).then_some(last),
            log_shift: None,
        }
    } else {
        let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
        Treatment { low: Some(min), high: None, log_shift: Some(shift_below(min, max)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn treated(numbers: &[f64], max: usize) -> Treatment {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        skew_treatment(&sorted, 2.0, 3.5, max)
    }

    #[test]
    fn one_point_is_enough() {
        let powers: Vec<f64> = (0..10).map(|k| 4f64.powi(k)).collect();
        let treatment = treated(&powers, 1);
        assert_eq!((treatment.low, treatment.high), (None, Some(65536.0)));
    }

    #[test]
    fn the_low_side_is_treated_too() {
        let mut numbers: Vec<f64> = (91..=100).map(f64::from).collect();
        numbers.extend([70.0, 0.0]);
        let treatment = treated(&numbers, 5);
        assert_eq!((treatment.low, treatment.high), (Some(70.0), None));
    }

    #[test]
    fn equals_move_together_and_may_overshoot() {
        let mut numbers: Vec<f64> = (1..=30).map(f64::from).collect();
        numbers.extend([100.0, 400.0, 400.0, 400.0, 1000.0]);
        assert_eq!(treated(&numbers, 2).high, Some(100.0));
    }

    #[test]
    fn what_winsorising_cannot_mend_is_logged() {
        let powers: Vec<f64> = (0..20).map(|k| 3f64.powi(k)).collect();
        let treatment = treated(&powers, 1);
        assert!(treatment.log_shift.is_some());
        assert_eq!(treatment.high, None);
    }

    #[test]
    fn one_winsorised_to_a_constant_is_logged() {
        let mut numbers = vec![0.0; 60];
        numbers.push(5.0);
        assert!(treated(&numbers, 5).log_shift.is_some());
    }
}
