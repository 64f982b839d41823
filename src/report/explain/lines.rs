//! What is said below an indicator: what stands in for a missing value, which alternative decided,
//! what is reached, what the next step takes.

use super::{fixed, percent, rank_number, scalar};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::portrait::words::with_unit;
use crate::portrait::{
    ChoiceKind, Counted, End, ItemAnswer, LeafPortrait, MeasurePortrait, Next, Policy, Reached,
    RuleForm, Scalar, Standing,
};
use crate::say;
use crate::scheme::Kind;

/// The rank among the firms of the stage.
pub fn rank(standing: &Standing) -> Text {
    let Some(rank) = standing.rank_in_stage else { return Text::default() };
    let (rank, peers) = (rank_number(rank), standing.peers);
    say!("同阶段第 {rank} 名/{peers}", "{rank} of {peers} in its stage")
}

/// What an unknown value was taken for.
pub fn counted(leaf: &LeafPortrait) -> Option<Text> {
    let Counted { policy, value, peers } = leaf.counted_as.as_ref()?;
    let value = value.as_ref().map_or(Text::default(), |value| scalar(value, leaf.measure.unit));
    let (zh, en, peers) = (value.zh, value.en, peers.unwrap_or(""));
    Some(match policy {
        Policy::Zero => say!("没有数据：按没有得分计", "no data: counts for nothing"),
        Policy::Exclude => say!(
            "没有数据：本项剔除，分值由同级指标按比例分担",
            "no data: left out, its points are spread over its siblings"
        ),
        Policy::Median => say!(
            "没有数据：按「{peers}」的中位数 {zh} 计",
            "no data: the median of `{peers}`, {en}, is taken"
        ),
        Policy::Mean => say!(
            "没有数据：按「{peers}」的平均数 {zh} 计",
            "no data: the mean of `{peers}`, {en}, is taken"
        ),
        Policy::Value => say!("没有数据：按 {zh} 计", "no data: {en} is taken"),
        Policy::NoPeers => say!(
            "给定的参数里没有可比的企业，按缺失处理",
            "the given params know no peers to compare it with: counts as missing"
        ),
    })
}

/// Each alternative's answer, where there are several.
pub fn alternatives(leaf: &LeafPortrait) -> Option<Text> {
    let choice = leaf.choice?;
    let tell = |measure: &MeasurePortrait| {
        let name = if measure.measure.is_empty() { measure.value_text } else { measure.measure };
        let value = match &measure.value {
            Some(value) => scalar(value, measure.unit),
            None => say!("缺失", "missing"),
        };
        let share = measure.share.map(|share| format!(" = {}", percent(share)));
        let share = share.unwrap_or_default();
        let (zh, en) = (value.zh, value.en);
        say!("{name} {zh}{share}", "{name} {en}{share}")
    };
    let told: Vec<Text> = leaf.alternatives.iter().map(tell).collect();
    let zh = told.iter().map(|t| t.zh.as_str()).collect::<Vec<_>>().join("；");
    let en = told.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join("; ");
    Some(match choice {
        ChoiceKind::BestOf => say!("取高者：{zh}", "the better of: {en}"),
        ChoiceKind::FirstOf => say!("取先得分者：{zh}", "the first that earns: {en}"),
    })
}

/// What of the rule is reached.
pub fn reached(leaf: &LeafPortrait) -> Option<Text> {
    let measure = &leaf.measure;
    let value = |x: f64| with_unit(x, measure.unit);
    Some(match measure.reached.as_ref()? {
        Reached::Tier { border, place, of } => {
            let (sign, border) = (sign(&measure.rule.form), value(*border));
            say!(
                "达到：{sign} {border} 一档（由低到高第 {place} 档，共 {of} 档）",
                "reached: {sign} {border}, tier {place} of {of}"
            )
        }
        Reached::NoTier { of } => {
            say!("达到：{of} 档都没有达到", "reached: none of the {of} tiers")
        }
        Reached::Between { from: Some(from), to: Some(to) } => {
            let (from, to) = (value(*from), value(*to));
            say!("达到：在 {from} 与 {to} 之间", "reached: between {from} and {to}")
        }
        Reached::Between { from: Some(end), to: None } => {
            let end = value(*end);
            say!("达到：{end} 及以上", "reached: {end} or more")
        }
        Reached::Between { from: None, to: Some(end) } => {
            let end = value(*end);
            say!("达到：不到 {end}", "reached: below {end}")
        }
        Reached::Between { from: None, to: None } => return None,
        Reached::Units { full, capped } => {
            let full = number(*full);
            match capped {
                true => say!("达到：{full} 份，已封顶", "reached: {full} units, beyond the cap"),
                false => say!("达到：{full} 份", "reached: {full} units"),
            }
        }
        Reached::Level { level } => say!("达到：级别「{level}」", "reached: level `{level}`"),
        Reached::OtherLevel => say!("达到：不在所列级别之中", "reached: none of the levels"),
        // The value says it.
        Reached::Yes | Reached::No => return None,
        Reached::Items { met, of } => {
            say!("达到：{of} 项中的 {met} 项", "reached: {met} of {of} items")
        }
        Reached::Ahead { peers, of } => ahead(*peers, *of, measure),
        Reached::Scaled { end: Some(End::Best) } => say!("达到：最高", "reached: the top"),
        Reached::Scaled { end: Some(End::Worst) } => say!("达到：最低", "reached: the bottom"),
        Reached::Scaled { end: None } => {
            let share = percent(measure.share?);
            say!("达到：满分的 {share}", "reached: {share} of the maximum")
        }
    })
}

fn ahead(peers: f64, of: usize, measure: &MeasurePortrait) -> Text {
    let peers = number(peers);
    match measure.population {
        Some(population) if population.group != "all" => {
            let label = population.label;
            say!(
                "达到：领先「{label}」其他 {of} 家中的 {peers} 家",
                "reached: ahead of {peers} of the other {of} of `{label}`"
            )
        }
        _ => say!("达到：领先其他 {of} 家中的 {peers} 家", "reached: ahead of {peers} of the other {of}"),
    }
}

fn sign(form: &RuleForm) -> &'static str {
    match form {
        RuleForm::Tiers { lower_is_better: false, inclusive: false, .. } => ">",
        RuleForm::Tiers { lower_is_better: true, inclusive: true, .. } => "≤",
        RuleForm::Tiers { lower_is_better: true, inclusive: false, .. } => "<",
        _ => "≥",
    }
}

/// An item of a checklist.
pub fn item(item: &ItemAnswer) -> Text {
    let (zh, en) = (&item.says.zh, &item.says.en);
    match item.held {
        Some(true) => say!("[是] {zh}", "[yes] {en}"),
        Some(false) => say!("[否] {zh}", "[no] {en}"),
        None => say!("[?] {zh}", "[?] {en}"),
    }
}

/// What the next step takes and brings.
pub fn next(leaf: &LeafPortrait, decimals: u32) -> Option<Text> {
    let next = leaf.next.as_ref()?;
    let alternative = next.alternative.and_then(|at| leaf.alternatives.get(at));
    let measure = alternative.unwrap_or(&leaf.measure);
    let need = needed(next, measure);
    let points = fixed(next.points, decimals);
    let (zh, en) = (need.zh, need.en);
    Some(match leaf.kind {
        Kind::Deduction => {
            say!("下一步：{zh}，少扣 {points} 分", "next: {en}: {points} fewer are taken")
        }
        _ => say!("下一步：{zh}，多得 {points} 分", "next: {en}: {points} more"),
    })
}

/// `研发强度达到 6 %，还差 1.82 %`.
pub fn needed(next: &Next, measure: &MeasurePortrait) -> Text {
    let name = match next.alternative {
        Some(_) if measure.measure.is_empty() => measure.value_text,
        _ => measure.measure,
    };
    let target = scalar(&next.value, measure.unit);
    let (zh, en) = (target.zh, target.en);
    let up = match (&next.value, &measure.value) {
        (Scalar::Number(to), Some(Scalar::Number(from))) => to > from,
        _ => true,
    };
    let need = match (&next.value, up, next.beyond) {
        (Scalar::Flag(_), ..) => say!("{name}为{zh}", "{name} {en}"),
        (Scalar::Text(_), ..) => say!("{name}为「{zh}」", "{name} `{en}`"),
        (_, true, false) => say!("{name}达到 {zh}", "{name} {en}"),
        (_, true, true) => say!("{name}超过 {zh}", "{name} more than {en}"),
        (_, false, false) => say!("{name}降到 {zh}", "{name} down to {en}"),
        (_, false, true) => say!("{name}低于 {zh}", "{name} below {en}"),
    };
    let (zh, en) = (need.zh, need.en.trim_start().to_string());
    match next.gap.filter(|gap| *gap > 0.0) {
        Some(gap) => {
            let gap = with_unit(gap, measure.unit);
            let (less, lesser) = if up { ("还差", "lacking") } else { ("要减", "less by") };
            say!("{zh}（{less} {gap}）", "{en} ({lesser} {gap})")
        }
        None => Text::new(zh, en),
    }
}
