//! Rules with borders that a person can name: tiers, straight lines, so much per unit.

use crate::expr::kernel;
use crate::scheme::rule::{Closed, Rule, Step, Worth};
use crate::scoring::statistics::part_of_way;

/// The index of the best step that a value reaches; none below the first. Steps ascend by border.
pub fn reached_step(
    steps: &[Step],
    lower_is_better: bool,
    closed: Closed,
    value: f64,
) -> Option<usize> {
    if lower_is_better {
        let reaches = |border: f64| match closed {
            Closed::Left => kernel::less(value, border),
            Closed::Right => kernel::at_most(value, border),
        };
        steps.iter().position(|step| reaches(step.at))
    } else {
        let reaches = |border: f64| match closed {
            Closed::Left => kernel::at_least(value, border),
            Closed::Right => kernel::greater(value, border),
        };
        steps.iter().rposition(|step| reaches(step.at))
    }
}

/// Straight lines between the points, flat outside.
pub fn linear(through: &[Step], value: f64, maximum: f64) -> f64 {
    let share = |step: &Step| step.worth.share(maximum);
    let above = through.partition_point(|step| step.at < value);
    match (above.checked_sub(1).and_then(|at| through.get(at)), through.get(above)) {
        (None, Some(first)) => share(first),
        (Some(last), None) => share(last),
        (Some(low), Some(high)) => {
            let (from, to) = (share(low), share(high));
            let between = from + (to - from) * part_of_way(value, low.at, high.at);
            // Rounding must not carry the line beyond its ends.
            between.clamp(from.min(to), from.max(to))
        }
        (None, None) => 0.0,
    }
}

/// Each full step earns; a step that is missed by the border tolerance counts as full.
pub fn per_unit(each: Worth, step: f64, value: f64, maximum: f64) -> f64 {
    // Values beyond all numbers of steps are as good as the largest.
    let full = kernel::floor(value / step).clamp(0.0, f64::MAX);
    let share = match each {
        Worth::Share(share) => share * full,
        Worth::Points(_) if maximum <= 0.0 => 0.0,
        Worth::Points(points) => points * full / maximum,
    };
    share.min(1.0)
}

/// The nearest better value that a person can name, and the share that it earns: the next border,
/// the next point of the line, the next full unit.
pub fn next_step(rule: &Rule, value: f64, maximum: f64) -> Option<(f64, f64)> {
    match rule {
        Rule::Tiers { steps, lower_is_better, closed } => {
            let reached = reached_step(steps, *lower_is_better, *closed, value);
            let now = reached.map_or(0.0, |at| steps[at].worth.share(maximum));
            let better = |step: &&Step| step.worth.share(maximum) > now;
            let next = if *lower_is_better {
                steps[..reached.unwrap_or(steps.len())].iter().rev().find(better)
            } else {
                steps[reached.map_or(0, |at| at + 1)..].iter().find(better)
            };
            next.map(|step| (step.at, step.worth.share(maximum)))
        }
        Rule::Linear { through } => {
            let now = linear(through, value, maximum);
            let better = |step: &&Step| step.worth.share(maximum) > now;
            let above = through.iter().find(|step| step.at > value && better(step));
            let below = through.iter().rev().find(|step| step.at < value && better(step));
            above.or(below).map(|step| (step.at, step.worth.share(maximum)))
        }
        Rule::PerUnit { each, step } => {
            let now = per_unit(*each, *step, value, maximum);
            let next = (kernel::floor(value / step).max(0.0) + 1.0) * step;
            let then = per_unit(*each, *step, next, maximum);
            (then > now).then_some((next, then))
        }
        _ => None,
    }
}
