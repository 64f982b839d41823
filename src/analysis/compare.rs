//! Two runs side by side: how alike the orders are, who moved and why, who came onto a list and
//! who left it. Owns the matching of firms by id; the split of changes is `contributions`'.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::contributions::{Parts, Side, split, total};
use super::correlation::{Correlation, inverted, kendall, spearman};
use super::outline::Outline;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::analysis as codes;
use crate::say;
use crate::scheme::{Cut, List, Scheme, Within};
use crate::scoring::{Scored, Status, ranks};

/// A run with its scheme.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// What came of it.
    pub scored: &'a Scored,
}

/// Everything that differs.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Both trees as one.
    pub outline: Outline,
    /// Decimals of all points here: the larger of both schemes'.
    pub decimals: u32,
    /// Every firm of either run, by the second run's order, those only in the first at the end.
    pub firms: Vec<Change>,
    /// How alike the orders are: all firms, then each stage that both schemes have. Empty where
    /// only places were compared, as `causes`.
    pub agreement: Vec<Agreement>,
    /// What happened to each list that both schemes have.
    pub lists: Vec<ListChange>,
    /// Lists that only one scheme has: id and which side (0 or 1).
    pub lists_of_one: Vec<(String, usize)>,
    /// Per cause, over the firms that have a total in both runs.
    pub causes: Vec<CauseSum>,
}

/// One firm in both runs; `[first, second]`.
#[derive(Debug, Clone)]
pub struct Change {
    /// The id.
    pub id: String,
    /// The name; empty where the tables have none.
    pub name: String,
    /// Its row.
    pub row: [Option<usize>; 2],
    /// Its rank.
    pub rank: [Option<f64>; 2],
    /// Its rank among the firms that are ranked in both runs: who comes in or goes moves nobody.
    pub among: [Option<f64>; 2],
    /// Its total in common units.
    pub total: [Option<i64>; 2],
    /// Its status.
    pub status: [Option<Status>; 2],
    /// Its stage's id; empty for none.
    pub stage: [String; 2],
    /// Its grade; empty for none.
    pub grade: [String; 2],
    /// The parts of the change; nothing where a total is missing, or where nobody asked.
    pub parts: Option<Parts>,
}

impl Change {
    /// By how many places it fell among the firms ranked in both; negative when it rose.
    pub fn shift(&self) -> Option<f64> {
        Some(self.among[1]? - self.among[0]?)
    }

    /// The change of the total in common units.
    pub fn change(&self) -> Option<i64> {
        Some(self.total[1]? - self.total[0]?)
    }

    /// The cause that pulled most in a direction (1 up, -1 down): its place and its part.
    pub fn main_cause(&self, direction: i64) -> Option<(usize, i64)> {
        let parts = self.parts.as_ref()?.iter().copied().enumerate();
        parts
            .filter(|(_, p)| p * direction > 0)
            .max_by_key(|(at, p)| (p.abs(), std::cmp::Reverse(*at)))
    }
}

/// How alike two orders are.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The stage's id; empty for all firms.
    pub stage: String,
    /// Firms ranked in both.
    pub firms: usize,
    /// Spearman's ρ of the ranks.
    pub spearman: Option<Correlation>,
    /// Kendall's τ-b of the ranks.
    pub kendall: Option<Correlation>,
    /// Mean absolute shift in places.
    pub mean_shift: f64,
    /// The part of all pairs of firms that stand in opposite orders.
    pub inverted: Option<f64>,
    /// Largest absolute shift in places.
    pub largest_shift: f64,
    /// How many keep their place.
    pub unmoved: usize,
}

/// What happened to a list.
#[derive(Debug, Clone)]
pub struct ListChange {
    /// Its id.
    pub id: String,
    /// Its name in the second scheme.
    pub name: String,
    /// Indices into [`Comparison::firms`].
    pub entered: Vec<usize>,
    /// Indices into [`Comparison::firms`].
    pub left: Vec<usize>,
    /// On it in both.
    pub stayed: usize,
    /// Whom it takes, both times.
    pub takes: Takes,
}

/// Whom a list takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The best so many of all firms.
    Best,
    /// The best so many of each group, or a slice further down.
    Groups,
    /// Only firms for which a condition holds.
    Filtered,
}

/// Why a firm is on a list, or off it, that did not itself move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByList {
    /// The list takes more than before, or fewer.
    Length,
    /// Its rank is the same: something else about the list is not.
    Unmoved,
}

impl ListChange {
    /// Whether the list brought a firm on or off rather than the firms' ranks: at the list's
    /// earlier length it would be where it was.
    pub fn by_list(&self, firm: &Change, came: bool) -> Option<ByList> {
        let (was, is) = (self.stayed + self.left.len(), self.stayed + self.entered.len());
        let other_length = if came { is > was } else { is < was };
        let unmoved = firm.rank[0].is_some() && firm.rank[0] == firm.rank[1];
        let by_length = match self.takes {
            Takes::Best => firm.rank[1].is_some_and(|rank| (rank <= was as f64) != came),
            Takes::Groups => unmoved,
            Takes::Filtered => false,
        };
        match (other_length && by_length, unmoved) {
            (true, _) => Some(ByList::Length),
            (false, true) => Some(ByList::Unmoved),
            (false, false) => None,
        }
    }
}

fn takes(list: &List) -> Takes {
    match (&list.filter, &list.within, list.cut) {
        (Some(_), ..) => Takes::Filtered,
        (None, Within::All, Cut::Everyone | Cut::Top(_)) => Takes::Best,
        (None, Within::All, Cut::Percent { from: 0.0, .. }) => Takes::Best,
        _ => Takes::Groups,
    }
}

/// What holds of a list both times; where its terms differ, what can be said of both.
fn takes_in_both(runs: [Run; 2], id: &str) -> Takes {
    let of = |run: Run| run.scheme.lists.iter().find(|list| list.id == id).map(takes);
    match runs.map(of) {
        [Some(a), Some(b)] if a == b => a,
        _ => Takes::Filtered,
    }
}

/// What a cause did to all firms together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CauseSum {
    /// Firms on whose total it had an effect.
    pub firms: usize,
    /// Sum of its parts.
    pub net: i64,
    /// Sum of their sizes.
    pub gross: i64,
}

/// Compares.
///
/// # Errors
/// Fewer than three firms with a rank in both runs.
pub fn compare(first: Run, second: Run) -> Result<Comparison, Diagnostic> {
    let runs = [first, second];
    let mut comparison = placed(runs)?;
    let everyone: Vec<usize> = (0..comparison.firms.len()).collect();
    comparison.explain(runs, &everyone);
    comparison.agreement = agreement(runs, &comparison.firms);
    comparison.causes = sums(&comparison.firms, comparison.outline.nodes.len() + 3);
    Ok(comparison)
}

/// Compares places alone: only the first `named` firms that come onto a list or go off it and the
/// first `movers` each way have parts; agreement and causes are left out.
///
/// # Errors
/// As [`compare`].
pub fn compare_places(
    first: Run,
    second: Run,
    named: usize,
    movers: usize,
) -> Result<Comparison, Diagnostic> {
    let runs = [first, second];
    let mut comparison = placed(runs)?;
    let lists = comparison.lists.iter().flat_map(|list| [&list.entered, &list.left]);
    let mut told: Vec<usize> = lists.flat_map(|firms| firms.iter().take(named)).copied().collect();
    told.extend([true, false].into_iter().flat_map(|risen| comparison.movers(risen, movers)));
    comparison.explain(runs, &told);
    Ok(comparison)
}

/// Who stands where, without parts, agreement and causes.
fn placed(runs: [Run; 2]) -> Result<Comparison, Diagnostic> {
    let [first, second] = runs;
    let outline = Outline::new([first.scheme, second.scheme]);
    let decimals = first.scored.points.decimals.max(second.scored.points.decimals);
    let mut firms = match_firms(runs, decimals);
    let both = rank_among(runs, &mut firms);
    if both < 3 {
        return Err(Diagnostic::error(
            &codes::NOTHING_IN_COMMON,
            say!(
                "两次运行里都有排名的企业只有 {both} 家，无法比较",
                "only {both} firms have a rank in both runs: nothing can be compared"
            ),
        )
        .mend(say!(
            "检查两份表的企业代码是否一致",
            "see whether both tables name firms by the same ids"
        )));
    }
    let (lists, lists_of_one) = lists(runs, &firms);
    Ok(Comparison {
        agreement: Vec::new(),
        causes: Vec::new(),
        lists,
        lists_of_one,
        outline,
        decimals,
        firms,
    })
}

impl Comparison {
    /// Whether any list has other firms; without lists, whether any rank or status differs.
    pub fn differs(&self) -> bool {
        let lists = self.lists.iter().any(|list| !list.entered.is_empty() || !list.left.is_empty());
        let moved =
            |firm: &Change| firm.rank[0] != firm.rank[1] || firm.status[0] != firm.status[1];
        lists
            || !self.lists_of_one.is_empty()
            || self.lists.is_empty() && self.firms.iter().any(moved)
    }

    /// Whether some firms are ranked in one run only.
    pub fn is_of_two_populations(&self) -> bool {
        self.firms.iter().any(|firm| firm.rank[0].is_some() != firm.rank[1].is_some())
    }

    /// The `most` firms that moved most, by places, of those that rose or of those that fell.
    pub fn movers(&self, risen: bool, most: usize) -> Vec<usize> {
        let shift = |at: usize| self.firms[at].shift().filter(|shift| (*shift < 0.0) == risen);
        let mut movers: Vec<usize> =
            (0..self.firms.len()).filter(|at| shift(*at).is_some_and(|s| s != 0.0)).collect();
        let farther = |a: &usize, b: &usize| {
            let size = |at: usize| shift(at).map_or(0.0, f64::abs);
            size(*b).total_cmp(&size(*a)).then(self.firms[*a].id.cmp(&self.firms[*b].id))
        };
        if most < movers.len() {
            movers.select_nth_unstable_by(most, farther);
            movers.truncate(most);
        }
        movers.sort_unstable_by(farther);
        movers
    }

    /// Splits the changes of some firms.
    fn explain(&mut self, runs: [Run; 2], firms: &[usize]) {
        let (outline, decimals) = (&self.outline, self.decimals);
        let parts = |at: &usize| {
            let side = |side: usize| {
                let row = self.firms[*at].row[side]?;
                Side::new(runs[side].scheme, runs[side].scored, row, decimals)
            };
            Some(split(outline, [&side(0)?, &side(1)?], decimals))
        };
        let parts: Vec<Option<Parts>> = firms.par_iter().map(parts).collect();
        for (at, parts) in firms.iter().zip(parts) {
            self.firms[*at].parts = parts;
        }
    }
}

fn match_firms(runs: [Run; 2], decimals: u32) -> Vec<Change> {
    let ids = runs.map(|run| run.scored.derived.texts(&run.scheme.firm.id));
    let names = runs.map(|run| {
        let column = run.scheme.firm.name.as_ref()?;
        Some(run.scored.derived.texts(column))
    });
    let earlier = earlier_rows(&ids);
    let mut is_matched = vec![false; ids[0].len()];
    earlier.iter().flatten().for_each(|row| is_matched[*row] = true);
    let order = |side: usize| runs[side].scored.ranking.order.iter().copied();
    let now = order(1).map(|row| [earlier[row], Some(row)]);
    let gone = order(0).filter(|row| !is_matched[*row]).map(|row| [Some(row), None]);
    let rows: Vec<[Option<usize>; 2]> = now.chain(gone).collect();
    let text = |of: &[Option<Vec<Cow<str>>>; 2], row: [Option<usize>; 2]| -> Option<String> {
        [1, 0].into_iter().find_map(|side| Some(of[side].as_ref()?[row[side]?].to_string()))
    };
    let ids = ids.map(Some);
    let change = |row: [Option<usize>; 2]| {
        let (id, name) = (text(&ids, row), text(&names, row));
        one(runs, (id.unwrap_or_default(), name.unwrap_or_default()), row, decimals)
    };
    rows.into_par_iter().map(change).collect()
}

/// The first run's row of every firm of the second.
fn earlier_rows(ids: &[Vec<Cow<str>>; 2]) -> Vec<Option<usize>> {
    let [first, second] = ids;
    // Two runs over one table: nothing has to be looked for.
    if first == second {
        return (0..second.len()).map(Some).collect();
    }
    let rows: BTreeMap<&str, usize> =
        first.iter().enumerate().map(|(row, id)| (id.as_ref(), row)).collect();
    second.iter().map(|id| rows.get(id.as_ref()).copied()).collect()
}

fn one(
    runs: [Run; 2],
    (id, name): (String, String),
    row: [Option<usize>; 2],
    decimals: u32,
) -> Change {
    let of = |side: usize| row[side].map(|row| (runs[side], row));
    let each = [of(0), of(1)];
    let stage = |at: Option<(Run, usize)>| {
        let found = at.and_then(|(run, row)| {
            let stage = run.scored.derived.stage[row]?;
            Some(run.scheme.stages[stage as usize].id.clone())
        });
        found.unwrap_or_default()
    };
    let grade = |at: Option<(Run, usize)>| {
        let found = at.and_then(|(run, row)| {
            let grade = run.scored.ranking.grade[row]?;
            Some(run.scheme.grades[grade as usize].name.clone())
        });
        found.unwrap_or_default()
    };
    Change {
        name,
        id,
        row,
        rank: each.map(|at| at.and_then(|(run, row)| run.scored.ranking.rank[row])),
        among: [None; 2],
        total: each.map(|at| at.and_then(|(run, row)| total(run.scored, row, decimals))),
        status: each.map(|at| at.map(|(run, row)| run.scored.ranking.status[row])),
        stage: each.map(stage),
        grade: each.map(grade),
        parts: None,
    }
}

/// Ranks the firms that are ranked in both runs among themselves; gives how many they are.
fn rank_among(runs: [Run; 2], firms: &mut [Change]) -> usize {
    let common: Vec<usize> =
        (0..firms.len()).filter(|at| firms[*at].rank.iter().all(Option::is_some)).collect();
    let members: Vec<&Change> = common.iter().map(|at| &firms[*at]).collect();
    let among = among_themselves(runs, &members);
    for (at, ranks) in common.iter().zip(&among) {
        firms[*at].among = ranks.map(Some);
    }
    among.len()
}

/// The ranks of some firms among themselves, by each run's totals and its word on ties.
fn among_themselves(runs: [Run; 2], firms: &[&Change]) -> Vec<[f64; 2]> {
    let of = |side: usize| -> Vec<Option<f64>> {
        let run = runs[side];
        let rows: Vec<usize> = firms.iter().filter_map(|firm| firm.row[side]).collect();
        let all = run.scored.derived.len();
        let ranks = ranks(&rows, &run.scored.points, run.scheme.rank.ties, all);
        firms.iter().map(|firm| firm.row[side].and_then(|row| ranks[row])).collect()
    };
    of(0).into_iter().zip(of(1)).filter_map(|(a, b)| Some([a?, b?])).collect()
}

fn agreement(runs: [Run; 2], firms: &[Change]) -> Vec<Agreement> {
    let common = || firms.iter().filter(|firm| firm.rank.iter().all(Option::is_some));
    let mut all = vec![agree("", among_themselves(runs, &common().collect::<Vec<_>>()))];
    let several = runs.iter().any(|run| run.scheme.stages.len() > 1);
    let shared = runs[1].scheme.stages.iter().map(|stage| &stage.id);
    let shared = shared.filter(|id| runs[0].scheme.stages.iter().any(|stage| stage.id == **id));
    for id in shared.filter(|_| several) {
        let members = common().filter(|firm| firm.stage.iter().all(|stage| stage == id));
        all.push(agree(id, among_themselves(runs, &members.collect::<Vec<_>>())));
    }
    all
}

fn agree(stage: &str, ranks: Vec<[f64; 2]>) -> Agreement {
    let side = |at: usize| -> Vec<f64> { ranks.iter().map(|pair| pair[at]).collect() };
    let (a, b) = (side(0), side(1));
    let shifts: Vec<f64> = ranks.iter().map(|pair| (pair[1] - pair[0]).abs()).collect();
    Agreement {
        stage: stage.to_string(),
        firms: ranks.len(),
        spearman: spearman(&a, &b),
        kendall: kendall(&a, &b),
        inverted: inverted(&a, &b),
        mean_shift: super::columns::mean(&shifts),
        largest_shift: shifts.iter().copied().fold(0.0, f64::max),
        unmoved: shifts.iter().filter(|shift| **shift == 0.0).count(),
    }
}

fn lists(runs: [Run; 2], firms: &[Change]) -> (Vec<ListChange>, Vec<(String, usize)>) {
    // By a run's row, the firm among all.
    let places = [0, 1].map(|side| {
        let mut places = vec![None; runs[side].scored.derived.len()];
        let rows = firms.iter().enumerate().filter_map(|(at, firm)| Some((firm.row[side]?, at)));
        rows.for_each(|(row, at)| places[row] = Some(at));
        places
    });
    let members = |side: usize, id: &str| -> Option<Vec<usize>> {
        let run = runs[side];
        let at = run.scheme.lists.iter().position(|list| list.id == id)?;
        let listed = run.scored.ranking.lists.iter().find(|listed| listed.list == at)?;
        let rows = listed.groups.iter().flat_map(|(_, firms)| firms.iter().map(|(row, _)| *row));
        Some(rows.filter_map(|row: usize| places[side][row]).collect())
    };
    let (mut changes, mut alone) = (Vec::new(), Vec::new());
    for side in [0, 1] {
        for list in &runs[side].scheme.lists {
            match (members(0, &list.id), members(1, &list.id)) {
                (Some(a), Some(b)) if side == 1 => {
                    let (was, is): (BTreeSet<usize>, BTreeSet<usize>) =
                        (a.iter().copied().collect(), b.iter().copied().collect());
                    changes.push(ListChange {
                        id: list.id.clone(),
                        name: list.name.clone(),
                        takes: takes_in_both(runs, &list.id),
                        stayed: was.intersection(&is).count(),
                        entered: b.into_iter().filter(|firm| !was.contains(firm)).collect(),
                        left: a.into_iter().filter(|firm| !is.contains(firm)).collect(),
                    });
                }
                (Some(_), Some(_)) => {}
                _ => alone.push((list.id.clone(), side)),
            }
        }
    }
    (changes, alone)
}

fn sums(firms: &[Change], causes: usize) -> Vec<CauseSum> {
    let mut sums = vec![CauseSum { firms: 0, net: 0, gross: 0 }; causes];
    for parts in firms.iter().filter_map(|firm| firm.parts.as_ref()) {
        for (sum, part) in sums.iter_mut().zip(parts).filter(|(_, part)| **part != 0) {
            sum.firms += 1;
            sum.net += part;
            sum.gross += part.abs();
        }
    }
    sums
}
