//! Points as whole units of the last decimal. Owns rounding; must not know what is rounded.

/// Half away from zero (四舍五入) to whole units of the last decimal. A number that misses a half by
/// less than 1e-12 of itself is one: 1.005 is 1.00499999999999989 in floating point.
pub fn scaled(points: f64, decimals: u32) -> i64 {
    let size = points.abs() * power_of_ten(decimals);
    // Of a number that is not negative the conversion takes the whole part.
    let whole = (size + (size * 1e-12).min(1e-3) + 0.5) as i64;
    if points < 0.0 { -whole } else { whole }
}

/// Units of the last decimal as a number.
pub fn unscaled(units: i64, decimals: u32) -> f64 {
    units as f64 / power_of_ten(decimals)
}

fn power_of_ten(decimals: u32) -> f64 {
    const POWERS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    POWERS.get(decimals as usize).copied().unwrap_or_else(|| 10f64.powi(decimals as i32))
}
