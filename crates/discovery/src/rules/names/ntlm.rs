//! NTLM: a server names itself in its challenge; a client's workstation name is its own word, but easily another's.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::ntlm::{NtlmKind, NtlmMessage};

use super::super::Facts;

const SOURCE: &str = "ntlm";

/// Facts of one message about its sender.
pub fn apply(message: &NtlmMessage, facts: &mut Facts<'_>) {
    let certainty = if message.kind == NtlmKind::Challenge { Certain } else { Likely };
    // Servers that do not know a DNS domain repeat the NetBIOS name: not an FQDN then.
    let fqdn = message.dns_computer.as_ref().filter(|name| name.contains('.'));
    // A server in no domain gives its own name as domain.
    let netbios = message.domain.as_ref().filter(|domain| message.computer.as_ref() != Some(*domain));
    let dns = message.dns_domain.as_ref().filter(|domain| domain.contains('.'));
    let names = [
        (Attribute::Hostname, message.computer.as_ref(), "computer"),
        (Attribute::Fqdn, fqdn, "DNS computer"),
        (Attribute::Domain, dns.or(netbios), "domain"),
    ];
    for (attribute, value, word) in names {
        if let Some(value) = value.filter(|value| value.as_str() != "NULL") {
            facts.sender(attribute, value, certainty, SOURCE, &format!("{:?} {word} {value}", message.kind));
        }
    }
    if let Some((major, minor, build)) = message.os_version {
        let version = format!("{major}.{minor}.{build}");
        facts.sender(
            Attribute::NtlmOsVersion,
            &version,
            Certain,
            SOURCE,
            &format!("{:?} version {version}", message.kind),
        );
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_challenge_is_the_server_s_word() {
        let message = NtlmMessage {
            kind: NtlmKind::Challenge,
            computer: Some("FILESV1".into()),
            domain: Some("KITA".into()),
            dns_computer: Some("filesv1".into()),
            dns_domain: None,
            os_version: Some((6, 1, 7601)),
        };
        let expected = [
            (Attribute::Hostname, "FILESV1"),
            (Attribute::Domain, "KITA"),
            (Attribute::NtlmOsVersion, "6.1.7601"),
        ];
        t::says(&NamesMessage::Ntlm(Box::new(message)), &expected);
    }
}
