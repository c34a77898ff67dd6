//! Dates as hospitals write them: 和暦, Western, years and months only, fiscal years, Excel serial numbers.

use super::normalise::normalise;

/// An ISO 8601 date of the precision written (`2026-03-03`, `2018-10`, `2019`), or `None` when it is no valid date.
/// A two-digit year without era is ambiguous in Japan (西暦 or 和暦) and is refused.
#[must_use]
pub fn date(text: &str) -> Option<String> {
    let clean = normalise(text).replace(['(', ')'], " ");
    let clean = clean.split(['T', '\n']).next().unwrap_or("").trim().trim_start_matches('\'').trim();
    if clean.is_empty() || clean.len() > 60 {
        return None;
    }
    if clean.len() == 8 && clean.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = clean.split_at(4);
        let (month, day) = rest.split_at(2);
        return iso(year.parse().ok()?, month.parse().ok(), day.parse().ok());
    }
    let (year, rest) = year(clean)?;
    let (month, day) = month_and_day(rest)?;
    iso(year, month, day)
}

/// Excel's serial number of a day (1900 system) as an ISO date; only numbers that a purchase or disposal may have.
#[must_use]
pub fn serial(number: f64) -> Option<String> {
    // 20000 is 1954-10-03, 73415 is 2100-12-31.
    if !(20_000.0..73_416.0).contains(&number) {
        return None;
    }
    let days = number as i64 - 25_569;
    let (year, month, day) = civil(days);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Days since 1970-01-01 to a Gregorian date (proleptic), by 400-year cycles beginning in March.
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let cycle = shifted.div_euclid(146_097);
    let day_of_cycle = shifted.rem_euclid(146_097);
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_cycle + cycle * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// First and last year of an era, and the year before its first.
const ERAS: [(&str, char, u32, u32); 5] = [
    ("令和", 'R', 2018, 99),
    ("平成", 'H', 1988, 31),
    ("昭和", 'S', 1925, 64),
    ("大正", 'T', 1911, 15),
    ("明治", 'M', 1867, 45),
];

/// The Western year at the start of the text, and what follows it.
fn year(text: &str) -> Option<(u32, &str)> {
    for (name, letter, before, last) in ERAS {
        let short = name.chars().next()?;
        let rest = text
            .strip_prefix(name)
            .or_else(|| text.strip_prefix(letter))
            .or_else(|| text.strip_prefix(letter.to_ascii_lowercase()).or_else(|| text.strip_prefix(short)));
        let Some(rest) = rest else { continue };
        let rest = rest.trim_start_matches(['.', ' ', '-', '/']);
        let (count, rest) = match rest.strip_prefix('元') {
            Some(rest) => (1, rest),
            None => number(rest, 2)?,
        };
        return (1..=last).contains(&count).then_some((before + count, rest));
    }
    let text = text.strip_prefix("西暦").unwrap_or(text).trim_start();
    let (value, rest) = number(text, 4)?;
    (1900..=2100).contains(&value).then_some((value, rest))
}

fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > most {
        return None;
    }
    let (value, rest) = text.split_at(digits);
    Some((value.parse().ok()?, rest))
}

/// Month and day behind the year; weekdays, times, 頃 and the like after them are ignored.
fn month_and_day(rest: &str) -> Option<(Option<u32>, Option<u32>)> {
    const SEPARATORS: [char; 7] = ['.', '/', '-', '年', '月', ' ', ','];
    let rest = rest.trim_start();
    let after_year = rest.strip_prefix("年度").or_else(|| rest.strip_prefix("FY"));
    if let Some(after) = after_year {
        return after.chars().all(|c| !c.is_ascii_digit()).then_some((None, None));
    }
    let rest = rest.trim_start_matches(SEPARATORS);
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return (rest.chars().count() <= 8).then_some((None, None));
    }
    let (month, rest) = number(rest, 2)?;
    let rest = rest.trim_start_matches(SEPARATORS);
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Some(month), None));
    }
    let (day, rest) = number(rest, 2)?;
    let tail = rest.trim_start_matches('日').trim_start();
    let fine = tail.is_empty() || !tail.starts_with(['.', '/', '-']);
    fine.then_some((Some(month), Some(day)))
}

fn iso(year: u32, month: Option<u32>, day: Option<u32>) -> Option<String> {
    if !(1868..=2100).contains(&year) {
        return None;
    }
    match (month, day) {
        (None, None) => Some(format!("{year:04}")),
        (Some(m @ 1..=12), None) => Some(format!("{year:04}-{m:02}")),
        (Some(m @ 1..=12), Some(d)) if (1..=days_of(year, m)).contains(&d) => {
            Some(format!("{year:04}-{m:02}-{d:02}"))
        }
        _ => None,
    }
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn japanese_and_western_dates() {
        let cases = [
            ("令和8年3月3日", "2026-03-03"),
            ("令和元年5月1日", "2019-05-01"),
            ("R8.3.3", "2026-03-03"),
            ("Ｒ８．３．３", "2026-03-03"),
            ("R元.5.1", "2019-05-01"),
            ("H24.3.30", "2012-03-30"),
            ("h28/4/1", "2016-04-01"),
            ("H28-4", "2016-04"),
            ("H30/10", "2018-10"),
            ("平成元年", "1989"),
            ("平28.4.1", "2016-04-01"),
            ("㍻28年4月", "2016-04"),
            ("S63", "1988"),
            ("昭和63年12月", "1988-12"),
            ("2019年度", "2019"),
            ("平成29年度", "2017"),
            ("2012/3/30", "2012-03-30"),
            ("2012-03-30T00:00:00", "2012-03-30"),
            ("2012/03/30 0:00:00", "2012-03-30"),
            ("2012.3.30", "2012-03-30"),
            ("2012年3月", "2012-03"),
            ("2012年3月30日（金）", "2012-03-30"),
            ("20120330", "2012-03-30"),
            ("西暦2012年", "2012"),
            ("2012年頃", "2012"),
        ];
        for (text, expected) in cases {
            assert_eq!(date(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["R6.13.1", "2023-02-29", "H40.1.1", "12/3/30", "不明", "", "28.4.1", "R", "S99", "10.77.0.1"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn serial_numbers() {
        assert_eq!(serial(41_000.0).as_deref(), Some("2012-04-01"));
        assert_eq!(serial(45_292.5).as_deref(), Some("2024-01-01"));
        assert_eq!(serial(12.0), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}") {
            let _ = date(&text);
        }

        #[test]
        fn serials_are_valid_dates(days in 20_000u32..73_000) {
            let text = serial(f64::from(days)).unwrap();
            prop_assert_eq!(date(&text), Some(text));
        }
    }
}
