//! The README keeps its word: its commands run, its excerpts are what they print, and both
//! languages say the same to the machine.

use std::path::Path;

use crate::support::{Table, innopoints, root, said};

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// Fenced blocks of a Markdown file as (fence, text).
fn blocks(name: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join(name)).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(fence)) => open = Some((fence.trim().to_string(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{name}: a block is not closed");
    blocks
}

/// The command lines of a README's `sh` blocks, without comments.
fn commands(name: &str) -> Vec<String> {
    let shell = blocks(name).into_iter().filter(|(fence, _)| fence == "sh");
    let lines: Vec<String> = shell
        .flat_map(|(_, text)| text.lines().map(str::to_string).collect::<Vec<_>>())
        .map(|line| line.split(" #").next().unwrap_or_default().trim().to_string())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert!(!lines.is_empty(), "{name} has no commands");
    lines
}

/// The arguments of our own program in a command line, whether built by cargo or installed.
fn arguments(line: &str) -> Option<Vec<String>> {
    let rest = line
        .strip_prefix("cargo run --release -- ")
        .or_else(|| line.strip_prefix("innopoints "))?;
    Some(rest.split_whitespace().map(str::to_string).collect())
}

/// A folder with what the commands read.
fn copy_of_the_project() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in ["configs", "sample_data"] {
        copy_folder(&root().join(folder), &copy.path().join(folder));
    }
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            std::fs::copy(&path, copy).unwrap();
        }
    }
}

/// Runs every command of a README in its order; gives all that was said.
fn run_all(name: &str, folder: &Path) -> String {
    let mut all = String::new();
    let mut count = 0;
    for line in commands(name) {
        let Some(arguments) = arguments(&line) else { continue };
        let output = innopoints(folder, &arguments);
        assert_eq!(output.status.code(), Some(0), "{name}: {line}\n{}", said(&output));
        all.push_str(&said(&output));
        count += 1;
    }
    assert!(count >= 5, "{name}: only {count} commands ran");
    all
}

fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn its_commands_run_and_print_what_it_shows() {
    for name in READMES {
        let folder = copy_of_the_project();
        let printed: Vec<String> = run_all(name, folder.path()).lines().map(squeezed).collect();
        let excerpts = blocks(name).into_iter().filter(|(fence, _)| fence == "text output");
        for line in excerpts.flat_map(|(_, text)| text.lines().map(squeezed).collect::<Vec<_>>()) {
            let shown = line.is_empty() || line == "..." || printed.contains(&line);
            assert!(shown, "{name} shows a line that no command prints: {line}");
        }
        let scored = folder.path().join("out/ranking.csv");
        assert!(scored.exists(), "{name}: the main job writes out/ranking.csv");
        tables_hold(name, &Table::read(&scored));
    }
}

/// Rows of a README's tables that name a firm by its code hold that firm's numbers.
fn tables_hold(name: &str, ranking: &Table) {
    let firms = ranking.by("统一社会信用代码");
    let text = std::fs::read_to_string(root().join(name)).unwrap();
    let mut compared = 0;
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let bare = |cell: &str| cell.trim().trim_matches(['`', '*']).to_string();
        let cells: Vec<String> = line.split('|').map(bare).collect();
        let Some(firm) = cells.iter().find_map(|cell| firms.get(cell)) else { continue };
        for cell in cells.iter().filter(|cell| cell.parse::<f64>().is_ok()) {
            assert!(firm.values().any(|value| value == cell), "{name}: {cell} in {line}");
            compared += 1;
        }
    }
    assert!(compared >= 30, "{name}: only {compared} numbers were compared");
}

#[test]
fn both_languages_give_the_same_commands() {
    let in_chinese = |line: &String| line.replace(" --lang zh", "").replace(" --lang en", "");
    let [english, chinese] = READMES.map(|name| commands(name).iter().map(in_chinese).collect());
    let (english, chinese): (Vec<String>, Vec<String>) = (english, chinese);
    assert_eq!(english, chinese);
}

/// The example scheme of a README is one: `check` finds nothing wrong.
#[test]
fn its_scheme_is_in_order() {
    for name in READMES {
        let folder = tempfile::tempdir().unwrap();
        let schemes = blocks(name).into_iter().filter(|(fence, _)| fence == "toml");
        for (at, (_, text)) in schemes.enumerate() {
            let file = format!("scheme{at}.toml");
            std::fs::write(folder.path().join(&file), text).unwrap();
            let output = innopoints(folder.path(), &["check", &file, "--strict"]);
            assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
        }
    }
}

/// Links to files of the project lead somewhere.
#[test]
fn its_links_lead_somewhere() {
    for name in
        ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let outside = target.is_empty() || target.contains("://");
            assert!(outside || root().join(target).exists(), "{name}: {target} does not exist");
        }
    }
}
