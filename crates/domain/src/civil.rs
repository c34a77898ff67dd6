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

    /// A point in time from a date, with or without a time of day and an offset: `2025-08-25`, `2022-01-19T11:15Z`,
    /// `2017-11-16T15:06:40+09:00`. Without an offset it is UTC.
    #[must_use]
    pub fn read(text: &str) -> Option<Timestamp> {
        let text = text.trim();
        let number = |from: usize, to: usize| -> Option<i64> {
            text.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let parts = text.as_bytes();
        if parts.get(4) != Some(&b'-') || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let mut seconds = days(year, month, day) * 86_400;
        let rest = text.get(10..).unwrap_or_default();
        if rest.starts_with(['T', 't', ' ']) {
            seconds += number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19).unwrap_or(0);
            let offset =
                rest.rfind(['+', '-']).and_then(|at| Some((rest.get(at..=at)?, rest.get(at + 1..)?)));
            if let Some((sign, offset)) = offset {
                let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
                let part = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i64>().ok());
                let shift = part(0).unwrap_or(0) * 3_600 + part(2).unwrap_or(0) * 60;
                seconds += if sign == "+" { -shift } else { shift };
            }
        }
        Some(Timestamp::from_parts(seconds, 0))
    }

    /// `2026-11-20`
    #[must_use]
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `2026-11-20T00:12:00Z`, when made in UTC.
    #[must_use]
    pub fn iso(self) -> String {
        let Self { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Points in time in documents: `2026-11-20T00:12:00Z`, whole seconds; a date alone is its beginning.
pub mod written {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::Civil;
    use crate::time::Timestamp;

    /// Writes a point in time.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&Civil::utc(*time).iso())
    }

    /// Reads a point in time.
    ///
    /// # Errors
    /// The text is no date.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        Civil::read(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no date")))
    }

    /// The same for what may be missing.
    pub mod option {
        use serde::{Deserialize, Deserializer, Serializer};

        use crate::time::Timestamp;

        #[derive(Deserialize)]
        struct Written(#[serde(with = "super")] Timestamp);

        /// Writes a point in time.
        ///
        /// # Errors
        /// Those of the serializer.
        pub fn serialize<S: Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
            match time {
                Some(time) => super::serialize(time, to),
                None => to.serialize_none(),
            }
        }

        /// Reads a point in time.
        ///
        /// # Errors
        /// The text is no date.
        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
            Ok(Option::<Written>::deserialize(from)?.map(|written| written.0))
        }
    }
}

/// Days since 1970-01-01, after Hinnant's `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_occur() {
        for (text, expected) in [
            ("2025-08-25", "2025-08-25T00:00:00Z"),
            ("2022-01-19T11:15Z", "2022-01-19T11:15:00Z"),
            ("2017-11-16T15:06:40+09:00", "2017-11-16T06:06:40Z"),
            ("2025-01-30T19:15:13.390", "2025-01-30T19:15:13Z"),
            ("2000-02-29T23:59:59-05:30", "2000-03-01T05:29:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(Civil::utc(Civil::read(text).unwrap()).iso(), expected);
        }
        for text in ["", "yesterday", "2025", "2025-13-01", "2025/01/01", "２０２５-01-01"] {
            assert_eq!(Civil::read(text), None, "{text}");
        }
    }

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
