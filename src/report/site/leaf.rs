//! One indicator on a firm's page: value, points, the firm among its peers, and below it the rule
//! and everything that led to the points.

use minijinja::Value;
use serde::Serialize;

use super::Site;
use super::crowds::{Ends, Scale};
use crate::diagnostic::{Lang, Text};
use crate::expr::number_in_words as number;
use crate::portrait::words::{Terms, points_in_words, with_unit};
use crate::portrait::{Input, LeafPortrait, MeasurePortrait, Portrait};
use crate::report::explain::{fixed, lines, scalar};
use crate::report::svg::{bars, strip};
use crate::say;
use crate::scheme::Kind;

/// What the template is given of an indicator.
#[derive(Debug, Serialize)]
pub struct LeafRow {
    id: String,
    name: String,
    value: String,
    known: bool,
    points: Option<String>,
    maximum: String,
    bar: Value,
    deduction: bool,
    /// Rank among the peers, and how many they are.
    rank: Option<String>,
    peers: usize,
    strip: Option<Value>,
    low: String,
    high: String,
    pub median: Option<String>,
    pub bent: bool,
    pub borders: bool,
    /// Rule, what is reached, what stands in, the next step: a sentence each.
    notes: Vec<String>,
    items: Vec<String>,
    inputs: String,
    source: String,
}

impl Site<'_> {
    pub(super) fn leaf_row(
        &self,
        portrait: &Portrait,
        leaf: &LeafPortrait,
        at: usize,
        stage: usize,
    ) -> LeafRow {
        let (decimals, measure) = (portrait.decimals, &leaf.measure);
        let scale = self.crowds.of(at, stage);
        let (low, high) = scale.map(|scale| self.ends(scale)).unwrap_or_default();
        let share = leaf.points.map_or(0.0, |points| part(points.abs(), leaf.maximum));
        let points = leaf.points.map(|points| fixed(points, decimals));
        let maximum = points_in_words(leaf.maximum, decimals);
        let deduction = leaf.kind == Kind::Deduction && leaf.points.is_some_and(|p| p < 0.0);
        let class = if deduction { "loss" } else { "own" };
        let told = format!("{} {}/{maximum}", leaf.name, points.as_deref().unwrap_or("-"));
        LeafRow {
            id: leaf.id.to_string(),
            name: leaf.name.to_string(),
            value: self.say(&lines::value(measure)),
            known: leaf.known,
            bar: safe(bars::part(share, leaf.standing.median_share, class, &told)),
            points,
            maximum,
            deduction,
            rank: leaf.standing.rank_in_stage.map(number),
            peers: leaf.standing.peers,
            strip: scale.map(|scale| {
                safe(strip::draw(&scale.crowd, scale.own(leaf), scale.median(leaf), leaf.name))
            }),
            low,
            high,
            median: scale.and_then(|scale| self.median_words(scale, leaf, decimals)),
            bent: scale.is_some_and(|scale| scale.bent),
            borders: scale.is_some_and(|scale| !scale.crowd.borders.is_empty()),
            notes: self.notes(leaf, decimals),
            items: measure.items.iter().map(|item| self.say(&lines::item(item))).collect(),
            inputs: self.inputs(measure),
            source: leaf.source.to_string(),
        }
    }

    /// What is written of the median, in what the axis measures; nothing where no mark is drawn.
    fn median_words(&self, scale: &Scale, leaf: &LeafPortrait, decimals: u32) -> Option<String> {
        scale.median(leaf)?;
        if scale.by_points() {
            let points = points_in_words(leaf.standing.median_share? * leaf.maximum, decimals);
            return Some(self.say(&say!("{points} 分", "{points} points")));
        }
        leaf.median_value.map(|value| with_unit(three_digits(value), leaf.measure.unit))
    }

    fn ends(&self, scale: &Scale) -> (String, String) {
        let both = |low: Text, high: Text| (self.say(&low), self.say(&high));
        match &scale.ends {
            Ends::Texts(low, high) => (low.clone(), high.clone()),
            Ends::Flags => both(say!("否", "no"), say!("是", "yes")),
            Ends::Points => both(say!("0 分", "no points"), say!("满分", "all points")),
        }
    }

    fn notes(&self, leaf: &LeafPortrait, decimals: u32) -> Vec<String> {
        let unit = leaf.measure.unit;
        let terms = Terms { unit, maximum: leaf.maximum, decimals, kind: leaf.kind };
        let rule = leaf.measure.rule.words(&terms);
        let (zh, en) = (rule.zh, rule.en);
        let rule = Some(say!("规则：{zh}", "rule: {en}"));
        let told = [
            rule,
            lines::counted(leaf),
            lines::alternatives(leaf, decimals),
            lines::reached(leaf),
            lines::next(leaf, decimals),
        ];
        told.iter().flatten().map(|text| self.say(text)).collect()
    }

    /// `研发费用 300 万元、营业收入 10000 万元；研发强度 = 研发费用 / 营业收入 * 100`
    fn inputs(&self, measure: &MeasurePortrait) -> String {
        let (given, computed): (Vec<&Input>, Vec<&Input>) =
            measure.inputs.iter().partition(|input| input.formula.is_none());
        let cell = |input: &&Input| {
            let missing = || say!("缺失", "missing");
            let value = input.value.as_ref().map_or_else(missing, |v| scalar(v, input.unit));
            format!("{} {}", input.column, self.say(&value))
        };
        let formula =
            |input: &&Input| format!("{} = {}", input.column, input.formula.unwrap_or(""));
        let (comma, stop) = match self.lang {
            Lang::Zh => ("，", "；"),
            Lang::En => (", ", "; "),
        };
        let given: Vec<String> = given.iter().map(cell).collect();
        let computed: Vec<String> = computed.iter().map(formula).collect();
        let parts = [given.join(comma), computed.join(stop)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(stop)
    }
}

/// A drawing, which the template must not escape again.
pub fn safe(svg: String) -> Value {
    Value::from_safe_string(svg)
}

/// A part of a whole; nothing of nothing.
pub fn part(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A number to three digits after the point at the most, for what is only a comparison.
fn three_digits(value: f64) -> f64 {
    crate::expr::kernel::round(value, if value.abs() >= 100.0 { 0 } else { 2 })
}
