//! `issues.csv`: every problem in the data, and their count in words.

use std::collections::BTreeMap;

use super::{CsvStyle, Sheet, header};
use crate::diagnostic::{Code, Lang, Severity};
use crate::firms::DataIssue;

/// The columns of `issues.csv`.
pub const COLUMNS: [&str; 9] =
    ["severity", "code", "source", "line", "firm", "column", "value", "problem", "effect"];

/// `issues.csv`
pub fn issues_csv<'a>(
    issues: impl Iterator<Item = &'a DataIssue>,
    style: CsvStyle,
    lang: Lang,
) -> Vec<u8> {
    let mut sheet = Sheet::new(style, COLUMNS.map(|id| header(id, style.names, lang)));
    for issue in issues {
        sheet.row(cells(issue, style.names, lang));
    }
    sheet.finish()
}

/// The cells of one problem, as [`COLUMNS`] names them.
pub fn cells(issue: &DataIssue, names: bool, lang: Lang) -> Vec<String> {
    let cells: [&str; 9] = [
        severity_text(issue.severity, names, lang),
        issue.code.id,
        &issue.source,
        &issue.line.map(|line| line.to_string()).unwrap_or_default(),
        &issue.firm,
        &issue.column,
        &issue.value,
        issue.problem.get(lang),
        issue.effect.get(lang),
    ];
    cells.map(str::to_string).to_vec()
}

/// How bad a problem is: its id, or in words.
pub fn severity_text(severity: Severity, names: bool, lang: Lang) -> &'static str {
    match (severity, names && lang == Lang::Zh) {
        (Severity::Note, false) => "note",
        (Severity::Warning, false) => "warning",
        (Severity::Error, false) => "error",
        (Severity::Note, true) => "提示",
        (Severity::Warning, true) => "警告",
        (Severity::Error, true) => "错误",
    }
}

/// How many issues of each code and severity, worst first.
pub fn counts<'a>(issues: impl Iterator<Item = &'a DataIssue>) -> Vec<(Severity, Code, usize)> {
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &'static str), (Code, usize)> =
        BTreeMap::new();
    for issue in issues {
        let key = (std::cmp::Reverse(issue.severity), issue.code.id);
        counts.entry(key).or_insert((issue.code, 0)).1 += 1;
    }
    counts.into_iter().map(|((severity, _), (code, count))| (severity.0, code, count)).collect()
}
