//! The pages' templates: those of the program, over which a zone may lay its own. Owns their names
//! and what is said of a template that fails; must not know what is on a page.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior};
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
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
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
    template.render(minijinja::value::Serde(page)).map_err(|error| told(name, &error))
}

fn told(name: &str, error: &minijinja::Error) -> TemplateError {
    // What fails inside an included template is told by the innermost error.
    let mut innermost = error;
    while let Some(source) =
        std::error::Error::source(innermost).and_then(|source| source.downcast_ref())
    {
        innermost = source;
    }
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
