//! Shares of one firm -> its [`FirmPoints`]: the tree added up, and the maxima that it is added up
//! under. Owns the sums and the means. What is shown adds up: under `sum` every leaf is rounded first
//! and the rounded points are added as whole numbers. Must not know other firms.

use super::units::scaled;
use crate::scheme::{Aggregate, Kind, Node, Scheme};

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

impl FirmPoints {
    /// Of a firm that has none.
    pub fn nothing(scheme: &Scheme) -> Self {
        FirmPoints {
            indicators: vec![None; scheme.indicators.len()],
            dimensions: vec![None; scheme.dimensions.len()],
            dimension_shares: vec![None; scheme.dimensions.len()],
            total: None,
        }
    }
}

/// Adds the tree up for one firm. `leaves` holds a share per indicator; nothing drops out.
pub fn firm_points(scheme: &Scheme, stage: usize, leaves: &[Option<f64>]) -> FirmPoints {
    let mut adder = Adder::new(scheme);
    adder.add_up(stage, leaves);
    adder.points
}

/// Adds the tree up for one firm after another, in the same memory.
pub struct Adder<'a> {
    scheme: &'a Scheme,
    maxima: Maxima,
    points: FirmPoints,
    /// Children of the dimensions that are being added up, those of the innermost last.
    parts: Vec<Part>,
}

/// A child as its parent sees it.
#[derive(Debug, Clone, Copy)]
struct Part {
    weight: f64,
    share: f64,
    points: i64,
}

impl<'a> Adder<'a> {
    /// For firms of a scheme.
    pub fn new(scheme: &'a Scheme) -> Self {
        let (maxima, points) = (Maxima::empty(scheme), FirmPoints::nothing(scheme));
        Adder { scheme, maxima, points, parts: Vec::new() }
    }

    /// Adds a firm up. `leaves` holds a share per indicator; nothing drops out.
    pub fn add_up(&mut self, stage: usize, leaves: &[Option<f64>]) -> &FirmPoints {
        self.maxima.set(self.scheme, stage, leaves);
        self.points.indicators.fill(None);
        self.points.dimensions.fill(None);
        self.points.dimension_shares.fill(None);
        for top in 0..self.scheme.dimensions.len() {
            if self.scheme.dimensions[top].parent.is_none() {
                self.dimension(top, leaves);
            }
        }
        self.points.total = self.total();
        &self.points
    }

    fn dimension(&mut self, at: usize, leaves: &[Option<f64>]) {
        let dimension = &self.scheme.dimensions[at];
        let first = self.parts.len();
        for child in &dimension.children {
            let part = self.child(*child, leaves);
            self.parts.extend(part);
        }
        let parts = &self.parts[first..];
        if !parts.is_empty() {
            let (share, points) = self.join(dimension.aggregate, parts, self.maxima.dimensions[at]);
            self.points.dimensions[at] = Some(points);
            self.points.dimension_shares[at] = Some(share);
        }
        self.parts.truncate(first);
    }

    fn child(&mut self, node: Node, leaves: &[Option<f64>]) -> Option<Part> {
        match node {
            Node::Indicator(at) => {
                let share = leaves[at]?;
                let weight = self.maxima.indicators[at];
                let points = scaled(share * weight, self.scheme.rank.decimals);
                self.points.indicators[at] = Some(points);
                Some(Part { weight, share, points })
            }
            Node::Dimension(at) => {
                self.dimension(at, leaves);
                self.part(at)
            }
        }
    }

    /// A dimension that is added up, as a part of what is above it.
    fn part(&self, at: usize) -> Option<Part> {
        let (share, points) = (self.points.dimension_shares[at]?, self.points.dimensions[at]?);
        Some(Part { weight: self.maxima.dimensions[at], share, points })
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

    fn total(&mut self) -> Option<i64> {
        let scheme = self.scheme;
        for at in scheme.top(Kind::Base) {
            let part = self.part(at);
            self.parts.extend(part);
        }
        if self.parts.is_empty() {
            return None;
        }
        let (_, base) = self.join(scheme.aggregate, &self.parts, scheme.total);
        self.parts.clear();
        let tops = |kind| scheme.top(kind).filter_map(|at| self.points.dimensions[at]);
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

/// The maximum of each node for one firm: as the scheme says, and larger where siblings under a
/// `sum` dropped out, so that what is left still adds up to the whole.
#[derive(Debug, Clone)]
pub struct Maxima {
    /// Per indicator.
    pub indicators: Vec<f64>,
    /// Per dimension.
    pub dimensions: Vec<f64>,
    /// Whether anything below a dimension is there; only looked at where a leaf is not.
    present: Vec<bool>,
    /// The top of the tree.
    base: Vec<Node>,
}

impl Maxima {
    /// Works down the tree.
    pub fn new(scheme: &Scheme, stage: usize, leaves: &[Option<f64>]) -> Self {
        let mut maxima = Maxima::empty(scheme);
        maxima.set(scheme, stage, leaves);
        maxima
    }

    fn empty(scheme: &Scheme) -> Self {
        Maxima {
            indicators: vec![0.0; scheme.indicators.len()],
            dimensions: vec![0.0; scheme.dimensions.len()],
            present: vec![false; scheme.dimensions.len()],
            base: scheme.top(Kind::Base).map(Node::Dimension).collect(),
        }
    }

    fn set(&mut self, scheme: &Scheme, stage: usize, leaves: &[Option<f64>]) {
        for (own, indicator) in self.indicators.iter_mut().zip(&scheme.indicators) {
            *own = indicator.points[stage];
        }
        for (own, dimension) in self.dimensions.iter_mut().zip(&scheme.dimensions) {
            *own = dimension.points[stage];
        }
        if leaves.iter().all(Option::is_some) {
            return;
        }
        for top in 0..scheme.dimensions.len() {
            if scheme.dimensions[top].parent.is_none() {
                self.find_present(scheme, top, leaves);
            }
        }
        let base = std::mem::take(&mut self.base);
        self.rescale(scheme, stage, &base, scheme.aggregate, 1.0, leaves);
        self.base = base;
        for kind in [Kind::Bonus, Kind::Deduction] {
            for top in scheme.top(kind) {
                let children = &scheme.dimensions[top].children;
                let aggregate = scheme.dimensions[top].aggregate;
                self.rescale(scheme, stage, children, aggregate, 1.0, leaves);
            }
        }
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
