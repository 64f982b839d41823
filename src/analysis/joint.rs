//! All choices made otherwise together, in Saltelli's design: base runs A and B, and A with each
//! choice in turn from B. Owns the design and what is read off it; a run's leaves are `remake`'s,
//! what a variation does is `choices`'.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use super::board::{Board, Room};
use super::choices::{self, Choice};
use super::columns::mean;
use super::dice::Dice;
use super::frozen::{Frozen, Setting, nominal};
use super::montecarlo::Drawn;
use super::remake::{Levels, Made, Memory, Remake};
use super::sensitivity::{Answer, Importance, Question, Run, Today, in_order};
use super::sobol::{Design, indices};
use super::tally::Tally;
use crate::scheme::{Aggregate, Scheme};
use crate::scoring::{Derived, Scored};

/// Everything that a joint run needs.
pub(super) struct World<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    question: &'a Question,
    firms: &'a [usize],
    today: &'a Today,
    base: Setting,
    remake: Remake<'a>,
}

/// Rows of the design that are in memory at once, and the bytes that they may take together.
const ROWS: usize = 8;
const BYTES: usize = 1 << 30;

/// What was drawn for one side of a row.
struct Side {
    kind: usize,
    tiers: usize,
    missing: usize,
    aggregation: usize,
    /// The scheme with its borders where they were moved to, and how far on average.
    scheme: Scheme,
    moved: f64,
    /// Firms to fit on, and how many different ones.
    drawn: Option<(Derived, usize)>,
    weights: Option<(Setting, Drawn)>,
}

impl<'a> World<'a> {
    /// Prepares what all runs have in common.
    pub(super) fn new(
        scheme: &'a Scheme,
        scored: &'a Scored,
        question: &'a Question,
        firms: &'a [usize],
        today: &'a Today,
    ) -> PolarsResult<Self> {
        let remake = Remake::new(scheme, scored, &question.choices, firms)?;
        Ok(World { scheme, scored, question, firms, today, base: nominal(scheme), remake })
    }

    fn varies(&self, choice: Choice) -> bool {
        self.question.choices.contains(&choice)
    }

    /// Every run, counted and told.
    pub(super) fn run(
        &self,
        tally: &mut Tally,
        step: &mut dyn FnMut(usize, usize),
    ) -> PolarsResult<Answer> {
        let (rows, each) = (self.question.runs, self.question.choices.len() + 2);
        // Shares of A, of B and of the run at hand, and the totals of all.
        let bytes = 8 * self.firms.len().max(1) * (4 * self.scheme.indicators.len() + each);
        let batch = (BYTES / bytes).clamp(1, ROWS);
        let mut runs: Vec<Run> = Vec::with_capacity(rows * each);
        for first in (0..rows).step_by(batch) {
            let made: Vec<Vec<(Run, Vec<i64>)>> = (first..(first + batch).min(rows))
                .into_par_iter()
                .map(|row| self.row(row, each))
                .collect::<PolarsResult<_>>()?;
            let (mut told, totals): (Vec<Run>, Vec<Vec<i64>>) = made.into_iter().flatten().unzip();
            self.judge(&mut told, &totals);
            // A and B are independent samples of all choices together; the mixed runs are not.
            let independent: Vec<Vec<i64>> = told
                .iter()
                .zip(totals)
                .filter(|(run, _)| run.design == "a" || run.design == "b")
                .map(|(_, totals)| totals)
                .collect();
            tally.add(&independent);
            runs.extend(told);
            step(runs.len(), rows * each);
        }
        let importance = self.importance(&runs);
        Ok(Answer { runs, importance, ..Answer::empty() })
    }

    fn judge(&self, told: &mut [Run], totals: &[Vec<i64>]) {
        told.par_iter_mut().zip(totals).for_each(|(run, totals)| {
            let board = Board::all(totals.len());
            let ranks = board.ranks(totals, &mut Room::default());
            (run.totals_changed, run.mean_shift, run.turnover) = self.today.against(totals, &ranks);
        });
    }

    /// The first so many runs of a row: 0 is A, 1 is B, 2 + i is A with choice i from B.
    fn row(&self, row: usize, runs: usize) -> PolarsResult<Vec<(Run, Vec<i64>)>> {
        let sides = [self.side(row, 0)?, self.side(row, 1)?];
        let mut memory = Memory::default();
        (0..runs).map(|matrix| self.one(row, matrix, &sides, &mut memory)).collect()
    }

    /// Draws every choice that is varied. Each has a stream of its own, so that none of them
    /// depends on which others are varied.
    fn side(&self, row: usize, side: u64) -> PolarsResult<Side> {
        let dice = |choice: Choice| {
            let place = Choice::ALL.iter().position(|c| *c == choice).unwrap_or(0) as u64;
            let stream = ((row as u64 * 2 + side) << 3) | place;
            self.varies(choice).then(|| Dice::new(self.question.weights.seed, stream))
        };
        let mut scheme = self.scheme.clone();
        let reach = self.question.border;
        let moved = dice(Choice::Borders)
            .map_or(0.0, |mut dice| choices::move_borders(&mut scheme, reach, &mut dice));
        let (kind, tiers) = dice(Choice::Rules).map_or((0, 0), |mut dice| {
            (dice.below(choices::RULES.len()), dice.below(choices::TIERS.len()))
        });
        let among = |choice: Choice, n: usize| dice(choice).map_or(0, |mut dice| dice.below(n));
        let missing = among(Choice::Missing, choices::MISSING.len());
        let aggregation = among(Choice::Aggregation, choices::AGGREGATION.len());
        let weights = dice(Choice::Weights)
            .map(|mut dice| self.question.weights.draw(self.scheme, &self.base, &mut dice));
        let drawn = dice(Choice::Data)
            .map(|mut dice| {
                let Scored { derived, ranking, .. } = self.scored;
                choices::resample(self.scheme, derived, &ranking.order, &mut dice)
            })
            .transpose()?;
        Ok(Side { kind, tiers, missing, aggregation, scheme, moved, drawn, weights })
    }

    fn one(
        &self,
        row: usize,
        matrix: usize,
        sides: &[Side; 2],
        memory: &mut Memory,
    ) -> PolarsResult<(Run, Vec<i64>)> {
        let mixed = matrix.checked_sub(2).and_then(|at| self.question.choices.get(at));
        let from = |choice: Choice| usize::from(matrix == 1 || mixed == Some(&choice));
        let of = |choice: Choice| &sides[from(choice)];
        let levels = Levels {
            kind: of(Choice::Rules).kind,
            tiers: of(Choice::Rules).tiers,
            missing: of(Choice::Missing).missing,
            borders: from(Choice::Borders),
            data: from(Choice::Data),
        };
        let drawn = of(Choice::Data).drawn.as_ref().map(|(drawn, _)| drawn);
        let made = self.remake.make(&of(Choice::Borders).scheme, levels, drawn, memory)?;
        let mut run = Run {
            design: match matrix {
                0 => "a",
                1 => "b",
                _ => mixed.map_or("", |choice| choice.id()),
            },
            row,
            levels: self.question.choices.iter().map(|c| (*c, self.told(*c, of(*c)))).collect(),
            weights: Vec::new(),
            shares_changed: made.leaves.iter().map(|leaf| leaf.changed).sum(),
            totals_changed: 0,
            mean_shift: 0.0,
            turnover: 0,
        };
        if let Some((_, weights)) = &of(Choice::Weights).weights {
            run.weights = if self.question.record { weights.clone() } else { Vec::new() };
        }
        Ok((run, self.total(&made, of(Choice::Weights), of(Choice::Aggregation))))
    }

    fn total(&self, made: &Made, weighted: &Side, aggregated: &Side) -> Vec<i64> {
        let mut setting = match &weighted.weights {
            Some((setting, _)) => setting.clone(),
            None => self.base.clone(),
        };
        let columns: Vec<_> = made.leaves.iter().map(|leaf| &leaf.share).collect();
        let stage = &self.scored.derived.stage;
        let mut frozen = Frozen::of(stage, self.firms.iter().copied(), &columns);
        if aggregated.aggregation == 1 {
            let other = choices::other_aggregate(self.scheme.aggregate);
            setting.iter_mut().for_each(|points| points.aggregate = other);
            if other == Aggregate::Geometric {
                frozen.lift(&made.scheme, choices::LIFT);
            }
        }
        let totals = frozen.totals(&made.scheme, &[setting]).into_iter().next().unwrap_or_default();
        in_order(&frozen, &totals, self.firms)
    }

    /// What was drawn, in words and numbers.
    fn told(&self, choice: Choice, side: &Side) -> String {
        match choice {
            Choice::Weights => {
                side.weights.as_ref().map_or(String::new(), |(_, weights)| self.furthest(weights))
            }
            Choice::Borders => format!("±{:.4}", side.moved),
            Choice::Rules => {
                format!("{}, tiers {}", choices::RULES[side.kind], choices::TIERS[side.tiers])
            }
            Choice::Missing => choices::MISSING[side.missing].into(),
            Choice::Aggregation => match side.aggregation {
                1 => {
                    format!("{:?}", choices::other_aggregate(self.scheme.aggregate)).to_lowercase()
                }
                as_written => choices::AGGREGATION[as_written].into(),
            },
            Choice::Data => {
                side.drawn.as_ref().map_or(String::new(), |(_, distinct)| distinct.to_string())
            }
        }
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
        let changed = |totals: &[i64]| {
            self.today.totals.iter().zip(totals).filter(|(a, b)| a != b).count() as f64
        };
        // One after the other: at the size of a province each of them is large.
        let rows = (0..TRIALS).filter_map(|row| alone.row(row, 1).ok());
        let counts: Vec<f64> = rows.flatten().map(|(_, totals)| changed(&totals)).collect();
        mean(&counts)
    }
}
