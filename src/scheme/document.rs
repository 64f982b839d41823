//! What the analyst wrote: every key of a scheme file with its place. Nothing is interpreted
//! here; `resolve` turns it into a [`super::Scheme`]. The JSON Schema is derived from these types.

use schemars::JsonSchema;

use super::column::{ColumnKind, IdKind};
pub use super::document_rule::{AlternativeDoc, BoundDoc, RuleDoc, TreatDoc, WorthDoc};
use super::toml::Written;

/// A whole scheme file.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, title = "innopoints scheme")]
pub struct Document {
    /// What the scheme is.
    pub scheme: Option<SchemeDoc>,
    /// What names a firm.
    pub firm: Option<FirmDoc>,
    /// The column dictionary: what the tables must hold.
    #[schemars(default)]
    pub column: Vec<ColumnDoc>,
    /// Columns computed from columns, in order.
    #[schemars(default)]
    pub derive: Vec<DeriveDoc>,
    /// Stages partition the firms; the first match wins.
    #[schemars(default)]
    pub stage: Vec<StageDoc>,
    /// The inner nodes of the tree.
    #[schemars(default)]
    pub dimension: Vec<DimensionDoc>,
    /// The leaves of the tree.
    #[schemars(default)]
    pub indicator: Vec<IndicatorDoc>,
    /// What takes a firm off every list.
    #[schemars(default)]
    pub veto: Vec<VetoDoc>,
    /// Grades, best first.
    #[schemars(default)]
    pub grade: Vec<GradeDoc>,
    /// Published lists.
    #[schemars(default)]
    pub list: Vec<ListDoc>,
    /// A pass rule over points and columns.
    pub qualify: Option<QualifyDoc>,
    /// Rounding, ties and the order among equals.
    pub rank: Option<RankDoc>,
    /// Keys that are there but could not be read.
    #[schemars(skip)]
    pub broken: Vec<&'static str>,
}

/// `[scheme]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SchemeDoc {
    /// Short name for files and manifests.
    pub id: Written<String>,
    /// Full name for people.
    pub name: Option<Written<String>>,
    /// Edition or year.
    pub edition: Option<Written<String>>,
    /// Whether the numbers are a document's or our own.
    pub status: Option<Written<Status>>,
    /// The document that official numbers come from.
    pub citation: Option<Written<String>>,
    /// From when to when the scheme is in force.
    pub valid: Option<Written<ValidDoc>>,
    /// Language of reports and lists: zh or en.
    pub language: Option<Written<String>>,
    /// The maximum of the base points.
    pub total: Option<Written<f64>>,
    /// How the dimensions make the total.
    pub aggregate: Option<Written<Aggregate>>,
    /// The lowest total that a firm can have (default 0).
    pub floor: Option<Written<f64>>,
    /// What a missing value counts for, unless the indicator says otherwise.
    pub missing: Option<Written<MissingDoc>>,
    /// Among whom a missing value is imputed: "all", "stage" or a column.
    pub missing_within: Option<Written<String>>,
    /// Firms below this coverage (0 to 1) are not ranked.
    pub min_coverage: Option<Written<f64>>,
    /// Another scheme file whose nodes are added to, replaced or (points = 0) dropped.
    pub extends: Option<Written<String>>,
    /// Keys that are there but could not be read.
    #[schemars(skip)]
    pub broken: Vec<&'static str>,
}

/// `valid = { from = 2021-05-31, to = 2026-03-31 }`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ValidDoc {
    /// First day, as a TOML date or text.
    pub from: Option<Written<DateDoc>>,
    /// Last day.
    pub to: Option<Written<DateDoc>>,
}

/// A calendar date: a TOML date, or text such as "2021-05-31".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateDoc(pub jiff::civil::Date);

/// Whether the numbers are a public document's or our own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Numbers of the scheme's author.
    #[default]
    Illustrative,
    /// Numbers of the cited document.
    Official,
}

/// How children's shares make their parent's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// Points add up, capped by the node's own points.
    #[default]
    Sum,
    /// Weighted arithmetic mean of the shares.
    Mean,
    /// Weighted geometric mean of the shares.
    Geometric,
    /// Weighted harmonic mean of the shares.
    Harmonic,
    /// The lowest share.
    Min,
}

/// `[firm]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FirmDoc {
    /// The column that is the key; unique.
    pub id: Written<String>,
    /// The column of the firm's name.
    pub name: Option<Written<String>>,
    /// What the ids are.
    pub id_kind: Option<Written<IdKind>>,
    /// Columns carried along, usable as peer groups and filters.
    #[schemars(default)]
    pub group: Vec<Written<String>>,
}

/// `[[column]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ColumnDoc {
    /// The header, and the name in expressions.
    pub name: Written<String>,
    /// What its cells are.
    #[schemars(rename = "type")]
    pub kind: Option<Written<ColumnKind>>,
    /// 元, 千元, 万元, 亿元, %, 人, 件, ...
    pub unit: Option<Written<String>>,
    /// Other headers of the same column.
    #[schemars(default)]
    pub aliases: Vec<Written<String>>,
    /// What it is, for people.
    pub about: Option<Written<String>>,
}

/// `[[derive]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DeriveDoc {
    /// The new column's name.
    pub name: Written<String>,
    /// An expression over columns and earlier derives.
    pub value: Written<String>,
    /// Its unit.
    pub unit: Option<Written<String>>,
    /// What it is, for people.
    pub about: Option<Written<String>>,
}

/// `[[stage]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StageDoc {
    /// Name in `points = { ID = ... }`.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// Which firms; left out: all that are left.
    pub when: Option<Written<String>>,
}

/// `[[dimension]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DimensionDoc {
    /// Column name in the outputs.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// The dimension above; left out: directly below the total.
    pub parent: Option<Written<String>>,
    /// Base, bonus or deduction.
    pub kind: Option<Written<Kind>>,
    /// Maximum and weight; left out: the sum of its children's.
    pub points: Option<Written<PointsDoc>>,
    /// How its children make it.
    pub aggregate: Option<Written<Aggregate>>,
    /// What it says, for people.
    pub about: Option<Written<String>>,
}

/// What a dimension's points do to the total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Part of the total.
    #[default]
    Base,
    /// Added on top, with its own cap.
    Bonus,
    /// Subtracted, with its own cap.
    Deduction,
}

/// One number, or one per stage.
#[derive(Debug, Clone, PartialEq)]
pub enum PointsDoc {
    /// The same in every stage.
    One(f64),
    /// One per stage id.
    PerStage(Vec<(Written<String>, Written<f64>)>),
}

impl Default for PointsDoc {
    fn default() -> Self {
        PointsDoc::One(0.0)
    }
}

/// What a missing value counts for.
#[derive(Debug, Clone, PartialEq)]
pub enum MissingDoc {
    /// No points.
    Zero,
    /// The leaf drops out and its siblings' weights are rescaled.
    Exclude,
    /// The median of those who have one.
    Median,
    /// The mean of those who have one.
    Mean,
    /// A stated value.
    Value(LiteralDoc),
}

/// A stated value: a number, a text or a flag.
#[derive(Debug, Clone, PartialEq)]
pub enum LiteralDoc {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// `[[indicator]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IndicatorDoc {
    /// Column name in the outputs.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// The dimension it belongs to.
    pub dimension: Option<Written<String>>,
    /// A column or an expression.
    pub value: Option<Written<String>>,
    /// The value's unit.
    pub unit: Option<Written<String>>,
    /// Maximum and weight: one number, or one per stage.
    pub points: Option<Written<PointsDoc>>,
    /// How the value becomes a share of the points.
    pub rule: Option<Written<RuleDoc>>,
    /// What is done to outliers before a data-driven rule.
    pub treat: Option<Written<TreatDoc>>,
    /// What a missing value counts for.
    pub missing: Option<Written<MissingDoc>>,
    /// Among whom a missing value is imputed: "all", "stage" or a column.
    pub missing_within: Option<Written<String>>,
    /// What it says, for people.
    pub about: Option<Written<String>>,
    /// Where the number comes from: an office, a form, a document.
    pub source: Option<Written<String>>,
    /// Keys that are there but could not be read.
    #[schemars(skip)]
    pub broken: Vec<&'static str>,
}

/// `[[veto]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VetoDoc {
    /// Which firms.
    pub when: Written<String>,
    /// Why, for people.
    pub reason: Written<String>,
}

/// `[[grade]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GradeDoc {
    /// A, B, ...
    pub name: Written<String>,
    /// The best so many percent, counted from the top.
    pub top_percent: Option<Written<f64>>,
    /// A total of at least this.
    pub at_least: Option<Written<f64>>,
    /// Among whom the percentage is counted: "all" or "stage".
    pub within: Option<Written<String>>,
}

/// `[[list]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ListDoc {
    /// File name of the list.
    pub id: Written<String>,
    /// Title for people.
    pub name: Option<Written<String>>,
    /// The best so many.
    pub top: Option<Written<usize>>,
    /// The best so many percent, or a band [from, to] of percents.
    pub top_percent: Option<Written<PercentDoc>>,
    /// "all", "stage" or a group column: so many from each.
    pub within: Option<Written<String>>,
    /// Only firms for which this holds.
    #[schemars(rename = "where")]
    pub filter: Option<Written<String>>,
}

/// `5` or `[5, 10]`
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PercentDoc {
    /// Above this percent from the top.
    pub from: f64,
    /// Up to this percent from the top.
    pub to: f64,
}

/// `[qualify]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QualifyDoc {
    /// Must hold over points and columns, unless a direct route does.
    pub pass: Option<Written<String>>,
    /// Any of these stands in for `pass`.
    #[schemars(default)]
    pub direct: OneOrMany,
    /// All of these must hold in either case.
    #[schemars(default)]
    pub conditions: OneOrMany,
}

/// One expression or a list of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OneOrMany(pub Vec<Written<String>>);

/// `[rank]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RankDoc {
    /// Decimals of all points, 0 to 12 (default 2).
    pub decimals: Option<Written<usize>>,
    /// How equals are counted (default "min": 1 2 2 4).
    pub ties: Option<Written<Ties>>,
    /// Order among equals in a list: expressions, each with `asc` or `desc`.
    #[schemars(default)]
    pub break_by: Vec<Written<String>>,
}

/// How equals are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ties {
    /// 1 2 2 4
    #[default]
    Min,
    /// 1 2 2 3
    Dense,
    /// 1 2.5 2.5 4
    Average,
}
