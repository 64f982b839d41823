//! What is made of the points: vetoes, grades, lists, the pass rule, the order among equals.

use super::document::*;
use super::expressions::Reach;
use super::model::*;
use super::resolve::Resolver;
use super::toml::Written;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Span, Text};
use crate::say;

pub(super) fn vetoes(resolver: &mut Resolver) -> Vec<Veto> {
    let docs = &resolver.document.veto;
    docs.iter()
        .filter_map(|doc| {
            let when = resolver.condition(&doc.when, Reach::Firm)?;
            Some(Veto { when, reason: doc.reason.value.clone() })
        })
        .collect()
}

pub(super) fn grades(resolver: &mut Resolver) -> Vec<Grade> {
    let docs = &resolver.document.grade;
    let mut grades = Vec::new();
    for doc in docs {
        let rule = match (&doc.top_percent, &doc.at_least) {
            (Some(percent), None) => {
                percent_range(percent.value, percent.span, resolver);
                GradeRule::TopPercent(percent.value, resolver.within(doc.within.as_ref()))
            }
            (None, Some(points)) => {
                if points.value.abs() > super::tree::most_points(resolver.document) {
                    let problem = say!("没有这么多分", "there are not so many points");
                    resolver.report(
                        Diagnostic::error(&codes::OUT_OF_RANGE, problem)
                            .at(points.span, Text::default()),
                    );
                }
                GradeRule::AtLeast(points.value)
            }
            _ => {
                one_of(doc.name.span, "top_percent, at_least", resolver);
                continue;
            }
        };
        grades.push(Grade { name: doc.name.value.clone(), rule });
    }
    grade_order(docs, resolver);
    grades
}

/// Grades are read from the top: a later one that is stricter than an earlier one is never given.
fn grade_order(docs: &[GradeDoc], resolver: &mut Resolver) {
    for pair in docs.windows(2) {
        let stricter = match (&pair[0].top_percent, &pair[1].top_percent) {
            (Some(above), Some(below)) => below.value <= above.value,
            _ => match (&pair[0].at_least, &pair[1].at_least) {
                (Some(above), Some(below)) => below.value >= above.value,
                _ => false,
            },
        };
        if stricter {
            let (above, below) = (&pair[0].name.value, &pair[1].name.value);
            resolver.report(
                Diagnostic::error(
                    &codes::GRADE_ORDER,
                    say!(
                        "等级「{below}」在「{above}」之后，却不比它宽：没有企业能得到它",
                        "grade {below} comes after {above} but is not wider: no firm can get it"
                    ),
                )
                .at(pair[1].name.span, Text::default())
                .mend(say!("等级从高到低写", "write grades from best to worst")),
            );
        }
    }
}

fn percent_range(percent: f64, span: Span, resolver: &mut Resolver) {
    if !(0.0..=100.0).contains(&percent) {
        let problem = say!("百分比应在 0 到 100 之间", "a percentage lies between 0 and 100");
        resolver.report(Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(span, Text::default()));
    }
}

fn one_of(span: Span, keys: &str, resolver: &mut Resolver) {
    resolver.report(
        Diagnostic::error(
            &codes::ONE_KIND_ONLY,
            say!("要写且只能写其中一个：{keys}", "exactly one of {keys} is needed"),
        )
        .at(span, Text::default()),
    );
}

pub(super) fn lists(resolver: &mut Resolver) -> Vec<List> {
    let docs = &resolver.document.list;
    let mut lists = Vec::new();
    for doc in docs {
        let cut = match (&doc.top, &doc.top_percent) {
            (None, None) => Cut::Everyone,
            (Some(top), None) => {
                if top.value == 0 {
                    let problem = say!("榜单至少收一家", "a list takes at least one firm");
                    resolver.report(
                        Diagnostic::error(&codes::OUT_OF_RANGE, problem)
                            .at(top.span, Text::default()),
                    );
                }
                Cut::Top(top.value)
            }
            (None, Some(band)) => {
                percent_range(band.value.from, band.span, resolver);
                percent_range(band.value.to, band.span, resolver);
                if band.value.from >= band.value.to {
                    let problem = say!("百分比区间是空的", "the band of percentages is empty");
                    resolver.report(
                        Diagnostic::error(&codes::OUT_OF_RANGE, problem)
                            .at(band.span, Text::default()),
                    );
                }
                Cut::Percent { from: band.value.from, to: band.value.to }
            }
            _ => {
                one_of(doc.id.span, "top, top_percent", resolver);
                continue;
            }
        };
        let filter = doc.filter.as_ref().and_then(|w| resolver.condition(w, Reach::Results));
        lists.push(List {
            id: doc.id.value.clone(),
            name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
            cut,
            within: resolver.within(doc.within.as_ref()),
            filter,
        });
    }
    lists
}

pub(super) fn qualify(resolver: &mut Resolver) -> Option<Qualify> {
    let doc = resolver.document.qualify.as_ref()?;
    let mut clauses = |written: &[Written<String>]| -> Vec<Clause> {
        let clause = |w: &Written<String>| {
            let when = resolver.condition(w, Reach::Results)?;
            Some(Clause { text: w.value.clone(), when })
        };
        written.iter().filter_map(clause).collect()
    };
    let pass = clauses(doc.pass.as_slice()).into_iter().next();
    Some(Qualify { pass, direct: clauses(&doc.direct.0), conditions: clauses(&doc.conditions.0) })
}

pub(super) fn rank(resolver: &mut Resolver) -> Rank {
    let default = RankDoc::default();
    let doc = resolver.document.rank.as_ref().unwrap_or(&default);
    let decimals = doc.decimals.as_ref().map_or(2, |d| d.value);
    if let (13.., Some(written)) = (decimals, &doc.decimals) {
        let problem = say!("小数位数应在 0 到 12 之间", "decimals lie between 0 and 12");
        resolver.report(
            Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(written.span, Text::default()),
        );
    }
    Rank {
        decimals: decimals.min(12) as u32,
        ties: doc.ties.as_ref().map(|ties| ties.value).unwrap_or_default(),
        break_by: doc.break_by.iter().filter_map(|w| break_by(w, resolver)).collect(),
    }
}

fn break_by(written: &Written<String>, resolver: &mut Resolver) -> Option<BreakBy> {
    let (key, descending) = sort_key(written);
    let value = resolver.typed(&key, None, Reach::Results)?;
    Some(BreakBy { value, descending })
}

/// `"研发费用 desc"`: what is compared, and whether large values come first.
pub(super) fn sort_key(written: &Written<String>) -> (Written<String>, bool) {
    let text = written.value.trim();
    let (key, descending) = match text.rsplit_once(char::is_whitespace) {
        Some((key, word)) if word.eq_ignore_ascii_case("desc") => (key, true),
        Some((key, word)) if word.eq_ignore_ascii_case("asc") => (key, false),
        _ => (text, false),
    };
    (Written { value: key.trim().to_string(), span: written.span }, descending)
}
