//! Gini weights.

use super::normalised;
use crate::analysis::columns::{Columns, spread};

/// w ∝ the Gini coefficient Σᵢ Σⱼ |xᵢ - xⱼ| / (2 n² x̄) of the column (Li and Chi 2009, to whom
/// scikit-criteria's `GiniWeighter` refers too), from the sorted column as Σ (2i - n - 1) xᵢ / (n Σx).
/// Numbers must not be negative. Constant columns have no weight; nothing when all are so.
pub fn gini(columns: &Columns) -> Option<Vec<f64>> {
    let of_column = |column: &Vec<f64>| {
        let sum: f64 = column.iter().sum();
        if sum <= 0.0 || spread(column) <= 0.0 {
            return 0.0;
        }
        let mut sorted = column.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let places = sorted.iter().enumerate();
        let weighted: f64 = places.map(|(i, x)| (2.0 * (i + 1) as f64 - n - 1.0) * x).sum();
        weighted / (n * sum)
    };
    normalised(columns.0.iter().map(of_column).collect())
}
