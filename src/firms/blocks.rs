//! Where a large text table can be cut so that its pieces are parsed apart: at line ends outside
//! quotes. Follows the same rule for quotes as the `csv` parser (a quote opens only at the start
//! of a field) and knows nothing else of the table.

use std::ops::Range;

/// A quoted field longer than this is a quote that somebody forgot to close.
pub const LONGEST_FIELD: usize = 1 << 20;

/// A quote that goes wrong; `offset` is where it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteFault {
    /// No quote closes it.
    Unclosed {
        /// The byte at which it opens.
        offset: usize,
    },
    /// It closes only after more than [`LONGEST_FIELD`] bytes.
    TooLong {
        /// The byte at which it opens.
        offset: usize,
    },
}

/// Cuts `text`, which begins at the start of a record, into pieces of about `size` bytes.
///
/// # Errors
/// The first [`QuoteFault`], with its offset in `text`.
pub fn cut(text: &[u8], delimiter: u8, size: usize) -> Result<Vec<Range<usize>>, QuoteFault> {
    let mut cutter = Cutter { text, size: size.max(1), start: 0, pieces: Vec::new() };
    let mut from = 0;
    while let Some(quote) = find(text, b'"', from) {
        cutter.plain(from..quote);
        from =
            if opens_field(text, quote, delimiter) { close(text, quote)? + 1 } else { quote + 1 };
    }
    cutter.plain(from..text.len());
    Ok(cutter.finish())
}

/// The last line end outside quotes of `text`, which begins at the start of a record and may end
/// anywhere: the byte after it. `None` where the first record does not end.
pub fn last_line_end(text: &[u8], delimiter: u8) -> Option<usize> {
    let (mut from, mut end) = (0, None);
    let mut stretch = |from: usize, to: usize| {
        let found = memchr::memrchr(b'\n', &text[from..to]);
        end = found.map(|at| from + at + 1).or(end);
    };
    let mut plain_from = 0;
    while let Some(quote) = find(text, b'"', from) {
        if !opens_field(text, quote, delimiter) {
            from = quote + 1;
            continue;
        }
        stretch(plain_from, quote);
        match close(text, quote) {
            // Two quotes at the very end may be one that stands for itself.
            Ok(closing) if closing + 1 < text.len() => from = closing + 1,
            _ => return end,
        }
        plain_from = from;
    }
    stretch(plain_from, text.len());
    end
}

struct Cutter<'a> {
    text: &'a [u8],
    size: usize,
    start: usize,
    pieces: Vec<Range<usize>>,
}

impl Cutter<'_> {
    /// Cuts within a stretch that has no quoted line end.
    fn plain(&mut self, stretch: Range<usize>) {
        loop {
            let earliest = self.start.saturating_add(self.size).max(stretch.start);
            if earliest >= stretch.end {
                return;
            }
            let Some(line_end) = find(&self.text[..stretch.end], b'\n', earliest) else { return };
            self.pieces.push(self.start..line_end + 1);
            self.start = line_end + 1;
        }
    }

    fn finish(mut self) -> Vec<Range<usize>> {
        if self.start < self.text.len() {
            self.pieces.push(self.start..self.text.len());
        }
        self.pieces
    }
}

fn opens_field(text: &[u8], quote: usize, delimiter: u8) -> bool {
    let before = quote.checked_sub(1).map(|at| text[at]);
    before.is_none_or(|byte| byte == delimiter || matches!(byte, b'\n' | b'\r'))
}

/// The quote that closes the field opened at `open`; a doubled quote stands for one inside.
fn close(text: &[u8], open: usize) -> Result<usize, QuoteFault> {
    let mut from = open + 1;
    loop {
        let Some(quote) = find(text, b'"', from) else {
            return Err(QuoteFault::Unclosed { offset: open });
        };
        if text.get(quote + 1) == Some(&b'"') {
            from = quote + 2;
        } else if quote - open > LONGEST_FIELD {
            return Err(QuoteFault::TooLong { offset: open });
        } else {
            return Ok(quote);
        }
    }
}

fn find(text: &[u8], byte: u8, from: usize) -> Option<usize> {
    memchr::memchr(byte, &text[from..]).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, size: usize) -> Vec<&str> {
        let ranges = cut(text.as_bytes(), b',', size).unwrap();
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cut_at_line_ends_outside_quotes() {
        let text = "a,b\n1,\"x\ny\"\n2,z\n";
        assert_eq!(pieces(text, 1), ["a,b\n", "1,\"x\ny\"\n", "2,z\n"]);
        assert_eq!(pieces(text, 1000), [text]);
        assert!(pieces("", 1).is_empty());
    }

    #[test]
    fn the_last_line_end_is_outside_quotes() {
        let end = |text: &str| last_line_end(text.as_bytes(), b',');
        assert_eq!(end("a,b\n1,2\n3"), Some(8));
        assert_eq!(end("a,b\n1,\"x\ny"), Some(4));
        assert_eq!(end("a,b\n1,\"x\n\"\n3,\"\n"), Some(11));
        assert_eq!(end("a,\"x\n\""), None);
        assert_eq!(end("5\" pipe,1\nx"), Some(10));
        assert_eq!(end("a,b"), None);
    }

    #[test]
    fn a_quote_inside_a_field_opens_nothing() {
        assert_eq!(pieces("5\" pipe,1\nx,\"\"\"\n\"\n", 1), ["5\" pipe,1\n", "x,\"\"\"\n\"\n"]);
    }

    #[test]
    fn a_forgotten_quote_is_told() {
        assert_eq!(cut(b"a,\"b\n1,2\n", b',', 8), Err(QuoteFault::Unclosed { offset: 2 }));
        let long = format!("a,\"{}\"\n", "x\n".repeat(LONGEST_FIELD));
        assert_eq!(cut(long.as_bytes(), b',', 8), Err(QuoteFault::TooLong { offset: 2 }));
    }
}
