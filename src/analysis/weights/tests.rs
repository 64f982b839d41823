//! Weights against other people's numbers and by hand.

use super::*;

fn near(actual: f64, expected: f64, tolerance: f64) -> bool {
    (actual - expected).abs() <= tolerance
}

/// "Which house to buy": Saaty, How to make a decision, EJOR 48 (1990), table 4.
#[test]
fn saatys_house() {
    let matrix = [
        [1.0, 5.0, 3.0, 7.0, 6.0, 6.0, 1.0 / 3.0, 1.0 / 4.0],
        [1.0 / 5.0, 1.0, 1.0 / 3.0, 5.0, 3.0, 3.0, 1.0 / 5.0, 1.0 / 7.0],
        [1.0 / 3.0, 3.0, 1.0, 6.0, 3.0, 4.0, 6.0, 1.0 / 5.0],
        [1.0 / 7.0, 1.0 / 5.0, 1.0 / 6.0, 1.0, 1.0 / 3.0, 1.0 / 4.0, 1.0 / 7.0, 1.0 / 8.0],
        [1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 3.0, 1.0, 1.0 / 2.0, 1.0 / 5.0, 1.0 / 6.0],
        [1.0 / 6.0, 1.0 / 3.0, 1.0 / 4.0, 4.0, 2.0, 1.0, 1.0 / 5.0, 1.0 / 6.0],
        [3.0, 5.0, 1.0 / 6.0, 7.0, 5.0, 5.0, 1.0, 1.0 / 2.0],
        [4.0, 7.0, 5.0, 8.0, 6.0, 6.0, 2.0, 1.0],
    ];
    let rows: Vec<Vec<f64>> = matrix.iter().map(|row| row.to_vec()).collect();
    let found = ahp(&rows);
    let published = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333];
    for (weight, expected) in found.weights.iter().zip(published) {
        assert!(near(*weight, expected, 6e-4), "{found:?}");
    }
    assert!(near(found.lambda, 9.669, 6e-4), "{found:?}");
    assert!(near(found.consistency_index, 0.238, 6e-4), "{found:?}");
    assert!(near(found.consistency_ratio, 0.169, 6e-4), "{found:?}");
    // Saaty names the same judgement: neighbourhood against condition.
    assert_eq!(found.least_consistent.map(|(i, j, ..)| (i, j)), Some((2, 6)));
}

/// "Which drink is consumed more in the U.S.?": Saaty, Decision making with the AHP (2008).
#[test]
fn saatys_drinks() {
    let upper = [
        vec![9.0, 5.0, 2.0, 1.0, 1.0, 1.0 / 2.0],
        vec![1.0 / 3.0, 1.0 / 9.0, 1.0 / 9.0, 1.0 / 9.0, 1.0 / 9.0],
        vec![1.0 / 3.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 9.0],
        vec![1.0 / 2.0, 1.0, 1.0 / 3.0],
        vec![2.0, 1.0 / 2.0],
        vec![1.0 / 3.0],
    ];
    let mut rows = vec![vec![1.0; 7]; 7];
    for (i, row) in upper.iter().enumerate() {
        for (place, a) in row.iter().enumerate() {
            rows[i][i + 1 + place] = *a;
            rows[i + 1 + place][i] = 1.0 / a;
        }
    }
    let found = ahp(&rows);
    let published = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327];
    for (weight, expected) in found.weights.iter().zip(published) {
        assert!(near(*weight, expected, 6e-4), "{found:?}");
    }
    assert!(near(found.consistency_ratio, 0.022, 1.5e-3), "{found:?}");
}

#[test]
fn a_consistent_matrix_contradicts_itself_nowhere() {
    let weights = [0.5, 0.3, 0.2];
    let rows: Vec<Vec<f64>> =
        weights.iter().map(|a| weights.iter().map(|b| a / b).collect()).collect();
    let found = ahp(&rows);
    assert!(found.weights.iter().zip(weights).all(|(a, b)| near(*a, b, 1e-12)));
    assert!(near(found.lambda, 3.0, 1e-12) && near(found.consistency_ratio, 0.0, 1e-12));
    assert_eq!(found.least_consistent, None);
}

#[test]
fn uncorrelated_columns_weigh_the_same_under_pca() {
    let columns = Columns(vec![vec![1.0, 1.0, -1.0, -1.0], vec![1.0, -1.0, 1.0, -1.0]]);
    let weights = pca(&columns).unwrap();
    assert!(near(weights[0], 0.5, 1e-12) && near(weights[1], 0.5, 1e-12));
}

#[test]
fn a_constant_column_has_no_weight() {
    let columns = Columns(vec![vec![0.5; 4], vec![0.1, 0.4, 0.3, 0.2], vec![0.0; 4]]);
    for method in Method::ALL.into_iter().filter(|method| *method != Method::Equal) {
        let weights = method.weights(&columns).unwrap();
        assert!(near(weights[1], 1.0, 1e-12), "{method:?}: {weights:?}");
    }
    let constant = Columns(vec![vec![0.5; 4], vec![0.0; 4]]);
    for method in Method::ALL.into_iter().filter(|method| *method != Method::Equal) {
        assert_eq!(method.weights(&constant), None, "{method:?}");
    }
}
