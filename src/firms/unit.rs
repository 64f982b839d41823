//! Units of measure: a power of ten and what is counted (`万元` = 10^4 of `元`). Says how a number
//! written in one unit reads in another, or that it cannot; never guesses.

use unicode_normalization::UnicodeNormalization;

use super::cell::Reason;
use super::credit_code::is_invisible;

/// Longest first, so that `百万` is not read as `百` of `万`.
const MULTIPLES: [(&str, i32); 10] = [
    ("万亿", 12),
    ("十亿", 9),
    ("亿", 8),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("万", 4),
    ("千", 3),
    ("百", 2),
    ("", 0),
];

/// What firm tables count, for recognising a bracket in a header as a unit.
const COUNTED: [&str; 32] = [
    "元",
    "美元",
    "欧元",
    "港元",
    "港币",
    "日元",
    "人",
    "人次",
    "名",
    "位",
    "件",
    "个",
    "项",
    "家",
    "户",
    "次",
    "篇",
    "台",
    "套",
    "张",
    "份",
    "种",
    "年",
    "月",
    "天",
    "岁",
    "倍",
    "吨",
    "平方米",
    "亩",
    "千瓦时",
    "吨标准煤",
];

/// Words that only say "so many of them": in a column without a unit they change nothing.
const PLAIN_COUNTS: [&str; 12] =
    ["人", "名", "位", "件", "个", "项", "家", "户", "次", "篇", "台", "套"];

/// A unit as it is compared: half-width, without blanks, one name for each thing.
pub fn canonical(unit: &str) -> String {
    let text: String = unit.nfkc().filter(|c| !is_invisible(*c)).collect();
    let text = text.to_lowercase();
    let text = text.strip_prefix("单位:").or(text.strip_prefix("单位")).unwrap_or(&text);
    if matches!(text, "百分比" | "百分数" | "percent" | "pct") {
        return "%".into();
    }
    let mut text = text.to_owned();
    for name in ["人民币", "rmb", "cny"] {
        if text.contains(name) && text.contains('元') {
            text = text.replace(name, "");
        }
    }
    text.replace('圆', "元").replace("平米", "平方米").replace("m2", "平方米")
}

/// The power of ten and the thing counted, of a canonical unit.
fn split(unit: &str) -> (i32, &str) {
    for (prefix, exponent) in MULTIPLES {
        if let Some(counted) = unit.strip_prefix(prefix) {
            // 千瓦时 and 百分点 are things, not thousands of 瓦时.
            if !prefix.is_empty() && !counted.is_empty() && !COUNTED.contains(&counted) {
                continue;
            }
            return (exponent, counted);
        }
    }
    (0, unit)
}

/// Whether a bracket in a header states a unit (and not a year or a remark).
pub fn is_known(unit: &str) -> bool {
    let unit = canonical(unit);
    matches!(unit.as_str(), "%" | "‰") || COUNTED.contains(&split(&unit).1)
}

/// Whether a unit is one of money (`千元`, `万美元`).
pub fn is_money(unit: &str) -> bool {
    let unit = canonical(unit);
    matches!(split(&unit).1, "元" | "美元" | "欧元" | "港元" | "港币" | "日元")
}

/// Whether a unit tells parts of a whole.
pub fn is_percent(unit: &str) -> bool {
    percent(&canonical(unit)).is_some()
}

/// Whether both are amounts of the same thing in different powers of ten (千元 against 万元).
pub fn differ_in_size(a: &str, b: &str) -> bool {
    let (a, b) = (canonical(a), canonical(b));
    let ((size_a, counted_a), (size_b, counted_b)) = (split(&a), split(&b));
    counted_a == counted_b && size_a != size_b
}

/// The power of ten that tells an amount of `from` in `to` (千元 in 万元: -1); `None` where the two
/// do not measure the same thing.
pub fn power_between(from: &str, to: &str) -> Option<i32> {
    let (from, to) = (canonical(from), canonical(to));
    if from == to {
        return Some(0);
    }
    match (percent(&from), percent(&to)) {
        (Some(from), Some(to)) => return Some(from - to),
        (Some(from), None) if to.is_empty() => return Some(from),
        (None, Some(to)) if from.is_empty() => return Some(-to),
        (None, None) => {}
        _ => return None,
    }
    let ((size_from, counted_from), (size_to, counted_to)) = (split(&from), split(&to));
    let plain = |counted: &str| counted.is_empty() || PLAIN_COUNTS.contains(&counted);
    let same = counted_from == counted_to
        || size_from == size_to && plain(counted_from) && plain(counted_to);
    same.then_some(size_from - size_to)
}

/// What the words after a number mean in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// Nothing follows.
    None,
    /// The column's own unit, or a plain count.
    Same,
    /// Another size of the column's unit: times ten to this power.
    Times(i32),
    /// A percent or per mille sign where the column counts in ones: times ten to this power.
    Percent(i32),
}

/// Reads what follows a number (already width-folded) in a column of `unit`.
///
/// # Errors
/// [`Reason::UnknownUnit`] where the column's unit is not stated and the size matters,
/// [`Reason::ForeignUnit`] where the two do not measure the same thing,
/// [`Reason::NotANumber`] where the words are no unit.
pub fn suffix(words: &str, unit: &str) -> Result<Suffix, Reason> {
    if words.is_empty() {
        return Ok(Suffix::None);
    }
    let (words, unit) = (canonical(words), canonical(unit));
    if words == unit {
        return Ok(Suffix::Same);
    }
    if let Some(power) = percent(&words) {
        return match percent(&unit) {
            Some(column) => Ok(Suffix::Percent(power - column)),
            None if unit.is_empty() => Ok(Suffix::Percent(power)),
            None => Err(Reason::ForeignUnit),
        };
    }
    let ((size, counted), (column_size, column_counted)) = (split(&words), split(&unit));
    let is_multiple = size > 0 && counted.is_empty();
    if !is_multiple && !COUNTED.contains(&counted) {
        return Err(Reason::NotANumber);
    }
    if unit.is_empty() {
        let plain = size == 0 && PLAIN_COUNTS.contains(&counted);
        return if plain { Ok(Suffix::Same) } else { Err(Reason::UnknownUnit) };
    }
    let same_thing = counted == column_counted
        || is_multiple && COUNTED.contains(&column_counted) && percent(&unit).is_none();
    if same_thing { Ok(Suffix::Times(size - column_size)) } else { Err(Reason::ForeignUnit) }
}

fn percent(unit: &str) -> Option<i32> {
    match unit {
        "%" => Some(-2),
        "‰" => Some(-3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_in_the_columns_unit() {
        for (words, unit, expected) in [
            ("亿", "万元", Ok(Suffix::Times(4))),
            ("亿", "元", Ok(Suffix::Times(8))),
            ("万", "元", Ok(Suffix::Times(4))),
            ("万", "万元", Ok(Suffix::Times(0))),
            ("千", "千元", Ok(Suffix::Times(0))),
            ("元", "万元", Ok(Suffix::Times(-4))),
            ("千元", "万元", Ok(Suffix::Times(-1))),
            ("百万元", "亿元", Ok(Suffix::Times(-2))),
            ("万元", "万元", Ok(Suffix::Same)),
            ("万人", "人", Ok(Suffix::Times(4))),
            ("万", "人", Ok(Suffix::Times(4))),
            ("亿", "万美元", Ok(Suffix::Times(4))),
            ("人", "", Ok(Suffix::Same)),
            ("亿", "", Err(Reason::UnknownUnit)),
            ("万元", "", Err(Reason::UnknownUnit)),
            ("万元", "人", Err(Reason::ForeignUnit)),
            ("美元", "万元", Err(Reason::ForeignUnit)),
            ("亿", "%", Err(Reason::ForeignUnit)),
            ("%", "%", Ok(Suffix::Same)),
            ("%", "", Ok(Suffix::Percent(-2))),
            ("‰", "%", Ok(Suffix::Percent(-1))),
            ("%", "万元", Err(Reason::ForeignUnit)),
            ("左右", "万元", Err(Reason::NotANumber)),
            ("", "万元", Ok(Suffix::None)),
        ] {
            assert_eq!(suffix(words, unit), expected, "{words} in {unit}");
        }
    }

    #[test]
    fn the_power_between_two_units() {
        for (from, to, expected) in [
            ("元", "万元", Some(-4)),
            ("千元", "万元", Some(-1)),
            ("亿元", "万元", Some(4)),
            ("万元", "万元", Some(0)),
            ("%", "", Some(-2)),
            ("", "%", Some(2)),
            ("项", "件", Some(0)),
            ("人", "万元", None),
            ("美元", "元", None),
            ("%", "万元", None),
        ] {
            assert_eq!(power_between(from, to), expected, "{from} in {to}");
        }
    }

    #[test]
    fn one_unit_many_spellings() {
        for spelling in ["万元", "人民币万元", "万元人民币", " 万 元 ", "RMB万元", "单位：万元"]
        {
            assert_eq!(canonical(spelling), "万元", "{spelling}");
        }
        assert_eq!(canonical("％"), "%");
    }

    #[test]
    fn a_year_is_no_unit() {
        assert!(is_known("千元") && is_known("％") && is_known("万人次") && is_known("㎡"));
        assert!(!is_known("2023年") && !is_known("上年") && !is_known(""));
        assert!(differ_in_size("千元", "万元") && !differ_in_size("人", "万元"));
    }
}
