//! Ids: unique, not reserved, fit for a file name where they become one. Must not know what the
//! named things are for.

use std::collections::BTreeMap;

use super::document::Document;
use super::toml::Written;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Span, Text};
use crate::say;

/// Column names of the outputs that an id must not take.
const RESERVED: &[&str] =
    &["rank", "rank_in_stage", "stage", "total", "grade", "status", "coverage", "qualified"];

/// File names of the outputs that a list must not take.
const RESERVED_FILES: &[&str] = &["ranking", "portraits", "issues", "manifest", "params"];

/// Where each id was first written.
#[derive(Debug, Default)]
pub struct Names {
    /// Dimension ids with their index.
    pub dimensions: BTreeMap<String, usize>,
    /// Stage ids with their index.
    pub stages: BTreeMap<String, usize>,
}

/// Finds ids used twice and ids that cannot be used.
pub fn check(document: &Document, problems: &mut Vec<Diagnostic>) -> Names {
    let dimensions = document.dimension.iter().map(|d| &d.id);
    let nodes: Vec<_> = dimensions.chain(document.indicator.iter().map(|i| &i.id)).collect();
    unique(&nodes, problems);
    unique(&document.stage.iter().map(|s| &s.id).collect::<Vec<_>>(), problems);
    unique(&document.list.iter().map(|l| &l.id).collect::<Vec<_>>(), problems);
    let columns = document.column.iter().map(|c| &c.name);
    let named: Vec<_> = columns.chain(document.derive.iter().map(|d| &d.name)).collect();
    unique(&named, problems);
    unique(&document.grade.iter().map(|g| &g.name).collect::<Vec<_>>(), problems);
    for id in &nodes {
        reserved(id, RESERVED, problems);
    }
    for list in &document.list {
        reserved(&list.id, RESERVED_FILES, problems);
        file_name(&list.id, problems);
    }
    clashes(&nodes, &named, problems);
    let index = |ids: Vec<&Written<String>>| {
        ids.iter().enumerate().map(|(i, id)| (id.value.clone(), i)).collect()
    };
    Names {
        dimensions: index(document.dimension.iter().map(|d| &d.id).collect()),
        stages: index(document.stage.iter().map(|s| &s.id).collect()),
    }
}

fn unique(ids: &[&Written<String>], problems: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for id in ids.iter().filter(|id| !id.value.is_empty()) {
        let name = id.value.as_str();
        match first.get(name) {
            Some(span) => problems.push(
                Diagnostic::error(
                    &codes::USED_TWICE,
                    say!("「{name}」用了两次", "`{name}` is used twice"),
                )
                .at(id.span, say!("又出现在这里", "and here again"))
                .see(*span, say!("先出现在这里", "first here")),
            ),
            None => {
                first.insert(name, id.span);
            }
        }
    }
}

/// A node and a column of one name could not be told apart in conditions over results.
fn clashes(nodes: &[&Written<String>], named: &[&Written<String>], problems: &mut Vec<Diagnostic>) {
    for node in nodes {
        if let Some(column) = named.iter().find(|c| c.value == node.value && !c.value.is_empty()) {
            let name = &node.value;
            problems.push(
                Diagnostic::error(
                    &codes::USED_TWICE,
                    say!(
                        "「{name}」既是列名，又是指标或维度的 id",
                        "`{name}` names both a column and a node"
                    ),
                )
                .at(node.span, say!("节点", "the node"))
                .see(column.span, say!("列", "the column"))
                .mend(say!("给节点换一个 id", "give the node another id")),
            );
        }
    }
}

fn reserved(id: &Written<String>, words: &[&str], problems: &mut Vec<Diagnostic>) {
    let name = &id.value;
    if words.contains(&name.as_str()) {
        problems.push(
            Diagnostic::error(
                &codes::RESERVED_NAME,
                say!(
                    "「{name}」是输出自己用的名字",
                    "`{name}` is a name of the outputs themselves"
                ),
            )
            .at(id.span, Text::default())
            .mend(say!("换一个 id", "choose another id")),
        );
    }
}

fn file_name(id: &Written<String>, problems: &mut Vec<Diagnostic>) {
    let bad = |c: char| "/\\:*?\"<>|".contains(c) || c.is_control();
    if id.value.contains(bad) || id.value.starts_with('.') {
        problems.push(
            Diagnostic::error(
                &codes::RESERVED_NAME,
                say!(
                    "榜单的 id 会成为文件名，不能含这些字符",
                    "a list's id becomes a file name and cannot hold these characters"
                ),
            )
            .at(id.span, Text::default()),
        );
    }
}
