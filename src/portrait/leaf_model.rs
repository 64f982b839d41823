//! What is known of one leaf of one firm: value, rule, what is reached, what comes next. Owns the
//! types and how they read as JSON, as [`super::model`] does for the firm.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::model::{Scalar, Standing, both};
use super::rule::RuleInfo;
use crate::diagnostic::Text;
use crate::scheme::Kind;

/// A leaf.
#[derive(Debug, Clone, Serialize)]
pub struct LeafPortrait<'a> {
    /// Name in files.
    pub id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Its dimension.
    pub dimension: &'a str,
    /// What its points do to the total.
    pub kind: Kind,
    /// Where the number comes from, as the scheme says; may be empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub source: &'a str,
    /// Whether a value of the firm's own was known.
    pub known: bool,
    /// What an unknown value was taken for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_as: Option<Counted<'a>>,
    /// What was measured; of several alternatives the one that decided.
    #[serde(flatten)]
    pub measure: MeasurePortrait<'a>,
    /// Its points; none where it dropped out.
    pub points: Option<f64>,
    /// The most that this firm could have (lose, for a deduction).
    pub maximum: f64,
    /// The same by the scheme alone, before siblings dropped out.
    pub nominal_maximum: f64,
    /// Where it stands among its peers.
    #[serde(flatten)]
    pub standing: Standing,
    /// The median of the value among the ranked firms of the stage.
    pub median_value: Option<f64>,
    /// The nearest better value.
    pub next: Option<Next>,
    /// How the alternatives are combined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<ChoiceKind>,
    /// All alternatives, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<MeasurePortrait<'a>>,
}

/// How alternatives are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// The largest share.
    BestOf,
    /// The first that earns something.
    FirstOf,
}

/// One measure: a value and what its rule made of it.
#[derive(Debug, Clone, Serialize)]
pub struct MeasurePortrait<'a> {
    /// The alternative's name; empty for the only measure of a leaf.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub measure: &'a str,
    /// The firm's own value; for a checklist how many items are met.
    pub value: Option<Scalar>,
    /// What is measured, as written; empty for a checklist.
    pub value_text: &'a str,
    /// The unit of the value; may be empty.
    pub unit: &'a str,
    /// The columns behind the value, computed ones first.
    pub inputs: Vec<Input<'a>>,
    /// How a value becomes a share, in the firm's stage.
    #[serde(serialize_with = "shared")]
    pub rule: Arc<RuleInfo>,
    /// Whom a data-driven rule compares with, and what it learnt of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population<'a>>,
    /// What of the rule the value reaches.
    pub reached: Option<Reached<'a>>,
    /// The share that it earns.
    pub share: Option<f64>,
    /// The items of a checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemAnswer<'a>>,
}

/// A column behind a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input<'a> {
    /// The column.
    pub column: &'a str,
    /// What the firm has.
    pub value: Option<Scalar>,
    /// Its unit; may be empty.
    pub unit: &'a str,
    /// How it is computed; none for a column of the tables, whose place is [`Portrait::source`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<&'a str>,
}

/// An item of a checklist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemAnswer<'a> {
    /// As written.
    pub text: &'a str,
    /// Whether it is met; none: not known.
    pub held: Option<bool>,
    /// What the firm has and what is asked.
    #[serde(serialize_with = "both")]
    pub says: Text,
}

/// What an unknown value was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted<'a> {
    /// The scheme's policy.
    pub policy: Policy,
    /// The value taken.
    pub value: Option<Scalar>,
    /// The peers whose median or mean it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peers: Option<&'a str>,
}

/// What a missing value counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// No points.
    Zero,
    /// The leaf drops out; its siblings' points are raised.
    Exclude,
    /// The median of the peers.
    Median,
    /// The mean of the peers.
    Mean,
    /// A stated value.
    Value,
    /// The value is known, but the params know no peers to compare it with.
    NoPeers,
}

/// Whom a data-driven rule compares with, and what it learnt of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Population<'a> {
    /// The group: "all", a stage's id, or a text of the column.
    pub group: &'a str,
    /// The same for people.
    pub label: &'a str,
    /// How many of them have a value.
    pub n: usize,
    /// Lower goalpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Upper goalpost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// Mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Sample standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<f64>,
    /// What the firm's value became before it was compared, where that changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treated: Option<f64>,
}

/// What of a rule a value reaches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reached<'a> {
    /// A tier.
    Tier {
        /// Its border.
        border: f64,
        /// Its place, counted from the easiest.
        place: usize,
        /// How many tiers there are.
        of: usize,
    },
    /// None of the tiers.
    NoTier {
        /// How many tiers there are.
        of: usize,
    },
    /// Between two points of a line; one is lacking at its ends.
    Between {
        /// The point below.
        from: Option<f64>,
        /// The point above.
        to: Option<f64>,
    },
    /// So many full units.
    Units {
        /// How many.
        full: f64,
        /// Whether more would earn nothing.
        capped: bool,
    },
    /// A level.
    Level {
        /// Its name.
        level: &'a str,
    },
    /// None of the levels.
    OtherLevel,
    /// Yes.
    Yes,
    /// No.
    No,
    /// So many items.
    Items {
        /// How many are met.
        met: usize,
        /// How many there are.
        of: usize,
    },
    /// Ahead of so many peers.
    Ahead {
        /// How many; with halves under average ties.
        peers: f64,
        /// How many others there are.
        of: usize,
    },
    /// Between the goalposts, or at one of them.
    Scaled {
        /// At or below the worst, at or above the best.
        end: Option<End>,
    },
}

/// An end of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// No share.
    Worst,
    /// The whole share.
    Best,
}

/// The nearest better value of a leaf.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Next {
    /// The alternative that it belongs to, counted from 0; none for the only measure of a leaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<usize>,
    /// What is needed.
    pub value: Scalar,
    /// The condition, as written, that gives this value, where the value is one of a CASE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The value itself does not suffice: it must be passed.
    pub beyond: bool,
    /// How far it is from the firm's value, in the value's unit; where a whole number must be
    /// passed, to the next one. None for texts, flags and conditions.
    pub gap: Option<f64>,
    /// The gap over the larger of the two values' sizes: 0 is there already, 1 is from nothing.
    /// 1 for a text, a flag, a condition and an item of a checklist.
    pub relative_gap: f64,
    /// The leaf's share then.
    pub share: f64,
    /// What the leaf's points gain (a deduction: are spared).
    pub points: f64,
}

fn shared<S: Serializer>(rule: &Arc<RuleInfo>, serializer: S) -> Result<S::Ok, S::Error> {
    rule.as_ref().serialize(serializer)
}
