//! NetBIOS names: what a host registers or lists is its own; what it asks for is not.

use domain::{
    addresses::Endpoint,
    certainty::Certainty::{self, Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{
    names::nbns::{NbnsMessage, NetbiosName},
    sink::Context,
};

use super::{super::Facts, sender_or};

const SOURCE: &str = "nbns";

/// Facts of one message.
pub fn apply(context: &Context, message: &NbnsMessage, facts: &mut Facts<'_>) {
    match message {
        NbnsMessage::Query(_) => {}
        NbnsMessage::Claim { name, address } => {
            // A registration may be forwarded; the address inside tells whose it is.
            let subject =
                if address.is_unspecified() { Some(context.sender) } else { sender_or(context, *address) };
            if let Some(subject) = subject {
                owns(subject, name, Certain, "registers", SOURCE, facts);
            }
        }
        NbnsMessage::Answer { name, addresses } => {
            for address in addresses.iter().filter(|_| !name.group) {
                if let Some(subject) = sender_or(context, *address) {
                    let certainty = if subject == context.sender { Certain } else { Likely };
                    owns(subject, name, certainty, "answers for", SOURCE, facts);
                }
            }
        }
        NbnsMessage::Status { names, mac } => {
            for name in names {
                owns(context.sender, name, Certain, "lists", SOURCE, facts);
            }
            if let Some(mac) = mac {
                facts.sender(
                    Attribute::OwnMac,
                    &mac.to_string(),
                    Certain,
                    SOURCE,
                    &format!("node status {mac}"),
                );
            }
        }
    }
}

/// What a NetBIOS name says about its owner. Suffix 03 may be a person's name: the parser already dropped it.
pub fn owns(
    subject: Endpoint,
    name: &NetbiosName,
    certainty: Certainty,
    how: &str,
    source: &str,
    facts: &mut Facts<'_>,
) {
    let text = name.name.as_str();
    if text.is_empty() || text.starts_with(['*', '\u{1}']) || text.contains("__MSBROWSE__") {
        return;
    }
    let said = format!("{how} {text}<{:02x}>", name.suffix);
    let mut say = |attribute, value: &str| facts.say(subject, attribute, value, certainty, source, &said);
    match (name.suffix, name.group) {
        (0x00, false) => say(Attribute::Hostname, text),
        (0x20, false) => {
            say(Attribute::Hostname, text);
            say(Attribute::NetbiosRole, "file_server");
        }
        (0x00 | 0x1e, true) => say(Attribute::Domain, text),
        (0x1b, false) => say(Attribute::NetbiosRole, "domain_master_browser"),
        (0x1c, true) => {
            say(Attribute::Domain, text);
            say(Attribute::NetbiosRole, "domain_controller");
        }
        (0x1d, false) => say(Attribute::NetbiosRole, "master_browser"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use domain::addresses::MacAddr;
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    fn name(text: &str, suffix: u8, group: bool) -> NetbiosName {
        NetbiosName { name: text.into(), suffix, group }
    }

    #[test]
    fn node_status_is_about_the_sender() {
        let names = vec![
            name("FILESV1", 0, false),
            name("FILESV1", 0x20, false),
            name("", 0x03, false),
            name("KITA", 0, true),
            name("\u{1}\u{2}__MSBROWSE__\u{2}", 1, true),
        ];
        let status = NbnsMessage::Status { names, mac: Some(MacAddr([0, 0x1b, 0x54, 1, 2, 3])) };
        let expected = [
            (Attribute::Hostname, "FILESV1"),
            (Attribute::Hostname, "FILESV1"),
            (Attribute::NetbiosRole, "file_server"),
            (Attribute::Domain, "KITA"),
            (Attribute::OwnMac, "00:1b:54:01:02:03"),
        ];
        t::says(&NamesMessage::Nbns(status), &expected);
    }

    #[test]
    fn a_question_says_nothing_about_the_asker() {
        t::says(&NamesMessage::Nbns(NbnsMessage::Query(name("WPAD", 0, false))), &[]);
    }

    #[test]
    fn a_name_server_answers_for_others() {
        let addresses = vec![Ipv4Addr::new(10, 0, 0, 81)];
        let answer = NamesMessage::Nbns(NbnsMessage::Answer { name: name("CT-1", 0, false), addresses });
        t::says(&answer, &[]);
        let other = super::super::host([10, 0, 0, 81]).unwrap();
        let said = t::about(&t::context(), &answer, other);
        assert_eq!(said, [(Attribute::Hostname, "CT-1".to_owned(), Likely)]);
    }
}
