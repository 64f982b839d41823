//! Each indicator's peers on an axis, counted in bins: found once per stage, drawn on every page of
//! that stage. Owns the choice of the axis; must not know how it is drawn.

use rayon::prelude::*;

use crate::expr::number_in_words as number;
use crate::portrait::{LeafPortrait, Reached, RuleForm, RuleInfo, Scalar};
use crate::report::svg::strip::Crowd;
use crate::scheme::rule::Rule;
use crate::scheme::{Indicator, Scheme};
use crate::scoring::{Measured, Scored, Status, quantile, rules};

/// How many parts an axis of measured values has.
const BINS: usize = 32;
/// Up to this many whole numbers each have a bin of their own.
const WHOLE: f64 = 24.0;
/// Where the 99th percentile is so many times the middle, the axis is bent so that the middle has
/// room.
const SKEWED: f64 = 8.0;

/// The peers of every indicator in every stage.
#[derive(Debug)]
pub struct Crowds {
    scales: Vec<Vec<Option<Scale>>>,
}

/// One indicator's peers in one stage.
#[derive(Debug, Clone)]
pub struct Scale {
    /// What is drawn.
    pub crowd: Crowd,
    /// What stands at the left end and at the right end.
    pub ends: Ends,
    /// Whether large values stand closer together than small ones.
    pub bent: bool,
    axis: Axis,
}

/// What stands at the ends of an axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Ends {
    /// Names or numbers.
    Texts(String, String),
    /// No and yes.
    Flags,
    /// No points and all points.
    Points,
}

#[derive(Debug, Clone)]
enum Axis {
    /// Values between two ends; with a size, bent around it.
    Line { low: f64, high: f64, bend: Option<f64> },
    /// Whole numbers, each with a bin.
    Whole { low: f64, count: usize },
    /// Levels from the worst, each with a bin; the first stands for any other text.
    Levels(Vec<String>),
    /// The leaf's share, where there is no one value.
    Share,
}

impl Crowds {
    /// Counts the ranked firms of every stage.
    pub fn new(scheme: &Scheme, scored: &Scored) -> Self {
        let ranked: Vec<Vec<usize>> = (0..scheme.stages.len())
            .map(|stage| {
                let is_peer = |firm: &usize| {
                    scored.ranking.status[*firm] == Status::Ranked
                        && scored.derived.stage[*firm].map(usize::from) == Some(stage)
                };
                (0..scored.derived.len()).filter(is_peer).collect()
            })
            .collect();
        let of_leaf = |at: usize| -> Vec<Option<Scale>> {
            let of_stage = |(stage, firms): (usize, &Vec<usize>)| {
                scale(&scheme.indicators[at], at, stage, scored, firms)
            };
            ranked.iter().enumerate().map(of_stage).collect()
        };
        Crowds { scales: (0..scheme.indicators.len()).into_par_iter().map(of_leaf).collect() }
    }

    /// The peers of an indicator in a stage; none where it is worth nothing or nobody has a value.
    pub fn of(&self, indicator: usize, stage: usize) -> Option<&Scale> {
        self.scales.get(indicator)?.get(stage)?.as_ref()
    }
}

fn scale(
    indicator: &Indicator,
    at: usize,
    stage: usize,
    scored: &Scored,
    firms: &[usize],
) -> Option<Scale> {
    let maximum = indicator.points[stage];
    if maximum <= 0.0 {
        return None;
    }
    let [measure] = indicator.measures.as_slice() else {
        return shares(at, scored, firms);
    };
    let info = RuleInfo::of(measure, maximum);
    match &scored.derived.measured[at][0] {
        Measured::Numbers(values) => {
            let mut known: Vec<f64> = firms.iter().filter_map(|firm| values.get(*firm)).collect();
            known.sort_unstable_by(f64::total_cmp);
            (!known.is_empty()).then(|| numbers(&known, &info.form, &measure.unit))
        }
        Measured::Texts(texts) => match &measure.rule {
            Rule::Levels { of, otherwise } => {
                let RuleForm::Levels { of: infos, .. } = &info.form else { return None };
                let mut order: Vec<usize> = (0..infos.len()).collect();
                order.sort_by(|a, b| infos[*a].share.total_cmp(&infos[*b].share).then(b.cmp(a)));
                let mut bins = vec![0u32; infos.len() + 1];
                for text in firms.iter().filter_map(|firm| texts.get(*firm)) {
                    let (level, _) = rules::level(of, *otherwise, text, maximum);
                    let place = level.and_then(|level| order.iter().position(|o| *o == level));
                    bins[place.map_or(0, |place| place + 1)] += 1;
                }
                let names = order.iter().map(|at| infos[*at].level.clone());
                Some(levels(names.collect(), bins))
            }
            _ => shares(at, scored, firms),
        },
    }
}

fn levels(mut names: Vec<String>, mut bins: Vec<u32>) -> Scale {
    // A place for other texts is kept only where there are some.
    match bins.first() {
        Some(0) => drop(bins.remove(0)),
        _ => names.insert(0, String::new()),
    }
    let end = |name: Option<&String>| {
        name.map(|name| if name.is_empty() { "…".to_string() } else { name.clone() })
    };
    let ends =
        Ends::Texts(end(names.first()).unwrap_or_default(), end(names.last()).unwrap_or_default());
    Scale {
        crowd: Crowd { bins, borders: Vec::new() },
        ends,
        bent: false,
        axis: Axis::Levels(names),
    }
}

fn shares(at: usize, scored: &Scored, firms: &[usize]) -> Option<Scale> {
    let mut bins = vec![0u32; BINS];
    let shares = &scored.shares.share[at];
    for share in firms.iter().filter_map(|firm| shares.get(*firm)) {
        bins[bin(share, BINS)] += 1;
    }
    let crowd = Crowd { bins, borders: Vec::new() };
    let known = crowd.bins.iter().any(|count| *count > 0);
    known.then_some(Scale { crowd, ends: Ends::Points, bent: false, axis: Axis::Share })
}

fn numbers(sorted: &[f64], form: &RuleForm, unit: &str) -> Scale {
    let borders = borders(form);
    let (low, high) = reach(sorted, &borders);
    let whole = sorted.iter().chain(&borders).all(|x| x.fract() == 0.0) && high - low < WHOLE;
    let axis = if whole {
        Axis::Whole { low, count: (high - low) as usize + 1 }
    } else {
        Axis::Line { low, high, bend: bend(sorted, high) }
    };
    let count = if let Axis::Whole { count, .. } = axis { count } else { BINS };
    let mut bins = vec![0u32; count];
    for value in sorted {
        bins[bin(axis.place(*value), count)] += 1;
    }
    let inside = borders.iter().filter(|border| (low..=high).contains(*border));
    let crowd = Crowd { bins, borders: inside.map(|border| axis.border(*border)).collect() };
    let flag = matches!(form, RuleForm::Flag { .. });
    let ends = match flag {
        true => Ends::Flags,
        false => texts(sorted, (low, high), unit),
    };
    let bent = matches!(axis, Axis::Line { bend: Some(_), .. });
    Scale { crowd, ends, bent, axis }
}

/// The ends in words; those beyond an end stand at it, and it says so.
fn texts(sorted: &[f64], (low, high): (f64, f64), unit: &str) -> Ends {
    let below = sorted.first().is_some_and(|first| *first < low);
    let above = sorted.last().is_some_and(|last| *last > high);
    let sign = |beyond: bool, sign: &'static str| if beyond { sign } else { "" };
    let high = format!("{}{} {unit}", sign(above, "≥ "), short(high));
    Ends::Texts(format!("{}{}", sign(below, "≤ "), short(low)), high.trim().to_string())
}

/// From the 1st to the 99th percentile, with the borders that are not far outside.
fn reach(sorted: &[f64], borders: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = (quantile(sorted, 0.01), quantile(sorted, 0.99));
    let span = (high - low).max(high.abs() * 0.5).max(1e-9);
    for border in borders {
        if (low - span..=high + span).contains(border) {
            (low, high) = (low.min(*border), high.max(*border));
        }
    }
    let whole = sorted.iter().all(|x| x.fract() == 0.0);
    if whole {
        (low, high) = (low.floor(), high.ceil());
    }
    if high > low { (low, high) } else { (low, low + low.abs().max(1.0)) }
}

/// The size around which the axis is bent, where most of the peers would else stand in one bin.
fn bend(sorted: &[f64], high: f64) -> Option<f64> {
    let mut sizes: Vec<f64> = sorted.iter().map(|x| x.abs()).filter(|x| *x > 0.0).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    if sizes.is_empty() {
        return None;
    }
    let middle = quantile(&sizes, 0.5);
    (high > SKEWED * middle && middle > 0.0).then_some(middle / 2.0)
}

fn borders(form: &RuleForm) -> Vec<f64> {
    match form {
        RuleForm::Tiers { steps, .. } => steps.iter().map(|step| step.at).collect(),
        RuleForm::Linear { through } => through.iter().map(|step| step.at).collect(),
        RuleForm::Curve { median, p10 } => vec![*median, *p10],
        _ => Vec::new(),
    }
}

fn bin(place: f64, count: usize) -> usize {
    ((place.clamp(0.0, 1.0) * count as f64) as usize).min(count.saturating_sub(1))
}

/// Three digits are enough for the end of an axis.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let digits = libm::log10(value.abs()).floor() as i32;
    number(crate::expr::kernel::round(value, (2 - digits).max(0)))
}

/// Straight near 0, then growing with the logarithm: the whole line of numbers has a place.
fn bent(value: f64, bend: Option<f64>) -> f64 {
    match bend {
        Some(size) => libm::asinh(value / size),
        None => value,
    }
}

impl Axis {
    /// The place of a value as a share of the width.
    fn place(&self, value: f64) -> f64 {
        let part = match self {
            Axis::Line { low, high, bend } => {
                let [low, value, high] = [*low, value, *high].map(|x| bent(x, *bend));
                (value - low) / (high - low)
            }
            Axis::Whole { low, count } => (value - low + 0.5) / *count as f64,
            Axis::Share => value,
            Axis::Levels(_) => 0.0,
        };
        part.clamp(0.0, 1.0)
    }

    /// A border among whole numbers stands before the number that reaches it.
    fn border(&self, value: f64) -> f64 {
        match self {
            Axis::Whole { .. } => self.place(value - 0.5),
            _ => self.place(value),
        }
    }

    fn level(&self, name: &str) -> Option<f64> {
        let Axis::Levels(names) = self else { return None };
        let place = names.iter().position(|known| known == name)?;
        Some((place as f64 + 0.5) / names.len() as f64)
    }
}

impl Scale {
    /// Where a firm stands.
    pub fn own(&self, leaf: &LeafPortrait) -> Option<f64> {
        match &self.axis {
            Axis::Share => leaf.measure.share.filter(|_| leaf.known),
            Axis::Levels(_) => match &leaf.measure.reached {
                Some(Reached::Level { level }) => self.axis.level(level),
                Some(Reached::OtherLevel) => self.axis.level(""),
                _ => None,
            },
            _ => match &leaf.measure.value {
                Some(Scalar::Number(value)) => Some(self.axis.place(*value)),
                Some(Scalar::Flag(value)) => Some(self.axis.place(f64::from(u8::from(*value)))),
                _ => None,
            },
        }
    }

    /// Whether peers are placed by their points, not by a value.
    pub fn by_points(&self) -> bool {
        matches!(self.axis, Axis::Share)
    }

    /// Where the median of the peers stands.
    pub fn median(&self, leaf: &LeafPortrait) -> Option<f64> {
        match &self.axis {
            Axis::Share => leaf.standing.median_share,
            Axis::Levels(_) => None,
            _ => leaf.median_value.map(|value| self.axis.place(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_a_bin_each_and_borders_stand_between() {
        let form = RuleForm::PerUnit { each: 0.5, step: 1.0 };
        let scale = numbers(&[0.0, 0.0, 1.0, 3.0], &form, "件");
        assert_eq!(scale.crowd.bins, [2, 1, 0, 1]);
        assert_eq!(scale.axis.place(3.0), 0.875);
        assert_eq!(scale.axis.border(1.0), 0.25);
        assert_eq!(scale.ends, Ends::Texts("0".into(), "3 件".into()));
    }

    #[test]
    fn a_long_tail_bends_the_axis_and_nobody_is_lost() {
        let values: Vec<f64> = (0..1000).map(|k| 1.5 * 1.01f64.powi(k)).collect();
        let form = RuleForm::Share { of: 1.0 };
        let scale = numbers(&values, &form, "");
        assert_eq!(scale.crowd.bins.iter().sum::<u32>(), 1000);
        assert!(matches!(scale.axis, Axis::Line { bend: Some(_), .. }));
        assert!(scale.axis.place(values[500]) > 0.2);
        assert_eq!(scale.axis.place(-1e9), 0.0);
        assert_eq!(scale.axis.place(1e12), 1.0);
        let Ends::Texts(low, high) = &scale.ends else { panic!("{:?}", scale.ends) };
        assert!(scale.bent && low.starts_with("≤ ") && high.starts_with("≥ "), "{low} {high}");
    }

    #[test]
    fn a_constant_has_an_axis_too() {
        let scale = numbers(&[2.5; 4], &RuleForm::Share { of: 1.0 }, "%");
        assert_eq!(scale.crowd.bins.iter().sum::<u32>(), 4);
        assert_eq!(numbers(&[0.0; 3], &RuleForm::Share { of: 1.0 }, "").crowd.bins, [3, 0]);
    }
}
