//! The small change of sentences: numbers, texts, dates and flags for people, and Chinese that is
//! set with a blank beside Latin letters and digits. Must not know expressions.

use crate::diagnostic::Text;
use crate::say;

use super::date;

/// Sets the parts of a Chinese sentence together, with a blank wherever a letter or digit of one
/// part meets a Chinese character of the next; the parts themselves stay as they are.
pub(super) fn flow(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        if let (Some(last), Some(first)) = (text.chars().next_back(), part.chars().next())
            && (is_latin(last) && is_han(first) || is_han(last) && is_latin(first))
        {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | ')' | '(')
}

fn is_han(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

/// Both readings of a sentence: the Chinese one from its parts.
pub(super) fn told(zh: &[&str], en: String) -> Text {
    Text::new(flow(zh), en)
}

/// The readings of several texts with the joiner of each language between them.
pub(super) fn join(texts: &[Text], zh: &str, en: &str) -> Text {
    let all = |reading: fn(&Text) -> &str, by: &str| {
        texts.iter().map(reading).collect::<Vec<_>>().join(by)
    };
    Text::new(all(|text| &text.zh, zh), all(|text| &text.en, en))
}

/// A text of a firm or of a rule.
pub(super) fn text_words(text: &str) -> Text {
    say!("「{text}」", "'{text}'")
}

/// Yes or no.
pub(super) fn flag_words(flag: bool) -> Text {
    if flag { say!("是", "yes") } else { say!("否", "no") }
}

/// A date as people write it.
pub(super) fn date_words(days: i32) -> Text {
    Text::new(date::chinese(days), date::iso(days))
}

/// What stands for a value that is not there.
pub(super) fn missing_words() -> Text {
    say!("缺失", "missing")
}

/// A number for people: at most four decimals (small numbers: three significant digits), without
/// trailing zeros or floating-point dust.
pub fn number(x: f64) -> String {
    let size = x.abs();
    if size >= 1e15 {
        return super::kernel::shortest(x);
    }
    let decimals = match size {
        _ if size == 0.0 || size >= 0.01 => 4,
        _ if size >= 1e-9 => (3 - size_exponent(size)) as usize - 1,
        _ => return format!("{x:e}"),
    };
    let text = format!("{x:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// The exponent of the first significant digit, without a logarithm.
fn size_exponent(mut size: f64) -> i32 {
    let mut exponent = 0;
    while size < 1.0 {
        size *= 10.0;
        exponent -= 1;
    }
    exponent
}
