//! Ctrl-C: whoever interrupts a run finds nothing half-written. Owns the list of what is not
//! finished; files get their names only when they are whole, so that there is nothing else to do.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::terminal::Terminal;

/// What an interrupted run takes away.
#[derive(Debug, PartialEq, Eq)]
enum Unfinished {
    /// A temporary file or folder, with all that is in it.
    Temporary(PathBuf),
    /// A folder that was made for outputs, while it is empty.
    Folder(PathBuf),
}

static UNFINISHED: Mutex<Vec<Unfinished>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<Unfinished>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A temporary file or folder.
pub fn begun(path: &Path) {
    unfinished().push(Unfinished::Temporary(path.to_path_buf()));
}

/// A temporary file or folder that has its name now, or is gone.
pub fn finished(path: &Path) {
    unfinished().retain(|known| !matches!(known, Unfinished::Temporary(own) if own == path));
}

/// A folder that was made for outputs.
pub fn made(folder: &Path) {
    unfinished().push(Unfinished::Folder(folder.to_path_buf()));
}

/// Waits for Ctrl-C (or an end that the system asks for) beside the run, takes away what is not
/// finished, says so and ends the process as the signal would have ended it.
#[cfg(unix)]
pub fn watch(terminal: &Terminal) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    // Without it an interrupted run leaves a temporary file behind: no reason not to run.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    let terminal = terminal.clone();
    std::thread::spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        // The list stays locked: nothing is begun any more.
        let mut unfinished = unfinished();
        while let Some(path) = unfinished.pop() {
            // Whatever is gone already, or a folder with something in it, stays as it is.
            let _ = match path {
                Unfinished::Folder(path) => std::fs::remove_dir(path),
                Unfinished::Temporary(path) if path.is_dir() => std::fs::remove_dir_all(path),
                Unfinished::Temporary(path) => std::fs::remove_file(path),
            };
        }
        terminal.tell(&crate::say!(
            "已中断：没有留下写了一半的文件",
            "interrupted: nothing half-written is left"
        ));
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    });
}

/// Elsewhere the system ends the process by itself.
#[cfg(not(unix))]
pub fn watch(_: &Terminal) {}
