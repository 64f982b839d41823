//! How sure a rank is: every choice behind it made otherwise, alone and together. Owns the design
//! of the runs and what is read off them; what a variation does is `choices`', the counting
//! `tally`'s, the indices `sobol`'s.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::choices::{self, Choice};
use super::columns::mean;
use super::dice::Dice;
use super::frozen::{Frozen, Setting, nominal};
use super::montecarlo::Weights;
use super::sobol::{Design, Indices, indices};
use super::tally::{Standing, Tally};
use crate::scheme::{Kind, Scheme};
use crate::scoring::{Params, Scored, Shares, Status, apply, fit};

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
    let frozen = Frozen::of(scheme, &scored.derived.stage, firms.iter().copied(), &scored.shares);
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
    Ok(answer)
}

/// Totals without any variation.
struct Today {
    totals: Vec<i64>,
    ranks: Vec<u32>,
    top: u32,
}

impl Today {
    /// Totals changed, mean shift, turnover.
    fn against(&self, totals: &[i64], ranks: &[u32]) -> (usize, f64, usize) {
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
fn in_order(frozen: &Frozen, totals: &[i64], firms: &[usize]) -> Vec<i64> {
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
    let mut seen =
        |first: usize, weights: Vec<Vec<Vec<f64>>>, totals: &[Vec<i64>], ranks: &[Vec<u32>]| {
            let done = first + totals.len();
            if question.record {
                let against: Vec<(usize, f64, usize)> = totals
                    .par_iter()
                    .zip(ranks)
                    .map(|(totals, ranks)| today.against(totals, ranks))
                    .collect();
                for (at, ((changed, shift, turnover), weights)) in
                    against.into_iter().zip(weights).enumerate()
                {
                    runs.push(Run {
                        design: "draw",
                        row: first + at,
                        levels: vec![(Choice::Weights, "drawn".into())],
                        weights,
                        shares_changed: 0,
                        totals_changed: changed,
                        mean_shift: shift,
                        turnover,
                    });
                }
            }
            step(done, all);
        };
    question.weights.run(scheme, frozen, all, tally, &mut seen);
    Answer { runs, ..Answer::empty() }
}

impl Answer {
    fn empty() -> Self {
        Answer {
            firms: Vec::new(),
            ranks: Vec::new(),
            standings: Vec::new(),
            importance: Vec::new(),
            counted: 0,
            runs: Vec::new(),
            zeros: 0,
        }
    }
}

/// Everything that a joint run needs.
struct World<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    question: &'a Question,
    firms: &'a [usize],
    today: &'a Today,
    base: Setting,
    /// Params of each kind of rules, of tiers and of missing values, unless the data vary too.
    fits: Vec<Params>,
}

/// Runs that are held in memory at once.
const BATCH: usize = 64;

impl<'a> World<'a> {
    fn new(
        scheme: &'a Scheme,
        scored: &'a Scored,
        question: &'a Question,
        firms: &'a [usize],
        today: &'a Today,
    ) -> PolarsResult<Self> {
        let mut world = World {
            scheme,
            scored,
            question,
            firms,
            today,
            base: nominal(scheme),
            fits: Vec::new(),
        };
        if !world.varies(Choice::Data) {
            let combinations = choices::RULES.len() * choices::TIERS.len() * choices::MISSING.len();
            world.fits = (0..combinations)
                .into_par_iter()
                .map(|at| {
                    let mut scheme = scheme.clone();
                    let (kind, tiers, missing) = world.levels(at);
                    choices::change_rules(&mut scheme, kind, tiers);
                    choices::change_missing(&mut scheme, scored, missing);
                    let needed = at == 0
                        || (missing == 0 || world.varies(Choice::Missing))
                            && (kind + tiers == 0 || world.varies(Choice::Rules));
                    if needed {
                        fit(&scheme, &scored.derived, stamp(scored))
                    } else {
                        Ok(Params::default())
                    }
                })
                .collect::<PolarsResult<_>>()?;
        }
        Ok(world)
    }

    fn varies(&self, choice: Choice) -> bool {
        self.question.choices.contains(&choice)
    }

    fn levels(&self, at: usize) -> (usize, usize, usize) {
        let (rules, tiers) = (choices::RULES.len(), choices::TIERS.len());
        (at % rules, at / rules % tiers, at / rules / tiers)
    }

    fn run(&self, tally: &mut Tally, step: &mut dyn FnMut(usize, usize)) -> PolarsResult<Answer> {
        let (rows, k) = (self.question.runs, self.question.choices.len());
        let all = rows * (k + 2);
        let mut runs: Vec<Run> = Vec::with_capacity(all);
        for first in (0..all).step_by(BATCH) {
            let batch: Vec<(Run, Vec<i64>)> = (first..(first + BATCH).min(all))
                .into_par_iter()
                .map(|at| self.one(at % (k + 2), at / (k + 2)))
                .collect::<PolarsResult<_>>()?;
            let (mut told, totals): (Vec<Run>, Vec<Vec<i64>>) = batch.into_iter().unzip();
            // A and B are independent samples of all choices together; the mixed runs are not.
            let independent: Vec<Vec<i64>> = told
                .iter()
                .zip(&totals)
                .filter(|(run, _)| run.design == "a" || run.design == "b")
                .map(|(_, totals)| totals.clone())
                .collect();
            tally.add(&independent);
            self.judge(&mut told, &totals);
            runs.extend(told);
            step(runs.len(), all);
        }
        let importance = self.importance(&runs);
        Ok(Answer { runs, importance, ..Answer::empty() })
    }

    fn judge(&self, told: &mut [Run], totals: &[Vec<i64>]) {
        told.par_iter_mut().zip(totals).for_each(|(run, totals)| {
            let board = super::board::Board::all(totals.len());
            let ranks = board.ranks(totals, &mut super::board::Room::default());
            (run.totals_changed, run.mean_shift, run.turnover) = self.today.against(totals, &ranks);
        });
    }

    /// One run: matrix 0 is A, 1 is B, 2 + i is A with choice i from B.
    fn one(&self, matrix: usize, row: usize) -> PolarsResult<(Run, Vec<i64>)> {
        let choices = &self.question.choices;
        let dice = |choice: Choice| {
            let from_b = match matrix {
                0 => false,
                1 => true,
                at => choices.get(at - 2) == Some(&choice),
            };
            let place = Choice::ALL.iter().position(|c| *c == choice).unwrap_or(0) as u64;
            Dice::new(
                self.question.weights.seed,
                ((row as u64 * 2 + u64::from(from_b)) << 3) | place,
            )
        };
        let mut run = Run {
            design: match matrix {
                0 => "a",
                1 => "b",
                at => choices.get(at - 2).map_or("", |choice| choice.id()),
            },
            row,
            levels: Vec::new(),
            weights: Vec::new(),
            shares_changed: 0,
            totals_changed: 0,
            mean_shift: 0.0,
            turnover: 0,
        };
        let mut scheme = self.scheme.clone();
        let (mut kind, mut tiers, mut missing) = (0, 0, 0);
        if self.varies(Choice::Rules) {
            let mut dice = dice(Choice::Rules);
            (kind, tiers) = (dice.below(choices::RULES.len()), dice.below(choices::TIERS.len()));
            let level = format!("{}, tiers {}", choices::RULES[kind], choices::TIERS[tiers]);
            run.levels.push((Choice::Rules, level));
        }
        if self.varies(Choice::Missing) {
            missing = dice(Choice::Missing).below(choices::MISSING.len());
            run.levels.push((Choice::Missing, choices::MISSING[missing].into()));
        }
        // Borders first: lines go through the borders as they are moved.
        if self.varies(Choice::Borders) {
            let by = choices::move_borders(
                &mut scheme,
                self.question.border,
                &mut dice(Choice::Borders),
            );
            run.levels.push((Choice::Borders, format!("±{by:.4}")));
        }
        choices::change_rules(&mut scheme, kind, tiers);
        choices::change_missing(&mut scheme, self.scored, missing);
        let params = match self.varies(Choice::Data) {
            true => {
                let (drawn, distinct) =
                    choices::resample(&scheme, &self.scored.derived, &mut dice(Choice::Data))?;
                run.levels.push((Choice::Data, format!("{distinct}")));
                fit(&scheme, &drawn, stamp(self.scored))?
            }
            false => {
                let at = (missing * choices::TIERS.len() + tiers) * choices::RULES.len() + kind;
                self.fits[at].clone()
            }
        };
        let shares = apply(&scheme, &self.scored.derived, &params)?;
        run.shares_changed = self.changed(&shares);
        let totals = self.total(&scheme, shares, &mut run, &dice);
        run.levels.sort_by_key(|(choice, _)| *choice);
        Ok((run, totals))
    }

    fn total(
        &self,
        scheme: &Scheme,
        mut shares: Shares,
        run: &mut Run,
        dice: &dyn Fn(Choice) -> Dice,
    ) -> Vec<i64> {
        let mut setting = self.base.clone();
        if self.varies(Choice::Weights) {
            let (drawn, weights) =
                self.question.weights.draw(self.scheme, &self.base, &mut dice(Choice::Weights));
            setting = drawn;
            let furthest = self.furthest(&weights);
            run.levels.push((Choice::Weights, furthest));
            if self.question.record {
                run.weights = weights;
            }
        }
        if self.varies(Choice::Aggregation) {
            let level = dice(Choice::Aggregation).below(choices::AGGREGATION.len());
            let mut name = choices::AGGREGATION[level].to_string();
            if level == 1 {
                let other = choices::other_aggregate(scheme.aggregate);
                name = format!("{other:?}").to_lowercase();
                setting.iter_mut().for_each(|points| points.aggregate = other);
                if other == crate::scheme::Aggregate::Geometric {
                    lift(scheme, &mut shares);
                }
            }
            run.levels.push((Choice::Aggregation, name));
        }
        let stage = &self.scored.derived.stage;
        let frozen = Frozen::of(scheme, stage, self.firms.iter().copied(), &shares);
        let totals = frozen.totals(scheme, &[setting]).into_iter().next().unwrap_or_default();
        in_order(&frozen, &totals, self.firms)
    }

    /// The weight that was drawn furthest from its own, relative to it.
    fn furthest(&self, weights: &[Vec<f64>]) -> String {
        let mut worst: (f64, &str) = (0.0, "");
        for (stage, drawn) in weights.iter().enumerate() {
            let own = crate::scoring::nominal_weights(self.scheme, stage);
            for (at, (own, new)) in
                own.iter().zip(drawn).enumerate().filter(|(_, (own, _))| **own > 0.0)
            {
                let by = new / own - 1.0;
                if by.abs() > worst.0.abs() {
                    worst = (by, &self.scheme.indicators[at].id);
                }
            }
        }
        format!("{} {:+.0}%", worst.1, worst.0 * 100.0)
    }

    fn changed(&self, shares: &Shares) -> usize {
        let pairs = shares.share.iter().zip(&self.scored.shares.share);
        pairs
            .map(|(new, old)| {
                self.firms.iter().filter(|firm| new.get(**firm) != old.get(**firm)).count()
            })
            .sum()
    }

    fn importance(&self, runs: &[Run]) -> Vec<Importance> {
        let of = |design: &str, outcome: fn(&Run) -> f64| -> Vec<f64> {
            runs.iter().filter(|run| run.design == design).map(outcome).collect()
        };
        let design = |outcome: fn(&Run) -> f64| Design {
            a: of("a", outcome),
            b: of("b", outcome),
            ab: self.question.choices.iter().map(|c| of(c.id(), outcome)).collect(),
        };
        let seed = self.question.weights.seed;
        let shift = indices(&design(|run| run.mean_shift), seed);
        let turnover = indices(&design(|run| run.turnover as f64), seed);
        let base = of("a", |run| run.totals_changed as f64);
        let each = self.question.choices.iter().enumerate().map(|(at, choice)| Importance {
            choice: *choice,
            shift: shift.as_ref().map(|all| all[at]),
            turnover: turnover.as_ref().map(|all| all[at]),
            touched: match self.question.choices.len() {
                1 => mean(&base),
                _ => self.touched(*choice),
            },
        });
        each.collect()
    }

    /// How many totals one variation alone changes, over a few draws of its own.
    fn touched(&self, choice: Choice) -> f64 {
        const TRIALS: usize = 8;
        let question = Question { choices: vec![choice], record: false, ..self.question.clone() };
        let (firms, today) = (self.firms, self.today);
        let Ok(alone) = World::new(self.scheme, self.scored, &question, firms, today) else {
            return 0.0;
        };
        let counts: Vec<f64> = (0..TRIALS)
            .into_par_iter()
            .filter_map(|row| alone.one(0, row).ok())
            .map(|(_, totals)| {
                self.today.totals.iter().zip(&totals).filter(|(a, b)| a != b).count() as f64
            })
            .collect();
        mean(&counts)
    }
}

fn stamp(scored: &Scored) -> Params {
    Params { fit: Vec::new(), impute: Vec::new(), ..scored.params.clone() }
}

/// Base shares from [0, 1] to [0.01, 1], so that a geometric mean does not wipe firms out.
fn lift(scheme: &Scheme, shares: &mut Shares) {
    for (indicator, column) in scheme.indicators.iter().zip(&mut shares.share) {
        if indicator.kind == Kind::Base {
            let lifted =
                column.iter().map(|s| s.map(|s| choices::LIFT + (1.0 - choices::LIFT) * s));
            *column = lifted.collect();
        }
    }
}
