//! Which maxima a node can have: as the scheme says, and larger where siblings under a `sum` may
//! drop out. Owns the enumeration; the arithmetic is the local engine's, operation by operation.

use crate::scheme::{Aggregate, Kind, Missing, Node, Scheme};

/// Above so many possible maxima of one leaf none are listed.
const MOST: usize = 256;

/// What can drop out, and what follows for the maxima.
#[derive(Debug, Clone)]
pub(super) struct Maxima {
    /// Per indicator, whether it can drop out.
    pub leaf_drops: Vec<bool>,
    /// Per dimension, whether all below it can drop out.
    pub dimension_drops: Vec<bool>,
    /// `[stage][indicator]`: every maximum that the leaf can have; empty where there are too many.
    pub of_leaf: Vec<Vec<Vec<f64>>>,
}

impl Maxima {
    pub fn new(scheme: &Scheme) -> Self {
        let drops = |missing: &Missing| *missing == Missing::Exclude;
        let mut maxima = Maxima {
            leaf_drops: scheme.indicators.iter().map(|i| drops(&i.missing)).collect(),
            dimension_drops: vec![false; scheme.dimensions.len()],
            of_leaf: Vec::new(),
        };
        for top in 0..scheme.dimensions.len() {
            if scheme.dimensions[top].parent.is_none() {
                maxima.find_drops(scheme, top);
            }
        }
        maxima.of_leaf = (0..scheme.stages.len()).map(|s| maxima.in_stage(scheme, s)).collect();
        maxima
    }

    fn find_drops(&mut self, scheme: &Scheme, at: usize) -> bool {
        let mut all = true;
        for child in &scheme.dimensions[at].children {
            all &= match child {
                Node::Indicator(leaf) => self.leaf_drops[*leaf],
                Node::Dimension(below) => self.find_drops(scheme, *below),
            };
        }
        self.dimension_drops[at] = all;
        all
    }

    /// Whether a node can drop out.
    pub fn drops(&self, node: Node) -> bool {
        match node {
            Node::Indicator(at) => self.leaf_drops[at],
            Node::Dimension(at) => self.dimension_drops[at],
        }
    }

    /// Whether the points of these siblings are scaled where one of them drops out.
    pub fn rescales(&self, nodes: &[Node], aggregate: Aggregate) -> bool {
        aggregate == Aggregate::Sum && nodes.iter().any(|node| self.drops(*node))
    }

    fn in_stage(&self, scheme: &Scheme, stage: usize) -> Vec<Vec<f64>> {
        let mut found = vec![Vec::new(); scheme.indicators.len()];
        let base: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
        self.spread(scheme, stage, &base, scheme.aggregate, &[1.0], &mut found);
        for kind in [Kind::Bonus, Kind::Deduction] {
            for top in scheme.top(kind) {
                let dimension = &scheme.dimensions[top];
                let children = &dimension.children;
                self.spread(scheme, stage, children, dimension.aggregate, &[1.0], &mut found);
            }
        }
        found
    }

    /// No factors: too many to list.
    fn spread(
        &self,
        scheme: &Scheme,
        stage: usize,
        nodes: &[Node],
        aggregate: Aggregate,
        factors: &[f64],
        found: &mut [Vec<f64>],
    ) {
        let factors = match self.rescales(nodes, aggregate) {
            true => self.factors(scheme, stage, nodes, factors),
            false => factors.to_vec(),
        };
        for node in nodes {
            match node {
                Node::Indicator(at) => {
                    let points = scheme.indicators[*at].points[stage];
                    found[*at] = distinct(factors.iter().map(|factor| points * factor).collect());
                }
                Node::Dimension(at) => {
                    let below = &scheme.dimensions[*at];
                    let (children, aggregate) = (&below.children, below.aggregate);
                    self.spread(scheme, stage, children, aggregate, &factors, found);
                }
            }
        }
    }

    fn factors(&self, scheme: &Scheme, stage: usize, nodes: &[Node], factors: &[f64]) -> Vec<f64> {
        let droppable: Vec<usize> = (0..nodes.len()).filter(|at| self.drops(nodes[*at])).collect();
        if droppable.len() > 12 {
            return Vec::new();
        }
        let points = |at: usize| scheme.node_points(nodes[at], stage);
        let all: f64 = (0..nodes.len()).map(points).sum();
        let ratios = (0..1usize << droppable.len()).filter_map(|absent| {
            let gone = |at: &usize| {
                droppable.iter().position(|d| d == at).is_some_and(|bit| absent >> bit & 1 == 1)
            };
            let left: f64 = (0..nodes.len()).filter(|at| !gone(at)).map(points).sum();
            (left > 0.0).then(|| all / left)
        });
        let ratios = distinct(ratios.collect());
        let products = factors.iter().flat_map(|f| ratios.iter().map(move |ratio| f * ratio));
        let products = distinct(products.chain(factors.iter().copied()).collect());
        if products.len() > MOST { Vec::new() } else { products }
    }
}

fn distinct(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.dedup();
    numbers
}
