//! [`Document`] -> [`Scheme`], or every problem at once. Owns the order in which things become
//! known: ids, then columns, then expressions, then the tree. Must not read files.

use std::collections::BTreeMap;

use super::document::*;
use super::expressions::{Expressions, Reach, Wanted};
use super::model::*;
use super::names::{self, Names};
use super::toml::Written;
use super::{firm_columns, lists, rules, tree};
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Lang, Sources, Text, has_errors};
use crate::expr::{Type, Typed};
use crate::say;

/// What resolving needs at every step.
pub(super) struct Resolver<'a> {
    pub document: &'a Document,
    pub names: Names,
    pub expressions: Expressions<'a>,
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// A typed expression; its problems are noted.
    pub fn typed(
        &mut self,
        written: &Written<String>,
        expected: Option<Type>,
        reach: Reach,
    ) -> Option<Typed> {
        let wanted = Wanted { written: written.clone(), expected, reach };
        self.expressions.typed(&wanted, self.problems)
    }

    /// A condition on a firm.
    pub fn condition(&mut self, written: &Written<String>, reach: Reach) -> Option<Typed> {
        self.typed(written, Some(Type::Flag), reach)
    }

    /// Notes a problem.
    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Who the peers are: "all", "stage" or a column of the tables.
    pub fn within(&mut self, written: Option<&Written<String>>) -> Within {
        match written.map(|w| w.value.as_str()) {
            None | Some("all") => Within::All,
            Some("stage") => Within::Stage,
            Some(column) => Within::Column(column.to_string()),
        }
    }
}

/// Resolves a document. The scheme is given only when there is no error.
pub fn resolve(
    document: &Document,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Scheme> {
    let names = names::check(document, problems);
    let wanted = wanted_expressions(document);
    let derives: Vec<String> = document.derive.iter().map(|d| d.name.value.clone()).collect();
    let results = result_names(document);
    let expressions =
        Expressions::collect(&wanted, &document.column, &derives, results, sources, problems);
    let mut resolver = Resolver { document, names, expressions, problems };
    let derives = resolve_derives(&mut resolver);
    let header = resolve_header(&mut resolver);
    let stages = resolve_stages(&mut resolver, header.language);
    let tree = tree::resolve(&mut resolver, &header, stages.len());
    let vetoes = lists::vetoes(&mut resolver);
    let grades = lists::grades(&mut resolver);
    let lists = lists::lists(&mut resolver);
    let qualify = lists::qualify(&mut resolver);
    let rank = lists::rank(&mut resolver);
    let firm = firm_columns::firm(&mut resolver);
    let columns = firm_columns::columns(&mut resolver, &firm);
    if has_errors(problems) {
        return None;
    }
    let (dimensions, indicators) = tree;
    let (mut stages, mut vetoes) = (stages, vetoes);
    let unit = |name: &str| {
        let column = columns.iter().find(|column| column.name == name);
        let derive = derives.iter().find(|derive| derive.name == name);
        column.map(|column| column.unit.as_str()).or(derive.map(|derive| derive.unit.as_str()))
    };
    let whens = stages.iter_mut().filter_map(|stage| stage.when.as_mut());
    whens.chain(vetoes.iter_mut().map(|veto| &mut veto.when)).for_each(|w| w.measured_in(unit));
    Some(Scheme {
        id: header.id,
        name: header.name,
        edition: header.edition,
        status: header.status,
        citation: header.citation,
        valid: header.valid,
        language: header.language,
        total: header.total,
        aggregate: header.aggregate,
        floor: header.floor,
        min_coverage: header.min_coverage,
        firm,
        columns,
        derives,
        stages,
        dimensions,
        indicators,
        vetoes,
        grades,
        lists,
        qualify,
        rank,
    })
}

/// Every expression of the document with what it must be.
fn wanted_expressions(document: &Document) -> Vec<Wanted> {
    let want = |written: &Written<String>, expected, reach| Wanted {
        written: written.clone(),
        expected,
        reach,
    };
    let mut all = Vec::new();
    for (index, derive) in document.derive.iter().enumerate() {
        all.push(want(&derive.value, None, Reach::DerivesBefore(index)));
    }
    let flag = Some(Type::Flag);
    all.extend(
        document.stage.iter().filter_map(|s| s.when.as_ref()).map(|w| want(w, flag, Reach::Firm)),
    );
    all.extend(document.veto.iter().map(|v| want(&v.when, flag, Reach::Firm)));
    for indicator in &document.indicator {
        rules::wanted(indicator, &mut all);
    }
    let filters = document.list.iter().filter_map(|l| l.filter.as_ref());
    all.extend(filters.map(|w| want(w, flag, Reach::Results)));
    if let Some(qualify) = &document.qualify {
        let clauses = qualify.pass.iter().chain(&qualify.direct.0).chain(&qualify.conditions.0);
        all.extend(clauses.map(|w| want(w, flag, Reach::Results)));
    }
    if let Some(rank) = &document.rank {
        let keys = rank.break_by.iter().map(|w| super::lists::sort_key(w).0);
        all.extend(keys.map(|w| want(&w, None, Reach::Results)));
    }
    all
}

/// What expressions over results may name besides columns.
fn result_names(document: &Document) -> BTreeMap<String, Type> {
    let nodes =
        document.dimension.iter().map(|d| &d.id).chain(document.indicator.iter().map(|i| &i.id));
    let mut names: BTreeMap<String, Type> =
        nodes.map(|id| (id.value.clone(), Type::Number)).collect();
    for (name, ty) in [
        ("total", Type::Number),
        ("coverage", Type::Number),
        ("stage", Type::Text),
        ("grade", Type::Text),
    ] {
        names.insert(name.to_string(), ty);
    }
    names
}

fn resolve_derives(resolver: &mut Resolver) -> Vec<Derive> {
    let mut derives = Vec::new();
    for (index, doc) in resolver.document.derive.iter().enumerate() {
        let typed = resolver.typed(&doc.value, None, Reach::DerivesBefore(index));
        resolver.expressions.set_derive(index, typed.as_ref().map(Typed::ty));
        if let Some(value) = typed {
            derives.push(Derive {
                name: doc.name.value.clone(),
                value,
                text: doc.value.value.clone(),
                unit: text(&doc.unit),
            });
        }
    }
    derives
}

/// `[scheme]` with its defaults.
pub(super) struct Header {
    id: String,
    name: String,
    edition: String,
    status: Status,
    citation: String,
    valid: (Option<jiff::civil::Date>, Option<jiff::civil::Date>),
    language: Option<Lang>,
    pub total: f64,
    pub aggregate: Aggregate,
    floor: f64,
    min_coverage: Option<f64>,
}

fn resolve_header(resolver: &mut Resolver) -> Header {
    let default = SchemeDoc::default();
    let doc = match &resolver.document.scheme {
        Some(doc) => doc,
        None => {
            if !resolver.document.broken.contains(&"scheme") {
                resolver.report(
                    Diagnostic::error(
                        &codes::MISSING_TABLE,
                        say!("缺少 [scheme] 表", "the table [scheme] is missing"),
                    )
                    .mend(say!(
                        "写上 [scheme]，其中有 id、total；`innopoints init` 会给出一个带注释的范例",
                        "add [scheme] with id and total; `innopoints init` writes a commented example"
                    )),
                );
            }
            &default
        }
    };
    let status = doc.status.as_ref().map(|s| s.value).unwrap_or_default();
    check_citation(doc, status, resolver);
    check_valid(doc, resolver);
    let valid = doc.valid.as_ref().map(|v| &v.value);
    let day = |date: Option<&Written<DateDoc>>| date.map(|d| d.value.0);
    Header {
        id: doc.id.value.clone(),
        name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
        edition: text(&doc.edition),
        status,
        citation: text(&doc.citation),
        valid: (day(valid.and_then(|v| v.from.as_ref())), day(valid.and_then(|v| v.to.as_ref()))),
        language: language(doc, resolver),
        total: total(doc, resolver),
        aggregate: doc.aggregate.as_ref().map(|a| a.value).unwrap_or_default(),
        floor: floor(doc, resolver),
        min_coverage: share_of(doc.min_coverage.as_ref(), resolver),
    }
}

fn total(doc: &SchemeDoc, resolver: &mut Resolver) -> f64 {
    match &doc.total {
        Some(total) if total.value > 0.0 && total.value <= tree::most_points(resolver.document) => {
            total.value
        }
        Some(total) => {
            let most = tree::most_points(resolver.document);
            let problem = say!(
                "总分必须大于 0，不超过 {most}",
                "the total must be above 0 and at most {most}"
            );
            resolver.report(
                Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(total.span, Text::default()),
            );
            0.0
        }
        None => {
            if resolver.document.scheme.is_some() && !doc.broken.contains(&"total") {
                let problem =
                    say!("[scheme] 里缺少 `total`（满分）", "`total` is missing in [scheme]");
                resolver.report(
                    Diagnostic::error(&codes::MISSING_KEY, problem).at(
                        doc.id.span,
                        say!("在这里加上 `total = 100`", "add `total = 100` here"),
                    ),
                );
            }
            0.0
        }
    }
}

/// The lowest total that a firm can have; one above the total would make all firms equal.
fn floor(doc: &SchemeDoc, resolver: &mut Resolver) -> f64 {
    let Some(floor) = &doc.floor else { return 0.0 };
    let highest = doc.total.as_ref().map_or(f64::MAX, |total| total.value);
    let lowest = -tree::most_points(resolver.document);
    if floor.value < lowest || floor.value >= highest {
        let problem = say!("`floor` 应低于总分", "`floor` lies below the total");
        resolver.report(
            Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(floor.span, Text::default()),
        );
    }
    floor.value
}

fn check_valid(doc: &SchemeDoc, resolver: &mut Resolver) {
    let Some(valid) = &doc.valid else { return };
    if let (Some(from), Some(to)) = (&valid.value.from, &valid.value.to)
        && from.value.0 > to.value.0
    {
        let problem = say!("有效期的结束早于开始", "the scheme ends before it begins");
        resolver.report(
            Diagnostic::error(&codes::OUT_OF_RANGE, problem)
                .at(to.span, say!("结束", "the end"))
                .see(from.span, say!("开始", "the beginning")),
        );
    }
}

fn check_citation(doc: &SchemeDoc, status: Status, resolver: &mut Resolver) {
    let cited = doc.citation.as_ref().is_some_and(|citation| !citation.value.trim().is_empty());
    if let (Status::Official, false, Some(written)) = (status, cited, &doc.status) {
        resolver.report(
            Diagnostic::error(
                &codes::NO_CITATION,
                say!(
                    "官方口径必须写明出处 `citation`",
                    "an official scheme must say its `citation`"
                ),
            )
            .at(written.span, say!("标为官方", "said to be official"))
            .mend(say!(
                "写上文件名和文号，或改为 status = \"illustrative\"",
                "name the document, or say status = \"illustrative\""
            )),
        );
    }
}

fn language(doc: &SchemeDoc, resolver: &mut Resolver) -> Option<Lang> {
    let written = doc.language.as_ref()?;
    match written.value.as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        other => {
            let problem = say!("没有语言 \"{other}\"", "there is no language \"{other}\"");
            resolver.report(
                Diagnostic::error(&codes::UNKNOWN_WORD, problem)
                    .at(written.span, say!("可选：\"zh\", \"en\"", "one of \"zh\", \"en\"")),
            );
            None
        }
    }
}

fn share_of(written: Option<&Written<f64>>, resolver: &mut Resolver) -> Option<f64> {
    let written = written?;
    if !(0.0..=1.0).contains(&written.value) {
        let problem = say!("覆盖率应在 0 到 1 之间", "coverage lies between 0 and 1");
        resolver.report(
            Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(written.span, Text::default()),
        );
    }
    Some(written.value)
}

fn resolve_stages(resolver: &mut Resolver, language: Option<Lang>) -> Vec<Stage> {
    let document = resolver.document;
    if document.stage.is_empty() {
        let name = Text::new("全部", "all");
        let name = name.get(language.unwrap_or(Lang::Zh)).to_string();
        return vec![Stage { id: "all".into(), name, when: None }];
    }
    let last = document.stage.len() - 1;
    let mut stages = Vec::new();
    for (index, doc) in document.stage.iter().enumerate() {
        if doc.when.is_none() && index != last {
            resolver.report(
                Diagnostic::error(
                    &codes::STAGE_SHADOWS,
                    say!(
                        "没有 `when` 的阶段收下所有剩余企业，只能放在最后",
                        "a stage without `when` takes every firm that is left, so it must be the last"
                    ),
                )
                .at(doc.id.span, Text::default()),
            );
        }
        let when = doc.when.as_ref().and_then(|w| resolver.condition(w, Reach::Firm));
        let name = doc.name.as_ref().unwrap_or(&doc.id).value.clone();
        stages.push(Stage { id: doc.id.value.clone(), name, when });
    }
    stages
}

/// The text of an optional key; empty when left out.
pub(super) fn text(written: &Option<Written<String>>) -> String {
    written.as_ref().map(|w| w.value.clone()).unwrap_or_default()
}
