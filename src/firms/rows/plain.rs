//! Plainly written lines, which nearly all lines of a large table are: read in one pass over their
//! bytes, straight into the columns. A line with anything that must be understood, doubted or left
//! out is not taken here and goes the long way, so that both ways give the same rows.

use super::{Builder, ColumnKind, Layout, Plan, RowReader, Slot, push_flag};
use crate::firms::blocks::LONGEST_FIELD;
use crate::firms::cell;
use crate::firms::credit_code::{self, is_invisible};
use crate::scheme::column::IdKind;

/// What is done with each field of a line.
#[derive(Debug)]
enum Use {
    Skip,
    Id,
    /// A number, a whole one if so stated, of the slot.
    Number(usize, bool),
    Text(usize),
    Flag(usize),
    Date(usize),
}

/// A value that waits until its whole line has turned out to be plain.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    Missing,
    Number(f64),
    Flag(bool),
    /// From and to which byte.
    Text(usize, usize),
}

/// How the lines of one table are read.
#[derive(Debug)]
pub(super) struct Plainly {
    uses: Vec<Use>,
    delimiter: u8,
    id_kind: IdKind,
    /// One per slot.
    waiting: Vec<Waiting>,
}

impl Plainly {
    /// Nothing where a field has two uses, or where the header might itself pass for an id.
    pub fn new(plan: &Plan) -> Option<Self> {
        let Layout { slots, width, .. } = &plan.layout;
        let mut uses: Vec<Use> = (0..*width).map(|_| Use::Skip).collect();
        for (at, slot) in slots.iter().enumerate() {
            match uses.get_mut(slot.field) {
                Some(free @ Use::Skip) => *free = use_of(slot, at),
                _ => return None,
            }
        }
        let plainly = Plainly {
            uses,
            delimiter: u8::try_from(plan.separator).ok()?,
            id_kind: plan.id_kind,
            waiting: vec![Waiting::Missing; slots.len()],
        };
        let confusable = |text: &str| plainly.is_id(text);
        (!confusable(&slots[0].header) && !confusable(&slots[0].normal)).then_some(plainly)
    }

    /// Whether an id needs no second look: a code whose check character holds, or letters and
    /// digits, which no word for a total or for "none" has together.
    fn is_id(&self, id: &str) -> bool {
        match self.id_kind {
            IdKind::Uscc => credit_code::holds(id.as_bytes()),
            IdKind::Text => {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
                id.bytes().all(plain) && id.bytes().any(|b| b.is_ascii_digit())
            }
        }
    }

    /// Takes the line that starts at `from` apart and gives back where its id stands and where the
    /// next line starts; nothing for a line that is not plain.
    fn take(&mut self, text: &str, from: usize) -> Option<((usize, usize), usize)> {
        let bytes = text.as_bytes();
        let (mut at, mut id) = (from, (from, from));
        let last = self.uses.len() - 1;
        for (field, what) in self.uses.iter().enumerate() {
            let start = at;
            let (slot, value) = match *what {
                Use::Number(slot, whole) => {
                    let (value, end) = cell::leading_number(bytes, at)?;
                    at = end;
                    match value {
                        Some(value) if whole && value.fract() != 0.0 => return None,
                        Some(value) => (slot, Waiting::Number(value)),
                        None => (slot, Waiting::Missing),
                    }
                }
                ref other => {
                    at = self.end_of_field(bytes, at)?;
                    let cell = &text[start..at];
                    match *other {
                        Use::Id => {
                            id = (start, at);
                            (0, Waiting::Missing)
                        }
                        Use::Text(slot) => (slot, text_cell(cell, start)?),
                        Use::Flag(slot) => (slot, plain(cell::flag(cell), Waiting::Flag)?),
                        Use::Date(slot) => (slot, plain(cell::date(cell), Waiting::Number)?),
                        _ => (0, Waiting::Missing),
                    }
                }
            };
            self.waiting[slot] = value;
            let end = *bytes.get(at)?;
            if field == last {
                at += usize::from(end == b'\r');
                return (*bytes.get(at)? == b'\n' && at - from <= LONGEST_FIELD)
                    .then_some((id, at + 1));
            }
            if end != self.delimiter {
                return None;
            }
            at += 1;
        }
        None
    }

    fn end_of_field(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let ends = |b: &u8| *b == self.delimiter || *b == b'\n' || *b == b'\r';
        // Most texts are short: a search that starts up costs more than it saves.
        let near = bytes.get(from..)?.iter().take(16).position(ends);
        let far = || {
            let rest = bytes.get(from + 16..)?;
            Some(16 + memchr::memchr3(self.delimiter, b'\n', b'\r', rest)?)
        };
        Some(from + near.or_else(far)?)
    }
}

fn use_of(slot: &Slot, at: usize) -> Use {
    match slot.kind {
        _ if at == 0 => Use::Id,
        ColumnKind::Number => Use::Number(at, false),
        ColumnKind::Integer => Use::Number(at, true),
        ColumnKind::Date => Use::Date(at),
        ColumnKind::Flag => Use::Flag(at),
        ColumnKind::Text => Use::Text(at),
    }
}

/// A reading without a remark.
fn plain<T>(reading: cell::Reading<T>, waiting: fn(T) -> Waiting) -> Option<Waiting> {
    reading.remark.is_none().then(|| reading.value.map_or(Waiting::Missing, waiting))
}

fn text_cell(cell: &str, start: usize) -> Option<Waiting> {
    let reading = cell::text(cell);
    if reading.remark.is_some() {
        return None;
    }
    Some(reading.value.map_or(Waiting::Missing, |value| {
        let from = start + (cell.len() - cell.trim_start_matches(is_invisible).len());
        Waiting::Text(from, from + value.len())
    }))
}

impl RowReader {
    /// Reads the line that starts at `from` if it is plain, and gives back where the next one
    /// starts. `text` has no quotes.
    pub fn read_plain(&mut self, text: &str, from: usize, line: u64) -> Option<usize> {
        let plainly = self.plainly.as_mut()?;
        let ((start, end), next) = plainly.take(text, from)?;
        let id = &text[start..end];
        if !plainly.is_id(id) {
            return None;
        }
        self.rows_read += 1;
        self.lines.push(line);
        if let Builder::Text(builder) = &mut self.builders[0] {
            builder.append_value(id);
        }
        for (builder, value) in self.builders.iter_mut().zip(&plainly.waiting).skip(1) {
            append(builder, *value, text);
        }
        Some(next)
    }
}

fn append(builder: &mut Builder, value: Waiting, text: &str) {
    use polars::prelude::ChunkedBuilder;
    match (builder, value) {
        (Builder::Number(builder), Waiting::Number(value)) => builder.push(value),
        (Builder::Number(builder), _) => builder.push_option(None),
        (Builder::Text(builder), Waiting::Text(from, to)) => builder.append_value(&text[from..to]),
        (Builder::Text(builder), _) => builder.append_null(),
        (Builder::Flag(builder), Waiting::Flag(value)) => builder.append_value(value),
        (Builder::Flag(builder), _) => push_flag(builder, None),
    }
}
