//! What went in and what came of it, file by file: rows in = rows merged + rows rejected, headers
//! matched by alias, cells repaired by kind.

use std::collections::BTreeMap;

use serde::Serialize;

use super::identity::{Identity, Outcast};
use super::sources::Plan;
use super::table::Table;
use crate::diagnostic::{Code, Text};
use crate::firms::encoding::Encoding;
use crate::firms::kind::Kind;
use crate::firms::{CellCount, HeaderMatch};

/// A row that did not make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// The file as the user named it.
    pub source: String,
    /// The line in it, from 1.
    pub line: u64,
    /// What kind of reason.
    pub code: Code,
    /// The reason.
    pub reason: Text,
    /// The row's fields as they stand.
    pub original: Vec<String>,
}

/// The whole account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Account {
    /// One per file, in the order of the sources.
    pub files: Vec<FileAccount>,
    /// Rows of the result.
    pub firms: u64,
}

/// One file's account; `rows_read = rows_merged + rows_rejected`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileAccount {
    /// The source's name.
    pub source: String,
    /// The file as the user named it.
    pub file: String,
    /// What kind of file it is, by content.
    pub kind: Kind,
    /// How the text is stored.
    pub encoding: Option<Encoding>,
    /// What separates the fields.
    pub delimiter: Option<char>,
    /// Which sheet was read.
    pub sheet: Option<String>,
    /// Sheets with data that were not read.
    pub other_sheets: Vec<String>,
    /// The file's length.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The line of the header.
    pub header_line: u64,
    /// Rows below the header that are not wholly blank.
    pub rows_read: u64,
    /// Those that belong to a firm of the result.
    pub rows_merged: u64,
    /// Those that do not; each is among the rejected.
    pub rows_rejected: u64,
    /// How many rows were rejected for which reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Columns found under another header than their own name.
    pub matched: Vec<HeaderMatch>,
    /// Headers of which no use was made.
    pub unused: Vec<String>,
    /// How many cells were not plainly written, by column and kind.
    pub cells: Vec<CellCount>,
}

impl Account {
    /// Rows of all files.
    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|file| file.rows_read).sum()
    }

    /// Those that belong to a firm.
    pub fn rows_merged(&self) -> u64 {
        self.files.iter().map(|file| file.rows_merged).sum()
    }

    /// Those that do not.
    pub fn rows_rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rows_rejected).sum()
    }

    /// How many cells were repaired or doubted, by the code of the kind.
    pub fn cells(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for count in self.files.iter().flat_map(|file| &file.cells) {
            *counts.entry(count.code).or_default() += count.cells;
        }
        counts
    }
}

pub(crate) fn rejected(tables: &[Table], outcasts: &[Outcast]) -> Vec<Rejected> {
    let told = outcasts.iter().map(|outcast| {
        let grid = &tables[outcast.table].grid;
        Rejected {
            source: grid.file.clone(),
            line: grid.line(outcast.row),
            code: outcast.reason.code,
            reason: outcast.reason.text.clone(),
            original: grid.shown(outcast.row),
        }
    });
    told.collect()
}

pub(crate) fn account(
    plan: &Plan,
    tables: &[Table],
    identity: &Identity,
    counts: Vec<Vec<CellCount>>,
) -> Account {
    let files = tables.iter().zip(counts).enumerate().map(|(at, (table, cells))| {
        let grid = &table.grid;
        let mut reasons = BTreeMap::new();
        for outcast in identity.outcasts.iter().filter(|outcast| outcast.table == at) {
            *reasons.entry(outcast.reason.code.id).or_default() += 1;
        }
        FileAccount {
            source: plan.sources[table.source].name.clone(),
            file: grid.file.clone(),
            kind: grid.kind,
            encoding: grid.encoding,
            delimiter: grid.delimiter,
            sheet: grid.sheet.clone(),
            other_sheets: grid.other_sheets.clone(),
            bytes: grid.bytes,
            sha256: grid.sha256.clone(),
            header_line: grid.head.line,
            rows_read: grid.body().len() as u64,
            rows_merged: identity.members[at].len() as u64,
            rows_rejected: reasons.values().sum(),
            reasons,
            matched: table.matched(plan),
            unused: table.unused(),
            cells,
        }
    });
    Account { files: files.collect(), firms: identity.ids.len() as u64 }
}
