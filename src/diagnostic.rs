//! One problem, told once: what is wrong, where, why and what to do. Owns the types and the
//! renderers; must not know schemes, firms or scoring. Every room reports through it.

pub mod codes;
mod render;
mod source;
mod text;

pub use codes::Code;
pub use render::{Style, render, render_all, render_json};
pub use source::{SourceId, Sources, Span};
pub use text::{Lang, Text};

use serde::Serialize;

/// How bad a problem is. Only an error stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// The run goes on, but a person should look.
    Warning,
    /// The run cannot give an honest answer.
    Error,
}

/// A stretch of a text file that a diagnostic underlines, with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The underlined bytes.
    pub span: Span,
    /// What stands under the line; may be empty.
    pub text: Text,
    /// The place of the problem itself, or only something that belongs to it.
    pub primary: bool,
}

/// A place in a firm table, where there is no text to underline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The line in the file (the sheet row in a workbook), counted from 1.
    pub line: Option<u64>,
    /// The column's header.
    pub column: Option<String>,
    /// The firm's id.
    pub firm: Option<String>,
}

/// A problem with its code, its places and its mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code; `check --explain CODE` tells it at length.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: Text,
    /// Where, in a scheme or another text that the program read.
    pub labels: Vec<Label>,
    /// Where, in a firm table.
    pub place: Option<Place>,
    /// Why, or what else is known.
    pub notes: Vec<Text>,
    /// What to do about it.
    pub help: Vec<Text>,
    /// The columns that it is about, for whoever knows more of them.
    pub columns: Vec<String>,
}

impl Diagnostic {
    /// An error: the run cannot give an honest answer.
    pub fn error(code: Code, message: Text) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning: the run goes on, a person should look.
    pub fn warning(code: Code, message: Text) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note: worth knowing.
    pub fn note(code: Code, message: Text) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: Code, message: Text) -> Self {
        let (labels, notes, help, columns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Diagnostic { code, severity, message, labels, place: None, notes, help, columns }
    }

    /// Underlines the place of the problem.
    pub fn at(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text, primary: true });
        self
    }

    /// Underlines a place that belongs to the problem.
    pub fn see(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text, primary: false });
        self
    }

    /// Names the place in a firm table.
    pub fn in_table(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds a reason.
    pub fn because(mut self, note: Text) -> Self {
        self.notes.push(note);
        self
    }

    /// Adds a mend.
    pub fn mend(mut self, help: Text) -> Self {
        self.help.push(help);
        self
    }

    /// Adds a mend where there is one.
    pub fn mend_if(self, help: Option<Text>) -> Self {
        match help {
            Some(help) => self.mend(help),
            None => self,
        }
    }

    /// Whether it stops the run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether one of them stops the run.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// `1 error`, `2 errors`, `2 policies`: a count in English.
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

/// `1 firm has`, `2 firms have`: the same where more than an s is added.
pub fn counted_as(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The nearest of `known` to what was written, as a mend: "did you mean …?". Nothing is suggested
/// when nothing is near.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    let names = nearest(written, known);
    if names.is_empty() {
        return None;
    }
    let zh = names.iter().map(|n| format!("「{n}」")).collect::<Vec<_>>().join("、");
    let en = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    Some(Text::new(format!("是不是想写 {zh}？"), format!("did you mean {en}?")))
}

/// Up to three of `known`, nearest first, by Jaro-Winkler similarity (Winkler 1990) of at least
/// 0.75, or containing what was written.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (similarity(written, name), name))
        .filter(|(score, _)| *score >= 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.truncate(3);
    scored.into_iter().map(|(_, name)| name).collect()
}

/// Two or three signs of which one is another: 收人 for 收入. The shorter the name, the less the
/// usual measure makes of what is the same.
fn one_sign_off(a: &str, b: &str) -> f64 {
    let count = a.chars().count();
    let same_length = (2..=3).contains(&count) && b.chars().count() == count;
    let is_written_in_signs = !a.is_ascii() && !b.is_ascii();
    let differ = a.chars().zip(b.chars()).filter(|(a, b)| a != b).count();
    if same_length && is_written_in_signs && differ == 1 { 0.76 } else { 0.0 }
}

fn similarity(written: &str, name: &str) -> f64 {
    let (a, b) = (written.trim().to_lowercase(), name.trim().to_lowercase());
    let contained = a.chars().count() >= 2 && (b.contains(&a) || a.contains(&b) && b.len() > 3);
    let score = strsim::jaro_winkler(&a, &b).max(one_sign_off(&a, &b));
    if contained { score.max(0.8) } else { score }
}
