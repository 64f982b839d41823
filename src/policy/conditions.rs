//! Written clauses -> a tree of single comparisons. Owns how a condition is taken apart (AND, OR,
//! NOT and BETWEEN become nodes, so that each comparison has its own gap) and how bands become one
//! border; the parts are checked again by the expression room.

use super::document::*;
use super::model::{Border, Clause, Near, Node};
use super::resolve::Resolver;
use super::wanted::thresholds;
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{self, Arm, Comparison, Expr, ExprKind, Literal, Type, Typed};
use crate::say;
use crate::scheme::expressions::Reach;
use crate::toml_reading::Written;

/// A number within a fifth of its border is a near-miss unless the file or the clause says otherwise.
const NEAR: NearDoc = NearDoc::Share(0.2);

/// The rule of a policy with its clauses.
pub(super) fn rule(resolver: &mut Resolver, docs: &[ClauseDoc]) -> (Node, Vec<Clause>) {
    let mut builder = Builder { resolver, clauses: Vec::new() };
    let nodes = builder.nodes(docs, &Heading::default());
    (Node::All(nodes), builder.clauses)
}

/// What a clause takes over from the one above.
#[derive(Debug, Clone, Default)]
struct Heading {
    label: String,
    route: String,
    unit: String,
    near: Option<NearDoc>,
}

struct Builder<'b, 'a> {
    resolver: &'b mut Resolver<'a>,
    clauses: Vec<Clause>,
}

impl Builder<'_, '_> {
    fn nodes(&mut self, docs: &[ClauseDoc], above: &Heading) -> Vec<Node> {
        docs.iter().filter_map(|doc| self.node(doc, above)).collect()
    }

    fn node(&mut self, doc: &ClauseDoc, above: &Heading) -> Option<Node> {
        let text = |written: &Option<Written<String>>| written.as_ref().map(|w| w.value.clone());
        let heading = Heading {
            label: text(&doc.label).unwrap_or_default(),
            route: above.route.clone(),
            unit: text(&doc.unit).unwrap_or_default(),
            near: doc.near.as_ref().map(|near| near.value).or(above.near),
        };
        self.check_near(doc.near.as_ref());
        let forms =
            [doc.when.is_some(), doc.value.is_some(), !doc.all.is_empty(), !doc.any.is_empty()];
        let borders = thresholds(doc).count();
        let expected = usize::from(doc.value.is_some());
        if forms.iter().filter(|form| **form).count() != 1 || borders != expected {
            let message = say!(
                "条件要写 when、value（配一个界限）、all、any 之一",
                "a clause is one of: when, value with one border, all, any"
            );
            self.resolver.error(&codes::ONE_FORM, doc.span, message);
            return None;
        }
        if let Some(when) = &doc.when {
            let typed = self.resolver.typed(when, Type::Flag)?;
            return Some(self.split(&typed, typed.expr(), false, &heading, when));
        }
        if let Some(value) = &doc.value {
            return self.compared(doc, value, &heading);
        }
        if !doc.all.is_empty() {
            let below = Heading { route: above.route.clone(), ..heading };
            return Some(Node::All(self.nodes(&doc.all, &below)));
        }
        let mut routes = Vec::new();
        for route in &doc.any {
            let label = text(&route.label).unwrap_or_default();
            let name = [above.route.as_str(), &label].into_iter().filter(|part| !part.is_empty());
            let name = name.collect::<Vec<_>>().join(" / ");
            routes.extend(self.node(route, &Heading { route: name, ..heading.clone() }));
        }
        Some(Node::Any(routes))
    }

    fn check_near(&mut self, near: Option<&Written<NearDoc>>) {
        let Some(near) = near else { return };
        let good = match near.value {
            NearDoc::Never => true,
            NearDoc::Share(share) => (0.0..=1.0).contains(&share),
            NearDoc::Within(within) => within >= 0.0,
        };
        if !good {
            let message = say!(
                "near 应在 0 到 1 之间（界限的比例），或 {{ within = 不小于 0 的数 }}",
                "`near` lies between 0 and 1 (a part of the border), or is {{ within = x }} with x at least 0"
            );
            // A file's margin is every clause's: it is told once.
            let is_told = |problem: &Diagnostic| {
                problem.labels.first().is_some_and(|label| label.span == near.span)
            };
            if !self.resolver.problems.iter().any(is_told) {
                self.resolver.error(&codes::NEAR, near.span, message);
            }
        }
    }

    /// Takes a checked condition apart.
    fn split(
        &mut self,
        whole: &Typed,
        expr: &Expr,
        negated: bool,
        heading: &Heading,
        written: &Written<String>,
    ) -> Node {
        let parts: Option<(bool, Vec<(Expr, bool)>)> = match &expr.kind {
            ExprKind::And(parts) => Some((!negated, each(parts, negated))),
            ExprKind::Or(parts) => Some((negated, each(parts, negated))),
            ExprKind::Not(of) => return self.split(whole, of, !negated, heading, written),
            ExprKind::Between { of, low, high, negated: outside } => {
                let border = |op, side: &Expr| {
                    let (left, right) = (of.clone(), Box::new(side.clone()));
                    Expr::new(ExprKind::Compare { op, left, right }, expr.range.clone())
                };
                let out = *outside != negated;
                let borders = [border(Comparison::AtLeast, low), border(Comparison::AtMost, high)];
                Some((!out, each(&borders, out)))
            }
            _ => None,
        };
        match parts {
            Some((all, parts)) => {
                let split = |(part, negated): (Expr, bool)| {
                    self.split(whole, &part, negated, heading, written)
                };
                let nodes = parts.into_iter().map(split).collect();
                if all { Node::All(nodes) } else { Node::Any(nodes) }
            }
            None => {
                let expr = if negated { opposite(expr) } else { expr.clone() };
                let place = self.resolver.expressions.place(written, expr.range.clone());
                self.clause(expr, whole, place, heading)
            }
        }
    }

    /// A value against a border.
    fn compared(
        &mut self,
        doc: &ClauseDoc,
        value: &Written<String>,
        heading: &Heading,
    ) -> Option<Node> {
        let left = self.resolver.typed(value, Type::Number)?;
        let (op, threshold) = thresholds(doc).next()?;
        let right = match &threshold.value {
            ThresholdDoc::Number(number) => constant(*number),
            ThresholdDoc::Bands(bands) => self.bands(bands, threshold.span)?,
        };
        let sides = (Box::new(left.expr().clone()), Box::new(right));
        let expr = Expr::new(ExprKind::Compare { op, left: sides.0, right: sides.1 }, 0..0);
        Some(self.clause(expr, &left, value.span, heading))
    }

    /// `CASE WHEN by <= 5000 THEN 5 ... WHEN by > 20000 THEN 3 END`: without ELSE, so that a firm
    /// whose band is unknown has an unknown threshold and not the last one.
    fn bands(&mut self, bands: &BandsDoc, span: Span) -> Option<Expr> {
        let by = self.resolver.typed(&bands.by, Type::Number)?;
        let (op, beyond, steps) = match (bands.up_to.as_slice(), bands.below.as_slice()) {
            (steps @ [_, ..], []) => (Comparison::AtMost, Comparison::Greater, steps),
            ([], steps @ [_, ..]) => (Comparison::Less, Comparison::AtLeast, steps),
            _ => {
                let message = say!(
                    "分档要写 up_to 或 below 之一",
                    "bands are written with either up_to or below"
                );
                self.resolver.error(&codes::BANDS, span, message);
                return None;
            }
        };
        for pair in steps.windows(2) {
            if pair[1].value.0 <= pair[0].value.0 {
                let message = say!("分档界限要从小到大", "the borders of bands rise");
                self.resolver.error(&codes::BANDS, pair[1].span, message);
            }
        }
        let when = |op, border: f64| {
            let (left, right) = (Box::new(by.expr().clone()), Box::new(constant(border)));
            Expr::new(ExprKind::Compare { op, left, right }, 0..0)
        };
        let mut arms: Vec<Arm> = steps
            .iter()
            .map(|step| Arm { when: when(op, step.value.0), then: constant(step.value.1) })
            .collect();
        let last = steps.last().map_or(0.0, |step| step.value.0);
        arms.push(Arm { when: when(beyond, last), then: constant(bands.beyond.value) });
        Some(Expr::new(ExprKind::Case { subject: None, arms, otherwise: None }, 0..0))
    }

    fn clause(&mut self, expr: Expr, whole: &Typed, place: Span, heading: &Heading) -> Node {
        let expr = border_last(expr);
        let checked = |expr: &Expr, ty: Option<Type>| {
            expr::resolve(expr, ty, &self.resolver.expressions.names(Reach::Results)).ok()
        };
        // A part of a checked whole is right by itself; should it not be, the whole stands.
        let mut when = checked(&expr, Some(Type::Flag)).unwrap_or_else(|| whole.clone());
        when.counted_by(|column| self.resolver.is_count(column));
        let border = match &expr.kind {
            ExprKind::Compare { op, left, right } => {
                let sides = checked(left, None).zip(checked(right, None));
                sides.and_then(|(left, right)| {
                    let counts = when.is_count(left.expr());
                    border(*op, left, right, counts)
                })
            }
            _ => None,
        };
        let near = match (heading.near.unwrap_or(NEAR), &border) {
            (NearDoc::Within(within), Some(_)) if within > 0.0 => Near::Within(within),
            (NearDoc::Share(share), Some(border)) if border.left.ty() == Type::Number => {
                Near::Share(share)
            }
            _ => Near::Never,
        };
        let unit = match (&border, heading.unit.as_str()) {
            (_, unit) if !unit.is_empty() => unit.to_string(),
            (Some(border), _) => self.unit(&border.left),
            _ => String::new(),
        };
        let (label, route) = (heading.label.clone(), heading.route.clone());
        self.clauses.push(Clause { label, route, when, border, near, unit, place });
        Node::Clause(self.clauses.len() - 1)
    }

    /// The unit of a side that is one column; days for dates.
    fn unit(&self, side: &Typed) -> String {
        match &side.expr().kind {
            _ if side.ty() == Type::Date => say!("天", "days").zh,
            ExprKind::Column(name) => self.resolver.unit_of(name),
            _ => String::new(),
        }
    }
}

/// A comparison of numbers or dates has a border; equality of texts has none.
fn border(op: Comparison, left: Typed, right: Typed, counts: bool) -> Option<Border> {
    let measured = |side: &Typed| matches!(side.ty(), Type::Number | Type::Date);
    let good = measured(&left) && measured(&right) && op != Comparison::NotEqual;
    good.then_some(Border { op, left, right, counts })
}

fn each(parts: &[Expr], negated: bool) -> Vec<(Expr, bool)> {
    parts.iter().map(|part| (part.clone(), negated)).collect()
}

fn constant(number: f64) -> Expr {
    let literal = |x: f64| Expr::new(ExprKind::Literal(Literal::Number(x)), 0..0);
    // A literal is never negative: -5 is the negation of 5.
    if number < 0.0 {
        Expr::new(ExprKind::Negate(Box::new(literal(-number))), 0..0)
    } else {
        literal(number)
    }
}

/// `5 <= x` as `x >= 5`: the border stands on the right.
fn border_last(expr: Expr) -> Expr {
    let range = expr.range.clone();
    match expr.kind {
        ExprKind::Compare { op, left, right } if is_constant(&left) && !is_constant(&right) => {
            let kind = ExprKind::Compare { op: op.mirrored(), left: right, right: left };
            Expr::new(kind, range)
        }
        kind => Expr::new(kind, range),
    }
}

fn is_constant(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Column(_)) && expr.children().into_iter().all(is_constant)
}

/// The condition that holds exactly where another one does not, taken down to single comparisons;
/// nothing where it cannot be checked.
pub(super) fn kept(resolver: &Resolver, when: &Typed) -> Option<Typed> {
    let names = resolver.expressions.names(Reach::Results);
    expr::resolve(&negation(when.expr()), Some(Type::Flag), &names).ok()
}

fn negation(expr: &Expr) -> Expr {
    let all = |parts: &[Expr]| parts.iter().map(negation).collect();
    let kind = match &expr.kind {
        ExprKind::And(parts) => ExprKind::Or(all(parts)),
        ExprKind::Or(parts) => ExprKind::And(all(parts)),
        ExprKind::Not(of) => return (**of).clone(),
        ExprKind::Between { of, low, high, negated } => ExprKind::Between {
            of: of.clone(),
            low: low.clone(),
            high: high.clone(),
            negated: !negated,
        },
        _ => return opposite(expr),
    };
    Expr::new(kind, expr.range.clone())
}

/// The condition that holds exactly where this one does not, and is unknown where it is.
pub(super) fn opposite(expr: &Expr) -> Expr {
    let mut kind = expr.kind.clone();
    match &mut kind {
        // A flag that has to be no is told as such, also where it is missing.
        ExprKind::Column(_) => {
            let no = Expr::new(ExprKind::Literal(Literal::Flag(false)), expr.range.clone());
            let (left, right) = (Box::new(expr.clone()), Box::new(no));
            kind = ExprKind::Compare { op: Comparison::Equal, left, right };
        }
        ExprKind::Compare { op, .. } => {
            *op = match op {
                Comparison::Equal => Comparison::NotEqual,
                Comparison::NotEqual => Comparison::Equal,
                Comparison::Less => Comparison::AtLeast,
                Comparison::AtLeast => Comparison::Less,
                Comparison::Greater => Comparison::AtMost,
                Comparison::AtMost => Comparison::Greater,
            }
        }
        ExprKind::In { negated, .. }
        | ExprKind::Like { negated, .. }
        | ExprKind::IsMissing { negated, .. } => *negated = !*negated,
        _ => return Expr::new(ExprKind::Not(Box::new(expr.clone())), expr.range.clone()),
    }
    Expr::new(kind, expr.range.clone())
}
