//! A line such as `单位：千元` above a header, which says in what the amounts below it are told.

use crate::diagnostic::Severity;
use crate::diagnostic::codes::firms as codes;
use crate::firms::cell::fold;
use crate::firms::credit_code::is_invisible;
use crate::firms::{DataIssue, unit};
use crate::say;

/// A unit that stands above a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnitLine {
    /// Its line in the file.
    pub line: u64,
    /// What stands there.
    pub text: String,
    /// The unit, where it is a known one of money.
    pub unit: Option<String>,
}

/// What may stand before the word, in one with it; `填报单位` and the like name an office.
const WHOSE: [&str; 5] = ["", "计量", "金额", "货币", "数据"];

impl UnitLine {
    /// The nearest above the header that speaks of money, else the nearest that is not understood.
    pub fn find(rows: &[(u64, Vec<String>)]) -> Option<Self> {
        let found = |(line, cells): &(u64, Vec<String>)| {
            let stated = (0..cells.len()).filter_map(|at| stated(cells, at));
            let lines = stated.map(|(text, unit)| UnitLine { line: *line, text, unit });
            lines.collect::<Vec<_>>()
        };
        let all: Vec<UnitLine> = rows.iter().rev().flat_map(found).collect();
        let known = all.iter().find(|line| line.unit.is_some()).cloned();
        known.or_else(|| all.into_iter().next())
    }
}

impl UnitLine {
    /// What is told of it beside the unit that a source states; nothing where both are the same.
    pub fn told(&self, stated: &str, file: &str) -> Option<DataIssue> {
        let (severity, effect) = match &self.unit {
            Some(unit) if stated.is_empty() => (
                Severity::Note,
                say!(
                    "表头没有写单位的金额按{unit}读入",
                    "amounts whose header states no unit are read in {unit}"
                ),
            ),
            Some(unit) if unit::power_between(unit, stated) == Some(0) => return None,
            _ => (Severity::Warning, say!("没有采用，请核实", "not followed; look it up")),
        };
        Some(DataIssue {
            code: &codes::UNIT_ABOVE,
            severity,
            source: file.to_owned(),
            line: Some(self.line),
            firm: String::new(),
            column: String::new(),
            value: self.text.clone(),
            problem: say!("表头上方写着单位", "a unit stands above the header"),
            effect,
        })
    }
}

/// What a cell states, with its text; nothing where it speaks of no unit, or of heads and pieces.
fn stated(cells: &[String], at: usize) -> Option<(String, Option<String>)> {
    let text = fold(&cells[at]).into_owned();
    let after = after_word(&text)?;
    let next = || cells[at + 1..].iter().find(|cell| !cell.trim().is_empty());
    let value = match after.trim_start_matches([':', ' ']) {
        "" => fold(next()?).into_owned(),
        value => value.to_owned(),
    };
    let is_labelled = after.starts_with(':');
    let value = value.split([' ', '(', '[', '【', ')', ']', '】']).next().unwrap_or_default();
    let mut words = value.split([',', '、', ';', '/', '和', '及']).peekable();
    let units: Vec<String> = words.clone().map(unit::canonical).collect();
    let text = cells[at].trim_matches(is_invisible).to_owned();
    if let Some(money) = units.iter().find(|unit| unit::is_money(unit)) {
        return Some((text, Some(money.clone())));
    }
    let is_none = words.peek().is_none_or(|word| word.is_empty());
    let is_counted = units.iter().all(|unit| unit::is_known(unit));
    (is_labelled && !is_none && !is_counted).then_some((text, None))
}

/// What follows the word 单位 where it means a unit of measure.
fn after_word(text: &str) -> Option<&str> {
    const WORD: &str = "单位";
    text.match_indices(WORD).find_map(|(at, _)| {
        // A title may stand before it: `企业供货表（单位：元）`, `企业供货表【单位：元】`.
        let apart = |c: char| !c.is_alphanumeric();
        let before = text[..at].rsplit(apart).next().unwrap_or_default();
        let after = &text[at + WORD.len()..];
        let ends = after.is_empty() || after.starts_with([':', ' ']);
        (WHOSE.contains(&before) && ends).then_some(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&[&str]]) -> Option<Option<String>> {
        let cells = |line: &&[&str]| line.iter().map(|cell| (*cell).to_owned()).collect();
        let rows: Vec<_> = lines.iter().zip(1..).map(|(line, at)| (at, cells(line))).collect();
        UnitLine::find(&rows).map(|line| line.unit)
    }

    #[test]
    fn the_forms_in_which_offices_write_it() {
        let thousand = Some(Some("千元".to_owned()));
        for line in [
            &["单位：千元"][..],
            &["（金额单位：千元）"],
            &["单位：千元", "", "", "填报单位：统计局"],
            &["填报单位：统计局 单位：千元"],
            &["单位：千元（人民币）"],
            &["单位：千元 制表人：张三"],
            &["单位：人、千元"],
            &["单位 千元"],
            &["计量单位", "千元"],
            &["企业供货表（单位：千元）"],
            &["企业供货表【单位：千元】"],
            &["", "企业供货表 — 金额单位：千元"],
        ] {
            assert_eq!(found(&[line]), thousand, "{line:?}");
        }
        assert_eq!(found(&[&["单位：元 币种：人民币"]]), Some(Some("元".to_owned())));
        assert_eq!(found(&[&["单位：千元"], &["单位：家"]]), thousand);
        assert_eq!(found(&[&["单位：块"]]), Some(None));
        for line in
            [&["填报单位：无锡市统计局"][..], &["统计单位：规上企业"], &["单位：家"], &["单位名称"]]
        {
            assert_eq!(found(&[line]), None, "{line:?}");
        }
    }
}
