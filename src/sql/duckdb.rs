//! DuckDB: standard SQL but for its regular expressions. `/` between whole numbers keeps decimals
//! there, and decimals without an exponent are fixed-point.

use super::engine::{Engine, double, today};
use crate::expr::{SqlDialect, Type};

/// DuckDB.
pub struct DuckDb {
    /// The run's date.
    pub as_of: Option<i32>,
}

impl SqlDialect for DuckDb {
    fn number(&self, x: f64) -> String {
        double(x)
    }

    fn as_of(&self) -> String {
        today(self, self.as_of)
    }

    fn whole(&self, x: &str) -> String {
        self.cast(x, Type::Number)
    }
}

impl Engine for DuckDb {
    fn id(&self) -> &'static str {
        "duckdb"
    }

    fn name(&self) -> &'static str {
        "DuckDB"
    }

    fn type_name(&self, ty: Type) -> &'static str {
        match ty {
            Type::Number => "DOUBLE",
            Type::Text => "VARCHAR",
            Type::Flag => "BOOLEAN",
            Type::Date => "DATE",
        }
    }

    fn folds_case(&self) -> bool {
        true
    }

    fn replace_all(&self, text: &str, pattern: &str, with: &str) -> String {
        format!("REGEXP_REPLACE({text}, {}, {}, 'g')", self.text(pattern), self.text(with))
    }

    fn load(&self, table: &str, file: &str, columns: &str) -> String {
        format!(
            "CREATE OR REPLACE TABLE {table} (\n{columns}\n);\n\
             COPY {table} FROM '{file}' (FORMAT csv, HEADER, NULLSTR '');\n"
        )
    }

    fn recipe(&self, files: &[&str]) -> String {
        let read: String = files.iter().map(|file| format!(".read {file}\n")).collect();
        format!(
            "```text\n$ duckdb zone.db\n{read}.mode csv\n.once result.csv\n.read rank.sql\n```\n"
        )
    }
}
