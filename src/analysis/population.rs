//! The firms that an analysis speaks of, the length of the list by which it speaks, and whom a
//! formula wipes out. Owns who is looked at; must not know what is measured.

use super::tree::NodePoints;
use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, counted_as};
use crate::say;
use crate::scheme::{Aggregate, Kind, Node, Scheme};
use crate::scoring::{Scored, Status};

/// The ranked firms, best first: in an order that rows do not decide, so that sums are the same to
/// the last digit however a table is sorted.
///
/// # Errors
/// Fewer than three.
pub fn ranked(scored: &Scored) -> Result<Vec<usize>, Diagnostic> {
    let status = &scored.ranking.status;
    let order = scored.ranking.order.iter().copied();
    let ranked: Vec<usize> = order.filter(|firm| status[*firm] == Status::Ranked).collect();
    if ranked.len() < 3 { Err(too_few(ranked.len(), status)) } else { Ok(ranked) }
}

fn too_few(n: usize, status: &[Status]) -> Diagnostic {
    let count = |wanted: Status| status.iter().filter(|status| **status == wanted).count();
    let (vetoed, little) = (count(Status::Vetoed), count(Status::Insufficient));
    let nowhere = count(Status::NoStage);
    let are = counted_as(n, "firm is", "firms are");
    let problem = Diagnostic::error(
        &codes::TOO_FEW_FIRMS,
        say!(
            "已排名的企业只有 {n} 家，至少要 3 家才能分析",
            "only {are} ranked; an analysis needs at least 3"
        ),
    );
    if vetoed + little + nowhere == 0 {
        return problem;
    }
    problem.mend(say!(
        "其余企业没有排名：{vetoed} 家被否决，{little} 家数据不足，{nowhere} 家不属于任何阶段",
        "the others have no rank: {vetoed} are vetoed, {little} have too little data, {nowhere} are in no stage"
    ))
}

/// The list length by which changes are told: the one that is asked for; else as many as stand on
/// the scheme's first list, where that is not everyone; else a tenth of the firms, at least 3.
pub fn list_length(scored: &Scored, asked: Option<u32>) -> usize {
    if let Some(asked) = asked {
        return asked as usize;
    }
    let status = &scored.ranking.status;
    let all = status.iter().filter(|status| **status == Status::Ranked).count();
    let members = |list: &crate::scoring::Listed| {
        list.groups.iter().map(|(_, firms)| firms.len()).sum::<usize>()
    };
    let first = scored.ranking.lists.iter().find(|listed| listed.list == 0).map(members);
    first.filter(|size| (1..all).contains(size)).unwrap_or((all / 10).max(3))
}

/// A node whose formula makes it 0 as soon as one part is 0, and how many firms that happens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wiped {
    /// The dimension; none: the total.
    pub node: Option<usize>,
    /// How many firms.
    pub firms: usize,
}

/// Where a geometric or harmonic mean meets shares of 0, of some firms.
pub fn wiped(scheme: &Scheme, scored: &Scored, firms: &[usize]) -> Vec<Wiped> {
    let points: Vec<NodePoints> =
        (0..scheme.stages.len()).map(|stage| NodePoints::of(scheme, stage)).collect();
    let is_zero = |node: &Node, firm: usize| {
        let share = match node {
            Node::Dimension(at) => scored.points.dimension_shares[*at].get(firm),
            Node::Indicator(at) => scored.shares.share[*at].get(firm),
        };
        let weighs =
            scored.derived.stage[firm].is_some_and(|s| points[s as usize].node(*node) > 0.0);
        weighs && share.is_some_and(|share| share <= 0.0)
    };
    let count = |node: Option<usize>, aggregate: Aggregate, children: &[Node]| {
        let wipes = matches!(aggregate, Aggregate::Geometric | Aggregate::Harmonic);
        let hit = |firm: &&usize| children.iter().any(|child| is_zero(child, **firm));
        let firms = if wipes { firms.iter().filter(hit).count() } else { 0 };
        (firms > 0).then_some(Wiped { node, firms })
    };
    let tops: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
    let base = scheme.dimensions.iter().enumerate().filter(|(_, d)| d.kind == Kind::Base);
    let below = base.filter_map(|(at, d)| count(Some(at), d.aggregate, &d.children));
    count(None, scheme.aggregate, &tops).into_iter().chain(below).collect()
}
