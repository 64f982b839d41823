//! What engines spell differently beyond expressions. Owns the interface that every dialect fills
//! in; must not know schemes.

use crate::expr::{SqlDialect, Type, kernel};

/// An engine as the queries see it.
pub trait Engine: SqlDialect {
    /// Its name in files and on the command line.
    fn id(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> &'static str;

    /// The type of a column that may hold nothing.
    fn type_name(&self, ty: Type) -> &'static str;

    /// The character around identifiers.
    fn quote(&self) -> char {
        '"'
    }

    /// Whether it takes `a` and `A` for the same column even in quotes.
    fn folds_case(&self) -> bool;

    /// Begins a statement that keeps a query's rows under a name, written over if it is there.
    fn keep(&self, name: &str) -> String {
        format!("CREATE OR REPLACE TABLE {name} AS")
    }

    /// Every match of a regular expression replaced; the pattern is plain, not a literal.
    fn replace_all(&self, text: &str, pattern: &str, with: &str) -> String;

    /// Loads a CSV file as a table; `columns` are their names and types.
    fn load(&self, table: &str, file: &str, columns: &str) -> String;

    /// How the files are run and the result is written, as a block of Markdown.
    fn recipe(&self, files: &[&str]) -> String;

    /// `x` as a type.
    fn cast(&self, x: &str, ty: Type) -> String {
        format!("CAST({x} AS {})", self.type_name(ty))
    }
}

/// A number with an exponent, which every engine reads as a double; `1.5` is a decimal in some.
pub(super) fn double(x: f64) -> String {
    // There is one zero.
    let text = kernel::shortest(x + 0.0);
    if text.contains('e') { text } else { text + "e0" }
}

/// A text literal where a backslash escapes.
pub(super) fn text_with_escapes(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A LIKE pattern in which a backslash stands for itself, though it escapes in the engine.
pub(super) fn pattern_with_escapes(pattern: &str) -> String {
    pattern.replace('\\', "\\\\")
}

/// The run's date as a literal of the engine.
pub(super) fn today(engine: &dyn SqlDialect, as_of: Option<i32>) -> String {
    as_of.map_or("CURRENT_DATE".into(), |days| engine.date(days))
}
