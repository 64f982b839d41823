//! The scheme's tree with other points in it, for frozen shares: what the scoring room does firm
//! by firm, without rounding on the way, so that it becomes a matrix product. Owns nothing of its
//! own: every formula is the scoring room's, and a test holds the two together.

use crate::scheme::{Aggregate, Kind, Node, Scheme};

/// Points of every node in one stage; the scheme's own, or others to be tried.
#[derive(Debug, Clone, PartialEq)]
pub struct NodePoints {
    /// Per indicator.
    pub indicators: Vec<f64>,
    /// Per dimension.
    pub dimensions: Vec<f64>,
    /// How the base dimensions make the total.
    pub aggregate: Aggregate,
}

impl NodePoints {
    /// As the scheme says.
    pub fn of(scheme: &Scheme, stage: usize) -> Self {
        NodePoints {
            indicators: scheme.indicators.iter().map(|i| i.points[stage]).collect(),
            dimensions: scheme.dimensions.iter().map(|d| d.points[stage]).collect(),
            aggregate: scheme.aggregate,
        }
    }

    /// The same tree with other weights of its base leaves: each node's points grow or shrink with
    /// the weight that stands below it. `nominal` are the weights that belong to `self`.
    pub fn reweighted(&self, scheme: &Scheme, nominal: &[f64], weights: &[f64]) -> Self {
        let mut points = self.clone();
        let ratio = |new: f64, old: f64| if old > 0.0 { new / old } else { 1.0 };
        for (at, indicator) in scheme.indicators.iter().enumerate() {
            if indicator.kind == Kind::Base {
                points.indicators[at] *= ratio(weights[at], nominal[at]);
            }
        }
        for (at, dimension) in scheme.dimensions.iter().enumerate() {
            if dimension.kind == Kind::Base {
                let sum = |of: &[f64]| sum_below(scheme, Node::Dimension(at), of);
                points.dimensions[at] *= ratio(sum(weights), sum(nominal));
            }
        }
        points
    }

    /// The points of a node.
    pub fn node(&self, node: Node) -> f64 {
        match node {
            Node::Dimension(at) => self.dimensions[at],
            Node::Indicator(at) => self.indicators[at],
        }
    }
}

/// The indicators at or below a node, in file order.
pub fn leaves_below(scheme: &Scheme, node: Node) -> Vec<usize> {
    match node {
        Node::Indicator(at) => vec![at],
        Node::Dimension(at) => {
            let children = &scheme.dimensions[at].children;
            children.iter().flat_map(|child| leaves_below(scheme, *child)).collect()
        }
    }
}

/// The sum of some numbers over the indicators at or below a node.
fn sum_below(scheme: &Scheme, node: Node, of: &[f64]) -> f64 {
    match node {
        Node::Indicator(at) => of[at],
        Node::Dimension(at) => {
            let children = scheme.dimensions[at].children.iter();
            children.map(|child| sum_below(scheme, *child, of)).sum()
        }
    }
}

/// The tree for firms that have the same leaves: maxima rescaled where siblings dropped out.
pub struct Tree<'a> {
    scheme: &'a Scheme,
    points: NodePoints,
    indicators: Vec<bool>,
    dimensions: Vec<bool>,
}

impl<'a> Tree<'a> {
    /// Rescales; `present` says which indicators count.
    pub fn new(scheme: &'a Scheme, points: &NodePoints, present: &[bool]) -> Self {
        let mut tree = Tree {
            scheme,
            points: points.clone(),
            indicators: present.to_vec(),
            dimensions: vec![false; scheme.dimensions.len()],
        };
        for top in 0..scheme.dimensions.len() {
            if scheme.dimensions[top].parent.is_none() {
                tree.find_present(top);
            }
        }
        let base: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
        tree.rescale(&base, points.aggregate, 1.0, points);
        for kind in [Kind::Bonus, Kind::Deduction] {
            for top in scheme.top(kind) {
                let dimension = &scheme.dimensions[top];
                tree.rescale(&dimension.children, dimension.aggregate, 1.0, points);
            }
        }
        tree
    }

    fn find_present(&mut self, at: usize) -> bool {
        let scheme = self.scheme;
        let mut present = false;
        for child in &scheme.dimensions[at].children {
            present |= match child {
                Node::Indicator(leaf) => self.indicators[*leaf],
                Node::Dimension(below) => self.find_present(*below),
            };
        }
        self.dimensions[at] = present;
        present
    }

    fn is_present(&self, node: Node) -> bool {
        match node {
            Node::Indicator(at) => self.indicators[at],
            Node::Dimension(at) => self.dimensions[at],
        }
    }

    fn rescale(&mut self, nodes: &[Node], aggregate: Aggregate, factor: f64, given: &NodePoints) {
        let all: f64 = nodes.iter().map(|node| given.node(*node)).sum();
        let left: f64 =
            nodes.iter().filter(|node| self.is_present(**node)).map(|node| given.node(*node)).sum();
        let factor = match aggregate {
            Aggregate::Sum if left > 0.0 => factor * (all / left),
            _ => factor,
        };
        let scheme = self.scheme;
        for node in nodes {
            match node {
                Node::Indicator(at) => self.points.indicators[*at] *= factor,
                Node::Dimension(at) => {
                    self.points.dimensions[*at] *= factor;
                    let below = &scheme.dimensions[*at];
                    self.rescale(&below.children, below.aggregate, factor, given);
                }
            }
        }
    }

    /// Whether the base points are a weighted sum of the shares: no cap can bind and no node
    /// multiplies.
    pub fn is_linear(&self) -> bool {
        let open = |aggregate: Aggregate, nodes: &[Node], own: f64| match aggregate {
            Aggregate::Mean => true,
            Aggregate::Sum => self.present_points(nodes) <= own * (1.0 + 1e-9),
            _ => false,
        };
        let tops: Vec<Node> = self.scheme.top(Kind::Base).map(Node::Dimension).collect();
        let mut base =
            self.scheme.dimensions.iter().enumerate().filter(|(_, d)| d.kind == Kind::Base);
        open(self.points.aggregate, &tops, self.scheme.total)
            && base.all(|(at, d)| open(d.aggregate, &d.children, self.points.dimensions[at]))
    }

    fn present_points(&self, nodes: &[Node]) -> f64 {
        nodes
            .iter()
            .filter(|node| self.is_present(**node))
            .map(|node| self.points.node(*node))
            .sum()
    }

    /// What a share of 1 on each indicator adds to the base points, where they are linear.
    pub fn coefficients(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.indicators.len()];
        let tops: Vec<Node> = self.scheme.top(Kind::Base).map(Node::Dimension).collect();
        let total = self.scheme.total;
        self.spread(&tops, self.points.aggregate, total, total, &mut out);
        out
    }

    /// `worth` is what a share of 1 of the parent adds, `own` the parent's points.
    fn spread(&self, nodes: &[Node], aggregate: Aggregate, worth: f64, own: f64, out: &mut [f64]) {
        let divisor = match aggregate {
            Aggregate::Sum => own,
            _ => self.present_points(nodes),
        };
        for node in nodes.iter().filter(|node| self.is_present(**node)) {
            let points = self.points.node(*node);
            let part = if divisor > 0.0 { worth * points / divisor } else { 0.0 };
            match node {
                Node::Indicator(at) => out[*at] = part,
                Node::Dimension(at) => {
                    let below = &self.scheme.dimensions[*at];
                    self.spread(&below.children, below.aggregate, part, points, out);
                }
            }
        }
    }

    /// The base points of a firm with these shares; nothing where no base leaf is present.
    pub fn base(&self, shares: &[f64]) -> Option<f64> {
        let tops = self.scheme.top(Kind::Base).map(Node::Dimension);
        let share = self.join(tops, self.points.aggregate, self.scheme.total, shares)?;
        Some(share * self.scheme.total)
    }

    /// Bonus minus deduction of a firm with these shares.
    pub fn extra(&self, shares: &[f64]) -> f64 {
        let sum = |kind| -> f64 {
            let tops = self.scheme.top(kind);
            tops.filter_map(|at| self.share(at, shares).map(|s| s * self.points.dimensions[at]))
                .sum()
        };
        sum(Kind::Bonus) - sum(Kind::Deduction)
    }

    /// Whether bonus and deduction have the same points as in another tree of the same firms.
    pub fn has_same_extra(&self, other: &Tree) -> bool {
        let dimensions = self.scheme.dimensions.iter().enumerate();
        let indicators = self.scheme.indicators.iter().enumerate();
        let (a, b) = (&self.points, &other.points);
        dimensions
            .filter(|(_, d)| d.kind != Kind::Base)
            .all(|(at, _)| a.dimensions[at] == b.dimensions[at])
            && indicators
                .filter(|(_, i)| i.kind != Kind::Base)
                .all(|(at, _)| a.indicators[at] == b.indicators[at])
    }

    /// The share of a dimension.
    pub fn share(&self, at: usize, shares: &[f64]) -> Option<f64> {
        let dimension = &self.scheme.dimensions[at];
        let children = dimension.children.iter().copied();
        self.join(children, dimension.aggregate, self.points.dimensions[at], shares)
    }

    fn join(
        &self,
        nodes: impl Iterator<Item = Node>,
        aggregate: Aggregate,
        own: f64,
        shares: &[f64],
    ) -> Option<f64> {
        let mut sums = Sums::default();
        for node in nodes.filter(|node| self.is_present(*node)) {
            let share = match node {
                Node::Indicator(at) => shares[at],
                Node::Dimension(at) => self.share(at, shares).unwrap_or(0.0),
            };
            sums.add(self.points.node(node), share, aggregate);
        }
        sums.share(aggregate, own)
    }
}

/// A weighted mean in the making.
#[derive(Debug, Default)]
struct Sums {
    any: bool,
    weight: f64,
    sum: f64,
    zero: bool,
    least: Option<f64>,
}

impl Sums {
    fn add(&mut self, weight: f64, share: f64, aggregate: Aggregate) {
        self.any = true;
        if weight <= 0.0 {
            return;
        }
        self.weight += weight;
        self.zero |= share <= 0.0;
        self.least = Some(self.least.map_or(share, |least| least.min(share)));
        self.sum += match aggregate {
            Aggregate::Sum | Aggregate::Mean => weight * share,
            Aggregate::Geometric if share > 0.0 => weight * libm::log(share),
            Aggregate::Harmonic if share > 0.0 => weight / share,
            _ => 0.0,
        };
    }

    fn share(&self, aggregate: Aggregate, own: f64) -> Option<f64> {
        if !self.any {
            return None;
        }
        if aggregate == Aggregate::Sum {
            return Some(if own > 0.0 { (self.sum / own).min(1.0) } else { 0.0 });
        }
        if self.weight <= 0.0 {
            return Some(0.0);
        }
        let mean = self.sum / self.weight;
        Some(match aggregate {
            Aggregate::Geometric | Aggregate::Harmonic if self.zero => 0.0,
            Aggregate::Geometric => libm::exp(mean),
            Aggregate::Harmonic => 1.0 / mean,
            Aggregate::Min => self.least.unwrap_or(0.0).min(1.0),
            Aggregate::Mean | Aggregate::Sum => mean,
        })
    }
}

/// The share of a node with these children, as (weight, share); `own` are the node's points.
pub fn joined(
    aggregate: Aggregate,
    own: f64,
    children: impl Iterator<Item = (f64, f64)>,
) -> Option<f64> {
    let mut sums = Sums::default();
    children.for_each(|(weight, share)| sums.add(weight, share, aggregate));
    sums.share(aggregate, own)
}
