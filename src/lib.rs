//! innopoints: enterprise innovation points (企业创新积分制) from one scheme and a firm table.

pub mod commands;
pub mod diagnostic;
pub mod expr;
pub mod firms;
pub mod industry;
pub mod scheme;
pub mod scoring;
pub mod portrait;
pub mod policy;
pub mod report;
