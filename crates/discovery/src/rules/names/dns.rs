//! DNS: who answers is a server; answers name addresses; names asked of the outside show remote maintenance and clouds.

use std::net::IpAddr;

use domain::{
    addresses::{AddressScope, scope},
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::dns_wire::{DnsMessage, Question, RecordData, TYPE_A, TYPE_AAAA};

use super::{super::Facts, host};

const SOURCE: &str = "dns";

/// Names longer than this are not host names somebody chose (tracking, tunnels).
const MAX_NAME: usize = 80;

/// Facts of one message.
pub fn apply(message: &DnsMessage, facts: &mut Facts<'_>) {
    if !message.response {
        for question in message.questions.iter().take(4) {
            asked(question, &mut |name, said| facts.sender(Attribute::DnsQuery, name, Certain, SOURCE, said));
        }
        return;
    }
    let role = if message.authoritative { "answers with authority" } else { "answers" };
    // Refused (5) and not implemented (4) come from hosts that are no servers for the asker.
    if matches!(message.rcode, 0 | 3) {
        let value = if message.recursion_available { "resolver" } else { "authoritative" };
        facts.sender(Attribute::DnsServer, value, Certain, SOURCE, role);
    }
    for question in message.questions.iter().take(4) {
        asked(question, &mut |name, said| facts.receiver(Attribute::DnsQuery, name, Certain, SOURCE, said));
    }
    answers(message, facts);
}

/// A name in the public tree that somebody wanted the address of.
fn asked(question: &Question, say: &mut dyn FnMut(&str, &str)) {
    let name = question.name.to_ascii_lowercase();
    if matches!(question.kind, TYPE_A | TYPE_AAAA | 65) && is_public_name(&name) {
        say(&name, &format!("asks for {name}"));
    }
}

/// Looks like a name in the public tree: two labels or more, letters, digits and hyphens, no private top.
fn is_public_name(name: &str) -> bool {
    const PRIVATE: [&str; 12] = [
        "local",
        "localdomain",
        "lan",
        "internal",
        "intranet",
        "corp",
        "home",
        "private",
        "arpa",
        "localhost",
        "test",
        "invalid",
    ];
    let Some((rest, top)) = name.rsplit_once('.') else { return false };
    !rest.is_empty()
        && name.len() <= MAX_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && top.len() >= 2
        && top.chars().all(|c| c.is_ascii_alphabetic())
        && !PRIVATE.contains(&top)
}

/// Addresses of names and names of addresses. The name asked for counts, not the aliases behind it.
fn answers(message: &DnsMessage, facts: &mut Facts<'_>) {
    let asked = message.questions.first().map(|question| question.name.as_str());
    for record in &message.records {
        match &record.data {
            RecordData::Address(ip) => {
                let name = asked.filter(|name| !name.is_empty()).unwrap_or(&record.name);
                named(*ip, name, facts);
            }
            RecordData::Pointer(name) => {
                if let Some(ip) = reverse(&record.name) {
                    named(ip, name, facts);
                }
            }
            _ => {}
        }
    }
}

fn named(ip: IpAddr, name: &str, facts: &mut Facts<'_>) {
    let name = name.to_ascii_lowercase();
    let inside = scope(ip) == AddressScope::Private;
    let useful = name.contains('.') && name.len() <= MAX_NAME && (inside || is_public_name(&name));
    if let Some(subject) = host(ip).filter(|_| useful) {
        facts.say(subject, Attribute::Fqdn, &name, Likely, SOURCE, &format!("{name} is {ip}"));
    }
}

/// `5.0.0.10.in-addr.arpa` to 10.0.0.5; the IPv6 tree is not used in practice for naming hosts here.
fn reverse(name: &str) -> Option<IpAddr> {
    let labels = name.to_ascii_lowercase();
    let labels = labels.strip_suffix(".in-addr.arpa")?;
    let mut octets = labels.rsplit('.').map(|label| label.parse::<u8>().ok());
    let mut next = || octets.next().flatten();
    let ip = [next()?, next()?, next()?, next()?];
    octets.next().is_none().then(|| IpAddr::from(ip))
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{NamesMessage, dns_wire::Record};

    use super::{super::testing as t, *};

    fn question(name: &str) -> Question {
        Question { name: name.into(), kind: TYPE_A }
    }

    #[test]
    fn only_public_names_are_kept() {
        for (name, kept) in [
            ("router12.teamviewer.com", true),
            ("pacs.kita.local", false),
            ("pacs", false),
            ("1.0.0.10.in-addr.arpa", false),
            ("a b.example.com", false),
        ] {
            let message = DnsMessage { questions: vec![question(name)], ..DnsMessage::default() };
            let said = t::about_sender(&NamesMessage::Dns(message));
            assert_eq!(!said.is_empty(), kept, "{name}");
        }
    }

    #[test]
    fn an_answer_names_an_address_and_its_server() {
        let record =
            Record { name: "edge.cdn.example".into(), data: RecordData::Address([203, 0, 113, 9].into()) };
        let message = DnsMessage {
            response: true,
            recursion_available: true,
            questions: vec![question("Relay.Example.com")],
            records: vec![record],
            ..DnsMessage::default()
        };
        let message = NamesMessage::Dns(message);
        t::says(&message, &[(Attribute::DnsServer, "resolver")]);
        let said = t::about(&t::context(), &message, host([203, 0, 113, 9]).unwrap());
        assert_eq!(said, [(Attribute::Fqdn, "relay.example.com".to_owned(), Likely)]);
    }

    #[test]
    fn reverse_names() {
        assert_eq!(reverse("5.0.0.10.in-addr.arpa"), Some([10, 0, 0, 5].into()));
        assert_eq!(reverse("5.0.0.in-addr.arpa"), None);
        assert_eq!(reverse("1.5.0.0.10.in-addr.arpa"), None);
    }
}
