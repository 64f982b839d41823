//! What a run leaves behind about itself: the manifest with its clock and its command line, for
//! every verb that writes a folder of results.

use std::collections::BTreeMap;

use super::excel;
use super::input::{Run, sha256};
use crate::report::account;
use crate::report::manifest::{Counts, Manifest, SchemeStamp};

/// The bytes of `manifest.json`; `outputs` names what was written with its SHA-256.
pub fn of(run: &Run, outputs: BTreeMap<String, String>) -> Vec<u8> {
    let scheme = &run.scheme.scheme;
    let files = run.scheme.texts.iter().map(|t| (t.name.clone(), sha256(t.text.as_bytes())));
    let issues = account::counts(run.scored.issues());
    let manifest = Manifest {
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
            sha256: run.scheme.sha256.clone(),
            files: files.collect(),
        },
        inputs: run.scored.derived.firms.inputs.clone(),
        as_of: scheme.uses_as_of().then(|| run.date.to_string()),
        params_sha256: run.params_sha256.clone(),
        counts: Counts::of(scheme, &run.scored),
        issues: issues.iter().map(|(_, code, count)| (code.id.to_string(), *count)).collect(),
        outputs,
    };
    manifest.to_json()
}

/// Now, or what `SOURCE_DATE_EPOCH` says (reproducible-builds.org).
fn time() -> String {
    let stamp = excel::stamp().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let now = stamp.unwrap_or_else(jiff::Timestamp::now);
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}
