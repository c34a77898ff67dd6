//! The clock: read here and nowhere else, so that everything below takes the time as a parameter.

use domain::{
    civil::{Civil, JST},
    date::Date,
    time::Timestamp,
};

/// Where the time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// A fixed moment, for tests.
    Fixed(Timestamp),
    /// The system's clock moved by so many microseconds, for the demo hospital whose week lies in the future.
    Shifted(i64),
}

impl Clock {
    /// Now. A system clock before 1970 counts as 1970.
    #[must_use]
    pub fn now(self) -> Timestamp {
        match self {
            Self::Fixed(time) => time,
            Self::Shifted(by) => Timestamp(Self::System.now().0.saturating_add(by)),
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
                let now = std::time::SystemTime::now();
                let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
        }
    }
}

/// The day in Japan (UTC+9) as ISO 8601.
#[must_use]
pub fn day(time: Timestamp) -> String {
    let Civil { year, month, day, .. } = Civil::at(time, JST);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The last second of a day in Japan, of a date like `2027-03-31`. `None`: the text is no date.
#[must_use]
pub fn end_of_day(date: &str) -> Option<Timestamp> {
    let date = Date::parse(date).ok()?;
    let midnight = Civil::read(&date.to_string())?;
    Some(Timestamp::from_parts(midnight.seconds() + 86_399 - i64::from(JST) * 60, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_japan() {
        assert_eq!(day(Timestamp(0)), "1970-01-01");
        assert_eq!(day(Timestamp::from_parts(951_782_400, 0)), "2000-02-29");
        assert_eq!(
            day(Timestamp::from_parts(1_795_359_600, 0)),
            "2026-11-23",
            "15:00 UTC is the next day in Japan"
        );
        assert_eq!(
            end_of_day("2026-11-23").map(|end| (day(end), end.seconds())),
            Some(("2026-11-23".into(), 1_795_445_999))
        );
        assert_eq!(end_of_day("23.11.2026"), None);
    }
}
