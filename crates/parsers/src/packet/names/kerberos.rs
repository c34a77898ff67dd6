//! Kerberos 5 (RFC 4120 §5): realm and machine names. Names of people are skipped: only `NAME$` and `host/…` are machines.

use super::{
    NamesMessage, ber,
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

/// UDP port 88.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "kerberos", probe, parse, limit: 64 };

/// TCP port 88 with a four-octet length before each message (RFC 4120 §7.2.2).
pub const STREAM: StreamProtocol =
    StreamProtocol { name: "kerberos", probe: probe_stream, parser: |_| Box::new(KerberosStream::default()) };

/// Longest message read.
const MAX_MESSAGE: usize = 16 * 1024;

/// What a request to, or an answer of, a key distribution centre tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KerberosMessage {
    pub from_server: bool,
    pub realm: Option<String>,
    /// The client when it is a machine, without the `$`.
    pub machine: Option<String>,
    /// NetBIOS names in the client's address list.
    pub netbios_names: Vec<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if read(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload)?;
    let side = if message.from_server { Side::Server } else { Side::Client };
    out(NamesMessage::Kerberos(message).into());
    Some(side)
}

/// Context tag `[n]`, constructed.
const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// Reads one message: AS and TGS requests and replies, and errors.
fn read(bytes: &[u8]) -> Option<KerberosMessage> {
    let (tag, content) = ber::element(&mut Cursor::new("Kerberos message", bytes)).ok()?;
    let fields = ber::child(content, ber::SEQUENCE)?;
    let (version_at, type_at) = if matches!(tag, 0x6a | 0x6c) { (1, 2) } else { (0, 1) };
    let number = |n: u8| -> Option<i64> {
        ber::child(ber::child(fields, context(n))?, ber::INTEGER).and_then(ber::number)
    };
    if number(version_at)? != 5 || number(type_at)? != i64::from(tag & 0x1f) {
        return None;
    }
    match tag {
        0x6a | 0x6c => Some(request(ber::child(ber::child(fields, context(4))?, ber::SEQUENCE)?)),
        0x6b | 0x6d => Some(answer(fields, 3, 4)),
        0x7e => {
            let mut error = answer(fields, 7, 8);
            error.realm = error.realm.or_else(|| realm(fields, 9));
            Some(error)
        }
        _ => None,
    }
}

fn request(body: &[u8]) -> KerberosMessage {
    KerberosMessage {
        from_server: false,
        realm: realm(body, 2),
        machine: machine(body, 1),
        netbios_names: ber::child(body, context(9)).map(netbios_names).unwrap_or_default(),
    }
}

fn answer(fields: &[u8], realm_at: u8, name_at: u8) -> KerberosMessage {
    KerberosMessage {
        from_server: true,
        realm: realm(fields, realm_at),
        machine: machine(fields, name_at),
        netbios_names: Vec::new(),
    }
}

fn realm(fields: &[u8], at: u8) -> Option<String> {
    let (_, value) = ber::children(ber::child(fields, context(at))?).next()?;
    some_text(value).filter(|realm| is_host_name(realm))
}

/// PrincipalName, RFC 4120 §5.2.2. Anything that is not surely a machine is dropped here.
fn machine(fields: &[u8], at: u8) -> Option<String> {
    let name = ber::child(ber::child(fields, context(at))?, ber::SEQUENCE)?;
    let strings = ber::child(ber::child(name, context(1))?, ber::SEQUENCE)?;
    let parts: Vec<String> = ber::children(strings).take(3).map(|(_, part)| text(part)).collect();
    let machine = match parts.as_slice() {
        [account] => account.strip_suffix('$')?,
        [service, host] if service == "host" => host,
        _ => return None,
    };
    is_host_name(machine).then(|| machine.to_owned())
}

/// HostAddresses, RFC 4120 §5.2.5: type 20 is a NetBIOS name padded with blanks, its 16th octet the suffix.
fn netbios_names(addresses: &[u8]) -> Vec<String> {
    let Some(list) = ber::child(addresses, ber::SEQUENCE) else { return Vec::new() };
    let name = |address: &[u8]| -> Option<String> {
        let kind = ber::child(ber::child(address, context(0))?, ber::INTEGER).and_then(ber::number)?;
        let value = ber::child(ber::child(address, context(1))?, ber::OCTETS)?;
        (kind == 20).then(|| text(value.get(..value.len().min(15)).unwrap_or_default()))
    };
    ber::children(list)
        .take(8)
        .filter_map(|(_, address)| name(address))
        .filter(|name| is_host_name(name))
        .collect()
}

fn probe_stream(heads: &Heads<'_>) -> Probe {
    let head = if heads.client.is_empty() { heads.server } else { heads.client };
    match head.split_first_chunk::<4>() {
        Some(([0, 0, ..], [0x6a..=0x6d | 0x7e, length, rest @ ..])) => {
            // Long form: 0x81 or 0x82 and as many length octets before the SEQUENCE.
            let skip = usize::from(length.saturating_sub(0x80)).min(2);
            match rest.get(skip) {
                Some(&ber::SEQUENCE) if *length <= 0x82 => Probe::Yes,
                Some(_) => Probe::No,
                None => Probe::Maybe,
            }
        }
        Some(([0, 0, ..], [] | [0x6a..=0x6d | 0x7e])) => Probe::Maybe,
        None if head.iter().take(2).all(|b| *b == 0) => Probe::Maybe,
        _ => Probe::No,
    }
}

#[derive(Default)]
struct KerberosStream {
    client: Vec<u8>,
    server: Vec<u8>,
}

impl StreamParser for KerberosStream {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        let buffer = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        if buffer.len() + data.len() > 4 * MAX_MESSAGE {
            return Interest::Done;
        }
        buffer.extend_from_slice(data);
        let mut cursor = Cursor::new("Kerberos over TCP", buffer);
        let mut used = 0;
        while let Ok(message) =
            cursor.u32().and_then(|length| cursor.take(usize::try_from(length).unwrap_or(usize::MAX)))
        {
            used = cursor.position();
            if let Some(message) = read(message) {
                out.emit(side, NamesMessage::Kerberos(message).into());
            }
        }
        buffer.drain(..used);
        Interest::More
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{ber::testing::tlv, testing as t},
        *,
    };

    fn request_of(name: &str) -> Vec<u8> {
        let strings = tlv(0xa1, &tlv(0x30, &tlv(0x1b, name.as_bytes())));
        let cname = tlv(0xa1, &tlv(0x30, &[tlv(0xa0, &tlv(2, &[1])), strings].concat()));
        let netbios = [tlv(0xa0, &tlv(2, &[20])), tlv(0xa1, &tlv(4, b"XP1             "))].concat();
        let addresses = tlv(0xa9, &tlv(0x30, &tlv(0x30, &netbios)));
        let body = tlv(0x30, &[cname, tlv(0xa2, &tlv(0x1b, b"DENYDC.COM")), addresses].concat());
        let fields = [tlv(0xa1, &tlv(2, &[5])), tlv(0xa2, &tlv(2, &[10])), tlv(0xa4, &body)].concat();
        tlv(0x6a, &tlv(0x30, &fields))
    }

    #[test]
    fn machines_are_named_and_people_are_not() {
        let bytes = request_of("xp1$");
        let NamesMessage::Kerberos(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 1025, 88)) else {
            panic!()
        };
        assert_eq!(message.realm.as_deref(), Some("DENYDC.COM"));
        assert_eq!(message.machine.as_deref(), Some("xp1"));
        assert_eq!(message.netbios_names, ["XP1"]);
        let person = read(&request_of("somebody")).unwrap();
        assert!(!format!("{person:?}").contains("somebody"));
        t::torture_datagram(&DATAGRAM, &bytes, (1025, 88));
    }

    #[test]
    fn over_tcp() {
        let bytes = request_of("CT-1$");
        let framed = [&(bytes.len() as u32).to_be_bytes()[..], &bytes].concat();
        let messages = t::read_stream(&STREAM, &[(Side::Client, &framed)]);
        assert!(
            matches!(&messages[..], [(_, NamesMessage::Kerberos(m))] if m.machine.as_deref() == Some("CT-1"))
        );
        t::torture_stream(&STREAM, &framed, &framed);
    }
}
