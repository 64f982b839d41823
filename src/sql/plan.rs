//! A query in the making: the scheme, the engine, the layers so far and what had to be refused.
//! Owns the pieces that every part of a query is made of: names, numbers, a text per stage.

use super::engine::Engine;
use super::layers::Layers;
use super::lookup::Lookups;
use super::maxima::Maxima;
use crate::diagnostic::codes::sql as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::expr::{Type, Typed};
use crate::say;
use crate::scheme::{Aggregate, Kind, Scheme, Within};
use crate::scoring::Params;

/// The stage's id in the queries.
pub(super) const STAGE: &str = "stage#";

/// The kept rows of `score.sql`.
pub(super) const POINTS_TABLE: &str = "innopoints_points";

/// The kept rows of `fit.sql`.
pub(super) const BOUNDS_TABLE: &str = "innopoints_bounds";

pub(super) struct Plan<'a> {
    pub scheme: &'a Scheme,
    pub engine: &'a dyn Engine,
    /// Frozen bounds; none: `fit.sql` finds them.
    pub bounds: Option<&'a Params>,
    pub maxima: Maxima,
    pub layers: Layers,
    pub lookups: Lookups,
    pub refused: Vec<Diagnostic>,
}

impl Plan<'_> {
    /// A column's name in quotes.
    pub fn name(&self, name: &str) -> String {
        self.engine.quote_identifier(name)
    }

    /// One of our own columns: `part` of the node `id`. `#` keeps them apart from the firms'.
    pub fn of(&self, id: &str, part: &str) -> String {
        self.name(&format!("{id}#{part}"))
    }

    /// The stage column.
    pub fn stage(&self) -> String {
        self.name(STAGE)
    }

    /// A number that can stand as an operand.
    pub fn number(&self, x: f64) -> String {
        let text = self.engine.number(x);
        if text.starts_with('-') { format!("({text})") } else { text }
    }

    /// A number that is missing.
    pub fn nothing(&self) -> String {
        self.engine.cast("NULL", Type::Number)
    }

    /// An expression of the scheme.
    pub fn sql(&self, typed: &Typed) -> String {
        typed.to_sql(self.engine)
    }

    /// Adds a column.
    pub fn add(&mut self, quoted: &str, about: impl AsRef<str>, sql: String) {
        self.layers.add(quoted, about.as_ref(), sql);
    }

    /// Whether the last stage takes every firm that is left.
    pub fn always_staged(&self) -> bool {
        self.scheme.stages.iter().any(|stage| stage.when.is_none())
    }

    /// One text where it is the same in every stage, else a CASE over the stages.
    pub fn by_stage(&self, of: impl Fn(usize) -> String) -> String {
        let texts: Vec<String> = (0..self.scheme.stages.len()).map(of).collect();
        if texts.windows(2).all(|pair| pair[0] == pair[1]) {
            return texts.into_iter().next().unwrap_or_else(|| self.nothing());
        }
        let stage = self.stage();
        let arm = |(at, text): (usize, String)| {
            let id = self.engine.text(&self.scheme.stages[at].id);
            format!(" WHEN {stage} = {id} THEN {text}")
        };
        let arms: String = texts.into_iter().enumerate().map(arm).collect();
        format!("CASE{arms} END")
    }

    /// A number per stage.
    pub fn number_by_stage(&self, numbers: &[f64]) -> String {
        self.by_stage(|stage| self.number(numbers[stage]))
    }

    /// What tells groups of peers apart, as a text column: none where all are one group.
    pub fn group_key(&self, within: &Within) -> Option<String> {
        match within {
            Within::All => None,
            Within::Stage => Some(self.stage()),
            Within::Column(name) => Some(format!("COALESCE({}, '')", self.name(name))),
        }
    }

    /// The condition that a firm belongs to the group of a label; firms without a stage to none.
    pub fn in_group(&self, within: &Within, label: &str) -> String {
        match self.group_key(within) {
            None => format!("{} IS NOT NULL", self.stage()),
            Some(key) => format!("{key} = {}", self.engine.text(label)),
        }
    }

    /// Whole units of the last decimal, as the local engine rounds: `size` is a column of points
    /// times ten to the decimals, never negative.
    pub fn rounded(&self, size: &str) -> String {
        let nudge = format!("{size} * {}", self.number(1e-12));
        // Below this the nudge cannot reach its limit.
        let nudge = match most_units(self.scheme) < 1e8 {
            true => nudge,
            false => {
                let limit = self.number(1e-3);
                format!("CASE WHEN {nudge} < {limit} THEN {nudge} ELSE {limit} END")
            }
        };
        self.engine.floor(&format!("{size} + {nudge} + {}", self.number(0.5)))
    }

    /// Ten to the decimals, as the local engine has it.
    pub fn unit(&self) -> f64 {
        10f64.powi(self.scheme.rank.decimals as i32)
    }

    /// Refuses a node.
    pub fn refuse(&mut self, node: &str, why: Text, mend: Text) {
        self.refused.push(refusal(self.engine, node, why, mend));
    }
}

/// What a dialect cannot carry without a difference.
pub(super) fn refusal(engine: &dyn Engine, node: &str, why: Text, mend: Text) -> Diagnostic {
    let (engine, zh, en) = (engine.name(), why.zh, why.en);
    Diagnostic::error(
        &codes::NOT_CARRIED,
        say!(
            "「{node}」不能写成 {engine} 的 SQL：{zh}",
            "`{node}` cannot be written as SQL for {engine}: {en}"
        ),
    )
    .mend(mend)
}

/// Whether a dimension's unrounded share is looked at by a node above it.
pub(super) fn share_is_used(scheme: &Scheme, dimension: usize) -> bool {
    let own = &scheme.dimensions[dimension];
    match own.parent {
        None => own.kind == Kind::Base && scheme.aggregate != Aggregate::Sum,
        Some(parent) => {
            scheme.dimensions[parent].aggregate != Aggregate::Sum || share_is_used(scheme, parent)
        }
    }
}

/// Whether a leaf's unrounded share is looked at; else only its rounded points count.
pub(super) fn share_is_exact(scheme: &Scheme, indicator: usize) -> bool {
    let home = scheme.indicators[indicator].dimension;
    scheme.dimensions[home].aggregate != Aggregate::Sum || share_is_used(scheme, home)
}

/// No node has more units of the last decimal, whatever drops out.
pub(super) fn most_units(scheme: &Scheme) -> f64 {
    let most = |points: &[f64]| points.iter().copied().fold(0.0, f64::max);
    let leaves: f64 = scheme.indicators.iter().map(|i| most(&i.points)).sum();
    let inner: f64 = scheme.dimensions.iter().map(|d| most(&d.points)).sum();
    let whole = leaves + inner + scheme.total + scheme.floor.abs();
    whole * 10f64.powi(scheme.rank.decimals as i32)
}
