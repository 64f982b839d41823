//! Reading policies with the schemes and tables that they need.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Outcome;
use super::input::{self, read_file, unreadable};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Text, has_errors};
use crate::firms::{self, Duplicates, Firms, Input, Wanted};
use crate::policy::{self, Catalogue, Loaded, Source};
use crate::say;
use crate::scheme::SchemeText;
use crate::scheme::column::{Column, IdKind};
use crate::scoring::score;

/// Reads policies from a file, or from every TOML file of a folder in the order of their names.
pub fn load(path: &Path) -> Result<Loaded, Diagnostic> {
    let mut texts = Vec::new();
    for file in files(path)? {
        texts.push(toml_text(&file).map_err(|why| unreadable(&file, &why))?);
    }
    Ok(policy::load(texts, &|from, path| {
        let beside = Path::new(from).parent().unwrap_or(Path::new(""));
        toml_text(&beside.join(path))
    }))
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let told = |error: std::io::Error| unreadable(path, &input::io_text(&error));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(told)? {
        let file = entry.map_err(told)?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
    }
    files.sort();
    match files.is_empty() {
        true => Err(unreadable(
            path,
            &say!("文件夹里没有 .toml 文件", "the folder holds no .toml file"),
        )),
        false => Ok(files),
    }
}

pub fn toml_text(path: &Path) -> Result<SchemeText, Text> {
    let text = String::from_utf8(read_file(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        say!(
            "第 {at} 个字节起不是 UTF-8；TOML 文件请另存为 UTF-8",
            "it is not UTF-8 from byte {at} on; save TOML files as UTF-8"
        )
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text);
    Ok(SchemeText { name: path.display().to_string(), text })
}

/// Reads every table; standard input is read once.
pub fn inputs(paths: &[PathBuf], terminal: &Terminal) -> Result<Vec<Input>, Outcome> {
    let mut inputs = Vec::new();
    for path in paths {
        let bytes = read_file(path).map_err(|why| terminal.fail(unreadable(path, &why)))?;
        inputs.push(Input { name: path.display().to_string(), bytes });
    }
    Ok(inputs)
}

/// The firms with the columns that policies ask for.
pub fn firms(
    inputs: Vec<Input>,
    columns: &[Column],
    firm: (&str, Option<&str>, IdKind),
    duplicates: Duplicates,
) -> Result<Firms, Vec<Diagnostic>> {
    let (id, name, id_kind) = firm;
    firms::read(inputs, &Wanted { columns, id, name, id_kind, duplicates })
}

/// Scores the same tables by each scheme, for conditions on points and grades.
pub fn points(
    schemes: &[PathBuf],
    inputs: &[Input],
    catalogue: &Catalogue,
    (duplicates, date): (Duplicates, Date),
    terminal: &Terminal,
) -> Result<Vec<Source>, Outcome> {
    let mut sources = Vec::new();
    for path in schemes {
        let scheme = input::read_scheme(path, terminal)?;
        let circles = policy::facts::scheme_cycles(catalogue, &scheme.scheme);
        if has_errors(&circles) {
            terminal.show(&unplaced(circles), &Default::default());
            return Err(Outcome::Unusable);
        }
        let wanted = input::wanted(&scheme.scheme, duplicates);
        let firms = firms::read(inputs.to_vec(), &wanted).map_err(|found| {
            terminal.show(&found, &Default::default());
            Outcome::Unusable
        })?;
        let scored = score(&scheme.scheme, firms, input::settings(&scheme, date, None))
            .map_err(|error| terminal.fail(input::fault(&error)))?;
        sources.push(Source::points(&scheme.scheme, &scored));
    }
    Ok(sources)
}

/// Problems without their places, where their texts are not at hand.
fn unplaced(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    problems.iter_mut().for_each(|problem| problem.labels.clear());
    problems
}
