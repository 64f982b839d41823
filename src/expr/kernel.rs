//! Every number that an expression calculates is calculated here, once for single values and whole
//! columns alike, so that both give the same bits. Owns the formulas; must not know columns, trees
//! or polars. A kernel returns NaN or an infinity where the result is missing; whoever calls it
//! turns that into missing at once ([`settled`]), so that neither is ever seen.

use super::ast::{Arithmetic, Comparison};
use super::date;

/// The relative tolerance at borders: `(1200/1000 - 1)*100` is 19.999999999999996 in floating
/// point, and exactly 20 % growth reaches ">= 20".
pub const TOLERANCE: f64 = 1e-9;

/// A kernel's result: missing unless finite.
pub fn settled(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// How far from the border `b` still counts as on it.
fn slack(b: f64) -> f64 {
    TOLERANCE * b.abs()
}

/// `a >= b`
pub fn at_least(a: f64, b: f64) -> bool {
    a >= b - slack(b)
}

/// `a > b`
pub fn greater(a: f64, b: f64) -> bool {
    a > b + slack(b)
}

/// `a <= b`
pub fn at_most(a: f64, b: f64) -> bool {
    a <= b + slack(b)
}

/// `a < b`
pub fn less(a: f64, b: f64) -> bool {
    a < b - slack(b)
}

/// `a = b`
pub fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= slack(b)
}

/// `a <> b`
pub fn not_equal(a: f64, b: f64) -> bool {
    !equal(a, b)
}

/// The border rule of a comparison; `b` is the right-hand side.
pub fn comparison(op: Comparison) -> fn(f64, f64) -> bool {
    match op {
        Comparison::Equal => equal,
        Comparison::NotEqual => not_equal,
        Comparison::Less => less,
        Comparison::AtMost => at_most,
        Comparison::Greater => greater,
        Comparison::AtLeast => at_least,
    }
}

/// The border that has to be reached where only whole numbers occur: to pass 3 takes 4.
pub fn whole_border(op: Comparison, border: f64) -> f64 {
    match op {
        Comparison::Greater => border.floor() + 1.0,
        Comparison::Less => border.ceil() - 1.0,
        _ => border,
    }
}

/// The number from which (or up to which) an ordering comparison with the border `b` holds in
/// plain arithmetic: what a back end without a tolerance of its own compares with.
pub fn border(op: Comparison, b: f64) -> f64 {
    match op {
        Comparison::AtLeast | Comparison::Less => b - slack(b),
        Comparison::Greater | Comparison::AtMost => b + slack(b),
        Comparison::Equal | Comparison::NotEqual => b,
    }
}

/// One of the four operations.
pub fn arithmetic(op: Arithmetic) -> fn(f64, f64) -> f64 {
    match op {
        Arithmetic::Add => add,
        Arithmetic::Subtract => subtract,
        Arithmetic::Multiply => multiply,
        Arithmetic::Divide => divide,
    }
}

/// `a + b`
pub fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// `a - b`
pub fn subtract(a: f64, b: f64) -> f64 {
    a - b
}

/// `a * b`
pub fn multiply(a: f64, b: f64) -> f64 {
    a * b
}

/// `a / b`, missing where b = 0: a true quotient, not a product with the reciprocal.
pub fn divide(a: f64, b: f64) -> f64 {
    if b == 0.0 { f64::NAN } else { a / b }
}

/// Growth in per cent, missing from zero or a negative number.
pub fn growth(now: f64, before: f64) -> f64 {
    if before <= 0.0 { f64::NAN } else { (now / before - 1.0) * 100.0 }
}

/// The smaller; of the two zeros the negative one, so that the order of arguments never matters.
pub fn least(a: f64, b: f64) -> f64 {
    if b < a || (b == a && b.is_sign_negative()) { b } else { a }
}

/// The greater; of the two zeros the positive one.
pub fn greatest(a: f64, b: f64) -> f64 {
    if b > a || (b == a && b.is_sign_positive()) { b } else { a }
}

/// Half away from zero (四舍五入) to a number of decimals; negative: to tens, hundreds, ... A number
/// that lies within 1e-12 of a half is one: 1.005 is 1.00499999999999989 in floating point, and
/// rounds to 1.01. The nudge never exceeds a thousandth of the last digit, or 元 to two decimals
/// would be moved from 1e10 upwards.
pub fn round(x: f64, digits: i32) -> f64 {
    let scaled =
        if digits >= 0 { x.abs() * power_of_ten(digits) } else { x.abs() / power_of_ten(-digits) };
    if scaled >= WHOLE || !scaled.is_finite() {
        return x;
    }
    let whole = (scaled + nudge(scaled, 1e-12, 1e-3) + 0.5).floor();
    let back =
        if digits >= 0 { whole / power_of_ten(digits) } else { whole * power_of_ten(-digits) };
    if x < 0.0 { -back } else { back }
}

/// From here on every double is a whole number.
pub const WHOLE: f64 = 4_503_599_627_370_496.0;

/// The whole number reached; one that is missed by the border tolerance counts as reached:
/// `0.3/0.1` is 2.9999999999999996 and has reached 3.
pub fn floor(x: f64) -> f64 {
    (x + nudge(x, TOLERANCE, 1e-6)).floor()
}

/// The next whole number, unless this one is passed by no more than the border tolerance.
pub fn ceil(x: f64) -> f64 {
    (x - nudge(x, TOLERANCE, 1e-6)).ceil()
}

fn nudge(x: f64, relative: f64, most: f64) -> f64 {
    least(x.abs() * relative, most)
}

/// Exact up to 1e22; [`round`] takes digits within ±15 only.
fn power_of_ten(digits: i32) -> f64 {
    (0..digits).fold(1.0, |power, _| power * 10.0)
}

/// Natural logarithm, missing for x <= 0. From `libm`, not the system: the same on every platform.
pub fn ln(x: f64) -> f64 {
    if x <= 0.0 { f64::NAN } else { libm::log(x) }
}

/// Decimal logarithm, missing for x <= 0.
pub fn log10(x: f64) -> f64 {
    if x <= 0.0 { f64::NAN } else { libm::log10(x) }
}

/// Square root, missing for x < 0.
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// `x` to the power of `y`, missing where that is no number or too large.
pub fn power(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// The calendar reaches ± 27,000 years around 1970; a number beyond is no date.
fn day(x: f64) -> Option<i64> {
    (x.abs() <= 1e7).then(|| x.floor() as i64)
}

/// Completed years between two dates.
pub fn years_since(from: f64, to: f64) -> f64 {
    match (day(from), day(to)) {
        (Some(from), Some(to)) => date::completed_years(from, to) as f64,
        _ => f64::NAN,
    }
}

/// The year of a date.
pub fn year(x: f64) -> f64 {
    day(x).map_or(f64::NAN, |day| date::civil(day).0 as f64)
}

/// The shortest decimal that reads back as the same number; exponents from 1e16 on and below 1e-7.
pub fn shortest(x: f64) -> String {
    let size = x.abs();
    if x != 0.0 && !(1e-7..1e16).contains(&size) { format!("{x:e}") } else { format!("{x}") }
}
