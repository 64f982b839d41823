//! What the analyst wrote about rules: `rule.KIND = { ... }` and `treat = { ... }`.

use schemars::JsonSchema;

use super::toml::Written;

/// `rule.KIND = { ... }`: how a value becomes a share of the points, in [0, 1].
#[derive(Debug, Clone, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum RuleDoc {
    /// The highest border reached.
    Tiers(TiersDoc),
    /// Straight lines between named points; flat outside.
    Linear(LinearDoc),
    /// Each full step earns.
    PerUnit(PerUnitDoc),
    /// The highest level held.
    Levels(LevelsDoc),
    /// Yes or no.
    Flag(FlagDoc),
    /// How many of the items are met.
    Checklist(ChecklistDoc),
    /// The better of alternatives.
    BestOf(Vec<AlternativeDoc>),
    /// The first alternative that earns something.
    FirstOf(Vec<AlternativeDoc>),
    /// Scaled between goalposts or the data's own bounds.
    MinMax(MinMaxDoc),
    /// The share of the other peers that the firm is ahead of.
    Percentile(PercentileDoc),
    /// The standard score through the normal distribution.
    ZScore(ZScoreDoc),
    /// A log-normal curve set by two values.
    Curve(CurveDoc),
    /// The value is a share already.
    Share(ShareDoc),
}

/// What something is worth: a share of the leaf's points, or `{ points = x }`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WorthDoc {
    /// A share in [0, 1].
    Share(f64),
    /// So many points.
    Points(f64),
}

/// `rule.tiers`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TiersDoc {
    /// `[[border, share], ...]`
    pub steps: Option<Vec<(Written<f64>, Written<WorthDoc>)>>,
    /// `[[border, points], ...]`
    pub points: Option<Vec<(Written<f64>, Written<f64>)>>,
    /// The border is reached from above.
    #[schemars(default)]
    pub lower_is_better: bool,
    /// Which side of an interval belongs to it: "left" [a, b) or "right" (a, b]. Left out, the
    /// border itself is reached: "left", or "right" with `lower_is_better` (a ratio of at most 55).
    pub closed: Option<Closed>,
}

/// Which side of an interval belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Closed {
    /// [a, b)
    Left,
    /// (a, b]
    Right,
}

/// `rule.linear`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LinearDoc {
    /// `[[value, share], ...]`
    pub through: Written<Vec<(Written<f64>, Written<WorthDoc>)>>,
}

/// `rule.per_unit`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PerUnitDoc {
    /// What each full step earns.
    pub each: Option<Written<WorthDoc>>,
    /// The same in points.
    pub each_points: Option<Written<f64>>,
    /// The size of a step (default 1).
    pub step: Option<Written<f64>>,
}

/// `rule.levels`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LevelsDoc {
    /// `[["国家级", 1.0], ...]`
    pub of: Option<Vec<(Written<String>, Written<WorthDoc>)>>,
    /// `[["国家级", 10], ...]` in points.
    pub of_points: Option<Vec<(Written<String>, Written<f64>)>>,
    /// What any other text is worth (default 0).
    pub otherwise: Option<Written<WorthDoc>>,
}

/// `rule.flag`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FlagDoc {
    /// The texts that mean yes.
    pub yes: Option<Vec<Written<String>>>,
}

/// `rule.checklist`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChecklistDoc {
    /// Conditions.
    pub items: Written<Vec<Written<String>>>,
    /// What each earns (default: equal parts of the whole).
    pub each: Option<Written<WorthDoc>>,
    /// The same in points.
    pub each_points: Option<Written<f64>>,
}

/// One of `best_of` or `first_of`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AlternativeDoc {
    /// Name for people.
    pub name: Option<Written<String>>,
    /// A column or an expression.
    pub value: Option<Written<String>>,
    /// The value's unit.
    pub unit: Option<Written<String>>,
    /// How the value becomes a share.
    pub rule: Option<Written<Box<RuleDoc>>>,
    /// What is done to outliers before a data-driven rule.
    pub treat: Option<Written<TreatDoc>>,
}

/// A goalpost: a number, or a place in the data ("min", "max", "p1", "p99").
#[derive(Debug, Clone, PartialEq)]
pub enum BoundDoc {
    /// A fixed number.
    At(f64),
    /// A quantile of the peers in [0, 1]; 0 is the minimum, 1 the maximum.
    Quantile(f64),
}

/// `rule.min_max`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinMaxDoc {
    /// The worst value: a number, "min" or "p1".
    pub from: Option<Written<BoundDoc>>,
    /// The best value: a number, "max" or "p99".
    pub to: Option<Written<BoundDoc>>,
    /// The peers: "all", "stage" or a column.
    pub within: Option<Written<String>>,
    /// Low values are good.
    #[schemars(default)]
    pub lower_is_better: bool,
    /// Scale logarithms.
    #[schemars(default)]
    pub log: bool,
    /// The share at the worst value (default 0).
    pub floor: Option<Written<f64>>,
}

/// `rule.percentile`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PercentileDoc {
    /// The peers: "all", "stage" or a column.
    pub within: Option<Written<String>>,
    /// Low values are good.
    #[schemars(default)]
    pub lower_is_better: bool,
    /// How equals are counted (default "min").
    pub ties: Option<Written<PercentileTies>>,
}

/// How equals are counted in a percentile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PercentileTies {
    /// All get the lowest rank.
    #[default]
    Min,
    /// All get the mean of their ranks.
    Average,
}

/// `rule.z_score`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ZScoreDoc {
    /// The peers: "all", "stage" or a column.
    pub within: Option<Written<String>>,
    /// Low values are good.
    #[schemars(default)]
    pub lower_is_better: bool,
    /// Scores are cut at plus and minus this (default 3).
    pub cap: Option<Written<f64>>,
}

/// `rule.curve`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CurveDoc {
    /// The value that earns 0.5.
    pub median: Written<f64>,
    /// The value that earns 0.9.
    pub p10: Written<f64>,
}

/// `rule.share`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ShareDoc {
    /// The value that is the whole (default 1).
    pub of: Option<Written<f64>>,
}

/// `treat = { ... }`: what is done to outliers before a data-driven rule.
#[derive(Debug, Clone, JsonSchema, Default)]
#[schemars(deny_unknown_fields)]
pub struct TreatDoc {
    /// Values below and above these percentiles are set to them.
    pub winsorise: Option<Written<(f64, f64)>>,
    /// Values further than so many interquartile ranges from the quartiles are set to that border.
    pub iqr: Option<Written<f64>>,
    /// Logarithms instead of values.
    pub log: Option<Written<bool>>,
    /// Largest absolute skewness that needs no treatment (with `kurtosis`).
    pub skew: Option<Written<f64>>,
    /// Largest excess kurtosis that needs no treatment.
    pub kurtosis: Option<Written<f64>>,
    /// So many points are winsorised at the most before the logarithm is tried.
    pub max_points: Option<Written<usize>>,
}
