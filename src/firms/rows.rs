//! Records -> rows of the frame: which records are firms, what their ids are, and each wanted cell
//! into its column. A record that is no firm is left out with its text and the reason; a cell is
//! never shifted, filled or guessed.

mod plain;
mod verdict;

use std::borrow::Cow;
use std::sync::Arc;

use self::plain::Plainly;
pub(crate) use self::verdict::is_total;
use self::verdict::{Verdict, fields, judge};
use super::cell::{self, Remark};
use super::columns::{Builder, FrameColumn, push_flag};
use super::credit_code;
use super::header::{Layout, Slot};
use super::issue::{DataIssue, Ledger};
use super::record::{Raw, Record};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Severity, Text};
use crate::say;
use crate::scheme::column::{ColumnKind, IdKind};

/// What a reader of rows has to know of its table.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The input as the user named it.
    pub source: String,
    /// Where the wanted columns stand.
    pub layout: Layout,
    /// Whether ids are verified.
    pub id_kind: IdKind,
    /// What joins the fields of a record that is listed.
    pub separator: char,
}

/// What was read from a stretch of a table.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// One column per slot of the layout, in its order.
    pub columns: Vec<FrameColumn>,
    /// Where each kept row stands.
    pub lines: Vec<u64>,
    /// What was odd.
    pub ledger: Ledger,
    /// Records that are not wholly blank.
    pub rows_read: u64,
}

impl Part {
    /// The parts of one table, in their order, as one.
    pub fn join(parts: Vec<Part>) -> Part {
        let mut parts = parts.into_iter();
        let Some(mut whole) = parts.next() else { return Part::default() };
        for part in parts {
            for (column, next) in whole.columns.iter_mut().zip(part.columns) {
                // The same slot has the same kind in every part, so that this cannot fail.
                let _ = column.append_owned(next);
            }
            whole.lines.extend(part.lines);
            whole.ledger.append(part.ledger);
            whole.rows_read += part.rows_read;
        }
        whole
    }
}

/// Reads record after record.
pub(crate) struct RowReader {
    plan: Arc<Plan>,
    plainly: Option<Plainly>,
    builders: Vec<Builder>,
    lines: Vec<u64>,
    ledger: Ledger,
    rows_read: u64,
}

impl RowReader {
    /// Nothing read yet; about so many rows will be.
    pub fn new(plan: Arc<Plan>, rows: usize) -> Self {
        let slots = plan.layout.slots.iter();
        let builders = slots.map(|slot| Builder::new(&slot.name, slot.kind, rows));
        RowReader {
            builders: builders.collect(),
            plainly: Plainly::new(&plan),
            plan,
            lines: Vec::with_capacity(rows),
            ledger: Ledger::default(),
            rows_read: 0,
        }
    }

    pub fn finish(self) -> Part {
        Part {
            columns: self.builders.into_iter().map(Builder::finish).collect(),
            lines: self.lines,
            ledger: self.ledger,
            rows_read: self.rows_read,
        }
    }

    /// Reads the record that starts at `line`; `is_cut` where the file ends without a line end
    /// right after it.
    pub fn read<R: Record>(&mut self, record: &R, line: u64, is_cut: bool) {
        let plan = Arc::clone(&self.plan);
        let id_slot = &plan.layout.slots[0];
        let written = record.raw(id_slot.field).shown();
        if written.trim().is_empty() && is_blank(record) {
            return;
        }
        self.rows_read += 1;
        if let Some(verdict) = judge(record, &written, &plan.layout, is_cut) {
            self.leave_out(record, line, &written, &verdict);
            return;
        }
        let id = self.identify(&written, line, record.raw(id_slot.field));
        self.lines.push(line);
        if let Builder::Text(builder) = &mut self.builders[0] {
            builder.append_value(&id);
        }
        for at in 1..plan.layout.slots.len() {
            let slot = &plan.layout.slots[at];
            if !self.plain_number(slot, at, record) {
                self.cell(slot, at, record, (line, &id));
            }
        }
    }

    /// Takes a plainly written number, which nearly every cell is; gives back whether it was one.
    fn plain_number<R: Record>(&mut self, slot: &Slot, at: usize, record: &R) -> bool {
        let Builder::Number(builder) = &mut self.builders[at] else { return false };
        let fits = |value: &f64| match slot.kind {
            ColumnKind::Number => true,
            ColumnKind::Integer => value.fract() == 0.0,
            _ => false,
        };
        let value = record.plain_number(slot.field).filter(fits);
        value.inspect(|value| builder.push(*value)).is_some()
    }

    fn cell<R: Record>(&mut self, slot: &Slot, at: usize, record: &R, (line, firm): (u64, &str)) {
        let raw = record.raw(slot.field);
        let (remark, value) = match &mut self.builders[at] {
            Builder::Number(builder) => {
                let reading = match slot.kind {
                    ColumnKind::Date => raw.date(),
                    ColumnKind::Integer => raw.integer(&slot.unit, R::IS_SHEET),
                    _ => raw.number(&slot.unit, R::IS_SHEET),
                };
                builder.push_option(reading.value);
                (reading.remark, reading.value)
            }
            Builder::Flag(builder) => {
                let reading = raw.flag();
                push_flag(builder, reading.value);
                (reading.remark, None)
            }
            Builder::Text(builder) => {
                if let Raw::Error(_) = raw {
                    builder.append_null();
                    (Some(Remark::ErrorCell), None)
                } else {
                    let shown = raw.shown();
                    let reading = cell::text(&shown);
                    builder.append_option(reading.value);
                    (reading.remark, None)
                }
            }
        };
        let Some(remark) = remark else { return };
        let kind = (remark.code(), remark.severity());
        let source = &self.plan.source;
        self.ledger.cell((line, at + 1), &slot.name, kind, || DataIssue {
            code: kind.0,
            severity: kind.1,
            source: source.clone(),
            line: Some(line),
            firm: firm.to_owned(),
            column: slot.name.clone(),
            value: cut(&raw.shown()),
            problem: remark.problem(&slot.unit),
            effect: effect(remark, value, slot),
        });
    }

    /// The id as it goes into the frame; what had to change and what cannot be right is listed.
    fn identify<'a>(&mut self, written: &'a str, line: u64, raw: Raw) -> Cow<'a, str> {
        let id = match self.plan.id_kind {
            IdKind::Uscc => credit_code::normalise(written),
            IdKind::Text => cell::fold(written),
        };
        if *id != *written {
            let effect = say!("按「{id}」读入", "read as `{id}`");
            let problem = say!(
                "企业代码里有空格、全角或小写字符",
                "blanks, full-width or lower-case characters in the id"
            );
            self.id_issue(
                line,
                &id,
                written,
                (&codes::ID_CHANGED, Severity::Note),
                [problem, effect],
            );
        }
        if self.plan.id_kind == IdKind::Uscc
            && let Err(fault) = credit_code::verify(&id)
        {
            let mut problem = fault.text();
            if matches!(raw, Raw::Number { .. }) || is_scientific(written) {
                problem.zh += "；看来被表格软件当成数存过，超过 15 位的数字已经丢失";
                problem.en += "; it seems to have been stored as a number, which loses every digit after the 15th";
            }
            let effect = say!("企业照常保留", "the firm is kept");
            self.id_issue(
                line,
                &id,
                written,
                (&codes::CODE_FAILS, Severity::Warning),
                [problem, effect],
            );
        }
        id
    }

    fn id_issue(
        &mut self,
        line: u64,
        id: &str,
        written: &str,
        (code, severity): (Code, Severity),
        [problem, effect]: [Text; 2],
    ) {
        let (source, slot) = (&self.plan.source, &self.plan.layout.slots[0]);
        self.ledger.cell((line, 1), &slot.name, (code, severity), || DataIssue {
            code,
            severity,
            source: source.clone(),
            line: Some(line),
            firm: id.to_owned(),
            column: slot.name.clone(),
            value: cut(written),
            problem,
            effect,
        });
    }

    fn leave_out<R: Record>(&mut self, record: &R, line: u64, id: &str, verdict: &Verdict) {
        let (code, severity, problem) = verdict.tell(&self.plan.layout);
        let issue = DataIssue {
            code,
            severity,
            source: self.plan.source.clone(),
            line: Some(line),
            firm: cut(id.trim()),
            column: String::new(),
            value: row_text(record, self.plan.separator),
            problem,
            effect: say!("该行不参与计分", "the row is left out"),
        };
        self.ledger.row(line, issue);
    }
}

fn is_blank<R: Record>(record: &R) -> bool {
    fields(record).all(Raw::is_blank)
}

/// `9.1350100E+17`: what a spreadsheet makes of a long code.
pub(crate) fn is_scientific(text: &str) -> bool {
    text.contains(['e', 'E']) && text.contains('+') && text.trim().parse::<f64>().is_ok()
}

fn effect(remark: Remark, value: Option<f64>, slot: &Slot) -> Text {
    let Some(value) = value else {
        return say!("按缺失处理", "counts as missing");
    };
    if remark == Remark::NotWhole {
        return say!("照 {value} 保留", "kept as {value}");
    }
    let unit = &slot.unit;
    let blank = if unit.is_empty() || unit == "%" { "" } else { " " };
    match slot.kind {
        ColumnKind::Date => {
            let day = Raw::Date(value).shown();
            say!("按 {day} 读入", "read as {day}")
        }
        _ => say!("按 {value}{blank}{unit} 读入", "read as {value}{blank}{unit}"),
    }
}

/// A record's text, cut at 200 characters.
fn row_text<R: Record>(record: &R, separator: char) -> String {
    let mut text = String::new();
    for (at, raw) in fields(record).enumerate() {
        if at > 0 {
            text.push(separator);
        }
        text.extend(raw.shown().chars().take(LONGEST_SHOWN + 1));
        if text.len() > 4 * LONGEST_SHOWN {
            break;
        }
    }
    cut(&text)
}

const LONGEST_SHOWN: usize = 200;

/// At most 200 characters of a cell.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
