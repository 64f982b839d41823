//! The same run for populations of any size: firms come in batches, of each only what later steps
//! need is kept, and points are small whole numbers. Owns how a batch is packed and what is asked
//! of all batches together; rules, fits, the tree and the order among equals are those of the rooms
//! beside it, so that both ways give the same points, bit for bit. What cannot be packed is
//! [`NotBulk`] and is scored the plain way.

mod answered;
mod batch;
mod excerpt;
mod fit;
mod keys;
mod levels;
mod numbers;
mod order;
mod prices;
mod record;
mod settle;
mod sorted;
mod standing;
mod steps;
mod texts;
mod tiers;

pub use answered::{Answered, Row};
pub use batch::Batch;
pub use excerpt::answer as answer_of;
pub use record::{Record, Shape, something};
pub use settle::Settled;
pub use standing::Standing;
pub use texts::Texts;

use self::tiers::Tiers;
use super::nominal_weights;
use crate::expr::Typed;
use crate::scheme::rule::Rule;
use crate::scheme::{Missing, Scheme, Within};

/// A run that has to be scored the plain way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBulk;

/// What is known of a scheme before any firm is seen.
#[derive(Debug)]
pub struct Bulk<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The run's date, as days since 1970-01-01.
    pub as_of: Option<i32>,
    /// How a firm's points are packed.
    pub shape: Shape,
    /// Per leaf: whether its share follows from the firm's own cells alone.
    own: Vec<bool>,
    /// Whether all points are added up, so that a leaf's points are all that is kept of it.
    sums: bool,
    /// Per leaf its tiers, where these and sums are all there is to it.
    tiers: Vec<Option<Tiers>>,
    /// Per stage what part of the total each leaf stands for.
    weights: Vec<Vec<f64>>,
    /// Columns by whose texts firms are compared.
    withins: Vec<&'a str>,
    /// Columns that conditions over results name.
    named: Vec<&'a str>,
}

impl<'a> Bulk<'a> {
    /// Looks at a scheme.
    pub fn new(scheme: &'a Scheme, as_of: Option<i32>) -> Self {
        let stages = 0..scheme.stages.len();
        let mut named: Vec<&str> = scheme.result_expressions().flat_map(Typed::columns).collect();
        named.sort_unstable();
        named.dedup();
        let sums = adds_up(scheme);
        // Points that do not fit into a record are met again where they are asked for.
        let tiers = |i| Tiers::of(i, scheme.rank.decimals).unwrap_or_default();
        Bulk {
            tiers: scheme.indicators.iter().map(|i| tiers(i).filter(|_| sums)).collect(),
            scheme,
            as_of,
            shape: Shape::new(scheme),
            own: (0..scheme.indicators.len()).map(|at| is_own(scheme, at)).collect(),
            sums,
            weights: stages.map(|stage| nominal_weights(scheme, stage)).collect(),
            withins: within_columns(scheme),
            named,
        }
    }
}

/// Whether nothing of a leaf's share depends on other firms.
fn is_own(scheme: &Scheme, at: usize) -> bool {
    let indicator = &scheme.indicators[at];
    let imputed = matches!(indicator.missing, Missing::Median(_) | Missing::Mean(_));
    !imputed && indicator.measures.iter().all(|measure| measure.rule.within().is_none())
}

/// Whether every node is the sum of its children and no leaf ever drops out.
fn adds_up(scheme: &Scheme) -> bool {
    scheme.adds_up() && scheme.indicators.iter().all(|i| i.missing != Missing::Exclude)
}

/// Every column by whose texts firms are compared, listed or graded.
fn within_columns(scheme: &Scheme) -> Vec<&str> {
    let rules = scheme.indicators.iter().flat_map(|i| &i.measures);
    let rules = rules.filter_map(|measure| measure.rule.within());
    let imputes = scheme.indicators.iter().filter_map(|i| match &i.missing {
        Missing::Median(within) | Missing::Mean(within) => Some(within),
        _ => None,
    });
    let grades = scheme.grades.iter().filter_map(|grade| match &grade.rule {
        crate::scheme::GradeRule::TopPercent(_, within) => Some(within),
        _ => None,
    });
    let lists = scheme.lists.iter().map(|list| &list.within);
    let mut columns: Vec<&str> = rules
        .chain(imputes)
        .chain(grades)
        .chain(lists)
        .filter_map(|within| match within {
            Within::Column(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Whether a rule reads texts.
fn reads_texts(rule: &Rule) -> bool {
    matches!(rule, Rule::Levels { .. })
}
