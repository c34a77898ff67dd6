//! For tests: runs a message through its rule and gives the facts in short form.

use domain::{
    addresses::{Endpoint, MacAddr},
    certainty::Certainty,
    facts::{Attribute, Fact},
    flows::Transport,
    time::Timestamp,
};
use parsers::packet::{
    names::NamesMessage,
    sink::{Context, SenderRole},
};

use super::super::Facts;

/// Sender 10.0.0.5 (00:1b:54:00:00:05) to receiver 10.0.0.9 (00:1b:54:00:00:09).
pub fn context() -> Context {
    Context {
        frame: 7,
        time: Timestamp(1),
        sender: endpoint(5),
        receiver: endpoint(9),
        sender_port: 1000,
        receiver_port: 2000,
        transport: Some(Transport::Udp),
        sender_role: SenderRole::Unknown,
    }
}

/// 10.0.0.`n` with MAC 00:1b:54:00:00:`n`.
pub fn endpoint(n: u8) -> Endpoint {
    Endpoint { mac: Some(MacAddr([0, 0x1b, 0x54, 0, 0, n])), ip: Some([10, 0, 0, n].into()), vlan: 0 }
}

/// All facts of a message.
pub fn facts_in(context: &Context, message: &NamesMessage) -> Vec<Fact> {
    let mut out = Vec::new();
    let mut keep = |fact| out.push(fact);
    super::apply(context, message, &mut Facts::new(context, &mut keep));
    out
}

/// Attribute, value and certainty of every fact about the sender.
pub fn about_sender(message: &NamesMessage) -> Vec<(Attribute, String, Certainty)> {
    about(&context(), message, endpoint(5))
}

/// Attribute, value and certainty of every fact about one subject.
pub fn about(
    context: &Context,
    message: &NamesMessage,
    subject: Endpoint,
) -> Vec<(Attribute, String, Certainty)> {
    let facts = facts_in(context, message);
    facts
        .into_iter()
        .filter(|fact| fact.subject == subject)
        .map(|fact| (fact.attribute, fact.value, fact.certainty))
        .collect()
}

/// Asserts attribute and value of each fact about the sender, in order.
pub fn says(message: &NamesMessage, expected: &[(Attribute, &str)]) {
    let said = about_sender(message);
    let said: Vec<_> = said.iter().map(|(attribute, value, _)| (*attribute, value.as_str())).collect();
    assert_eq!(said, expected);
}
