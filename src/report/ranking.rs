//! `ranking.csv`: every firm that came in, best first.

use rayon::prelude::*;

use super::columns::Columns;
use super::{CsvStyle, Sheet};
use crate::diagnostic::{Lang, Text};
use crate::scheme::Scheme;
use crate::scoring::{Answer, Scored, Status};

/// Firms formatted at a time by one core.
const BLOCK: usize = 4096;

/// The id column and, where it is another, the name column.
pub fn key_columns(scheme: &Scheme) -> Vec<String> {
    scheme.key_columns().cloned().collect()
}

/// A firm's stage: its id, or its name for people.
pub fn stage(scheme: &Scheme, scored: &Scored, firm: usize, names: bool) -> String {
    let stage = scored.derived.stage[firm].map(|stage| &scheme.stages[stage as usize]);
    stage.map(|s| if names { s.name.clone() } else { s.id.clone() }).unwrap_or_default()
}

/// A firm's grade; empty for none.
pub fn grade(scheme: &Scheme, scored: &Scored, firm: usize) -> String {
    let grade = scored.ranking.grade[firm];
    grade.map(|grade| scheme.grades[grade as usize].name.clone()).unwrap_or_default()
}

/// A status: its id, or in words.
pub fn status_text(status: Status, names: bool, lang: Lang) -> String {
    if names { status_words(status).get(lang).to_string() } else { status.id().to_string() }
}

/// A status in words.
pub fn status_words(status: Status) -> Text {
    match status {
        Status::Ranked => Text::new("已排名", "ranked"),
        Status::Insufficient => Text::new("数据不足", "insufficient data"),
        Status::Vetoed => Text::new("一票否决", "vetoed"),
        Status::NoStage => Text::new("无阶段", "no stage"),
    }
}

/// An answer: its id, or in words.
pub fn answer_text(answer: Answer, names: bool, lang: Lang) -> String {
    let (id, text) = match answer {
        Answer::Yes => ("yes", Text::new("是", "yes")),
        Answer::No => ("no", Text::new("否", "no")),
        Answer::Unknown => ("unknown", Text::new("待核实", "unknown")),
    };
    if names { text.get(lang).to_string() } else { id.to_string() }
}

/// `ranking.csv`, formatted in blocks on all cores.
pub fn csv(
    scheme: &Scheme,
    scored: &Scored,
    columns: &Columns,
    style: CsvStyle,
    lang: Lang,
) -> Vec<u8> {
    let head = Sheet::new(style, columns.headers(scheme, style.names, lang)).finish();
    let block = |firms: &[usize]| {
        let mut sheet = Sheet::continued(style);
        for firm in firms {
            sheet.row(columns.cells(scheme, scored, *firm, style.names, lang));
        }
        sheet.finish()
    };
    let blocks: Vec<Vec<u8>> = scored.ranking.order.par_chunks(BLOCK).map(block).collect();
    [head, blocks.concat()].concat()
}
