//! Points as TOML: to paste, or written into the scheme's text with every comment left where it
//! stands. Must not know how the points were found.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::shares::{one_maximum, restate, states_points};
use crate::analysis::frozen::Setting;
use crate::scheme::{Node, Scheme};

/// The points of some nodes as tables to paste: over the scheme's own, or under `extends`.
pub fn to_paste(scheme: &Scheme, setting: &Setting, nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        let (kind, id) = (kind(*node), Value::from(scheme.node_id(*node)));
        let points = points(scheme, setting, *node);
        let note = match node {
            Node::Indicator(at) if states_points(&scheme.indicators[*at]) => {
                "# its rule states points: restate them in shares\n"
            }
            _ => "",
        };
        text.push_str(&format!("[[{kind}]]\nid = {id}\n{note}points = {points}\n\n"));
    }
    text
}

/// The scheme's text with other points for some nodes. A node that the text does not hold (it
/// stands in a scheme below) is added at the end, to be laid over the other. Rules that state
/// points are restated in shares.
///
/// # Errors
/// What the TOML reader says; the scheme was read before, so this is a fault of the program.
pub fn written_into(
    text: &str,
    scheme: &Scheme,
    setting: &Setting,
    nodes: &[Node],
) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for node in nodes {
        let points = points(scheme, setting, *node);
        let entries = document
            .entry(kind(*node))
            .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
            .as_array_of_tables_mut();
        let Some(entries) = entries else { continue };
        let id = scheme.node_id(*node);
        let found = entries.iter_mut().find(|e| e.get("id").and_then(Item::as_str) == Some(id));
        match found {
            Some(entry) => {
                set(entry, points, matches!(node, Node::Indicator(_)));
                in_shares(scheme, *node, entry);
            }
            None => {
                let mut entry = Table::new();
                entry.insert("id", Item::Value(id.into()));
                entry.insert("points", Item::Value(points));
                entries.push(entry);
            }
        }
    }
    Ok(document.to_string())
}

/// Indicators that cannot be given other points, because their rules state points that are not the
/// same share for everyone, or stand in a scheme below.
pub fn unwritable(text: &str, scheme: &Scheme, nodes: &[Node]) -> Vec<String> {
    let document: DocumentMut = text.parse().unwrap_or_default();
    let entries = document.get("indicator").and_then(Item::as_array_of_tables);
    let has_rule = |id: &str| {
        let found = entries
            .and_then(|all| all.iter().find(|e| e.get("id").and_then(Item::as_str) == Some(id)));
        found.is_some_and(|entry| entry.contains_key("rule"))
    };
    let refused = |node: &Node| match node {
        Node::Indicator(at) => {
            let indicator = &scheme.indicators[*at];
            let stuck = one_maximum(scheme, *at).is_none() || !has_rule(&indicator.id);
            (states_points(indicator) && stuck).then(|| indicator.id.clone())
        }
        Node::Dimension(_) => None,
    };
    nodes.iter().filter_map(refused).collect()
}

fn in_shares(scheme: &Scheme, node: Node, entry: &mut Table) {
    let Node::Indicator(at) = node else { return };
    if !states_points(&scheme.indicators[at]) {
        return;
    }
    if let (Some(maximum), Some(rule)) = (one_maximum(scheme, at), entry.get_mut("rule")) {
        restate(rule, maximum);
    }
}

/// A dimension that leaves its points to its children goes on doing so.
fn set(entry: &mut Table, mut points: Value, always: bool) {
    match entry.get_mut("points") {
        Some(Item::Value(old)) => {
            *points.decor_mut() = old.decor().clone();
            *old = points;
        }
        _ if always => {
            entry.insert("points", Item::Value(points));
        }
        _ => {}
    }
}

fn kind(node: Node) -> &'static str {
    match node {
        Node::Dimension(_) => "dimension",
        Node::Indicator(_) => "indicator",
    }
}

/// One number, or one per stage where they differ.
fn points(scheme: &Scheme, setting: &Setting, node: Node) -> Value {
    let numbers: Vec<f64> = setting.iter().map(|points| points.node(node)).collect();
    if numbers.windows(2).all(|pair| pair[0] == pair[1]) {
        return number(numbers[0]);
    }
    let mut table = InlineTable::new();
    for (stage, points) in scheme.stages.iter().zip(numbers) {
        table.insert(&stage.id, number(points));
    }
    Value::InlineTable(table)
}

fn number(points: f64) -> Value {
    if points.fract() == 0.0 && points.abs() < 1e15 {
        Value::from(points as i64)
    } else {
        Value::from(points)
    }
}
