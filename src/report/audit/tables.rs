//! The numbers behind an audit's findings.

use crate::analysis::audit::{Audit, Pair, View};
use crate::analysis::correlation::Correlation;
use crate::analysis::drift::{Drift, Reading};
use crate::analysis::outline::name_of;
use crate::analysis::profile::Profile;
use crate::report::grid::{Cell, Grid};
use crate::say;
use crate::scheme::Scheme;

/// Every table.
pub fn grids(scheme: &Scheme, audit: &Audit, drift: &[Drift]) -> Vec<Grid> {
    vec![
        indicator_grid(scheme, audit),
        pair_grid(scheme, audit),
        sibling_grid(scheme, audit),
        reliability_grid(scheme, audit),
        loading_grid(scheme, audit),
        removal_grid(scheme, audit),
        drift_grid(scheme, drift),
    ]
}

fn stage_cell(scheme: &Scheme, view: &View) -> Cell {
    Cell::stage(view.stage.map(|at| &scheme.stages[at]))
}

fn value(correlation: Option<Correlation>) -> Cell {
    Cell::number(correlation.map(|c| c.value), 3)
}

fn p(correlation: Option<Correlation>) -> Cell {
    Cell::chance(correlation.and_then(Correlation::told_p))
}

fn indicator_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let mut grid = Grid::new(
        "indicators",
        say!("每项指标", "Every indicator"),
        &[
            ("stage", "阶段", "Stage"),
            ("id", "指标", "Id"),
            ("name", "名称", "Name"),
            ("firms", "企业数", "Firms"),
            ("coverage", "覆盖率", "Coverage"),
            ("at_zero", "零分占比", "At zero"),
            ("at_full", "满分占比", "At full"),
            ("mean_share", "平均得分率", "Mean share"),
            ("distinct", "不同得分率", "Distinct"),
            ("discrimination", "区分度", "Discrimination"),
            ("nominal", "名义权重", "Nominal"),
            ("effective", "实际权重", "Effective"),
            ("first_order", "与总分相关的平方", "Squared r with total"),
            ("pearson_total", "与总分", "With total"),
            ("pearson_total_p", "p 值", "p"),
            ("spearman_total", "与总分（秩）", "With total (ranks)"),
            ("spearman_total_p", "p 值", "p"),
            ("pearson_parent", "与维度", "With dimension"),
            ("pearson_parent_p", "p 值", "p"),
            ("min", "最小", "Min"),
            ("q1", "下四分位", "Q1"),
            ("median", "中位", "Median"),
            ("q3", "上四分位", "Q3"),
            ("max", "最大", "Max"),
            ("skew", "偏度", "Skew"),
            ("outliers", "离群值", "Outliers"),
        ],
    );
    for view in &audit.views {
        let rows = view.profiles.iter().map(|profile| profile_row(scheme, view, profile));
        grid.rows.extend(rows);
    }
    grid
}

fn profile_row(scheme: &Scheme, view: &View, profile: &Profile) -> Vec<Cell> {
    let indicator = &scheme.indicators[profile.indicator];
    let quartile = |at: usize| Cell::number(profile.quartiles.map(|q| q[at]), 2);
    // Of no firm nothing was measured, not even 0.
    let any = |cell: Cell| if profile.firms > 0 { cell } else { Cell::None };
    vec![
        stage_cell(scheme, view),
        Cell::text(&indicator.id),
        Cell::text(&indicator.name),
        Cell::count(profile.firms),
        any(Cell::Number(profile.coverage, 3)),
        any(Cell::Number(profile.at_zero, 3)),
        any(Cell::Number(profile.at_full, 3)),
        Cell::number(profile.mean_share, 3),
        any(Cell::count(profile.distinct)),
        Cell::number(profile.discrimination, 3),
        any(Cell::Number(profile.nominal, 4)),
        Cell::number(profile.effective, 4),
        Cell::number(profile.first_order, 4),
        value(profile.with_total),
        p(profile.with_total),
        value(profile.with_total_ranks),
        p(profile.with_total_ranks),
        value(profile.with_parent),
        p(profile.with_parent),
        quartile(0),
        quartile(1),
        quartile(2),
        quartile(3),
        quartile(4),
        Cell::number(profile.skew, 2),
        profile.outliers.map_or(Cell::None, Cell::count),
    ]
}

const PAIR: [(&str, &str, &str); 7] = [
    ("stage", "阶段", "Stage"),
    ("a", "甲", "A"),
    ("b", "乙", "B"),
    ("pearson", "Pearson r", "Pearson r"),
    ("pearson_p", "p 值", "p"),
    ("spearman", "Spearman ρ", "Spearman ρ"),
    ("spearman_p", "p 值", "p"),
];

fn pair_row(scheme: &Scheme, stage: Cell, pair: &Pair) -> Vec<Cell> {
    let (a, b) = pair.indicators;
    vec![
        stage,
        Cell::text(&scheme.indicators[a].id),
        Cell::text(&scheme.indicators[b].id),
        value(pair.pearson),
        p(pair.pearson),
        value(pair.spearman),
        p(pair.spearman),
    ]
}

fn pair_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let title = say!("几乎相同或相反的指标", "Indicators that say the same, or the opposite");
    let mut grid = Grid::new("redundant", title, &PAIR);
    let rows = audit.redundant.iter().map(|pair| pair_row(scheme, Cell::stage(None), pair));
    grid.rows = rows.collect();
    grid
}

fn sibling_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let title = say!("同维度指标之间的相关", "Correlations between siblings");
    let mut grid = Grid::new("siblings", title, &PAIR);
    for view in &audit.views {
        let rows =
            view.siblings.iter().map(|pair| pair_row(scheme, stage_cell(scheme, view), pair));
        grid.rows.extend(rows);
    }
    grid
}

fn reliability_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let mut grid = Grid::new(
        "reliability",
        say!("维度的一致性", "How far each dimension hangs together"),
        &[
            ("stage", "阶段", "Stage"),
            ("dimension", "维度", "Dimension"),
            ("name", "名称", "Name"),
            ("firms", "数据齐全的企业", "Complete firms"),
            ("parts", "有差异的部分", "Parts that vary"),
            ("alpha", "Cronbach α", "Cronbach's α"),
            ("kmo", "KMO", "KMO"),
            ("components", "λ ≥ 1 的主成分", "Components, λ ≥ 1"),
            ("first_component", "第一主成分占比", "First component"),
        ],
    );
    for view in &audit.views {
        for (at, found) in &view.reliability {
            let sum: f64 = found.eigenvalues.iter().sum();
            let large = found.eigenvalues.iter().filter(|value| **value >= 1.0 - 1e-9).count();
            grid.rows.push(vec![
                stage_cell(scheme, view),
                Cell::text(&scheme.dimensions[*at].id),
                Cell::text(&scheme.dimensions[*at].name),
                Cell::count(found.rows),
                Cell::count(found.parts),
                Cell::number(found.alpha, 3),
                Cell::number(found.kmo, 3),
                Cell::count(large),
                Cell::number(found.eigenvalues.first().map(|first| first / sum), 3),
            ]);
        }
    }
    grid
}

fn loading_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let mut grid = Grid::new(
        "loadings",
        say!("第一主成分的载荷", "Loadings on the first component"),
        &[
            ("stage", "阶段", "Stage"),
            ("dimension", "维度", "Dimension"),
            ("id", "节点", "Node"),
            ("name", "名称", "Name"),
            ("loading", "载荷", "Loading"),
        ],
    );
    for view in &audit.views {
        for (at, found) in &view.reliability {
            let children = &scheme.dimensions[*at].children;
            for (child, loading) in children.iter().zip(&found.loadings) {
                grid.rows.push(vec![
                    stage_cell(scheme, view),
                    Cell::text(&scheme.dimensions[*at].id),
                    Cell::text(scheme.node_id(*child)),
                    Cell::text(name_of(scheme, *child)),
                    Cell::Number(*loading, 3),
                ]);
            }
        }
    }
    grid
}

fn removal_grid(scheme: &Scheme, audit: &Audit) -> Grid {
    let mut grid = Grid::new(
        "removals",
        say!("去掉一个节点会怎样", "What removing a node does"),
        &[
            ("node", "节点", "Node"),
            ("name", "名称", "Name"),
            ("spearman", "Spearman ρ", "Spearman ρ"),
            ("kendall", "Kendall τ-b", "Kendall τ-b"),
            ("mean_shift", "平均变动", "Mean shift"),
            ("largest_shift", "最大变动", "Largest shift"),
            ("changed", "榜上换人", "Changes on the list"),
        ],
    );
    let mut order: Vec<_> = audit.removals.iter().collect();
    order.sort_by(|a, b| b.effect.mean_shift.total_cmp(&a.effect.mean_shift));
    for removal in order {
        let effect = &removal.effect;
        grid.rows.push(vec![
            Cell::text(scheme.node_id(removal.node)),
            Cell::text(name_of(scheme, removal.node)),
            value(effect.spearman),
            value(effect.kendall),
            Cell::Number(effect.mean_shift, 1),
            Cell::rank(Some(effect.largest_shift)),
            Cell::count(effect.left.len()),
        ]);
    }
    grid
}

fn drift_grid(scheme: &Scheme, drift: &[Drift]) -> Grid {
    let mut grid = Grid::new(
        "drift",
        say!("两年之间的漂移（PSI）", "Drift between the years (PSI)"),
        &[
            ("id", "指标", "Id"),
            ("name", "名称", "Name"),
            ("psi", "PSI", "PSI"),
            ("chance", "偶然可达", "By chance up to"),
            ("reading", "判断", "Reading"),
            ("bins", "分箱", "Bins"),
            ("firms_before", "前企业数", "Firms before"),
            ("firms_now", "现企业数", "Firms now"),
            ("median_before", "前中位数", "Median before"),
            ("median_now", "后中位数", "Median now"),
        ],
    );
    let mut order: Vec<&Drift> = drift.iter().collect();
    order.sort_by(|a, b| b.index.total_cmp(&a.index));
    for drift in order {
        let indicator = &scheme.indicators[drift.indicator];
        let reading = match drift.reading() {
            Reading::NotJudged => Cell::word("not_judged", "不作判断", "not judged"),
            Reading::Stable => Cell::word("stable", "稳定", "stable"),
            Reading::Moved => Cell::word("moved", "有变化", "moved"),
            Reading::Drifted => Cell::word("drifted", "漂移", "drifted"),
        };
        grid.rows.push(vec![
            Cell::text(&indicator.id),
            Cell::text(&indicator.name),
            Cell::Number(drift.index, 3),
            Cell::Number(drift.chance(), 3),
            reading,
            Cell::count(drift.bins),
            Cell::count(drift.firms[0]),
            Cell::count(drift.firms[1]),
            Cell::number(drift.medians[0], 2),
            Cell::number(drift.medians[1], 2),
        ]);
    }
    grid
}
