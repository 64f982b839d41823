//! A text table: encoding, delimiter, header, then the rows in blocks on all cores. The blocks are
//! put together in order, so that neither their size nor the number of cores shows in the result.

mod written;

pub(crate) use written::as_written;

use std::borrow::Cow;
use std::sync::Arc;

use csv::{ByteRecord, Position, Reader, ReaderBuilder, StringRecord};
use rayon::prelude::*;

use super::blocks::{self, QuoteFault};
use super::delimiter::{self, Head, leading_line_ends};
use super::encoding::{self, Fault};
use super::header::{HEADER_ROWS, header_below};
use super::record::Line;
use super::rows::{Part, Plan, RowReader};
use super::table::{Context, Table};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::say;

/// Reads the bytes of a text table.
///
/// # Errors
/// Everything that makes the table unusable: its encoding, an open quote, its header.
pub(crate) fn read(bytes: &[u8], context: &Context) -> Result<Table, Vec<Diagnostic>> {
    let decoded = encoding::decode(bytes).map_err(|fault| vec![not_text(&fault, context.name)])?;
    let text = with_line_feeds(decoded.text);
    let head = delimiter::head(&text, |header| context.wishes.contain(header))
        .ok_or_else(|| vec![blank(context.name)])?;
    let cut = |from: usize, to: usize| {
        blocks::cut(&text.as_bytes()[from..to], head.delimiter, context.block)
            .map_err(|fault| vec![open_quote(fault, from, &text, context.name)])
    };
    cut(0, head.end)?;
    let layout = context
        .wishes
        .lay_out(&head.fields, context.name, head.line)
        .map_err(|problems| with_hint(problems, &text, &head, context))?;
    let plan = Arc::new(Plan {
        source: context.name.to_owned(),
        layout,
        id_kind: context.id_kind,
        separator: char::from(head.delimiter),
    });
    let pieces = cut(head.end, text.len())?;
    let pieces = pieces.into_iter().map(|at| &text[head.end + at.start..head.end + at.end]);
    let parts = parse(number_lines(pieces.collect(), &text[..head.end]), head.delimiter, &plan);
    Ok(Table {
        plan,
        part: Part::join(parts),
        encoding: Some(decoded.encoding),
        delimiter: Some(char::from(head.delimiter)),
        sheet: None,
        other_sheets: Vec::new(),
    })
}

/// A block of whole records.
pub(crate) struct Block<'a> {
    pub text: &'a str,
    pub first_line: u64,
    /// How many line feeds it has.
    pub lines: usize,
    pub is_last: bool,
}

pub(crate) fn number_lines<'a>(pieces: Vec<&'a str>, before: &str) -> Vec<Block<'a>> {
    let line_feeds = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let counts: Vec<usize> = pieces.par_iter().map(|piece| line_feeds(piece)).collect();
    let (mut line, last) = (1 + line_feeds(before) as u64, pieces.len().saturating_sub(1));
    let blocks = pieces.into_iter().zip(counts).enumerate().map(|(at, (text, lines))| {
        let block = Block { text, first_line: line, lines, is_last: at == last };
        line += lines as u64;
        block
    });
    blocks.collect()
}

fn parse(blocks: Vec<Block>, delimiter: u8, plan: &Arc<Plan>) -> Vec<Part> {
    blocks.into_par_iter().map(|block| parse_block(&block, delimiter, plan)).collect()
}

/// A block of a table that has been laid out.
pub(crate) fn parse_block(block: &Block, delimiter: u8, plan: &Arc<Plan>) -> Part {
    // A row has a byte for every field at least: blank lines claim no room.
    let most = block.text.len() / plan.layout.width.max(1);
    let mut rows = RowReader::new(Arc::clone(plan), most.min(block.lines) + 1);
    if is_unquoted(block.text) {
        parse_lines(block, delimiter, &mut rows);
        return rows.finish();
    }
    let mut reader = records(block.text, delimiter);
    let mut record = ByteRecord::new();
    let is_open_ended = block.is_last && !block.text.ends_with(['\n', '\r']);
    // Reading from memory cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let is_cut = is_open_ended && reader.position().byte() as usize >= block.text.len();
        let line = block.first_line + line_of(record.position(), block.text) - 1;
        rows.read(&record, line, is_cut);
    }
    rows.finish()
}

/// Whether fields simply end at delimiters and records at line feeds.
fn is_unquoted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends_line = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    memchr::memchr2_iter(b'"', b'\r', bytes).all(ends_line)
}

/// The lines of a block without quotes; the same rows as the parser gives.
fn parse_lines(block: &Block, delimiter: u8, rows: &mut RowReader) {
    let (text, mut at, mut line) = (block.text, 0, block.first_line);
    let mut record = Line::default();
    while at < text.len() {
        if let Some(next) = rows.read_plain(text, at, line) {
            at = next;
        } else {
            let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map(|length| at + length);
            let is_cut = block.is_last && end.is_none();
            let written = &text[at..end.unwrap_or(text.len())];
            let written = written.strip_suffix('\r').unwrap_or(written);
            if !written.is_empty() {
                record.split(written, delimiter);
                rows.read(&record, line, is_cut);
            }
            at = end.map_or(text.len(), |end| end + 1);
        }
        line += 1;
    }
}

pub(crate) fn records(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The line, from 1, on which a record of `text` starts: the parser counts blank lines before a
/// record to it.
pub(crate) fn line_of(position: Option<&Position>, text: &str) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let blank = &rest[..leading_line_ends(rest)];
    position.line() + blank.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Old Macintosh files end lines with a carriage return alone.
pub(crate) fn with_line_feeds(text: Cow<str>) -> Cow<str> {
    if !text.contains('\n') && text.contains('\r') {
        return Cow::Owned(text.replace('\r', "\n"));
    }
    text
}

fn with_hint(
    problems: Vec<Diagnostic>,
    text: &str,
    head: &Head,
    context: &Context,
) -> Vec<Diagnostic> {
    let mut reader = records(text, head.delimiter);
    let mut record = StringRecord::new();
    let mut rows = Vec::new();
    while rows.len() < HEADER_ROWS && reader.read_record(&mut record).unwrap_or(false) {
        let fields = record.iter().map(str::to_owned).collect::<Vec<_>>();
        rows.push((line_of(record.position(), text), fields));
    }
    header_below(problems, context.wishes, head.line, &rows)
}

fn place(file: &str, line: Option<u64>) -> Place {
    Place { file: file.to_owned(), line, column: None, firm: None }
}

pub(crate) fn blank(file: &str) -> Diagnostic {
    Diagnostic::error(&codes::NO_FIRMS, say!("表是空白的", "the table is blank"))
        .in_table(place(file, None))
}

pub(crate) fn not_text(fault: &Fault, file: &str) -> Diagnostic {
    let at = fault.offset + 1;
    let diagnostic = if fault.zero {
        Diagnostic::error(
            &codes::NOT_A_TABLE,
            say!(
                "文件第 {at} 字节是零字节：这不是文本，也不是表格文件",
                "byte {at} of the file is zero: this is neither text nor a workbook"
            ),
        )
    } else {
        Diagnostic::error(&codes::ENCODING, encoding_message(fault))
    };
    diagnostic.in_table(place(file, Some(fault.line as u64))).mend(say!(
        "请从原系统重新导出，或在 Excel 里另存为「CSV UTF-8」或 .xlsx",
        "export it again, or save it from Excel as \"CSV UTF-8\" or .xlsx"
    ))
}

fn encoding_message(fault: &Fault) -> crate::diagnostic::Text {
    let at = fault.offset + 1;
    match fault.encoding {
        Some(encoding) => {
            let name = encoding.name();
            say!(
                "文件是 {name} 编码，但第 {at} 字节起不合该编码：文件可能被截断，或拼接了别的编码",
                "the file is {name}, but not from byte {at} on: it may be cut off, or joined from files in different encodings"
            )
        }
        None => say!(
            "认不出文件的编码：UTF-8、GB18030、UTF-16 都不合，第 {at} 字节起读不下去",
            "the file's encoding is not known: neither UTF-8 nor GB18030 nor UTF-16 reads past byte {at}"
        ),
    }
}

pub(crate) fn open_quote(fault: QuoteFault, from: usize, text: &str, file: &str) -> Diagnostic {
    let (code, offset, message) = match fault {
        QuoteFault::Unclosed { offset } => (
            &codes::OPEN_QUOTE,
            offset,
            say!(
                "这一行开始的双引号到文件末尾也没有闭合，其后的行都会被当成一个单元格",
                "the quote that opens on this line is never closed: every row after it would be one field"
            ),
        ),
        QuoteFault::TooLong { offset } => (
            &codes::FIELD_TOO_LONG,
            offset,
            say!(
                "这一行开始的双引号过了 1 MiB 才闭合，多半是漏了一个引号，其间的行会被当成一个单元格",
                "the quote that opens on this line is closed only after more than 1 MiB; one is probably missing, and the rows between would be one field"
            ),
        ),
    };
    let before = &text.as_bytes()[..(from + offset).min(text.len())];
    let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
    Diagnostic::error(code, message).in_table(place(file, Some(line))).mend(say!(
        "补上引号；单元格里的双引号要写成两个",
        "add the missing quote; a quote inside a field is written twice"
    ))
}
