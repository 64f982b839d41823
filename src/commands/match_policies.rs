//! `match`: each firm its own policies.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::cli::Format;
use super::cli::policies::{MatchArgs, MatchPart};
use super::input::{Tables, find_among, today};
use super::output::OutputDir;
use super::policies::{self, Asked, Navigator};
use super::terminal::Terminal;
use super::{Outcome, doubts};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Lang, Sources, counted, counted_as, did_you_mean};
use crate::policy::section::name;
use crate::policy::{Catalogue, Detail, Matches, Section, section};
use crate::report::markup::file_part;
use crate::report::matches::{self as tables, Form, PerFirm};
use crate::report::{CsvStyle, account, policy_sheet, screen_policies};
use crate::say;

/// Above this many pairs of firm and policy, clauses are told and written only when asked for.
const CLAUSES_UP_TO: usize = 500_000;
/// Above this many firms, sheets are written only when asked for.
const SHEETS_UP_TO: usize = 5_000;
/// Pairs of firm and policy that are written at one time by one core.
const BATCH: usize = 40_000;
/// Sheets that are made at one time, on all cores.
const SHEETS: usize = 256;

/// A run that was matched.
struct Run {
    navigator: Navigator,
    lang: Lang,
    style: CsvStyle,
}

/// Matches and writes.
pub fn run(args: MatchArgs, terminal: &Terminal) -> Outcome {
    let folder = match args.out.as_deref().map(OutputDir::create).transpose() {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let run = match matched(&args, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let policy = match find_policy(&args, run.catalogue()) {
        Ok(policy) => policy,
        Err(problem) => return terminal.fail(problem),
    };
    if let Some(wanted) = &args.firm {
        return match find_firm(&run, wanted.trim()) {
            Ok(firm) => one_firm(&run, firm, policy, folder, terminal),
            Err(problem) => terminal.fail(problem),
        };
    }
    match folder {
        Some(folder) => match write(&args, &run, policy, folder) {
            Ok(written) => told_written(&run, &args, policy, &written, terminal),
            Err(problem) => terminal.fail(problem),
        },
        None => {
            doubts::tell(run.navigator.issues.iter(), None, terminal);
            on_screen(&run, policy, terminal)
        }
    }
}

fn matched(args: &MatchArgs, terminal: &Terminal) -> Result<Run, Outcome> {
    let read = policies::read(&args.policies, terminal)?;
    let asked = Asked {
        date: args.as_of.unwrap_or_else(today),
        duplicates: args.duplicates.into(),
        strict: args.strict,
    };
    let mut tables = Tables::read(&args.firms).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    })?;
    let mut sources = policies::points(&args.scheme, &tables, &read.catalogue, asked, terminal)?;
    if let (Some(chain), Some(relations)) = (&args.chain, &args.relations) {
        let drawn = super::map::draw(chain, relations, tables.clone(), asked, terminal)?;
        sources.push(drawn.source());
        tables.doubts.extend(drawn.map.issues);
    }
    let navigator = policies::navigate(read, tables, &sources, asked, terminal)?;
    let style = CsvStyle { excel: args.excel, names: args.names };
    Ok(Run { navigator, lang: terminal.report_lang(Some(Lang::Zh)), style })
}

impl Run {
    fn catalogue(&self) -> &Catalogue {
        &self.navigator.catalogue
    }

    fn matches(&self) -> &Matches {
        &self.navigator.matches
    }

    fn form(&self) -> Form<'_> {
        Form { catalogue: self.catalogue(), style: self.style, lang: self.lang }
    }

    fn section(&self, firm: usize, policy: Option<usize>, detail: Detail) -> Section {
        section(self.catalogue(), self.matches(), firm, policy, detail)
    }
}

fn find_policy(args: &MatchArgs, catalogue: &Catalogue) -> Result<Option<usize>, Diagnostic> {
    let Some(id) = args.policy.as_deref().map(str::trim) else { return Ok(None) };
    let known = || catalogue.policies.iter().map(|policy| policy.id.as_str());
    catalogue.find(id).map(Some).ok_or_else(|| {
        let message = say!("没有政策「{id}」", "there is no policy `{id}`");
        Diagnostic::error(&codes::UNKNOWN_POLICY, message).mend_if(did_you_mean(id, known()))
    })
}

fn find_firm(run: &Run, wanted: &str) -> Result<usize, Diagnostic> {
    let ids = &run.matches().facts.ids;
    let names: Vec<String> =
        (0..ids.len()).map(|firm| name(run.catalogue(), run.matches(), firm)).collect();
    find_among(ids, &names, wanted)
}

fn one_firm(
    run: &Run,
    firm: usize,
    policy: Option<usize>,
    folder: Option<OutputDir>,
    terminal: &Terminal,
) -> Outcome {
    let section = run.section(firm, policy, Detail::All);
    let form = run.form();
    if let Some(mut folder) = folder {
        let sheet = Sheet::of(&form, &section);
        let written = sheet.add(&mut BTreeSet::new(), &mut folder).and_then(|()| folder.commit());
        if let Err(problem) = written {
            return terminal.fail(problem);
        }
    }
    match terminal.format {
        Format::Table => terminal.say(&policy_sheet::text(&form, &section)),
        Format::Json => terminal.say(&(pretty(&tables::json(&form, &section)) + "\n")),
        Format::Csv => terminal.say(&String::from_utf8_lossy(&policy_sheet::csv(&form, &section))),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The sheet of a firm.
struct Sheet {
    id: String,
    html: String,
    csv: Vec<u8>,
}

impl Sheet {
    fn of(form: &Form, section: &Section) -> Self {
        let (html, csv) = (policy_sheet::html(form, section), policy_sheet::csv(form, section));
        Sheet { id: section.id.clone(), html, csv }
    }

    fn add(&self, names: &mut BTreeSet<String>, folder: &mut OutputDir) -> Result<(), Diagnostic> {
        let name = unique(&self.id, names);
        folder.add(&format!("sheets/{name}.html"), self.html.as_bytes())?;
        folder.add(&format!("sheets/{name}.csv"), &self.csv)
    }
}

fn on_screen(run: &Run, policy: Option<usize>, terminal: &Terminal) -> Outcome {
    let form = run.form();
    let tallies = tables::tallies(run.catalogue(), run.matches());
    match terminal.format {
        Format::Table => {
            terminal.say(&screen_policies::table(&form, run.matches(), &tallies, policy))
        }
        Format::Csv => {
            let bytes = tables::policies_csv(form, run.matches(), &tallies, policy);
            terminal.say(&String::from_utf8_lossy(&bytes))
        }
        Format::Json => {
            for firm in 0..run.matches().facts.len() {
                let section = run.section(firm, policy, Detail::Open);
                let line = tables::json(&form, &section).to_string() + "\n";
                if terminal.say(&line) != Outcome::Done {
                    return Outcome::Unusable;
                }
            }
            Outcome::Done
        }
    }
}

/// What came of writing.
struct Wrote {
    /// Parts that were left out for their size.
    left_out: Vec<MatchPart>,
    /// Sheets in the folder that this run did not write.
    older_sheets: usize,
}

/// Writes every part; says which were left out for their size.
fn write(
    args: &MatchArgs,
    run: &Run,
    policy: Option<usize>,
    mut folder: OutputDir,
) -> Result<Wrote, Diagnostic> {
    let firms = run.matches().facts.len();
    let pairs = firms * policy.map_or(run.catalogue().policies.len(), |_| 1);
    let large = |part: MatchPart| match part {
        MatchPart::Clauses | MatchPart::Asks => pairs > CLAUSES_UP_TO,
        MatchPart::Sheets => firms > SHEETS_UP_TO,
        MatchPart::Matches | MatchPart::Policies | MatchPart::Issues => false,
    };
    let wanted = |part: MatchPart| match args.write.is_empty() {
        true => !large(part),
        false => args.write.contains(&part),
    };
    let form = run.form();
    let whole = [MatchPart::Clauses, MatchPart::Sheets, MatchPart::Asks].map(&wanted);
    let of_matches = match pairs > CLAUSES_UP_TO && whole == [false; 3] {
        true => Detail::None,
        false => Detail::Open,
    };
    let tables = [
        (MatchPart::Matches, "matches.csv", PerFirm::Matches, of_matches),
        (MatchPart::Clauses, "clauses.csv", PerFirm::Clauses, Detail::All),
        (MatchPart::Asks, "asks.csv", PerFirm::Asks, Detail::Open),
    ];
    let batch = (BATCH / (pairs / firms.max(1)).max(1)).max(1);
    for (_, name, table, detail) in tables.into_iter().filter(|(part, ..)| wanted(*part)) {
        let rows = |at: usize, bytes: &mut Vec<u8>| {
            let firms = at * batch..((at + 1) * batch).min(firms);
            *bytes = table.rows(&form, firms.map(|firm| run.section(firm, policy, detail)));
        };
        folder.add_blocks(name, &table.head(&form), firms.div_ceil(batch), rows)?;
    }
    let mut names = BTreeSet::new();
    if wanted(MatchPart::Sheets) {
        for start in (0..firms).step_by(SHEETS) {
            let some = start..(start + SHEETS).min(firms);
            let sheet = |firm| Sheet::of(&form, &run.section(firm, policy, Detail::All));
            let sheets = some.into_par_iter().map(sheet);
            for sheet in sheets.collect::<Vec<_>>() {
                sheet.add(&mut names, &mut folder)?;
            }
        }
    }
    if wanted(MatchPart::Policies) {
        let tallies = tables::tallies(run.catalogue(), run.matches());
        let bytes = tables::policies_csv(form, run.matches(), &tallies, policy);
        folder.add("policies.csv", &bytes)?;
    }
    if wanted(MatchPart::Issues) {
        let issues = run.navigator.issues.iter();
        folder.add("issues.csv", &account::issues_csv(issues, run.style, run.lang))?;
    }
    let older_sheets = older_sheets(&folder.path().join("sheets"), &names);
    folder.commit()?;
    let left_out = [MatchPart::Clauses, MatchPart::Asks, MatchPart::Sheets].into_iter();
    let left_out = left_out.filter(|part| args.write.is_empty() && large(*part)).collect();
    Ok(Wrote { left_out, older_sheets })
}

/// How many sheets a folder holds that are of no firm of this run: they are an earlier run's, and
/// nobody sees that from outside. Files are not the program's to delete.
fn older_sheets(folder: &Path, names: &BTreeSet<String>) -> usize {
    let Ok(files) = std::fs::read_dir(folder) else { return 0 };
    let is_older = |path: &Path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_sheet = path.extension().is_some_and(|end| end == "html" || end == "csv");
        is_sheet && !name.starts_with('.') && !names.contains(&name)
    };
    files.flatten().filter(|file| is_older(&file.path())).count()
}

fn tell_older_sheets(args: &MatchArgs, count: usize, terminal: &Terminal) {
    if count == 0 {
        return;
    }
    let folder = args.out.as_deref().unwrap_or(Path::new("")).join("sheets");
    let folder = folder.display();
    let (files, they) = (counted(count, "file"), if count == 1 { "it" } else { "they" });
    let warning = Diagnostic::warning(
        &codes::OLDER_SHEETS,
        say!(
            "{folder}/ 里有 {count} 个文件不是这次运行写的，可能已经过时",
            "{folder}/ holds {files} that this run did not write; {they} may be out of date"
        ),
    );
    let warning = warning
        .mend(say!("换一个文件夹，或删去它们", "choose another folder, or delete them yourself"));
    terminal.show(&[warning], &Sources::default());
}

/// A file name of its own for every firm, whatever its id holds and however case is kept.
fn unique(id: &str, taken: &mut BTreeSet<String>) -> String {
    let part = file_part(id);
    let mut name = part.clone();
    let mut nth = 1;
    while !taken.insert(name.to_lowercase()) {
        nth += 1;
        name = format!("{part}-{nth}");
    }
    name
}

fn told_written(
    run: &Run,
    args: &MatchArgs,
    policy: Option<usize>,
    written: &Wrote,
    terminal: &Terminal,
) -> Outcome {
    let firms = run.matches().facts.len();
    let count = policy.map_or(run.catalogue().policies.len(), |_| 1);
    let folder = args.out.as_deref().unwrap_or(Path::new("")).display();
    let (of_firms, policies) = (counted(firms, "firm"), counted_as(count, "policy", "policies"));
    terminal.tell(&say!(
        "{firms} 家企业 × {count} 条政策；结果在 {folder}/",
        "{of_firms} x {policies}; results in {folder}/"
    ));
    let listed = args.write.is_empty() || args.write.contains(&MatchPart::Issues);
    let listed = args.out.as_deref().filter(|_| listed);
    doubts::tell(run.navigator.issues.iter(), listed, terminal);
    tell_older_sheets(args, written.older_sheets, terminal);
    if !written.left_out.is_empty() {
        terminal.tell(&say!(
            "数量太大，没有写条件明细和一企一策表；需要时加 --write matches,policies,clauses,asks,sheets,issues",
            "clauses and sheets of so many firms are not written; ask for them with --write matches,policies,clauses,asks,sheets,issues"
        ));
    }
    on_screen_summary(run, policy, terminal)
}

fn on_screen_summary(run: &Run, policy: Option<usize>, terminal: &Terminal) -> Outcome {
    match terminal.format {
        Format::Json => Outcome::Done,
        _ => on_screen(run, policy, terminal),
    }
}
