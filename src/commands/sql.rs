//! `sql`: a scheme as a bundle of SQL for an engine, with sample firms to verify it by.

use std::path::Path;

use super::Outcome;
use super::cli::RunArgs;
use super::cli::sql::SqlArgs;
use super::input::{self, ReadScheme};
use super::output::OutputDir;
use super::terminal::Terminal;
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Lang, Sources};
use crate::report::columns::Columns;
use crate::report::{CsvStyle, ranking};
use crate::say;
use crate::scoring::{Params, Scored};
use crate::sql::{self, Bundle, Dialect, Query, bundle};

/// Writes the bundle, or tells what the engine cannot carry.
pub fn run(args: SqlArgs, terminal: &Terminal) -> Outcome {
    let folder = match usable_table(&args.table).and_then(|()| OutputDir::create(&args.out)) {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let made = match made(&args, terminal) {
        Ok(made) => made,
        Err(outcome) => return outcome,
    };
    let (scheme, sampled) = (&made.scheme.scheme, made.scored.is_some());
    let engine = Dialect::from(args.dialect).engine(Some(made.as_of));
    let bounds = (!args.fit).then_some(&made.params);
    let query = Query { scheme, bounds, engine: &*engine, table: &args.table };
    let bundle = match bundle(&query) {
        Ok(bundle) => bundle,
        Err(refused) => {
            terminal.show(&refused, &Sources::default());
            return Outcome::Unusable;
        }
    };
    let lang = terminal.report_lang(scheme.language);
    let readme = sql::readme(&query, &bundle, sampled, lang);
    if let Err(problem) = write(folder, &made, &bundle, &readme, bounds, lang) {
        return terminal.fail(problem);
    }
    tell(&args.out, engine.name(), terminal);
    tell_left(&args.out, &bundle, bounds.is_some(), sampled, terminal);
    Outcome::Done
}

/// A bare name, possibly with its schema: it stands in the queries as it is.
fn usable_table(table: &str) -> Result<(), Diagnostic> {
    let bare = |part: &str| {
        let starts = part.starts_with(|c: char| c.is_alphabetic() || c == '_');
        starts && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let own = table.rsplit('.').next().is_some_and(sql::is_own_table);
    if table.split('.').all(bare) && !own {
        return Ok(());
    }
    Err(Diagnostic::error(
        &codes::USAGE,
        say!("--table 不能是「{table}」", "--table cannot be `{table}`"),
    )
    .mend(say!(
        "只用字母、数字和下划线，可以带库名：zone.firms；innopoints_ 开头的名字是查询自己的表",
        "use letters, digits and underscores, with a schema where there is one: zone.firms; names that begin with innopoints_ are the queries' own"
    )))
}

/// What a bundle is made of.
struct Made {
    scheme: ReadScheme,
    /// The sample firms' results.
    scored: Option<Scored>,
    params: Params,
    as_of: i32,
}

fn made(args: &SqlArgs, terminal: &Terminal) -> Result<Made, Outcome> {
    if !args.firms.is_empty() {
        let asked = RunArgs {
            scheme: args.scheme.clone(),
            firms: args.firms.clone(),
            as_of: args.as_of,
            params: args.params.clone(),
            duplicates: args.duplicates,
        };
        let run = input::run(&asked, terminal)?;
        terminal.show(&run.scored.warnings, &Sources::default());
        let (params, as_of) = (run.scored.params.clone(), input::days(run.date));
        return Ok(Made { scheme: run.scheme, scored: Some(run.scored), params, as_of });
    }
    let read = input::read_scheme(&args.scheme, terminal)?;
    let date = args.as_of.unwrap_or_else(input::today);
    let params = match &args.params {
        Some(path) => input::read_params(path, &read).map_err(|problem| terminal.fail(problem))?.0,
        None if !args.fit && sql::needs_bounds(&read.scheme) => {
            return Err(terminal.fail(sql::no_bounds(&read.scheme)));
        }
        None => input::settings(&read, date, None).stamp,
    };
    Ok(Made { scheme: read, scored: None, params, as_of: input::days(date) })
}

fn write(
    mut folder: OutputDir,
    made: &Made,
    bundle: &Bundle,
    readme: &str,
    bounds: Option<&Params>,
    lang: Lang,
) -> Result<(), Diagnostic> {
    if let Some(steps) = &bundle.steps {
        folder.add("steps.sql", steps.load.as_bytes())?;
        folder.add("steps.csv", &steps.csv)?;
    }
    if let Some(fit) = &bundle.fit {
        folder.add("fit.sql", fit.as_bytes())?;
    }
    folder.add("score.sql", bundle.score.as_bytes())?;
    folder.add("rank.sql", bundle.rank.as_bytes())?;
    folder.add("README.md", readme.as_bytes())?;
    if let Some(params) = bounds {
        let params = params.to_toml().map_err(|error| input::fault(&error))?;
        folder.add("params.toml", params.as_bytes())?;
    }
    if let Some(scored) = &made.scored {
        let scheme = &made.scheme.scheme;
        folder.add("sample.sql", bundle.sample.as_bytes())?;
        folder.add("sample.csv", &sql::sample_csv(scheme, &scored.derived))?;
        let columns = Columns::of_ranking(scheme);
        let expected = ranking::csv(scheme, scored, &columns, CsvStyle::default(), lang);
        folder.add("expected.csv", &expected)?;
    }
    folder.commit()
}

/// Files of an earlier bundle stay where they are, but are not to be taken for this one's.
fn tell_left(folder: &Path, bundle: &Bundle, frozen: bool, sampled: bool, terminal: &Terminal) {
    let own = [
        ("steps.sql", bundle.steps.is_some()),
        ("steps.csv", bundle.steps.is_some()),
        ("fit.sql", bundle.fit.is_some()),
        ("params.toml", frozen),
        ("sample.sql", sampled),
        ("sample.csv", sampled),
        ("expected.csv", sampled),
    ];
    let left = own.into_iter().filter(|(name, written)| !written && folder.join(name).exists());
    let left: Vec<&str> = left.map(|(name, _)| name).collect();
    if !left.is_empty() {
        let (zh, en) = (left.join("、"), left.join(", "));
        terminal.tell(&say!(
            "其中还有以前留下的文件，不属于这次的结果：{zh}",
            "files of an earlier bundle are left there, which are no part of this one: {en}"
        ));
    }
}

fn tell(folder: &Path, engine: &str, terminal: &Terminal) {
    let name = folder.display();
    terminal.tell(&say!(
        "{engine} 的 SQL 写在 {name}/，怎样运行见其中的 README.md",
        "SQL for {engine} is in {name}/; its README.md tells how to run it"
    ));
}
