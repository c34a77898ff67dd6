//! The sink that folds what the engine says into [`Observations`]: same subject, attribute, value and source make one row.
//!
//! Memory depends on how many different things are true, not on how many packets said so, and is bounded besides.

mod limits;
mod rows;

pub use limits::Limits;

use std::{
    hash::{BuildHasher, Hash, Hasher},
    sync::Arc,
};

use domain::{
    addresses::Endpoint,
    facts::{Fact, clean_value, is_clean},
    flows::Flow,
    observations::{Binding, CaptureSummary, CaptureWarning, Observations},
};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use parsers::packet::{
    message::Message,
    sink::{Context, Sink},
};

use self::rows::Rows;
use crate::{
    merge,
    rules::{self, Statement},
};

/// Folds messages, flows and bindings as they come.
pub struct Collector {
    origin: Option<Arc<str>>,
    limits: Limits,
    hasher: FixedState,
    facts: Rows<Fact>,
    /// Different values kept for one attribute of one subject.
    values: HashMap<(Endpoint, u16), u16, FixedState>,
    flows: Rows<Flow>,
    bindings: HashMap<Endpoint, Binding, FixedState>,
    warnings: Vec<CaptureWarning>,
    overflow: u64,
}

impl Collector {
    /// `origin` names the capture in the evidence; empty for none.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self::with_limits(origin, Limits::default())
    }

    /// As [`Collector::new`] with bounds of one's own.
    #[must_use]
    pub fn with_limits(origin: &str, limits: Limits) -> Self {
        let hasher = FixedState::default();
        Self {
            origin: (!origin.is_empty()).then(|| origin.into()),
            limits,
            hasher: hasher.clone(),
            facts: Rows::default(),
            values: HashMap::with_hasher(hasher.clone()),
            flows: Rows::default(),
            bindings: HashMap::with_hasher(hasher.clone()),
            warnings: Vec::new(),
            overflow: 0,
        }
    }

    /// How many different things were seen beyond the bounds and not kept.
    #[must_use]
    pub const fn overflow(&self) -> u64 {
        self.overflow
    }

    /// Takes in a single statement of a rule.
    pub fn state(&mut self, statement: &Statement<'_>) {
        let hash = self.hasher.hash_one((
            statement.subject,
            statement.attribute as u16,
            statement.value,
            statement.source,
        ));
        let same = |fact: &Fact| {
            fact.subject == statement.subject
                && fact.attribute == statement.attribute
                && fact.evidence.source == statement.source
                && fact.value == statement.value
        };
        if let Some(fact) = self.facts.find_mut(hash, same) {
            fact.count += 1;
            fact.certainty = fact.certainty.max(statement.certainty);
            fact.seen.include(statement.time);
            return;
        }
        if is_clean(statement.value) {
            self.insert_fact(hash, statement);
            return;
        }
        let cleaned = clean_value(statement.value);
        if !cleaned.is_empty() {
            self.state(&Statement { value: &cleaned, ..*statement });
        }
    }

    fn insert_fact(&mut self, hash: u64, statement: &Statement<'_>) {
        if self.facts.len() >= self.limits.facts {
            self.overflow += 1;
            return;
        }
        let count = self.values.entry((statement.subject, statement.attribute as u16)).or_default();
        if *count >= self.limits.values(statement.attribute) {
            self.overflow += 1;
            return;
        }
        *count += 1;
        let mut fact = statement.to_fact();
        fact.evidence.origin.clone_from(&self.origin);
        self.facts.add(hash, fact);
    }

    /// Everything collected, in a stable order. `summary` is the engine's; warnings and overflow are added to it.
    #[must_use]
    pub fn finish(self, mut summary: CaptureSummary) -> Observations {
        // The capture reader tells its warnings to the sink and to the summary.
        let told = |w: &CaptureWarning, s: &CaptureSummary| {
            s.warnings.iter().any(|k| k.code == w.code && k.detail == w.detail)
        };
        for warning in self.warnings {
            if !told(&warning, &summary) {
                warning.count_in(&mut summary.warnings);
            }
        }
        if self.overflow > 0 {
            CaptureWarning {
                code: "collector-overflow".into(),
                offset: None,
                frame: None,
                detail: "more different values than are kept".into(),
                count: self.overflow,
            }
            .count_in(&mut summary.warnings);
        }
        let mut observations = Observations {
            facts: self.facts.into_rows(),
            bindings: self.bindings.into_values().collect(),
            flows: self.flows.into_rows(),
            summaries: vec![summary],
        };
        merge::sort(&mut observations);
        observations
    }

    /// As [`Collector::finish`] for collectors that shared the packets of one capture: the rows are those that one would have kept.
    /// Only how often a row beyond its subject's bound came again may be counted otherwise.
    #[must_use]
    pub fn finish_all(collectors: impl IntoIterator<Item = Self>, summary: CaptureSummary) -> Observations {
        let mut collectors = collectors.into_iter();
        let mut all = collectors.next().unwrap_or_else(|| Self::new(""));
        let limits = all.limits;
        for other in collectors {
            all.absorb(other);
        }
        let mut observations = all.finish(summary);
        limits.keep_earliest(&mut observations.facts);
        observations
    }

    /// Takes over the rows of another collector of the same capture, without regard to bounds.
    fn absorb(&mut self, other: Self) {
        for warning in other.warnings {
            warning.count_in(&mut self.warnings);
        }
        self.overflow += other.overflow;
        for (hash, fact) in other.facts.into_hashed() {
            match self.facts.find_mut(hash, |known| merge::same_fact(known, &fact)) {
                Some(known) => merge::add_fact(known, fact),
                None => self.facts.add(hash, fact),
            }
        }
        for (hash, flow) in other.flows.into_hashed() {
            match self.flows.find_mut(hash, |known| same_flow(known, &flow)) {
                Some(known) => add_flow(known, &flow),
                None => self.flows.add(hash, flow),
            }
        }
        for (endpoint, binding) in other.bindings {
            match self.bindings.get_mut(&endpoint) {
                Some(known) => add_binding(known, &binding),
                None => drop(self.bindings.insert(endpoint, binding)),
            }
        }
    }

    /// Hands out what was collected since the last call and starts anew: for live watching.
    pub fn drain(&mut self, summary: CaptureSummary) -> Observations {
        let fresh = Self::with_limits(self.origin.as_deref().unwrap_or_default(), self.limits);
        std::mem::replace(self, fresh).finish(summary)
    }
}

/// Adds the counts of a row that comes again.
pub(crate) fn add_flow(into: &mut Flow, more: &Flow) {
    into.connections += more.connections;
    into.client_packets += more.client_packets;
    into.client_bytes += more.client_bytes;
    into.server_packets += more.server_packets;
    into.server_bytes += more.server_bytes;
    into.longest = into.longest.max(more.longest);
    if more.seen.first < into.seen.first {
        into.frame = more.frame;
    } else if more.seen.first == into.seen.first {
        into.frame = into.frame.min(more.frame);
    }
    into.seen.merge(more.seen);
}

/// Adds the counts of a source that comes again.
pub(crate) fn add_binding(into: &mut Binding, more: &Binding) {
    into.packets += more.packets;
    into.bytes += more.bytes;
    if more.seen.first < into.seen.first {
        into.frame = more.frame;
    } else if more.seen.first == into.seen.first {
        into.frame = into.frame.min(more.frame);
    }
    into.see(more);
    into.ttl = match (into.ttl, more.ttl) {
        ((0, 0), other) | (other, (0, 0)) => other,
        ((a, b), (c, d)) => (a.min(c), b.max(d)),
    };
}

/// What makes two flow rows one.
pub(crate) fn same_flow(a: &Flow, b: &Flow) -> bool {
    a.client == b.client
        && a.server == b.server
        && a.transport == b.transport
        && a.port == b.port
        && a.opening == b.opening
        && a.protocol == b.protocol
}

fn hash_flow(state: &FixedState, flow: &Flow) -> u64 {
    let mut hasher = state.build_hasher();
    (flow.client, flow.server, flow.transport, flow.port, flow.opening).hash(&mut hasher);
    flow.protocol.hash(&mut hasher);
    hasher.finish()
}

impl Sink for Collector {
    fn message(&mut self, context: &Context, message: Message) {
        rules::apply_borrowed(context, &message, &mut |statement| self.state(statement));
    }

    fn flow(&mut self, flow: Flow) {
        let hash = hash_flow(&self.hasher, &flow);
        if let Some(known) = self.flows.find_mut(hash, |row| same_flow(row, &flow)) {
            add_flow(known, &flow);
        } else if self.flows.len() < self.limits.flows {
            self.flows.add(hash, flow);
        } else {
            self.overflow += 1;
        }
    }

    fn binding(&mut self, binding: Binding) {
        if let Some(known) = self.bindings.get_mut(&binding.endpoint) {
            add_binding(known, &binding);
        } else if self.bindings.len() < self.limits.bindings {
            self.bindings.insert(binding.endpoint, binding);
        } else {
            self.overflow += 1;
        }
    }

    fn warning(&mut self, warning: CaptureWarning) {
        warning.count_in(&mut self.warnings);
    }
}

#[cfg(test)]
mod tests {
    use domain::{certainty::Certainty, facts::Attribute, time::Timestamp};

    use super::*;

    fn say(collector: &mut Collector, value: &str, time: i64) {
        state(collector, value, time, 7);
    }

    /// The frame number grows with time.
    fn say_at(collector: &mut Collector, value: &str, time: i64) {
        state(collector, value, time, time as u64);
    }

    fn state(collector: &mut Collector, value: &str, time: i64, frame: u64) {
        collector.state(&Statement {
            subject: Endpoint { ip: Some([10, 0, 0, 1].into()), ..Endpoint::default() },
            attribute: Attribute::Hostname,
            value,
            certainty: Certainty::Likely,
            source: "dhcp",
            said: "option 12",
            frame,
            time: Timestamp(time),
        });
    }

    #[test]
    fn the_same_statement_is_one_row() {
        let mut collector = Collector::new("a.pcap");
        say(&mut collector, "CT01", 5);
        say(&mut collector, "CT01", 3);
        say(&mut collector, " CT01\u{0}", 9);
        say(&mut collector, "CT02", 4);
        let out = collector.finish(CaptureSummary::default());
        assert_eq!(out.facts.len(), 2);
        let first = &out.facts[0];
        assert_eq!(
            (first.value.as_str(), first.count, first.seen.first.0, first.seen.last.0),
            ("CT01", 3, 3, 9)
        );
        assert_eq!(first.evidence.origin.as_deref(), Some("a.pcap"));
    }

    #[test]
    fn shared_work_gives_the_same_rows() {
        let mut one = Collector::new("a.pcap");
        let mut two = [Collector::new("a.pcap"), Collector::new("a.pcap")];
        for (n, value) in ["CT01", "CT02", "CT01", "CT03", "CT01"].into_iter().enumerate() {
            say(&mut one, value, n as i64);
            say(&mut two[n % 2], value, n as i64);
        }
        let summary = CaptureSummary { packets: 5, ..CaptureSummary::default() };
        assert_eq!(Collector::finish_all(two, summary.clone()), one.finish(summary));
    }

    #[test]
    fn shared_work_keeps_to_the_same_bounds() {
        let limits = Limits { values: 4, ..Limits::default() };
        let collector = || Collector::with_limits("a.pcap", limits);
        let (mut one, mut two) = (collector(), [collector(), collector()]);
        for n in 0..20 {
            let value = format!("host{}", 19 - n);
            say_at(&mut one, &value, n);
            say_at(&mut two[usize::from(n % 3 == 0)], &value, n);
        }
        let values = |out: Observations| out.facts.into_iter().map(|fact| fact.value).collect::<Vec<_>>();
        let expected = values(one.finish(CaptureSummary::default()));
        assert_eq!(expected, ["host16", "host17", "host18", "host19"]);
        assert_eq!(values(Collector::finish_all(two, CaptureSummary::default())), expected);
    }

    #[test]
    fn memory_is_bounded_and_the_rest_is_counted() {
        let limits = Limits { values: 4, ..Limits::default() };
        let mut collector = Collector::with_limits("", limits);
        for n in 0..100 {
            say(&mut collector, &format!("host{n}"), n);
        }
        assert_eq!(collector.overflow(), 96);
        let out = collector.finish(CaptureSummary::default());
        assert_eq!(out.facts.len(), 4);
        assert!(out.summaries[0].warnings.iter().any(|w| w.code == "collector-overflow" && w.count == 96));
    }
}
