//! Totals -> ranks. Totals are whole numbers, so that a rank is looked up by its total and no firm
//! is sorted for it.

use rayon::prelude::*;

use super::settle::Settled;
use super::{NotBulk, Standing};
use crate::scheme::{Ties, Within};
use crate::scoring::Status;

/// More totals than this are not counted one by one.
const MOST_LEVELS: i64 = 1 << 24;

/// Fewer are counted on all cores, each in a table of its own.
const FEW_LEVELS: i64 = 1 << 20;

/// Ranks by total.
#[derive(Debug, Default)]
pub struct Levels {
    /// The lowest total that is ranked.
    pub(super) lowest: i64,
    /// How many firms are ranked.
    pub(super) firms: usize,
    rank: Vec<f64>,
}

impl Levels {
    fn new(lowest: i64, counts: &[u32], ties: Ties) -> Self {
        let mut rank = vec![0.0; counts.len()];
        let (mut ahead, mut distinct) = (0_usize, 0_usize);
        for (rank, count) in rank.iter_mut().zip(counts).rev().filter(|(_, count)| **count > 0) {
            let level = *count as usize;
            distinct += 1;
            *rank = match ties {
                Ties::Min => (ahead + 1) as f64,
                Ties::Dense => distinct as f64,
                Ties::Average => ahead as f64 + (level + 1) as f64 / 2.0,
            };
            ahead += level;
        }
        Levels { lowest, firms: ahead, rank }
    }

    /// How many totals lie between the lowest and the highest, both counted.
    pub(super) fn len(&self) -> usize {
        self.rank.len()
    }

    /// The rank of a total that some ranked firm has.
    pub(super) fn rank(&self, total: i64) -> f64 {
        self.rank[(total - self.lowest) as usize]
    }
}

/// The lowest and the highest total of a ranked firm; the other way round where there is none.
pub(super) fn ends(settled: &[Settled]) -> (i64, i64) {
    let ends = |settled: &Settled| {
        let totals = ranked(settled).map(|(_, total)| total);
        totals.fold((i64::MAX, i64::MIN), |(low, high), total| (low.min(total), high.max(total)))
    };
    let wider = |a: (i64, i64), b: (i64, i64)| (a.0.min(b.0), a.1.max(b.1));
    settled.par_iter().map(ends).reduce(|| (i64::MAX, i64::MIN), wider)
}

/// Ranks of the ranked firms within each group of a partition; totals lie between these ends.
///
/// # Errors
/// [`NotBulk`] where there are too many totals.
pub(super) fn levels(
    settled: &[Settled],
    (lowest, highest): (i64, i64),
    standing: &Standing,
    within: &Within,
    ties: Ties,
) -> Result<Vec<Levels>, NotBulk> {
    let groups = standing.labels(within).len();
    if lowest > highest {
        return Ok((0..groups).map(|_| Levels::default()).collect());
    }
    let levels = highest - lowest + 1;
    let cells = levels.saturating_mul(groups as i64);
    if cells > MOST_LEVELS {
        return Err(NotBulk);
    }
    let grouping = standing.within(within)?;
    let stretches = if cells > FEW_LEVELS { 1 } else { rayon::current_num_threads() };
    let stretch = settled.len().div_ceil(stretches).max(1);
    let count = |(nth, settled): (usize, &[Settled])| {
        let mut counts = vec![vec![0_u32; levels as usize]; groups];
        for (number, settled) in (nth * stretch..).zip(settled) {
            for (row, total) in ranked(settled) {
                if let Some(group) = grouping.of(settled.peer(number, row)) {
                    counts[group][(total - lowest) as usize] += 1;
                }
            }
        }
        counts
    };
    let counts = settled.par_chunks(stretch).enumerate().map(count).reduce_with(|mut a, b| {
        a.iter_mut().flatten().zip(b.iter().flatten()).for_each(|(a, b)| *a += b);
        a
    });
    let counts = counts.unwrap_or_default();
    Ok(counts.iter().map(|counts| Levels::new(lowest, counts, ties)).collect())
}

/// The ranked firms of a batch with their totals.
fn ranked(settled: &Settled) -> impl Iterator<Item = (usize, i64)> {
    let records = settled.records.iter().enumerate();
    let ranked = records.filter(|(_, record)| record.status() == Status::Ranked);
    ranked.filter_map(|(row, record)| Some((row, record.total()?)))
}
