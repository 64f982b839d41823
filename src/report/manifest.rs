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
        Tally::of(status.zip(scored.derived.stage.iter().copied())).counts(scheme)
    }

    /// Counts a run in bulk.
    pub fn of_records(scheme: &Scheme, answered: &Answered) -> Self {
        let tallies = answered.settled.par_iter().map(|settled| {
            Tally::of(settled.records.iter().map(|record| (record.status(), record.stage())))
        });
        tallies.reduce(Tally::default, Tally::with).counts(scheme)
    }
}

/// Firms by status and by stage.
#[derive(Default)]
struct Tally {
    statuses: [usize; 4],
    /// As many as there are up to the last that has a firm.
    stages: Vec<usize>,
}

impl Tally {
    fn of(firms: impl Iterator<Item = (Status, Option<u16>)>) -> Self {
        let mut tally = Tally::default();
        for (status, stage) in firms {
            tally.statuses[status as usize] += 1;
            if let Some(stage) = stage.map(usize::from) {
                tally.reach(stage + 1);
                tally.stages[stage] += 1;
            }
        }
        tally
    }

    fn reach(&mut self, stages: usize) {
        if self.stages.len() < stages {
            self.stages.resize(stages, 0);
        }
    }

    fn with(mut self, other: Tally) -> Self {
        self.reach(other.stages.len());
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
