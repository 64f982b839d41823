//! `document`: the scheme as the standard that a zone publishes.

use std::path::Path;

use super::Outcome;
use super::cli::{DocumentArgs, DocumentForm};
use super::input::read_scheme;
use super::output::write_file;
use super::terminal::Terminal;
use crate::report::standard::{differences, html, markdown, standard};
use crate::say;

/// Writes or prints it.
pub fn run(args: DocumentArgs, terminal: &Terminal) -> Outcome {
    let scheme = match read_scheme(&args.scheme, terminal) {
        Ok(read) => read.scheme,
        Err(outcome) => return outcome,
    };
    let lang = terminal.report_lang(scheme.language);
    let mut blocks = standard(&scheme);
    if let Some(path) = &args.against {
        match read_scheme(path, terminal) {
            Ok(other) => blocks.extend(differences(&other.scheme, &scheme)),
            Err(outcome) => return outcome,
        }
    }
    let text = match form(&args, terminal) {
        DocumentForm::Markdown => markdown(&blocks, lang),
        DocumentForm::Html => html(&scheme.name, &blocks, lang),
    };
    let Some(path) = args.out.filter(|path| path != Path::new("-")) else {
        return terminal.say(&text);
    };
    if let Err(problem) = write_file(&path, text.as_bytes()) {
        return terminal.fail(problem);
    }
    let name = path.display();
    terminal.tell(&say!("写好了 {name}", "wrote {name}"));
    Outcome::Done
}

/// As asked for, else as the file is called, else Markdown.
fn form(args: &DocumentArgs, terminal: &Terminal) -> DocumentForm {
    let ending = args.out.as_ref().and_then(|path| path.extension()).and_then(|e| e.to_str());
    let is_page =
        ending.is_some_and(|e| e.eq_ignore_ascii_case("html") || e.eq_ignore_ascii_case("htm"));
    let called = if is_page { DocumentForm::Html } else { DocumentForm::Markdown };
    terminal.document.unwrap_or(called)
}
