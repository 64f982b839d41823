//! What is found on the way to weights, in words.

use super::Family;
use crate::analysis::columns::Columns;
use crate::analysis::frozen::Frozen;
use crate::analysis::judgements::Judged;
use crate::analysis::weights::{Ahp, Method};
use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, Text, counted_as};
use crate::say;
use crate::scheme::{Node, Scheme};

/// Where something holds: a scheme of one stage does not ask which.
fn place(scheme: &Scheme, stage: usize) -> Text {
    let name = &scheme.stages[stage].name;
    match scheme.stages.len() {
        1 => Text::default(),
        _ => say!("阶段「{name}」里", "in stage {name}, "),
    }
}

/// Firms too few for weights from data.
pub(super) fn unchanged(scheme: &Scheme, stage: usize, n: usize) -> Diagnostic {
    let Text { zh, en } = place(scheme, stage);
    let are = counted_as(n, "firm is", "firms are");
    Diagnostic::warning(
        &codes::UNCHANGED_STAGE,
        say!(
            "{zh}只有 {n} 家已排名的企业：沿用原来的分值",
            "{en}only {are} ranked: the points stay as they are"
        ),
    )
}

/// Gaps where too few firms have everything.
pub(super) fn filled_in(
    scheme: &Scheme,
    leaves: &[usize],
    stage: usize,
    whole: usize,
    all: usize,
) -> Diagnostic {
    let Text { zh, en } = place(scheme, stage);
    let home = &scheme.dimensions[scheme.indicators[leaves[0]].dimension].name;
    Diagnostic::warning(
        &codes::FILLED_IN,
        say!(
            "{zh}维度「{home}」等指标只有 {whole}/{all} 家数据齐全：缺口按平均得分率代入",
            "{en}only {whole} of {all} firms are complete in {home}: gaps are filled with mean shares"
        ),
    )
}

/// Indicators without any value, or with the same share for all.
pub(super) fn speechless(
    scheme: &Scheme,
    frozen: &Frozen,
    slots: &[usize],
    leaves: &[usize],
    columns: &Columns,
    stage: usize,
) -> Vec<Diagnostic> {
    let Text { zh, en } = place(scheme, stage);
    let tell = |place: usize| {
        let name = &scheme.indicators[leaves[place]].name;
        if slots.iter().any(|slot| frozen.has(*slot, leaves[place])) {
            Diagnostic::warning(
                &codes::CONSTANT_INDICATOR,
                say!(
                    "{zh}「{name}」得分率全都一样：按数据定权时权重为 0",
                    "{en}all firms have the same share of {name}: weights from data give it 0"
                ),
            )
        } else {
            Diagnostic::warning(
                &codes::ALL_MISSING,
                say!(
                    "{zh}「{name}」全部缺失：按数据定权时权重为 0",
                    "{en}{name} is missing for all firms: weights from data give it 0"
                ),
            )
        }
    };
    columns.constant().into_iter().map(tell).collect()
}

pub(super) fn nothing_to_go_by(scheme: &Scheme, family: &Family, method: Method) -> Diagnostic {
    let id = method.id();
    let Text { zh, en } = place(scheme, family.stage);
    let first = &scheme.indicators[family.leaves[0]].name;
    Diagnostic::warning(
        &codes::CONSTANT_INDICATOR,
        say!(
            "{zh}「{first}」及其同组指标都分不出高下：{id} 定不出权重，沿用原分值，也不计入各方法的平均",
            "{en}{first} and its siblings tell nobody apart: {id} has nothing to go by, the points stay and take no part in the mean"
        ),
    )
}

pub(super) fn beyond_the_scale(scheme: &Scheme, judged: &Judged) -> Vec<Diagnostic> {
    let tell = |(a, b, times): (Node, Node, f64)| {
        let (a, b, times) = (scheme.node_id(a), scheme.node_id(b), ratio_text(times));
        Diagnostic::warning(
            &codes::UNUSUAL_JUDGEMENT,
            say!(
                "{a} 对 {b} 的判断是 {times}，超出 1/9 到 9",
                "{a} against {b} is judged {times}, beyond 1/9 to 9"
            ),
        )
    };
    judged.beyond_the_scale().into_iter().map(tell).collect()
}

pub(super) fn inconsistent(scheme: &Scheme, judged: &Judged, found: &Ahp) -> Option<Diagnostic> {
    if found.consistency_ratio <= 0.1 {
        return None;
    }
    let of = judged.of.map_or("total", |at| scheme.dimensions[at].id.as_str());
    let ratio = format!("{:.3}", found.consistency_ratio);
    let problem = Diagnostic::warning(
        &codes::INCONSISTENT,
        say!(
            "「{of}」的判断互相矛盾：CR = {ratio}，超过 0.1；权重照算",
            "the judgements about `{of}` contradict each other: CR = {ratio}, above 0.1; the weights are shown all the same"
        ),
    );
    let (i, j, stated, implied) = found.least_consistent?;
    let (a, b) = (scheme.node_id(judged.children[i]), scheme.node_id(judged.children[j]));
    let (stated, implied) = (ratio_text(stated), ratio_text(implied));
    Some(problem.mend(say!(
        "先改最不一致的一对：{a} 对 {b} 写的是 {stated}，其余判断合起来意味着 {implied}",
        "look first at {a} against {b}: it says {stated}, while all judgements together mean {implied}"
    )))
}

/// `3.00`, or `1/3.00` below 1.
pub fn ratio_text(ratio: f64) -> String {
    if ratio >= 1.0 { format!("{ratio:.2}") } else { format!("1/{:.2}", 1.0 / ratio) }
}
