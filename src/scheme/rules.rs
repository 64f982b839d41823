//! Rules as written -> rules with a meaning: defaults filled in, borders in order, nothing that
//! overlaps, falls back or cannot be reached. Must not know how a rule is applied.

use super::document::*;
use super::document_rule::*;
use super::expressions::{Reach, Wanted};
use super::model::*;
use super::resolve::{Resolver, text};
use super::rule::{Bound, Choice, Item, Measure, MinMax, Rule, Step, Treat, Worth};
use super::rule_checks as checks;
use super::toml::Written;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Span, Text};
use crate::expr::Type;
use crate::say;

/// A measure as written, whether a leaf's own or an alternative's.
struct MeasureDoc<'a> {
    name: &'a Option<Written<String>>,
    value: &'a Option<Written<String>>,
    unit: &'a Option<Written<String>>,
    rule: &'a RuleDoc,
    rule_span: Span,
    treat: &'a Option<Written<TreatDoc>>,
}

/// The measures of an indicator: its own, or its alternatives.
fn measure_docs(doc: &IndicatorDoc) -> Vec<MeasureDoc<'_>> {
    let Some(rule) = &doc.rule else { return Vec::new() };
    match &rule.value {
        RuleDoc::BestOf(alternatives) | RuleDoc::FirstOf(alternatives) => {
            alternatives.iter().filter_map(of_alternative).collect()
        }
        own => vec![MeasureDoc {
            name: &None,
            value: &doc.value,
            unit: &doc.unit,
            rule: own,
            rule_span: rule.span,
            treat: &doc.treat,
        }],
    }
}

fn of_alternative(alternative: &AlternativeDoc) -> Option<MeasureDoc<'_>> {
    let rule = alternative.rule.as_ref()?;
    Some(MeasureDoc {
        name: &alternative.name,
        value: &alternative.value,
        unit: &alternative.unit,
        rule: &rule.value,
        rule_span: rule.span,
        treat: &alternative.treat,
    })
}

/// What the value of a rule must be; none where a text or a flag will do.
fn value_type(rule: &RuleDoc) -> Option<Type> {
    match rule {
        RuleDoc::Levels(_) => Some(Type::Text),
        RuleDoc::Flag(flag) if flag.yes.is_some() => Some(Type::Text),
        RuleDoc::Flag(_) => Some(Type::Flag),
        RuleDoc::Checklist(_) | RuleDoc::BestOf(_) | RuleDoc::FirstOf(_) => None,
        _ => Some(Type::Number),
    }
}

/// Adds every expression of an indicator.
pub(super) fn wanted(doc: &IndicatorDoc, all: &mut Vec<Wanted>) {
    let mut want = |written: &Written<String>, expected| {
        all.push(Wanted { written: written.clone(), expected, reach: Reach::Firm });
    };
    if let (None, Some(value)) = (&doc.rule, &doc.value) {
        want(value, None);
    }
    for measure in measure_docs(doc) {
        if let Some(value) = measure.value {
            want(value, value_type(measure.rule));
        }
        if let RuleDoc::Checklist(checklist) = measure.rule {
            checklist.items.value.iter().for_each(|item| want(item, Some(Type::Flag)));
        }
    }
}

/// Calls with every `within` of an indicator's rules.
pub(super) fn each_within(doc: &IndicatorDoc, call: &mut impl FnMut(Option<&Written<String>>)) {
    for measure in measure_docs(doc) {
        match measure.rule {
            RuleDoc::MinMax(rule) => call(rule.within.as_ref()),
            RuleDoc::Percentile(rule) => call(rule.within.as_ref()),
            RuleDoc::ZScore(rule) => call(rule.within.as_ref()),
            _ => {}
        }
    }
}

/// Resolves a leaf.
pub(super) fn indicator(
    doc: &IndicatorDoc,
    dimension: usize,
    kind: Kind,
    points: Vec<f64>,
    resolver: &mut Resolver,
) -> Option<Indicator> {
    let Some(rule) = &doc.rule else {
        if let Some(value) = &doc.value {
            resolver.typed(value, None, Reach::Firm);
        }
        if doc.broken.contains(&"rule") {
            return None;
        }
        let name = &doc.id.value;
        resolver.report(
            Diagnostic::error(
                &codes::MISSING_KEY,
                say!("指标「{name}」没有规则", "the indicator `{name}` has no rule"),
            )
            .at(doc.id.span, Text::default())
            .mend(say!(
                "写上 rule.KIND = {{ ... }}，如 rule.tiers = {{ steps = [[2, 0.5], [5, 1.0]] }}",
                "add rule.KIND = {{ ... }}, such as rule.tiers = {{ steps = [[2, 0.5], [5, 1.0]] }}"
            )),
        );
        return None;
    };
    checks::alternatives(doc, &rule.value, rule.span, resolver);
    let docs = measure_docs(doc);
    let measures: Vec<Option<Measure>> =
        docs.iter().map(|measure| resolve_measure(measure, doc, &points, resolver)).collect();
    let measures: Vec<Measure> = measures.into_iter().collect::<Option<_>>()?;
    let missing = checks::missing(doc, &measures, resolver)?;
    Some(Indicator {
        id: doc.id.value.clone(),
        name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
        about: text(&doc.about),
        source: text(&doc.source),
        dimension,
        points,
        choice: match rule.value {
            RuleDoc::BestOf(_) => Choice::BestOf,
            RuleDoc::FirstOf(_) => Choice::FirstOf,
            _ => Choice::Only,
        },
        measures,
        missing,
        kind,
    })
}

fn resolve_measure(
    measure: &MeasureDoc,
    doc: &IndicatorDoc,
    points: &[f64],
    resolver: &mut Resolver,
) -> Option<Measure> {
    // Both are looked at before either is given up, so that both are told.
    let rule = resolve_rule(measure, points, resolver);
    let value = measure
        .value
        .as_ref()
        .filter(|_| !matches!(measure.rule, RuleDoc::Checklist(_)))
        .map(|written| resolver.typed(written, value_type(measure.rule), Reach::Firm));
    let rule = rule?;
    let treat = checks::treat(measure.treat.as_ref(), &rule, resolver);
    let value = match (measure.value, value, &rule) {
        (Some(written), _, Rule::Checklist { .. }) => {
            checks::no_value(written, resolver);
            return None;
        }
        (None, _, Rule::Checklist { .. }) => None,
        (_, Some(typed), _) => Some(typed?),
        (_, None, _) => {
            checks::value_missing(doc, measure.rule_span, resolver);
            return None;
        }
    };
    Some(Measure {
        name: text(measure.name),
        value,
        text: text(measure.value),
        unit: text(measure.unit),
        rule,
        treat,
    })
}

fn resolve_rule(measure: &MeasureDoc, points: &[f64], resolver: &mut Resolver) -> Option<Rule> {
    let span = measure.rule_span;
    let within = |written: &Option<Written<String>>, r: &mut Resolver| r.within(written.as_ref());
    Some(match measure.rule {
        RuleDoc::Tiers(doc) => tiers(doc, span, points, resolver)?,
        RuleDoc::Linear(doc) => Rule::Linear { through: linear(doc, points, resolver)? },
        RuleDoc::PerUnit(doc) => {
            let each = worth(&doc.each, &doc.each_points);
            Rule::PerUnit {
                each: checks::each(each, span, points, resolver)?,
                step: checks::positive(doc.step.as_ref(), 1.0, resolver)?,
            }
        }
        RuleDoc::Levels(doc) => levels(doc, span, points, resolver)?,
        RuleDoc::Flag(doc) => {
            let yes = doc.yes.iter().flatten().map(|word| word.value.clone());
            Rule::Flag { yes: yes.collect() }
        }
        RuleDoc::Checklist(doc) => checklist(doc, span, points, resolver)?,
        RuleDoc::BestOf(_) | RuleDoc::FirstOf(_) => {
            checks::nested_alternatives(span, resolver);
            return None;
        }
        RuleDoc::MinMax(doc) => {
            let rule = MinMax {
                from: bound(&doc.from, Bound::Quantile(0.0)),
                to: bound(&doc.to, Bound::Quantile(1.0)),
                within: within(&doc.within, resolver),
                lower_is_better: doc.lower_is_better,
                log: doc.log,
                floor: doc.floor.as_ref().map_or(0.0, |floor| floor.value),
            };
            checks::min_max(doc, &rule, span, resolver);
            Rule::MinMax(rule)
        }
        RuleDoc::Percentile(doc) => Rule::Percentile {
            within: within(&doc.within, resolver),
            lower_is_better: doc.lower_is_better,
            ties: doc.ties.as_ref().map(|ties| ties.value).unwrap_or_default(),
        },
        RuleDoc::ZScore(doc) => Rule::ZScore {
            within: within(&doc.within, resolver),
            lower_is_better: doc.lower_is_better,
            cap: checks::positive(doc.cap.as_ref(), 3.0, resolver)?,
        },
        RuleDoc::Curve(doc) => {
            checks::curve(doc, span, resolver)?;
            Rule::Curve { median: doc.median.value, p10: doc.p10.value }
        }
        RuleDoc::Share(doc) => {
            Rule::Share { of: checks::positive(doc.of.as_ref(), 1.0, resolver)? }
        }
    })
}

fn worth(
    share: &Option<Written<WorthDoc>>,
    points: &Option<Written<f64>>,
) -> Option<(Worth, Span)> {
    match (share, points) {
        (Some(share), None) => Some((to_worth(share.value), share.span)),
        (None, Some(points)) => Some((Worth::Points(points.value), points.span)),
        _ => None,
    }
}

fn to_worth(doc: WorthDoc) -> Worth {
    match doc {
        WorthDoc::Share(share) => Worth::Share(share),
        WorthDoc::Points(points) => Worth::Points(points),
    }
}

fn bound(written: &Option<Written<BoundDoc>>, default: Bound) -> Bound {
    match written.as_ref().map(|w| &w.value) {
        None => default,
        Some(BoundDoc::At(at)) => Bound::At(*at),
        Some(BoundDoc::Quantile(quantile)) => Bound::Quantile(*quantile),
    }
}

/// Borders with their worth from either spelling, and where each stands.
fn steps(
    shares: &Option<Vec<(Written<f64>, Written<WorthDoc>)>>,
    points: &Option<Vec<(Written<f64>, Written<f64>)>>,
) -> Option<Vec<(Step, Span)>> {
    let step = |at: &Written<f64>, worth| (Step { at: at.value, worth }, at.span);
    match (shares, points) {
        (Some(shares), None) => {
            Some(shares.iter().map(|(at, worth)| step(at, to_worth(worth.value))).collect())
        }
        (None, Some(points)) => {
            Some(points.iter().map(|(at, p)| step(at, Worth::Points(p.value))).collect())
        }
        _ => None,
    }
}

fn tiers(doc: &TiersDoc, span: Span, points: &[f64], resolver: &mut Resolver) -> Option<Rule> {
    let Some(mut steps) = steps(&doc.steps, &doc.points) else {
        checks::one_spelling("steps, points", span, resolver);
        return None;
    };
    steps.sort_by(|a, b| a.0.at.total_cmp(&b.0.at));
    checks::borders(&steps, points, span, resolver)?;
    checks::monotone(&steps, doc.lower_is_better, resolver)?;
    Some(Rule::Tiers {
        steps: steps.into_iter().map(|(step, _)| step).collect(),
        lower_is_better: doc.lower_is_better,
        closed: doc.closed.unwrap_or(if doc.lower_is_better {
            Closed::Right
        } else {
            Closed::Left
        }),
    })
}

fn linear(doc: &LinearDoc, points: &[f64], resolver: &mut Resolver) -> Option<Vec<Step>> {
    let through = doc.through.value.iter();
    let mut steps: Vec<(Step, Span)> = through
        .map(|(at, worth)| (Step { at: at.value, worth: to_worth(worth.value) }, at.span))
        .collect();
    steps.sort_by(|a, b| a.0.at.total_cmp(&b.0.at));
    checks::borders(&steps, points, doc.through.span, resolver)?;
    Some(steps.into_iter().map(|(step, _)| step).collect())
}

fn levels(doc: &LevelsDoc, span: Span, points: &[f64], resolver: &mut Resolver) -> Option<Rule> {
    let of: Vec<(String, Worth, Span)> = match (&doc.of, &doc.of_points) {
        (Some(of), None) => {
            of.iter().map(|(n, w)| (n.value.clone(), to_worth(w.value), w.span)).collect()
        }
        (None, Some(of)) => {
            of.iter().map(|(n, p)| (n.value.clone(), Worth::Points(p.value), p.span)).collect()
        }
        _ => {
            checks::one_spelling("of, of_points", span, resolver);
            return None;
        }
    };
    for (name, worth, at) in &of {
        checks::worth(*worth, *at, points, resolver);
        if of.iter().filter(|(other, _, _)| other == name).count() > 1 {
            checks::level_twice(name, *at, resolver);
        }
    }
    let otherwise = doc.otherwise.as_ref().map_or(Worth::Share(0.0), |w| to_worth(w.value));
    if let Some(written) = &doc.otherwise {
        checks::worth(otherwise, written.span, points, resolver);
    }
    Some(Rule::Levels { of: of.into_iter().map(|(n, w, _)| (n, w)).collect(), otherwise })
}

fn checklist(
    doc: &ChecklistDoc,
    span: Span,
    points: &[f64],
    resolver: &mut Resolver,
) -> Option<Rule> {
    let written = &doc.items.value;
    if written.is_empty() {
        let problem = say!("清单里没有条目", "the checklist has no items");
        resolver.report(
            Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(doc.items.span, Text::default()),
        );
        return None;
    }
    let mut items = Vec::new();
    for item in written {
        if let Some(when) = resolver.condition(item, Reach::Firm) {
            items.push(Item { text: item.value.clone(), when });
        }
    }
    let each = match (&doc.each, &doc.each_points) {
        (None, None) => Worth::Share(1.0 / written.len() as f64),
        (share, in_points) => checks::each(worth(share, in_points), span, points, resolver)?,
    };
    (items.len() == written.len()).then_some(Rule::Checklist { items, each })
}

/// A treatment, when exactly one kind is written.
pub(super) fn treat_of(doc: &TreatDoc) -> Option<Treat> {
    let quantile = |percent: f64| percent / 100.0;
    match doc {
        TreatDoc {
            winsorise: Some(p), iqr: None, log: None, skew: None, kurtosis: None, ..
        } => {
            let (low, high) = p.value;
            let in_order = 0.0 <= low && low < high && high <= 100.0;
            in_order.then(|| Treat::Winsorise(quantile(low), quantile(high)))
        }
        TreatDoc {
            winsorise: None, iqr: Some(k), log: None, skew: None, kurtosis: None, ..
        } => (k.value > 0.0).then_some(Treat::Iqr(k.value)),
        TreatDoc {
            winsorise: None, iqr: None, log: Some(l), skew: None, kurtosis: None, ..
        } => l.value.then_some(Treat::Log),
        TreatDoc {
            winsorise: None,
            iqr: None,
            log: None,
            skew: Some(s),
            kurtosis: Some(k),
            ..
        } => Some(Treat::SkewKurtosis {
            skew: s.value,
            kurtosis: k.value,
            max_points: doc.max_points.as_ref().map_or(5, |points| points.value),
        }),
        _ => None,
    }
}
