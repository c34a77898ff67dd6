//! Test helpers: one message to its facts, with a fixed sender and receiver.

use std::net::{IpAddr, Ipv4Addr};

use domain::{
    addresses::{Endpoint, MacAddr},
    certainty::Certainty,
    facts::{Attribute, Fact},
    flows::Transport,
};
use parsers::packet::{
    medical::{
        MedicalMessage, astm::AstmHeader, dicom::DicomMessage, fhir::FhirMessage, hl7::Hl7Message,
        poct1a::PoctDevice, sdc::SdcMessage,
    },
    message::Message,
    sink::{Context, SenderRole},
};

pub const SENDER_MAC: [u8; 6] = [0x02, 0xa0, 0x9a, 0x10, 0x00, 0x41];

/// A message on its way from 10.0.0.1 (client) to 10.0.0.2.
pub fn context() -> Context {
    let endpoint = |mac, last| Endpoint {
        mac: Some(MacAddr(mac)),
        ip: Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))),
        vlan: 0,
    };
    Context {
        frame: 1,
        time: domain::time::Timestamp::default(),
        sender: endpoint(SENDER_MAC, 1),
        receiver: endpoint([2, 0, 0, 0, 0, 2], 2),
        sender_port: 40000,
        receiver_port: 104,
        transport: Some(Transport::Tcp),
        sender_role: SenderRole::Client,
    }
}

/// Anything that can be a message.
pub trait IntoMessage {
    fn message(&self) -> Message;
}

macro_rules! into_message {
    ($($variant:ident($message:ty)),*) => {
        $(impl IntoMessage for $message {
            fn message(&self) -> Message {
                MedicalMessage::$variant(self.clone().into()).into()
            }
        })*
    };
}

into_message!(
    Dicom(DicomMessage),
    Hl7(Hl7Message),
    Astm(AstmHeader),
    Poct(PoctDevice),
    Sdc(SdcMessage),
    Fhir(FhirMessage)
);

/// Facts of one message in [`context`].
pub fn facts_of(message: &impl IntoMessage) -> Vec<Fact> {
    let mut facts = Vec::new();
    crate::rules::apply(&context(), &message.message(), &mut |fact| facts.push(fact));
    facts
}

/// Whether a fact about the sender (or receiver) is among them.
pub fn says(
    facts: &[Fact],
    of_sender: bool,
    attribute: Attribute,
    value: &str,
    certainty: Certainty,
) -> bool {
    let context = context();
    let subject = if of_sender { context.sender } else { context.receiver };
    facts.iter().any(|f| {
        f.subject == subject && f.attribute == attribute && f.value == value && f.certainty == certainty
    })
}

/// Facts of one plant message in [`context`].
pub fn plant_facts(message: parsers::packet::plant::PlantMessage) -> Vec<Fact> {
    let mut facts = Vec::new();
    crate::rules::apply(&context(), &message.into(), &mut |fact| facts.push(fact));
    facts
}
