//! How wide texts are in a cell and how sheets may be called. Owns only arithmetic on texts.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

/// Excel cuts a sheet's name at this.
const NAME: usize = 31;

/// Excel takes no longer text in a cell (UTF-16 units).
const LONGEST: usize = 32_767;

/// The width of a text's longest line in digits; a Chinese character is two wide.
pub fn width(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// How many lines a text takes in a column of a width.
pub fn height(text: &str, width: usize) -> usize {
    let width = width.max(1);
    let rows = text.lines().map(|line| UnicodeWidthStr::width(line).div_ceil(width).max(1));
    rows.sum::<usize>().max(1)
}

/// The text as a cell can hold it.
pub fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_string();
    }
    let mut length = 0;
    let kept = text.chars().take_while(|c| {
        length += c.len_utf16();
        length < LONGEST
    });
    kept.collect::<String>() + "…"
}

/// Names of sheets that Excel takes: short, without its special characters, each once.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// The name, made to fit.
    pub fn take(&mut self, wanted: &str) -> String {
        let clean = |c: char| match c {
            '[' => '(',
            ']' => ')',
            ':' | '*' | '?' | '/' | '\\' => '_',
            c if c.is_control() => ' ',
            c => c,
        };
        let clean: String = wanted.chars().map(clean).collect();
        let clean = clean.trim().trim_matches('\'');
        // Excel keeps this name for itself.
        let kept = clean.is_empty() || clean.eq_ignore_ascii_case("history");
        let clean = if kept { "Sheet" } else { clean };
        for number in 1.. {
            let end = if number == 1 { String::new() } else { format!(" ({number})") };
            let name = cut(clean, NAME - end.len()) + &end;
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        String::new()
    }
}

/// The first so many UTF-16 units.
fn cut(text: &str, units: usize) -> String {
    let mut length = 0;
    let kept = text.chars().take_while(|c| {
        length += c.len_utf16();
        length <= units
    });
    kept.collect::<String>().trim_end_matches(['\'', ' ']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit() {
        let mut names = Names::default();
        assert_eq!(names.take("领跑榜（同阶段前5%）"), "领跑榜（同阶段前5%）");
        assert_eq!(names.take("a/b:c[d]"), "a_b_c(d)");
        assert_eq!(names.take("A/B:C[D]"), "A_B_C(D) (2)");
        assert_eq!(names.take("History"), "Sheet");
        let long = "榜".repeat(40);
        assert_eq!(names.take(&long).chars().count(), 31);
        assert_eq!(names.take(&long).chars().count(), 31);
    }

    #[test]
    fn texts_are_measured_and_fit() {
        assert_eq!(width("研发\nabc"), 4);
        assert_eq!(height("研发费用\nx", 4), 3);
        assert_eq!(fitting(&"研".repeat(40_000)).encode_utf16().count(), 32_767);
    }
}
