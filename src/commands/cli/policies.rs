//! The options of match and map.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::DuplicatesArg;

/// `match`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints match configs/policies/wuxi.toml sample_data/wuxi_firms.csv --scheme configs/wuxi_pilot.toml --as-of 2021-05-31 --out out"
)]
pub struct MatchArgs {
    /// Policies: a TOML file, or a folder of them
    pub policies: PathBuf,
    /// Firm tables (CSV, TSV, Excel) or a sources file of `gather`; `-` reads standard input
    #[arg(required = true)]
    pub firms: Vec<PathBuf>,
    /// A scheme whose points and grades policies ask for; may be given several times
    #[arg(long, value_name = "FILE")]
    pub scheme: Vec<PathBuf>,
    /// An industry map whose roles policies ask for (TOML); with --relations
    #[arg(long, value_name = "FILE", requires = "relations")]
    pub chain: Option<PathBuf>,
    /// The supply table of the chain (CSV)
    #[arg(long, value_name = "FILE", requires = "chain")]
    pub relations: Option<PathBuf>,
    /// The run's date, for `as_of`, validity and application windows (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// Rows of one firm that contradict each other: refuse them, or take the first or the last
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: DuplicatesArg,
    /// One firm only: its id, or its full name
    #[arg(long, value_name = "ID")]
    pub firm: Option<String>,
    /// One policy only
    #[arg(long, value_name = "ID")]
    pub policy: Option<String>,
    /// The folder for all outputs; without it a summary goes to the screen
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Which outputs (default: all; clauses and sheets of large runs only when asked for)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART,...")]
    pub write: Vec<MatchPart>,
    /// CSV for Excel and WPS: byte order mark, nothing runs as a formula
    #[arg(long)]
    pub excel: bool,
    /// Headers and words for people instead of ids
    #[arg(long)]
    pub names: bool,
    /// Warnings of policies and tables stop the run
    #[arg(long)]
    pub strict: bool,
}

/// `match --write`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MatchPart {
    /// matches.csv: firm x policy
    Matches,
    /// clauses.csv: firm x policy x clause
    Clauses,
    /// policies.csv: how many firms, and the budget
    Policies,
    /// asks.csv: what to ask each firm for
    Asks,
    /// sheets/: one page and one table per firm
    Sheets,
    /// issues.csv: what was doubtful in the tables
    Issues,
}

/// What portraits tell beside points.
#[derive(Debug, Args, Default)]
pub struct BesideArgs {
    /// Policies (a TOML file, or a folder of them): portraits gain what each firm can have
    #[arg(long, value_name = "PATH")]
    pub policies: Option<PathBuf>,
    /// An industry map (TOML): portraits gain each firm's place in the chain; with --relations
    #[arg(long, value_name = "FILE", requires = "relations")]
    pub chain: Option<PathBuf>,
    /// The supply table of the chain (CSV)
    #[arg(long, value_name = "FILE", requires = "chain")]
    pub relations: Option<PathBuf>,
}

impl BesideArgs {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.policies.is_none() && self.chain.is_none()
    }
}

/// `map`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints map configs/industry/wuxi_iot.toml sample_data/wuxi_firms.csv sample_data/wuxi_supply.csv --out out"
)]
pub struct MapArgs {
    /// The chain (TOML)
    pub chain: PathBuf,
    /// The firm table (CSV, TSV, Excel), or a sources file of `gather`
    pub firms: PathBuf,
    /// The supply table (CSV): supplier, buyer, product, amount
    pub relations: PathBuf,
    /// The folder for all outputs; without it the rates go to the screen
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The run's date, for `as_of` in expressions (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// Rows of one firm that contradict each other: refuse them, or take the first or the last
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: DuplicatesArg,
    /// CSV for Excel and WPS: byte order mark, nothing runs as a formula
    #[arg(long)]
    pub excel: bool,
    /// Headers and words for people instead of ids
    #[arg(long)]
    pub names: bool,
}
