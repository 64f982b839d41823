//! `weigh`: weights from data or judgement, as a table, as TOML, or into the scheme's file.

use super::cli::Format;
use super::cli::analysis::{AmongArg, MethodArg, WeighArgs};
use super::input::{self, Run};
use super::output::rewrite_file;
use super::terminal::Terminal;
use super::{Outcome, dossier};
use crate::analysis::judgements::{self, Judged};
use crate::analysis::population::list_length;
use crate::analysis::weigh::{Among, Way, Weighed, Wish, changed, weigh};
use crate::analysis::weights::Method;
use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, Sources, counted_as};
use crate::report;
use crate::say;

/// Weighs.
pub fn run(args: WeighArgs, terminal: &Terminal) -> Outcome {
    if let Some(problem) = contradiction(&args) {
        return terminal.fail(problem);
    }
    let folder = match dossier::folder(&args.output) {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let scheme = &run.scheme.scheme;
    let judged = match read_judgements(&args, &run) {
        Ok(judged) => judged,
        Err(problems) => {
            terminal.show(&problems, &Sources::default());
            return Outcome::Unusable;
        }
    };
    let wish = wish(&args, judged, list_length(&run.scored, args.top));
    let weighed = match weigh(scheme, &run.scored, &wish) {
        Ok(weighed) => weighed,
        Err(problem) => return terminal.fail(problem),
    };
    terminal.show(&weighed.notes, &Sources::default());
    let lang = terminal.report_lang(scheme.language);
    let told = report::weigh::dossier(scheme, &run.scored, &weighed, wish.top);
    let outcome =
        dossier::give(&told, &told.grids[0].id.clone(), folder, &args.output, lang, terminal);
    let Some(way) = weighed.ways.last().filter(|_| outcome == Outcome::Done) else {
        return outcome;
    };
    if args.write {
        return write(&args, &run, &weighed, way, terminal);
    }
    if terminal.format == Format::Table {
        return terminal.say(&to_paste(&run, way, terminal));
    }
    outcome
}

fn contradiction(args: &WeighArgs) -> Option<Diagnostic> {
    let wrong = |text| Some(Diagnostic::error(&codes::CONTRADICTION, text));
    let ahp = args.method.contains(&MethodArg::Ahp);
    if ahp && args.judgements.is_none() {
        return wrong(say!(
            "--method ahp 要有判断文件：--judgements 判断.toml",
            "--method ahp needs judgements: --judgements FILE"
        ));
    }
    if args.judgements.is_some() && !args.method.is_empty() && !ahp {
        return wrong(say!(
            "给了 --judgements，但 --method 里没有 ahp",
            "--judgements is given, but --method does not name ahp"
        ));
    }
    if args.write && args.run.scheme.as_os_str() == "-" {
        return wrong(say!(
            "方案来自标准输入，--write 没有文件可写",
            "the scheme comes from standard input: --write has no file to write to"
        ));
    }
    None
}

/// Without `--method`: the judgements where there are some, else every method from data.
fn wish(args: &WeighArgs, judged: Vec<Judged>, top: usize) -> Wish {
    let mut methods: Vec<Method> = Vec::new();
    for method in args.method.iter().filter_map(|method| method.data_method()) {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if args.method.is_empty() && judged.is_empty() {
        methods = Method::ALL.to_vec();
    }
    let among = match args.among {
        AmongArg::Siblings => Among::Siblings,
        AmongArg::All => Among::All,
    };
    Wish { methods, judged, among, top }
}

fn read_judgements(args: &WeighArgs, run: &Run) -> Result<Vec<Judged>, Vec<Diagnostic>> {
    let Some(path) = &args.judgements else { return Ok(Vec::new()) };
    let bytes = input::read_file(path).map_err(|why| vec![input::unreadable(path, &why)])?;
    let Ok(text) = String::from_utf8(bytes) else {
        let problem = say!("判断文件不是 UTF-8 文本", "the judgements are not UTF-8 text");
        return Err(vec![Diagnostic::error(&codes::JUDGEMENTS_UNUSABLE, problem)]);
    };
    judgements::read(text.trim_start_matches('\u{feff}'), &run.scheme.scheme)
}

fn to_paste(run: &Run, way: &Way, terminal: &Terminal) -> String {
    let scheme = &run.scheme.scheme;
    let id = &way.id;
    let text = report::weigh::to_paste(scheme, &way.setting, &changed(scheme, &way.setting));
    let head = say!(
        "\n# {id}：可贴进方案，或用 --write 写入（注释保留）\n\n",
        "\n# {id}: to paste into a scheme; --write puts it there and keeps the comments\n\n"
    );
    head.get(terminal.lang).to_string() + &text
}

fn write(
    args: &WeighArgs,
    run: &Run,
    weighed: &Weighed,
    way: &Way,
    terminal: &Terminal,
) -> Outcome {
    let refused = |why| Diagnostic::error(&codes::NOT_WRITABLE, why);
    let doubtful = weighed.judgements.iter().any(|(_, found)| found.consistency_ratio > 0.1);
    if doubtful && !args.accept_inconsistent {
        return terminal.fail(
            refused(say!(
                "判断互相矛盾（CR > 0.1），没有写回方案",
                "the judgements contradict each other (CR > 0.1): nothing was written"
            ))
            .mend(say!(
                "改好判断，或明知如此时加 --accept-inconsistent",
                "judge again, or say --accept-inconsistent if you know better"
            )),
        );
    }
    let scheme = &run.scheme.scheme;
    let nodes = changed(scheme, &way.setting);
    let old = &run.scheme.texts[0].text;
    let stuck = report::weigh::unwritable(old, scheme, &nodes);
    if !stuck.is_empty() {
        let ids = stuck.join(", ");
        return terminal.fail(
            refused(say!(
                "这些指标的规则写的是分数，而各阶段满分不同（或规则在被扩展的方案里），换了满分意思就变了：{ids}",
                "the rules of these indicators state points, and their maxima differ by stage (or the rules stand in the scheme below), so that other points would change what they mean: {ids}"
            ))
            .mend(say!("先把规则改写成比例（share）", "restate their rules in shares first")),
        );
    }
    let new = match report::weigh::written_into(old, scheme, &way.setting, &nodes) {
        Ok(new) => new,
        Err(error) => return terminal.fail(input::fault(&error)),
    };
    if let Err(problem) = rewrite_file(&args.run.scheme, new.as_bytes()) {
        return terminal.fail(problem);
    }
    let (count, path, id) = (nodes.len(), args.run.scheme.display(), &way.id);
    let nodes = counted_as(count, "node was", "nodes were");
    terminal.tell(&say!(
        "{id}：{count} 个节点的分值写进了 {path}；请用 check 再查一遍",
        "{id}: the points of {nodes} written to {path}; look it over with check"
    ));
    Outcome::Done
}
