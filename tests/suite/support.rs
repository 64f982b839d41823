//! Running the program and reading what it wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::Digest;

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program that was built for the tests, unless `INNOPOINTS_PROGRAM` names another build of it.
fn program() -> PathBuf {
    let other = std::env::var_os("INNOPOINTS_PROGRAM");
    other.map_or_else(|| env!("CARGO_BIN_EXE_innopoints").into(), PathBuf::from)
}

/// Runs the program in a folder, in English unless the arguments say otherwise.
pub fn innopoints<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    Command::new(program())
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "en_US.UTF-8")
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1622419200")
        .output()
        .expect("the program starts")
}

/// Standard error and output together, as text.
pub fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A table by row and column name.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub headers: Vec<String>,
    pub rows: Vec<BTreeMap<String, String>>,
}

impl Table {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let headers: Vec<String> =
            reader.headers().expect("a header").iter().map(str::to_string).collect();
        let rows = reader
            .records()
            .map(|record| {
                let record = record.expect("a row");
                headers.iter().cloned().zip(record.iter().map(str::to_string)).collect()
            })
            .collect();
        Table { headers, rows }
    }

    pub fn read(path: &Path) -> Self {
        Table::parse(&std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
    }

    /// Rows by the text of a column.
    pub fn by(&self, key: &str) -> BTreeMap<String, &BTreeMap<String, String>> {
        self.rows.iter().map(|row| (row[key].clone(), row)).collect()
    }
}

/// Whether two cells say the same: as numbers where both are, else as texts.
pub fn same(expected: &str, actual: &str) -> bool {
    match (expected.parse::<f64>(), actual.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1e-3),
        _ => expected == actual,
    }
}

/// Scores and gives `ranking.csv`.
pub fn ranking(scheme: &Path, firms: &Path) -> Table {
    let out = tempfile::tempdir().expect("a folder");
    let arguments = [
        "score".as_ref(),
        scheme.as_os_str(),
        firms.as_os_str(),
        "--out".as_ref(),
        out.path().as_os_str(),
        "--write".as_ref(),
        "ranking".as_ref(),
    ];
    let output = innopoints(&root(), &arguments);
    assert!(output.status.success(), "{}", said(&output));
    Table::read(&out.path().join("ranking.csv"))
}
