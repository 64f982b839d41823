//! The numbers behind a comparison's findings.

use super::cause_name;
use crate::analysis::compare::{Agreement, ByList, Change, Comparison, Run};
use crate::analysis::contributions::{Cause, causes};
use crate::analysis::correlation::Correlation;
use crate::diagnostic::Text;
use crate::report::grid::{Cell, Grid};
use crate::report::ranking::status_words;
use crate::say;
use crate::scoring::unscaled;

/// Every table.
pub fn grids(comparison: &Comparison, runs: [Run; 2]) -> Vec<Grid> {
    vec![
        agreement_grid(comparison, runs),
        list_grid(comparison),
        cause_grid(comparison),
        mover_grid(comparison, runs),
        firm_grid(comparison, runs),
        part_grid(comparison, runs),
    ]
}

/// The id of a cause in files.
fn cause_id(comparison: &Comparison, at: usize) -> String {
    match causes(&comparison.outline).get(at) {
        Some(Cause::Node(node)) => comparison.outline.nodes[*node].id.clone(),
        Some(Cause::Total) => "total".into(),
        Some(Cause::Floor) => "floor".into(),
        _ => "rounding".into(),
    }
}

fn agreement_grid(comparison: &Comparison, runs: [Run; 2]) -> Grid {
    let mut grid = Grid::new(
        "agreement",
        say!("名次有多像", "How alike the orders are"),
        &[
            ("stage", "阶段", "Stage"),
            ("firms", "企业数", "Firms"),
            ("spearman", "Spearman ρ", "Spearman ρ"),
            ("spearman_p", "p 值", "p"),
            ("kendall", "Kendall τ-b", "Kendall τ-b"),
            ("kendall_p", "p 值", "p"),
            ("inverted", "颠倒的企业对", "Pairs turned round"),
            ("mean_shift", "平均变动", "Mean shift"),
            ("largest_shift", "最大变动", "Largest shift"),
            ("unmoved", "未动", "Unmoved"),
        ],
    );
    let row = |a: &Agreement| {
        let (rho, tau) = (a.spearman, a.kendall);
        vec![
            Cell::stage(runs[1].scheme.stages.iter().find(|stage| stage.id == a.stage)),
            Cell::count(a.firms),
            Cell::number(rho.map(|c| c.value), 4),
            Cell::chance(rho.and_then(Correlation::told_p)),
            Cell::number(tau.map(|c| c.value), 4),
            Cell::chance(tau.and_then(Correlation::told_p)),
            Cell::number(a.inverted, 4),
            Cell::Number(a.mean_shift, 1),
            Cell::Number(a.largest_shift, 1),
            Cell::count(a.unmoved),
        ]
    };
    grid.rows = comparison.agreement.iter().map(row).collect();
    grid
}

fn list_grid(comparison: &Comparison) -> Grid {
    let mut grid = Grid::new(
        "lists",
        say!("榜单的进出", "Who comes onto a list and who goes off"),
        &[
            ("list", "榜单", "List"),
            ("what", "变化", "What"),
            ("id", "代码", "Id"),
            ("name", "名称", "Name"),
            ("rank_a", "前名次", "Rank before"),
            ("rank_b", "后名次", "Rank after"),
            ("change", "总分变化", "Change"),
            ("because", "主要因为", "Because of"),
            ("part", "其中", "Its part"),
        ],
    );
    for list in &comparison.lists {
        let came = (&list.entered, Cell::word("entered", "上榜", "comes on"), 1);
        let gone = (&list.left, Cell::word("left", "落榜", "goes off"), -1);
        for (firms, what, direction) in [came, gone] {
            for at in firms {
                let firm = &comparison.firms[*at];
                let by_length = list.by_list(firm, direction > 0) == Some(ByList::Length);
                let cause = firm.main_cause(direction).filter(|_| !by_length);
                grid.rows.push(vec![
                    Cell::named(&list.id, &list.name),
                    what.clone(),
                    Cell::text(&firm.id),
                    Cell::text(&firm.name),
                    Cell::rank(firm.rank[0]),
                    Cell::rank(firm.rank[1]),
                    Cell::points(firm.change(), comparison.decimals),
                    cause_cell(comparison, cause),
                    Cell::points(cause.map(|(_, units)| units), comparison.decimals),
                ]);
            }
        }
    }
    grid
}

fn cause_grid(comparison: &Comparison) -> Grid {
    let mut grid = Grid::new(
        "causes",
        say!("总分变化从哪里来", "Where the changes of totals come from"),
        &[
            ("node", "节点", "Node"),
            ("name", "名称", "Name"),
            ("firms", "影响企业数", "Firms"),
            ("net", "净变化合计", "Net"),
            ("gross", "变动绝对值合计", "Gross"),
        ],
    );
    let mut order: Vec<usize> = (0..comparison.causes.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(comparison.causes[*at].gross), *at));
    for at in order.into_iter().filter(|at| comparison.causes[*at].firms > 0) {
        let (sum, name) = (comparison.causes[at], cause_name(comparison, at));
        grid.rows.push(vec![
            Cell::text(cause_id(comparison, at)),
            Cell::Said(name),
            Cell::count(sum.firms),
            Cell::Points(sum.net, comparison.decimals),
            Cell::Points(sum.gross, comparison.decimals),
        ]);
    }
    grid
}

/// So many rows each way has the table of movers.
const MOVERS: usize = 10;

fn mover_grid(comparison: &Comparison, runs: [Run; 2]) -> Grid {
    let mut grid = firm_columns("movers", say!("变动最大的企业", "The biggest movers"));
    let movers = [true, false].into_iter().flat_map(|risen| comparison.movers(risen, MOVERS));
    grid.rows = movers.map(|at| firm_row(comparison, runs, &comparison.firms[at])).collect();
    grid
}

fn firm_grid(comparison: &Comparison, runs: [Run; 2]) -> Grid {
    let mut grid = firm_columns("firms", say!("每家企业", "Every firm"));
    grid.rows = comparison.firms.iter().map(|firm| firm_row(comparison, runs, firm)).collect();
    grid
}

fn firm_columns(id: &str, title: Text) -> Grid {
    Grid::new(
        id,
        title,
        &[
            ("id", "代码", "Id"),
            ("name", "名称", "Name"),
            ("stage_a", "前阶段", "Stage before"),
            ("stage_b", "后阶段", "Stage after"),
            ("rank_a", "前名次", "Rank before"),
            ("rank_b", "后名次", "Rank after"),
            ("common_rank_a", "共同企业中前名次", "Rank in common before"),
            ("common_rank_b", "共同企业中后名次", "Rank in common after"),
            ("shift", "名次变动", "Shift"),
            ("total_a", "前总分", "Total before"),
            ("total_b", "后总分", "Total after"),
            ("change", "总分变化", "Change"),
            ("grade_a", "前等级", "Grade before"),
            ("grade_b", "后等级", "Grade after"),
            ("status_a", "前状态", "Status before"),
            ("status_b", "后状态", "Status after"),
            ("because", "主要因为", "Because of"),
            ("part", "其中", "Its part"),
        ],
    )
}

fn cause_cell(comparison: &Comparison, cause: Option<(usize, i64)>) -> Cell {
    cause.map_or(Cell::None, |(at, _)| {
        Cell::Word(cause_id(comparison, at), cause_name(comparison, at))
    })
}

fn firm_row(comparison: &Comparison, runs: [Run; 2], firm: &Change) -> Vec<Cell> {
    let decimals = comparison.decimals;
    let status = |side: usize| {
        let status = firm.status[side];
        status.map_or(Cell::None, |s| Cell::Word(s.id().into(), status_words(s)))
    };
    let stage = |side: usize| {
        let stages = &runs[side].scheme.stages;
        let found = stages.iter().find(|stage| stage.id == firm.stage[side]);
        found.map_or(Cell::None, |stage| Cell::named(&stage.id, &stage.name))
    };
    let direction = firm.change().unwrap_or(0).signum();
    let cause = firm.main_cause(direction);
    vec![
        Cell::text(&firm.id),
        Cell::text(&firm.name),
        stage(0),
        stage(1),
        Cell::rank(firm.rank[0]),
        Cell::rank(firm.rank[1]),
        Cell::rank(firm.among[0]),
        Cell::rank(firm.among[1]),
        Cell::rank(firm.shift()),
        Cell::points(firm.total[0], decimals),
        Cell::points(firm.total[1], decimals),
        Cell::points(firm.change(), decimals),
        Cell::text(&firm.grade[0]),
        Cell::text(&firm.grade[1]),
        status(0),
        status(1),
        cause_cell(comparison, cause),
        Cell::points(cause.map(|(_, units)| units), decimals),
    ]
}

/// One row per firm and cause that is not 0; a firm's parts add up to its change.
fn part_grid(comparison: &Comparison, runs: [Run; 2]) -> Grid {
    let mut grid = Grid::new(
        "contributions",
        say!("逐家分解（相加等于总分变化）", "Each change in its parts (they add up)"),
        &[
            ("id", "代码", "Id"),
            ("node", "节点", "Node"),
            ("part", "部分", "Part"),
            ("points_a", "前得分", "Points before"),
            ("points_b", "后得分", "Points after"),
        ],
    );
    for firm in &comparison.firms {
        for (at, part) in firm.parts.iter().flatten().enumerate().filter(|(_, part)| **part != 0) {
            let points =
                |side: usize| node_points(comparison, runs[side], firm.row[side], side, at);
            grid.rows.push(vec![
                Cell::text(&firm.id),
                Cell::text(cause_id(comparison, at)),
                Cell::Points(*part, comparison.decimals),
                points(0),
                points(1),
            ]);
        }
    }
    grid
}

fn node_points(
    comparison: &Comparison,
    run: Run,
    row: Option<usize>,
    side: usize,
    at: usize,
) -> Cell {
    let entry = comparison.outline.nodes.get(at).and_then(|entry| entry.node[side]);
    let (Some(node), Some(row)) = (entry, row) else { return Cell::None };
    let units = match node {
        crate::scheme::Node::Dimension(d) => run.scored.points.dimensions[d].get(row),
        crate::scheme::Node::Indicator(i) => run.scored.points.indicators[i].get(row),
    };
    let decimals = run.scored.points.decimals;
    Cell::number(units.map(|units| unscaled(units, decimals)), decimals as usize)
}
