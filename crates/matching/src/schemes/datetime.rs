//! Moments as versions (RFC 3339): the order is that of the instants, whatever their offsets.

use std::cmp::Ordering;

/// Seconds since the year 0, and the fraction without noughts at its end.
fn parse(text: &str) -> Option<(i64, &str)> {
    let text = text.trim();
    let (date, time) = text.split_at_checked(10)?;
    let time = time.strip_prefix(['T', 't'])?;
    let (clock, rest) = time.split_at_checked(8)?;
    let (year, month, day) = triple(date, '-', 4)?;
    let (hour, minute, second) = triple(clock, ':', 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let sound =
        (1..=12).contains(&month) && (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !sound {
        return None;
    }
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => super::digits::lead(rest),
        None => ("0", rest),
    };
    if fraction.is_empty() {
        return None;
    }
    let instant =
        days_before(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
    Some((instant, fraction.trim_end_matches('0')))
}

/// Three numbers of fixed width, the later two of two digits.
fn triple(text: &str, separator: char, first: usize) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(separator);
    let mut number = |width: usize| -> Option<i64> {
        let part = parts.next().filter(|part| part.len() == width && super::digits::only(part))?;
        part.parse().ok()
    };
    let found = (number(first)?, number(2)?, number(2)?);
    parts.next().is_none().then_some(found)
}

fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, clock) = match zone.strip_prefix('+') {
        Some(clock) => (1, clock),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hour, minute) = clock.split_once(':').filter(|_| clock.len() == 5)?;
    let number =
        |text: &str| text.parse::<i64>().ok().filter(|_| super::digits::only(text) && text.len() == 2);
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then_some(sign * (hour * 3_600 + minute * 60))
}

/// Days from 1 March of the year 0, by which leap days come last.
const fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
        - 1
}

/// The text is written in the one way that VERS allows: `T` and `Z` in upper case.
pub(crate) fn is_canonical(text: &str) -> bool {
    parse(text).is_some() && !text.contains(['t', 'z'])
}

pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(parse(left)?.cmp(&parse(right)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Scheme, testing::table};

    #[test]
    fn order() {
        table(
            Scheme::Datetime,
            "2024-01-01T00:00:00Z = 2023-12-31T19:00:00-05:00
             2024-01-01T00:00:00Z = 2024-01-01T00:00:00.000Z
             2024-01-01T00:00:00+02:00 < 2023-12-31T23:00:00Z
             2024-02-29T23:59:60Z = 2024-03-01T00:00:00Z
             2024-01-01T00:00:00.09Z < 2024-01-01T00:00:00.123Z
             2024-01-01T00:00:00Z ? 2023-02-29T00:00:00Z
             2024-01-01T00:00:00Z ? 2024-01-01
             2024-01-01T00:00:00Z ? 2024-01-01T00:00:00
             2024-01-01T00:00:00Z ? 2024-01-01T24:00:00Z",
        );
    }
}
