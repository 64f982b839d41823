//! Apache Spark: identifiers in backticks, a backslash escapes in texts and in LIKE patterns, FLOOR
//! gives a 64-bit whole number.

use super::engine::{Engine, double, pattern_with_escapes, text_with_escapes, today};
use crate::expr::{SqlDialect, Type, kernel};

/// Spark.
pub struct Spark {
    /// The run's date.
    pub as_of: Option<i32>,
}

impl Spark {
    /// FLOOR and CEIL count in 64 bits; from 2^52 on a number is whole as it is.
    fn whole_part(&self, function: &str, x: &str) -> String {
        let limit = self.number(kernel::WHOLE);
        let part = self.whole(&format!("{function}({x})"));
        format!("CASE WHEN ABS({x}) < {limit} THEN {part} ELSE {x} END")
    }
}

impl SqlDialect for Spark {
    fn quote_identifier(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn number(&self, x: f64) -> String {
        double(x)
    }

    fn text(&self, text: &str) -> String {
        text_with_escapes(text)
    }

    fn as_of(&self) -> String {
        today(self, self.as_of)
    }

    fn whole(&self, x: &str) -> String {
        self.cast(x, Type::Number)
    }

    fn floor(&self, x: &str) -> String {
        self.whole_part("FLOOR", x)
    }

    fn ceil(&self, x: &str) -> String {
        self.whole_part("CEIL", x)
    }

    fn like(&self, text: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { "NOT " } else { "" };
        format!("{text} {not}LIKE {}", self.text(&pattern_with_escapes(pattern)))
    }
}

impl Engine for Spark {
    fn id(&self) -> &'static str {
        "spark"
    }

    fn name(&self) -> &'static str {
        "Apache Spark"
    }

    fn type_name(&self, ty: Type) -> &'static str {
        match ty {
            Type::Number => "DOUBLE",
            Type::Text => "STRING",
            Type::Flag => "BOOLEAN",
            Type::Date => "DATE",
        }
    }

    fn quote(&self) -> char {
        '`'
    }

    fn folds_case(&self) -> bool {
        true
    }

    fn keep(&self, name: &str) -> String {
        format!("CREATE OR REPLACE TEMPORARY VIEW {name} AS")
    }

    fn replace_all(&self, text: &str, pattern: &str, with: &str) -> String {
        format!("REGEXP_REPLACE({text}, {}, {})", self.text(pattern), self.text(with))
    }

    fn load(&self, table: &str, file: &str, columns: &str) -> String {
        format!(
            "CREATE OR REPLACE TEMPORARY VIEW {table} (\n{columns}\n)\n\
             USING csv OPTIONS (path '{file}', header 'true', escape '\"', multiLine 'true');\n"
        )
    }

    fn recipe(&self, files: &[&str]) -> String {
        let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
        let files = files.join(", ");
        format!(
            "```python\n# pyspark\nread = lambda file: spark.sql(open(file, encoding=\"utf-8\", newline=\"\").read())\n\
             for file in [{files}]:\n    read(file)\n\
             read(\"rank.sql\").coalesce(1).write.csv(\"result\", header=True, escape='\"')\n```\n"
        )
    }
}
