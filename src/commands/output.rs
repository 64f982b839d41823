//! Writing: a set of files, whole or not at all.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};

use super::input::{hex, io_text, sha256};
use super::{inputs, interrupt};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::say;

/// Files that were written under temporary names and are not yet in place.
pub struct OutputDir {
    folder: PathBuf,
    /// Folders that were not there before, the innermost first.
    made: Vec<PathBuf>,
    /// Only paths are kept: a process may not hold thousands of files open.
    pending: Vec<(PathBuf, TempPath)>,
    hashes: BTreeMap<String, String>,
    hashed: bool,
}

impl OutputDir {
    /// Makes the folder, so that a bad path fails before the work.
    pub fn create(folder: &Path) -> Result<Self, Diagnostic> {
        let absent = folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists());
        let made: Vec<PathBuf> = absent.map(Path::to_path_buf).collect();
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        made.iter().rev().for_each(|folder| interrupt::made(folder));
        let (folder, pending) = (folder.to_path_buf(), Vec::new());
        let hashes = BTreeMap::new();
        let output = OutputDir { folder, made, pending, hashes, hashed: false };
        // A folder that exists may still refuse files.
        NamedTempFile::new_in(&output.folder)
            .map_err(|error| unwritable(&output.folder, &error))?;
        Ok(output)
    }

    /// Writes a file under a temporary name; `name` may stand in a folder (`sheets/x.html`).
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent().filter(|parent| !parent.exists()) {
            std::fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
            self.made.insert(0, parent.to_path_buf());
            interrupt::made(parent);
        }
        let file = temporary(&path, bytes)?.into_temp_path();
        if self.hashed {
            self.hashes.insert(name.to_string(), sha256(bytes));
        }
        self.pending.push((path, file));
        Ok(())
    }

    /// Writes a file under a temporary name piece by piece, so that it is never whole in memory.
    pub fn add_with(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
    ) -> Result<(), Diagnostic> {
        let path = self.folder.join(name);
        let mut file = temporary(&path, &[])?;
        let hasher = self.hashed.then(Sha256::new);
        let mut hashed = Hashed { file: &mut file, hasher };
        write(&mut hashed).map_err(|error| unwritable(&path, &error))?;
        let hash = hashed.hasher.map(|hasher| (name.to_string(), hex(hasher)));
        self.hashes.extend(hash);
        self.pending.push((path, file.into_temp_path()));
        Ok(())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of so many blocks, which are made on all cores and written in their order.
    /// `make` fills the bytes of a block.
    pub fn add_blocks(
        &mut self,
        name: &str,
        head: &[u8],
        count: usize,
        make: impl Fn(usize, &mut Vec<u8>) + Sync,
    ) -> Result<(), Diagnostic> {
        self.add_with(name, |out| {
            out.write_all(head)?;
            let turns = Turns { next: AtomicUsize::new(0), state: Mutex::new((0, Ok(out))) };
            let workers = rayon::current_num_threads();
            let waiting = Condvar::new();
            (0..workers).into_par_iter().with_max_len(1).for_each(|_| {
                let mut bytes = Vec::new();
                loop {
                    let at = turns.next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    make(at, &mut bytes);
                    turns.write(at, &bytes, &waiting);
                }
            });
            match turns.state.into_inner() {
                Ok((_, Ok(_))) => Ok(()),
                Ok((_, Err(error))) => Err(error),
                Err(_) => Err(std::io::Error::other("a writer stopped")),
            }
        })
    }

    /// From now on hashes of the files are taken, for a manifest: for large files that takes longer
    /// than writing them.
    pub fn take_hashes(&mut self) {
        self.hashed = true;
    }

    /// SHA-256 of every file so far, by name.
    pub fn hashes(&self) -> &BTreeMap<String, String> {
        &self.hashes
    }

    /// Puts every file in place. What can be known to refuse one is looked for before the first.
    pub fn commit(mut self) -> Result<(), Diagnostic> {
        if let Some((path, _)) = self.pending.iter().find(|(path, _)| path.is_dir()) {
            return Err(occupied(path));
        }
        self.pending.iter().try_for_each(|(path, _)| inputs::apart(path))?;
        for (path, file) in std::mem::take(&mut self.pending) {
            persist(file, &path)?;
        }
        Ok(())
    }
}

/// Whose turn it is to write: blocks are made in any order, but written in theirs.
struct Turns<'a> {
    next: AtomicUsize,
    state: Mutex<(usize, std::io::Result<&'a mut (dyn Write + Send)>)>,
}

impl Turns<'_> {
    fn write(&self, at: usize, bytes: &[u8], waiting: &Condvar) {
        let Ok(state) = self.state.lock() else { return };
        let Ok(mut state) = waiting.wait_while(state, |(turn, _)| *turn != at) else { return };
        let written = match &mut state.1 {
            Ok(out) => out.write_all(bytes),
            Err(_) => Ok(()),
        };
        if let Err(error) = written {
            state.1 = Err(error);
        }
        state.0 += 1;
        waiting.notify_all();
    }
}

/// A file whose hash is taken on the way, where it is wanted.
struct Hashed<'a> {
    file: &'a mut NamedTempFile,
    hasher: Option<Sha256>,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Drop for OutputDir {
    /// A run that wrote nothing leaves no folder behind.
    fn drop(&mut self) {
        self.pending.clear();
        for folder in &self.made {
            // Only an empty folder can be removed, so that this takes no file away.
            if std::fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

/// Writes one file, whole or not at all, and not over one that was read.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    inputs::apart(path)?;
    rewrite_file(path, bytes)
}

/// The same for a file that is read in order to be changed.
pub fn rewrite_file(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    persist(temporary(path, bytes)?.into_temp_path(), path)
}

fn temporary(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, Diagnostic> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder).map_err(|error| unwritable(path, &error))?;
    interrupt::begun(file.path());
    file.write_all(bytes).and_then(|()| file.flush()).map_err(|error| unwritable(path, &error))?;
    open_to_readers(&file);
    Ok(file)
}

fn persist(file: TempPath, path: &Path) -> Result<(), Diagnostic> {
    let temporary = file.to_path_buf();
    let persisted = file.persist(path).map_err(|error| unwritable(path, &error.error));
    interrupt::finished(&temporary);
    persisted
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

/// A folder made by `tempfile` is its owner's alone, too.
#[cfg(unix)]
pub fn open_folder_to_readers(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
}

/// Permissions are the system's own.
#[cfg(not(unix))]
pub fn open_folder_to_readers(_: &Path) {}

/// Makes a folder where there is none.
pub fn make_folder(folder: &Path) -> Result<(), Diagnostic> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))
}

fn occupied(path: &Path) -> Diagnostic {
    let name = path.display();
    Diagnostic::error(
        &codes::UNWRITABLE,
        say!(
            "写不了 {name}：那里有一个同名文件夹",
            "cannot write {name}: there is a folder of that name"
        ),
    )
}

/// The diagnostic of a file or folder that cannot be written.
pub fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let why = io_text(error);
    let (name, zh, en) = (path.display(), why.zh, why.en);
    Diagnostic::error(&codes::UNWRITABLE, say!("写不了 {name}：{zh}", "cannot write {name}: {en}"))
}
