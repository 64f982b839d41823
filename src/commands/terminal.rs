//! The terminal: language, colours, what goes to standard output and what to standard error.

use std::io::{ErrorKind, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::cli::{Common, DocumentForm, Format};
use super::input::io_text;
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Lang, Severity, Sources, Style, Text, render, render_json};
use crate::say;

/// Where a verb speaks.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// The language of messages.
    pub lang: Lang,
    /// Whether the user chose the language, so that a scheme does not override it.
    pub lang_chosen: bool,
    /// What goes to the screen.
    pub format: Format,
    /// How documents are written, where the user said so.
    pub document: Option<DocumentForm>,
    quiet: bool,
    /// Every note, not only their count.
    pub verbose: bool,
    color: bool,
    width: usize,
}

/// A terminal narrower than this would break every line.
const NARROWEST: usize = 60;

impl Terminal {
    /// Reads the options and the environment: `LC_ALL`, `LC_MESSAGES`, `LANG`, `NO_COLOR`,
    /// `COLUMNS`.
    pub fn new(common: &Common) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
        let lang = common.lang.map(Lang::from);
        let color = std::io::stderr().is_terminal() && variable("NO_COLOR").is_none();
        let width = variable("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(120);
        Terminal {
            lang: lang.unwrap_or_else(|| Lang::from_tag(locale.as_deref().unwrap_or_default())),
            lang_chosen: lang.is_some(),
            format: common.format.of_tables(),
            document: common.format.of_documents(),
            quiet: common.quiet,
            verbose: common.verbose,
            color,
            width: width.max(NARROWEST),
        }
    }

    /// The language of reports: the user's choice, else the scheme's, else the locale's.
    pub fn report_lang(&self, scheme: Option<Lang>) -> Lang {
        if self.lang_chosen { self.lang } else { scheme.unwrap_or(self.lang) }
    }

    /// One of two readings.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Whether only errors are told.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Data: to standard output. A reader that has gone away is no failure.
    pub fn say(&self, text: &str) -> Outcome {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let why = io_text(&error);
                let (zh, en) = (why.zh, why.en);
                self.fail(Diagnostic::error(
                    &codes::UNWRITABLE,
                    say!("写不了标准输出：{zh}", "cannot write to standard output: {en}"),
                ))
            }
            _ => Outcome::Done,
        }
    }

    /// A message for people: to standard error, unless quiet or read by a program.
    pub fn tell(&self, text: &Text) {
        if !self.quiet && self.format != Format::Json {
            self.complain(text.get(self.lang));
        }
    }

    /// A bar for work of so many steps, on a terminal only.
    pub fn progress(&self, steps: usize, what: Text) -> ProgressBar {
        self.bar(steps as u64, &what, "{msg} {bar:40} {pos}/{len} {eta}")
    }

    /// A bar for so many bytes, with how many there are in a second and how long it will take.
    pub fn progress_of_bytes(&self, bytes: u64, what: Text) -> ProgressBar {
        let template = "{msg} {bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        self.bar(bytes, &what, template)
    }

    fn bar(&self, length: u64, what: &Text, template: &str) -> ProgressBar {
        let watched = std::io::stderr().is_terminal() && !self.quiet;
        if !watched || self.format == Format::Json {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let message = what.get(self.lang).to_string();
        ProgressBar::new(length).with_style(style).with_message(message)
    }

    fn complain(&self, line: &str) {
        // When even standard error is gone there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// Diagnostics on the way to something else: to standard error, drawn or as JSON lines. Notes
    /// are shown with `--verbose` only, warnings unless `--quiet`.
    pub fn show(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let shown = self.worth_showing(diagnostics);
        if self.format == Format::Json {
            for line in render_json(&shown, sources, self.lang).lines() {
                self.complain(line);
            }
            return;
        }
        let style = Style { lang: self.lang, color: self.color, width: self.width };
        for diagnostic in &shown {
            self.complain(&format!("{}\n", render(diagnostic, sources, style)));
        }
    }

    /// Diagnostics that were asked for: as JSON lines they are data, to standard output.
    pub fn answer(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        if self.format != Format::Json {
            return self.show(diagnostics, sources);
        }
        self.say(&render_json(&self.worth_showing(diagnostics), sources, self.lang));
    }

    fn worth_showing(&self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let shown = diagnostics
            .iter()
            .filter(|diagnostic| match diagnostic.severity {
                Severity::Error => true,
                Severity::Warning => !self.quiet,
                Severity::Note => self.verbose,
            })
            .cloned();
        shown.collect()
    }

    /// One error, told.
    pub fn fail(&self, diagnostic: Diagnostic) -> Outcome {
        self.show(&[diagnostic], &Sources::default());
        Outcome::Unusable
    }
}
