//! What a run has read, so that nothing that it writes lies over it: a table called `ranking.csv`,
//! scored into its own folder, would be gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::say;

static READ: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn known() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is read. One that is no file, or is not there, cannot be lost.
pub fn read(path: &Path) {
    known().extend(std::fs::canonicalize(path));
}

/// Whether a file may be written, whatever stands there now.
///
/// # Errors
/// One that this run has read.
pub fn apart(path: &Path) -> Result<(), Diagnostic> {
    match std::fs::canonicalize(path) {
        Ok(real) if known().contains(&real) => Err(over_input(path)),
        _ => Ok(()),
    }
}

fn over_input(path: &Path) -> Diagnostic {
    let name = path.display();
    Diagnostic::error(
        &codes::UNWRITABLE,
        say!(
            "不写 {name}：它是这次运行读入的文件，写了就没有了",
            "{name} is not written: this run has read it, and it would be gone"
        ),
    )
    .mend(say!("结果换一个文件夹或文件名", "let the output go to another folder or name"))
}
