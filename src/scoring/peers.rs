//! Who is compared with whom. Owns the partition of the firms by `within`; must not know why.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::scheme::{Scheme, Within};

/// A partition of the firms: a label per group, and each firm's group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Peers {
    /// Group labels: "all", stage ids, or a column's texts in ascending order.
    pub labels: Vec<String>,
    /// Each firm's group; none for a firm that is nobody's peer.
    pub group: Vec<Option<u32>>,
}

impl Peers {
    /// The firms of each group, in row order.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.labels.len()];
        for (firm, group) in self.group.iter().enumerate() {
            if let Some(group) = group {
                members[*group as usize].push(firm);
            }
        }
        members
    }
}

/// Partitions the firms. A firm without a stage is nobody's peer; an empty cell is a group of its
/// own, labelled with an empty text.
pub fn partition(
    within: &Within,
    scheme: &Scheme,
    frame: &DataFrame,
    stage: &[Option<u16>],
) -> PolarsResult<Peers> {
    Ok(match within {
        Within::All => Peers {
            labels: vec!["all".to_string()],
            group: stage.iter().map(|stage| stage.map(|_| 0)).collect(),
        },
        Within::Stage => Peers {
            labels: scheme.stages.iter().map(|stage| stage.id.clone()).collect(),
            group: stage.iter().map(|stage| stage.map(u32::from)).collect(),
        },
        Within::Column(name) => by_column(frame.column(name)?.str()?, stage),
    })
}

fn by_column(texts: &StringChunked, stage: &[Option<u16>]) -> Peers {
    let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
    for (text, stage) in texts.iter().zip(stage) {
        if stage.is_some() {
            groups.insert(text.unwrap_or(""), 0);
        }
    }
    for (index, group) in groups.values_mut().enumerate() {
        *group = index as u32;
    }
    let group = texts
        .iter()
        .zip(stage)
        .map(|(text, stage)| stage.and_then(|_| groups.get(text.unwrap_or("")).copied()))
        .collect();
    Peers { labels: groups.keys().map(|label| label.to_string()).collect(), group }
}
