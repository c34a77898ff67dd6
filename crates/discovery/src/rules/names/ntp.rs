//! NTP: who serves time, and what a server says about its own system.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::ntp::NtpMessage;

use super::super::Facts;

const SOURCE: &str = "ntp";

/// Facts of one message about its sender.
pub fn apply(message: &NtpMessage, facts: &mut Facts<'_>) {
    match message {
        NtpMessage::Server { stratum: stratum @ 1..=15 } => {
            let value = format!("stratum {stratum}");
            facts.sender(Attribute::NtpServer, &value, Certain, SOURCE, &value);
        }
        NtpMessage::System { system, version, .. } => {
            if let Some(system) = system {
                facts.sender(Attribute::Os, system, Likely, SOURCE, &format!("system {system}"));
            }
            if let Some(version) = version {
                facts.sender(Attribute::NtpServer, version, Certain, SOURCE, &format!("version {version}"));
            }
        }
        NtpMessage::Client | NtpMessage::Server { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn only_a_synchronised_server_serves() {
        t::says(
            &NamesMessage::Ntp(NtpMessage::Server { stratum: 2 }),
            &[(Attribute::NtpServer, "stratum 2")],
        );
        t::says(&NamesMessage::Ntp(NtpMessage::Server { stratum: 0 }), &[]);
        t::says(&NamesMessage::Ntp(NtpMessage::Client), &[]);
    }
}
