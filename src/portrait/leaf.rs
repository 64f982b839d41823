//! The leaves of one firm: value, rule, what is reached, points, standing, the next better value.
//! Shares are those of the scoring room; only alternatives, of which it keeps the joint share, are
//! taken through their rules again.

use std::sync::Arc;

use super::Subject;
use super::leaf_model::*;
use super::model::*;
use super::prepared::InputColumn;
use super::rule::{RuleForm, RuleInfo};
use super::target::{Aim, Target, level};
use crate::expr::{Value, date};
use crate::scheme::rule::{Choice, Measure, PercentileTies, Rule};
use crate::scheme::{Indicator, Kind, Missing, Within};
use crate::scoring::{Fit, Measured, items, rules, scaled, stated};

/// A measure's value as its rule sees it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// A number.
    Number(f64),
    /// A text, for levels.
    Text(String),
}

/// One measure of one firm.
pub(super) struct Taken<'p> {
    /// The firm's own value, or what stands in for it.
    pub seen: Option<Seen>,
    /// Whether it is the firm's own.
    pub own: bool,
    /// What it earns.
    pub share: Option<f64>,
    /// What was learnt of its peers.
    pub fit: Option<&'p Fit>,
}

impl<'a> Subject<'_, 'a> {
    /// Every leaf in the order of the scheme.
    pub(super) fn leaves(&self) -> Vec<LeafPortrait<'a>> {
        (0..self.scheme.indicators.len()).map(|at| self.leaf(at)).collect()
    }

    fn leaf(&self, at: usize) -> LeafPortrait<'a> {
        let indicator = &self.scheme.indicators[at];
        let taken: Vec<Taken> = (0..indicator.measures.len()).map(|m| self.take(at, m)).collect();
        let shares: Vec<Option<f64>> = taken.iter().map(|taken| taken.share).collect();
        let chosen = chosen(indicator.choice, &shares);
        let several = indicator.measures.len() > 1;
        let alternatives = match several {
            true => (0..taken.len()).map(|m| self.measure(at, m, &taken[m])).collect(),
            false => Vec::new(),
        };
        let shown = chosen.unwrap_or(0);
        let mut measure = self.measure(at, shown, &taken[shown]);
        measure.share = self.leaves[at];
        let maximum = self.stage.map_or(0.0, |_| self.maxima.indicators[at]);
        let known = self.scored.shares.known[at][self.firm];
        LeafPortrait {
            id: &indicator.id,
            name: &indicator.name,
            dimension: &self.scheme.dimensions[indicator.dimension].id,
            kind: indicator.kind,
            source: &indicator.source,
            known,
            counted_as: self.counted(at, &taken[shown], known),
            measure,
            points: self.leaf_units(at).map(|units| self.shown(indicator.kind, units)),
            maximum,
            nominal_maximum: self.stage.map_or(0.0, |stage| indicator.points[stage]),
            standing: self.leaf_standing(at),
            median_value: self.stage.and_then(|s| self.prepared.measures[at][shown].medians[s]),
            next: self.next(at, &taken),
            choice: match indicator.choice {
                Choice::Only => None,
                Choice::BestOf => Some(ChoiceKind::BestOf),
                Choice::FirstOf => Some(ChoiceKind::FirstOf),
            },
            alternatives,
        }
    }

    /// A measure's value, with what stands in for a missing one, taken through its rule.
    fn take(&self, at: usize, m: usize) -> Taken<'a> {
        let indicator = &self.scheme.indicators[at];
        let rule = &indicator.measures[m].rule;
        let own = match &self.scored.derived.measured[at][m] {
            Measured::Numbers(values) => values.get(self.firm).map(Seen::Number),
            Measured::Texts(texts) => texts.get(self.firm).map(|text| Seen::Text(text.to_string())),
        };
        let is_own = own.is_some();
        let seen = own.or_else(|| self.stand_in(at, rule));
        let fit = self.group(at, m).and_then(|group| self.prepared.measures[at][m].fits[group]);
        let maximum = self.stage.map(|stage| indicator.points[stage]);
        let share = match (&seen, rule, maximum) {
            (Some(Seen::Number(value)), _, Some(maximum)) => {
                rules::share(rule, fit, *value, maximum)
            }
            (Some(Seen::Text(text)), Rule::Levels { of, otherwise }, Some(maximum)) => {
                Some(rules::level(of, *otherwise, text, maximum).1)
            }
            _ => None,
        };
        Taken { seen, own: is_own, share, fit }
    }

    fn stand_in(&self, at: usize, rule: &Rule) -> Option<Seen> {
        let missing = &self.scheme.indicators[at].missing;
        let is_text = matches!(rule, Rule::Levels { .. });
        match stated(missing) {
            Some(Value::Number(number)) if !is_text => return Some(Seen::Number(number)),
            Some(Value::Flag(flag)) if !is_text => {
                return Some(Seen::Number(f64::from(u8::from(flag))));
            }
            Some(Value::Text(text)) if is_text => return Some(Seen::Text(text)),
            _ => {}
        }
        if is_text { None } else { self.imputed(at).map(|(value, _)| Seen::Number(value)) }
    }

    /// The median or mean that stands in for a missing value, and whose it is.
    fn imputed(&self, at: usize) -> Option<(f64, &'a str)> {
        let peers = self.prepared.imputers[at].as_ref()?;
        let group = peers.group[self.firm]? as usize;
        let indicator = &self.scheme.indicators[at];
        let found =
            self.scored.params.impute.iter().find(|impute| {
                impute.indicator == indicator.id && impute.group == peers.labels[group]
            });
        found.map(|impute| (impute.value, impute.group.as_str()))
    }

    fn group(&self, at: usize, m: usize) -> Option<usize> {
        let peers = self.prepared.measures[at][m].peers.as_ref()?;
        peers.group[self.firm].map(|group| group as usize)
    }

    fn measure(&self, at: usize, m: usize, taken: &Taken<'a>) -> MeasurePortrait<'a> {
        let measure = &self.scheme.indicators[at].measures[m];
        let prepared = &self.prepared.measures[at][m];
        let info = &prepared.rules[self.stage.unwrap_or(0)];
        MeasurePortrait {
            measure: &measure.name,
            value: taken.seen.as_ref().filter(|_| taken.own).map(|seen| self.own(measure, seen)),
            value_text: &measure.text,
            unit: &measure.unit,
            inputs: prepared.inputs.iter().map(|input| self.input(input)).collect(),
            rule: Arc::clone(info),
            population: self.population(at, m, taken),
            reached: taken.seen.as_ref().and_then(|seen| reached(measure, info, seen, taken)),
            share: taken.share,
            items: self.item_answers(measure),
        }
    }

    /// The firm's own value as it is told: a flag as such, not as a number.
    fn own(&self, measure: &Measure, seen: &Seen) -> Scalar {
        match (seen, &measure.rule) {
            (Seen::Text(text), _) => Scalar::Text(text.clone()),
            (Seen::Number(number), Rule::Flag { yes }) if yes.is_empty() => {
                Scalar::Flag(*number != 0.0)
            }
            (Seen::Number(number), Rule::Flag { .. }) => {
                let row = self.scored.derived.row(self.firm);
                let value = measure.value.as_ref().map(|value| value.evaluate(&row));
                match value {
                    Some(Value::Text(text)) => Scalar::Text(text),
                    _ => Scalar::Flag(*number != 0.0),
                }
            }
            (Seen::Number(number), _) => Scalar::Number(*number),
        }
    }

    fn input(&self, input: &InputColumn<'a>) -> Input<'a> {
        use polars::prelude::AnyValue;
        let cell = input.cells.and_then(|cells| cells.get(self.firm).ok());
        let value = match cell {
            Some(AnyValue::Float64(days)) if input.is_date => {
                Some(Scalar::Text(date::iso(days as i32)))
            }
            Some(AnyValue::Float64(number)) => Some(Scalar::Number(number)),
            Some(AnyValue::Boolean(flag)) => Some(Scalar::Flag(flag)),
            Some(AnyValue::String(text)) => Some(Scalar::Text(text.to_string())),
            Some(AnyValue::StringOwned(text)) => Some(Scalar::Text(text.to_string())),
            _ => None,
        };
        Input { column: input.name, value, unit: input.unit, formula: input.formula }
    }

    fn population(&self, at: usize, m: usize, taken: &Taken<'a>) -> Option<Population<'a>> {
        let fit = taken.fit?;
        let rule = &self.scheme.indicators[at].measures[m].rule;
        let label = match (rule.within()?, self.stage) {
            (Within::Stage, Some(stage)) => self.scheme.stages[stage].name.as_str(),
            _ => fit.group.as_str(),
        };
        let treated = match taken.seen {
            Some(Seen::Number(value)) => {
                Some(fit.treatment.apply(value)).filter(|treated| *treated != value)
            }
            _ => None,
        };
        let Fit { from, to, mean, deviation, n, .. } = *fit;
        Some(Population { group: &fit.group, label, n, from, to, mean, deviation, treated })
    }

    fn item_answers(&self, measure: &'a Measure) -> Vec<ItemAnswer<'a>> {
        let row = self.scored.derived.row(self.firm);
        let answer = |item: &'a crate::scheme::rule::Item| {
            let reading = item.when.reading(&row);
            ItemAnswer { text: &item.text, held: reading.held, says: reading.says }
        };
        items(measure).iter().map(answer).collect()
    }

    fn counted(&self, at: usize, taken: &Taken, known: bool) -> Option<Counted<'a>> {
        self.stage?;
        let missing = &self.scheme.indicators[at].missing;
        let plain = |policy| Some(Counted { policy, value: None, peers: None });
        if known {
            return taken.share.is_none().then(|| plain(Policy::NoPeers)).flatten();
        }
        if taken.seen.is_none() {
            return match missing {
                Missing::Exclude => plain(Policy::Exclude),
                _ => plain(Policy::Zero),
            };
        }
        let value = taken.seen.as_ref().map(|seen| match seen {
            Seen::Number(number) => match missing {
                Missing::Flag(flag) => Scalar::Flag(*flag),
                _ => Scalar::Number(*number),
            },
            Seen::Text(text) => Scalar::Text(text.clone()),
        });
        let peers = self.imputed(at).map(|(_, group)| self.group_label(missing, group));
        let policy = match missing {
            Missing::Median(_) => Policy::Median,
            Missing::Mean(_) => Policy::Mean,
            Missing::Exclude => Policy::Exclude,
            Missing::Zero => Policy::Zero,
            Missing::Number(_) | Missing::Text(_) | Missing::Flag(_) => Policy::Value,
        };
        Some(Counted { policy, value, peers })
    }

    fn group_label(&self, missing: &Missing, group: &'a str) -> &'a str {
        match (missing, self.stage) {
            (Missing::Median(Within::Stage) | Missing::Mean(Within::Stage), Some(stage)) => {
                &self.scheme.stages[stage].name
            }
            _ => group,
        }
    }

    /// The nearest value of any measure that betters the leaf.
    fn next(&self, at: usize, taken: &[Taken<'a>]) -> Option<Next> {
        let stage = self.stage?;
        let indicator = &self.scheme.indicators[at];
        let now = self.leaves[at]?;
        let mut best: Option<Next> = None;
        for (m, measure) in indicator.measures.iter().enumerate().filter(|(m, _)| taken[*m].own) {
            let info = &self.prepared.measures[at][m].rules[stage];
            let Some(target) = self.target(indicator, measure, info, &taken[m], stage, now) else {
                continue;
            };
            let mut shares: Vec<Option<f64>> = taken.iter().map(|taken| taken.share).collect();
            shares[m] = Some(target.share);
            let then = chosen(indicator.choice, &shares).and_then(|m| shares[m]).unwrap_or(0.0);
            let next = Next {
                alternative: (taken.len() > 1).then_some(m),
                ..self.step(at, measure, &taken[m], target, then)
            };
            let nearer = |b: &Next| (next.relative_gap, -next.points) < (b.relative_gap, -b.points);
            if next.points > 0.0 && best.as_ref().is_none_or(nearer) {
                best = Some(next);
            }
        }
        best
    }

    fn target(
        &self,
        indicator: &Indicator,
        measure: &Measure,
        info: &RuleInfo,
        taken: &Taken,
        stage: usize,
        share: f64,
    ) -> Option<Target> {
        let less = indicator.kind == Kind::Deduction;
        match taken.seen.as_ref()? {
            Seen::Text(_) => level(info, share, less),
            Seen::Number(value) => Aim {
                rule: &measure.rule,
                info,
                fit: taken.fit,
                expr: measure.value.as_ref().map(|value| value.expr()),
                value: *value,
                share,
                maximum: indicator.points[stage],
                less,
            }
            .number(),
        }
    }

    fn step(
        &self,
        at: usize,
        measure: &Measure,
        taken: &Taken,
        target: Target,
        share: f64,
    ) -> Next {
        let (gap, relative_gap) = match (&taken.seen, &target.value) {
            (Some(Seen::Number(from)), Scalar::Number(to)) if target.condition.is_none() => {
                // A count that must pass a whole number must reach the next one.
                let whole_beyond = target.beyond && from.fract() == 0.0 && to.fract() == 0.0;
                let gap = (to - from).abs() + f64::from(u8::from(whole_beyond));
                let size = from.abs().max(to.abs());
                let whole = matches!(measure.rule, Rule::Checklist { .. });
                let relative = if whole || size == 0.0 { 1.0 } else { gap / size };
                (Some(tidy(gap)), relative)
            }
            _ => (None, 1.0),
        };
        let decimals = self.scheme.rank.decimals;
        let then = scaled(share * self.maxima.indicators[at], decimals);
        let now = self.leaf_units(at).unwrap_or(0);
        let less = self.scheme.indicators[at].kind == Kind::Deduction;
        let points = self.points(if less { now - then } else { then - now });
        let Target { value, condition, beyond, .. } = target;
        Next { alternative: None, value, condition, beyond, gap, relative_gap, share, points }
    }
}

/// Which alternative decides, as the scoring room joins them.
fn chosen(choice: Choice, shares: &[Option<f64>]) -> Option<usize> {
    let known = || shares.iter().enumerate().filter_map(|(m, share)| Some((m, (*share)?)));
    let first_of_best = |best: (usize, f64), next: (usize, f64)| {
        if next.1 > best.1 { next } else { best }
    };
    match choice {
        Choice::Only => known().next().map(|(m, _)| m),
        Choice::BestOf => known().reduce(first_of_best).map(|(m, _)| m),
        Choice::FirstOf => {
            known().find(|(_, share)| *share > 0.0).or_else(|| known().next_back()).map(|(m, _)| m)
        }
    }
}

/// A difference without the dust of the subtraction: 0.3 - 0.1 is 0.19999999999999998.
fn tidy(gap: f64) -> f64 {
    crate::expr::kernel::round(gap, 9)
}

fn reached<'a>(
    measure: &'a Measure,
    info: &RuleInfo,
    seen: &Seen,
    taken: &Taken,
) -> Option<Reached<'a>> {
    let value = match (seen, &measure.rule) {
        (Seen::Text(text), Rule::Levels { of, otherwise }) => {
            let (index, _) = rules::level(of, *otherwise, text, 1.0);
            let level = |at: usize| Reached::Level { level: &of[at].0 };
            return Some(index.map_or(Reached::OtherLevel, level));
        }
        (Seen::Number(value), _) => *value,
        (Seen::Text(_), _) => return None,
    };
    Some(match (&measure.rule, &info.form) {
        (Rule::Tiers { steps, lower_is_better, closed }, _) => {
            let of = steps.len();
            match rules::reached_step(steps, *lower_is_better, *closed, value) {
                Some(at) => {
                    let place = if *lower_is_better { of - at } else { at + 1 };
                    Reached::Tier { border: steps[at].at, place, of }
                }
                None => Reached::NoTier { of },
            }
        }
        (Rule::Linear { through }, _) => Reached::Between {
            from: through.iter().rev().find(|p| p.at <= value).map(|p| p.at),
            to: through.iter().find(|p| p.at > value).map(|p| p.at),
        },
        (Rule::PerUnit { step, .. }, RuleForm::PerUnit { each, .. }) => {
            let full = crate::expr::kernel::floor(value / step).max(0.0);
            Reached::Units { full, capped: full * each > 1.0 + 1e-9 }
        }
        (Rule::Flag { .. }, _) if value != 0.0 => Reached::Yes,
        (Rule::Flag { .. }, _) => Reached::No,
        (Rule::Checklist { items, .. }, _) => {
            Reached::Items { met: value.max(0.0) as usize, of: items.len() }
        }
        (Rule::Percentile { ties, lower_is_better, .. }, _) => {
            ahead(taken.fit?, value, *ties, *lower_is_better)
        }
        _ => {
            let end = match taken.share? {
                share if share >= 1.0 => Some(End::Best),
                share if share <= worst(&info.form) => Some(End::Worst),
                _ => None,
            };
            Reached::Scaled { end }
        }
    })
}

fn ahead<'a>(fit: &Fit, value: f64, ties: PercentileTies, lower_is_better: bool) -> Reached<'a> {
    let treated = fit.treatment.apply(value);
    let peers = rules::ahead(fit, treated, ties, lower_is_better);
    Reached::Ahead { peers, of: fit.n.saturating_sub(1) }
}

fn worst(form: &RuleForm) -> f64 {
    match form {
        RuleForm::MinMax { floor, .. } => *floor,
        _ => 0.0,
    }
}
