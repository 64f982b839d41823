//! Batches + [`Params`] -> [`Settled`]: the points of every node of every firm. Firm by firm; other
//! firms are seen through the prices only.

use polars::prelude::DataFrame;

use super::batch::{Batch, Kept, Labels};
use super::prices::Prices;
use super::record::{NOTHING, Records, packed, something};
use super::standing::Peer;
use super::{Bulk, NotBulk, Texts};
use crate::firms::DataIssue;
use crate::scheme::{Kind, Node};
use crate::scoring::Status;
use crate::scoring::tree::Adder;
use crate::scoring::units::scaled;
use crate::scoring::values::Values;

/// Some firms with their points.
#[derive(Debug)]
pub struct Settled {
    /// Id, name, groups.
    pub texts: Texts,
    /// Everything but rank and rank in stage.
    pub records: Records,
    pub(super) groups: Vec<Labels>,
    pub(super) named: DataFrame,
    pub(super) coverage: Option<Values>,
    /// What could not be decided, in the order of the rows.
    pub issues: Vec<DataIssue>,
}

impl Settled {
    /// A firm of this batch, the one of this number, as its groups see it.
    pub(super) fn peer(&self, batch: usize, row: usize) -> Peer<'_> {
        let stage = self.records.get(row).stage().unwrap_or(NOTHING);
        Peer { batch, row, stage, labels: &self.groups }
    }
}

/// What holds for no firm has no cells.
fn holds(flags: &[bool], row: usize) -> bool {
    flags.get(row).copied().unwrap_or(false)
}

/// So many records are filled leaf by leaf before the next: they stay in the nearest cache.
const NEAR: usize = 512;

/// Maxima in units of the last decimal, for one stage.
struct Caps {
    dimensions: Vec<i64>,
    total: i64,
    floor: i64,
}

impl Bulk<'_> {
    /// Gives the firms of the batch with this number their points.
    ///
    /// # Errors
    /// [`NotBulk`] where something does not fit.
    pub fn settle(&self, number: usize, batch: Batch, prices: &Prices) -> Result<Settled, NotBulk> {
        let mut records = Records::new(self.shape, batch.stage.len());
        match self.sums {
            true => self.add_up(number, &batch, prices, &mut records)?,
            false => self.climb(number, &batch, prices, &mut records)?,
        }
        for (row, stage) in batch.stage.iter().enumerate() {
            let total = records.get(row).total();
            let status = match something(*stage) {
                None => Status::NoStage,
                Some(_) if holds(&batch.vetoed, row) => Status::Vetoed,
                Some(_) if holds(&batch.coverage.too_little, row) || total.is_none() => {
                    Status::Insufficient
                }
                Some(_) => Status::Ranked,
            };
            let mut record = records.get_mut(row);
            record.set_stage(something(*stage));
            record.set_coverage(batch.coverage.shown[row]);
            record.set_status(status);
        }
        Ok(Settled {
            texts: batch.texts,
            records,
            groups: batch.groups,
            named: batch.named,
            coverage: batch.coverage.exact,
            issues: batch.issues,
        })
    }

    /// Leaf by leaf, then the sums.
    fn add_up(
        &self,
        number: usize,
        batch: &Batch,
        prices: &Prices,
        records: &mut Records,
    ) -> Result<(), NotBulk> {
        for start in (0..batch.stage.len()).step_by(NEAR) {
            let rows = start..(start + NEAR).min(batch.stage.len());
            for (at, (kept, price)) in batch.leaves.iter().zip(&prices.0).enumerate() {
                let mut set = |row: usize, points| records.get_mut(row).indicators()[at] = points;
                if let Kept::Points(points) = kept {
                    rows.clone().for_each(|row| set(row, points[row]));
                }
                if let Some(price) = price {
                    price.fill((at, number), batch, rows.clone(), set)?;
                }
            }
        }
        let caps: Vec<Caps> = (0..self.scheme.stages.len()).map(|stage| self.caps(stage)).collect();
        let order = self.upwards();
        for (row, stage) in batch.stage.iter().enumerate() {
            let Some(stage) = something(*stage) else { continue };
            let mut record = records.get_mut(row);
            let (dimensions, indicators) = record.nodes();
            let total = self.sums(&caps[usize::from(stage)], &order, dimensions, indicators)?;
            record.set_total(total)?;
        }
        Ok(())
    }

    fn caps(&self, stage: usize) -> Caps {
        let (scheme, decimals) = (self.scheme, self.scheme.rank.decimals);
        Caps {
            dimensions: scheme
                .dimensions
                .iter()
                .map(|d| scaled(d.points[stage], decimals))
                .collect(),
            total: scaled(scheme.total, decimals),
            floor: scaled(scheme.floor, decimals),
        }
    }

    /// The dimensions so that none comes before one below it.
    fn upwards(&self) -> Vec<usize> {
        let parent = |at: usize| self.scheme.dimensions[at].parent;
        let depth = |at: usize| std::iter::successors(Some(at), |at| parent(*at)).count();
        let mut order: Vec<usize> = (0..self.scheme.dimensions.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(depth(*at)));
        order
    }

    fn sums(
        &self,
        caps: &Caps,
        order: &[usize],
        dimensions: &mut [u16],
        indicators: &[u16],
    ) -> Result<i64, NotBulk> {
        let scheme = self.scheme;
        for at in order {
            let points = |child: &Node| match child {
                Node::Indicator(leaf) => i64::from(indicators[*leaf]),
                Node::Dimension(below) => i64::from(dimensions[*below]),
            };
            let sum: i64 = scheme.dimensions[*at].children.iter().map(points).sum();
            dimensions[*at] = packed(sum.min(caps.dimensions[*at]))?;
        }
        let top = |kind: Kind| -> i64 {
            let tops = scheme.dimensions.iter().zip(&*dimensions);
            let tops = tops.filter(|(d, _)| d.parent.is_none() && d.kind == kind);
            tops.map(|(_, points)| i64::from(*points)).sum()
        };
        let base = top(Kind::Base).min(caps.total);
        Ok((base + top(Kind::Bonus) - top(Kind::Deduction)).max(caps.floor))
    }

    /// Firm by firm up the tree, where a node is more than a sum.
    fn climb(
        &self,
        number: usize,
        batch: &Batch,
        prices: &Prices,
        records: &mut Records,
    ) -> Result<(), NotBulk> {
        let mut leaves = vec![None; self.scheme.indicators.len()];
        let mut adder = Adder::new(self.scheme);
        for (row, stage) in batch.stage.iter().enumerate() {
            let Some(known) = something(*stage) else { continue };
            let peer = Peer { batch: number, row, stage: *stage, labels: &batch.groups };
            for (at, leaf) in leaves.iter_mut().enumerate() {
                *leaf = match (&batch.leaves[at], &prices.0[at]) {
                    (Kept::Shares(shares), _) => shares.get(row),
                    (_, Some(price)) => price.share(at, batch, peer)?,
                    _ => return Err(NotBulk),
                };
            }
            let points = adder.add_up(usize::from(known), &leaves);
            let cell = |units: &Option<i64>| units.map_or(Ok(NOTHING), packed);
            let mut record = records.get_mut(row);
            for (cell_of, units) in record.indicators().iter_mut().zip(&points.indicators) {
                *cell_of = cell(units)?;
            }
            for (cell_of, units) in record.dimensions().iter_mut().zip(&points.dimensions) {
                *cell_of = cell(units)?;
            }
            if let Some(total) = points.total {
                record.set_total(total)?;
            }
        }
        Ok(())
    }
}
