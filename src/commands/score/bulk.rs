//! `score` for tables of any size: read, scored and written block by block. Whatever does not go
//! this way goes the plain one, which tells what is wrong or does it whole; nobody sees which.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressBarIter};
use rayon::prelude::*;

use super::told::Told;
use super::{PORTRAITS_UP_TO, csv_style};
use crate::commands::Outcome;
use crate::commands::cli::{Format, Part, ScoreArgs};
use crate::commands::input::{self, Begun};
use crate::commands::inputs;
use crate::commands::output::OutputDir;
use crate::commands::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::firms::compressed::{Compression, Unpacked};
use crate::firms::stream::{self, Blocks, Layout, NotStreamed, RawBlock, Tally};
use crate::firms::{DataIssue, InputAccount};
use crate::report::columns::Columns;
use crate::report::manifest::Counts;
use crate::report::{account, bulk, lists, screen};
use crate::say;
use crate::scoring::bulk::{Answered, Batch, Bulk, NotBulk};
use crate::scoring::{Params, constant_columns};

/// Bytes that are parsed at a time by one core.
const BLOCK: usize = 1 << 20;

/// Smaller tables are scored whole unless portraits are left out: they hold too few firms for
/// portraits to be left out by themselves.
const LARGE: u64 = 16 << 20;

/// What became of the attempt.
pub enum Attempt {
    /// The run is over.
    Done(Outcome),
    /// Nothing was written: the plain way must be gone.
    Plain(OutputDir),
}

/// Whether what is asked can be answered block by block.
pub fn is_meant(args: &ScoreArgs) -> bool {
    let whole = args.report.is_some()
        || !args.beside.is_empty()
        || matches!(args.excel, Some(Some(_)))
        || args.write.contains(&Part::Portraits);
    let is_file = |path: &PathBuf| {
        path.is_file() && path.extension().is_none_or(|extension| extension != "toml")
    };
    if whole || !args.run.firms.iter().all(is_file) {
        return false;
    }
    !args.write.is_empty() || args.run.firms.iter().map(|path| size(path)).sum::<u64>() >= LARGE
}

/// A file's length; 0 where there is none.
fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |file| file.len())
}

/// Scores and writes, unless something has to be done the plain way.
pub fn attempt(
    args: &ScoreArgs,
    begun: &Begun,
    folder: OutputDir,
    path: &Path,
    terminal: &Terminal,
) -> Attempt {
    let bulk = Bulk::new(&begun.scheme.scheme, Some(input::days(begun.date)));
    let bytes = args.run.firms.iter().map(|path| size(path)).sum();
    let bar = terminal.progress_of_bytes(bytes, say!("读表", "reading"));
    let result = result(args, begun, &bulk, &bar);
    bar.finish_and_clear();
    let Ok(result) = result else { return Attempt::Plain(folder) };
    let doubtful = |issue: &&DataIssue| issue.severity >= Severity::Warning;
    let few = args.write.is_empty() && result.answered.len() <= PORTRAITS_UP_TO;
    if few || args.strict && result.issues().iter().any(doubtful) {
        return Attempt::Plain(folder);
    }
    Attempt::Done(match write(args, begun, &bulk, &result, folder, path, terminal) {
        Ok(outcome) => outcome,
        Err(problem) => terminal.fail(problem),
    })
}

/// Everything that came out.
struct Outputs {
    params: Params,
    answered: Answered,
    inputs: Vec<InputAccount>,
    /// Of reading.
    issues: Vec<DataIssue>,
}

impl Outputs {
    /// Every problem in the data: of reading, then of deriving.
    fn issues(&self) -> Vec<&DataIssue> {
        let derived = self.answered.settled.iter().flat_map(|settled| &settled.issues);
        self.issues.iter().chain(derived).collect()
    }
}

fn wants(args: &ScoreArgs, part: Part) -> bool {
    args.write.is_empty() || args.write.contains(&part)
}

fn result(
    args: &ScoreArgs,
    begun: &Begun,
    bulk: &Bulk,
    bar: &ProgressBar,
) -> Result<Outputs, NotBulk> {
    let (mut batches, mut inputs, mut issues) = (Vec::new(), Vec::new(), Vec::new());
    let mut first: Option<Layout> = None;
    for path in &args.run.firms {
        let hashed = wants(args, Part::Manifest);
        let (table, hash) = rayon::join(
            || table(path, begun, args, bulk, bar),
            || if hashed { hash_of(path) } else { String::new() },
        );
        let (layout, more, tally, compression) = table.map_err(|_| NotBulk)?;
        let same = first.as_ref().is_none_or(|first| layout.has_columns_of(first));
        if !same || tally.rows_kept() == 0 {
            return Err(NotBulk);
        }
        let (account, found) =
            layout.close(tally, stream::File { bytes: size(path), sha256: hash, compression });
        inputs.push(account);
        issues.extend(found);
        batches.extend(more);
        first.get_or_insert(layout);
    }
    let standing = bulk.standing(&batches);
    let params = match &begun.frozen {
        Some(frozen) => frozen.clone(),
        None => {
            bulk.fit(&batches, &standing, input::settings(&begun.scheme, begun.date, None).stamp)?
        }
    };
    let prices = bulk.prices(&standing, &params)?;
    let settled = batches.into_par_iter().enumerate();
    let settled = settled.map(|(number, batch)| bulk.settle(number, batch, &prices));
    let answered = bulk.answer(settled.collect::<Result<_, _>>()?, &standing)?;
    Ok(Outputs { params, answered, inputs, issues })
}

type Table = (Layout, Vec<Batch>, Tally, Option<Compression>);

/// Why a table is not read block by block; the plain way finds out by itself what is wrong.
struct Stopped;

impl From<io::Error> for Stopped {
    fn from(_: io::Error) -> Self {
        Stopped
    }
}

impl From<NotStreamed> for Stopped {
    fn from(_: NotStreamed) -> Self {
        Stopped
    }
}

impl From<NotBulk> for Stopped {
    fn from(_: NotBulk) -> Self {
        Stopped
    }
}

fn table(
    path: &Path,
    begun: &Begun,
    args: &ScoreArgs,
    bulk: &Bulk,
    bar: &ProgressBar,
) -> Result<Table, Stopped> {
    let wanted = input::wanted(&begun.scheme.scheme, args.run.duplicates.into());
    let name = path.display().to_string();
    inputs::read(path);
    let unpacked = Unpacked::new(bar.wrap_read(File::open(path)?))?;
    let compression = unpacked.compression();
    let (layout, blocks) = stream::open(&name, unpacked, &wanted, BLOCK)??;
    let blocks = Mutex::new(blocks);
    let read = || read_in_turn(&blocks, &layout, bulk);
    let workers = rayon::current_num_threads();
    let parts: Vec<Result<Vec<_>, Stopped>> =
        (0..workers).into_par_iter().with_max_len(1).map(|_| read()).collect();
    let mut parts: Vec<(usize, Batch, Tally)> =
        parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    parts.sort_by_key(|(number, ..)| *number);
    let (mut tally, mut batches) = (Tally::default(), Vec::with_capacity(parts.len()));
    for (_, batch, next) in parts {
        tally.append(next);
        batches.push(batch);
    }
    Ok((layout, batches, tally, compression))
}

/// Takes block after block until there are none left.
fn read_in_turn(
    blocks: &Mutex<Blocks<Unpacked<ProgressBarIter<File>>>>,
    layout: &Layout,
    bulk: &Bulk,
) -> Result<Vec<(usize, Batch, Tally)>, Stopped> {
    let (mut read, mut spare): (Vec<_>, Option<RawBlock>) = (Vec::new(), None);
    loop {
        let next = blocks.lock().map_err(|_| Stopped)?.next_block(spare.take())??;
        let Some(block) = next else { return Ok(read) };
        let piece = layout.parse(&block)?;
        read.push((piece.number, bulk.batch(piece.firms)?, piece.tally));
        spare = Some(block);
    }
}

/// SHA-256 of a file; empty where it cannot be read, which the reader of its rows finds out, too.
fn hash_of(path: &Path) -> String {
    use sha2::Digest;
    let mut hasher = sha2::Sha256::new();
    let read = File::open(path).and_then(|mut file| {
        let mut bytes = vec![0; 1 << 20];
        loop {
            match io::Read::read(&mut file, &mut bytes)? {
                0 => return Ok(()),
                length => hasher.update(&bytes[..length]),
            }
        }
    });
    read.map(|()| input::hex(hasher)).unwrap_or_default()
}

fn write(
    args: &ScoreArgs,
    begun: &Begun,
    bulk: &Bulk,
    result: &Outputs,
    mut folder: OutputDir,
    path: &Path,
    terminal: &Terminal,
) -> Result<Outcome, Diagnostic> {
    let scheme = bulk.scheme;
    let (answered, params) = (&result.answered, &result.params);
    let mut warnings = constant_columns(scheme, params);
    warnings.extend(answered.warnings.iter().cloned());
    terminal.show(&warnings, &Sources::default());
    let (style, lang) = (csv_style(args), terminal.report_lang(scheme.language));
    let chosen = (!args.columns.is_empty()).then(|| Columns::named(scheme, &args.columns));
    // Names that are none were refused before.
    let chosen = chosen.and_then(Result::ok);
    let of_ranking = chosen.clone().unwrap_or_else(|| Columns::of_ranking(scheme));
    let fault = |_: NotBulk| input::fault(&io::Error::other("excerpt"));
    if wants(args, Part::Manifest) {
        folder.take_hashes();
    }
    if wants(args, Part::Ranking) {
        let lines = bulk::Lines::new(bulk, answered, &of_ranking, style, lang);
        let bar = terminal.progress(lines.blocks(), say!("写排名", "writing the ranking"));
        let block = |at: usize, bytes: &mut Vec<u8>| {
            lines.block(at, bytes);
            bar.inc(1);
        };
        folder.add_blocks("ranking.csv", &lines.head(), lines.blocks(), block)?;
        bar.finish_and_clear();
    }
    if wants(args, Part::Lists) {
        for listed in &answered.lists {
            let (scored, listed) = bulk.list_excerpt(answered, listed, params).map_err(fault)?;
            let list = &scheme.lists[listed.list];
            let columns = chosen.clone().unwrap_or_else(|| Columns::of_list(scheme, list));
            let bytes = lists::csv(scheme, &scored, &listed, &columns, style, lang);
            folder.add(&format!("{}.csv", list.id), &bytes)?;
        }
    }
    let told = Told {
        scheme: &begun.scheme,
        beside: Default::default(),
        as_of: begun.stated.clone(),
        params_sha256: begun.params_sha256.clone(),
        inputs: &result.inputs,
        counts: Counts::of_records(scheme, answered),
        issues: result.issues(),
    };
    if wants(args, Part::Issues) {
        let issues = told.issues.iter().copied();
        folder.add("issues.csv", &account::issues_csv(issues, style, lang))?;
    }
    if wants(args, Part::Params) {
        let params = params.to_toml().map_err(|error| input::fault(&error))?;
        folder.add("params.toml", params.as_bytes())?;
    }
    if wants(args, Part::Manifest) {
        let manifest = told.manifest(folder.hashes().clone()).to_json();
        folder.add("manifest.json", &manifest)?;
    }
    folder.commit()?;
    told.tell_written(path, answered.len() > PORTRAITS_UP_TO, terminal);
    let shown = &answered.order[..answered.len().min(10)];
    let excerpt = |rows| bulk.excerpt(answered, rows, params).map_err(fault);
    Ok(terminal.say(&match terminal.format {
        Format::Table => screen::table(scheme, &excerpt(shown)?, screen::Rows::All, lang),
        Format::Csv => {
            let lines = bulk::Lines::new(bulk, answered, &of_ranking, style, lang);
            let mut text = lines.head();
            let mut bytes = Vec::new();
            for at in 0..lines.blocks() {
                lines.block(at, &mut bytes);
                text.extend_from_slice(&bytes);
            }
            String::from_utf8_lossy(&text).into_owned()
        }
        Format::Json => screen::json(scheme, &excerpt(&answered.order)?),
    }))
}
