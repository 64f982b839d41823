//! Points -> [`Ranking`]: who stands where, who has which grade, who is on which list, who
//! qualifies. The one global step after fitting. Must not change points.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use polars::prelude::*;

use super::derive::{Derived, FrameRow};
use super::peers::partition;
use super::points::Points;
use super::qualify;
use super::units::{scaled, unscaled};
use super::values::PointColumn;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::run as codes;
use crate::expr::{Row, Value};
use crate::say;
use crate::scheme::{Cut, Grade, GradeRule, Kind, List, Scheme, Ties, Within};

/// What became of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Has a rank.
    Ranked,
    /// Too little of it is known.
    Insufficient,
    /// A veto holds.
    Vetoed,
    /// No stage matches.
    NoStage,
}

impl Status {
    /// As it stands in the outputs.
    pub fn id(self) -> &'static str {
        match self {
            Status::Ranked => "ranked",
            Status::Insufficient => "insufficient",
            Status::Vetoed => "vetoed",
            Status::NoStage => "no_stage",
        }
    }
}

/// Whether a firm qualifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// All that is asked holds.
    Yes,
    /// Something that is asked does not.
    No,
    /// Something that decides is missing.
    Unknown,
}

/// Where every firm stands.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// What became of each firm.
    pub status: Vec<Status>,
    /// Rank among all that are ranked; with half ranks under average ties.
    pub rank: Vec<Option<f64>>,
    /// Rank among the firms of its stage.
    pub rank_in_stage: Vec<Option<f64>>,
    /// Index into the scheme's grades.
    pub grade: Vec<Option<u16>>,
    /// Whether each firm qualifies; empty where the scheme asks nothing.
    pub qualified: Vec<Answer>,
    /// Every firm: ranked ones best first, then the others by id.
    pub order: Vec<usize>,
    /// The published lists.
    pub lists: Vec<Listed>,
    /// Columns, points and results, for conditions over results; a row per firm.
    pub results: DataFrame,
    /// What a person should look at.
    pub warnings: Vec<Diagnostic>,
}

/// A published list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which list of the scheme.
    pub list: usize,
    /// Firms with their rank on the list, in groups (one group unless the list is `within`).
    pub groups: Vec<(String, Vec<(usize, f64)>)>,
}

/// Ranks, grades, lists and qualifies.
pub fn rank(scheme: &Scheme, derived: &Derived, points: &Points) -> PolarsResult<Ranking> {
    let status = statuses(scheme, derived, points);
    let ranked: Vec<usize> = (0..derived.len()).filter(|f| status[*f] == Status::Ranked).collect();
    let mut ranking = Ranking {
        rank: ranks(&ranked, points, scheme.rank.ties, derived.len()),
        rank_in_stage: vec![None; derived.len()],
        grade: vec![None; derived.len()],
        qualified: Vec::new(),
        order: Vec::new(),
        lists: Vec::new(),
        results: derived.frame.clone(),
        warnings: Vec::new(),
        status,
    };
    for stage in 0..scheme.stages.len() {
        let members: Vec<usize> =
            ranked.iter().copied().filter(|f| derived.stage[*f] == Some(stage as u16)).collect();
        let ranks = ranks(&members, points, scheme.rank.ties, derived.len());
        members.iter().for_each(|firm| ranking.rank_in_stage[*firm] = ranks[*firm]);
    }
    ranking.grade = grades(scheme, derived, points, &ranked)?;
    ranking.results = results(scheme, &derived.frame, &derived.stage, points, &ranking.grade)?;
    ranking.qualified = qualify::qualify(scheme, derived.as_of, &ranking.results)?;
    let order = Order::new(scheme, derived, points, &ranking.results)?;
    ranking.order = (0..derived.len()).collect();
    ranking.order.sort_by(|a, b| {
        let unranked = |firm: usize| ranking.status[firm] != Status::Ranked;
        unranked(*a)
            .cmp(&unranked(*b))
            .then_with(|| if unranked(*a) { order.by_id(*a, *b) } else { order.compare(*a, *b) })
    });
    for (index, list) in scheme.lists.iter().enumerate() {
        let listed = listed(scheme, derived, points, &ranking, &order, index, list)?;
        ranking.warnings.extend(listed.1);
        ranking.lists.push(listed.0);
    }
    Ok(ranking)
}

fn statuses(scheme: &Scheme, derived: &Derived, points: &Points) -> Vec<Status> {
    let of_firm = |firm: usize| {
        if derived.stage[firm].is_none() {
            return Status::NoStage;
        }
        if derived.vetoes.contains_key(&firm) {
            return Status::Vetoed;
        }
        let coverage = points.coverage.get(firm).unwrap_or(0.0);
        let too_little = scheme.min_coverage.is_some_and(|least| coverage < least - 1e-9);
        if too_little || points.total.get(firm).is_none() {
            return Status::Insufficient;
        }
        Status::Ranked
    };
    (0..derived.len()).map(of_firm).collect()
}

/// Ranks of some firms by their shown totals, best 1; a row per firm of the whole table.
pub fn ranks(firms: &[usize], points: &Points, ties: Ties, all: usize) -> Vec<Option<f64>> {
    let total = |firm: usize| points.total.get(firm).unwrap_or(i64::MIN);
    let mut order = firms.to_vec();
    order.sort_unstable_by_key(|firm| std::cmp::Reverse(total(*firm)));
    let mut ranks = vec![None; all];
    let (mut ahead, mut distinct) = (0usize, 0usize);
    for level in order.chunk_by(|a, b| total(*a) == total(*b)) {
        distinct += 1;
        let rank = match ties {
            Ties::Min => (ahead + 1) as f64,
            Ties::Dense => distinct as f64,
            Ties::Average => ahead as f64 + (level.len() + 1) as f64 / 2.0,
        };
        level.iter().for_each(|firm| ranks[*firm] = Some(rank));
        ahead += level.len();
    }
    ranks
}

/// The first grade that fits, from the best down.
fn grades(
    scheme: &Scheme,
    derived: &Derived,
    points: &Points,
    ranked: &[usize],
) -> PolarsResult<Vec<Option<u16>>> {
    let mut grades = vec![None; derived.len()];
    for (index, grade) in scheme.grades.iter().enumerate() {
        for firm in fitting(scheme, derived, points, ranked, grade)? {
            grades[firm] = grades[firm].or(Some(index as u16));
        }
    }
    Ok(grades)
}

fn fitting(
    scheme: &Scheme,
    derived: &Derived,
    points: &Points,
    ranked: &[usize],
    grade: &Grade,
) -> PolarsResult<Vec<usize>> {
    let (percent, within) = match &grade.rule {
        GradeRule::AtLeast(least) => {
            let least = scaled(*least, points.decimals);
            let reaches = |firm: &usize| points.total.get(*firm).is_some_and(|t| t >= least);
            return Ok(ranked.iter().copied().filter(reaches).collect());
        }
        GradeRule::TopPercent(percent, within) => (*percent, within),
    };
    let mut fitting = Vec::new();
    for (_, members) in groups(within, scheme, derived, ranked)? {
        let ranks = ranks(&members, points, Ties::Min, derived.len());
        let within_percent = |firm: &usize| {
            ranks[*firm].is_some_and(|rank| rank * 100.0 <= percent * members.len() as f64 + 1e-9)
        };
        fitting.extend(members.iter().copied().filter(within_percent));
    }
    Ok(fitting)
}

/// Some firms by their peers' label, in the order of the labels.
fn groups(
    within: &Within,
    scheme: &Scheme,
    derived: &Derived,
    firms: &[usize],
) -> PolarsResult<Vec<(String, Vec<usize>)>> {
    let peers = partition(within, scheme, &derived.frame, &derived.stage)?;
    let mut groups: Vec<(String, Vec<usize>)> =
        peers.labels.iter().map(|label| (label.clone(), Vec::new())).collect();
    for firm in firms {
        if let Some(group) = peers.group[*firm] {
            groups[group as usize].1.push(*firm);
        }
    }
    Ok(groups)
}

/// The firms' columns with those points and results that some condition names: deductions are
/// negative, as they are shown.
pub(super) fn results(
    scheme: &Scheme,
    frame: &DataFrame,
    stage: &[Option<u16>],
    points: &Points,
    grade: &[Option<u16>],
) -> PolarsResult<DataFrame> {
    let named: BTreeSet<&str> =
        scheme.result_expressions().flat_map(|typed| typed.columns()).collect();
    let number = |name: &str, column: &PointColumn, sign: f64| {
        let values = column.iter().map(|p| p.map(|p| sign * unscaled(p, points.decimals)));
        Column::from(Float64Chunked::from_iter_options(name.into(), values).into_series())
    };
    let sign = |kind| if kind == Kind::Deduction { -1.0 } else { 1.0 };
    let mut frame = frame.clone();
    for name in named {
        let dimension = scheme.dimensions.iter().position(|d| d.id == name);
        let indicator = scheme.indicators.iter().position(|i| i.id == name);
        let column = match (name, dimension, indicator) {
            ("total", ..) => number(name, &points.total, 1.0),
            ("coverage", ..) => {
                let values = points.coverage.iter();
                Float64Chunked::from_iter_options(name.into(), values).into_series().into()
            }
            ("stage", ..) => {
                let id = |s: &Option<u16>| s.map(|s| scheme.stages[s as usize].id.as_str());
                let ids = stage.iter().map(id);
                StringChunked::from_iter_options(name.into(), ids).into_series().into()
            }
            ("grade", ..) => {
                let name_of = |g: &Option<u16>| g.map(|g| scheme.grades[g as usize].name.as_str());
                let names = grade.iter().map(name_of);
                StringChunked::from_iter_options(name.into(), names).into_series().into()
            }
            (_, Some(at), _) => {
                number(name, &points.dimensions[at], sign(scheme.dimensions[at].kind))
            }
            (_, _, Some(at)) => {
                number(name, &points.indicators[at], sign(scheme.indicators[at].kind))
            }
            _ => continue,
        };
        frame.with_column(column)?;
    }
    Ok(frame)
}

/// The order among firms: shown total, then the scheme's keys, then the id.
struct Order<'a> {
    points: &'a Points,
    keys: Vec<(Vec<Value>, bool)>,
    id: &'a StringChunked,
}

impl<'a> Order<'a> {
    fn new(
        scheme: &Scheme,
        derived: &'a Derived,
        points: &'a Points,
        results: &DataFrame,
    ) -> PolarsResult<Self> {
        let keys = scheme
            .rank
            .break_by
            .iter()
            .map(|key| {
                let value = key.value.to_polars(derived.as_of)?.alias("break_by");
                let frame = results.clone().lazy().with_columns([value]).collect()?;
                let cell = |firm| FrameRow::new(&frame, firm, None).value("break_by");
                Ok(((0..frame.height()).map(cell).collect(), key.descending))
            })
            .collect::<PolarsResult<_>>()?;
        Ok(Order { points, keys, id: derived.frame.column(&scheme.firm.id)?.str()? })
    }

    fn by_id(&self, a: usize, b: usize) -> Ordering {
        self.id.get(a).cmp(&self.id.get(b))
    }

    /// Best first, without the id: equal firms are level in everything that the scheme states.
    fn level(&self, a: usize, b: usize) -> Ordering {
        let total = |firm: usize| self.points.total.get(firm);
        let mut order = total(b).cmp(&total(a));
        for (cells, descending) in &self.keys {
            order = order.then_with(|| compare_cells(&cells[a], &cells[b], *descending));
        }
        order
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        self.level(a, b).then_with(|| self.by_id(a, b))
    }
}

/// Unknown cells come last in either direction.
pub(super) fn compare_cells(a: &Value, b: &Value, descending: bool) -> Ordering {
    let order = match (a, b) {
        (Value::Missing, Value::Missing) => return Ordering::Equal,
        (Value::Missing, _) => return Ordering::Greater,
        (_, Value::Missing) => return Ordering::Less,
        // Adding 0 makes -0 and 0 level.
        (Value::Number(a), Value::Number(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}

fn listed(
    scheme: &Scheme,
    derived: &Derived,
    points: &Points,
    ranking: &Ranking,
    order: &Order,
    index: usize,
    list: &List,
) -> PolarsResult<(Listed, Vec<Diagnostic>)> {
    let chosen = match &list.filter {
        Some(filter) => {
            let holds = filter.to_polars(derived.as_of)?.alias("where");
            let frame = ranking.results.clone().lazy().with_columns([holds]).collect()?;
            frame.column("where")?.bool()?.iter().map(|holds| holds == Some(true)).collect()
        }
        None => vec![true; derived.len()],
    };
    let in_order = ranking.order.iter().copied();
    let firms: Vec<usize> =
        in_order.filter(|firm| ranking.status[*firm] == Status::Ranked && chosen[*firm]).collect();
    let mut warnings = Vec::new();
    let mut taken = Vec::new();
    for (label, members) in groups(&list.within, scheme, derived, &firms)? {
        let ranks = ranks(&members, points, scheme.rank.ties, derived.len());
        let level = |a, b| order.level(members[a], members[b]) == Ordering::Equal;
        let (from, to) = cut(list.cut, members.len(), level);
        if to > from && matches!(list.cut, Cut::Top(top) if to > top) {
            warnings.push(longer_than_asked(list, &label, to));
        }
        let rank = |firm: &usize| (*firm, ranks[*firm].unwrap_or(f64::INFINITY));
        taken.push((label, members[from..to].iter().map(rank).collect()));
    }
    Ok((Listed { list: index, groups: taken }, warnings))
}

/// The places of a list among `n` firms in order. The id never decides who is on a list: whoever is
/// level with the last in everything that the scheme states is on it too.
pub(super) fn cut(cut: Cut, n: usize, is_level: impl Fn(usize, usize) -> bool) -> (usize, usize) {
    let after_level = |end: usize| {
        let mut end = end.min(n);
        while end > 0 && end < n && is_level(end - 1, end) {
            end += 1;
        }
        end
    };
    let place = |percent: f64| (percent * n as f64 / 100.0 + 1e-9).floor() as usize;
    match cut {
        Cut::Everyone => (0, n),
        Cut::Top(top) => (0, after_level(top)),
        Cut::Percent { from, to } => (after_level(place(from)), after_level(place(to))),
    }
}

pub(super) fn longer_than_asked(list: &List, label: &str, count: usize) -> Diagnostic {
    let id = &list.id;
    Diagnostic::warning(
        &codes::LIST_TIED,
        say!(
            "榜单 {id}（{label}）最后一名并列，共收 {count} 家",
            "on the list {id} ({label}) the last place is shared: it holds {count} firms"
        ),
    )
    .mend(say!(
        "要定出先后，请在 [rank] break_by 里写明同分时比什么",
        "to decide between equals, say in [rank] break_by what is compared"
    ))
}
