//! The rules of the room, one test per rule; what several files of tests share stands here.

mod duplicates;
mod headers;
mod properties;
mod scoreboard;
mod texts;
mod workbooks;
mod xlsx;

use super::*;
use crate::diagnostic::{Code, Severity};
use crate::scheme::column::ColumnKind;

/// A column of the dictionary.
fn column(name: &str, kind: ColumnKind, unit: &str) -> Column {
    Column {
        name: name.into(),
        kind,
        unit: unit.into(),
        aliases: Vec::new(),
        about: String::new(),
        required: true,
    }
}

fn number(name: &str) -> Column {
    column(name, ColumnKind::Number, "")
}

fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.into(), bytes: bytes.into() }
}

/// Ids are the column `代码`, any text.
fn wanted(columns: &[Column]) -> Wanted<'_> {
    Wanted {
        columns,
        id: "代码",
        name: None,
        id_kind: IdKind::Text,
        duplicates: Duplicates::Refuse,
    }
}

/// One text table, read whole.
#[track_caller]
fn read_text(text: &str, columns: &[Column]) -> Firms {
    match read(vec![input("t.csv", text)], &wanted(columns)) {
        Ok(firms) => firms,
        Err(problems) => panic!("{}", told(&problems)),
    }
}

/// The problems of one input that cannot be read.
#[track_caller]
fn refused(bytes: impl Into<Vec<u8>>, columns: &[Column]) -> Vec<Diagnostic> {
    match read(vec![input("t.csv", bytes)], &wanted(columns)) {
        Ok(firms) => panic!("read as {:?}", firms.frame),
        Err(problems) => problems,
    }
}

fn told(problems: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let line = d.place.as_ref().and_then(|place| place.line);
        format!("{} {:?} {} {:?} {:?}\n", d.code.id, line, d.message.en, d.notes, d.help)
    };
    problems.iter().map(line).collect()
}

fn numbers(firms: &Firms, name: &str) -> Vec<Option<f64>> {
    firms.frame.column(name).unwrap().f64().unwrap().iter().collect()
}

fn texts(firms: &Firms, name: &str) -> Vec<Option<String>> {
    let column = firms.frame.column(name).unwrap();
    column.str().unwrap().iter().map(|text| text.map(str::to_owned)).collect()
}

fn ids(firms: &Firms) -> Vec<String> {
    texts(firms, "代码").into_iter().map(Option::unwrap).collect()
}

fn flags(firms: &Firms, name: &str) -> Vec<Option<bool>> {
    firms.frame.column(name).unwrap().bool().unwrap().iter().collect()
}

fn lines(firms: &Firms) -> Vec<u64> {
    firms.origins.iter().map(|origin| origin.line).collect()
}

/// Code, severity, line and column of every issue.
fn issues(firms: &Firms) -> Vec<(Code, Severity, u64, &str)> {
    let told = firms.issues.iter();
    told.map(|i| (i.code, i.severity, i.line.unwrap_or(0), i.column.as_str())).collect()
}
