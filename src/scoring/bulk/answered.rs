//! Everything that is known of all firms, and how one of them is found.

use super::levels::Levels;
use super::settle::Settled;
use crate::diagnostic::Diagnostic;
use crate::scoring::rank::Listed;

/// A firm among all batches, in 32 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub(super) u32);

/// Everything that is known of all firms.
#[derive(Debug)]
pub struct Answered {
    /// The firms, batch by batch.
    pub settled: Vec<Settled>,
    /// Every firm: ranked ones best first, then the others by id.
    pub order: Vec<Row>,
    /// The published lists; a firm is the number of its [`Row`].
    pub lists: Vec<Listed>,
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
    /// How many bits of a row are its place in its batch.
    pub(super) bits: u32,
    pub(super) ranks: Levels,
    pub(super) ranks_in_stage: Vec<Levels>,
}

impl Answered {
    pub(super) fn row(&self, batch: usize, row: usize) -> Row {
        Row((batch as u32) << self.bits | row as u32)
    }

    /// Batch and place in it.
    pub fn place(&self, row: Row) -> (usize, usize) {
        ((row.0 >> self.bits) as usize, (row.0 & ((1 << self.bits) - 1)) as usize)
    }

    /// The row of a firm on a list.
    pub fn listed(&self, firm: usize) -> Row {
        Row(firm as u32)
    }

    pub(super) fn id(&self, row: Row) -> &str {
        let (batch, row) = self.place(row);
        self.settled[batch].texts.first(row)
    }

    pub(super) fn total(&self, row: Row) -> Option<i64> {
        let (batch, row) = self.place(row);
        self.settled[batch].records.get(row).total()
    }

    /// Rank among all, by total.
    pub fn rank(&self, total: i64) -> f64 {
        self.ranks.rank(total)
    }

    /// Rank among the firms of a stage, by total.
    pub fn rank_in_stage(&self, stage: u16, total: i64) -> f64 {
        self.ranks_in_stage[usize::from(stage)].rank(total)
    }

    /// How many firms.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}
