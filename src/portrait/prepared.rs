//! What all portraits of a run share, found once: each node's peers on a ladder, the groups behind
//! data-driven rules, the columns behind each value, the lists by firm. Must not look at one firm.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::Column as FrameColumn;
use rayon::prelude::*;

use super::ladder::Ladder;
use super::model::OnList;
use super::rule::RuleInfo;
use crate::expr::{Type, Typed};
use crate::scheme::column::ColumnKind;
use crate::scheme::rule::Measure;
use crate::scheme::{Kind, Missing, Scheme, Within};
use crate::scoring::{Fit, Measured, Peers, Scored, Status, items, partition};

/// What all portraits of a run share.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The scheme without a floor, for sums that are not cut.
    pub unfloored: Scheme,
    /// How many firms are ranked.
    pub ranked: usize,
    /// Per stage the totals of the ranked firms.
    pub totals: Vec<Ladder>,
    /// Per dimension and stage the keys of [`points_key`].
    pub dimensions: Vec<Vec<Ladder>>,
    /// Per indicator and stage the keys of [`share_key`].
    pub indicators: Vec<Vec<Ladder>>,
    /// Per indicator and measure.
    pub measures: Vec<Vec<PreparedMeasure<'a>>>,
    /// Per indicator the peers whose median or mean stands in for a missing value.
    pub imputers: Vec<Option<Arc<Peers>>>,
    /// The lists that a firm is on.
    pub lists: BTreeMap<usize, Vec<OnList<'a>>>,
}

/// What all portraits share of one measure.
#[derive(Debug)]
pub struct PreparedMeasure<'a> {
    /// The rule as data, per stage.
    pub rules: Vec<Arc<RuleInfo>>,
    /// The peers of a data-driven rule.
    pub peers: Option<Arc<Peers>>,
    /// What was learnt of each group of them.
    pub fits: Vec<Option<&'a Fit>>,
    /// The median of the value per stage.
    pub medians: Vec<Option<f64>>,
    /// The columns behind the value, computed ones first.
    pub inputs: Vec<InputColumn<'a>>,
}

/// A column behind a value.
#[derive(Debug, Clone)]
pub struct InputColumn<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// How it is computed; none for a column of the tables.
    pub formula: Option<&'a str>,
    /// Its numbers are days.
    pub is_date: bool,
    /// Its cells.
    pub cells: Option<&'a FrameColumn>,
}

/// A leaf's share as a key that can be compared without dust: in steps of 1e-9, the better the
/// larger.
pub fn share_key(kind: Kind, share: f64) -> i64 {
    better((share / SHARE_STEP).round() as i64, kind)
}

/// A dimension's points as a key, the better the larger.
pub fn points_key(kind: Kind, units: i64) -> i64 {
    better(units, kind)
}

/// The share that one step of a leaf's key stands for.
pub const SHARE_STEP: f64 = 1e-9;

fn better(size: i64, kind: Kind) -> i64 {
    if kind == Kind::Deduction { -size } else { size }
}

impl<'a> Prepared<'a> {
    pub fn new(scheme: &'a Scheme, scored: &'a Scored) -> Self {
        let ranked: Vec<Vec<usize>> = (0..scheme.stages.len())
            .map(|stage| {
                let is_peer = |firm: &usize| {
                    scored.ranking.status[*firm] == Status::Ranked
                        && scored.derived.stage[*firm].map(usize::from) == Some(stage)
                };
                (0..scored.derived.len()).filter(is_peer).collect()
            })
            .collect();
        let ladders = |key: &(dyn Fn(usize) -> Option<i64> + Sync)| -> Vec<Ladder> {
            let keys = |firms: &Vec<usize>| firms.iter().filter_map(|firm| key(*firm)).collect();
            ranked.iter().map(|firms| Ladder::new(keys(firms))).collect()
        };
        let totals = ranked.iter().map(|firms| {
            Ladder::new(firms.iter().filter_map(|f| scored.points.total.get(*f)).collect())
        });
        let dimensions = scheme.dimensions.par_iter().zip(&scored.points.dimensions);
        let dimensions = dimensions.map(|(dimension, points)| {
            ladders(&|firm| points.get(firm).map(|units| points_key(dimension.kind, units)))
        });
        let indicators = scheme.indicators.par_iter().zip(&scored.shares.share);
        let indicators = indicators.map(|(indicator, shares)| {
            ladders(&|firm| shares.get(firm).map(|share| share_key(indicator.kind, share)))
        });
        let mut groups = Groups { scheme, scored, known: Vec::new() };
        let measures =
            (0..scheme.indicators.len()).map(|at| groups.measures(at, &ranked)).collect();
        let imputers = scheme.indicators.iter().map(|indicator| match &indicator.missing {
            Missing::Median(within) | Missing::Mean(within) => groups.peers(within),
            _ => None,
        });
        Prepared {
            unfloored: Scheme { floor: f64::NEG_INFINITY, ..scheme.clone() },
            ranked: ranked.iter().map(Vec::len).sum(),
            totals: totals.collect(),
            dimensions: dimensions.collect(),
            indicators: indicators.collect(),
            measures,
            imputers: imputers.collect(),
            lists: lists(scheme, scored),
        }
    }
}

/// The partitions of the firms, each made once.
struct Groups<'a> {
    scheme: &'a Scheme,
    scored: &'a Scored,
    known: Vec<(Within, Option<Arc<Peers>>)>,
}

impl<'a> Groups<'a> {
    fn peers(&mut self, within: &Within) -> Option<Arc<Peers>> {
        if let Some((_, peers)) = self.known.iter().find(|(known, _)| known == within) {
            return peers.clone();
        }
        let derived = &self.scored.derived;
        let peers = partition(within, self.scheme, &derived.frame, &derived.stage);
        let peers = peers.ok().map(Arc::new);
        self.known.push((within.clone(), peers.clone()));
        peers
    }

    fn measures(&mut self, at: usize, ranked: &[Vec<usize>]) -> Vec<PreparedMeasure<'a>> {
        let (scheme, scored) = (self.scheme, self.scored);
        let indicator = &scheme.indicators[at];
        let mut prepared = Vec::new();
        for (m, measure) in indicator.measures.iter().enumerate() {
            let peers = measure.rule.within().and_then(|within| self.peers(within));
            let labels = peers.iter().flat_map(|peers| &peers.labels);
            let fits = labels.map(|label| scored.params.fit(&indicator.id, m, label)).collect();
            let points = indicator.points.iter();
            let values = &scored.derived.measured[at][m];
            prepared.push(PreparedMeasure {
                rules: points.map(|max| Arc::new(RuleInfo::of(measure, *max))).collect(),
                fits,
                peers,
                medians: ranked.par_iter().map(|firms| median(values, firms)).collect(),
                inputs: inputs(scheme, scored, measure),
            });
        }
        prepared
    }
}

fn median(values: &Measured, firms: &[usize]) -> Option<f64> {
    let Measured::Numbers(values) = values else { return None };
    let mut known: Vec<f64> = firms.iter().filter_map(|firm| values.get(*firm)).collect();
    known.sort_unstable_by(f64::total_cmp);
    (!known.is_empty()).then(|| crate::scoring::quantile(&known, 0.5))
}

/// The columns that a measure is made of: computed ones in the order in which they are needed, then
/// those of the tables.
fn inputs<'a>(
    scheme: &'a Scheme,
    scored: &'a Scored,
    measure: &'a Measure,
) -> Vec<InputColumn<'a>> {
    let mut names: Vec<&str> = Vec::new();
    let expressions = measure.value.iter().chain(items(measure).iter().map(|item| &item.when));
    expressions.for_each(|typed| mentioned(scheme, typed, &mut names));
    let column = |name: &'a str| {
        let derive = scheme.derives.iter().find(|derive| derive.name == name);
        let column = scheme.columns.iter().find(|column| column.name == name);
        let is_date = match (derive, column) {
            (Some(derive), _) => derive.value.ty() == Type::Date,
            (None, Some(column)) => column.kind == ColumnKind::Date,
            (None, None) => false,
        };
        InputColumn {
            name,
            unit: derive.map(|d| d.unit.as_str()).or(column.map(|c| c.unit.as_str())).unwrap_or(""),
            formula: derive.map(|derive| derive.text.as_str()),
            is_date,
            cells: scored.derived.frame.column(name).ok(),
        }
    };
    let mut inputs: Vec<InputColumn> = names.into_iter().map(column).collect();
    inputs.sort_by_key(|input| input.formula.is_none());
    inputs
}

fn mentioned<'a>(scheme: &'a Scheme, typed: &'a Typed, names: &mut Vec<&'a str>) {
    for name in typed.columns() {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        if let Some(derive) = scheme.derives.iter().find(|derive| derive.name == name) {
            mentioned(scheme, &derive.value, names);
        }
    }
}

fn lists<'a>(scheme: &'a Scheme, scored: &'a Scored) -> BTreeMap<usize, Vec<OnList<'a>>> {
    let mut lists: BTreeMap<usize, Vec<OnList>> = BTreeMap::new();
    for listed in &scored.ranking.lists {
        let list = &scheme.lists[listed.list];
        for (group, firms) in &listed.groups {
            let group = (list.within != Within::All).then_some(group.as_str());
            for (firm, rank) in firms {
                let on = OnList { id: &list.id, name: &list.name, rank: *rank, group };
                lists.entry(*firm).or_default().push(on);
            }
        }
    }
    lists
}
