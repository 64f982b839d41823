//! TOML -> [`Scheme`], or every problem of it at once. Owns the scheme language: what was written
//! ([`document`]), what it means ([`model`], [`rule`]), `extends` and the JSON Schema. Must not
//! read files, and knows nothing of firms or points earned.

pub mod column;
pub mod document;
mod document_rule;
pub(crate) mod expressions;
mod extend;
mod firm_columns;
mod lists;
mod model;
mod names;
pub(crate) mod read;
mod read_rule;
mod resolve;
pub mod rule;
mod rule_checks;
mod rules;
pub(crate) mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod tree;

pub use model::*;
pub use schema::json_schema_text;

use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, SourceId, Sources, Text};
use crate::{say, toml_reading as toml};
use document::Document;

/// A scheme text with the name by which the user knows it.
#[derive(Debug, Clone)]
pub struct SchemeText {
    /// Usually a path.
    pub name: String,
    /// The TOML text.
    pub text: String,
}

/// What came of reading a scheme.
#[derive(Debug)]
pub struct Loaded {
    /// The scheme, unless there is an error among the problems.
    pub scheme: Option<Scheme>,
    /// Every problem, in the order of the file.
    pub problems: Vec<Diagnostic>,
    /// Every text that was read, for drawing the problems.
    pub sources: Sources,
    /// The texts in the order in which they were laid over each other, the given one first.
    pub texts: Vec<SchemeText>,
}

/// Fetches the text behind an `extends`: the name of the file that says it, and what it says.
pub type Fetch<'a> = dyn Fn(&str, &str) -> Result<SchemeText, Text> + 'a;

/// Reads a scheme. `fetch` is asked for the schemes that it extends.
pub fn load(text: SchemeText, fetch: &Fetch) -> Loaded {
    let mut reading =
        Reading { sources: Sources::default(), problems: Vec::new(), texts: Vec::new() };
    let document = reading.read(text, fetch);
    let Reading { sources, mut problems, texts } = reading;
    let scheme = document.and_then(|document| resolve::resolve(&document, &sources, &mut problems));
    problems.sort_by_key(|problem| problem.labels.first().map(|label| label.span));
    Loaded { scheme, problems, sources, texts }
}

/// Reads a scheme that extends nothing; for tests and for texts that the program holds itself.
pub fn load_text(name: &str, text: &str) -> Loaded {
    let text = SchemeText { name: name.to_string(), text: text.to_string() };
    load(text, &|_, _| Err(say!("这里不能使用 extends", "`extends` cannot be used here")))
}

/// Schemes that extend each other without end under ever new names are a cycle, too.
const LONGEST_CHAIN: usize = 16;

struct Reading {
    sources: Sources,
    problems: Vec<Diagnostic>,
    texts: Vec<SchemeText>,
}

impl Reading {
    fn read(&mut self, text: SchemeText, fetch: &Fetch) -> Option<Document> {
        let id = self.sources.add(text.name.clone(), text.text.clone());
        let name = text.name.clone();
        let content = text.text.clone();
        self.texts.push(text);
        let document = self.parse(&content, id)?;
        let Some(below) = document.scheme.as_ref().and_then(|scheme| scheme.extends.clone()) else {
            return Some(document);
        };
        let fetched = match fetch(&name, &below) {
            Ok(fetched) => fetched,
            Err(why) => {
                let (zh, en) = (why.zh, why.en);
                let path = &below.value;
                self.problems.push(
                    Diagnostic::error(
                        &codes::EXTENDS_UNREADABLE,
                        say!("读不到 {path}：{zh}", "cannot read {path}: {en}"),
                    )
                    .at(below.span, Text::default())
                    .mend(say!(
                        "路径从本文件所在的文件夹算起",
                        "the path starts at the folder of this file"
                    )),
                );
                return None;
            }
        };
        let too_many = self.texts.len() >= LONGEST_CHAIN;
        if too_many || self.texts.iter().any(|known| known.name == fetched.name) {
            let problem = say!("方案扩展到了自己", "the scheme extends itself");
            let names = self.texts.iter().map(|text| text.name.as_str());
            let chain = names.chain([fetched.name.as_str()]).collect::<Vec<_>>().join(" → ");
            self.problems.push(
                Diagnostic::error(&codes::CYCLE, problem)
                    .at(below.span, Text::default())
                    .because(Text::same(chain)),
            );
            return None;
        }
        let base = self.read(fetched, fetch)?;
        Some(extend::overlay(base, document))
    }

    fn parse(&mut self, text: &str, source: SourceId) -> Option<Document> {
        let table = toml::parse(text, source, &mut self.problems)?;
        let mut context = toml::Context { source, problems: &mut self.problems };
        Some(read::document(table.get_ref(), &mut context))
    }
}
