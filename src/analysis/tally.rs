//! What many orders say of each firm: rank interval, chance to be on a list, whether its grade
//! holds. Owns the counts, in memory that does not grow with the number of runs; must not know
//! what was varied.

use std::collections::BTreeMap;

use polars::prelude::{IntoLazy, PolarsResult};
use rayon::prelude::*;

use super::board::{Board, Room};
use crate::scheme::{Cut, GradeRule, Scheme, Within};
use crate::scoring::{Scored, partition, scaled};

/// Counts over many orders of the same firms.
pub struct Tally {
    /// The firms' rows, in the order of the totals.
    pub firms: Vec<usize>,
    /// Orders counted.
    pub runs: u32,
    top: u32,
    boards: Vec<Board>,
    /// Which board ranks within the stages; none where there is one stage.
    stage_board: Option<usize>,
    lists: Vec<Places>,
    grades: Vec<Bar>,
    today: Vec<Option<u16>>,
    scale: Scale,
    slots: Vec<Slot>,
}

/// The ranks on a board that count for something: per group those beyond the first and up to the
/// second.
struct Places {
    board: usize,
    ranks: Vec<(u32, u32)>,
}

/// What a grade asks.
enum Bar {
    /// A total, in units of the last decimal.
    AtLeast(i64),
    Places(Places),
}

#[derive(Debug, Clone)]
struct Slot {
    overall: Vec<u32>,
    in_stage: Vec<u32>,
    top: u32,
    lists: Vec<u32>,
    kept: u32,
    sum: u64,
}

/// What is known of one firm.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Mean rank.
    pub mean_rank: f64,
    /// Rank interval among all.
    pub ranks: (u32, u32),
    /// Rank interval within the stage; the same where there is one stage.
    pub ranks_in_stage: (u32, u32),
    /// How often it is among the first.
    pub chance_top: f64,
    /// How often it is on each list of the scheme.
    pub chance_on: Vec<f64>,
    /// How often it has today's grade; nothing where the scheme has no grades.
    pub grade_kept: Option<f64>,
}

/// Bytes for rank counts; beyond, high ranks are counted in wider and wider bins.
const BUDGET: usize = 400 << 20;

/// So many firms are counted side by side: their ranks lie in one line of the cache, and their
/// counts still fit into it.
const NEAR: usize = 16;

/// Bins of ranks: one per rank up to a bound, then a geometric series.
struct Scale {
    bin_of: Vec<u16>,
    /// First and last rank of each bin.
    edges: Vec<(u32, u32)>,
}

impl Scale {
    fn new(n: usize, bins: usize) -> Self {
        let bins = bins.clamp(16, u16::MAX as usize);
        let mut edges = Vec::new();
        let mut low = 1u32;
        let exact = if n <= bins { n } else { bins / 3 };
        // What is left is covered by a series with this ratio between the bins' ends.
        let ratio = libm::pow(n as f64 / exact as f64, 1.0 / (bins - exact).max(1) as f64);
        while low as usize <= n {
            let high = if (low as usize) <= exact {
                low
            } else {
                low.max((f64::from(low) * ratio) as u32).min(n as u32)
            };
            edges.push((low, high));
            low = high + 1;
        }
        let mut bin_of = vec![0; n + 1];
        for (bin, (low, high)) in edges.iter().enumerate() {
            (*low..=*high).for_each(|rank| bin_of[rank as usize] = bin as u16);
        }
        Scale { bin_of, edges }
    }

    /// The ranks between which the middle part of the counts lies.
    fn interval(&self, counts: &[u32], runs: u32, part: f64) -> (u32, u32) {
        // Half a millionth, so that 5 of 100 are not more than 5 %.
        let tail = ((1.0 - part) / 2.0 + 5e-7) * f64::from(runs);
        let (mut from, mut to) = (None, self.edges.first().map_or(0, |edge| edge.1));
        let mut seen = 0u32;
        for (count, (low, high)) in counts.iter().zip(&self.edges).filter(|(count, _)| **count > 0)
        {
            seen += count;
            if from.is_none() && f64::from(seen) > tail {
                from = Some(*low);
            }
            to = *high;
            if f64::from(seen) >= f64::from(runs) - tail {
                break;
            }
        }
        (from.unwrap_or(to), to)
    }
}

impl Tally {
    /// Prepares for firms of a run; `firms` in the order in which totals will come.
    ///
    /// # Errors
    /// A polars error here is a fault of the program.
    pub fn new(scheme: &Scheme, scored: &Scored, firms: &[usize], top: u32) -> PolarsResult<Self> {
        let n = firms.len();
        let several = scheme.stages.len() > 1;
        let mut boards = Boards::new(scheme, scored, firms);
        boards.find(&Within::All, None)?;
        let stage_board = if several { Some(boards.find(&Within::Stage, None)?) } else { None };
        let mut lists = Vec::new();
        for (at, list) in scheme.lists.iter().enumerate() {
            let filter = list.filter.is_some().then_some(at);
            let board = boards.find(&list.within, filter)?;
            lists.push(Places::new(board, &boards.boards[board], |size| on_list(list.cut, size)));
        }
        let mut grades = Vec::new();
        for grade in &scheme.grades {
            grades.push(match &grade.rule {
                GradeRule::AtLeast(least) => Bar::AtLeast(scaled(*least, scheme.rank.decimals)),
                GradeRule::TopPercent(percent, within) => {
                    let board = boards.find(within, None)?;
                    let ranks = |size| (0, last_within(*percent, size));
                    Bar::Places(Places::new(board, &boards.boards[board], ranks))
                }
            });
        }
        let histograms = if several { 2 } else { 1 };
        let scale = Scale::new(n, BUDGET / (4 * histograms * n.max(1)));
        let bins = scale.edges.len();
        let slot = Slot {
            overall: vec![0; bins],
            in_stage: vec![0; if several { bins } else { 0 }],
            top: 0,
            lists: vec![0; lists.len()],
            kept: 0,
            sum: 0,
        };
        let mut tally = Tally {
            firms: firms.to_vec(),
            runs: 0,
            top,
            boards: boards.boards,
            stage_board,
            lists,
            grades,
            today: Vec::new(),
            scale,
            slots: vec![slot; n],
        };
        tally.today = firms.iter().map(|firm| scored.ranking.grade[*firm]).collect();
        Ok(tally)
    }

    /// Takes the totals of the unvaried case: today's grades are those that follow from them, so
    /// that an unvaried run keeps every grade.
    pub fn start(&mut self, totals: &[i64]) -> Vec<u32> {
        let ranks = self.ranks(totals);
        self.today = (0..self.firms.len()).map(|slot| self.grade(slot, totals, &ranks)).collect();
        ranks.into_iter().next().unwrap_or_default()
    }

    fn ranks(&self, totals: &[i64]) -> Vec<Vec<u32>> {
        let mut room = Room::default();
        self.boards.iter().map(|board| board.ranks(totals, &mut room)).collect()
    }

    fn grade(&self, slot: usize, totals: &[i64], ranks: &[Vec<u32>]) -> Option<u16> {
        let fits = |bar: &Bar| match bar {
            Bar::AtLeast(least) => totals[slot] >= *least,
            Bar::Places(places) => self.is_among(places, slot, ranks),
        };
        self.grades.iter().position(fits).map(|grade| grade as u16)
    }

    fn is_among(&self, places: &Places, slot: usize, ranks: &[Vec<u32>]) -> bool {
        // Nobody is in a group that no board has.
        let group = self.boards[places.board].group[slot] as usize;
        let rank = ranks[places.board][slot];
        places.ranks.get(group).is_some_and(|(beyond, to)| *beyond < rank && rank <= *to)
    }

    /// Counts some orders; gives the ranks among all of each.
    pub fn add(&mut self, rows: &[Vec<i64>]) -> Vec<Vec<u32>> {
        let ranks: Vec<Vec<Vec<u32>>> = rows.par_iter().map(|totals| self.ranks(totals)).collect();
        let mut slots = std::mem::take(&mut self.slots);
        slots.par_chunks_mut(NEAR).enumerate().with_min_len(16).for_each(|(chunk, slots)| {
            for (totals, ranks) in rows.iter().zip(&ranks) {
                for (at, slot) in slots.iter_mut().enumerate() {
                    self.count(chunk * NEAR + at, slot, totals, ranks);
                }
            }
        });
        self.slots = slots;
        self.runs += rows.len() as u32;
        ranks.into_iter().filter_map(|boards| boards.into_iter().next()).collect()
    }

    fn count(&self, at: usize, slot: &mut Slot, totals: &[i64], ranks: &[Vec<u32>]) {
        let rank = ranks[0][at];
        slot.overall[self.scale.bin_of[rank as usize] as usize] += 1;
        if let Some(board) = self.stage_board {
            slot.in_stage[self.scale.bin_of[ranks[board][at] as usize] as usize] += 1;
        }
        slot.sum += u64::from(rank);
        slot.top += u32::from(rank <= self.top);
        for (list, count) in slot.lists.iter_mut().enumerate() {
            *count += u32::from(self.is_among(&self.lists[list], at, ranks));
        }
        if !self.grades.is_empty() {
            slot.kept += u32::from(self.grade(at, totals, ranks) == self.today[at]);
        }
    }

    /// What was counted, a row per firm; intervals hold this part of the runs.
    pub fn standings(&self, part: f64) -> Vec<Standing> {
        let runs = f64::from(self.runs.max(1));
        let of_slot = |slot: &Slot| {
            let ranks = self.scale.interval(&slot.overall, self.runs, part);
            let in_stage = match self.stage_board {
                Some(_) => self.scale.interval(&slot.in_stage, self.runs, part),
                None => ranks,
            };
            Standing {
                mean_rank: slot.sum as f64 / runs,
                ranks,
                ranks_in_stage: in_stage,
                chance_top: f64::from(slot.top) / runs,
                chance_on: slot.lists.iter().map(|count| f64::from(*count) / runs).collect(),
                grade_kept: (!self.grades.is_empty()).then(|| f64::from(slot.kept) / runs),
            }
        };
        self.slots.iter().map(of_slot).collect()
    }
}

impl Places {
    fn new(board: usize, groups: &Board, ranks: impl Fn(usize) -> (u32, u32)) -> Self {
        Places { board, ranks: groups.size.iter().map(|size| ranks(*size)).collect() }
    }
}

/// The ranks that are on a list among so many.
fn on_list(cut: Cut, size: usize) -> (u32, u32) {
    let place = |percent: f64| (percent * size as f64 / 100.0 + 1e-9).floor() as u32;
    match cut {
        Cut::Everyone => (0, u32::MAX),
        Cut::Top(top) => (0, u32::try_from(top).unwrap_or(u32::MAX)),
        Cut::Percent { from, to } => (place(from), place(to)),
    }
}

/// The last rank within a part of so many, as grades are given.
fn last_within(percent: f64, size: usize) -> u32 {
    let fits = |rank: u32| f64::from(rank) * 100.0 <= percent * size as f64 + 1e-9;
    let near = (percent * size as f64 / 100.0) as u32;
    (near.saturating_sub(1)..=near + 1).rev().find(|rank| fits(*rank)).unwrap_or(0)
}

/// The boards that are needed, each once.
struct Boards<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    firms: &'a [usize],
    known: BTreeMap<(String, Option<usize>), usize>,
    boards: Vec<Board>,
}

impl<'a> Boards<'a> {
    fn new(scheme: &'a Scheme, scored: &'a Scored, firms: &'a [usize]) -> Self {
        Boards { scheme, scored, firms, known: BTreeMap::new(), boards: Vec::new() }
    }

    /// A list's filter is asked once, of today's results.
    fn find(&mut self, within: &Within, filter: Option<usize>) -> PolarsResult<usize> {
        let key = (format!("{within:?}"), filter);
        if let Some(at) = self.known.get(&key) {
            return Ok(*at);
        }
        let derived = &self.scored.derived;
        let peers = partition(within, self.scheme, &derived.frame, &derived.stage)?;
        let chosen: Option<Vec<bool>> =
            match filter.and_then(|at| self.scheme.lists[at].filter.as_ref()) {
                Some(filter) => {
                    let holds = filter.to_polars(derived.as_of)?.alias("where");
                    let results = self.scored.ranking.results.clone();
                    let frame = results.lazy().with_columns([holds]).collect()?;
                    Some(frame.column("where")?.bool()?.iter().map(|h| h == Some(true)).collect())
                }
                None => None,
            };
        let group = |firm: &usize| {
            let stands = chosen.as_ref().is_none_or(|chosen| chosen[*firm]);
            peers.group[*firm].filter(|_| stands).unwrap_or(Board::NOBODY)
        };
        self.boards.push(Board::new(self.firms.iter().map(group).collect()));
        self.known.insert(key, self.boards.len() - 1);
        Ok(self.boards.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rank_has_a_bin_and_small_fields_have_one_each() {
        for (n, bins) in [(5, 100), (1200, 5000), (500_000, 100), (17, 16)] {
            let scale = Scale::new(n, bins);
            for rank in 1..=n as u32 {
                let (low, high) = scale.edges[scale.bin_of[rank as usize] as usize];
                assert!(low <= rank && rank <= high);
                assert!(n > bins || low == high);
            }
            assert!(scale.edges.len() <= bins.max(16) + n.min(bins) + 1, "{}", scale.edges.len());
        }
    }

    #[test]
    fn an_interval_holds_the_middle() {
        let scale = Scale::new(10, 100);
        let counts = [1, 0, 4, 90, 4, 0, 0, 1, 0, 0];
        assert_eq!(scale.interval(&counts, 100, 0.9), (4, 4));
        assert_eq!(scale.interval(&counts, 100, 0.98), (3, 5));
        assert_eq!(scale.interval(&counts, 100, 0.999), (1, 8));
    }
}
