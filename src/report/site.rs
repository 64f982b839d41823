//! The report that people look at: a list of all firms and a portrait of each, as pages that need
//! nothing but themselves. Pure functions of a scored run; must not write files and must not find
//! out anything about a firm that its [`Portrait`](crate::portrait::Portrait) does not say.
//!
//! Every page carries its style sheet and its drawings, so that one portrait can be handed over by
//! itself. A page forbids its browser to fetch anything (Content-Security-Policy), whatever a name
//! in the data or a letterhead may hold.

mod crowds;
mod digest;
mod firm;
mod index;
mod leaf;
mod names;
mod navigator;
mod rows;
mod scheme;
mod spread;
mod templates;
#[cfg(test)]
mod tests;
mod top;
mod words;

pub use templates::{TemplateError, Templates};

use std::collections::BTreeMap;

use minijinja::Environment;
use serde::Serialize;

use self::crowds::Crowds;
use super::beside::Beside;
use crate::diagnostic::{Lang, Text};
use crate::portrait::Portraits;
use crate::scheme::Scheme;
use crate::scheme::Status as SchemeStatus;
use crate::scoring::Scored;

/// A report being made. Pages can be made on all cores and written as they come.
pub struct Site<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    portraits: Portraits<'a>,
    crowds: Crowds,
    environment: Environment<'a>,
    beside: Beside<'a>,
    /// Per row the file of the firm's page.
    files: Vec<String>,
    lang: Lang,
    words: BTreeMap<&'static str, &'static str>,
    shared: Shared<'a>,
}

/// What every page says of the run.
#[derive(Debug, Clone, Serialize)]
struct Shared<'a> {
    scheme: &'a str,
    edition: &'a str,
    citation: &'a str,
    illustrative: bool,
    version: &'static str,
    as_of: Option<String>,
}

/// What every template is given beside its page.
#[derive(Serialize)]
struct Context<'c, P: Serialize> {
    t: &'c BTreeMap<&'static str, &'static str>,
    run: &'c Shared<'c>,
    page: P,
}

impl<'a> Site<'a> {
    /// Finds once what all pages share.
    ///
    /// # Errors
    /// A template that is not one.
    pub fn new(
        scheme: &'a Scheme,
        scored: &'a Scored,
        templates: &'a Templates,
        lang: Lang,
    ) -> Result<Self, TemplateError> {
        let environment = templates.environment()?;
        let ids: Vec<String> = (0..scored.derived.len())
            .map(|firm| scored.derived.text(&scheme.firm.id, firm))
            .collect();
        let shared = Shared {
            scheme: &scheme.name,
            edition: &scheme.edition,
            citation: &scheme.citation,
            illustrative: scheme.status == SchemeStatus::Illustrative,
            version: env!("CARGO_PKG_VERSION"),
            as_of: scored.params.as_of.clone(),
        };
        Ok(Site {
            portraits: Portraits::new(scheme, scored),
            crowds: Crowds::new(scheme, scored),
            environment,
            beside: Beside::default(),
            files: names::file_names(ids.iter().map(String::as_str)),
            lang,
            words: words::words(lang),
            shared,
            scheme,
            scored,
        })
    }

    /// The same, with what stands beside each firm's points.
    pub fn beside(self, beside: Beside<'a>) -> Self {
        Site { beside, ..self }
    }

    /// The same, stating the run's date.
    pub fn dated(mut self, date: Option<String>) -> Self {
        self.shared.as_of = date;
        self
    }

    /// The file of a firm's page, below [`FIRMS`].
    pub fn file(&self, firm: usize) -> &str {
        &self.files[firm]
    }

    /// The list of all firms; those for which `has_page` holds are linked.
    ///
    /// # Errors
    /// What a template asks for and does not find.
    pub fn index(&self, has_page: &dyn Fn(usize) -> bool) -> Result<String, TemplateError> {
        self.render("index.html", self.index_page(has_page))
    }

    /// A firm's portrait, with links to those before and behind it.
    ///
    /// # Errors
    /// What a template asks for and does not find.
    pub fn firm(&self, firm: usize, around: Around) -> Result<String, TemplateError> {
        self.render("firm.html", self.firm_page(firm, around))
    }

    fn render<P: Serialize>(&self, name: &str, page: P) -> Result<String, TemplateError> {
        let context = Context { t: &self.words, run: &self.shared, page };
        templates::render(&self.environment, name, context)
    }

    fn say(&self, text: &Text) -> String {
        let text = text.get(self.lang);
        match self.lang {
            Lang::Zh => text.to_string(),
            Lang::En => quoted(text),
        }
    }

    /// `12 家企业`
    fn firms_counted(&self, firms: usize) -> String {
        match firms {
            1 => self.word("found_one").to_string(),
            n => self.word("found").replace("{found}", &n.to_string()),
        }
    }

    fn word(&self, key: &str) -> &'static str {
        self.words.get(key).copied().unwrap_or_default()
    }
}

/// Names between backticks, as a terminal shows them, between a page's quotation marks.
fn quoted(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return text.to_string();
    }
    let mut page = String::with_capacity(text.len());
    for (at, piece) in pieces.iter().enumerate() {
        match at {
            0 => {}
            at if at % 2 == 1 => page.push('“'),
            _ => page.push('”'),
        }
        page.push_str(piece);
    }
    page
}

/// The folder of the portraits, beside the list.
pub const FIRMS: &str = "firms";

/// What a portrait leads to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// Whether it stands in a report with a list.
    pub in_report: bool,
    /// The firm before it in the ranking.
    pub previous: Option<usize>,
    /// The firm behind it.
    pub next: Option<usize>,
}
