//! `schema`: the JSON Schema of one of the languages.

use super::Outcome;
use super::cli::SchemaArgs;
use super::output::write_file;
use super::terminal::Terminal;

/// Prints or writes it.
pub fn run(args: SchemaArgs, terminal: &Terminal) -> Outcome {
    let text = args.of.json_schema();
    match args.out {
        None => terminal.say(&text),
        Some(path) => match write_file(&path, text.as_bytes()) {
            Ok(()) => Outcome::Done,
            Err(problem) => terminal.fail(problem),
        },
    }
}
