//! The points of a tiers rule in each stage, by how far up a value comes: asked of every firm while
//! its table is read.

use super::NotBulk;
use super::keys::{key, number};
use super::record::packed;
use crate::scheme::rule::Rule;
use crate::scheme::{Indicator, Missing};
use crate::scoring::rules;
use crate::scoring::units::scaled;

/// Points by step and stage.
#[derive(Debug)]
pub(super) struct Tiers {
    /// Per step the least value that reaches it, ascending.
    least: Vec<f64>,
    /// Per stage: of nobody, then of each step.
    points: Vec<Vec<u16>>,
}

impl Tiers {
    /// The tiers of a leaf that has no other rule and gives nothing for a missing value.
    ///
    /// # Errors
    /// [`NotBulk`] where points do not fit into a record.
    pub fn of(indicator: &Indicator, decimals: u32) -> Result<Option<Self>, NotBulk> {
        let ([measure], Missing::Zero) = (indicator.measures.as_slice(), &indicator.missing) else {
            return Ok(None);
        };
        let Rule::Tiers { steps, lower_is_better: false, closed } = &measure.rule else {
            return Ok(None);
        };
        let points = |maximum: &f64| {
            let shares = steps.iter().map(|step| step.worth.share(*maximum).clamp(0.0, 1.0));
            let points = shares.map(|share| packed(scaled(share * maximum, decimals)));
            std::iter::once(Ok(0)).chain(points).collect()
        };
        let points = indicator.points.iter().map(points).collect::<Result<_, _>>()?;
        let reached = |value: f64| rules::reached_step(steps, false, *closed, value);
        let least = (0..steps.len()).map(|step| least(|value| reached(value) >= Some(step)));
        Ok(Some(Tiers { least: least.collect(), points }))
    }

    /// The points of a value in a stage.
    pub fn points(&self, stage: u16, value: f64) -> u16 {
        let reached: usize = self.least.iter().map(|least| usize::from(value >= *least)).sum();
        self.points[usize::from(stage)][reached]
    }
}

/// The least number of which something holds that holds of every larger one; infinite where it
/// holds of none.
fn least(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (key(f64::NEG_INFINITY), key(f64::INFINITY));
    while low < high {
        let middle = low.midpoint(high);
        if holds(number(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    number(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::expr::kernel;

    #[test]
    fn the_least_number_is_found() {
        for border in [0.0, 1.0, -1.0, 1e300, -1e-300, f64::MAX, f64::MIN, f64::INFINITY] {
            assert_eq!(least(|value| value >= border), border);
        }
        assert_eq!(least(|_| true), f64::NEG_INFINITY);
        assert_eq!(least(|value| value > 0.0), 5e-324);
    }

    proptest! {
        #[test]
        fn it_is_where_a_border_is_reached(
            border in prop_oneof![-1e6..1e6, (-100..100).prop_map(f64::from), -1e300..1e300],
        ) {
            for reaches in [kernel::at_least, kernel::greater] {
                let least = least(|value| reaches(value, border));
                prop_assert!(reaches(least, border));
                prop_assert!(!reaches(least.next_down(), border));
            }
        }
    }
}
