//! A scheme looked over on its firms: profiles, relations between indicators, reliability of
//! dimensions, what the removal of each node does. Owns what is looked at for whom; the measures
//! are the other files'.

use rayon::prelude::*;

use super::columns::Columns;
use super::correlation::{Correlation, pearson, spearman};
use super::frozen::{Frozen, nominal};
use super::population::{Wiped, ranked, wiped};
use super::profile::{Profile, pairs, profiles};
use super::reliability::{Reliability, reliability};
use super::standing::{Effect, effect};
use super::tree::leaves_below;
use crate::diagnostic::Diagnostic;
use crate::scheme::{Kind, Node, Scheme};
use crate::scoring::Scored;

/// Everything that was looked at.
#[derive(Debug, Clone)]
pub struct Audit {
    /// All ranked firms, then each stage of a scheme that has several.
    pub views: Vec<View>,
    /// Pairs of indicators that say the same, closest first.
    pub redundant: Vec<Pair>,
    /// What the removal of each base node does.
    pub removals: Vec<Removal>,
    /// Where a formula makes a node 0 because of one part.
    pub wiped: Vec<Wiped>,
}

/// Some firms looked at.
#[derive(Debug, Clone)]
pub struct View {
    /// The stage; none: all.
    pub stage: Option<usize>,
    /// How many ranked firms.
    pub firms: usize,
    /// Per indicator.
    pub profiles: Vec<Profile>,
    /// Every pair of siblings.
    pub siblings: Vec<Pair>,
    /// Per dimension, where it can be told.
    pub reliability: Vec<(usize, Reliability)>,
}

/// Two indicators.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Indices.
    pub indicators: (usize, usize),
    /// Of their shares.
    pub pearson: Option<Correlation>,
    /// Of the ranks of their shares.
    pub spearman: Option<Correlation>,
}

/// A node taken out: its siblings share out its points.
#[derive(Debug, Clone)]
pub struct Removal {
    /// Which.
    pub node: Node,
    /// What it does.
    pub effect: Effect,
}

/// Looks. `redundant` is the rank correlation from which two indicators say the same, `top` the
/// list length of removals.
///
/// # Errors
/// Fewer than three ranked firms.
pub fn audit(
    scheme: &Scheme,
    scored: &Scored,
    redundant: f64,
    top: usize,
) -> Result<Audit, Diagnostic> {
    let ranked = ranked(scored)?;
    let mut views = vec![view(scheme, scored, None, &ranked)];
    if scheme.stages.len() > 1 {
        for stage in 0..scheme.stages.len() {
            let in_stage = |firm: &usize| scored.derived.stage[*firm] == Some(stage as u16);
            let firms: Vec<usize> = ranked.iter().copied().filter(in_stage).collect();
            views.push(view(scheme, scored, Some(stage), &firms));
        }
    }
    Ok(Audit {
        redundant: redundancies(scheme, scored, &ranked, redundant),
        removals: removals(scheme, scored, &ranked, top),
        wiped: wiped(scheme, scored, &ranked),
        views,
    })
}

fn view(scheme: &Scheme, scored: &Scored, stage: Option<usize>, firms: &[usize]) -> View {
    let mut siblings = Vec::new();
    for dimension in &scheme.dimensions {
        let leaves: Vec<usize> = dimension
            .children
            .iter()
            .filter_map(|child| match child {
                Node::Indicator(at) => Some(*at),
                Node::Dimension(_) => None,
            })
            .collect();
        siblings.extend(every_pair(&leaves));
    }
    View {
        stage,
        firms: firms.len(),
        profiles: profiles(scheme, scored, firms),
        siblings: siblings.into_par_iter().map(|pair| relation(scored, firms, pair)).collect(),
        reliability: (0..scheme.dimensions.len())
            .filter_map(|at| Some((at, of_dimension(scheme, scored, firms, at)?)))
            .collect(),
    }
}

fn every_pair(leaves: &[usize]) -> Vec<(usize, usize)> {
    let with_later = |(place, a): (usize, &usize)| -> Vec<(usize, usize)> {
        leaves[place + 1..].iter().map(|b| (*a, *b)).collect()
    };
    leaves.iter().enumerate().flat_map(with_later).collect()
}

fn relation(scored: &Scored, firms: &[usize], pair: (usize, usize)) -> Pair {
    let share = |at: usize| move |firm: usize| scored.shares.share[at].get(firm);
    let (x, y) = pairs(firms, &share(pair.0), &share(pair.1));
    Pair { indicators: pair, pearson: pearson(&x, &y), spearman: spearman(&x, &y) }
}

/// Every pair of base indicators, in whatever dimensions they stand.
fn redundancies(scheme: &Scheme, scored: &Scored, firms: &[usize], bound: f64) -> Vec<Pair> {
    let base: Vec<usize> = (0..scheme.indicators.len())
        .filter(|at| scheme.indicators[*at].kind == Kind::Base)
        .collect();
    let size = |pair: &Pair| pair.spearman.map_or(0.0, |rho| rho.value.abs());
    let mut found: Vec<Pair> = every_pair(&base)
        .into_par_iter()
        .map(|pair| relation(scored, firms, pair))
        .filter(|pair| size(pair) >= bound)
        .collect();
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.indicators.cmp(&b.indicators)));
    found
}

/// The shares of a dimension's children, of the firms that have all of them.
fn of_dimension(
    scheme: &Scheme,
    scored: &Scored,
    firms: &[usize],
    at: usize,
) -> Option<Reliability> {
    let share = |node: Node, firm: usize| match node {
        Node::Indicator(leaf) => scored.shares.share[leaf].get(firm),
        Node::Dimension(below) => scored.points.dimension_shares[below].get(firm),
    };
    let children = &scheme.dimensions[at].children;
    let rows: Vec<Vec<f64>> = firms
        .iter()
        .filter_map(|firm| children.iter().map(|child| share(*child, *firm)).collect())
        .collect();
    let column = |place: usize| rows.iter().map(|row| row[place]).collect();
    reliability(&Columns((0..children.len()).map(column).collect()))
}

fn removals(scheme: &Scheme, scored: &Scored, firms: &[usize], top: usize) -> Vec<Removal> {
    let columns: Vec<_> = scored.shares.share.iter().collect();
    let frozen = Frozen::of(&scored.derived.stage, firms.iter().copied(), &columns);
    let points = [nominal(scheme)];
    let total =
        |frozen: &Frozen| frozen.totals(scheme, &points).into_iter().next().unwrap_or_default();
    let today = total(&frozen);
    let base = |node: &Node| match node {
        Node::Dimension(at) => scheme.dimensions[*at].kind == Kind::Base,
        Node::Indicator(at) => scheme.indicators[*at].kind == Kind::Base,
    };
    let everything = scheme.indicators.iter().filter(|i| i.kind == Kind::Base).count();
    let dimensions = (0..scheme.dimensions.len()).map(Node::Dimension);
    let nodes = dimensions.chain((0..scheme.indicators.len()).map(Node::Indicator)).filter(base);
    nodes
        .filter_map(|node| {
            let leaves = leaves_below(scheme, node);
            if leaves.len() == everything {
                return None;
            }
            let then = total(&frozen.without(&leaves));
            Some(Removal { node, effect: effect(&frozen, &today, &then, top) })
        })
        .collect()
}
