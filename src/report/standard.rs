//! A scheme as the standard that a zone publishes: what earns how many points, in words, and what
//! differs between two schemes. A pure function of the scheme; must not know any firm.

pub mod block;
mod content;
mod difference;
mod entries;
mod html;
mod leaves;
mod markdown;
mod outcomes;
mod words;

pub use content::{has_stages, standard};
pub use difference::differences;
pub use html::html;
pub use markdown::markdown;
pub use words::{bare, column_kind, rule_note};

#[cfg(test)]
mod tests;
