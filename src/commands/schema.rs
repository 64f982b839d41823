//! `schema`: the JSON Schema of the scheme language.

use super::Outcome;
use super::cli::SchemaArgs;
use super::output::write_file;
use super::terminal::Terminal;
use crate::scheme::json_schema_text;

/// Prints or writes it.
pub fn run(args: SchemaArgs, terminal: &Terminal) -> Outcome {
    let text = json_schema_text();
    match args.out {
        None => terminal.say(&text),
        Some(path) => match write_file(&path, text.as_bytes()) {
            Ok(()) => Outcome::Done,
            Err(problem) => terminal.fail(problem),
        },
    }
}
