//! Syslog: the writer's host name (the sender's unless it forwards) and program.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute,
};
use parsers::packet::names::syslog::SyslogMessage;

use super::super::Facts;

const SOURCE: &str = "syslog";

/// Tags that only one maker's equipment writes (FortiOS log reference; Cisco ASA syslog messages guide).
const WRITERS: &[(&str, &str, &str)] =
    &[("fortios", "Fortinet", "firewall_vpn"), ("ASA-", "Cisco Systems", "firewall_vpn")];

/// Facts of one message about its sender.
pub fn apply(message: &SyslogMessage, facts: &mut Facts<'_>) {
    if let Some(name) = message.hostname.as_ref().filter(|name| name.as_str() != "localhost") {
        let attribute = if name.contains('.') { Attribute::Fqdn } else { Attribute::Hostname };
        // A collector passes on messages of many hosts: a hint, stronger only with other evidence.
        facts.sender(attribute, name, Guess, SOURCE, &format!("HOSTNAME {name}"));
    }
    if let Some(tag) = &message.tag {
        facts.sender(Attribute::SyslogTag, tag, Likely, SOURCE, &format!("TAG {tag}"));
        if let Some((_, vendor, kind)) = WRITERS.iter().find(|(word, ..)| tag.starts_with(word)) {
            facts.sender(Attribute::Vendor, vendor, Likely, SOURCE, &format!("messages of {vendor}: {tag}"));
            facts.sender(Attribute::Kind, kind, Likely, SOURCE, &format!("messages of {vendor}: {tag}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn names_are_hints() {
        let message = SyslogMessage { hostname: Some("gw01".into()), tag: Some("sshd".into()) };
        let expected = [(Attribute::Hostname, "gw01"), (Attribute::SyslogTag, "sshd")];
        t::says(&NamesMessage::Syslog(message), &expected);
    }

    #[test]
    fn firewalls_write_in_their_own_way() {
        let message = SyslogMessage { hostname: Some("FGT-EDGE".into()), tag: Some("fortios".into()) };
        let expected = [
            (Attribute::Hostname, "FGT-EDGE"),
            (Attribute::SyslogTag, "fortios"),
            (Attribute::Vendor, "Fortinet"),
            (Attribute::Kind, "firewall_vpn"),
        ];
        t::says(&NamesMessage::Syslog(message), &expected);
    }
}
