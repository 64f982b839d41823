//! What does not depend on a column is calculated once, ahead of all rows. Owns that shortening;
//! the values are [`super::evaluate`]'s. What remains needs a column in every operation, so that
//! no back end ever has to calculate with constants alone: column engines would give one row where
//! a whole column is due, and SQL engines would divide 1200/1000 as integers.

use super::ast::{Arm, Comparison, Expr, ExprKind, Literal};
use super::evaluate::{Row, Value, evaluate};
use super::functions::Function;
use super::typed::{Type, type_of};

/// A row without columns.
struct Bare(Option<i32>);

impl Row for Bare {
    fn value(&self, _: &str) -> Value {
        Value::Missing
    }

    fn as_of(&self) -> Option<i32> {
        self.0
    }
}

/// The shortened tree. `as_of`: `Some(date)` puts the run's date (or that it is unknown) into the
/// tree; `None` leaves it to the back end.
pub(super) fn fold(
    expr: &Expr,
    as_of: Option<Option<i32>>,
    column: &dyn Fn(&str) -> Option<Type>,
) -> Expr {
    let range = expr.range.clone();
    let expr = expr.map_children(&mut |child| fold(child, as_of, column));
    let expr = match (&expr.kind, as_of) {
        (ExprKind::AsOf, Some(day)) => {
            let literal = day.map_or(Literal::Missing, Literal::Date);
            Expr::new(ExprKind::Literal(literal), range.clone())
        }
        // The second argument that is not written.
        (ExprKind::Call { function: Function::YearsSince, args }, Some(day)) if args.len() == 1 => {
            let literal = ExprKind::Literal(day.map_or(Literal::Missing, Literal::Date));
            let args = vec![args[0].clone(), Expr::new(literal, range.clone())];
            let function = Function::YearsSince;
            Expr::new(ExprKind::Call { function, args }, range.clone())
        }
        _ => expr,
    };
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::AsOf => expr,
        ExprKind::Call { function: Function::YearsSince, args } if args.len() == 1 => expr,
        ExprKind::And(parts) => junction(parts, false, range),
        ExprKind::Or(parts) => junction(parts, true, range),
        ExprKind::Case { subject: None, arms, otherwise } => {
            case(arms, otherwise.as_deref(), range)
        }
        ExprKind::Call { function: Function::Coalesce, args } => coalesce(args, range),
        _ if expr.children().iter().all(|child| is_literal(child)) => {
            let value = evaluate(&expr, &Bare(None));
            Expr::new(ExprKind::Literal(literal(value, type_of(&expr, column))), range)
        }
        _ if is_lost(&expr) => Expr::new(ExprKind::Literal(Literal::Missing), range),
        _ => match plainer(&expr) {
            Some(plainer) => fold(&plainer, as_of, column),
            None => expr,
        },
    }
}

/// Whether one constant that is missing makes the whole missing.
fn is_lost(expr: &Expr) -> bool {
    let missing = |part: &Expr| is(part, &Literal::Missing);
    match &expr.kind {
        ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Arithmetic { .. }
        | ExprKind::Compare { .. }
        | ExprKind::Like { .. } => expr.children().into_iter().any(missing),
        ExprKind::In { of, .. } => missing(of),
        ExprKind::Call { function: Function::Nullif, args } => missing(&args[0]),
        ExprKind::Call { function: Function::Coalesce, .. } => false,
        ExprKind::Call { args, .. } => args.iter().any(missing),
        _ => false,
    }
}

/// The same in simpler kinds: BETWEEN as two comparisons, a simple CASE as a searched one, IN over
/// columns as a row of `=`. What is left of them: IN over constants.
fn plainer(expr: &Expr) -> Option<Expr> {
    let range = &expr.range;
    let new = |kind| Expr::new(kind, range.clone());
    let compare = |op, left: &Expr, right: &Expr| {
        let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
        new(ExprKind::Compare { op, left, right })
    };
    let not_if = |negated: bool, of: Expr| {
        if negated { new(ExprKind::Not(Box::new(of))) } else { of }
    };
    match &expr.kind {
        ExprKind::Between { of, low, high, negated } => {
            let sides =
                vec![compare(Comparison::AtLeast, of, low), compare(Comparison::AtMost, of, high)];
            Some(not_if(*negated, new(ExprKind::And(sides))))
        }
        ExprKind::In { of, list, negated } if !list.iter().all(is_literal) || is_literal(of) => {
            let equal = list.iter().map(|item| compare(Comparison::Equal, of, item));
            Some(not_if(*negated, new(ExprKind::Or(equal.collect()))))
        }
        ExprKind::Case { subject: Some(subject), arms, otherwise } => {
            let arms = arms.iter().map(|arm| Arm {
                when: compare(Comparison::Equal, subject, &arm.when),
                then: arm.then.clone(),
            });
            let (arms, otherwise) = (arms.collect(), otherwise.clone());
            Some(new(ExprKind::Case { subject: None, arms, otherwise }))
        }
        ExprKind::Call { function: Function::Nullif, args } if is(&args[1], &Literal::Missing) => {
            Some(args[0].clone())
        }
        _ => None,
    }
}

fn literal(value: Value, ty: Option<Type>) -> Literal {
    match value {
        Value::Missing => Literal::Missing,
        Value::Number(x) if ty == Some(Type::Date) => Literal::Date(x as i32),
        Value::Number(x) => Literal::Number(x),
        Value::Text(text) => Literal::Text(text),
        Value::Flag(flag) => Literal::Flag(flag),
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(_))
}

fn is(expr: &Expr, literal: &Literal) -> bool {
    matches!(&expr.kind, ExprKind::Literal(found) if found == literal)
}

/// AND (`decides` = false) and OR (true): one deciding constant decides, the other constants of
/// that kind say nothing.
fn junction(parts: &[Expr], decides: bool, range: std::ops::Range<usize>) -> Expr {
    let literal = |flag| Expr::new(ExprKind::Literal(Literal::Flag(flag)), range.clone());
    if parts.iter().any(|part| is(part, &Literal::Flag(decides))) {
        return literal(decides);
    }
    let mut left: Vec<Expr> =
        parts.iter().filter(|part| !is(part, &Literal::Flag(!decides))).cloned().collect();
    if !left.is_empty() && left.iter().all(is_literal) {
        left.truncate(1);
    }
    match (left.len(), decides) {
        (0, _) => literal(!decides),
        (1, _) => left.swap_remove(0),
        (_, false) => Expr::new(ExprKind::And(left), range),
        (_, true) => Expr::new(ExprKind::Or(left), range),
    }
}

/// Arms that can never be reached go; what always holds ends the row of arms.
fn case(arms: &[Arm], otherwise: Option<&Expr>, range: std::ops::Range<usize>) -> Expr {
    let mut otherwise = otherwise.cloned();
    let mut left: Vec<Arm> = Vec::new();
    for arm in arms {
        match &arm.when.kind {
            ExprKind::Literal(Literal::Flag(true)) => {
                otherwise = Some(arm.then.clone());
                break;
            }
            ExprKind::Literal(_) => {}
            _ => left.push(arm.clone()),
        }
    }
    if left.is_empty() {
        return otherwise.unwrap_or(Expr::new(ExprKind::Literal(Literal::Missing), range));
    }
    let otherwise = otherwise.map(Box::new);
    Expr::new(ExprKind::Case { subject: None, arms: left, otherwise }, range)
}

/// Missing arguments go; what comes after a constant is never asked.
fn coalesce(args: &[Expr], range: std::ops::Range<usize>) -> Expr {
    let mut left: Vec<Expr> = Vec::new();
    for arg in args.iter().filter(|arg| !is(arg, &Literal::Missing)) {
        left.push(arg.clone());
        if is_literal(arg) {
            break;
        }
    }
    match left.len() {
        0 => Expr::new(ExprKind::Literal(Literal::Missing), range),
        1 => left.swap_remove(0),
        _ => Expr::new(ExprKind::Call { function: Function::Coalesce, args: left }, range),
    }
}
