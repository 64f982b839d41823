//! `map`: the industry map of one chain.

use std::path::Path;

use jiff::civil::Date;

use super::Outcome;
use super::cli::Format;
use super::cli::policies::MapArgs;
use super::input::{days, fault, read_file, today, unreadable};
use super::output::OutputDir;
use super::policies;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Lang, Sources};
use crate::firms::{Duplicates, Input};
use crate::industry::{self, Chain, Map, relations};
use crate::policy::Source;
use crate::report::CsvStyle;
use crate::report::map::{self as tables, Form};
use crate::say;

/// A chain with its map.
pub struct Drawn {
    chain: Chain,
    map: Map,
}

impl Drawn {
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
    let date = args.as_of.unwrap_or_else(today);
    let inputs = match policies::inputs(std::slice::from_ref(&args.firms), terminal) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let duplicates = args.duplicates.into();
    let drawn = match draw(&args.chain, &args.relations, inputs, duplicates, date, terminal) {
        Ok(drawn) => drawn,
        Err(outcome) => return outcome,
    };
    let style = CsvStyle { excel: args.excel, names: args.names };
    let lang = terminal.report_lang(Some(Lang::Zh));
    let form = Form { chain: &drawn.chain, map: &drawn.map, style, lang };
    if let Some(folder) = folder {
        if let Err(problem) = write(&form, folder) {
            return terminal.fail(problem);
        }
        told(&args, &drawn, terminal);
    }
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
    inputs: Vec<Input>,
    duplicates: Duplicates,
    date: Date,
    terminal: &Terminal,
) -> Result<Drawn, Outcome> {
    let text = policies::toml_text(chain).map_err(|why| terminal.fail(unreadable(chain, &why)))?;
    let loaded = industry::load(text);
    terminal.show(&loaded.problems, &loaded.sources);
    let Some(chain) = loaded.chain else { return Err(Outcome::Unusable) };
    let key = (chain.firm.id.as_str(), chain.firm.name.as_deref(), chain.firm.id_kind);
    let firms = policies::firms(inputs, &chain.columns, key, duplicates).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    })?;
    let bytes = read_file(relations).map_err(|why| terminal.fail(unreadable(relations, &why)))?;
    let name = relations.display().to_string();
    let relations =
        relations::read(&name, &bytes, &chain).map_err(|problem| terminal.fail(problem))?;
    let map = industry::build(&chain, &firms, &relations, Some(days(date)))
        .map_err(|error| terminal.fail(fault(&error)))?;
    terminal.show(&map.warnings, &Sources::default());
    Ok(Drawn { chain, map })
}

fn write(form: &Form, mut folder: OutputDir) -> Result<(), Diagnostic> {
    folder.add("roles.csv", &tables::roles_csv(form))?;
    folder.add("products.csv", &tables::products_csv(form))?;
    folder.add("unmet.csv", &tables::unmet_csv(form))?;
    folder.add("map.svg", tables::svg(form).as_bytes())?;
    folder.add("map.html", tables::html(form).as_bytes())?;
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
