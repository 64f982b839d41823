//! [`Answered`] -> the order of all firms. Totals are whole numbers: a firm's stretch of the order is
//! counted, and firms are sorted only among equals.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::ops::Range;

use rayon::prelude::*;

use super::Record;
use super::answered::{Answered, Row};
use super::settle::Settled;
use crate::scoring::Status;

/// A core sorts a part of the order after the other: parts are small, so that what they need beside
/// the order is, too.
const PARTS_PER_CORE: usize = 4;

/// Every firm: by `keys` among equals and then by id, the best first; those without a rank come
/// last, by id alone.
pub(super) fn sorted(answered: &Answered, keys: impl Fn(Row, Row) -> Ordering + Sync) -> Vec<Row> {
    let unranked = answered.ranks.len();
    let prefix = common_prefix(&answered.settled);
    let marks = answered.settled.par_iter().map(|settled| Marks::of(answered, settled, prefix));
    let marks: Vec<Marks> = marks.collect();
    let starts = starts(&marks, unranked + 1);
    let mut order = vec![Row::default(); starts[unranked + 1]];
    let parts = parts(&starts, PARTS_PER_CORE * rayon::current_num_threads());
    let mut rest = order.as_mut_slice();
    let mut places = Vec::with_capacity(parts.len());
    for part in &parts {
        let (place, after) = rest.split_at_mut(starts[part.end] - starts[part.start]);
        rest = after;
        places.push(place);
    }
    parts.into_par_iter().zip(places).with_max_len(1).for_each(|(part, place)| {
        let mut firms = gathered(answered, &marks, &starts, part.clone());
        let mut rest = firms.as_mut_slice();
        for level in part {
            let (equals, after) = rest.split_at_mut(starts[level + 1] - starts[level]);
            rest = after;
            equals.sort_unstable_by(|a, b| {
                let by_keys = if level == unranked { Ordering::Equal } else { keys(a.1, b.1) };
                let by_id = || answered.id(a.1).cmp(answered.id(b.1));
                by_keys.then(a.0.cmp(&b.0)).then_with(by_id)
            });
        }
        place.iter_mut().zip(&firms).for_each(|(row, firm)| *row = firm.1);
    });
    order
}

/// What the firms of a batch are put in order by, as far as it fits into numbers.
struct Marks {
    levels: Vec<u32>,
    /// The first bytes of the id behind what all ids begin with.
    ids: Vec<u64>,
}

impl Marks {
    fn of(answered: &Answered, settled: &Settled, prefix: usize) -> Self {
        let texts = &settled.texts;
        let id = |row| first_bytes(&texts.first(row).as_bytes()[prefix..]);
        Marks {
            levels: settled.records.iter().map(|record| level(answered, record)).collect(),
            ids: (0..texts.len()).map(id).collect(),
        }
    }
}

/// How many totals are better than the firm's; behind them all for a firm without a rank.
fn level(answered: &Answered, record: Record) -> u32 {
    let ranks = &answered.ranks;
    let total = record.total().filter(|_| record.status() == Status::Ranked);
    let level = |total| ranks.len() - 1 - (total - ranks.lowest) as usize;
    total.map_or(ranks.len(), level) as u32
}

/// How many firms stand before each level, and how many there are.
fn starts(marks: &[Marks], count: usize) -> Vec<usize> {
    let mut starts = vec![0; count + 1];
    let levels = marks.iter().flat_map(|marks| &marks.levels);
    levels.for_each(|level| starts[*level as usize + 1] += 1);
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

/// The levels in parts of about as many firms each.
fn parts(starts: &[usize], count: usize) -> Vec<Range<usize>> {
    let (levels, firms) = (starts.len() - 1, starts[starts.len() - 1]);
    let border = |nth: usize| match nth == count {
        true => levels,
        false => starts.partition_point(|start| *start < firms * nth / count).min(levels),
    };
    (0..count).map(|nth| border(nth)..border(nth + 1)).collect()
}

/// The firms of some levels, level by level, each with the first bytes of its id.
fn gathered(
    answered: &Answered,
    marks: &[Marks],
    starts: &[usize],
    part: Range<usize>,
) -> Vec<(u64, Row)> {
    let mut next: Vec<usize> = part.clone().map(|l| starts[l] - starts[part.start]).collect();
    let mut firms = vec![(0, Row::default()); starts[part.end] - starts[part.start]];
    for (number, Marks { levels, ids }) in marks.iter().enumerate() {
        for (row, (level, id)) in levels.iter().zip(ids).enumerate() {
            let level = (*level as usize).wrapping_sub(part.start);
            if let Some(next) = next.get_mut(level) {
                firms[*next] = (*id, answered.row(number, row));
                *next += 1;
            }
        }
    }
    firms
}

/// Whether two rows may have the same id: equal hashes are enough to look closer elsewhere.
pub(super) fn has_duplicates(settled: &[Settled]) -> bool {
    let hasher = foldhash::fast::FixedState::default();
    let hashes = settled.par_iter().map(|settled| {
        (0..settled.texts.len()).map(|row| hasher.hash_one(settled.texts.first(row))).collect()
    });
    let mut hashes = hashes.collect::<Vec<Vec<u64>>>().concat();
    hashes.par_sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}

/// How many bytes all ids begin with alike.
fn common_prefix(settled: &[Settled]) -> usize {
    let mut all = settled.iter().filter(|settled| !settled.texts.is_empty());
    let Some(first) = all.next().map(|settled| settled.texts.first(0)) else { return 0 };
    let alike = |id: &str| first.bytes().zip(id.bytes()).take_while(|(a, b)| a == b).count();
    let of_batch = |settled: &Settled| {
        let ids = (0..settled.texts.len()).map(|row| settled.texts.first(row));
        ids.map(alike).min().unwrap_or(first.len())
    };
    settled.par_iter().map(of_batch).min().unwrap_or(0)
}

/// The first eight bytes, so that numbers are in the order of the texts.
fn first_bytes(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let known = text.len().min(8);
    bytes[..known].copy_from_slice(&text[..known]);
    u64::from_be_bytes(bytes)
}
