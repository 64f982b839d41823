//! A firm's page: what its portrait says, in the order in which a person asks. Must not calculate:
//! every number is the portrait's.

use minijinja::Value;
use serde::Serialize;

use super::leaf::{LeafRow, part, safe};
use super::navigator::PolicyRows;
use super::{Around, FIRMS, Site};
use crate::expr::number_in_words as number;
use crate::portrait::words::points_in_words;
use crate::portrait::{ClauseKind, Gain, LeafPortrait, NodePortrait, Portrait, Trait, Why};
use crate::report::explain::{cut_words, fixed, header, lines, percent, scalar};
use crate::report::file_name;
use crate::report::svg::{bars, radar};
use crate::say;
use crate::scheme::{Aggregate, Kind};
use crate::scoring::{Answer, Status};

/// What the template is given of a firm.
#[derive(Debug, Serialize)]
pub struct FirmPage {
    id: String,
    name: String,
    source: String,
    stage: Option<String>,
    groups: Vec<(String, String)>,
    ranked: bool,
    status: String,
    reasons: Vec<String>,
    total: Option<String>,
    maximum: String,
    grade: Option<String>,
    rank: Option<String>,
    ranked_firms: usize,
    rank_in_stage: Option<String>,
    ranked_in_stage: usize,
    coverage: Option<String>,
    lists: Vec<(String, String)>,
    sum: Vec<SumRow>,
    sum_notes: Vec<String>,
    radar: Option<Value>,
    radar_lines: Lines,
    /// What the strips show beside the firm.
    strip_lines: Lines,
    dimensions: Vec<DimensionRow>,
    strengths: Vec<TraitRow>,
    weaknesses: Vec<TraitRow>,
    gains: Vec<GainRow>,
    deductions: Vec<(String, String, String)>,
    branches: Vec<Branch>,
    missing: Vec<MissingRow>,
    qualified: Option<QualifiedRows>,
    policies: Option<PolicyRows>,
    chain: Vec<String>,
    in_report: bool,
    previous: Option<Link>,
    next: Option<Link>,
}

/// Which lines some drawing has, so that a legend names no other.
#[derive(Debug, Default, Serialize)]
struct Lines {
    median: bool,
    top: bool,
    border: bool,
    bent: bool,
}

/// A step of the sum.
#[derive(Debug, Serialize)]
struct SumRow {
    name: String,
    points: String,
    class: &'static str,
    bar: Value,
    /// The last row, which the others add up to.
    total: bool,
}

#[derive(Debug, Serialize)]
struct DimensionRow {
    name: String,
    points: Option<String>,
    maximum: String,
    bar: Value,
    rank: Option<String>,
    peers: usize,
}

#[derive(Debug, Serialize)]
struct TraitRow {
    id: String,
    name: String,
    says: String,
    points: String,
    maximum: String,
}

#[derive(Debug, Serialize)]
struct GainRow {
    id: String,
    name: String,
    now: String,
    needed: String,
    gain: String,
    places: Option<String>,
}

/// A dimension with its own indicators.
#[derive(Debug, Serialize)]
struct Branch {
    name: String,
    depth: usize,
    points: Option<String>,
    maximum: String,
    rank: Option<String>,
    peers: usize,
    note: Option<String>,
    leaves: Vec<LeafRow>,
}

#[derive(Debug, Serialize)]
struct MissingRow {
    name: String,
    says: String,
    points: Option<String>,
    maximum: String,
}

#[derive(Debug, Serialize)]
struct QualifiedRows {
    answer: String,
    class: &'static str,
    groups: Vec<(String, Vec<(&'static str, String)>)>,
}

/// A neighbour in the ranking.
#[derive(Debug, Serialize)]
struct Link {
    href: String,
    name: String,
}

/// The nearest gains that a page shows; the portrait as JSON has them all.
const GAINS_SHOWN: usize = 8;

impl Site<'_> {
    pub(super) fn firm_page(&self, firm: usize, around: Around) -> FirmPage {
        let portrait = self.portraits.of(firm);
        let p = &portrait;
        let stage = self.scored.derived.stage[firm].map(usize::from);
        let shown = |points: f64| fixed(points, p.decimals);
        let axes = self.axes(p);
        let branches = stage.map(|stage| self.branches(p, stage)).unwrap_or_default();
        FirmPage {
            id: p.id.clone(),
            name: p.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| p.id.clone()),
            source: file_name(&p.source).to_string(),
            stage: p.stage.filter(|_| self.scheme.stages.len() > 1).map(|s| s.name.to_string()),
            groups: p
                .groups
                .iter()
                .filter_map(|(column, text)| Some((column.to_string(), text.clone()?)))
                .collect(),
            ranked: p.status == Status::Ranked,
            status: self.say(&header::status(p.status)),
            reasons: p.reasons.iter().map(|r| self.say(&header::reason_words(r))).collect(),
            total: p.total.map(shown),
            maximum: number(p.maximum),
            grade: p.grade.map(str::to_string),
            rank: p.rank.map(number),
            ranked_firms: p.ranked,
            rank_in_stage: p.rank_in_stage.map(number),
            ranked_in_stage: p.ranked_in_stage,
            coverage: p.coverage.map(percent),
            lists: p.lists.iter().map(|on| (on.name.to_string(), number(on.rank))).collect(),
            sum: self.sum_rows(p),
            sum_notes: self.sum_notes(p),
            radar_lines: radar_lines(&axes),
            radar: axes.map(|axes| safe(radar::draw(&axes, self.word("sec_radar")))),
            strip_lines: strip_lines(&branches),
            dimensions: dimension_rows(p),
            strengths: p.strengths.iter().map(|told| self.trait_row(told, p.decimals)).collect(),
            weaknesses: p.weaknesses.iter().map(|told| self.trait_row(told, p.decimals)).collect(),
            gains: p.nearest_gains.iter().take(GAINS_SHOWN).map(|g| self.gain_row(p, g)).collect(),
            deductions: self.deductions(p),
            branches,
            missing: self.missing_rows(p),
            qualified: self.qualified_rows(p),
            policies: self.policy_rows(&p.id),
            chain: self.place_rows(&p.id),
            in_report: around.in_report,
            previous: around.previous.map(|firm| self.link(firm)),
            next: around.next.map(|firm| self.link(firm)),
        }
    }

    fn link(&self, firm: usize) -> Link {
        let column = self.scheme.firm.name.as_ref().unwrap_or(&self.scheme.firm.id);
        let href = self.file(firm).to_string();
        Link { href, name: self.scored.derived.text(column, firm) }
    }

    /// The terms of the total, each from where the last ended.
    fn sum_rows(&self, p: &Portrait) -> Vec<SumRow> {
        let (Some(base), Some(sum), Some(total)) = (p.base, p.sum, p.total) else {
            return Vec::new();
        };
        let tops = |kind: Kind| {
            let tops = p.dimensions.iter().filter(move |n| n.parent.is_none() && n.kind == kind);
            tops.filter_map(|node| Some((node.name.to_string(), node.points?)))
        };
        let mut terms: Vec<(String, f64)> = Vec::new();
        if p.aggregate == Aggregate::Sum {
            terms.extend(tops(Kind::Base));
            terms.extend((p.base_cut > 0.0).then(|| {
                (self.say(&say!("超过满分，少计", "beyond the maximum: cut")), -p.base_cut)
            }));
        } else {
            terms.push((self.say(&say!("基础分", "base")), base));
        }
        terms.extend(tops(Kind::Bonus));
        terms.extend(tops(Kind::Deduction));
        if p.floor_applied {
            terms.push((self.say(&say!("提高到下限", "raised to the floor")), total - sum));
        }
        let gained: f64 = terms.iter().map(|(_, points)| points.max(0.0)).sum();
        let whole = p.maximum.max(gained);
        let mut reached = 0.0;
        let mut rows: Vec<SumRow> = Vec::new();
        for (name, points) in terms {
            let from = reached;
            reached += points;
            let class = if points < 0.0 { "loss" } else { "own" };
            let text = fixed(points, p.decimals);
            let bar = bars::step(part(from, whole), part(reached, whole), class, &name);
            let points = if points >= 0.0 { format!("+{text}") } else { text };
            rows.push(SumRow { name, points, class, bar: safe(bar), total: false });
        }
        let name = self.word("total").to_string();
        let bar = safe(bars::step(0.0, part(total, whole), "sum", &name));
        rows.push(SumRow {
            name,
            points: fixed(total, p.decimals),
            class: "sum",
            bar,
            total: true,
        });
        rows
    }

    fn sum_notes(&self, p: &Portrait) -> Vec<String> {
        let mut notes = Vec::new();
        if p.aggregate != Aggregate::Sum {
            let how = crate::report::explain::aggregate_words(p.aggregate);
            let (zh, en) = (how.zh, how.en);
            notes.push(self.say(&say!(
                "基础分是各维度得分率的{zh}乘以满分。",
                "The base points are the {en} of the dimensions' shares times the maximum."
            )));
        }
        if p.indicators.iter().any(|leaf| leaf.points.is_none() && leaf.nominal_maximum > 0.0) {
            notes.push(self.say(&say!(
                "有指标剔除：同级指标的满分相应提高，使满分合计不变。",
                "Indicators were left out: their siblings' maxima are raised, so that the whole stays the same."
            )));
        }
        notes
    }

    /// The dimensions on axes; nothing where they are too few to make an area.
    fn axes(&self, p: &Portrait) -> Option<Vec<radar::Axis>> {
        let axis = |node: &NodePortrait| {
            let good = |share: Option<f64>| match node.kind {
                Kind::Deduction => share.map(|share| 1.0 - share),
                _ => share,
            };
            let own = good(node.share);
            radar::Axis {
                label: node.name.to_string(),
                note: own.map(percent).unwrap_or_default(),
                own,
                median: good(node.standing.median_share),
                top: good(node.standing.top_decile_share),
            }
        };
        let counted = |node: &&NodePortrait| node.maximum > 0.0;
        let tops: Vec<_> =
            p.dimensions.iter().filter(|n| n.parent.is_none()).filter(counted).collect();
        let nodes = match tops.len() {
            few if few < radar::LEAST_AXES => p
                .dimensions
                .iter()
                .filter(|node| p.dimensions.iter().all(|below| below.parent != Some(node.id)))
                .filter(counted)
                .collect(),
            _ => tops,
        };
        let axes: Vec<radar::Axis> = nodes.into_iter().map(axis).collect();
        let drawn = axes.len() >= radar::LEAST_AXES && p.total.is_some();
        drawn.then_some(axes)
    }

    fn trait_row(&self, told: &Trait, decimals: u32) -> TraitRow {
        let rank = told.rank_in_stage.map(number).unwrap_or_default();
        let (peers, taken) = (told.peers, fixed(told.points.abs(), decimals));
        let says = match told.why {
            Why::Deducted => say!("扣 {taken} 分", "{taken} points taken"),
            _ => say!("同阶段 {peers} 家中第 {rank} 名", "{rank} of {peers} in its stage"),
        };
        TraitRow {
            id: told.id.to_string(),
            name: told.name.to_string(),
            says: self.say(&says),
            points: fixed(told.points, decimals),
            maximum: points_in_words(told.maximum, decimals),
        }
    }

    fn gain_row(&self, p: &Portrait, gain: &Gain) -> GainRow {
        let leaf = p.indicators.iter().find(|leaf| leaf.id == gain.id);
        let needed = leaf.map(|leaf| {
            let alternative = gain.next.alternative.and_then(|at| leaf.alternatives.get(at));
            lines::needed(&gain.next, alternative.unwrap_or(&leaf.measure))
        });
        let now = match leaf.filter(|leaf| leaf.choice.is_none()) {
            Some(leaf) => lines::value(&leaf.measure),
            None => gain.from.as_ref().map(|from| scalar(from, gain.unit)).unwrap_or_default(),
        };
        GainRow {
            id: gain.id.to_string(),
            name: gain.name.to_string(),
            now: self.say(&now),
            needed: needed.map(|needed| self.say(&needed)).unwrap_or_default(),
            gain: format!("+{}", fixed(gain.total_gain, p.decimals)),
            places: gain.places_up.filter(|places| *places > 0.0).map(|places| {
                let places = number(places);
                self.say(&say!("约 {places} 位", "about {places}"))
            }),
        }
    }

    /// What was taken, and the vetoes: name, value, points.
    fn deductions(&self, p: &Portrait) -> Vec<(String, String, String)> {
        let taken = p.indicators.iter().filter(|leaf| leaf.kind == Kind::Deduction);
        let taken = taken.filter(|leaf| leaf.points.is_some_and(|points| points < 0.0));
        taken
            .map(|leaf| {
                let points = fixed(leaf.points.unwrap_or(0.0), p.decimals);
                (leaf.name.to_string(), self.say(&lines::value(&leaf.measure)), points)
            })
            .collect()
    }

    fn branches(&self, p: &Portrait, stage: usize) -> Vec<Branch> {
        let mut branches = Vec::new();
        let mut depths: Vec<(&str, usize)> = Vec::new();
        for node in &p.dimensions {
            let above = depths.iter().find(|(id, _)| Some(*id) == node.parent);
            let depth = above.map_or(0, |(_, depth)| depth + 1);
            depths.push((node.id, depth));
            let leaves = p.indicators.iter().enumerate().filter(|(_, leaf)| counts(leaf, node));
            let leaves: Vec<LeafRow> =
                leaves.map(|(at, leaf)| self.leaf_row(p, leaf, at, stage)).collect();
            let (sum, cut) = cut_words(node, p.decimals);
            let note = (node.cut > 0.0).then(|| {
                self.say(&say!(
                    "合计 {sum}，超过上限，少计 {cut}",
                    "sum {sum}, above the maximum: {cut} are cut"
                ))
            });
            let row = dimension_row(node, p.decimals);
            let DimensionRow { name, points, maximum, rank, peers, .. } = row;
            branches.push(Branch { name, depth, points, maximum, rank, peers, note, leaves });
        }
        branches
    }

    fn missing_rows(&self, p: &Portrait) -> Vec<MissingRow> {
        let row = |missing: &crate::portrait::MissingValue| MissingRow {
            name: missing.name.to_string(),
            says: self.say(&missing.says),
            points: missing.points.map(|points| fixed(points, p.decimals)),
            maximum: number(missing.maximum),
        };
        p.missing.iter().map(row).collect()
    }

    fn qualified_rows(&self, p: &Portrait) -> Option<QualifiedRows> {
        let qualified = p.qualified.as_ref()?;
        let (answer, class) = match qualified.answer {
            Answer::Yes => (say!("达标", "Qualifies"), "yes"),
            Answer::No => (say!("未达标", "Does not qualify"), "no"),
            Answer::Unknown => (say!("无法判断", "Cannot be told"), "unknown"),
        };
        let kinds = [
            (ClauseKind::Condition, say!("必须满足", "Must hold in any case")),
            (ClauseKind::Pass, say!("评价通过", "To pass")),
            (
                ClauseKind::Direct,
                say!("直接确认（有一项即可）", "Instead of passing, one is enough"),
            ),
        ];
        let rows = |kind: ClauseKind| {
            let clauses = qualified.clauses.iter().filter(move |clause| clause.kind == kind);
            let row = |clause: &crate::portrait::Clause| {
                let mark = clause.held.map_or("unknown", |held| if held { "yes" } else { "no" });
                (mark, self.say(&clause.says))
            };
            clauses.map(row).collect::<Vec<_>>()
        };
        let groups = kinds.iter().map(|(kind, title)| (self.say(title), rows(*kind)));
        let groups = groups.filter(|(_, rows)| !rows.is_empty()).collect();
        Some(QualifiedRows { answer: self.say(&answer), class, groups })
    }
}

/// An outline of which an axis is not known is not drawn.
fn radar_lines(axes: &Option<Vec<radar::Axis>>) -> Lines {
    let Some(axes) = axes else { return Lines::default() };
    Lines {
        median: axes.iter().all(|axis| axis.median.is_some()),
        top: axes.iter().all(|axis| axis.top.is_some()),
        ..Lines::default()
    }
}

fn strip_lines(branches: &[Branch]) -> Lines {
    let any = |has: fn(&LeafRow) -> bool| branches.iter().flat_map(|b| &b.leaves).any(has);
    Lines {
        median: any(|leaf| leaf.median.is_some()),
        border: any(|leaf| leaf.borders),
        bent: any(|leaf| leaf.bent),
        top: false,
    }
}

/// What is worth nothing in the stage is no part of the firm's sum.
fn counts(leaf: &LeafPortrait, node: &NodePortrait) -> bool {
    leaf.dimension == node.id && leaf.nominal_maximum > 0.0
}

fn dimension_rows(p: &Portrait) -> Vec<DimensionRow> {
    let tops = p.dimensions.iter().filter(|node| node.parent.is_none() && node.maximum > 0.0);
    tops.map(|node| dimension_row(node, p.decimals)).collect()
}

fn dimension_row(node: &NodePortrait, decimals: u32) -> DimensionRow {
    let class = if node.kind == Kind::Deduction { "loss" } else { "own" };
    let share = node.share.unwrap_or(0.0);
    DimensionRow {
        name: node.name.to_string(),
        points: node.points.map(|points| fixed(points, decimals)),
        maximum: points_in_words(node.maximum, decimals),
        bar: safe(bars::part(share, node.standing.median_share, class, node.name)),
        rank: node.standing.rank_in_stage.map(number),
        peers: node.standing.peers,
    }
}

/// The path of a portrait from the list.
pub fn href(file: &str) -> String {
    format!("{FIRMS}/{file}")
}
