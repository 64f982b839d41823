//! The expression language of schemes: a small, documented subset of SQL over one firm's row. Owns
//! reading ([`parse`]), checking ([`resolve`]), calculating one row or whole columns alike
//! ([`Typed::evaluate`], [`Typed::to_polars`]), telling a condition clause by clause
//! ([`Typed::reading`]) and rendering it to SQL ([`Typed::to_sql`]). Must not know schemes, firm
//! tables or rules: columns come as names with types, rows as values.
//!
//! - Missing is not zero: what has a missing part is missing, and AND, OR, NOT follow SQL's three
//!   values. x / 0, growth from zero or less, and everything that is not a finite number is missing.
//! - Numbers are compared with a relative tolerance of 1e-9 of the right-hand side
//!   ([`kernel::TOLERANCE`]); texts, flags and dates compare exactly.

mod ast;
mod coerce;
mod convert;
pub mod date;
mod demand;
mod evaluate;
mod fold;
mod functions;
pub mod kernel;
mod lex;
mod lower;
mod order;
mod parse;
mod pattern;
mod phrase;
mod reading;
mod resolve;
mod slip;
mod sql;
#[cfg(test)]
mod tests;
mod typed;
mod words;

use std::ops::Range;

pub use ast::{Arithmetic, Arm, Comparison, Expr, ExprKind, Literal, quoted_if_needed};
pub use coerce::flag_word;
pub use demand::{Demand, demands};
pub use evaluate::{Row, Value};
pub use functions::{FUNCTIONS, Function, FunctionEntry, Kind};
pub use parse::parse;
pub use phrase::number as number_in_words;
pub use reading::{Actual, Joiner, Reading, gap};
pub use resolve::{Names, resolve};
pub use sql::{Ansi, SqlDialect};
pub use typed::{Type, Typed};

use crate::diagnostic::{Code, Text};

/// What is wrong with an expression, where in its text, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// One sentence: what is wrong.
    pub message: Text,
    /// The bytes in the expression's text; may be empty at its end.
    pub range: Range<usize>,
    /// What to do about it, where that is known.
    pub help: Option<Text>,
}

impl Problem {
    fn new(code: Code, range: Range<usize>, message: Text) -> Self {
        Problem { code, message, range, help: None }
    }

    fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}
