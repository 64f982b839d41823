//! `explain`: one firm's points, line by line.

use super::Outcome;
use super::cli::{ExplainArgs, Format};
use super::input;
use super::terminal::Terminal;
use crate::portrait::Portraits;
use crate::report::{explain, portraits};

/// Prints the firm's arithmetic.
pub fn run(args: ExplainArgs, terminal: &Terminal) -> Outcome {
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let firm = match input::find_firm(&run, args.firm.trim()) {
        Ok(firm) => firm,
        Err(problem) => return terminal.fail(problem),
    };
    let portrait = Portraits::new(&run.scheme.scheme, &run.scored).of(firm);
    match terminal.format {
        Format::Json => terminal.say(&portraits::json(&portrait)),
        _ => {
            let lang = terminal.report_lang(run.scheme.scheme.language);
            terminal.say(&explain::text(&portrait, lang))
        }
    }
}
