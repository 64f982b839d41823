//! Days, years and the ways in which a date is written. Owns the calendar arithmetic of the
//! expressions; must not know columns or rules. A date is the number of days since 1970-01-01 in
//! the proleptic Gregorian calendar.

/// Years beyond these are slips of the pen; keeping them out keeps every day count in `i32`.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// The day's number, or `None` where the calendar has no such day.
pub fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    if day > month_length(year, month) {
        return None;
    }
    // Hinnant, "chrono-compatible low-level date algorithms" (2013): years begin in March, so that
    // the leap day is the last of its year.
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Year, month and day of a day's number (Hinnant 2013).
pub fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2021-05-31`
pub fn iso(days: i32) -> String {
    let (year, month, day) = civil(i64::from(days));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2021年5月31日`
pub fn chinese(days: i32) -> String {
    let (year, month, day) = civil(i64::from(days));
    format!("{year}年{month}月{day}日")
}

/// Reads `2021-05-31`, `2021/5/31`, `2021.5.31`, `2021年5月31日` and `20210531`.
pub fn read(text: &str) -> Option<i32> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return days(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?);
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    days(number(year)?, number(month)?, number(day)?)
}

/// Whether a text means to be a date, even one that does not exist or lacks its day.
pub fn looks_like_one(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = text.chars().filter(|c| matches!(c, '-' | '/' | '.' | '年' | '月' | '日')).count();
    digits >= 5 && marks >= 1 && digits + marks == text.trim().chars().count()
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Completed years from one day to another: 成立满几年. A firm born on 29 February completes its
/// year on 1 March. Negative where `to` lies before `from`.
pub fn completed_years(from: i64, to: i64) -> i64 {
    let (from_year, from_month, from_day) = civil(from);
    let (to_year, to_month, to_day) = civil(to);
    to_year - from_year - i64::from((to_month, to_day) < (from_month, from_day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_civil_are_inverse() {
        assert_eq!(days(1970, 1, 1), Some(0));
        assert_eq!(days(2021, 5, 31), Some(18_778));
        assert_eq!(days(2000, 2, 29).map(iso).as_deref(), Some("2000-02-29"));
        for day in -719_162..=800_000 {
            let (y, m, d) = civil(i64::from(day));
            assert_eq!(days(y as i32, m, d), Some(day));
        }
    }

    #[test]
    fn ways_of_writing() {
        for text in ["2021-05-31", "2021/5/31", "2021.5.31", "2021年5月31日", "20210531"] {
            assert_eq!(read(text), days(2021, 5, 31), "{text}");
        }
        for text in ["2021-02-30", "2021-13-01", "21-05-31", "2021-05", "2021-05-31-1", "", "五月"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(looks_like_one("2021-05") && looks_like_one("2021年2月30日"));
        assert!(!looks_like_one("国家级") && !looks_like_one("3.5"));
    }

    #[test]
    fn years_complete_on_the_day() {
        let y = |a: (i32, u32, u32), b: (i32, u32, u32)| {
            let day = |d: (i32, u32, u32)| i64::from(days(d.0, d.1, d.2).unwrap());
            completed_years(day(a), day(b))
        };
        assert_eq!(y((2018, 6, 1), (2021, 5, 31)), 2);
        assert_eq!(y((2018, 6, 1), (2021, 6, 1)), 3);
        assert_eq!(y((2020, 2, 29), (2021, 2, 28)), 0);
        assert_eq!(y((2020, 2, 29), (2021, 3, 1)), 1);
        assert_eq!(y((2021, 6, 1), (2021, 5, 31)), -1);
    }
}
