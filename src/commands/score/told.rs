//! What a run says of itself: its manifest, and the sentences on the screen.

use std::collections::BTreeMap;
use std::path::Path;

use crate::commands::input::{ReadScheme, sha256};
use crate::commands::terminal::Terminal;
use crate::commands::{doubts, excel};
use crate::diagnostic::counted;
use crate::firms::{DataIssue, InputAccount};
use crate::report::account;
use crate::report::manifest::{Counts, Manifest, SchemeStamp};
use crate::say;
use crate::scheme::SchemeText;

use super::PORTRAITS_UP_TO;

/// What is told of a run.
pub struct Told<'a> {
    /// The scheme.
    pub scheme: &'a ReadScheme,
    /// The files that portraits rest on beside the scheme, with their SHA-256.
    pub beside: BTreeMap<String, String>,
    /// The run's date, if something uses it.
    pub as_of: Option<String>,
    /// SHA-256 of the params file that was given.
    pub params_sha256: Option<String>,
    /// The tables.
    pub inputs: &'a [InputAccount],
    /// How many firms.
    pub counts: Counts,
    /// Every problem in the data.
    pub issues: Vec<&'a DataIssue>,
}

impl Told<'_> {
    /// The manifest of the run and of what it wrote.
    pub fn manifest(&self, outputs: BTreeMap<String, String>) -> Manifest {
        let scheme = &self.scheme.scheme;
        let issues = account::counts(self.issues.iter().copied());
        Manifest {
            program: "innopoints",
            version: env!("CARGO_PKG_VERSION"),
            time: time(),
            // Names of files need not be Unicode.
            command: std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect(),
            scheme: SchemeStamp {
                id: scheme.id.clone(),
                name: scheme.name.clone(),
                edition: scheme.edition.clone(),
                status: scheme.status,
                sha256: self.scheme.sha256.clone(),
                files: stamps(self.scheme.texts.iter()),
            },
            inputs: self.inputs.to_vec(),
            beside: self.beside.clone(),
            as_of: self.as_of.clone(),
            params_sha256: self.params_sha256.clone(),
            counts: self.counts.clone(),
            issues: issues.iter().map(|(_, code, n)| (code.id.to_string(), *n)).collect(),
            outputs,
        }
    }

    /// How many firms there were of which status, and what was written where.
    pub fn tell_written(&self, folder: &Path, without_portraits: bool, terminal: &Terminal) {
        let of = |status| self.counts.status.get(status).copied().unwrap_or_default();
        let (firms, name) = (self.counts.firms, folder.display());
        let counted_firms = counted(firms, "firm");
        let (ranked, insufficient) = (of("ranked"), of("insufficient"));
        let (vetoed, no_stage) = (of("vetoed"), of("no_stage"));
        terminal.tell(&say!(
            "{firms} 家企业：已排名 {ranked}，数据不足 {insufficient}，一票否决 {vetoed}，无阶段 {no_stage}；结果在 {name}/",
            "{counted_firms}: {ranked} ranked, {insufficient} insufficient, {vetoed} vetoed, {no_stage} without a stage; results in {name}/"
        ));
        if without_portraits {
            terminal.tell(&say!(
                "企业超过 {PORTRAITS_UP_TO} 家，没有写画像；需要时加 --write ranking,lists,portraits,issues,manifest,params",
                "above {PORTRAITS_UP_TO} firms portraits are not written; ask for them with --write ranking,lists,portraits,issues,manifest,params"
            ));
        }
        self.tell_issues(Some(folder), terminal);
    }

    /// The worst issues one by one, and the count of all by kind.
    pub fn tell_issues(&self, folder: Option<&Path>, terminal: &Terminal) {
        doubts::tell(self.issues.iter().copied(), folder, terminal);
    }
}

/// Files with their SHA-256.
pub fn stamps<'t>(texts: impl Iterator<Item = &'t SchemeText>) -> BTreeMap<String, String> {
    texts.map(|text| (text.name.clone(), sha256(text.text.as_bytes()))).collect()
}

/// Now, or what `SOURCE_DATE_EPOCH` says (reproducible-builds.org).
fn time() -> String {
    let stamp = excel::stamp().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let now = stamp.unwrap_or_else(jiff::Timestamp::now);
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}
