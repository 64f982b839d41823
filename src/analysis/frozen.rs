//! Firms with their shares frozen, ready to be added up under other points as often as one likes.
//! Owns the layout (firms that have the same leaves stand together) and the block product; must
//! not know why the points differ.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::tree::{NodePoints, Tree};
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Values, scaled};

/// Firms in slots: by stage and by which leaves they have, else in the order in which they came.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// The row of each slot's firm.
    pub firms: Vec<usize>,
    /// The stage of each slot's firm.
    pub stage: Vec<u16>,
    groups: Vec<Group>,
    /// Per slot the shares of every indicator; 0 where the leaf dropped out.
    shares: Arc<Vec<f64>>,
    leaves: usize,
}

#[derive(Debug, Clone)]
struct Group {
    stage: usize,
    present: Vec<bool>,
    slots: Range<usize>,
}

/// One setting of all points: an entry per stage.
pub type Setting = Vec<NodePoints>;

/// The scheme's own points.
pub fn nominal(scheme: &Scheme) -> Setting {
    (0..scheme.stages.len()).map(|stage| NodePoints::of(scheme, stage)).collect()
}

/// Settings that are added up at once; a multiple of [`TILE`].
const TILE: usize = 8;

/// Slots of one piece of work.
const PIECE: usize = 1024;

impl Frozen {
    /// Freezes some firms with the shares of every indicator; those without a stage are left out.
    pub fn of(
        stage: &[Option<u16>],
        firms: impl Iterator<Item = usize>,
        shares: &[&Values],
    ) -> Self {
        let staged: Vec<(u16, usize)> =
            firms.filter_map(|firm| Some((stage[firm]?, firm))).collect();
        let mut frozen = Frozen {
            firms: Vec::with_capacity(staged.len()),
            stage: Vec::with_capacity(staged.len()),
            groups: Vec::new(),
            shares: Arc::default(),
            leaves: shares.len(),
        };
        for ((stage, present), firms) in patterns(&staged, shares) {
            let start = frozen.firms.len();
            frozen.stage.extend(std::iter::repeat_n(stage, firms.len()));
            frozen.firms.extend(firms);
            let slots = start..frozen.firms.len();
            frozen.groups.push(Group { stage: stage as usize, present, slots });
        }
        let mut flat = vec![0.0; frozen.firms.len() * shares.len()];
        if !shares.is_empty() {
            let rows = flat.par_chunks_mut(shares.len()).zip(&frozen.firms);
            rows.with_min_len(PIECE).for_each(|(row, firm)| {
                for (own, share) in row.iter_mut().zip(shares) {
                    *own = share.get(*firm).unwrap_or(0.0);
                }
            });
        }
        frozen.shares = Arc::new(flat);
        frozen
    }

    /// Moves base shares from [0, 1] to [`least`, 1], so that a geometric mean does not wipe firms
    /// out.
    pub fn lift(&mut self, scheme: &Scheme, least: f64) {
        let base: Vec<bool> = scheme.indicators.iter().map(|i| i.kind == Kind::Base).collect();
        let leaves = self.leaves.max(1);
        Arc::make_mut(&mut self.shares).par_chunks_mut(leaves).with_min_len(PIECE).for_each(
            |row| {
                for (share, _) in row.iter_mut().zip(&base).filter(|(_, base)| **base) {
                    *share = least + (1.0 - least) * *share;
                }
            },
        );
    }

    /// How many firms.
    pub fn len(&self) -> usize {
        self.firms.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.firms.is_empty()
    }

    /// A slot's shares.
    pub fn shares(&self, slot: usize) -> &[f64] {
        &self.shares[slot * self.leaves..(slot + 1) * self.leaves]
    }

    /// Whether a slot's firm has a leaf.
    pub fn has(&self, slot: usize, leaf: usize) -> bool {
        let group = self.groups.partition_point(|group| group.slots.end <= slot);
        self.groups[group].present[leaf]
    }

    /// The same firms without some leaves, as if those had dropped out for all.
    pub fn without(&self, dropped: &[usize]) -> Self {
        let mut frozen = self.clone();
        for group in &mut frozen.groups {
            dropped.iter().for_each(|leaf| group.present[*leaf] = false);
        }
        frozen
    }

    /// Totals under each setting, a row per setting and a number per slot, in units of the last
    /// decimal. Only the total is rounded; a firm of which nothing counts has the floor.
    pub fn totals(&self, scheme: &Scheme, settings: &[Setting]) -> Vec<Vec<i64>> {
        let mut rows: Vec<Vec<i64>> = settings.iter().map(|_| vec![0; self.len()]).collect();
        let mut rests: Vec<&mut [i64]> = rows.iter_mut().map(Vec::as_mut_slice).collect();
        let mut pieces = Vec::new();
        for group in &self.groups {
            for start in group.slots.clone().step_by(PIECE) {
                let end = (start + PIECE).min(group.slots.end);
                let mut out = Vec::with_capacity(rests.len());
                for rest in &mut rests {
                    let (head, tail) = std::mem::take(rest).split_at_mut(end - start);
                    *rest = tail;
                    out.push(head);
                }
                pieces.push((group, start, out));
            }
        }
        pieces.into_par_iter().for_each(|(group, start, mut out)| {
            self.piece(scheme, group, start, settings, &mut out);
        });
        rows
    }

    fn piece(
        &self,
        scheme: &Scheme,
        group: &Group,
        start: usize,
        settings: &[Setting],
        out: &mut [&mut [i64]],
    ) {
        let present = &group.present;
        let counts = scheme.indicators.iter().zip(present).any(|(i, p)| *p && i.kind == Kind::Base);
        // What bonus and deduction add is the same in most settings: it is added up once.
        let mut extra: Option<(Tree, Vec<f64>)> = None;
        for (tile, out) in settings.chunks(TILE).zip(out.chunks_mut(TILE)) {
            let trees: Vec<Tree> =
                tile.iter().map(|s| Tree::new(scheme, &s[group.stage], present)).collect();
            let slots = out.first().map_or(0, |row| row.len());
            let (known, extras) = extra.get_or_insert_with(|| {
                let first = Tree::new(scheme, &tile[0][group.stage], present);
                let extras = (0..slots).map(|at| first.extra(self.shares(start + at))).collect();
                (first, extras)
            });
            let alike = trees.iter().all(|tree| tree.has_same_extra(known));
            if counts && alike && trees.iter().all(Tree::is_linear) {
                self.linear(scheme, &trees, start, extras, out);
                continue;
            }
            for (tree, row) in trees.iter().zip(out) {
                for (place, total) in row.iter_mut().enumerate().take(slots) {
                    let shares = self.shares(start + place);
                    let base = tree.base(shares).unwrap_or(0.0);
                    *total = finish(scheme, base + tree.extra(shares));
                }
            }
        }
    }

    /// Up to [`TILE`] settings side by side: two firms at a time, so that the sums stay in
    /// registers.
    fn linear(
        &self,
        scheme: &Scheme,
        trees: &[Tree],
        start: usize,
        extras: &[f64],
        out: &mut [&mut [i64]],
    ) {
        let mut weights = vec![[0.0; TILE]; self.leaves];
        for (at, tree) in trees.iter().enumerate() {
            for (weight, coefficient) in weights.iter_mut().zip(tree.coefficients()) {
                weight[at] = coefficient;
            }
        }
        let slots = extras.len();
        for first in (0..slots).step_by(2) {
            let second = (first + 1).min(slots - 1);
            let sums = two_sums(self.shares(start + first), self.shares(start + second), &weights);
            for (place, sums) in [first, second].into_iter().zip(sums) {
                for (row, sum) in out.iter_mut().zip(sums) {
                    row[place] = finish(scheme, sum + extras[place]);
                }
            }
        }
    }
}

/// The firms by stage and by which leaves they have. Leaf by leaf, since most leaves split nobody.
fn patterns(staged: &[(u16, usize)], shares: &[&Values]) -> BTreeMap<(u16, Vec<bool>), Vec<usize>> {
    let mut known: Vec<(u16, Vec<bool>)> = Vec::new();
    let mut first: BTreeMap<u16, u32> = BTreeMap::new();
    let mut pattern: Vec<u32> = Vec::with_capacity(staged.len());
    for (stage, _) in staged {
        pattern.push(*first.entry(*stage).or_insert_with(|| {
            known.push((*stage, vec![true; shares.len()]));
            known.len() as u32 - 1
        }));
    }
    for (leaf, share) in shares.iter().enumerate() {
        let mut lacking: BTreeMap<u32, u32> = BTreeMap::new();
        for (pattern, (_, firm)) in pattern.iter_mut().zip(staged) {
            if share.get(*firm).is_none() {
                *pattern = *lacking.entry(*pattern).or_insert_with(|| {
                    let mut split = known[*pattern as usize].clone();
                    split.1[leaf] = false;
                    known.push(split);
                    known.len() as u32 - 1
                });
            }
        }
    }
    let mut firms: Vec<Vec<usize>> = vec![Vec::new(); known.len()];
    for (pattern, (_, firm)) in pattern.iter().zip(staged) {
        firms[*pattern as usize].push(*firm);
    }
    known.into_iter().zip(firms).filter(|(_, firms)| !firms.is_empty()).collect()
}

fn two_sums(a: &[f64], b: &[f64], weights: &[[f64; TILE]]) -> [[f64; TILE]; 2] {
    let mut sums = [[0.0; TILE]; 2];
    for ((a, b), weight) in a.iter().zip(b).zip(weights) {
        for at in 0..TILE {
            sums[0][at] += a * weight[at];
            sums[1][at] += b * weight[at];
        }
    }
    sums
}

fn finish(scheme: &Scheme, points: f64) -> i64 {
    let decimals = scheme.rank.decimals;
    scaled(points, decimals).max(scaled(scheme.floor, decimals))
}
