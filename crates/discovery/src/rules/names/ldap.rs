//! LDAP: directory servers and domain controllers name themselves; a password in clear is a weakness.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::ldap::LdapMessage;

use super::super::Facts;

const SOURCE: &str = "ldap";

/// Facts of one message.
pub fn apply(message: &LdapMessage, facts: &mut Facts<'_>) {
    match message {
        LdapMessage::Answer => facts.sender(Attribute::LdapServer, "ldap", Certain, SOURCE, "answers LDAP"),
        LdapMessage::ClearBind => {
            let said = "simple bind with a password";
            facts.sender(Attribute::Unencrypted, "ldap_simple_bind client", Certain, SOURCE, said);
            facts.receiver(Attribute::Unencrypted, "ldap_simple_bind server", Likely, SOURCE, said);
        }
        LdapMessage::ClientHost(name) => {
            facts.sender(
                Attribute::Hostname,
                name,
                Likely,
                SOURCE,
                &format!("looks for a controller as {name}"),
            );
        }
        LdapMessage::Server(info) => {
            let values = [
                (Attribute::Fqdn, &info.dns_host, "dnsHostName"),
                (Attribute::Domain, &info.domain, "defaultNamingContext"),
            ];
            for (attribute, value, word) in values {
                if let Some(value) = value {
                    facts.sender(attribute, value, Certain, SOURCE, &format!("{word} {value}"));
                }
            }
            if let Some(vendor) = &info.vendor {
                let server = format!("{vendor} {}", info.version.as_deref().unwrap_or_default());
                facts.sender(
                    Attribute::LdapServer,
                    &server,
                    Certain,
                    SOURCE,
                    &format!("vendorName {server}"),
                );
            }
        }
        LdapMessage::Netlogon(answer) => {
            let values = [
                (Attribute::Fqdn, &answer.dns_host),
                (Attribute::Domain, &answer.dns_domain),
                (Attribute::Hostname, &answer.netbios_host),
            ];
            for (attribute, value) in values {
                if let Some(value) = value {
                    let value = value.trim_start_matches('\\');
                    facts.sender(attribute, value, Certain, SOURCE, &format!("netlogon answer {value}"));
                }
            }
            facts.sender(
                Attribute::NetworkRole,
                "domain_controller",
                Certain,
                SOURCE,
                "answers netlogon pings",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{NamesMessage, netlogon::NetlogonAnswer};

    use super::{super::testing as t, *};

    #[test]
    fn a_controller_answers_a_ping() {
        let answer = NetlogonAnswer {
            dns_host: Some("dc01.kita.local".into()),
            netbios_host: Some("DC01".into()),
            ..NetlogonAnswer::default()
        };
        let message = NamesMessage::Ldap(Box::new(LdapMessage::Netlogon(answer)));
        let expected = [
            (Attribute::Fqdn, "dc01.kita.local"),
            (Attribute::Hostname, "DC01"),
            (Attribute::NetworkRole, "domain_controller"),
        ];
        t::says(&message, &expected);
    }
}
