//! Whether the parts of a dimension measure one thing: Cronbach's alpha, principal components,
//! Kaiser-Meyer-Olkin. Owns the formulas; must not know what the parts are.

use super::columns::{Columns, variance};
use super::correlation::Coefficient;
use super::eigen::{eigen, inverse};
use super::spread::spread;

/// What the parts have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// Rows.
    pub rows: usize,
    /// Parts that vary; constant ones are left out of everything here.
    pub parts: usize,
    /// Cronbach's alpha, k / (k - 1) (1 - Σ var(x) / var(Σ x)) (Cronbach 1951).
    pub alpha: Option<f64>,
    /// Kaiser-Meyer-Olkin, Σ r² / (Σ r² + Σ p²) over pairs, p the partial correlations (Kaiser
    /// 1974); nothing where the correlation matrix has no inverse.
    pub kmo: Option<f64>,
    /// Whether that was the reason.
    pub singular: bool,
    /// Eigenvalues of the correlation matrix, largest first; they add up to the number of parts.
    pub eigenvalues: Vec<f64>,
    /// Loadings of the parts on the first component: √λ times the eigenvector; 0 for constants.
    pub loadings: Vec<f64>,
}

/// Measures; nothing with fewer than three rows or two parts that vary.
pub fn reliability(columns: &Columns) -> Option<Reliability> {
    let constant = columns.constant();
    let varied: Vec<usize> = (0..columns.0.len()).filter(|at| !constant.contains(at)).collect();
    if columns.rows() < 3 || varied.len() < 2 {
        return None;
    }
    let part = Columns(varied.iter().map(|at| columns.0[*at].clone()).collect());
    let r = part.correlations(Coefficient::Pearson);
    let spectrum = eigen(&r);
    let inverse = inverse(&spectrum);
    let mut loadings = vec![0.0; columns.0.len()];
    for (place, at) in varied.iter().enumerate() {
        loadings[*at] = spectrum.values[0].max(0.0).sqrt() * spectrum.vectors[0][place];
    }
    let kmo = inverse.as_ref().and_then(|inverse| {
        let (mut simple, mut partial) = (0.0, 0.0);
        for i in 0..varied.len() {
            for j in (0..varied.len()).filter(|j| *j != i) {
                let p = -inverse[i][j] / (inverse[i][i] * inverse[j][j]).sqrt();
                simple += r[i][j] * r[i][j];
                partial += p * p;
            }
        }
        (simple + partial > 0.0).then(|| simple / (simple + partial))
    });
    Some(Reliability {
        rows: columns.rows(),
        parts: varied.len(),
        alpha: alpha(&part),
        kmo,
        singular: inverse.is_none(),
        eigenvalues: spectrum.values,
        loadings,
    })
}

fn alpha(columns: &Columns) -> Option<f64> {
    let k = columns.0.len() as f64;
    let sums: Vec<f64> =
        (0..columns.rows()).map(|row| columns.0.iter().map(|column| column[row]).sum()).collect();
    let (each, whole) = (columns.0.iter().map(|c| variance(c)).sum::<f64>(), variance(&sums));
    (spread(&sums) > 0.0).then(|| k / (k - 1.0) * (1.0 - each / whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two parts with correlation r: alpha = 2r / (1 + r) when both vary alike; eigenvalues 1 ± r;
    /// with two parts the partial correlation is the correlation, so KMO is one half.
    #[test]
    fn two_parts_by_hand() {
        let columns = Columns(vec![vec![1.0, 2.0, 3.0, 4.0], vec![2.0, 1.0, 4.0, 3.0]]);
        let found = reliability(&columns).unwrap();
        let r = 0.6;
        assert!((found.alpha.unwrap() - 2.0 * r / (1.0 + r)).abs() < 1e-12);
        assert!((found.eigenvalues[0] - 1.6).abs() < 1e-12);
        assert!((found.eigenvalues[1] - 0.4).abs() < 1e-12);
        assert!((found.kmo.unwrap() - 0.5).abs() < 1e-12);
        assert!((found.loadings[0] - 0.8f64.sqrt()).abs() < 1e-12);
    }

    /// What one part gives the other takes: the sum does not vary, but for rounding.
    #[test]
    fn opposites_have_no_alpha() {
        let x: Vec<f64> = (1..20).map(|i| f64::from(i) / 30.0).collect();
        let y = x.iter().map(|x| 0.9 - x).collect();
        assert_eq!(reliability(&Columns(vec![x, y])).unwrap().alpha, None);
    }

    #[test]
    fn a_repeated_part_is_singular_and_a_constant_one_left_out() {
        let x = vec![1.0, 2.0, 3.0, 5.0];
        let found = reliability(&Columns(vec![x.clone(), x.clone(), vec![7.0; 4]])).unwrap();
        assert!(found.singular && found.kmo.is_none());
        assert_eq!((found.parts, found.loadings[2]), (2, 0.0));
        assert!((found.alpha.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(reliability(&Columns(vec![x, vec![7.0; 4]])), None);
    }
}
