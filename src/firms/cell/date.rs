//! Calendar dates, as days since 1970-01-01. The order of the parts must be year, month, day:
//! `3/4/2021` has two readings and therefore none.

use jiff::civil::Date;

use super::{Reading, Reason, Remark, Repair, fold, missing_remark};

/// A cell of a date column: `2021-05-31`, `2021/5/31`, `2021.5.31`, `20210531`, `2021年5月31日`, each
/// with or without a time of day, which is dropped; `2021年5月` and `2021-05` as the first.
pub fn date(cell: &str) -> Reading<f64> {
    let folded = fold(cell);
    if folded.is_empty() {
        return Reading::BLANK;
    }
    match parse(&folded) {
        Some(parts) => settle(parts),
        None => Reading::missing(missing_remark(&folded).unwrap_or(why_not(&folded))),
    }
}

/// Days from 1970-01-01 to a day of the calendar; `None` where there is no such day.
pub fn days(year: i64, month: i64, day: i64) -> Option<f64> {
    let year = i16::try_from(year).ok()?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let span = Date::constant(1970, 1, 1).until(date).ok()?;
    Some(f64::from(span.get_days()))
}

struct Parts {
    year: i64,
    month: i64,
    day: Option<i64>,
}

fn settle(parts: Parts) -> Reading<f64> {
    match (days(parts.year, parts.month, parts.day.unwrap_or(1)), parts.day) {
        (Some(days), Some(_)) => Reading::plain(days),
        (Some(days), None) => Reading::remarked(days, Remark::Repaired(Repair::DayAssumed.into())),
        (None, _) => Reading::missing(Remark::Unreadable(Reason::ImpossibleDate)),
    }
}

fn parse(folded: &str) -> Option<Parts> {
    if let Some((all, rest)) = digits(folded, 8, 8) {
        return is_time(rest).then_some(Parts {
            year: all / 10_000,
            month: all / 100 % 100,
            day: Some(all % 100),
        });
    }
    let (year, rest) = digits(folded, 4, 4)?;
    let rest = rest.trim_start();
    let separator = rest.chars().next()?;
    let (month, rest) = digits(rest[separator.len_utf8()..].trim_start(), 1, 2)?;
    let rest = rest.trim_start();
    match separator {
        '年' => {
            let rest = rest.strip_prefix('月')?.trim_start();
            let Some((day, rest)) = digits(rest, 1, 2) else {
                return rest.is_empty().then_some(Parts { year, month, day: None });
            };
            let rest = rest.trim_start().strip_prefix(['日', '号']).unwrap_or(rest);
            is_time(rest).then_some(Parts { year, month, day: Some(day) })
        }
        '-' | '/' | '.' => {
            // `2021.5` may be a number, so that only the other two stand for a month.
            if rest.is_empty() && separator != '.' {
                return Some(Parts { year, month, day: None });
            }
            let (day, rest) = digits(rest.strip_prefix(separator)?.trim_start(), 1, 2)?;
            is_time(rest).then_some(Parts { year, month, day: Some(day) })
        }
        _ => None,
    }
}

/// The whole run of digits at the start, where it has between `least` and `most` of them.
fn digits(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if count < least || count > most {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    Some((digits.parse().ok()?, rest))
}

/// Nothing, or a time of day: `T10:00:00Z`, ` 0:00`.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.strip_prefix([' ', 'T', 't']) else { return rest.is_empty() };
    let time = time.trim();
    time.starts_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
        && time
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | 'z' | '+' | '-'))
}

fn why_not(folded: &str) -> Remark {
    let day_number = digits(folded, 5, 5).is_some_and(|(number, rest)| {
        (10_000..=80_000).contains(&number)
            && (rest.is_empty() || rest.starts_with('.') && rest[1..].parse::<u64>().is_ok())
    });
    Remark::Unreadable(if day_number { Reason::DayNumber } else { Reason::NotADate })
}
