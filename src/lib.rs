//! innopoints: enterprise innovation points (企业创新积分制) from one scheme and a firm table.

#![cfg_attr(
    not(test),
    warn(
        clippy::print_stdout,
        clippy::print_stderr,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::exit
    )
)]

pub mod analysis;
pub mod commands;
pub mod diagnostic;
pub mod expr;
pub mod firms;
pub mod industry;
pub mod policy;
pub mod portrait;
pub mod report;
pub mod scheme;
pub mod scoring;
pub mod sql;
mod toml_reading;
