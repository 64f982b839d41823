//! Apache DataFusion: standard SQL; a backslash escapes in LIKE patterns, though not in texts.

use super::engine::{Engine, double, pattern_with_escapes, today};
use crate::expr::{SqlDialect, Type};

/// DataFusion.
pub struct DataFusion {
    /// The run's date.
    pub as_of: Option<i32>,
}

impl SqlDialect for DataFusion {
    fn number(&self, x: f64) -> String {
        double(x)
    }

    fn as_of(&self) -> String {
        today(self, self.as_of)
    }

    fn whole(&self, x: &str) -> String {
        self.cast(x, Type::Number)
    }

    fn ceil(&self, x: &str) -> String {
        format!("CEIL({x})")
    }

    fn like(&self, text: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { "NOT " } else { "" };
        format!("{text} {not}LIKE {}", self.text(&pattern_with_escapes(pattern)))
    }
}

impl Engine for DataFusion {
    fn id(&self) -> &'static str {
        "datafusion"
    }

    fn name(&self) -> &'static str {
        "Apache DataFusion"
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
        false
    }

    fn replace_all(&self, text: &str, pattern: &str, with: &str) -> String {
        format!("REGEXP_REPLACE({text}, {}, {}, 'g')", self.text(pattern), self.text(with))
    }

    fn load(&self, table: &str, file: &str, columns: &str) -> String {
        format!(
            "CREATE OR REPLACE EXTERNAL TABLE {table} (\n{columns}\n)\nSTORED AS CSV LOCATION '{file}' \
             OPTIONS ('format.has_header' 'true');\n"
        )
    }

    fn recipe(&self, files: &[&str]) -> String {
        let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
        let files = files.join(", ");
        format!(
            "```python\nfrom datafusion import SessionContext\n\ncontext = SessionContext()\n\
             read = lambda file: context.sql(open(file, encoding=\"utf-8\", newline=\"\").read())\n\
             for file in [{files}]:\n    read(file).collect()\n\
             read(\"rank.sql\").to_pandas().to_csv(\"result.csv\", index=False)\n```\n"
        )
    }
}
