//! `sensitivity`: how sure a rank is.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::cli::analysis::{ChoiceArg, SensitivityArgs};
use super::input::{self, Run};
use super::output::write_file;
use super::terminal::Terminal;
use super::{Outcome, dossier};
use crate::analysis::choices::Choice;
use crate::analysis::montecarlo::Weights;
use crate::analysis::population::{list_length, ranked};
use crate::analysis::sensitivity::{Question, answer};
use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, Sources, counted_as};
use crate::report::{self, CsvStyle};
use crate::say;
use crate::scheme::Aggregate;

/// Draws when only weights are varied, and base runs when more is.
const DRAWS: u32 = 1000;
const RUNS: u32 = 128;

/// Shakes.
pub fn run(args: SensitivityArgs, terminal: &Terminal) -> Outcome {
    let folder = match dossier::folder(&args.output) {
        Ok(folder) => folder,
        Err(problem) => return terminal.fail(problem),
    };
    let run = match input::run(&args.run, terminal) {
        Ok(run) => run,
        Err(outcome) => return outcome,
    };
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    if let Err(problem) = ranked(scored) {
        return terminal.fail(problem);
    }
    let question = match question(&args, &run, terminal) {
        Ok(question) => question,
        Err(problem) => return terminal.fail(problem),
    };
    let bar = progress(terminal);
    let mut step = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let answer = match answer(scheme, scored, &question, &mut step) {
        Ok(answer) => answer,
        Err(error) => return terminal.fail(input::fault(&error)),
    };
    bar.finish_and_clear();
    let tried = matches!(scheme.aggregate, Aggregate::Sum | Aggregate::Mean);
    if answer.zeros > 0 && tried && question.choices.contains(&Choice::Aggregation) {
        terminal.show(&[zeros(answer.zeros)], &Sources::default());
    }
    let lang = terminal.report_lang(scheme.language);
    if let Some(path) = &args.runs_out {
        let style = CsvStyle { excel: args.output.excel, names: args.output.names };
        let csv = report::sensitivity::runs_grid(scheme, &question, &answer).to_csv(style, lang);
        if let Err(problem) = write_file(path, &csv) {
            return terminal.fail(problem);
        }
    }
    let told = report::sensitivity::dossier(scheme, scored, &question, &answer);
    dossier::give(&told, "firms", folder, &args.output, lang, terminal)
}

fn question(
    args: &SensitivityArgs,
    run: &Run,
    terminal: &Terminal,
) -> Result<Question, Diagnostic> {
    let wanted: Vec<Choice> = match args.vary.is_empty() {
        // Bounds that are given are not fitted: there is nothing about them to be drawn.
        true => Choice::ALL
            .into_iter()
            .filter(|choice| args.run.params.is_none() || *choice != Choice::Data)
            .collect(),
        false => {
            let mut wanted: Vec<Choice> =
                args.vary.iter().map(|choice| choice_of(*choice)).collect();
            wanted.sort_unstable();
            wanted.dedup();
            wanted
        }
    };
    let applies = |choice: &&Choice| choice.applies(&run.scheme.scheme, &run.scored);
    let choices: Vec<Choice> = wanted.iter().filter(applies).copied().collect();
    let idle: Vec<Choice> = wanted.iter().filter(|choice| !applies(choice)).copied().collect();
    if args.run.params.is_some() && choices.contains(&Choice::Data) && !args.vary.is_empty() {
        return Err(Diagnostic::error(
            &codes::CONTRADICTION,
            say!(
                "--params 固定了口径，--vary data 又要重新拟合：两者只能取一",
                "--params fixes the bounds and --vary data fits them anew: choose one"
            ),
        ));
    }
    for choice in idle.iter().filter(|_| !args.vary.is_empty()) {
        terminal.show(&[nothing(*choice)], &Sources::default());
    }
    if choices.is_empty() {
        return Err(Diagnostic::error(
            &codes::NOTHING_TO_VARY,
            say!("这个方案没有可变的选择", "this scheme leaves nothing to vary"),
        ));
    }
    if let Some(setting) = unused(args, &choices) {
        terminal.show(&[setting], &Sources::default());
    }
    Ok(Question {
        choices,
        draws: args.draws.unwrap_or(DRAWS) as usize,
        runs: args.runs.unwrap_or(RUNS) as usize,
        weights: Weights { concentration: args.concentration, seed: args.seed },
        border: args.border,
        interval: args.interval,
        top: list_length(&run.scored, args.top) as u32,
        record: args.runs_out.is_some(),
    })
}

fn choice_of(choice: ChoiceArg) -> Choice {
    match choice {
        ChoiceArg::Weights => Choice::Weights,
        ChoiceArg::Borders => Choice::Borders,
        ChoiceArg::Rules => Choice::Rules,
        ChoiceArg::Missing => Choice::Missing,
        ChoiceArg::Aggregation => Choice::Aggregation,
        ChoiceArg::Data => Choice::Data,
    }
}

fn nothing(choice: Choice) -> Diagnostic {
    let name = report::sensitivity::choice_name(choice);
    let (zh, en) = (name.zh, name.en);
    Diagnostic::warning(
        &codes::NOTHING_TO_VARY,
        say!(
            "「{zh}」对这个方案不起作用，已从分析中去掉",
            "{en}: this scheme leaves nothing to vary there; it is left out"
        ),
    )
}

/// A setting that has no part in what is asked.
fn unused(args: &SensitivityArgs, choices: &[Choice]) -> Option<Diagnostic> {
    let only_weights = choices == [Choice::Weights];
    let text = match only_weights {
        true if args.runs.is_some() => say!(
            "只变权重时按 --draws 抽取，--runs 没有用上",
            "weights alone are drawn --draws times: --runs is not used"
        ),
        false if args.draws.is_some() => say!(
            "变的不只是权重，按 --runs 的设计运行，--draws 没有用上",
            "more than weights is varied, by the design of --runs: --draws is not used"
        ),
        _ => return None,
    };
    Some(Diagnostic::warning(&codes::SETTING_UNUSED, text))
}

fn zeros(count: usize) -> Diagnostic {
    let have = counted_as(count, "firm has", "firms have");
    Diagnostic::warning(
        &codes::ZERO_SHARES,
        say!(
            "{count} 家有维度得分率为 0：试几何平均时得分率先压到 [0.01, 1]",
            "{have} a share of 0 on a dimension: where a geometric mean is tried, shares are first moved to [0.01, 1]"
        ),
    )
}

/// A bar on a terminal, and nothing elsewhere.
fn progress(terminal: &Terminal) -> ProgressBar {
    if terminal.is_quiet() || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}");
    let bar = ProgressBar::no_length();
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
