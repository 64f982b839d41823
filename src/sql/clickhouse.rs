//! ClickHouse: types that may hold nothing are said to; `DATE` begins in 1970, so that days are
//! `Date32`; a backslash escapes in texts and in LIKE patterns.

use super::engine::{Engine, double, pattern_with_escapes, text_with_escapes, today};
use crate::expr::{SqlDialect, Type, date};

/// ClickHouse.
pub struct ClickHouse {
    /// The run's date.
    pub as_of: Option<i32>,
}

impl SqlDialect for ClickHouse {
    fn quote_identifier(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }

    fn number(&self, x: f64) -> String {
        double(x)
    }

    fn text(&self, text: &str) -> String {
        text_with_escapes(text)
    }

    fn date(&self, days: i32) -> String {
        format!("toDate32('{}')", date::iso(days))
    }

    fn as_of(&self) -> String {
        today(self, self.as_of)
    }

    fn whole(&self, x: &str) -> String {
        format!("toFloat64({x})")
    }

    fn like(&self, text: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { "NOT " } else { "" };
        format!("{text} {not}LIKE {}", self.text(&pattern_with_escapes(pattern)))
    }
}

impl Engine for ClickHouse {
    fn id(&self) -> &'static str {
        "clickhouse"
    }

    fn name(&self) -> &'static str {
        "ClickHouse"
    }

    fn type_name(&self, ty: Type) -> &'static str {
        match ty {
            Type::Number => "Nullable(Float64)",
            Type::Text => "Nullable(String)",
            Type::Flag => "Nullable(Bool)",
            Type::Date => "Nullable(Date32)",
        }
    }

    fn folds_case(&self) -> bool {
        false
    }

    fn keep(&self, name: &str) -> String {
        format!("CREATE OR REPLACE TABLE {name} ENGINE = MergeTree ORDER BY tuple() AS")
    }

    fn replace_all(&self, text: &str, pattern: &str, with: &str) -> String {
        format!("replaceRegexpAll({text}, {}, {})", self.text(pattern), self.text(with))
    }

    fn load(&self, table: &str, file: &str, columns: &str) -> String {
        format!(
            "CREATE OR REPLACE TABLE {table} (\n{columns}\n) ENGINE = MergeTree ORDER BY tuple();\n\
             INSERT INTO {table} FROM INFILE '{file}' SETTINGS precise_float_parsing = 1 FORMAT CSVWithNames;\n"
        )
    }

    fn recipe(&self, files: &[&str]) -> String {
        // Many groups of peers make queries beyond the usual limits.
        let limits = "--max_query_size 100000000 --max_ast_elements 10000000 \
                      --max_expanded_ast_elements 10000000";
        let client = |file: &&str| format!("clickhouse client {limits} --queries-file {file}\n");
        let read: String = files.iter().map(client).collect();
        format!(
            "```text\n{read}\
             clickhouse client --queries-file rank.sql --format CSVWithNames >result.csv\n```\n"
        )
    }
}
