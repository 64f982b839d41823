//! What rules mean: the numbers by which a value becomes a share. How they are applied is the
//! scoring room's.

use super::model::Within;
use crate::expr::Typed;

pub use super::document_rule::{Closed, PercentileTies};

/// How the measures of a leaf are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// There is one.
    Only,
    /// The largest share among those that are known.
    BestOf,
    /// The first that is known and earns something.
    FirstOf,
}

/// A value and the rule that turns it into a share.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name for people; empty for the only measure of a leaf.
    pub name: String,
    /// What is measured; none for a checklist.
    pub value: Option<Typed>,
    /// The value as written.
    pub text: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// How it becomes a share.
    pub rule: Rule,
    /// What is done to outliers first.
    pub treat: Option<Treat>,
}

impl Measure {
    /// Every expression of the measure.
    pub fn expressions(&self) -> impl Iterator<Item = &Typed> {
        let items: &[Item] = match &self.rule {
            Rule::Checklist { items, .. } => items,
            _ => &[],
        };
        self.value.iter().chain(items.iter().map(|item| &item.when))
    }
}

/// What something is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Worth {
    /// A share of the leaf's points.
    Share(f64),
    /// So many points, whatever the leaf's maximum is in the firm's stage.
    Points(f64),
}

impl Worth {
    /// The share of a maximum, at most 1; nothing is a share of 0 points.
    pub fn share(self, maximum: f64) -> f64 {
        match self {
            Worth::Share(share) => share,
            Worth::Points(_) if maximum <= 0.0 => 0.0,
            Worth::Points(points) => (points / maximum).min(1.0),
        }
    }

    /// The plain number, for comparing worths of one rule with each other.
    pub fn number(self) -> f64 {
        match self {
            Worth::Share(number) | Worth::Points(number) => number,
        }
    }
}

/// A border and what reaching it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The border.
    pub at: f64,
    /// What it is worth.
    pub worth: Worth,
}

/// A condition of a checklist.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// As written.
    pub text: String,
    /// What it means.
    pub when: Typed,
}

/// A goalpost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A fixed number.
    At(f64),
    /// A quantile of the peers in [0, 1].
    Quantile(f64),
}

/// How a value becomes a share in [0, 1].
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// The highest border reached; steps ascend by border.
    Tiers {
        /// Borders, ascending.
        steps: Vec<Step>,
        /// The border is reached from above.
        lower_is_better: bool,
        /// Which side of an interval belongs to it.
        closed: Closed,
    },
    /// Straight lines between points; steps ascend.
    Linear {
        /// Points, ascending.
        through: Vec<Step>,
    },
    /// Each full step earns.
    PerUnit {
        /// What each earns.
        each: Worth,
        /// The size of a step, above 0.
        step: f64,
    },
    /// The highest level held.
    Levels {
        /// Levels with their worth.
        of: Vec<(String, Worth)>,
        /// Any other text.
        otherwise: Worth,
    },
    /// Yes or no; over a text column the texts that mean yes.
    Flag {
        /// The texts that mean yes.
        yes: Vec<String>,
    },
    /// How many items are met.
    Checklist {
        /// Conditions.
        items: Vec<Item>,
        /// What each earns.
        each: Worth,
    },
    /// Scaled between goalposts.
    MinMax(MinMax),
    /// The share of the other peers that the firm is ahead of.
    Percentile {
        /// The peers.
        within: Within,
        /// Low values are good.
        lower_is_better: bool,
        /// How equals are counted.
        ties: PercentileTies,
    },
    /// The standard score through the normal distribution.
    ZScore {
        /// The peers.
        within: Within,
        /// Low values are good.
        lower_is_better: bool,
        /// Scores are cut at plus and minus this.
        cap: f64,
    },
    /// A log-normal curve.
    Curve {
        /// The value that earns 0.5.
        median: f64,
        /// The value that earns 0.9.
        p10: f64,
    },
    /// The value is a share of `of`.
    Share {
        /// The whole.
        of: f64,
    },
}

/// Scaled between goalposts; clipped outside.
#[derive(Debug, Clone, PartialEq)]
pub struct MinMax {
    /// Lower goalpost.
    pub from: Bound,
    /// Upper goalpost.
    pub to: Bound,
    /// The peers of goalposts that are places in the data.
    pub within: Within,
    /// Low values are good.
    pub lower_is_better: bool,
    /// Scale logarithms.
    pub log: bool,
    /// The share at the worst goalpost.
    pub floor: f64,
}

impl Rule {
    /// The peers whom the rule looks at; none for rules that need no population.
    pub fn within(&self) -> Option<&Within> {
        match self {
            Rule::MinMax(rule) => {
                let fixed = |bound| matches!(bound, Bound::At(_));
                (!(fixed(rule.from) && fixed(rule.to))).then_some(&rule.within)
            }
            Rule::Percentile { within, .. } | Rule::ZScore { within, .. } => Some(within),
            _ => None,
        }
    }

    /// Whether anything in it is worth points rather than a share: its shares then depend on the
    /// leaf's maximum.
    pub fn in_points(&self) -> bool {
        let points = |worth: &Worth| matches!(worth, Worth::Points(_));
        match self {
            Rule::Tiers { steps, .. } | Rule::Linear { through: steps } => {
                steps.iter().any(|step| points(&step.worth))
            }
            Rule::PerUnit { each, .. } | Rule::Checklist { each, .. } => points(each),
            Rule::Levels { of, otherwise } => {
                of.iter().any(|(_, worth)| points(worth)) || points(otherwise)
            }
            _ => false,
        }
    }

    /// Its name in TOML.
    pub fn kind(&self) -> &'static str {
        match self {
            Rule::Tiers { .. } => "tiers",
            Rule::Linear { .. } => "linear",
            Rule::PerUnit { .. } => "per_unit",
            Rule::Levels { .. } => "levels",
            Rule::Flag { .. } => "flag",
            Rule::Checklist { .. } => "checklist",
            Rule::MinMax(_) => "min_max",
            Rule::Percentile { .. } => "percentile",
            Rule::ZScore { .. } => "z_score",
            Rule::Curve { .. } => "curve",
            Rule::Share { .. } => "share",
        }
    }
}

/// What is done to outliers before a data-driven rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Treat {
    /// Values outside these quantiles (in [0, 1]) are set to them.
    Winsorise(f64, f64),
    /// Values further than so many interquartile ranges from the quartiles are set to that border.
    Iqr(f64),
    /// Logarithms instead of values.
    Log,
    /// Winsorise one extreme at a time until skewness and kurtosis pass, else take logarithms
    /// (OECD/JRC Handbook, as COINr does).
    SkewKurtosis {
        /// Largest absolute skewness that passes.
        skew: f64,
        /// Largest excess kurtosis that passes.
        kurtosis: f64,
        /// So many points at the most.
        max_points: usize,
    },
}
