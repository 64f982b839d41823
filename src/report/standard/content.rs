//! What a published standard says, section by section. Owns the order and the wording of the
//! sections; the words of single rules are `words`'.

use super::block::{Block, Column, Draft, Table};
use super::words::{self, join, lines};
use crate::diagnostic::Text;
use crate::expr::{Type, number_in_words as number};
use crate::portrait::words::points_in_words;
use crate::say;
use crate::scheme::column::IdKind;
use crate::scheme::{Clause, Kind, Node, Qualify, Scheme, Status};

/// The scheme as a document.
pub fn standard(scheme: &Scheme) -> Vec<Block> {
    let mut draft = Draft::default();
    draft.title(Text::same(scheme.name.as_str()));
    standing(scheme, &mut draft);
    how_points_come_about(scheme, &mut draft);
    stages(scheme, &mut draft);
    overview(scheme, &mut draft);
    indicators(scheme, &mut draft);
    formulas(scheme, &mut draft);
    vetoes(scheme, &mut draft);
    grades(scheme, &mut draft);
    qualify(scheme, &mut draft);
    ranking(scheme, &mut draft);
    columns(scheme, &mut draft);
    draft.finish()
}

/// Whose numbers these are, and since when.
fn standing(scheme: &Scheme, draft: &mut Draft) {
    let mut facts =
        Table::new([Column::text(say!("项目", "Item")), Column::text(say!("内容", "Content"))]);
    let mut fact = |name: Text, content: Text| {
        if !content.is_empty() {
            facts.row([name, content]);
        }
    };
    fact(say!("方案编号", "Scheme"), Text::same(scheme.id.as_str()));
    fact(say!("版本", "Edition"), Text::same(scheme.edition.as_str()));
    fact(say!("数据性质", "Standing"), status(scheme.status));
    fact(say!("依据", "Source"), Text::same(scheme.citation.as_str()));
    fact(say!("有效期", "In force"), validity(scheme));
    let (leaves, branches) = (scheme.indicators.len(), scheme.top(Kind::Base).count());
    let extra = scheme.dimensions.iter().filter(|d| d.parent.is_none()).count() - branches;
    let (also_zh, also_en) = match extra {
        0 => (String::new(), String::new()),
        n => (format!("，另有加分、扣分维度 {n} 个"), format!(", and {n} of bonus or deduction")),
    };
    fact(
        say!("构成", "Made of"),
        say!(
            "基础维度 {branches} 个{also_zh}，指标共 {leaves} 项",
            "{branches} base dimensions{also_en}; {leaves} indicators in all"
        ),
    );
    draft.table(facts);
}

fn status(status: Status) -> Text {
    match status {
        Status::Official => {
            say!("正式：分值与规则出自所引文件", "official: the numbers are the cited document's")
        }
        Status::Illustrative => {
            say!("示意：分值与规则由方案作者自拟", "illustrative: the numbers are the author's own")
        }
    }
}

fn validity(scheme: &Scheme) -> Text {
    match scheme.valid {
        (None, None) => Text::default(),
        (Some(from), None) => say!("自 {from} 起", "from {from}"),
        (None, Some(to)) => say!("至 {to}", "until {to}"),
        (Some(from), Some(to)) => say!("{from} 至 {to}", "{from} to {to}"),
    }
}

fn how_points_come_about(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("积分怎样得来", "How points come about"));
    let decimals = scheme.rank.decimals;
    let mut points = vec![total(scheme)];
    let Text { zh, en } = words::aggregate(scheme.aggregate);
    points.push(say!("基础分：{zh}。", "Base points: {en}."));
    points.push(say!(
        "每项指标先按规则得出占本项分值的比例，再折成分数，四舍五入到 {decimals} 位小数；名次按公布的总分排。",
        "Each indicator's rule gives a share of its points, rounded half away from zero to {decimals} decimals; ranks follow the total as it is shown."
    ));
    points.push(say!(
        "缺失不等于零：缺一部分就算不出来的值、除以零、从零或负数起算的增长率，都按缺失处理。",
        "Missing is not zero: a value with a missing part, a division by zero and growth from zero or less are missing."
    ));
    points.push(say!(
        "档位的界线按相对误差十亿分之一比较：恰好达到即为达到。",
        "Borders are compared with a relative tolerance of one in 10⁹: to reach exactly is to reach."
    ));
    if let Some(least) = scheme.min_coverage {
        let least = number(least * 100.0);
        points.push(say!(
            "已知数据覆盖的分值不足 {least}% 的企业不参加排名。",
            "A firm whose known data cover less than {least}% of its points is not ranked."
        ));
    }
    draft.bullets(points);
}

fn total(scheme: &Scheme) -> Text {
    let said = |points: f64| points_in_words(points, scheme.rank.decimals);
    let full = said(scheme.total);
    let most = |kind: Kind| {
        let caps = scheme.top(kind).map(|at| &scheme.dimensions[at]);
        let caps: Vec<Text> = caps
            .map(|node| {
                let (name, Text { zh, en }) = (&node.name, words::points(scheme, &node.points));
                say!("{name}最多 {zh} 分", "{name}, at most {en}")
            })
            .collect();
        join(&caps, "；", "; ")
    };
    let (bonus, deduction) = (most(Kind::Bonus), most(Kind::Deduction));
    let mut total = say!("总分 ＝ 基础分（满分 {full}）", "Total = base points (at most {full})");
    if !bonus.is_empty() {
        let (zh, en) = (bonus.zh, bonus.en);
        total = Text::new(
            format!("{} ＋ 加分（{zh}）", total.zh),
            format!("{} + bonus ({en})", total.en),
        );
    }
    if !deduction.is_empty() {
        let (zh, en) = (deduction.zh, deduction.en);
        total = Text::new(
            format!("{} － 扣分（{zh}）", total.zh),
            format!("{} − deductions ({en})", total.en),
        );
    }
    let floor = said(scheme.floor);
    Text::new(
        format!("{}，不低于 {floor} 分。", total.zh),
        format!("{}, never below {floor}.", total.en),
    )
}

/// Whether the scheme tells stages apart.
pub fn has_stages(scheme: &Scheme) -> bool {
    scheme.stages.len() > 1 || scheme.stages.iter().any(|stage| stage.when.is_some())
}

fn stages(scheme: &Scheme, draft: &mut Draft) {
    if !has_stages(scheme) {
        return;
    }
    draft.section(say!("企业分阶段", "Stages"));
    draft.paragraph(say!(
        "自上而下，先符合者先归入；都不符合的企业不计分，单独列出。",
        "From the top, the first that matches; a firm that matches none gets no points and is listed apart."
    ));
    let mut table =
        Table::new([Column::text(say!("阶段", "Stage")), Column::text(say!("条件", "Condition"))]);
    for stage in &scheme.stages {
        let when = match &stage.when {
            Some(when) => words::plain(scheme, when),
            None => say!("其余企业", "all that are left"),
        };
        table.row([Text::same(stage.name.as_str()), when]);
    }
    draft.table(table);
}

/// A column of points for each stage; one where there is only one.
fn points_columns(scheme: &Scheme) -> Vec<Column> {
    match has_stages(scheme) {
        true => scheme.stages.iter().map(|s| Column::number(Text::same(s.name.as_str()))).collect(),
        false => vec![Column::number(say!("分值", "Points"))],
    }
}

fn points_cells(scheme: &Scheme, points: &[f64]) -> Vec<Text> {
    points.iter().map(|p| Text::same(points_in_words(*p, scheme.rank.decimals))).collect()
}

fn overview(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("维度与分值", "Dimensions and points"));
    let mut columns =
        vec![Column::text(say!("维度", "Dimension")), Column::text(say!("类别", "Kind"))];
    columns.extend(points_columns(scheme));
    columns.push(Column::number(say!("指标数", "Indicators")));
    columns.push(Column::text(say!("怎样汇总", "Aggregated")));
    let mut table = Table::new(columns);
    for (at, node) in scheme.dimensions.iter().enumerate() {
        let mut cells = vec![Text::same(words::path(scheme, node)), words::kind(node.kind)];
        cells.extend(points_cells(scheme, &node.points));
        cells.push(Text::same(leaves(scheme, at).to_string()));
        cells.push(words::aggregate(node.aggregate));
        match node.parent.is_none() && scheme.dimensions.iter().any(|d| d.parent.is_some()) {
            true => table.strong_row(cells),
            false => table.row(cells),
        }
    }
    draft.table(table);
}

/// How many leaves a branch has.
fn leaves(scheme: &Scheme, dimension: usize) -> usize {
    let count = |node: &Node| match node {
        Node::Indicator(_) => 1,
        Node::Dimension(below) => leaves(scheme, *below),
    };
    scheme.dimensions[dimension].children.iter().map(count).sum()
}

fn indicators(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("指标与评分规则", "Indicators and rules"));
    if has_stages(scheme) {
        let names: Vec<Text> = scheme.stages.iter().map(|s| Text::same(s.name.as_str())).collect();
        let Text { zh, en } = join(&names, " / ", " / ");
        draft.paragraph(say!(
            "规则中以斜线并列的数字，依次对应：{zh}。",
            "Numbers side by side in a rule are those of: {en}."
        ));
    }
    let same = scheme.indicators.windows(2).all(|pair| pair[0].missing == pair[1].missing);
    if let (true, Some(first)) = (same, scheme.indicators.first()) {
        let Text { zh, en } = words::missing(&first.missing, Kind::Base);
        draft
            .paragraph(say!("各项指标没有数据时：{zh}。", "Where an indicator has no data: {en}."));
    }
    let mut number = 0;
    for (at, node) in scheme.dimensions.iter().enumerate() {
        if node.parent.is_some() {
            continue;
        }
        let (name, kind) = (&node.name, words::kind(node.kind));
        let Text { zh, en } = words::points(scheme, &node.points);
        let (a, x) = (kind.zh, kind.en);
        draft.heading(say!("{name}（{a}，{zh} 分）", "{name} ({x}, {en})"));
        draft.paragraph(Text::same(node.about.as_str()));
        let mut table = Table::new(indicator_columns(scheme, !same));
        branch(scheme, at, !same, &mut number, &mut table);
        draft.table(table);
    }
}

fn indicator_columns(scheme: &Scheme, with_missing: bool) -> Vec<Column> {
    let mut columns =
        vec![Column::number(say!("序号", "No.")), Column::text(say!("指标", "Indicator"))];
    columns.extend(points_columns(scheme));
    columns.push(Column::text(say!("取值", "Value")));
    columns.push(Column::text(say!("评分规则", "Rule")));
    if with_missing {
        columns.push(Column::text(say!("没有数据时", "Without data")));
    }
    columns
}

fn branch(scheme: &Scheme, at: usize, with_missing: bool, number: &mut usize, table: &mut Table) {
    for child in &scheme.dimensions[at].children {
        match child {
            Node::Dimension(below) => {
                let node = &scheme.dimensions[*below];
                let mut cells = vec![Text::default(), Text::same(node.name.as_str())];
                cells.extend(points_cells(scheme, &node.points));
                cells.push(Text::same(node.about.as_str()));
                cells.push(words::aggregate(node.aggregate));
                cells.extend(with_missing.then(Text::default));
                table.strong_row(cells);
                branch(scheme, *below, with_missing, number, table);
            }
            Node::Indicator(leaf) => {
                *number += 1;
                table.row(leaf_cells(scheme, *leaf, with_missing, *number));
            }
        }
    }
}

fn leaf_cells(scheme: &Scheme, leaf: usize, with_missing: bool, number: usize) -> Vec<Text> {
    let leaf = &scheme.indicators[leaf];
    let source = &leaf.source;
    let source = match source.is_empty() {
        true => Text::default(),
        false => say!("来源：{source}", "source: {source}"),
    };
    let value = match leaf.measures.as_slice() {
        [only] => words::value(scheme, only),
        _ => say!("见规则", "see the rule"),
    };
    let mut cells = vec![Text::same(number.to_string()), Text::same(leaf.name.as_str())];
    cells.extend(points_cells(scheme, &leaf.points));
    cells.push(lines(&[value, Text::same(leaf.about.as_str()), source]));
    cells.push(words::rule(scheme, leaf));
    cells.extend(with_missing.then(|| words::missing(&leaf.missing, leaf.kind)));
    cells
}

fn formulas(scheme: &Scheme, draft: &mut Draft) {
    if scheme.derives.is_empty() {
        return;
    }
    draft.section(say!("计算公式", "Formulas"));
    let mut table = Table::new([
        Column::text(say!("名称", "Name")),
        Column::text(say!("单位", "Unit")),
        Column::text(say!("怎样计算", "How it is computed")),
        Column::text(say!("方案中的写法", "As the scheme writes it")),
    ]);
    for derive in &scheme.derives {
        table.row([
            Text::same(derive.name.as_str()),
            Text::same(derive.unit.as_str()),
            words::plain(scheme, &derive.value),
            Text::same(derive.text.as_str()),
        ]);
    }
    draft.table(table);
}

fn vetoes(scheme: &Scheme, draft: &mut Draft) {
    if scheme.vetoes.is_empty() {
        return;
    }
    draft.section(say!("一票否决", "Vetoes"));
    draft.paragraph(say!(
        "符合任何一条的企业不参加排名、不进榜单。",
        "A firm for which one of these holds has no rank and is on no list."
    ));
    let mut table =
        Table::new([Column::text(say!("情形", "Reason")), Column::text(say!("条件", "Condition"))]);
    for veto in &scheme.vetoes {
        table.row([Text::same(veto.reason.as_str()), words::plain(scheme, &veto.when)]);
    }
    draft.table(table);
}

fn grades(scheme: &Scheme, draft: &mut Draft) {
    if scheme.grades.is_empty() {
        return;
    }
    draft.section(say!("等级", "Grades"));
    draft.paragraph(say!("自上而下，先符合者为准。", "From the top, the first that holds."));
    let mut table =
        Table::new([Column::text(say!("等级", "Grade")), Column::text(say!("条件", "Condition"))]);
    for grade in &scheme.grades {
        table.row([Text::same(grade.name.as_str()), words::grade(&grade.rule)]);
    }
    draft.table(table);
}

fn qualify(scheme: &Scheme, draft: &mut Draft) {
    let Some(Qualify { pass, direct, conditions }) = &scheme.qualify else { return };
    draft.section(say!("达标条件", "Qualification"));
    let said = |clause: &Clause| words::plain(scheme, &clause.when);
    if !conditions.is_empty() {
        draft.paragraph(say!("在任何情况下都须符合：", "In any case all of these must hold:"));
        draft.bullets(conditions.iter().map(said).collect());
    }
    if let Some(pass) = pass {
        let Text { zh, en } = said(pass);
        draft.paragraph(say!("积分条件：{zh}。", "By points: {en}."));
    }
    if !direct.is_empty() {
        draft.paragraph(say!(
            "符合下列任何一条，可以不看积分条件：",
            "Any of these stands in for the points:"
        ));
        draft.bullets(direct.iter().map(said).collect());
    }
}

fn ranking(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("排名与榜单", "Ranks and lists"));
    let Text { zh, en } = words::ties(scheme.rank.ties);
    let mut points = vec![say!("总分相同：{zh}。", "Equal totals: {en}.")];
    let keys: Vec<Text> = scheme
        .rank
        .break_by
        .iter()
        .map(|key| {
            let Text { zh, en } = words::plain(scheme, &key.value);
            match (key.descending, key.value.ty()) {
                (true, Type::Number) => say!("{zh}大者在前", "the larger {en} first"),
                (true, _) => say!("{zh}倒序", "{en} descending"),
                (false, Type::Number) => say!("{zh}小者在前", "the smaller {en} first"),
                (false, _) => say!("{zh}顺序", "{en} ascending"),
            }
        })
        .collect();
    if !keys.is_empty() {
        let Text { zh, en } = join(&keys, "，再看", ", then ");
        points.push(say!(
            "总分相同者在榜单中的先后（不改名次）：{zh}。",
            "The order among equals on a list (ranks stay equal): {en}."
        ));
    }
    draft.bullets(points);
    let mut table = Table::new([
        Column::text(say!("榜单", "List")),
        Column::text(say!("入选", "Takes")),
        Column::text(say!("范围", "Among")),
    ]);
    for list in &scheme.lists {
        let among = match &list.filter {
            Some(filter) => words::plain(scheme, filter),
            None => say!("全部有排名的企业", "all ranked firms"),
        };
        table.row([Text::same(list.name.as_str()), words::cut(list), among]);
    }
    draft.table(table);
}

fn columns(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("数据项", "Columns"));
    let mut table = Table::new([
        Column::text(say!("名称", "Name")),
        Column::text(say!("类型", "Type")),
        Column::text(say!("单位", "Unit")),
        Column::text(say!("说明", "About")),
        Column::text(say!("也认的表头", "Other headers")),
    ]);
    for column in &scheme.columns {
        let key = column.name == scheme.firm.id && scheme.firm.id_kind == IdKind::Uscc;
        let check = match key {
            true => say!("核对校验码", "the check character is verified"),
            false => Text::default(),
        };
        let aliases: Vec<Text> = column.aliases.iter().map(|a| Text::same(a.as_str())).collect();
        table.row([
            Text::same(column.name.as_str()),
            words::column_kind(column.kind),
            Text::same(column.unit.as_str()),
            lines(&[Text::same(column.about.as_str()), check]),
            join(&aliases, "、", ", "),
        ]);
    }
    draft.table(table);
}
