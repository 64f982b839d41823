//! What was doubtful in the tables, told on the screen: the worst one by one, all by kind.

use std::path::Path;

use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Lang, Sources, counted};
use crate::firms::DataIssue;
use crate::report::account;
use crate::say;

/// How many are shown on the screen; all are in issues.csv.
const SHOWN: usize = 5;

/// The worst one by one, and the count of all by kind; `folder` holds the whole list.
pub fn tell<'i>(
    issues: impl Iterator<Item = &'i DataIssue>,
    folder: Option<&Path>,
    terminal: &Terminal,
) {
    let mut worst: Vec<&DataIssue> = issues.collect();
    let counts = account::counts(worst.iter().copied());
    if counts.is_empty() {
        return;
    }
    worst.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
    let limit = if terminal.verbose { usize::MAX } else { SHOWN };
    let shown: Vec<Diagnostic> =
        worst.iter().take(limit).map(|issue| issue.to_diagnostic()).collect();
    terminal.show(&shown, &Sources::default());
    let at = usize::from(terminal.lang == Lang::En);
    let kinds = counts.iter().map(|(_, code, n)| format!("{} {} × {n}", code.id, code.title[at]));
    let kinds = kinds.collect::<Vec<_>>().join("; ");
    let listed = folder.map(|f| f.join("issues.csv").display().to_string());
    let (zh, en) = match listed {
        Some(file) => (format!("，逐条见 {file}"), format!("; one by one in {file}")),
        None => (String::new(), String::new()),
    };
    terminal.tell(&say!("数据中的问题：{kinds}{zh}", "problems in the data: {kinds}{en}"));
}

/// Under `--strict`: every one of them, and that nothing was written.
pub fn stop(issues: &[&DataIssue], terminal: &Terminal) {
    let told: Vec<Diagnostic> = issues.iter().map(|issue| issue.to_diagnostic()).collect();
    terminal.show(&told, &Sources::default());
    let count = issues.len();
    let problems = counted(count, "problem");
    terminal.tell(&say!(
        "--strict：数据有 {count} 处问题，没有写出任何结果",
        "--strict: {problems} in the data, nothing was written"
    ));
}
