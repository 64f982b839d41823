//! How sure a rank is: every choice behind it made otherwise, alone and together. Owns the
//! question and what is read off the runs; a joint run is `joint`'s, the counting `tally`'s, the
//! indices `sobol`'s.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::choices::Choice;
use super::frozen::{Frozen, nominal};
use super::joint::World;
use super::montecarlo::{Block, Weights};
use super::population::{Wiped, wiped};
use super::sobol::Indices;
use super::tally::{Standing, Tally};
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Scored, Status};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is varied, without repetition; at least one that applies.
    pub choices: Vec<Choice>,
    /// Draws, when only weights are varied.
    pub draws: usize,
    /// Base runs, when more is varied.
    pub runs: usize,
    /// How weights are drawn.
    pub weights: Weights,
    /// Tier borders move by up to this part of themselves.
    pub border: f64,
    /// Rank intervals hold this part of the runs.
    pub interval: f64,
    /// The list length.
    pub top: u32,
    /// Whether each run's weights are wanted in the record.
    pub record: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The firms' rows, best first.
    pub firms: Vec<usize>,
    /// Today's ranks on frozen shares, per firm.
    pub ranks: Vec<u32>,
    /// Per firm.
    pub standings: Vec<Standing>,
    /// Per choice; empty when only weights are varied.
    pub importance: Vec<Importance>,
    /// How many runs the standings are read off.
    pub counted: u32,
    /// Every run, in order.
    pub runs: Vec<Run>,
    /// Firms with a share of 0 on a base dimension: what a geometric mean would wipe out.
    pub zeros: usize,
    /// Where the scheme's own formula makes a node 0 because of one part.
    pub wiped: Vec<Wiped>,
}

/// What a choice does.
#[derive(Debug, Clone)]
pub struct Importance {
    /// Which.
    pub choice: Choice,
    /// On the mean shift of ranks; nothing where that never varies.
    pub shift: Option<Indices>,
    /// On how many leave the first `top`.
    pub turnover: Option<Indices>,
    /// Firms whose total changes when this choice alone is made otherwise, on average: proof that
    /// the variation was applied.
    pub touched: f64,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// `a`, `b`, or the choice that was taken from `b`.
    pub design: &'static str,
    /// Its row.
    pub row: usize,
    /// What was drawn for each choice, in words and numbers.
    pub levels: Vec<(Choice, String)>,
    /// Drawn weights of every stage and indicator; empty unless they are wanted.
    pub weights: Vec<Vec<f64>>,
    /// Leaf shares that differ from today's.
    pub shares_changed: usize,
    /// Totals that differ from today's.
    pub totals_changed: usize,
    /// Mean absolute shift of ranks.
    pub mean_shift: f64,
    /// How many of today's first `top` are not among them.
    pub turnover: usize,
}

/// Answers. `step` is called with the number of runs done so far and of all.
///
/// # Errors
/// A polars error here is a fault of the program.
pub fn answer(
    scheme: &Scheme,
    scored: &Scored,
    question: &Question,
    step: &mut dyn FnMut(usize, usize),
) -> PolarsResult<Answer> {
    let ranked = scored.ranking.order.iter().copied();
    let firms: Vec<usize> =
        ranked.filter(|firm| scored.ranking.status[*firm] == Status::Ranked).collect();
    let columns: Vec<_> = scored.shares.share.iter().collect();
    let frozen = Frozen::of(&scored.derived.stage, firms.iter().copied(), &columns);
    let only_weights = question.choices == [Choice::Weights];
    // Slots stand in an order of their own; the joint analysis counts in that of the ranking.
    let order = if only_weights { frozen.firms.clone() } else { firms.clone() };
    let mut tally = Tally::new(scheme, scored, &order, question.top)?;
    let totals = frozen.totals(scheme, &[nominal(scheme)]).into_iter().next().unwrap_or_default();
    let base = if only_weights { totals } else { in_order(&frozen, &totals, &firms) };
    let ranks = tally.start(&base);
    let today = Today { totals: base, ranks, top: question.top };
    let mut answer = match only_weights {
        true => weights_only(scheme, &frozen, question, &mut tally, &today, step),
        false => World::new(scheme, scored, question, &firms, &today)?.run(&mut tally, step)?,
    };
    answer.counted = tally.runs;
    let standings = tally.standings(question.interval);
    let mut rows: Vec<usize> = (0..order.len()).collect();
    let place = places(&firms, scored.derived.len());
    rows.sort_by_key(|at| place[order[*at]]);
    answer.ranks = rows.iter().map(|at| today.ranks[*at]).collect();
    answer.standings = rows.iter().map(|at| standings[*at].clone()).collect();
    answer.firms = firms;
    answer.zeros = zeros(scheme, scored, &answer.firms);
    answer.wiped = wiped(scheme, scored, &answer.firms);
    Ok(answer)
}

/// Totals without any variation.
pub(super) struct Today {
    pub(super) totals: Vec<i64>,
    ranks: Vec<u32>,
    top: u32,
}

impl Today {
    /// Totals changed, mean shift, turnover.
    pub(super) fn against(&self, totals: &[i64], ranks: &[u32]) -> (usize, f64, usize) {
        let changed = self.totals.iter().zip(totals).filter(|(a, b)| a != b).count();
        let shifts: u64 =
            self.ranks.iter().zip(ranks).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let gone = self.ranks.iter().zip(ranks).filter(|(a, b)| **a <= self.top && **b > self.top);
        (changed, shifts as f64 / self.ranks.len().max(1) as f64, gone.count())
    }
}

fn places(firms: &[usize], all: usize) -> Vec<usize> {
    let mut place = vec![usize::MAX; all];
    firms.iter().enumerate().for_each(|(at, firm)| place[*firm] = at);
    place
}

/// Totals by slot as totals in the order of the firms.
pub(super) fn in_order(frozen: &Frozen, totals: &[i64], firms: &[usize]) -> Vec<i64> {
    let all = firms.iter().max().map_or(0, |most| most + 1);
    let place = places(firms, all);
    let mut ordered = vec![0; firms.len()];
    for (firm, total) in frozen.firms.iter().zip(totals) {
        ordered[place[*firm]] = *total;
    }
    ordered
}

fn zeros(scheme: &Scheme, scored: &Scored, firms: &[usize]) -> usize {
    let tops: Vec<usize> = scheme.top(Kind::Base).collect();
    let zero = |firm: &&usize| {
        tops.iter().any(|d| scored.points.dimension_shares[*d].get(**firm) == Some(0.0))
    };
    firms.iter().filter(zero).count()
}

fn weights_only(
    scheme: &Scheme,
    frozen: &Frozen,
    question: &Question,
    tally: &mut Tally,
    today: &Today,
    step: &mut dyn FnMut(usize, usize),
) -> Answer {
    let mut runs = Vec::new();
    let all = question.draws;
    let mut seen = |block: Block| {
        if question.record {
            runs.extend(told(&block, today));
        }
        step(block.first + block.totals.len(), all);
    };
    question.weights.run(scheme, frozen, all, tally, &mut seen);
    Answer { runs, ..Answer::empty() }
}

/// A block of draws for the record.
fn told(block: &Block, today: &Today) -> Vec<Run> {
    let draws = block.totals.par_iter().zip(block.ranks).zip(&block.weights).enumerate();
    draws
        .map(|(at, ((totals, ranks), weights))| {
            let (totals_changed, mean_shift, turnover) = today.against(totals, ranks);
            Run {
                design: "draw",
                row: block.first + at,
                levels: vec![(Choice::Weights, "drawn".into())],
                weights: weights.clone(),
                shares_changed: 0,
                totals_changed,
                mean_shift,
                turnover,
            }
        })
        .collect()
}

impl Answer {
    pub(super) fn empty() -> Self {
        Answer {
            firms: Vec::new(),
            ranks: Vec::new(),
            standings: Vec::new(),
            importance: Vec::new(),
            counted: 0,
            runs: Vec::new(),
            zeros: 0,
            wiped: Vec::new(),
        }
    }
}
