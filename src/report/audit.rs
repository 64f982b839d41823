//! An audit in words and tables: what decides nothing, what says the same twice, what weighs more
//! than it should.

mod tables;

use super::dossier::Dossier;
use super::grid::shown;
use crate::analysis::audit::{Audit, Removal};
use crate::analysis::correlation::FEW;
use crate::analysis::drift::{Drift, ENOUGH, Reading};
use crate::analysis::outline::name_of;
use crate::analysis::profile::Profile;
use crate::diagnostic::Text;
use crate::say;
use crate::scheme::{Kind, Node, Scheme};

/// From this part of the firms on, one answer is everyone's answer.
const NEARLY_ALL: f64 = 0.9;

/// Below this coverage an indicator speaks of few firms.
const LITTLE_KNOWN: f64 = 0.5;

/// A correlation with the total that is below 0 counts from this p-value down.
const SURE: f64 = 0.05;

/// How many of one kind are told.
const TOLD: usize = 8;

/// Everything to be told; `drift` is empty where no earlier year was given.
pub fn dossier(scheme: &Scheme, audit: &Audit, drift: &[Drift], top: usize) -> Dossier {
    let profiles = &audit.views[0].profiles;
    let mut findings = Vec::new();
    findings.extend(drift_findings(scheme, drift));
    findings.extend(empty_stages(scheme, audit));
    findings.extend(super::wiped::findings(scheme, &audit.wiped));
    findings.extend(silent(scheme, profiles));
    findings.extend(unknown(scheme, profiles));
    findings.extend(related(scheme, audit));
    findings.extend(removable(scheme, audit, top));
    if findings.is_empty() {
        findings.push(say!("没有发现需要注意的地方。", "Nothing stands out."));
    }
    let id = &scheme.id;
    Dossier {
        id: "audit".into(),
        title: say!("{id} 的指标体检", "{id}: its indicators looked over"),
        findings,
        grids: tables::grids(scheme, audit, drift),
    }
}

/// What follows from how indicators vary with each other and with the total. Of a handful of firms
/// everything varies with everything: there nothing is claimed, the tables only list.
fn related(scheme: &Scheme, audit: &Audit) -> Vec<Text> {
    let (profiles, firms) = (&audit.views[0].profiles, audit.views[0].firms);
    if firms < FEW {
        let few = say!(
            "只有 {firms} 家已排名的企业，不足 {FEW} 家：不判断指标是否重复、相反、与总分反向、轻重不符，也不判断区分度和内部一致性；数值只在表里列出。",
            "Only {firms} firms are ranked, fewer than {FEW}: nothing is said of indicators that repeat or contradict each other or the total, of weights, of what tells strong firms from weak, of reliability; the tables only list the numbers."
        );
        return std::iter::once(few).chain(unlike(scheme, audit)).collect();
    }
    let mut findings = contrary(scheme, profiles);
    findings.extend(redundant(scheme, audit));
    findings.extend(weighty(scheme, profiles));
    findings.extend(undiscerning(scheme, profiles));
    findings.extend(unlike(scheme, audit));
    findings
}

fn percent(part: f64) -> String {
    shown(part * 100.0, 0)
}

/// Everyone has nothing, or everyone has everything.
fn silent(scheme: &Scheme, profiles: &[Profile]) -> Vec<Text> {
    let mut order: Vec<&Profile> = profiles.iter().collect();
    let size = |p: &Profile| p.at_zero.max(p.at_full);
    order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.indicator.cmp(&b.indicator)));
    let tell = |profile: &&Profile| {
        let indicator = &scheme.indicators[profile.indicator];
        let name = &indicator.name;
        let (zero, full) = (percent(profile.at_zero), percent(profile.at_full));
        let deduction = indicator.kind == Kind::Deduction;
        if profile.coverage == 0.0 {
            return Some(say!(
                "{name}：全部缺失，对任何企业都不起作用。",
                "{name}: missing for all; it has no effect on anyone."
            ));
        }
        if profile.distinct == 1 {
            return Some(say!(
                "{name}：所有企业得分率一样，对名次没有作用。",
                "{name}: all firms have the same share; it decides nothing."
            ));
        }
        if deduction || size(profile) < NEARLY_ALL {
            return None;
        }
        Some(if profile.at_zero >= profile.at_full {
            say!(
                "{name}：{zero}% 的企业得 0 分，几乎不起区分作用。",
                "{name}: {zero} % of firms have 0 points; it decides next to nothing."
            )
        } else {
            say!(
                "{name}：{full}% 的企业得满分，几乎不起区分作用。",
                "{name}: {full} % of firms have full points; it decides next to nothing."
            )
        })
    };
    order.iter().filter_map(tell).take(TOLD).collect()
}

fn unknown(scheme: &Scheme, profiles: &[Profile]) -> Vec<Text> {
    let little = profiles.iter().filter(|p| p.coverage > 0.0 && p.coverage < LITTLE_KNOWN);
    let tell = |profile: &Profile| {
        let name = &scheme.indicators[profile.indicator].name;
        let known = percent(profile.coverage);
        say!(
            "{name}：只有 {known}% 的企业有数据，得分主要由缺失值政策决定。",
            "{name}: only {known} % of firms have a value; what missing counts for decides."
        )
    };
    little.map(tell).take(TOLD).collect()
}

/// The more of it, the lower the total.
fn contrary(scheme: &Scheme, profiles: &[Profile]) -> Vec<Text> {
    let tell = |profile: &Profile| {
        let indicator = &scheme.indicators[profile.indicator];
        let rho = profile.with_total_ranks?;
        if indicator.kind == Kind::Deduction || rho.value >= 0.0 || rho.told_p()? > SURE {
            return None;
        }
        let (name, value) = (&indicator.name, shown(rho.value, 2));
        Some(say!(
            "{name}：与总分反向（Spearman {value}）：得分高的企业总分反而低，请查方向或口径。",
            "{name}: runs against the total (Spearman {value}): firms strong in it have lower totals; check its direction and definition."
        ))
    };
    profiles.iter().filter_map(tell).take(TOLD).collect()
}

fn redundant(scheme: &Scheme, audit: &Audit) -> Vec<Text> {
    let tell = |pair: &crate::analysis::audit::Pair| {
        let (a, b) = pair.indicators;
        let (a, b) = (&scheme.indicators[a].name, &scheme.indicators[b].name);
        let opposite = pair.spearman.is_some_and(|rho| rho.value < 0.0);
        let rho = pair.spearman.map_or(String::new(), |rho| shown(rho.value, 2));
        if opposite {
            return say!(
                "「{a}」与「{b}」几乎正好相反（Spearman {rho}）：一项所加的，另一项减去；请查方向。",
                "{a} and {b} say nearly the opposite (Spearman {rho}): what one gives the other takes away; check their directions."
            );
        }
        say!(
            "「{a}」与「{b}」几乎说的是同一件事（Spearman {rho}）：同一优势算了两次。",
            "{a} and {b} say nearly the same (Spearman {rho}): one strength counts twice."
        )
    };
    audit.redundant.iter().map(tell).take(TOLD).collect()
}

/// Effective weights far from the nominal ones.
fn weighty(scheme: &Scheme, profiles: &[Profile]) -> Vec<Text> {
    if !scheme.adds_up() {
        return vec![say!(
            "方案的得分不是逐层相加的，总分的差异不能分摊到各指标：实际权重不列，另列与总分相关的平方（各项之和不必是 1）。",
            "Points do not simply add up in this scheme, so that the variance of totals cannot be shared out: effective weights are not told; see the squared correlations with the total, which need not add up to 1."
        )];
    }
    let mut far: Vec<(f64, &Profile, f64)> = profiles
        .iter()
        .filter(|p| p.nominal >= 0.01)
        .filter_map(|p| Some((p.effective? / p.nominal, p, p.effective?)))
        .filter(|(ratio, ..)| *ratio >= 2.0 || *ratio <= 0.5)
        .collect();
    let distance = |ratio: f64| libm::log(ratio.max(1e-3)).abs();
    far.sort_by(|a, b| distance(b.0).total_cmp(&distance(a.0)));
    let tell = |(ratio, profile, effective): &(f64, &Profile, f64)| {
        let name = &scheme.indicators[profile.indicator].name;
        let (nominal, effective) = (shown(profile.nominal * 100.0, 1), shown(effective * 100.0, 1));
        if *ratio > 1.0 {
            say!(
                "{name}：名义权重 {nominal}%，实际决定总分差异的 {effective}%：比写的重。",
                "{name}: {nominal} % of the weight, {effective} % of what tells totals apart: heavier than written."
            )
        } else {
            say!(
                "{name}：名义权重 {nominal}%，实际只决定总分差异的 {effective}%：比写的轻。",
                "{name}: {nominal} % of the weight, only {effective} % of what tells totals apart: lighter than written."
            )
        }
    };
    far.iter().map(tell).take(TOLD).collect()
}

fn undiscerning(scheme: &Scheme, profiles: &[Profile]) -> Option<Text> {
    let weak = |p: &&Profile| {
        scheme.indicators[p.indicator].kind == Kind::Base
            && p.discrimination.is_some_and(|d| d < 0.2)
    };
    let names: Vec<&str> = profiles
        .iter()
        .filter(weak)
        .map(|p| scheme.indicators[p.indicator].name.as_str())
        .collect();
    if names.is_empty() {
        return None;
    }
    let count = names.len();
    let noun = if count == 1 { "indicator hardly tells" } else { "indicators hardly tell" };
    let (zh, en) = (names[..count.min(TOLD)].join("、"), names[..count.min(TOLD)].join(", "));
    Some(say!(
        "{count} 项指标分不清强弱（总分前 27% 与后 27% 的平均得分率相差不到 0.2）：{zh}。",
        "{count} {noun} strong firms from weak (mean shares of the best and the last 27 % differ by less than 0.2): {en}."
    ))
}

/// Dimensions whose parts have little in common, or whose correlations cannot be inverted.
fn unlike(scheme: &Scheme, audit: &Audit) -> Vec<Text> {
    let enough = audit.views[0].firms >= FEW;
    let tell = |(at, found): &(usize, crate::analysis::reliability::Reliability)| {
        let name = &scheme.dimensions[*at].name;
        if found.singular {
            return Some(say!(
                "「{name}」的相关矩阵奇异：有指标可由其他指标推出，KMO 不算。",
                "{name}: its correlation matrix is singular, some indicator follows from the others; KMO is not calculated."
            ));
        }
        let alpha = found.alpha.filter(|alpha| enough && *alpha < 0.5)?;
        let alpha = shown(alpha, 2);
        Some(say!(
            "「{name}」的指标共同点不多（Cronbach α = {alpha}）：把它们加在一起是判断，不是测量同一件事。",
            "{name}: its parts have little in common (Cronbach's α = {alpha}); adding them up is a judgement, not the measuring of one thing."
        ))
    };
    audit.views[0].reliability.iter().filter_map(tell).collect()
}

/// Stages of which nothing can be said.
fn empty_stages(scheme: &Scheme, audit: &Audit) -> Vec<Text> {
    let empty = audit.views.iter().filter(|view| view.firms == 0);
    let names = empty.filter_map(|view| Some(&scheme.stages[view.stage?].name));
    let tell = |name| {
        say!(
            "阶段「{name}」没有已排名的企业：它的指标没有可说的，表里留空。",
            "Stage {name} has no ranked firm: nothing is told of its indicators, their cells are empty."
        )
    };
    names.map(tell).collect()
}

fn removable(scheme: &Scheme, audit: &Audit, top: usize) -> Vec<Text> {
    let leaves: Vec<&Removal> =
        audit.removals.iter().filter(|r| matches!(r.node, Node::Indicator(_))).collect();
    let idle: Vec<&str> = leaves
        .iter()
        .filter(|r| r.effect.entered.is_empty() && r.effect.left.is_empty())
        .map(|r| name_of(scheme, r.node))
        .collect();
    let mut findings = Vec::new();
    let everyone = top >= audit.views[0].firms;
    let most = leaves.iter().max_by(|a, b| a.effect.mean_shift.total_cmp(&b.effect.mean_shift));
    // Nothing matters most where nothing, as it is shown, matters.
    if let Some(most) = most.filter(|most| most.effect.mean_shift >= 0.05) {
        let name = name_of(scheme, most.node);
        let (mean, count) = (shown(most.effect.mean_shift, 1), most.effect.left.len());
        let change = if count == 1 { "changes" } else { "change" };
        findings.push(if everyone { say!(
            "去掉后影响最大的指标是「{name}」：名次平均变动 {mean} 位。前 {top} 名就是全部企业，谁进谁出无从说起。",
            "The indicator whose removal matters most is {name}: a firm moves by {mean} places on average. The first {top} are all firms: who is among them tells nothing."
        ) } else { say!(
            "去掉后影响最大的指标是「{name}」：名次平均变动 {mean} 位，前 {top} 名换 {count} 家。",
            "The indicator whose removal matters most is {name}: a firm moves by {mean} places on average, {count} of the first {top} {change}."
        ) });
    }
    if !idle.is_empty() && !everyone {
        let count = idle.len();
        let noun = if count == 1 { "indicator" } else { "indicators, each of which" };
        let (zh, en) = (idle[..count.min(TOLD)].join("、"), idle[..count.min(TOLD)].join(", "));
        findings.push(say!(
            "去掉其中任何一项，前 {top} 名都不变的指标有 {count} 项：{zh}。",
            "{count} {noun} could be removed without any change among the first {top}: {en}."
        ));
    }
    findings
}

fn drift_findings(scheme: &Scheme, drift: &[Drift]) -> Vec<Text> {
    let few = drift.iter().find(|d| d.reading() == Reading::NotJudged);
    let unjudged = few.map(|few| {
        let [before, now] = few.firms;
        say!(
            "两年的企业数是 {before} 和 {now}，不足 {ENOUGH} 家的一年不足以判断漂移；PSI 只列出，不作判断。",
            "The years have {before} and {now} firms; with fewer than {ENOUGH} drift is not judged, the indices are only listed."
        )
    });
    let drifted = |d: &&Drift| d.reading() == Reading::Drifted;
    let mut far: Vec<&Drift> = drift.iter().filter(drifted).collect();
    far.sort_by(|a, b| b.index.total_cmp(&a.index));
    let tell = |drift: &&Drift| {
        let name = &scheme.indicators[drift.indicator].name;
        let (index, chance) = (shown(drift.index, 2), shown(drift.chance(), 2));
        match drift.medians {
            [Some(a), Some(b)] => {
                let (a, b) = (shown(a, 2), shown(b, 2));
                say!(
                    "{name}：两年的取值分布差别很大（PSI {index}，偶然可达 {chance}，中位数 {a} → {b}），先核对单位和口径。",
                    "{name}: its values are spread quite differently in the two years (PSI {index}, by chance up to {chance}, median {a} → {b}); check units and definitions first."
                )
            }
            _ => say!(
                "{name}：两年的取值分布差别很大（PSI {index}，偶然可达 {chance}）。",
                "{name}: its values are spread quite differently in the two years (PSI {index}, by chance up to {chance})."
            ),
        }
    };
    unjudged.into_iter().chain(far.iter().map(tell).take(TOLD)).collect()
}
