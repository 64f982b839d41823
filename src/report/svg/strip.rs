//! One indicator's peers as a row of small columns, the borders of its rule as lines, the firm as a
//! mark. Columns grow with the square root of the count, so that a crowd at 0 does not hide the rest.

use std::fmt::Write;

use super::{WIDE, at, stretching, wide};

const HEIGHT: f64 = 100.0;
/// Space above the columns for the firm's mark.
const HEAD: f64 = 14.0;

/// What is drawn of the peers: the same for all firms of a stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crowd {
    /// How many peers stand in each part of the width.
    pub bins: Vec<u32>,
    /// Places of the rule's borders, as shares of the width.
    pub borders: Vec<f64>,
}

/// The peers with the firm and their median, as shares of the width.
pub fn draw(crowd: &Crowd, own: Option<f64>, median: Option<f64>, label: &str) -> String {
    let mut svg = stretching("strip", HEIGHT, label);
    let line = |svg: &mut String, class: &str, place: f64, top: f64| {
        // A line on the very edge would be half cut off.
        let x = at(wide(place).clamp(4.0, WIDE - 4.0));
        let _ = write!(svg, "<path class=\"{class}\" d=\"M{x} {}V100\"/>", at(top));
    };
    for border in &crowd.borders {
        line(&mut svg, "border", *border, 0.0);
    }
    svg.push_str(&columns(&crowd.bins));
    if let Some(place) = median {
        line(&mut svg, "median", place, HEAD);
    }
    if let Some(place) = own {
        line(&mut svg, "own", place, 0.0);
    }
    svg.push_str("</svg>");
    svg
}

/// The columns as one stroked path: a third of the length of rectangles, and a page has dozens.
fn columns(bins: &[u32]) -> String {
    let most = bins.iter().copied().max().unwrap_or(0).max(1);
    let width = WIDE / bins.len().max(1) as f64;
    let mut path = String::new();
    for (index, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (f64::from(*count) / f64::from(most)).sqrt() * (HEIGHT - HEAD);
        let (x, height) = ((index as f64 + 0.5) * width, height.max(4.0));
        let _ = write!(path, "M{x:.0} 100v-{height:.0}");
    }
    format!(
        "<path class=\"crowd\" stroke-width=\"{:.0}\" d=\"{path}\"/>",
        (width * 0.84).min(120.0)
    )
}
