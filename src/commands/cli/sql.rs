//! The command line of the verbs that let an engine score: `sql` and `verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::DuplicatesArg;
use crate::sql::Dialect;

/// `sql`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  innopoints sql configs/wuxi_pilot.toml sample_data/wuxi_firms.csv --dialect duckdb --out sql\n  innopoints sql configs/wuxi_pilot.toml --params out/params.toml --dialect spark --out sql"
)]
pub struct SqlArgs {
    /// The scheme (TOML)
    pub scheme: PathBuf,
    /// Sample firms: their results by the local engine come with the bundle, and bounds that are
    /// not given are fitted on them
    pub firms: Vec<PathBuf>,
    /// The engine
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub dialect: DialectArg,
    /// The folder of the bundle
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Freeze the bounds of an earlier run (its params.toml)
    #[arg(long, value_name = "FILE", conflicts_with = "fit")]
    pub params: Option<PathBuf>,
    /// Let the engine find the bounds in its own population
    #[arg(long)]
    pub fit: bool,
    /// The firms' table in the engine
    #[arg(long, value_name = "NAME", default_value = "firms")]
    pub table: String,
    /// The run's date, written into the queries (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<jiff::civil::Date>,
    /// Rows of one firm that contradict each other: refuse them, or take the first or the last
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: DuplicatesArg,
}

/// `--dialect`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DialectArg {
    /// Apache Spark
    Spark,
    /// ClickHouse
    #[value(name = "clickhouse")]
    ClickHouse,
    /// DuckDB
    #[value(name = "duckdb")]
    DuckDb,
    /// Apache DataFusion
    #[value(name = "datafusion")]
    DataFusion,
}

impl From<DialectArg> for Dialect {
    fn from(dialect: DialectArg) -> Dialect {
        match dialect {
            DialectArg::Spark => Dialect::Spark,
            DialectArg::ClickHouse => Dialect::ClickHouse,
            DialectArg::DuckDb => Dialect::DuckDb,
            DialectArg::DataFusion => Dialect::DataFusion,
        }
    }
}

/// `verify`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  innopoints verify result.csv --against sql/expected.csv")]
pub struct VerifyArgs {
    /// The engine's result: the query of rank.sql as CSV
    pub result: PathBuf,
    /// Ours: expected.csv of a bundle, or ranking.csv of `score` over the same firms (default:
    /// expected.csv beside the result)
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
}
