//! A text table of any size, block after block: what is read of a block is given away before the
//! next, so that a file need not fit into memory. Takes only what the plain way through: UTF-8
//! with a header that fits; a table that is anything else is [`NotStreamed`] and goes the way of
//! whole tables, which reads it or says what is wrong. Both give the same rows and issues.

use std::io::{self, Read};
use std::sync::Arc;

use polars::prelude::DataFrame;

use super::account::{InputAccount, Origin};
use super::blocks;
use super::compressed::Compression;
use super::delimiter;
use super::doubt::Fractions;
use super::encoding::Encoding;
use super::header::Wishes;
use super::issue::{Entry, Ledger};
use super::kind::{self, Kind};
use super::rows::Plan;
use super::text_table::{Block, parse_block};
use super::{DataIssue, Firms, Wanted};

/// A table that must be read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotStreamed;

/// A record longer than this many blocks is left to the reader of whole tables.
const LONGEST_RECORD: usize = 16;

/// The bytes of a table, cut into blocks of whole records as they are read.
#[derive(Debug)]
pub struct Blocks<R> {
    reader: R,
    size: usize,
    delimiter: u8,
    /// Read, but not yet given away.
    rest: Bytes,
    line: u64,
    given: usize,
    ended: bool,
}

/// Whole records, as bytes.
#[derive(Debug)]
pub struct RawBlock {
    /// Its place among the blocks of the table, from 0.
    pub number: usize,
    bytes: Bytes,
    first_line: u64,
    lines: usize,
    is_last: bool,
}

/// Some bytes in room that is kept and never cleared: a vector fills its room with zeros before it
/// is read into.
#[derive(Debug, Default)]
struct Bytes {
    room: Vec<u8>,
    length: usize,
}

impl Bytes {
    fn get(&self) -> &[u8] {
        &self.room[..self.length]
    }

    /// Reads until there are `size` bytes more or the end is reached; tells the latter.
    fn fill<R: Read>(&mut self, reader: &mut R, size: usize) -> io::Result<bool> {
        let wanted = self.length + size;
        if self.room.len() < wanted {
            self.room.resize(wanted, 0);
        }
        while self.length < wanted {
            match reader.read(&mut self.room[self.length..wanted]) {
                Ok(0) => return Ok(true),
                Ok(read) => self.length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Becomes what is behind `end` of other bytes, which keep what is before it.
    fn take_tail(&mut self, other: &mut Bytes, end: usize) {
        let tail = &other.room[end..other.length];
        if self.room.len() < tail.len() {
            self.room.resize(tail.len(), 0);
        }
        self.room[..tail.len()].copy_from_slice(tail);
        (self.length, other.length) = (tail.len(), end);
    }
}

/// What all blocks of a table share.
#[derive(Debug)]
pub struct Layout {
    plan: Arc<Plan>,
    /// For each wanted column its place among the slots, where the table carries it.
    present: Vec<Option<usize>>,
    delimiter: u8,
    encoding: Encoding,
}

/// What was read from a block.
#[derive(Debug)]
pub struct Piece {
    /// The place of its block.
    pub number: usize,
    /// Its firms; their origins name input 0, and their issues are in the tally.
    pub firms: Firms,
    /// What was odd and how much there was.
    pub tally: Tally,
}

/// What is known of a stretch of a table beside its rows.
#[derive(Debug, Default)]
pub struct Tally {
    ledger: Ledger,
    fractions: Fractions,
    rows_read: u64,
    rows_kept: u64,
}

/// What is known of a file as a whole.
#[derive(Debug, Default)]
pub struct File {
    /// Its length, packed where it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How it is packed.
    pub compression: Option<Compression>,
}

/// Reads the header and gives back how the rows are read.
///
/// # Errors
/// Outer: the reader's. Inner: [`NotStreamed`].
pub fn open<R: Read>(
    name: &str,
    mut reader: R,
    wanted: &Wanted,
    size: usize,
) -> io::Result<Result<(Layout, Blocks<R>), NotStreamed>> {
    let mut head = Bytes::default();
    let ended = head.fill(&mut reader, size)?;
    let Some((layout, end, line)) = layout(name, head.get(), ended, wanted) else {
        return Ok(Err(NotStreamed));
    };
    let mut rest = Bytes::default();
    rest.take_tail(&mut head, end);
    let delimiter = layout.delimiter;
    let blocks = Blocks { reader, size, delimiter, rest, line, given: 0, ended };
    Ok(Ok((layout, blocks)))
}

/// How the table is laid out, where its rows begin, and on which line.
fn layout(
    name: &str,
    bytes: &[u8],
    is_whole: bool,
    wanted: &Wanted,
) -> Option<(Layout, usize, u64)> {
    if kind::recognise(bytes) != Ok(Kind::Text) || memchr::memchr(0, bytes).is_some() {
        return None;
    }
    let (encoding, mark) = match bytes.starts_with(b"\xef\xbb\xbf") {
        true => (Encoding::Utf8Bom, 3),
        false => (Encoding::Utf8, 0),
    };
    // The last character may be cut; what comes after the header is looked at block by block.
    let valid = match simdutf8::compat::from_utf8(&bytes[mark..]) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && !is_whole => {
            std::str::from_utf8(&bytes[mark..mark + error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if !valid.contains('\n') {
        return None;
    }
    let wishes = Wishes::new(wanted);
    let head = delimiter::head(valid, |header| wishes.contain(header))?;
    if head.end >= valid.len()
        || blocks::cut(&valid.as_bytes()[..head.end], head.delimiter, 1).is_err()
    {
        return None;
    }
    let plan = Plan {
        source: name.to_owned(),
        layout: wishes.lay_out(&head.fields, name, head.line).ok()?,
        id_kind: wanted.id_kind,
        separator: char::from(head.delimiter),
    };
    let line = 1 + memchr::memchr_iter(b'\n', &valid.as_bytes()[..head.end]).count() as u64;
    let present = wishes.present(&plan.layout);
    let layout = Layout { plan: Arc::new(plan), present, delimiter: head.delimiter, encoding };
    Some((layout, mark + head.end, line))
}

impl<R: Read> Blocks<R> {
    /// The next block; nothing at the end.
    ///
    /// # Errors
    /// Outer: the reader's. Inner: [`NotStreamed`] for a record that never seems to end.
    pub fn next_block(
        &mut self,
        spare: Option<RawBlock>,
    ) -> io::Result<Result<Option<RawBlock>, NotStreamed>> {
        let mut spare = spare.map(|block| block.bytes).unwrap_or_default();
        loop {
            if !self.ended && self.rest.length < self.size {
                self.ended = self.rest.fill(&mut self.reader, self.size)?;
            }
            let end = match self.ended {
                true => Some(self.rest.length),
                false => blocks::last_line_end(self.rest.get(), self.delimiter),
            };
            match end {
                Some(0) if self.ended => return Ok(Ok(None)),
                Some(end) => {
                    spare.take_tail(&mut self.rest, end);
                    let bytes = std::mem::replace(&mut self.rest, spare);
                    return Ok(Ok(Some(self.give(bytes))));
                }
                None if self.rest.length > LONGEST_RECORD * self.size => {
                    return Ok(Err(NotStreamed));
                }
                None => {
                    self.ended = self.rest.fill(&mut self.reader, self.size)?;
                }
            }
        }
    }

    fn give(&mut self, bytes: Bytes) -> RawBlock {
        let lines = memchr::memchr_iter(b'\n', bytes.get()).count();
        let (number, first_line, is_last) = (self.given, self.line, self.ended);
        self.given += 1;
        self.line += lines as u64;
        RawBlock { number, first_line, lines, is_last, bytes }
    }
}

impl Layout {
    /// Whether another table carries the same of the wanted columns.
    pub fn has_columns_of(&self, other: &Layout) -> bool {
        let carried =
            |layout: &Layout| layout.present.iter().map(Option::is_some).collect::<Vec<_>>();
        carried(self) == carried(other)
    }

    /// Reads the rows of a block.
    ///
    /// # Errors
    /// [`NotStreamed`] where the bytes are not UTF-8.
    pub fn parse(&self, raw: &RawBlock) -> Result<Piece, NotStreamed> {
        let bytes = raw.bytes.get();
        let text = simdutf8::basic::from_utf8(bytes).map_err(|_| NotStreamed)?;
        match memchr::memchr2(0, b'"', bytes) {
            None => {}
            Some(_) if memchr::memchr(0, bytes).is_some() => return Err(NotStreamed),
            // A quote that is never closed makes the table unusable.
            Some(_) => {
                blocks::cut(bytes, self.delimiter, usize::MAX).map_err(|_| NotStreamed)?;
            }
        }
        let RawBlock { first_line, lines, is_last, .. } = *raw;
        let block = Block { text, first_line, lines, is_last };
        let part = parse_block(&block, self.delimiter, &self.plan);
        let tally = Tally {
            fractions: Fractions::of(&self.plan, &part),
            rows_read: part.rows_read,
            rows_kept: part.lines.len() as u64,
            ledger: part.ledger,
        };
        let columns = self.present.iter().flatten().map(|place| part.columns[*place].clone());
        let frame = DataFrame::new_infer_height(columns.collect()).map_err(|_| NotStreamed)?;
        let origins = part.lines.iter().map(|line| Origin { input: 0, line: *line }).collect();
        let inputs = vec![self.account(&Tally::default(), File::default())];
        let firms = Firms { frame, origins, inputs, issues: Vec::new() };
        Ok(Piece { number: raw.number, firms, tally })
    }

    /// The account of the whole table and its issues in order.
    pub fn close(&self, mut tally: Tally, file: File) -> (InputAccount, Vec<DataIssue>) {
        let account = self.account(&tally, file);
        let ledger = std::mem::take(&mut tally.ledger);
        let mut entries = ledger.close(&self.plan.source);
        entries.extend(tally.fractions.tell(&self.plan));
        entries.sort_by_key(|Entry { line, column, .. }| (*line, *column));
        (account, entries.into_iter().map(|entry| entry.issue).collect())
    }

    fn account(&self, tally: &Tally, file: File) -> InputAccount {
        InputAccount {
            name: self.plan.source.clone(),
            kind: Kind::Text,
            encoding: Some(self.encoding),
            delimiter: Some(char::from(self.delimiter)),
            sheet: None,
            bytes: file.bytes,
            sha256: file.sha256,
            compression: file.compression,
            rows_read: tally.rows_read,
            rows_kept: tally.rows_kept,
            rows_left_out: tally.rows_read - tally.rows_kept,
            matched: self.plan.layout.matched.clone(),
            cells: tally.ledger.counts(),
        }
    }
}

impl Tally {
    /// Adds what is known of the block that follows.
    pub fn append(&mut self, next: Tally) {
        self.ledger.append(next.ledger);
        self.fractions.append(next.fractions);
        self.rows_read += next.rows_read;
        self.rows_kept += next.rows_kept;
    }

    /// Firms so far.
    pub fn rows_kept(&self) -> u64 {
        self.rows_kept
    }
}
