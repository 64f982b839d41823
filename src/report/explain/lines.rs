//! What is said below an indicator: what stands in for a missing value, which alternative decided,
//! what is reached, what the next step takes.

use super::{fixed, percent, rank_number, scalar};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::portrait::words::{points_in_words, with_unit};
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
    let (zh, en) = (value.zh, value.en);
    let peers = group(peers.unwrap_or("all"));
    let (peers, others) = (peers.zh, peers.en);
    Some(match policy {
        Policy::Zero => say!("没有数据：按没有得分计", "no data: counts for nothing"),
        Policy::Exclude => say!(
            "没有数据：本项剔除，分值由同级指标按比例分担",
            "no data: left out, its points are spread over its siblings"
        ),
        Policy::Median => say!(
            "没有数据：按{peers}的中位数 {zh} 计",
            "no data: the median of {others}, {en}, is taken"
        ),
        Policy::Mean => say!(
            "没有数据：按{peers}的平均数 {zh} 计",
            "no data: the mean of {others}, {en}, is taken"
        ),
        Policy::Value => say!("没有数据：按 {zh} 计", "no data: {en} is taken"),
        Policy::NoPeers => say!(
            "给定的参数里没有可比的企业，按缺失处理",
            "the given params know no peers to compare it with: counts as missing"
        ),
    })
}

/// What the firm has.
pub fn value(measure: &MeasurePortrait) -> Text {
    match (&measure.value, &measure.reached) {
        (None, _) => say!("缺失", "missing"),
        (Some(_), Some(Reached::Items { met, of })) => {
            say!("{of} 项中 {met} 项", "{met} of {of} items")
        }
        (Some(value), _) => scalar(value, measure.unit),
    }
}

/// A group of peers by its label.
fn group(label: &str) -> Text {
    match label {
        "all" => say!("全部企业", "all firms"),
        label => say!("「{label}」", "`{label}`"),
    }
}

/// How a computed value came about: the formulas, then what the firm has in the columns.
pub fn computed(measure: &MeasurePortrait) -> Option<Text> {
    if !measure.items.is_empty() || measure.value.is_none() {
        return None;
    }
    let formulas = measure
        .inputs
        .iter()
        .filter_map(|input| input.formula.map(|formula| format!("{} = {formula}", input.column)));
    let written = measure.value_text.trim().trim_matches(['"', '`']);
    let is_column = measure.inputs.iter().any(|input| input.column == written);
    let own = (!is_column).then(|| measure.value_text.to_string());
    let mut parts: Vec<Text> = own.into_iter().chain(formulas).map(Text::same).collect();
    if parts.is_empty() {
        return None;
    }
    let known = measure.inputs.iter().filter(|input| input.formula.is_none());
    parts.extend(known.map(|input| {
        let column = input.column;
        let value = match &input.value {
            Some(value) => scalar(value, input.unit),
            None => say!("缺失", "missing"),
        };
        let (zh, en) = (value.zh, value.en);
        say!("{column} {zh}", "{column} {en}")
    }));
    let zh = parts.iter().map(|part| part.zh.as_str()).collect::<Vec<_>>().join("；");
    let en = parts.iter().map(|part| part.en.as_str()).collect::<Vec<_>>().join("; ");
    Some(say!("计算：{zh}", "computed: {en}"))
}

/// Each alternative's answer, where there are several.
pub fn alternatives(leaf: &LeafPortrait, decimals: u32) -> Option<Text> {
    let choice = leaf.choice?;
    let tell = |measure: &MeasurePortrait| {
        let (name, value) = (name(measure), value(measure));
        let points = measure.share.map(|share| points_in_words(share * leaf.maximum, decimals));
        let (zh, en) = (value.zh, value.en);
        match points {
            Some(points) => say!("{name} {zh}（{points} 分）", "{name} {en} ({points})"),
            None => say!("{name} {zh}", "{name} {en}"),
        }
    };
    let told: Vec<Text> = leaf.alternatives.iter().map(tell).collect();
    let zh = told.iter().map(|t| t.zh.as_str()).collect::<Vec<_>>().join("；");
    let en = told.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join("; ");
    Some(match choice {
        ChoiceKind::BestOf => say!("取高者：{zh}", "the better of: {en}"),
        ChoiceKind::FirstOf => say!("取先得分者：{zh}", "the first that earns: {en}"),
    })
}

/// An alternative's name, or what it measures.
fn name<'a>(measure: &MeasurePortrait<'a>) -> &'a str {
    if measure.measure.is_empty() { measure.value_text } else { measure.measure }
}

/// What of the rule is reached.
pub fn reached(leaf: &LeafPortrait) -> Option<Text> {
    let measure = &leaf.measure;
    // A deduction that takes nothing has reached nothing.
    if leaf.kind == Kind::Deduction && leaf.points == Some(0.0) {
        return None;
    }
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
        Reached::Units { capped: true, .. } => say!("达到：已封顶", "reached: beyond the cap"),
        Reached::Units { full, .. } => match measure.rule.form {
            // The value says it.
            RuleForm::PerUnit { step: 1.0, .. } => return None,
            _ => {
                let full = number(*full);
                say!("达到：{full} 个整份", "reached: {full} full steps")
            }
        },
        Reached::Level { level } => say!("达到：级别「{level}」", "reached: level `{level}`"),
        Reached::OtherLevel => say!("达到：不在所列级别之中", "reached: none of the levels"),
        // The value says it.
        Reached::Yes | Reached::No | Reached::Items { .. } => return None,
        Reached::Ahead { peers, of } => ahead(*peers, *of, measure),
        Reached::Scaled { end } => scaled(*end, measure)?,
    })
}

/// What part of the scale is reached, with the goalposts that the data gave.
fn scaled(end: Option<End>, measure: &MeasurePortrait) -> Option<Text> {
    let share = percent(measure.share?);
    let value = |x: f64| with_unit(x, measure.unit);
    let population = measure.population.as_ref();
    let data = match population.map(|p| (p.from.zip(p.to), p.mean.zip(p.deviation))) {
        Some((Some((from, to)), _)) => {
            let (from, to) = (value(from), value(to));
            say!("（界限 {from} 到 {to}）", " (goalposts {from} and {to})")
        }
        Some((None, Some((mean, deviation)))) => {
            let (mean, deviation) = (value(mean), value(deviation));
            say!("（平均 {mean}，标准差 {deviation}）", " (mean {mean}, deviation {deviation})")
        }
        _ => Text::default(),
    };
    let (zh, en) = (data.zh, data.en);
    Some(match end {
        Some(End::Best) => say!("达到：最高{zh}", "reached: the top{en}"),
        Some(End::Worst) => say!("达到：最低{zh}", "reached: the bottom{en}"),
        None => say!("达到：满分的 {share}{zh}", "reached: {share} of the maximum{en}"),
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
        _ => say!(
            "达到：领先其他 {of} 家中的 {peers} 家",
            "reached: ahead of {peers} of the other {of}"
        ),
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

/// `达到 6 %（还差 1.82 %）`; of an alternative with its name.
pub fn needed(next: &Next, measure: &MeasurePortrait) -> Text {
    let name = next.alternative.map_or("", |_| name(measure));
    // A Chinese word follows a Chinese name without a blank.
    let blank = if name.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
    if let Some(condition) = &next.condition {
        return say!("满足「{condition}」", "`{condition}`");
    }
    let up = match (&next.value, &measure.value) {
        (Scalar::Number(to), Some(Scalar::Number(from))) => to > from,
        _ => true,
    };
    if let RuleForm::Checklist { .. } = measure.rule.form {
        let count = number(next.gap.unwrap_or(1.0));
        return match up {
            true => say!("再满足 {count} 项", "{count} more items"),
            false => say!("减少 {count} 项", "{count} fewer items"),
        };
    }
    let target = scalar(&next.value, measure.unit);
    let (zh, en) = (target.zh, target.en);
    let need = match (&next.value, up, next.beyond) {
        (Scalar::Flag(_), ..) => say!("{name}{blank}改为{zh}", "{name} turned to {en}"),
        (Scalar::Text(_), ..) => say!("{name}{blank}级别为「{zh}」", "{name} level `{en}`"),
        (_, true, false) => say!("{name}{blank}达到 {zh}", "{name} {en}"),
        (_, true, true) => say!("{name}{blank}超过 {zh}", "{name} more than {en}"),
        (_, false, false) => say!("{name}{blank}降到 {zh}", "{name} down to {en}"),
        (_, false, true) => say!("{name}{blank}低于 {zh}", "{name} below {en}"),
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
