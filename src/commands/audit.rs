//! `audit`: what each indicator says.
use super::cli::analysis::AuditArgs;
use super::{Outcome, terminal::Terminal};
pub fn run(_args: AuditArgs, _terminal: &Terminal) -> Outcome { Outcome::Done }
