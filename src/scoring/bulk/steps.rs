//! The points of a percentile as the few values at which they step: a value finds its points without
//! asking for its rank. Must not know whose values they are.

use super::NotBulk;
use super::keys::key;
use super::record::packed;
use crate::scheme::rule::{PercentileTies, Rule};
use crate::scoring::params::Fit;
use crate::scoring::rules;
use crate::scoring::treat::Treatment;
use crate::scoring::units::scaled;

/// Values from worst to best, and the points of whoever is beyond so many of them.
#[derive(Debug)]
pub(super) struct Steps {
    values: Vec<f64>,
    points: Vec<u16>,
    guide: Guide,
}

/// Where among ascending values to look, by the highest bits of a value that tell them apart: a
/// search through all of them waits for memory at each turn.
#[derive(Debug)]
struct Guide {
    least: u64,
    shift: u32,
    /// Per stretch of bits how many values lie before it; at last all.
    before: Vec<u32>,
}

/// The steps of a percentile; none for other rules, and where equals are counted half.
///
/// # Errors
/// [`NotBulk`] where points do not fit into a record.
pub(super) fn steps(
    rule: &Rule,
    fit: &Fit,
    maximum: f64,
    decimals: u32,
) -> Result<Option<Steps>, NotBulk> {
    let Rule::Percentile { lower_is_better: false, ties: PercentileTies::Min, .. } = rule else {
        return Ok(None);
    };
    if fit.treatment != Treatment::default() || fit.values.is_empty() {
        return Ok(None);
    }
    let of_value = |value: f64| {
        let share = rules::share(rule, Some(fit), value, maximum).unwrap_or(0.0);
        packed(scaled(share * maximum, decimals))
    };
    let (mut values, mut points) = (Vec::new(), vec![of_value(fit.values[0])?]);
    // Whoever is beyond a value has the points of the next one, or of all numbers beyond the last.
    for (at, value) in fit.values.iter().enumerate() {
        let beyond = of_value(fit.values.get(at + 1).copied().unwrap_or(f64::MAX))?;
        if points.last() != Some(&beyond) {
            values.push(*value);
            points.push(beyond);
        }
    }
    Ok(Some(Steps { guide: Guide::new(&values), values, points }))
}

impl Steps {
    /// The points of a value, which is not -0.
    pub fn points(&self, value: f64) -> u16 {
        self.points[self.guide.below(&self.values, value)]
    }
}

impl Guide {
    /// To ascending values, none of them -0.
    fn new(values: &[f64]) -> Self {
        let ends = values.first().zip(values.last()).map(|(first, last)| (key(*first), key(*last)));
        let (least, most) = ends.unwrap_or_default();
        let stretches = (2 * values.len()).next_power_of_two();
        let bits = u64::BITS - (most - least).leading_zeros();
        let shift = bits.saturating_sub(stretches.ilog2());
        let mut guide = Guide { least, shift, before: vec![0; stretches + 2] };
        for value in values {
            let stretch = guide.stretch(*value);
            guide.before[stretch + 1] += 1;
        }
        let mut sum = 0;
        for before in &mut guide.before {
            sum += *before;
            *before = sum;
        }
        guide
    }

    /// The stretch in which a value lies; all beyond the last lie in the last.
    fn stretch(&self, value: f64) -> usize {
        let nth = key(value).saturating_sub(self.least) >> self.shift;
        // There is one more, for what is beyond all values.
        (nth as usize).min(self.before.len() - 2)
    }

    /// How many of the values lie below a value.
    fn below(&self, values: &[f64], value: f64) -> usize {
        let stretch = self.stretch(value);
        let (from, to) = (self.before[stretch] as usize, self.before[stretch + 1] as usize);
        from + values[from..to].partition_point(|step| *step < value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_guide_finds_what_a_search_finds(
            values in prop::collection::vec(
                prop_oneof![
                    any::<f64>().prop_filter("a number", |x| !x.is_nan()),
                    (-30..30).prop_map(f64::from),
                    0.0..1e-9,
                ],
                0..60,
            ),
            further in any::<f64>().prop_filter("a number", |x| !x.is_nan()),
        ) {
            let mut values: Vec<f64> = values.into_iter().map(|value| value + 0.0).collect();
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            let guide = Guide::new(&values);
            let ends = [further + 0.0, f64::NEG_INFINITY, f64::INFINITY, f64::MAX, 0.0];
            for value in values.iter().copied().chain(ends) {
                let below = values.partition_point(|other| *other < value);
                prop_assert_eq!(guide.below(&values, value), below);
            }
        }
    }
}
