//! LDAP v3 over TCP and CLDAP over UDP (RFC 4511 §4): directory servers describe themselves; clients ask with their own name.

use super::{
    NamesMessage, ber, netlogon,
    netlogon::NetlogonAnswer,
    ntlm,
    text::{is_host_name, some_text, text},
};
use crate::{
    cursor::Cursor,
    packet::{
        message::Message,
        protocol::{
            Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
        },
    },
};

/// UDP port 389.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "cldap", probe, parse, limit: 32 };

/// TCP, any port; recognised by the message frame.
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "ldap", probe: probe_stream, parser: |_| Box::new(LdapStream::default()) };

/// Longest message collected.
const MAX_MESSAGE: usize = 32 * 1024;

/// What an LDAP message tells.
#[derive(Clone, Debug, PartialEq)]
pub enum LdapMessage {
    /// Attributes of the server's own entry (rootDSE, RFC 4512 §5.1).
    Server(LdapServerInfo),
    /// A domain controller's answer to a ping.
    Netlogon(NetlogonAnswer),
    /// A client pings for a controller with its own computer name.
    ClientHost(String),
    /// A simple bind with a password in clear. Neither name nor password is kept.
    ClearBind,
    /// A server answered at all.
    Answer,
}

/// The rootDSE attributes that say who the server is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LdapServerInfo {
    pub dns_host: Option<String>,
    /// `defaultNamingContext` as dotted domain.
    pub domain: Option<String>,
    pub vendor: Option<String>,
    pub version: Option<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 389 || datagram.receiver_port == 389;
    if on_port && operation(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let (tag, content) = operation(datagram.payload)?;
    let side = side(tag);
    for message in read(tag, content) {
        out(NamesMessage::Ldap(Box::new(message)).into());
    }
    side
}

/// Tag and content of the operation of one LDAPMessage.
fn operation(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (tag, content) = ber::element(&mut Cursor::new("LDAP message", bytes)).ok()?;
    let mut parts = ber::children(content);
    let (number, id) = parts.next()?;
    let operation = parts.next()?;
    let known = matches!(operation.0, 0x42 | 0x4a | 0x50 | 0x60..=0x79);
    (tag == ber::SEQUENCE && number == ber::INTEGER && id.len() <= 5 && known).then_some(operation)
}

/// Requests and answers by application tag.
fn side(tag: u8) -> Option<Side> {
    match tag {
        0x60 | 0x42 | 0x63 | 0x66 | 0x68 | 0x4a | 0x6c | 0x6e | 0x50 | 0x77 => Some(Side::Client),
        0x61 | 0x64 | 0x65 | 0x67 | 0x69 | 0x6b | 0x6d | 0x6f | 0x73 | 0x78 | 0x79 => Some(Side::Server),
        _ => None,
    }
}

fn read(tag: u8, content: &[u8]) -> Vec<LdapMessage> {
    let message = match tag {
        0x60 => clear_bind(content).then_some(LdapMessage::ClearBind),
        0x61 => Some(LdapMessage::Answer),
        0x63 => client_host(content).map(LdapMessage::ClientHost),
        0x64 => return entry(content),
        _ => None,
    };
    message.into_iter().collect()
}

/// BindRequest: version, name, authentication choice; `[0]` is a password in clear.
fn clear_bind(content: &[u8]) -> bool {
    ber::children(content).nth(2).is_some_and(|(tag, password)| tag == 0x80 && !password.is_empty())
}

/// SearchRequest for `netlogon`: the filter is an AND of equality matches; `Host` is the client's own computer name.
fn client_host(content: &[u8]) -> Option<String> {
    let (tag, filter) = ber::children(content).nth(6)?;
    let matches = if tag == 0xa0 { filter } else { return None };
    ber::children(matches).filter(|(tag, _)| *tag == 0xa3).find_map(|(_, pair)| {
        let mut pair = ber::children(pair);
        let (_, name) = pair.next()?;
        let (_, value) = pair.next()?;
        let host = text(value);
        (name.eq_ignore_ascii_case(b"host") && is_host_name(&host)).then_some(host)
    })
}

/// SearchResultEntry. Only the entry without a name (the server's own) is looked at: others may be people.
fn entry(content: &[u8]) -> Vec<LdapMessage> {
    let mut parts = ber::children(content);
    let own = parts.next().is_some_and(|(_, name)| name.is_empty());
    let Some((_, attributes)) = parts.next().filter(|_| own) else { return vec![LdapMessage::Answer] };
    let mut info = LdapServerInfo::default();
    let mut out = Vec::new();
    for (_, attribute) in ber::children(attributes) {
        let mut parts = ber::children(attribute);
        let (Some((_, name)), Some((_, values))) = (parts.next(), parts.next()) else { continue };
        let Some((_, value)) = ber::children(values).next() else { continue };
        match name.to_ascii_lowercase().as_slice() {
            b"dnshostname" => info.dns_host = some_text(value),
            b"defaultnamingcontext" => info.domain = domain(&text(value)),
            b"vendorname" => info.vendor = some_text(value),
            b"vendorversion" => info.version = some_text(value),
            b"netlogon" => out.extend(netlogon::read(value).ok().map(LdapMessage::Netlogon)),
            _ => {}
        }
    }
    if info != LdapServerInfo::default() {
        out.push(LdapMessage::Server(info));
    }
    out.push(LdapMessage::Answer);
    out
}

/// `DC=kita,DC=local` to `kita.local`.
fn domain(name: &str) -> Option<String> {
    let parts: Vec<&str> = name
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(key, _)| key.eq_ignore_ascii_case("dc"))
        .map(|(_, value)| value)
        .collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let head = if heads.client.is_empty() { heads.server } else { heads.client };
    let Some(start) = message_start(head) else {
        return if head.len() < 12 && matches!(head, [] | [0x30, ..]) { Probe::Maybe } else { Probe::No };
    };
    if side(start).is_some() { Probe::Yes } else { Probe::No }
}

/// Application tag behind `SEQUENCE { INTEGER …`, without needing the whole message.
fn message_start(head: &[u8]) -> Option<u8> {
    let mut cursor = Cursor::new("LDAP message", head);
    (cursor.u8().ok()? == ber::SEQUENCE).then_some(())?;
    let length = cursor.u8().ok()?;
    if length & 0x80 != 0 {
        let count = usize::from(length & 0x7f);
        (1..=4).contains(&count).then_some(())?;
        cursor.skip(count).ok()?;
    }
    let id = ber::expect(&mut cursor, ber::INTEGER).ok()?;
    (1..=4).contains(&id.len()).then_some(())?;
    cursor.u8().ok()
}

#[derive(Default)]
struct LdapStream {
    client: Vec<u8>,
    server: Vec<u8>,
    messages: u32,
}

impl StreamParser for LdapStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        if buffer.len() + data.len() > 2 * MAX_MESSAGE {
            return Interest::Done;
        }
        buffer.extend_from_slice(data);
        let mut cursor = Cursor::new("LDAP stream", buffer);
        let mut used = 0;
        while let Ok((_, content)) = ber::element(&mut cursor) {
            let whole = buffer.get(used..cursor.position()).unwrap_or_default();
            used = cursor.position();
            self.messages += 1;
            let Some((tag, content_of)) = operation(whole) else { continue };
            for message in read(tag, content_of) {
                out.emit(side, NamesMessage::Ldap(Box::new(message)).into());
            }
            if matches!(tag, 0x60 | 0x61)
                && let Some(message) = ntlm::find_in(content)
            {
                out.emit(side, NamesMessage::Ntlm(Box::new(message)).into());
            }
        }
        buffer.drain(..used);
        if self.messages >= 32 { Interest::Done } else { Interest::More }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{ber::testing::tlv, testing as t},
        *,
    };

    fn message(operation: Vec<u8>) -> Vec<u8> {
        tlv(0x30, &[tlv(2, &[1]), operation].concat())
    }

    fn attribute(name: &str, value: &[u8]) -> Vec<u8> {
        tlv(0x30, &[tlv(4, name.as_bytes()), tlv(0x31, &tlv(4, value))].concat())
    }

    fn own_entry() -> Vec<u8> {
        let attributes = [
            attribute("dnsHostName", b"dc01.kita.local"),
            attribute("defaultNamingContext", b"DC=kita,DC=local"),
        ];
        message(tlv(0x64, &[tlv(4, b""), tlv(0x30, &attributes.concat())].concat()))
    }

    #[test]
    fn a_server_describes_itself() {
        let bytes = own_entry();
        let messages = t::read_stream(&STREAM, &[(Side::Server, &bytes)]);
        let info = LdapServerInfo {
            dns_host: Some("dc01.kita.local".into()),
            domain: Some("kita.local".into()),
            ..LdapServerInfo::default()
        };
        assert_eq!(messages[0], (Side::Server, NamesMessage::Ldap(Box::new(LdapMessage::Server(info)))));
        t::torture_stream(&STREAM, &bytes, &bytes);
        t::torture_datagram(&DATAGRAM, &bytes, (389, 5000));
    }

    #[test]
    fn a_person_s_entry_is_not_read() {
        let entry = tlv(0x64, &[tlv(4, b"CN=x"), tlv(0x30, &attribute("dnsHostName", b"pc"))].concat());
        let messages = t::read_stream(&STREAM, &[(Side::Server, &message(entry))]);
        assert!(matches!(&messages[..], [(_, NamesMessage::Ldap(m))] if **m == LdapMessage::Answer));
    }

    #[test]
    fn a_ping_carries_the_client_s_name() {
        let pair = |name: &[u8], value: &[u8]| tlv(0xa3, &[tlv(4, name), tlv(4, value)].concat());
        let filter = tlv(0xa0, &[pair(b"User", b"somebody"), pair(b"Host", b"WARD-PC3")].concat());
        let fixed =
            [tlv(4, b""), tlv(10, &[0]), tlv(10, &[0]), tlv(2, &[0]), tlv(2, &[0]), tlv(1, &[0])].concat();
        let bytes = message(tlv(0x63, &[fixed, filter, tlv(0x30, &tlv(4, b"netlogon"))].concat()));
        let said = t::read_one(&DATAGRAM, &t::datagram(&bytes, 5000, 389));
        assert_eq!(said, NamesMessage::Ldap(Box::new(LdapMessage::ClientHost("WARD-PC3".into()))));
    }
}
