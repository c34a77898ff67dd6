//! Kerberos: realm of both ends, names of machines, and who is the key distribution centre.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::kerberos::KerberosMessage;

use super::super::Facts;

const SOURCE: &str = "kerberos";

/// Facts of one message.
pub fn apply(message: &KerberosMessage, facts: &mut Facts<'_>) {
    if let Some(realm) = &message.realm {
        let said = format!("realm {realm}");
        facts.sender(Attribute::KerberosRealm, realm, Certain, SOURCE, &said);
        if message.from_server {
            facts.receiver(Attribute::KerberosRealm, realm, Certain, SOURCE, &said);
        }
    }
    if message.from_server {
        facts.sender(Attribute::NetworkRole, "kdc", Certain, SOURCE, "answers Kerberos requests");
    }
    // An answer repeats the name of the machine that asked.
    for machine in message.machine.iter().chain(&message.netbios_names) {
        let said = format!("machine account {machine}");
        if message.from_server {
            facts.receiver(Attribute::Hostname, machine, Likely, SOURCE, &said);
        } else {
            facts.sender(Attribute::Hostname, machine, Likely, SOURCE, &said);
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_machine_asks() {
        let message = KerberosMessage {
            from_server: false,
            realm: Some("KITA.LOCAL".into()),
            machine: Some("CT-1".into()),
            netbios_names: vec![],
        };
        let expected = [(Attribute::KerberosRealm, "KITA.LOCAL"), (Attribute::Hostname, "CT-1")];
        t::says(&NamesMessage::Kerberos(message), &expected);
    }

    #[test]
    fn the_centre_answers() {
        let message =
            KerberosMessage { from_server: true, machine: Some("CT-1".into()), ..KerberosMessage::default() };
        let message = NamesMessage::Kerberos(message);
        t::says(&message, &[(Attribute::NetworkRole, "kdc")]);
        let client = t::about(&t::context(), &message, t::endpoint(9));
        assert_eq!(client, [(Attribute::Hostname, "CT-1".to_owned(), Likely)]);
    }
}
