//! How totals are spread: columns of equal width, with marks.

use std::fmt::Write;

use super::{WIDE, at, stretching, wide};

const HEIGHT: f64 = 300.0;

/// Columns of counts; `most` is the count that fills the height, so that drawings beside each other
/// can share a scale. Marks are shares of the width.
pub fn draw(bins: &[usize], most: usize, marks: &[f64], label: &str) -> String {
    let mut svg = stretching("histogram", HEIGHT, label);
    let width = WIDE / bins.len().max(1) as f64;
    let mut path = String::new();
    for (index, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = *count as f64 / most.max(1) as f64 * (HEIGHT - 10.0);
        let (x, height) = ((index as f64 + 0.5) * width, height.max(3.0));
        let _ = write!(path, "M{x:.1} 300v-{height:.1}");
    }
    let stroke = at(width * 0.88);
    let _ = write!(svg, "<path class=\"crowd\" stroke-width=\"{stroke}\" d=\"{path}\"/>");
    for mark in marks {
        let x = at(wide(*mark));
        let _ = write!(svg, "<path class=\"median\" d=\"M{x} 0V300\"/>");
    }
    svg.push_str("<path class=\"floor\" d=\"M0 300H1000\"/></svg>");
    svg
}
