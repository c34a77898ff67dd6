//! Points in time as people read them. The hospital's offset from UTC is a parameter.

use crate::time::Timestamp;

/// Japan Standard Time, minutes east of UTC.
pub const JST: i32 = 540;

/// A calendar date and time of day (proleptic Gregorian).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    /// 0 is Sunday.
    pub weekday: u8,
}

impl Civil {
    /// In UTC.
    #[must_use]
    pub fn utc(time: Timestamp) -> Self {
        Self::at(time, 0)
    }

    /// At an offset of `minutes` east of UTC. Days to civil date after Hinnant's `civil_from_days`.
    #[must_use]
    pub fn at(time: Timestamp, minutes: i32) -> Self {
        let seconds = time.seconds() + i64::from(minutes) * 60;
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(day_of_year - (153 * month_index + 2) / 5 + 1),
            hour: small(of_day / 3_600),
            minute: small(of_day / 60 % 60),
            second: small(of_day % 60),
            weekday: small((days + 4).rem_euclid(7)),
        }
    }

    /// `2026-11-20T00:12:00Z`, when made in UTC.
    #[must_use]
    pub fn iso(self) -> String {
        let Self { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_around_the_edges() {
        let cases = [
            (0, "1970-01-01T00:00:00Z", 4),
            (951_782_400, "2000-02-29T00:00:00Z", 2),
            (-1, "1969-12-31T23:59:59Z", 3),
            (1_795_133_520, "2026-11-20T00:12:00Z", 5),
            (4_107_542_399, "2100-02-28T23:59:59Z", 0),
        ];
        for (seconds, expected, weekday) in cases {
            let civil = Civil::utc(Timestamp::from_parts(seconds, 0));
            assert_eq!((civil.iso().as_str(), civil.weekday), (expected, weekday));
        }
    }

    #[test]
    fn japan_is_nine_hours_ahead() {
        let civil = Civil::at(Timestamp::from_parts(1_795_133_520, 0), JST);
        assert_eq!((civil.hour, civil.minute, civil.day), (9, 12, 20));
    }
}
