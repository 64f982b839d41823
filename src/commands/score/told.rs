//! What a run says of itself: its manifest, and the sentences on the screen.

use std::collections::BTreeMap;
use std::path::Path;

use crate::commands::excel;
use crate::commands::input::{ReadScheme, sha256};
use crate::commands::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Lang, Sources, counted};
use crate::firms::{DataIssue, InputAccount};
use crate::report::account;
use crate::report::manifest::{Counts, Manifest, SchemeStamp};
use crate::say;

use super::PORTRAITS_UP_TO;

/// How many issues of the data are shown on the screen; all are in issues.csv.
const SHOWN: usize = 5;

/// What is told of a run.
pub struct Told<'a> {
    /// The scheme.
    pub scheme: &'a ReadScheme,
    /// The run's date, if the scheme uses it.
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
        let files = self.scheme.texts.iter().map(|t| (t.name.clone(), sha256(t.text.as_bytes())));
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
                files: files.collect(),
            },
            inputs: self.inputs.to_vec(),
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
        let counts = account::counts(self.issues.iter().copied());
        if counts.is_empty() {
            return;
        }
        let mut worst = self.issues.clone();
        worst.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
        let limit = if terminal.verbose { usize::MAX } else { SHOWN };
        let shown: Vec<Diagnostic> =
            worst.iter().take(limit).map(|issue| issue.to_diagnostic()).collect();
        terminal.show(&shown, &Sources::default());
        let at = usize::from(terminal.lang == Lang::En);
        let kinds =
            counts.iter().map(|(_, code, n)| format!("{} {} × {n}", code.id, code.title[at]));
        let kinds = kinds.collect::<Vec<_>>().join("; ");
        let listed = folder.map(|f| f.join("issues.csv").display().to_string());
        let (zh, en) = match listed {
            Some(file) => (format!("，逐条见 {file}"), format!("; one by one in {file}")),
            None => (String::new(), String::new()),
        };
        terminal.tell(&say!("数据中的问题：{kinds}{zh}", "problems in the data: {kinds}{en}"));
    }
}

/// Now, or what `SOURCE_DATE_EPOCH` says (reproducible-builds.org).
fn time() -> String {
    let stamp = excel::stamp().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let now = stamp.unwrap_or_else(jiff::Timestamp::now);
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}
