//! Horizontal bars, one row each: a part of a whole, a step of a sum, a part beside what was to be
//! expected.

use super::{at, stretching, wide};

const HEIGHT: f64 = 10.0;

/// A step from one share of the width to another, on a track: rows of them below each other are a
/// waterfall.
pub fn step(from: f64, to: f64, class: &str, label: &str) -> String {
    let (low, high) = (wide(from.min(to)), wide(from.max(to)));
    format!(
        "{}<rect class=\"track\" width=\"1000\" height=\"10\"/>{}</svg>",
        stretching("bar", HEIGHT, label),
        block(low, high, class)
    )
}

/// A part of a whole, with a mark where others stand.
pub fn part(share: f64, mark: Option<f64>, class: &str, label: &str) -> String {
    let mark = mark.map(wide).map(|x| {
        let x = at(x);
        format!("<path class=\"mark\" d=\"M{x} 0V10\"/>")
    });
    format!(
        "{}<rect class=\"track\" width=\"1000\" height=\"10\"/>{}{}</svg>",
        stretching("bar", HEIGHT, label),
        block(0.0, wide(share), class),
        mark.unwrap_or_default()
    )
}

fn block(low: f64, high: f64, class: &str) -> String {
    let (x, width) = (at(low), at(high - low));
    format!("<rect class=\"{class}\" x=\"{x}\" width=\"{width}\" height=\"10\"/>")
}
