//! One file per verb: wiring, reading, writing and the clock; nothing is calculated here. The only
//! room that touches files, the terminal and the environment.

mod browser;
mod check;
mod cli;
mod completions;
mod explain;
mod init;
mod input;
mod output;
mod report;
mod schema;
mod score;
mod site_folder;
mod templates;
mod terminal;

pub use cli::Cli;

use std::process::ExitCode;

use clap::Parser;

use cli::Verb;
use terminal::Terminal;

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
    let outcome = match cli.verb {
        None => cli::welcome(&terminal),
        Some(Verb::Score(args)) => score::run(args, &terminal),
        Some(Verb::Check(args)) => check::run(args, &terminal),
        Some(Verb::Explain(args)) => explain::run(args, &terminal),
        Some(Verb::Report(args)) => report::run(args, &terminal),
        Some(Verb::Init(args)) => init::run(args, &terminal),
        Some(Verb::Schema(args)) => schema::run(args, &terminal),
        Some(Verb::Completions(args)) => completions::run(args, &terminal),
    };
    // Whoever reads our output may stop reading (`| head`): that is no failure of ours.
    outcome.into()
}
