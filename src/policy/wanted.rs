//! Every expression of a document with what it must be. Must not interpret them.

use super::document::*;
use crate::expr::Type;
use crate::scheme::expressions::{Reach, Wanted};
use crate::toml_reading::Written;

/// Every expression with its type, in the order of the file.
pub fn expressions(document: &Document) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (index, derive) in document.derive.iter().enumerate() {
        all.push(want(&derive.value, None, Reach::DerivesBefore(index)));
    }
    for policy in &document.policy {
        for exclude in &policy.exclude {
            all.push(want(&exclude.when, Some(Type::Flag), Reach::Results));
        }
        policy.clause.iter().for_each(|clause| of_clause(clause, &mut all));
        if let Some(benefit) = &policy.benefit {
            all.extend(benefit.by.iter().map(|by| want(by, Some(Type::Text), Reach::Results)));
            all.extend(benefit.of.iter().map(|of| want(of, Some(Type::Number), Reach::Results)));
        }
    }
    all
}

/// The texts alone.
pub fn texts(document: &Document) -> Vec<Written<String>> {
    expressions(document).into_iter().map(|wanted| wanted.written).collect()
}

/// One expression.
pub fn want(written: &Written<String>, expected: Option<Type>, reach: Reach) -> Wanted {
    Wanted { written: written.clone(), expected, reach }
}

fn of_clause(clause: &ClauseDoc, all: &mut Vec<Wanted>) {
    let number = Some(Type::Number);
    all.extend(clause.when.iter().map(|when| want(when, Some(Type::Flag), Reach::Results)));
    all.extend(clause.value.iter().map(|value| want(value, number, Reach::Results)));
    for (_, threshold) in thresholds(clause) {
        if let ThresholdDoc::Bands(bands) = &threshold.value {
            all.push(want(&bands.by, number, Reach::Results));
        }
    }
    clause.all.iter().chain(&clause.any).for_each(|below| of_clause(below, all));
}

/// The borders that a clause states, with their comparison.
pub fn thresholds(
    clause: &ClauseDoc,
) -> impl Iterator<Item = (crate::expr::Comparison, &Written<ThresholdDoc>)> {
    use crate::expr::Comparison::*;
    [
        (AtLeast, &clause.at_least),
        (Greater, &clause.above),
        (AtMost, &clause.at_most),
        (Less, &clause.below),
    ]
    .into_iter()
    .filter_map(|(op, threshold)| threshold.as_ref().map(|threshold| (op, threshold)))
}
