//! One file per verb: wiring, reading, writing and the clock; nothing is calculated here. The only
//! room that touches files, the terminal and the environment.

mod audit;
mod browser;
mod check;
mod cli;
mod compare;
mod completions;
mod document;
mod dossier;
mod doubts;
mod excel;
mod explain;
mod gather;
mod init;
mod input;
mod inputs;
mod interrupt;
mod language;
mod map;
mod match_policies;
mod output;
mod policies;
mod report;
mod schema;
mod score;
mod sensitivity;
mod site_folder;
mod sql;
mod templates;
mod terminal;
mod verify;
mod watch;
mod weigh;

pub use cli::Cli;

use std::process::ExitCode;

use clap::Parser;

use cli::Verb;
use terminal::Terminal;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::say;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: the run found what it was asked to find wrong.
    Found,
    /// Exit code 2: usage, configuration or input unusable; already told.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::Found => 1,
            Outcome::Unusable => 2,
        })
    }
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(&cli.common);
    if terminal.document.is_some() && !matches!(cli.verb, Some(Verb::Document(_))) {
        return documents_only(&terminal).into();
    }
    interrupt::watch(&terminal);
    let outcome = match cli.verb {
        None => cli::welcome(&terminal),
        Some(Verb::Score(args)) => score::run(args, &terminal),
        Some(Verb::Check(args)) => check::run(args, &terminal),
        Some(Verb::Explain(args)) => explain::run(args, &terminal),
        Some(Verb::Compare(args)) => compare::run(args, &terminal),
        Some(Verb::Audit(args)) => audit::run(args, &terminal),
        Some(Verb::Weigh(args)) => weigh::run(args, &terminal),
        Some(Verb::Sensitivity(args)) => sensitivity::run(args, &terminal),
        Some(Verb::Match(args)) => match_policies::run(args, &terminal),
        Some(Verb::Map(args)) => map::run(args, &terminal),
        Some(Verb::Report(args)) => report::run(args, &terminal),
        Some(Verb::Gather(args)) => gather::run(args, &terminal),
        Some(Verb::Sql(args)) => sql::run(args, &terminal),
        Some(Verb::Verify(args)) => verify::run(args, &terminal),
        Some(Verb::Init(args)) => init::run(args, &terminal),
        Some(Verb::Document(args)) => document::run(args, &terminal),
        Some(Verb::Schema(args)) => schema::run(args, &terminal),
        Some(Verb::Completions(args)) => completions::run(args, &terminal),
    };
    // Whoever reads our output may stop reading (`| head`): that is no failure of ours.
    outcome.into()
}

fn documents_only(terminal: &Terminal) -> Outcome {
    let problem = say!(
        "--format md 和 --format html 只用于 document",
        "--format md and --format html are for `document` only"
    );
    terminal.fail(
        Diagnostic::error(&codes::USAGE, problem)
            .mend(say!("其他命令用 table、csv 或 json", "the other verbs take table, csv or json")),
    )
}
