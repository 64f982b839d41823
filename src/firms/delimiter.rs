//! Which character separates the fields of a text table, told from its header. Reads one record
//! only; knows no cells.

use csv::{ReaderBuilder, StringRecord};

/// The header of a text table and where its rows begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What separates the fields; always one of [`CANDIDATES`].
    pub delimiter: u8,
    /// The header's fields as they are written.
    pub fields: Vec<String>,
    /// The line where the header starts, from 1.
    pub line: u64,
    /// The first byte after the header.
    pub end: usize,
}

/// What can separate fields, the more usual first.
pub const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Reads the header with each candidate and keeps the one that gives the most fields for which
/// `is_wanted` holds, then the most fields. `None` where the text is blank.
pub fn head(text: &str, is_wanted: impl Fn(&str) -> bool) -> Option<Head> {
    // Excel writes and understands a first line that states the delimiter.
    let (stated, skipped) = stated(text);
    let candidates: &[u8] = if stated.is_some() { stated.as_slice() } else { &CANDIDATES };
    let mut best: Option<((usize, usize), Head)> = None;
    for &delimiter in candidates {
        let Some(head) = first_record(text, skipped, delimiter) else { continue };
        let wanted = head.fields.iter().filter(|field| is_wanted(field)).count();
        let score = (wanted, head.fields.len());
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, head));
        }
    }
    best.map(|(_, head)| head)
}

/// The delimiter that a first line `sep=;` states, and the length of that line.
pub(crate) fn stated(text: &str) -> (Option<u8>, usize) {
    let line = &text[..text.find('\n').map_or(text.len(), |at| at + 1)];
    let named = line.trim_end().strip_prefix("sep=").or(line.trim_end().strip_prefix("SEP="));
    // `sep=` followed by a tab is trimmed to nothing.
    let byte = match named {
        Some("") if line.contains('\t') => Some(b'\t'),
        Some(named) => named.bytes().next().filter(|_| named.len() == 1),
        None => None,
    };
    match byte.filter(|byte| CANDIDATES.contains(byte)) {
        Some(byte) => (Some(byte), line.len()),
        None => (None, 0),
    }
}

/// The first record that is not wholly blank.
fn first_record(text: &str, skipped: usize, delimiter: u8) -> Option<Head> {
    let body = &text.as_bytes()[skipped..];
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        // A line of other delimiters is as blank as a line of blanks.
        let is_blank =
            |c: char| c.is_whitespace() || CANDIDATES.iter().any(|d| char::from(*d) == c);
        if record.iter().all(|field| field.trim_matches(is_blank).is_empty()) {
            continue;
        }
        let start = skipped + record.position().map_or(0, |at| at.byte() as usize);
        let start = start + leading_line_ends(&text.as_bytes()[start..]);
        return Some(Head {
            delimiter,
            fields: record.iter().map(str::to_owned).collect(),
            line: 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count() as u64,
            end: skipped + reader.position().byte() as usize,
        });
    }
    None
}

/// The parser counts blank lines to the record after them; a person does not.
pub(crate) fn leading_line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, usize, u64) {
        let head = head(text, |name| name == "代码" || name == "研发费用").unwrap();
        (char::from(head.delimiter), head.fields.len(), head.line)
    }

    #[test]
    fn recognised_from_the_header() {
        assert_eq!(found("代码,研发费用\n1,2\n"), (',', 2, 1));
        assert_eq!(found("代码\t研发费用\n1\t2\n"), ('\t', 2, 1));
        assert_eq!(found("代码;研发费用\n1;2,5\n"), (';', 2, 1));
        assert_eq!(found("代码|研发费用|a,b,c,d\n"), ('|', 3, 1));
        assert_eq!(found("代码\n1\n"), (',', 1, 1));
        assert_eq!(found("\n\n,,\n代码,\"研发\n费用\"\n"), (',', 2, 4));
    }

    #[test]
    fn wanted_names_outweigh_many_fields() {
        assert_eq!(found("代码;研发费用;a,b,c,d,e,f\n"), (';', 3, 1));
    }

    #[test]
    fn a_stated_delimiter_is_believed() {
        assert_eq!(found("sep=;\n代码;研发费用\n"), (';', 2, 2));
        assert_eq!(found("sep=\t\r\n代码\t研发费用\n"), ('\t', 2, 2));
    }

    #[test]
    fn rows_begin_after_the_header() {
        let text = "代码,研发费用\r\n1,2\r\n";
        let head = head(text, |_| false).unwrap();
        assert_eq!(text[head.end..].trim_start_matches('\n'), "1,2\r\n");
    }

    #[test]
    fn a_blank_text_has_no_header() {
        assert_eq!(head(" \n,,\n\n", |_| true), None);
    }
}
