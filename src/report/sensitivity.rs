//! How sure ranks are, in words and tables.

use super::dossier::Dossier;
use super::grid::{Cell, Grid, Heading, places, shown};
use crate::analysis::choices::Choice;
use crate::analysis::columns::mean;
use crate::analysis::sensitivity::{Answer, Importance, Question, Run};
use crate::analysis::sobol::Estimate;
use crate::diagnostic::{Text, counted, counted_as};
use crate::say;
use crate::scheme::{Aggregate, Scheme, Ties};
use crate::scoring::Scored;

/// A firm this sure of its place is in, or out.
const SURE: f64 = 0.9;

/// How many firms a finding names.
const NAMED: usize = 5;

/// Everything to be told.
pub fn dossier(scheme: &Scheme, scored: &Scored, question: &Question, answer: &Answer) -> Dossier {
    let mut findings = top_findings(scheme, scored, question, answer);
    findings.push(width_finding(question, answer));
    findings.extend(grade_finding(answer));
    findings.extend(choice_findings(answer));
    findings.extend(super::wiped::findings(scheme, &answer.wiped));
    findings.push(design_finding(scheme, question, answer));
    findings.extend(zero_finding(scheme, question, answer));
    let id = &scheme.id;
    Dossier {
        id: "sensitivity".into(),
        title: say!("{id}：名次有多稳", "{id}: how sure ranks are"),
        findings,
        grids: vec![choice_grid(answer), firm_grid(scheme, scored, question, answer)],
    }
}

/// A choice for people.
pub fn choice_name(choice: Choice) -> Text {
    match choice {
        Choice::Weights => Text::new("权重", "weights"),
        Choice::Borders => Text::new("档位界线", "tier borders"),
        Choice::Rules => Text::new("规则种类", "kinds of rules"),
        Choice::Missing => Text::new("缺失值政策", "missing values"),
        Choice::Aggregation => Text::new("汇总方式", "aggregation"),
        Choice::Data => {
            Text::new("定标所用的企业（自助抽样）", "firms behind the bounds (bootstrap)")
        }
    }
}

fn firm_text(scheme: &Scheme, scored: &Scored, row: usize) -> String {
    scored.derived.text(scheme.firm.name.as_ref().unwrap_or(&scheme.firm.id), row)
}

fn top_findings(
    scheme: &Scheme,
    scored: &Scored,
    question: &Question,
    answer: &Answer,
) -> Vec<Text> {
    let top = question.top;
    if top as usize >= answer.firms.len() {
        let all = answer.firms.len();
        return vec![say!(
            "前 {top} 名就是全部 {all} 家企业，谁在其中无从说起；要看前几名，请写 --top。",
            "The first {top} are all {all} firms: who is among them tells nothing; say --top for a shorter list."
        )];
    }
    let chance = |at: usize| answer.standings[at].chance_top;
    let among = |at: &usize| answer.ranks[*at] <= top;
    let all = 0..answer.firms.len();
    let inside: Vec<usize> = all.clone().filter(among).collect();
    let safe = inside.iter().filter(|at| chance(**at) >= SURE).count();
    let open: Vec<usize> =
        all.filter(|at| chance(*at) > 1.0 - SURE && chance(*at) < SURE).collect();
    let (inside, doubtful) = (inside.len(), open.len());
    let listed = counted(inside, "firm");
    let mut findings = vec![say!(
        "今天的前 {top} 名里有 {inside} 家，其中 {safe} 家在九成以上的情形里仍在前 {top} 名。",
        "Of today's first {top} ({listed}), {safe} stay among them in at least nine of ten runs."
    )];
    let mut nearest = open;
    nearest.sort_by(|a, b| {
        let doubt = |at: usize| (chance(at) - 0.5).abs();
        doubt(*a).total_cmp(&doubt(*b)).then(a.cmp(b))
    });
    if doubtful > 0 {
        let told = |at: &usize| {
            let name = firm_text(scheme, scored, answer.firms[*at]);
            format!("{name} {}%", shown(chance(*at) * 100.0, 0))
        };
        let named: Vec<String> = nearest.iter().take(NAMED).map(told).collect();
        let (zh, en) = (named.join("、"), named.join(", "));
        let edge = counted_as(doubtful, "firm is", "firms are");
        findings.push(say!(
            "{doubtful} 家在界线上（进前 {top} 名的机会在 10%–90% 之间），最难说的是：{zh}。",
            "{edge} on the edge (the chance to be among the first {top} is between 10 and 90 %); least certain: {en}."
        ));
    }
    findings
}

fn width_finding(question: &Question, answer: &Answer) -> Text {
    let mut widths: Vec<u32> = answer.standings.iter().map(|s| s.ranks.1 - s.ranks.0 + 1).collect();
    widths.sort_unstable();
    let middle = widths.get(widths.len() / 2).copied().unwrap_or(0);
    let part = shown(question.interval * 100.0, 0);
    let wide = places(&middle.to_string());
    say!(
        "一家企业的名次在 {part}% 的情形里落在一个宽 {middle} 位的区间内（中位数）。",
        "In {part} % of the runs a firm's rank lies within {wide} (median over firms)."
    )
}

fn grade_finding(answer: &Answer) -> Option<Text> {
    let kept: Vec<f64> = answer.standings.iter().filter_map(|s| s.grade_kept).collect();
    if kept.is_empty() {
        return None;
    }
    let part = shown(mean(&kept) * 100.0, 1);
    let shaky = kept.iter().filter(|kept| **kept < SURE).count();
    let few = counted(shaky, "firm");
    Some(say!(
        "等级平均在 {part}% 的情形里保持不变；{shaky} 家低于九成。",
        "A grade holds in {part} % of the runs on average; for {few} in fewer than nine of ten."
    ))
}

fn choice_findings(answer: &Answer) -> Vec<Text> {
    let mut known: Vec<(&Importance, Estimate)> =
        answer.importance.iter().filter_map(|i| Some((i, i.shift?.total))).collect();
    known.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let mut findings = Vec::new();
    findings.extend(known.first().map(|(most, total)| {
        let name = choice_name(most.choice);
        let (zh, en) = (name.zh, name.en);
        if answer.importance.len() == 1 {
            return say!(
                "变的只有「{zh}」：名次变动全部来自它。",
                "Only {en} is varied: all of the variance of rank shifts is its own."
            );
        }
        // An estimate may come out beyond what a part can be.
        let part = |x: f64| shown(x.clamp(0.0, 1.0) * 100.0, 0);
        let [value, low, high] = [total.value, total.low, total.high].map(part);
        say!(
            "最要紧的选择是「{zh}」：名次变动的方差里与它有关的部分估计为 {value}%（95% 区间 {low}–{high}%）。",
            "The choice that matters most is {en}: the part of the variance of rank shifts that has to do with it is estimated at {value} % (95 % interval {low} to {high} %)."
        )
    }));
    let small: Vec<&(&Importance, Estimate)> =
        known.iter().skip(1).filter(|(_, total)| total.high < 0.1).collect();
    if !small.is_empty() {
        let names: Vec<Text> = small.iter().map(|(i, _)| choice_name(i.choice)).collect();
        let zh = names.iter().map(|n| n.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = names.iter().map(|n| n.en.as_str()).collect::<Vec<_>>().join(", ");
        findings.push(say!(
            "几乎不影响名次的选择：{zh}（总效应上限不到 10%）。",
            "What hardly matters: {en} (total effect below 10 % even at its upper end)."
        ));
    }
    for importance in answer.importance.iter().filter(|i| i.touched == 0.0) {
        let name = choice_name(importance.choice);
        let (zh, en) = (name.zh, name.en);
        findings.push(say!(
            "「{zh}」单独变化时没有一家企业的总分改变：对这批数据它不起作用。",
            "Changing {en} alone changes no total: for these firms it has no effect."
        ));
    }
    findings
}

fn design_finding(scheme: &Scheme, question: &Question, answer: &Answer) -> Text {
    let names: Vec<Text> = question.choices.iter().map(|c| choice_name(*c)).collect();
    let zh = names.iter().map(|n| n.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = names.iter().map(|n| n.en.as_str()).collect::<Vec<_>>().join(", ");
    let (counted, seed) = (answer.counted, question.weights.seed);
    let (k, border) = (question.weights.concentration, shown(question.border * 100.0, 0));
    let mut how = Text::default();
    let mut add = |choice: Choice, text: Text| {
        if question.choices.contains(&choice) {
            how.zh.push_str(&text.zh);
            how.en.push_str(&text.en);
        }
    };
    add(
        Choice::Weights,
        say!(
            "权重按 Dirichlet 分布围绕现行值抽取（集中度 {k}）；",
            " weights are Dirichlet around the scheme's (concentration {k});"
        ),
    );
    add(
        Choice::Borders,
        say!("档位界线移动不超过 ±{border}%；", " tier borders move by up to ±{border} %;"),
    );
    if scheme.rank.ties != Ties::Min {
        how.zh.push_str("抽样中并列的取最靠前的名次；");
        how.en.push_str(" equals take the best place in the runs;");
    }
    let (how_zh, how_en) = (how.zh, how.en);
    say!(
        "变化的是：{zh}。名次统计自 {counted} 次独立抽样，种子 {seed}；{how_zh}抽样中只对总分取整。",
        "Varied: {en}. Ranks are counted over {counted} independent runs, seed {seed};{how_en} in the runs only totals are rounded."
    )
}

fn zero_finding(scheme: &Scheme, question: &Question, answer: &Answer) -> Option<Text> {
    let tried = question.choices.contains(&Choice::Aggregation)
        && matches!(scheme.aggregate, Aggregate::Sum | Aggregate::Mean);
    let zeros = answer.zeros;
    let have = counted_as(zeros, "firm has", "firms have");
    (tried && zeros > 0).then(|| {
        say!(
            "{zeros} 家有维度得分率为 0，几何平均会把它们的总分清零；试几何平均时，得分率先从 [0, 1] 压到 [0.01, 1]。",
            "{have} a share of 0 on a dimension, and a geometric mean would give them a total of 0; where it is tried, shares are first moved from [0, 1] to [0.01, 1]."
        )
    })
}

fn choice_grid(answer: &Answer) -> Grid {
    let mut grid = Grid::new(
        "choices",
        say!("哪个选择要紧（Sobol 指数）", "Which choice matters (Sobol indices)"),
        &[
            ("choice", "选择", "Choice"),
            ("outcome", "看什么", "Outcome"),
            ("first", "一阶", "First order"),
            ("first_low", "下限", "low"),
            ("first_high", "上限", "high"),
            ("total", "总效应", "Total"),
            ("total_low", "下限", "low"),
            ("total_high", "上限", "high"),
            ("firms_touched", "单独变化时总分改变的企业", "Firms touched alone"),
        ],
    );
    let shift = Cell::word("mean_shift", "名次平均变动", "mean shift of ranks");
    let turnover = Cell::word("turnover", "榜上换人", "changes on the list");
    for importance in &answer.importance {
        for (outcome, indices) in
            [(shift.clone(), importance.shift), (turnover.clone(), importance.turnover)]
        {
            let choice = importance.choice;
            let mut row = vec![Cell::Word(choice.id().into(), choice_name(choice)), outcome];
            for estimate in [indices.map(|i| i.first), indices.map(|i| i.total)] {
                row.push(Cell::number(estimate.map(|e| e.value), 3));
                row.push(Cell::number(estimate.map(|e| e.low), 3));
                row.push(Cell::number(estimate.map(|e| e.high), 3));
            }
            row.push(Cell::Number(importance.touched, 1));
            grid.rows.push(row);
        }
    }
    grid
}

fn firm_grid(scheme: &Scheme, scored: &Scored, question: &Question, answer: &Answer) -> Grid {
    let top = question.top;
    let chance = say!("进前 {top} 名的机会", "Chance of top {top}");
    let mut grid = Grid::new(
        "firms",
        say!("每家企业", "Every firm"),
        &[
            ("rank", "名次", "Rank"),
            ("id", "代码", "Id"),
            ("name", "名称", "Name"),
            ("stage", "阶段", "Stage"),
            ("rank_low", "最好", "From"),
            ("rank_high", "最差", "To"),
            ("rank_mean", "平均", "Mean"),
            ("rank_in_stage", "阶段内", "In stage"),
            ("stage_low", "最好", "From"),
            ("stage_high", "最差", "To"),
            ("chance_top", &chance.zh, &chance.en),
            ("grade_kept", "等级不变", "Grade holds"),
        ],
    );
    for list in &scheme.lists {
        let (id, name) = (&list.id, &list.name);
        grid.columns
            .push(Heading {
                id: format!("chance_{id}"), name: say!("上榜「{name}」", "On {id}")
            });
    }
    for (at, firm) in answer.firms.iter().enumerate() {
        let standing = &answer.standings[at];
        let name = scheme.firm.name.as_ref().map(|column| scored.derived.text(column, *firm));
        let stage = scored.derived.stage[*firm].map(|s| &scheme.stages[s as usize]);
        let mut row = vec![
            Cell::rank(scored.ranking.rank[*firm]),
            Cell::text(scored.derived.text(&scheme.firm.id, *firm)),
            Cell::text(name.unwrap_or_default()),
            stage.map_or(Cell::None, |stage| Cell::named(&stage.id, &stage.name)),
            Cell::Count(i64::from(standing.ranks.0)),
            Cell::Count(i64::from(standing.ranks.1)),
            Cell::Number(standing.mean_rank, 1),
            Cell::rank(scored.ranking.rank_in_stage[*firm]),
            Cell::Count(i64::from(standing.ranks_in_stage.0)),
            Cell::Count(i64::from(standing.ranks_in_stage.1)),
            Cell::Number(standing.chance_top, 3),
            Cell::number(standing.grade_kept, 3),
        ];
        row.extend(standing.chance_on.iter().map(|chance| Cell::Number(*chance, 3)));
        grid.rows.push(row);
    }
    grid
}

/// The record of every run: what was drawn, and what it changed.
pub fn runs_grid(scheme: &Scheme, question: &Question, answer: &Answer) -> Grid {
    let mut grid = Grid::new(
        "runs",
        say!("逐次记录", "Every run"),
        &[("design", "设计", "Design"), ("row", "行", "Row")],
    );
    for choice in &question.choices {
        grid.columns.push(Heading { id: choice.id().into(), name: choice_name(*choice) });
    }
    let outcomes = [
        ("shares_changed", "改变的得分率", "Shares changed"),
        ("totals_changed", "改变的总分", "Totals changed"),
        ("mean_shift", "名次平均变动", "Mean shift"),
        ("turnover", "榜上换人", "Turnover"),
    ];
    grid.columns.extend(
        outcomes
            .iter()
            .map(|(id, zh, en)| Heading { id: id.to_string(), name: Text::new(*zh, *en) }),
    );
    let weighted = answer.runs.iter().any(|run| !run.weights.is_empty());
    if weighted {
        for stage in &scheme.stages {
            for indicator in &scheme.indicators {
                let id = format!("w.{}.{}", stage.id, indicator.id);
                grid.columns.push(Heading { name: Text::same(id.clone()), id });
            }
        }
    }
    let row = |run: &Run| {
        let mut row = vec![Cell::text(run.design), Cell::count(run.row)];
        for choice in &question.choices {
            let level = run.levels.iter().find(|(of, _)| of == choice);
            row.push(level.map_or(Cell::None, |(_, level)| Cell::text(level)));
        }
        row.push(Cell::count(run.shares_changed));
        row.push(Cell::count(run.totals_changed));
        row.push(Cell::Number(run.mean_shift, 2));
        row.push(Cell::count(run.turnover));
        row.extend(run.weights.iter().flatten().map(|weight| Cell::Number(*weight, 6)));
        row
    };
    grid.rows = answer.runs.iter().map(row).collect();
    grid
}
