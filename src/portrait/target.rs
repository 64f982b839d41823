//! What a measure's value would have to be to earn more, or, under a deduction, to cost less: the
//! next border, level, item or unit where the rule has steps; what one point more takes where it
//! has none. Owns the inverse of the rules; must not know the tree or other firms.

use statrs::distribution::{ContinuousCDF, Normal};

use super::model::Scalar;
use super::rule::{BoundInfo, RuleForm, RuleInfo, StepInfo};
use crate::expr::{Expr, ExprKind, Literal, kernel};
use crate::scheme::rule::Rule;
use crate::scoring::{Fit, rules};

/// What is needed and the share that it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The value.
    pub value: Scalar,
    /// The condition, as written, that gives the value.
    pub condition: Option<String>,
    /// The value itself does not suffice.
    pub beyond: bool,
    /// The measure's share then.
    pub share: f64,
}

impl Target {
    fn new(value: Scalar, beyond: bool, share: f64) -> Self {
        Target { value, condition: None, beyond, share }
    }
}

/// Where a measure stands and where it should go.
pub struct Aim<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The same as data.
    pub info: &'a RuleInfo,
    /// What was learnt of the peers.
    pub fit: Option<&'a Fit>,
    /// The expression of the value.
    pub expr: Option<&'a Expr>,
    /// The measure's value now.
    pub value: f64,
    /// The share to be bettered: the leaf's.
    pub share: f64,
    /// The leaf's maximum by the scheme.
    pub maximum: f64,
    /// A smaller share is the better one: a deduction.
    pub less: bool,
}

const UPPER_TENTH: f64 = 1.281_551_565_544_600_4;

impl Aim<'_> {
    /// The nearest number that betters the share.
    pub fn number(&self) -> Option<Target> {
        if let Some(cases) = self.cases() {
            return self.case(cases);
        }
        match &self.info.form {
            RuleForm::Tiers { steps, lower_is_better, inclusive } => {
                self.tier(steps, *lower_is_better, *inclusive)
            }
            RuleForm::Linear { through } => self.point(through),
            RuleForm::PerUnit { each, step } => self.unit(*each, *step),
            RuleForm::Checklist { items, each } => {
                self.unit(*each, 1.0).map(|target| self.items(target, items.len()))
            }
            RuleForm::Flag { .. } => {
                let share = f64::from(u8::from(!self.less));
                let target = Target::new(Scalar::Flag(!self.less), false, share);
                self.betters(share).then_some(target)
            }
            RuleForm::Levels { .. } => None,
            RuleForm::Percentile { lower_is_better, .. } => self.peer(*lower_is_better),
            _ => self.scaled(),
        }
    }

    /// Whether a share is better than the leaf's, by more than the dust of the arithmetic.
    fn betters(&self, share: f64) -> bool {
        if self.less { share < self.share - 1e-12 } else { share > self.share + 1e-12 }
    }

    /// The conditions and numbers of a value that can only be one of a few: a CASE over constants.
    fn cases(&self) -> Option<Vec<(&Expr, f64)>> {
        let ExprKind::Case { subject: None, arms, .. } = &self.expr?.kind else { return None };
        let number = |expr: &Expr| match expr.kind {
            ExprKind::Literal(Literal::Number(number)) => Some(number),
            _ => None,
        };
        arms.iter().map(|arm| Some((&arm.when, number(&arm.then)?))).collect()
    }

    /// The least of the numbers that better the share. Only a condition that is asked before the
    /// one that holds now can change the value.
    fn case(&self, cases: Vec<(&Expr, f64)>) -> Option<Target> {
        let holds = cases.iter().position(|(_, number)| *number == self.value);
        let before = cases.into_iter().take(holds.unwrap_or(usize::MAX));
        let mut best: Option<Target> = None;
        for (when, number) in before {
            let Some(share) = rules::share(self.rule, self.fit, number, self.maximum) else {
                continue;
            };
            let nearer = |b: &Target| if self.less { share > b.share } else { share < b.share };
            if self.betters(share) && best.as_ref().is_none_or(nearer) {
                let target = Target::new(Scalar::Number(number), false, share);
                best = Some(Target { condition: Some(when.to_string()), ..target });
            }
        }
        best
    }

    /// The nearest border behind which the share is better.
    fn tier(&self, steps: &[StepInfo], lower_is_better: bool, inclusive: bool) -> Option<Target> {
        // Reaching a border means passing it upwards, or downwards when low is good; a deduction
        // is eased by falling back behind one.
        let upwards = lower_is_better == self.less;
        let candidate = |at: usize| {
            let share = match (self.less, lower_is_better) {
                (false, _) => Some(steps[at].share),
                (true, false) => Some(at.checked_sub(1).map_or(0.0, |below| steps[below].share)),
                (true, true) => Some(steps.get(at + 1).map_or(0.0, |above| above.share)),
            };
            let beyond = inclusive == self.less;
            Target::new(Scalar::Number(steps[at].at), beyond, share.unwrap_or(0.0))
        };
        let ahead = |border: f64| {
            if upwards {
                kernel::at_least(border, self.value)
            } else {
                kernel::at_most(border, self.value)
            }
        };
        let mut order: Vec<usize> = (0..steps.len()).filter(|at| ahead(steps[*at].at)).collect();
        if !upwards {
            order.reverse();
        }
        order.into_iter().map(candidate).find(|target| self.betters(target.share))
    }

    /// The nearest point of the line with a better share, upwards first.
    fn point(&self, through: &[StepInfo]) -> Option<Target> {
        let above = through.iter().find(|p| p.at > self.value && self.betters(p.share));
        let below = through.iter().rev().find(|p| p.at < self.value && self.betters(p.share));
        let point = above.or(below)?;
        Some(Target::new(Scalar::Number(point.at), false, point.share))
    }

    /// The fewest more units that earn more; the fewest less that cost less.
    fn unit(&self, each: f64, step: f64) -> Option<Target> {
        if each <= 0.0 {
            return None;
        }
        if self.less {
            let left = kernel::ceil(self.share / each - 1e-9) - 1.0;
            if left < 0.0 {
                return None;
            }
            let value = Scalar::Number((left + 1.0) * step);
            return Some(Target::new(value, true, (left * each).min(1.0)));
        }
        let held = kernel::floor(self.value / step).max(0.0);
        let units = (held + 1.0).max(kernel::floor(self.share / each + 1e-9) + 1.0);
        let share = (units * each).min(1.0);
        let target = Target::new(Scalar::Number(units * step), false, share);
        self.betters(share).then_some(target)
    }

    /// Items are whole: "fewer than 3" is 2.
    fn items(&self, target: Target, of: usize) -> Target {
        let value = match target.value {
            Scalar::Number(count) if target.beyond => Scalar::Number(count - 1.0),
            Scalar::Number(count) => Scalar::Number(count.min(of as f64)),
            other => other,
        };
        Target { value, beyond: false, ..target }
    }

    /// The share that one point more stands for, or half of what is left where that is less: the
    /// whole of it would ask to be the first of all.
    fn wanted(&self) -> Option<f64> {
        if self.maximum <= 0.0 {
            return None;
        }
        let left = if self.less { self.share } else { 1.0 - self.share };
        let change = (left / 2.0).min(1.0 / self.maximum);
        let share = if self.less { self.share - change } else { self.share + change };
        // Less than a hundredth of the leaf is nothing to strive for.
        (left >= 0.01).then_some(share)
    }

    /// The peer whose value brings one point more. The firm itself is among the peers of its run,
    /// so that one more must be passed than the share says.
    fn peer(&self, lower_is_better: bool) -> Option<Target> {
        let fit = self.fit?;
        if self.less || fit.n < 2 {
            return None;
        }
        let others = (fit.n - 1) as f64;
        let wanted = kernel::ceil(self.wanted()? * others - 1e-9) + 1.0;
        let before = |at: usize| at.checked_sub(1).map_or(0, |b| fit.reached[b]);
        let found = (0..fit.values.len()).find(|at| f64::from(before(*at)) >= wanted);
        let (at, beyond) = match found {
            Some(at) => (at, false),
            None => (fit.values.len().checked_sub(1)?, true),
        };
        let passed = if beyond { fit.reached[at] } else { before(at) };
        let share = ((f64::from(passed) - 1.0) / others).clamp(0.0, 1.0);
        let value = untreated(fit, fit.values[at]);
        let further = if lower_is_better { value < self.value } else { value > self.value };
        let target = Target::new(Scalar::Number(value), beyond, share);
        (further && self.betters(share)).then_some(target)
    }

    /// The value at which a scaled rule gives one point more.
    fn scaled(&self) -> Option<Target> {
        let wanted = self.wanted()?;
        let exact = self.at_share(wanted)?;
        let value = nameable(exact, self.value)?;
        let share = rules::share(self.rule, self.fit, value, self.maximum)?;
        let target = Target::new(Scalar::Number(value), false, share);
        self.betters(share).then_some(target)
    }

    /// The value that has a share: the rules of `scoring::rules` turned round.
    fn at_share(&self, share: f64) -> Option<f64> {
        let score = |share: f64| Normal::standard().inverse_cdf(share.clamp(1e-9, 1.0 - 1e-9));
        match &self.info.form {
            RuleForm::Share { of } => Some(share * of),
            RuleForm::Curve { median, p10 } => {
                let sigma = libm::log(p10 / median) / UPPER_TENTH;
                Some(median * libm::exp(sigma * score(share)))
            }
            RuleForm::ZScore { lower_is_better, cap, .. } => {
                let fit = self.fit?;
                let score = score(share).clamp(-cap, *cap);
                let score = if *lower_is_better { -score } else { score };
                Some(untreated(fit, fit.mean? + score * fit.deviation?))
            }
            RuleForm::MinMax { from, to, lower_is_better, log, floor, .. } => {
                let place = |bound: &BoundInfo, fitted: Option<f64>| match bound {
                    BoundInfo::At(at) => Some(*at),
                    BoundInfo::Quantile(_) => fitted,
                };
                let from = place(from, self.fit.and_then(|fit| fit.from))?;
                let to = place(to, self.fit.and_then(|fit| fit.to))?;
                if from >= to || *floor >= 1.0 {
                    return None;
                }
                let part = ((share - floor) / (1.0 - floor)).clamp(0.0, 1.0);
                let part = if *lower_is_better { 1.0 - part } else { part };
                let value = match (log, from > 0.0) {
                    (false, _) => from + part * (to - from),
                    (true, true) => from * libm::exp(part * libm::log(to / from)),
                    (true, false) => to,
                };
                Some(self.fit.map_or(value, |fit| untreated(fit, value)))
            }
            _ => None,
        }
    }
}

/// A level that betters the share: the least of those that do.
pub fn level(info: &RuleInfo, share: f64, less: bool) -> Option<Target> {
    let RuleForm::Levels { of, .. } = &info.form else { return None };
    let betters = |s: f64| if less { s < share - 1e-12 } else { s > share + 1e-12 };
    let mut best: Option<&super::rule::LevelInfo> = None;
    for level in of.iter().filter(|level| betters(level.share)) {
        let nearer = |b: &super::rule::LevelInfo| {
            if less { level.share > b.share } else { level.share < b.share }
        };
        if best.is_none_or(nearer) {
            best = Some(level);
        }
    }
    best.map(|level| Target::new(Scalar::Text(level.level.clone()), false, level.share))
}

/// The value behind a treated one.
fn untreated(fit: &Fit, value: f64) -> f64 {
    match fit.treatment.log_shift {
        Some(shift) => libm::exp(value) + shift,
        None => value,
    }
}

/// The value with two decimals (four, for sizes below 1), away from `from`, so that it still
/// suffices; nothing where it is no number.
fn nameable(value: f64, from: f64) -> Option<f64> {
    let scale = if value.abs() >= 1.0 { 100.0 } else { 10_000.0 };
    let rounded = value * scale;
    let rounded = if value > from { kernel::ceil(rounded) } else { kernel::floor(rounded) };
    kernel::settled(rounded / scale)
}
