//! Finding that somebody set the clock: wall time against time that only runs forwards.

use std::time::Duration;

use domain::time::Timestamp;

/// Drift below this is the ordinary work of a time daemon.
const TOLERATED_MICROS: i64 = 5_000_000;

/// Compares the two clocks from call to call.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClockWatch {
    last: Option<(Timestamp, Duration)>,
}

impl ClockWatch {
    /// Microseconds the wall clock was set forward (negative: back) since the last call; `None` when it just ran on.
    pub fn jump(&mut self, wall: Timestamp, running: Duration) -> Option<i64> {
        let (wall_before, running_before) = self.last.replace((wall, running))?;
        let passed = i64::try_from(running.saturating_sub(running_before).as_micros()).unwrap_or(i64::MAX);
        let jumped = wall.since(wall_before).saturating_sub(passed);
        (jumped.saturating_abs() > TOLERATED_MICROS).then_some(jumped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_told_once_with_its_size() {
        let mut watch = ClockWatch::default();
        let at = |seconds: i64| Timestamp::from_parts(seconds, 0);
        let after = Duration::from_secs;
        assert_eq!(watch.jump(at(1000), after(0)), None);
        assert_eq!(watch.jump(at(1061), after(60)), None, "a second of drift");
        assert_eq!(watch.jump(at(1120 + 86_400), after(120)), Some(86_399_000_000));
        assert_eq!(watch.jump(at(1180 + 86_400), after(180)), None, "it runs on");
        assert_eq!(watch.jump(at(1240), after(240)), Some(-86_400_000_000));
        assert_eq!(watch.jump(Timestamp(i64::MIN), after(300)), Some(i64::MIN));
        assert_eq!(watch.jump(Timestamp(i64::MAX), after(240)), Some(i64::MAX));
    }
}
