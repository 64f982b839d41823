//! A node's change, split over everything below it by sequential replacement: leaf by leaf and rule
//! by rule the first state is replaced by the second, in the order of the file and once more in
//! reverse, and the steps are averaged (the mean of two orders of the Shapley decomposition,
//! Shorrocks 2013). Every step is the difference of two values that the node really takes, so that
//! no part is larger than the node, whatever the formula; all steps add up to the node's change.

use super::outline::{Child, Outline};
use super::tree::joined;
use crate::scheme::{Aggregate, Node};

/// What a side of a comparison knows of its nodes.
pub trait State {
    /// A node's points at most, and its share; nothing where it does not count.
    fn state(&self, node: Node) -> Option<(f64, f64)>;
    /// How a node's children make it, its points at most, and what it does to the total; none: the
    /// root.
    fn rule(&self, node: Option<Node>) -> Rule;
}

/// How children make a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The formula.
    pub aggregate: Aggregate,
    /// Points at most.
    pub own: f64,
    /// -1 for deductions.
    pub sign: f64,
}

/// A step: whose, and how far it moves the node. No entry: the root's own rule.
pub type Step = (Option<usize>, f64);

/// Splits the change of a node (none: the root) over what stands below it and its own rule.
pub fn steps<S: State>(
    outline: &Outline,
    sides: [&S; 2],
    parent: Option<Child>,
    children: &[Child],
) -> Vec<Step> {
    let mut growing = Growing { outline, sides, owners: Vec::new() };
    let top = match parent {
        Some(child) => growing.branch(child, child.on),
        None => growing.root(children),
    };
    let players = growing.owners.len();
    let mut steps: Vec<Step> = growing.owners.into_iter().map(|owner| (owner, 0.0)).collect();
    walk(&top, 0..players, &mut steps);
    walk(&top, (0..players).rev(), &mut steps);
    steps
}

/// A tree in which every leaf and every rule can be in either state.
enum Branch {
    Leaf { player: usize, states: [Option<(f64, f64)>; 2] },
    Joint { player: usize, rules: [Rule; 2], children: Vec<Branch> },
}

struct Growing<'a, S> {
    outline: &'a Outline,
    sides: [&'a S; 2],
    /// Whose step each player's is.
    owners: Vec<Option<usize>>,
}

impl<S: State> Growing<'_, S> {
    fn player(&mut self, owner: Option<usize>) -> usize {
        self.owners.push(owner);
        self.owners.len() - 1
    }

    fn root(&mut self, children: &[Child]) -> Branch {
        let children = children.iter().map(|child| self.branch(*child, child.on)).collect();
        let rules = self.sides.map(|side| side.rule(None));
        Branch::Joint { player: self.player(None), rules, children }
    }

    /// `on` says on which sides everything above stands here: a node may have moved.
    fn branch(&mut self, child: Child, on: [bool; 2]) -> Branch {
        let outline = self.outline;
        let entry = &outline.nodes[child.entry];
        let node = [0, 1].map(|side| entry.node[side].filter(|_| on[side]));
        if !outline.is_dimension(child.entry) {
            let states = [0, 1].map(|at| node[at].and_then(|node| self.sides[at].state(node)));
            return Branch::Leaf { player: self.player(Some(child.entry)), states };
        }
        let below =
            |below: &Child| self.branch(*below, [0, 1].map(|side| on[side] && below.on[side]));
        let children = entry.children.iter().map(below).collect();
        // A dimension that is new has its rule from the start: its points are its children's.
        let of = |at: usize| node[at].map(|node| self.sides[at].rule(Some(node)));
        let rules = match [of(0), of(1)] {
            [Some(a), Some(b)] => [a, b],
            [Some(one), None] | [None, Some(one)] => [one, one],
            [None, None] => [Rule { aggregate: Aggregate::Sum, own: 0.0, sign: 1.0 }; 2],
        };
        Branch::Joint { player: self.player(Some(child.entry)), rules, children }
    }
}

impl Branch {
    /// Weight and share with each player in the state of the given side.
    fn state(&self, sides: &[usize]) -> Option<(f64, f64)> {
        match self {
            Branch::Leaf { player, states } => states[sides[*player]],
            Branch::Joint { player, rules, children } => {
                let rule = rules[sides[*player]];
                let states = children.iter().filter_map(|child| child.state(sides));
                Some((rule.own, joined(rule.aggregate, rule.own, states)?))
            }
        }
    }

    fn points(&self, sides: &[usize]) -> f64 {
        let sign = match self {
            Branch::Joint { player, rules, .. } => rules[sides[*player]].sign,
            Branch::Leaf { .. } => 1.0,
        };
        self.state(sides).map_or(0.0, |(own, share)| sign * own * share)
    }
}

/// Adds half of each step: there are two walks.
fn walk(top: &Branch, order: impl Iterator<Item = usize>, steps: &mut [Step]) {
    let mut sides = vec![0; steps.len()];
    let mut last = top.points(&sides);
    for player in order {
        sides[player] = 1;
        let next = top.points(&sides);
        steps[player].1 += (next - last) / 2.0;
        last = next;
    }
}
