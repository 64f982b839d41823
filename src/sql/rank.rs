//! `rank.sql`: ranks, grades and the pass rule over the rows of `score.sql`. The one step that looks
//! at all firms; windows over the firms that are ranked, never over the others.

use super::layers::one_line;
use super::outcome::keys;
use super::plan::{POINTS_TABLE, Plan};
use crate::scheme::{Grade, GradeRule, Scheme, Ties, Within};
use crate::scoring::{Status, scaled, unscaled};

/// The query; its rows are those of `ranking.csv`.
pub(super) fn rank(plan: &Plan) -> String {
    let scheme = plan.scheme;
    let placed = placed(plan);
    let graded =
        format!("  SELECT p.*,\n    {} AS {}\n  FROM placed AS p", grade(plan), plan.name("grade"));
    let mut columns = vec![plan.name("rank"), plan.name("rank_in_stage")];
    columns.extend(keys(scheme).into_iter().map(|name| plan.name(name)));
    columns.push(plan.name("stage"));
    columns.extend(scheme.firm.groups.iter().map(|name| plan.name(name)));
    columns.extend(["total", "grade", "status"].map(|name| plan.name(name)));
    if scheme.qualify.is_some() {
        columns.push(format!("{} AS {}", qualified(plan), plan.name("qualified")));
    }
    columns.push(plan.name("coverage"));
    columns.extend(scheme.dimensions.iter().map(|dimension| plan.name(&dimension.id)));
    columns.extend(scheme.indicators.iter().map(|indicator| plan.name(&indicator.id)));
    format!(
        "WITH placed AS (\n{placed}\n),\ngraded AS (\n{graded}\n)\nSELECT\n  {}\nFROM graded AS g\nORDER BY\n  {}\n",
        columns.join(",\n  "),
        order(plan).join(",\n  ")
    )
}

/// Ranks among the ranked, by the totals as they are shown.
fn placed(plan: &Plan) -> String {
    let ranked = format!("{} = {}", plan.name("status"), plan.engine.text(Status::Ranked.id()));
    let place = |within: &str| {
        let rank = ranked_by(plan, plan.scheme.rank.ties, within);
        format!("CASE WHEN {ranked} THEN {rank} END")
    };
    let (status, stage) = (plan.name("status"), plan.name("stage"));
    let mut columns = vec![
        format!("-- equals have equal ranks\n    {} AS {}", place(&status), plan.name("rank")),
        format!("{} AS {}", place(&format!("{status}, {stage}")), plan.name("rank_in_stage")),
    ];
    for (at, grade) in plan.scheme.grades.iter().enumerate() {
        if let GradeRule::TopPercent(percent, within) = &grade.rule {
            columns.push(top_percent(plan, at, grade, *percent, within));
        }
    }
    format!("  SELECT p.*,\n    {}\n  FROM {POINTS_TABLE} AS p", columns.join(",\n    "))
}

fn ranked_by(plan: &Plan, ties: Ties, within: &str) -> String {
    let total = plan.name("total");
    let over = format!("OVER (PARTITION BY {within} ORDER BY {total} DESC NULLS LAST)");
    match ties {
        Ties::Min => format!("RANK() {over}"),
        Ties::Dense => format!("DENSE_RANK() {over}"),
        Ties::Average => {
            let level = format!("COUNT(*) OVER (PARTITION BY {within}, {total})");
            format!("RANK() {over} + ({level} - {}) / {}", plan.number(1.0), plan.number(2.0))
        }
    }
}

/// Whether rank x 100 <= percent x n among the firm's peers.
fn top_percent(plan: &Plan, at: usize, grade: &Grade, percent: f64, within: &Within) -> String {
    let status = plan.name("status");
    let peers = match within {
        Within::All => status,
        Within::Stage => format!("{status}, {}", plan.name("stage")),
        Within::Column(name) => format!("{status}, COALESCE({}, '')", plan.name(name)),
    };
    let rank = ranked_by(plan, Ties::Min, &peers);
    let count = format!("COUNT(*) OVER (PARTITION BY {peers})");
    let (hundred, percent) = (plan.number(100.0), plan.number(percent));
    let name = one_line(&grade.name);
    format!(
        "-- grade {name}\n    CASE WHEN {rank} * {hundred} <= {percent} * {count} + {} THEN 1 ELSE 0 END AS {}",
        plan.number(1e-9),
        plan.name(&format!("grade#{at}"))
    )
}

/// The first grade that fits, of a firm that is ranked.
fn grade(plan: &Plan) -> String {
    let ranked = format!("{} = {}", plan.name("status"), plan.engine.text(Status::Ranked.id()));
    let decimals = plan.scheme.rank.decimals;
    let arm = |(at, grade): (usize, &Grade)| {
        let holds = match &grade.rule {
            GradeRule::AtLeast(least) => {
                let least = plan.number(unscaled(scaled(*least, decimals), decimals));
                format!("{} >= {least}", plan.name("total"))
            }
            GradeRule::TopPercent(..) => format!("{} = 1", plan.name(&format!("grade#{at}"))),
        };
        format!(" WHEN {ranked} AND {holds} THEN {}", plan.engine.text(&grade.name))
    };
    let arms: String = plan.scheme.grades.iter().enumerate().map(arm).collect();
    match arms.is_empty() {
        true => plan.engine.cast("NULL", crate::expr::Type::Text),
        false => format!("CASE{arms} END"),
    }
}

/// `pass` or a direct route, and every condition; what decides and is missing leaves it unknown.
fn qualified(plan: &Plan) -> String {
    let Some(rule) = &plan.scheme.qualify else { return String::new() };
    let clause = |clause: &crate::scheme::Clause| format!("({})", plan.sql(&clause.when));
    let routes: Vec<String> = rule.pass.iter().chain(&rule.direct).map(clause).collect();
    let routes = (!routes.is_empty()).then(|| format!("({})", routes.join(" OR ")));
    let all: Vec<String> = routes.into_iter().chain(rule.conditions.iter().map(clause)).collect();
    let holds = match all.is_empty() {
        true => plan.engine.flag(true),
        false => all.join(" AND "),
    };
    format!("CASE WHEN {holds} THEN 'yes' WHEN NOT ({holds}) THEN 'no' ELSE 'unknown' END")
}

/// Ranked firms best first, then the others by id.
fn order(plan: &Plan) -> Vec<String> {
    let scheme: &Scheme = plan.scheme;
    let ranked = plan.engine.text(Status::Ranked.id());
    let is_ranked = format!("CASE WHEN {} = {ranked}", plan.name("status"));
    let mut order = vec![
        format!("{is_ranked} THEN 0 ELSE 1 END"),
        format!("{is_ranked} THEN {} END DESC NULLS LAST", plan.name("total")),
    ];
    for key in &scheme.rank.break_by {
        let direction = if key.descending { "DESC" } else { "ASC" };
        let sql = plan.sql(&key.value);
        order.push(format!("{is_ranked} THEN {sql} END {direction} NULLS LAST"));
    }
    order.push(format!("{} ASC NULLS LAST", plan.name(&scheme.firm.id)));
    order
}
