//! Rules at work: a value in, a share of the points out, always within [0, 1]. One file per family.
//! A rule sees one value and what was fitted; it never sees another firm.

mod percentile;
mod scaled;
mod steps;
mod words;

pub use percentile::ahead;
pub use steps::{next_step, reached_step};
pub use words::level;

use super::params::Fit;
use crate::scheme::rule::Rule;

/// The share that a number earns under a rule, in a stage where the leaf has `maximum` points.
/// Nothing when a data-driven rule knows no peers.
///
/// | rule | share | direction |
/// |---|---|---|
/// | tiers, linear | the step reached, the line between steps | as its steps rise or fall |
/// | per_unit | full steps times each, at most 1 | up |
/// | flag, checklist | 1 or 0; items met times each | up |
/// | min_max | `floor + (1 - floor) (x - from) / (to - from)`, clipped | up, or down |
/// | percentile | peers that are worse / (n - 1) | up, or down |
/// | z_score | Φ of the score, cut at ± cap | up, or down |
/// | curve | Φ(ln(x / median) / σ), σ = ln(p10 / median) / Φ⁻¹(0.9) | towards p10 |
/// | share | x / of, clipped | up |
pub fn share(rule: &Rule, fit: Option<&Fit>, value: f64, maximum: f64) -> Option<f64> {
    let treated = fit.map_or(value, |fit| fit.treatment.apply(value));
    let share = match rule {
        Rule::Tiers { steps, lower_is_better, closed } => {
            steps::reached_step(steps, *lower_is_better, *closed, value)
                .map_or(0.0, |step| steps[step].worth.share(maximum))
        }
        Rule::Linear { through } => steps::linear(through, value, maximum),
        Rule::PerUnit { each, step } => steps::per_unit(*each, *step, value, maximum),
        Rule::Flag { .. } => value,
        Rule::Checklist { each, .. } => steps::per_unit(*each, 1.0, value, maximum),
        Rule::MinMax(rule) => scaled::min_max(rule, fit, treated)?,
        Rule::Percentile { ties, lower_is_better, .. } => {
            percentile::share(fit?, treated, *ties, *lower_is_better)
        }
        Rule::ZScore { lower_is_better, cap, .. } => {
            scaled::z_score(fit?, treated, *lower_is_better, *cap)?
        }
        Rule::Curve { median, p10 } => scaled::curve(*median, *p10, value),
        Rule::Share { of } => value / of,
        // Levels read texts; a number under them is a scheme that `resolve` refuses.
        Rule::Levels { .. } => return None,
    };
    Some(share.clamp(0.0, 1.0))
}
