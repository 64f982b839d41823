//! A firm's dimensions on axes around a centre, with what the middle and the best tenth of its stage
//! have.

use std::f64::consts::TAU;
use std::fmt::Write;

use super::{at, escape};

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;
const RADIUS: f64 = 104.0;
const MIDDLE: (f64, f64) = (WIDTH / 2.0, HEIGHT / 2.0);
/// A label longer than this is cut: the full name stands in the table.
const LABEL: usize = 12;

/// One axis; all are shares in [0, 1], the larger the better.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its name.
    pub label: String,
    /// A short word below the name.
    pub note: String,
    /// The firm.
    pub own: Option<f64>,
    /// The median of its peers.
    pub median: Option<f64>,
    /// What the best tenth of them reach.
    pub top: Option<f64>,
}

/// Fewer axes than this make no area.
pub const LEAST_AXES: usize = 3;

/// The axes with three outlines. An outline of which one axis is not known is not drawn.
pub fn draw(axes: &[Axis], label: &str) -> String {
    let mut svg = format!(
        "<svg class=\"radar\" viewBox=\"0 0 400 300\" role=\"img\" aria-label=\"{}\">",
        escape(label)
    );
    for ring in [0.25, 0.5, 0.75, 1.0] {
        let ring: Vec<Option<f64>> = vec![Some(ring); axes.len()];
        outline(&mut svg, "ring", &ring);
    }
    for (index, _) in axes.iter().enumerate() {
        let (x, y) = place(index, axes.len(), 1.0);
        let _ = write!(
            svg,
            "<path class=\"ring\" d=\"M{} {}L{} {}\"/>",
            at(MIDDLE.0),
            at(MIDDLE.1),
            at(x),
            at(y)
        );
    }
    let of = |pick: fn(&Axis) -> Option<f64>| axes.iter().map(pick).collect::<Vec<_>>();
    outline(&mut svg, "top", &of(|axis| axis.top));
    outline(&mut svg, "middle", &of(|axis| axis.median));
    outline(&mut svg, "area", &of(|axis| axis.own));
    for (index, axis) in axes.iter().enumerate() {
        name(&mut svg, index, axes.len(), axis);
    }
    svg.push_str("</svg>");
    svg
}

/// A point on an axis; the first points straight up.
fn place(index: usize, of: usize, share: f64) -> (f64, f64) {
    let angle = index as f64 / of as f64 * TAU;
    let reach = share.clamp(0.0, 1.0) * RADIUS;
    (MIDDLE.0 + libm::sin(angle) * reach, MIDDLE.1 - libm::cos(angle) * reach)
}

fn outline(svg: &mut String, class: &str, shares: &[Option<f64>]) {
    let points: Option<Vec<String>> = shares
        .iter()
        .enumerate()
        .map(|(index, share)| {
            let (x, y) = place(index, shares.len(), (*share)?);
            Some(format!("{},{}", at(x), at(y)))
        })
        .collect();
    if let Some(points) = points {
        let _ = write!(svg, "<polygon class=\"{class}\" points=\"{}\"/>", points.join(" "));
    }
}

fn name(svg: &mut String, index: usize, of: usize, axis: &Axis) {
    let (x, y) = place(index, of, 1.0);
    let (dx, dy) = ((x - MIDDLE.0) / RADIUS, (y - MIDDLE.1) / RADIUS);
    let anchor = match dx {
        dx if dx > 0.2 => "start",
        dx if dx < -0.2 => "end",
        _ => "middle",
    };
    let (x, y) = (x + dx * 10.0, y + dy * 22.0 + if dy.abs() < 0.2 { -2.0 } else { 0.0 });
    let short: String = axis.label.chars().take(LABEL).collect();
    let dots = if axis.label.chars().count() > LABEL { "…" } else { "" };
    let _ = write!(
        svg,
        "<text class=\"axis\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}{dots}\
         <tspan class=\"note\" x=\"{x}\" dy=\"15\">{}</tspan></text>",
        escape(&short),
        escape(&axis.note),
        x = at(x),
        y = at(y),
    );
}
