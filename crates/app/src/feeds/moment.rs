//! Points in time in files: `2026-11-20T00:12:00Z`, to the second.

use domain::{civil::Civil, time::Timestamp};
use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

/// Clocks and time zones differ by up to a day, in microseconds.
const AHEAD: i64 = 86_400_000_000;

/// Further ahead than clocks and time zones differ: nobody can know that today, so that the date is a mistake.
pub(super) const fn is_to_come(time: Timestamp, now: Timestamp) -> bool {
    time.0 > now.0.saturating_add(AHEAD)
}

/// Writes a moment.
pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Civil::utc(*time).iso())
}

/// Reads a moment.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    Civil::read(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no date")))
}

/// A moment that may be missing.
pub(super) mod maybe {
    use super::{Deserializer, Serializer, Timestamp};

    /// Writes a moment or nothing.
    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(in crate::feeds) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a moment; `null` is nothing.
    pub(in crate::feeds) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        use serde::{Deserialize as _, de::Error as _};
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let read = domain::civil::Civil::read(&text);
        read.map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is no date")))
    }
}
