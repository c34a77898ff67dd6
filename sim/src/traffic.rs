//! A stretch of time at the mirror port: who does what when, played in order.

use crate::{
    acts::{self, Act, Pace},
    hospital::{Hospital, Mirror},
    rng::Rng,
    stage::{Heard, Stage, Tape},
};

/// A capture to be made.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub mirror: Mirror,
    /// Start, microseconds since 1970.
    pub start: i64,
    pub minutes: u32,
    /// Day of the week's history, from 1: devices that are away that day are silent.
    pub day: u32,
    /// The recording runs until the next day: after the talk only the first device of the network is heard, every half hour.
    pub all_day: bool,
}

/// 2030-01-05 09:00 in Japan: the first day of the fictional week.
pub const FIRST_DAY: i64 = 1_893_801_600_000_000;

impl Session {
    /// A capture on a day of the week.
    #[must_use]
    pub const fn on_day(mirror: Mirror, day: u32, minutes: u32) -> Self {
        Self { mirror, start: FIRST_DAY + (day as i64 - 1) * 86_400_000_000, minutes, day, all_day: false }
    }

    /// The same, recorded around the clock.
    #[must_use]
    pub const fn all_day(self) -> Self {
        Self { all_day: true, ..self }
    }
}

/// Plays a session onto a tape and tells what the mirror saw of each device.
pub fn play(hospital: &Hospital, session: &Session, tape: &mut dyn Tape) -> Vec<Heard> {
    let seed = hospital.seed.wrapping_mul(31).wrapping_add(u64::from(session.day));
    let mut stage = Stage::new(hospital, session.mirror, session.start, seed);
    for (at, index, act) in schedule(hospital, session, Rng::new(seed).fork(99)) {
        let Some(device) = hospital.devices.get(index) else { continue };
        stage.begin(at, tape);
        act(&mut stage, device);
    }
    stage.begin(i64::MAX, tape);
    stage.heard
}

/// Everything that will happen, in the order of time.
fn schedule(hospital: &Hospital, session: &Session, mut rng: Rng) -> Vec<(i64, usize, Act)> {
    let length = u64::from(session.minutes) * 60_000_000;
    let mut out: Vec<(i64, usize, Act)> = Vec::new();
    for device in &hospital.devices {
        if session.day < device.days.0 || session.day > device.days.1 {
            continue;
        }
        let mut add = |act: Act, rng: &mut Rng| {
            out.push((session.start + rng.below(length) as i64, device.index, act));
        };
        add(acts::start, &mut rng);
        for talk in device.talks.iter().filter(|_| !device.quiet) {
            let word = talk.split(':').next().unwrap_or_default();
            let Some((act, pace)) = acts::of(word) else { continue };
            let times = match pace {
                Pace::Once => 1,
                Pace::Often => rng.between(1, 3),
                Pace::Beat => u64::from(session.minutes / 5).clamp(2, 12),
            };
            for _ in 0..times {
                add(act, &mut rng);
            }
        }
    }
    if let Some(first) = hospital.devices.first().filter(|_| session.all_day) {
        let half_hours = (1..48).map(|at| session.start + at * 1_800_000_000);
        out.extend(half_hours.map(|at| (at, first.index, acts::start as Act)));
    }
    out.sort_by_key(|(at, index, _)| (*at, *index));
    out
}
