//! Numbers: plain ones exactly and fast, and the writings of people with what was done to read
//! them. A reading is correctly rounded whatever the unit: scaling moves the decimal point in the
//! text, it does not multiply.

use unicode_normalization::UnicodeNormalization;

use super::{Reading, Reason, Remark, Repair, Repairs, fold, missing_remark};
use crate::firms::unit::{self, Suffix};

/// 10^0 to 10^15 are exact in binary floating point.
pub(super) const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A cell of a number column; `unit` is the column's, empty where it is not stated.
pub fn number(cell: &str, unit: &str) -> Reading<f64> {
    match plain(cell.as_bytes().trim_ascii()) {
        Some(value) => settle(value, Repairs::default()),
        None => written(cell, unit),
    }
}

/// The cell where it is a plainly written number that [`number`] would take without a remark.
pub(crate) fn plain_number(cell: &[u8]) -> Option<f64> {
    plain(cell.trim_ascii()).filter(|value| value.is_finite() && !is_sentinel(*value))
}

/// A cell that a workbook stores as a number. `percent` tells that it is shown as a percentage:
/// 0.12 is then seen, and meant, as 12%, in a column of 万元 as much as in one of %.
pub fn from_stored(value: f64, percent: bool, unit: &str) -> Reading<f64> {
    if percent && !unit.is_empty() {
        // Through the shortest decimal text, so that 0.07 is 7 and not 7.000000000000001.
        return match scaled(&value.to_string(), 2) {
            Some(value) => number(&format!("{value}%"), unit),
            None => Reading::missing(Remark::Unreadable(Reason::TooLarge)),
        };
    }
    settle(value, Repairs::default())
}

/// A number times ten to a power, as if the decimal point had been moved in its text; `None` where
/// it becomes too large.
pub fn times_ten_to(value: f64, power: i32) -> Option<f64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let moved = match power {
        0 => value,
        // A whole number divided once by an exact power is rounded once: the text is not needed.
        -15..=-1 if value.fract() == 0.0 && value.abs() < EXACT => {
            value / POWERS[power.unsigned_abs() as usize]
        }
        _ => scaled(&value.to_string(), power)?,
    };
    moved.is_finite().then_some(moved)
}

fn settle(value: f64, repairs: Repairs) -> Reading<f64> {
    if !value.is_finite() {
        Reading::missing(Remark::Unreadable(Reason::TooLarge))
    } else if is_sentinel(value) {
        Reading::missing(Remark::Sentinel)
    } else if repairs.is_empty() {
        Reading::plain(value)
    } else {
        Reading::remarked(value, Remark::Repaired(repairs))
    }
}

/// The ends of the 32-bit integers, which statistical programs write for "no value".
pub(super) fn is_sentinel(value: f64) -> bool {
    (-2_147_483_648.0..=-2_147_483_640.0).contains(&value) || value == 2_147_483_647.0
}

/// `-12`, `12.5`, `.5`, `1.5E+07`: what `f64::from_str` reads, without its `inf` and `NaN`.
/// Up to 15 digits are one exact integer divided by one exact power of ten, which rounds once and
/// so gives the same bits; longer ones go to the standard library.
fn plain(bytes: &[u8]) -> Option<f64> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    let (mut whole, mut count, mut decimals) = (0_u64, 0_usize, None);
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                whole = whole.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                count += 1;
                decimals = decimals.map(|n: usize| n + 1);
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            b'e' | b'E' if count > 0 && is_exponent(&digits[at + 1..]) => return parse(bytes),
            _ => return None,
        }
    }
    if count == 0 {
        return None;
    }
    if count > 15 {
        return parse(bytes);
    }
    let value = whole as f64 / POWERS[decimals.unwrap_or(0)];
    Some(if negative { -value } else { value })
}

fn parse(digits: &[u8]) -> Option<f64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn is_exponent(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// The writings of people.
fn written(cell: &str, unit: &str) -> Reading<f64> {
    let folded = fold(cell);
    if folded.is_empty() {
        return Reading::BLANK;
    }
    if let Some(remark) = missing_remark(&folded) {
        return Reading::missing(remark);
    }
    if !cell.is_ascii() && has_footnote(cell) {
        return Reading::missing(Remark::Unreadable(Reason::NotANumber));
    }
    match understand(&folded, unit) {
        Ok((value, mut repairs)) => {
            if !cell.is_ascii() && has_wide_number(cell) {
                repairs.insert(Repair::Width);
            }
            settle(value, repairs)
        }
        Err(reason) => Reading::missing(Remark::Unreadable(reason)),
    }
}

/// Whether a footnote mark such as ① or ² stands where folding would turn it into one more digit;
/// in a unit (`m²`, `㎡`) it is none.
fn has_footnote(cell: &str) -> bool {
    let mut in_word = false;
    cell.chars().any(|c| {
        let follows = in_word;
        in_word = c.is_alphabetic();
        !follows && is_ornate_digit(c)
    })
}

fn is_ornate_digit(c: char) -> bool {
    if c.is_ascii() || ('０'..='９').contains(&c) {
        return false;
    }
    let mut folded = std::iter::once(c).nfkc().peekable();
    folded.peek().is_some_and(|first| first.is_ascii_digit() || *first == '(')
        && folded.any(|c| c.is_ascii_digit())
}

/// Whether the cell had full-width digits or signs (a full-width currency sign is told as such).
fn has_wide_number(cell: &str) -> bool {
    cell.chars().any(|c| matches!(c, '０'..='９' | '－' | '．' | '，' | '（' | '＋' | '−'))
}

fn understand(folded: &str, unit: &str) -> Result<(f64, Repairs), Reason> {
    let mut repairs = Repairs::default();
    let mut rest = folded;
    if let Some(after) = rest.strip_prefix('\'') {
        repairs.insert(Repair::Blanks);
        rest = after.trim_start();
    }
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        repairs.insert(Repair::Accounting);
        negative = true;
        rest = inner.trim();
    }
    let (signs, after) = leading_signs(rest, unit)?;
    if signs.currency {
        repairs.insert(Repair::Currency);
    }
    if signs.blanks {
        repairs.insert(Repair::Blanks);
    }
    if signs.signed && negative {
        return Err(Reason::NotANumber);
    }
    negative |= signs.negative;
    let (digits, after) = split_number(after);
    let digits = ungroup(digits, &mut repairs)?;
    let power = match unit::suffix(after.trim(), unit)? {
        Suffix::None => 0,
        Suffix::Same => {
            repairs.insert(if after.trim() == "%" { Repair::Percent } else { Repair::UnitDropped });
            0
        }
        Suffix::Times(power) => {
            repairs.insert(if power == 0 { Repair::UnitDropped } else { Repair::Converted });
            power
        }
        Suffix::Percent(power) => {
            repairs.insert(Repair::Percent);
            power
        }
    };
    let value = scaled(&digits, power).ok_or(Reason::NotANumber)?;
    Ok((if negative { -value } else { value }, repairs))
}

#[derive(Default)]
struct Signs {
    signed: bool,
    negative: bool,
    currency: bool,
    blanks: bool,
}

/// A sign and a currency before the number, in either order.
fn leading_signs<'a>(text: &'a str, unit: &str) -> Result<(Signs, &'a str), Reason> {
    let (mut signs, mut rest) = (Signs::default(), text);
    loop {
        if let Some(after) = rest.strip_prefix(['-', '+', '−']).filter(|_| !signs.signed) {
            signs.signed = true;
            signs.negative = !rest.starts_with('+');
            rest = after;
        } else if let Some(after) = currency(rest, unit)?.filter(|_| !signs.currency) {
            signs.currency = true;
            rest = after;
        } else {
            return Ok((signs, rest));
        }
        let trimmed = rest.trim_start();
        // A blank after a currency is how it is written; after a sign it is an oddity.
        signs.blanks |= trimmed.len() < rest.len() && signs.signed;
        rest = trimmed;
    }
}

/// The text after a currency, where one stands and is the column's own.
fn currency<'a>(text: &'a str, unit: &str) -> Result<Option<&'a str>, Reason> {
    const CURRENCIES: [(&str, &[&str]); 11] = [
        ("¥", &["元"]),
        ("人民币", &["元"]),
        ("RMB", &["元"]),
        ("CNY", &["元"]),
        ("US$", &["美元", "$", "usd"]),
        ("USD", &["美元", "$", "usd"]),
        ("$", &["美元", "$", "usd", "港元"]),
        ("€", &["欧元", "€", "eur"]),
        ("EUR", &["欧元", "€", "eur"]),
        ("£", &["英镑", "£", "gbp"]),
        ("HK$", &["港元", "港币", "hkd"]),
    ];
    let found = CURRENCIES.iter().find_map(|(sign, units)| Some((text.strip_prefix(sign)?, units)));
    let Some((after, units)) = found else { return Ok(None) };
    let unit = unit::canonical(unit);
    let is_renminbi = units.contains(&"元");
    let own = units.iter().any(|own| unit.contains(own));
    // 美元 contains 元, but is not renminbi.
    let foreign_yuan =
        is_renminbi && ["美元", "欧元", "港元", "日元"].iter().any(|f| unit.contains(f));
    if unit.is_empty() || own && !foreign_yuan {
        Ok(Some(after))
    } else {
        Err(Reason::ForeignCurrency)
    }
}

/// The number at the start, blanks and commas between its digits included, and what follows it.
fn split_number(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut end = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let goes_on = match byte {
            b'0'..=b'9' | b'.' => true,
            b',' | b'\'' => true,
            b' ' => bytes[at..].iter().find(|b| **b != b' ').is_some_and(u8::is_ascii_digit),
            _ => false,
        };
        if !goes_on {
            break;
        }
        end = at + 1;
    }
    if let Some(exponent) = text[end..].strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['-', '+']));
        let digits = exponent[sign..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    text.split_at(end)
}

/// The digits without their thousands separators, where these stand after every third digit.
fn ungroup(digits: &str, repairs: &mut Repairs) -> Result<String, Reason> {
    let separator = match digits.find([',', ' ', '\'']) {
        Some(at) => char::from(digits.as_bytes()[at]),
        None => return Ok(digits.to_owned()),
    };
    let whole_end = digits.find(['.', 'e', 'E']).unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at(whole_end);
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let proper = (1..=3).contains(&first.len())
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && !fraction.contains([',', ' ', '\'']);
    if !proper {
        return Err(if separator == ',' { Reason::Grouping } else { Reason::NotANumber });
    }
    repairs.insert(if separator == ' ' { Repair::Blanks } else { Repair::Thousands });
    Ok(digits.replace(separator, ""))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A plain number times ten to a power, rounded once.
fn scaled(digits: &str, power: i32) -> Option<f64> {
    plain(digits.as_bytes())?;
    if power == 0 {
        return digits.parse().ok();
    }
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], digits[at + 1..].parse::<i32>().ok()?),
        None => (digits, 0),
    };
    format!("{mantissa}e{}", exponent.checked_add(power)?).parse().ok()
}
