//! The policy navigator: policies as TOML -> [`Catalogue`], firms against them clause by clause in
//! three-valued logic, what each firm is entitled to, what to ask it for; and the industry map.
//! Must not read files, look at a clock or draw: dates and tables are arguments.

pub mod amount;
pub mod ask;
mod births;
mod conditions;
mod contradiction;
pub mod document;
pub mod entitle;
pub mod facts;
pub mod force;
pub mod level;
pub mod matching;
mod model;
mod order;
mod read;
pub mod references;
mod resolve;
mod schema;
pub mod section;
#[cfg(test)]
mod tests;
pub mod told;
mod wanted;

pub use amount::{Amount, Rate};
pub use facts::{Facts, Source};
pub use force::Force;
pub use level::{Level, Span as Levels, Standing};
pub use matching::{Matches, matches};
pub use model::*;
pub use schema::json_schema_text;
pub use section::{Detail, Navigation, Section, section};

use crate::diagnostic::codes::{policy as codes, scheme as scheme_codes};
use crate::diagnostic::{Diagnostic, Sources, Span, Text, has_errors};
use crate::say;
use crate::scheme::{Fetch, SchemeText};
use crate::toml_reading::{self as toml, Context, Written};
use document::{Document, HeaderDoc};

/// What came of reading policies.
#[derive(Debug)]
pub struct Loaded {
    /// The policies, unless there is an error among the problems.
    pub catalogue: Option<Catalogue>,
    /// Every problem, in the order of the files.
    pub problems: Vec<Diagnostic>,
    /// Every text that was read, for drawing the problems.
    pub sources: Sources,
    /// The texts in the order in which they were read.
    pub texts: Vec<SchemeText>,
}

/// Reads files of policies; `fetch` is asked for what they include. A file that several include is
/// read once.
pub fn load(texts: Vec<SchemeText>, fetch: &Fetch) -> Loaded {
    let mut reading = Reading::default();
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        reading.file(text, fetch);
        let header = reading.document.policies.as_ref();
        let name = header.map(|header| &header.name.as_ref().unwrap_or(&header.id).value);
        names.extend(name.filter(|name| !names.contains(name)).cloned());
    }
    let Reading { sources, mut problems, texts, mut document, .. } = reading;
    if let (Some(header), true) = (&mut document.policies, names.len() > 1) {
        header.name = Some(Written { value: names.join(" · "), span: header.id.span });
    }
    if document.policy.is_empty() && !has_errors(&problems) {
        problems.push(no_policy(&texts));
    }
    let catalogue = resolve::resolve(&document, &sources, &mut problems);
    problems.sort_by_key(|problem| problem.labels.first().map(|label| label.span));
    Loaded { catalogue, problems, sources, texts }
}

/// Reads one text that includes nothing; for tests and texts that the program holds itself.
pub fn load_text(name: &str, text: &str) -> Loaded {
    let text = SchemeText { name: name.to_string(), text: text.to_string() };
    load(vec![text], &|_, _| Err(say!("这里不能使用 include", "`include` cannot be used here")))
}

fn no_policy(texts: &[SchemeText]) -> Diagnostic {
    let files: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
    let files = files.join(", ");
    let message = say!("{files} 里没有政策", "there is no policy in {files}");
    Diagnostic::error(&codes::NO_POLICY, message)
        .mend(say!("写上 [[policy]]，或换一个文件", "write a [[policy]], or name another file"))
}

/// The unit of amounts where none is stated.
const MONEY: &str = "万元";

#[derive(Default)]
struct Reading {
    /// The unit of the amounts so far, and where it was stated.
    money: Option<(String, Option<Span>)>,
    sources: Sources,
    problems: Vec<Diagnostic>,
    texts: Vec<SchemeText>,
    document: Document,
}

impl Reading {
    fn file(&mut self, text: SchemeText, fetch: &Fetch) {
        if self.texts.iter().any(|known| known.name == text.name) {
            return;
        }
        let source = self.sources.add(text.name.clone(), text.text.clone());
        let (name, content) = (text.name.clone(), text.text.clone());
        self.texts.push(text);
        let Some(table) = toml::parse(&content, source, &mut self.problems) else { return };
        let mut context = Context { source, problems: &mut self.problems };
        let document = read::document(table.get_ref(), &mut context);
        let header = document.policies.clone();
        // What a file includes stands before it: its columns are known, its policies come first.
        for path in header.iter().flat_map(|header| &header.include) {
            match fetch(&name, path) {
                Ok(text) => self.file(text, fetch),
                Err(why) => {
                    let Text { zh, en } = why;
                    let path = &path.value;
                    let message = say!("读不到 {path}：{zh}", "cannot read {path}: {en}");
                    let code = &scheme_codes::EXTENDS_UNREADABLE;
                    let span = header.iter().flat_map(|h| &h.include).find(|p| &p.value == path);
                    let span = span.map(|written| written.span).unwrap_or_default();
                    let problem = Diagnostic::error(code, message).at(span, Text::default());
                    self.problems.push(problem);
                }
            }
        }
        self.lay(document);
    }

    /// Amounts of several files are added up, so that they are in one unit.
    fn one_money(&mut self, header: Option<&HeaderDoc>) {
        let stated = header.and_then(|header| header.money.as_ref());
        let own = stated.map_or(MONEY, |money| &money.value).to_string();
        let place = stated.map(|money| money.span);
        let Some((known, first)) = &self.money else {
            self.money = Some((own, place));
            return;
        };
        if *known == own {
            return;
        }
        let message = say!(
            "两份政策文件的金额单位不同：{known} 和 {own}，加不到一起",
            "two files of policies state amounts in different units, {known} and {own}, which cannot be added up"
        );
        let mut problem = Diagnostic::error(&codes::MONEY, message);
        for span in place.iter().chain(first) {
            problem = problem.at(*span, Text::default());
        }
        self.problems.push(problem.mend(say!(
            "统一写成同一个 money，并换算金额",
            "state one `money` and convert the amounts"
        )));
    }

    /// Adds a file's tables to what is there. Policies take their file's status and margin.
    fn lay(&mut self, mut document: Document) {
        let header = document.policies.as_ref();
        let status = header.and_then(|header| header.status.clone());
        let near = header.and_then(|header| header.near.clone());
        for policy in &mut document.policy {
            policy.status = policy.status.take().or(status.clone());
            for clause in &mut policy.clause {
                clause.near = clause.near.take().or(near.clone());
            }
        }
        if !document.policy.is_empty() {
            self.one_money(header);
        }
        let all = &mut self.document;
        // The file that was asked for is laid last and speaks for the run.
        all.policies = document.policies.or(all.policies.take());
        all.firm = document.firm.or(all.firm.take());
        all.column.append(&mut document.column);
        all.derive.append(&mut document.derive);
        all.group.append(&mut document.group);
        all.policy.append(&mut document.policy);
    }
}
