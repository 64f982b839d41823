//! What `score.sql` hands on, a row per firm: keys, stage, status, coverage, points as they are
//! shown. Owns the columns between the two queries.

use std::collections::BTreeSet;

use super::measured::{known, results};
use super::plan::Plan;
use crate::scheme::{GradeRule, Kind, Scheme, Within};
use crate::scoring::{Status, nominal_weights};

/// The status of a firm whose steps are not in the table.
const STEPS_MISSING: &str = "steps_missing";

/// Coverage and status.
pub(super) fn status(plan: &mut Plan) {
    coverage(plan);
    let scheme = plan.scheme;
    let text = |status: Status| plan.engine.text(status.id());
    let stage = plan.stage();
    // No status of the local run: such a firm has no rank, and `verify` tells it.
    let lost = plan.lookups.lost();
    let lost = lost.map(|lost| format!("WHEN {lost} THEN {} ", plan.engine.text(STEPS_MISSING)));
    let mut arms = lost.unwrap_or_default();
    arms += &format!("WHEN {stage} IS NULL THEN {}", text(Status::NoStage));
    if !scheme.vetoes.is_empty() {
        let vetoed = plan.name("vetoed#");
        arms += &format!(" WHEN {vetoed} = 1 THEN {}", text(Status::Vetoed));
    }
    let insufficient = text(Status::Insufficient);
    if let Some(least) = scheme.min_coverage {
        let (coverage, least) = (plan.name("coverage#"), plan.number(least - 1e-9));
        arms += &format!(" WHEN {coverage} < {least} THEN {insufficient}");
    }
    let total = plan.of("total", "units");
    arms += &format!(" WHEN {total} IS NULL THEN {insufficient}");
    let sql = format!("CASE {arms} ELSE {} END", text(Status::Ranked));
    let status = plan.name("status#");
    plan.add(&status, "what became of the firm", sql);
}

/// The known part of the base points, each leaf by its nominal weight in the firm's stage.
fn coverage(plan: &mut Plan) {
    let scheme = plan.scheme;
    let weights: Vec<Vec<f64>> =
        (0..scheme.stages.len()).map(|stage| nominal_weights(scheme, stage)).collect();
    let zero = plan.number(0.0);
    let terms = scheme.indicators.iter().enumerate().filter_map(|(at, indicator)| {
        let of_leaf: Vec<f64> = weights.iter().map(|weights| weights[at]).collect();
        let counts = of_leaf.iter().any(|weight| *weight != 0.0);
        counts.then(|| {
            let (known, weight) = (known(plan, indicator), plan.number_by_stage(&of_leaf));
            format!("CASE WHEN {known} THEN {weight} ELSE {zero} END")
        })
    });
    let terms: Vec<String> = terms.collect();
    let covered = plan.name("covered#");
    let sql = if terms.is_empty() { zero.clone() } else { terms.join(" + ") };
    plan.add(&covered, "the weight of what is known", sql);
    let one = plan.number(1.0);
    let part = plan.by_stage(|stage| {
        let all: f64 = weights[stage].iter().sum();
        if all <= 0.0 {
            return one.clone();
        }
        let ratio = format!("{covered} / {}", plan.number(all));
        format!("CASE WHEN {ratio} < {one} THEN {ratio} ELSE {one} END")
    });
    let part = match plan.always_staged() {
        true => part,
        false => format!("CASE WHEN {} IS NOT NULL THEN {part} END", plan.stage()),
    };
    let coverage = plan.name("coverage#");
    plan.add(&coverage, "the known part of the base points", part);
}

/// Columns of the firms that the second query needs and that are no outputs.
pub(super) fn carried(scheme: &Scheme) -> Vec<String> {
    let outputs: BTreeSet<&str> = scheme
        .dimensions
        .iter()
        .map(|dimension| dimension.id.as_str())
        .chain(scheme.indicators.iter().map(|indicator| indicator.id.as_str()))
        .chain(["stage", "total", "grade", "status", "coverage", &scheme.firm.id])
        .chain(scheme.firm.name.as_deref())
        .chain(scheme.firm.groups.iter().map(String::as_str))
        .collect();
    let grades = scheme.grades.iter().filter_map(|grade| match &grade.rule {
        GradeRule::TopPercent(_, Within::Column(name)) => Some(name.as_str()),
        _ => None,
    });
    let named = results(scheme).flat_map(|typed| typed.columns()).chain(grades);
    let mut carried: Vec<String> = Vec::new();
    for name in named.filter(|name| !outputs.contains(name)) {
        if !carried.iter().any(|known| known == name) {
            carried.push(name.to_string());
        }
    }
    carried
}

/// The keys of a firm: id, name where it is another column.
pub(super) fn keys(scheme: &Scheme) -> Vec<&String> {
    let name = scheme.firm.name.iter().filter(|name| **name != scheme.firm.id);
    std::iter::once(&scheme.firm.id).chain(name).collect()
}

/// The SELECT on top of the layers.
pub(super) fn select(plan: &Plan) -> String {
    let scheme = plan.scheme;
    let mut columns: Vec<String> = Vec::new();
    let own = |name: &String| format!("p.{0} AS {0}", plan.name(name));
    columns.extend(keys(scheme).into_iter().map(own));
    let renamed = |from: &str, to: &str| format!("p.{} AS {}", plan.name(from), plan.name(to));
    columns.push(renamed("stage#", "stage"));
    columns.extend(scheme.firm.groups.iter().map(own));
    let shown = |id: &str, kind: Kind| {
        let units = format!("p.{}", plan.of(id, "units"));
        let signed = match kind {
            // 0 less nothing is 0, where a minus sign would give -0.
            Kind::Deduction => format!("({} - {units})", plan.number(0.0)),
            _ => units,
        };
        match scheme.rank.decimals {
            0 => format!("{signed} AS {}", plan.name(id)),
            _ => format!("{signed} / {} AS {}", plan.number(plan.unit()), plan.name(id)),
        }
    };
    columns.push(shown("total", Kind::Base));
    columns.push(renamed("status#", "status"));
    columns.push(renamed("coverage#", "coverage"));
    columns.extend(scheme.dimensions.iter().map(|d| shown(&d.id, d.kind)));
    columns.extend(scheme.indicators.iter().map(|i| shown(&i.id, i.kind)));
    columns.extend(carried(scheme).iter().map(own));
    format!("SELECT\n  {}\nFROM {} AS p", columns.join(",\n  "), plan.layers.last())
}
