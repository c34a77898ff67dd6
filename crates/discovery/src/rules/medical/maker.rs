//! Makers' own protocols by signature: the signature's word is the fact, the knowledge says what it means.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};
use knowledge::{
    Knowledge,
    protocols::{ProtocolEntry, Speaker},
};
use parsers::packet::{
    medical::maker::{MakerProtocol, Signature, Signatures},
    protocol::Side,
    sink::Context,
};

use crate::rules::Facts;

/// What the engine asks, in the order of the knowledge: rows with bytes before those that are a port alone.
#[must_use]
pub fn signatures(knowledge: &Knowledge) -> Signatures {
    let (content, ports): (Vec<_>, Vec<_>) =
        knowledge.protocols.iter().partition(|entry| !entry.bytes.is_empty());
    Signatures::new(content.into_iter().chain(ports).map(signature).collect())
}

fn signature(entry: &ProtocolEntry) -> Signature {
    Signature {
        id: entry.id.as_str().into(),
        udp: entry.udp,
        ports: entry.ports.clone(),
        sender: match entry.sender {
            Speaker::Client => Some(Side::Client),
            Speaker::Server => Some(Side::Server),
            Speaker::Any => None,
        },
        offset: entry.offset,
        bytes: entry.bytes.clone(),
        mask: entry.mask.clone(),
        min_length: entry.min_length,
        max_length: entry.max_length,
        to_group: entry.to_group,
        about_receiver: entry.about_receiver,
    }
}

/// Facts of one recognised protocol. A question only says whom it was asked: a hint until there is an answer.
pub fn apply(context: &Context, message: &MakerProtocol, facts: &mut Facts<'_>) {
    let said = format!("port {} to {}", context.sender_port, context.receiver_port);
    if message.about_receiver {
        facts.receiver(A::MakerProtocol, &message.id, Guess, "maker_protocol", &said);
    } else {
        facts.sender(A::MakerProtocol, &message.id, Likely, "maker_protocol", &said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::context;

    fn facts_of(about_receiver: bool) -> Vec<domain::facts::Fact> {
        let mut kept = Vec::new();
        let message = MakerProtocol { id: "philips_intellivue_data".into(), about_receiver };
        crate::rules::apply(&context(), &message.into(), &mut |fact| kept.push(fact));
        kept
    }

    #[test]
    fn about_the_sender_or_whom_it_asks() {
        let of = |about| facts_of(about).pop().map(|fact| (fact.subject, fact.certainty));
        assert_eq!(of(false), Some((context().sender, Likely)));
        assert_eq!(of(true), Some((context().receiver, Guess)));
    }

    #[test]
    fn bytes_are_asked_before_ports() {
        let text = format!("{:?}", signatures(Knowledge::built_in()));
        let at = |word: &str| text.find(word);
        assert!(at("philips_intellivue_data") < at("ge_unity_rwhat"));
        assert!(at("hikvision_sadp") < at("bd_alaris_manager"));
    }
}
