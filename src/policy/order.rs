//! Which policy has to be matched before which. Owns cycles among policies; must not match.

use std::collections::BTreeMap;

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};

use super::model::Policy;
use super::references::{Field, Reference};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Text, did_you_mean};
use crate::say;

/// Indices of policies in layers: each asks only for results of the layers before. Unknown ids and
/// cycles are noted.
pub(super) fn order(
    policies: &[Policy],
    references: &[Reference],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Vec<usize>> {
    let index: BTreeMap<&str, usize> =
        policies.iter().enumerate().map(|(at, policy)| (policy.id.as_str(), at)).collect();
    for reference in super::resolve::asked(references) {
        if !index.contains_key(reference.of.as_str()) {
            problems.push(unknown(reference, &index));
        }
    }
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = (0..policies.len()).map(|at| graph.add_node(at)).collect();
    for (at, policy) in policies.iter().enumerate() {
        for before in asks(policy, references, &index) {
            graph.update_edge(nodes[before], nodes[at], ());
        }
    }
    match toposort(&graph, None) {
        Ok(order) => {
            let order = order.into_iter().map(|node| graph[node]);
            layers(order, policies, references, &index)
        }
        Err(_) => {
            for circle in tarjan_scc(&graph) {
                let alone = circle.len() == 1 && !graph.contains_edge(circle[0], circle[0]);
                if !alone {
                    let mut members: Vec<usize> = circle.iter().map(|node| graph[*node]).collect();
                    members.sort_unstable();
                    problems.push(cycle(policies, &members));
                }
            }
            Vec::new()
        }
    }
}

/// Within a layer the order of the files, whatever the graph's own order.
fn layers(
    order: impl Iterator<Item = usize>,
    policies: &[Policy],
    references: &[Reference],
    index: &BTreeMap<&str, usize>,
) -> Vec<Vec<usize>> {
    let mut depth = vec![0usize; policies.len()];
    for at in order {
        let before = asks(&policies[at], references, index).into_iter();
        depth[at] = before.map(|before| depth[before] + 1).max().unwrap_or(0);
    }
    let deepest = depth.iter().max().map_or(0, |deepest| deepest + 1);
    let layer = |of: usize| (0..policies.len()).filter(|at| depth[*at] == of).collect();
    (0..deepest).map(layer).collect()
}

/// The policies whose result a policy asks for.
fn asks(policy: &Policy, references: &[Reference], index: &BTreeMap<&str, usize>) -> Vec<usize> {
    let eligible = references.iter().filter(|reference| reference.field == Field::Eligible);
    let known: Vec<(String, usize)> =
        eligible.filter_map(|r| Some((r.column(), *index.get(r.of.as_str())?))).collect();
    let mentioned = policy.conditions().chain(policy.measure()).flat_map(|typed| typed.columns());
    let mut asked: Vec<usize> = mentioned
        .filter_map(|column| known.iter().find(|(name, _)| name == column).map(|(_, at)| *at))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

fn unknown(reference: &Reference, index: &BTreeMap<&str, usize>) -> Diagnostic {
    let id = &reference.of;
    Diagnostic::error(&codes::UNKNOWN_POLICY, say!("没有政策「{id}」", "there is no policy `{id}`"))
        .at(reference.written.span, Text::default())
        .mend_if(did_you_mean(id, index.keys().copied()))
}

fn cycle(policies: &[Policy], members: &[usize]) -> Diagnostic {
    let names: Vec<&str> = members.iter().map(|at| policies[*at].id.as_str()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let message =
        say!("这些政策互相等对方的结果：{zh}", "these policies wait for each other: {en}");
    let mut problem = Diagnostic::error(&codes::CYCLE, message);
    for (nth, at) in members.iter().enumerate() {
        let place = policies[*at].place;
        problem = match nth {
            0 => problem.at(place, Text::default()),
            _ => problem.see(place, Text::default()),
        };
    }
    problem.mend(say!(
        "把其中一处 eligible('...') 改成申报材料里的列",
        "replace one of the eligible('...') by a column of the tables"
    ))
}
