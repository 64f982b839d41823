//! Small charts as SVG text. Owns geometry; must not know firms or schemes. Colours are
//! classes, which the page's style sheet paints.
//!
//! All but the radar have no text inside and stretch to the width that the page gives them, so that
//! they are as sharp on a telephone as on paper; words stand beside them in HTML.

use super::markup::escape;

pub mod bars;
pub mod histogram;
pub mod radar;
pub mod strip;
#[cfg(test)]
pub(crate) mod tests;

/// The width of a stretching drawing in its own units: one unit is a tenth of a percent.
pub const WIDE: f64 = 1000.0;

/// A coordinate: one decimal is finer than any screen, and short.
pub fn at(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// The beginning of a drawing that stretches to the width of its place.
fn stretching(class: &str, height: f64, label: &str) -> String {
    let (height, label) = (at(height), escape(label));
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 1000 {height}\" preserveAspectRatio=\"none\" \
         role=\"img\" aria-label=\"{label}\">"
    )
}

/// A share as a place on the width, kept inside.
fn wide(share: f64) -> f64 {
    share.clamp(0.0, 1.0) * WIDE
}
