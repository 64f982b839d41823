//! Firms -> [`Derived`]: computed columns, stages, vetoes and every measure's value, one per firm.
//! Everything here looks at one firm at a time. Must not know points or peers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use polars::prelude::*;

use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Severity, Text};
use crate::expr::{Row, Typed, Value};
use crate::firms::{DataIssue, Firms};
use crate::say;
use crate::scheme::rule::{Item, Measure, Rule};
use crate::scheme::{Missing, Scheme};

use super::values::Values;

/// The firms with all that follows from each firm's own cells.
#[derive(Debug)]
pub struct Derived {
    /// The tables as they were read.
    pub firms: Firms,
    /// Their columns and the derived ones; a row per firm.
    pub frame: DataFrame,
    /// The run's date, as days since 1970-01-01.
    pub as_of: Option<i32>,
    /// Index into the scheme's stages; none where no stage matches.
    pub stage: Vec<Option<u16>>,
    /// Indices of the vetoes that hold, for the firms that have any.
    pub vetoes: BTreeMap<usize, Vec<usize>>,
    /// What was measured: `[indicator][measure]`.
    pub measured: Vec<Vec<Measured>>,
    /// What could not be decided.
    pub issues: Vec<DataIssue>,
}

/// One measure's values, a row per firm.
#[derive(Debug, Clone)]
pub enum Measured {
    /// Numbers; a flag is 1 or 0, a checklist the count of items met.
    Numbers(Values),
    /// Texts, for levels.
    Texts(StringChunked),
}

impl Measured {
    /// Whether a firm has a value.
    pub fn is_known(&self, firm: usize) -> bool {
        match self {
            Measured::Numbers(values) => values.get(firm).is_some(),
            Measured::Texts(texts) => texts.get(firm).is_some(),
        }
    }
}

/// Derives everything that follows from each firm's own cells.
pub fn derive(scheme: &Scheme, firms: Firms, as_of: Option<i32>) -> PolarsResult<Derived> {
    let mut frame = firms.frame.clone().lazy();
    for derive in &scheme.derives {
        frame = frame.with_column(derive.value.to_polars(as_of)?.alias(derive.name.as_str()));
    }
    let frame = frame.collect()?;
    let answers = answers(scheme, &frame, as_of)?;
    let measured = scheme
        .indicators
        .iter()
        .enumerate()
        .map(|(at, indicator)| {
            let measures = indicator.measures.iter().enumerate();
            measures.map(|(m, measure)| measured(measure, at, m, &answers)).collect()
        })
        .collect::<PolarsResult<Vec<Vec<Measured>>>>()?;
    let mut derived = Derived {
        stage: vec![None; frame.height()],
        vetoes: BTreeMap::new(),
        issues: Vec::new(),
        firms,
        frame,
        as_of,
        measured,
    };
    derived.find_stages(scheme, &answers)?;
    derived.find_vetoes(scheme, &answers)?;
    Ok(derived)
}

/// Every condition and value of the scheme over the firms, in one pass: `stage.0`, `veto.0`,
/// `value.3.0` (indicator, measure), `item.3.0.1`.
fn answers(scheme: &Scheme, frame: &DataFrame, as_of: Option<i32>) -> PolarsResult<DataFrame> {
    let mut questions: Vec<(String, &Typed)> = Vec::new();
    for (index, stage) in scheme.stages.iter().enumerate() {
        questions.extend(stage.when.as_ref().map(|when| (format!("stage.{index}"), when)));
    }
    for (index, veto) in scheme.vetoes.iter().enumerate() {
        questions.push((format!("veto.{index}"), &veto.when));
    }
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        for (m, measure) in indicator.measures.iter().enumerate() {
            questions.extend(measure.value.as_ref().map(|v| (format!("value.{at}.{m}"), v)));
            for (i, item) in items(measure).iter().enumerate() {
                questions.push((format!("item.{at}.{m}.{i}"), &item.when));
            }
        }
    }
    let questions = questions
        .into_iter()
        .map(|(name, typed)| Ok(typed.to_polars(as_of)?.alias(name)))
        .collect::<PolarsResult<Vec<Expr>>>()?;
    // A constant alone would give one row; beside the firms' rows it is broadcast to all.
    frame.clone().lazy().with_columns(questions).collect()
}

/// The conditions of a checklist; none for other rules.
pub fn items(measure: &Measure) -> &[Item] {
    match &measure.rule {
        Rule::Checklist { items, .. } => items,
        _ => &[],
    }
}

fn measured(measure: &Measure, at: usize, m: usize, answers: &DataFrame) -> PolarsResult<Measured> {
    let Some(_) = &measure.value else {
        return checklist(items(measure).len(), at, m, answers);
    };
    let column = answers.column(&format!("value.{at}.{m}"))?;
    Ok(match column.dtype() {
        DataType::String => match &measure.rule {
            Rule::Flag { yes } => Measured::Numbers(
                column.str()?.iter().map(|text| text.map(|text| is_yes(text, yes))).collect(),
            ),
            _ => Measured::Texts(column.str()?.clone()),
        },
        DataType::Boolean => Measured::Numbers(
            column.bool()?.iter().map(|flag| flag.map(|flag| f64::from(u8::from(flag)))).collect(),
        ),
        _ => Measured::Numbers(column.f64()?.into()),
    })
}

fn is_yes(text: &str, yes: &[String]) -> f64 {
    f64::from(u8::from(yes.iter().any(|word| word.trim() == text.trim())))
}

/// How many items are met. An unknown item is not met; a firm of which no item is known has no
/// value.
fn checklist(count: usize, at: usize, m: usize, answers: &DataFrame) -> PolarsResult<Measured> {
    let mut met: Vec<Option<f64>> = vec![None; answers.height()];
    for i in 0..count {
        let flags = answers.column(&format!("item.{at}.{m}.{i}"))?.bool()?;
        for (met, flag) in met.iter_mut().zip(flags.iter()) {
            if let Some(flag) = flag {
                *met = Some(met.unwrap_or(0.0) + f64::from(u8::from(flag)));
            }
        }
    }
    Ok(Measured::Numbers(met.into_iter().collect()))
}

impl Derived {
    /// How many firms.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there are no firms.
    pub fn is_empty(&self) -> bool {
        self.frame.height() == 0
    }

    /// One firm's cells.
    pub fn row(&self, firm: usize) -> FrameRow<'_> {
        FrameRow { frame: &self.frame, firm, as_of: self.as_of }
    }

    /// Every firm's text in a column, as [`Derived::text`] gives it.
    pub fn texts(&self, column: &str) -> Vec<Cow<'_, str>> {
        match self.frame.column(column).and_then(|column| column.str()) {
            Ok(texts) => texts.iter().map(|text| text.unwrap_or_default().into()).collect(),
            Err(_) => (0..self.len()).map(|firm| self.text(column, firm).into()).collect(),
        }
    }

    /// A firm's text in a column; empty where there is none.
    pub fn text(&self, column: &str, firm: usize) -> String {
        match self.row(firm).value(column) {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::Missing => String::new(),
        }
    }

    fn find_stages(&mut self, scheme: &Scheme, answers: &DataFrame) -> PolarsResult<()> {
        let mut undecided: Vec<Option<u16>> = vec![None; self.len()];
        for (index, stage) in scheme.stages.iter().enumerate() {
            let index = index as u16;
            let Some(_) = &stage.when else {
                self.stage.iter_mut().for_each(|stage| *stage = stage.or(Some(index)));
                continue;
            };
            let holds = answers.column(&format!("stage.{index}"))?.bool()?;
            let firms = self.stage.iter_mut().zip(&mut undecided).zip(holds.iter());
            for ((stage, undecided), holds) in firms.filter(|((stage, _), _)| stage.is_none()) {
                match holds {
                    Some(true) => *stage = Some(index),
                    Some(false) => {}
                    None => *undecided = undecided.or(Some(index)),
                }
            }
        }
        self.report_stages(scheme, &undecided);
        Ok(())
    }

    fn report_stages(&mut self, scheme: &Scheme, undecided: &[Option<u16>]) {
        for (firm, doubt) in undecided.iter().copied().enumerate() {
            let got = self.stage[firm];
            if got.is_some() && doubt.is_none() {
                continue;
            }
            let effect = match got {
                Some(stage) => {
                    let name = &scheme.stages[stage as usize].name;
                    say!("归入后面的阶段「{name}」", "taken to the later stage {name}")
                }
                None => say!("不计分、不排名", "no points and no rank"),
            };
            let (code, severity, problem) = match doubt {
                Some(stage) => {
                    let name = &scheme.stages[stage as usize].name;
                    let lacking = self.lacking(scheme.stages[stage as usize].when.as_ref(), firm);
                    let problem = say!(
                        "缺 {lacking}，无法判断是否属于阶段「{name}」",
                        "without {lacking} nobody can tell whether it is in stage {name}"
                    );
                    (&codes::STAGE_UNDECIDED, Severity::Warning, problem)
                }
                None => (
                    &codes::NO_STAGE,
                    Severity::Warning,
                    say!("不符合任何阶段", "matches no stage"),
                ),
            };
            let mut issue = self.issue(scheme, firm, (code, severity), problem, effect);
            let when = doubt.and_then(|stage| scheme.stages[stage as usize].when.as_ref());
            issue.column = self.first_lacking(when, firm);
            self.issues.push(issue);
        }
    }

    fn find_vetoes(&mut self, scheme: &Scheme, answers: &DataFrame) -> PolarsResult<()> {
        for (index, veto) in scheme.vetoes.iter().enumerate() {
            let holds = answers.column(&format!("veto.{index}"))?.bool()?;
            for (firm, holds) in holds.iter().enumerate() {
                match holds {
                    Some(true) => self.vetoes.entry(firm).or_default().push(index),
                    Some(false) => {}
                    None => {
                        let reason = &veto.reason;
                        let lacking = self.lacking(Some(&veto.when), firm);
                        let problem = say!(
                            "缺 {lacking}，无法判断是否「{reason}」",
                            "without {lacking} nobody can tell whether the veto \"{reason}\" holds"
                        );
                        let effect = say!("未予否决", "not vetoed");
                        let kind = (&codes::VETO_UNDECIDED, Severity::Warning);
                        let mut issue = self.issue(scheme, firm, kind, problem, effect);
                        issue.column = self.first_lacking(Some(&veto.when), firm);
                        self.issues.push(issue);
                    }
                }
            }
        }
        Ok(())
    }

    /// The cell to fill in first; empty where none is known to be lacking.
    fn first_lacking(&self, when: Option<&Typed>, firm: usize) -> String {
        self.lacking_columns(when, firm).first().map(|c| c.to_string()).unwrap_or_default()
    }

    fn lacking_columns<'t>(&self, when: Option<&'t Typed>, firm: usize) -> Vec<&'t str> {
        let row = self.row(firm);
        let columns = when.map(Typed::columns).unwrap_or_default();
        columns.into_iter().filter(|column| row.value(column) == Value::Missing).collect()
    }

    /// The columns of a condition that a firm lacks, for people.
    fn lacking(&self, when: Option<&Typed>, firm: usize) -> String {
        let lacking = self.lacking_columns(when, firm);
        if lacking.is_empty() { "?".to_string() } else { lacking.join(", ") }
    }

    /// A line of `issues.csv` about a firm as a whole.
    pub fn issue(
        &self,
        scheme: &Scheme,
        firm: usize,
        (code, severity): (crate::diagnostic::Code, Severity),
        problem: Text,
        effect: Text,
    ) -> DataIssue {
        let origin = &self.firms.origins[firm];
        DataIssue {
            code,
            severity,
            source: self.firms.inputs[origin.input as usize].name.clone(),
            line: Some(origin.line),
            firm: self.text(&scheme.firm.id, firm),
            column: String::new(),
            value: String::new(),
            problem,
            effect,
        }
    }
}

/// What a missing value is taken to be when the policy states a value.
pub fn stated(missing: &Missing) -> Option<Value> {
    match missing {
        Missing::Number(number) => Some(Value::Number(*number)),
        Missing::Text(text) => Some(Value::Text(text.clone())),
        Missing::Flag(flag) => Some(Value::Flag(*flag)),
        _ => None,
    }
}

/// One firm's cells by column name.
#[derive(Debug, Clone, Copy)]
pub struct FrameRow<'a> {
    frame: &'a DataFrame,
    firm: usize,
    as_of: Option<i32>,
}

impl<'a> FrameRow<'a> {
    /// A row of any frame whose columns expressions can name.
    pub fn new(frame: &'a DataFrame, firm: usize, as_of: Option<i32>) -> Self {
        FrameRow { frame, firm, as_of }
    }
}

impl Row for FrameRow<'_> {
    fn value(&self, column: &str) -> Value {
        let Ok(column) = self.frame.column(column) else { return Value::Missing };
        match column.get(self.firm) {
            Ok(AnyValue::Float64(number)) => Value::Number(number),
            Ok(AnyValue::Boolean(flag)) => Value::Flag(flag),
            Ok(AnyValue::String(text)) => Value::Text(text.to_string()),
            Ok(AnyValue::StringOwned(text)) => Value::Text(text.to_string()),
            _ => Value::Missing,
        }
    }

    fn as_of(&self) -> Option<i32> {
        self.as_of
    }
}
