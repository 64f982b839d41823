//! Writing: a set of files, whole or not at all.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::input::{io_text, sha256};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::say;

/// Files that were written under temporary names and are not yet in place.
pub struct OutputDir {
    folder: PathBuf,
    pending: Vec<(PathBuf, TempPath)>,
    hashes: BTreeMap<String, String>,
}

impl OutputDir {
    /// Makes the folder, so that a bad path fails before the work.
    pub fn create(folder: &Path) -> Result<Self, Diagnostic> {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        // A folder that exists may still refuse files.
        NamedTempFile::new_in(folder).map_err(|error| unwritable(folder, &error))?;
        Ok(OutputDir { folder: folder.to_path_buf(), pending: Vec::new(), hashes: BTreeMap::new() })
    }

    /// Writes a file under a temporary name; `name` may stand in a folder (`sheets/x.html`).
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent().filter(|parent| *parent != self.folder) {
            std::fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
        }
        let file = temporary(&path, bytes)?;
        self.hashes.insert(name.to_string(), sha256(bytes));
        self.pending.push((path, file));
        Ok(())
    }

    /// SHA-256 of every file so far, by name.
    pub fn hashes(&self) -> &BTreeMap<String, String> {
        &self.hashes
    }

    /// Puts every file in place. On a failure the files not yet in place vanish.
    pub fn commit(self) -> Result<(), Diagnostic> {
        for (path, file) in self.pending {
            persist(file, &path)?;
        }
        Ok(())
    }
}

/// Writes one file, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    persist(temporary(path, bytes)?, path)
}

/// Only the path is kept: thousands of files at once would be more than a process may hold open.
fn temporary(path: &Path, bytes: &[u8]) -> Result<TempPath, Diagnostic> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder).map_err(|error| unwritable(path, &error))?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(|error| unwritable(path, &error))?;
    open_to_readers(&file);
    Ok(file.into_temp_path())
}

fn persist(file: TempPath, path: &Path) -> Result<(), Diagnostic> {
    file.persist(path).map_err(|error| unwritable(path, &error.error))
}

/// A temporary file is its owner's alone; an output is as readable as any new file.
#[cfg(unix)]
fn open_to_readers(file: &NamedTempFile) {
    use std::os::unix::fs::PermissionsExt;
    // Where the file system has no permissions the file is readable anyway.
    let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_readers(_: &NamedTempFile) {}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let why = io_text(error);
    let (name, zh, en) = (path.display(), why.zh, why.en);
    Diagnostic::error(
        &codes::UNWRITABLE,
        say!("写不了 {name}：{zh}", "cannot write {name}: {en}"),
    )
}
