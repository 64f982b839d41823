//! The head of an explanation: who the firm is, what became of it and why.

use super::page::Page;
use super::{fixed, percent, rank_number};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::portrait::{Portrait, Reason};
use crate::say;
use crate::scoring::Status;

pub fn header(portrait: &Portrait, page: &mut Page) {
    let (id, scheme) = (&portrait.id, portrait.scheme.name);
    match &portrait.name {
        Some(name) => page.note(0, say!("{name}（{id}）", "{name} ({id})")),
        None => page.note(0, Text::same(id.as_str())),
    }
    page.blank();
    page.pair(say!("方案", "scheme"), Text::same(scheme));
    page.pair(say!("数据来源", "source"), Text::same(portrait.source.as_str()));
    for (column, text) in &portrait.groups {
        let text = text.as_deref().map_or(say!("缺失", "missing"), Text::same);
        page.pair(Text::same(*column), text);
    }
    // A scheme without stages has one that takes every firm: nothing to tell.
    if let Some(stage) = portrait.stage.filter(|stage| stage.id != "all") {
        page.pair(say!("阶段", "stage"), Text::same(stage.name));
    }
    page.pair(say!("状态", "status"), status(portrait.status));
    total(portrait, page);
    place(portrait, page);
    reasons(portrait, page);
}

fn total(portrait: &Portrait, page: &mut Page) {
    if let Some(total) = portrait.total {
        let (total, of) = (fixed(total, portrait.decimals), number(portrait.maximum));
        page.pair(say!("总分", "total"), say!("{total}，满分 {of}", "{total} of {of}"));
    }
    if let Some(grade) = portrait.grade {
        page.pair(say!("等级", "grade"), Text::same(grade));
    }
}

fn place(portrait: &Portrait, page: &mut Page) {
    let of = |rank: f64, ranked: usize| {
        let rank = rank_number(rank);
        say!("第 {rank} 名，共 {ranked} 家", "{rank} of {ranked}")
    };
    if let Some(rank) = portrait.rank {
        page.pair(say!("总排名", "rank"), of(rank, portrait.ranked));
    }
    let stage_rank = portrait.rank_in_stage.filter(|_| portrait.ranked_in_stage < portrait.ranked);
    if let Some(rank) = stage_rank {
        page.pair(say!("阶段内排名", "rank in stage"), of(rank, portrait.ranked_in_stage));
    }
    for list in &portrait.lists {
        let (name, rank) = (list.name, rank_number(list.rank));
        page.pair(say!("上榜", "on list"), say!("{name}，第 {rank} 名", "{name}, {rank}"));
    }
    if let Some(coverage) = portrait.coverage {
        page.pair(say!("数据覆盖率", "coverage"), Text::same(percent(coverage)));
    }
}

fn reasons(portrait: &Portrait, page: &mut Page) {
    if portrait.reasons.is_empty() {
        return;
    }
    page.blank();
    page.note(0, say!("没有排名的原因", "why it has no rank"));
    for reason in &portrait.reasons {
        page.note(1, reason_words(reason));
    }
}

/// Why a firm has no rank.
pub fn reason_words(reason: &Reason) -> Text {
    match reason {
        Reason::Veto { reason, says } => {
            let (zh, en) = (&says.zh, &says.en);
            say!("一票否决：{reason}（{zh}）", "veto: {reason} ({en})")
        }
        Reason::Coverage { coverage, least } => {
            let (known, least) = (percent(*coverage), percent(*least));
            say!(
                "已知的数据只覆盖分值的 {known}，至少要有 {least}",
                "only {known} of its points rest on known data; {least} are needed"
            )
        }
        Reason::NothingKnown => {
            say!("所有基础指标都没有数据", "nothing is known of any indicator of the base points")
        }
        Reason::NotInStage { stage, held, says } => {
            let (name, zh, en) = (stage.name, &says.zh, &says.en);
            match held {
                None => say!("{name}：无法判断（{zh}）", "{name}: cannot be told ({en})"),
                Some(_) => say!("{name}：不符合（{zh}）", "{name}: does not match ({en})"),
            }
        }
    }
}

/// What became of a firm.
pub fn status(status: Status) -> Text {
    match status {
        Status::Ranked => say!("参加排名", "ranked"),
        Status::Insufficient => say!("数据不足，不排名", "too little is known: no rank"),
        Status::Vetoed => say!("一票否决，不排名", "vetoed: no rank"),
        Status::NoStage => say!("未分阶段，不计分", "in no stage: no points"),
    }
}
