//! Other weights for a scheme: from data or judgement, per stage, as points that add up, with what
//! they would do to the order. Owns the way from weights to points; the methods are `weights`'.

mod notes;

pub use notes::ratio_text;

use self::notes::{
    beyond_the_scale, filled_in, inconsistent, nothing_to_go_by, speechless, unchanged,
};
use super::columns::Columns;
use super::frozen::{Frozen, Setting, nominal};
use super::judgements::Judged;
use super::population::{Wiped, ranked, wiped};
use super::standing::{Effect, effect};
use super::tree::{NodePoints, leaves_below};
use super::weights::{Ahp, Method, ahp};
use crate::diagnostic::Diagnostic;
use crate::scheme::{Kind, Node, Scheme};
use crate::scoring::{Scored, nominal_weights};

/// Who is weighed against whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The indicators of each dimension; the dimensions keep their points.
    Siblings,
    /// All base indicators.
    All,
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Methods from data.
    pub methods: Vec<Method>,
    /// Judgements; empty for none.
    pub judged: Vec<Judged>,
    /// Who is weighed against whom.
    pub among: Among,
    /// The list length by which effects are told.
    pub top: usize,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// One per method, then their mean when there are several.
    pub ways: Vec<Way>,
    /// What each matrix of judgements says.
    pub judgements: Vec<(Judged, Ahp)>,
    /// What was found on the way.
    pub notes: Vec<Diagnostic>,
    /// Where a formula makes a node 0 because of one part.
    pub wiped: Vec<Wiped>,
    /// How many ranked firms.
    pub firms: usize,
    /// Decimals of the points.
    pub decimals: u32,
}

/// Points by one method.
#[derive(Debug, Clone)]
pub struct Way {
    /// The method's name.
    pub id: String,
    /// Points of every node, an entry per stage.
    pub setting: Setting,
    /// What they would do.
    pub effect: Effect,
}

/// The name of the mean of several methods.
pub const COMBINED: &str = "combined";

/// Weighs.
///
/// # Errors
/// Fewer than three ranked firms.
pub fn weigh(scheme: &Scheme, scored: &Scored, wish: &Wish) -> Result<Weighed, Diagnostic> {
    let firms = ranked(scored)?;
    let columns: Vec<_> = scored.shares.share.iter().collect();
    let frozen = Frozen::of(&scored.derived.stage, firms.iter().copied(), &columns);
    let decimals = scheme.rank.decimals.clamp(2, 4);
    let mut notes = Vec::new();
    let families = families(scheme, &frozen, wish.among, &mut notes);
    let mut drafts: Vec<(String, Setting)> = Vec::new();
    let mut silent: Vec<(usize, usize)> = Vec::new();
    for (way, method) in wish.methods.iter().enumerate() {
        let mut setting = nominal(scheme);
        for (at, family) in families.iter().enumerate() {
            match method.weights(&family.columns) {
                Some(weights) => apply(scheme, &mut setting, family, &weights, wish.among),
                None => {
                    silent.push((way, at));
                    notes.push(nothing_to_go_by(scheme, family, *method));
                }
            }
        }
        drafts.push((method.id().to_string(), setting));
    }
    let judgements: Vec<(Judged, Ahp)> =
        wish.judged.iter().map(|judged| (judged.clone(), ahp(&judged.matrix))).collect();
    if !judgements.is_empty() {
        let mut setting = nominal(scheme);
        for (judged, found) in &judgements {
            notes.extend(inconsistent(scheme, judged, found));
            notes.extend(beyond_the_scale(scheme, judged));
            by_judgement(scheme, &mut setting, judged, &found.weights, &wish.judged);
        }
        drafts.push(("ahp".to_string(), setting));
    }
    let tidied = |(id, setting): &(String, Setting)| (id.clone(), tidy(scheme, setting, decimals));
    let mut settings: Vec<(String, Setting)> = drafts.iter().map(tidied).collect();
    if drafts.len() > 1 {
        let mut all: Vec<Setting> = drafts.into_iter().map(|(_, setting)| setting).collect();
        for (at, family) in families.iter().enumerate() {
            let lacks = |way: &usize| silent.contains(&(*way, at));
            let ways = (0..wish.methods.len()).partition(lacks);
            speak_for(&mut all, family, ways, wish.among);
        }
        let all: Vec<&Setting> = all.iter().collect();
        settings.push((COMBINED.to_string(), tidy(scheme, &mean(&all), decimals)));
    }
    let mut asked = vec![nominal(scheme)];
    asked.extend(settings.iter().map(|(_, setting)| setting.clone()));
    let totals = frozen.totals(scheme, &asked);
    let ways = settings.into_iter().zip(&totals[1..]).map(|((id, setting), then)| Way {
        id,
        setting,
        effect: effect(&frozen, &totals[0], then, wish.top),
    });
    let wiped = wiped(scheme, scored, &firms);
    Ok(Weighed { ways: ways.collect(), judgements, notes, wiped, firms: firms.len(), decimals })
}

/// Indicators that are weighed against each other in one stage, with their shares.
struct Family {
    stage: usize,
    leaves: Vec<usize>,
    columns: Columns,
}

fn families(
    scheme: &Scheme,
    frozen: &Frozen,
    among: Among,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Family> {
    let mut families = Vec::new();
    for stage in 0..scheme.stages.len() {
        let slots: Vec<usize> =
            (0..frozen.len()).filter(|slot| frozen.stage[*slot] as usize == stage).collect();
        if slots.len() < 3 {
            notes.push(unchanged(scheme, stage, slots.len()));
            continue;
        }
        for leaves in relatives(scheme, stage, among) {
            let columns = columns(scheme, frozen, &slots, &leaves, stage, notes);
            families.push(Family { stage, leaves, columns });
        }
    }
    families
}

/// Base indicators with points in the stage, at least two at a time.
fn relatives(scheme: &Scheme, stage: usize, among: Among) -> Vec<Vec<usize>> {
    let counts = |leaf: &usize| {
        let indicator = &scheme.indicators[*leaf];
        indicator.kind == Kind::Base && indicator.points[stage] > 0.0
    };
    let all = 0..scheme.indicators.len();
    let groups: Vec<Vec<usize>> = match among {
        Among::All => vec![all.filter(counts).collect()],
        Among::Siblings => (0..scheme.dimensions.len())
            .map(|d| {
                all.clone().filter(|i| scheme.indicators[*i].dimension == d && counts(i)).collect()
            })
            .collect(),
    };
    groups.into_iter().filter(|group| group.len() > 1).collect()
}

/// The shares of the firms that have all of them; with gaps filled where those are too few.
fn columns(
    scheme: &Scheme,
    frozen: &Frozen,
    slots: &[usize],
    leaves: &[usize],
    stage: usize,
    notes: &mut Vec<Diagnostic>,
) -> Columns {
    let has = |slot: &usize, leaf: &usize| frozen.has(*slot, *leaf);
    let complete: Vec<usize> =
        slots.iter().copied().filter(|slot| leaves.iter().all(|leaf| has(slot, leaf))).collect();
    let enough = complete.len() >= 3 && 2 * complete.len() >= slots.len();
    let share = |slot: usize, leaf: usize| frozen.shares(slot)[leaf];
    let of_leaf = |leaf: &usize| -> Vec<f64> {
        if enough {
            return complete.iter().map(|slot| share(*slot, *leaf)).collect();
        }
        let known: Vec<f64> =
            slots.iter().filter(|slot| has(slot, leaf)).map(|slot| share(*slot, *leaf)).collect();
        let mean = super::columns::mean(&known);
        slots.iter().map(|slot| if has(slot, leaf) { share(*slot, *leaf) } else { mean }).collect()
    };
    let columns = Columns(leaves.iter().map(of_leaf).collect());
    if !enough {
        notes.push(filled_in(scheme, leaves, stage, complete.len(), slots.len()));
    }
    notes.extend(speechless(scheme, frozen, slots, leaves, &columns, stage));
    columns
}

/// Gives the ways that found nothing about a family what the others found on average, so that they
/// do not pull the mean back to the scheme's own points. Where nobody found anything those stay.
fn speak_for(
    all: &mut [Setting],
    family: &Family,
    (silent, heard): (Vec<usize>, Vec<usize>),
    among: Among,
) {
    if silent.is_empty() || heard.is_empty() {
        return;
    }
    let stage = family.stage;
    let mean = mean(&heard.iter().map(|way| &all[*way]).collect::<Vec<_>>());
    for way in silent {
        match among {
            Among::All => all[way][stage] = mean[stage].clone(),
            Among::Siblings => family.leaves.iter().for_each(|leaf| {
                all[way][stage].indicators[*leaf] = mean[stage].indicators[*leaf];
            }),
        }
    }
}

fn apply(scheme: &Scheme, setting: &mut Setting, family: &Family, weights: &[f64], among: Among) {
    let points = &mut setting[family.stage];
    match among {
        Among::Siblings => {
            let sum: f64 = family.leaves.iter().map(|leaf| points.indicators[*leaf]).sum();
            for (leaf, weight) in family.leaves.iter().zip(weights) {
                points.indicators[*leaf] = sum * *weight;
            }
        }
        Among::All => {
            let old = nominal_weights(scheme, family.stage);
            let mut new = vec![0.0; scheme.indicators.len()];
            for (leaf, weight) in family.leaves.iter().zip(weights) {
                new[*leaf] = *weight;
            }
            *points = points.reweighted(scheme, &old, &new);
        }
    }
}

/// Shares out a node's points by judgement, among the children that have any in the stage: what
/// the scheme does not ask of a stage stays out of it.
fn by_judgement(
    scheme: &Scheme,
    setting: &mut Setting,
    judged: &Judged,
    weights: &[f64],
    all: &[Judged],
) {
    for (stage, points) in setting.iter_mut().enumerate() {
        if !judged.counts_in(stage, all) {
            continue;
        }
        let children = judged.children.iter().zip(weights);
        let asked: Vec<(&Node, &f64)> =
            children.filter(|(child, _)| points.node(**child) > 0.0).collect();
        let sum: f64 = asked.iter().map(|(child, _)| points.node(**child)).sum();
        let whole: f64 = asked.iter().map(|(_, weight)| **weight).sum();
        for (child, weight) in asked {
            scale(scheme, points, *child, sum * weight / whole);
        }
    }
}

/// Gives a node other points; what stands below it grows or shrinks with it.
fn scale(scheme: &Scheme, points: &mut NodePoints, node: Node, to: f64) {
    let factor = if points.node(node) > 0.0 { to / points.node(node) } else { 0.0 };
    match node {
        Node::Indicator(at) => points.indicators[at] = to,
        Node::Dimension(at) => {
            points.dimensions[at] = to;
            for child in &scheme.dimensions[at].children {
                scale(scheme, points, *child, points.node(*child) * factor);
            }
        }
    }
}

fn mean(settings: &[&Setting]) -> Setting {
    let n = settings.len() as f64;
    let mut mean = settings[0].clone();
    for (stage, points) in mean.iter_mut().enumerate() {
        for (at, number) in points.indicators.iter_mut().enumerate() {
            *number = settings.iter().map(|s| s[stage].indicators[at]).sum::<f64>() / n;
        }
        for (at, number) in points.dimensions.iter_mut().enumerate() {
            *number = settings.iter().map(|s| s[stage].dimensions[at]).sum::<f64>() / n;
        }
    }
    mean
}

/// Points with few decimals that still add up: siblings share out their sum by largest remainder.
fn tidy(scheme: &Scheme, setting: &Setting, decimals: u32) -> Setting {
    let mut tidy = setting.clone();
    let tops: Vec<Node> = scheme.top(Kind::Base).map(Node::Dimension).collect();
    for points in &mut tidy {
        let sum = tops.iter().map(|node| points.node(*node)).sum();
        tidy_children(scheme, points, &tops, sum, decimals);
    }
    tidy
}

fn tidy_children(
    scheme: &Scheme,
    points: &mut NodePoints,
    nodes: &[Node],
    sum: f64,
    decimals: u32,
) {
    let parts: Vec<f64> = nodes.iter().map(|node| points.node(*node)).collect();
    for (node, part) in nodes.iter().zip(allot(sum, &parts, decimals)) {
        match node {
            Node::Indicator(at) => points.indicators[*at] = part,
            Node::Dimension(at) => {
                let (old, children) = (points.dimensions[*at], &scheme.dimensions[*at].children);
                points.dimensions[*at] = part;
                let below: f64 = children.iter().map(|child| points.node(*child)).sum();
                // A dimension may hold more points below it than it lets through.
                let below = if old > 0.0 { below * (part / old) } else { below };
                tidy_children(scheme, points, children, below, decimals);
            }
        }
    }
}

/// Shares out a sum in whole units of the last decimal, by largest remainder (Hamilton).
fn allot(sum: f64, parts: &[f64], decimals: u32) -> Vec<f64> {
    let unit = 10f64.powi(decimals as i32);
    let all: f64 = parts.iter().sum();
    if all <= 0.0 {
        return parts.to_vec();
    }
    let exact: Vec<f64> = parts.iter().map(|part| part / all * sum * unit).collect();
    let mut whole: Vec<f64> = exact.iter().map(|part| (part + 1e-9).floor()).collect();
    let left = ((sum * unit).round() - whole.iter().sum::<f64>()).max(0.0) as usize;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let rest = |at: usize| exact[at] - whole[at];
    order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)).then(a.cmp(b)));
    order.into_iter().take(left).for_each(|at| whole[at] += 1.0);
    whole.into_iter().map(|part| part / unit).collect()
}

/// The nodes whose points differ from the scheme's, dimensions first.
pub fn changed(scheme: &Scheme, setting: &Setting) -> Vec<Node> {
    let today = nominal(scheme);
    let dimensions = (0..scheme.dimensions.len()).map(Node::Dimension);
    let nodes = dimensions.chain((0..scheme.indicators.len()).map(Node::Indicator));
    let differs = |node: &Node| {
        today.iter().zip(setting).any(|(a, b)| (a.node(*node) - b.node(*node)).abs() > 1e-9)
    };
    nodes.filter(differs).collect()
}

/// The base indicators, in file order.
pub fn base_leaves(scheme: &Scheme) -> Vec<usize> {
    let mut leaves: Vec<usize> =
        scheme.top(Kind::Base).flat_map(|top| leaves_below(scheme, Node::Dimension(top))).collect();
    leaves.sort_unstable();
    leaves
}
