//! SMB: dialect of both ends, native operating systems, names in NetBIOS sessions.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::smb::SmbMessage;

use super::{super::Facts, nbns::owns};

const SOURCE: &str = "smb";

/// Facts of one message.
pub fn apply(message: &SmbMessage, facts: &mut Facts<'_>) {
    match message {
        SmbMessage::Session { calling, .. } => {
            let subject = facts.context.sender;
            owns(subject, calling, Certain, "calls as", SOURCE, facts);
        }
        SmbMessage::Dialect { dialect, signing_required } => {
            let signing = if *signing_required { "signing required" } else { "signing not required" };
            let said = format!("dialect {dialect} chosen, {signing}");
            facts.sender(Attribute::SmbDialect, dialect, Certain, SOURCE, &said);
            facts.receiver(Attribute::SmbDialect, dialect, Certain, SOURCE, &said);
        }
        SmbMessage::OnlySmb1 => {
            let said = "offers nothing newer than NT LM 0.12";
            facts.sender(Attribute::SmbDialect, "NT LM 0.12", Certain, SOURCE, said);
        }
        SmbMessage::Server { domain, name } => {
            for (attribute, value) in [(Attribute::Domain, domain), (Attribute::Hostname, name)] {
                if let Some(value) = value {
                    facts.sender(attribute, value, Certain, SOURCE, &format!("negotiate answer {value}"));
                }
            }
        }
        SmbMessage::Hosts(hosts) => {
            if let Some(os) = &hosts.native_os {
                facts.sender(Attribute::SmbNativeOs, os, Certain, SOURCE, &format!("native OS {os}"));
            }
            if let Some(manager) = hosts.lan_manager.as_ref().filter(|name| name.contains("Samba")) {
                facts.sender(
                    Attribute::SmbNativeOs,
                    manager,
                    Certain,
                    SOURCE,
                    &format!("LAN manager {manager}"),
                );
            }
            if let Some(domain) = &hosts.domain {
                facts.sender(
                    Attribute::Domain,
                    domain,
                    Likely,
                    SOURCE,
                    &format!("session setup domain {domain}"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{NamesMessage, smb_session::SmbHosts};

    use super::{super::testing as t, *};

    #[test]
    fn smb1_concerns_both_ends() {
        let dialect = SmbMessage::Dialect { dialect: "NT LM 0.12".into(), signing_required: false };
        let dialect = NamesMessage::Smb(dialect);
        t::says(&dialect, &[(Attribute::SmbDialect, "NT LM 0.12")]);
        let client = t::about(&t::context(), &dialect, t::endpoint(9));
        assert_eq!(client, [(Attribute::SmbDialect, "NT LM 0.12".to_owned(), Certain)]);
    }

    #[test]
    fn native_operating_systems() {
        let hosts = SmbHosts {
            native_os: Some("Windows 5.1".into()),
            lan_manager: Some("Windows 2000 LAN Manager".into()),
            domain: Some("KITA".into()),
        };
        let expected = [(Attribute::SmbNativeOs, "Windows 5.1"), (Attribute::Domain, "KITA")];
        t::says(&NamesMessage::Smb(SmbMessage::Hosts(hosts)), &expected);
    }
}
