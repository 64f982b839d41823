//! What is odd in the data, cell by cell and row by row, and the ledger that keeps it in order.
//! The same small oddity in a million cells is counted to the last, but listed only so far.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Place, Severity, Text};
use crate::say;

/// One oddity in a table, as a line of `issues.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataIssue {
    /// What kind of problem.
    pub code: Code,
    /// A note says what was understood, a warning what was lost, an error that a row is left out.
    pub severity: Severity,
    /// The input as the user named it.
    pub source: String,
    /// The line where the record starts, or the sheet's row, from 1.
    pub line: Option<u64>,
    /// The firm's id; empty where the row has none.
    pub firm: String,
    /// The scheme's name of the column; empty where the whole row is meant.
    pub column: String,
    /// What stands in the cell, or the row's text.
    pub value: String,
    /// What is wrong with it.
    pub problem: Text,
    /// What was done about it.
    pub effect: Text,
}

impl DataIssue {
    /// The same as a diagnostic, for the screen.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let (value, problem, effect) = (&self.value, &self.problem, &self.effect);
        let (zh, en) =
            (format!("{}：{}", problem.zh, effect.zh), format!("{}: {}", problem.en, effect.en));
        let message = Text::new(zh, en);
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let place = Place {
            file: self.source.clone(),
            line: self.line,
            column: some(&self.column),
            firm: some(&self.firm),
        };
        let diagnostic = match self.severity {
            Severity::Note => Diagnostic::note(self.code, message),
            Severity::Warning => Diagnostic::warning(self.code, message),
            Severity::Error => Diagnostic::error(self.code, message),
        };
        let diagnostic = diagnostic.in_table(place);
        if value.is_empty() {
            return diagnostic;
        }
        diagnostic.because(say!("原文：{value}", "it reads: {value}"))
    }
}

/// How many cells of one column were of one kind, listed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellCount {
    /// The scheme's name of the column.
    pub column: String,
    /// The code of the kind.
    pub code: &'static str,
    /// How many cells.
    pub cells: u64,
}

/// The column number under which problems of a whole row sort: before its cells.
pub(crate) const ROW: usize = 0;

/// Up to this many notes of one kind are listed for a column of an input; more are counted.
const NOTES_LISTED: u64 = 1_000;
/// The same for warnings, which a person must be able to go through.
const WARNINGS_LISTED: u64 = 100_000;

/// An issue with the place that orders it within its input.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub line: u64,
    pub column: usize,
    pub issue: DataIssue,
}

/// The issues of one input, in order, and how many there were of each kind.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    counts: BTreeMap<(usize, &'static str), Count>,
}

#[derive(Debug)]
struct Count {
    code: Code,
    severity: Severity,
    column: String,
    listed: u64,
    total: u64,
}

impl Count {
    fn has_room(&self) -> bool {
        match self.severity {
            Severity::Note => self.listed < NOTES_LISTED,
            Severity::Warning => self.listed < WARNINGS_LISTED,
            Severity::Error => true,
        }
    }
}

impl Ledger {
    /// Lists a problem of a whole row; these are never only counted.
    pub fn row(&mut self, line: u64, issue: DataIssue) {
        self.entries.push(Entry { line, column: ROW, issue });
    }

    /// Counts a cell and lists it while there is room; the sentence is only made then.
    pub fn cell(
        &mut self,
        at: (u64, usize),
        column: &str,
        (code, severity): (Code, Severity),
        issue: impl FnOnce() -> DataIssue,
    ) {
        let count = self.counts.entry((at.1, code.id)).or_insert_with(|| Count {
            code,
            severity,
            column: column.to_owned(),
            listed: 0,
            total: 0,
        });
        count.total += 1;
        if count.has_room() {
            count.listed += 1;
            self.entries.push(Entry { line: at.0, column: at.1, issue: issue() });
        }
    }

    /// Appends the ledger of the lines that follow. The result is the same as if one ledger had
    /// been kept, wherever the lines were cut.
    pub fn append(&mut self, next: Ledger) {
        for entry in next.entries {
            let count = self.counts.get_mut(&(entry.column, entry.issue.code.id));
            let incoming = next.counts.contains_key(&(entry.column, entry.issue.code.id));
            match (count, incoming) {
                (Some(count), true) if !count.has_room() => continue,
                (Some(count), true) => count.listed += 1,
                _ => {}
            }
            self.entries.push(entry);
        }
        for (key, count) in next.counts {
            match self.counts.get_mut(&key) {
                Some(known) => known.total += count.total,
                None => {
                    self.counts.insert(key, count);
                }
            }
        }
    }

    /// How many cells there were of each kind.
    pub fn counts(&self) -> Vec<CellCount> {
        let cells = |count: &Count| CellCount {
            column: count.column.clone(),
            code: count.code.id,
            cells: count.total,
        };
        self.counts.values().map(cells).collect()
    }

    /// Every entry, those about what is only counted last.
    pub fn close(mut self, source: &str) -> Vec<Entry> {
        for ((column, _), count) in self.counts {
            let more = count.total - count.listed;
            if more == 0 {
                continue;
            }
            let issue = DataIssue {
                code: count.code,
                severity: count.severity,
                source: source.to_owned(),
                line: None,
                firm: String::new(),
                column: count.column,
                value: String::new(),
                problem: say!(
                    "该列还有 {more} 个单元格情形相同",
                    "{more} more cells of this column are of this kind"
                ),
                effect: say!(
                    "处理方式相同，不再逐一列出",
                    "treated in the same way, not listed one by one"
                ),
            };
            self.entries.push(Entry { line: u64::MAX, column, issue });
        }
        self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::firms::THOUSANDS;

    fn ledger(lines: std::ops::Range<u64>) -> Ledger {
        let mut ledger = Ledger::default();
        for line in lines {
            ledger.cell((line, 3), "研发费用", (&THOUSANDS, Severity::Note), || DataIssue {
                code: &THOUSANDS,
                severity: Severity::Note,
                source: "a.csv".into(),
                line: Some(line),
                firm: String::new(),
                column: "研发费用".into(),
                value: "1,000".into(),
                problem: Text::same("p"),
                effect: Text::same("e"),
            });
        }
        ledger
    }

    #[test]
    fn a_frequent_note_is_counted_to_the_last_but_listed_only_so_far() {
        let whole = ledger(0..5_000);
        assert_eq!(whole.counts()[0].cells, 5_000);
        let entries = whole.close("a.csv");
        assert_eq!(entries.len() as u64, NOTES_LISTED + 1);
        assert!(entries[NOTES_LISTED as usize].issue.problem.en.starts_with("4000 more"));
    }

    #[test]
    fn pieces_appended_are_the_whole() {
        let whole = ledger(0..2_500).close("a.csv");
        let mut pieces = Ledger::default();
        for start in [0, 500, 1_000, 1_500, 2_000] {
            pieces.append(ledger(start..start + 500));
        }
        let lines = |entries: &[Entry]| entries.iter().map(|e| e.line).collect::<Vec<_>>();
        assert_eq!(lines(&whole), lines(&pieces.close("a.csv")));
    }
}
