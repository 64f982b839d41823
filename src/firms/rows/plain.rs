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

/// A text or flag that waits until its whole line has turned out to be plain. Numbers do not wait:
/// they can be taken back.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    Missing,
    Flag(bool),
    /// From and to which byte.
    Text(usize, usize),
}

/// How the lines of one table are read.
#[derive(Debug)]
pub(super) struct Plainly {
    uses: Vec<Use>,
    ends: Ends,
    id_kind: IdKind,
    /// The slots of texts and flags, but for the id.
    waiting: Vec<(usize, Waiting)>,
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
            ends: Ends::new(u8::try_from(plan.separator).ok()?),
            id_kind: plan.id_kind,
            waiting: Vec::with_capacity(slots.len()),
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
    /// next line starts; nothing for a line that is not plain. Its numbers are in the columns then,
    /// whichever it is.
    fn take(
        &mut self,
        text: &str,
        from: usize,
        columns: &mut [Builder],
    ) -> Option<((usize, usize), usize)> {
        let bytes = text.as_bytes();
        let (mut at, mut id) = (from, (from, from));
        let last = self.uses.len() - 1;
        self.waiting.clear();
        for (field, what) in self.uses.iter().enumerate() {
            let start = at;
            if let Use::Number(slot, whole) = *what {
                let number = cell::leading_number(bytes, at)?;
                let is_part = |value: f64| number.has_point && value.fract() != 0.0;
                if whole && number.value.is_some_and(is_part) {
                    return None;
                }
                put(columns, slot, number.value);
                at = number.end;
            } else {
                at = self.ends.after(bytes, at)?;
                let cell = &text[start..at];
                match *what {
                    Use::Id => id = (start, at),
                    Use::Text(slot) => self.waiting.push((slot, text_cell(cell, start)?)),
                    Use::Flag(slot) => {
                        let flag = plain(cell::flag(cell))?;
                        self.waiting.push((slot, flag.map_or(Waiting::Missing, Waiting::Flag)));
                    }
                    Use::Date(slot) => put(columns, slot, plain(cell::date(cell))?),
                    Use::Number(..) | Use::Skip => {}
                }
            }
            let end = *bytes.get(at)?;
            if field == last {
                at += usize::from(end == b'\r');
                return (*bytes.get(at)? == b'\n' && at - from <= LONGEST_FIELD)
                    .then_some((id, at + 1));
            }
            if end != self.ends.delimiter {
                return None;
            }
            at += 1;
        }
        None
    }
}

fn put(columns: &mut [Builder], slot: usize, value: Option<f64>) {
    if let Builder::Number(numbers) = &mut columns[slot] {
        numbers.push_option(value);
    }
}

/// The bytes at which a field ends.
#[derive(Debug)]
struct Ends {
    delimiter: u8,
    /// Each of them eight times.
    repeated: [u64; 3],
}

impl Ends {
    fn new(delimiter: u8) -> Self {
        let ends = [delimiter, b'\n', b'\r'];
        Ends { delimiter, repeated: ends.map(|end| u64::from_ne_bytes([end; 8])) }
    }

    /// The first of them from here on.
    fn after(&self, bytes: &[u8], from: usize) -> Option<usize> {
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        let (near, _) = bytes.get(from..)?.as_chunks();
        // Most texts are short: a search that starts up costs more than it saves.
        for (nth, eight) in near.iter().take(3).enumerate() {
            let eight = u64::from_le_bytes(*eight);
            // The highest bit of the first byte that is one of them is set, and of none before it.
            let found = self.repeated.iter().fold(0, |found, end| {
                let zero_where_equal = eight ^ end;
                found | zero_where_equal.wrapping_sub(ONES) & !zero_where_equal
            });
            let found = found & (ONES << 7);
            if found != 0 {
                return Some(from + 8 * nth + found.trailing_zeros() as usize / 8);
            }
        }
        let from = from + 8 * near.len().min(3);
        let far = memchr::memchr3(self.delimiter, b'\n', b'\r', bytes.get(from..)?)?;
        Some(from + far)
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

/// The value of a reading without a remark.
fn plain<T>(reading: cell::Reading<T>) -> Option<Option<T>> {
    reading.remark.is_none().then_some(reading.value)
}

fn text_cell(cell: &str, start: usize) -> Option<Waiting> {
    let reading = cell::text(cell);
    if reading.remark.is_some() {
        return None;
    }
    Some(reading.value.map_or(Waiting::Missing, |value| {
        let trimmed = || cell.len() - cell.trim_start_matches(is_invisible).len();
        let from = start + if value.len() == cell.len() { 0 } else { trimmed() };
        Waiting::Text(from, from + value.len())
    }))
}

impl RowReader {
    /// Reads the line that starts at `from` if it is plain, and gives back where the next one
    /// starts. `text` has no quotes.
    pub fn read_plain(&mut self, text: &str, from: usize, line: u64) -> Option<usize> {
        let plainly = self.plainly.as_mut()?;
        let taken = plainly.take(text, from, &mut self.builders);
        let Some((id, next)) = taken
            .map(|((start, end), next)| (&text[start..end], next))
            .filter(|(id, _)| plainly.is_id(id))
        else {
            let rows = self.lines.len();
            self.builders.iter_mut().for_each(|builder| builder.take_back(rows));
            return None;
        };
        self.rows_read += 1;
        self.lines.push(line);
        if let Builder::Text(builder) = &mut self.builders[0] {
            builder.append_value(id);
        }
        for (slot, value) in &plainly.waiting {
            append(&mut self.builders[*slot], *value, text);
        }
        Some(next)
    }
}

fn append(builder: &mut Builder, value: Waiting, text: &str) {
    use polars::prelude::ChunkedBuilder;
    match (builder, value) {
        (Builder::Text(builder), Waiting::Text(from, to)) => builder.append_value(&text[from..to]),
        (Builder::Text(builder), _) => builder.append_null(),
        (Builder::Flag(builder), Waiting::Flag(value)) => builder.append_value(value),
        (Builder::Flag(builder), _) => push_flag(builder, None),
        // Numbers do not wait.
        (Builder::Number(_), _) => {}
    }
}
