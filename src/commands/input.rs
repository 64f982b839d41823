//! Reading: schemes with what they extend, firm tables, params; each failure told with its path.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::Outcome;
use super::cli::RunArgs;
use super::inputs;
use super::terminal::Terminal;
use crate::diagnostic::codes::{run as codes, scheme as scheme_codes};
use crate::diagnostic::{Diagnostic, Sources, Text, did_you_mean, has_errors};
use crate::firms::{self, DataIssue, Firms, Input, Wanted};
use crate::say;
use crate::scheme::{self, Loaded, Scheme, SchemeText};
use crate::scoring::{Params, Scored, Settings, score};

/// Of a whole file, and of what a hasher has found; in hexadecimal.
pub(crate) use crate::firms::{hex, sha256};

/// A scheme that was read without errors, with its hashes.
pub struct ReadScheme {
    /// The scheme.
    pub scheme: Scheme,
    /// Its texts, the given one first.
    pub texts: Vec<SchemeText>,
    /// SHA-256 over the texts.
    pub sha256: String,
}

/// Reads a file whole; `-` is standard input. Nothing is written over it in this run.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Text> {
    inputs::read(path);
    read_bytes(path)
}

/// Reads a file that may be written again, such as an earlier output.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Text> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return match std::io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(io_text(&error)),
        };
    }
    if path.is_dir() {
        return Err(say!("这是一个文件夹，不是文件", "it is a folder, not a file"));
    }
    std::fs::read(path).map_err(|error| io_text(&error))
}

/// What the system says, in the usual cases in both languages.
pub fn io_text(error: &std::io::Error) -> Text {
    let other = error.to_string();
    match error.kind() {
        std::io::ErrorKind::NotFound => say!("文件不存在", "there is no such file"),
        std::io::ErrorKind::PermissionDenied => say!("没有权限", "permission denied"),
        _ => Text::same(other),
    }
}

/// The diagnostic of a file that cannot be read.
pub fn unreadable(path: &Path, why: &Text) -> Diagnostic {
    let (name, zh, en) = (path.display(), &why.zh, &why.en);
    Diagnostic::error(&codes::UNREADABLE, say!("读不到 {name}：{zh}", "cannot read {name}: {en}"))
}

/// Reads a scheme with what it extends; every problem is kept.
pub fn load_scheme(path: &Path) -> Result<Loaded, Diagnostic> {
    let text = toml_text(path).map_err(|why| unreadable(path, &why))?;
    Ok(scheme::load(text, &|from, path| {
        let beside = Path::new(from).parent().unwrap_or(Path::new(""));
        toml_text(&plain(&beside.join(path)))
    }))
}

/// A path without `.` and `a/..`, so that one file has one name.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The text of a TOML file, without a byte order mark.
pub fn toml_text(path: &Path) -> Result<SchemeText, Text> {
    let bytes = read_file(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let (line, column) = place_of(error.as_bytes(), error.utf8_error().valid_up_to());
        say!(
            "第 {line} 行第 {column} 列起不是 UTF-8；TOML 文件请另存为 UTF-8",
            "it is not UTF-8 from line {line}, column {column} on; save TOML files as UTF-8"
        )
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text);
    Ok(SchemeText { name: plain(path).display().to_string(), text })
}

/// Line and column, from 1, of the first byte that is not UTF-8.
fn place_of(bytes: &[u8], valid: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count());
    (line, column + 1)
}

/// Reads a scheme and shows its problems; without errors there is a scheme.
pub fn read_scheme(path: &Path, terminal: &Terminal) -> Result<ReadScheme, Outcome> {
    let loaded = load_scheme(path).map_err(|problem| terminal.fail(problem))?;
    sound_scheme(loaded, terminal)
}

/// Shows what is wrong with a scheme; without errors there is one.
pub fn sound_scheme(loaded: Loaded, terminal: &Terminal) -> Result<ReadScheme, Outcome> {
    terminal.show(&loaded.problems, &loaded.sources);
    let mut hasher = Sha256::new();
    for text in &loaded.texts {
        hasher.update(text.text.as_bytes());
    }
    let sha256 = hex(hasher);
    match loaded.scheme {
        Some(scheme) if !has_errors(&loaded.problems) => {
            Ok(ReadScheme { scheme, texts: loaded.texts, sha256 })
        }
        _ => Err(Outcome::Unusable),
    }
}

/// Tables as they were given, with what was doubtful in those that had to be gathered first.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Each table's bytes.
    pub inputs: Vec<Input>,
    /// Doubts of gathering.
    pub doubts: Vec<DataIssue>,
}

impl Tables {
    /// Reads every table; a sources file stands for what it gathers.
    ///
    /// # Errors
    /// Every reason for which one of them cannot be had.
    pub fn read(paths: &[PathBuf]) -> Result<Self, Vec<Diagnostic>> {
        let (mut tables, mut problems) = (Tables::default(), Vec::new());
        for path in paths {
            if path.extension().is_some_and(|extension| extension == "toml") {
                match super::gather::as_table(path) {
                    Ok((input, doubts)) => {
                        tables.inputs.push(input);
                        tables.doubts.extend(doubts);
                    }
                    Err(found) => problems.extend(found),
                }
                continue;
            }
            if path == Path::new("-") && tables.inputs.iter().any(|input| input.name == "-") {
                problems.push(stdin_twice());
                continue;
            }
            match read_file(path) {
                Ok(bytes) => {
                    tables.inputs.push(Input { name: path.display().to_string(), bytes });
                }
                Err(why) => problems.push(unreadable(path, &why)),
            }
        }
        if problems.is_empty() { Ok(tables) } else { Err(problems) }
    }

    /// The firms with the columns that are wanted; doubts of gathering stand among the issues.
    ///
    /// # Errors
    /// Everything that makes the tables unusable.
    pub fn firms(self, wanted: &Wanted) -> Result<Firms, Vec<Diagnostic>> {
        let mut firms = firms::read(self.inputs, wanted)?;
        firms.issues.extend(self.doubts);
        Ok(firms)
    }
}

/// Reads firm tables for a scheme.
pub fn read_firms(
    paths: &[PathBuf],
    scheme: &Scheme,
    duplicates: firms::Duplicates,
) -> Result<Firms, Vec<Diagnostic>> {
    Tables::read(paths)?.firms(&wanted(scheme, duplicates))
}

fn stdin_twice() -> Diagnostic {
    Diagnostic::error(
        &codes::UNREADABLE,
        say!("标准输入「-」只能读一次", "standard input, `-`, can be read only once"),
    )
}

/// What a scheme wants from the tables.
pub fn wanted(scheme: &Scheme, duplicates: firms::Duplicates) -> Wanted<'_> {
    Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates,
    }
}

/// A whole run with what it was made of.
pub struct Run {
    /// The scheme.
    pub scheme: ReadScheme,
    /// The run's date.
    pub date: Date,
    /// The same as results state it: where the scheme uses it, or it was given.
    pub stated: Option<String>,
    /// SHA-256 of the params file, if one was given.
    pub params_sha256: Option<String>,
    /// What came out.
    pub scored: Scored,
}

/// Reads scheme, tables and params and scores; every failure is told.
pub fn run(args: &RunArgs, terminal: &Terminal) -> Result<Run, Outcome> {
    run_with(args, None, terminal)
}

/// The same by bounds that another run of the same scheme has fitted.
pub fn run_with(
    args: &RunArgs,
    fitted: Option<Params>,
    terminal: &Terminal,
) -> Result<Run, Outcome> {
    let mut begun = begin(args, terminal)?;
    begun.frozen = begun.frozen.or(fitted);
    complete(begun, args, terminal)
}

/// All that a run needs beside its firms.
pub struct Begun {
    /// The scheme.
    pub scheme: ReadScheme,
    /// The run's date.
    pub date: Date,
    /// The same as results state it: where the scheme uses it, or it was given.
    pub stated: Option<String>,
    /// SHA-256 of the params file, if one was given.
    pub params_sha256: Option<String>,
    /// Bounds of an earlier run.
    pub frozen: Option<Params>,
}

/// Reads scheme and params; every failure is told.
pub fn begin(args: &RunArgs, terminal: &Terminal) -> Result<Begun, Outcome> {
    if args.scheme == Path::new("-") && args.firms.contains(&args.scheme) {
        return Err(terminal.fail(stdin_twice()));
    }
    let scheme = read_scheme(&args.scheme, terminal)?;
    let date = args.as_of.unwrap_or_else(today);
    let stated = stated(&scheme.scheme, args.as_of, date);
    let late = validity(&scheme.scheme, date);
    terminal.show(late.as_slice(), &Sources::default());
    let frozen = match &args.params {
        Some(path) => Some(read_params(path, &scheme).map_err(|problem| terminal.fail(problem))?),
        None => None,
    };
    let (frozen, params_sha256) = frozen.unzip();
    Ok(Begun { scheme, date, stated, params_sha256, frozen })
}

/// Reads the tables and scores; every failure is told.
pub fn complete(begun: Begun, args: &RunArgs, terminal: &Terminal) -> Result<Run, Outcome> {
    let tables = read_tables(&args.firms, terminal)?;
    complete_with(begun, args, tables, terminal)
}

/// Scores tables that have been read; every failure is told.
pub fn complete_with(
    begun: Begun,
    args: &RunArgs,
    tables: Tables,
    terminal: &Terminal,
) -> Result<Run, Outcome> {
    let Begun { scheme, date, stated, params_sha256, frozen } = begun;
    let firms = tables.firms(&wanted(&scheme.scheme, args.duplicates.into())).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    })?;
    let settings = settings(&scheme, date, frozen);
    let scored =
        score(&scheme.scheme, firms, settings).map_err(|error| terminal.fail(fault(&error)))?;
    Ok(Run { scheme, date, stated, params_sha256, scored })
}

/// Reads tables; every failure is told.
pub fn read_tables(paths: &[PathBuf], terminal: &Terminal) -> Result<Tables, Outcome> {
    Tables::read(paths).map_err(|found| {
        terminal.show(&found, &Sources::default());
        Outcome::Unusable
    })
}

/// The firm of an id, or of a name that only one firm has.
pub fn find_firm(run: &Run, wanted: &str) -> Result<usize, Diagnostic> {
    let derived = &run.scored.derived;
    let firm = &run.scheme.scheme.firm;
    let ids: Vec<String> = (0..derived.len()).map(|at| derived.text(&firm.id, at)).collect();
    let names: Vec<String> = match &firm.name {
        Some(name) => (0..derived.len()).map(|at| derived.text(name, at)).collect(),
        None => Vec::new(),
    };
    find_among(&ids, &names, wanted)
}

/// The place of an id among ids, or of a name that stands only once among names.
pub fn find_among(ids: &[String], names: &[String], wanted: &str) -> Result<usize, Diagnostic> {
    if let Some(at) = ids.iter().position(|id| id.eq_ignore_ascii_case(wanted)) {
        return Ok(at);
    }
    let named: Vec<usize> = (0..names.len()).filter(|at| names[*at] == wanted).collect();
    match named.as_slice() {
        [one] => Ok(*one),
        [] => Err(Diagnostic::error(
            &codes::UNKNOWN_FIRM,
            say!("表里没有企业「{wanted}」", "there is no firm `{wanted}` in the tables"),
        )
        .mend_if(did_you_mean(wanted, ids.iter().chain(names).map(String::as_str)))),
        several => {
            let ids = several.iter().map(|at| ids[*at].as_str()).collect::<Vec<_>>().join(", ");
            Err(Diagnostic::error(
                &codes::UNKNOWN_FIRM,
                say!("有几家企业都叫「{wanted}」", "several firms are called `{wanted}`"),
            )
            .mend(say!("用代码指明：{ids}", "name one by its id: {ids}")))
        }
    }
}

/// The settings of a run on a date.
pub fn settings(scheme: &ReadScheme, date: Date, frozen: Option<Params>) -> Settings {
    let dated = scheme.scheme.uses_as_of().then(|| date.to_string());
    Settings {
        as_of: Some(days(date)),
        stamp: Params {
            version: env!("CARGO_PKG_VERSION").to_string(),
            scheme_sha256: scheme.sha256.clone(),
            as_of: dated,
            ..Params::default()
        },
        frozen,
    }
}

/// A run's date, where the scheme uses it or it was given: today's by itself would make every
/// day's results other files.
pub fn stated(scheme: &Scheme, given: Option<Date>, date: Date) -> Option<String> {
    (scheme.uses_as_of() || given.is_some()).then(|| date.to_string())
}

/// Today, by the machine's clock: the only place where a run learns the date by itself.
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

/// Days since 1970-01-01.
pub fn days(date: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    // Every date that jiff can hold is within i32 days of the epoch.
    (date - epoch).get_days()
}

/// A scheme used outside its time.
pub fn validity(scheme: &Scheme, date: Date) -> Option<Diagnostic> {
    let (from, to) = scheme.valid;
    let early = from.is_some_and(|from| date < from);
    let late = to.is_some_and(|to| date > to);
    if !early && !late {
        return None;
    }
    let day = |date: Option<Date>| date.map_or("…".to_string(), |date| date.to_string());
    let (id, from, to) = (&scheme.id, day(from), day(to));
    Some(Diagnostic::warning(
        &scheme_codes::NOT_IN_FORCE,
        say!(
            "方案 {id} 的有效期是 {from} 至 {to}，运行日期 {date} 不在其内",
            "the scheme {id} is valid from {from} to {to}; the run is dated {date}"
        ),
    ))
}

/// Reads params, which must be of this scheme.
pub fn read_params(path: &Path, scheme: &ReadScheme) -> Result<(Params, String), Diagnostic> {
    // A run by its own params writes the same params again.
    let bytes = read_bytes(path).map_err(|why| unreadable(path, &why))?;
    let name = path.display();
    let unusable = |why: Text| {
        let (zh, en) = (why.zh, why.en);
        Diagnostic::error(
            &codes::PARAMS_UNUSABLE,
            say!("参数文件 {name} 不能用：{zh}", "the params file {name} cannot be used: {en}"),
        )
    };
    let hash = sha256(&bytes);
    let text = String::from_utf8(bytes)
        .map_err(|_| unusable(say!("不是 UTF-8 文本", "it is not UTF-8 text")))?;
    let params = Params::from_toml(&text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        let what = error.message();
        unusable(say!("第 {line} 行：{what}", "line {line}: {what}")).mend(say!(
            "--params 要用 score 写出的 params.toml",
            "--params takes the params.toml that score writes"
        ))
    })?;
    if params.scheme_sha256 != scheme.sha256 {
        let (id, version) = (&params.scheme, &params.version);
        return Err(unusable(say!(
            "它出自另一份方案（{id}，程序版本 {version}）",
            "it was fitted for another scheme text ({id}, program version {version})"
        ))
        .mend(say!(
            "用这份方案重新运行一次 score，取它写出的 params.toml",
            "run score with this scheme once and take the params.toml that it writes"
        )));
    }
    match params.flaw(&scheme.scheme) {
        Some(flaw) => Err(unusable(flaw)),
        None => Ok((params, hash)),
    }
}

/// A fault of the program itself, told as such.
pub fn fault(error: &dyn std::error::Error) -> Diagnostic {
    let what = error.to_string();
    Diagnostic::error(&codes::FAULT, say!("程序内部错误：{what}", "internal error: {what}"))
}
