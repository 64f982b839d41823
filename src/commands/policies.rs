//! Policies and industry maps with the tables that they need: read, and matched, for `match` and for
//! what stands beside a portrait.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Outcome;
use super::cli::RunArgs;
use super::cli::policies::BesideArgs;
use super::input::{self, Begun, ReadScheme, Run, Tables, toml_text, unreadable};
use super::map::{self, Drawn};
use super::terminal::Terminal;
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Severity, Sources, has_errors};
use crate::firms::{DataIssue, Duplicates, Wanted};
use crate::industry::Places;
use crate::policy::{self, Catalogue, Facts, Loaded, Matches, Navigation, Source, force, matches};
use crate::say;
use crate::scheme::{Scheme, SchemeText};
use crate::scoring::score;

/// Reads policies from a file, or from every TOML file of a folder in the order of their names.
pub fn load(path: &Path) -> Result<Loaded, Diagnostic> {
    let mut texts = Vec::new();
    for file in files(path)? {
        texts.push(toml_text(&file).map_err(|why| unreadable(&file, &why))?);
    }
    Ok(policy::load(texts, &|from, path| {
        let beside = Path::new(from).parent().unwrap_or(Path::new(""));
        toml_text(&beside.join(path))
    }))
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let told = |error: std::io::Error| unreadable(path, &input::io_text(&error));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(told)? {
        let file = entry.map_err(told)?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
    }
    files.sort();
    match files.is_empty() {
        true => Err(unreadable(
            path,
            &say!("文件夹里没有 .toml 文件", "the folder holds no .toml file"),
        )),
        false => Ok(files),
    }
}

/// Policies without errors, with the texts that their places point into.
pub struct ReadPolicies {
    /// What they mean.
    pub catalogue: Catalogue,
    /// Their files.
    pub texts: Vec<SchemeText>,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

/// Reads policies and shows their problems.
pub fn read(path: &Path, terminal: &Terminal) -> Result<ReadPolicies, Outcome> {
    let loaded = load(path).map_err(|problem| terminal.fail(problem))?;
    terminal.show(&loaded.problems, &loaded.sources);
    let Loaded { catalogue, problems, sources, texts } = loaded;
    let catalogue = catalogue.ok_or(Outcome::Unusable)?;
    Ok(ReadPolicies { catalogue, texts, problems, sources })
}

/// What a catalogue wants from the tables.
pub fn wanted(catalogue: &Catalogue, duplicates: Duplicates) -> Wanted<'_> {
    let firm = &catalogue.firm;
    Wanted {
        columns: &catalogue.columns,
        id: &firm.id,
        name: firm.name.as_deref(),
        id_kind: firm.id_kind,
        duplicates,
    }
}

/// How a run is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The run's date.
    pub date: Date,
    /// Rows of one firm that differ.
    pub duplicates: Duplicates,
    /// Warnings stop the run.
    pub strict: bool,
}

/// Firms against policies.
pub struct Navigator {
    /// The policies.
    pub catalogue: Catalogue,
    /// Their files.
    pub texts: Vec<SchemeText>,
    /// Every firm against every policy.
    pub matches: Matches,
    /// What was doubtful in the tables.
    pub issues: Vec<DataIssue>,
}

/// Matches the firms of the tables; `sources` answer for points, grades and roles.
pub fn navigate(
    read: ReadPolicies,
    tables: Tables,
    sources: &[Source],
    asked: Asked,
    terminal: &Terminal,
) -> Result<Navigator, Outcome> {
    let ReadPolicies { catalogue, texts, problems, sources: read_from } = read;
    let firms = tables.firms(&wanted(&catalogue, asked.duplicates)).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    })?;
    let as_of = Some(input::days(asked.date));
    let told = |error: polars::prelude::PolarsError| terminal.fail(input::fault(&error));
    let (facts, mut found) = Facts::new(&catalogue, &firms, sources, as_of).map_err(told)?;
    found.extend(force::notices(&catalogue, asked.date));
    terminal.show(&found, &read_from);
    if has_errors(&found) {
        return Err(Outcome::Unusable);
    }
    let is_doubtful = |severity: Severity| asked.strict && severity >= Severity::Warning;
    let doubts: Vec<&DataIssue> =
        firms.issues.iter().filter(|issue| is_doubtful(issue.severity)).collect();
    if !doubts.is_empty() {
        super::doubts::stop(&doubts, terminal);
        return Err(Outcome::Found);
    }
    if found.iter().chain(&problems).any(|problem| is_doubtful(problem.severity)) {
        return Err(Outcome::Found);
    }
    let issues = firms.issues;
    let matches = matches(&catalogue, facts, asked.date).map_err(told)?;
    let unnamed = matches.unnamed_levels(&catalogue);
    terminal.show(&unnamed, &read_from);
    if unnamed.iter().any(|problem| is_doubtful(problem.severity)) {
        return Err(Outcome::Found);
    }
    Ok(Navigator { catalogue, texts, matches, issues })
}

/// Scores the same tables by each scheme, for conditions on points and grades.
pub fn points(
    schemes: &[PathBuf],
    tables: &Tables,
    catalogue: &Catalogue,
    asked: Asked,
    terminal: &Terminal,
) -> Result<Vec<Source>, Outcome> {
    let mut sources: Vec<Source> = Vec::new();
    for path in schemes {
        let read = input::read_scheme(path, terminal)?;
        if sources.iter().any(|known| known.of == read.scheme.id) {
            return Err(terminal.fail(scheme_twice(&read.scheme.id)));
        }
        without_circles(catalogue, &read.scheme, terminal)?;
        let wanted = input::wanted(&read.scheme, asked.duplicates);
        let firms = tables.clone().firms(&wanted).map_err(|found| {
            terminal.show(&found, &Sources::default());
            Outcome::Unusable
        })?;
        sources.push(answers(&read, firms, asked, terminal)?);
    }
    Ok(sources)
}

fn scheme_twice(id: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::SCHEME_TWICE,
        say!(
            "--scheme 给出的方案里有两份 id 都是「{id}」",
            "two of the schemes given by --scheme have the id `{id}`"
        ),
    )
    .mend(say!("只给一份，或改其中一份的 id", "give one of them, or rename the other"))
}

fn answers(
    read: &ReadScheme,
    firms: crate::firms::Firms,
    asked: Asked,
    terminal: &Terminal,
) -> Result<Source, Outcome> {
    let scored = score(&read.scheme, firms, input::settings(read, asked.date, None))
        .map_err(|error| terminal.fail(input::fault(&error)))?;
    Ok(Source::points(&read.scheme, &scored))
}

/// A scheme that waits for a policy that waits for the scheme's points is refused.
fn without_circles(
    catalogue: &Catalogue,
    scheme: &Scheme,
    terminal: &Terminal,
) -> Result<(), Outcome> {
    let mut circles = policy::facts::scheme_cycles(catalogue, scheme);
    if !has_errors(&circles) {
        return Ok(());
    }
    // Their texts are not at hand here.
    circles.iter_mut().for_each(|problem| problem.labels.clear());
    terminal.show(&circles, &Sources::default());
    Err(Outcome::Unusable)
}

/// What is known of the firms of a run beside their points.
#[derive(Default)]
pub struct Known {
    /// Their policies.
    pub navigator: Option<Navigator>,
    drawn: Option<Drawn>,
}

/// Scores, and finds out what portraits are to tell beside points.
pub fn run(
    args: &RunArgs,
    beside: &BesideArgs,
    terminal: &Terminal,
) -> Result<(Run, Known), Outcome> {
    complete(input::begin(args, terminal)?, args, beside, terminal)
}

/// The same where scheme and params have been read.
pub fn complete(
    begun: Begun,
    args: &RunArgs,
    beside: &BesideArgs,
    terminal: &Terminal,
) -> Result<(Run, Known), Outcome> {
    if beside.is_empty() {
        return Ok((input::complete(begun, args, terminal)?, Known::default()));
    }
    let tables = input::read_tables(&args.firms, terminal)?;
    let run = input::complete_with(begun, args, tables.clone(), terminal)?;
    let asked = Asked { date: run.date, duplicates: args.duplicates.into(), strict: false };
    let known = Known::read(beside, &run, tables, asked, terminal)?;
    Ok((run, known))
}

impl Known {
    /// The run's own scheme answers for points.
    fn read(
        args: &BesideArgs,
        run: &Run,
        tables: Tables,
        asked: Asked,
        terminal: &Terminal,
    ) -> Result<Self, Outcome> {
        let drawn = match (&args.chain, &args.relations) {
            (Some(chain), Some(relations)) => {
                Some(map::draw(chain, relations, tables.clone(), asked, terminal)?)
            }
            _ => None,
        };
        if let Some(drawn) = &drawn {
            super::doubts::tell(drawn.map.issues.iter(), None, terminal);
        }
        let Some(path) = &args.policies else { return Ok(Known { navigator: None, drawn }) };
        let read = read(path, terminal)?;
        let scheme = &run.scheme.scheme;
        without_circles(&read.catalogue, scheme, terminal)?;
        let mut sources = vec![Source::points(scheme, &run.scored)];
        sources.extend(drawn.as_ref().map(Drawn::source));
        let navigator = navigate(read, tables, &sources, asked, terminal)?;
        Ok(Known { navigator: Some(navigator), drawn })
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.navigator.is_none() && self.drawn.is_none()
    }

    /// The texts that it rests on.
    pub fn texts(&self) -> impl Iterator<Item = &SchemeText> {
        let policies = self.navigator.iter().flat_map(|navigator| &navigator.texts);
        policies.chain(self.drawn.iter().flat_map(|drawn| &drawn.texts))
    }

    /// The firms' policies.
    pub fn navigation(&self) -> Option<Navigation<'_>> {
        self.navigator.as_ref().map(|n| Navigation::new(&n.catalogue, &n.matches))
    }

    /// The firms' places in the chain.
    pub fn places(&self) -> Option<Places<'_>> {
        self.drawn.as_ref().map(|drawn| Places::new(&drawn.chain, &drawn.map))
    }
}
