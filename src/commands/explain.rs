//! `explain`: one firm's points, line by line, and what stands beside them.

use super::cli::{ExplainArgs, Format};
use super::terminal::Terminal;
use super::{Outcome, input, policies};
use crate::portrait::Portraits;
use crate::report::beside::Beside;
use crate::report::{explain, portraits};

/// Prints the firm's arithmetic.
pub fn run(args: ExplainArgs, terminal: &Terminal) -> Outcome {
    let (run, known) = match policies::run(&args.run, &args.beside, terminal) {
        Ok(done) => done,
        Err(outcome) => return outcome,
    };
    let firm = match input::find_firm(&run, args.firm.trim()) {
        Ok(firm) => firm,
        Err(problem) => return terminal.fail(problem),
    };
    let portrait = Portraits::new(&run.scheme.scheme, &run.scored).of(firm);
    let lang = terminal.report_lang(run.scheme.scheme.language);
    let (navigation, places) = (known.navigation(), known.places());
    let beside = Beside { policies: navigation.as_ref(), chain: places.as_ref() };
    match terminal.format {
        Format::Json => terminal.say(&portraits::json(&portrait, &beside, lang)),
        _ => {
            let text = explain::text(&portrait, lang) + &beside.text(&portrait.id, lang);
            terminal.say(&text)
        }
    }
}
