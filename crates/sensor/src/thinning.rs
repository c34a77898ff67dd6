//! Making batches smaller without losing what is known: merging first, then the detail of who spoke with whom.

use discovery::merge::merge;
use domain::{
    observations::{CaptureSummary, CaptureWarning, Observations},
    time::Span,
};

/// Two batches as one. Rows that say the same become one, and the summaries of one interface become one.
#[must_use]
pub fn join(mut older: Observations, newer: Observations) -> Observations {
    merge(&mut older, newer);
    fold_summaries(&mut older.summaries);
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
        add_warning(&mut summary.warnings, warning(code, detail, count));
    }
}

/// A warning without a place.
#[must_use]
pub fn warning(code: &str, detail: &str, count: u64) -> CaptureWarning {
    CaptureWarning { code: code.into(), offset: None, frame: None, detail: detail.into(), count }
}

/// Counts a warning that came before, else keeps it; at most 256 different ones.
pub fn add_warning(warnings: &mut Vec<CaptureWarning>, warning: CaptureWarning) {
    let same = |known: &&mut CaptureWarning| known.code == warning.code && known.detail == warning.detail;
    if let Some(known) = warnings.iter_mut().find(same) {
        known.count = known.count.saturating_add(warning.count);
    } else if warnings.len() < 256 {
        warnings.push(warning);
    }
}

/// Summaries of the same name become one: counts added, spans joined.
fn fold_summaries(summaries: &mut Vec<CaptureSummary>) {
    let mut folded: Vec<CaptureSummary> = Vec::new();
    for summary in summaries.drain(..) {
        match folded.iter_mut().find(|known| known.name == summary.name) {
            Some(known) => add_summary(known, summary),
            None => folded.push(summary),
        }
    }
    *summaries = folded;
}

fn add_summary(known: &mut CaptureSummary, more: CaptureSummary) {
    known.packets += more.packets;
    known.bytes += more.bytes;
    known.duplicates += more.duplicates;
    known.dropped += more.dropped;
    known.cut += more.cut;
    known.malformed += more.malformed;
    known.one_way_connections += more.one_way_connections;
    known.two_way_connections += more.two_way_connections;
    known.seen = match (known.seen, more.seen) {
        (Some(a), Some(b)) => Some(Span { first: a.first.min(b.first), last: a.last.max(b.last) }),
        (a, b) => a.or(b),
    };
    union(&mut known.vlans, more.vlans);
    union(&mut known.broadcast_vlans, more.broadcast_vlans);
    union(&mut known.link_types, more.link_types);
    union(&mut known.own_macs, more.own_macs);
    for warning in more.warnings {
        add_warning(&mut known.warnings, warning);
    }
}

fn union<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    into.sort_unstable();
    into.dedup();
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn batch(name: &str, at: i64, packets: u64) -> Observations {
        let seen = Some(Span::at(Timestamp(at)));
        let warnings = vec![warning("clock-jump", "set", 1)];
        let vlans = vec![at as u16];
        let summaries = vec![CaptureSummary {
            name: name.into(),
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
