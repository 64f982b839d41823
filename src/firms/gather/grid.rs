//! One table as it stands: every record with its line, before anybody knows which field is what.
//! Reads texts in blocks on all cores and sheets as a stream; knows no dictionary.

use csv::StringRecord;
use rayon::prelude::*;

use super::document::SheetDoc;
use super::header::{self, Head, Wish};
use super::sources::Source;
use crate::diagnostic::Diagnostic;
use crate::firms::account::sha256;
use crate::firms::blocks;
use crate::firms::compressed;
use crate::firms::delimiter::{self, CANDIDATES};
use crate::firms::encoding::{self, Encoding};
use crate::firms::kind::{self, Kind};
use crate::firms::record::{Raw, Record};
use crate::firms::table::stranger;
use crate::firms::text_table;
use crate::firms::workbook::{self, SheetChoice, Value};
use crate::firms::{BLOCK, Input};
use crate::say;

/// A table with everything that is known of its file.
#[derive(Debug)]
pub(crate) struct Grid {
    /// The file as the user named it.
    pub file: String,
    /// What kind of file it is.
    pub kind: Kind,
    /// For texts.
    pub encoding: Option<Encoding>,
    /// For texts.
    pub delimiter: Option<char>,
    /// For workbooks.
    pub sheet: Option<String>,
    /// Sheets with data that were not read.
    pub other_sheets: Vec<String>,
    /// The file's length.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The header.
    pub head: Head,
    /// Every record that is not wholly blank, those of the header and above it included.
    rows: Rows,
    lines: Vec<u64>,
    /// Whether the file ends without a line end.
    pub is_open_ended: bool,
}

#[derive(Debug)]
enum Rows {
    Text(Vec<StringRecord>),
    Sheet(Vec<Vec<Value<'static>>>),
}

impl Grid {
    /// Where the rows below the header are.
    pub fn body(&self) -> std::ops::Range<usize> {
        self.head.first + self.head.rows..self.lines.len()
    }

    /// The line on which a record stands, from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.lines[row]
    }

    /// A field of a record.
    pub fn raw(&self, row: usize, field: usize) -> Raw<'_> {
        match &self.rows {
            Rows::Text(rows) => rows[row].get(field).map_or(Raw::Blank, Raw::Text),
            Rows::Sheet(rows) => rows[row].raw(field),
        }
    }

    /// How many fields a row of text has under a header of how many, where the two do not fit: a
    /// shifted number is worse than none. Blank fields beyond the header fit.
    pub fn misfit(&self, row: usize) -> Option<(usize, usize)> {
        let (found, named) = (self.width(row), self.head.named_width);
        let mut beyond = self.head.columns.len()..found;
        let fits = found >= named && beyond.all(|field| self.raw(row, field).is_blank());
        (!fits && !self.is_sheet()).then_some((found, named))
    }

    /// How many fields a record has.
    pub fn width(&self, row: usize) -> usize {
        match &self.rows {
            Rows::Text(rows) => rows[row].len(),
            Rows::Sheet(rows) => rows[row].len(),
        }
    }

    /// Whether the fields have stored types.
    pub fn is_sheet(&self) -> bool {
        matches!(self.rows, Rows::Sheet(_))
    }

    /// A record as a person sees it.
    pub fn shown(&self, row: usize) -> Vec<String> {
        (0..self.width(row)).map(|field| self.raw(row, field).shown().into_owned()).collect()
    }

    /// Reads a file as one of the tables of `source`, whose header holds some of the `wishes`.
    ///
    /// # Errors
    /// Everything that makes the file unusable.
    pub fn read(input: &Input, source: &Source, wishes: &[Wish]) -> Result<Grid, Vec<Diagnostic>> {
        let unpacked = compressed::unpacked(input)?;
        let plain = unpacked.as_ref().unwrap_or(input);
        let kind = kind::recognise(&plain.bytes).map_err(|s| vec![stranger(s, &input.name)])?;
        let reading = || match kind {
            Kind::Text => text(plain, source, wishes),
            _ => sheet(plain, kind, source, wishes),
        };
        let (grid, hash) = rayon::join(reading, || sha256(&input.bytes));
        let bytes = input.bytes.len() as u64;
        Ok(Grid { sha256: hash, kind, bytes, ..grid? })
    }
}

/// A grid of which only the rows are known yet.
fn bare(input: &Input, rows: Rows, lines: Vec<u64>) -> Grid {
    Grid {
        file: input.name.clone(),
        kind: Kind::Text,
        encoding: None,
        delimiter: None,
        sheet: None,
        other_sheets: Vec::new(),
        bytes: input.bytes.len() as u64,
        sha256: String::new(),
        head: Head::default(),
        rows,
        lines,
        is_open_ended: false,
    }
}

fn sheet(
    input: &Input,
    kind: Kind,
    source: &Source,
    wishes: &[Wish],
) -> Result<Grid, Vec<Diagnostic>> {
    let choice = match &source.sheet {
        None => SheetChoice::FirstWithData,
        Some(SheetDoc::Number(number)) => SheetChoice::Number(*number),
        Some(SheetDoc::Name(name)) => SheetChoice::Name(name),
    };
    let found = workbook::rows(&input.bytes, kind, &input.name, choice)?;
    let mut grid = bare(input, Rows::Sheet(found.rows), found.lines);
    grid.sheet = Some(found.sheet);
    grid.other_sheets = found.others;
    headed(grid, source, wishes)
}

fn text(input: &Input, source: &Source, wishes: &[Wish]) -> Result<Grid, Vec<Diagnostic>> {
    let decoded = encoding::decode(&input.bytes)
        .map_err(|fault| vec![text_table::not_text(&fault, &input.name)])?;
    let text = text_table::with_line_feeds(decoded.text);
    let (stated, skipped) = delimiter::stated(&text);
    let delimiter = source
        .delimiter
        .or(stated)
        .or_else(|| recognise(&text[skipped..], source, wishes))
        .ok_or_else(|| vec![text_table::blank(&input.name)])?;
    let pieces = blocks::cut(&text.as_bytes()[skipped..], delimiter, BLOCK)
        .map_err(|fault| vec![text_table::open_quote(fault, skipped, &text, &input.name)])?;
    let pieces = pieces.into_iter().map(|at| &text[skipped + at.start..skipped + at.end]);
    let blocks = text_table::number_lines(pieces.collect(), &text[..skipped]);
    let parsed: Vec<Vec<(u64, StringRecord)>> =
        blocks.par_iter().map(|block| parse(block.text, block.first_line, delimiter)).collect();
    let (lines, rows) = parsed.into_iter().flatten().unzip();
    let mut grid = bare(input, Rows::Text(rows), lines);
    grid.encoding = Some(decoded.encoding);
    grid.delimiter = Some(char::from(delimiter));
    grid.is_open_ended = !text.ends_with(['\n', '\r']);
    headed(grid, source, wishes)
}

fn parse(text: &str, first_line: u64, delimiter: u8) -> Vec<(u64, StringRecord)> {
    let mut reader = text_table::records(text, delimiter);
    let (mut record, mut rows) = (StringRecord::new(), Vec::new());
    // Reading from memory what was decoded as UTF-8 cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        if record.iter().any(|field| !field.trim().is_empty()) {
            let line = first_line + text_table::line_of(record.position(), text) - 1;
            rows.push((line, std::mem::take(&mut record)));
        }
    }
    rows
}

/// The delimiter under which most of the first records' fields are wanted headers, then the one
/// that gives most fields.
fn recognise(text: &str, source: &Source, wishes: &[Wish]) -> Option<u8> {
    let score = |delimiter: u8| {
        let mut reader = text_table::records(text, delimiter);
        let (mut record, mut best) = (StringRecord::new(), None);
        let mut rows = 0;
        while rows < header::SEARCHED + source.header_rows
            && reader.read_record(&mut record).unwrap_or(false)
        {
            let wanted = record.iter().filter(|field| header::is_wished(field, wishes)).count();
            best = best.max(Some((wanted, record.len())));
            rows += 1;
        }
        best
    };
    let scored = CANDIDATES.into_iter().rev().filter_map(|d| Some((score(d)?, d)));
    scored.max_by_key(|(score, _)| *score).map(|(_, delimiter)| delimiter)
}

fn headed(mut grid: Grid, source: &Source, wishes: &[Wish]) -> Result<Grid, Vec<Diagnostic>> {
    let within = |line: usize| grid.lines.iter().take_while(|at| **at <= line as u64).count();
    let looked_at = source.header_row.map_or(header::SEARCHED, within);
    let searched = grid.lines.len().min(looked_at + source.header_rows);
    let first: Vec<(u64, Vec<String>)> =
        (0..searched).map(|row| (grid.lines[row], grid.shown(row))).collect();
    let others = grid.other_sheets.join(", ");
    grid.head = header::find(&first, source, wishes, &grid.file).map_err(|problem| {
        let hint = say!(
            "读的是第一个有数据的工作表；还有：{others}。用 sheet 写明读哪一个",
            "the first sheet with data was read; there are also: {others}. Say with `sheet` which one is meant"
        );
        vec![problem.mend_if(Some(hint).filter(|_| !others.is_empty()))]
    })?;
    Ok(grid)
}
