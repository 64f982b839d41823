//! What a published standard says, section by section. Owns the order and the wording of the
//! sections; the words of single rules are `words`'.

use super::block::{Block, Column, Draft, Table};
use super::words::{self, join, lines};
use super::{leaves, outcomes};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::portrait::words::points_in_words;
use crate::say;
use crate::scheme::column::IdKind;
use crate::scheme::{Kind, Node, Scheme, Status};

/// The scheme as a document.
pub fn standard(scheme: &Scheme) -> Vec<Block> {
    let mut draft = Draft::default();
    draft.title(Text::same(scheme.name.as_str()));
    standing(scheme, &mut draft);
    how_points_come_about(scheme, &mut draft);
    stages(scheme, &mut draft);
    overview(scheme, &mut draft);
    leaves::indicators(scheme, &mut draft);
    formulas(scheme, &mut draft);
    outcomes::vetoes(scheme, &mut draft);
    outcomes::grades(scheme, &mut draft);
    outcomes::qualify(scheme, &mut draft);
    outcomes::ranking(scheme, &mut draft);
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

fn overview(scheme: &Scheme, draft: &mut Draft) {
    draft.section(say!("维度与分值", "Dimensions and points"));
    let mut columns =
        vec![Column::text(say!("维度", "Dimension")), Column::text(say!("类别", "Kind"))];
    columns.extend(leaves::points_columns(scheme));
    columns.push(Column::number(say!("指标数", "Indicators")));
    columns.push(Column::text(say!("怎样汇总", "Aggregated")));
    let mut table = Table::new(columns);
    for (at, node) in scheme.dimensions.iter().enumerate() {
        let mut cells = vec![Text::same(words::path(scheme, node)), words::kind(node.kind)];
        cells.extend(leaves::points_cells(scheme, &node.points));
        cells.push(Text::same(count(scheme, at).to_string()));
        cells.push(words::aggregate(node.aggregate));
        match node.parent.is_none() && scheme.dimensions.iter().any(|d| d.parent.is_some()) {
            true => table.strong_row(cells),
            false => table.row(cells),
        }
    }
    draft.table(table);
}

/// How many leaves a branch has.
fn count(scheme: &Scheme, dimension: usize) -> usize {
    let of = |node: &Node| match node {
        Node::Indicator(_) => 1,
        Node::Dimension(below) => count(scheme, *below),
    };
    scheme.dimensions[dimension].children.iter().map(of).sum()
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
