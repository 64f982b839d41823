//! `score`: the main job.

mod bulk;
mod told;

use std::path::Path;

use super::cli::{Format, Part, ScoreArgs};
use super::input::{self, Run, sha256};
use super::output::{OutputDir, write_file};
use super::policies::{self, Known};
use super::report::{self, Prepared, Wishes};
use super::terminal::Terminal;
use super::{Outcome, doubts, excel, inputs, watch};
use bulk::Attempt;
use told::{Told, stamps};

use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Lang, Severity, Sources};
use crate::firms::DataIssue;
use crate::portrait::Portraits;
use crate::report::beside::Beside;
use crate::report::columns::Columns;
use crate::report::manifest::Counts;
use crate::report::{CsvStyle, account, lists, portraits, ranking, screen, workbook};
use crate::say;
use crate::scheme::Scheme;

/// Above this many firms portraits are written only when asked for.
const PORTRAITS_UP_TO: usize = 100_000;

/// Scores and writes.
pub fn run(args: ScoreArgs, terminal: &Terminal) -> Outcome {
    if args.watch {
        return watch::run(&args, terminal);
    }
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
    let columns = match chosen_columns(&args, &begun.scheme.scheme, terminal.format) {
        Ok(columns) => columns,
        Err(problems) => {
            terminal.show(&problems, &Sources::default());
            return Outcome::Unusable;
        }
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
    let made = |path| inputs::apart(path).and_then(|()| made(&run, path, lang));
    let workbook = match workbook.map(made).transpose() {
        Ok(workbook) => workbook,
        Err(problem) => return terminal.fail(problem),
    };
    let named = workbook.as_ref().map(|(path, bytes)| (*path, bytes.as_slice()));
    match (folder, &args.out) {
        (Some(folder), Some(path)) => {
            match write(&args, (&run, &known), columns.as_ref(), folder, named, lang) {
                Ok(skipped) => told(&run, &known).tell_written(path, skipped, terminal),
                Err(problem) => return terminal.fail(problem),
            }
        }
        _ => told(&run, &known).tell_issues(None, terminal),
    }
    if let (Some(path), Some(prepared)) = (&args.report, &prepared) {
        let wishes = Wishes::default();
        if let Err(problem) = report::write((&run, &known), path, wishes, prepared, lang, terminal)
        {
            return terminal.fail(problem);
        }
    }
    if let Some((path, bytes)) = named {
        if let Err(problem) = write_file(path, bytes) {
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
            let (scheme, scored) = (&run.scheme.scheme, &run.scored);
            let columns = columns.unwrap_or_else(|| Columns::of_ranking(scheme));
            let bytes = ranking::csv(scheme, scored, &columns, style, lang);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Json => screen::json(&run.scheme.scheme, &run.scored),
    };
    terminal.say(&text)
}

/// The columns that `--columns` names; nothing where it names none.
pub fn chosen_columns(
    args: &ScoreArgs,
    scheme: &Scheme,
    format: Format,
) -> Result<Option<Columns>, Vec<Diagnostic>> {
    if args.columns.is_empty() {
        return Ok(None);
    }
    if args.out.is_none() && format != Format::Csv {
        return Err(vec![Diagnostic::error(
            &codes::USAGE,
            say!(
                "--columns 选的是 CSV 文件的列：要有 --out，或 --format csv",
                "--columns is about CSV files: it goes with --out, or with --format csv"
            ),
        )]);
    }
    Columns::named(scheme, &args.columns).map(Some)
}

/// `--excel` without a file is about the CSV files.
fn csv_style(args: &ScoreArgs) -> CsvStyle {
    CsvStyle { excel: matches!(args.excel, Some(None)), names: args.names }
}

/// The workbook's bytes, before anything is written: the manifest names their hash.
fn made<'p>(run: &Run, path: &'p Path, lang: Lang) -> Result<(&'p Path, Vec<u8>), Diagnostic> {
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let results = workbook::Results {
        scheme,
        scheme_sha256: &run.scheme.sha256,
        scored,
        as_of: run.stated.clone(),
        portraits: scored.derived.len() <= PORTRAITS_UP_TO,
        lang,
    };
    Ok((path, excel::made(path, workbook::results(&results, excel::stamp()))?))
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

/// Writes every part, and names the workbook in the manifest; says whether portraits were left out
/// for their number.
pub(super) fn write(
    args: &ScoreArgs,
    (run, known): (&Run, &Known),
    columns: Option<&Columns>,
    mut folder: OutputDir,
    workbook: Option<(&Path, &[u8])>,
    lang: Lang,
) -> Result<bool, Diagnostic> {
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let style = csv_style(args);
    let many = scored.derived.len() > PORTRAITS_UP_TO;
    let wanted = |part: Part| match part {
        Part::Portraits if args.write.is_empty() => !many,
        _ => args.write.is_empty() || args.write.contains(&part),
    };
    if wanted(Part::Manifest) {
        folder.take_hashes();
    }
    if wanted(Part::Ranking) {
        let columns = columns.cloned().unwrap_or_else(|| Columns::of_ranking(scheme));
        folder.add("ranking.csv", &ranking::csv(scheme, scored, &columns, style, lang))?;
    }
    if wanted(Part::Lists) {
        for listed in &scored.ranking.lists {
            let list = &scheme.lists[listed.list];
            let columns = columns.cloned().unwrap_or_else(|| Columns::of_list(scheme, list));
            let bytes = lists::csv(scheme, scored, listed, &columns, style, lang);
            folder.add(&format!("{}.csv", list.id), &bytes)?;
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
        let mut outputs = folder.hashes().clone();
        if let Some((path, bytes)) = workbook {
            outputs.insert(path.display().to_string(), sha256(bytes));
        }
        let manifest = told(run, known).manifest(outputs).to_json();
        folder.add("manifest.json", &manifest)?;
    }
    folder.commit()?;
    Ok(many && !wanted(Part::Portraits))
}

/// What is told of a run.
pub(super) fn told<'r>(run: &'r Run, known: &Known) -> Told<'r> {
    let scheme = &run.scheme.scheme;
    Told {
        scheme: &run.scheme,
        beside: stamps(known.texts()),
        as_of: run.stated.clone().or((!known.is_empty()).then(|| run.date.to_string())),
        params_sha256: run.params_sha256.clone(),
        inputs: &run.scored.derived.firms.inputs,
        counts: Counts::of(scheme, &run.scored),
        issues: run.scored.issues().collect(),
    }
}
