//! 统一社会信用代码 (GB 32100-2015): how a code is written and whether its check character holds.
//! Knows nothing of tables. A code that fails is never changed here: repairing a letter is a
//! guess, and guessing belongs to whoever can list it for review.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Text;
use crate::say;

/// The 31 characters of the standard (no I, O, S, V, Z); a character's value is its place here.
pub const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// How many characters a code has; the last one is the check character.
pub const LENGTH: usize = 18;

/// GB 32100-2015, table 2: 3^(i-1) mod 31 for the first 17 characters.
const WEIGHTS: [u32; LENGTH - 1] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Why a code cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not 18 characters, but this many.
    Length(usize),
    /// A character that the standard does not use, at this position (from 1).
    Character(usize, char),
    /// The check character says that some character is wrong.
    Check {
        /// The check character that the first 17 demand.
        expected: char,
        /// The one that stands there.
        found: char,
    },
}

impl Fault {
    /// The fault as a clause that completes "credit code ...".
    pub fn text(self) -> Text {
        match self {
            Fault::Length(found) => say!(
                "应为 {LENGTH} 位，实为 {found} 位",
                "must have {LENGTH} characters, this one has {found}"
            ),
            Fault::Character(at, found) => say!(
                "第 {at} 位的「{found}」不是该代码可用的字符（不用 I、O、S、V、Z）",
                "`{found}` at position {at} is not one of its characters (I, O, S, V, Z are not used)"
            ),
            Fault::Check { expected, found } => say!(
                "校验码不符：按前 17 位应为「{expected}」，实为「{found}」，其中至少有一位写错",
                "the check character does not hold: the first 17 demand `{expected}`, `{found}` stands there, so at least one character is wrong"
            ),
        }
    }
}

/// The code as the standard writes it: half-width, upper case, without blanks. Borrowed where
/// nothing had to change; the characters themselves are not judged.
pub fn normalise(code: &str) -> Cow<'_, str> {
    let clean = |b: u8| b.is_ascii_graphic() && !b.is_ascii_lowercase() && b != b'\'';
    if code.bytes().all(clean) {
        return Cow::Borrowed(code);
    }
    let folded = code.nfkc().filter(|c| !is_invisible(*c) && *c != '\'');
    Cow::Owned(folded.flat_map(char::to_uppercase).collect())
}

/// Blanks of every width, and the marks that copying from web pages leaves behind.
pub(crate) fn is_invisible(c: char) -> bool {
    // Letters, digits and Han characters, which most texts begin and end with, at a glance.
    if matches!(c, '!'..='~' | '\u{3001}'..='\u{fdff}') {
        return false;
    }
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// The values of all bytes by the standard's alphabet; 31 for those that are not in it.
const VALUES: [u8; 256] = {
    let mut values = [ALPHABET.len() as u8; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// Whether [`verify`] finds nothing wrong: the quick question, asked of every id of a large table.
pub(crate) fn holds(code: &[u8]) -> bool {
    let Ok(code) = <&[u8; LENGTH]>::try_from(code) else { return false };
    let values = code.map(|byte| u32::from(VALUES[byte as usize]));
    if values.iter().any(|value| *value as usize == ALPHABET.len()) {
        return false;
    }
    // The check character makes the weighted sum a multiple of 31.
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (sum + values[LENGTH - 1]).is_multiple_of(31)
}

/// Whether a code, written as [`normalise`] writes it, can be a firm's code.
///
/// # Errors
/// The first [`Fault`] found: the length, then the characters, then the check character.
pub fn verify(code: &str) -> Result<(), Fault> {
    let length = code.chars().count();
    if length != LENGTH {
        return Err(Fault::Length(length));
    }
    for (at, found) in code.chars().enumerate() {
        if value(found).is_none() {
            return Err(Fault::Character(at + 1, found));
        }
    }
    let (expected, found) = (check_character(code), code.chars().next_back());
    match (expected, found) {
        (Some(expected), Some(found)) if expected != found => Err(Fault::Check { expected, found }),
        _ => Ok(()),
    }
}

/// The 18th character that the first 17 of `code` demand: (31 - S mod 31) mod 31 with
/// S = sum of value x weight. `None` where `code` is too short or has a foreign character.
pub fn check_character(code: &str) -> Option<char> {
    let mut sum = 0;
    let mut characters = code.chars();
    for weight in WEIGHTS {
        sum += value(characters.next()?)? * weight;
    }
    let place = (31 - sum % 31) % 31;
    Some(char::from(ALPHABET[place as usize]))
}

fn value(c: char) -> Option<u32> {
    // The alphabet is in ASCII order.
    let byte = u8::try_from(c).ok()?;
    ALPHABET.binary_search(&byte).ok().map(|place| place as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: [&str; 5] = [
        "91350100M000100Y43",
        "91320214MA10001720",
        "91320214MA1000017K",
        "91320214MA1000025E",
        "91320214MA10000339",
    ];

    #[test]
    fn worked_case_of_the_standard() {
        assert_eq!(check_character("91350100M000100Y4"), Some('3'));
    }

    #[test]
    fn a_sum_divisible_by_31_gives_the_check_character_0() {
        assert_eq!(check_character("91320214MA1000172"), Some('0'));
    }

    #[test]
    fn valid_codes_pass() {
        for code in VALID {
            assert_eq!(verify(code), Ok(()), "{code}");
        }
    }

    /// 31 is prime and no weight is 0 mod 31, so that one wrong character never goes unseen.
    #[test]
    fn every_single_wrong_character_is_seen() {
        for code in VALID {
            for at in 0..LENGTH {
                for &other in ALPHABET {
                    let mut wrong = code.as_bytes().to_vec();
                    if wrong[at] == other {
                        continue;
                    }
                    wrong[at] = other;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert!(verify(&wrong).is_err(), "{wrong} from {code}");
                }
            }
        }
    }

    #[test]
    fn faults_say_what_is_wrong() {
        assert_eq!(verify("9135"), Err(Fault::Length(4)));
        assert_eq!(verify("9135010OM000100Y43"), Err(Fault::Character(8, 'O')));
        let fault = verify("91350100M000100Y44").unwrap_err();
        assert_eq!(fault, Fault::Check { expected: '3', found: '4' });
        assert!(fault.text().en.contains("`3`") && fault.text().zh.contains("「3」"));
    }

    #[test]
    fn writing_is_normalised() {
        assert!(matches!(normalise("91350100M000100Y43"), Cow::Borrowed(_)));
        for odd in [
            " 91350100m000100y43\u{3000}",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            "91350100 M000100Y43\u{200b}",
            "'91350100M000100Y43",
            "\u{feff}91350100M000100Y43\t",
        ] {
            assert_eq!(normalise(odd), "91350100M000100Y43");
        }
    }
}
