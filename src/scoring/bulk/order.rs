//! Settled firms -> [`Answered`]: ranks, grades, the pass rule, the order and the lists.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::answered::{Answered, Row};
use super::levels::{Levels, ends, levels};
use super::settle::Settled;
use super::sorted::{has_duplicates, sorted};
use super::standing::{Grouping, Peer};
use super::{Bulk, NotBulk, Standing};
use crate::expr::Value;
use crate::scheme::{Cut, GradeRule, List, Ties, Within};
use crate::scoring::qualify;
use crate::scoring::rank::{Answer, Listed, Status, compare_cells, cut, longer_than_asked};
use crate::scoring::units::scaled;

/// What conditions over results say of the firms of one batch.
struct Told {
    /// Per key of the order among equals.
    keys: Vec<Vec<Option<f64>>>,
    /// Per list with a filter: whether it holds.
    chosen: Vec<Option<Vec<bool>>>,
    answers: Vec<Answer>,
}

/// What a grade asks for.
enum Grading<'a> {
    AtLeast(i64),
    /// The best so many percent of each group.
    Top(f64, Grouping<'a>, Vec<Levels>),
}

impl Grading<'_> {
    fn fits(&self, total: i64, peer: Peer) -> bool {
        match self {
            Grading::AtLeast(least) => total >= *least,
            Grading::Top(percent, grouping, levels) => grouping.of(peer).is_some_and(|group| {
                let level = &levels[group];
                level.rank(total) * 100.0 <= percent * level.firms as f64 + 1e-9
            }),
        }
    }
}

impl Bulk<'_> {
    /// Ranks everyone.
    ///
    /// # Errors
    /// [`NotBulk`] where a firm stands in two rows, or something is not counted in whole numbers.
    pub fn answer(
        &self,
        mut settled: Vec<Settled>,
        standing: &Standing,
    ) -> Result<Answered, NotBulk> {
        if has_duplicates(&settled) {
            return Err(NotBulk);
        }
        let longest = settled.iter().map(|s| s.records.len()).max().unwrap_or(0);
        let bits = usize::BITS - longest.leading_zeros();
        if (settled.len() as u64) << bits > u64::from(u32::MAX) {
            return Err(NotBulk);
        }
        let ties = self.scheme.rank.ties;
        let ends = ends(&settled);
        let all = levels(&settled, ends, standing, &Within::All, ties)?;
        let in_stage = levels(&settled, ends, standing, &Within::Stage, ties)?;
        self.grade(&mut settled, ends, standing)?;
        let told = settled.par_iter().map(|settled| self.tell(settled));
        let told: Vec<Told> = told.collect::<Result<_, _>>()?;
        for (settled, told) in settled.iter_mut().zip(&told) {
            for (row, answer) in told.answers.iter().enumerate() {
                settled.records.get_mut(row).set_answer(1 + *answer as u16);
            }
        }
        let mut answered = Answered {
            settled,
            order: Vec::new(),
            lists: Vec::new(),
            warnings: Vec::new(),
            bits,
            ranks: all.into_iter().next().unwrap_or_default(),
            ranks_in_stage: in_stage,
        };
        let keys = |a: Row, b: Row| self.compare_keys(&answered, &told, a, b);
        answered.order = sorted(&answered, keys);
        for (at, list) in self.scheme.lists.iter().enumerate() {
            let listed = self.list(&mut answered, standing, &told, (at, list))?;
            answered.lists.push(listed);
        }
        Ok(answered)
    }

    /// The first grade that fits, from the best down.
    fn grade(
        &self,
        settled: &mut [Settled],
        ends: (i64, i64),
        standing: &Standing,
    ) -> Result<(), NotBulk> {
        let decimals = self.scheme.rank.decimals;
        let grades = self.scheme.grades.iter().map(|grade| match &grade.rule {
            GradeRule::AtLeast(least) => Ok(Grading::AtLeast(scaled(*least, decimals))),
            GradeRule::TopPercent(percent, within) => Ok(Grading::Top(
                *percent,
                standing.within(within)?,
                levels(settled, ends, standing, within, Ties::Min)?,
            )),
        });
        let grades: Vec<Grading> = grades.collect::<Result<_, NotBulk>>()?;
        settled.par_iter_mut().enumerate().for_each(|(number, settled)| {
            for row in 0..settled.records.len() {
                let record = settled.records.get(row);
                let ranked = record.total().filter(|_| record.status() == Status::Ranked);
                if let Some(total) = ranked {
                    let fits = |grade: &Grading| grade.fits(total, settled.peer(number, row));
                    let grade = grades.iter().position(fits);
                    settled.records.get_mut(row).set_grade(grade.map(|grade| grade as u16));
                }
            }
        });
        Ok(())
    }

    /// Asks the conditions over results.
    fn tell(&self, settled: &Settled) -> Result<Told, NotBulk> {
        let scheme = self.scheme;
        let filters = || scheme.lists.iter().map(|list| list.filter.as_ref());
        let asks_nothing = scheme.rank.break_by.is_empty()
            && scheme.qualify.is_none()
            && filters().all(|filter| filter.is_none());
        if asks_nothing {
            let chosen = filters().map(|_| None).collect();
            return Ok(Told { keys: Vec::new(), chosen, answers: Vec::new() });
        }
        let results = self.results(settled).map_err(|_| NotBulk)?;
        let column = |typed: &crate::expr::Typed| {
            super::excerpt::evaluated(typed, self.as_of, &results).map_err(|_| NotBulk)
        };
        let keys = scheme.rank.break_by.iter().map(|key| {
            let values = column(&key.value)?;
            if let Ok(numbers) = values.f64() {
                return Ok(numbers.iter().collect());
            }
            let flags = values.bool().map_err(|_| NotBulk)?;
            Ok(flags.iter().map(|flag| flag.map(|flag| f64::from(u8::from(flag)))).collect())
        });
        let chosen = filters().map(|filter| {
            let Some(filter) = filter else { return Ok(None) };
            let holds = column(filter)?;
            let holds = holds.bool().map_err(|_| NotBulk)?;
            Ok(Some(holds.iter().map(|holds| holds == Some(true)).collect()))
        });
        Ok(Told {
            keys: keys.collect::<Result<_, NotBulk>>()?,
            chosen: chosen.collect::<Result<_, NotBulk>>()?,
            answers: qualify::qualify(scheme, self.as_of, &results).map_err(|_| NotBulk)?,
        })
    }

    /// Best first, by the keys of the order among equals.
    fn compare_keys(&self, answered: &Answered, told: &[Told], a: Row, b: Row) -> Ordering {
        let cell = |key: usize, row: Row| {
            let (batch, row) = answered.place(row);
            told[batch].keys[key][row].map_or(Value::Missing, Value::Number)
        };
        let keys = self.scheme.rank.break_by.iter().enumerate();
        keys.fold(Ordering::Equal, |order, (at, key)| {
            order.then_with(|| compare_cells(&cell(at, a), &cell(at, b), key.descending))
        })
    }

    fn list(
        &self,
        answered: &mut Answered,
        standing: &Standing,
        told: &[Told],
        (at, list): (usize, &List),
    ) -> Result<Listed, NotBulk> {
        let labels = standing.labels(&list.within);
        let members = self.members(answered, standing, told, (at, list))?;
        let mut groups = Vec::new();
        for (label, members) in labels.into_iter().zip(members) {
            let level = |a: usize, b: usize| {
                answered.total(members[a]) == answered.total(members[b])
                    && self.compare_keys(answered, told, members[a], members[b]).is_eq()
            };
            let (from, to) = cut(list.cut, members.len(), level);
            if to > from && matches!(list.cut, Cut::Top(top) if to > top) {
                answered.warnings.push(longer_than_asked(list, &label, to));
            }
            let ranks = self.ranks_of(answered, &members);
            let ranked = members.iter().zip(ranks).map(|(row, rank)| (row.0 as usize, rank));
            groups.push((label, ranked.skip(from).take(to - from).collect()));
        }
        Ok(Listed { list: at, groups })
    }

    /// The firms of each group that a list may take, in order; of a list of so many, no more than
    /// it can need.
    fn members(
        &self,
        answered: &Answered,
        standing: &Standing,
        told: &[Told],
        (at, list): (usize, &List),
    ) -> Result<Vec<Vec<Row>>, NotBulk> {
        let grouping = standing.within(&list.within)?;
        let mut members: Vec<Vec<Row>> = vec![Vec::new(); standing.labels(&list.within).len()];
        let mut full = vec![false; members.len()];
        for row in &answered.order[..answered.ranks.firms] {
            let (number, place) = answered.place(*row);
            if told[number].chosen[at].as_ref().is_some_and(|chosen| !chosen[place]) {
                continue;
            }
            let Some(group) = grouping.of(answered.settled[number].peer(number, place)) else {
                continue;
            };
            if let (Cut::Top(top), taken) = (list.cut, &members[group])
                && taken.len() >= top.max(1)
            {
                let last = taken[top.max(1) - 1];
                full[group] |= answered.total(*row) < answered.total(last);
                if full[group] {
                    if full.iter().all(|full| *full) {
                        break;
                    }
                    continue;
                }
            }
            members[group].push(*row);
        }
        Ok(members)
    }

    /// Ranks among some firms in order.
    fn ranks_of(&self, answered: &Answered, members: &[Row]) -> Vec<f64> {
        let mut ranks = Vec::with_capacity(members.len());
        let levels = members.chunk_by(|a, b| answered.total(*a) == answered.total(*b));
        for (distinct, level) in levels.enumerate() {
            let ahead = ranks.len() as f64;
            let rank = match self.scheme.rank.ties {
                Ties::Min => ahead + 1.0,
                Ties::Dense => (distinct + 1) as f64,
                Ties::Average => ahead + (level.len() + 1) as f64 / 2.0,
            };
            ranks.extend(std::iter::repeat_n(rank, level.len()));
        }
        ranks
    }
}
