//! CRITIC weights.

use super::normalised;
use crate::analysis::columns::{Columns, variance};
use crate::analysis::correlation::Coefficient;

/// w ∝ σ Σ(1 - r) over the other columns (Diakoulaki, Mavrotas and Papayannakis 1995). The columns
/// must be scaled to [0, 1] and point in one direction, larger is better, as in scikit-criteria.
/// Constant columns have no weight; nothing when all are so.
pub fn critic(columns: &Columns, coefficient: Coefficient) -> Option<Vec<f64>> {
    let r = columns.correlations(coefficient);
    let of_column = |at: usize| {
        let conflict: f64 = r[at].iter().map(|r| 1.0 - r).sum();
        variance(&columns.0[at]).sqrt() * conflict
    };
    // One column alone is in conflict with nothing, and still all there is.
    if columns.0.len() == 1 {
        return (variance(&columns.0[0]) > 0.0).then(|| vec![1.0]);
    }
    normalised((0..columns.0.len()).map(of_column).collect())
}
