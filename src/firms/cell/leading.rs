//! The number that some bytes begin with, read eight bytes at a time: what nearly every cell of a
//! large table is. Gives the bits that [`super::number`] gives, or nothing.

use super::number::{POWERS, is_sentinel};

/// A number at the head of some bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leading {
    /// The number; none where there are no bytes of one.
    pub value: Option<f64>,
    /// The byte behind it. What stands there is for the caller to judge.
    pub end: usize,
    /// Whether it is written with a decimal point.
    pub has_point: bool,
}

/// The plainly written number that starts at `from`. `None` where it has more than 15 digits, or a
/// sign or a point without any, or is not to be taken as it stands.
#[inline]
pub(crate) fn leading_number(bytes: &[u8], from: usize) -> Option<Leading> {
    let start = from + usize::from(*bytes.get(from)? == b'-');
    let (mut count, mut digits) = digits_from(bytes, start);
    let (mut end, mut decimals) = (start + count, 0);
    let has_point = bytes.get(end) == Some(&b'.');
    if has_point {
        let after;
        (decimals, after) = digits_from(bytes, end + 1);
        (end, count) = (end + 1 + decimals, count + decimals);
        digits = digits.wrapping_mul(*POWERS.get(decimals)? as u64).wrapping_add(after);
    }
    if end == from {
        return Some(Leading { value: None, end, has_point });
    }
    if count == 0 || count > 15 {
        return None;
    }
    let size = digits as f64 / POWERS[decimals];
    let value = if start > from { -size } else { size };
    // The shortest of them has ten digits.
    (count < 10 || !is_sentinel(value)).then_some(Leading { value: Some(value), end, has_point })
}

/// How many digits stand at `from`, and what they say where they are not too many.
#[inline]
fn digits_from(bytes: &[u8], from: usize) -> (usize, u64) {
    let eight = bytes.get(from..).and_then(|bytes| bytes.first_chunk());
    match eight.map(|eight| digits_of(u64::from_le_bytes(*eight))) {
        Some(few) if few.0 < 8 => few,
        _ => one_by_one(bytes, from),
    }
}

/// The digits that eight bytes begin with. Eight of them may go on behind.
#[inline]
fn digits_of(bytes: u64) -> (usize, u64) {
    // A digit becomes 0 to 9. Any other byte has its highest bit set in one of the two; a carry
    // reaches only the bytes behind one that is no digit.
    let digits = bytes ^ 0x3030_3030_3030_3030;
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() / 8;
    // To the end, behind as many zeros; then ones to pairs, pairs to fours, fours to the number.
    let ones = digits.checked_shl(64 - 8 * count).unwrap_or(0);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    let (odd, even) = (pairs & 0x0000_00FF_0000_00FF, (pairs >> 16) & 0x0000_00FF_0000_00FF);
    let odd = odd.wrapping_mul(100 + (1_000_000 << 32));
    let number = odd.wrapping_add(even.wrapping_mul(1 + (10_000 << 32))) >> 32;
    (count as usize, number)
}

fn one_by_one(bytes: &[u8], from: usize) -> (usize, u64) {
    let digits = bytes.iter().skip(from).map(|byte| byte.wrapping_sub(b'0'));
    let digits = digits.take_while(|digit| *digit < 10);
    digits.fold((0, 0_u64), |(count, number), digit| {
        (count + 1, number.wrapping_mul(10).wrapping_add(u64::from(digit)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plain_number;
    use super::*;

    /// What the plain reader says of the bytes up to the first that no number has.
    fn expected(text: &str) -> Option<(Option<f64>, usize)> {
        let end = text.find([',', '\n', 'x']).unwrap_or(text.len());
        if end == 0 {
            return Some((None, 0));
        }
        let digits = text[..end].bytes().filter(u8::is_ascii_digit).count();
        let value = plain_number(&text.as_bytes()[..end]).filter(|_| digits <= 15)?;
        Some((Some(value), end))
    }

    fn check(text: &str) {
        let found = leading_number(text.as_bytes(), 0).map(|l| (l.value, l.end));
        let bits = |found: Option<(Option<f64>, usize)>| {
            found.map(|(value, end)| (value.map(f64::to_bits), end))
        };
        assert_eq!(bits(found), bits(expected(text)), "{text}");
    }

    #[test]
    fn borders() {
        for text in [
            ",",
            "-,",
            ".,",
            "-.,",
            "0,",
            "-0,",
            "7",
            "7.",
            "7.,",
            ".5,",
            "-.5\n",
            "1234567,",
            "12345678,",
            "123456789,",
            "1234567.1234567,",
            "12345678.1234567,",
            "0.00000001,",
            "999999999999999,",
            "9999999999999999,",
            "0.000000000000001,",
            "0.0000000000000001,",
            "1.00000000000000000000000001,",
            "2147483647,",
            "-2147483648,",
            "2147483648,",
            "12x",
        ] {
            check(text);
        }
        assert_eq!(leading_number(b"", 0), None);
        assert_eq!(leading_number(b"a,12,", 2).map(|l| (l.value, l.end)), Some((Some(12.0), 4)));
    }

    proptest! {
        #[test]
        fn every_number_is_the_one_of_the_plain_reader(
            text in r"-?[0-9]{0,17}(\.[0-9]{0,17})?[,\nx][0-9,.\n-]{0,9}",
        ) {
            check(&text);
        }

        #[test]
        fn digits_end_at_any_other_byte(
            digits in "[0-9]{0,8}", other in any::<u8>(), rest in any::<[u8; 8]>(),
        ) {
            prop_assume!(!other.is_ascii_digit());
            let bytes = [digits.as_bytes(), &[other], &rest].concat();
            let number = digits.bytes().fold(0, |number, b| 10 * number + u64::from(b - b'0'));
            prop_assert_eq!(digits_from(&bytes, 0), (digits.len(), number));
        }
    }
}
