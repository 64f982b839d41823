//! Money, exactly. Owns decimals as whole numbers of millionths (of 万元 that is 分) and their
//! rounding; must not know policies.

use std::fmt;

use crate::expr::kernel;

/// Decimals of an amount: 10^-6 万元 is 1 分.
const DECIMALS: u32 = 6;
/// Decimals of a rate.
const RATE_DECIMALS: u32 = 12;

/// An amount of money in the catalogue's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Amount(i64);

/// A part of an amount, such as 0.15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rate(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// Reads digits as written (`50`, `12.5`, `1_000`, `1e3`); nothing where they say more than six
    /// decimals or are too many.
    pub fn parse(text: &str) -> Option<Self> {
        let units = scaled(text, DECIMALS, false)?;
        i64::try_from(units).ok().map(Amount)
    }

    /// A table's number, rounded half away from zero to six decimals by its shortest digits.
    pub fn from_number(number: f64) -> Option<Self> {
        let units = scaled(&kernel::shortest(number), DECIMALS, true)?;
        i64::try_from(units).ok().map(Amount)
    }

    /// The part of it that a rate says, rounded half away from zero.
    pub fn times(self, rate: Rate) -> Option<Self> {
        let product = i128::from(self.0).checked_mul(rate.0)?;
        i64::try_from(divided(product, 10i128.pow(RATE_DECIMALS))).ok().map(Amount)
    }

    /// Both together; a sum that no treasury holds stays at the largest amount.
    pub fn plus(self, other: Amount) -> Self {
        Amount(self.0.saturating_add(other.0))
    }

    /// What is left of it, at least nothing.
    pub fn less(self, other: Amount) -> Self {
        Amount(self.0.saturating_sub(other.0).max(0))
    }

    /// For programs that take floating point numbers; exact up to 15 digits.
    pub fn number(self) -> f64 {
        self.0 as f64 / 10f64.powi(DECIMALS as i32)
    }
}

impl Rate {
    /// Reads `0.15` or `15%` exactly.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().strip_suffix(['%', '％']) {
            Some(percent) => scaled(percent, RATE_DECIMALS - 2, false).map(Rate),
            None => scaled(text, RATE_DECIMALS, false).map(Rate),
        }
    }

    /// As a part of one.
    pub fn number(self) -> f64 {
        self.0 as f64 / 10f64.powi(RATE_DECIMALS as i32)
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Amount::plus)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let unit = 10u64.pow(DECIMALS);
        let (size, sign) = (self.0.unsigned_abs(), if self.0 < 0 { "-" } else { "" });
        let (whole, rest) = (size / unit, size % unit);
        let decimals = format!("{rest:0width$}", width = DECIMALS as usize);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            decimals => write!(f, "{sign}{whole}.{decimals}"),
        }
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.number())
    }
}

/// Digits times ten to a power, exactly; with `round` what is beyond is rounded half away from zero,
/// without it there is no answer.
fn scaled(text: &str, decimals: u32, round: bool) -> Option<i128> {
    let text = text.trim().replace('_', "");
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits.to_string(), exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: i128 = digits.parse().ok()?;
    let power = decimals as i32 + exponent - fraction.len() as i32;
    let size = if power >= 0 {
        digits.checked_mul(10i128.checked_pow(power as u32)?)?
    } else if power < -38 {
        if digits == 0 || round { 0 } else { return None }
    } else {
        let divisor = 10i128.pow(power.unsigned_abs());
        if !round && digits % divisor != 0 {
            return None;
        }
        divided(digits, divisor)
    };
    Some(if negative { -size } else { size })
}

/// Rounded half away from zero.
fn divided(number: i128, by: i128) -> i128 {
    let half = if number < 0 { -(by / 2) } else { by / 2 };
    (number.saturating_add(half)) / by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        let amount = |text| Amount::parse(text).unwrap();
        assert_eq!(amount("0.1").plus(amount("0.2")), amount("0.3"));
        assert_eq!(amount("1_000.50").to_string(), "1000.5");
        assert_eq!(amount("1e3").to_string(), "1000");
        assert_eq!(amount("-0.000001").to_string(), "-0.000001");
        assert_eq!(Amount::parse("0.0000001"), None);
        assert_eq!(Amount::parse("50万"), None);
        assert_eq!(Amount::parse(""), None);
        assert_eq!(Amount::parse("99999999999999999999"), None);
        assert_eq!(amount("3").less(amount("5")), Amount::ZERO);
    }

    #[test]
    fn rates_round_half_away_from_zero() {
        let part = |amount: f64, rate: &str| {
            let rate = Rate::parse(rate).unwrap();
            Amount::from_number(amount).unwrap().times(rate).unwrap().to_string()
        };
        assert_eq!(part(1234.56, "15%"), "185.184");
        assert_eq!(part(1234.56, "0.15"), "185.184");
        // 0.000001 * 0.5 is half of the last decimal.
        assert_eq!(part(0.000001, "0.5"), "0.000001");
        assert_eq!(part(-0.000001, "0.5"), "-0.000001");
        assert_eq!(part(0.1 + 0.2, "100%"), "0.3");
    }
}
