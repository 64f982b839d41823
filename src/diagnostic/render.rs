//! Diagnostics for people (a drawn excerpt) and for machines (JSON, one object per line).

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, Lang, Place, Severity, Sources};

/// How to draw.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language of every sentence.
    pub lang: Lang,
    /// Whether the terminal takes colours.
    pub color: bool,
    /// Columns to draw in.
    pub width: usize,
}

/// Every diagnostic, worst first is not imposed: they stand in the order in which they were found.
pub fn render_all(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    diagnostics.iter().map(|d| render(d, sources, style) + "\n").collect()
}

/// One diagnostic as an excerpt with the place underlined, its reasons and its mends.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = level(diagnostic.severity, style.lang);
    let title = level.primary_title(diagnostic.message.get(style.lang)).id(diagnostic.code.id);
    let place = diagnostic.place.as_ref().map(|place| place_text(place, style.lang));
    let mut group = match &place {
        Some(path) => title.element(Origin::path(path.as_str())),
        None => Group::with_title(title),
    };
    for snippet in snippets(diagnostic, sources, style.lang) {
        group = group.element(snippet);
    }
    for note in &diagnostic.notes {
        let name = if style.lang == Lang::Zh { "说明" } else { "note" };
        group = group.element(Level::NOTE.with_name(name).message(note.get(style.lang)));
    }
    for help in &diagnostic.help {
        let name = if style.lang == Lang::Zh { "建议" } else { "help" };
        group = group.element(Level::HELP.with_name(name).message(help.get(style.lang)));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Unicode).term_width(style.width).render(&[group])
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    let (level, zh) = match severity {
        Severity::Error => (Level::ERROR, "错误"),
        Severity::Warning => (Level::WARNING, "警告"),
        Severity::Note => (Level::NOTE, "提示"),
    };
    if lang == Lang::Zh { level.with_name(zh) } else { level }
}

fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
    lang: Lang,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut seen = Vec::new();
    for label in &diagnostic.labels {
        if !seen.contains(&label.span.source) {
            seen.push(label.span.source);
        }
    }
    seen.into_iter()
        .map(|id| {
            let labels = diagnostic.labels.iter().filter(|label| label.span.source == id);
            let annotations = labels.map(|label| {
                let kind =
                    if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(sources.clamp(label.span));
                if label.text.is_empty() {
                    annotation
                } else {
                    annotation.label(label.text.get(lang))
                }
            });
            Snippet::source(sources.text(id)).path(sources.name(id)).annotations(annotations)
        })
        .collect()
}

fn place_text(place: &Place, lang: Lang) -> String {
    let mut text = place.file.clone();
    if let Some(line) = place.line {
        text.push_str(&format!(":{line}"));
    }
    let (column, firm) = if lang == Lang::Zh { ("列", "企业") } else { ("column", "firm") };
    if let Some(name) = &place.column {
        text.push_str(&format!(", {column} {name}"));
    }
    if let Some(id) = &place.firm {
        text.push_str(&format!(", {firm} {id}"));
    }
    text
}

/// One JSON object per diagnostic, one per line: `code, severity, message, file, line, column,
/// end_line, end_column, firm, field, labels, notes, help`. Lines and columns count from 1.
pub fn render_json(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    diagnostics.iter().map(|d| object(d, sources, lang).to_string() + "\n").collect()
}

fn object(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> serde_json::Value {
    let labels: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let (line, column) = sources.line_column(label.span);
            let end = super::Span { start: label.span.end, ..label.span };
            let (end_line, end_column) = sources.line_column(end);
            json!({
                "file": sources.name(label.span.source),
                "line": line, "column": column, "end_line": end_line, "end_column": end_column,
                "primary": label.primary, "text": label.text.get(lang),
            })
        })
        .collect();
    let first = labels.iter().find(|label| label["primary"] == true).or(labels.first());
    let place = diagnostic.place.as_ref();
    json!({
        "code": diagnostic.code.id,
        "severity": diagnostic.severity,
        "message": diagnostic.message.get(lang),
        "file": place.map(|p| json!(p.file)).or(first.map(|l| l["file"].clone())),
        "line": place.map(|p| json!(p.line)).or(first.map(|l| l["line"].clone())),
        "column": first.map(|l| l["column"].clone()),
        "firm": place.and_then(|p| p.firm.clone()),
        "field": place.and_then(|p| p.column.clone()),
        "labels": labels,
        "notes": diagnostic.notes.iter().map(|t| t.get(lang)).collect::<Vec<_>>(),
        "help": diagnostic.help.iter().map(|t| t.get(lang)).collect::<Vec<_>>(),
    })
}
