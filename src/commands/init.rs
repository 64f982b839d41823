//! `init`: a commented scheme to start from, or the workbook in which a scheme's data are collected.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::cli::InitArgs;
use super::excel;
use super::input::read_scheme;
use super::output::write_file;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::report::workbook::collection;
use crate::say;

/// The scheme that `init` writes; a test scores a table by it.
pub const TEMPLATE: &str = include_str!("init/scheme.toml");

/// Writes or prints it.
pub fn run(args: InitArgs, terminal: &Terminal) -> Outcome {
    if let Some(scheme) = &args.excel {
        return form(&args, scheme, terminal);
    }
    if args.path == Path::new("-") {
        return terminal.say(TEMPLATE);
    }
    let name = args.path.display().to_string();
    if let Some(problem) = in_the_way(&args.path, args.force) {
        return terminal.fail(problem);
    }
    if let Err(problem) = write_file(&args.path, TEMPLATE.as_bytes()) {
        return terminal.fail(problem);
    }
    terminal.tell(&say!(
        "写好了 {name}。改好后：innopoints check {name}",
        "wrote {name}. Change it to your needs, then: innopoints check {name}"
    ));
    Outcome::Done
}

/// Writes the workbook in which a scheme's data are collected.
fn form(args: &InitArgs, path: &Path, terminal: &Terminal) -> Outcome {
    let scheme = match read_scheme(path, terminal) {
        Ok(read) => read.scheme,
        Err(outcome) => return outcome,
    };
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.xlsx", scheme.id)));
    let problem = excel::target(&out).err().or_else(|| in_the_way(&out, args.force));
    if let Some(problem) = problem {
        return terminal.fail(problem);
    }
    let lang = terminal.report_lang(scheme.language);
    if let Err(problem) = excel::write(&out, collection(&scheme, lang, excel::stamp())) {
        return terminal.fail(problem);
    }
    let (name, scheme) = (out.display(), path.display());
    terminal.tell(&say!(
        "写好了 {name}。填好后：innopoints score {scheme} {name} --out out",
        "wrote {name}. When it is filled in: innopoints score {scheme} {name} --out out"
    ));
    Outcome::Done
}

/// Nobody's work is written over unasked.
fn in_the_way(path: &Path, force: bool) -> Option<Diagnostic> {
    if force || !path.exists() {
        return None;
    }
    let name = path.display();
    let problem = say!("{name} 已经存在，没有覆盖", "{name} is there already and was left alone");
    let problem = Diagnostic::error(&codes::UNWRITABLE, problem);
    Some(problem.mend(say!("换一个文件名，或加 --force", "choose another name, or say --force")))
}
