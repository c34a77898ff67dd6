//! How much the collector keeps, whatever arrives.

use domain::facts::{Attribute, Fact};

/// Bounds. The defaults hold a hospital of 10,000 devices in about 200 MB at the very most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Fact rows in all.
    pub facts: usize,
    /// Different values of one attribute of one subject.
    pub values: u16,
    pub flows: usize,
    pub bindings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { facts: 600_000, values: 48, flows: 400_000, bindings: 200_000 }
    }
}

impl Limits {
    /// How many different values of this attribute are kept for one subject.
    pub(super) const fn values(&self, attribute: Attribute) -> u16 {
        match attribute {
            // A relay or a proxying router speaks for many, an integration engine forwards many devices.
            Attribute::ArpOwner
            | Attribute::DhcpLease
            | Attribute::Hl7ForwardedDevice
            | Attribute::SdcDevice
            | Attribute::DnsQuery => self.values.saturating_mul(8),
            _ => self.values,
        }
    }

    /// Of the values of one attribute of one subject, keeps as many as a single collector would: those that came first.
    /// The rows are sorted by subject and attribute and stay so.
    pub(super) fn keep_earliest(&self, facts: &mut Vec<Fact>) {
        let mut late = Vec::with_capacity(facts.len());
        for group in facts.chunk_by(|a, b| a.subject == b.subject && a.attribute == b.attribute) {
            let most = group.first().map_or(0, |fact| usize::from(self.values(fact.attribute)));
            let came = |fact: &Fact| (fact.evidence.frame, fact.seen.first);
            let mut order: Vec<_> = group.iter().map(came).collect();
            order.sort_unstable();
            let last = order.get(most.saturating_sub(1)).or(order.last()).copied();
            let mut room = most;
            late.extend(group.iter().map(|fact| {
                let keep = room > 0 && Some(came(fact)) <= last;
                room = room.saturating_sub(usize::from(keep));
                !keep
            }));
        }
        let mut late = late.into_iter();
        facts.retain(|_| late.next() == Some(false));
    }
}
