//! A comparison in words and tables: what changed, for whom, because of what.

mod tables;

use super::dossier::Dossier;
use super::grid::{Cell, places, shown};
use super::points_text;
use crate::analysis::compare::{ByList, Change, Comparison, Run};
use crate::analysis::contributions::{Cause, causes};
use crate::analysis::correlation::Correlation;
use crate::diagnostic::{Lang, Text, counted, counted_as};
use crate::say;
use crate::scoring::Status;

/// How many movers and members of lists the findings name.
const NAMED: usize = 5;

/// How many movers each way are told of where nothing else is.
pub const MOVERS: usize = 3;

/// Everything to be told. `labels` name the two runs.
pub fn dossier(comparison: &Comparison, runs: [Run; 2], labels: [&str; 2]) -> Dossier {
    let (a, b) = (labels[0], labels[1]);
    let mut findings = agreement_findings(comparison);
    findings.extend(list_findings(comparison, NAMED));
    findings.extend(mover_findings(comparison, 1));
    findings.extend(cause_findings(comparison));
    findings.extend(status_findings(comparison));
    Dossier {
        id: "compare".into(),
        title: say!("对比：{a} → {b}", "Compared: {a} → {b}"),
        findings,
        grids: tables::grids(comparison, runs),
    }
}

/// Who came onto a list and who went off it, at most `named` of each; then the biggest movers.
pub fn moves(comparison: &Comparison, named: usize) -> Vec<Text> {
    let mut told = list_findings(comparison, named);
    let movers = mover_findings(comparison, MOVERS);
    if movers.is_empty() {
        told.push(say!("没有一家企业的名次变动。", "No firm's rank changes."));
    }
    told.extend(movers);
    told
}

/// The name of a cause.
pub fn cause_name(comparison: &Comparison, at: usize) -> Text {
    match causes(&comparison.outline).get(at) {
        Some(Cause::Node(node)) => {
            let name = &comparison.outline.nodes[*node].name;
            match comparison.outline.is_dimension(*node) {
                true => say!("{name}（权重、封顶或汇总方式）", "{name} (its weight, cap or rule)"),
                false => Text::same(name.clone()),
            }
        }
        Some(Cause::Total) => Text::new("总分（封顶或汇总方式）", "total (its cap or rule)"),
        Some(Cause::Floor) => Text::new("总分下限", "the floor of the total"),
        _ => Text::new("取整", "rounding"),
    }
}

fn firm_name(firm: &Change) -> &str {
    if firm.name.is_empty() { &firm.id } else { &firm.name }
}

fn agreement_findings(comparison: &Comparison) -> Vec<Text> {
    let mut findings = Vec::new();
    let Some(all) = comparison.agreement.first() else { return findings };
    let n = all.firms;
    if let (Some(tau), Some(rho), Some(turned)) = (all.kendall, all.spearman, all.inverted) {
        let (rho, tau_text) = (shown(rho.value, 3), shown(tau.value, 3));
        let turned = shown(turned * 100.0, 1);
        let word = reading(tau);
        let (zh, en) = (word.zh, word.en);
        findings.push(say!(
            "两次都有排名的 {n} 家企业，名次{zh}：任取两家，约 {turned}% 的先后颠倒了（Kendall τ = {tau_text}，Spearman ρ = {rho}）。",
            "{n} firms are ranked in both; the order is {en}: of every hundred pairs of firms {turned} are turned round (Kendall τ = {tau_text}, Spearman ρ = {rho})."
        ));
    }
    let (mean, largest, unmoved) =
        (shown(all.mean_shift, 1), rank_text(all.largest_shift), all.unmoved);
    let moves = places(&mean);
    findings.push(say!(
        "名次平均变动 {mean} 位，最多 {largest} 位，{unmoved} 家没有变动。",
        "A firm moves by {moves} on average, {largest} at the most; {unmoved} do not move."
    ));
    if comparison.is_of_two_populations() {
        findings.push(say!(
            "两次的企业不全相同：以上名次和变动只在两次都有排名的 {n} 家之间比，各自重新排名。",
            "The runs are not of the same firms: these ranks and shifts are among the {n} that are ranked in both, ranked anew among themselves."
        ));
    }
    findings
}

/// A rank or a number of places; halves come from average ties.
fn rank_text(rank: f64) -> String {
    Cell::rank(Some(rank)).shown(Lang::En)
}

fn reading(tau: Correlation) -> Text {
    match tau.value {
        t if t >= 0.95 => Text::new("几乎没变", "nearly the same"),
        t if t >= 0.8 => Text::new("大体相同", "much the same"),
        t if t >= 0.5 => Text::new("明显不同", "clearly different"),
        t if t >= 0.0 => Text::new("差别很大", "very different"),
        _ => Text::new("整体倒过来了", "turned round"),
    }
}

fn list_findings(comparison: &Comparison, most: usize) -> Vec<Text> {
    let mut findings = Vec::new();
    for list in &comparison.lists {
        let (name, id) = (&list.name, &list.id);
        let (entered, left, stayed) = (list.entered.len(), list.left.len(), list.stayed);
        if entered + left == 0 {
            let all = match stayed {
                1 => "its one firm".to_string(),
                _ => format!("all its {stayed} firms"),
            };
            findings.push(say!(
                "榜单「{name}」成员不变（{stayed} 家）。",
                "The list {id} keeps {all}."
            ));
            continue;
        }
        let named = |firms: &[usize], direction: i64| {
            let why = |at: usize| list.by_list(&comparison.firms[at], direction > 0);
            let first = firms.iter().take(most);
            let told = first.map(|at| told(comparison, *at, direction, why(*at)));
            let told: Vec<Text> = told.collect();
            let more = firms.len() > most;
            let join = |pick: fn(&Text) -> &str, mark: &str, rest: &str| {
                let names: Vec<&str> = told.iter().map(pick).collect();
                names.join(mark) + if more { rest } else { "" }
            };
            Text::new(join(|t| &t.zh, "、", " 等"), join(|t| &t.en, ", ", ", ..."))
        };
        let (come, gone) = (named(&list.entered, 1), named(&list.left, -1));
        let (come_zh, gone_zh, come_en, gone_en) = (come.zh, gone.zh, come.en, gone.en);
        findings.push(say!(
            "榜单「{name}」：{entered} 家新上榜（{come_zh}），{left} 家落榜（{gone_zh}），{stayed} 家保留。",
            "The list {id}: {entered} come on ({come_en}), {left} go off ({gone_en}), {stayed} stay."
        ));
    }
    for (id, side) in &comparison.lists_of_one {
        findings.push(match side {
            0 => say!("榜单 {id} 只在前一份里有。", "The list {id} is only in the first."),
            _ => say!("榜单 {id} 只在后一份里有。", "The list {id} is only in the second."),
        });
    }
    findings
}

/// A firm with the node that pulled most in a direction, unless a list's length did.
fn told(comparison: &Comparison, at: usize, direction: i64, by: Option<ByList>) -> Text {
    let firm = &comparison.firms[at];
    let name = firm_name(firm);
    let same_way = firm.change().is_some_and(|change| change * direction > 0);
    let cause = firm.main_cause(direction).filter(|_| same_way && by != Some(ByList::Length));
    match cause {
        Some((cause, units)) => {
            let part = signed(units, comparison.decimals);
            let cause = cause_name(comparison, cause);
            let (zh, en) = (cause.zh, cause.en);
            say!("{name}：{zh} {part}", "{name}: {en} {part}")
        }
        None => {
            let why = absent(firm, usize::from(direction < 0));
            let why = why.or_else(|| by.map(|by| by_list(by, direction)));
            let why = why.unwrap_or_else(|| pushed(direction));
            let (zh, en) = (why.zh, why.en);
            say!("{name}：{zh}", "{name}: {en}")
        }
    }
}

fn by_list(by: ByList, direction: i64) -> Text {
    match (by, direction > 0) {
        (ByList::Length, true) => Text::new("榜单变长了", "the list is longer"),
        (ByList::Length, false) => Text::new("榜单变短了", "the list is shorter"),
        (ByList::Unmoved, _) => Text::new("名次未变", "its rank is the same"),
    }
}

/// Why a firm has no rank on a side (0 or 1).
fn absent(firm: &Change, side: usize) -> Option<Text> {
    if firm.rank[side].is_some() {
        return None;
    }
    Some(match (firm.status[side], side) {
        (Some(Status::Vetoed), 0) => Text::new("前一次被否决", "was vetoed"),
        (Some(Status::Vetoed), _) => Text::new("后一次被否决", "is vetoed now"),
        (Some(Status::Insufficient), 0) => Text::new("前一次数据不足", "had too little data"),
        (Some(Status::Insufficient), _) => Text::new("后一次数据不足", "has too little data now"),
        (Some(_), 0) => Text::new("前一次不属于任何阶段", "was in no stage"),
        (Some(_), _) => Text::new("后一次不属于任何阶段", "is in no stage now"),
        (None, 0) => Text::new("后一次新增", "new in the second run"),
        (None, _) => Text::new("后一次没有这家企业", "not in the second run"),
    })
}

fn pushed(direction: i64) -> Text {
    match direction > 0 {
        true => Text::new("自身未升，别家下降或退出", "others fell or dropped out"),
        false => Text::new("自身未降，别家上升或新增", "others rose or came in"),
    }
}

fn signed(units: i64, decimals: u32) -> String {
    let plus = if units > 0 { "+" } else { "" };
    format!("{plus}{}", points_text(units, decimals))
}

fn mover_findings(comparison: &Comparison, most: usize) -> Vec<Text> {
    let mut findings = Vec::new();
    let movers = |risen: bool| {
        let movers = comparison.movers(risen, most).into_iter();
        movers.map(move |at| (risen, at))
    };
    for (risen, at) in movers(true).chain(movers(false)) {
        let firm = &comparison.firms[at];
        let ranks = firm.among.map(|rank| rank.map(rank_text).unwrap_or_default());
        let [from, to] = ranks;
        let told = told(comparison, at, if risen { 1 } else { -1 }, None);
        let change = signed(firm.change().unwrap_or(0), comparison.decimals);
        let (zh, en) = (told.zh, told.en);
        findings.push(match risen {
            true => say!(
                "升得最多：{zh}，第 {from} → {to} 名，总分 {change}。",
                "Rises most: {en}; rank {from} → {to}, total {change}."
            ),
            false => say!(
                "降得最多：{zh}，第 {from} → {to} 名，总分 {change}。",
                "Falls most: {en}; rank {from} → {to}, total {change}."
            ),
        });
    }
    findings
}

fn cause_findings(comparison: &Comparison) -> Vec<Text> {
    let mut order: Vec<usize> = (0..comparison.causes.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(comparison.causes[*at].gross), *at));
    let gross: i64 = comparison.causes.iter().map(|sum| sum.gross).sum();
    let Some(at) = order.first().copied().filter(|_| gross > 0) else {
        return vec![say!("没有一家企业的总分有变化。", "No firm's total changes.")];
    };
    let top: Vec<Text> = order
        .into_iter()
        .take(3)
        .filter(|at| comparison.causes[*at].gross > 0)
        .map(|at| {
            let part = shown(comparison.causes[at].gross as f64 * 100.0 / gross as f64, 0);
            let name = cause_name(comparison, at);
            let (zh, en) = (name.zh, name.en);
            say!("{zh} {part}%", "{en} {part} %")
        })
        .collect();
    let count = comparison.causes[at].firms;
    let touched = counted(count, "firm");
    let (zh, en) = (
        top.iter().map(|t| t.zh.as_str()).collect::<Vec<_>>().join("、"),
        top.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join(", "),
    );
    vec![say!(
        "总分变化主要来自（按变动绝对值）：{zh}；第一项影响 {count} 家。",
        "Totals change mostly because of (by size of the parts): {en}; the first touches {touched}."
    )]
}

fn status_findings(comparison: &Comparison) -> Vec<Text> {
    let ranked = |firm: &&Change, side: usize| firm.status[side] == Some(Status::Ranked);
    let count = |side: usize| {
        let only = |firm: &&Change| ranked(firm, side) && !ranked(firm, 1 - side);
        comparison.firms.iter().filter(only).count()
    };
    let (gone, come) = (count(0), count(1));
    if gone + come == 0 {
        return Vec::new();
    }
    let new = counted_as(come, "firm is", "firms are");
    vec![say!(
        "{come} 家只在后一次有排名，{gone} 家只在前一次有排名（新增、退出、否决或数据不足），不参与名次比较。",
        "{new} ranked only in the second run, {gone} only in the first (new, gone, vetoed or insufficient); they take no part in the comparison of ranks."
    )]
}
