//! Templates from a folder, and what is said of one that fails.

use std::path::Path;

use super::input::{io_text, read_file, unreadable};
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::report::site::{TemplateError, Templates};
use crate::say;

/// The program's templates with those of a folder laid over them: every `.html` and `.css` in it.
pub fn read(folder: Option<&Path>) -> Result<Templates, Diagnostic> {
    let mut templates = Templates::default();
    let Some(folder) = folder else { return Ok(templates) };
    let entries =
        std::fs::read_dir(folder).map_err(|error| unreadable(folder, &io_text(&error)))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some(name) = name.filter(|name| name.ends_with(".html") || name.ends_with(".css"))
        else {
            continue;
        };
        let bytes = read_file(&path).map_err(|why| unreadable(&path, &why))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| unreadable(&path, &say!("不是 UTF-8 文本", "it is not UTF-8 text")))?;
        let text = text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text);
        templates.lay(&name, text);
        names.push(name);
    }
    // A letterhead under a wrong name would silently not be used.
    if names.iter().any(|name| Templates::names().any(|known| known == name)) {
        return Ok(templates);
    }
    let place = folder.display();
    let known = Templates::names().collect::<Vec<_>>().join(", ");
    let near = names.first().and_then(|name| did_you_mean(name, Templates::names()));
    Err(Diagnostic::error(
        &codes::TEMPLATE_UNUSABLE,
        say!("{place} 里没有可以替换的模板", "{place} holds no template that replaces one of ours"),
    )
    .because(say!("可替换的有：{known}", "these can be replaced: {known}"))
    .mend_if(near))
}

/// A template that failed.
pub fn problem(error: TemplateError) -> Diagnostic {
    let (name, zh, en) = (&error.template, &error.why.zh, &error.why.en);
    let (line_zh, line_en) = match error.line {
        Some(line) => (format!("第 {line} 行"), format!(" in line {line}")),
        None => Default::default(),
    };
    Diagnostic::error(
        &codes::TEMPLATE_UNUSABLE,
        say!(
            "模板 {name} {line_zh}不能用：{zh}",
            "the template {name} cannot be used{line_en}: {en}"
        ),
    )
}
