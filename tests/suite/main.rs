//! The whole program, from outside: other people's numbers, the case files, the command line.

mod again;
mod analysis;
mod analysis_soundness;
mod browser;
mod bulk;
mod cases;
mod command_line;
mod configurations;
mod engines;
mod gather;
mod gathering;
mod generate;
mod house;
mod invariants;
mod oracles;
mod policies;
mod properties;
mod readme;
mod report;
mod robustness;
mod snapshots;
mod sql;
mod support;
mod watch;
mod workbook;
