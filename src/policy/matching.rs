//! Firms against policies, a column at a time. Owns the levels and the fit of every pair; amounts
//! are [`super::entitle`]'s, words are [`super::told`]'s.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::prelude::*;
use rayon::prelude::*;

use super::entitle::{self, Amounts, amounts};
use super::facts::Facts;
use super::force::Force;
use super::level::{Level, Span, Standing};
use super::model::*;
use super::references::Field;
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Text, counted};
use crate::expr::{self, ExprKind, Row, Typed, Value, kernel};
use crate::say;

/// Every firm against every policy.
#[derive(Debug)]
pub struct Matches {
    /// In the order of the catalogue.
    pub policies: Vec<PolicyMatch>,
    /// The firms' facts, with the results that policies asked of each other.
    pub facts: Facts,
}

/// Every firm against one policy; a row per firm.
#[derive(Debug, Clone)]
pub struct PolicyMatch {
    /// Its state on the run's date; where it is not matched the columns are empty.
    pub force: Force,
    /// What is known of each firm.
    pub levels: Vec<Span>,
    /// The share of what is asked for that each firm is known to meet; what shuts firms out does
    /// not count.
    pub fit: Vec<f32>,
    /// What each firm would get.
    pub amounts: Amounts,
    /// Levels that its benefit does not name, with how many firms that are or may be eligible have
    /// them.
    pub unnamed: BTreeMap<String, usize>,
}

impl PolicyMatch {
    /// What a firm is told; nothing where the policy is not matched.
    pub fn standing(&self, firm: usize) -> Option<Standing> {
        self.levels.get(firm).map(|level| level.standing())
    }
}

impl Matches {
    /// A warning for every policy whose benefit does not name a level that firms have.
    pub fn unnamed_levels(&self, catalogue: &Catalogue) -> Vec<Diagnostic> {
        let policies = catalogue.policies.iter().zip(&self.policies);
        policies.filter_map(|(policy, matched)| unnamed_levels(policy, &matched.unnamed)).collect()
    }
}

fn unnamed_levels(policy: &Policy, unnamed: &BTreeMap<String, usize>) -> Option<Diagnostic> {
    const SHOWN: usize = 5;
    let (id, firms, kinds) = (&policy.id, unnamed.values().sum::<usize>(), unnamed.len());
    let of_firms = counted(firms, "firm");
    let names: Vec<&str> = unnamed.keys().take(SHOWN).map(String::as_str).collect();
    let more = if kinds > SHOWN { ("……", " ...") } else { ("", "") };
    let (zh, en) = (names.join("、") + more.0, names.join(", ") + more.1);
    let message = say!(
        "政策 {id} 没有写这些级别的金额：{zh}；{firms} 家企业的金额未知",
        "the policy {id} does not say what these levels give: {en}; the amount is unknown for {of_firms}"
    );
    (kinds > 0).then(|| {
        let problem = Diagnostic::warning(&codes::LEVEL_UNNAMED, message);
        problem.at(policy.place, Text::default()).mend(say!(
            "在 levels 里补上；没有资金的级别写 0",
            "add them to `levels`; a level that gives nothing has the amount 0"
        ))
    })
}

/// Matches all.
///
/// # Errors
/// A polars error here is a fault of the program: expressions were typed against the columns.
pub fn matches(catalogue: &Catalogue, mut facts: Facts, date: Date) -> PolarsResult<Matches> {
    let mut found: Vec<Option<PolicyMatch>> = vec![None; catalogue.policies.len()];
    for layer in &catalogue.layers {
        let of_layer = |at: &usize| {
            let policy = &catalogue.policies[*at];
            Ok((*at, match_policy(policy, &facts, Force::of(policy, date))?))
        };
        let matched: Vec<(usize, PolicyMatch)> =
            layer.par_iter().map(of_layer).collect::<PolarsResult<_>>()?;
        for (at, matched) in matched {
            let id = &catalogue.policies[at].id;
            let asks = |r: &super::references::Reference| r.field == Field::Eligible && &r.of == id;
            if catalogue.references.iter().any(asks) {
                // A policy that is not in force has no members.
                let held = |firm| matched.levels.get(firm).map_or(Some(false), |l: &Span| l.held());
                let held: Vec<Option<bool>> = (0..facts.len()).map(held).collect();
                facts.add_eligible(id, held.into_iter())?;
            }
            found[at] = Some(matched);
        }
    }
    Ok(Matches { policies: found.into_iter().flatten().collect(), facts })
}

fn match_policy(policy: &Policy, facts: &Facts, force: Force) -> PolarsResult<PolicyMatch> {
    if !force.is_matched() {
        let (levels, fit, amounts) = (vec![], vec![], Amounts::Nothing);
        return Ok(PolicyMatch { force, levels, fit, amounts, unnamed: BTreeMap::new() });
    }
    let mut questions: Vec<&Typed> = policy.exclusions.iter().map(|e| &e.when).collect();
    for clause in &policy.clauses {
        match &clause.border {
            Some(border) => questions.extend([&border.left, &border.right]),
            None => questions.push(&clause.when),
        }
    }
    questions.extend(policy.measure());
    let mut answers = answers(&questions, facts)?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let n = facts.len();
    let mut levels = vec![Span::YES; n];
    for _ in &policy.exclusions {
        let shut_out = next();
        for (level, shut_out) in levels.iter_mut().zip(shut_out.bool()?.iter()) {
            *level = level.and(Span::of(shut_out.map(|shut_out| !shut_out)));
        }
    }
    let mut clauses = Vec::new();
    for clause in &policy.clauses {
        clauses.push(match &clause.border {
            Some(border) => numbers(clause, border, &next(), &next())?,
            None => next().bool()?.iter().map(Span::of).collect(),
        });
    }
    let ruled = rule(&policy.rule, &clauses, n);
    levels.iter_mut().zip(&ruled.levels).for_each(|(level, ruled)| *level = level.and(*ruled));
    let measure = policy.measure().map(|_| next());
    let amounts = amounts(&policy.benefit, measure.as_ref())?;
    let unnamed = match measure.as_ref().and_then(|measure| measure.str().ok()) {
        Some(texts) => {
            let may_get = |(text, level): (_, &Span)| (level.high == Level::Yes).then_some(text);
            let texts = texts.iter().zip(&levels).filter_map(may_get);
            entitle::unnamed(&policy.benefit, texts)
        }
        None => BTreeMap::new(),
    };
    Ok(PolicyMatch { force, levels, fit: ruled.fit, amounts, unnamed })
}

/// The value of each question, a row per firm; one row for what is the same for all.
fn answers(questions: &[&Typed], facts: &Facts) -> PolarsResult<Vec<Column>> {
    let mut asked = Vec::new();
    for (at, typed) in questions.iter().enumerate() {
        if !is_column(typed) && !is_constant(typed) {
            asked.push(typed.to_polars(facts.as_of)?.alias(format!("?{at}")));
        }
    }
    let frame = match asked.is_empty() {
        true => facts.frame.clone(),
        false => facts.frame.clone().lazy().with_columns(asked).collect()?,
    };
    let answer = |(at, typed): (usize, &&Typed)| match &typed.expr().kind {
        ExprKind::Column(name) => frame.column(name).cloned(),
        _ if is_constant(typed) => Ok(constant(typed, facts)),
        _ => frame.column(&format!("?{at}")).cloned(),
    };
    questions.iter().enumerate().map(answer).collect()
}

fn is_column(typed: &Typed) -> bool {
    matches!(typed.expr().kind, ExprKind::Column(_))
}

fn is_constant(typed: &Typed) -> bool {
    typed.columns().is_empty()
}

/// A row without any column.
struct Nobody(Option<i32>);

impl Row for Nobody {
    fn value(&self, _: &str) -> Value {
        Value::Missing
    }
    fn as_of(&self) -> Option<i32> {
        self.0
    }
}

fn constant(typed: &Typed, facts: &Facts) -> Column {
    let name = PlSmallStr::from_static("constant");
    let n = facts.len();
    match typed.evaluate(&Nobody(facts.as_of)) {
        Value::Number(x) => Column::new_scalar(name, Scalar::from(x), n),
        Value::Flag(flag) => Column::new_scalar(name, Scalar::from(flag), n),
        Value::Text(text) => Column::new_scalar(name, Scalar::from(PlSmallStr::from(text)), n),
        Value::Missing => Column::full_null(
            name,
            n,
            &match typed.ty() {
                crate::expr::Type::Text => DataType::String,
                crate::expr::Type::Flag => DataType::Boolean,
                _ => DataType::Float64,
            },
        ),
    }
}

/// The levels of a comparison of numbers.
fn numbers(
    clause: &Clause,
    border: &Border,
    left: &Column,
    right: &Column,
) -> PolarsResult<Vec<Span>> {
    let holds = kernel::comparison(border.op);
    let level = |has: Option<f64>, needs: Option<f64>| match has.zip(needs) {
        Some((has, needs)) => clause.level(border, holds(has, needs), has, needs),
        None => Span::UNKNOWN,
    };
    let left = left.f64()?;
    if let Column::Scalar(right) = right {
        let needs = right.scalar().value().extract::<f64>();
        return Ok(left.iter().map(|has| level(has, needs)).collect());
    }
    Ok(left.iter().zip(right.f64()?.iter()).map(|(has, needs)| level(has, needs)).collect())
}

impl Clause {
    /// The level of a comparison whose sides are known.
    pub(super) fn level(&self, border: &Border, held: bool, has: f64, needs: f64) -> Span {
        if held {
            return Span::YES;
        }
        let target = border.target(needs);
        let margin = match self.near {
            Near::Never => return Span::NO,
            // A part of nothing is nothing: > 0 has no near-miss.
            Near::Share(_) if target == 0.0 => return Span::NO,
            Near::Share(share) => share * target.abs(),
            Near::Within(within) => within,
        };
        let near = border.gap(has, needs).is_some_and(|gap| kernel::at_most(gap, margin));
        if near { Span::NEAR } else { Span::NO }
    }
}

impl Border {
    /// The number that has to be reached: for a count `> 3` is `>= 4`.
    fn target(&self, needs: f64) -> f64 {
        if self.counts { kernel::whole_border(self.op, needs) } else { needs }
    }

    /// What is lacking on the way to the border, in the clause's own unit.
    pub(super) fn gap(&self, has: f64, needs: f64) -> Option<f64> {
        expr::gap(self.op, has, self.target(needs))
    }
}

/// The levels and the fit of a node.
struct Ruled {
    levels: Vec<Span>,
    fit: Vec<f32>,
}

fn rule(node: &Node, clauses: &[Vec<Span>], n: usize) -> Ruled {
    match node {
        Node::Clause(at) => {
            let fit = |level: &Span| if *level == Span::YES { 1.0 } else { 0.0 };
            Ruled { levels: clauses[*at].clone(), fit: clauses[*at].iter().map(fit).collect() }
        }
        Node::All(below) => {
            let mut all = Ruled { levels: vec![Span::YES; n], fit: vec![0.0; n] };
            for part in below {
                let part = rule(part, clauses, n);
                join(&mut all, &part, Span::and, |a, b| a + b);
            }
            let count = below.len() as f32;
            all.fit
                .iter_mut()
                .for_each(|fit| *fit = if below.is_empty() { 1.0 } else { *fit / count });
            all
        }
        Node::Any(routes) => {
            let mut any = Ruled { levels: vec![Span::NO; n], fit: vec![0.0; n] };
            for route in routes {
                let route = rule(route, clauses, n);
                join(&mut any, &route, Span::or, f32::max);
            }
            any
        }
    }
}

fn join(all: &mut Ruled, part: &Ruled, level: fn(Span, Span) -> Span, fit: fn(f32, f32) -> f32) {
    all.levels.iter_mut().zip(&part.levels).for_each(|(all, part)| *all = level(*all, *part));
    all.fit.iter_mut().zip(&part.fit).for_each(|(all, part)| *all = fit(*all, *part));
}
