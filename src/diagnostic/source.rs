//! The texts that diagnostics point into.

/// Names one text of [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// A stretch of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Which text.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Every text that was read, by name, so that a diagnostic can show the line it speaks of.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
}

impl Sources {
    /// Keeps a text under the name by which the user knows it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.files.push((name.into(), text.into()));
        SourceId(self.files.len() as u32 - 1)
    }

    /// The name by which the user knows the text.
    pub fn name(&self, id: SourceId) -> &str {
        &self.files[id.0 as usize].0
    }

    /// The text itself.
    pub fn text(&self, id: SourceId) -> &str {
        &self.files[id.0 as usize].1
    }

    /// Line and column (in characters), both counted from 1, of the start of a span.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = self.text(span.source);
        let before = &text[..floor_boundary(text, span.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }

    /// The span pulled in to lie within its text, on character borders.
    pub(super) fn clamp(&self, span: Span) -> std::ops::Range<usize> {
        let text = self.text(span.source);
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        start..end
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
