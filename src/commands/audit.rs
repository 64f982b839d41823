//! `audit`: what each indicator says.

use super::cli::RunArgs;
use super::cli::analysis::AuditArgs;
use super::terminal::Terminal;
use super::{Outcome, dossier, input};
use crate::analysis::audit::{Audit, audit};
use crate::analysis::drift::{Drift, Reading, drift};
use crate::analysis::population::list_length;
use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, Sources};
use crate::report;
use crate::say;
use crate::scheme::Scheme;

/// Looks over.
pub fn run(args: AuditArgs, terminal: &Terminal) -> Outcome {
    let folder = match dossier::folder(&args.output) {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let top = list_length(scored, args.top);
    let found = match audit(scheme, scored, args.redundant, top) {
        Ok(found) => found,
        Err(problem) => return terminal.fail(problem),
    };
    let moved = match moved(&args, &run, terminal) {
        Ok(moved) => moved,
        Err(outcome) => return outcome,
    };
    terminal.show(&warnings(scheme, &found, &moved), &Sources::default());
    let lang = terminal.report_lang(scheme.language);
    let told = report::audit::dossier(scheme, &found, &moved, top);
    dossier::give(&told, "indicators", folder, &args.output, lang, terminal)
}

/// How the values have moved since the earlier year; empty where none is given.
fn moved(args: &AuditArgs, run: &input::Run, terminal: &Terminal) -> Result<Vec<Drift>, Outcome> {
    if args.before.is_empty() {
        return Ok(Vec::new());
    }
    let earlier = RunArgs {
        scheme: args.run.scheme.clone(),
        firms: args.before.clone(),
        as_of: args.run.as_of,
        params: None,
        duplicates: args.run.duplicates,
    };
    let earlier = input::run(&earlier, terminal)?;
    Ok(drift(&earlier.scored, &run.scored))
}

fn warnings(scheme: &Scheme, found: &Audit, moved: &[Drift]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for profile in &found.views[0].profiles {
        let name = &scheme.indicators[profile.indicator].name;
        if profile.coverage == 0.0 {
            let text = say!("「{name}」全部缺失", "{name} is missing for all firms");
            warnings.push(Diagnostic::warning(&codes::ALL_MISSING, text));
        } else if profile.distinct == 1 {
            let text = say!("「{name}」得分率全都一样", "all firms have the same share of {name}");
            warnings.push(Diagnostic::warning(&codes::CONSTANT_INDICATOR, text));
        }
    }
    for (at, _) in found.views[0].reliability.iter().filter(|(_, found)| found.singular) {
        let name = &scheme.dimensions[*at].name;
        let text = say!(
            "「{name}」的相关矩阵奇异，KMO 不算",
            "the correlation matrix of {name} is singular; KMO is not calculated"
        );
        warnings.push(Diagnostic::warning(&codes::SINGULAR, text));
    }
    for drift in moved.iter().filter(|drift| drift.reading() == Reading::Drifted) {
        let (name, index) =
            (&scheme.indicators[drift.indicator].name, format!("{:.2}", drift.index));
        let text = say!("「{name}」漂移：PSI {index}", "{name} has drifted: PSI {index}");
        warnings.push(Diagnostic::warning(&codes::DRIFT, text));
    }
    warnings
}
