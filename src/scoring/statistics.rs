//! Statistics of a column, each with its formula and source. Must not know what is measured.

/// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996; the default of
/// R, numpy and Excel's PERCENTILE.INC). `sorted` ascends and is not empty; `q` in [0, 1].
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let (low, high) = (sorted[below], sorted[above]);
    low + (high - low) * (place - below as f64)
}

/// Arithmetic mean, summed in the order of `sorted` so that row order does not matter.
pub fn mean(sorted: &[f64]) -> f64 {
    sorted.iter().sum::<f64>() / sorted.len() as f64
}

/// Sample standard deviation (n - 1); 0 for fewer than two numbers.
pub fn standard_deviation(sorted: &[f64]) -> f64 {
    if sorted.len() < 2 {
        return 0.0;
    }
    let mean = mean(sorted);
    let squares: f64 = sorted.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (sorted.len() - 1) as f64).sqrt()
}

/// Sample-adjusted skewness and excess kurtosis (type 2 of Joanes and Gill 1998, as in Excel and
/// COINr). Nothing for fewer than four numbers or a constant column.
pub fn skew_kurtosis(numbers: &[f64]) -> Option<(f64, f64)> {
    let n = numbers.len() as f64;
    let mean = mean(numbers);
    let moment = |power: i32| numbers.iter().map(|x| (x - mean).powi(power)).sum::<f64>();
    let (m2, m3, m4) = (moment(2), moment(3), moment(4));
    if numbers.len() < 4 || m2 <= 0.0 {
        return None;
    }
    let g1 = n.sqrt() * m3 / (m2 * m2.sqrt());
    let skew = g1 * (n * (n - 1.0)).sqrt() / (n - 2.0);
    let ratio = n * m4 / (m2 * m2);
    let kurtosis = ((n + 1.0) * (ratio - 3.0) + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
    Some((skew, kurtosis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_as_excel_does() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 2.5);
        assert_eq!(quantile(&sorted, 0.25), 1.75);
        assert_eq!(quantile(&sorted, 1.0), 4.0);
        assert_eq!(quantile(&[7.0], 0.3), 7.0);
    }

    #[test]
    fn moments_match_coinr() {
        let powers: Vec<f64> = (0..10).map(|k| 4f64.powi(k)).collect();
        let (skew, kurtosis) = skew_kurtosis(&powers).unwrap();
        assert!((skew - 2.8486297594750485).abs() < 1e-12);
        assert!((kurtosis - 8.334019454272575).abs() < 1e-11);
        assert_eq!(skew_kurtosis(&[1.0, 1.0, 1.0, 1.0, 1.0]), None);
        assert_eq!(skew_kurtosis(&[1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn deviation_is_the_samples() {
        assert!(
            (standard_deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]) - 2.13808993529939)
                .abs()
                < 1e-12
        );
        assert_eq!(standard_deviation(&[3.0]), 0.0);
    }
}
