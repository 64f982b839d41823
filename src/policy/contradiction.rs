//! Clauses that no firm can meet together, found without any firm. Owns what a comparison with a
//! constant says of its left side; what is no such comparison is left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Node, Policy};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{Comparison, Expr, ExprKind, Literal};
use crate::say;

/// Notes every clause that cannot hold beside those that are asked for with it.
pub(super) fn check(policy: &Policy, problems: &mut Vec<Diagnostic>) {
    let mut checker = Checker { policy, problems };
    checker.node(&policy.rule, &mut Known::default());
}

/// What is already asked of each side.
#[derive(Debug, Clone, Default)]
struct Known {
    lows: BTreeMap<String, Bound>,
    highs: BTreeMap<String, Bound>,
    words: BTreeMap<String, (BTreeSet<String>, Span)>,
}

#[derive(Debug, Clone, Copy)]
struct Bound {
    at: f64,
    strict: bool,
    place: Span,
}

struct Checker<'a> {
    policy: &'a Policy,
    problems: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Single clauses first: they bind every route beside them.
    fn node(&mut self, node: &Node, known: &mut Known) {
        match node {
            Node::Clause(at) => self.clause(*at, known),
            Node::All(below) => {
                let routes = |node: &&Node| matches!(node, Node::Any(_));
                below.iter().filter(|node| !routes(node)).for_each(|node| self.node(node, known));
                below.iter().filter(routes).for_each(|node| self.node(node, known));
            }
            Node::Any(routes) => {
                routes.iter().for_each(|route| self.node(route, &mut known.clone()));
            }
        }
    }

    fn clause(&mut self, at: usize, known: &mut Known) {
        let clause = &self.policy.clauses[at];
        if let Some(other) = known.add(clause.when.expr(), clause.place) {
            let id = &self.policy.id;
            let problem = Diagnostic::error(
                &codes::CONTRADICTION,
                say!(
                    "政策 {id} 的这两个条件不可能同时满足",
                    "the policy {id} asks for two things that cannot both hold"
                ),
            );
            let problem = problem.at(clause.place, say!("这一条", "this"));
            self.problems.push(problem.see(other, say!("与这一条矛盾", "against this")).mend(
                say!(
                    "检查界限的方向；如果是任选其一，写成 any = [...]",
                    "look at the direction of the borders; alternatives are written any = [...]"
                ),
            ));
        }
    }
}

impl Known {
    /// Adds a clause; gives the place of one that it contradicts.
    fn add(&mut self, expr: &Expr, place: Span) -> Option<Span> {
        if let Some((side, words)) = words(expr) {
            let other = self.words.get(&side).cloned();
            let (both, at) = match &other {
                Some((known, at)) => (known.intersection(&words).cloned().collect(), *at),
                None => (words, place),
            };
            let empty = both.is_empty();
            self.words.insert(side, (both, at));
            return empty.then_some(at);
        }
        let ExprKind::Compare { op, left, right } = &expr.kind else { return None };
        let (op, side, at) = match (number(left), number(right)) {
            (None, Some(at)) => (*op, left, at),
            (Some(at), None) => (op.mirrored(), right, at),
            _ => return None,
        };
        let side = side.to_string();
        let bound = |strict| Bound { at, strict, place };
        match op {
            Comparison::AtLeast | Comparison::Greater => {
                let bound = bound(op == Comparison::Greater);
                tighten(&mut self.lows, &side, bound, |new, old| new > old);
            }
            Comparison::AtMost | Comparison::Less => {
                let bound = bound(op == Comparison::Less);
                tighten(&mut self.highs, &side, bound, |new, old| new < old);
            }
            Comparison::Equal => {
                tighten(&mut self.lows, &side, bound(false), |new, old| new > old);
                tighten(&mut self.highs, &side, bound(false), |new, old| new < old);
            }
            Comparison::NotEqual => {}
        }
        let (low, high) = (self.lows.get(&side)?, self.highs.get(&side)?);
        let empty = low.at > high.at || low.at == high.at && (low.strict || high.strict);
        let other = if low.place == place { high.place } else { low.place };
        empty.then_some(other)
    }
}

fn tighten(
    bounds: &mut BTreeMap<String, Bound>,
    side: &str,
    new: Bound,
    tighter: fn(f64, f64) -> bool,
) {
    let old = bounds.get(side);
    let wins = old
        .is_none_or(|old| tighter(new.at, old.at) || new.at == old.at && new.strict && !old.strict);
    if wins {
        bounds.insert(side.to_string(), new);
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Literal(Literal::Number(x)) => Some(*x),
        ExprKind::Literal(Literal::Date(days)) => Some(f64::from(*days)),
        ExprKind::Negate(of) => number(of).map(|x| -x),
        _ => None,
    }
}

/// The texts or flags that a clause leaves its side.
fn words(expr: &Expr) -> Option<(String, BTreeSet<String>)> {
    let word = |expr: &Expr| match &expr.kind {
        ExprKind::Literal(Literal::Text(text)) => Some(text.clone()),
        ExprKind::Literal(Literal::Flag(flag)) => Some(flag.to_string()),
        _ => None,
    };
    match &expr.kind {
        ExprKind::Compare { op: Comparison::Equal, left, right } => {
            Some((left.to_string(), [word(right)?].into()))
        }
        ExprKind::Compare { op: Comparison::NotEqual, left, right } => {
            match word(right)?.as_str() {
                "true" => Some((left.to_string(), ["false".to_string()].into())),
                "false" => Some((left.to_string(), ["true".to_string()].into())),
                _ => None,
            }
        }
        ExprKind::In { of, list, negated: false } => {
            Some((of.to_string(), list.iter().map(word).collect::<Option<_>>()?))
        }
        ExprKind::Column(name) => {
            Some((crate::expr::quoted_if_needed(name), ["true".to_string()].into()))
        }
        ExprKind::Not(of) => {
            let (side, words) = words(of)?;
            let flags = words.iter().all(|word| word == "true" || word == "false");
            let other = |word: &str| if word == "true" { "false" } else { "true" }.to_string();
            flags.then(|| (side, words.iter().map(|word| other(word)).collect()))
        }
        _ => None,
    }
}
