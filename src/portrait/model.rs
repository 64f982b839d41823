//! What is known of one firm: the shape of a line of `portraits.jsonl`. Owns the types and how they
//! read as JSON; must not know how anything in them is found out.
//!
//! Points are decimal numbers with [`Portrait::decimals`] decimals; those of a deduction are
//! negative, so that what is printed can be added. Shares, percentiles and coverage lie in [0, 1].

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::leaf_model::{LeafPortrait, Next, Policy};
use crate::diagnostic::Text;
use crate::scheme::{Aggregate, Kind};
use crate::scoring::{Answer, Status};

/// Everything known of one firm.
#[derive(Debug, Clone, Serialize)]
pub struct Portrait<'a> {
    /// The firm's id.
    pub id: String,
    /// The firm's name.
    pub name: Option<String>,
    /// Where its row stands: `file:line`.
    pub source: String,
    /// The scheme that it was scored by.
    pub scheme: Named<'a>,
    /// Its stage; none where no stage matches.
    pub stage: Option<Named<'a>>,
    /// The columns carried along.
    pub groups: IndexMap<&'a str, Option<String>>,
    /// What became of it.
    pub status: Status,
    /// Why it has no rank; empty for a firm that has one.
    pub reasons: Vec<Reason<'a>>,
    /// Base + bonus + deduction, never below the floor; none where nothing is known.
    pub total: Option<f64>,
    /// The maximum of the base points.
    pub maximum: f64,
    /// Decimals of all points.
    pub decimals: u32,
    /// How the base dimensions make the base points.
    pub aggregate: Aggregate,
    /// The base points.
    pub base: Option<f64>,
    /// What the base dimensions have beyond the maximum under `sum`; 0 where nothing was cut.
    pub base_cut: f64,
    /// The points of the bonus dimensions.
    pub bonus: f64,
    /// The points of the deductions: negative, or 0.
    pub deduction: f64,
    /// Base + bonus + deduction before the floor.
    pub sum: Option<f64>,
    /// The lowest total.
    pub floor: f64,
    /// Whether the floor raised the total.
    pub floor_applied: bool,
    /// Its grade.
    pub grade: Option<&'a str>,
    /// The known part of its base points; none without a stage.
    pub coverage: Option<f64>,
    /// Rank among all that are ranked.
    #[serde(serialize_with = "rank")]
    pub rank: Option<f64>,
    /// How many are ranked.
    pub ranked: usize,
    /// Rank among the ranked firms of its stage.
    #[serde(serialize_with = "rank")]
    pub rank_in_stage: Option<f64>,
    /// How many of its stage are ranked.
    pub ranked_in_stage: usize,
    /// The lists that it is on.
    pub lists: Vec<OnList<'a>>,
    /// The pass rule; none where the scheme has none.
    pub qualified: Option<Qualified>,
    /// The inner nodes, each before those below it.
    pub dimensions: Vec<NodePortrait<'a>>,
    /// The leaves in the order of the scheme.
    pub indicators: Vec<LeafPortrait<'a>>,
    /// Where it stands out among its peers: at most three, the weightiest first.
    pub strengths: Vec<Trait<'a>>,
    /// Where it falls behind or loses points: at most three, the weightiest first.
    pub weaknesses: Vec<Trait<'a>>,
    /// What would raise its total, the nearest first.
    pub nearest_gains: Vec<Gain<'a>>,
    /// The indicators whose value is not known, and what they count for.
    pub missing: Vec<MissingValue<'a>>,
}

/// Something with a name in files and one for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Named<'a> {
    /// Name in files.
    pub id: &'a str,
    /// Name for people.
    pub name: &'a str,
}

/// A cell or a computed value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A number.
    Number(f64),
    /// A text; a date in ISO 8601.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// Why a firm has no rank.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason<'a> {
    /// A veto holds.
    Veto {
        /// As the scheme says.
        reason: &'a str,
        /// What the firm has that makes it hold.
        #[serde(serialize_with = "both")]
        says: Text,
    },
    /// Less is known than the scheme asks for.
    Coverage {
        /// The known part of the base points.
        coverage: f64,
        /// What is asked for.
        least: f64,
    },
    /// Nothing of its base points is known.
    NothingKnown,
    /// It is not in this stage; told for each stage of a firm that is in none.
    NotInStage {
        /// The stage.
        stage: Named<'a>,
        /// Certainly not, or not known.
        held: Option<bool>,
        /// What speaks against it or is lacking.
        #[serde(serialize_with = "both")]
        says: Text,
    },
}

/// A place on a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnList<'a> {
    /// Name in files.
    pub id: &'a str,
    /// Title for people.
    pub name: &'a str,
    /// Rank on the list (in its group, where the list is `within`).
    #[serde(serialize_with = "place")]
    pub rank: f64,
    /// The group of a list that is `within`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<&'a str>,
}

/// The pass rule and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Qualified {
    /// Whether the firm qualifies.
    pub answer: Answer,
    /// Clause by clause: all conditions must hold, and the pass clauses or one of the direct routes.
    pub clauses: Vec<Clause>,
}

/// A clause of the pass rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clause {
    /// What it belongs to.
    pub kind: ClauseKind,
    /// As written.
    pub text: String,
    /// Whether it holds; none: not known.
    pub held: Option<bool>,
    /// What is lacking, where that can be measured.
    pub gap: Option<f64>,
    /// What the firm has and what is asked.
    #[serde(serialize_with = "both")]
    pub says: Text,
}

/// What a clause belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// Must hold in any case.
    Condition,
    /// One part of the pass rule.
    Pass,
    /// Stands in for the pass rule.
    Direct,
}

/// Where a node stands among its peers: the ranked firms of the stage for which the node counts,
/// and the firm itself. Of a dimension the points are compared as they are shown; of a leaf the
/// shares, which the dropping out of siblings does not touch. In a deduction the smaller is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Standing {
    /// Rank among the peers, equals counted as the scheme says.
    #[serde(serialize_with = "rank")]
    pub rank_in_stage: Option<f64>,
    /// How many peers, the firm among them.
    pub peers: usize,
    /// The share of the other peers that it is ahead of; none where it is alone.
    pub percentile: Option<f64>,
    /// The share of the other peers that are ahead of it; what is left are its equals.
    pub behind: Option<f64>,
    /// The median of the ranked peers' shares.
    pub median_share: Option<f64>,
    /// The share that the best tenth of them reach.
    pub top_decile_share: Option<f64>,
}

/// An inner node.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodePortrait<'a> {
    /// Name in files.
    pub id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// The dimension above; none: the root.
    pub parent: Option<&'a str>,
    /// What its points do to the total.
    pub kind: Kind,
    /// How its children make it.
    pub aggregate: Aggregate,
    /// Its points; none where all below it dropped out.
    pub points: Option<f64>,
    /// The most that this firm could have (lose, for a deduction): larger than the scheme says
    /// where siblings dropped out.
    pub maximum: f64,
    /// What its children have beyond the maximum under `sum`; 0 where nothing was cut.
    pub cut: f64,
    /// Its share before rounding, in [0, 1]: what an aggregate above it looks at.
    pub share: Option<f64>,
    /// Where it stands among its peers.
    #[serde(flatten)]
    pub standing: Standing,
}

/// A strength or a weakness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trait<'a> {
    /// The indicator.
    pub id: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// Why it is told.
    pub why: Why,
    /// How much it weighs, in points: see [`super::strengths`].
    pub weight: f64,
    /// Rank among the peers.
    #[serde(serialize_with = "rank")]
    pub rank_in_stage: Option<f64>,
    /// How many peers.
    pub peers: usize,
    /// The share of the other peers that it is ahead of.
    pub percentile: Option<f64>,
    /// Its points.
    pub points: f64,
    /// Its maximum.
    pub maximum: f64,
}

/// Why a strength or a weakness is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Ahead of more peers than are ahead of it.
    Ahead,
    /// Behind more peers than are behind it, with room to gain.
    Behind,
    /// A deduction takes points.
    Deducted,
}

/// A step that would raise the total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain<'a> {
    /// The indicator.
    pub id: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// What the firm has.
    pub from: Option<Scalar>,
    /// The unit of the value; may be empty.
    pub unit: &'a str,
    /// What is needed, and what the leaf gains.
    #[serde(flatten)]
    pub next: Next,
    /// What the total gains: less than the leaf where a cap or the floor stands in the way.
    pub total_gain: f64,
    /// The total then.
    pub total: f64,
    /// The rank in the stage then, all others staying as they are; none for a firm without rank.
    #[serde(serialize_with = "rank")]
    pub rank_in_stage: Option<f64>,
    /// How many places up that is.
    pub places_up: Option<f64>,
}

/// An indicator whose value is not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissingValue<'a> {
    /// The indicator.
    pub id: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// The empty columns behind it; none where the value cannot be computed from what there is.
    pub columns: Vec<&'a str>,
    /// Why there is no value.
    #[serde(serialize_with = "both")]
    pub says: Text,
    /// What it was taken for.
    pub counted_as: Policy,
    /// The points that it has now; none where it dropped out.
    pub points: Option<f64>,
    /// What it can be worth by the scheme.
    pub maximum: f64,
}

/// A rank as JSON: a whole number, or a half under average ties.
pub fn rank<S: Serializer>(rank: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match rank {
        Some(rank) => place(rank, serializer),
        None => serializer.serialize_none(),
    }
}

fn place<S: Serializer>(rank: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if rank.fract() == 0.0 {
        serializer.serialize_u64(*rank as u64)
    } else {
        serializer.serialize_f64(*rank)
    }
}

/// A text in every language.
pub(super) fn both<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Both<'t> {
        zh: &'t str,
        en: &'t str,
    }
    Both { zh: &text.zh, en: &text.en }.serialize(serializer)
}
