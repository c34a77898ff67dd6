//! Calendar dates without a time of day, as agreements and announcements name them.

use serde::{Deserialize, Serialize};

use crate::{civil::Civil, time::Timestamp};

/// A day of the calendar. Written `2027-03-31` everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is no day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDate(pub String);

impl std::fmt::Display for NoDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no date; write year-month-day, for example 2027-03-31", self.0)
    }
}

impl std::error::Error for NoDate {}

impl Date {
    /// Reads `2027-03-31`. The 31st of a month that has none is no date.
    ///
    /// # Errors
    /// [`NoDate`] with the text.
    pub fn parse(text: &str) -> Result<Self, NoDate> {
        let text = text.trim();
        let read = || {
            let mut parts = text.split('-');
            let mut number = |digits: usize| {
                parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))
            };
            let (year, month, day) = (number(4)?, number(2)?, number(2)?);
            let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
            let last = last_day(date.year, date.month)?;
            (parts.next().is_none() && (1..=last).contains(&date.day)).then_some(date)
        };
        read().ok_or_else(|| NoDate(text.chars().take(40).collect()))
    }

    /// The day at a moment, at an offset of `minutes` east of UTC. Years before 0 and after 9999 count as those.
    #[must_use]
    pub fn at(time: Timestamp, minutes: i32) -> Self {
        let civil = Civil::at(time, minutes);
        let year = u16::try_from(civil.year.clamp(0, 9_999)).unwrap_or_default();
        Self { year, month: civil.month, day: civil.day }
    }

    /// So many months earlier: the same day, or the last one of a shorter month.
    #[must_use]
    pub fn months_before(self, months: u16) -> Self {
        let count = (u32::from(self.year) * 12 + u32::from(self.month) - 1).saturating_sub(months.into());
        let year = u16::try_from(count / 12).unwrap_or_default();
        let month = u8::try_from(count % 12 + 1).unwrap_or(1);
        Self { year, month, day: self.day.min(last_day(year, month).unwrap_or(28)) }
    }

    /// Year, month and day.
    #[must_use]
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

const fn last_day(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = NoDate;

    fn try_from(text: String) -> Result<Self, NoDate> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["2027-03-31", "2028-02-29", "2000-02-29", "0001-01-01", " 2030-12-01 "] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text.trim());
        }
        for text in ["", "2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-1-1"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        for text in ["2027/03/31", "2027-03", "2027-03-31-1", "２０２７-03-31", "+027-03-31"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn months_back_stay_within_the_month() {
        for (from, months, to) in [
            ("2027-03-31", 1, "2027-02-28"),
            ("2028-03-31", 1, "2028-02-29"),
            ("2027-01-15", 1, "2026-12-15"),
            ("2027-01-15", 24, "2025-01-15"),
            ("0000-01-15", 24, "0000-01-15"),
        ] {
            assert_eq!(Date::parse(from).unwrap().months_before(months).to_string(), to);
        }
    }

    #[test]
    fn the_day_in_japan_begins_nine_hours_earlier() {
        let evening = Timestamp::from_parts(1_795_359_600, 0);
        assert_eq!(Date::at(evening, crate::civil::JST).to_string(), "2026-11-23");
        assert_eq!(Date::at(evening, 0).to_string(), "2026-11-22");
    }
}
