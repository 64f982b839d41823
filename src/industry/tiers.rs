//! How far down the chain a party stands: one more than its furthest supplier. Owns what becomes of
//! circles: firms that supply each other stand in one tier.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

/// The tier of each node by its index; 0 for whoever buys nothing.
pub fn tiers<N, E>(graph: &DiGraph<N, E>) -> Vec<usize> {
    let circles = tarjan_scc(graph);
    let mut member = vec![0; graph.node_count()];
    for (circle, nodes) in circles.iter().enumerate() {
        nodes.iter().for_each(|node| member[node.index()] = circle);
    }
    let mut tier = vec![0; circles.len()];
    // The circles come buyers first: seen from the end, every supplier stands before its buyers.
    for circle in (0..circles.len()).rev() {
        for node in &circles[circle] {
            for buyer in graph.neighbors(*node).map(|buyer| member[buyer.index()]) {
                if buyer != circle {
                    tier[buyer] = tier[buyer].max(tier[circle] + 1);
                }
            }
        }
    }
    member.into_iter().map(|circle| tier[circle]).collect()
}
