//! A scheme with its bounds as SQL for engines that hold more firms than one machine: the same
//! points, bit for bit, or a refusal. Owns the queries, one small file per dialect, and the
//! comparison of an engine's results with the local ones. Must not read, write or run anything.
//!
//! A query is a row of layers, each a SELECT with some columns more: source, derived, measured,
//! shares, points, total. Arithmetic is the scoring room's, operation by operation, in doubles. What
//! SQL cannot calculate to the last bit (logarithms, the normal distribution) is written as the
//! exact steps of the rounded points, in the query or in a table beside it, or refused.

mod carry;
mod clickhouse;
mod datafusion;
mod dialect;
mod duckdb;
mod engine;
mod fit;
mod frozen;
mod layers;
mod lookup;
mod maxima;
mod measured;
mod outcome;
mod plan;
mod points;
mod rank;
mod readme;
mod sample;
mod shares;
mod spark;
mod steps;
#[cfg(test)]
mod tests;
mod verify;
mod words;

pub use dialect::Dialect;
pub use engine::Engine;
pub use readme::readme;
pub use sample::csv as sample_csv;
pub use verify::{Difference, Verdict, verify};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::sql as codes;
use crate::say;
use crate::scheme::{Missing, Scheme};
use crate::scoring::Params;

/// What is asked of this room.
pub struct Query<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// Frozen bounds; none: the engine finds them.
    pub bounds: Option<&'a Params>,
    /// The engine.
    pub engine: &'a dyn Engine,
    /// The firms' table in the engine.
    pub table: &'a str,
}

/// The texts of the queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Loads `sample.csv`.
    pub sample: String,
    /// The table of steps and the statement that loads it, where shares step at many values.
    pub steps: Option<StepsTable>,
    /// The population's bounds, where the engine finds them.
    pub fit: Option<String>,
    /// Points, row by row.
    pub score: String,
    /// Ranks and grades.
    pub rank: String,
}

/// Steps that are too many to be written into a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsTable {
    /// `steps.csv`: a row per step, borders belong to their row.
    pub csv: Vec<u8>,
    /// Loads it.
    pub load: String,
}

/// Whether a table's name is kept for what the queries write themselves.
pub fn is_own_table(name: &str) -> bool {
    name.to_lowercase().starts_with("innopoints_")
}

/// Whether a scheme looks at the population, so that it needs bounds.
pub fn needs_bounds(scheme: &Scheme) -> bool {
    scheme.indicators.iter().any(|indicator| {
        matches!(indicator.missing, Missing::Median(_) | Missing::Mean(_))
            || indicator.measures.iter().any(|measure| measure.rule.within().is_some())
    })
}

/// The diagnostic of a scheme that needs bounds and has none.
pub fn no_bounds(scheme: &Scheme) -> Diagnostic {
    let id = &scheme.id;
    Diagnostic::error(
        &codes::NO_BOUNDS,
        say!(
            "方案 {id} 有按总体定标的规则，而没有给出口径",
            "the scheme {id} has rules that look at the population, and no bounds are given"
        ),
    )
    .mend(say!("给出企业表、--params FILE 或 --fit", "give firm tables, --params FILE or --fit"))
}

/// Writes the queries.
///
/// # Errors
/// Every node that the engine cannot carry with the same bits.
pub fn bundle(query: &Query) -> Result<Bundle, Vec<Diagnostic>> {
    let (scheme, engine) = (query.scheme, query.engine);
    let refused = carry::refusals(scheme, engine, query.bounds.is_none());
    if !refused.is_empty() {
        return Err(refused);
    }
    let parts = query.table.split('.').map(|part| engine.quote_identifier(part));
    let table = parts.collect::<Vec<_>>().join(".");
    let source = measured::source(scheme, engine, &table);
    let mut plan = plan::Plan {
        scheme,
        engine,
        bounds: query.bounds,
        maxima: maxima::Maxima::new(scheme),
        layers: layers::Layers::new(engine.quote(), source),
        lookups: lookup::Lookups::default(),
        refused: Vec::new(),
    };
    measured::measure(&mut plan);
    let fit = query.bounds.is_none().then(|| fit::query(&plan));
    if query.bounds.is_none() {
        fit::joined(&mut plan);
    }
    shares::shares(&mut plan);
    points::points(&mut plan);
    outcome::status(&mut plan);
    if !plan.refused.is_empty() {
        // Several measures of a leaf may be refused for the same reason.
        plan.refused.dedup();
        return Err(plan.refused);
    }
    let create = engine.keep(plan::POINTS_TABLE);
    let score = format!("{create}\n{}{};\n", plan.layers.with(), outcome::select(&plan));
    let rank = rank::rank(&plan) + ";\n";
    let sample = sample::load(scheme, engine, &table);
    let load = lookup::load(engine);
    let steps = plan.lookups.csv().map(|csv| StepsTable { csv, load });
    Ok(Bundle { sample, steps, fit, score, rank })
}
