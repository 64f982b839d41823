//! `completions`: what a shell needs to complete our command line.

use clap::CommandFactory;

use super::Outcome;
use super::cli::{Cli, CompletionsArgs};
use super::terminal::Terminal;

/// Prints them.
pub fn run(args: CompletionsArgs, terminal: &Terminal) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "innopoints", &mut script);
    terminal.say(&String::from_utf8_lossy(&script))
}
