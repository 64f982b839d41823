//! `portraits.jsonl` and `portraits.csv`: every firm's portrait, best first.

use std::io::Write;

use rayon::prelude::*;

use super::beside::Beside;
use super::ranking::{key_columns, stage};
use super::{CsvStyle, Sheet, header, rank_text};
use crate::diagnostic::{Lang, Text};
use crate::portrait::{NodePortrait, Portrait, Portraits, Trait};
use crate::scheme::Scheme;
use crate::scoring::Scored;

/// Firms formatted at a time by one core.
const BLOCK: usize = 256;

/// Blocks in memory at a time: a portrait is some 45 KB of JSON.
const BLOCKS: usize = 16;

/// One portrait as indented JSON, with what stands beside it.
pub fn json(portrait: &Portrait, beside: &Beside, lang: Lang) -> String {
    // A portrait holds only finite numbers, texts and maps with text keys: always JSON.
    let value = beside.portrait(portrait, lang).unwrap_or_default();
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// One portrait per line, made on all cores and written as they come.
///
/// # Errors
/// Whatever the writer says.
pub fn write_jsonl(
    portraits: &Portraits,
    scored: &Scored,
    (beside, lang): (&Beside, Lang),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let block = |firms: &[usize]| {
        let mut lines = Vec::new();
        for firm in firms {
            let portrait = portraits.of(*firm);
            match beside.is_empty() {
                true => serde_json::to_writer(&mut lines, &portrait)?,
                false => serde_json::to_writer(&mut lines, &beside.portrait(&portrait, lang)?)?,
            }
            lines.push(b'\n');
        }
        Ok(lines)
    };
    for round in scored.ranking.order.chunks(BLOCK * BLOCKS) {
        let blocks: Vec<std::io::Result<Vec<u8>>> = round.par_chunks(BLOCK).map(block).collect();
        for lines in blocks {
            out.write_all(&lines?)?;
        }
    }
    Ok(())
}

/// The same at a glance: `rank`, id, name, stage, total, per dimension `<id>.share` and
/// `<id>.rank` (in its stage), three strengths and three weaknesses, then what stands beside.
pub fn csv(
    portraits: &Portraits,
    scheme: &Scheme,
    scored: &Scored,
    beside: &Beside,
    (style, lang): (CsvStyle, Lang),
) -> Vec<u8> {
    let mut columns = columns(scheme, style.names, lang);
    columns.extend(beside.columns(style.names, lang));
    let head = Sheet::new(style, columns).finish();
    let block = |firms: &[usize]| {
        let mut sheet = Sheet::continued(style);
        for firm in firms {
            let portrait = portraits.of(*firm);
            let own = cells(&portrait, scheme, scored, *firm, style.names);
            sheet.row(own.into_iter().chain(beside.cells(&portrait.id)));
        }
        sheet.finish()
    };
    let blocks: Vec<Vec<u8>> = scored.ranking.order.par_chunks(BLOCK).map(block).collect();
    [head, blocks.concat()].concat()
}

/// The columns of `portraits.csv` in order.
pub fn columns(scheme: &Scheme, names: bool, lang: Lang) -> Vec<String> {
    let mut columns = vec![header("rank", names, lang)];
    columns.extend(key_columns(scheme));
    columns.extend(["stage", "total"].map(|id| header(id, names, lang)));
    let (share, rank) = (Text::new("得分率", "share"), Text::new("阶段内排名", "rank in stage"));
    for dimension in &scheme.dimensions {
        if names {
            columns.push(format!("{} {}", dimension.name, share.get(lang)));
            columns.push(format!("{} {}", dimension.name, rank.get(lang)));
        } else {
            columns.push(format!("{}.share", dimension.id));
            columns.push(format!("{}.rank", dimension.id));
        }
    }
    for (id, text) in
        [("strength", Text::new("优势", "Strength")), ("weakness", Text::new("短板", "Weakness"))]
    {
        let name = if names { text.get(lang) } else { id };
        columns.extend((1..=3).map(|n| format!("{name}_{n}")));
    }
    columns
}

/// The cells of one firm, as [`columns`] names them.
pub fn cells(
    portrait: &Portrait,
    scheme: &Scheme,
    scored: &Scored,
    firm: usize,
    names: bool,
) -> Vec<String> {
    let total = scored.points.total.get(firm);
    let mut cells = vec![rank_text(portrait.rank)];
    cells.extend(key_columns(scheme).iter().map(|column| scored.derived.text(column, firm)));
    cells.push(stage(scheme, scored, firm, names));
    cells.push(total.map(|t| super::points_text(t, scored.points.decimals)).unwrap_or_default());
    for dimension in &scheme.dimensions {
        let node = portrait.dimensions.iter().find(|node| node.id == dimension.id);
        cells.push(node.and_then(share).unwrap_or_default());
        cells.push(rank_text(node.and_then(|node| node.standing.rank_in_stage)));
    }
    for traits in [&portrait.strengths, &portrait.weaknesses] {
        cells.extend((0..3).map(|at| traits.get(at).map(name).unwrap_or_default()));
    }
    cells
}

fn share(node: &NodePortrait) -> Option<String> {
    node.share.map(|share| format!("{share:.4}"))
}

fn name(of: &Trait) -> String {
    of.name.to_string()
}
