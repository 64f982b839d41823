//! What follows from the points: vetoes, grades, the pass rule, ranks and lists.

use super::block::{Column, Draft, Table};
use super::words::{self, join};
use crate::diagnostic::Text;
use crate::expr::Type;
use crate::say;
use crate::scheme::{Clause, Qualify, Scheme};

/// What takes a firm off every list.
pub fn vetoes(scheme: &Scheme, draft: &mut Draft) {
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

/// Who has which grade.
pub fn grades(scheme: &Scheme, draft: &mut Draft) {
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

/// The pass rule.
pub fn qualify(scheme: &Scheme, draft: &mut Draft) {
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

/// Ranks, ties and lists.
pub fn ranking(scheme: &Scheme, draft: &mut Draft) {
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
