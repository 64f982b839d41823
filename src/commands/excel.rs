//! Where workbooks go and when they say that they were made: shared by the verbs that write them.

use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::output::write_file;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::report::workbook::trouble;
use crate::say;

/// A path for a workbook: anything but `.xlsx` is a slip, most often `--excel` before a scheme or a
/// table.
pub fn target(path: &Path) -> Result<&Path, Diagnostic> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Ok(path);
    }
    let name = path.display();
    let problem = say!(
        "--excel 后面的文件名要以 .xlsx 结尾，这里是 {name}",
        "the file after --excel must end in .xlsx; here it is {name}"
    );
    Err(Diagnostic::error(&codes::USAGE, problem).mend(say!(
        "把 --excel 写在最后，或写成 --excel=结果.xlsx",
        "put --excel last, or write --excel=results.xlsx"
    )))
}

/// A workbook's bytes, or why there are none.
pub fn made(path: &Path, bytes: Result<Vec<u8>, XlsxError>) -> Result<Vec<u8>, Diagnostic> {
    bytes.map_err(|error| {
        let (name, why) = (path.display(), trouble(&error));
        let (zh, en) = (why.zh, why.en);
        Diagnostic::error(
            &codes::UNWRITABLE,
            say!("写不了 {name}：{zh}", "cannot write {name}: {en}"),
        )
    })
}

/// Writes a workbook, whole or not at all.
pub fn write(path: &Path, bytes: Result<Vec<u8>, XlsxError>) -> Result<(), Diagnostic> {
    write_file(path, &made(path, bytes)?)
}

/// `SOURCE_DATE_EPOCH` (reproducible-builds.org), in seconds since 1970.
pub fn stamp() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok())
}
