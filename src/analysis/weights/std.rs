//! Standard-deviation weights.

use super::normalised;
use crate::analysis::columns::{Columns, spread, variance};

/// w ∝ the sample standard deviation of the column (Diakoulaki et al. 1995): what does not vary
/// tells nobody apart. The columns must be on one scale for this to mean anything. Nothing when
/// all are constant.
pub fn std(columns: &Columns) -> Option<Vec<f64>> {
    let of_column = |column: &Vec<f64>| {
        if spread(column) > 0.0 { variance(column).sqrt() } else { 0.0 }
    };
    normalised(columns.0.iter().map(of_column).collect())
}
