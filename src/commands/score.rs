//! `score`: the main job.

mod bulk;
mod told;

use std::path::Path;

use super::cli::{Format, Part, ScoreArgs};
use super::input::{self, Run};
use super::output::OutputDir;
use super::policies::{self, Known};
use super::report::{self, Prepared, Wishes};
use super::terminal::Terminal;
use super::{Outcome, doubts, excel};
use bulk::Attempt;
use told::{Told, stamps};

use crate::diagnostic::{Diagnostic, Lang, Severity, Sources};
use crate::firms::DataIssue;
use crate::portrait::Portraits;
use crate::report::beside::Beside;
use crate::report::manifest::Counts;
use crate::report::{CsvStyle, account, lists, portraits, ranking, screen, workbook};
use crate::say;

/// Above this many firms portraits are written only when asked for.
const PORTRAITS_UP_TO: usize = 100_000;

/// Scores and writes.
pub fn run(args: ScoreArgs, terminal: &Terminal) -> Outcome {
    let workbook =
        match args.excel.iter().flatten().next().map(|path| excel::target(path)).transpose() {
            Ok(workbook) => workbook,
            Err(problem) => return terminal.fail(problem),
        };
    let folder = match args.out.as_deref().map(OutputDir::create).transpose() {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let prepared = args.report.as_ref().map(|_| Prepared::new(Wishes::default())).transpose();
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(problem) => return terminal.fail(problem),
    };
    let begun = match input::begin(&args.run, terminal) {
        Ok(begun) => begun,
        Err(outcome) => return outcome,
    };
    let folder = match (folder, &args.out) {
        (Some(folder), Some(path)) if bulk::is_meant(&args) => {
            match bulk::attempt(&args, &begun, folder, path, terminal) {
                Attempt::Done(outcome) => return outcome,
                Attempt::Plain(folder) => Some(folder),
            }
        }
        (folder, _) => folder,
    };
    let completed = policies::complete(begun, &args.run, &args.beside, terminal);
    let (run, known) = match completed {
        Ok(done) => done,
        Err(outcome) => return outcome,
    };
    terminal.show(&run.scored.warnings, &Sources::default());
    if args.strict && told_as_strict(&run, terminal) {
        return Outcome::Found;
    }
    let lang = terminal.report_lang(run.scheme.scheme.language);
    match (folder, &args.out) {
        (Some(folder), Some(path)) => match write(&args, &run, &known, folder, lang) {
            Ok(skipped) => told(&run, &known).tell_written(path, skipped, terminal),
            Err(problem) => return terminal.fail(problem),
        },
        _ => told(&run, &known).tell_issues(None, terminal),
    }
    if let (Some(path), Some(prepared)) = (&args.report, &prepared) {
        let wishes = Wishes::default();
        if let Err(problem) = report::write((&run, &known), path, wishes, prepared, lang, terminal)
        {
            return terminal.fail(problem);
        }
    }
    if let Some(path) = workbook {
        if let Err(problem) = write_workbook(&run, path, lang) {
            return terminal.fail(problem);
        }
        let name = path.display();
        terminal.tell(&say!("工作簿写在 {name}", "the workbook is {name}"));
    }
    let rows = if args.out.is_some() { screen::Rows::Top(10) } else { screen::Rows::All };
    let style = csv_style(&args);
    let text = match terminal.format {
        Format::Table => screen::table(&run.scheme.scheme, &run.scored, rows, lang),
        Format::Csv => {
            let bytes = ranking::csv(&run.scheme.scheme, &run.scored, style, lang);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Json => screen::json(&run.scheme.scheme, &run.scored),
    };
    terminal.say(&text)
}

/// `--excel` without a file is about the CSV files.
fn csv_style(args: &ScoreArgs) -> CsvStyle {
    CsvStyle { excel: matches!(args.excel, Some(None)), names: args.names }
}

fn write_workbook(run: &Run, path: &Path, lang: Lang) -> Result<(), Diagnostic> {
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let results = workbook::Results {
        scheme,
        scheme_sha256: &run.scheme.sha256,
        scored,
        as_of: scheme.uses_as_of().then(|| run.date.to_string()),
        portraits: scored.derived.len() <= PORTRAITS_UP_TO,
        lang,
    };
    let bytes = workbook::results(&results, excel::stamp());
    excel::write(path, bytes)
}

/// Under `--strict` doubtful data stop the run.
fn told_as_strict(run: &Run, terminal: &Terminal) -> bool {
    let doubtful: Vec<&DataIssue> =
        run.scored.issues().filter(|issue| issue.severity >= Severity::Warning).collect();
    if doubtful.is_empty() {
        return false;
    }
    doubts::stop(&doubtful, terminal);
    true
}

/// Writes every part; says whether portraits were left out for their number.
fn write(
    args: &ScoreArgs,
    run: &Run,
    known: &Known,
    mut folder: OutputDir,
    lang: Lang,
) -> Result<bool, Diagnostic> {
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let style = csv_style(args);
    let many = scored.derived.len() > PORTRAITS_UP_TO;
    let wanted = |part: Part| match part {
        Part::Portraits if args.write.is_empty() => !many,
        _ => args.write.is_empty() || args.write.contains(&part),
    };
    if wanted(Part::Ranking) {
        folder.add("ranking.csv", &ranking::csv(scheme, scored, style, lang))?;
    }
    if wanted(Part::Lists) {
        for listed in &scored.ranking.lists {
            let name = format!("{}.csv", scheme.lists[listed.list].id);
            folder.add(&name, &lists::csv(scheme, scored, listed, style, lang))?;
        }
    }
    if wanted(Part::Portraits) {
        let all = Portraits::new(scheme, scored);
        let (navigation, places) = (known.navigation(), known.places());
        let beside = Beside { policies: navigation.as_ref(), chain: places.as_ref() };
        folder.add_with("portraits.jsonl", |out| {
            portraits::write_jsonl(&all, scored, (&beside, lang), out)
        })?;
        let table = portraits::csv(&all, scheme, scored, &beside, (style, lang));
        folder.add("portraits.csv", &table)?;
    }
    if wanted(Part::Issues) {
        folder.add("issues.csv", &account::issues_csv(scored.issues(), style, lang))?;
    }
    if wanted(Part::Params) {
        let params = scored.params.to_toml().map_err(|error| input::fault(&error))?;
        folder.add("params.toml", params.as_bytes())?;
    }
    if wanted(Part::Manifest) {
        let manifest = told(run, known).manifest(folder.hashes().clone()).to_json();
        folder.add("manifest.json", &manifest)?;
    }
    folder.commit()?;
    Ok(many && !wanted(Part::Portraits))
}

/// What is told of a run.
fn told<'r>(run: &'r Run, known: &Known) -> Told<'r> {
    let scheme = &run.scheme.scheme;
    Told {
        scheme: &run.scheme,
        beside: stamps(known.texts()),
        as_of: (scheme.uses_as_of() || !known.is_empty()).then(|| run.date.to_string()),
        params_sha256: run.params_sha256.clone(),
        inputs: &run.scored.derived.firms.inputs,
        counts: Counts::of(scheme, &run.scored),
        issues: run.scored.issues().collect(),
    }
}
