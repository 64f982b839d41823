//! The command line: verbs, options, help.

pub mod analysis;
pub mod policies;
pub mod sql;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::Outcome;
use super::gather::GatherArgs;
use super::language::Language;
use super::terminal::Terminal;
use crate::diagnostic::Lang;
use crate::firms::Duplicates;

/// The command line as a whole.
#[derive(Debug, Parser)]
#[command(
    name = "innopoints",
    version,
    about = "Innovation points (企业创新积分) from one scheme and a firm table",
    long_about = "Rates firms with innovation points (企业创新积分制): a scheme in one TOML file and firm \
                  tables in CSV or Excel go in; ranked points, portraits and lists come out, and every \
                  point can be traced, checked and contested.",
    after_help = "Exit codes: 0 done; 1 the run found what it was asked to find wrong (check, --strict); \
                  2 usage, configuration or input unusable."
)]
pub struct Cli {
    /// What every verb takes.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What every verb takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Language of messages and reports (default: the scheme's, else the locale's)
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// What goes to the screen
    #[arg(long, global = true, value_enum, default_value = "table")]
    pub format: FormatArg,
    /// Errors only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Every note, not only their count
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// `--lang`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 简体中文
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Lang {
        match lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        }
    }
}

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
    /// Markdown (`document` only)
    Md,
    /// One page (`document` only)
    Html,
}

impl FormatArg {
    /// What tables and messages go by.
    pub fn of_tables(self) -> Format {
        match self {
            FormatArg::Csv => Format::Csv,
            FormatArg::Json => Format::Json,
            FormatArg::Table | FormatArg::Md | FormatArg::Html => Format::Table,
        }
    }

    /// What documents go by; none where they may be as their file is called.
    pub fn of_documents(self) -> Option<DocumentForm> {
        match self {
            FormatArg::Md => Some(DocumentForm::Markdown),
            FormatArg::Html => Some(DocumentForm::Html),
            FormatArg::Table | FormatArg::Csv | FormatArg::Json => None,
        }
    }
}

/// How tables and messages go to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentForm {
    /// Markdown
    Markdown,
    /// One HTML page
    Html,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Points, ranks, grades, lists and portraits of firms
    Score(ScoreArgs),
    /// Every problem of a scheme, of policies, of a chain or of sources, and of the data under it
    Check(CheckArgs),
    /// One firm's points, line by line
    Explain(ExplainArgs),
    /// Two schemes, or two years: who moves, enters or leaves the lists, and because of what
    Compare(analysis::CompareArgs),
    /// What each indicator says: coverage, discrimination, redundancy, effective weight
    Audit(analysis::AuditArgs),
    /// Weights from data or from judgement, as TOML to paste
    Weigh(analysis::WeighArgs),
    /// How sure a rank is when weights, rules and data move
    Sensitivity(analysis::SensitivityArgs),
    /// Each firm its own policies: eligible, near, unknown, and what closes the gap
    Match(policies::MatchArgs),
    /// The industry map: roles, local matching rates, unmet local matches, a picture
    Map(policies::MapArgs),
    /// One firm, one row: many departments' tables into one
    Gather(GatherArgs),
    /// Pages for people: the list and a portrait of every firm, self-contained and offline
    Report(ReportArgs),
    /// The scheme as SQL for Spark, ClickHouse, DuckDB or DataFusion: the same points, or a refusal
    Sql(sql::SqlArgs),
    /// Whether an engine's result has the points and ranks of the local one
    Verify(sql::VerifyArgs),
    /// A commented scheme to start from; with --excel the form in which a scheme's data are collected
    Init(InitArgs),
    /// The scheme as the standard that a zone publishes, in words
    Document(DocumentArgs),
    /// The JSON Schema of schemes, policies, chains or sources, for editors
    Schema(SchemaArgs),
    /// Completions for a shell
    Completions(CompletionsArgs),
}

/// Scheme, tables, and how they are read.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The scheme (TOML)
    pub scheme: PathBuf,
    /// Firm tables (CSV, TSV, Excel) or a sources file of `gather`; `-` reads standard input
    #[arg(required = true)]
    pub firms: Vec<PathBuf>,
    /// The run's date, for `as_of` in expressions and the scheme's validity (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// Score by the bounds of an earlier run (its params.toml) instead of fitting them
    #[arg(long, value_name = "FILE")]
    pub params: Option<PathBuf>,
    /// Rows of one firm that contradict each other: refuse them, or take the first or the last
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: DuplicatesArg,
}

/// `--duplicates`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DuplicatesArg {
    /// Stop and name them
    Refuse,
    /// Take the first row
    First,
    /// Take the last row
    Last,
}

impl From<DuplicatesArg> for Duplicates {
    fn from(rule: DuplicatesArg) -> Duplicates {
        match rule {
            DuplicatesArg::Refuse => Duplicates::Refuse,
            DuplicatesArg::First => Duplicates::First,
            DuplicatesArg::Last => Duplicates::Last,
        }
    }
}

/// `score`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints score configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --out out"
)]
pub struct ScoreArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// What portraits tell beside points
    #[command(flatten)]
    pub beside: policies::BesideArgs,
    /// The folder for all outputs; without it the ranking goes to the screen
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Which outputs (default: all; above 100,000 firms without portraits)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART,...", requires = "out")]
    pub write: Vec<Part>,
    /// Which columns ranking.csv and the lists hold, in this order: headers of ranking.csv
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,...")]
    pub columns: Vec<String>,
    /// With FILE.xlsx: the results as an Excel workbook too. Alone: CSV for Excel and WPS (byte
    /// order mark, nothing runs as a formula)
    #[arg(long, value_name = "FILE.xlsx", num_args = 0..=1)]
    pub excel: Option<Option<PathBuf>>,
    /// Headers and words for people instead of ids
    #[arg(long)]
    pub names: bool,
    /// Pages for people into this folder, too (see the verb `report`)
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// Stop, with exit code 1 and nothing written, when the data have warnings or errors
    #[arg(long)]
    pub strict: bool,
    /// Go on: score again whenever the scheme or a table is saved, and tell who moved (Ctrl-C ends it)
    #[arg(long, conflicts_with_all = ["strict", "report", "params"])]
    pub watch: bool,
}

/// `--write`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// ranking.csv
    Ranking,
    /// One CSV per list
    Lists,
    /// portraits.jsonl and portraits.csv
    Portraits,
    /// issues.csv
    Issues,
    /// manifest.json
    Manifest,
    /// params.toml
    Params,
}

/// `check`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  innopoints check configs/wuxi_pilot.toml sample_data/wuxi_firms.csv\n  innopoints check configs/policies sample_data/wuxi_firms.csv\n  innopoints check sample_data/departments/sources.toml"
)]
pub struct CheckArgs {
    /// A scheme, policies (a file or a folder), a chain, or a sources file of `gather` (TOML)
    #[arg(required_unless_present = "explain")]
    pub scheme: Option<PathBuf>,
    /// Firm tables to be checked under it; under a chain the firm table and the supply table
    pub firms: Vec<PathBuf>,
    /// The run's date (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// Warnings count as found, too
    #[arg(long)]
    pub strict: bool,
    /// Give the tables back as a workbook, bad cells coloured and commented
    #[arg(long, value_name = "FILE.xlsx", requires = "firms")]
    pub excel: Option<PathBuf>,
    /// Tell a diagnostic at length
    #[arg(long, value_name = "CODE", conflicts_with_all = ["scheme", "firms"])]
    pub explain: Option<String>,
}

/// `explain`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints explain configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --firm 91320214MA1000017K"
)]
pub struct ExplainArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// What portraits tell beside points
    #[command(flatten)]
    pub beside: policies::BesideArgs,
    /// The firm's id, or its full name
    #[arg(long, value_name = "ID")]
    pub firm: String,
}

/// `report`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints report configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --out report"
)]
pub struct ReportArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// What portraits tell beside points
    #[command(flatten)]
    pub beside: policies::BesideArgs,
    /// The folder of the pages; an older report there is replaced
    #[arg(long, value_name = "DIR", default_value = "report")]
    pub out: PathBuf,
    /// Only the portrait of this firm (id or full name), as one page by itself; may be repeated
    #[arg(long, value_name = "ID")]
    pub firm: Vec<String>,
    /// A portrait of every firm, however many (default: of the first 5,000)
    #[arg(long, conflicts_with = "firm")]
    pub all: bool,
    /// Print the list (with --firm: the portraits) as PDF, by an installed Chromium, Chrome or Edge
    #[arg(long)]
    pub pdf: bool,
    /// Templates of your own, laid over ours: header.html, footer.html, style.css, ...
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// `init`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  innopoints init my_scheme.toml\n  innopoints init --excel my_scheme.toml --out form.xlsx"
)]
pub struct InitArgs {
    /// Where to write it; `-` for the screen
    #[arg(default_value = "scheme.toml")]
    pub path: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
    /// The workbook in which the data of this scheme are collected, instead of a scheme
    #[arg(long, value_name = "SCHEME", conflicts_with = "path")]
    pub excel: Option<PathBuf>,
    /// Where the workbook goes (default: the scheme's id, .xlsx)
    #[arg(long, value_name = "FILE.xlsx", requires = "excel")]
    pub out: Option<PathBuf>,
}

/// `document`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  innopoints document configs/wuxi_pilot.toml --out standard.html\n  innopoints document configs/hubei_local.toml --against configs/national_2024.toml --format md"
)]
pub struct DocumentArgs {
    /// The scheme (TOML)
    pub scheme: PathBuf,
    /// Add what differs from this scheme: points, rules, borders, side by side
    #[arg(long, value_name = "SCHEME")]
    pub against: Option<PathBuf>,
    /// Write to a file instead of the screen; a name that ends in .html makes it a page
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of what
    #[arg(value_enum, default_value = "scheme")]
    pub of: Language,
    /// Write to a file instead of the screen
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// bash, elvish, fish, powershell or zsh
    pub shell: clap_complete::Shell,
}

/// What the program says when it is asked nothing.
pub fn welcome(terminal: &Terminal) -> Outcome {
    terminal.say(terminal.pick(WELCOME_ZH, WELCOME_EN))
}

const WELCOME_EN: &str = "\
innopoints rates firms with innovation points (企业创新积分制): one scheme in TOML and firm tables
in CSV or Excel in; ranked points, portraits and lists out, every point traceable.

Try it:
  innopoints score configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --out out

Then:
  innopoints explain SCHEME FIRMS --firm ID   why this firm has these points
  innopoints report SCHEME FIRMS              pages for people: the list and every portrait
  innopoints check SCHEME FIRMS               what is wrong with a scheme or a table
  innopoints init                             a commented scheme of your own
  innopoints help                             all verbs
";

const WELCOME_ZH: &str = "\
innopoints 按企业创新积分制给企业计分：输入一份 TOML 方案和 CSV 或 Excel 企业表，
得到积分、排名、画像和榜单，每一分都能查到出处。

试一试：
  innopoints score configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --out out

然后：
  innopoints explain 方案 企业表 --firm 代码   这家企业为什么是这个分
  innopoints report 方案 企业表                给人看的网页：名单和每家企业的画像
  innopoints check 方案 企业表                 方案和数据有哪些问题
  innopoints init                              生成一份带注释的方案
  innopoints help                              全部命令
";
