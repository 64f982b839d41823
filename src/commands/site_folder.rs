//! The report's folder: pages are written beside it as they come, and take its place together. An
//! older report is replaced; anything else that stands there is left alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use rayon::prelude::*;
use tempfile::TempDir;

use super::browser::Browser;
use super::input::{read_bytes, sha256, unreadable};
use super::interrupt;
use super::output::{open_folder_to_readers, unwritable};
use super::templates;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::report::site::{Around, FIRMS, Site};
use crate::say;

const LIST: &str = "index.html";
const MANIFEST: &str = "manifest.json";
/// What a report holds at its top, the first two always: they tell it from any other folder.
const OURS: [&str; 4] = [LIST, MANIFEST, "index.pdf", FIRMS];

/// A report that is being written.
pub struct SiteFolder {
    target: PathBuf,
    staged: TempDir,
    hashes: BTreeMap<String, String>,
}

/// The firms that get a page, best first.
pub struct Pages<'p> {
    /// Rows of firms.
    pub order: &'p [usize],
    /// Moves on with each page.
    pub progress: &'p ProgressBar,
}

impl SiteFolder {
    /// Makes the place beside the folder, so that a bad path fails before the work.
    pub fn create(target: &Path) -> Result<Self, Diagnostic> {
        let refused = |error: std::io::Error| unwritable(target, &error);
        let target = std::path::absolute(target).map_err(refused)?;
        replaceable(&target)?;
        let parent = target.parent().unwrap_or(&target);
        std::fs::create_dir_all(parent).map_err(refused)?;
        let staged = tempfile::Builder::new().prefix(".report-").tempdir_in(parent);
        let staged = staged.map_err(refused)?;
        interrupt::begun(staged.path());
        std::fs::create_dir(staged.path().join(FIRMS)).map_err(refused)?;
        Ok(SiteFolder { target, staged, hashes: BTreeMap::new() })
    }

    /// Where a file is while the report is being written.
    fn path(&self, name: &str) -> PathBuf {
        self.staged.path().join(name)
    }

    /// Writes the list.
    pub fn write_list(&mut self, page: &str) -> Result<(), Diagnostic> {
        self.write(LIST, page.as_bytes())?;
        self.hashes.insert(LIST.to_string(), sha256(page.as_bytes()));
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let shown = self.target.join(name);
        std::fs::write(self.path(name), bytes).map_err(|error| unwritable(&shown, &error))
    }

    /// Prints the list into a PDF beside it.
    pub fn print(&mut self, browser: &Browser) -> Result<(), Diagnostic> {
        let name = "index.pdf";
        browser.print(&self.path(LIST), &self.path(name))?;
        let bytes =
            read_bytes(&self.path(name)).map_err(|why| unreadable(Path::new(name), &why))?;
        self.hashes.insert(name.to_string(), sha256(&bytes));
        Ok(())
    }

    /// Makes and writes portraits on all cores, none of them longer in memory than it takes.
    pub fn write_all(&mut self, site: &Site, pages: Pages) -> Result<(), Diagnostic> {
        let order = pages.order;
        let write_one = |(at, firm): (usize, &usize)| {
            let around = Around {
                in_report: true,
                previous: at.checked_sub(1).map(|before| order[before]),
                next: order.get(at + 1).copied(),
            };
            let page = site.firm(*firm, around).map_err(templates::problem)?;
            let name = format!("{FIRMS}/{}", site.file(*firm));
            self.write(&name, page.as_bytes())?;
            pages.progress.inc(1);
            Ok((name, sha256(page.as_bytes())))
        };
        let written: Result<Vec<_>, Diagnostic> =
            order.par_iter().enumerate().map(write_one).collect();
        self.hashes.extend(written?);
        Ok(())
    }

    /// SHA-256 of every file so far, by name.
    pub fn hashes(&self) -> &BTreeMap<String, String> {
        &self.hashes
    }

    /// Puts the report in its place, with the manifest of its run.
    pub fn commit(self, manifest: &[u8]) -> Result<(), Diagnostic> {
        self.write(MANIFEST, manifest)?;
        let refused = |error: std::io::Error| unwritable(&self.target, &error);
        replaceable(&self.target)?;
        let staged = self.staged.keep();
        open_folder_to_readers(&staged);
        if !self.target.exists() {
            return std::fs::rename(&staged, &self.target).map_err(refused);
        }
        // Two renames: between them the old report is aside, and comes back if the second fails.
        let aside = staged.with_extension("old");
        let swapped = std::fs::rename(&self.target, &aside).and_then(|()| {
            std::fs::rename(&staged, &self.target).inspect_err(|_| {
                let _ = std::fs::rename(&aside, &self.target);
            })
        });
        if let Err(error) = swapped {
            let _ = std::fs::remove_dir_all(&staged);
            return Err(refused(error));
        }
        std::fs::remove_dir_all(&aside).map_err(|error| unwritable(&aside, &error))
    }
}

/// Whether the folder may be replaced: it is not there, empty, or an older report and nothing else.
fn replaceable(target: &Path) -> Result<(), Diagnostic> {
    let entries = match std::fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(target, &error)),
    };
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let is_report = OURS[..2].iter().all(|own| names.iter().any(|name| name == own));
    let stranger = names.iter().find(|name| !is_report || !OURS.contains(&name.as_str()));
    let Some(stranger) = stranger else { return Ok(()) };
    let folder = target.display();
    Err(Diagnostic::error(
        &codes::UNWRITABLE,
        say!(
            "{folder} 里有别的文件（{stranger}），报告会替换整个文件夹，所以没有写",
            "{folder} holds something else ({stranger}); a report replaces its whole folder, so nothing was written"
        ),
    )
    .mend(say!("换一个文件夹", "choose another folder")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, text: &str) {
        let mut site = SiteFolder::create(folder).unwrap();
        site.write_list(text).unwrap();
        site.commit(b"{}").unwrap();
    }

    #[test]
    fn a_report_replaces_an_older_one_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/report");
        write(&folder, "one");
        write(&folder, "two");
        assert_eq!(std::fs::read_to_string(folder.join("index.html")).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1);
        std::fs::write(folder.join("thesis.docx"), "mine").unwrap();
        assert!(SiteFolder::create(&folder).is_err());
        assert!(folder.join("thesis.docx").exists());
    }

    #[test]
    fn a_report_that_is_given_up_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        drop(SiteFolder::create(&place.path().join("report")).unwrap());
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_empty_folder_is_taken_and_a_file_is_not() {
        let place = tempfile::tempdir().unwrap();
        write(place.path().join("x").as_path(), "one");
        std::fs::create_dir(place.path().join("empty")).unwrap();
        write(&place.path().join("empty"), "one");
        std::fs::write(place.path().join("file"), "mine").unwrap();
        assert!(SiteFolder::create(&place.path().join("file")).is_err());
    }
}
