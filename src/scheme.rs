//! TOML -> `Scheme`, or every problem of it at once.
pub mod column;
