//! What the rules look at: one host with its facts, conversations, card and the knowledge.

use domain::{
    certainty::Certainty,
    devices::Service,
    facts::{Attribute, Evidence, Fact},
};
use knowledge::{Knowledge, oui::OuiEntry, protocols::ProtocolEntry};

use crate::{
    identity::Host,
    traffic::{Talk, Traffic},
};

/// One host.
pub struct View<'a> {
    pub index: usize,
    pub host: &'a Host,
    /// Sorted by attribute.
    pub facts: Vec<&'a Fact>,
    pub services: Vec<Service>,
    pub traffic: &'a Traffic<'a>,
    /// Owner of the card's address block.
    pub card: Option<&'a OuiEntry>,
    /// `maker_id` of that owner: mapped, or recognised by its registered name.
    pub card_maker: Option<&'a str>,
    pub knowledge: &'a Knowledge,
}

impl<'a> View<'a> {
    /// Facts about one attribute.
    pub fn of(&self, attribute: Attribute) -> impl Iterator<Item = &'a Fact> {
        let start = self.facts.partition_point(|fact| fact.attribute < attribute);
        self.facts.iter().skip(start).take_while(move |fact| fact.attribute == attribute).copied()
    }

    /// Whether an attribute has exactly this value.
    #[must_use]
    pub fn says(&self, attribute: Attribute, value: &str) -> Option<&'a Fact> {
        self.of(attribute).find(|fact| fact.value == value)
    }

    /// Facts about one attribute that are at least this certain.
    pub fn at_least(&self, attribute: Attribute, certainty: Certainty) -> impl Iterator<Item = &'a Fact> {
        self.of(attribute).filter(move |fact| fact.certainty >= certainty)
    }

    /// Makers' protocols it speaks, with what their rows may claim at most.
    pub fn maker_protocols(&self) -> impl Iterator<Item = (&'a Fact, &'a ProtocolEntry, Certainty)> {
        let known = &self.knowledge.protocols;
        self.of(Attribute::MakerProtocol).filter_map(|fact| {
            let entry = known.get(&fact.value)?;
            Some((fact, entry, fact.certainty.min(entry.ceiling())))
        })
    }

    /// Conversations it opened and that happened.
    pub fn calls(&self) -> impl Iterator<Item = &Talk<'a>> {
        self.traffic.of_client(self.index).filter(|talk| talk.happened())
    }

    /// Conversations it answered.
    pub fn answers(&self) -> impl Iterator<Item = &Talk<'a>> {
        self.traffic.of_server(self.index).filter(|talk| talk.happened())
    }

    /// A service with this protocol.
    #[must_use]
    pub fn serves(&self, protocol: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.protocol.as_deref() == Some(protocol))
    }

    /// Distinct hosts that use a protocol of this one.
    #[must_use]
    pub fn clients_of(&self, protocol: &str) -> usize {
        let mut ips: Vec<_> = self
            .answers()
            .filter(|talk| talk.protocol() == protocol)
            .map(|talk| talk.flow.client.ip)
            .collect();
        ips.sort_unstable();
        ips.dedup();
        ips.len()
    }

    /// `maker_id` of the card's block.
    #[must_use]
    pub const fn card_maker(&self) -> Option<&'a str> {
        self.card_maker
    }

    /// Category words of a maker.
    #[must_use]
    pub fn categories(&self, maker: &str) -> &'a [String] {
        self.knowledge.makers.get(maker).map_or(&[], |maker| maker.categories.as_slice())
    }

    /// Evidence from the card's address.
    #[must_use]
    pub fn card_evidence(&self) -> Option<Evidence> {
        let mac = self.host.macs.iter().find(|mac| self.knowledge.oui.lookup(**mac).is_some())?;
        let card = self.card?;
        Some(Evidence {
            source: "oui".into(),
            said: format!("{mac}: {}", card.registered_name).into(),
            frame: None,
            origin: None,
        })
    }
}

/// Evidence made by a rule out of traffic, not by one fact.
#[must_use]
pub fn rule_evidence(source: &str, said: String) -> Evidence {
    Evidence { source: source.into(), said: said.into(), frame: None, origin: None }
}
