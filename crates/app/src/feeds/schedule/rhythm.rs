//! When the next fetch is due: a calculation with the time as a parameter.

use domain::{
    civil::JST,
    time::{Span, Timestamp},
};

use super::super::trouble::Trouble;

const HOUR: i64 = 3_600;
/// Nobody fetches more often: publishers ask for that, and their lists change at most so often.
const SHORTEST: i64 = HOUR;
const LONGEST: i64 = 30 * 24 * HOUR;
/// First pause after a failure; it doubles with each one that follows.
const FIRST_PAUSE: i64 = 900;
/// Longest shift.
const MOST_JITTER: i64 = 1_800;

/// How often, and from which time of day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rhythm {
    /// Seconds.
    every: i64,
    /// Seconds since midnight in Japan (UTC+9); without it the time of the last run counts.
    at: Option<i64>,
}

/// What the calculation needs to know of the past.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    /// Since when it is on.
    pub since: Timestamp,
    /// The last run, from its beginning to its end.
    pub last: Option<Span>,
    /// Runs that failed, one after the other.
    pub failed: u32,
}

impl Rhythm {
    /// From the words of the settings: `6h`, `1d`; `03:10`.
    pub(super) fn read(every: &str, at: Option<&str>) -> Result<Self, Trouble> {
        let wrong = |what: String| Trouble::Settings { what };
        let every = seconds(every)
            .filter(|every| (SHORTEST..=LONGEST).contains(every))
            .ok_or_else(|| wrong(format!("[schedule] every = \"{every}\" is not between 1h and 30d")))?;
        let time = |text: &str| {
            time_of_day(text).ok_or_else(|| wrong(format!("[schedule] at = \"{text}\" is no time")))
        };
        Ok(Self { every, at: at.map(time).transpose()? })
    }

    /// `part` is this installation's own part of the longest shift: 0 to 999 thousandths.
    pub(super) fn next(self, past: Past, part: i64) -> Timestamp {
        let jitter = |most: i64| most.min(MOST_JITTER) * part.clamp(0, 999) / 1_000;
        let due = match (past.last, self.at) {
            (Some(last), _) if past.failed > 0 => {
                let pause = (FIRST_PAUSE << (past.failed - 1).min(16)).min(self.every);
                last.last.seconds() + pause + jitter(pause / 4)
            }
            (last, Some(at)) => {
                let after = last.map_or(past.since, |last| last.first.max(past.since));
                self.on_grid(at, after.seconds()) + jitter(self.every / 10)
            }
            (Some(last), None) => last.first.seconds() + self.every + jitter(self.every / 10),
            (None, None) => past.since.seconds() + jitter(self.every / 10),
        };
        Timestamp::from_parts(due, 0)
    }

    /// The first moment after `after` that is `at` and a multiple of `every`.
    fn on_grid(self, at: i64, after: i64) -> i64 {
        let anchor = at - i64::from(JST) * 60;
        anchor + ((after - anchor).div_euclid(self.every) + 1) * self.every
    }
}

/// `90m`, `6h`, `1d` in seconds.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let unit = match text.chars().last()? {
        'm' => 60,
        'h' => HOUR,
        'd' => 24 * HOUR,
        _ => return None,
    };
    let number = text.get(..text.len() - 1)?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    number.parse::<i64>().ok()?.checked_mul(unit)
}

/// `03:10` in seconds since midnight.
fn time_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str, most: i64| {
        let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| plain && *number < most)
    };
    Some(number(hours, 24)? * HOUR + number(minutes, 60)? * 60)
}

#[cfg(test)]
mod tests {
    use domain::civil::Civil;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Civil::read(text).unwrap()
    }

    fn run(from: &str, to: &str) -> Option<Span> {
        Some(Span { first: at(from), last: at(to) })
    }

    #[test]
    fn the_next_time() {
        let since = at("2026-11-20T00:00:00Z");
        let late = run("2026-11-21T18:40:00Z", "2026-11-21T19:00:00Z");
        for (every, time, last, failed, part, expected) in [
            // 03:10 in Japan is 18:10 of the day before.
            ("1d", Some("03:10"), None, 0, 0, "2026-11-20T18:10:00Z"),
            ("1d", Some("03:10"), late, 0, 0, "2026-11-22T18:10:00Z"),
            ("6h", Some("03:10"), late, 0, 0, "2026-11-22T00:10:00Z"),
            ("1d", Some("03:10"), late, 0, 999, "2026-11-22T18:39:58Z"),
            ("6h", None, late, 0, 0, "2026-11-22T00:40:00Z"),
            ("6h", None, None, 0, 0, "2026-11-20T00:00:00Z"),
            ("6h", None, None, 0, 500, "2026-11-20T00:15:00Z"),
            // After failures: a quarter of an hour, then twice as long each time, never longer than the rhythm.
            ("6h", Some("03:10"), late, 1, 0, "2026-11-21T19:15:00Z"),
            ("6h", Some("03:10"), late, 3, 0, "2026-11-21T20:00:00Z"),
            ("6h", None, late, 40, 0, "2026-11-22T01:00:00Z"),
        ] {
            let rhythm = Rhythm::read(every, time).unwrap();
            let next = rhythm.next(Past { since, last, failed }, part);
            assert_eq!(Civil::utc(next).iso(), expected, "{every} {time:?} {failed} {part}");
        }
    }

    #[test]
    fn what_is_no_rhythm_is_told() {
        for (every, time) in [
            ("5m", None),
            ("31d", None),
            ("", None),
            ("h", None),
            ("-6h", None),
            ("６h", None),
            ("99999999999999999999d", None),
            ("6h", Some("24:00")),
            ("6h", Some("3:10")),
            ("6h", Some("03:1+")),
        ] {
            assert!(matches!(Rhythm::read(every, time), Err(Trouble::Settings { .. })), "{every} {time:?}");
        }
    }
}
