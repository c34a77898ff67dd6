//! Syslog over UDP (RFC 3164 §4, RFC 5424 §6): host name and program. The text of the message is never kept.
//!
//! IHE audit messages (RFC 5424 with an `AuditMessage` document) are left to the medical family.

use super::{
    NamesMessage,
    text::{is_host_name, is_plain_word},
};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
    search::contains,
};

/// UDP, mostly port 514; recognised by the priority field.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "syslog", probe, parse, limit: 32 };

/// The header of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyslogMessage {
    /// As the writer of the message calls itself: not the sender's name when it forwards for others.
    pub hostname: Option<String>,
    /// Program or `%FACILITY-…` word.
    pub tag: Option<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let audit = contains(datagram.payload, b"<AuditMessage") || contains(datagram.payload, b":AuditMessage");
    if !audit && body(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(body(datagram.payload)?);
    out(NamesMessage::Syslog(message).into());
    Some(Side::Client)
}

/// What follows `<PRI>`, as far as it is text; the header is within the first 300 bytes.
fn body(payload: &[u8]) -> Option<&str> {
    let rest = payload.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|b| *b == b'>')?;
    let priority = std::str::from_utf8(rest.get(..end)?).ok()?.parse::<u16>().ok()?;
    let body = rest.get(end + 1..)?;
    let body = body.get(..body.len().min(300)).unwrap_or_default();
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(body.get(..error.valid_up_to())?).ok()?,
    };
    (priority <= 191 && !text.is_empty()).then_some(text)
}

fn read(body: &str) -> SyslogMessage {
    if let Some(message) = read_fortios(body) {
        return message;
    }
    match body.strip_prefix("1 ") {
        Some(structured) => read_5424(structured),
        None => read_3164(body),
    }
}

/// FortiOS writes pairs instead of a header: `date=… time=… devname="FGT-1" devid="FG100F…"`.
fn read_fortios(body: &str) -> Option<SyslogMessage> {
    let fields = body.strip_prefix("date=").or_else(|| body.strip_prefix("timestamp="))?;
    let value = |key: &str| {
        let rest = fields.split(key).nth(1)?;
        rest.split([' ', ',']).next().map(|word| word.trim_matches('"'))
    };
    let id = value(" devid=")?;
    id.starts_with('F')
        .then(|| SyslogMessage { hostname: value(" devname=").and_then(host), tag: Some("fortios".into()) })
}

fn host(word: &str) -> Option<String> {
    is_host_name(word).then(|| word.to_owned())
}

fn tag(word: &str) -> Option<String> {
    let end = word.find(['[', ':']).unwrap_or(word.len());
    word.get(..end)
        .map(|word| word.trim_start_matches('%'))
        .filter(|word| is_plain_word(word))
        .map(str::to_owned)
}

/// `TIMESTAMP HOSTNAME APP-NAME …`; `-` stands for nothing.
fn read_5424(body: &str) -> SyslogMessage {
    let mut words = body.split(' ').skip(1);
    let mut next = || words.next().filter(|word| *word != "-");
    SyslogMessage { hostname: next().and_then(host), tag: next().and_then(tag) }
}

/// `Mmm dd hh:mm:ss HOST TAG: …`. Without this time stamp (network equipment) only a `%FAC-…:` word is taken.
fn read_3164(body: &str) -> SyslogMessage {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = body.split_whitespace();
    let stamped = words.next().is_some_and(|month| MONTHS.contains(&month))
        && words.next().is_some_and(|day| day.parse::<u8>().is_ok())
        && words.next().is_some_and(|time| time.split(':').count() == 3 && time.len() >= 5);
    if !stamped {
        let word = body.split_whitespace().take(12).find(|word| word.starts_with('%') && word.ends_with(':'));
        return SyslogMessage { hostname: None, tag: word.and_then(tag) };
    }
    match words.next() {
        // Some leave the host out: the tag follows at once.
        Some(word) if word.ends_with(':') || word.contains('[') => {
            SyslogMessage { hostname: None, tag: tag(word) }
        }
        Some(word) => {
            let next = words.next().filter(|word| word.contains(':') || word.contains('['));
            SyslogMessage { hostname: host(word), tag: next.and_then(tag) }
        }
        None => SyslogMessage::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn headers_of_every_habit() {
        let cases = [
            ("<34>Oct 11 22:14:15 gw01 su[77]: text about somebody", Some("gw01"), Some("su")),
            ("<34>Oct  1 22:14:15 sshd[1]: x", None, Some("sshd")),
            (
                "<165>1 2026-10-11T22:14:15.003Z pacs.kita dicomd 111 ID47 - x",
                Some("pacs.kita"),
                Some("dicomd"),
            ),
            ("<165>1 - - - - - - x", None, None),
            ("<189>34: sw1: Mar  1 00:01:02: %SYS-5-CONFIG_I: Configured", None, Some("SYS-5-CONFIG_I")),
            ("<13>hello", None, None),
            (
                "<189>date=2026-11-20 time=09:00:00 devname=\"FGT-EDGE\" devid=\"FG100FTK20001234\" type=\"traffic\"",
                Some("FGT-EDGE"),
                Some("fortios"),
            ),
            ("<189>date=2026-11-20 time=09:00:00 devid=\"x\"", None, None),
        ];
        for (bytes, hostname, tag) in cases {
            let said = t::read_one(&DATAGRAM, &t::datagram(bytes.as_bytes(), 514, 514));
            let expected = SyslogMessage { hostname: hostname.map(Into::into), tag: tag.map(Into::into) };
            assert_eq!(said, NamesMessage::Syslog(expected), "{bytes}");
        }
    }

    #[test]
    fn audit_messages_are_left_to_the_medical_family() {
        let audit = b"<85>1 2026-01-01T00:00:00Z pacs app - IHE+RFC-3881 - <AuditMessage>";
        assert_eq!(probe(&t::datagram(audit, 514, 514)), Probe::No);
        assert_eq!(probe(&t::datagram(b"<999>x", 514, 514)), Probe::No);
        t::torture_datagram(&DATAGRAM, b"<34>Oct 11 22:14:15 gw01 su[77]: x", (514, 514));
    }
}
