//! `check`: every problem of a scheme, of policies, of a chain or of sources, and of the data under it; writes nothing, unless asked to give
//! the tables back with their problems marked.

mod others;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;

use super::Outcome;
use super::cli::{CheckArgs, Format};
use super::excel;
use super::input::{self, ReadScheme, load_scheme, today, validity};
use super::language::Language;
use super::terminal::Terminal;
use crate::diagnostic::codes::{self, firms as firm_codes, run as run_codes};
use crate::diagnostic::{Diagnostic, Lang, Severity, Sources, counted, did_you_mean, has_errors};
use crate::firms::{DataIssue, Duplicates, Input, as_written};
use crate::report::workbook::returned;
use crate::say;
use crate::scheme::Scheme;
use crate::scoring::score;

/// Checks, or tells a code at length.
pub fn run(args: CheckArgs, terminal: &Terminal) -> Outcome {
    if let Some(code) = &args.explain {
        return tell_code(code, terminal);
    }
    let Some(path) = &args.scheme else { return Outcome::Unusable };
    let language = Language::of(path);
    let checked = match language {
        Language::Scheme => scheme(path, &args, terminal),
        other => others::check(other, path, &args).map(|checked| (checked, Outcome::Done)),
    };
    let (checked, told) = match checked {
        Ok(checked) => checked,
        Err(problem) => {
            terminal.answer(&[problem], &Sources::default());
            return Outcome::Unusable;
        }
    };
    terminal.answer(&checked.found, &checked.sources);
    let tables = args.firms.iter().map(|table| format!(" + {}", table.display()));
    let name = format!("{}{}", path.display(), tables.collect::<String>());
    summary(&name, &checked.found, terminal);
    let is_unreadable = |problem: &Diagnostic| problem.code == &run_codes::UNREADABLE;
    if checked.found.iter().any(is_unreadable) || told == Outcome::Unusable {
        return Outcome::Unusable;
    }
    let bad = |d: &Diagnostic| d.is_error() || args.strict && d.severity == Severity::Warning;
    if checked.found.iter().any(bad) { Outcome::Found } else { Outcome::Done }
}

/// Everything that was found, with the texts that its places point into.
#[derive(Default)]
struct Checked {
    found: Vec<Diagnostic>,
    sources: Sources,
}

fn scheme(
    path: &Path,
    args: &CheckArgs,
    terminal: &Terminal,
) -> Result<(Checked, Outcome), Diagnostic> {
    let loaded = load_scheme(path)?;
    let mut checked = Checked { found: loaded.problems, sources: loaded.sources };
    let mut told = Outcome::Done;
    if let Some(scheme) = loaded.scheme {
        let date = args.as_of.unwrap_or_else(today);
        checked.found.extend(validity(&scheme, date));
        if !args.firms.is_empty() {
            let scheme = ReadScheme { scheme, texts: loaded.texts, sha256: String::new() };
            let (issues, problems) = check_firms(args, &scheme, date);
            if let Some(out) = &args.excel {
                told = give_back(args, &scheme.scheme, &issues, out, terminal);
            }
            checked.found.extend(problems);
        }
    }
    Ok((checked, told))
}

/// What is wrong with the data, cell by cell, and everything that there is to say.
fn check_firms(
    args: &CheckArgs,
    scheme: &ReadScheme,
    date: Date,
) -> (Vec<DataIssue>, Vec<Diagnostic>) {
    let firms = match input::read_firms(&args.firms, &scheme.scheme, Duplicates::Mark) {
        Ok(firms) => firms,
        Err(found) => return (found.iter().filter_map(placed_issue).collect(), found),
    };
    match score(&scheme.scheme, firms, input::settings(scheme, date, None)) {
        Ok(scored) => {
            // Of rows that contradict each other one names all places.
            let mut told = BTreeSet::new();
            let mut repeated = |issue: &DataIssue| {
                issue.code == &firm_codes::DUPLICATE_FIRMS && !told.insert(issue.firm.clone())
            };
            let issues = scored.issues().filter(|issue| !repeated(issue));
            let mut found: Vec<Diagnostic> = issues.map(DataIssue::to_diagnostic).collect();
            found.extend(scored.warnings.iter().cloned());
            (scored.issues().cloned().collect(), found)
        }
        Err(error) => (Vec::new(), vec![input::fault(&error)]),
    }
}

/// A problem that stops the reading, as one of a cell; none where it has no line.
fn placed_issue(problem: &Diagnostic) -> Option<DataIssue> {
    let place = problem.place.as_ref().filter(|place| place.line.is_some())?;
    Some(DataIssue {
        code: problem.code,
        severity: problem.severity,
        source: place.file.clone(),
        line: place.line,
        firm: place.firm.clone().unwrap_or_default(),
        column: place.column.clone().unwrap_or_default(),
        value: String::new(),
        problem: problem.message.clone(),
        effect: problem.help.first().cloned().unwrap_or_default(),
    })
}

/// Writes the tables with their problems marked.
fn give_back(
    args: &CheckArgs,
    scheme: &Scheme,
    issues: &[DataIssue],
    out: &Path,
    terminal: &Terminal,
) -> Outcome {
    match marked(args, scheme, issues, out, terminal) {
        Ok(()) => {
            let name = out.display();
            terminal.tell(&say!(
                "标出问题的表在 {name}",
                "the tables with their problems marked: {name}"
            ));
            Outcome::Done
        }
        Err(problems) => {
            terminal.show(&problems, &Sources::default());
            Outcome::Unusable
        }
    }
}

fn marked(
    args: &CheckArgs,
    scheme: &Scheme,
    issues: &[DataIssue],
    out: &Path,
    terminal: &Terminal,
) -> Result<(), Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    excel::target(out).map_err(one)?;
    let mut tables = Vec::new();
    for path in &args.firms {
        if path == Path::new("-") {
            let problem = say!(
                "--excel 要把表还给您，读不了标准输入两次：请给出文件名",
                "--excel gives the table back and cannot read standard input twice: name a file"
            );
            return Err(vec![Diagnostic::error(&run_codes::USAGE, problem)]);
        }
        let bytes = input::read_file(path).map_err(|why| one(input::unreadable(path, &why)))?;
        let input = Input { name: path.display().to_string(), bytes };
        tables.push(as_written(&input, &input::wanted(scheme, Duplicates::Refuse))?);
    }
    let lang = terminal.report_lang(scheme.language);
    excel::write(out, returned(scheme, &tables, issues, lang, excel::stamp())).map_err(one)
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
