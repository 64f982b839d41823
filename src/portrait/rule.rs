//! A rule as data: what the scheme says of a measure in one stage, every worth as a share. Owns the
//! shape for JSON and for the words; must not apply a rule.

use serde::{Serialize, Serializer};

use crate::scheme::Within;
use crate::scheme::rule::{Bound, Closed, Measure, MinMax, PercentileTies, Rule, Step, Treat};

/// A rule with its treatment of outliers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleInfo {
    /// How a value becomes a share.
    #[serde(flatten)]
    pub form: RuleForm,
    /// What is done to outliers first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treat: Option<TreatInfo>,
}

/// How a value becomes a share.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RuleForm {
    /// The highest border reached.
    Tiers {
        /// Borders, ascending.
        steps: Vec<StepInfo>,
        /// The border is reached from above.
        lower_is_better: bool,
        /// Whether standing on the border is enough.
        inclusive: bool,
    },
    /// Straight lines between points.
    Linear {
        /// Points, ascending.
        through: Vec<StepInfo>,
    },
    /// Each full step earns.
    PerUnit {
        /// The share that each earns.
        each: f64,
        /// The size of a step.
        step: f64,
    },
    /// The highest level held.
    Levels {
        /// Levels as the scheme lists them.
        of: Vec<LevelInfo>,
        /// Any other text.
        otherwise: f64,
    },
    /// Yes or no.
    Flag {
        /// The texts that mean yes; empty for a column of flags.
        yes: Vec<String>,
    },
    /// How many items are met.
    Checklist {
        /// The items, as written.
        items: Vec<String>,
        /// The share that each earns.
        each: f64,
    },
    /// Scaled between goalposts.
    MinMax {
        /// Lower goalpost.
        from: BoundInfo,
        /// Upper goalpost.
        to: BoundInfo,
        /// The peers, where a goalpost is a place in the data.
        #[serde(serialize_with = "peers", skip_serializing_if = "Option::is_none")]
        within: Option<Within>,
        /// Low values are good.
        lower_is_better: bool,
        /// Logarithms are scaled.
        log: bool,
        /// The share at the worst goalpost.
        floor: f64,
    },
    /// The share of the other peers that the firm is ahead of.
    Percentile {
        /// The peers.
        #[serde(serialize_with = "peers")]
        within: Option<Within>,
        /// Low values are good.
        lower_is_better: bool,
        /// Equals count half.
        average_ties: bool,
    },
    /// The standard score through the normal distribution.
    ZScore {
        /// The peers.
        #[serde(serialize_with = "peers")]
        within: Option<Within>,
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

/// A border and the share that reaching it earns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepInfo {
    /// The border.
    pub at: f64,
    /// The share.
    pub share: f64,
}

/// A level and the share that it earns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelInfo {
    /// Its name.
    pub level: String,
    /// The share.
    pub share: f64,
}

/// A goalpost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundInfo {
    /// A fixed number.
    At(f64),
    /// A quantile of the peers in [0, 1].
    Quantile(f64),
}

/// What is done to outliers first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TreatInfo {
    /// Values outside these quantiles are set to them.
    Winsorise(f64, f64),
    /// Values further than so many interquartile ranges from the quartiles are set to that border.
    Iqr(f64),
    /// Logarithms instead of values.
    Log,
    /// Winsorised until skewness and kurtosis pass, else logarithms.
    SkewKurtosis {
        /// Largest absolute skewness that passes.
        skew: f64,
        /// Largest excess kurtosis that passes.
        kurtosis: f64,
        /// So many points at the most.
        max_points: usize,
    },
}

impl RuleInfo {
    /// The rule of a measure in a stage where its leaf has `maximum` points.
    pub fn of(measure: &Measure, maximum: f64) -> Self {
        let treat = measure.treat.as_ref().map(|treat| match *treat {
            Treat::Winsorise(low, high) => TreatInfo::Winsorise(low, high),
            Treat::Iqr(times) => TreatInfo::Iqr(times),
            Treat::Log => TreatInfo::Log,
            Treat::SkewKurtosis { skew, kurtosis, max_points } => {
                TreatInfo::SkewKurtosis { skew, kurtosis, max_points }
            }
        });
        RuleInfo { form: form(&measure.rule, maximum), treat }
    }
}

fn form(rule: &Rule, maximum: f64) -> RuleForm {
    let step = |step: &Step| StepInfo { at: step.at, share: step.worth.share(maximum) };
    match rule {
        Rule::Tiers { steps, lower_is_better, closed } => RuleForm::Tiers {
            steps: steps.iter().map(step).collect(),
            lower_is_better: *lower_is_better,
            inclusive: (*closed == Closed::Left) != *lower_is_better,
        },
        Rule::Linear { through } => {
            RuleForm::Linear { through: through.iter().map(step).collect() }
        }
        Rule::PerUnit { each, step } => {
            RuleForm::PerUnit { each: each.share(maximum), step: *step }
        }
        Rule::Levels { of, otherwise } => RuleForm::Levels {
            of: of
                .iter()
                .map(|(level, worth)| LevelInfo {
                    level: level.clone(),
                    share: worth.share(maximum),
                })
                .collect(),
            otherwise: otherwise.share(maximum),
        },
        Rule::Flag { yes } => RuleForm::Flag { yes: yes.clone() },
        Rule::Checklist { items, each } => RuleForm::Checklist {
            items: items.iter().map(|item| item.text.clone()).collect(),
            each: each.share(maximum),
        },
        Rule::MinMax(min_max) => scaled(min_max, rule.within().cloned()),
        Rule::Percentile { within, lower_is_better, ties } => RuleForm::Percentile {
            within: Some(within.clone()),
            lower_is_better: *lower_is_better,
            average_ties: *ties == PercentileTies::Average,
        },
        Rule::ZScore { within, lower_is_better, cap } => RuleForm::ZScore {
            within: Some(within.clone()),
            lower_is_better: *lower_is_better,
            cap: *cap,
        },
        Rule::Curve { median, p10 } => RuleForm::Curve { median: *median, p10: *p10 },
        Rule::Share { of } => RuleForm::Share { of: *of },
    }
}

fn scaled(rule: &MinMax, within: Option<Within>) -> RuleForm {
    let bound = |bound| match bound {
        Bound::At(at) => BoundInfo::At(at),
        Bound::Quantile(q) => BoundInfo::Quantile(q),
    };
    RuleForm::MinMax {
        from: bound(rule.from),
        to: bound(rule.to),
        within,
        lower_is_better: rule.lower_is_better,
        log: rule.log,
        floor: rule.floor,
    }
}

/// "all", "stage" or the column's name, as in the scheme.
fn peers<S: Serializer>(within: &Option<Within>, serializer: S) -> Result<S::Ok, S::Error> {
    match within {
        None => serializer.serialize_none(),
        Some(Within::All) => serializer.serialize_str("all"),
        Some(Within::Stage) => serializer.serialize_str("stage"),
        Some(Within::Column(name)) => serializer.serialize_str(name),
    }
}
