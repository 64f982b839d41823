//! The pass rule: conditions and (pass or a direct route), in three-valued logic.

use polars::prelude::*;

use super::rank::Answer;
use crate::expr::Typed;
use crate::scheme::{Clause, Scheme};

/// Whether each firm qualifies; empty where the scheme asks nothing.
pub fn qualify(
    scheme: &Scheme,
    as_of: Option<i32>,
    results: &DataFrame,
) -> PolarsResult<Vec<Answer>> {
    let Some(rule) = &scheme.qualify else { return Ok(Vec::new()) };
    let n = results.height();
    let holds = |clause: &Clause| column(&clause.when, as_of, results);
    let mut routes = vec![Some(false); n];
    for clause in rule.pass.iter().chain(&rule.direct) {
        merge(&mut routes, &holds(clause)?, or);
    }
    if rule.pass.is_none() && rule.direct.is_empty() {
        routes = vec![Some(true); n];
    }
    for clause in &rule.conditions {
        merge(&mut routes, &holds(clause)?, and);
    }
    let answer = |held: Option<bool>| match held {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Unknown,
    };
    Ok(routes.into_iter().map(answer).collect())
}

fn column(when: &Typed, as_of: Option<i32>, frame: &DataFrame) -> PolarsResult<BooleanChunked> {
    let holds = when.to_polars(as_of)?.alias("holds");
    let frame = frame.clone().lazy().with_columns([holds]).collect()?;
    Ok(frame.column("holds")?.bool()?.clone())
}

type Held = Option<bool>;

fn merge(held: &mut [Held], more: &BooleanChunked, join: fn(Held, Held) -> Held) {
    for (held, more) in held.iter_mut().zip(more.iter()) {
        *held = join(*held, more);
    }
}

/// Kleene's OR.
pub fn or(a: Held, b: Held) -> Held {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Kleene's AND.
pub fn and(a: Held, b: Held) -> Held {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
