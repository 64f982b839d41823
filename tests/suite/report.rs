//! The verb `report` from outside: what it writes, what it leaves alone, what it says when it
//! cannot.

use std::path::Path;
use std::process::Command;

use crate::support::{innopoints, root, said, sha256};

/// Runs it on a small scheme whose files are in the source.
fn report(folder: &Path, more: &[&str]) -> std::process::Output {
    let data = root().join("src/portrait/tests");
    let (scheme, firms) = (data.join("small.toml"), data.join("small.csv"));
    let mut arguments = vec!["report".into(), scheme.into_os_string(), firms.into_os_string()];
    arguments.extend(more.iter().map(|argument| argument.into()));
    innopoints(folder, &arguments)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_list_and_a_page_for_every_firm() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let output = report(folder.path(), &["--out", "r"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("7 firms, 7 portraits"), "{}", said(&output));
        assert_eq!(names(folder.path()), ["r"], "nothing is left beside it");
        assert_eq!(names(&folder.path().join("r")), ["firms", "index.html", "manifest.json"]);
        assert_eq!(names(&folder.path().join("r/firms")).len(), 7);
    }
}

#[test]
fn the_manifest_names_every_page() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path(), &["--out", "r"]);
    let site = folder.path().join("r");
    let text = std::fs::read_to_string(site.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["command"][1], "report");
    assert_eq!(manifest["counts"]["firms"], 7);
    let outputs = manifest["outputs"].as_object().unwrap();
    assert_eq!(outputs.len(), 8, "the list and seven portraits");
    for (name, hash) in outputs {
        assert_eq!(*hash, sha256(&std::fs::read(site.join(name)).unwrap()), "{name}");
    }
}

#[test]
fn one_firm_is_a_page_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let output = report(folder.path(), &["--out", ".", "--firm", "乙公司", "--firm", "f1"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(names(folder.path()), ["F1.html", "F2.html", "mine.txt"]);
    let page = std::fs::read_to_string(folder.path().join("F2.html")).unwrap();
    assert!(page.contains("乙公司") && !page.contains("index.html"));
    let output = report(folder.path(), &["--firm", "nobody"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("R013"));
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let output = report(folder.path(), &["--out", "."]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("mine.txt"), "{}", said(&output));
    assert_eq!(names(folder.path()), ["mine.txt"]);
}

#[test]
fn a_letterhead_is_used_and_a_slip_in_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("ours");
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(templates.join("headr.html"), "x").unwrap();
    let output = report(folder.path(), &["--templates", "ours"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("`header.html`"), "{}", said(&output));
    std::fs::write(templates.join("header.html"), "<p>Zone office</p>{% if %}").unwrap();
    let output = report(folder.path(), &["--templates", "ours"]);
    assert!(
        said(&output).contains("R020") && said(&output).contains("line 1"),
        "{}",
        said(&output)
    );
    assert_eq!(names(folder.path()), ["ours"]);
    std::fs::write(templates.join("header.html"), "<p>Zone office</p>").unwrap();
    let output = report(folder.path(), &["--templates", "ours", "--out", "r"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let index = std::fs::read_to_string(folder.path().join("r/index.html")).unwrap();
    assert!(index.contains("<p>Zone office</p>"));
}

#[test]
fn without_a_browser_a_pdf_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = root().join("src/portrait/tests");
    let output = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(["report", "--pdf", "--lang", "en", "--out", "r"])
        .args([data.join("small.toml"), data.join("small.csv")])
        .current_dir(folder.path())
        .env("INNOPOINTS_BROWSER", "/no/such/browser")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("R021"), "{}", said(&output));
    assert_eq!(names(folder.path()), [""; 0]);
}
