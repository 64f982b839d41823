//! The pages' templates: those of the program, over which a zone may lay its own. Owns their names
//! and what is said of a template that fails; must not know what is on a page.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;

use crate::diagnostic::Text;
use crate::say;

/// What the program brings: name and text.
const OWN: [(&str, &str); 7] = [
    ("base.html", include_str!("templates/base.html")),
    ("header.html", include_str!("templates/header.html")),
    ("footer.html", include_str!("templates/footer.html")),
    ("index.html", include_str!("templates/index.html")),
    ("firm.html", include_str!("templates/firm.html")),
    ("indicator.html", include_str!("templates/indicator.html")),
    ("style.css", include_str!("templates/style.css")),
];

/// Templates by name.
#[derive(Debug, Clone)]
pub struct Templates(BTreeMap<String, String>);

impl Default for Templates {
    fn default() -> Self {
        Templates(OWN.map(|(name, text)| (name.to_string(), text.to_string())).into())
    }
}

/// A template that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateError {
    /// Its name.
    pub template: String,
    /// The line, from 1, where that is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: Text,
}

impl Templates {
    /// The names that can be laid over.
    pub fn names() -> impl Iterator<Item = &'static str> {
        OWN.iter().map(|(name, _)| *name)
    }

    /// Lays a text over the program's own, or adds one that others include.
    pub fn lay(&mut self, name: &str, text: String) {
        self.0.insert(name.to_string(), text);
    }

    /// The templates, parsed.
    ///
    /// # Errors
    /// The first that is not one.
    pub fn environment(&self) -> Result<Environment<'_>, TemplateError> {
        let mut environment = Environment::new();
        // A misspelt name would be a blank in every page; to ask whether there is one is allowed.
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        for (name, text) in &self.0 {
            environment.add_template(name, text).map_err(|error| told(name, &error))?;
        }
        Ok(environment)
    }
}

/// A page of a template.
///
/// # Errors
/// What the template asks for and does not find.
pub fn render<S: Serialize>(
    environment: &Environment,
    name: &str,
    page: S,
) -> Result<String, TemplateError> {
    let template = environment.get_template(name).map_err(|error| told(name, &error))?;
    template.render(minijinja::value::Serde(page)).map_err(|error| {
        let mut told = told(name, &error);
        if let Some(why) = unknown_name(environment, &told, &error) {
            told.why = why;
        }
        told
    })
}

/// What is said of a name that stands for nothing: the engine tells only the line.
fn unknown_name(
    environment: &Environment,
    at: &TemplateError,
    error: &minijinja::Error,
) -> Option<Text> {
    if innermost(error).kind() != ErrorKind::UndefinedError {
        return None;
    }
    let template = environment.get_template(&at.template).ok()?;
    let line = template.source().lines().nth(at.line?.checked_sub(1)?)?.trim();
    let names: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
    let names: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| line.contains(*name)).collect();
    let which = if names.is_empty() { line.to_string() } else { names.join(", ") };
    Some(say!("这里用到没有的变量：{which}", "a variable that is not there: {which}"))
}

/// What fails inside an included template is told by the innermost error.
fn innermost(error: &minijinja::Error) -> &minijinja::Error {
    let mut innermost = error;
    while let Some(source) =
        std::error::Error::source(innermost).and_then(|source| source.downcast_ref())
    {
        innermost = source;
    }
    innermost
}

fn told(name: &str, error: &minijinja::Error) -> TemplateError {
    let innermost = innermost(error);
    let kind = innermost.kind().to_string();
    let detail = innermost.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    TemplateError {
        template: innermost.name().or(error.name()).unwrap_or(name).to_string(),
        line: innermost.line().or(error.line()),
        why: say!("模板引擎说：{kind}{detail}", "{kind}{detail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letterhead_is_laid_over_and_a_slip_is_told_with_its_line() {
        let mut templates = Templates::default();
        templates.lay("header.html", "<p>{{ name }}</p>\n{% if %}".into());
        let error = templates.environment().unwrap_err();
        assert_eq!((error.template.as_str(), error.line), ("header.html", Some(2)));
        templates.lay("header.html", "<p>{{ name }}</p>".into());
        let environment = templates.environment().unwrap();
        let page = BTreeMap::from([("name", "<b>&")]);
        assert_eq!(render(&environment, "header.html", page).unwrap(), "<p>&lt;b&gt;&amp;</p>");
    }

    #[test]
    fn a_misspelt_name_is_told_and_a_question_is_allowed() {
        let mut templates = Templates::default();
        templates.lay("base.html", "{% include \"header.html\" %}".into());
        templates
            .lay("header.html", "{% if run.logo %}{% endif %}\n<p>{{ run.shceme }}</p>".into());
        let environment = templates.environment().unwrap();
        let page = BTreeMap::from([("run", BTreeMap::from([("scheme", "x")]))]);
        let error = render(&environment, "base.html", page).unwrap_err();
        assert_eq!((error.template.as_str(), error.line), ("header.html", Some(2)));
        assert!(error.why.en.ends_with("not there: run.shceme"), "{}", error.why.en);
    }

    #[test]
    fn a_slip_in_an_included_template_is_told_there() {
        let mut templates = Templates::default();
        templates.lay("base.html", "\n{% include \"header.html\" %}".into());
        templates.lay("header.html", "\n\n{{ name|nonsense }}".into());
        let environment = templates.environment();
        let error = match environment {
            Ok(environment) => render(&environment, "base.html", ()).unwrap_err(),
            Err(error) => error,
        };
        assert_eq!((error.template.as_str(), error.line), ("header.html", Some(3)));
    }
}
