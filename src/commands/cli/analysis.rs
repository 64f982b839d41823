//! The options of compare, audit, weigh and sensitivity.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DuplicatesArg, RunArgs};
use crate::analysis::weights::Method;

/// Where the tables of an analysis go.
#[derive(Debug, Args)]
pub struct OutArgs {
    /// The folder for all tables, the page and the JSON; without it the findings go to the screen
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// CSV for Excel and WPS: byte order mark, nothing runs as a formula
    #[arg(long)]
    pub excel: bool,
    /// Headers for people instead of ids
    #[arg(long)]
    pub names: bool,
}

/// `compare`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    innopoints compare old.toml new.toml firms.csv\n  \
    innopoints compare scheme.toml scheme.toml firms_2023.csv --firms-b firms_2024.csv")]
pub struct CompareArgs {
    /// The first scheme (TOML)
    pub scheme_a: PathBuf,
    /// The second scheme; the same file again to compare two years
    pub scheme_b: PathBuf,
    /// Firm tables of the first run, and of the second unless --firms-b is given
    #[arg(required = true)]
    pub firms: Vec<PathBuf>,
    /// Firm tables of the second run
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub firms_b: Vec<PathBuf>,
    /// The date of the first run, and of the second unless --as-of-b is given (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// The date of the second run
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of_b: Option<jiff::civil::Date>,
    /// Score the second run by the bounds fitted on the first (same scheme)
    #[arg(long)]
    pub same_bounds: bool,
    /// Rows of one firm that contradict each other: refuse them, or take the first or the last
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: DuplicatesArg,
    /// Exit with 1 when any list has other firms (without lists: when any rank differs)
    #[arg(long)]
    pub exit_code: bool,
    /// Where the tables go
    #[command(flatten)]
    pub output: OutArgs,
}

/// `audit`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  innopoints audit configs/wuxi_pilot.toml sample_data/wuxi_firms.csv"
)]
pub struct AuditArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// Firm tables of an earlier year: how far the population has drifted since
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub before: Vec<PathBuf>,
    /// The list length by which rank changes are told (default: as long as the first
    /// list; without one a tenth of the firms, at least 3)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// Two indicators say the same from this rank correlation on
    #[arg(long, value_name = "R", default_value_t = 0.9, value_parser = share)]
    pub redundant: f64,
    /// Where the tables go
    #[command(flatten)]
    pub output: OutArgs,
}

/// `weigh`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    innopoints weigh scheme.toml firms.csv --method entropy,critic\n  \
    innopoints weigh scheme.toml firms.csv --judgements judgements.toml --write")]
pub struct WeighArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// How; several are shown side by side and combined as their mean (default: all from data)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "METHOD,...")]
    pub method: Vec<MethodArg>,
    /// Judgements in pairs for `ahp` (TOML)
    #[arg(long, value_name = "FILE")]
    pub judgements: Option<PathBuf>,
    /// Weigh siblings against each other, each dimension keeping its points; or all base indicators
    #[arg(long, value_enum, default_value = "siblings")]
    pub among: AmongArg,
    /// The list length by which the effect is told (default: as long as the first
    /// list; without one a tenth of the firms, at least 3)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// Write the weights (of one method, or the mean of several) into the scheme; comments stay
    #[arg(long)]
    pub write: bool,
    /// Write even weights from judgements that contradict each other
    #[arg(long, requires = "write")]
    pub accept_inconsistent: bool,
    /// Where the tables go
    #[command(flatten)]
    pub output: OutArgs,
}

/// `--method`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum MethodArg {
    /// All the same
    Equal,
    /// Uneven spread says more (Shannon)
    Entropy,
    /// Varies and says something of its own (Diakoulaki)
    Critic,
    /// CRITIC with rank correlations
    CriticSpearman,
    /// Standard deviation
    Std,
    /// Inequality
    Gini,
    /// Principal components
    Pca,
    /// Judgements in pairs (Saaty); needs --judgements
    Ahp,
}

impl MethodArg {
    /// The method from data; none for judgements.
    pub fn data_method(self) -> Option<Method> {
        Some(match self {
            MethodArg::Equal => Method::Equal,
            MethodArg::Entropy => Method::Entropy,
            MethodArg::Critic => Method::Critic,
            MethodArg::CriticSpearman => Method::CriticSpearman,
            MethodArg::Std => Method::Std,
            MethodArg::Gini => Method::Gini,
            MethodArg::Pca => Method::Pca,
            MethodArg::Ahp => return None,
        })
    }
}

/// `--among`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AmongArg {
    /// Within each dimension
    Siblings,
    /// All base indicators
    All,
}

/// `sensitivity`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    innopoints sensitivity scheme.toml firms.csv\n  \
    innopoints sensitivity scheme.toml firms.csv --vary weights --draws 10000\n  \
    innopoints sensitivity scheme.toml firms.csv --vary weights,borders,missing --runs-out runs.csv")]
pub struct SensitivityArgs {
    /// Scheme and tables
    #[command(flatten)]
    pub run: RunArgs,
    /// What is varied (default: all that the scheme has)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "CHOICE,...")]
    pub vary: Vec<ChoiceArg>,
    /// Draws when only weights are varied (default: 1000)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=10_000_000))]
    pub draws: Option<u32>,
    /// Base runs of the joint analysis; it takes (choices + 2) times as many (default: 128)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(8..=1_000_000))]
    pub runs: Option<u32>,
    /// How closely drawn weights keep to the scheme's: the sum of the Dirichlet parameters, from
    /// 0.01 to 1000000
    #[arg(long, value_name = "K", default_value_t = 100.0, value_parser = concentration)]
    pub concentration: f64,
    /// Tier borders move by up to this share of themselves
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = share)]
    pub border: f64,
    /// Rank intervals hold this share of the runs
    #[arg(long, value_name = "SHARE", default_value_t = 0.9, value_parser = share)]
    pub interval: f64,
    /// The list length for "chance to be in the top N" (default: as long as the first
    /// list; without one a tenth of the firms, at least 3)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// Where the random numbers start; the same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// A record of every run: what was drawn and what it changed (CSV)
    #[arg(long, value_name = "FILE")]
    pub runs_out: Option<PathBuf>,
    /// Where the tables go
    #[command(flatten)]
    pub output: OutArgs,
}

/// `--vary`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum ChoiceArg {
    /// Weights, around the scheme's
    Weights,
    /// Borders of tiers
    Borders,
    /// Kinds of data-driven rules
    Rules,
    /// What a missing value counts for
    Missing,
    /// How dimensions make the total
    Aggregation,
    /// Which firms the bounds are fitted on
    Data,
}

/// Beyond these a draw is all on one indicator, or never differs from the scheme's weights.
fn concentration(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.01..=1e6).contains(&number) => Ok(number),
        _ => Err("it must be a number from 0.01 to 1000000".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number < 1.0 => Ok(number),
        _ => Err("it must be a number between 0 and 1".into()),
    }
}
