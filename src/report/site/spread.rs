//! How the totals of each stage are spread, all on one scale.

use minijinja::Value;
use serde::Serialize;

use super::Site;
use super::leaf::safe;
use crate::expr::number_in_words as number;
use crate::report::explain::fixed;
use crate::report::points_number;
use crate::report::svg::histogram;
use crate::scoring::quantile;

/// The totals of all stages.
#[derive(Debug, Serialize)]
pub struct Spread {
    stages: Vec<StageSpread>,
    /// What stands below the drawings: percent of the width, and the total there.
    ticks: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct StageSpread {
    name: String,
    /// How many firms, in words.
    firms: String,
    median: String,
    highest: String,
    drawing: Value,
}

/// At the most so many columns.
const MOST_BINS: f64 = 40.0;
/// So few totals can be read in the list; a drawing of them says nothing.
const FEWEST: usize = 5;
/// Widths of columns that a person can count with.
const WIDTHS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

impl Site<'_> {
    pub(super) fn spread(&self) -> Option<Spread> {
        let (scheme, decimals) = (self.scheme, self.scored.points.decimals);
        let mut totals: Vec<Vec<f64>> = vec![Vec::new(); scheme.stages.len()];
        for firm in self.ranked() {
            let stage = self.scored.derived.stage[firm].map(usize::from);
            if let (Some(stage), Some(total)) = (stage, self.scored.points.total.get(firm)) {
                totals[stage].push(points_number(total, decimals));
            }
        }
        totals.iter_mut().for_each(|totals| totals.sort_unstable_by(f64::total_cmp));
        let all = || totals.iter().flatten().copied();
        let (low, high) = all()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        if all().count() < FEWEST {
            return None;
        }
        let width = bin_width(low, high);
        let first = (low / width).floor() * width;
        let count = ((high - first) / width).floor() as usize + 1;
        let last = first + width * count as f64;
        let bins: Vec<Vec<usize>> = totals.iter().map(|t| bins(t, first, width, count)).collect();
        let most = bins.iter().flatten().copied().max().unwrap_or(0);
        let stages = scheme.stages.iter().zip(totals).zip(bins).map(|((stage, totals), bins)| {
            let median = (!totals.is_empty()).then(|| quantile(&totals, 0.5));
            let marks: Vec<f64> = median.iter().map(|m| (m - first) / (last - first)).collect();
            let shown = |x: f64| fixed(x, decimals);
            StageSpread {
                name: stage.name.clone(),
                firms: self.firms_counted(totals.len()),
                median: median.map(shown).unwrap_or_default(),
                highest: totals.last().copied().map(shown).unwrap_or_default(),
                drawing: safe(histogram::draw(&bins, most, &marks, &stage.name)),
            }
        });
        let stages = stages.collect();
        Some(Spread { stages, ticks: ticks(first, last) })
    }
}

/// Round totals along the width, four to six of them.
fn ticks(first: f64, last: f64) -> Vec<(String, String)> {
    let step = round_width(last - first, 6.0);
    let from = (first / step - 1e-9).ceil() as i64;
    let upto = (last / step + 1e-9).floor() as i64;
    let tick = |k: i64| {
        let at = k as f64 * step;
        let place = (at - first) / (last - first) * 100.0;
        (format!("{place:.1}"), number(crate::expr::kernel::round(at, 6)))
    };
    (from..=upto).map(tick).collect()
}

fn bin_width(low: f64, high: f64) -> f64 {
    round_width(high - low, MOST_BINS)
}

/// The narrowest width that a person can count with and that needs few enough columns.
fn round_width(span: f64, most: f64) -> f64 {
    let span = span.max(1e-9);
    let power = libm::pow(10.0, libm::log10(span / most).floor());
    let wide_enough = WIDTHS.iter().map(|width| width * power).find(|w| span / w <= most);
    wide_enough.unwrap_or(10.0 * power)
}

fn bins(totals: &[f64], first: f64, width: f64, count: usize) -> Vec<usize> {
    let mut bins = vec![0; count];
    for total in totals {
        // A total on a border belongs to the column that it begins, whatever the division says.
        let place = ((total - first) / width + 1e-9).floor() as usize;
        bins[place.min(count - 1)] += 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_round_and_columns_few() {
        assert_eq!(bin_width(20.0, 90.0), 2.0);
        assert_eq!(bin_width(0.0, 1.0), 0.025);
        assert!(bin_width(3.0, 3.0) > 0.0);
    }

    #[test]
    fn ticks_are_round_and_inside() {
        let texts =
            |ticks: Vec<(String, String)>| ticks.into_iter().map(|t| t.1).collect::<Vec<_>>();
        assert_eq!(texts(ticks(0.0, 85.0)), ["0", "20", "40", "60", "80"]);
        assert_eq!(texts(ticks(0.35, 0.975)), ["0.4", "0.6", "0.8"]);
    }

    #[test]
    fn everybody_is_in_a_column() {
        let totals = [20.0, 20.1, 39.9, 40.0];
        assert_eq!(bins(&totals, 20.0, 10.0, 3), [2, 1, 1]);
    }
}
