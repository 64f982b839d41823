//! Points as TOML: to paste, or written into the scheme's text with every comment left where it
//! stands. Must not know how the points were found.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::analysis::frozen::Setting;
use crate::scheme::{Node, Scheme};

/// The points of some nodes as tables to paste: over the scheme's own, or under `extends`.
pub fn to_paste(scheme: &Scheme, setting: &Setting, nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        let (kind, id) = (kind(*node), Value::from(scheme.node_id(*node)));
        let points = points(scheme, setting, *node);
        text.push_str(&format!("[[{kind}]]\nid = {id}\npoints = {points}\n\n"));
    }
    text
}

/// The scheme's text with other points for some nodes. A node that the text does not hold (it
/// stands in a scheme below) is added at the end, to be laid over the other.
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
            Some(entry) => set(entry, points, matches!(node, Node::Indicator(_))),
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
