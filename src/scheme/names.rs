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
    let stages = document.stage.iter().map(|s| &s.id);
    let lists = document.list.iter().map(|l| &l.id);
    let grades = document.grade.iter().map(|g| &g.name);
    for id in nodes.iter().chain(&named).copied().chain(stages).chain(lists).chain(grades) {
        not_empty(id, problems);
    }
    let firm = firm_columns(document, problems);
    for list in &document.list {
        reserved(&list.id, RESERVED_FILES, problems);
        file_name(&list.id, problems);
    }
    let named: Vec<_> = named.into_iter().chain(firm).collect();
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

/// The columns that stand beside the points in the outputs: each once, under a name of its own, and
/// read from the tables as they are.
fn firm_columns<'d>(
    document: &'d Document,
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'d Written<String>> {
    let Some(firm) = &document.firm else { return Vec::new() };
    let name = firm.name.iter().filter(|name| name.value != firm.id.value);
    let columns: Vec<_> = std::iter::once(&firm.id).chain(name).chain(&firm.group).collect();
    unique(&columns, problems);
    for column in &columns {
        not_empty(column, problems);
        taken(column, problems);
    }
    for key in std::iter::once(&firm.id).chain(&firm.name) {
        let derive = document.derive.iter().find(|derive| derive.name.value == key.value);
        if let Some(derive) = derive.filter(|_| !key.value.is_empty()) {
            let name = &key.value;
            problems.push(
                Diagnostic::error(
                    &codes::USED_TWICE,
                    say!(
                        "「{name}」指明企业，不能同时是派生列",
                        "`{name}` names the firms and cannot be a derived column too"
                    ),
                )
                .at(derive.name.span, say!("派生列", "the derived column"))
                .see(key.span, say!("企业的列", "the firms' column")),
            );
        }
    }
    columns
}

/// A key that was left out is reported where it is read; here, one that is there and says nothing.
fn not_empty(id: &Written<String>, problems: &mut Vec<Diagnostic>) {
    let told = problems.iter().any(|p| p.labels.iter().any(|label| label.span == id.span));
    if id.value.trim().is_empty() && !told {
        problems.push(
            Diagnostic::error(
                &codes::MISSING_KEY,
                say!("名字不能是空的", "a name cannot be empty"),
            )
            .at(id.span, say!("这里要写一个名字", "a name is needed here")),
        );
    }
}

/// A table's column that is called as one of ours.
fn taken(column: &Written<String>, problems: &mut Vec<Diagnostic>) {
    let name = &column.value;
    if RESERVED.contains(&name.as_str()) {
        problems.push(
            Diagnostic::error(
                &codes::RESERVED_NAME,
                say!(
                    "结果文件自己有一列叫「{name}」，两列会分不清",
                    "the outputs have a column `{name}` of their own: two could not be told apart"
                ),
            )
            .at(column.span, Text::default())
            .mend(say!(
                "在方案里给它另取一个名字，把「{name}」写进该列 [[column]] 的 aliases",
                "give it another name in the scheme, with `{name}` among the aliases of its [[column]]"
            )),
        );
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
