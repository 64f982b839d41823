//! Shares -> [`Points`]: the tree added up, firm by firm. Owns rounding: what is shown adds up,
//! because under `sum` every leaf is rounded first and the rounded points are added as whole
//! numbers. Must not know ranks.

use rayon::prelude::*;

use super::shares::Shares;
use super::values::{PointColumn, Values};
use crate::scheme::{Aggregate, Kind, Node, Scheme};

/// Points of every node, a row per firm, in units of the last decimal.
#[derive(Debug, Clone)]
pub struct Points {
    /// Decimals of all points.
    pub decimals: u32,
    /// Per indicator; nothing where it dropped out.
    pub indicators: Vec<PointColumn>,
    /// Per dimension; nothing where all below it dropped out.
    pub dimensions: Vec<PointColumn>,
    /// Per dimension the unrounded share in [0, 1].
    pub dimension_shares: Vec<Values>,
    /// Base + bonus - deduction, never below the floor; nothing where the firm has no stage or
    /// nothing of its base is known.
    pub total: PointColumn,
    /// The known part of the firm's base points, in [0, 1]; nothing without a stage.
    pub coverage: Values,
}

/// One firm's points.
#[derive(Debug, Clone, PartialEq)]
pub struct FirmPoints {
    /// Per indicator.
    pub indicators: Vec<Option<i64>>,
    /// Per dimension.
    pub dimensions: Vec<Option<i64>>,
    /// Per dimension.
    pub dimension_shares: Vec<Option<f64>>,
    /// Base + bonus - deduction, never below the floor.
    pub total: Option<i64>,
}

/// Half away from zero (四舍五入) to whole units of the last decimal. A number that misses a half by
/// less than 1e-12 of itself is one: 1.005 is 1.00499999999999989 in floating point.
pub fn scaled(points: f64, decimals: u32) -> i64 {
    let size = points.abs() * power_of_ten(decimals);
    // Of a number that is not negative the conversion takes the whole part.
    let whole = (size + (size * 1e-12).min(1e-3) + 0.5) as i64;
    if points < 0.0 { -whole } else { whole }
}

/// Units of the last decimal as a number.
pub fn unscaled(units: i64, decimals: u32) -> f64 {
    units as f64 / power_of_ten(decimals)
}

fn power_of_ten(decimals: u32) -> f64 {
    const POWERS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    POWERS.get(decimals as usize).copied().unwrap_or_else(|| 10f64.powi(decimals as i32))
}

/// Adds the tree up for every firm.
pub fn aggregate(scheme: &Scheme, stage: &[Option<u16>], shares: &Shares) -> Points {
    let weights: Vec<Vec<f64>> =
        (0..scheme.stages.len()).map(|stage| nominal_weights(scheme, stage)).collect();
    let firms: Vec<Option<(FirmPoints, f64)>> = stage
        .par_iter()
        .enumerate()
        .map(|(firm, stage)| {
            let stage = (*stage)? as usize;
            let leaves: Vec<Option<f64>> =
                shares.share.iter().map(|share| share.get(firm)).collect();
            let known = shares.known.iter().map(|known| known[firm]);
            let coverage = coverage_of(&weights[stage], known);
            Some((firm_points(scheme, stage, &leaves), coverage))
        })
        .collect();
    let column = |of: &dyn Fn(&FirmPoints) -> Option<i64>| -> PointColumn {
        firms.iter().map(|firm| firm.as_ref().and_then(|(points, _)| of(points))).collect()
    };
    let dimensions = 0..scheme.dimensions.len();
    Points {
        decimals: scheme.rank.decimals,
        indicators: (0..scheme.indicators.len()).map(|i| column(&|p| p.indicators[i])).collect(),
        dimensions: dimensions.clone().map(|d| column(&|p| p.dimensions[d])).collect(),
        dimension_shares: dimensions
            .map(|d| {
                let share = |firm: &Option<(FirmPoints, f64)>| {
                    firm.as_ref().and_then(|(points, _)| points.dimension_shares[d])
                };
                firms.iter().map(share).collect()
            })
            .collect(),
        total: column(&|p| p.total),
        coverage: firms.iter().map(|firm| firm.as_ref().map(|(_, coverage)| *coverage)).collect(),
    }
}

/// The share of the base points whose value was known; 1 where nothing counts in the stage.
fn coverage_of(weights: &[f64], known: impl Iterator<Item = bool>) -> f64 {
    // From 0 and not by `sum`, which makes -0 of nothing.
    let known = weights.iter().zip(known).filter(|(_, k)| *k).fold(0.0, |sum, (w, _)| sum + w);
    covered(weights, known)
}

/// The same of the weights that are known, added up in their order.
pub(super) fn covered(weights: &[f64], known: f64) -> f64 {
    let all: f64 = weights.iter().sum();
    if all > 0.0 { (known / all).min(1.0) } else { 1.0 }
}

/// What part of the total each leaf stands for in a stage, by the scheme alone: down the tree,
/// each node's points over its siblings'. 0 for bonus and deduction.
pub fn nominal_weights(scheme: &Scheme, stage: usize) -> Vec<f64> {
    let mut weights = vec![0.0; scheme.indicators.len()];
    let top: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
    spread_weight(scheme, stage, &top, 1.0, &mut weights);
    weights
}

fn spread_weight(scheme: &Scheme, stage: usize, nodes: &[Node], weight: f64, out: &mut [f64]) {
    let sum: f64 = nodes.iter().map(|node| scheme.node_points(*node, stage)).sum();
    for node in nodes {
        let part = if sum > 0.0 { weight * scheme.node_points(*node, stage) / sum } else { 0.0 };
        match node {
            Node::Indicator(at) => out[*at] = part,
            Node::Dimension(at) => {
                spread_weight(scheme, stage, &scheme.dimensions[*at].children, part, out);
            }
        }
    }
}

/// Adds the tree up for one firm. `leaves` holds a share per indicator; nothing drops out.
pub fn firm_points(scheme: &Scheme, stage: usize, leaves: &[Option<f64>]) -> FirmPoints {
    let maxima = Maxima::new(scheme, stage, leaves);
    let mut points = FirmPoints {
        indicators: vec![None; scheme.indicators.len()],
        dimensions: vec![None; scheme.dimensions.len()],
        dimension_shares: vec![None; scheme.dimensions.len()],
        total: None,
    };
    let mut tree = Tree { scheme, leaves, maxima: &maxima, points: &mut points };
    for top in 0..scheme.dimensions.len() {
        if scheme.dimensions[top].parent.is_none() {
            tree.dimension(top);
        }
    }
    let total = tree.total();
    points.total = total;
    points
}

/// The maximum of each node for one firm: as the scheme says, and larger where siblings under a
/// `sum` dropped out, so that what is left still adds up to the whole.
#[derive(Debug, Clone)]
pub struct Maxima {
    /// Per indicator.
    pub indicators: Vec<f64>,
    /// Per dimension.
    pub dimensions: Vec<f64>,
    present: Vec<bool>,
}

impl Maxima {
    /// Works down the tree.
    pub fn new(scheme: &Scheme, stage: usize, leaves: &[Option<f64>]) -> Self {
        let mut maxima = Maxima {
            indicators: scheme.indicators.iter().map(|i| i.points[stage]).collect(),
            dimensions: scheme.dimensions.iter().map(|d| d.points[stage]).collect(),
            present: vec![false; scheme.dimensions.len()],
        };
        for top in 0..scheme.dimensions.len() {
            if scheme.dimensions[top].parent.is_none() {
                maxima.find_present(scheme, top, leaves);
            }
        }
        if leaves.iter().all(Option::is_some) {
            return maxima;
        }
        let base: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
        maxima.rescale(scheme, stage, &base, scheme.aggregate, 1.0, leaves);
        for kind in [Kind::Bonus, Kind::Deduction] {
            for top in scheme.top(kind).collect::<Vec<_>>() {
                let children = &scheme.dimensions[top].children;
                let aggregate = scheme.dimensions[top].aggregate;
                maxima.rescale(scheme, stage, children, aggregate, 1.0, leaves);
            }
        }
        maxima
    }

    fn find_present(&mut self, scheme: &Scheme, at: usize, leaves: &[Option<f64>]) -> bool {
        let mut present = false;
        for child in &scheme.dimensions[at].children {
            present |= match child {
                Node::Indicator(leaf) => leaves[*leaf].is_some(),
                Node::Dimension(below) => self.find_present(scheme, *below, leaves),
            };
        }
        self.present[at] = present;
        present
    }

    fn is_present(&self, node: Node, leaves: &[Option<f64>]) -> bool {
        match node {
            Node::Indicator(leaf) => leaves[leaf].is_some(),
            Node::Dimension(at) => self.present[at],
        }
    }

    fn rescale(
        &mut self,
        scheme: &Scheme,
        stage: usize,
        nodes: &[Node],
        aggregate: Aggregate,
        factor: f64,
        leaves: &[Option<f64>],
    ) {
        let sum = |all: bool| -> f64 {
            let counted = nodes.iter().filter(|node| all || self.is_present(**node, leaves));
            counted.map(|node| scheme.node_points(*node, stage)).sum()
        };
        let left = sum(false);
        // Only a sum shows points that must still add up; a mean divides by the weights left.
        let factor = match aggregate {
            Aggregate::Sum if left > 0.0 => factor * (sum(true) / left),
            _ => factor,
        };
        for node in nodes {
            match node {
                Node::Indicator(at) => self.indicators[*at] *= factor,
                Node::Dimension(at) => {
                    self.dimensions[*at] *= factor;
                    let dimension = &scheme.dimensions[*at];
                    let below = dimension.aggregate;
                    self.rescale(scheme, stage, &dimension.children, below, factor, leaves);
                }
            }
        }
    }
}

struct Tree<'a> {
    scheme: &'a Scheme,
    leaves: &'a [Option<f64>],
    maxima: &'a Maxima,
    points: &'a mut FirmPoints,
}

/// A child as its parent sees it.
struct Part {
    weight: f64,
    share: f64,
    points: i64,
}

impl Tree<'_> {
    fn dimension(&mut self, at: usize) {
        let scheme = self.scheme;
        let dimension = &scheme.dimensions[at];
        let parts: Vec<Part> =
            dimension.children.iter().filter_map(|child| self.child(*child)).collect();
        if parts.is_empty() {
            return;
        }
        let maximum = self.maxima.dimensions[at];
        let (share, points) = self.join(dimension.aggregate, &parts, maximum);
        self.points.dimensions[at] = Some(points);
        self.points.dimension_shares[at] = Some(share);
    }

    fn child(&mut self, node: Node) -> Option<Part> {
        match node {
            Node::Indicator(at) => {
                let share = self.leaves[at]?;
                let weight = self.maxima.indicators[at];
                let points = scaled(share * weight, self.scheme.rank.decimals);
                self.points.indicators[at] = Some(points);
                Some(Part { weight, share, points })
            }
            Node::Dimension(at) => {
                self.dimension(at);
                let share = self.points.dimension_shares[at]?;
                let points = self.points.dimensions[at]?;
                Some(Part { weight: self.maxima.dimensions[at], share, points })
            }
        }
    }

    fn join(&self, aggregate: Aggregate, parts: &[Part], maximum: f64) -> (f64, i64) {
        let decimals = self.scheme.rank.decimals;
        if aggregate == Aggregate::Sum {
            let points: i64 = parts.iter().map(|part| part.points).sum();
            // A mean above takes the share as it is, unrounded; what is shown are the points.
            let earned: f64 = parts.iter().map(|part| part.share * part.weight).sum();
            let share = if maximum > 0.0 { earned / maximum } else { 0.0 };
            return (share.min(1.0), points.min(scaled(maximum, decimals)));
        }
        let share = weighted(aggregate, parts);
        (share, scaled(share * maximum, decimals))
    }

    fn total(&self) -> Option<i64> {
        let scheme = self.scheme;
        let tops = |kind| scheme.top(kind).filter_map(|at| self.points.dimensions[at]);
        let parts: Vec<Part> = scheme
            .top(Kind::Base)
            .filter_map(|at| {
                let (share, points) =
                    (self.points.dimension_shares[at]?, self.points.dimensions[at]?);
                Some(Part { weight: self.maxima.dimensions[at], share, points })
            })
            .collect();
        if parts.is_empty() {
            return None;
        }
        let (_, base) = self.join(scheme.aggregate, &parts, scheme.total);
        let total = base + tops(Kind::Bonus).sum::<i64>() - tops(Kind::Deduction).sum::<i64>();
        Some(total.max(scaled(scheme.floor, scheme.rank.decimals)))
    }
}

/// Weighted means of shares (OECD/JRC Handbook, step 7); weights are relative. A share of 0 makes
/// the geometric and the harmonic mean 0. Parts without weight do not count.
fn weighted(aggregate: Aggregate, parts: &[Part]) -> f64 {
    let counted = || parts.iter().filter(|part| part.weight > 0.0);
    let weights: f64 = counted().map(|part| part.weight).sum();
    if weights <= 0.0 {
        return 0.0;
    }
    let mean = |of: &dyn Fn(&Part) -> f64| counted().map(of).sum::<f64>() / weights;
    let any_zero = counted().any(|part| part.share <= 0.0);
    match aggregate {
        Aggregate::Geometric if any_zero => 0.0,
        Aggregate::Harmonic if any_zero => 0.0,
        Aggregate::Geometric => libm::exp(mean(&|part| part.weight * libm::log(part.share))),
        Aggregate::Harmonic => 1.0 / mean(&|part| part.weight / part.share),
        Aggregate::Min => counted().map(|part| part.share).fold(1.0, f64::min),
        Aggregate::Mean | Aggregate::Sum => mean(&|part| part.weight * part.share),
    }
}
