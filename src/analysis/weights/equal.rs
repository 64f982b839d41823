//! Equal weights.

/// w = 1 / k (OECD/JRC Handbook 2008, step 6): the honest choice where nothing speaks for another.
pub fn equal(k: usize) -> Vec<f64> {
    vec![1.0 / k as f64; k]
}
