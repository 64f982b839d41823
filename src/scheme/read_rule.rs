//! TOML tables -> rules and treatments as they were written. Must not interpret.

use toml::de::DeValue;

use super::document_rule::*;
use super::read::one_kind_only;
use super::toml::{Context, Fields, Read, Value, number, read_table, read_word};
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::say;

/// Every rule kind by its name in TOML.
pub const KINDS: &[&str] = &[
    "tiers",
    "linear",
    "per_unit",
    "levels",
    "flag",
    "checklist",
    "best_of",
    "first_of",
    "min_max",
    "percentile",
    "z_score",
    "curve",
    "share",
];

impl Read for RuleDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            context.wrong_type(
                value,
                say!("规则，如 rule.tiers = {{ ... }}", "a rule such as rule.tiers = {{ ... }}"),
            );
            return None;
        };
        let (Some((key, body)), 1) = (table.iter().next(), table.len()) else {
            one_kind_only(value, &KINDS.join(", "), context);
            return None;
        };
        let kind = key.get_ref().as_ref();
        Some(match kind {
            "tiers" => RuleDoc::Tiers(Read::read(body, context)?),
            "linear" => RuleDoc::Linear(Read::read(body, context)?),
            "per_unit" => RuleDoc::PerUnit(Read::read(body, context)?),
            "levels" => RuleDoc::Levels(Read::read(body, context)?),
            "flag" => RuleDoc::Flag(Read::read(body, context)?),
            "checklist" => RuleDoc::Checklist(Read::read(body, context)?),
            "best_of" => RuleDoc::BestOf(Read::read(body, context)?),
            "first_of" => RuleDoc::FirstOf(Read::read(body, context)?),
            "min_max" => RuleDoc::MinMax(Read::read(body, context)?),
            "percentile" => RuleDoc::Percentile(Read::read(body, context)?),
            "z_score" => RuleDoc::ZScore(Read::read(body, context)?),
            "curve" => RuleDoc::Curve(Read::read(body, context)?),
            "share" => RuleDoc::Share(Read::read(body, context)?),
            _ => {
                unknown_kind(kind, context.span(key.span()), context);
                return None;
            }
        })
    }
}

fn unknown_kind(kind: &str, span: crate::diagnostic::Span, context: &mut Context) {
    let known = KINDS.join(", ");
    context.report(
        Diagnostic::error(
            &codes::UNKNOWN_RULE,
            say!("没有叫 `{kind}` 的规则", "there is no rule kind `{kind}`"),
        )
        .at(span, say!("可选：{known}", "one of {known}"))
        .mend_if(did_you_mean(kind, KINDS.iter().copied())),
    );
}

impl Read for Box<RuleDoc> {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        RuleDoc::read(value, context).map(Box::new)
    }
}

impl Read for WorthDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let Some(share) = number(value.get_ref()) {
            return Some(WorthDoc::Share(share));
        }
        let mut fields = Fields::open(value, context)?;
        let points = fields.need("points", context);
        fields.finish(context);
        Some(WorthDoc::Points(points.value))
    }
}

impl Default for WorthDoc {
    fn default() -> Self {
        WorthDoc::Share(0.0)
    }
}

impl Read for BoundDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let Some(at) = number(value.get_ref()) {
            return Some(BoundDoc::At(at));
        }
        if let DeValue::String(text) = value.get_ref()
            && let Some(quantile) = quantile(text)
        {
            return Some(BoundDoc::Quantile(quantile));
        }
        let expected = say!(
            "数字，或 \"min\"、\"max\"、百分位如 \"p1\"、\"p99\"",
            "a number, \"min\", \"max\" or a percentile such as \"p1\" or \"p99\""
        );
        context.wrong_type(value, expected);
        None
    }
}

fn quantile(text: &str) -> Option<f64> {
    match text {
        "min" => Some(0.0),
        "max" => Some(1.0),
        _ => {
            let percent: f64 = text.strip_prefix('p')?.parse().ok()?;
            (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
        }
    }
}

read_word!(Closed, "left" => Closed::Left, "right" => Closed::Right);
read_word!(PercentileTies, "min" => PercentileTies::Min, "average" => PercentileTies::Average);

read_table!(TiersDoc, |f, c| TiersDoc {
    steps: f.get("steps", c),
    points: f.get("points", c),
    lower_is_better: f.or_default("lower_is_better", c),
    closed: f.get("closed", c),
});

read_table!(LinearDoc, |f, c| LinearDoc { through: f.need("through", c) });

read_table!(PerUnitDoc, |f, c| PerUnitDoc {
    each: f.get("each", c),
    each_points: f.get("each_points", c),
    step: f.get("step", c),
});

read_table!(LevelsDoc, |f, c| LevelsDoc {
    of: f.get("of", c),
    of_points: f.get("of_points", c),
    otherwise: f.get("otherwise", c),
});

read_table!(FlagDoc, |f, c| FlagDoc { yes: f.get("yes", c) });

read_table!(ChecklistDoc, |f, c| ChecklistDoc {
    items: f.need("items", c),
    each: f.get("each", c),
    each_points: f.get("each_points", c),
});

read_table!(AlternativeDoc, |f, c| AlternativeDoc {
    name: f.get("name", c),
    value: f.get("value", c),
    unit: f.get("unit", c),
    rule: f.get("rule", c),
    treat: f.get("treat", c),
});

read_table!(MinMaxDoc, |f, c| MinMaxDoc {
    from: f.get("from", c),
    to: f.get("to", c),
    within: f.get("within", c),
    lower_is_better: f.or_default("lower_is_better", c),
    log: f.or_default("log", c),
    floor: f.get("floor", c),
});

read_table!(PercentileDoc, |f, c| PercentileDoc {
    within: f.get("within", c),
    lower_is_better: f.or_default("lower_is_better", c),
    ties: f.get("ties", c),
});

read_table!(ZScoreDoc, |f, c| ZScoreDoc {
    within: f.get("within", c),
    lower_is_better: f.or_default("lower_is_better", c),
    cap: f.get("cap", c),
});

read_table!(CurveDoc, |f, c| CurveDoc { median: f.need("median", c), p10: f.need("p10", c) });

read_table!(ShareDoc, |f, c| ShareDoc { of: f.get("of", c) });

read_table!(TreatDoc, |f, c| TreatDoc {
    winsorise: f.get("winsorise", c),
    iqr: f.get("iqr", c),
    log: f.get("log", c),
    skew: f.get("skew", c),
    kurtosis: f.get("kurtosis", c),
    max_points: f.get("max_points", c),
});
