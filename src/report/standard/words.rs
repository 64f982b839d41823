//! The parts of a scheme in words, each for itself: points by stage, rules, values, missing
//! policies, conditions, grades, lists. Shared by the standard and by the comparison of two; must
//! not know any firm.

use std::collections::BTreeMap;

use crate::diagnostic::Text;
use crate::expr::{ExprKind, Type, Typed, number_in_words as number};
use crate::portrait::words::{peers_words, points_in_words, rule_words};
use crate::say;
use crate::scheme::column::ColumnKind;
use crate::scheme::rule::{Choice, Measure, Rule};
use crate::scheme::{
    Aggregate, Cut, Dimension, GradeRule, Indicator, Kind, List, Missing, Scheme, Ties, Within,
};

/// Several texts with what stands between them in each language.
pub fn join(texts: &[Text], zh: &str, en: &str) -> Text {
    let all = |reading: fn(&Text) -> &str, by: &str| {
        texts.iter().map(reading).collect::<Vec<_>>().join(by)
    };
    Text::new(all(|text| &text.zh, zh), all(|text| &text.en, en))
}

/// Several texts below each other.
pub fn lines(texts: &[Text]) -> Text {
    let full: Vec<Text> = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
    join(&full, "\n", "\n")
}

/// More stages than these are told line by line, because nobody counts slashes.
const SIDE_BY_SIDE: usize = 4;

/// One text per stage as one: as it is where all are the same, with the numbers side by side
/// (`12 / 10 / 8`) where only numbers differ, else a line for each stage.
pub fn by_stage(scheme: &Scheme, of: impl Fn(usize) -> Option<Text>) -> Text {
    let told: Vec<(usize, Text)> =
        (0..scheme.stages.len()).filter_map(|at| Some((at, of(at)?))).collect();
    let Some((_, first)) = told.first() else { return say!("不计分", "not counted") };
    let complete = told.len() == scheme.stages.len();
    if complete && told.iter().all(|(_, text)| text == first) {
        return first.clone();
    }
    if complete && told.len() <= SIDE_BY_SIDE {
        let texts: Vec<&Text> = told.iter().map(|(_, text)| text).collect();
        let zh = aligned(texts.iter().map(|text| text.zh.as_str()));
        let en = aligned(texts.iter().map(|text| text.en.as_str()));
        if let (Some(zh), Some(en)) = (zh, en) {
            return Text::new(zh, en);
        }
    }
    let line = |(at, text): &(usize, Text)| {
        let stage = &scheme.stages[*at].name;
        Text::new(format!("{stage}：{}", text.zh), format!("{stage}: {}", text.en))
    };
    lines(&told.iter().map(line).collect::<Vec<_>>())
}

/// Texts that differ only in numbers as one text.
fn aligned<'t>(texts: impl Iterator<Item = &'t str>) -> Option<String> {
    let split: Vec<Vec<&str>> = texts.map(pieces).collect();
    let first = split.first()?;
    if split.iter().any(|pieces| pieces.len() != first.len()) {
        return None;
    }
    let mut merged = String::new();
    for at in 0..first.len() {
        let all: Vec<&str> = split.iter().map(|pieces| pieces[at]).collect();
        if all.iter().all(|piece| piece == &first[at]) {
            merged.push_str(first[at]);
        } else if all.iter().all(|piece| piece.starts_with(|c: char| c.is_ascii_digit())) {
            merged.push_str(&all.join(" / "));
        } else {
            return None;
        }
    }
    Some(merged)
}

/// A text cut before and after each number.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut in_number) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        let digit = c.is_ascii_digit() || in_number && c == '.';
        if digit != in_number && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        in_number = digit;
    }
    pieces.push(&text[start..]);
    pieces
}

/// `50`, or `12 / 10 / 8` by stage.
pub fn points(scheme: &Scheme, points: &[f64]) -> Text {
    let decimals = scheme.rank.decimals;
    by_stage(scheme, |at| Some(Text::same(points_in_words(points[at], decimals))))
}

/// What is measured, with its unit; a computed column with how it is computed.
pub fn value(scheme: &Scheme, measure: &Measure) -> Text {
    let Some(typed) = &measure.value else {
        return say!("具备的条件数", "the number of items met");
    };
    let said = bare(typed).map_or_else(|| plain(scheme, typed), Text::same);
    // Growth says itself that it is in %.
    let stated = said.zh.ends_with(&format!("（{}）", measure.unit));
    let unit = if stated { Text::default() } else { unit(&measure.unit) };
    let with = |said: &str, unit: &str| format!("{said}{unit}");
    let whole = Text::new(with(&said.zh, &unit.zh), with(&said.en, &unit.en));
    let derive = scheme.derives.iter().find(|derive| derive.name == said.zh);
    match derive.map(|derive| plain(scheme, &derive.value)) {
        Some(formula) => Text::new(
            format!("{}\n＝ {}", whole.zh, formula.zh),
            format!("{}\n= {}", whole.en, formula.en),
        ),
        None => whole,
    }
}

/// The column, where an expression is nothing else.
pub fn bare(typed: &Typed) -> Option<&str> {
    match &typed.expr().kind {
        ExprKind::Column(name) => Some(name),
        _ => None,
    }
}

/// `（万元）`
pub fn unit(unit: &str) -> Text {
    if unit.is_empty() { Text::default() } else { say!("（{unit}）", " ({unit})") }
}

/// An expression in words, in which points and results carry the names of their nodes.
pub fn plain(scheme: &Scheme, typed: &Typed) -> Text {
    let words = typed.in_words();
    if typed.ty() != Type::Flag && typed.columns().iter().all(|name| is_column(scheme, name)) {
        return words;
    }
    let zh = named(scheme, &words.zh, "总分", |name| format!("「{name}」得分"));
    let en = named(scheme, &words.en, "the total", |name| format!("the points of '{name}'"));
    Text::new(zh, en)
}

fn is_column(scheme: &Scheme, name: &str) -> bool {
    scheme.columns.iter().any(|column| column.name == name)
        || scheme.derives.iter().any(|derive| derive.name == name)
}

/// The text with ids of nodes replaced by what `say` makes of their names.
fn named(scheme: &Scheme, text: &str, total: &str, say: impl Fn(&str) -> String) -> String {
    let nodes = scheme.dimensions.iter().map(|node| (&node.id, &node.name));
    let nodes = nodes.chain(scheme.indicators.iter().map(|node| (&node.id, &node.name)));
    let nodes = nodes.map(|(id, name)| (id.as_str(), say(name)));
    let mut names: BTreeMap<&str, String> = nodes.collect();
    names.insert("total", total.to_string());
    names.retain(|id, _| !is_column(scheme, id));
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let mut said = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |length| start + length);
        said.push_str(&rest[..start]);
        let word = &rest[start..end];
        rest = &rest[end..];
        said.push_str(names.get(word).map_or(word, String::as_str));
        // The blank that set a Latin id off from Chinese has nothing to set off any more.
        let is_chinese =
            names.get(word).is_some_and(|name| !name.is_ascii() && !name.ends_with('\''));
        let after = rest.strip_prefix(' ').filter(|rest| rest.starts_with(|c: char| !c.is_ascii()));
        if let (true, Some(after)) = (is_chinese, after) {
            rest = after;
        }
    }
    said + rest
}

/// The rule of a leaf in words, by stage, with its alternatives and items.
pub fn rule(scheme: &Scheme, leaf: &Indicator) -> Text {
    let told = |measure: &Measure| measure_rule(scheme, leaf, measure);
    let head = match leaf.choice {
        Choice::Only => return leaf.measures.first().map(told).unwrap_or_default(),
        Choice::BestOf => say!("取下列各项中得分最高的一项：", "the best of these counts:"),
        Choice::FirstOf => {
            say!("依次取第一个有得分的一项：", "the first of these that earns something counts:")
        }
    };
    let mut all = vec![head];
    for (at, measure) in leaf.measures.iter().enumerate() {
        let (number, told) = (at + 1, told(measure));
        let Text { zh, en } = value(scheme, measure);
        let (zh, en) = (zh.replace('\n', " "), en.replace('\n', " "));
        let name = &measure.name;
        let Text { zh, en } = match name.is_empty() || zh.starts_with(name.as_str()) {
            true => Text::new(zh, en),
            false => say!("{name}，{zh}", "{name}, {en}"),
        };
        let (a, x) = (told.zh, told.en);
        all.push(say!("（{number}）{zh}：{a}", "({number}) {en}: {x}"));
    }
    lines(&all)
}

/// What an indicator measures and how it earns, for a note on its column.
pub fn rule_note(scheme: &Scheme, leaf: &Indicator) -> Text {
    let (Text { zh, en }, name) = (points(scheme, &leaf.points), &leaf.name);
    let head = match leaf.kind {
        Kind::Deduction => say!("{name}：最多扣 {zh} 分", "{name}: at most {en} are taken"),
        _ => say!("{name}：最多 {zh} 分", "{name}: at most {en}"),
    };
    let value = match leaf.measures.as_slice() {
        [only] => value(scheme, only),
        _ => Text::default(),
    };
    lines(&[head, value, rule(scheme, leaf), Text::same(leaf.about.as_str())])
}

fn measure_rule(scheme: &Scheme, leaf: &Indicator, measure: &Measure) -> Text {
    let decimals = scheme.rank.decimals;
    let rule = by_stage(scheme, |at| {
        let maximum = leaf.points[at];
        (maximum > 0.0).then(|| rule_words(measure, maximum, decimals, leaf.kind))
    });
    let Rule::Checklist { items, .. } = &measure.rule else { return rule };
    let mut all = vec![rule];
    all.extend(items.iter().map(|item| {
        let said = bare(&item.when).map_or_else(|| plain(scheme, &item.when), Text::same);
        let Text { zh, en } = said;
        say!("· {zh}", "· {en}")
    }));
    lines(&all)
}

/// What a missing value counts for.
pub fn missing(missing: &Missing, kind: Kind) -> Text {
    let peers = |within: &Within| peers_words(Some(within));
    match missing {
        Missing::Zero if kind == Kind::Deduction => say!("不扣分", "nothing is taken"),
        Missing::Zero => say!("得 0 分", "no points"),
        Missing::Exclude => say!(
            "剔除本项，分值按比例分给同级其他项",
            "the item drops out; its points go to its siblings in proportion"
        ),
        Missing::Median(within) => {
            let Text { zh, en } = peers(within);
            say!("按{zh}的中位数计", "the median of {en} stands in")
        }
        Missing::Mean(within) => {
            let Text { zh, en } = peers(within);
            say!("按{zh}的平均数计", "the mean of {en} stands in")
        }
        Missing::Number(value) => {
            let value = number(*value);
            say!("按 {value} 计", "{value} stands in")
        }
        Missing::Text(text) => say!("按「{text}」计", "\"{text}\" stands in"),
        Missing::Flag(true) => say!("按“是”计", "yes stands in"),
        Missing::Flag(false) => say!("按“否”计", "no stands in"),
    }
}

/// How the children of a node make it.
pub fn aggregate(aggregate: Aggregate) -> Text {
    match aggregate {
        Aggregate::Sum => say!("各项得分相加，以满分为限", "points add up, capped by the maximum"),
        Aggregate::Mean => {
            say!("各项得分率按分值加权平均", "mean of the shares, weighted by points")
        }
        Aggregate::Geometric => {
            say!("各项得分率按分值加权几何平均", "geometric mean of the shares, weighted by points")
        }
        Aggregate::Harmonic => {
            say!("各项得分率按分值加权调和平均", "harmonic mean of the shares, weighted by points")
        }
        Aggregate::Min => say!("取得分率最低的一项", "the lowest share decides"),
    }
}

/// What a dimension does to the total.
pub fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Base => say!("基础分", "base"),
        Kind::Bonus => say!("加分", "bonus"),
        Kind::Deduction => say!("扣分", "deduction"),
    }
}

/// A dimension with those above it: `创新投入 › 人员`.
pub fn path(scheme: &Scheme, dimension: &Dimension) -> String {
    let mut names = vec![dimension.name.as_str()];
    let mut above = dimension.parent;
    while let Some(at) = above {
        names.push(&scheme.dimensions[at].name);
        above = scheme.dimensions[at].parent;
    }
    names.reverse();
    names.join(" › ")
}

/// Who has a grade.
pub fn grade(rule: &GradeRule) -> Text {
    match rule {
        GradeRule::AtLeast(points) => {
            let points = number(*points);
            say!("总分不低于 {points}", "a total of at least {points}")
        }
        GradeRule::TopPercent(percent, within) => {
            let (percent, Text { zh, en }) = (number(*percent), peers_words(Some(within)));
            say!("{zh}中排名前 {percent}%", "the best {percent}% of {en}")
        }
    }
}

/// How many firms a list takes, and from where.
pub fn cut(list: &List) -> Text {
    let cut = match list.cut {
        Cut::Everyone => say!("全部有排名的企业", "every ranked firm"),
        Cut::Top(count) => say!("前 {count} 名", "the best {count}"),
        Cut::Percent { from, to } if from <= 0.0 => {
            let to = number(to);
            say!("前 {to}%", "the best {to}%")
        }
        Cut::Percent { from, to } => {
            let (from, to) = (number(from), number(to));
            say!("{from}% 至 {to}%", "from {from}% to {to}% from the top")
        }
    };
    let Text { zh, en } = cut;
    match &list.within {
        Within::All => Text::new(zh, en),
        Within::Stage => say!("每个阶段{zh}", "{en} of each stage"),
        Within::Column(column) => say!("每个「{column}」{zh}", "{en} of each {column}"),
    }
}

/// How equal totals are ranked.
pub fn ties(ties: Ties) -> Text {
    match ties {
        Ties::Min => say!(
            "并列者同名次，其后跳过（1、2、2、4）",
            "equals share the better rank, the next is skipped (1, 2, 2, 4)"
        ),
        Ties::Dense => say!(
            "并列者同名次，其后不跳（1、2、2、3）",
            "equals share a rank, none is skipped (1, 2, 2, 3)"
        ),
        Ties::Average => say!(
            "并列者取平均名次（1、2.5、2.5、4）",
            "equals share the mean of their ranks (1, 2.5, 2.5, 4)"
        ),
    }
}

/// What the cells of a column are.
pub fn column_kind(kind: ColumnKind) -> Text {
    match kind {
        ColumnKind::Number => say!("数字", "number"),
        ColumnKind::Integer => say!("整数", "whole number"),
        ColumnKind::Text => say!("文字", "text"),
        ColumnKind::Flag => say!("是 / 否", "yes / no"),
        ColumnKind::Date => say!("日期", "date"),
    }
}
