//! Putting observations together. The result does not depend on the order.

use domain::{
    facts::Fact,
    flows::{Flow, Opening, Transport},
    observations::{Binding, CaptureSummary, Observations},
};

use crate::collector::{add_binding, add_flow, same_flow};

/// Folds `more` into `into`. Merging the same captures in any order gives the same observations.
pub fn merge(into: &mut Observations, more: Observations) {
    append(into, more);
    sort(into);
}

/// Folds many into one, sorting only when what is gathered has doubled: thousands of small parts cost little more than one large one.
#[derive(Debug, Default)]
pub struct Gathering {
    all: Observations,
    /// Rows that were there after the last sorting.
    sorted: usize,
    parts: usize,
}

impl Gathering {
    /// Takes in one part, itself sorted or not.
    pub fn add(&mut self, part: Observations) {
        self.parts += 1;
        if self.parts == 1 {
            self.all = part;
            return;
        }
        append(&mut self.all, part);
        if rows(&self.all) > 2 * self.sorted + SMALL {
            self.sort();
        }
    }

    /// Everything taken in, sorted and folded.
    #[must_use]
    pub fn finish(mut self) -> Observations {
        self.sort();
        self.all
    }

    fn sort(&mut self) {
        sort(&mut self.all);
        self.sorted = rows(&self.all);
    }
}

/// All parts folded into one, as by [`Gathering`].
///
/// # Errors
/// The first error of the parts; what was gathered before it is dropped.
pub fn merge_all<E>(parts: impl IntoIterator<Item = Result<Observations, E>>) -> Result<Observations, E> {
    let mut all = Gathering::default();
    for part in parts {
        all.add(part?);
    }
    Ok(all.finish())
}

/// Rows that are gathered before the first sorting.
const SMALL: usize = 10_000;

const fn rows(observations: &Observations) -> usize {
    observations.facts.len() + observations.bindings.len() + observations.flows.len()
}

fn append(into: &mut Observations, more: Observations) {
    into.facts.extend(more.facts);
    into.bindings.extend(more.bindings);
    into.flows.extend(more.flows);
    into.summaries.extend(more.summaries);
}

/// Sorts and folds rows that are the same.
pub(crate) fn sort(observations: &mut Observations) {
    observations.facts.sort_unstable_by(compare_facts);
    observations.facts.dedup_by(|next, kept| fold_fact(kept, next));
    observations.bindings.sort_unstable_by(|a, b| {
        (a.endpoint, a.seen.first, a.frame).cmp(&(b.endpoint, b.seen.first, b.frame))
    });
    observations.bindings.dedup_by(|next, kept| fold_binding(kept, next));
    observations.flows.sort_unstable_by(|a, b| flow_key(a).cmp(&flow_key(b)));
    observations.flows.dedup_by(|next, kept| fold_flow(kept, next));
    observations.summaries.sort_by(compare_summaries);
    fold_live(&mut observations.summaries);
}

/// A longer silence, in microseconds, may be a sensor that was off: what lies before and after it was watched, the silence was not.
const SILENCE: i64 = 15 * 60 * 1_000_000;

/// What one interface saw on one day without a long silence becomes one summary, so that months of watching stay a short list.
fn fold_live(summaries: &mut Vec<CaptureSummary>) {
    let mut folded: Vec<CaptureSummary> = Vec::with_capacity(summaries.len());
    for summary in summaries.drain(..) {
        let same = |known: &&mut CaptureSummary| {
            let is_near = known.seen.zip(summary.seen).is_none_or(|(known, new)| {
                new.first.since(known.last) <= SILENCE && known.first.since(new.last) <= SILENCE
            });
            let both = known.live && summary.live;
            both && known.name == summary.name && known.day() == summary.day() && is_near
        };
        match folded.iter_mut().find(same) {
            Some(known) => known.absorb(summary),
            None => folded.push(summary),
        }
    }
    *summaries = folded;
}

/// Order of facts: what makes them one row, then the earliest sample.
fn compare_facts(a: &Fact, b: &Fact) -> std::cmp::Ordering {
    (a.subject, a.attribute).cmp(&(b.subject, b.attribute)).then_with(|| {
        let key = |f: &'_ Fact| (f.seen.first, f.evidence.frame);
        a.value
            .cmp(&b.value)
            .then_with(|| a.evidence.source.cmp(&b.evidence.source))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.evidence.origin.cmp(&b.evidence.origin))
            .then_with(|| a.evidence.said.cmp(&b.evidence.said))
    })
}

/// What makes two fact rows one.
pub(crate) fn same_fact(a: &Fact, b: &Fact) -> bool {
    a.subject == b.subject
        && a.attribute == b.attribute
        && a.value == b.value
        && a.evidence.source == b.evidence.source
}

/// Adds a row that comes again. The earlier sample stays.
pub(crate) fn add_fact(kept: &mut Fact, mut more: Fact) {
    if compare_facts(&more, kept).is_lt() {
        std::mem::swap(kept, &mut more);
    }
    count_fact(kept, &more);
}

fn count_fact(kept: &mut Fact, more: &Fact) {
    kept.count += more.count;
    kept.certainty = kept.certainty.max(more.certainty);
    kept.seen.merge(more.seen);
}

fn fold_fact(kept: &mut Fact, next: &Fact) -> bool {
    let same = same_fact(kept, next);
    if same {
        count_fact(kept, next);
    }
    same
}

fn fold_binding(kept: &mut Binding, next: &Binding) -> bool {
    let same = kept.endpoint == next.endpoint;
    if same {
        add_binding(kept, next);
    }
    same
}

fn fold_flow(kept: &mut Flow, next: &Flow) -> bool {
    let same = same_flow(kept, next);
    if same {
        add_flow(kept, next);
    }
    same
}

type FlowKey<'a> = (
    domain::addresses::Endpoint,
    domain::addresses::Endpoint,
    Transport,
    u16,
    Option<&'a str>,
    u8,
    domain::time::Timestamp,
    u64,
);

fn flow_key(flow: &Flow) -> FlowKey<'_> {
    let protocol = flow.protocol.as_deref();
    (
        flow.client,
        flow.server,
        flow.transport,
        flow.port,
        protocol,
        opening_rank(flow.opening),
        flow.seen.first,
        flow.frame,
    )
}

/// Strength of an opening: how sure it is that the server's port answered.
pub(crate) const fn opening_rank(opening: Opening) -> u8 {
    match opening {
        Opening::Answered => 5,
        Opening::AnswerOnly => 4,
        Opening::Replied => 3,
        Opening::MidStream => 2,
        Opening::Refused => 1,
        Opening::Attempted => 0,
    }
}

fn compare_summaries(a: &CaptureSummary, b: &CaptureSummary) -> std::cmp::Ordering {
    let start = |s: &CaptureSummary| s.seen.map(|seen| (seen.first, seen.last));
    start(a).cmp(&start(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.packets.cmp(&b.packets))
}

#[cfg(test)]
mod tests {
    use domain::time::{Span, Timestamp};
    use knowledge::Knowledge;

    use super::*;
    use crate::testing::{Scene, span};

    #[test]
    fn a_day_of_watching_is_one_span_as_long_as_somebody_watched() {
        let minute = |minute: i64| Timestamp(minute * 60_000_000);
        let live = |first, last| CaptureSummary {
            name: "core:eth1".into(),
            live: true,
            packets: 1,
            seen: Some(Span { first: minute(first), last: minute(last) }),
            ..CaptureSummary::default()
        };
        let mut all = vec![live(1_430, 1_435), live(5, 10), live(20, 30), live(25, 40)];
        for _ in 0..2 {
            let mut observations = Observations { summaries: all, ..Observations::default() };
            sort(&mut observations);
            all = observations.summaries;
            let spans: Vec<_> = all.iter().filter_map(|one| one.seen).collect();
            let wanted = [(5, 40), (1_430, 1_435)]
                .map(|(first, last)| Span { first: minute(first), last: minute(last) });
            assert_eq!(spans, wanted, "a sensor that was off in between saw nothing");
        }
        assert_eq!(all.iter().map(|one| one.packets).sum::<u64>(), 4);
    }

    #[test]
    fn a_device_of_two_short_captures_was_not_there_all_week() {
        let (mac, day) = ("00:11:22:33:44:55", 86_400);
        let capture = |from, to| Scene::default().host(mac, "10.0.0.5", span(from, to)).0;
        let there = |parts: Vec<Observations>| {
            let merged = merge_all(parts.into_iter().map(Ok::<_, ()>)).unwrap();
            let mut picture = crate::resolve::resolve(&merged, &Knowledge::load(&[]).0, &[], None);
            let device = picture.devices.remove(0);
            (device.seen, device.times)
        };
        let parts = [capture(6 * day, 6 * day + 600), capture(300, 600), capture(0, 400)];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let (seen, times) = there(order.map(|at| parts[at].clone()).to_vec());
            assert_eq!(times, [span(0, 600), span(6 * day, 6 * day + 600)]);
            assert_eq!(seen, span(0, 6 * day + 600));
        }
        let (_, times) = there(vec![capture(0, 600), capture(3_600, 4_000)]);
        assert!(times.is_empty(), "an hour of silence is no absence");
    }
}
