//! Decimal texts, moved and dressed up without passing through floating point.

/// A decimal text times ten to a power.
pub fn shift(text: &str, power: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<power$}");
    let (moved, rest) = padded.split_at(power);
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// `1234567.8` as `1,234,567.8`.
pub fn thousands(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{grouped}.{fraction}"),
        None => grouped,
    }
}

/// Half-width characters as full-width ones.
pub fn wide(text: &str) -> String {
    let wide = |c: char| char::from_u32(c as u32 + 0xfee0).filter(|_| c.is_ascii_graphic());
    text.chars().map(|c| wide(c).unwrap_or(c)).collect()
}

/// A whole number of 元 as 亿.
pub fn in_hundred_millions(yuan: &str) -> String {
    let padded = format!("{yuan:0>9}");
    let (whole, fraction) = padded.split_at(padded.len() - 8);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{whole}亿") } else { format!("{whole}.{fraction}亿") }
}
