//! Numbers, amounts and times in words.

use domain::{
    civil::{Civil, JST},
    time::{Span, Timestamp},
};

use crate::{locale::Lang, t};

/// Digits in groups of three.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the unit that leaves one to three digits.
#[must_use]
pub fn bytes(value: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut scaled = value;
    let mut rest = 0;
    let mut unit = 0;
    while scaled >= 1000 && unit + 1 < UNITS.len() {
        rest = scaled % 1000 / 100;
        scaled /= 1000;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    if scaled < 10 && unit > 0 { format!("{scaled}.{rest}{name}") } else { format!("{scaled}{name}") }
}

/// A date with weekday, and the year when it differs from `now`'s.
#[must_use]
pub fn date(lang: Lang, now: Timestamp, time: Timestamp) -> String {
    let (today, civil) = (Civil::at(now, JST), Civil::at(time, JST));
    let weekday = lang.t(&format!("weekday-{}", civil.weekday));
    let month = lang.t(&format!("month-{}", civil.month));
    if civil.year == today.year {
        t!(lang, "date-short", month = month, day = civil.day, weekday = weekday)
    } else {
        t!(
            lang,
            "date-long",
            year = civil.year.to_string(),
            month = month,
            day = civil.day,
            weekday = weekday
        )
    }
}

/// A date with its year, always.
#[must_use]
pub fn full_date(lang: Lang, time: Timestamp) -> String {
    let civil = Civil::at(time, JST);
    let weekday = lang.t(&format!("weekday-{}", civil.weekday));
    let month = lang.t(&format!("month-{}", civil.month));
    t!(lang, "date-long", year = civil.year.to_string(), month = month, day = civil.day, weekday = weekday)
}

/// The time of day.
#[must_use]
pub fn clock(time: Timestamp) -> String {
    let civil = Civil::at(time, JST);
    format!("{}:{:02}", civil.hour, civil.minute)
}

/// A date and the time of day.
#[must_use]
pub fn moment(lang: Lang, now: Timestamp, time: Timestamp) -> String {
    let days = Civil::at(now, JST);
    let same_day = {
        let civil = Civil::at(time, JST);
        (civil.year, civil.month, civil.day) == (days.year, days.month, days.day)
    };
    if same_day {
        t!(lang, "today-at", time = clock(time))
    } else {
        format!("{} {}", date(lang, now, time), clock(time))
    }
}

/// From when to when; the day is said once when it is the same.
#[must_use]
pub fn span(lang: Lang, now: Timestamp, span: Span) -> String {
    let day = |time| {
        let civil = Civil::at(time, JST);
        (civil.year, civil.month, civil.day)
    };
    let last =
        if day(span.first) == day(span.last) { clock(span.last) } else { moment(lang, now, span.last) };
    format!("{}〜{last}", moment(lang, now, span.first))
}

/// How long ago, in one unit.
#[must_use]
pub fn ago(lang: Lang, now: Timestamp, time: Timestamp) -> String {
    let seconds = now.since(time).max(0) / 1_000_000;
    match seconds {
        0..60 => t!(lang, "ago-now").into_owned(),
        60..3_600 => t!(lang, "ago-minutes", n = seconds / 60),
        3_600..86_400 => t!(lang, "ago-hours", n = seconds / 3_600),
        _ => t!(lang, "ago-days", n = seconds / 86_400),
    }
}

/// A length of time from microseconds.
#[must_use]
pub fn duration(lang: Lang, micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    match seconds {
        0..60 => t!(lang, "for-seconds", n = seconds),
        60..3_600 => t!(lang, "for-minutes", n = seconds / 60),
        3_600..172_800 => t!(lang, "for-hours", n = seconds / 3_600),
        _ => t!(lang, "for-days", n = seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn bytes_have_a_fitting_unit() {
        for (value, text) in
            [(0, "0B"), (999, "999B"), (1_500, "1.5KB"), (42_300_000, "42MB"), (u64::MAX, "18446744TB")]
        {
            assert_eq!(bytes(value), text);
        }
    }
}
