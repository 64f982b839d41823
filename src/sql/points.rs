//! Shares -> points: the tree added up as the scoring room adds it, in whole units of the last
//! decimal kept in doubles, which are exact up to 2^53. Owns the upper layers of `score.sql`.

use super::plan::{Plan, share_is_used};
use crate::scheme::{Aggregate, Kind, Node};
use crate::scoring::scaled;

/// The root's base part, under a name that no node has: `total` is reserved.
const BASE: &str = "total base";

/// Adds points of every node and the total.
pub(super) fn points(plan: &mut Plan) {
    plan.layers.phase("points");
    let tops = plan.scheme.dimensions.iter().enumerate().filter(|(_, d)| d.parent.is_none());
    let tops: Vec<usize> = tops.map(|(at, _)| at).collect();
    for top in &tops {
        presence(plan, *top);
    }
    let base: Vec<Node> = plan.scheme.top(Kind::Base).map(Node::Dimension).collect();
    let factor = factor(plan, "total", &base, plan.scheme.aggregate, None);
    for top in &tops {
        let own = match plan.scheme.dimensions[*top].kind {
            Kind::Base => factor.clone(),
            Kind::Bonus | Kind::Deduction => None,
        };
        dimension(plan, *top, own);
    }
    plan.layers.phase("total");
    total(plan, &base, factor);
}

/// Whether anything below a dimension is there, where all of it can drop out.
fn presence(plan: &mut Plan, at: usize) {
    let dimension = &plan.scheme.dimensions[at];
    for child in &dimension.children {
        if let Node::Dimension(below) = child {
            presence(plan, *below);
        }
    }
    if plan.maxima.dimension_drops[at] {
        let present: Vec<String> =
            dimension.children.iter().map(|child| is_present(plan, *child)).collect();
        let name = plan.of(&dimension.id, "present");
        let sql = format!("CASE WHEN {} THEN 1 ELSE 0 END", present.join(" OR "));
        plan.add(&name, format!("{}: whether any of it is known", dimension.name), sql);
    }
}

fn is_present(plan: &Plan, node: Node) -> String {
    match node {
        Node::Indicator(at) => {
            format!("{} IS NOT NULL", plan.of(&plan.scheme.indicators[at].id, "share"))
        }
        Node::Dimension(at) => {
            format!("{} = 1", plan.of(&plan.scheme.dimensions[at].id, "present"))
        }
    }
}

/// By what siblings grow where some dropped out; none where that cannot be.
fn factor(
    plan: &mut Plan,
    id: &str,
    nodes: &[Node],
    aggregate: Aggregate,
    above: Option<String>,
) -> Option<String> {
    if !plan.maxima.rescales(nodes, aggregate) {
        return above;
    }
    let scheme = plan.scheme;
    let points = |node: Node| -> Vec<f64> {
        (0..scheme.stages.len()).map(|stage| scheme.node_points(node, stage)).collect()
    };
    let zero = plan.number(0.0);
    let counted = nodes.iter().map(|node| {
        let points = plan.number_by_stage(&points(*node));
        match plan.maxima.drops(*node) {
            true => format!("CASE WHEN {} THEN {points} ELSE {zero} END", is_present(plan, *node)),
            false => points,
        }
    });
    let counted: Vec<String> = counted.collect();
    let left = plan.of(id, "left");
    plan.add(&left, format!("{id}: the points of what did not drop out"), counted.join(" + "));
    let all = plan.by_stage(|stage| {
        plan.number(nodes.iter().map(|node| scheme.node_points(*node, stage)).sum())
    });
    let one = plan.number(1.0);
    let (grown, kept) = match &above {
        Some(above) => (format!("{above} * ({all} / NULLIF({left}, 0))"), above.clone()),
        None => (format!("{all} / NULLIF({left}, 0)"), one),
    };
    let factor = plan.of(id, "factor");
    plan.add(&factor, "", format!("CASE WHEN {left} > {zero} THEN {grown} ELSE {kept} END"));
    Some(factor)
}

/// A node's maximum for the firm.
fn maximum(plan: &Plan, node: Node, factor: &Option<String>) -> String {
    let stages = 0..plan.scheme.stages.len();
    let points: Vec<f64> = stages.map(|stage| plan.scheme.node_points(node, stage)).collect();
    let points = plan.number_by_stage(&points);
    match factor {
        Some(factor) => format!("({points} * {factor})"),
        None => points,
    }
}

/// Units of `share * maximum`: the size first, then the rounding, in layers of their own.
fn units(plan: &mut Plan, id: &str, about: &str, size: String) -> String {
    let scaled = match plan.scheme.rank.decimals {
        0 => size,
        _ => format!("{size} * {}", plan.number(plan.unit())),
    };
    let name = plan.of(id, "size");
    plan.add(&name, format!("{about}: points before rounding"), scaled);
    let units = plan.of(id, "units");
    let sql = plan.rounded(&name);
    plan.add(&units, format!("{about}: half away from zero"), sql);
    units
}

/// A child as its parent sees it; texts are SQL.
struct Part {
    node: Node,
    drops: bool,
    weight: String,
    share: String,
    units: String,
}

fn dimension(plan: &mut Plan, at: usize, own_factor: Option<String>) {
    let scheme = plan.scheme;
    let dimension = &scheme.dimensions[at];
    let (id, aggregate) = (&dimension.id, dimension.aggregate);
    let below = factor(plan, id, &dimension.children, aggregate, own_factor.clone());
    let parts: Vec<Part> =
        dimension.children.iter().map(|child| part(plan, *child, below.clone())).collect();
    let own = maximum(plan, Node::Dimension(at), &own_factor);
    let alive = match plan.maxima.dimension_drops[at] {
        true => Some(is_present(plan, Node::Dimension(at))),
        false => staged(plan, aggregate),
    };
    let used = share_is_used(scheme, at);
    if aggregate == Aggregate::Sum {
        sum(plan, at, &parts, &own, own_factor.is_some(), &alive);
        if used {
            let earned = plan.of(id, "earned");
            let products = parts.iter().map(|p| {
                let product = format!("{} * {}", p.share, p.weight);
                if p.drops { format!("COALESCE({product}, {})", plan.number(0.0)) } else { product }
            });
            let products = products.collect::<Vec<_>>().join(" + ");
            plan.add(&earned, format!("{}: unrounded", dimension.name), guarded(&alive, products));
            let (zero, one) = (plan.number(0.0), plan.number(1.0));
            let share = plan.of(id, "share");
            let ratio = format!("{earned} / NULLIF({own}, 0)");
            let sql = format!(
                "CASE WHEN {earned} IS NOT NULL AND NOT {own} > {zero} THEN {zero} WHEN {ratio} > {one} THEN {one} ELSE {ratio} END"
            );
            plan.add(&share, "", sql);
        }
        return;
    }
    let share = plan.of(id, "share");
    weighted(plan, id, &dimension.name, aggregate, &parts, &alive);
    units(plan, id, &dimension.name, format!("{share} * {own}"));
}

/// Weights alone are numbers where a firm has no stage; a sum is missing by itself.
fn staged(plan: &Plan, aggregate: Aggregate) -> Option<String> {
    let needed = aggregate != Aggregate::Sum && !plan.always_staged();
    needed.then(|| format!("{} IS NOT NULL", plan.stage()))
}

fn guarded(alive: &Option<String>, sql: String) -> String {
    match alive {
        Some(alive) => format!("CASE WHEN {alive} THEN {sql} END"),
        None => sql,
    }
}

fn part(plan: &mut Plan, node: Node, factor: Option<String>) -> Part {
    let weight = maximum(plan, node, &factor);
    let id = plan.scheme.node_id(node).to_string();
    match node {
        Node::Indicator(at) => {
            let indicator = &plan.scheme.indicators[at];
            let size = format!("{} * {weight}", plan.of(&id, "share"));
            units(plan, &id, &indicator.name, size);
        }
        Node::Dimension(at) => dimension(plan, at, factor),
    }
    let (share, units) = (plan.of(&id, "share"), plan.of(&id, "units"));
    Part { node, drops: plan.maxima.drops(node), weight, share, units }
}

/// Whole units added, at most the node's own.
fn sum(
    plan: &mut Plan,
    at: usize,
    parts: &[Part],
    own: &str,
    rescaled: bool,
    alive: &Option<String>,
) {
    let dimension = &plan.scheme.dimensions[at];
    let added = guarded(alive, added(plan, parts));
    let total = plan.of(&dimension.id, "sum");
    plan.add(&total, format!("{}: its points added", dimension.name), added);
    let cap = match rescaled {
        true => {
            let size = plan.of(&dimension.id, "cap");
            let sql = format!("{own} * {}", plan.number(plan.unit()));
            plan.add(&size, "", sql);
            plan.rounded(&size)
        }
        false => plan.by_stage(|stage| {
            plan.number(scaled(dimension.points[stage], plan.scheme.rank.decimals) as f64)
        }),
    };
    let units = plan.of(&dimension.id, "units");
    let sql = format!("CASE WHEN {total} > {cap} THEN {cap} ELSE {total} END");
    plan.add(&units, format!("{}: at most its own", dimension.name), sql);
}

fn added(plan: &Plan, parts: &[Part]) -> String {
    let zero = plan.number(0.0);
    let one = |part: &Part| match part.drops {
        true => format!("COALESCE({}, {zero})", part.units),
        false => part.units.clone(),
    };
    parts.iter().map(one).collect::<Vec<_>>().join(" + ")
}

/// Weighted means; parts that dropped out or weigh nothing do not count.
fn weighted(
    plan: &mut Plan,
    id: &str,
    about: &str,
    aggregate: Aggregate,
    parts: &[Part],
    alive: &Option<String>,
) {
    let (zero, one) = (plan.number(0.0), plan.number(1.0));
    let counts = |part: &Part| {
        let heavy = format!("{} > {zero}", part.weight);
        match part.drops {
            true => format!("{} AND {heavy}", is_present(plan, part.node)),
            false => heavy,
        }
    };
    let each = |of: &dyn Fn(&Part) -> String, joiner: &str| {
        let terms = parts
            .iter()
            .map(|part| format!("CASE WHEN {} THEN {} ELSE {zero} END", counts(part), of(part)));
        terms.collect::<Vec<_>>().join(joiner)
    };
    let weights = plan.of(id, "weights");
    let all_weights = each(&|part| part.weight.clone(), " + ");
    let share = plan.of(id, "share");
    let any_zero = || {
        let zeros = parts.iter().map(|p| format!("{} AND {} <= {zero}", counts(p), p.share));
        zeros.collect::<Vec<_>>().join(" OR ")
    };
    let top = plan.of(id, "over");
    let (over, sql) = match aggregate {
        Aggregate::Harmonic => {
            let over = each(&|p| format!("{} / NULLIF({}, 0)", p.weight, p.share), " + ");
            (
                over,
                format!(
                    "WHEN {} THEN {zero} ELSE {one} / NULLIF({top} / NULLIF({weights}, 0), 0)",
                    any_zero()
                ),
            )
        }
        Aggregate::Min => {
            let smallest = (0..parts.len()).map(|at| {
                let own = &parts[at];
                let others = (0..parts.len()).filter(|other| *other != at);
                let least = others.map(|other| {
                    format!(
                        "(NOT ({}) OR {} <= {})",
                        counts(&parts[other]),
                        own.share,
                        parts[other].share
                    )
                });
                let least = std::iter::once(format!("({})", counts(own))).chain(least);
                format!(" WHEN {} THEN {}", least.collect::<Vec<_>>().join(" AND "), own.share)
            });
            (format!("CASE{} END", smallest.collect::<String>()), format!("ELSE {top}"))
        }
        _ => {
            let over = each(&|part| format!("{} * {}", part.weight, part.share), " + ");
            (over, format!("ELSE {top} / NULLIF({weights}, 0)"))
        }
    };
    plan.add(&weights, format!("{about}: the weights that count"), guarded(alive, all_weights));
    plan.add(&top, "", guarded(alive, over));
    let sql = format!("CASE WHEN {weights} <= {zero} THEN {zero} {sql} END");
    let sql = match alive {
        Some(alive) => format!("CASE WHEN {alive} THEN {sql} END"),
        None => format!("CASE WHEN {weights} IS NOT NULL THEN {sql} END"),
    };
    plan.add(&share, format!("{about}: {}", aggregate_name(aggregate)), sql);
}

fn aggregate_name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Mean => "mean",
        Aggregate::Geometric => "geometric",
        Aggregate::Harmonic => "harmonic",
        Aggregate::Min => "min",
    }
}

fn total(plan: &mut Plan, base: &[Node], factor: Option<String>) {
    let scheme = plan.scheme;
    let part = |node: &Node| {
        let id = scheme.node_id(*node);
        Part {
            node: *node,
            drops: plan.maxima.drops(*node),
            weight: maximum(plan, *node, &factor),
            share: plan.of(id, "share"),
            units: plan.of(id, "units"),
        }
    };
    let parts: Vec<Part> = base.iter().map(part).collect();
    let all_drop = parts.iter().all(|part| part.drops);
    let present: Vec<String> = parts.iter().map(|part| is_present(plan, part.node)).collect();
    let alive = match all_drop {
        true => Some(present.join(" OR ")),
        false => staged(plan, scheme.aggregate),
    };
    let decimals = scheme.rank.decimals;
    let base_points = plan.of("total", "base");
    if scheme.aggregate == Aggregate::Sum {
        let sum = plan.of("total", "sum");
        let sql = guarded(&alive, added(plan, &parts));
        plan.add(&sum, "the base added up", sql);
        let cap = plan.number(scaled(scheme.total, decimals) as f64);
        let sql = format!("CASE WHEN {sum} > {cap} THEN {cap} ELSE {sum} END");
        plan.add(&base_points, "at most the scheme's total", sql);
    } else {
        weighted(plan, BASE, "the base", scheme.aggregate, &parts, &alive);
        let size = format!("{} * {}", plan.of(BASE, "share"), plan.number(scheme.total));
        let units = units(plan, BASE, "the base", size);
        plan.add(&base_points, "", units);
    }
    let zero = plan.number(0.0);
    let mut sql = base_points.clone();
    for (kind, sign) in [(Kind::Bonus, "+"), (Kind::Deduction, "-")] {
        for top in scheme.top(kind) {
            let units = plan.of(&scheme.dimensions[top].id, "units");
            sql += &format!(" {sign} COALESCE({units}, {zero})");
        }
    }
    let whole = plan.of("total", "all");
    plan.add(&whole, "base + bonus - deduction", sql);
    let floor = plan.number(scaled(scheme.floor, decimals) as f64);
    let units = plan.of("total", "units");
    let sql = format!("CASE WHEN {whole} < {floor} THEN {floor} ELSE {whole} END");
    plan.add(&units, "never below the floor", sql);
}
