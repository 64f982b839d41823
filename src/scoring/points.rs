//! Shares -> [`Points`]: every firm's tree added up, as columns, and how much of each firm is known.
//! Must not know ranks.

use rayon::prelude::*;

use super::shares::Shares;
use super::tree::{Adder, FirmPoints};
use super::values::{PointColumn, Values};
use crate::scheme::{Kind, Node, Scheme};

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

/// How many firms one core adds up at a time.
const BLOCK: usize = 1024;

/// Adds the tree up for every firm.
pub fn aggregate(scheme: &Scheme, stage: &[Option<u16>], shares: &Shares) -> Points {
    let weights: Vec<Vec<f64>> =
        (0..scheme.stages.len()).map(|stage| nominal_weights(scheme, stage)).collect();
    let blocks: Vec<Points> = stage
        .par_chunks(BLOCK)
        .enumerate()
        .map(|(block, stages)| {
            let (nothing, mut adder) = (FirmPoints::nothing(scheme), Adder::new(scheme));
            let mut points = Points::new(scheme, stages.len());
            let mut leaves = vec![None; scheme.indicators.len()];
            for (firm, stage) in (block * BLOCK..).zip(stages) {
                let Some(stage) = stage.map(usize::from) else {
                    points.push(&nothing, None);
                    continue;
                };
                for (leaf, share) in leaves.iter_mut().zip(&shares.share) {
                    *leaf = share.get(firm);
                }
                let known = shares.known.iter().map(|known| known[firm]);
                let coverage = coverage_of(&weights[stage], known);
                points.push(adder.add_up(stage, &leaves), Some(coverage));
            }
            points
        })
        .collect();
    let mut all = Points::new(scheme, stage.len());
    blocks.iter().for_each(|block| all.append(block));
    all
}

impl Points {
    /// Of no firms, with room for some.
    fn new(scheme: &Scheme, firms: usize) -> Self {
        let points = |count| (0..count).map(|_| PointColumn::with_capacity(firms)).collect();
        let (leaves, inner) = (scheme.indicators.len(), scheme.dimensions.len());
        Points {
            decimals: scheme.rank.decimals,
            indicators: points(leaves),
            dimensions: points(inner),
            dimension_shares: (0..inner).map(|_| Values::with_capacity(firms)).collect(),
            total: PointColumn::with_capacity(firms),
            coverage: Values::with_capacity(firms),
        }
    }

    fn push(&mut self, firm: &FirmPoints, coverage: Option<f64>) {
        let put = |columns: &mut [PointColumn], points: &[Option<i64>]| {
            columns.iter_mut().zip(points).for_each(|(column, points)| column.push(*points));
        };
        put(&mut self.indicators, &firm.indicators);
        put(&mut self.dimensions, &firm.dimensions);
        for (column, share) in self.dimension_shares.iter_mut().zip(&firm.dimension_shares) {
            column.push(*share);
        }
        self.total.push(firm.total);
        self.coverage.push(coverage);
    }

    fn append(&mut self, below: &Points) {
        let put = |columns: &mut [PointColumn], below: &[PointColumn]| {
            columns.iter_mut().zip(below).for_each(|(column, below)| column.append(below));
        };
        put(&mut self.indicators, &below.indicators);
        put(&mut self.dimensions, &below.dimensions);
        for (column, below) in self.dimension_shares.iter_mut().zip(&below.dimension_shares) {
            column.append(below);
        }
        self.total.append(&below.total);
        self.coverage.append(&below.coverage);
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
