//! Weights in words and tables: what each method would give, beside today's, and what it would do.

mod paste;
mod shares;

pub use paste::{to_paste, unwritable, written_into};

use super::dossier::Dossier;
use super::grid::{Cell, Grid, Heading, shown};
use crate::analysis::outline::name_of;
use crate::analysis::weigh::{COMBINED, Way, Weighed, base_leaves, ratio_text};
use crate::diagnostic::Text;
use crate::say;
use crate::scheme::{Node, Scheme};
use crate::scoring::Scored;

/// How many firms a finding names.
const NAMED: usize = 3;

/// Everything to be told.
pub fn dossier(scheme: &Scheme, scored: &Scored, weighed: &Weighed, top: usize) -> Dossier {
    let mut findings: Vec<Text> =
        weighed.ways.iter().map(|way| effect_finding(scheme, scored, weighed, way, top)).collect();
    findings.extend(weighed.ways.iter().filter_map(|way| shift_finding(scheme, way)));
    findings.extend(super::wiped::findings(scheme, &weighed.wiped));
    findings.extend(judgement_findings(scheme, weighed));
    findings.extend(weighed.notes.iter().map(|note| note.message.clone()));
    let mut grids: Vec<Grid> =
        (0..scheme.stages.len()).map(|stage| weight_grid(scheme, weighed, stage)).collect();
    grids.push(effect_grid(weighed));
    grids.push(judgement_grid(scheme, weighed));
    let id = &scheme.id;
    Dossier {
        id: "weigh".into(), title: say!("{id} 的权重", "Weights for {id}"), findings, grids
    }
}

fn method_name(id: &str) -> Text {
    match id {
        "equal" => Text::new("等权", "equal weights"),
        "entropy" => Text::new("熵权", "entropy"),
        "critic" => Text::new("CRITIC", "CRITIC"),
        "critic_spearman" => Text::new("CRITIC（秩相关）", "CRITIC (ranks)"),
        "std" => Text::new("标准差", "standard deviation"),
        "gini" => Text::new("基尼", "Gini"),
        "pca" => Text::new("主成分", "principal components"),
        "ahp" => Text::new("层次分析（AHP）", "judgements (AHP)"),
        COMBINED => Text::new("各方法平均", "the mean of all"),
        other => Text::same(other),
    }
}

fn effect_finding(
    scheme: &Scheme,
    scored: &Scored,
    weighed: &Weighed,
    way: &Way,
    top: usize,
) -> Text {
    let name = method_name(&way.id);
    let (zh, en) = (name.zh, name.en);
    let count = way.effect.entered.len();
    let mean = shown(way.effect.mean_shift, 1);
    let tau = way.effect.kendall.map_or(String::from("-"), |tau| shown(tau.value, 3));
    let firm = |row: &usize| {
        let column = scheme.firm.name.as_ref().unwrap_or(&scheme.firm.id);
        scored.derived.text(column, *row)
    };
    let named: Vec<String> = way.effect.entered.iter().take(NAMED).map(firm).collect();
    let rest = if count > named.len() { [" 等", ", ..."] } else { ["", ""] };
    let (zh_names, en_names) = (named.join("、") + rest[0], named.join(", ") + rest[1]);
    let change = if count == 1 { "changes" } else { "change" };
    if top >= weighed.firms {
        return say!(
            "{zh}：名次平均变动 {mean} 位（τ = {tau}）；前 {top} 名就是全部企业，谁进谁出无从说起。",
            "{en}: a firm moves by {mean} places on average (τ = {tau}); the first {top} are all firms: who is among them tells nothing."
        );
    }
    if count == 0 {
        return say!(
            "{zh}：前 {top} 名不变；名次平均变动 {mean} 位（τ = {tau}）。",
            "{en}: the first {top} stay the same; a firm moves by {mean} places on average (τ = {tau})."
        );
    }
    say!(
        "{zh}：前 {top} 名换 {count} 家（新进 {zh_names}）；名次平均变动 {mean} 位（τ = {tau}）。",
        "{en}: {count} of the first {top} {change} (in comes {en_names}); a firm moves by {mean} places on average (τ = {tau})."
    )
}

/// The indicator whose points move most under a way.
fn shift_finding(scheme: &Scheme, way: &Way) -> Option<Text> {
    let mut largest: Option<(f64, usize, usize)> = None;
    for (stage, points) in way.setting.iter().enumerate() {
        for leaf in base_leaves(scheme) {
            let by = points.indicators[leaf] - scheme.indicators[leaf].points[stage];
            if largest.is_none_or(|(most, ..)| by.abs() > most.abs() + 1e-12) {
                largest = Some((by, leaf, stage));
            }
        }
    }
    let (by, leaf, stage) = largest.filter(|(by, ..)| by.abs() > 1e-9)?;
    let name = method_name(&way.id);
    let (zh, en) = (name.zh, name.en);
    let indicator = &scheme.indicators[leaf];
    let (title, stage_name) = (&indicator.name, &scheme.stages[stage].name);
    let from = shown(indicator.points[stage], 2);
    let to = shown(indicator.points[stage] + by, 2);
    let among = if scheme.stages.len() > 1 {
        say!("（{stage_name}）", " ({stage_name})")
    } else {
        Text::default()
    };
    let (among_zh, among_en) = (among.zh, among.en);
    Some(say!(
        "{zh}变动最大的是「{title}」{among_zh}：{from} → {to} 分。",
        "{en} moves {title}{among_en} most: {from} → {to} points."
    ))
}

fn judgement_findings(scheme: &Scheme, weighed: &Weighed) -> Vec<Text> {
    let tell = |(judged, found): &(
        crate::analysis::judgements::Judged,
        crate::analysis::weights::Ahp,
    )| {
        let of = judged.of.map_or("total", |at| scheme.dimensions[at].id.as_str());
        let ratio = shown(found.consistency_ratio, 3);
        match found.consistency_ratio <= 0.1 {
            true => say!(
                "「{of}」的判断一致（CR = {ratio} ≤ 0.1）。",
                "The judgements about {of} are consistent (CR = {ratio} ≤ 0.1)."
            ),
            false => say!(
                "「{of}」的判断不一致（CR = {ratio} > 0.1），请修改后再用。",
                "The judgements about {of} are not consistent (CR = {ratio} > 0.1); judge again before using them."
            ),
        }
    };
    weighed.judgements.iter().map(tell).collect()
}

fn weight_grid(scheme: &Scheme, weighed: &Weighed, stage: usize) -> Grid {
    let (id, name) = (&scheme.stages[stage].id, &scheme.stages[stage].name);
    let one = scheme.stages.len() == 1;
    let file = if one { "weights".to_string() } else { format!("weights_{id}") };
    let title = match one {
        true => say!("分值", "Points"),
        false => say!("分值：{name}", "Points: {name}"),
    };
    let fixed = [
        ("dimension", "维度", "Dimension"),
        ("id", "指标", "Id"),
        ("name", "名称", "Name"),
        ("today", "现行", "Today"),
    ];
    let mut grid = Grid::new(&file, title, &fixed);
    for way in &weighed.ways {
        grid.columns.push(Heading { id: way.id.clone(), name: method_name(&way.id) });
    }
    let decimals = weighed.decimals as usize;
    for leaf in base_leaves(scheme) {
        let indicator = &scheme.indicators[leaf];
        let mut row = vec![
            Cell::text(&scheme.dimensions[indicator.dimension].id),
            Cell::text(&indicator.id),
            Cell::text(&indicator.name),
            Cell::Number(indicator.points[stage], decimals),
        ];
        let points = weighed.ways.iter().map(|way| way.setting[stage].indicators[leaf]);
        row.extend(points.map(|points| Cell::Number(points, decimals)));
        grid.rows.push(row);
    }
    grid
}

fn effect_grid(weighed: &Weighed) -> Grid {
    let mut grid = Grid::new(
        "effects",
        say!("换用后的影响", "What each would do"),
        &[
            ("method", "方法", "Method"),
            ("spearman", "Spearman ρ", "Spearman ρ"),
            ("kendall", "Kendall τ-b", "Kendall τ-b"),
            ("mean_shift", "平均变动", "Mean shift"),
            ("largest_shift", "最大变动", "Largest shift"),
            ("changed", "榜上换人", "Changes on the list"),
        ],
    );
    let row = |way: &Way| {
        vec![
            Cell::Word(way.id.clone(), method_name(&way.id)),
            Cell::number(way.effect.spearman.map(|c| c.value), 4),
            Cell::number(way.effect.kendall.map(|c| c.value), 4),
            Cell::Number(way.effect.mean_shift, 1),
            Cell::rank(Some(way.effect.largest_shift)),
            Cell::count(way.effect.entered.len()),
        ]
    };
    grid.rows = weighed.ways.iter().map(row).collect();
    grid
}

fn judgement_grid(scheme: &Scheme, weighed: &Weighed) -> Grid {
    let mut grid = Grid::new(
        "judgements",
        say!("判断的权重与一致性", "Weights from judgements, and how consistent they are"),
        &[
            ("of", "父节点", "Of"),
            ("stage", "阶段", "Stage"),
            ("id", "节点", "Id"),
            ("name", "名称", "Name"),
            ("weight", "权重", "Weight"),
            ("lambda", "λmax", "λmax"),
            ("consistency_ratio", "CR", "CR"),
            ("least_consistent", "最不一致的判断", "Least consistent judgement"),
        ],
    );
    for (judged, found) in &weighed.judgements {
        let id = |node: Node| scheme.node_id(node);
        let worst = found.least_consistent.map(|(i, j, stated, implied)| {
            let (a, b) = (id(judged.children[i]), id(judged.children[j]));
            format!("{a} : {b} = {} → {}", ratio_text(stated), ratio_text(implied))
        });
        let of = match judged.of.map(|at| &scheme.dimensions[at]) {
            Some(dimension) => Cell::named(&dimension.id, &dimension.name),
            None => Cell::word("total", "总分", "total"),
        };
        let stage = Cell::stage(judged.stage.map(|at| &scheme.stages[at]));
        for (child, weight) in judged.children.iter().zip(&found.weights) {
            grid.rows.push(vec![
                of.clone(),
                stage.clone(),
                Cell::text(id(*child)),
                Cell::text(name_of(scheme, *child)),
                Cell::Number(*weight, 4),
                Cell::Number(found.lambda, 4),
                Cell::Number(found.consistency_ratio, 4),
                worst.clone().map_or(Cell::None, Cell::Text),
            ]);
        }
    }
    grid
}
