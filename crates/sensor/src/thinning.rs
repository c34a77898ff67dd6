//! Making batches smaller without losing what is known: merging first, then the detail of who spoke with whom.

use discovery::merge::merge;
use domain::observations::{CaptureSummary, CaptureWarning, Observations};

/// Two batches as one: rows that say the same become one, and what an interface saw on one day becomes one.
#[must_use]
pub fn join(mut older: Observations, newer: Observations) -> Observations {
    merge(&mut older, newer);
    older
}

/// Drops the flows of a batch, and says so in its summary. Devices, names and addresses stay.
pub fn drop_detail(observations: &mut Observations) {
    let dropped = observations.flows.len() as u64;
    observations.flows = Vec::new();
    if dropped > 0 {
        note(
            observations,
            "sensor-detail-dropped",
            "no room left at the sensor: conversations were dropped",
            dropped,
        );
    }
}

/// Adds a warning to the first summary; one is made when there is none.
pub fn note(observations: &mut Observations, code: &str, detail: &str, count: u64) {
    if observations.summaries.is_empty() {
        observations.summaries.push(CaptureSummary { name: "sensor".into(), ..CaptureSummary::default() });
    }
    if let Some(summary) = observations.summaries.first_mut() {
        warning(code, detail, count).count_in(&mut summary.warnings);
    }
}

/// A warning without a place.
#[must_use]
pub fn warning(code: &str, detail: &str, count: u64) -> CaptureWarning {
    CaptureWarning { code: code.into(), offset: None, frame: None, detail: detail.into(), count }
}

#[cfg(test)]
mod tests {
    use domain::time::{Span, Timestamp};

    use super::*;

    fn batch(name: &str, at: i64, packets: u64) -> Observations {
        let seen = Some(Span::at(Timestamp(at)));
        let warnings = vec![warning("clock-jump", "set", 1)];
        let vlans = vec![at as u16];
        let summaries = vec![CaptureSummary {
            name: name.into(),
            live: true,
            packets,
            seen,
            warnings,
            vlans,
            ..CaptureSummary::default()
        }];
        Observations { summaries, ..Observations::default() }
    }

    #[test]
    fn batches_of_one_interface_become_one() {
        let joined = join(join(batch("s:eth1", 30, 1), batch("s:eth2", 20, 10)), batch("s:eth1", 10, 100));
        let names: Vec<_> = joined.summaries.iter().map(|s| (s.name.as_str(), s.packets)).collect();
        assert_eq!(names, [("s:eth1", 101), ("s:eth2", 10)]);
        let first = &joined.summaries[0];
        assert_eq!(first.vlans, [10, 30]);
        assert_eq!(first.warnings, [warning("clock-jump", "set", 2)]);
        assert_eq!(first.seen, Some(Span { first: Timestamp(10), last: Timestamp(30) }));
    }

    #[test]
    fn a_note_finds_its_place_even_in_an_empty_batch() {
        let mut empty = Observations::default();
        note(&mut empty, "sensor-batch-dropped", "full", 3);
        assert_eq!(empty.summaries[0].warnings[0].count, 3);
    }
}
