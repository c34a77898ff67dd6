//! Syslog: the writer's host name (the sender's unless it forwards) and program.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute,
};
use parsers::packet::names::syslog::SyslogMessage;

use super::super::Facts;

const SOURCE: &str = "syslog";

/// Facts of one message about its sender.
pub fn apply(message: &SyslogMessage, facts: &mut Facts<'_>) {
    if let Some(name) = message.hostname.as_ref().filter(|name| name.as_str() != "localhost") {
        let attribute = if name.contains('.') { Attribute::Fqdn } else { Attribute::Hostname };
        // A collector passes on messages of many hosts: a hint, stronger only with other evidence.
        facts.sender(attribute, name, Guess, SOURCE, &format!("HOSTNAME {name}"));
    }
    if let Some(tag) = &message.tag {
        facts.sender(Attribute::SyslogTag, tag, Likely, SOURCE, &format!("TAG {tag}"));
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
}
