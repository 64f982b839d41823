//! `explain`: one firm's points, line by line.

use super::Outcome;
use super::cli::{ExplainArgs, Format};
use super::input::{self, Run};
use super::terminal::Terminal;
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::portrait::Portraits;
use crate::report::{explain, portraits};
use crate::say;

/// Prints the firm's arithmetic.
pub fn run(args: ExplainArgs, terminal: &Terminal) -> Outcome {
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let firm = match find(&run, args.firm.trim()) {
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

/// The firm of an id, or of a name that only one firm has.
fn find(run: &Run, wanted: &str) -> Result<usize, Diagnostic> {
    let derived = &run.scored.derived;
    let firm = &run.scheme.scheme.firm;
    let ids: Vec<String> = (0..derived.len()).map(|at| derived.text(&firm.id, at)).collect();
    if let Some(at) = ids.iter().position(|id| id.eq_ignore_ascii_case(wanted)) {
        return Ok(at);
    }
    let names: Vec<String> = match &firm.name {
        Some(name) => (0..derived.len()).map(|at| derived.text(name, at)).collect(),
        None => Vec::new(),
    };
    let named: Vec<usize> = (0..names.len()).filter(|at| names[*at] == wanted).collect();
    match named.as_slice() {
        [one] => Ok(*one),
        [] => Err(Diagnostic::error(
            &codes::UNKNOWN_FIRM,
            say!("表里没有企业「{wanted}」", "there is no firm `{wanted}` in the tables"),
        )
        .mend_if(did_you_mean(wanted, ids.iter().chain(&names).map(String::as_str)))),
        several => {
            let ids = several.iter().map(|at| ids[*at].as_str()).collect::<Vec<_>>().join(", ");
            Err(Diagnostic::error(
                &codes::UNKNOWN_FIRM,
                say!("有几家企业都叫「{wanted}」", "several firms are called `{wanted}`"),
            )
            .mend(say!("用代码指明：{ids}", "name one by its id: {ids}")))
        }
    }
}
