//! `map`: the industry map of one chain.

use std::path::Path;

use super::cli::Format;
use super::cli::policies::MapArgs;
use super::input::{Tables, days, fault, read_file, today, toml_text, unreadable};
use super::output::OutputDir;
use super::policies::Asked;
use super::terminal::Terminal;
use super::{Outcome, doubts};
use crate::diagnostic::{Diagnostic, Lang, Sources, Span, did_you_mean};
use crate::firms::{DataIssue, Duplicates, Wanted};
use crate::industry::{self, Chain, METRICS, Map, relations};
use crate::policy::Source;
use crate::report::map::{self as tables, Form};
use crate::report::{CsvStyle, account};
use crate::say;
use crate::scheme::SchemeText;

/// A chain with its map.
pub struct Drawn {
    /// The chain.
    pub chain: Chain,
    /// Its map.
    pub map: Map,
    /// The chain's text and the supply table's.
    pub texts: Vec<SchemeText>,
    /// What was doubtful in the firm table.
    pub issues: Vec<DataIssue>,
}

impl Drawn {
    /// What was doubtful in the firm table, then in the supply table.
    fn all_issues(&self) -> impl Iterator<Item = &DataIssue> {
        self.issues.iter().chain(&self.map.issues)
    }

    /// Roles and rates for conditions of policies.
    pub fn source(&self) -> Source {
        industry::source(&self.chain, &self.map)
    }
}

/// Draws and writes.
pub fn run(args: MapArgs, terminal: &Terminal) -> Outcome {
    let folder = match args.out.as_deref().map(OutputDir::create).transpose() {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let asked = Asked {
        date: args.as_of.unwrap_or_else(today),
        duplicates: args.duplicates.into(),
        strict: false,
    };
    let tables = Tables::read(std::slice::from_ref(&args.firms)).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    });
    let drawn =
        tables.and_then(|tables| draw(&args.chain, &args.relations, tables, asked, terminal));
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(outcome) => return outcome,
    };
    let style = CsvStyle { excel: args.excel, names: args.names };
    let lang = terminal.report_lang(Some(Lang::Zh));
    let form = Form { chain: &drawn.chain, map: &drawn.map, style, lang };
    if let Some(folder) = folder {
        if let Err(problem) = write(&form, &drawn, folder) {
            return terminal.fail(problem);
        }
        told(&args, &drawn, terminal);
    }
    doubts::tell(drawn.all_issues(), args.out.as_deref(), terminal);
    match terminal.format {
        Format::Table => terminal.say(&tables::text(&form)),
        Format::Csv => terminal.say(&String::from_utf8_lossy(&tables::roles_csv(&form))),
        Format::Json => terminal.say(&tables::json(&form)),
    }
}

/// Reads chain, tables and relations and draws the map; every failure is told.
pub fn draw(
    chain: &Path,
    relations: &Path,
    tables: Tables,
    asked: Asked,
    terminal: &Terminal,
) -> Result<Drawn, Outcome> {
    let text = toml_text(chain).map_err(|why| terminal.fail(unreadable(chain, &why)))?;
    let loaded = industry::load(text.clone());
    terminal.show(&loaded.problems, &loaded.sources);
    let Some(chain) = loaded.chain else { return Err(Outcome::Unusable) };
    let told = |found: &[Diagnostic]| {
        terminal.show(found, &Sources::default());
        Outcome::Unusable
    };
    let firms = tables.firms(&wanted(&chain, asked.duplicates)).map_err(|found| {
        terminal.show(&with_mentions(found, &chain), &loaded.sources);
        Outcome::Unusable
    })?;
    let bytes = read_file(relations).map_err(|why| terminal.fail(unreadable(relations, &why)))?;
    let name = relations.display().to_string();
    let table = SchemeText { name, text: String::from_utf8_lossy(&bytes).into_owned() };
    let relations = relations::read(&table.name, bytes, &chain).map_err(|found| told(&found))?;
    let map = industry::build(&chain, &firms, &relations, Some(days(asked.date)))
        .map_err(|error| terminal.fail(fault(&error)))?;
    terminal.show(&map.warnings, &Sources::default());
    Ok(Drawn { chain, map, texts: vec![text, table], issues: firms.issues })
}

/// A column that the table lacks is told with the places where the chain names it, and with the
/// numbers of the graph that it may have meant.
pub fn with_mentions(found: Vec<Diagnostic>, chain: &Chain) -> Vec<Diagnostic> {
    let label = |problem: Diagnostic| {
        let is_lacking = |(name, _): &&(String, Span)| problem.columns.contains(name);
        let named: Vec<_> = chain.mentions.iter().filter(is_lacking).collect();
        named.into_iter().fold(problem, |problem, (name, span)| {
            let here = say!("这里用到「{name}」", "`{name}` is asked for here");
            problem.see(*span, here).mend_if(did_you_mean(name, METRICS))
        })
    };
    found.into_iter().map(label).collect()
}

/// What a chain wants from the tables.
pub fn wanted(chain: &Chain, duplicates: Duplicates) -> Wanted<'_> {
    Wanted {
        columns: &chain.columns,
        id: &chain.firm.id,
        name: chain.firm.name.as_deref(),
        id_kind: chain.firm.id_kind,
        duplicates,
    }
}

fn write(form: &Form, drawn: &Drawn, mut folder: OutputDir) -> Result<(), Diagnostic> {
    folder.add("roles.csv", &tables::roles_csv(form))?;
    folder.add("products.csv", &tables::products_csv(form))?;
    folder.add("unmet.csv", &tables::unmet_csv(form))?;
    folder.add("map.svg", tables::svg(form).as_bytes())?;
    folder.add("map.html", tables::html(form).as_bytes())?;
    folder.add("issues.csv", &account::issues_csv(drawn.all_issues(), form.style, form.lang))?;
    folder.commit()
}

fn told(args: &MapArgs, drawn: &Drawn, terminal: &Terminal) {
    let folder = args.out.as_deref().unwrap_or(Path::new("")).display();
    let (parties, trades) = (drawn.map.parties.len(), drawn.map.trades.len());
    terminal.tell(&say!(
        "{parties} 家企业、{trades} 笔供应关系；结果在 {folder}/",
        "{parties} parties and {trades} relations; results in {folder}/"
    ));
}
