//! TFTP: a transfer without password or encryption; some makers' fixed file names tell the kind of device.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::tftp::{TftpHint, TftpMessage};

use super::super::Facts;

const SOURCE: &str = "tftp";

/// Facts of one request about its sender.
pub fn apply(message: &TftpMessage, facts: &mut Facts<'_>) {
    let verb = if message.write { "writes" } else { "reads" };
    let said = format!("{verb} a file of kind {}", message.extension.as_deref().unwrap_or("unknown"));
    facts.sender(Attribute::Unencrypted, "tftp client", Certain, SOURCE, &said);
    if message.hint == Some(TftpHint::CiscoPhone) {
        let said = "asks for the settings file of a Cisco IP telephone";
        facts.sender(Attribute::Vendor, "Cisco Systems", Likely, SOURCE, said);
        facts.sender(Attribute::Purpose, "IP telephone", Likely, SOURCE, said);
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_request_is_in_clear() {
        let message = TftpMessage { write: false, extension: Some("bin".into()), hint: None };
        t::says(&NamesMessage::Tftp(message), &[(Attribute::Unencrypted, "tftp client")]);
    }
}
