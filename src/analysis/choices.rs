//! The choices behind a scheme, and how each can be made otherwise. Owns what a variation does to
//! the scheme or to the fitting; must not know how outcomes are weighed.

use std::collections::BTreeSet;

use polars::prelude::{ChunkTake, DataFrame, IdxCa, NamedFrom, PolarsResult};

use super::dice::Dice;
use crate::firms::Firms;
use crate::scheme::rule::{Bound, Measure, MinMax, PercentileTies, Rule, Step, Worth};
use crate::scheme::{Aggregate, Kind, Missing, Scheme, Within};
use crate::scoring::{Derived, Measured, Scored};

/// Something that was chosen and could have been chosen otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// The weights.
    Weights,
    /// The borders of tiers.
    Borders,
    /// The kind of data-driven rules, and whether tiers are steps or lines.
    Rules,
    /// What a missing value counts for.
    Missing,
    /// How dimensions make the total.
    Aggregation,
    /// Which firms the bounds are fitted on.
    Data,
}

impl Choice {
    /// All of them.
    pub const ALL: [Choice; 6] = [
        Choice::Weights,
        Choice::Borders,
        Choice::Rules,
        Choice::Missing,
        Choice::Aggregation,
        Choice::Data,
    ];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Choice::Weights => "weights",
            Choice::Borders => "borders",
            Choice::Rules => "rules",
            Choice::Missing => "missing",
            Choice::Aggregation => "aggregation",
            Choice::Data => "data",
        }
    }

    /// Whether the scheme and its data leave anything to be chosen otherwise.
    pub fn applies(self, scheme: &Scheme, scored: &Scored) -> bool {
        let measures = || scheme.indicators.iter().flat_map(|i| &i.measures);
        match self {
            Choice::Weights => {
                scheme.indicators.iter().filter(|i| i.kind == Kind::Base).count() > 1
            }
            Choice::Borders => measures().any(|m| matches!(m.rule, Rule::Tiers { .. })),
            Choice::Rules => measures().any(|m| can_be_otherwise(&m.rule)),
            Choice::Missing => {
                scored.shares.known.iter().any(|known| known.iter().any(|known| !known))
            }
            Choice::Aggregation => scheme.top(Kind::Base).count() > 1,
            Choice::Data => is_fitted(scheme),
        }
    }
}

/// Whether anything is learnt from the population.
pub fn is_fitted(scheme: &Scheme) -> bool {
    scheme.indicators.iter().any(|indicator| {
        matches!(indicator.missing, Missing::Median(_) | Missing::Mean(_))
            || indicator.measures.iter().any(|m| m.rule.within().is_some())
    })
}

fn can_be_otherwise(rule: &Rule) -> bool {
    rule.within().is_some() || as_line(rule).is_some()
}

/// The kinds that a data-driven rule may have.
pub const RULES: [&str; 4] = ["as_written", "percentile", "min_max", "z_score"];

/// Tiers as they are, or straight lines through their points.
pub const TIERS: [&str; 2] = ["as_written", "lines"];

/// What a missing value may count for.
pub const MISSING: [&str; 4] = ["as_written", "zero", "exclude", "median"];

/// How dimensions may make the total.
pub const AGGREGATION: [&str; 2] = ["as_written", "otherwise"];

/// The scheme with its tier borders moved, each by its own random part of itself up to `reach`; a
/// border at 0 stays. The order of the borders is kept. Gives the mean absolute move.
pub fn move_borders(scheme: &mut Scheme, reach: f64, dice: &mut Dice) -> f64 {
    let (mut moved, mut count) = (0.0, 0usize);
    for measure in scheme.indicators.iter_mut().flat_map(|i| &mut i.measures) {
        let Rule::Tiers { steps, .. } = &mut measure.rule else { continue };
        let mut places: Vec<f64> = Vec::with_capacity(steps.len());
        for step in steps.iter() {
            let by = reach * (2.0 * dice.uniform() - 1.0);
            moved += by.abs();
            count += 1;
            places.push(step.at * (1.0 + by));
        }
        places.sort_unstable_by(f64::total_cmp);
        steps.iter_mut().zip(places).for_each(|(step, at)| step.at = at);
    }
    if count == 0 { 0.0 } else { moved / count as f64 }
}

/// The scheme with other kinds of rules; `kind` and `tiers` count into [`RULES`] and [`TIERS`].
pub fn change_rules(scheme: &mut Scheme, kind: usize, tiers: usize) {
    for measure in scheme.indicators.iter_mut().flat_map(|i| &mut i.measures) {
        change_rule(measure, kind, tiers);
    }
}

fn change_rule(measure: &mut Measure, kind: usize, tiers: usize) {
    if let Some(line) = as_line(&measure.rule).filter(|_| tiers == 1) {
        measure.rule = line;
        return;
    }
    let Some(within) = measure.rule.within().cloned() else { return };
    let lower_is_better = match &measure.rule {
        Rule::MinMax(rule) => rule.lower_is_better,
        Rule::Percentile { lower_is_better, .. } | Rule::ZScore { lower_is_better, .. } => {
            *lower_is_better
        }
        _ => return,
    };
    measure.rule = match RULES[kind] {
        "percentile" => Rule::Percentile { within, lower_is_better, ties: PercentileTies::Min },
        "min_max" => Rule::MinMax(MinMax {
            from: Bound::Quantile(0.01),
            to: Bound::Quantile(0.99),
            within,
            lower_is_better,
            log: false,
            floor: 0.0,
        }),
        "z_score" => Rule::ZScore { within, lower_is_better, cap: 3.0 },
        _ => return,
    };
}

/// Tiers as straight lines through their points, from no points one step before the first.
/// Nothing for a single border, which gives no slope.
fn as_line(rule: &Rule) -> Option<Rule> {
    let Rule::Tiers { steps, lower_is_better, .. } = rule else { return None };
    let n = steps.len();
    if n < 2 {
        return None;
    }
    let mut through = steps.clone();
    let nothing = |at: f64| Step { at, worth: Worth::Share(0.0) };
    if *lower_is_better {
        through.push(nothing(2.0 * steps[n - 1].at - steps[n - 2].at));
    } else {
        through.insert(0, nothing(2.0 * steps[0].at - steps[1].at));
    }
    Some(Rule::Linear { through })
}

/// The scheme with another word for missing values; `kind` counts into [`MISSING`]. A median needs
/// one measure of numbers; where there is none the indicator keeps its own word.
pub fn change_missing(scheme: &mut Scheme, scored: &Scored, kind: usize) {
    for (at, indicator) in scheme.indicators.iter_mut().enumerate() {
        let numbers = matches!(scored.derived.measured[at].as_slice(), [Measured::Numbers(_)]);
        indicator.missing = match MISSING[kind] {
            "zero" => Missing::Zero,
            "exclude" => Missing::Exclude,
            "median" if numbers => Missing::Median(Within::Stage),
            _ => continue,
        };
    }
}

/// How the total is made otherwise: a geometric mean where points add up or are averaged, an
/// arithmetic one where they are multiplied.
pub fn other_aggregate(own: Aggregate) -> Aggregate {
    match own {
        Aggregate::Sum | Aggregate::Mean => Aggregate::Geometric,
        _ => Aggregate::Mean,
    }
}

/// The share that stands for 0 where a geometric mean is tried.
pub const LIFT: f64 = 0.01;

/// As many firms as there are, drawn with replacement, for fitting only; and how many different
/// ones were drawn. `order` are the rows in an order that does not depend on how they stand in the
/// table, so that the same seed draws the same firms.
pub fn resample(
    scheme: &Scheme,
    derived: &Derived,
    order: &[usize],
    dice: &mut Dice,
) -> PolarsResult<(Derived, usize)> {
    let n = derived.len();
    let drawn: Vec<usize> = (0..n).map(|_| order[dice.below(n)]).collect();
    let mut seen = vec![false; n];
    drawn.iter().for_each(|row| seen[*row] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    let rows: Vec<u32> = drawn.iter().map(|row| *row as u32).collect();
    let rows = IdxCa::new("rows".into(), rows);
    let columns: BTreeSet<&str> = group_columns(scheme).collect();
    let frame = match columns.is_empty() {
        true => DataFrame::empty(),
        false => derived.frame.select(columns.iter().copied())?.take(&rows)?,
    };
    let measured = derived
        .measured
        .iter()
        .map(|measures| measures.iter().map(|m| taken(m, &drawn, &rows)).collect())
        .collect::<PolarsResult<_>>()?;
    let resampled = Derived {
        firms: Firms {
            frame: DataFrame::empty(),
            origins: Vec::new(),
            inputs: Vec::new(),
            issues: Vec::new(),
        },
        frame,
        as_of: derived.as_of,
        stage: drawn.iter().map(|row| derived.stage[*row]).collect(),
        vetoes: Default::default(),
        measured,
        issues: Vec::new(),
    };
    Ok((resampled, distinct))
}

fn taken(measured: &Measured, drawn: &[usize], rows: &IdxCa) -> PolarsResult<Measured> {
    Ok(match measured {
        Measured::Numbers(values) => {
            Measured::Numbers(drawn.iter().map(|row| values.get(*row)).collect())
        }
        Measured::Texts(texts) => Measured::Texts(texts.take(rows)?),
    })
}

/// The columns by which peers are told apart.
fn group_columns(scheme: &Scheme) -> impl Iterator<Item = &str> {
    let of_rules =
        scheme.indicators.iter().flat_map(|i| &i.measures).filter_map(|m| m.rule.within());
    let of_missing = scheme.indicators.iter().filter_map(|i| match &i.missing {
        Missing::Median(within) | Missing::Mean(within) => Some(within),
        _ => None,
    });
    of_rules.chain(of_missing).filter_map(|within| match within {
        Within::Column(name) => Some(name.as_str()),
        _ => None,
    })
}
