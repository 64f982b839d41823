//! Settled firms -> [`Answered`]: ranks, grades, the pass rule, the order and the lists. Ranks are
//! looked up by total, since totals are whole numbers; firms are sorted only among equals.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use super::record::NOTHING;
use super::settle::Settled;
use super::standing::Peer;
use super::{Bulk, NotBulk, Standing};
use crate::diagnostic::Diagnostic;
use crate::expr::Value;
use crate::scheme::{Cut, GradeRule, List, Ties, Within};
use crate::scoring::points::scaled;
use crate::scoring::qualify;
use crate::scoring::rank::{Answer, Listed, Status, compare_cells, cut, longer_than_asked};

/// More totals than this are not counted one by one.
const MOST_LEVELS: i64 = 1 << 24;

/// A firm among all batches, in 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(u32);

/// Everything that is known of all firms.
#[derive(Debug)]
pub struct Answered {
    /// The firms, batch by batch.
    pub settled: Vec<Settled>,
    /// Every firm: ranked ones best first, then the others by id.
    pub order: Vec<Row>,
    /// The published lists; a firm is the number of its [`Row`].
    pub lists: Vec<Listed>,
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
    bits: u32,
    ranks: Levels,
    ranks_in_stage: Vec<Levels>,
}

/// Ranks by total.
#[derive(Debug, Default)]
struct Levels {
    lowest: i64,
    firms: usize,
    rank: Vec<f64>,
}

impl Levels {
    fn new(lowest: i64, counts: &[u32], ties: Ties) -> Self {
        let mut rank = vec![0.0; counts.len()];
        let (mut ahead, mut distinct) = (0_usize, 0_usize);
        for (rank, count) in rank.iter_mut().zip(counts).rev().filter(|(_, count)| **count > 0) {
            let level = *count as usize;
            distinct += 1;
            *rank = match ties {
                Ties::Min => (ahead + 1) as f64,
                Ties::Dense => distinct as f64,
                Ties::Average => ahead as f64 + (level + 1) as f64 / 2.0,
            };
            ahead += level;
        }
        Levels { lowest, firms: ahead, rank }
    }

    fn rank(&self, total: i64) -> f64 {
        self.rank[(total - self.lowest) as usize]
    }
}

/// What conditions over results say of the firms of one batch.
struct Told {
    /// Per key of the order among equals.
    keys: Vec<Vec<Option<f64>>>,
    /// Per list with a filter: whether it holds.
    chosen: Vec<Option<Vec<bool>>>,
    answers: Vec<Answer>,
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
        let all = self.levels(&settled, standing, &Within::All, self.scheme.rank.ties)?;
        let in_stage = self.levels(&settled, standing, &Within::Stage, self.scheme.rank.ties)?;
        self.grade(&mut settled, standing)?;
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
        answered.order = self.sorted(&answered, &told);
        for (at, list) in self.scheme.lists.iter().enumerate() {
            let listed = self.list(&mut answered, standing, &told, (at, list))?;
            answered.lists.push(listed);
        }
        Ok(answered)
    }

    /// Ranks of the ranked firms within each group of a partition.
    fn levels(
        &self,
        settled: &[Settled],
        standing: &Standing,
        within: &Within,
        ties: Ties,
    ) -> Result<Vec<Levels>, NotBulk> {
        let totals = settled.par_iter().flat_map_iter(|s| ranked(s).map(|(_, total)| total));
        let (lowest, highest) = totals
            .fold(|| (i64::MAX, i64::MIN), |(low, high), t| (low.min(t), high.max(t)))
            .reduce(|| (i64::MAX, i64::MIN), |a, b| (a.0.min(b.0), a.1.max(b.1)));
        let groups = standing.labels(within).len();
        if lowest > highest {
            return Ok((0..groups).map(|_| Levels::default()).collect());
        }
        let levels = highest - lowest + 1;
        if levels.saturating_mul(groups as i64) > MOST_LEVELS {
            return Err(NotBulk);
        }
        let grouping = standing.within(within)?;
        let mut counts = vec![vec![0_u32; levels as usize]; groups];
        for (number, settled) in settled.iter().enumerate() {
            for (row, total) in ranked(settled) {
                if let Some(group) = grouping.of(peer(settled, number, row)) {
                    counts[group][(total - lowest) as usize] += 1;
                }
            }
        }
        Ok(counts.iter().map(|counts| Levels::new(lowest, counts, ties)).collect())
    }

    /// The first grade that fits, from the best down.
    fn grade(&self, settled: &mut [Settled], standing: &Standing) -> Result<(), NotBulk> {
        let scheme = self.scheme;
        let mut places = Vec::new();
        for grade in &scheme.grades {
            places.push(match &grade.rule {
                GradeRule::AtLeast(_) => None,
                GradeRule::TopPercent(_, within) => Some((
                    standing.within(within)?,
                    self.levels(settled, standing, within, Ties::Min)?,
                )),
            });
        }
        let decimals = scheme.rank.decimals;
        settled.par_iter_mut().enumerate().for_each(|(number, settled)| {
            for row in 0..settled.records.len() {
                let record = settled.records.get(row);
                let Some(total) = record.total().filter(|_| record.status() == Status::Ranked)
                else {
                    continue;
                };
                let fits = |(grade, places): &(&crate::scheme::Grade, &Option<_>)| match (
                    &grade.rule,
                    places,
                ) {
                    (GradeRule::TopPercent(percent, _), Some((grouping, levels))) => {
                        let grouping: &super::standing::Grouping = grouping;
                        let levels: &Vec<Levels> = levels;
                        let group = grouping.of(peer(settled, number, row));
                        group.is_some_and(|group| {
                            let level = &levels[group];
                            let most = percent * level.firms as f64 + 1e-9;
                            level.rank(total) * 100.0 <= most
                        })
                    }
                    (GradeRule::AtLeast(least), _) => total >= scaled(*least, decimals),
                    _ => false,
                };
                let grade = scheme.grades.iter().zip(&places).position(|pair| fits(&pair));
                settled.records.get_mut(row).set_grade(grade.map(|grade| grade as u16));
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

    /// Best first; firms without a rank come last, by id.
    fn sorted(&self, answered: &Answered, told: &[Told]) -> Vec<Row> {
        let levels = answered.ranks.rank.len();
        // The last bucket is for those without a rank.
        let bucket = |record: super::Record| match record.status() {
            Status::Ranked => record
                .total()
                .map_or(levels, |total| levels - 1 - (total - answered.ranks.lowest) as usize),
            _ => levels,
        };
        let mut ends = vec![0_usize; levels + 1];
        for settled in &answered.settled {
            settled.records.iter().for_each(|record| ends[bucket(record)] += 1);
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum - *end;
        }
        let prefix = common_prefix(&answered.settled);
        let mut entries = vec![(0_u64, Row(0)); sum];
        for (number, settled) in answered.settled.iter().enumerate() {
            for (row, record) in settled.records.iter().enumerate() {
                let place = &mut ends[bucket(record)];
                let id = &settled.texts.first(row).as_bytes()[prefix..];
                entries[*place] = (first_bytes(id), answered.row(number, row));
                *place += 1;
            }
        }
        let mut rest = entries.as_mut_slice();
        let mut buckets = Vec::with_capacity(ends.len());
        let mut start = 0;
        for end in &ends {
            let (bucket, after) = rest.split_at_mut(end - start);
            (rest, start) = (after, *end);
            buckets.push(bucket);
        }
        let unranked = buckets.len() - 1;
        buckets.into_par_iter().enumerate().with_min_len(16).for_each(|(at, bucket)| {
            bucket.sort_unstable_by(|a, b| {
                let keys = match at == unranked {
                    true => Ordering::Equal,
                    false => self.compare_keys(answered, told, a.1, b.1),
                };
                let by_id = || answered.id(a.1).cmp(answered.id(b.1));
                keys.then(a.0.cmp(&b.0)).then_with(by_id)
            });
        });
        entries.into_iter().map(|(_, row)| row).collect()
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
            let Some(group) = grouping.of(peer(&answered.settled[number], number, place)) else {
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

impl Answered {
    fn row(&self, batch: usize, row: usize) -> Row {
        Row((batch as u32) << self.bits | row as u32)
    }

    /// Batch and place in it.
    pub fn place(&self, row: Row) -> (usize, usize) {
        ((row.0 >> self.bits) as usize, (row.0 & ((1 << self.bits) - 1)) as usize)
    }

    /// The row of a firm on a list.
    pub fn listed(&self, firm: usize) -> Row {
        Row(firm as u32)
    }

    fn id(&self, row: Row) -> &str {
        let (batch, row) = self.place(row);
        self.settled[batch].texts.first(row)
    }

    fn total(&self, row: Row) -> Option<i64> {
        let (batch, row) = self.place(row);
        self.settled[batch].records.get(row).total()
    }

    /// Rank among all, by total.
    pub fn rank(&self, total: i64) -> f64 {
        self.ranks.rank(total)
    }

    /// Rank among the firms of a stage, by total.
    pub fn rank_in_stage(&self, stage: u16, total: i64) -> f64 {
        self.ranks_in_stage[usize::from(stage)].rank(total)
    }

    /// How many firms.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// The ranked firms of a batch with their totals.
fn ranked(settled: &Settled) -> impl Iterator<Item = (usize, i64)> {
    let records = settled.records.iter().enumerate();
    let ranked = records.filter(|(_, record)| record.status() == Status::Ranked);
    ranked.filter_map(|(row, record)| Some((row, record.total()?)))
}

fn peer(settled: &Settled, batch: usize, row: usize) -> Peer<'_> {
    let stage = settled.records.get(row).stage().unwrap_or(NOTHING);
    Peer { batch, row, stage, labels: &settled.groups }
}

/// Whether two rows may have the same id: equal hashes are enough to look closer elsewhere.
fn has_duplicates(settled: &[Settled]) -> bool {
    let hashes = settled.par_iter().flat_map_iter(|settled| {
        (0..settled.texts.len()).map(|row| {
            let mut hasher = DefaultHasher::new();
            settled.texts.first(row).hash(&mut hasher);
            hasher.finish()
        })
    });
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.par_sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}

/// How many bytes all ids begin with alike.
fn common_prefix(settled: &[Settled]) -> usize {
    let mut ids = settled.iter().flat_map(|s| (0..s.texts.len()).map(|row| s.texts.first(row)));
    let Some(first) = ids.next() else { return 0 };
    let mut length = first.len();
    for id in ids {
        let alike = first.bytes().zip(id.bytes()).take(length).take_while(|(a, b)| a == b).count();
        length = alike;
        if length == 0 {
            break;
        }
    }
    length
}

/// The first eight bytes, so that numbers are in the order of the texts.
fn first_bytes(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let known = text.len().min(8);
    bytes[..known].copy_from_slice(&text[..known]);
    u64::from_be_bytes(bytes)
}
