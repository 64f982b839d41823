//! Which files the sources mean: found, read, and kept apart from what is written.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::commands::input::{io_text, read_file, unreadable};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Text, did_you_mean};
use crate::firms::Input;
use crate::firms::gather::{Plan, Source, SourceFile};
use crate::say;

/// Reads every file that the plan names, relative to the sources file.
pub fn read(path: &Path, plan: &Plan) -> Result<Vec<SourceFile>, Vec<Diagnostic>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for (number, source) in plan.sources.iter().enumerate() {
        let mut found = BTreeSet::new();
        for pattern in &source.files {
            match matching(folder, pattern) {
                Ok(paths) if paths.is_empty() => {
                    problems.push(no_files(source, pattern, folder));
                }
                Ok(paths) => found.extend(paths),
                Err(why) => problems.push(unreadable(&folder.join(pattern), &why)),
            }
        }
        for path in found {
            match read_file(&path) {
                Ok(bytes) => {
                    let input = Input { name: path.display().to_string(), bytes };
                    files.push(SourceFile { source: number, input });
                }
                Err(why) => problems.push(unreadable(&path, &why)),
            }
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn matching(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, Text> {
    // A folder may have brackets in its name; only the pattern has a meaning.
    let folder = glob::Pattern::escape(&folder.to_string_lossy());
    let whole = Path::new(&folder).join(pattern);
    let paths =
        glob::glob(&whole.to_string_lossy()).map_err(|error| Text::same(error.to_string()))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| io_text(error.error()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // What Excel and WPS keep beside a file that is open.
        let is_lock = name.is_some_and(|name| name.starts_with("~$") || name.starts_with(".~"));
        if !is_lock && path.is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

fn no_files(source: &Source, pattern: &str, folder: &Path) -> Diagnostic {
    let entries =
        std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let names: Vec<String> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    let name = &source.id;
    Diagnostic::error(
        &codes::NO_FILES,
        say!(
            "来源「{name}」：没有文件对得上「{pattern}」",
            "the source `{name}`: no file fits `{pattern}`"
        ),
    )
    .at(source.span, Text::default())
    .mend_if(did_you_mean(pattern, names.iter().map(String::as_str)))
}

/// What is written must not be read as a source at the next run, nor lie over one.
///
/// # Errors
/// The first output that some pattern covers.
pub fn apart(path: &Path, plan: &Plan, folder: &Path, names: &[&str]) -> Result<(), Diagnostic> {
    let here = path.parent().unwrap_or(Path::new(""));
    let folder = real(folder);
    for source in &plan.sources {
        for pattern in &source.files {
            let Some(covers) = absolute(here, pattern) else { continue };
            let covered = names.iter().map(|name| folder.join(name));
            if let Some(output) =
                covered.into_iter().find(|output| covers.matches_path_with(output, AS_FOUND))
            {
                return Err(covered_by(source, pattern, &output));
            }
        }
    }
    Ok(())
}

/// Patterns mean here what they mean when files are looked for: `*` stays within a folder.
const AS_FOUND: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A path without links, where it exists.
fn real(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let otherwise = || std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    std::fs::canonicalize(path).unwrap_or_else(|_| otherwise())
}

/// A pattern from the root on; the folders before its first wildcard are without links.
fn absolute(here: &Path, pattern: &str) -> Option<glob::Pattern> {
    let is_literal =
        |part: &Component| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let parts: Vec<Component> = Path::new(pattern).components().collect();
    let plain = parts.iter().take_while(|part| is_literal(part)).count();
    let literal: PathBuf = parts[..plain].iter().collect();
    let stem = real(&here.join(literal));
    let rest: PathBuf = parts[plain..].iter().collect();
    let stem = PathBuf::from(glob::Pattern::escape(&stem.to_string_lossy()));
    let whole = if rest.as_os_str().is_empty() { stem } else { stem.join(rest) };
    glob::Pattern::new(&whole.to_string_lossy()).ok()
}

fn covered_by(source: &Source, pattern: &str, output: &Path) -> Diagnostic {
    let (name, output) = (&source.id, output.display());
    Diagnostic::error(
        &codes::OUTPUT_IS_SOURCE,
        say!(
            "结果 {output} 会被来源「{name}」的「{pattern}」当成部门的表",
            "the output {output} would be taken for a table of the source `{name}` (`{pattern}`)"
        ),
    )
    .at(source.span, Text::default())
    .mend(say!(
        "--out 换一个文件夹，或者把 files 写得更具体",
        "let --out go to another folder, or make `files` say more exactly which tables are meant"
    ))
}
