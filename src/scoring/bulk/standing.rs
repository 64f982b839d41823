//! Who is compared with whom, over all batches: the groups of each `within` that a scheme names.
//! Owns the numbering of groups; must not know why firms are compared.

use std::collections::BTreeSet;

use super::batch::{Batch, Labels};
use super::record::{NOTHING, something};
use super::{Bulk, NotBulk};
use crate::scheme::Within;

/// The groups by which firms of all batches are compared.
#[derive(Debug)]
pub struct Standing {
    stages: Vec<String>,
    columns: Vec<Column>,
}

/// The groups of one column.
#[derive(Debug)]
struct Column {
    name: String,
    labels: Vec<String>,
    /// Per batch: which group each of its own labels is; [`MISSING`] where nobody has it.
    groups: Vec<Vec<u32>>,
}

const MISSING: u32 = u32::MAX;

/// One firm as its groups see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer<'a> {
    pub batch: usize,
    pub row: usize,
    pub stage: u16,
    pub labels: &'a [Labels],
}

impl Bulk<'_> {
    /// Numbers the groups.
    pub fn standing(&self, batches: &[Batch]) -> Standing {
        let columns = self.withins.iter().enumerate().map(|(at, name)| column(at, name, batches));
        Standing {
            stages: self.scheme.stages.iter().map(|stage| stage.id.clone()).collect(),
            columns: columns.collect(),
        }
    }
}

/// The labels of firms that have a stage, ascending.
fn column(at: usize, name: &str, batches: &[Batch]) -> Column {
    let mut known = BTreeSet::new();
    for batch in batches {
        let mut seen = vec![false; batch.groups[at].labels.len()];
        for (label, stage) in batch.groups[at].at.iter().zip(&batch.stage) {
            seen[*label as usize] |= *stage != NOTHING;
        }
        let labels = batch.groups[at].labels.iter().zip(seen).filter(|(_, seen)| *seen);
        known.extend(labels.map(|(label, _)| label.as_str()));
    }
    let labels: Vec<String> = known.into_iter().map(str::to_owned).collect();
    let place = |label: &String| labels.binary_search(label).map_or(MISSING, |place| place as u32);
    let groups = batches.iter().map(|b| b.groups[at].labels.iter().map(place).collect()).collect();
    Column { name: name.to_owned(), groups, labels }
}

impl Standing {
    /// The labels of the groups, in the order of their numbers.
    pub fn labels(&self, within: &Within) -> Vec<String> {
        match within {
            Within::All => vec!["all".to_string()],
            Within::Stage => self.stages.clone(),
            Within::Column(name) => {
                self.find(name).map(|(_, column)| column.labels.clone()).unwrap_or_default()
            }
        }
    }

    /// How each firm's group is found.
    pub(super) fn within<'a>(&'a self, within: &Within) -> Result<Grouping<'a>, NotBulk> {
        Ok(match within {
            Within::All => Grouping::All,
            Within::Stage => Grouping::Stage,
            Within::Column(name) => {
                let (at, column) = self.find(name).ok_or(NotBulk)?;
                Grouping::Column(at, &column.groups)
            }
        })
    }

    fn find(&self, name: &str) -> Option<(usize, &Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }
}

/// A partition of all firms.
#[derive(Debug, Clone, Copy)]
pub(super) enum Grouping<'a> {
    All,
    Stage,
    Column(usize, &'a [Vec<u32>]),
}

impl Grouping<'_> {
    /// A firm's group; none for a firm that is nobody's peer.
    pub fn of(self, peer: Peer) -> Option<usize> {
        let stage = usize::from(something(peer.stage)?);
        match self {
            Grouping::All => Some(0),
            Grouping::Stage => Some(stage),
            Grouping::Column(at, groups) => {
                let label = peer.labels[at].at[peer.row] as usize;
                let group = groups[peer.batch][label];
                (group != MISSING).then_some(group as usize)
            }
        }
    }
}
