//! `init`: a commented scheme to start from.

use std::path::Path;

use super::Outcome;
use super::cli::InitArgs;
use super::output::write_file;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::say;

/// The scheme that `init` writes; a test scores a table by it.
pub const TEMPLATE: &str = include_str!("init/scheme.toml");

/// Writes or prints it.
pub fn run(args: InitArgs, terminal: &Terminal) -> Outcome {
    if args.path == Path::new("-") {
        return terminal.say(TEMPLATE);
    }
    let name = args.path.display().to_string();
    if args.path.exists() && !args.force {
        let problem =
            say!("{name} 已经存在，没有覆盖", "{name} is there already and was left alone");
        return terminal.fail(
            Diagnostic::error(&codes::UNWRITABLE, problem)
                .mend(say!("换一个文件名，或加 --force", "choose another name, or say --force")),
        );
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
