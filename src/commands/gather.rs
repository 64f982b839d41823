//! `gather`: many departments' tables into one row per firm.

mod files;

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::cli::Format;
use super::input::{fault, toml_text, unreadable};
use super::output::OutputDir;
use super::terminal::Terminal;
use crate::diagnostic::codes::{firms as codes, run as run_codes};
use crate::diagnostic::{Diagnostic, Place, Sources, did_you_mean, has_errors};
use crate::firms::gather::{self, Gathered, Loaded, Plan};
use crate::firms::{DataIssue, Input};
use crate::report::{CsvStyle, account, gathered};
use crate::say;

/// `gather`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    innopoints gather sample_data/departments/sources.toml --out out/firms.csv\n  \
    innopoints gather sample_data/departments/sources.toml --trace 91320214MA012HJ57L --field 营业收入")]
pub struct GatherArgs {
    /// Which tables there are and what they hold (TOML)
    pub sources: PathBuf,
    /// The firms (.csv, .xlsx, .parquet); rejected.csv, issues.csv and review.csv go beside it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where the cells of a firm (id or full name) came from; writes nothing
    #[arg(long, value_name = "FIRM", conflicts_with = "out")]
    pub trace: Option<String>,
    /// Only this field's cells
    #[arg(long, value_name = "FIELD", requires = "trace")]
    pub field: Option<String>,
    /// CSV for Excel and WPS: byte order mark, nothing runs as a formula
    #[arg(long)]
    pub excel: bool,
    /// Headers state their units, as in 营业收入（万元）
    #[arg(long)]
    pub units: bool,
}

/// Gathers and writes, or traces.
pub fn run(args: GatherArgs, terminal: &Terminal) -> Outcome {
    let path = args.sources.as_path();
    let target = match args.out.as_deref().map(target).transpose() {
        Ok(target) => target,
        Err(problem) => return terminal.fail(problem),
    };
    let loaded = match load(path) {
        Ok(loaded) => loaded,
        Err(problem) => return terminal.fail(problem),
    };
    terminal.show(&loaded.problems, &loaded.sources);
    let Some(plan) = loaded.plan.as_ref().filter(|_| !has_errors(&loaded.problems)) else {
        return Outcome::Unusable;
    };
    let apart = target.as_ref().map_or(Ok(()), |target| {
        files::apart(path, plan, target.folder.path(), &target.names()).map_err(|p| vec![p])
    });
    let gathered = match apart.and_then(|()| self::gather(path, plan)) {
        Ok(gathered) => gathered,
        Err(problems) => {
            terminal.show(&problems, &loaded.sources);
            return Outcome::Unusable;
        }
    };
    match (&args.trace, target) {
        (Some(firm), _) => trace(&gathered, firm, args.field.as_deref(), terminal),
        (None, Some(target)) => write(&args, &gathered, target, terminal),
        (None, None) => {
            terminal.tell(&gathered::account_text(&gathered));
            let style = CsvStyle { excel: args.excel, names: false };
            let bytes = gathered::firms_csv(&gathered, style, args.units);
            terminal.say(&String::from_utf8_lossy(&bytes))
        }
    }
}

/// What a sources file gathers, as a table for `score`, with everything that was doubtful.
///
/// # Errors
/// Every reason for which it cannot be had; places in the sources file are told as lines.
pub fn as_table(path: &Path) -> Result<(Input, Vec<DataIssue>), Vec<Diagnostic>> {
    let loaded = load(path).map_err(|problem| vec![problem])?;
    let flat = |problems: Vec<Diagnostic>| {
        problems.into_iter().map(|problem| unlabelled(problem, &loaded.sources)).collect()
    };
    let Some(plan) = &loaded.plan else { return Err(flat(loaded.problems)) };
    let gathered = self::gather(path, plan).map_err(flat)?;
    let rejected = gathered.rejected.iter().map(gathered::rejected_issue);
    let issues = rejected.chain(gathered.issues.iter().cloned()).collect();
    Ok((gathered.to_input(&path.display().to_string()), issues))
}

/// A problem whose place is told in words, for where the text is not at hand.
fn unlabelled(mut problem: Diagnostic, sources: &Sources) -> Diagnostic {
    if let Some(label) = problem.labels.first().filter(|_| problem.place.is_none()) {
        let (line, _) = sources.line_column(label.span);
        let file = sources.name(label.span.source).to_owned();
        problem.place = Some(Place { file, line: Some(line as u64), ..Place::default() });
    }
    problem.labels.clear();
    problem
}

/// Reads a sources file.
///
/// # Errors
/// A file that cannot be read.
pub fn load(path: &Path) -> Result<Loaded, Diagnostic> {
    let text = toml_text(path).map_err(|why| unreadable(path, &why))?;
    Ok(gather::load(&path.display().to_string(), &text.text))
}

/// Gathers what a plan says, all of it in memory.
///
/// # Errors
/// Every reason for which no honest table can be made.
pub fn gather(path: &Path, plan: &Plan) -> Result<Gathered, Vec<Diagnostic>> {
    files::read(path, plan).and_then(|files| gather::gather(plan, &files))
}

/// Where the outputs go.
struct Target {
    folder: OutputDir,
    name: String,
    kind: FileKind,
}

/// What goes beside the firms.
const REJECTED: &str = "rejected.csv";
const ISSUES: &str = "issues.csv";
const REVIEW: &str = "review.csv";

impl Target {
    /// Every file that will be written.
    fn names(&self) -> [&str; 4] {
        [&self.name, REJECTED, ISSUES, REVIEW]
    }
}

enum FileKind {
    Csv,
    Xlsx,
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Opens the folder, so that a bad path fails before the work.
fn target(path: &Path) -> Result<Target, Diagnostic> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let kind = match extension.as_deref() {
        Some("csv") => FileKind::Csv,
        Some("xlsx") => FileKind::Xlsx,
        #[cfg(feature = "parquet")]
        Some("parquet") => FileKind::Parquet,
        #[cfg(not(feature = "parquet"))]
        Some("parquet") => {
            let message = say!(
                "这个程序没有带 Parquet 支持",
                "this program was built without support for Parquet"
            );
            return Err(Diagnostic::error(&codes::NO_PARQUET, message).mend(say!(
                "写成 .csv 或 .xlsx；或者用 cargo build --release --features parquet 重新编译",
                "write .csv or .xlsx, or build the program anew: cargo build --release --features parquet"
            )));
        }
        _ => {
            let name = path.display();
            return Err(Diagnostic::error(
                &run_codes::UNWRITABLE,
                say!(
                    "写不了 {name}：结果的扩展名是 .csv、.xlsx 或 .parquet",
                    "cannot write {name}: the firms go to a .csv, .xlsx or .parquet file"
                ),
            ));
        }
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = OutputDir::create(parent.unwrap_or(Path::new(".")))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if [REJECTED, ISSUES, REVIEW].contains(&name.as_str()) {
        return Err(Diagnostic::error(
            &run_codes::UNWRITABLE,
            say!(
                "{name} 是另一份结果的名字，会被它盖掉",
                "{name} is the name of another output, which would lie over it"
            ),
        )
        .mend(say!("换一个文件名，如 firms.csv", "choose another name, such as firms.csv")));
    }
    Ok(Target { folder, name, kind })
}

fn write(args: &GatherArgs, gathered: &Gathered, target: Target, terminal: &Terminal) -> Outcome {
    let Target { mut folder, name, kind } = target;
    let style = CsvStyle { excel: args.excel, names: false };
    let firms = match kind {
        FileKind::Csv => Ok(gathered::firms_csv(gathered, style, args.units)),
        FileKind::Xlsx => gathered.to_xlsx().map_err(|error| fault(&error)),
        #[cfg(feature = "parquet")]
        FileKind::Parquet => gathered.to_parquet().map_err(|error| fault(&error)),
    };
    let lang = terminal.lang;
    let parts = firms.and_then(|firms| {
        folder.add(&name, &firms)?;
        folder.add(REJECTED, &gathered::rejected_csv(&gathered.rejected, style, lang))?;
        let issues = account::issues_csv(gathered.issues.iter(), style, lang);
        folder.add(ISSUES, &issues)?;
        folder.add(REVIEW, &gathered::review_csv(&gathered.proposals, style, lang))?;
        folder.commit()
    });
    if let Err(problem) = parts {
        return terminal.fail(problem);
    }
    match terminal.format {
        Format::Json => terminal.say(&gathered::account_json(gathered)),
        _ => terminal.say(gathered::account_text(gathered).get(terminal.lang)),
    }
}

fn trace(gathered: &Gathered, firm: &str, field: Option<&str>, terminal: &Terminal) -> Outcome {
    let Some(number) = gathered.find_firm(firm) else {
        let message = say!("结果里没有企业「{firm}」", "the result has no firm `{firm}`");
        let help = did_you_mean(firm, gathered.ids().iter().map(String::as_str));
        return terminal.fail(Diagnostic::error(&run_codes::UNKNOWN_FIRM, message).mend_if(help));
    };
    if let Some(field) = field.filter(|field| gathered.field_names().all(|name| name != *field)) {
        let message = say!("没有名为「{field}」的字段", "there is no field `{field}`");
        let help = did_you_mean(field, gathered.field_names());
        return terminal.fail(Diagnostic::error(&codes::UNKNOWN_FIELD, message).mend_if(help));
    }
    let cells = gathered.trace(number, field);
    let id = &gathered.ids()[number];
    match terminal.format {
        Format::Json => terminal.say(&gathered::trace_json(id, &cells, terminal.lang)),
        _ => terminal.say(&gathered::trace_text(id, &cells, terminal.lang)),
    }
}
