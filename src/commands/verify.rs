//! `verify`: an engine's result against the local one.

use std::path::Path;

use serde_json::json;

use super::Outcome;
use super::cli::Format;
use super::cli::sql::VerifyArgs;
use super::input::{read_file, unreadable};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Lang, Text, counted};
use crate::report::grid::{Cell, Grid};
use crate::say;
use crate::sql::{Verdict, verify};

/// So many differences are listed.
const SHOWN: usize = 20;

/// Compares and tells.
pub fn run(args: VerifyArgs, terminal: &Terminal) -> Outcome {
    let verdict = match compared(&args) {
        Ok(verdict) => verdict,
        Err(problem) => return terminal.fail(problem),
    };
    let equal = verdict.is_equal();
    let text = match terminal.format {
        Format::Json => to_json(&verdict),
        Format::Csv => {
            let csv = differences(&verdict).to_csv(Default::default(), terminal.lang);
            String::from_utf8_lossy(&csv).into_owned()
        }
        Format::Table => to_text(&verdict, terminal),
    };
    match terminal.say(&text) {
        Outcome::Done if !equal => Outcome::Found,
        outcome => outcome,
    }
}

fn compared(args: &VerifyArgs) -> Result<Verdict, Diagnostic> {
    let result = read(&args.result)?;
    let ours = match &args.against {
        Some(path) => read(path),
        None => read(&args.result.with_file_name("expected.csv")).map_err(|problem| {
            problem.mend(say!(
                "用 --against 指明与哪份结果比：bundle 里的 expected.csv，或 score 写的 ranking.csv",
                "name with --against what to compare with: expected.csv of a bundle, or ranking.csv of `score`"
            ))
        }),
    };
    verify(&result, &ours?, SHOWN)
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    read_file(path).map_err(|why| unreadable(path, &why))
}

fn differences(verdict: &Verdict) -> Grid {
    let title = Text::new("前几处不同", "the first differences");
    let columns = [
        ("firm", "企业", "firm"),
        ("column", "列", "column"),
        ("expected", "应为", "expected"),
        ("found", "引擎给出", "found"),
    ];
    let mut grid = Grid::new("differences", title, &columns);
    let row = |d: &crate::sql::Difference| {
        [&d.firm, &d.column, &d.expected, &d.found].map(|text| Cell::text(text.as_str())).to_vec()
    };
    grid.rows = verdict.first.iter().map(row).collect();
    grid
}

fn to_text(verdict: &Verdict, terminal: &Terminal) -> String {
    let Verdict { firms, cells, points, ranks, others, .. } = verdict;
    let (missing, extra) = (verdict.missing.len(), verdict.extra.len());
    let [all, of, p, r, o, gone] = [
        (*cells, "cell"),
        (*firms, "firm"),
        (*points, "differing point"),
        (*ranks, "differing rank"),
        (*others, "other difference"),
        (missing, "firm"),
    ]
    .map(|(count, noun)| counted(count, noun));
    let counts = say!(
        "比较了 {firms} 家企业的 {cells} 个单元格：分值不同 {points} 处，排名不同 {ranks} 处，其他不同 {others} 处；缺少企业 {missing} 家，多出 {extra} 家",
        "{all} of {of} compared: {p}, {r}, {o}; {gone} missing, {extra} extra"
    );
    let mut text = format!("{}\n", counts.get(terminal.lang));
    if !verdict.first.is_empty() {
        text += &format!("\n{}", differences(verdict).to_text(SHOWN, terminal.lang));
    }
    for (ids, zh, en) in [
        (&verdict.missing, "缺少的企业", "missing firms"),
        (&verdict.extra, "多出的企业", "extra firms"),
    ] {
        if !ids.is_empty() {
            let first = ids.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
            text += &format!("{}: {first}\n", terminal.pick(zh, en));
        }
    }
    text
}

fn to_json(verdict: &Verdict) -> String {
    let first = differences(verdict).to_json(Lang::En);
    let value = json!({
        "equal": verdict.is_equal(),
        "firms": verdict.firms,
        "cells": verdict.cells,
        "differing_points": verdict.points,
        "differing_ranks": verdict.ranks,
        "other_differences": verdict.others,
        "missing": verdict.missing,
        "extra": verdict.extra,
        "first": first,
    });
    format!("{value}\n")
}
