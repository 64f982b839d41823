//! A table of numbers without gaps: one column per criterion, one row per unit. Owns what methods
//! need to know of a column; must not know firms or schemes.

use super::correlation::Coefficient;
use super::eigen::Symmetric;
use super::spread::bounds;
pub use super::spread::spread;

/// Columns of one length; every number is finite.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns(pub Vec<Vec<f64>>);

impl Columns {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }

    /// Which columns hold one value only.
    pub fn constant(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|at| spread(&self.0[*at]) <= 0.0).collect()
    }

    /// Every column to [0, 1] between its smallest and largest; a constant one to 0.
    pub fn min_max(&self) -> Columns {
        let scale = |column: &Vec<f64>| {
            let (low, high) = bounds(column);
            let width = if spread(column) > 0.0 { high - low } else { f64::INFINITY };
            column.iter().map(|x| (x - low) / width).collect()
        };
        Columns(self.0.iter().map(scale).collect())
    }

    /// Correlations of every column with every other; 0 with a constant one, 1 on the diagonal.
    pub fn correlations(&self, coefficient: Coefficient) -> Symmetric {
        let k = self.0.len();
        let mut matrix = vec![vec![1.0; k]; k];
        let pairs = (0..k).flat_map(|i| (0..i).map(move |j| (i, j)));
        for (i, j) in pairs {
            let r = coefficient.of(&self.0[i], &self.0[j]).map_or(0.0, |c| c.value);
            (matrix[i][j], matrix[j][i]) = (r, r);
        }
        matrix
    }
}

/// Arithmetic mean; 0 of nothing.
pub fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 }
}

/// Sample variance (n - 1); 0 for fewer than two numbers.
pub fn variance(numbers: &[f64]) -> f64 {
    if numbers.len() < 2 {
        return 0.0;
    }
    let mean = mean(numbers);
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (numbers.len() - 1) as f64
}

/// Sample covariance (n - 1); 0 for fewer than two pairs.
pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    if x.len() < 2 {
        return 0.0;
    }
    let (mx, my) = (mean(x), mean(y));
    let products: f64 = x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum();
    products / (x.len() - 1) as f64
}
