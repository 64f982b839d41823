//! What can be wrong with a rule, each with its mend. Must not decide what a rule means.

use super::document::*;
use super::document_rule::*;
use super::model::*;
use super::resolve::Resolver;
use super::rule::{Bound, Measure, MinMax, Rule, Step, Treat, Worth};
use super::rules;
use super::toml::Written;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Span, Text};
use crate::expr::Type;
use crate::say;

fn out_of_range(problem: Text, span: Span, resolver: &mut Resolver) {
    resolver.report(Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(span, Text::default()));
}

/// An alternative needs a rule; an indicator with alternatives has no value of its own.
pub(super) fn alternatives(
    doc: &IndicatorDoc,
    rule: &RuleDoc,
    span: Span,
    resolver: &mut Resolver,
) {
    let (RuleDoc::BestOf(alternatives) | RuleDoc::FirstOf(alternatives)) = rule else { return };
    if alternatives.is_empty() {
        out_of_range(say!("没有可选项", "there are no alternatives"), span, resolver);
    }
    if let Some(value) = &doc.value {
        no_value(value, resolver);
    }
    for alternative in alternatives.iter().filter(|a| a.rule.is_none()) {
        let at = alternative.value.as_ref().map_or(span, |value| value.span);
        let problem = say!("这个可选项没有规则", "this alternative has no rule");
        resolver.report(
            Diagnostic::error(&codes::MISSING_KEY, problem)
                .at(at, say!("加上 rule.KIND = {{ ... }}", "add rule.KIND = {{ ... }}")),
        );
    }
}

pub(super) fn nested_alternatives(span: Span, resolver: &mut Resolver) {
    let problem = say!(
        "可选项里不能再套 best_of 或 first_of",
        "alternatives cannot hold best_of or first_of"
    );
    resolver.report(Diagnostic::error(&codes::RULE_NOT_HERE, problem).at(span, Text::default()));
}

pub(super) fn no_value(value: &Written<String>, resolver: &mut Resolver) {
    let problem = say!(
        "这种规则自带取值，指标上不写 `value`",
        "this kind of rule brings its own values: no `value` here"
    );
    resolver
        .report(Diagnostic::error(&codes::RULE_NOT_HERE, problem).at(value.span, Text::default()));
}

pub(super) fn value_missing(doc: &IndicatorDoc, span: Span, resolver: &mut Resolver) {
    if doc.broken.contains(&"value") {
        return;
    }
    let name = &doc.id.value;
    resolver.report(
        Diagnostic::error(
            &codes::MISSING_KEY,
            say!("指标「{name}」缺少 `value`", "the indicator `{name}` lacks a `value`"),
        )
        .at(doc.id.span, say!("写上列名或表达式", "name a column or an expression"))
        .see(span, say!("这条规则需要取值", "this rule needs one")),
    );
}

pub(super) fn one_spelling(keys: &str, span: Span, resolver: &mut Resolver) {
    let problem = say!("要写且只能写其中一个：{keys}", "exactly one of {keys} is needed");
    resolver.report(Diagnostic::error(&codes::ONE_KIND_ONLY, problem).at(span, Text::default()));
}

pub(super) fn level_twice(name: &str, span: Span, resolver: &mut Resolver) {
    let problem = say!("级别「{name}」写了两次", "the level `{name}` is written twice");
    resolver.report(Diagnostic::error(&codes::USED_TWICE, problem).at(span, Text::default()));
}

/// A share lies in [0, 1]; points lie between 0 and the leaf's maximum in every stage in which it
/// counts.
pub(super) fn worth(worth: Worth, span: Span, points: &[f64], resolver: &mut Resolver) {
    match worth {
        Worth::Share(share) if !(0.0..=1.0).contains(&share) => {
            resolver.report(
                Diagnostic::error(
                    &codes::OUT_OF_RANGE,
                    say!(
                        "份额 {share} 不在 0 到 1 之间",
                        "the share {share} is not between 0 and 1"
                    ),
                )
                .at(span, Text::default())
                .mend(say!(
                    "份额是满分的几成；要写分数，请用 points",
                    "a share is a part of the maximum; to write points, use `points`"
                )),
            );
        }
        Worth::Points(earned) => {
            let least = points.iter().copied().filter(|p| *p > 0.0).fold(f64::INFINITY, f64::min);
            if earned < 0.0 || earned > least * (1.0 + 1e-9) {
                out_of_range(
                    say!(
                        "{earned} 分不在 0 到满分 {least} 之间",
                        "{earned} points do not lie between 0 and the maximum of {least}"
                    ),
                    span,
                    resolver,
                );
            }
        }
        Worth::Share(_) => {}
    }
}

/// What each unit earns; capped by the leaf, so only its sign matters.
pub(super) fn each(
    written: Option<(Worth, Span)>,
    span: Span,
    points: &[f64],
    resolver: &mut Resolver,
) -> Option<Worth> {
    let Some((each, at)) = written else {
        one_spelling("each, each_points", span, resolver);
        return None;
    };
    match each {
        Worth::Points(earned) if earned > 0.0 => {}
        _ => worth(each, at, points, resolver),
    }
    Some(each)
}

pub(super) fn positive(
    written: Option<&Written<f64>>,
    default: f64,
    resolver: &mut Resolver,
) -> Option<f64> {
    match written {
        None => Some(default),
        Some(number) if number.value > 0.0 => Some(number.value),
        Some(number) => {
            out_of_range(say!("应大于 0", "this must be above 0"), number.span, resolver);
            None
        }
    }
}

/// Borders: at least one, none twice, worths in range.
pub(super) fn borders(
    steps: &[(Step, Span)],
    points: &[f64],
    span: Span,
    resolver: &mut Resolver,
) -> Option<()> {
    if steps.is_empty() {
        out_of_range(say!("至少写一档", "at least one step is needed"), span, resolver);
        return None;
    }
    for (step, at) in steps {
        worth(step.worth, *at, points, resolver);
    }
    let mut clean = Some(());
    for pair in steps.windows(2) {
        let ((lower, first), (upper, second)) = (pair[0], pair[1]);
        if upper.at - lower.at <= 1e-9 * upper.at.abs() {
            let border = upper.at;
            resolver.report(
                Diagnostic::error(
                    &codes::OVERLAPPING_TIERS,
                    say!(
                        "档位重叠：边界 {border} 出现两次",
                        "tiers overlap: the border {border} stands twice"
                    ),
                )
                .at(second, say!("又是 {border}", "{border} again"))
                .see(first, say!("先在这里", "first here")),
            );
            clean = None;
        }
    }
    clean
}

/// A better value must never earn less.
pub(super) fn monotone(
    steps: &[(Step, Span)],
    lower_is_better: bool,
    resolver: &mut Resolver,
) -> Option<()> {
    let mut clean = Some(());
    for pair in steps.windows(2) {
        let ((lower, first), (upper, second)) = (pair[0], pair[1]);
        let (a, b) = (lower.worth.number(), upper.worth.number());
        if (lower_is_better && b > a) || (!lower_is_better && b < a) {
            resolver.report(
                Diagnostic::error(
                    &codes::TIERS_FALL_BACK,
                    say!("更好的值反而得分更低", "a better value would earn less"),
                )
                .at(second, say!("这一档 {b}", "this tier earns {b}"))
                .see(first, say!("这一档 {a}", "this tier earns {a}"))
                .mend(if lower_is_better {
                    say!("低为好时，边界越低份额应越大", "with lower_is_better the lower border earns more")
                } else {
                    say!("数值越低越好时，请写 lower_is_better = true；两头都不好时用 linear",
                        "where low is good, write lower_is_better = true; where both ends are bad, use linear")
                }),
            );
            clean = None;
        }
    }
    clean
}

pub(super) fn min_max(doc: &MinMaxDoc, rule: &MinMax, span: Span, resolver: &mut Resolver) {
    let in_order = match (rule.from, rule.to) {
        (Bound::At(from), Bound::At(to)) => from < to,
        (Bound::Quantile(from), Bound::Quantile(to)) => from < to,
        _ => true,
    };
    if !in_order {
        resolver.report(
            Diagnostic::error(
                &codes::OUT_OF_RANGE,
                say!("`from` 必须小于 `to`", "`from` must be below `to`"),
            )
            .at(span, Text::default())
            .mend(say!(
                "低为好时不要对调两端，写 lower_is_better = true",
                "where low is good do not swap the ends: write lower_is_better = true"
            )),
        );
    }
    for (bound, written) in [(rule.from, &doc.from), (rule.to, &doc.to)] {
        if let (true, Bound::At(at), Some(written)) = (rule.log, bound, written)
            && at <= 0.0
        {
            let problem = say!("取对数时边界必须大于 0", "with log the goalposts must be above 0");
            out_of_range(problem, written.span, resolver);
        }
    }
    if let Some(floor) = &doc.floor
        && !(0.0..1.0).contains(&floor.value)
    {
        out_of_range(say!("floor 应在 [0, 1) 内", "floor lies in [0, 1)"), floor.span, resolver);
    }
}

pub(super) fn curve(doc: &CurveDoc, span: Span, resolver: &mut Resolver) -> Option<()> {
    let (median, p10) = (doc.median.value, doc.p10.value);
    let ratio = p10 / median;
    if median > 0.0 && ratio > 0.0 && ratio.is_finite() && (ratio - 1.0).abs() > 1e-9 {
        return Some(());
    }
    out_of_range(
        say!("median 和 p10 都要大于 0，且不相等", "median and p10 must be above 0 and differ"),
        span,
        resolver,
    );
    None
}

/// A treatment, where one may stand.
pub(super) fn treat(
    written: Option<&Written<TreatDoc>>,
    rule: &Rule,
    resolver: &mut Resolver,
) -> Option<Treat> {
    let written = written?;
    if rule.within().is_none() {
        let kind = rule.kind();
        resolver.report(
            Diagnostic::error(
                &codes::RULE_NOT_HERE,
                say!(
                    "规则 {kind} 不看总体，`treat` 在这里没有作用",
                    "the rule {kind} does not look at the population: `treat` has no effect here"
                ),
            )
            .at(written.span, Text::default())
            .mend(say!(
                "`treat` 只用在 percentile、z_score 和按数据定界的 min_max 之前",
                "`treat` stands before percentile, z_score and min_max with bounds from the data"
            )),
        );
    }
    let treat = rules::treat_of(&written.value);
    if treat.is_none() {
        resolver.report(
            Diagnostic::error(
                &codes::ONE_KIND_ONLY,
                say!("`treat` 要写一种处理，数值在范围内", "`treat` needs exactly one kind, with numbers in range"),
            )
            .at(written.span, Text::default())
            .mend(say!(
                "可选：{{ winsorise = [1, 99] }}、{{ iqr = 1.5 }}、{{ log = true }}、{{ skew = 2, kurtosis = 3.5, max_points = 5 }}",
                "one of {{ winsorise = [1, 99] }}, {{ iqr = 1.5 }}, {{ log = true }}, {{ skew = 2, kurtosis = 3.5, max_points = 5 }}"
            )),
        );
    }
    treat
}

/// What a missing value counts for: the indicator's word, else the scheme's; never assumed.
pub(super) fn missing(
    doc: &IndicatorDoc,
    measures: &[Measure],
    resolver: &mut Resolver,
) -> Option<Missing> {
    let scheme = resolver.document.scheme.as_ref();
    let Some(written) = doc.missing.as_ref().or(scheme.and_then(|s| s.missing.as_ref())) else {
        let said = |broken: &[&str]| broken.contains(&"missing");
        if said(&doc.broken) || scheme.is_some_and(|scheme| said(&scheme.broken)) {
            return None;
        }
        let name = &doc.id.value;
        resolver.report(
            Diagnostic::error(
                &codes::MISSING_POLICY,
                say!("没有说明指标「{name}」缺数据时怎么算", "nothing says what a missing value of `{name}` counts for"),
            )
            .at(doc.id.span, Text::default())
            .mend(say!(
                "在指标上或 [scheme] 里写 missing = \"zero\"、\"exclude\"、\"median\"、\"mean\" 或 {{ value = x }}",
                "say missing = \"zero\", \"exclude\", \"median\", \"mean\" or {{ value = x }} here or once in [scheme]"
            )),
        );
        return None;
    };
    let peers = doc.missing_within.as_ref().or(scheme.and_then(|s| s.missing_within.as_ref()));
    let within = resolver.within(peers);
    let missing = match &written.value {
        MissingDoc::Zero => Missing::Zero,
        MissingDoc::Exclude => Missing::Exclude,
        MissingDoc::Median => Missing::Median(within),
        MissingDoc::Mean => Missing::Mean(within),
        MissingDoc::Value(LiteralDoc::Number(number)) => Missing::Number(*number),
        MissingDoc::Value(LiteralDoc::Text(text)) => Missing::Text(text.clone()),
        MissingDoc::Value(LiteralDoc::Flag(flag)) => Missing::Flag(*flag),
    };
    if !fits(&missing, measures) {
        let name = &doc.id.value;
        resolver.report(
            Diagnostic::error(
                &codes::MISSING_POLICY,
                say!(
                    "指标「{name}」的取值不能这样补",
                    "a missing value of `{name}` cannot be filled in this way"
                ),
            )
            .at(written.span, say!("与取值的类型不符", "does not fit the type of its value"))
            .see(doc.id.span, Text::default())
            .mend(say!(
                "文字、是否、清单和可选项用 \"zero\" 或 \"exclude\"，或同类型的 {{ value = ... }}",
                "for texts, flags, checklists and alternatives say \"zero\" or \"exclude\", or {{ value = ... }} of the same type"
            )),
        );
    }
    Some(missing)
}

fn fits(missing: &Missing, measures: &[Measure]) -> bool {
    let ty = match measures {
        [only] => only.value.as_ref().map(|value| value.ty()),
        _ => None,
    };
    match missing {
        Missing::Zero | Missing::Exclude => true,
        Missing::Median(_) | Missing::Mean(_) | Missing::Number(_) => ty == Some(Type::Number),
        Missing::Text(_) => ty == Some(Type::Text),
        Missing::Flag(_) => ty == Some(Type::Flag),
    }
}
