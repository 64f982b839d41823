//! `compare`: two schemes on the same firms, or one scheme on two years.

use super::Outcome;
use super::cli::RunArgs;
use super::cli::analysis::CompareArgs;
use super::dossier;
use super::input::{self, Run};
use super::terminal::Terminal;
use crate::analysis::compare::{self, compare};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::analysis as codes;
use crate::report;
use crate::say;

/// Compares.
pub fn run(args: CompareArgs, terminal: &Terminal) -> Outcome {
    let folder = match dossier::folder(&args.output) {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let runs = match runs(&args, terminal) {
        Ok(runs) => runs,
        Err(outcome) => return outcome,
    };
    let lang = terminal.report_lang(runs[1].scheme.scheme.language);
    let [a, b] = [0, 1]
        .map(|side| compare::Run { scheme: &runs[side].scheme.scheme, scored: &runs[side].scored });
    let comparison = match compare(a, b) {
        Ok(comparison) => comparison,
        Err(problem) => return terminal.fail(problem),
    };
    let labels = labels(&args, [&runs[0], &runs[1]].map(|run| run.date));
    let told = report::compare::dossier(&comparison, [a, b], [&labels[0], &labels[1]]);
    match dossier::give(&told, "firms", folder, &args.output, lang, terminal) {
        Outcome::Done if args.exit_code && comparison.differs() => Outcome::Found,
        outcome => outcome,
    }
}

fn runs(args: &CompareArgs, terminal: &Terminal) -> Result<[Run; 2], Outcome> {
    let one = |scheme: &std::path::PathBuf, firms: &[std::path::PathBuf], as_of| RunArgs {
        scheme: scheme.clone(),
        firms: firms.to_vec(),
        as_of,
        params: None,
        duplicates: args.duplicates,
    };
    let first = one(&args.scheme_a, &args.firms, args.as_of);
    let firms = if args.firms_b.is_empty() { &args.firms } else { &args.firms_b };
    let second = one(&args.scheme_b, firms, args.as_of_b.or(args.as_of));
    let read_twice = [&first, &second].iter().all(|run| {
        run.scheme.as_os_str() == "-" || run.firms.iter().any(|path| path.as_os_str() == "-")
    });
    if read_twice {
        return Err(terminal.fail(Diagnostic::error(
            &codes::CONTRADICTION,
            say!(
                "标准输入「-」只能读一次，对比要读两次：请存成文件",
                "standard input, `-`, can be read only once, and a comparison reads twice: save it to a file"
            ),
        )));
    }
    let first = input::run(&first, terminal)?;
    let frozen = args.same_bounds.then(|| first.scored.params.clone());
    let second = input::run_with(&second, frozen, terminal)?;
    if args.same_bounds && first.scheme.sha256 != second.scheme.sha256 {
        return Err(terminal.fail(Diagnostic::error(
            &codes::CONTRADICTION,
            say!(
                "--same-bounds 要求两次用同一份方案：一份方案的口径不能用在另一份上",
                "--same-bounds asks for the same scheme twice: the bounds of one do not fit another"
            ),
        )));
    }
    Ok([first, second])
}

/// What the runs are called: by scheme where those differ, else by table or by date.
fn labels(args: &CompareArgs, dates: [jiff::civil::Date; 2]) -> [String; 2] {
    let names = |paths: &[std::path::PathBuf]| {
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" + ")
    };
    if args.firms_b.is_empty() && args.scheme_a == args.scheme_b && dates[0] != dates[1] {
        return dates.map(|date| format!("{} · {date}", args.scheme_a.display()));
    }
    if args.firms_b.is_empty() {
        return [args.scheme_a.display().to_string(), args.scheme_b.display().to_string()];
    }
    let firms = [names(&args.firms), names(&args.firms_b)];
    if args.scheme_a == args.scheme_b {
        return firms;
    }
    let [a, b] = firms;
    [format!("{} · {a}", args.scheme_a.display()), format!("{} · {b}", args.scheme_b.display())]
}
