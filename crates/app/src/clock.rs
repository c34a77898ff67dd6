//! The clock: read here and nowhere else, so that everything below takes the time as a parameter.

use domain::time::Timestamp;

/// Where the time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// A fixed moment, for tests and for the demo hospital.
    Fixed(Timestamp),
}

impl Clock {
    /// Now. A system clock before 1970 counts as 1970.
    #[must_use]
    pub fn now(self) -> Timestamp {
        match self {
            Self::Fixed(time) => time,
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
    let days = (time.seconds() + 9 * 3600).div_euclid(86_400);
    // Civil calendar from a day count: years begin in March, so that the leap day is the last of a year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
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
    }
}
