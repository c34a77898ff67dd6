//! Operating systems whose support had ended when the picture was taken.

use domain::{alerts::Status, certainty::Certainty, time::Timestamp};

use super::{Cause, Findings, Scene};

pub(super) fn find(scene: &Scene<'_>, found: &mut Findings) {
    for device in scene.resolved.devices {
        let Some(os) = device.os.as_ref().filter(|os| os.certainty >= Certainty::Likely) else { continue };
        let Some(end) = scene.resolved.knowledge.operating_systems.support_end(&os.value) else { continue };
        let today = date(device.seen.last);
        let Some(evidence) = os.evidence.first() else { continue };
        // Every edition that the name may mean has ended, extended support included.
        if end.latest.is_empty() || end.latest >= today {
            continue;
        }
        let cause = Cause {
            code: "unsupported-os",
            key: os.value.clone(),
            status: Status::Warn,
            certainty: os.certainty,
            arguments: vec![("os", os.value.clone()), ("ended", end.latest.clone())],
        };
        found.add(cause, &device.id, evidence.clone(), device.seen);
    }
}

/// The UTC day of a time, ISO 8601 (civil-from-days, proleptic Gregorian calendar).
fn date(time: Timestamp) -> String {
    let days = time.seconds().div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        assert_eq!(date(Timestamp::from_parts(0, 0)), "1970-01-01");
        assert_eq!(date(Timestamp::from_parts(951_782_400, 0)), "2000-02-29");
        assert_eq!(date(Timestamp::from_parts(1_767_225_599, 0)), "2025-12-31");
    }
}
