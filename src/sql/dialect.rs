//! The dialects by their names, each a file of its own.

use super::clickhouse::ClickHouse;
use super::datafusion::DataFusion;
use super::duckdb::DuckDb;
use super::engine::Engine;
use super::spark::Spark;

/// The dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Apache Spark SQL
    Spark,
    /// ClickHouse
    ClickHouse,
    /// DuckDB
    DuckDb,
    /// Apache DataFusion
    DataFusion,
}

impl Dialect {
    /// The engine, with the run's date (days since 1970-01-01) for expressions that ask for it.
    pub fn engine(self, as_of: Option<i32>) -> Box<dyn Engine> {
        match self {
            Dialect::Spark => Box::new(Spark { as_of }),
            Dialect::ClickHouse => Box::new(ClickHouse { as_of }),
            Dialect::DuckDb => Box::new(DuckDb { as_of }),
            Dialect::DataFusion => Box::new(DataFusion { as_of }),
        }
    }
}
