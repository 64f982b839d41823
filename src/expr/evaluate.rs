//! One row's value: the reference for every other back end. Owns the three-valued logic of single
//! values; numbers come from [`super::kernel`].

use super::ast::{Comparison, Expr, ExprKind, Literal};
use super::functions::Function;
use super::kernel;
use super::pattern::Pattern;
use super::resolve::digits_of;
use super::typed::Typed;

/// A value of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unknown; not zero.
    Missing,
    /// A finite number; a date is its days since 1970-01-01.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Flag(bool),
}

/// One firm, as far as an expression sees it.
pub trait Row {
    /// The value of a column; missing where it is unknown.
    fn value(&self, column: &str) -> Value;
    /// The run's date in days since 1970-01-01.
    fn as_of(&self) -> Option<i32>;
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(x) => kernel::settled(*x),
            _ => None,
        }
    }

    /// The flag, if it is one.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is unknown.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    fn from_number(x: Option<f64>) -> Self {
        x.and_then(kernel::settled).map_or(Value::Missing, Value::Number)
    }

    fn from_flag(flag: Option<bool>) -> Self {
        flag.map_or(Value::Missing, Value::Flag)
    }
}

impl Typed {
    /// The value for one row. Agrees with [`Typed::to_polars`] bit for bit.
    pub fn evaluate(&self, row: &dyn Row) -> Value {
        evaluate(&self.expr, row)
    }
}

pub(super) fn evaluate(expr: &Expr, row: &dyn Row) -> Value {
    let flag = |expr: &Expr| evaluate(expr, row).flag();
    let number = |expr: &Expr| evaluate(expr, row).number();
    match &expr.kind {
        ExprKind::Literal(literal) => constant(literal),
        ExprKind::Column(name) => match row.value(name) {
            Value::Number(x) => Value::from_number(Some(x)),
            value => value,
        },
        ExprKind::AsOf => Value::from_number(row.as_of().map(f64::from)),
        ExprKind::Negate(of) => Value::from_number(number(of).map(|x| -x)),
        ExprKind::Arithmetic { op, left, right } => {
            Value::from_number(both(number(left), number(right), kernel::arithmetic(*op)))
        }
        ExprKind::Compare { op, left, right } => {
            Value::from_flag(compare(*op, &evaluate(left, row), &evaluate(right, row)))
        }
        ExprKind::And(parts) => Value::from_flag(all(parts.iter().map(flag))),
        ExprKind::Or(parts) => Value::from_flag(any(parts.iter().map(flag))),
        ExprKind::Not(of) => Value::from_flag(flag(of).map(|held| !held)),
        ExprKind::IsMissing { of, negated } => {
            Value::Flag(evaluate(of, row).is_missing() != *negated)
        }
        ExprKind::In { of, list, negated } => {
            let of = evaluate(of, row);
            let equal = |item| compare(Comparison::Equal, &of, &evaluate(item, row));
            Value::from_flag(any(list.iter().map(equal)).map(|found| found != *negated))
        }
        ExprKind::Between { of, low, high, negated } => {
            let of = evaluate(of, row);
            let low = compare(Comparison::AtLeast, &of, &evaluate(low, row));
            let high = compare(Comparison::AtMost, &of, &evaluate(high, row));
            Value::from_flag(all([low, high].into_iter()).map(|within| within != *negated))
        }
        ExprKind::Like { of, pattern, negated } => {
            let fits = evaluate(of, row).text().map(|text| Pattern::new(pattern).matches(text));
            Value::from_flag(fits.map(|fits| fits != *negated))
        }
        ExprKind::Case { subject, arms, otherwise } => {
            let subject = subject.as_deref().map(|subject| evaluate(subject, row));
            let holds = |when: &Expr| match &subject {
                Some(subject) => compare(Comparison::Equal, subject, &evaluate(when, row)),
                None => evaluate(when, row).flag(),
            };
            let arm = arms.iter().find(|arm| holds(&arm.when) == Some(true));
            let result = arm.map(|arm| &arm.then).or(otherwise.as_deref());
            result.map_or(Value::Missing, |result| evaluate(result, row))
        }
        ExprKind::Call { function, args } => call(*function, args, row),
    }
}

fn call(function: Function, args: &[Expr], row: &dyn Row) -> Value {
    let value = |at: usize| args.get(at).map_or(Value::Missing, |arg| evaluate(arg, row));
    let number = |at: usize| value(at).number();
    let one = |f: fn(f64) -> f64| Value::from_number(number(0).map(f));
    let two = |f: fn(f64, f64) -> f64| Value::from_number(both(number(0), number(1), f));
    let every = |f: fn(f64, f64) -> f64| {
        let all: Option<Vec<f64>> = (0..args.len()).map(number).collect();
        Value::from_number(all.and_then(|all| all.into_iter().reduce(f)))
    };
    match function {
        Function::Abs => one(f64::abs),
        Function::Round => {
            let digits = args.get(1).map_or(Some(0), digits_of);
            let round = |(x, digits)| kernel::round(x, digits);
            Value::from_number(number(0).zip(digits).map(round))
        }
        Function::Floor => one(kernel::floor),
        Function::Ceil => one(kernel::ceil),
        Function::Ln => one(kernel::ln),
        Function::Log10 => one(kernel::log10),
        Function::Sqrt => one(kernel::sqrt),
        Function::Year => one(kernel::year),
        Function::Power => two(kernel::power),
        Function::Growth => two(kernel::growth),
        Function::YearsSince if args.len() == 1 => {
            let today = row.as_of().map(f64::from);
            Value::from_number(both(number(0), today, kernel::years_since))
        }
        Function::YearsSince => two(kernel::years_since),
        Function::Least => every(kernel::least),
        Function::Greatest => every(kernel::greatest),
        Function::Coalesce => {
            let mut values = (0..args.len()).map(value);
            values.find(|value| !value.is_missing()).unwrap_or(Value::Missing)
        }
        Function::Nullif => match compare(Comparison::Equal, &value(0), &value(1)) {
            Some(true) => Value::Missing,
            _ => value(0),
        },
        Function::Contains => {
            let (text, part) = (value(0), value(1));
            Value::from_flag(text.text().zip(part.text()).map(|(text, part)| text.contains(part)))
        }
        Function::Length => {
            Value::from_number(value(0).text().map(|text| text.chars().count() as f64))
        }
    }
}

pub(super) fn constant(literal: &Literal) -> Value {
    match literal {
        Literal::Number(x) => Value::from_number(Some(*x)),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Flag(flag) => Value::Flag(*flag),
        Literal::Date(days) => Value::Number(f64::from(*days)),
        Literal::Missing => Value::Missing,
    }
}

fn both(a: Option<f64>, b: Option<f64>, f: impl Fn(f64, f64) -> f64) -> Option<f64> {
    a.zip(b).map(|(a, b)| f(a, b))
}

/// Unknown where either side is.
pub(super) fn compare(op: Comparison, left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(kernel::comparison(op)(*a, *b)),
        (Value::Text(a), Value::Text(b)) => same(op, a == b),
        (Value::Flag(a), Value::Flag(b)) => same(op, a == b),
        _ => None,
    }
}

/// Texts and flags are equal or not; a checked tree asks for nothing else.
fn same(op: Comparison, equal: bool) -> Option<bool> {
    match op {
        Comparison::Equal => Some(equal),
        Comparison::NotEqual => Some(!equal),
        _ => None,
    }
}

/// Kleene AND: false wins over unknown, unknown over true.
pub(super) fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut held = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => held = None,
        }
    }
    held
}

/// Kleene OR: true wins over unknown, unknown over false.
pub(super) fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|held| !held))).map(|none| !none)
}
