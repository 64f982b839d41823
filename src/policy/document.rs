//! What the analyst wrote: every key of a file of policies with its place. Nothing is interpreted
//! here; [`super::resolve`] turns it into a [`super::Catalogue`].

use schemars::JsonSchema;

use super::amount::{Amount, Rate};
use crate::diagnostic::Span;
use crate::scheme::document::{ColumnDoc, DeriveDoc, FirmDoc, Status, ValidDoc};
use crate::toml_reading::Written;

/// A whole file of policies.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, title = "innopoints policies")]
pub struct Document {
    /// What the file is.
    pub policies: Option<HeaderDoc>,
    /// What names a firm.
    pub firm: Option<FirmDoc>,
    /// The column dictionary; where there is one, every column has to be in it.
    #[schemars(default)]
    pub column: Vec<ColumnDoc>,
    /// Columns computed from columns, in order.
    #[schemars(default)]
    pub derive: Vec<DeriveDoc>,
    /// Policies of which only the highest counts, or whose sum is capped.
    #[schemars(default)]
    pub group: Vec<GroupDoc>,
    /// The policies.
    #[schemars(default)]
    pub policy: Vec<PolicyDoc>,
}

/// `[policies]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HeaderDoc {
    /// Short name for files.
    pub id: Written<String>,
    /// Full name for people.
    pub name: Option<Written<String>>,
    /// Whether the numbers are a public document's, unless a policy says otherwise.
    pub status: Option<Written<Status>>,
    /// The unit of every amount (default 万元).
    pub money: Option<Written<String>>,
    /// How near a number has to be to its border for a near-miss (default 0.2 of the border).
    pub near: Option<Written<NearDoc>>,
    /// Other files whose columns, groups and policies belong to this one.
    #[schemars(default)]
    pub include: Vec<Written<String>>,
}

/// How near is near: a part of the border, or an amount in the clause's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum NearDoc {
    /// 0: a miss stays a miss.
    #[default]
    Never,
    /// `0.2`: up to 20 % of the border.
    Share(f64),
    /// `{ within = 1 }`: up to one piece, percentage point, day.
    Within(f64),
}

/// `[[group]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GroupDoc {
    /// Name in `group = "..."`.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// What counts of several amounts (default: the highest).
    pub take: Option<Written<Take>>,
    /// The most that the group gives a firm.
    #[schemars(with = "Option<f64>")]
    pub cap: Option<Written<Amount>>,
}

/// What counts of several amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// 就高不重复: only the highest.
    #[default]
    Highest,
    /// All of them, up to the cap.
    Sum,
}

/// `[[policy]]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PolicyDoc {
    /// Short name, unique among all policies of a run.
    pub id: Written<String>,
    /// Name for people.
    pub name: Option<Written<String>>,
    /// 国家级, 省级, 市级, 区级, ...
    pub level: Option<Written<String>>,
    /// Who decides.
    pub authority: Option<Written<String>>,
    /// The document and its number.
    pub citation: Option<Written<String>>,
    /// Whether the thresholds are a public document's or our own.
    pub status: Option<Written<Status>>,
    /// What it is, for people.
    pub about: Option<Written<String>>,
    /// From when to when it is in force.
    pub valid: Option<Written<ValidDoc>>,
    /// From when to when firms apply.
    pub window: Option<Written<ValidDoc>>,
    /// The group of which only the highest counts.
    pub group: Option<Written<String>>,
    /// What shuts a firm out; does not raise the fit.
    #[schemars(default)]
    pub exclude: Vec<ExcludeDoc>,
    /// What a firm has to meet, all of it.
    #[schemars(default)]
    pub clause: Vec<ClauseDoc>,
    /// What it gives.
    pub benefit: Option<Written<BenefitDoc>>,
}

/// `{ label = "...", when = "..." }`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExcludeDoc {
    /// For people.
    pub label: Option<Written<String>>,
    /// Which firms are shut out.
    pub when: Written<String>,
}

/// A condition: one of `when`, `value` with a border, `all`, `any`.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ClauseDoc {
    /// For people.
    pub label: Option<Written<String>>,
    /// The unit of the number, for the gap.
    pub unit: Option<Written<String>>,
    /// How near is near, unless the catalogue's default holds.
    pub near: Option<Written<NearDoc>>,
    /// A condition as an expression.
    pub when: Option<Written<String>>,
    /// A number to be compared with one of the borders below.
    pub value: Option<Written<String>>,
    /// The value has to reach this.
    pub at_least: Option<Written<ThresholdDoc>>,
    /// The value has to be more than this.
    pub above: Option<Written<ThresholdDoc>>,
    /// The value must not be more than this.
    pub at_most: Option<Written<ThresholdDoc>>,
    /// The value has to be less than this.
    pub below: Option<Written<ThresholdDoc>>,
    /// All of these.
    #[schemars(default)]
    pub all: Vec<ClauseDoc>,
    /// One of these routes is enough.
    #[schemars(default)]
    pub any: Vec<ClauseDoc>,
    /// Where the table stands.
    #[schemars(skip)]
    pub span: Span,
}

/// A border: a number, or one that depends on another number.
#[derive(Debug, Clone, PartialEq)]
pub enum ThresholdDoc {
    /// The same for every firm.
    Number(f64),
    /// By bands.
    Bands(BandsDoc),
}

impl Default for ThresholdDoc {
    fn default() -> Self {
        ThresholdDoc::Number(0.0)
    }
}

/// `{ by = "上年营业收入", up_to = [[5000, 5], [20000, 4]], beyond = 3 }`
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BandsDoc {
    /// What decides the band.
    pub by: Written<String>,
    /// Bands that hold their upper border: `[border, threshold]`, rising.
    #[schemars(default)]
    pub up_to: Vec<Written<(f64, f64)>>,
    /// Bands that do not hold their upper border.
    #[schemars(default)]
    pub below: Vec<Written<(f64, f64)>>,
    /// The threshold above the last border.
    pub beyond: Written<f64>,
}

/// `[policy.benefit]`
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BenefitDoc {
    /// What kind of help it is (default grant; only grants are added up).
    pub kind: Option<Written<BenefitKind>>,
    /// Whose numbers the amounts are, unless they are the policy's.
    pub status: Option<Written<Status>>,
    /// What it is, for people.
    pub text: Option<Written<String>>,
    /// The same amount for every firm.
    #[schemars(with = "Option<f64>")]
    pub amount: Option<Written<Amount>>,
    /// A text that names the level.
    pub by: Option<Written<String>>,
    /// The amount of each level.
    #[schemars(with = "Vec<(String, f64)>", default)]
    pub levels: Vec<Written<(String, Amount)>>,
    /// A number of which the rate is taken.
    pub of: Option<Written<String>>,
    /// The part of it.
    pub rate: Option<Written<Rate>>,
    /// The most that a firm gets.
    #[schemars(with = "Option<f64>")]
    pub cap: Option<Written<Amount>>,
}

/// What kind of help a policy gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BenefitKind {
    /// Money that need not be paid back.
    #[default]
    Grant,
    /// Less tax.
    Tax,
    /// A loan.
    Loan,
    /// Somebody else bears a part of a loss.
    Guarantee,
    /// A place on a list.
    Membership,
    /// A name that other policies ask for.
    Title,
}
