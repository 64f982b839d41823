//! One cell: its text read as a number, a flag, a date or text, with what had to be understood on
//! the way. Owns the words for "missing" and the repairs; knows neither files nor tables. Nothing
//! is guessed: what cannot be read with certainty is unreadable and counts as missing.

mod date;
mod flag;
mod leading;
mod number;
mod remark;

pub use date::{date, days};
pub use flag::flag;
pub(crate) use leading::leading_number;
pub(crate) use number::plain_number;
pub use number::{from_stored, number, times_ten_to};
pub use remark::{Reason, Remark, Repair, Repairs};

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::credit_code::is_invisible;

/// A cell as it was understood. A blank cell has neither value nor remark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading<T> {
    /// The value; `None` is missing. A number is always finite.
    pub value: Option<T>,
    /// What a person should know about how it was read; `None` where it was written plainly.
    pub remark: Option<Remark>,
}

impl<T> Reading<T> {
    /// A blank cell.
    pub const BLANK: Self = Reading { value: None, remark: None };

    /// A plainly written value.
    pub fn plain(value: T) -> Self {
        Reading { value: Some(value), remark: None }
    }

    /// A value that had to be understood.
    pub fn remarked(value: T, remark: Remark) -> Self {
        Reading { value: Some(value), remark: Some(remark) }
    }

    /// No value, and why.
    pub fn missing(remark: Remark) -> Self {
        Reading { value: None, remark: Some(remark) }
    }
}

/// Text for people: blanks around it are dropped, nothing else changes. Only a spreadsheet's error
/// words, `null` and a dash are missing: `无` or `-` may be an honest answer.
pub fn text(cell: &str) -> Reading<&str> {
    let cell = cell.trim_matches(is_invisible);
    if cell.is_empty() {
        return Reading::BLANK;
    }
    // Every word below begins with one of these, so that ordinary text is passed at a glance.
    if cell.starts_with(['#', '—', '–', 'n', 'N', '＃']) {
        let folded = fold(cell);
        if is_error_word(&folded) {
            return Reading::missing(Remark::ErrorCell);
        }
        if is_dash(&folded) || folded.eq_ignore_ascii_case("null") {
            return Reading::missing(Remark::Marker);
        }
    }
    Reading::plain(cell)
}

/// Half-width characters, without blanks and invisible marks at the ends.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_invisible);
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    // Compatibility folding turns an ellipsis into three points and a full-width digit into a digit.
    let folded: String = text.nfkc().filter(|c| *c == ' ' || !is_mark(*c)).collect();
    Cow::Owned(folded.trim().to_owned())
}

fn is_mark(c: char) -> bool {
    is_invisible(c) && !c.is_whitespace()
}

/// Words that people and programs write where they have no value (not for text columns).
const MISSING: [&str; 33] = [
    "-",
    "--",
    "---",
    "/",
    "//",
    "\\",
    ".",
    "...",
    "*",
    "**",
    "***",
    "无",
    "暂无",
    "没有",
    "不适用",
    "未填",
    "未填写",
    "未填报",
    "未知",
    "不详",
    "待定",
    "缺失",
    "缺",
    "空",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "null",
    "none",
    "nil",
    "missing",
    "(空白)",
];

/// Whether a folded cell is a word for "no value".
fn is_missing_word(folded: &str) -> bool {
    is_dash(folded) || MISSING.iter().any(|word| folded.eq_ignore_ascii_case(word))
}

/// Dashes of the kinds that no number begins with.
fn is_dash(folded: &str) -> bool {
    !folded.is_empty() && folded.chars().all(|c| matches!(c, '—' | '–' | '―' | '─' | '−'))
}

/// What a spreadsheet writes into a cell whose formula failed, and `####` for a narrow column.
fn is_error_word(folded: &str) -> bool {
    const ERRORS: [&str; 12] = [
        "#N/A",
        "#NA",
        "#DIV/0!",
        "#DIV/0",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    ];
    folded.starts_with('#')
        && (ERRORS.iter().any(|word| folded.eq_ignore_ascii_case(word))
            || folded.len() > 1 && folded.bytes().all(|b| b == b'#'))
}

/// What a folded cell says about being missing, where it says so.
fn missing_remark(folded: &str) -> Option<Remark> {
    if is_error_word(folded) {
        Some(Remark::ErrorCell)
    } else if is_missing_word(folded) {
        Some(Remark::Marker)
    } else {
        None
    }
}

/// Whether an id cell says that there is no id.
pub(crate) fn is_no_id(id: &str) -> bool {
    missing_remark(&fold(id)).is_some()
}

#[cfg(test)]
mod tests;
