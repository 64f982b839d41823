//! The inner nodes and the sums of one firm, as whole units of the last decimal. Owns how the parts
//! of a portrait add up to its total; the points themselves are the scoring room's.

use super::Subject;
use super::ladder::Ladder;
use super::model::{NodePortrait, Standing};
use super::prepared::{SHARE_STEP, points_key, share_key};
use crate::scheme::{Aggregate, Kind, Node};
use crate::scoring::{Status, firm_points};

/// What makes the total, in units of the last decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sums {
    /// The base points.
    pub base: Option<i64>,
    /// What was cut from the base dimensions' sum.
    pub base_cut: i64,
    /// The bonus dimensions' points.
    pub bonus: i64,
    /// The deductions' points, positive.
    pub deduction: i64,
    /// Base + bonus - deduction.
    pub sum: Option<i64>,
    /// The same, not below the floor.
    pub total: Option<i64>,
}

impl<'a> Subject<'_, 'a> {
    pub(super) fn sums(&self) -> Sums {
        let of = |kind: Kind| -> i64 {
            self.scheme.top(kind).filter_map(|d| self.dimension_units(d)).sum()
        };
        let (bonus, deduction) = (of(Kind::Bonus), of(Kind::Deduction));
        let sum = self
            .stage
            .and_then(|stage| firm_points(&self.prepared.unfloored, stage, &self.leaves).total);
        let base = sum.map(|sum| sum - bonus + deduction);
        let base_cut = match (self.scheme.aggregate, base) {
            (Aggregate::Sum, Some(base)) => of(Kind::Base) - base,
            _ => 0,
        };
        let total = self.scored.points.total.get(self.firm);
        Sums { base, base_cut, bonus, deduction, sum, total }
    }

    fn dimension_units(&self, at: usize) -> Option<i64> {
        self.scored.points.dimensions[at].get(self.firm)
    }

    pub(super) fn leaf_units(&self, at: usize) -> Option<i64> {
        self.scored.points.indicators[at].get(self.firm)
    }

    /// Every dimension, each before those below it.
    pub(super) fn dimensions(&self) -> Vec<NodePortrait<'a>> {
        let mut nodes = Vec::with_capacity(self.scheme.dimensions.len());
        for top in 0..self.scheme.dimensions.len() {
            if self.scheme.dimensions[top].parent.is_none() {
                self.branch(top, &mut nodes);
            }
        }
        nodes
    }

    fn branch(&self, at: usize, nodes: &mut Vec<NodePortrait<'a>>) {
        nodes.push(self.node(at));
        for child in &self.scheme.dimensions[at].children {
            if let Node::Dimension(below) = child {
                self.branch(*below, nodes);
            }
        }
    }

    fn node(&self, at: usize) -> NodePortrait<'a> {
        let scheme = self.scheme;
        let dimension = &scheme.dimensions[at];
        let units = self.dimension_units(at);
        let share = self.scored.points.dimension_shares[at].get(self.firm);
        let maximum = self.stage.map_or(0.0, |_| self.maxima.dimensions[at]);
        let below = dimension.children.iter().filter_map(|child| match child {
            Node::Dimension(below) => self.dimension_units(*below),
            Node::Indicator(leaf) => self.leaf_units(*leaf),
        });
        let cut = match (dimension.aggregate, units) {
            (Aggregate::Sum, Some(units)) => below.sum::<i64>() - units,
            _ => 0,
        };
        NodePortrait {
            id: &dimension.id,
            name: &dimension.name,
            parent: dimension.parent.map(|parent| scheme.dimensions[parent].id.as_str()),
            kind: dimension.kind,
            aggregate: dimension.aggregate,
            points: units.map(|units| self.shown(dimension.kind, units)),
            maximum,
            cut: self.points(cut),
            share,
            standing: self.dimension_standing(at, units),
        }
    }

    fn dimension_standing(&self, at: usize, units: Option<i64>) -> Standing {
        let Some(stage) = self.stage else { return Standing::default() };
        let dimension = &self.scheme.dimensions[at];
        let key = units.map(|units| points_key(dimension.kind, units));
        let whole = dimension.points[stage] / self.points(1);
        self.standing(&self.prepared.dimensions[at][stage], key, whole)
    }

    /// Where a leaf's share stands among the firm's peers.
    pub(super) fn leaf_standing(&self, at: usize) -> Standing {
        let indicator = &self.scheme.indicators[at];
        let counts = |stage: &usize| indicator.points[*stage] > 0.0;
        let Some(stage) = self.stage.filter(counts) else { return Standing::default() };
        let key = self.leaves[at].map(|share| share_key(indicator.kind, share));
        self.standing(&self.prepared.indicators[at][stage], key, 1.0 / SHARE_STEP)
    }

    /// Where a key stands among the firm's peers; nowhere where the node is worth nothing. `whole`
    /// is the key of the whole share.
    fn standing(&self, ladder: &Ladder, key: Option<i64>, whole: f64) -> Standing {
        if whole <= 0.0 {
            return Standing::default();
        }
        let share = |key: f64| tidy(key.abs() / whole);
        let peers = Standing {
            median_share: ladder.median.map(share),
            top_decile_share: ladder.top_decile.map(share),
            peers: ladder.len(),
            ..Standing::default()
        };
        let Some(key) = key else { return peers };
        let within = self.scored.ranking.status[self.firm] == Status::Ranked;
        let others = ladder.len() - usize::from(within && ladder.len() > 0);
        let part = |count: usize| (others > 0).then(|| tidy(count as f64 / others as f64));
        Standing {
            rank_in_stage: Some(ladder.rank(key, self.scheme.rank.ties, within)),
            peers: others + 1,
            percentile: part(ladder.worse(key)),
            behind: part(ladder.better(key)),
            ..peers
        }
    }
}

/// A figure for comparison, not for calculation: six decimals are plenty, and short in a file.
fn tidy(share: f64) -> f64 {
    crate::expr::kernel::round(share, 6)
}
