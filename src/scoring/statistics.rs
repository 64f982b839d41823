//! Statistics of a column, each with its formula and source. Must not know what is measured.

/// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996; the default of
/// R, numpy and Excel's PERCENTILE.INC). `sorted` ascends and is not empty; `q` in [0, 1].
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    between(sorted[below], sorted[above], place - below as f64)
}

/// The same of numbers in any order, which it puts partly in order.
pub fn quantile_unsorted(numbers: &mut [f64], q: f64) -> f64 {
    let place = q * (numbers.len() - 1) as f64;
    let below = place.floor() as usize;
    let (_, low, above) = numbers.select_nth_unstable_by(below, f64::total_cmp);
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(*low);
    between(*low, high, place - below as f64)
}

fn between(low: f64, high: f64, part: f64) -> f64 {
    let span = high - low;
    if span.is_finite() { low + span * part } else { low * (1.0 - part) + high * part }
}

/// How far `value` has come on the way from `from` to `to`, unclipped; the ends differ.
pub fn part_of_way(value: f64, from: f64, to: f64) -> f64 {
    let way = to - from;
    if way.is_finite() {
        return (value - from) / way;
    }
    // The halves of the largest numbers can still be subtracted.
    (value / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0)
}

/// Arithmetic mean, summed in the order of `sorted` so that row order does not matter. Numbers that
/// are all the same have exactly themselves as mean.
pub fn mean(sorted: &[f64]) -> f64 {
    if is_constant(sorted) {
        return sorted.first().copied().unwrap_or_default();
    }
    let n = sorted.len() as f64;
    let sum = sorted.iter().sum::<f64>();
    if sum.is_finite() { sum / n } else { sorted.iter().map(|x| x / n).sum() }
}

/// Whether all numbers are the same; of ten times 0.1 the computed mean is not 0.1.
fn is_constant(numbers: &[f64]) -> bool {
    numbers.windows(2).all(|pair| pair[0] == pair[1])
}

/// Numbers divided by the largest in size, and that size: powers of what is left neither overflow
/// nor vanish. Nothing where all are 0.
fn tamed(numbers: &[f64]) -> Option<(Vec<f64>, f64)> {
    let size = numbers.iter().fold(0.0f64, |size, x| size.max(x.abs()));
    (size > 0.0).then(|| (numbers.iter().map(|x| x / size).collect(), size))
}

/// Sample standard deviation (n - 1); 0 for fewer than two numbers and for a constant column.
pub fn standard_deviation(sorted: &[f64]) -> f64 {
    if sorted.len() < 2 || is_constant(sorted) {
        return 0.0;
    }
    let plain = deviation_of(sorted);
    if plain.is_finite() && plain > 0.0 {
        return plain;
    }
    tamed(sorted).map_or(0.0, |(tamed, size)| (deviation_of(&tamed) * size).min(f64::MAX))
}

fn deviation_of(numbers: &[f64]) -> f64 {
    let mean = mean(numbers);
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (numbers.len() - 1) as f64).sqrt()
}

/// Sample-adjusted skewness and excess kurtosis (type 2 of Joanes and Gill 1998, as in Excel and
/// COINr). Nothing for fewer than four numbers or a constant column.
pub fn skew_kurtosis(numbers: &[f64]) -> Option<(f64, f64)> {
    if numbers.len() < 4 || is_constant(numbers) {
        return None;
    }
    let finite = |(skew, kurtosis): &(f64, f64)| skew.is_finite() && kurtosis.is_finite();
    let plain = shape(numbers).filter(finite);
    // The shape does not depend on the unit.
    plain.or_else(|| shape(&tamed(numbers)?.0).filter(finite))
}

fn shape(numbers: &[f64]) -> Option<(f64, f64)> {
    let n = numbers.len() as f64;
    let mean = mean(numbers);
    let moment = |power: i32| numbers.iter().map(|x| (x - mean).powi(power)).sum::<f64>();
    let (m2, m3, m4) = (moment(2), moment(3), moment(4));
    if m2 <= 0.0 {
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
        for q in [0.0, 0.01, 0.25, 0.5, 0.99, 1.0] {
            let mut mixed = [9.0, -1.0, 4.5, 4.5, 0.0, 1e300, -1e300];
            let mut ascending = mixed;
            ascending.sort_by(f64::total_cmp);
            assert_eq!(quantile_unsorted(&mut mixed, q), quantile(&ascending, q));
        }
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
    fn numbers_of_any_size_have_statistics() {
        let huge = [-1e300, 2e299, 1e300];
        assert!((mean(&huge) / 6.666666666666667e298 - 1.0).abs() < 1e-12);
        assert!((standard_deviation(&huge) / 1.0066445913694333e300 - 1.0).abs() < 1e-12);
        assert_eq!(quantile(&[-1.5e308, 1.5e308], 0.5), 0.0);
        assert_eq!(mean(&[1.7e308, 1.75e308]), 1.725e308);
        let tiny: Vec<f64> = (0..10).map(|k| 4f64.powi(k) * 1e-300).collect();
        assert!((skew_kurtosis(&tiny).unwrap().0 - 2.8486297594750485).abs() < 1e-12);
        assert!(standard_deviation(&tiny) > 0.0);
        assert_eq!(part_of_way(0.0, -1.7e308, 1.7e308), 0.5);
    }

    #[test]
    fn equals_are_constant_though_their_sum_is_rounded() {
        let tenths = [0.1; 10];
        assert_eq!((mean(&tenths), standard_deviation(&tenths)), (0.1, 0.0));
        assert_eq!(skew_kurtosis(&tenths), None);
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
