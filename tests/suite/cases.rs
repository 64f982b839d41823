//! `tests/cases/*.md`: readable cases that anyone can add to; see the README there.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Table, innopoints, root, said, same};

#[derive(Debug, Default)]
struct Case {
    title: String,
    blocks: Vec<(String, String)>,
}

impl Case {
    fn block(&self, fence: &str) -> Option<&str> {
        self.blocks.iter().find(|(name, _)| name == fence).map(|(_, text)| text.as_str())
    }
}

fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match &mut open {
            Some((fence, _)) if line == "```" => {
                let (fence, text) = (std::mem::take(fence), open.take().map(|o| o.1));
                let case = cases.last_mut().expect("a case begins with ##");
                case.blocks.push((fence, text.unwrap_or_default()));
            }
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None => {
                if let Some(title) = line.strip_prefix("## ") {
                    cases.push(Case { title: title.to_string(), ..Case::default() });
                } else if let Some(fence) = line.strip_prefix("```") {
                    open = Some((fence.trim().to_string(), String::new()));
                }
            }
        }
    }
    cases
}

fn run(case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("scheme.toml", case.block("toml scheme").ok_or("no scheme")?);
    write("firms.csv", case.block("csv firms").unwrap_or_default());
    for (fence, text) in &case.blocks {
        if let Some(name) = fence.strip_prefix("toml file ") {
            write(name, text);
        }
    }
    let mut arguments = vec!["score", "scheme.toml", "firms.csv", "--out", "out"];
    arguments.extend(case.block("text args").unwrap_or_default().split_whitespace());
    let output = innopoints(folder.path(), &arguments);
    if let Some(fragments) = case.block("text error") {
        return refused(&output, fragments);
    }
    if !output.status.success() {
        return Err(format!("exit {:?}\n{}", output.status.code(), said(&output)));
    }
    let out = folder.path().join("out");
    for (fence, expected) in &case.blocks {
        match fence.as_str() {
            "csv ranking" => compare(expected, &out.join("ranking.csv"))?,
            _ => {
                if let Some(id) = fence.strip_prefix("csv list ") {
                    compare(expected, &out.join(format!("{id}.csv")))?;
                }
            }
        }
    }
    Ok(())
}

fn refused(output: &std::process::Output, fragments: &str) -> Result<(), String> {
    let said = said(output);
    if output.status.code() != Some(2) {
        return Err(format!("exit {:?}, expected 2\n{said}", output.status.code()));
    }
    let lacking = fragments.lines().find(|line| !said.contains(line.trim()));
    match lacking {
        Some(line) => Err(format!("does not say {line:?}\n{said}")),
        None => Ok(()),
    }
}

fn compare(expected: &str, path: &Path) -> Result<(), String> {
    let (expected, actual) = (Table::parse(expected.as_bytes()), Table::read(path));
    if expected.rows.len() != actual.rows.len() {
        return Err(format!("{} rows, expected {}", actual.rows.len(), expected.rows.len()));
    }
    for (wanted, row) in expected.rows.iter().zip(&actual.rows) {
        for (column, cell) in wanted {
            let got = row.get(column).ok_or(format!("no column {column}"))?;
            if !same(cell, got) {
                return Err(format!("{column}: {got:?}, expected {cell:?}\nin {row:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn every_case_holds() {
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for case in parse(&text) {
            count += 1;
            if let Err(why) = run(&case) {
                let topic = path.file_stem().unwrap().to_string_lossy();
                failures.insert(format!("{topic}: {}", case.title), why);
            }
        }
    }
    assert!(count > 150, "only {count} cases were found");
    let told: Vec<String> =
        failures.iter().map(|(case, why)| format!("--- {case}\n{why}\n")).collect();
    assert!(failures.is_empty(), "{} of {count} fail\n{}", failures.len(), told.join("\n"));
}
