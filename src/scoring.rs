//! Scheme + firms -> derive -> fit -> shares -> points -> ranking. Owns every calculation of the
//! main job, each stage a type that only the stage before it can make. Must not read, write, print
//! or look at a clock.

mod again;
pub mod bulk;
mod derive;
mod fit;
mod params;
mod peers;
mod points;
mod qualify;
mod rank;
pub mod rules;
mod shares;
mod statistics;
#[cfg(test)]
mod tests;
mod treat;
mod tree;
mod units;
mod values;

pub use again::{Reach, again, reach};
pub use derive::{Derived, FrameRow, Measured, items, stated};
pub use fit::fit;
pub use params::{Fit, Impute, Params};
pub use peers::{Peers, partition};
pub use points::{Points, nominal_weights};
pub use qualify::{and, or};
pub use rank::{Answer, Listed, Ranking, Status, ranks};
pub use shares::{Shares, apply, apply_one};
pub use statistics::{quantile, skew_kurtosis};
pub use treat::Treatment;
pub use tree::{Adder, FirmPoints, Maxima, firm_points};
pub use units::{scaled, unscaled};
pub use values::{PointColumn, Values};

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::PolarsError;

use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Severity, counted};
use crate::firms::{DataIssue, Firms};
use crate::say;
use crate::scheme::rule::{Measure, Rule};
use crate::scheme::{Indicator, Scheme};

/// What a run is asked beside scheme and firms.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The run's date, as days since 1970-01-01.
    pub as_of: Option<i32>,
    /// The program's version and the scheme's hash, for the params.
    pub stamp: Params,
    /// Bounds of an earlier run, instead of fitting.
    pub frozen: Option<Params>,
}

/// A whole run: every stage is kept, so that each point can be traced.
#[derive(Debug)]
pub struct Scored {
    /// The firms with all that follows from each firm's own cells.
    pub derived: Arc<Derived>,
    /// What was learnt from the population, or given.
    pub params: Params,
    /// What part of its points each firm has on each leaf.
    pub shares: Shares,
    /// The tree added up.
    pub points: Points,
    /// Who stands where.
    pub ranking: Ranking,
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
    /// What could not be decided of a firm, and values that the scheme's rules do not foresee, in
    /// the order of the rows.
    pub issues: Vec<DataIssue>,
}

impl Scored {
    /// Every problem in the data: of reading, then of deriving, then of scoring.
    pub fn issues(&self) -> impl Iterator<Item = &DataIssue> {
        self.derived.firms.issues.iter().chain(&self.issues)
    }
}

/// Scores firms.
///
/// # Errors
/// A polars error here is a fault of the program: expressions were typed against the columns.
pub fn score(scheme: &Scheme, firms: Firms, settings: Settings) -> Result<Scored, PolarsError> {
    let derived = derive::derive(scheme, firms, settings.as_of)?;
    apply_rules(scheme, Arc::new(derived), settings)
}

/// All that follows from firms that are derived.
fn apply_rules(
    scheme: &Scheme,
    derived: Arc<Derived>,
    settings: Settings,
) -> Result<Scored, PolarsError> {
    let params = match settings.frozen {
        Some(params) => params,
        None => fit::fit(scheme, &derived, settings.stamp)?,
    };
    let shares = shares::apply(scheme, &derived, &params)?;
    add_up(scheme, derived, params, shares)
}

/// All that follows from shares.
fn add_up(
    scheme: &Scheme,
    derived: Arc<Derived>,
    params: Params,
    shares: Shares,
) -> Result<Scored, PolarsError> {
    let points = points::aggregate(scheme, &derived.stage, &shares);
    let ranking = rank::rank(scheme, &derived, &points)?;
    let mut warnings = constant_columns(scheme, &params);
    warnings.extend(ranking.warnings.iter().cloned());
    let mut issues = derived.issues.clone();
    issues.extend(doubts(scheme, &derived, &shares));
    let input =
        |issue: &DataIssue| derived.firms.inputs.iter().position(|i| i.name == issue.source);
    issues.sort_by_cached_key(|issue| (input(issue), issue.line));
    Ok(Scored { derived, params, shares, points, ranking, warnings, issues })
}

/// Indicators that tell none of their peers apart.
pub fn constant_columns(scheme: &Scheme, params: &Params) -> Vec<Diagnostic> {
    let tell = |fit: &Fit| {
        let (id, n) = (&fit.indicator, fit.n);
        let (name, group) = (indicator_name(scheme, id), group_name(scheme, &fit.group));
        let firms = counted(n, "firm");
        Diagnostic::warning(
            &codes::CONSTANT_COLUMN,
            say!(
                "指标「{name}」在「{group}」的 {n} 家企业里取值都一样：它分不出高下",
                "{id} has one value among {firms} of `{group}`: it tells nobody apart"
            ),
        )
    };
    fit::constant_groups(scheme, params).into_iter().map(tell).collect()
}

fn indicator_name<'a>(scheme: &'a Scheme, id: &'a str) -> &'a str {
    scheme.indicators.iter().find(|leaf| leaf.id == id).map_or(id, |leaf| &leaf.name)
}

/// A group of peers as people call it: a stage by its name.
fn group_name<'a>(scheme: &'a Scheme, group: &'a str) -> &'a str {
    scheme.stages.iter().find(|stage| stage.id == group).map_or(group, |stage| &stage.name)
}

/// Values that the scheme's rules do not foresee, firm by firm.
fn doubts(scheme: &Scheme, derived: &Derived, shares: &Shares) -> Vec<DataIssue> {
    let mut doubts = Vec::new();
    for (at, firm, group) in &shares.without_peers {
        let (id, name) = (&scheme.indicators[*at].id, &scheme.indicators[*at].name);
        let group = group_name(scheme, group);
        let kind = (&codes::NO_PEERS, Severity::Warning);
        let problem = say!(
            "给定的参数里没有指标「{name}」在「{group}」的口径",
            "the given params know no peers of {id} in `{group}`"
        );
        let effect = say!("按缺失处理", "counts as missing");
        doubts.push(derived.issue(scheme, *firm, kind, problem, effect));
    }
    doubts.extend(unknown_level_issues(scheme, derived));
    doubts
}

/// Texts that name no level of their rule.
fn unknown_level_issues(scheme: &Scheme, derived: &Derived) -> Vec<DataIssue> {
    let mut doubts = Vec::new();
    for (indicator, measured) in scheme.indicators.iter().zip(&derived.measured) {
        for (measure, values) in indicator.measures.iter().zip(measured) {
            if let (Rule::Levels { of, .. }, Measured::Texts(texts)) = (&measure.rule, values) {
                doubts.extend(unknown_levels(scheme, derived, (indicator, measure), of, texts));
            }
        }
    }
    doubts
}

/// A text that names no level earns what the scheme says, but may be a slip of the pen.
fn unknown_levels(
    scheme: &Scheme,
    derived: &Derived,
    (indicator, measure): (&Indicator, &Measure),
    of: &[(String, crate::scheme::rule::Worth)],
    texts: &polars::prelude::StringChunked,
) -> Vec<DataIssue> {
    let otherwise = crate::scheme::rule::Worth::Share(0.0);
    let (id, name) = (&indicator.id, &indicator.name);
    let columns = measure.value.as_ref().map(|value| value.columns()).unwrap_or_default();
    // Many firms, few texts: each is understood once.
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let named = |text: &str| rules::level(of, otherwise, text, 1.0).0.is_some();
    let mut issues = Vec::new();
    for (firm, text) in texts.iter().enumerate() {
        let Some(text) = text else { continue };
        if *known.entry(text).or_insert_with(|| named(text)) {
            continue;
        }
        let kind = (&codes::UNKNOWN_LEVEL, Severity::Warning);
        let problem = say!("指标「{name}」没有级别「{text}」", "{id} has no level \"{text}\"");
        let effect = say!("按“其他”计分", "earns what `otherwise` says");
        let mut issue = derived.issue(scheme, firm, kind, problem, effect);
        issue.value = text.to_string();
        // The cell that says it; a value that is put together has none of its own.
        let says = |column: &&&str| derived.text(column, firm).trim() == text.trim();
        let column = columns.iter().find(says).or(columns.first());
        issue.column = column.map(|column| column.to_string()).unwrap_or_default();
        issues.push(issue);
    }
    issues
}
