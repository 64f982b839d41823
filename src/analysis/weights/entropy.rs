//! Entropy weights.

use super::normalised;
use crate::analysis::columns::{Columns, spread};

/// w ∝ 1 - e with e = -Σ p ln p / ln n and p = x / Σx per column (Shannon 1948; Hwang and Yoon
/// 1981), 0 ln 0 = 0 as in scikit-criteria. Numbers must not be negative. A constant column, and
/// one of zeros only, has no weight; nothing when all are so.
pub fn entropy(columns: &Columns) -> Option<Vec<f64>> {
    let n = columns.rows() as f64;
    let of_column = |column: &Vec<f64>| {
        let sum: f64 = column.iter().sum();
        if sum <= 0.0 || spread(column) <= 0.0 {
            return 0.0;
        }
        let parts = column.iter().map(|x| x / sum).filter(|p| *p > 0.0);
        let entropy = -parts.map(|p| p * libm::log(p)).sum::<f64>() / libm::log(n);
        (1.0 - entropy).max(0.0)
    };
    normalised(columns.0.iter().map(of_column).collect())
}
