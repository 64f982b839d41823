//! A field's years -> other fields: one year, or several years added, averaged or compared. What
//! has a missing part is missing; growth from nothing or from a loss is missing, not 0.

use super::document::Over;
use super::merge::sum;
use super::observe::Value;
use super::sources::{Field, Origin};
use crate::firms::cell::times_ten_to;
use crate::firms::unit;

/// A field's value for one firm, made of what `at` says of the years of its base.
pub(crate) fn of_years(
    field: &Field,
    base: &Field,
    at: impl Fn(i32) -> Option<Value>,
) -> Option<Value> {
    let Origin::Years { year, over, years, .. } = field.origin else { return None };
    let number = |year: i32| match at(year) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    };
    let several =
        || (0..years as i32).map(|back| number(year - back)).collect::<Option<Vec<f64>>>();
    let value = match over {
        None => return told(at(year)?, base, field),
        Some(Over::Sum) => sum(several()?),
        Some(Over::Mean) => tidy(sum(several()?) / years as f64),
        Some(Over::Growth) => return rate(number(year - 1)?, number(year)?, 1, field),
        Some(Over::Cagr) => {
            return rate(number(year - years as i32)?, number(year)?, years, field);
        }
    };
    told(Value::Number(value).finite()?, base, field)
}

/// A value of the base in the field's unit.
fn told(value: Value, base: &Field, field: &Field) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let power = unit::power_between(&base.unit, &field.unit).unwrap_or(0);
            Value::Number(times_ten_to(number, power)?).finite()
        }
        other => Some(other),
    }
}

/// Growth per year over so many years: (to / from)^(1 / years) - 1.
fn rate(from: f64, to: f64, years: usize, field: &Field) -> Option<Value> {
    if from <= 0.0 || years > 1 && to < 0.0 {
        return None;
    }
    let ratio = to / from;
    let factor = if years == 1 { ratio } else { libm::pow(ratio, 1.0 / years as f64) };
    let times = if unit::canonical(&field.unit) == "%" { 100.0 } else { 1.0 };
    Value::Number(tidy((factor - 1.0) * times)).finite()
}

/// What was divided, without the dust of binary floating point in its last digits: growth from 100
/// to 120 is 20 %, and not 19.999999999999996 %, which a border at 20 would tell apart.
fn tidy(value: f64) -> f64 {
    // A growth is one less than a ratio, so that its digits end where those of the ratio do.
    let size = value.abs().max(1.0);
    let digits = 13_usize.saturating_sub(libm::ceil(libm::log10(size)) as usize);
    let rounded = format!("{value:.digits$}").parse().unwrap_or(value);
    if rounded == 0.0 { 0.0 } else { rounded }
}

impl Value {
    fn finite(self) -> Option<Self> {
        match self {
            Value::Number(number) if !number.is_finite() => None,
            other => Some(other),
        }
    }
}
