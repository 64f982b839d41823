//! The tree: who stands below whom, and points that add up. Must not know how shares are made.

use super::document::*;
use super::model::*;
use super::resolve::{Header, Resolver, text};
use super::toml::Written;
use super::{rules, shape};
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Span, Text, did_you_mean};
use crate::say;

/// Points that differ by less than this share of their size are equal: weights are written in
/// decimal and added in binary.
const TOLERANCE: f64 = 1e-9;

/// Resolves dimensions and indicators, bottom up.
pub(super) fn resolve(
    resolver: &mut Resolver,
    header: &Header,
    stages: usize,
) -> (Vec<Dimension>, Vec<Indicator>) {
    let document = resolver.document;
    if document.indicator.is_empty() && !document.broken.contains(&"indicator") {
        resolver.report(
            Diagnostic::error(
                &codes::NO_INDICATORS,
                say!("方案里没有指标", "the scheme has no indicators"),
            )
            .mend(say!("至少写一个 [[indicator]]", "add at least one [[indicator]]")),
        );
    }
    let parents: Vec<Option<usize>> =
        document.dimension.iter().map(|d| parent(d, resolver)).collect();
    shape::cycles(&parents, resolver);
    shape::depth(&parents, resolver);
    let homes: Vec<Option<usize>> = document.indicator.iter().map(|i| home(i, resolver)).collect();
    let mut dimensions: Vec<Dimension> = document
        .dimension
        .iter()
        .enumerate()
        .map(|(index, doc)| dimension(doc, index, &parents, &homes, resolver))
        .collect();
    let kinds: Vec<Kind> = (0..dimensions.len()).map(|at| branch_kind(at, &dimensions)).collect();
    for (dimension, kind) in dimensions.iter_mut().zip(kinds) {
        dimension.kind = kind;
    }
    let indicators: Vec<Indicator> = document
        .indicator
        .iter()
        .zip(&homes)
        .filter_map(|(doc, home)| {
            let kind = home.map_or(Kind::Base, |home| dimensions[home].kind);
            let points = indicator_points(doc, stages, resolver);
            rules::indicator(doc, home.unwrap_or(0), kind, points, resolver)
        })
        .collect();
    // Points are added only in a tree whose parts are all there.
    let whole = indicators.len() == document.indicator.len()
        && !crate::diagnostic::has_errors(resolver.problems);
    if whole {
        fill_points(&mut dimensions, &indicators, stages, resolver);
        check_total(&dimensions, header, stages, resolver);
    }
    (dimensions, indicators)
}

fn parent(doc: &DimensionDoc, resolver: &mut Resolver) -> Option<usize> {
    let written = doc.parent.as_ref()?;
    if let (Some(kind), true) =
        (&doc.kind, doc.kind.as_ref().is_some_and(|k| k.value != Kind::Base))
    {
        resolver.report(
            Diagnostic::error(
                &codes::KIND_BELOW_TOP,
                say!(
                    "只有最上层的维度能是加分项或扣分项",
                    "only a top dimension can be a bonus or a deduction"
                ),
            )
            .at(kind.span, Text::default())
            .see(written.span, say!("它在另一个维度之下", "it stands below another dimension")),
        );
    }
    find_dimension(written, resolver)
}

fn home(doc: &IndicatorDoc, resolver: &mut Resolver) -> Option<usize> {
    match &doc.dimension {
        Some(written) => find_dimension(written, resolver),
        None => {
            if !doc.broken.contains(&"dimension") {
                missing_key(&doc.id, "dimension", resolver);
            }
            None
        }
    }
}

fn missing_key(id: &Written<String>, key: &str, resolver: &mut Resolver) {
    let name = &id.value;
    resolver.report(
        Diagnostic::error(
            &codes::MISSING_KEY,
            say!("「{name}」缺少 `{key}`", "`{name}` lacks `{key}`"),
        )
        .at(id.span, say!("在这里加上 `{key} = ...`", "add `{key} = ...` here")),
    );
}

fn find_dimension(written: &Written<String>, resolver: &mut Resolver) -> Option<usize> {
    let name = &written.value;
    let found = resolver.names.dimensions.get(name).copied();
    if found.is_none() && !resolver.document.broken.contains(&"dimension") {
        let mend = did_you_mean(name, resolver.names.dimensions.keys().map(String::as_str));
        resolver.report(
            Diagnostic::error(
                &codes::UNKNOWN_DIMENSION,
                say!("没有维度「{name}」", "there is no dimension `{name}`"),
            )
            .at(written.span, Text::default())
            .mend_if(mend),
        );
    }
    found
}

fn dimension(
    doc: &DimensionDoc,
    index: usize,
    parents: &[Option<usize>],
    homes: &[Option<usize>],
    resolver: &mut Resolver,
) -> Dimension {
    let below = parents.iter().enumerate().filter(|(_, p)| **p == Some(index));
    let leaves = homes.iter().enumerate().filter(|(_, h)| **h == Some(index));
    let children: Vec<Node> = below
        .map(|(child, _)| Node::Dimension(child))
        .chain(leaves.map(|(child, _)| Node::Indicator(child)))
        .collect();
    let name = &doc.id.value;
    // Of two dimensions of one id, told elsewhere, only one has the children.
    let twice = resolver.document.dimension.iter().filter(|d| d.id.value == *name).count() > 1;
    let leaves_known = !resolver.document.broken.contains(&"indicator");
    if children.is_empty() && !twice && leaves_known {
        resolver.report(
            Diagnostic::error(
                &codes::EMPTY_DIMENSION,
                say!("维度「{name}」下面没有指标", "the dimension `{name}` has no indicators"),
            )
            .at(doc.id.span, Text::default())
            .mend(say!(
                "删去它，或让指标写 dimension = \"{name}\"",
                "remove it, or give an indicator dimension = \"{name}\""
            )),
        );
    }
    let stages = resolver.document.stage.len().max(1);
    let points = match &doc.points {
        Some(written) => points_per_stage(written, stages, resolver),
        None => Vec::new(),
    };
    Dimension {
        id: doc.id.value.clone(),
        name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
        about: text(&doc.about),
        kind: doc.kind.as_ref().map(|kind| kind.value).unwrap_or_default(),
        parent: parents[index],
        points,
        aggregate: doc.aggregate.as_ref().map(|a| a.value).unwrap_or_default(),
        children,
    }
}

fn branch_kind(index: usize, dimensions: &[Dimension]) -> Kind {
    let mut at = index;
    // As many steps as there are dimensions: a cycle, reported elsewhere, ends too.
    for _ in 0..dimensions.len() {
        match dimensions[at].parent {
            Some(parent) => at = parent,
            None => break,
        }
    }
    dimensions[at].kind
}

fn indicator_points(doc: &IndicatorDoc, stages: usize, resolver: &mut Resolver) -> Vec<f64> {
    match &doc.points {
        Some(written) => points_per_stage(written, stages, resolver),
        None => {
            if !doc.broken.contains(&"points") {
                missing_key(&doc.id, "points", resolver);
            }
            vec![0.0; stages]
        }
    }
}

fn points_per_stage(
    written: &Written<PointsDoc>,
    stages: usize,
    resolver: &mut Resolver,
) -> Vec<f64> {
    match &written.value {
        PointsDoc::One(points) => {
            positive(*points, written.span, resolver);
            vec![*points; stages]
        }
        PointsDoc::PerStage(entries) => staged_points(entries, written.span, stages, resolver),
    }
}

fn staged_points(
    entries: &[(Written<String>, Written<f64>)],
    span: Span,
    stages: usize,
    resolver: &mut Resolver,
) -> Vec<f64> {
    let mut points: Vec<Option<f64>> = vec![None; stages];
    for (stage, value) in entries {
        positive(value.value, value.span, resolver);
        match resolver.names.stages.get(&stage.value) {
            Some(index) => points[*index] = Some(value.value),
            None => unknown_stage(stage, resolver),
        }
    }
    let lacking: Vec<&str> = resolver
        .document
        .stage
        .iter()
        .zip(&points)
        .filter(|(_, points)| points.is_none())
        .map(|(stage, _)| stage.id.value.as_str())
        .collect();
    // A misspelt stage has been told; that it is lacking would be the same news again.
    let misspelt = entries.iter().any(|(s, _)| !resolver.names.stages.contains_key(&s.value));
    if !lacking.is_empty() && !misspelt {
        let names = lacking.join(", ");
        resolver.report(
            Diagnostic::error(
                &codes::STAGE_WITHOUT_POINTS,
                say!("有阶段没有写分数：{names}", "stages without points: {names}"),
            )
            .at(span, say!("这里缺 {names}", "{names} missing here"))
            .mend(say!(
                "不计分的阶段请写 0，不要省略",
                "write 0 for a stage in which it does not count"
            )),
        );
    }
    points.into_iter().map(Option::unwrap_or_default).collect()
}

fn unknown_stage(stage: &Written<String>, resolver: &mut Resolver) {
    let name = &stage.value;
    let mend = did_you_mean(name, resolver.names.stages.keys().map(String::as_str));
    let none = resolver.names.stages.is_empty();
    let problem = Diagnostic::error(
        &codes::UNKNOWN_STAGE,
        say!("没有阶段「{name}」", "there is no stage `{name}`"),
    )
    .at(stage.span, Text::default())
    .mend_if(mend);
    resolver.report(if none {
        problem.because(say!("方案里没有 [[stage]]", "the scheme has no [[stage]]"))
    } else {
        problem
    });
}

/// Points are counted in whole units of their last decimal, exactly: up to this many.
const UNITS: f64 = 9e15;

/// Weights below this would vanish beside any other.
const LEAST: f64 = 1e-9;

/// The largest number of points that can be told apart to the scheme's last decimal.
pub(super) fn most_points(document: &Document) -> f64 {
    let decimals = document.rank.as_ref().and_then(|rank| rank.decimals.as_ref());
    UNITS / 10f64.powi(decimals.map_or(2, |d| d.value.min(12)) as i32)
}

fn positive(points: f64, span: Span, resolver: &mut Resolver) {
    let most = most_points(resolver.document);
    if points > most || (points > 0.0 && points < LEAST) {
        let problem = say!(
            "分数应为 0，或在 {LEAST} 到 {most} 之间",
            "points are 0, or lie between {LEAST} and {most}"
        );
        resolver.report(Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(span, Text::default()));
    }
    if points < 0.0 {
        resolver.report(
            Diagnostic::error(
                &codes::OUT_OF_RANGE,
                say!("分数不能是负数", "points cannot be negative"),
            )
            .at(span, Text::default())
            .mend(say!(
                "要扣分，请放进 kind = \"deduction\" 的维度；低为好用 lower_is_better",
                "to subtract, use a dimension of kind = \"deduction\"; for low-is-good use lower_is_better"
            )),
        );
    }
}

/// Gives dimensions without points the sum of their children's, children first, and checks that
/// what is written adds up.
fn fill_points(
    dimensions: &mut [Dimension],
    indicators: &[Indicator],
    stages: usize,
    resolver: &mut Resolver,
) {
    for index in children_first(dimensions) {
        let sums: Vec<f64> =
            (0..stages).map(|stage| child_points(index, stage, dimensions, indicators)).collect();
        if dimensions[index].points.is_empty() {
            dimensions[index].points = sums;
        } else if dimensions[index].aggregate == Aggregate::Sum {
            check_sum(index, &sums, dimensions, resolver);
        }
    }
}

/// Every dimension after all that stand below it.
pub(super) fn children_first(dimensions: &[Dimension]) -> Vec<usize> {
    let depth = |mut at: usize| {
        let mut depth = 0;
        while let Some(parent) = dimensions[at].parent {
            depth += 1;
            at = parent;
        }
        depth
    };
    let mut order: Vec<usize> = (0..dimensions.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(depth(at)));
    order
}

fn child_points(at: usize, stage: usize, dims: &[Dimension], leaves: &[Indicator]) -> f64 {
    let points = dims[at].children.iter().map(|child| match child {
        Node::Dimension(index) => dims[*index].points[stage],
        Node::Indicator(index) => leaves[*index].points[stage],
    });
    points.sum()
}

fn check_sum(index: usize, sums: &[f64], dimensions: &[Dimension], resolver: &mut Resolver) {
    let dimension = &dimensions[index];
    let doc = &resolver.document.dimension[index];
    let span = doc.points.as_ref().map_or(doc.id.span, |points| points.span);
    let name = dimension.name.clone();
    for (stage, (sum, own)) in sums.iter().zip(&dimension.points).enumerate() {
        let (sum, own) = (tidy(*sum), tidy(*own));
        let which = stage_words(stage, resolver);
        let (zh, en) = (which.zh, which.en);
        if sum < own * (1.0 - TOLERANCE) {
            resolver.report(
                Diagnostic::error(
                    &codes::POINTS_DO_NOT_ADD_UP,
                    say!(
                        "「{name}」满分 {own}，{zh}下级只有 {sum}：满分拿不到",
                        "`{name}` has {own} points, but {en}its children have only {sum}: nobody can reach it"
                    ),
                )
                .at(span, say!("下级合计 {sum}", "the children add up to {sum}"))
                .mend(say!("改成 {sum}，或补足下级的分数", "write {sum}, or give the children more")),
            );
        } else if sum > own * (1.0 + TOLERANCE) && dimension.kind == Kind::Base {
            resolver.report(
                Diagnostic::warning(
                    &codes::POINTS_CAPPED,
                    say!(
                        "「{name}」{zh}下级合计 {sum}，超过满分 {own}：超出部分不计",
                        "{en}the children of `{name}` add up to {sum}, above its {own}: the sum is capped"
                    ),
                )
                .at(span, say!("封顶 {own}", "capped at {own}")),
            );
        }
    }
}

fn check_total(dimensions: &[Dimension], header: &Header, stages: usize, resolver: &mut Resolver) {
    let written = resolver.document.scheme.as_ref().and_then(|s| s.total.as_ref());
    let Some(span) = written.map(|total| total.span) else { return };
    let base = || dimensions.iter().filter(|d| d.parent.is_none() && d.kind == Kind::Base);
    if base().next().is_none() {
        resolver.report(
            Diagnostic::error(
                &codes::POINTS_DO_NOT_ADD_UP,
                say!(
                    "没有基础维度：总分无从谈起",
                    "there is no base dimension, so there is no total"
                ),
            )
            .at(span, Text::default()),
        );
    }
    if header.aggregate != Aggregate::Sum {
        return;
    }
    for stage in 0..stages {
        let sum = tidy(base().map(|d| d.points[stage]).sum());
        let total = header.total;
        if (sum - total).abs() <= total * TOLERANCE {
            continue;
        }
        let which = stage_words(stage, resolver);
        let (zh, en) = (which.zh, which.en);
        let parts: Vec<String> =
            base().map(|d| format!("{} {}", d.id, tidy(d.points[stage]))).collect();
        let parts = parts.join(" + ");
        resolver.report(
            Diagnostic::error(
                &codes::POINTS_DO_NOT_ADD_UP,
                say!(
                    "{zh}基础维度合计 {sum}，不等于总分 {total}",
                    "{en}the base dimensions add up to {sum}, not to the total of {total}"
                ),
            )
            .at(span, say!("总分 {total}", "the total is {total}"))
            .because(say!("{parts} = {sum}", "{parts} = {sum}"))
            .mend(say!(
                "写 total = {sum}，或改各维度的分数；权重不会被悄悄换算",
                "write total = {sum}, or change the dimensions; weights are never rescaled silently"
            )),
        );
    }
}

fn stage_words(stage: usize, resolver: &Resolver) -> Text {
    match resolver.document.stage.get(stage) {
        Some(doc) => {
            let id = &doc.id.value;
            let name = &doc.name.as_ref().unwrap_or(&doc.id).value;
            say!("在{name}，", "in stage {id} ")
        }
        None => Text::default(),
    }
}

/// Sums of decimals as a person would write them: 0.1 + 0.2 is 0.3.
fn tidy(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}
