//! `check`: every problem of a scheme and of the data under it; writes nothing.

use super::Outcome;
use super::cli::{CheckArgs, Format};
use super::input::{self, ReadScheme, load_scheme, today, validity};
use super::terminal::Terminal;
use crate::diagnostic::codes::{self, run as run_codes};
use crate::diagnostic::{Diagnostic, Lang, Severity, Sources, counted, did_you_mean, has_errors};
use crate::firms::Duplicates;
use crate::say;
use crate::scoring::score;

/// Checks, or tells a code at length.
pub fn run(args: CheckArgs, terminal: &Terminal) -> Outcome {
    if let Some(code) = &args.explain {
        return tell_code(code, terminal);
    }
    let Some(path) = &args.scheme else { return Outcome::Unusable };
    let loaded = match load_scheme(path) {
        Ok(loaded) => loaded,
        Err(problem) => {
            terminal.answer(&[problem], &Sources::default());
            return Outcome::Unusable;
        }
    };
    let (mut found, sources) = (loaded.problems, loaded.sources);
    let mut checked = format!("{}", path.display());
    if let Some(scheme) = loaded.scheme {
        let date = args.as_of.unwrap_or_else(today);
        found.extend(validity(&scheme, date));
        if !args.firms.is_empty() {
            let scheme = ReadScheme { scheme, texts: loaded.texts, sha256: String::new() };
            found.extend(check_firms(&args, &scheme, date));
            for firms in &args.firms {
                checked.push_str(&format!(" + {}", firms.display()));
            }
        }
    }
    terminal.answer(&found, &sources);
    summary(&checked, &found, terminal);
    if found.iter().any(|problem| problem.code == &run_codes::UNREADABLE) {
        return Outcome::Unusable;
    }
    let bad = |d: &Diagnostic| d.is_error() || args.strict && d.severity == Severity::Warning;
    if found.iter().any(bad) { Outcome::Found } else { Outcome::Done }
}

fn check_firms(args: &CheckArgs, scheme: &ReadScheme, date: jiff::civil::Date) -> Vec<Diagnostic> {
    let firms = match input::read_firms(&args.firms, &scheme.scheme, Duplicates::Refuse) {
        Ok(firms) => firms,
        Err(found) => return found,
    };
    match score(&scheme.scheme, firms, input::settings(scheme, date, None)) {
        Ok(scored) => {
            let mut found: Vec<Diagnostic> =
                scored.issues().map(|issue| issue.to_diagnostic()).collect();
            found.extend(scored.warnings);
            found
        }
        Err(error) => vec![input::fault(&error)],
    }
}

fn summary(checked: &str, found: &[Diagnostic], terminal: &Terminal) {
    if terminal.format != Format::Table {
        return;
    }
    let count = |severity| found.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, notes) =
        (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let (e, w, n) =
        (counted(errors, "error"), counted(warnings, "warning"), counted(notes, "note"));
    terminal.tell(&say!(
        "{checked}：错误 {errors}，警告 {warnings}，提示 {notes}（--verbose 显示提示）",
        "{checked}: {e}, {w}, {n} (--verbose shows notes)"
    ));
    if !has_errors(found) && warnings == 0 {
        terminal.tell(&say!("没有发现问题", "nothing is wrong"));
    }
}

fn tell_code(id: &str, terminal: &Terminal) -> Outcome {
    let Some(code) = codes::find(id) else {
        let known = codes::all().map(|code| code.id);
        return terminal.fail(
            Diagnostic::error(
                &run_codes::UNKNOWN_CODE,
                say!("没有诊断代码 {id}", "there is no diagnostic code {id}"),
            )
            .mend_if(did_you_mean(id, known)),
        );
    };
    let at = usize::from(terminal.lang == Lang::En);
    terminal.say(&format!("{} {}\n\n{}\n", code.id, code.title[at], code.about[at]))
}
