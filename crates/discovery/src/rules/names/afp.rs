//! AFP: a file server names itself and its machine type.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::afp::AfpMessage;

use super::super::Facts;

const SOURCE: &str = "afp";

/// Facts of one status answer about its sender.
pub fn apply(message: &AfpMessage, facts: &mut Facts<'_>) {
    if let Some(name) = &message.server_name {
        facts.sender(Attribute::Hostname, name, Certain, SOURCE, &format!("server name {name}"));
    }
    if let Some(machine) = &message.machine_type {
        // Apple's own machines give their model identifier; others the name of their server software.
        let attribute = if machine.contains(',') { Attribute::Model } else { Attribute::Os };
        facts.sender(attribute, machine, Likely, SOURCE, &format!("machine type {machine}"));
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_server_names_itself() {
        let message = AfpMessage { server_name: Some("NAS1".into()), machine_type: Some("Netatalk".into()) };
        t::says(&NamesMessage::Afp(message), &[(Attribute::Hostname, "NAS1"), (Attribute::Os, "Netatalk")]);
    }
}
