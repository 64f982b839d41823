//! Clauses that no firm can meet together, found without any firm. Owns what a comparison with a
//! constant says of its left side; what is no such comparison is left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Node, Policy};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{Comparison, Expr, ExprKind, Literal, kernel};
use crate::say;

/// Tells every clause that cannot hold beside those that are asked for with it: an error where no
/// firm can be eligible, a note where only one route of several is closed.
pub(super) fn check(policy: &Policy, problems: &mut Vec<Diagnostic>) {
    problems.extend(Checker { policy }.node(&policy.rule, &mut Known::default()).problems);
}

/// What is already asked of each side.
#[derive(Debug, Clone, Default)]
struct Known {
    lows: BTreeMap<String, Bound>,
    highs: BTreeMap<String, Bound>,
    /// The words that are left, and those that are ruled out.
    words: BTreeMap<String, (BTreeSet<String>, Span)>,
    others: BTreeMap<String, (BTreeSet<String>, Span)>,
}

#[derive(Debug, Clone, Copy)]
struct Bound {
    at: f64,
    strict: bool,
    place: Span,
}

/// What was found below a node.
#[derive(Default)]
struct Found {
    /// Whether no firm can meet it.
    dead: bool,
    problems: Vec<Diagnostic>,
}

struct Checker<'a> {
    policy: &'a Policy,
}

impl Checker<'_> {
    /// Single clauses first: they bind every route beside them.
    fn node(&self, node: &Node, known: &mut Known) -> Found {
        match node {
            Node::Clause(at) => self.clause(*at, known),
            Node::All(below) => {
                let routes = |node: &&Node| matches!(node, Node::Any(_));
                let plain = below.iter().filter(|node| !routes(node));
                let mut all = Found::default();
                for node in plain.chain(below.iter().filter(routes)) {
                    let found = self.node(node, known);
                    all.dead |= found.dead;
                    all.problems.extend(found.problems);
                }
                all
            }
            Node::Any(routes) => {
                let found = routes.iter().map(|route| self.node(route, &mut known.clone()));
                let found: Vec<Found> = found.collect();
                let dead = !found.is_empty() && found.iter().all(|route| route.dead);
                let problems = found.into_iter().flat_map(|route| route.problems);
                let tell = |problem: Diagnostic| if dead { problem } else { self.closed(problem) };
                Found { dead, problems: problems.map(tell).collect() }
            }
        }
    }

    fn clause(&self, at: usize, known: &mut Known) -> Found {
        let clause = &self.policy.clauses[at];
        let Some(other) = known.add(clause.when.expr(), clause.place) else {
            return Found::default();
        };
        let id = &self.policy.id;
        let problem = Diagnostic::error(
            &codes::CONTRADICTION,
            say!(
                "政策 {id} 的这两个条件不可能同时满足",
                "the policy {id} asks for two things that cannot both hold"
            ),
        );
        let problem = problem.at(clause.place, say!("这一条", "this"));
        let problem = problem.see(other, say!("与这一条矛盾", "against this")).mend(say!(
            "检查界限的方向；如果是任选其一，写成 any = [...]",
            "look at the direction of the borders; alternatives are written any = [...]"
        ));
        Found { dead: true, problems: vec![problem] }
    }

    /// The same told of one route beside others that stand.
    fn closed(&self, problem: Diagnostic) -> Diagnostic {
        let id = &self.policy.id;
        let message = say!(
            "政策 {id} 的这条路径没有企业能走通；别的路径不受影响",
            "no firm can take this route of the policy {id}; the others stand"
        );
        Diagnostic { labels: problem.labels, ..Diagnostic::note(&codes::DEAD_ROUTE, message) }
    }
}

impl Known {
    /// Adds a clause; gives the place of one that it contradicts.
    fn add(&mut self, expr: &Expr, place: Span) -> Option<Span> {
        if let Some((side, words)) = words(expr) {
            let known = self.words.get(&side);
            let at = known.map_or(place, |(_, at)| *at);
            let both: BTreeSet<String> = match known {
                Some((known, _)) => known.intersection(&words).cloned().collect(),
                None => words,
            };
            let emptied = both.is_empty().then_some(at);
            self.words.insert(side.clone(), (both, at));
            return emptied.or_else(|| self.ruled_out(&side, place));
        }
        if let Some((side, words)) = other_words(expr) {
            self.others.entry(side.clone()).or_insert((BTreeSet::new(), place)).0.extend(words);
            return self.ruled_out(&side, place);
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
        // Both borders have their tolerance: what lies between them by a hair can still be met.
        let hair = 4.0 * kernel::TOLERANCE * low.at.abs().max(high.at.abs());
        let empty = low.at > high.at + hair || low.at == high.at && (low.strict || high.strict);
        let other = if low.place == place { high.place } else { low.place };
        empty.then_some(other)
    }
}

impl Known {
    /// The place of the clause that rules out every word that another one leaves.
    fn ruled_out(&self, side: &str, place: Span) -> Option<Span> {
        let ((words, at), (others, of_others)) = (self.words.get(side)?, self.others.get(side)?);
        let other = if *at == place { of_others } else { at };
        words.is_subset(others).then_some(*other)
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

/// The texts that a clause rules out for its side.
fn other_words(expr: &Expr) -> Option<(String, BTreeSet<String>)> {
    let word = |expr: &Expr| match &expr.kind {
        ExprKind::Literal(Literal::Text(text)) => Some(text.clone()),
        _ => None,
    };
    match &expr.kind {
        ExprKind::Compare { op: Comparison::NotEqual, left, right } => {
            Some((left.to_string(), [word(right)?].into()))
        }
        ExprKind::In { of, list, negated: true } => {
            Some((of.to_string(), list.iter().map(word).collect::<Option<_>>()?))
        }
        _ => None,
    }
}
