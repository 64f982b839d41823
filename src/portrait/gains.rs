//! What would raise a firm's total: every leaf's next better value, taken through the whole tree, so
//! that a cap, a mean or the floor is reckoned with. The nearest comes first.

use super::Subject;
use super::leaf_model::{LeafPortrait, Next};
use super::model::Gain;
use crate::scoring::Adder;

impl<'a> Subject<'_, 'a> {
    /// Every step that raises the total, by relative gap, then by points.
    pub(super) fn gains(&self, leaves: &[LeafPortrait<'a>]) -> Vec<Gain<'a>> {
        let Some((stage, total)) = self.stage.zip(self.scored.points.total.get(self.firm)) else {
            return Vec::new();
        };
        let mut shares = self.leaves.clone();
        let mut gains = Vec::new();
        let mut adder = Adder::new(&self.prepared.unfloored);
        for (at, leaf) in leaves.iter().enumerate() {
            let Some(next) = &leaf.next else { continue };
            let now = shares[at].replace(next.share);
            let sum = adder.add_up(stage, &shares).total;
            shares[at] = now;
            let then = sum.map_or(total, |sum| sum.max(self.units(self.scheme.floor)));
            if then > total {
                gains.push(self.gain(leaf, next, then, then - total));
            }
        }
        gains.sort_by(|a, b| {
            let by_gap = a.next.relative_gap.total_cmp(&b.next.relative_gap);
            by_gap.then(b.total_gain.total_cmp(&a.total_gain))
        });
        gains
    }

    fn gain(&self, leaf: &LeafPortrait<'a>, next: &Next, then: i64, gain: i64) -> Gain<'a> {
        let alternative = next.alternative.and_then(|at| leaf.alternatives.get(at));
        let measure = alternative.unwrap_or(&leaf.measure);
        let rank_now = self.scored.ranking.rank_in_stage[self.firm];
        let rank_then = rank_now.zip(self.stage).map(|(_, stage)| self.rank_with(stage, then));
        Gain {
            id: leaf.id,
            name: leaf.name,
            from: measure.value.clone(),
            unit: measure.unit,
            next: next.clone(),
            total_gain: self.points(gain),
            total: self.points(then),
            rank_in_stage: rank_then,
            places_up: rank_now.zip(rank_then).map(|(now, then)| now - then),
        }
    }

    /// The rank in the stage with another total, higher than the firm's own: the firm leaves its
    /// own place, which lies below, so that the ladder serves as it is.
    fn rank_with(&self, stage: usize, total: i64) -> f64 {
        self.prepared.totals[stage].rank(total, self.scheme.rank.ties, false)
    }
}
