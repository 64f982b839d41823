//! What the four analyses have in common at the edge: where findings and tables go.

use std::path::Path;

use super::Outcome;
use super::cli::Format;
use super::cli::analysis::OutArgs;
use super::output::OutputDir;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Lang};
use crate::report::CsvStyle;
use crate::report::dossier::Dossier;
use crate::say;

/// Rows of a table on the screen; all are under `--out`.
const SHOWN: usize = 15;

/// Makes the folder before the work, so that a bad path fails first.
pub fn folder(args: &OutArgs) -> Result<Option<OutputDir>, Diagnostic> {
    args.out.as_deref().map(OutputDir::create).transpose()
}

/// Writes the page, the JSON and every table, and shows what was found. `main` is the table that
/// `--format csv` gives.
pub fn give(
    dossier: &Dossier,
    main: &str,
    folder: Option<OutputDir>,
    args: &OutArgs,
    lang: Lang,
    terminal: &Terminal,
) -> Outcome {
    let style = CsvStyle { excel: args.excel, names: args.names };
    if let (Some(folder), Some(path)) = (folder, &args.out) {
        if let Err(problem) = write(dossier, folder, style, lang) {
            return terminal.fail(problem);
        }
        tell_written(path, terminal);
    }
    terminal.say(&match terminal.format {
        Format::Table => dossier.to_text(SHOWN, lang),
        Format::Csv => {
            let csv = dossier.grid(main).map(|grid| grid.to_csv(style, lang)).unwrap_or_default();
            String::from_utf8_lossy(&csv).into_owned()
        }
        Format::Json => dossier.to_json(lang),
    })
}

fn write(
    dossier: &Dossier,
    mut folder: OutputDir,
    style: CsvStyle,
    lang: Lang,
) -> Result<(), Diagnostic> {
    for grid in &dossier.grids {
        folder.add(&format!("{}.csv", grid.id), &grid.to_csv(style, lang))?;
    }
    folder.add(&format!("{}.json", dossier.id), dossier.to_json(lang).as_bytes())?;
    folder.add(&format!("{}.html", dossier.id), dossier.to_html(lang).as_bytes())?;
    folder.commit()
}

fn tell_written(path: &Path, terminal: &Terminal) {
    let name = path.display();
    terminal.tell(&say!("全部表格在 {name}/", "all tables are in {name}/"));
}
