//! Dates that years are counted from and that lie after the run's day, such as the founding of a firm
//! next year: no age is negative, so that they count as missing. Owns which columns are such dates.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::model::Catalogue;
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Text, counted};
use crate::expr::{Expr, ExprKind, Function};
use crate::say;

/// The firms of which a column's date lies after the run's day.
pub(super) type Later = BTreeMap<String, BTreeSet<usize>>;

/// Takes such dates out of the frame; gives whose they are.
///
/// # Errors
/// A polars error here is a fault of the program: dates are columns of numbers.
pub(super) fn take_out(
    catalogue: &Catalogue,
    frame: &mut DataFrame,
    as_of: Option<i32>,
) -> PolarsResult<Later> {
    let mut found = Later::new();
    let Some(today) = as_of else { return Ok(found) };
    for name in columns(catalogue) {
        let Ok(dates) = frame.column(&name).and_then(|column| column.f64().cloned()) else {
            continue;
        };
        let is_later = |date: &f64| *date > f64::from(today);
        let rows = dates.iter().enumerate().filter(|(_, date)| date.as_ref().is_some_and(is_later));
        let firms: BTreeSet<usize> = rows.map(|(firm, _)| firm).collect();
        if !firms.is_empty() {
            let kept = dates.iter().map(|date| date.filter(|date| !is_later(date)));
            let kept = Float64Chunked::from_iter_options(name.as_str().into(), kept);
            frame.with_column(kept.into_column())?;
            found.insert(name, firms);
        }
    }
    Ok(found)
}

/// Tells how many of a column's dates were taken out.
pub(super) fn told(name: &str, count: usize) -> Diagnostic {
    let firms = counted(count, "firm");
    Diagnostic::warning(
        &codes::LATER_DATE,
        say!(
            "{count} 家企业的「{name}」晚于运行日期：按未知处理",
            "`{name}` lies after the run's date for {firms}: it counts as unknown"
        ),
    )
    .mend(Text::new(
        "核对日期，或用 --as-of 写明运行日期",
        "check the dates, or state the run's date with --as-of",
    ))
}

/// The date columns from which years are counted up to the run's day.
fn columns(catalogue: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    let conditions = catalogue.policies.iter().flat_map(|policy| policy.conditions());
    let measures = catalogue.policies.iter().filter_map(|policy| policy.measure());
    let derives = catalogue.derives.iter().map(|derive| &derive.value);
    for typed in derives.chain(conditions).chain(measures) {
        counted_from(typed.expr(), &mut found);
    }
    found
}

fn counted_from(expr: &Expr, found: &mut Vec<String>) {
    if let ExprKind::Call { function: Function::YearsSince, args } = &expr.kind
        && let [date] = args.as_slice()
        && let ExprKind::Column(name) = &date.kind
        && !found.contains(name)
    {
        found.push(name.clone());
    }
    expr.children().into_iter().for_each(|child| counted_from(child, found));
}
