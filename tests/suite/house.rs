//! The house rules of ARCHITECTURE.md, read off the source: which room may know which, who touches
//! the outside, what every file says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use innopoints::diagnostic::codes;

use crate::support::root;

/// The rooms in the direction of the flow: each may know those before it.
const FLOW: [&str; 13] = [
    "diagnostic",
    "toml_reading",
    "expr",
    "scheme",
    "firms",
    "scoring",
    "portrait",
    "analysis",
    "policy",
    "industry",
    "report",
    "sql",
    "commands",
];

/// Tables are read for a scheme, but know no more of it than which columns it wants.
const FIRMS_MAY_KNOW: &str = "crate::scheme::column";

const LONGEST_FILE: usize = 500;

struct Source {
    /// Relative to the project's folder, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The room of a file below `src`.
    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or(below)
    }

    /// Its lines that are not comments, without the tests at its end, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let program = lines.take_while(|(_, line)| *line != "mod tests {");
        program.filter(|(_, line)| !line.starts_with("//"))
    }
}

fn rust_files(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    files.sort();
    let read = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"),
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The program's own files, without its tests.
fn program() -> Vec<Source> {
    let is_test = |path: &str| path.contains("/tests/") || path.ends_with("/tests.rs");
    rust_files("src").into_iter().filter(|source| !is_test(&source.path)).collect()
}

fn assert_none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

/// Every path that begins with `crate::` in a line; `use crate::{a, b}` gives each.
fn crate_paths(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for after in line.split("crate::").skip(1) {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
        match after.strip_prefix('{') {
            Some(group) => paths.extend(
                group
                    .split(['}', ';'])
                    .next()
                    .unwrap_or(group)
                    .split(',')
                    .map(str::trim)
                    .map(|path| format!("crate::{}", path.split(ends).next().unwrap_or(path))),
            ),
            None => paths.push(format!("crate::{}", after.split(ends).next().unwrap_or(after))),
        }
    }
    paths
}

fn place(room: &str) -> Option<usize> {
    FLOW.iter().position(|known| *known == room)
}

#[test]
fn imports_run_one_way() {
    let mut upward = Vec::new();
    for source in program() {
        let room = source.room();
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let own = place(room).unwrap_or_else(|| panic!("{room} has no place in the flow"));
        for (line, code) in source.code() {
            for path in crate_paths(code) {
                let Some(other) = path.split("::").nth(1).and_then(place) else { continue };
                let narrow = room == "firms" && FLOW[other] == "scheme";
                if other > own || narrow && !path.starts_with(FIRMS_MAY_KNOW) {
                    upward.push(format!("{}:{line} knows {path}", source.path));
                }
            }
        }
    }
    assert_none(upward, "a room knows only those before it in the flow");
}

#[test]
fn every_room_has_its_place() {
    let rooms: BTreeSet<String> = program().iter().map(|file| file.room().to_string()).collect();
    let strangers = rooms.iter().filter(|room| place(room).is_none());
    let strangers = strangers.filter(|room| !["lib", "main"].contains(&room.as_str()));
    assert_none(strangers.cloned().collect(), "rooms without a place in the flow");
}

#[test]
fn only_commands_touch_the_outside() {
    const OUTSIDE: [&str; 20] = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::time",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "File::open",
        "File::create",
        "stdin()",
        "stdout()",
        "stderr()",
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "NamedTempFile",
        "thread_rng",
    ];
    let mut found = Vec::new();
    for source in program() {
        if ["commands", "main"].contains(&source.room()) {
            continue;
        }
        for (line, code) in source.code() {
            let outside = OUTSIDE.iter().filter(|word| code.contains(*word));
            found.extend(outside.map(|word| format!("{}:{line} says {word}", source.path)));
        }
    }
    assert_none(found, "files, clock, terminal and environment belong to the commands");
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut found = Vec::new();
    for source in ["src", "tests", "examples", "benches"].into_iter().flat_map(rust_files) {
        let path = &source.path;
        if !source.text.starts_with("//!") {
            found.push(format!("{path} does not begin with a //! paragraph"));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            found.push(format!("{path} has {lines} lines"));
        }
        let vague = ["util", "utils", "helper", "helpers", "misc", "common"];
        let name = Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        if vague.contains(&name.as_str()) {
            found.push(format!("{path}: the name says nothing"));
        }
    }
    assert_none(found, "files");
}

#[test]
fn nothing_is_left_to_be_done() {
    // Written in halves, so that this file does not find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["HA", "CK"]].map(|mark| mark.concat());
    let macros = ["todo!", "unimplemented!", "dbg!"];
    let mut found = Vec::new();
    for source in ["src", "tests", "examples", "benches"].into_iter().flat_map(rust_files) {
        for (at, line) in source.text.lines().enumerate() {
            let marked = marks.iter().any(|mark| has_word(line, mark));
            let called = source.path != "tests/suite/house.rs"
                && macros.iter().any(|name| line.contains(&format!("{name}(")));
            if marked || called {
                found.push(format!("{}:{}: {}", source.path, at + 1, line.trim()));
            }
        }
    }
    assert_none(found, "work marks");
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    })
}

#[test]
fn codes_are_unique_and_told_in_both_languages() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for code in codes::all() {
        let (letter, number) = code.id.split_at(1);
        let formed = letter.bytes().all(|b| b.is_ascii_uppercase()) && number.len() == 3;
        assert!(formed && number.bytes().all(|b| b.is_ascii_digit()), "{}", code.id);
        for text in code.title.iter().chain(&code.about) {
            assert!(!text.trim().is_empty(), "{} says nothing in one language", code.id);
        }
        assert!(code.about[0].chars().any(is_han), "{}: no Chinese", code.id);
        let other = seen.insert(code.id, code.title[1]);
        assert!(other.is_none(), "{} is also {}", code.id, other.unwrap_or_default());
    }
    assert!(seen.len() > 80);
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A problem that nothing reports is a promise that nobody keeps.
#[test]
fn every_code_is_used() {
    let (tables, rest): (Vec<Source>, Vec<Source>) =
        program().into_iter().partition(|file| file.path.starts_with("src/diagnostic/codes/"));
    let declared = tables.iter().flat_map(|table| {
        table.text.lines().filter_map(|line| {
            let (name, id) = line.trim().split_once(" = \"")?;
            let named = name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            named.then(|| (name.to_string(), id.split('"').next().unwrap_or_default().to_string()))
        })
    });
    let declared: Vec<(String, String)> = declared.collect();
    assert_eq!(declared.len(), codes::all().count(), "every entry was read");
    let unused = declared.iter().filter(|(name, _)| {
        !rest.iter().any(|file| file.code().any(|(_, line)| has_word(line, name)))
    });
    assert_none(unused.map(|(name, id)| format!("{id} {name}")).collect(), "unused codes");
}

/// What is said of the house is true of it: each invariant names a test that exists.
#[test]
fn the_architecture_names_tests_that_exist() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let sources: Vec<Source> = ["src", "tests"].into_iter().flat_map(rust_files).collect();
    let (mut invariants, mut missing) = (0, Vec::new());
    for line in text.lines().filter(|line| line.contains("Held by")) {
        invariants += 1;
        let names: Vec<&str> = line.split("Held by").skip(1).flat_map(quoted).collect();
        assert!(!names.is_empty(), "no test is named: {line}");
        for name in names {
            let found = match name.contains('/') {
                true => root().join(name).exists(),
                false => sources.iter().any(|s| s.text.contains(&format!("fn {name}("))),
            };
            if !found {
                missing.push(name.to_string());
            }
        }
    }
    assert!((1..=10).contains(&invariants), "{invariants} invariants");
    assert_none(missing, "ARCHITECTURE.md names tests that do not exist");
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
