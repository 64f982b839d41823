//! Why a firm's total changed: the change, split over the nodes that caused it, in whole units of
//! the last decimal, so that the parts add up exactly. Owns the split; must not know ranks.
//!
//! Where points add up (`sum`), a node's part is the difference of its points as shown. Where they
//! do not (`mean`, `geometric`, ...), everything below the node is moved from the one state to the
//! other (`replacement`). What no child explains has a name of its own: a node's weight, cap or
//! rule, the floor, rounding.

use super::outline::{Child, Outline};
use super::replacement::{self, Rule, State};
use super::tree::{NodePoints, Tree};
use crate::scheme::{Aggregate, Kind, Node, Scheme};
use crate::scoring::{Maxima, Scored, scaled};

/// What a part of a change is put down to, beside the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A node of the outline: an indicator's points, or a dimension's own cap, weight or rule.
    Node(usize),
    /// The cap or the rule of the total.
    Total,
    /// The lowest total.
    Floor,
    /// What rounding leaves.
    Rounding,
}

/// The parts of one firm's change, one per cause in the order of [`causes`].
pub type Parts = Vec<i64>;

/// Every cause: the nodes of the outline, then total, floor and rounding.
pub fn causes(outline: &Outline) -> Vec<Cause> {
    let nodes = (0..outline.nodes.len()).map(Cause::Node);
    nodes.chain([Cause::Total, Cause::Floor, Cause::Rounding]).collect()
}

/// One firm under one scheme.
pub struct Side<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    firm: usize,
    maxima: Maxima,
    /// Units of the common last decimal per unit of this scheme's.
    factor: i64,
    /// Base + bonus - deduction before the floor, in common units.
    before_floor: i64,
    total: i64,
    at_floor: bool,
}

/// A firm's total in common units, where it has a stage.
pub fn total(scored: &Scored, firm: usize, decimals: u32) -> Option<i64> {
    scored.derived.stage[firm]?;
    Some(scored.points.total.get(firm)? * factor(scored, decimals)?)
}

/// Common units per unit of a run's own.
fn factor(scored: &Scored, decimals: u32) -> Option<i64> {
    10i64.checked_pow(decimals.checked_sub(scored.points.decimals)?)
}

impl<'a> Side<'a> {
    /// Takes up a firm that has a stage and a total; `decimals` are the larger of both schemes'.
    pub fn new(scheme: &'a Scheme, scored: &'a Scored, firm: usize, decimals: u32) -> Option<Self> {
        let stage = scored.derived.stage[firm]? as usize;
        let total = scored.points.total.get(firm)?;
        let leaves: Vec<Option<f64>> = scored.shares.share.iter().map(|s| s.get(firm)).collect();
        let maxima = Maxima::new(scheme, stage, &leaves);
        let points = |d: usize| scored.points.dimensions[d].get(firm);
        let sum = |kind| scheme.top(kind).filter_map(points).sum::<i64>();
        let own = scored.points.decimals;
        let base = match scheme.aggregate {
            Aggregate::Sum => sum(Kind::Base).min(scaled(scheme.total, own)),
            _ => {
                let present: Vec<bool> = leaves.iter().map(Option::is_some).collect();
                let shares: Vec<f64> = leaves.iter().map(|s| s.unwrap_or(0.0)).collect();
                let tree = Tree::new(scheme, &NodePoints::of(scheme, stage), &present);
                scaled(tree.base(&shares)?, own)
            }
        };
        let factor = factor(scored, decimals)?;
        Some(Side {
            scheme,
            scored,
            firm,
            maxima,
            factor,
            before_floor: (base + sum(Kind::Bonus) - sum(Kind::Deduction)) * factor,
            total: self::total(scored, firm, decimals)?,
            at_floor: total == scaled(scheme.floor, own),
        })
    }

    /// The total in common units.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// What the node does to the total: deductions are negative. 0 where it does not count.
    fn signed(&self, node: Node) -> i64 {
        let points = match node {
            Node::Dimension(at) => self.scored.points.dimensions[at].get(self.firm),
            Node::Indicator(at) => self.scored.points.indicators[at].get(self.firm),
        };
        points.unwrap_or(0) * self.factor * self.sign(node)
    }

    fn sign(&self, node: Node) -> i64 {
        let kind = match node {
            Node::Dimension(at) => self.scheme.dimensions[at].kind,
            Node::Indicator(at) => self.scheme.indicators[at].kind,
        };
        if kind == Kind::Deduction { -1 } else { 1 }
    }
}

impl State for Side<'_> {
    fn state(&self, node: Node) -> Option<(f64, f64)> {
        match node {
            Node::Dimension(at) => {
                let share = self.scored.points.dimension_shares[at].get(self.firm)?;
                Some((self.maxima.dimensions[at], share))
            }
            Node::Indicator(at) => {
                let share = self.scored.shares.share[at].get(self.firm)?;
                Some((self.maxima.indicators[at], share))
            }
        }
    }

    fn rule(&self, node: Option<Node>) -> Rule {
        let (aggregate, own) = match node {
            Some(Node::Dimension(at)) => {
                (self.scheme.dimensions[at].aggregate, self.maxima.dimensions[at])
            }
            Some(Node::Indicator(at)) => (Aggregate::Sum, self.maxima.indicators[at]),
            None => (self.scheme.aggregate, self.scheme.total),
        };
        Rule { aggregate, own, sign: node.map_or(1.0, |node| self.sign(node) as f64) }
    }
}

/// Splits the change from the first side to the second. The parts add up to the change of the
/// total, to the unit.
pub fn split(outline: &Outline, sides: [&Side; 2], decimals: u32) -> Parts {
    let count = outline.nodes.len();
    let mut work = Work { outline, sides, decimals, parts: vec![0; count + 3] };
    let base = |child: &&Child| work.is_base(child);
    let (bases, others): (Vec<Child>, Vec<Child>) = {
        let bases: Vec<Child> = outline.tops.iter().filter(base).copied().collect();
        let others = outline.tops.iter().filter(|child| !work.is_base(child)).copied().collect();
        (bases, others)
    };
    let others_change: i64 = others.iter().map(|child| work.change(*child)).sum();
    others.iter().for_each(|child| work.whole(*child));
    let before = sides[1].before_floor - sides[0].before_floor;
    work.node(None, &bases, before - others_change);
    let change = sides[1].total - sides[0].total;
    let left = change - before;
    let place = if sides.iter().any(|side| side.at_floor) { count + 1 } else { count + 2 };
    work.parts[place] += left;
    work.parts
}

struct Work<'a> {
    outline: &'a Outline,
    sides: [&'a Side<'a>; 2],
    decimals: u32,
    parts: Parts,
}

impl Work<'_> {
    fn is_base(&self, child: &Child) -> bool {
        let kind = |side: usize| match self.outline.nodes[child.entry].node[side] {
            Some(Node::Dimension(at)) if child.on[side] => {
                Some(self.sides[side].scheme.dimensions[at].kind)
            }
            _ => None,
        };
        [0, 1].into_iter().filter_map(kind).any(|kind| kind == Kind::Base)
    }

    fn on(&self, child: Child, side: usize) -> Option<Node> {
        self.outline.nodes[child.entry].node[side].filter(|_| child.on[side])
    }

    fn change(&self, child: Child) -> i64 {
        let points = |side: usize| self.on(child, side).map_or(0, |n| self.sides[side].signed(n));
        points(1) - points(0)
    }

    /// Puts a child's change down to it and to what stands below.
    fn whole(&mut self, child: Child) {
        let change = self.change(child);
        if !self.outline.is_dimension(child.entry) {
            self.parts[child.entry] += change;
            return;
        }
        self.node(Some(child), &self.outline.nodes[child.entry].children, change);
    }

    /// Puts the change of a node down to its children; what is left is the node's own.
    fn node(&mut self, parent: Option<Child>, children: &[Child], units: i64) {
        let total = self.outline.nodes.len();
        let adds_up = [0, 1].into_iter().all(|side| {
            let node = parent.and_then(|parent| self.on(parent, side));
            parent.is_some() && node.is_none()
                || self.sides[side].rule(node).aggregate == Aggregate::Sum
        });
        if adds_up {
            let changes: i64 = children.iter().map(|child| self.change(*child)).sum();
            children.iter().for_each(|child| self.whole(*child));
            self.parts[parent.map_or(total, |parent| parent.entry)] += units - changes;
            return;
        }
        // The steps add up to the change before rounding; what is asked for is the change as shown.
        let mut given = 0;
        for (owner, step) in replacement::steps(self.outline, self.sides, parent, children) {
            let part = scaled(step, self.decimals);
            self.parts[owner.unwrap_or(total)] += part;
            given += part;
        }
        self.parts[total + 2] += units - given;
    }
}
