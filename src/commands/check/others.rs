//! What is wrong with policies, a chain or a sources file, and with the tables under them.

use std::path::Path;

use jiff::civil::Date;

use super::Checked;
use crate::commands::cli::CheckArgs;
use crate::commands::input::{self, Tables, days, read_file, today, toml_text, unreadable};
use crate::commands::language::Language;
use crate::commands::{gather, map, policies};
use crate::diagnostic::codes::{policy as codes, run as run_codes};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::firms::{DataIssue, Duplicates, Firms};
use crate::industry::{self, relations};
use crate::policy::{Catalogue, Facts, force};
use crate::report::gathered::rejected_issue;
use crate::say;

/// Checks a file that is no scheme.
///
/// # Errors
/// A file that cannot be read, or tables that do not go with it.
pub fn check(language: Language, path: &Path, args: &CheckArgs) -> Result<Checked, Diagnostic> {
    if args.excel.is_some() {
        let problem = say!(
            "--excel 只标方案要读的表",
            "--excel marks the tables of a scheme, and this is none"
        );
        return Err(Diagnostic::error(&run_codes::USAGE, problem));
    }
    match language {
        Language::Policies => policies(path, args),
        Language::Chain => chain(path, args),
        Language::Sources => sources(path, args),
        Language::Scheme => Ok(Checked::default()),
    }
}

/// The issues of the firms, or why there are none.
fn issues(firms: &Result<Firms, Vec<Diagnostic>>) -> Vec<Diagnostic> {
    match firms {
        Ok(firms) => firms.issues.iter().map(DataIssue::to_diagnostic).collect(),
        Err(found) => found.clone(),
    }
}

fn policies(path: &Path, args: &CheckArgs) -> Result<Checked, Diagnostic> {
    let loaded = policies::load(path)?;
    let mut checked = Checked { found: loaded.problems, sources: loaded.sources };
    if let Some(catalogue) = &loaded.catalogue {
        let date = args.as_of.unwrap_or_else(today);
        checked.found.extend(force::notices(catalogue, date));
        if !args.firms.is_empty() {
            checked.found.extend(under_policies(catalogue, args, date));
        }
    }
    Ok(checked)
}

fn under_policies(catalogue: &Catalogue, args: &CheckArgs, date: Date) -> Vec<Diagnostic> {
    let wanted = policies::wanted(catalogue, Duplicates::Refuse);
    let firms = Tables::read(&args.firms).and_then(|tables| tables.firms(&wanted));
    let mut found = issues(&firms);
    if let Ok(firms) = &firms {
        match Facts::new(catalogue, firms, &[], Some(days(date))) {
            // That no scheme was given is a matter of the run, not of the tables.
            Ok((_, told)) => found.extend(
                told.into_iter().filter(|t| !std::ptr::eq(t.code, &codes::SCHEME_NOT_GIVEN)),
            ),
            Err(error) => found.push(input::fault(&error)),
        }
    }
    found
}

fn chain(path: &Path, args: &CheckArgs) -> Result<Checked, Diagnostic> {
    let text = toml_text(path).map_err(|why| unreadable(path, &why))?;
    let loaded = industry::load(text);
    let mut checked = Checked { found: loaded.problems, sources: loaded.sources };
    let (Some(chain), Some((table, firms))) = (&loaded.chain, args.firms.split_last()) else {
        return Ok(checked);
    };
    if firms.is_empty() {
        let problem = say!(
            "产业链要和两张表一起检查：先企业表，后供应关系表",
            "a chain is checked with two tables: the firms, then their supply relations"
        );
        return Err(Diagnostic::error(&run_codes::USAGE, problem));
    }
    let wanted = map::wanted(chain, Duplicates::Refuse);
    let firms = Tables::read(firms).and_then(|tables| tables.firms(&wanted));
    let firms = firms.map_err(|found| map::with_mentions(found, chain));
    checked.found.extend(issues(&firms));
    let name = table.display().to_string();
    let relations = read_file(table)
        .map_err(|why| vec![unreadable(table, &why)])
        .and_then(|bytes| relations::read(&name, bytes, chain));
    match (firms, relations) {
        (_, Err(problems)) => checked.found.extend(problems),
        (Ok(firms), Ok(relations)) => {
            let date = args.as_of.unwrap_or_else(today);
            match industry::build(chain, &firms, &relations, Some(days(date))) {
                Ok(map) => {
                    checked.found.extend(map.issues.iter().map(DataIssue::to_diagnostic));
                    checked.found.extend(map.warnings);
                }
                Err(error) => checked.found.push(input::fault(&error)),
            }
        }
        (Err(_), Ok(_)) => {}
    }
    Ok(checked)
}

fn sources(path: &Path, args: &CheckArgs) -> Result<Checked, Diagnostic> {
    if !args.firms.is_empty() {
        let problem = say!(
            "来源文件自己写明了有哪些表，后面不要再写",
            "a sources file names its tables itself: name none behind it"
        );
        return Err(Diagnostic::error(&run_codes::USAGE, problem));
    }
    let loaded = gather::load(path)?;
    let mut found = loaded.problems;
    if let Some(plan) = loaded.plan.filter(|_| !has_errors(&found)) {
        match gather::gather(path, &plan) {
            Ok(gathered) => {
                let rejected = gathered.rejected.iter().map(rejected_issue);
                found.extend(rejected.map(|issue| issue.to_diagnostic()));
                found.extend(gathered.issues.iter().map(DataIssue::to_diagnostic));
            }
            Err(problems) => found.extend(problems),
        }
    }
    Ok(Checked { found, sources: loaded.sources })
}
