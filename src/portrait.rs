//! [`Scored`] -> [`Portrait`]: everything known of one firm, with where it stands among its peers,
//! what it is strong and weak in, and what would raise its total soonest. Owns the comparison of
//! firms node by node; must not change points, ranks or shares, and makes no page.
//!
//! [`Portraits::new`] sorts every node's peers once; [`Portraits::of`] then looks at one firm and is
//! free of locks, so that portraits can be made on all cores and written as they come.

mod gains;
mod ladder;
mod leaf;
mod leaf_model;
mod model;
mod prepared;
mod reasons;
mod rule;
mod strengths;
mod target;
#[cfg(test)]
pub(crate) mod tests;
mod tree;
pub mod words;

pub use leaf_model::*;
pub use model::*;
pub use rule::{BoundInfo, LevelInfo, RuleForm, RuleInfo, StepInfo, TreatInfo};
pub use strengths::{CLEAR, MOST, strengths, weaknesses};

use indexmap::IndexMap;

use self::prepared::Prepared;
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Maxima, Scored, scaled, unscaled};

/// Makes the portraits of one run.
#[derive(Debug)]
pub struct Portraits<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    prepared: Prepared<'a>,
}

/// One firm as the parts of a portrait see it.
struct Subject<'p, 'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    prepared: &'p Prepared<'a>,
    firm: usize,
    stage: Option<usize>,
    /// Shares of the leaves; none without a stage.
    leaves: Vec<Option<f64>>,
    maxima: Maxima,
}

impl<'a> Portraits<'a> {
    /// Sorts the peers of every node.
    pub fn new(scheme: &'a Scheme, scored: &'a Scored) -> Self {
        Portraits { scheme, scored, prepared: Prepared::new(scheme, scored) }
    }

    /// The portrait of a firm, by its row.
    pub fn of(&self, firm: usize) -> Portrait<'a> {
        Subject::new(self, firm).portrait()
    }

    /// How many firms there are.
    pub fn len(&self) -> usize {
        self.scored.derived.len()
    }

    /// Whether there are no firms.
    pub fn is_empty(&self) -> bool {
        self.scored.derived.is_empty()
    }
}

impl<'p, 'a> Subject<'p, 'a> {
    fn new(portraits: &'p Portraits<'a>, firm: usize) -> Self {
        let Portraits { scheme, scored, prepared } = portraits;
        let stage = scored.derived.stage[firm].map(usize::from);
        let leaves: Vec<Option<f64>> =
            scored.shares.share.iter().map(|share| stage.and(share.get(firm))).collect();
        // Without a stage nothing is worth points; any stage will do for what is never read.
        let maxima = Maxima::new(scheme, stage.unwrap_or(0), &leaves);
        Subject { scheme, scored, prepared, firm, stage, leaves, maxima }
    }

    fn portrait(&self) -> Portrait<'a> {
        let (scheme, scored, firm) = (self.scheme, self.scored, self.firm);
        let (derived, ranking) = (&scored.derived, &scored.ranking);
        let sums = self.sums();
        let indicators = self.leaves();
        let nearest_gains = self.gains(&indicators);
        let origin = &derived.firms.origins[firm];
        let input = &derived.firms.inputs[origin.input as usize].name;
        let of_stage = self.stage.map_or(0, |stage| self.prepared.totals[stage].len());
        Portrait {
            id: derived.text(&scheme.firm.id, firm),
            name: scheme.firm.name.as_ref().map(|name| derived.text(name, firm)),
            source: format!("{input}:{}", origin.line),
            scheme: Named { id: &scheme.id, name: &scheme.name },
            stage: self.stage.map(|stage| named_stage(scheme, stage)),
            groups: self.groups(),
            status: ranking.status[firm],
            reasons: self.reasons(),
            total: sums.total.map(|units| self.points(units)),
            maximum: scheme.total,
            decimals: scheme.rank.decimals,
            aggregate: scheme.aggregate,
            base: sums.base.map(|units| self.points(units)),
            base_cut: self.points(sums.base_cut),
            bonus: self.points(sums.bonus),
            deduction: self.points(-sums.deduction),
            sum: sums.sum.map(|units| self.points(units)),
            floor: scheme.floor,
            floor_applied: sums.total != sums.sum,
            grade: ranking.grade[firm].map(|at| scheme.grades[usize::from(at)].name.as_str()),
            coverage: scored.points.coverage.get(firm),
            rank: ranking.rank[firm],
            ranked: self.prepared.ranked,
            rank_in_stage: ranking.rank_in_stage[firm],
            ranked_in_stage: of_stage,
            lists: self.prepared.lists.get(&firm).cloned().unwrap_or_default(),
            qualified: self.qualified(),
            dimensions: self.dimensions(),
            strengths: strengths(&indicators),
            weaknesses: weaknesses(&indicators),
            nearest_gains,
            missing: self.missing(&indicators),
            indicators,
        }
    }

    fn groups(&self) -> IndexMap<&'a str, Option<String>> {
        let text = |column: &str| {
            Some(self.scored.derived.text(column, self.firm)).filter(|text| !text.is_empty())
        };
        self.scheme.firm.groups.iter().map(|column| (column.as_str(), text(column))).collect()
    }

    /// Units of the last decimal as points.
    fn points(&self, units: i64) -> f64 {
        unscaled(units, self.scheme.rank.decimals)
    }

    fn units(&self, points: f64) -> i64 {
        scaled(points, self.scheme.rank.decimals)
    }

    /// Points of a node as they are shown: those of a deduction are negative.
    fn shown(&self, kind: Kind, units: i64) -> f64 {
        self.points(if kind == Kind::Deduction { -units } else { units })
    }
}

fn named_stage(scheme: &Scheme, stage: usize) -> Named<'_> {
    let stage = &scheme.stages[stage];
    Named { id: &stage.id, name: &stage.name }
}
