//! Where the firms came from: one account per input and one origin per row, so that every row that
//! was read is either kept or left out with a reason, and the manifest can say so.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::compressed::Compression;
use super::encoding::Encoding;
use super::issue::CellCount;
use super::kind::Kind;

/// Where a row of the frame stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The input, as the number of its account.
    pub input: u32,
    /// The line where the record starts, or the sheet's row, from 1.
    pub line: u64,
}

/// What was read from one input; `rows_read = rows_kept + rows_left_out`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputAccount {
    /// The input as the user named it.
    pub name: String,
    /// What kind of file it is, by content.
    pub kind: Kind,
    /// How the file is compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// How the text is stored; `None` for a workbook.
    pub encoding: Option<Encoding>,
    /// What separates the fields; `None` for a workbook.
    pub delimiter: Option<char>,
    /// Which sheet was read; `None` for a text.
    pub sheet: Option<String>,
    /// The file's length.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Records below the header that are not wholly blank.
    pub rows_read: u64,
    /// Those that became firms.
    pub rows_kept: u64,
    /// Those that did not; each is in the issues.
    pub rows_left_out: u64,
    /// Columns found under another header than their own name.
    pub matched: Vec<HeaderMatch>,
    /// How many cells of each column were not plainly written, by kind.
    pub cells: Vec<CellCount>,
}

/// A column that the table carries under another header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeaderMatch {
    /// The scheme's name of the column.
    pub column: String,
    /// The table's header.
    pub header: String,
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// What a hasher has found, in hexadecimal.
pub(crate) fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
