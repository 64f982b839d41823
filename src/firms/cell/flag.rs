//! Yes and no.

use super::{Reading, Reason, Remark, fold, missing_remark};

const YES: [&str; 17] = [
    "是", "有", "对", "真", "已", "√", "✓", "✔", "☑", "1", "1.0", "true", "yes", "y", "t", "是的",
    "具有",
];

const NO: [&str; 20] = [
    "否", "无", "没有", "不是", "不", "假", "未", "×", "✗", "✘", "☒", "☐", "0", "0.0", "false",
    "no", "n", "f", "非", "没",
];

/// A cell of a flag column. `无` and `没有` are a no here, not a missing value.
pub fn flag(cell: &str) -> Reading<bool> {
    // As it stands, which nearly every flag is.
    if YES.contains(&cell) {
        return Reading::plain(true);
    } else if NO.contains(&cell) {
        return Reading::plain(false);
    }
    let folded = fold(cell);
    if folded.is_empty() {
        return Reading::BLANK;
    }
    let is_one_of = |words: &[&str]| words.iter().any(|word| folded.eq_ignore_ascii_case(word));
    if is_one_of(&YES) {
        Reading::plain(true)
    } else if is_one_of(&NO) {
        Reading::plain(false)
    } else {
        Reading::missing(missing_remark(&folded).unwrap_or(Remark::Unreadable(Reason::NotAFlag)))
    }
}
