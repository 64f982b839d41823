//! Weights from principal components.

use super::normalised;
use crate::analysis::columns::Columns;
use crate::analysis::correlation::Coefficient;
use crate::analysis::eigen::eigen;

/// w ∝ the communality Σₖ λₖ vₖ² of the column over the components with λ ≥ 1 (Kaiser 1960), at
/// least one: the part of the column's variance that the main components hold. A rotation of the
/// components (OECD/JRC Handbook 2008, step 6) leaves it as it is. Constant columns have no weight;
/// nothing when all are so. Where no columns are correlated there is one component per column, and
/// all weigh the same.
pub fn pca(columns: &Columns) -> Option<Vec<f64>> {
    let constant = columns.constant();
    let varied: Vec<usize> = (0..columns.0.len()).filter(|at| !constant.contains(at)).collect();
    if varied.is_empty() {
        return None;
    }
    let part = Columns(varied.iter().map(|at| columns.0[*at].clone()).collect());
    let eigen = eigen(&part.correlations(Coefficient::Pearson));
    // A bound just under 1: uncorrelated columns have eigenvalues of 1 to the last bit but one.
    let kept = eigen.values.iter().filter(|value| **value >= 1.0 - 1e-9).count().max(1);
    let mut parts = vec![0.0; columns.0.len()];
    for (place, at) in varied.iter().enumerate() {
        parts[*at] = (0..kept)
            .map(|k| eigen.values[k] * eigen.vectors[k][place] * eigen.vectors[k][place])
            .sum();
    }
    normalised(parts)
}
