//! `score`: the main job.

use std::path::Path;

use super::Outcome;
use super::cli::{Format, Part, ScoreArgs};
use super::excel;
use super::input::{self, Run, sha256};
use super::output::OutputDir;
use super::report::{self, Prepared, Wishes};
use super::terminal::Terminal;
use super::watch;
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Lang, Severity, Sources, counted};
use crate::firms::DataIssue;
use crate::portrait::Portraits;
use crate::report::columns::Columns;
use crate::report::manifest::{Counts, Manifest, SchemeStamp};
use crate::report::{CsvStyle, account, lists, portraits, ranking, screen, workbook};
use crate::say;
use crate::scheme::Scheme;

/// Above this many firms portraits are written only when asked for.
const PORTRAITS_UP_TO: usize = 100_000;

/// How many issues of the data are shown on the screen; all are in issues.csv.
const SHOWN: usize = 5;

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
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    terminal.show(&run.scored.warnings, &Sources::default());
    let columns = match chosen_columns(&args, &run.scheme.scheme, terminal.format) {
        Ok(columns) => columns,
        Err(problems) => {
            terminal.show(&problems, &Sources::default());
            return Outcome::Unusable;
        }
    };
    if args.strict && told_as_strict(&run, terminal) {
        return Outcome::Found;
    }
    let lang = terminal.report_lang(run.scheme.scheme.language);
    match (folder, &args.out) {
        (Some(folder), Some(path)) => match write(&args, &run, columns.as_ref(), folder, lang) {
            Ok(skipped) => tell_written(&run, path, skipped, terminal),
            Err(problem) => return terminal.fail(problem),
        },
        _ => tell_issues(&run, None, terminal),
    }
    if let (Some(path), Some(prepared)) = (&args.report, &prepared) {
        let wishes = Wishes::default();
        if let Err(problem) = report::write(&run, path, wishes, prepared, lang, terminal) {
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
    let told: Vec<Diagnostic> = doubtful.iter().map(|issue| issue.to_diagnostic()).collect();
    terminal.show(&told, &Sources::default());
    let count = doubtful.len();
    let problems = counted(count, "problem");
    terminal.tell(&say!(
        "--strict：数据有 {count} 处问题，没有写出任何结果",
        "--strict: {problems} in the data, nothing was written"
    ));
    true
}

/// Writes every part; says whether portraits were left out for their number.
pub fn write(
    args: &ScoreArgs,
    run: &Run,
    columns: Option<&Columns>,
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
        folder.add_with("portraits.jsonl", |out| portraits::write_jsonl(&all, scored, out))?;
        folder.add("portraits.csv", &portraits::csv(&all, scheme, scored, style, lang))?;
    }
    if wanted(Part::Issues) {
        folder.add("issues.csv", &account::issues_csv(scored.issues(), style, lang))?;
    }
    if wanted(Part::Params) {
        let params = scored.params.to_toml().map_err(|error| input::fault(&error))?;
        folder.add("params.toml", params.as_bytes())?;
    }
    if wanted(Part::Manifest) {
        let manifest = manifest(run, folder.hashes().clone()).to_json();
        folder.add("manifest.json", &manifest)?;
    }
    folder.commit()?;
    Ok(many && !wanted(Part::Portraits))
}

fn manifest(run: &Run, outputs: std::collections::BTreeMap<String, String>) -> Manifest {
    let scheme = &run.scheme.scheme;
    let files = run.scheme.texts.iter().map(|t| (t.name.clone(), sha256(t.text.as_bytes())));
    let issues = account::counts(run.scored.issues());
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
            sha256: run.scheme.sha256.clone(),
            files: files.collect(),
        },
        inputs: run.scored.derived.firms.inputs.clone(),
        as_of: scheme.uses_as_of().then(|| run.date.to_string()),
        params_sha256: run.params_sha256.clone(),
        counts: Counts::of(scheme, &run.scored),
        issues: issues.iter().map(|(_, code, count)| (code.id.to_string(), *count)).collect(),
        outputs,
    }
}

/// Now, or what `SOURCE_DATE_EPOCH` says (reproducible-builds.org).
fn time() -> String {
    let stamp = excel::stamp().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let now = stamp.unwrap_or_else(jiff::Timestamp::now);
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

fn tell_written(run: &Run, folder: &Path, without_portraits: bool, terminal: &Terminal) {
    let counts = Counts::of(&run.scheme.scheme, &run.scored);
    let of = |status| counts.status.get(status).copied().unwrap_or_default();
    let (firms, name) = (counts.firms, folder.display());
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
    tell_issues(run, Some(folder), terminal);
}

/// The worst issues one by one, and the count of all by kind.
pub fn tell_issues(run: &Run, folder: Option<&Path>, terminal: &Terminal) {
    let counts = account::counts(run.scored.issues());
    if counts.is_empty() {
        return;
    }
    let mut worst: Vec<&DataIssue> = run.scored.issues().collect();
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
