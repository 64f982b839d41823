//! Two schemes' trees laid over each other by id. Owns who is whose counterpart; must not know
//! points.

use std::collections::BTreeMap;

use crate::scheme::{Kind, Node, Scheme};

/// Both trees as one.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Every node of either tree, the first tree's first.
    pub nodes: Vec<Entry>,
    /// The top dimensions.
    pub tops: Vec<Child>,
}

/// A node of either tree or of both.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name, the second tree's where it has one.
    pub name: String,
    /// In the first tree and in the second.
    pub node: [Option<Node>; 2],
    /// What stands below it on either side.
    pub children: Vec<Child>,
}

/// A child, and on which sides it stands below this parent: a node may have moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Child {
    /// Index into [`Outline::nodes`].
    pub entry: usize,
    /// In the first tree and in the second.
    pub on: [bool; 2],
}

impl Outline {
    /// Lays the second scheme over the first.
    pub fn new(schemes: [&Scheme; 2]) -> Self {
        let mut outline = Outline { nodes: Vec::new(), tops: Vec::new() };
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (side, scheme) in schemes.into_iter().enumerate() {
            let dimensions = (0..scheme.dimensions.len()).map(Node::Dimension);
            for node in dimensions.chain((0..scheme.indicators.len()).map(Node::Indicator)) {
                let id = scheme.node_id(node).to_string();
                let at = *places.entry(id.clone()).or_insert_with(|| {
                    let (name, children) = (String::new(), Vec::new());
                    outline.nodes.push(Entry { id, name, node: [None; 2], children });
                    outline.nodes.len() - 1
                });
                outline.nodes[at].name = name_of(scheme, node).to_string();
                outline.nodes[at].node[side] = Some(node);
            }
        }
        for (side, scheme) in schemes.into_iter().enumerate() {
            for kind in [Kind::Base, Kind::Bonus, Kind::Deduction] {
                for top in scheme.top(kind) {
                    add(&mut outline.tops, places[&scheme.dimensions[top].id], side);
                }
            }
            for dimension in &scheme.dimensions {
                for child in &dimension.children {
                    let entry = places[scheme.node_id(*child)];
                    add(&mut outline.nodes[places[&dimension.id]].children, entry, side);
                }
            }
        }
        outline
    }

    /// Whether a node is a dimension wherever it is.
    pub fn is_dimension(&self, entry: usize) -> bool {
        self.nodes[entry].node.iter().flatten().all(|node| matches!(node, Node::Dimension(_)))
    }
}

fn add(children: &mut Vec<Child>, entry: usize, side: usize) {
    match children.iter_mut().find(|child| child.entry == entry) {
        Some(child) => child.on[side] = true,
        None => {
            let mut on = [false; 2];
            on[side] = true;
            children.push(Child { entry, on });
        }
    }
}

/// A node's name for people.
pub fn name_of(scheme: &Scheme, node: Node) -> &str {
    match node {
        Node::Dimension(at) => &scheme.dimensions[at].name,
        Node::Indicator(at) => &scheme.indicators[at].name,
    }
}
