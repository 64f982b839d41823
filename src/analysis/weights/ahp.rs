//! Weights from judgements in pairs: Saaty's analytic hierarchy process.

/// What a matrix of judgements says.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// The principal eigenvector, adding up to 1.
    pub weights: Vec<f64>,
    /// The principal eigenvalue; n for a matrix that contradicts itself nowhere.
    pub lambda: f64,
    /// (λ - n) / (n - 1)
    pub consistency_index: f64,
    /// The index over that of random judgements; above 0.1 Saaty asks to judge again. 0 below
    /// three things: two cannot contradict each other.
    pub consistency_ratio: f64,
    /// The judgement furthest from what the weights say: (row, column, stated, implied).
    pub least_consistent: Option<(usize, usize, f64, f64)>,
}

/// Mean consistency index of random matrices of 1 to 15 things (Saaty 1980; 0.58 ... 1.59).
pub fn random_index(n: usize) -> f64 {
    const INDEX: [f64; 16] = [
        0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
    ];
    INDEX.get(n).copied().unwrap_or(1.59)
}

/// More turns than any positive matrix needs.
const TURNS: usize = 10_000;

/// The eigenvector method (Saaty 1977, 1980) by power iteration. `judgements[i][j]` says how many
/// times as important i is as j; it must be positive, 1 on the diagonal and reciprocal.
pub fn ahp(judgements: &[Vec<f64>]) -> Ahp {
    let n = judgements.len();
    let mut weights = vec![1.0 / n as f64; n];
    let mut lambda = n as f64;
    for _ in 0..TURNS {
        let product: Vec<f64> = judgements
            .iter()
            .map(|row| row.iter().zip(&weights).map(|(a, w)| a * w).sum())
            .collect();
        lambda = product.iter().sum();
        let next: Vec<f64> = product.iter().map(|x| x / lambda).collect();
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < 1e-15 {
            break;
        }
    }
    let consistency_index =
        if n > 1 { ((lambda - n as f64) / (n - 1) as f64).max(0.0) } else { 0.0 };
    let consistency_ratio = if n > 2 { consistency_index / random_index(n) } else { 0.0 };
    Ahp {
        least_consistent: least_consistent(judgements, &weights),
        weights,
        lambda,
        consistency_index,
        consistency_ratio,
    }
}

/// The pair with the largest |ln(a wⱼ / wᵢ)| (Saaty 2003: the error term that weighs most).
fn least_consistent(judgements: &[Vec<f64>], weights: &[f64]) -> Option<(usize, usize, f64, f64)> {
    let mut worst: Option<(f64, (usize, usize, f64, f64))> = None;
    for i in 0..judgements.len() {
        for j in i + 1..judgements.len() {
            let (stated, implied) = (judgements[i][j], weights[i] / weights[j]);
            let error = libm::log(stated / implied).abs();
            if error > worst.map_or(1e-9, |(most, _)| most) {
                worst = Some((error, (i, j, stated, implied)));
            }
        }
    }
    worst.map(|(_, pair)| pair)
}
