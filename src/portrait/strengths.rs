//! What stands out in a firm, for better or worse. Owns the measure of it.
//!
//! A leaf's **lead** is the share of its other peers that the firm is ahead of, less the share that
//! is ahead of the firm: from -1 to 1, and 0 among equals, so that having none of what nearly
//! nobody has is no weakness. Its weight is the lead times the leaf's maximum: the points that are
//! at stake. A strength is a leaf of base or bonus with a known value and a lead of at least
//! [`CLEAR`]; a weakness one with a known value, a lead of at most minus that, and points still to
//! gain. A deduction that takes points is a weakness whose weight is what it takes. The three
//! weightiest of each are told; equals stand in the order of the scheme.

use super::leaf_model::LeafPortrait;
use super::model::{Trait, Why};
use crate::scheme::Kind;

/// How many strengths and weaknesses are told.
pub const MOST: usize = 3;

/// The lead from which on a firm stands out.
pub const CLEAR: f64 = 0.1;

/// At most three strengths, the weightiest first.
pub fn strengths<'a>(leaves: &[LeafPortrait<'a>]) -> Vec<Trait<'a>> {
    let strength = |leaf: &LeafPortrait<'a>| {
        let lead = lead(leaf)?;
        let is_strong = leaf.kind != Kind::Deduction && lead >= CLEAR && leaf.maximum > 0.0;
        is_strong.then(|| told(leaf, Why::Ahead, lead * leaf.maximum))
    };
    weightiest(leaves.iter().filter_map(strength).collect())
}

/// At most three weaknesses, the weightiest first.
pub fn weaknesses<'a>(leaves: &[LeafPortrait<'a>]) -> Vec<Trait<'a>> {
    let weakness = |leaf: &LeafPortrait<'a>| {
        if leaf.kind == Kind::Deduction {
            let taken = -leaf.points?;
            return (taken > 0.0).then(|| told(leaf, Why::Deducted, taken));
        }
        let has_room = leaf.points? < leaf.maximum;
        let lag = -lead(leaf)?;
        (has_room && lag >= CLEAR).then(|| told(leaf, Why::Behind, lag * leaf.maximum))
    };
    weightiest(leaves.iter().filter_map(weakness).collect())
}

fn lead(leaf: &LeafPortrait) -> Option<f64> {
    let standing = &leaf.standing;
    leaf.known.then_some(standing.percentile? - standing.behind?)
}

fn told<'a>(leaf: &LeafPortrait<'a>, why: Why, weight: f64) -> Trait<'a> {
    Trait {
        id: leaf.id,
        name: leaf.name,
        why,
        weight: (weight * 1e4).round() / 1e4,
        rank_in_stage: leaf.standing.rank_in_stage,
        peers: leaf.standing.peers,
        percentile: leaf.standing.percentile,
        points: leaf.points.unwrap_or(0.0),
        maximum: leaf.maximum,
    }
}

fn weightiest(mut traits: Vec<Trait>) -> Vec<Trait> {
    traits.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    traits.truncate(MOST);
    traits
}
