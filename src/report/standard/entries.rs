//! A scheme as named entries with facts in words: what two schemes are compared by. Owns which
//! facts an entry has; must not compare.

use super::words::{self, join, lines};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::portrait::words::points_in_words;
use crate::say;
use crate::scheme::{Clause, Scheme, Status};

/// A part of a scheme that has a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the two schemes' entries are matched by.
    pub key: String,
    /// Its name for people.
    pub name: Text,
    /// What is to be said of it: the fact's name and its content.
    pub facts: Vec<(Text, Text)>,
}

/// Entries of one sort, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The heading.
    pub name: Text,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// Every group of a scheme; two schemes have the same groups in the same order.
pub fn groups(scheme: &Scheme) -> Vec<Group> {
    let group = |name: Text, entries: Vec<Entry>| Group { name, entries };
    vec![
        group(say!("总则", "General"), general(scheme)),
        group(say!("阶段", "Stages"), stages(scheme)),
        group(say!("维度", "Dimensions"), dimensions(scheme)),
        group(say!("指标", "Indicators"), indicators(scheme)),
        group(say!("计算公式", "Formulas"), formulas(scheme)),
        group(say!("一票否决", "Vetoes"), vetoes(scheme)),
        group(say!("等级", "Grades"), grades(scheme)),
        group(say!("榜单", "Lists"), lists(scheme)),
        group(say!("达标条件", "Qualification"), qualify(scheme)),
        group(say!("数据项", "Columns"), columns(scheme)),
    ]
}

fn entry(key: &str, name: &str, facts: impl IntoIterator<Item = (Text, Text)>) -> Entry {
    Entry { key: key.to_string(), name: Text::same(name), facts: facts.into_iter().collect() }
}

fn general(scheme: &Scheme) -> Vec<Entry> {
    let points = |value: f64| Text::same(points_in_words(value, scheme.rank.decimals));
    let status = match scheme.status {
        Status::Official => say!("正式", "official"),
        Status::Illustrative => say!("示意", "illustrative"),
    };
    let coverage = scheme.min_coverage.map_or(say!("不限", "none"), |least| {
        let least = number(least * 100.0);
        say!("{least}%", "{least}%")
    });
    let facts = [
        (say!("名称", "name"), Text::same(scheme.name.as_str())),
        (say!("版本", "edition"), Text::same(scheme.edition.as_str())),
        (say!("数据性质", "standing"), status),
        (say!("依据", "source"), Text::same(scheme.citation.as_str())),
        (say!("基础分满分", "maximum of the base points"), points(scheme.total)),
        (say!("维度怎样汇总", "aggregate of the dimensions"), words::aggregate(scheme.aggregate)),
        (say!("总分下限", "lowest total"), points(scheme.floor)),
        (say!("排名所需数据覆盖率", "coverage needed for a rank"), coverage),
        (say!("小数位数", "decimals"), Text::same(scheme.rank.decimals.to_string())),
        (say!("并列", "ties"), words::ties(scheme.rank.ties)),
    ];
    facts
        .into_iter()
        .map(|(name, content)| Entry {
            key: name.en.clone(),
            name,
            facts: vec![(Text::default(), content)],
        })
        .collect()
}

fn stages(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.stages.iter().map(|stage| {
        let when = match &stage.when {
            Some(when) => words::plain(scheme, when),
            None => say!("其余企业", "all that are left"),
        };
        entry(&stage.id, &stage.name, [(say!("条件", "condition"), when)])
    });
    told.collect()
}

fn dimensions(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.dimensions.iter().map(|node| {
        entry(
            &node.id,
            &words::path(scheme, node),
            [
                (say!("类别", "kind"), words::kind(node.kind)),
                (say!("分值", "points"), words::points(scheme, &node.points)),
                (say!("汇总", "aggregate"), words::aggregate(node.aggregate)),
            ],
        )
    });
    told.collect()
}

fn indicators(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.indicators.iter().map(|leaf| {
        let dimension = words::path(scheme, &scheme.dimensions[leaf.dimension]);
        let values: Vec<Text> =
            leaf.measures.iter().map(|measure| words::value(scheme, measure)).collect();
        entry(
            &leaf.id,
            &leaf.name,
            [
                (say!("维度", "dimension"), Text::same(dimension)),
                (say!("分值", "points"), words::points(scheme, &leaf.points)),
                (say!("取值", "value"), self::lines(&values)),
                (say!("规则", "rule"), words::rule(scheme, leaf)),
                (say!("没有数据时", "without data"), words::missing(&leaf.missing, leaf.kind)),
            ],
        )
    });
    told.collect()
}

fn formulas(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.derives.iter().map(|derive| {
        let formula = words::plain(scheme, &derive.value);
        entry(
            &derive.name,
            &derive.name,
            [
                (say!("怎样计算", "formula"), formula),
                (say!("单位", "unit"), Text::same(derive.unit.as_str())),
            ],
        )
    });
    told.collect()
}

fn vetoes(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.vetoes.iter().map(|veto| {
        let when = words::plain(scheme, &veto.when);
        entry(&veto.reason, &veto.reason, [(say!("条件", "condition"), when)])
    });
    told.collect()
}

fn grades(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.grades.iter().map(|grade| {
        entry(&grade.name, &grade.name, [(say!("条件", "condition"), words::grade(&grade.rule))])
    });
    told.collect()
}

fn lists(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.lists.iter().map(|list| {
        let filter = list.filter.as_ref().map(|filter| words::plain(scheme, filter));
        entry(
            &list.id,
            &list.name,
            [
                (say!("入选", "takes"), words::cut(list)),
                (
                    say!("范围", "among"),
                    filter.unwrap_or(say!("全部有排名的企业", "all ranked firms")),
                ),
            ],
        )
    });
    told.collect()
}

fn qualify(scheme: &Scheme) -> Vec<Entry> {
    let Some(qualify) = &scheme.qualify else { return Vec::new() };
    let told = |part: &Text, clause: &Clause| Entry {
        key: format!("{} {}", part.en, clause.text),
        name: part.clone(),
        facts: vec![(Text::default(), words::plain(scheme, &clause.when))],
    };
    let (condition, pass, direct) = (
        say!("必备条件", "condition"),
        say!("积分条件", "by points"),
        say!("直接达标", "direct route"),
    );
    let mut entries: Vec<Entry> = qualify.conditions.iter().map(|c| told(&condition, c)).collect();
    entries.extend(
        qualify.pass.iter().map(|clause| Entry { key: pass.en.clone(), ..told(&pass, clause) }),
    );
    entries.extend(qualify.direct.iter().map(|clause| told(&direct, clause)));
    entries
}

fn columns(scheme: &Scheme) -> Vec<Entry> {
    let told = scheme.columns.iter().map(|column| {
        let aliases: Vec<Text> = column.aliases.iter().map(|a| Text::same(a.as_str())).collect();
        entry(
            &column.name,
            &column.name,
            [
                (say!("类型", "type"), words::column_kind(column.kind)),
                (say!("单位", "unit"), Text::same(column.unit.as_str())),
                (say!("说明", "about"), Text::same(column.about.as_str())),
                (say!("也认的表头", "other headers"), join(&aliases, "、", ", ")),
            ],
        )
    });
    told.collect()
}
