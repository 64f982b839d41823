//! Symmetric matrices of a size that a person can read: eigenvalues, inverse. Owns the arithmetic;
//! a dimension has a dozen indicators, so a short exact method beats a large dependency.

/// A square symmetric matrix, row by row.
pub type Symmetric = Vec<Vec<f64>>;

/// Eigenvalues, largest first, each with its eigenvector of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// Descending.
    pub values: Vec<f64>,
    /// `vectors[k]` belongs to `values[k]`; its largest entry is positive.
    pub vectors: Vec<Vec<f64>>,
}

/// Sweeps of rotations until what is off the diagonal is dust; ten are plenty for any real matrix.
const SWEEPS: usize = 64;

/// The cyclic Jacobi method (Golub and Van Loan, Matrix Computations, 8.5).
pub fn eigen(matrix: &Symmetric) -> Eigen {
    let n = matrix.len();
    let mut a = matrix.clone();
    let mut v: Vec<Vec<f64>> = (0..n).map(|i| unit(n, i)).collect();
    let scale: f64 = a.iter().flatten().map(|x| x * x).sum();
    for _ in 0..SWEEPS {
        let off: f64 =
            (0..n).flat_map(|p| (0..p).map(move |q| (p, q))).map(|(p, q)| a[p][q] * a[p][q]).sum();
        if off <= scale * 1e-32 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| a[*j][*j].total_cmp(&a[*i][*i]));
    let values = order.iter().map(|i| a[*i][*i]).collect();
    let vectors = order.iter().map(|k| upright((0..n).map(|i| v[i][*k]).collect())).collect();
    Eigen { values, vectors }
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|i| f64::from(u8::from(i == at))).collect()
}

/// One rotation that makes `a[p][q]` zero.
fn rotate(a: &mut Symmetric, v: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let t = sign / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for column in 0..a.len() {
        let (x, y) = (a[p][column], a[q][column]);
        (a[p][column], a[q][column]) = (c * x - s * y, s * x + c * y);
    }
    for row in v.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
}

/// Of the two directions of an eigenvector the one whose largest entry is positive.
fn upright(mut vector: Vec<f64>) -> Vec<f64> {
    let largest =
        vector.iter().copied().fold(0.0, |m: f64, x| if x.abs() > m.abs() + 1e-12 { x } else { m });
    if largest < 0.0 {
        vector.iter_mut().for_each(|x| *x = -*x);
    }
    vector
}

/// The inverse through the eigenvalues; nothing when the smallest is below 1e-10 of the largest:
/// some column then is a combination of the others.
pub fn inverse(eigen: &Eigen) -> Option<Symmetric> {
    let largest = eigen.values.first().copied()?;
    if eigen.values.iter().any(|value| *value <= largest * 1e-10) {
        return None;
    }
    let n = eigen.values.len();
    let entry = |i: usize, j: usize| -> f64 {
        (0..n).map(|k| eigen.vectors[k][i] * eigen.vectors[k][j] / eigen.values[k]).sum()
    };
    Some((0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_matrix() {
        // Eigenvalues 1, 2 and 4 by construction.
        let matrix = vec![vec![2.0, 0.0, 0.0], vec![0.0, 2.5, 1.5], vec![0.0, 1.5, 2.5]];
        let eigen = eigen(&matrix);
        for (value, expected) in eigen.values.iter().zip([4.0, 2.0, 1.0]) {
            assert!((value - expected).abs() < 1e-12);
        }
        let inverse = inverse(&eigen).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..3).map(|k| matrix[i][k] * inverse[k][j]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_singular_matrix_has_no_inverse() {
        assert_eq!(inverse(&eigen(&vec![vec![1.0, 1.0], vec![1.0, 1.0]])), None);
    }
}
