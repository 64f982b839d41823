//! Rules that scale: min-max, z-score, the log-normal curve.

use crate::scheme::rule::{Bound, MinMax};
use crate::scoring::params::Fit;
use crate::scoring::statistics::part_of_way;

/// Φ⁻¹(0.9): the score that nine tenths of a normal population stay below.
const UPPER_TENTH: f64 = 1.281_551_565_544_600_4;

/// `floor + (1 - floor) (x - from) / (to - from)`, clipped; from the top down when low is good.
/// With `log`, of logarithms; a value that has none stands at the lower goalpost. Where the
/// goalposts fall together, a value at or above `to` has 1 (at or below, when low is good) and any
/// other the floor.
pub fn min_max(rule: &MinMax, fit: Option<&Fit>, value: f64) -> Option<f64> {
    let place = |bound: Bound, fitted: Option<f64>| match bound {
        Bound::At(at) => Some(at),
        Bound::Quantile(_) => fitted,
    };
    let from = place(rule.from, fit.and_then(|fit| fit.from))?;
    let to = place(rule.to, fit.and_then(|fit| fit.to))?;
    let part = if from >= to {
        let at_best = if rule.lower_is_better { value <= from } else { value >= to };
        f64::from(u8::from(at_best))
    } else {
        let up = position(rule.log, from, to, value);
        if rule.lower_is_better { 1.0 - up } else { up }
    };
    Some(rule.floor + (1.0 - rule.floor) * part)
}

fn position(log: bool, from: f64, to: f64, value: f64) -> f64 {
    let value = value.clamp(from, to);
    if !log {
        return part_of_way(value, from, to);
    }
    if value <= 0.0 || from <= 0.0 {
        return f64::from(u8::from(value >= to));
    }
    let (low, high) = (libm::log(from), libm::log(to));
    // Neighbouring large numbers can have the same logarithm.
    if low >= high { part_of_way(value, from, to) } else { (libm::log(value) - low) / (high - low) }
}

/// Φ((x - mean) / deviation), the score cut at ± cap; one half in a constant column.
pub fn z_score(fit: &Fit, value: f64, lower_is_better: bool, cap: f64) -> Option<f64> {
    let (mean, deviation) = (fit.mean?, fit.deviation?);
    let score = if deviation > 0.0 { (value - mean) / deviation } else { 0.0 };
    let score = if lower_is_better { -score } else { score };
    Some(normal(score.clamp(-cap, cap)))
}

/// The log-normal distribution function through (median, 0.5) and (p10, 0.9); it falls when p10 is
/// below the median. A value of zero or less stands at the low end.
pub fn curve(median: f64, p10: f64, value: f64) -> f64 {
    let sigma = libm::log(p10 / median) / UPPER_TENTH;
    if value <= 0.0 {
        return if sigma > 0.0 { 0.0 } else { 1.0 };
    }
    normal(libm::log(value / median) / sigma)
}

/// Φ, by the complementary error function of `libm` (exact to the last digit and so without a step
/// back; rational approximations in pieces can fall by 5e-11 where two pieces meet).
fn normal(score: f64) -> f64 {
    0.5 * libm::erfc(-score * std::f64::consts::FRAC_1_SQRT_2)
}
