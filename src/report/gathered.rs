//! What `gather` tells: the account, rejected rows, proposals and traces, as text, CSV and JSON.

use serde_json::json;

use super::{CsvStyle, Sheet};
use crate::diagnostic::codes;
use crate::diagnostic::{Lang, Severity, Text};
use crate::firms::DataIssue;
use crate::firms::gather::{CellTrace, FileAccount, Gathered, Proposal, Rejected};
use crate::say;

/// The firms, one row each; with `units` the headers state them.
pub fn firms_csv(gathered: &Gathered, style: CsvStyle, units: bool) -> Vec<u8> {
    let headers = gathered.columns.iter().map(|column| column.header(units));
    let mut sheet = Sheet::new(style, headers);
    for firm in 0..gathered.firms() {
        sheet.row(gathered.columns.iter().map(|column| column.cell(firm)));
    }
    sheet.finish()
}

/// `rejected.csv`: one row per row that did not make it, its own fields last.
pub fn rejected_csv(rejected: &[Rejected], style: CsvStyle, lang: Lang) -> Vec<u8> {
    let mut sheet = Sheet::new(style, ["source", "line", "code", "reason", "original"]);
    for row in rejected {
        let line = row.line.to_string();
        let fixed = [row.source.as_str(), &line, row.code.id, row.reason.get(lang)];
        for cell in fixed.into_iter().chain(row.original.iter().map(String::as_str)) {
            sheet.cell(cell);
        }
        sheet.end_row();
    }
    sheet.finish()
}

/// A rejected row as an issue, for the issues of a score.
pub fn rejected_issue(row: &Rejected) -> DataIssue {
    DataIssue {
        code: row.code,
        severity: Severity::Error,
        source: row.source.clone(),
        line: Some(row.line),
        firm: String::new(),
        column: String::new(),
        value: row.original.join(" | "),
        problem: row.reason.clone(),
        effect: say!("该行没有并入", "the row was not merged"),
    }
}

/// `review.csv`: rows that may belong to a firm, with what to paste to accept it.
pub fn review_csv(proposals: &[Proposal], style: CsvStyle, lang: Lang) -> Vec<u8> {
    let headers =
        ["source", "line", "id", "name", "firm", "firm_name", "similarity", "why", "accept"];
    let mut sheet = Sheet::new(style, headers);
    for proposal in proposals {
        sheet.row([
            proposal.source.as_str(),
            &proposal.line.to_string(),
            &proposal.id,
            &proposal.name,
            &proposal.firm,
            &proposal.firm_name,
            &format!("{:.3}", proposal.similarity),
            proposal.why.get(lang),
            &proposal.accept(),
        ]);
    }
    sheet.finish()
}

/// The account that adds up, for the screen.
pub fn account_text(gathered: &Gathered) -> Text {
    let account = &gathered.account;
    let mut text = Text::default();
    for file in &account.files {
        add(&mut text, file_text(file));
    }
    let (read, merged, rejected) =
        (account.rows_read(), account.rows_merged(), account.rows_rejected());
    let (firms, files) = (account.firms, account.files.len());
    add(
        &mut text,
        say!(
            "合计：{files} 个文件，读入 {read} 行 = 并入 {merged} 行 + 未并入 {rejected} 行，得到 {firms} 家企业",
            "in all: {files} files, {read} rows read = {merged} merged + {rejected} rejected, {firms} firms"
        ),
    );
    for (code, count) in account.cells() {
        let title = title(code);
        let (zh, en) = (&title.zh, &title.en);
        add(&mut text, say!("  {code} {zh}：{count} 个单元格", "  {code} {en}: {count} cells"));
    }
    let (issues, proposals) = (gathered.issues.len(), gathered.proposals.len());
    add(
        &mut text,
        say!(
            "疑点 {issues} 条（issues.csv），待核实的归并建议 {proposals} 条（review.csv）",
            "{issues} doubts (issues.csv), {proposals} proposals to look up (review.csv)"
        ),
    );
    text
}

fn add(text: &mut Text, line: Text) {
    text.zh += &line.zh;
    text.zh.push('\n');
    text.en += &line.en;
    text.en.push('\n');
}

fn title(code: &str) -> Text {
    codes::find(code).map_or_else(Text::default, |code| Text::new(code.title[0], code.title[1]))
}

fn file_text(file: &FileAccount) -> Text {
    let (name, source) = (&file.file, &file.source);
    let stored = match (&file.encoding, &file.sheet) {
        (Some(encoding), _) => encoding.name().to_owned(),
        (None, Some(sheet)) => sheet.clone(),
        (None, None) => String::new(),
    };
    let (read, merged, rejected) = (file.rows_read, file.rows_merged, file.rows_rejected);
    let mut text = say!(
        "{name}（{source}，{stored}）：{read} 行 = 并入 {merged} + 未并入 {rejected}",
        "{name} ({source}, {stored}): {read} rows = {merged} merged + {rejected} rejected"
    );
    for (code, count) in &file.reasons {
        let title = title(code);
        let (zh, en) = (&title.zh, &title.en);
        text.zh += &format!("\n    未并入 {count} 行：{zh}（{code}）");
        text.en += &format!("\n    {count} rejected: {en} ({code})");
    }
    if !file.matched.is_empty() {
        let pairs = file.matched.iter().map(|m| format!("{} ← {}", m.column, m.header));
        let pairs = pairs.collect::<Vec<_>>().join(", ");
        text.zh += &format!("\n    表头按别名对上：{pairs}");
        text.en += &format!("\n    headers matched: {pairs}");
    }
    if !file.unused.is_empty() {
        let unused = file.unused.join(", ");
        text.zh += &format!("\n    没有用到的表头：{unused}");
        text.en += &format!("\n    headers not used: {unused}");
    }
    text
}

/// The account for programs.
pub fn account_json(gathered: &Gathered) -> String {
    let account = &gathered.account;
    let value = json!({
        "rows_read": account.rows_read(),
        "rows_merged": account.rows_merged(),
        "rows_rejected": account.rows_rejected(),
        "firms": account.firms,
        "cells": account.cells(),
        "issues": gathered.issues.len(),
        "proposals": gathered.proposals.len(),
        "files": account.files,
    });
    format!("{value:#}\n")
}

/// Where a firm's cells came from, for the screen.
pub fn trace_text(id: &str, cells: &[CellTrace], lang: Lang) -> String {
    let mut text = format!("{id}\n");
    for cell in cells {
        let value = if cell.value.is_empty() { "—" } else { &cell.value };
        text += &format!("{} = {value}    {}\n", cell.field, cell.how.get(lang));
        for evidence in &cell.evidence {
            let mark = if evidence.is_used { '*' } else { ' ' };
            let year = evidence.year.map(|year| format!(" [{year}]")).unwrap_or_default();
            let conversion = evidence.conversion.get(lang);
            let (open, close) = if conversion.is_empty() { ("", "") } else { (" (", ")") };
            text += &format!(
                "  {mark} {}:{} {}{year}: {:?} -> {}{open}{conversion}{close}\n",
                evidence.file, evidence.line, evidence.header, evidence.raw, evidence.value
            );
        }
    }
    text
}

/// The same for programs.
pub fn trace_json(id: &str, cells: &[CellTrace], lang: Lang) -> String {
    let cells: Vec<_> = cells
        .iter()
        .map(|cell| {
            let evidence: Vec<_> = cell
                .evidence
                .iter()
                .map(|e| {
                    json!({
                        "source": e.source,
                        "file": e.file,
                        "line": e.line,
                        "header": e.header,
                        "year": e.year,
                        "raw": e.raw,
                        "conversion": e.conversion.get(lang),
                        "value": e.value,
                        "used": e.is_used,
                    })
                })
                .collect();
            json!({
                "field": cell.field,
                "value": cell.value,
                "how": cell.how.get(lang),
                "evidence": evidence,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "firm": id, "cells": cells }))
}
