//! One firm against one policy, clause by clause: what is required, what it has, what is lacking.
//! Owns the same answer as [`super::matching`] from one row; the sentences are the expression
//! room's.

use serde::Serialize;

use super::facts::Facts;
use super::level::{Level, Span};
use super::model::{Border, Catalogue, Clause, Exclusion, Node, Policy};
use crate::diagnostic::Text;
use crate::expr::{Row, Type, Typed, Value, date, kernel, number_in_words};
use crate::say;
use crate::scoring::FrameRow;

/// One clause told of one firm.
#[derive(Debug, Clone)]
pub struct Told {
    /// What it is called.
    pub title: Text,
    /// The route that it belongs to; empty outside of routes.
    pub route: String,
    /// Whether it shuts firms out, instead of being asked for.
    pub excludes: bool,
    /// How well it is met.
    pub answer: Answer,
    /// What is asked for, in words.
    pub rule: Text,
    /// The border for this firm, where there is one.
    pub required: String,
    /// What the firm has.
    pub actual: String,
    /// What is lacking, in `unit`; 0 where it is met, nothing where there is no number.
    pub gap: Option<f64>,
    /// The unit of required, actual and gap; may be empty.
    pub unit: String,
    /// The sentence for people: for a near-miss it says what closes it.
    pub says: Text,
    /// The columns of the tables without which it cannot be told.
    pub lacking: Vec<String>,
    /// Whether it can still change the answer, or close a near-miss: not so in a route that is
    /// hopeless, or beside one that is taken.
    pub open: bool,
}

/// How well a clause is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Met.
    Met,
    /// Not met, within the margin.
    Near,
    /// Cannot be told.
    Unknown,
    /// Not met.
    Unmet,
}

impl Answer {
    /// Its word in files.
    pub fn id(self) -> &'static str {
        match self {
            Answer::Met => "met",
            Answer::Near => "near",
            Answer::Unknown => "unknown",
            Answer::Unmet => "unmet",
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            Answer::Met => Text::new("满足", "met"),
            Answer::Near => Text::new("差一点", "near"),
            Answer::Unknown => Text::new("未知", "unknown"),
            Answer::Unmet => Text::new("不满足", "not met"),
        }
    }
}

impl From<Span> for Answer {
    fn from(span: Span) -> Self {
        match (span.low, span.high) {
            (Level::Yes, _) => Answer::Met,
            (_, Level::No) => Answer::Unmet,
            (Level::Near, Level::Near) => Answer::Near,
            _ => Answer::Unknown,
        }
    }
}

/// What a policy's conditions say of a firm: what shuts out first, then every clause.
pub fn told(catalogue: &Catalogue, facts: &Facts, policy: &Policy, firm: usize) -> Vec<Told> {
    let teller = Teller::new(catalogue, facts, firm);
    let mut open = vec![false; policy.clauses.len()];
    teller.mark_open(policy, &policy.rule, &mut open);
    let exclusions = policy.exclusions.iter().map(|exclusion| teller.exclusion(exclusion));
    let clauses = policy.clauses.iter().zip(open);
    let clauses = clauses.map(|(clause, open)| Told { open, ..teller.clause(clause) });
    exclusions.chain(clauses).collect()
}

/// What is known of a firm under a policy; the same as the whole column's.
pub fn level(policy: &Policy, row: &dyn Row) -> Span {
    let shut_out = policy.exclusions.iter().map(|exclusion| excluded(exclusion, row));
    shut_out.fold(Span::YES, Span::and).and(node(policy, &policy.rule, row))
}

fn excluded(exclusion: &Exclusion, row: &dyn Row) -> Span {
    Span::of(exclusion.when.evaluate(row).flag().map(|shut_out| !shut_out))
}

pub(super) fn node(policy: &Policy, of: &Node, row: &dyn Row) -> Span {
    match of {
        Node::Clause(at) => single(&policy.clauses[*at], row),
        Node::All(below) => below.iter().fold(Span::YES, |all, n| all.and(node(policy, n, row))),
        Node::Any(below) => below.iter().fold(Span::NO, |any, n| any.or(node(policy, n, row))),
    }
}

fn single(clause: &Clause, row: &dyn Row) -> Span {
    let held = clause.when.evaluate(row).flag();
    match (&clause.border, held) {
        (Some(border), Some(held)) => match sides(border, row) {
            Some((has, needs)) => clause.level(border, held, has, needs),
            None => Span::of(Some(held)),
        },
        _ => Span::of(held),
    }
}

fn sides(border: &Border, row: &dyn Row) -> Option<(f64, f64)> {
    border.left.evaluate(row).number().zip(border.right.evaluate(row).number())
}

/// The columns whose absence leaves a policy open for a firm: those of clauses that could still
/// change the answer, each once.
pub fn open_fields(
    catalogue: &Catalogue,
    facts: &Facts,
    policy: &Policy,
    firm: usize,
) -> Vec<String> {
    let mut fields = Vec::new();
    Teller::new(catalogue, facts, firm).open_policy(policy, &mut fields);
    fields
}

/// The columns without which a policy's amount is unknown for a firm.
pub fn unmeasured(
    catalogue: &Catalogue,
    facts: &Facts,
    policy: &Policy,
    firm: usize,
) -> Vec<String> {
    let mut fields = Vec::new();
    if let Some(measure) = policy.measure() {
        Teller::new(catalogue, facts, firm).lacking(measure, &mut fields);
    }
    fields
}

struct Teller<'a> {
    catalogue: &'a Catalogue,
    row: FrameRow<'a>,
    /// The columns whose date lies after the run's day, and so counts as missing.
    later: Vec<&'a str>,
}

impl<'a> Teller<'a> {
    fn new(catalogue: &'a Catalogue, facts: &'a Facts, firm: usize) -> Self {
        let row = FrameRow::new(&facts.frame, firm, facts.as_of);
        let later = facts.later.iter().filter(|(_, firms)| firms.contains(&firm));
        Teller { catalogue, row, later: later.map(|(name, _)| name.as_str()).collect() }
    }
}

impl Teller<'_> {
    /// A sentence with why a date that stands in the table is not known.
    fn with_later(&self, says: Text, lacking: &[String]) -> Text {
        let named = lacking.iter().filter(|name| self.later.contains(&name.as_str()));
        named.fold(says, |Text { zh, en }, name| {
            say!(
                "{zh}；表里的「{name}」晚于运行日期",
                "{en}; the `{name}` of the table lies after the run's date"
            )
        })
    }

    fn open_policy(&self, policy: &Policy, fields: &mut Vec<String>) {
        if level(policy, &self.row).is_settled() {
            return;
        }
        for exclusion in &policy.exclusions {
            if !excluded(exclusion, &self.row).is_settled() {
                self.lacking(&exclusion.when, fields);
            }
        }
        self.open(policy, &policy.rule, fields);
    }

    fn open(&self, policy: &Policy, of: &Node, fields: &mut Vec<String>) {
        if node(policy, of, &self.row).is_settled() {
            return;
        }
        match of {
            Node::Clause(at) => self.lacking(&policy.clauses[*at].when, fields),
            Node::All(below) | Node::Any(below) => {
                below.iter().for_each(|node| self.open(policy, node, fields));
            }
        }
    }

    /// The clauses below a node that is neither met nor hopeless.
    fn mark_open(&self, policy: &Policy, of: &Node, open: &mut [bool]) {
        let span = node(policy, of, &self.row);
        if span == Span::YES || span.high == Level::No {
            return;
        }
        match of {
            Node::Clause(at) => open[*at] = true,
            Node::All(below) | Node::Any(below) => {
                below.iter().for_each(|node| self.mark_open(policy, node, open));
            }
        }
    }

    /// The columns of the tables that an expression needs and the firm lacks. Behind the result of
    /// another policy stand the columns that leave that one open.
    fn lacking(&self, typed: &Typed, fields: &mut Vec<String>) {
        for column in self.catalogue.sources(typed) {
            if !self.row.value(&column).is_missing() || fields.contains(&column) {
                continue;
            }
            match column.strip_suffix(".eligible").and_then(|id| self.catalogue.find(id)) {
                Some(at) => self.open_policy(&self.catalogue.policies[at], fields),
                None => fields.push(column),
            }
        }
    }

    fn exclusion(&self, exclusion: &Exclusion) -> Told {
        // Told by what the firm has to be: "needed: yes" of what shuts it out would be read as advice.
        let reading = exclusion.kept.as_ref().unwrap_or(&exclusion.when).reading(&self.row);
        let answer = excluded(exclusion, &self.row);
        let rule = exclusion.when.in_words();
        let mut lacking = Vec::new();
        if reading.held.is_none() {
            self.lacking(&exclusion.when, &mut lacking);
        }
        let title = match exclusion.label.as_str() {
            "" => rule.clone(),
            label => Text::same(label),
        };
        Told {
            title,
            route: String::new(),
            excludes: true,
            answer: answer.into(),
            rule: self.catalogue.spoken(&Text::new(
                format!("不得：{}", rule.zh),
                format!("must not be: {}", rule.en),
            )),
            required: String::new(),
            actual: self.actual(&exclusion.when),
            gap: None,
            unit: String::new(),
            says: self.with_later(self.catalogue.spoken(&reading.says), &lacking),
            lacking,
            open: !answer.is_settled(),
        }
    }

    fn clause(&self, clause: &Clause) -> Told {
        let reading = clause.when.reading(&self.row);
        let span = single(clause, &self.row);
        let mut lacking = Vec::new();
        if !span.is_settled() {
            self.lacking(&clause.when, &mut lacking);
        }
        let border = clause.border.as_ref();
        let sides = border.and_then(|border| sides(border, &self.row));
        let gap = match (border, sides, span) {
            (Some(_), Some(_), Span::YES) => Some(0.0),
            (Some(border), Some((has, needs)), _) => border.gap(has, needs).map(settle),
            _ => None,
        };
        let shown = |side: &Typed| shown(&side.evaluate(&self.row), side.ty());
        Told {
            title: self.catalogue.spoken(&clause.title()),
            route: clause.route.clone(),
            excludes: false,
            answer: span.into(),
            rule: self.catalogue.spoken(&clause.when.in_words()),
            required: border.map(|border| shown(&border.right)).unwrap_or_default(),
            actual: border.map_or_else(|| self.actual(&clause.when), |border| shown(&border.left)),
            gap,
            unit: clause.unit.clone(),
            says: self.with_later(
                with_unit(self.catalogue.spoken(&reading.says), gap, &clause.unit),
                &lacking,
            ),
            lacking,
            open: false,
        }
    }

    /// What the firm has in the columns that are mentioned.
    fn actual(&self, typed: &Typed) -> String {
        let columns = typed.columns();
        let value = |column: &str| {
            let ty = typed.column_type(column).unwrap_or(Type::Text);
            shown(&self.row.value(column), ty)
        };
        match columns.as_slice() {
            [one] => value(one),
            several => {
                let parts = several.iter().map(|column| format!("{column}: {}", value(column)));
                parts.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// A gap without the last digits of floating point: 20 - 19.999999999999996 is no gap to tell, and
/// 0.3999999762 is 0.4.
fn settle(gap: f64) -> f64 {
    match kernel::round(gap, 6) {
        0.0 => kernel::round(gap, 10),
        told => told,
    }
}

/// A sentence that ends in the gap, with the gap's unit: `还差 0.8155 %`.
fn with_unit(says: Text, gap: Option<f64>, unit: &str) -> Text {
    let is_lacking = gap.is_some_and(|gap| gap > 0.0) && !unit.is_empty();
    let with = |text: String| match is_lacking && text.ends_with(|c: char| c.is_ascii_digit()) {
        true => format!("{text} {unit}"),
        false => text,
    };
    Text::new(with(says.zh), with(says.en))
}

/// A value as it stands in a table; empty where it is missing.
fn shown(value: &Value, ty: Type) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Number(days) if ty == Type::Date => date::iso(*days as i32),
        Value::Number(x) => number_in_words(*x),
        Value::Text(text) => text.clone(),
        Value::Flag(true) => "是".to_string(),
        Value::Flag(false) => "否".to_string(),
    }
}
