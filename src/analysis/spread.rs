//! Whether numbers differ at all, by their smallest and largest: a summed variance of equal numbers
//! is rounding dust that grows with their count. Owns that question; must not know what they are.

/// Smallest and largest.
pub fn bounds(column: &[f64]) -> (f64, f64) {
    let low = column.iter().copied().fold(f64::INFINITY, f64::min);
    let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low, high)
}

/// Largest minus smallest; 0 of nothing, and where it is only rounding dust.
pub fn spread(column: &[f64]) -> f64 {
    let (low, high) = bounds(column);
    let width = high - low;
    let dust = column.is_empty() || width <= 1e-12 * low.abs().max(high.abs());
    if dust { 0.0 } else { width }
}
