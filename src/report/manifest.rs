//! `manifest.json`: what was run on what, so that it can be run again.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::firms::InputAccount;
use crate::scheme::{Scheme, Status as SchemeStatus};
use crate::scoring::bulk::Answered;
use crate::scoring::{Scored, Status};

/// What a run leaves behind about itself. Everything but `time` is the same for the same input.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// The program.
    pub program: &'static str,
    /// Its version.
    pub version: &'static str,
    /// When the run took place (UTC, RFC 3339); `SOURCE_DATE_EPOCH` overrides the clock.
    pub time: String,
    /// The arguments, to run it again.
    pub command: Vec<String>,
    /// The scheme.
    pub scheme: SchemeStamp,
    /// The tables, with what was read of each.
    pub inputs: Vec<InputAccount>,
    /// The policies and the industry map that portraits tell of, with their SHA-256.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub beside: BTreeMap<String, String>,
    /// The run's date, if it was given or the scheme or the policies use one.
    pub as_of: Option<String>,
    /// SHA-256 of the params file that was given.
    pub params_sha256: Option<String>,
    /// How many firms, by status and by stage.
    pub counts: Counts,
    /// How many issues in the data, by code.
    pub issues: BTreeMap<String, usize>,
    /// What was written: file name and SHA-256.
    pub outputs: BTreeMap<String, String>,
}

/// Which scheme.
#[derive(Debug, Clone, Serialize)]
pub struct SchemeStamp {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its edition.
    pub edition: String,
    /// Whether its numbers are official.
    pub status: SchemeStatus,
    /// SHA-256 over its texts, the given one first.
    pub sha256: String,
    /// Its files with their SHA-256.
    pub files: BTreeMap<String, String>,
}

/// How many firms.
#[derive(Debug, Clone, Serialize)]
pub struct Counts {
    /// All that came in.
    pub firms: usize,
    /// By status.
    pub status: BTreeMap<&'static str, usize>,
    /// By stage id.
    pub stage: BTreeMap<String, usize>,
}

impl Counts {
    /// Counts a run.
    pub fn of(scheme: &Scheme, scored: &Scored) -> Self {
        let status = scored.ranking.status.iter().copied();
        let firms = status.zip(scored.derived.stage.iter().copied());
        Tally::none(scheme).with_firms(firms).counts(scheme)
    }

    /// Counts a run in bulk.
    pub fn of_records(scheme: &Scheme, answered: &Answered) -> Self {
        let batches = answered.settled.par_iter();
        let tallies = batches.fold(
            || Tally::none(scheme),
            |tally, settled| {
                let records = settled.records.iter();
                tally.with_firms(records.map(|record| (record.status(), record.stage())))
            },
        );
        tallies.reduce(|| Tally::none(scheme), Tally::with).counts(scheme)
    }
}

/// Firms by status and by stage.
struct Tally {
    statuses: [usize; 4],
    stages: Vec<usize>,
}

impl Tally {
    fn none(scheme: &Scheme) -> Self {
        Tally { statuses: [0; 4], stages: vec![0; scheme.stages.len()] }
    }

    fn with_firms(mut self, firms: impl Iterator<Item = (Status, Option<u16>)>) -> Self {
        for (status, stage) in firms {
            self.statuses[status as usize] += 1;
            stage.into_iter().for_each(|stage| self.stages[usize::from(stage)] += 1);
        }
        self
    }

    fn with(mut self, other: Tally) -> Self {
        self.statuses.iter_mut().zip(other.statuses).for_each(|(a, b)| *a += b);
        self.stages.iter_mut().zip(other.stages).for_each(|(a, b)| *a += b);
        self
    }

    fn counts(self, scheme: &Scheme) -> Counts {
        let all = [Status::Ranked, Status::Insufficient, Status::Vetoed, Status::NoStage];
        let stages = scheme.stages.iter().map(|stage| stage.id.clone()).zip(self.stages);
        Counts {
            firms: self.statuses.iter().sum(),
            status: all.map(|status| (status.id(), self.statuses[status as usize])).into(),
            stage: stages.filter(|(_, firms)| *firms > 0).collect(),
        }
    }
}

impl Manifest {
    /// The file's bytes.
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
