//! `score --watch`: scores again whenever the scheme or a table is saved, and says who moved.
//! Watches files and keeps what was read; what a change reaches is the scoring room's to say.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::Outcome;
use super::cli::{Format, ScoreArgs};
use super::input::{self, ReadScheme, Run, Tables};
use super::output::OutputDir;
use super::policies::Known;
use super::score;
use super::terminal::Terminal;
use crate::analysis::compare::{self, compare_places};
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Sources, Text};
use crate::report::{self, screen};
use crate::say;
use crate::scheme::{Loaded, SchemeText};
use crate::scoring::{self, Reach};

/// How often files are looked at: seldom enough to cost nothing, often enough not to be noticed.
const LOOK: Duration = Duration::from_millis(5);
/// A file that changed within this time may still be being written: a table is not read, and a
/// scheme that is wrong not complained of, until then.
const SETTLE: Duration = Duration::from_millis(200);
/// How many firms are named that came onto a list, went off it, or moved most.
const NAMED: usize = 20;

/// Scores, and goes on until it is interrupted.
pub fn run(args: &ScoreArgs, terminal: &Terminal) -> Outcome {
    if terminal.format != Format::Table || args.run.scheme == Path::new("-") {
        return terminal.fail(Diagnostic::error(
            &codes::USAGE,
            say!(
                "--watch 要看着一个方案文件，并把变化写成文字：方案不能是「-」，--format 只能是 table",
                "--watch looks at a scheme file and tells changes in words: the scheme cannot be `-`, nor --format anything but table"
            ),
        ));
    }
    if let Some(option) = ignored(args) {
        return terminal.fail(Diagnostic::error(
            &codes::USAGE,
            say!(
                "--watch 不写 {option}：先去掉其中一个",
                "--watch does not write what {option} asks for: leave out one of them"
            ),
        ));
    }
    let mut watch = match Watch::start(args, terminal) {
        Ok(watch) => watch,
        Err(outcome) => return outcome,
    };
    loop {
        watch.follow(terminal);
    }
}

/// An option that a run which goes on would pass over in silence.
fn ignored(args: &ScoreArgs) -> Option<&'static str> {
    let beside = &args.beside;
    let workbook = args.excel.iter().flatten().next();
    let asked = [
        ("--excel FILE.xlsx", workbook.is_some()),
        ("--policies", beside.policies.is_some()),
        ("--chain", beside.chain.is_some()),
        ("--relations", beside.relations.is_some()),
    ];
    asked.into_iter().find(|(_, asked)| *asked).map(|(option, _)| option)
}

fn told_reach(reach: Reach, spent: Duration) -> Text {
    let time = spent.as_millis();
    match reach {
        Reach::Points => say!("重新汇总：{time} 毫秒", "added up again: {time} ms"),
        Reach::Rules => say!("重新套用规则：{time} 毫秒", "rules applied again: {time} ms"),
        Reach::Expressions => say!("重新计算：{time} 毫秒", "calculated again: {time} ms"),
        Reach::Tables => say!("重新读表：{time} 毫秒", "tables read again: {time} ms"),
    }
}

/// What was saved.
struct Change {
    files: Vec<PathBuf>,
    /// The scheme as it stands now.
    scheme: Result<Loaded, Diagnostic>,
    /// When the change was whole.
    since: Instant,
}

/// A run that is kept, with the files that it came from.
struct Watch<'a> {
    args: &'a ScoreArgs,
    tables: Tables,
    run: Run,
    files: Files,
    /// Whether a table was saved since `run`: until it is scored, no result may be written, since it
    /// would come from a table that is no more.
    outdated: bool,
}

impl<'a> Watch<'a> {
    fn start(args: &'a ScoreArgs, terminal: &Terminal) -> Result<Self, Outcome> {
        // Looked at before they are read, so that no change in between is missed.
        let mut files = Files::default();
        let tables = args.run.firms.iter().filter(|path| *path != Path::new("-"));
        files.watch(std::iter::once(&args.run.scheme).chain(tables).cloned());
        let scheme = input::read_scheme(&args.run.scheme, terminal)?;
        files.watch(texts(&scheme.texts));
        let refused = |found: Vec<Diagnostic>| {
            terminal.show(&found, &Sources::default());
            Outcome::Unusable
        };
        let tables = Tables::read(&args.run.firms).map_err(refused)?;
        let run = whole(args, scheme, &tables).map_err(refused)?;
        let watch = Watch { args, tables, run, files, outdated: false };
        terminal.show(&watch.run.scored.warnings, &Sources::default());
        watch.write(terminal).map_err(refused)?;
        score::told(&watch.run, &Known::default()).tell_issues(args.out.as_deref(), terminal);
        let lang = terminal.report_lang(watch.run.scheme.scheme.language);
        let (scheme, scored) = (&watch.run.scheme.scheme, &watch.run.scored);
        terminal.say(&screen::table(scheme, scored, screen::Rows::Top(10), lang));
        terminal.tell(&say!(
            "正在看着方案和表：保存后就重新计分，Ctrl-C 结束",
            "watching the scheme and the tables: scores again when they are saved; Ctrl-C ends it"
        ));
        Ok(watch)
    }

    /// Waits for a change, scores again and tells who moved. What cannot be read or used is told,
    /// and the last sound run is kept.
    fn follow(&mut self, terminal: &Terminal) {
        let Change { files, scheme: loaded, since } = self.change();
        self.outdated |= files.iter().any(|path| self.args.run.firms.contains(path));
        if self.outdated {
            match Tables::read(&self.args.run.firms) {
                Ok(read) => self.tables = read,
                Err(found) => return stands(&found, terminal),
            }
        }
        let Some(scheme) = self.scheme(loaded, terminal) else { return };
        if !self.outdated && scheme.sha256 == self.run.scheme.sha256 {
            return;
        }
        match self.score(scheme) {
            Ok((reach, run)) => self.take(run, reach, since, terminal),
            Err(found) => stands(&found, terminal),
        }
    }

    /// Tells what a new run changes, keeps it and writes it.
    fn take(&mut self, run: Run, reach: Reach, since: Instant, terminal: &Terminal) {
        let lang = terminal.report_lang(run.scheme.scheme.language);
        let texts = changes(&self.run, &run);
        let lines: Vec<&str> = texts.iter().map(|text| text.get(lang)).collect();
        terminal.say(&format!("{}\n", lines.join("\n")));
        terminal.tell(&told_reach(reach, since.elapsed()));
        let before = std::mem::replace(&mut self.run, run);
        self.outdated = false;
        if let Err(problems) = self.write(terminal) {
            return terminal.show(&problems, &Sources::default());
        }
        if let Some(folder) = &self.args.out {
            let name = folder.display();
            terminal.tell(&say!("结果写在 {name}/", "results in {name}/"));
            self.tell_left(&before, folder, terminal);
        }
    }

    /// Files of lists that are no more stay where they are: a program that deletes what it finds
    /// would be worse. But they are not to be taken for results.
    fn tell_left(&self, before: &Run, folder: &Path, terminal: &Terminal) {
        let now = &self.run.scheme.scheme.lists;
        let gone =
            before.scheme.scheme.lists.iter().filter(|old| now.iter().all(|l| l.id != old.id));
        let files = gone.map(|list| folder.join(format!("{}.csv", list.id)));
        let left: Vec<String> =
            files.filter(|file| file.exists()).map(|file| file.display().to_string()).collect();
        if !left.is_empty() {
            let (zh, en) = (left.join("、"), left.join(", "));
            terminal.tell(&say!(
                "方案里已没有这些榜单，旧文件还留着：{zh}",
                "of lists that the scheme no longer has, old files are left: {en}"
            ));
        }
    }

    /// Waits until a file changes. A table, or a scheme that is wrong, may be in the middle of
    /// being written (an editor empties a file before it fills it), and gets time to settle.
    fn change(&mut self) -> Change {
        let mut files = self.files.wait();
        let mut since = Instant::now();
        let load = || input::load_scheme(&self.args.run.scheme);
        let mut scheme = load();
        let sound = scheme.as_ref().is_ok_and(|loaded| loaded.scheme.is_some());
        if !sound || files.iter().any(|path| self.args.run.firms.contains(path)) {
            files.extend(self.files.settle());
            since = Instant::now();
            scheme = load();
        }
        Change { files, scheme, since }
    }

    /// The scheme as it stands now, unless it has errors.
    fn scheme(
        &mut self,
        loaded: Result<Loaded, Diagnostic>,
        terminal: &Terminal,
    ) -> Option<ReadScheme> {
        let sound = match loaded {
            Ok(loaded) => {
                self.files.watch(texts(&loaded.texts));
                input::sound_scheme(loaded, terminal)
            }
            Err(problem) => Err(terminal.fail(problem)),
        };
        if sound.is_err() {
            terminal.tell(&say!(
                "仍按上一份没有错误的方案；改好后保存即可",
                "the last scheme without errors stands; mend this one and save it"
            ));
        }
        sound.ok()
    }

    fn score(&self, scheme: ReadScheme) -> Result<(Reach, Run), Vec<Diagnostic>> {
        let reach = scoring::reach(&self.run.scheme.scheme, &scheme.scheme);
        if self.outdated || reach == Reach::Tables {
            return Ok((Reach::Tables, whole(self.args, scheme, &self.tables)?));
        }
        let date = self.args.run.as_of.unwrap_or_else(input::today);
        let stated = input::stated(&scheme.scheme, self.args.run.as_of, date);
        let settings = input::settings(&scheme, date, None);
        let before = &self.run.scheme.scheme;
        let scored = scoring::again(before, &self.run.scored, &scheme.scheme, settings);
        let scored = scored.map_err(|error| vec![input::fault(&error)])?;
        Ok((reach, Run { scheme, date, stated, params_sha256: None, scored }))
    }

    /// Writes the outputs, where a folder is given.
    fn write(&self, terminal: &Terminal) -> Result<(), Vec<Diagnostic>> {
        let scheme = &self.run.scheme.scheme;
        let columns = score::chosen_columns(self.args, scheme, terminal.format)?;
        let Some(path) = &self.args.out else { return Ok(()) };
        let lang = terminal.report_lang(scheme.language);
        let written = OutputDir::create(path).and_then(|folder| {
            let run = (&self.run, &Known::default());
            score::write(self.args, run, columns.as_ref(), folder, None, lang)
        });
        written.map(|_| ()).map_err(|problem| vec![problem])
    }
}

/// Tells why there are no new results, and that those there are come from what was before.
fn stands(found: &[Diagnostic], terminal: &Terminal) {
    terminal.show(found, &Sources::default());
    terminal.tell(&say!(
        "不写新的结果，已有的仍是改动之前的；改好后保存即可",
        "no new results: those there are come from before this change; mend it and save it"
    ));
}

/// A whole run over tables that are in memory.
fn whole(args: &ScoreArgs, scheme: ReadScheme, tables: &Tables) -> Result<Run, Vec<Diagnostic>> {
    let date = args.run.as_of.unwrap_or_else(input::today);
    let stated = input::stated(&scheme.scheme, args.run.as_of, date);
    let firms = tables.clone().firms(&input::wanted(&scheme.scheme, args.run.duplicates.into()))?;
    let settings = input::settings(&scheme, date, None);
    let scored = scoring::score(&scheme.scheme, firms, settings);
    let scored = scored.map_err(|error| vec![input::fault(&error)])?;
    Ok(Run { scheme, date, stated, params_sha256: None, scored })
}

/// Who came onto a list and who went off it, and who moved most.
fn changes(before: &Run, after: &Run) -> Vec<Text> {
    match compare_places(side(before), side(after), NAMED, report::compare::MOVERS) {
        Ok(comparison) => report::compare::moves(&comparison, NAMED),
        Err(problem) => vec![problem.message],
    }
}

fn side(run: &Run) -> compare::Run<'_> {
    compare::Run { scheme: &run.scheme.scheme, scored: &run.scored }
}

fn texts(texts: &[SchemeText]) -> impl Iterator<Item = PathBuf> {
    texts.iter().map(|text| PathBuf::from(&text.name))
}

/// Files with what they looked like when they were last looked at.
#[derive(Default)]
struct Files(Vec<(PathBuf, Stamp)>);

/// When a file was written and how long it is; nothing while it is not there.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Files {
    /// Looks at more files.
    fn watch(&mut self, paths: impl Iterator<Item = PathBuf>) {
        for path in paths {
            if !self.0.iter().any(|(known, _)| *known == path) {
                let stamp = stamp(&path);
                self.0.push((path, stamp));
            }
        }
    }

    /// Which files look other than before.
    fn changed(&mut self) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for (path, known) in &mut self.0 {
            let now = stamp(path);
            if now != *known {
                *known = now;
                changed.push(path.clone());
            }
        }
        changed
    }

    /// Waits until some file changes.
    fn wait(&mut self) -> Vec<PathBuf> {
        loop {
            std::thread::sleep(LOOK);
            let changed = self.changed();
            if !changed.is_empty() {
                return changed;
            }
        }
    }

    /// Waits until no file has changed for a while; gives those that did.
    fn settle(&mut self) -> Vec<PathBuf> {
        let (mut quiet, mut all) = (Instant::now(), Vec::new());
        while quiet.elapsed() < SETTLE {
            std::thread::sleep(LOOK);
            let changed = self.changed();
            if !changed.is_empty() {
                quiet = Instant::now();
                all.extend(changed);
            }
        }
        all
    }
}
