//! `sensitivity`: what each indicator says.
use super::cli::analysis::SensitivityArgs;
use super::{Outcome, terminal::Terminal};
pub fn run(_args: SensitivityArgs, _terminal: &Terminal) -> Outcome { Outcome::Done }
