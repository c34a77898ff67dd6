//! Remote support and mesh products that are recognised by fixed bytes alone. One line per product; what needs more
//! than that has a file of its own.

use super::RemoteMessage;
use crate::packet::{
    message::Message,
    protocol::{
        Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol,
    },
};

/// Fixed bytes at the start of a TCP direction.
struct StreamMark {
    method: &'static str,
    product: &'static str,
    /// The first bytes from the client, empty when only the server is marked.
    client: &'static [u8],
    server: &'static [u8],
    /// Short marks are believed on the product's own port only.
    port: Option<u16>,
}

const STREAM_MARKS: &[StreamMark] = &[
    // TeamViewer commands begin with one of two magic numbers.
    StreamMark {
        method: "teamviewer",
        product: "TeamViewer",
        client: &[0x17, 0x24],
        server: &[0x17, 0x24],
        port: Some(5938),
    },
    StreamMark {
        method: "teamviewer",
        product: "TeamViewer",
        client: &[0x11, 0x30],
        server: &[0x11, 0x30],
        port: Some(5938),
    },
    StreamMark { method: "nomachine", product: "NoMachine", client: b"NXSH-", server: b"NXD-", port: None },
    StreamMark { method: "nomachine", product: "NoMachine", client: b"NXSH-", server: b"NXSH-", port: None },
    StreamMark {
        method: "radmin",
        product: "Radmin",
        client: &[1, 0, 0, 0, 1, 0, 0, 0, 8, 8],
        server: &[1, 0, 0, 0, 0x25, 0, 0, 2],
        port: None,
    },
    StreamMark {
        method: "dameware",
        product: "DameWare",
        client: &[0x30, 0x11, 0, 0, 0, 0, 0, 0],
        server: &[0x30, 0x11, 0, 0],
        port: Some(6129),
    },
];

fn stream_mark(heads: &Heads<'_>) -> Option<&'static StreamMark> {
    STREAM_MARKS.iter().find(|mark| {
        let fits = |bytes: &[u8], mark: &[u8]| !mark.is_empty() && bytes.starts_with(mark);
        let port = mark.port.is_none_or(|port| port == heads.server_port);
        port && (fits(heads.client, mark.client) || fits(heads.server, mark.server))
    })
}

/// Products on TCP, each under its own word.
pub const TEAMVIEWER: StreamProtocol =
    StreamProtocol { name: "teamviewer", probe: |heads| probe_stream("teamviewer", heads), parser };
pub const NOMACHINE: StreamProtocol =
    StreamProtocol { name: "nomachine", probe: |heads| probe_stream("nomachine", heads), parser };
pub const RADMIN: StreamProtocol =
    StreamProtocol { name: "radmin", probe: |heads| probe_stream("radmin", heads), parser };
pub const DAMEWARE: StreamProtocol =
    StreamProtocol { name: "dameware", probe: |heads| probe_stream("dameware", heads), parser };

fn probe_stream(method: &str, heads: &Heads<'_>) -> Probe {
    if let Some(mark) = stream_mark(heads) {
        return if mark.method == method { Probe::Yes } else { Probe::No };
    }
    let short = |bytes: &[u8], mark: &[u8]| bytes.len() < mark.len() && mark.starts_with(bytes);
    let perhaps = STREAM_MARKS.iter().any(|mark| {
        mark.method == method
            && mark.port.is_none_or(|port| port == heads.server_port)
            && short(heads.client, mark.client)
            && short(heads.server, mark.server)
    });
    if perhaps { Probe::Maybe } else { Probe::No }
}

fn parser(heads: &Heads<'_>) -> Box<dyn StreamParser> {
    Box::new(Marked { mark: stream_mark(heads) })
}

struct Marked {
    mark: Option<&'static StreamMark>,
}

impl StreamParser for Marked {
    fn bytes(&mut self, side: Side, _: &[u8], out: &mut dyn Emit) -> Interest {
        if let Some(mark) = self.mark {
            let said = format!("first bytes of {}", mark.product);
            out.emit(side, RemoteMessage::certain(mark.method, said).of(mark.product).into());
        }
        Interest::Done
    }
}

macro_rules! datagrams {
    ($($product:ident = $word:literal),* $(,)?) => {
        $(#[doc = concat!("`", $word, "` on UDP.")]
        pub const $product: DatagramProtocol = DatagramProtocol {
            name: $word,
            probe: |datagram| probe($word, datagram),
            parse,
            limit: 3,
        };)*
    };
}

datagrams! {
    TAILSCALE_UDP = "tailscale",
    TEAMVIEWER_UDP = "teamviewer",
    ANYDESK_UDP = "anydesk",
    MERAKI_UDP = "meraki_cloud",
    NEBULA_UDP = "nebula",
    ZEROTIER_UDP = "zerotier",
    RUSTDESK_UDP = "rustdesk",
}

/// Which product a datagram belongs to, and who sent it when the content tells.
fn datagram_mark(datagram: &Datagram<'_>) -> Option<(&'static str, &'static str, Option<Side>)> {
    let payload = datagram.payload;
    let either = |range: std::ops::RangeInclusive<u16>| {
        range.contains(&datagram.sender_port) || range.contains(&datagram.receiver_port)
    };
    match payload {
        // Discovery messages of Tailscale begin with "TS" and a speech bubble (U+1F4AC).
        [0x54, 0x53, 0xf0, 0x9f, 0x92, 0xac, ..] if payload.len() >= 62 => {
            Some(("tailscale", "Tailscale", None))
        }
        [0, _, _, _, _, _, _, _, _, _, _, 0x17, 0x24, ..] if payload.len() > 20 => {
            Some(("teamviewer", "TeamViewer", None))
        }
        [0x17, 0x24, ..] | [0x11, 0x30, ..] if either(5938..=5938) => {
            Some(("teamviewer", "TeamViewer", None))
        }
        [0x3e, 0xd1, 0x03, ..] if either(50_001..=50_003) => Some(("anydesk", "AnyDesk", None)),
        [0xfe, 0xf7, 0x28, 0x91, ..] if either(7351..=7351) => Some(("meraki_cloud", "Cisco Meraki", None)),
        // Nebula: version 1, handshake, first stage, no index yet, counter 1.
        [0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ..] if payload.len() > 100 => {
            Some(("nebula", "Nebula", Some(Side::Client)))
        }
        _ if is_zerotier_hello(payload) && either(9993..=9993) => Some(("zerotier", "ZeroTier", None)),
        _ if either(21_116..=21_116) => rustdesk(payload),
        _ => None,
    }
}

/// ZeroTier HELLO: no encryption (cipher 0), verb 1, a protocol version that exists.
fn is_zerotier_hello(payload: &[u8]) -> bool {
    let flags = payload.get(18).copied().unwrap_or(0xff);
    let verb = payload.get(27).copied().unwrap_or(0);
    let version = payload.get(28).copied().unwrap_or(0);
    flags & 0x38 == 0 && verb & 0x1f == 1 && (4..=20).contains(&version) && payload.len() > 60
}

/// RustDesk rendezvous: a protocol buffer whose only field registers a peer (field 6 or 15) or answers it (7 or 16).
fn rustdesk(payload: &[u8]) -> Option<(&'static str, &'static str, Option<Side>)> {
    let (side, length) = match payload {
        [0x32 | 0x7a, length, 0x0a, ..] => (Some(Side::Client), *length),
        [0x3a, length, ..] => (Some(Side::Server), *length),
        _ => return None,
    };
    (usize::from(length) + 2 == payload.len() && payload.len() < 130)
        .then_some(("rustdesk", "RustDesk", side))
}

fn probe(method: &str, datagram: &Datagram<'_>) -> Probe {
    if datagram_mark(datagram).is_some_and(|(found, ..)| found == method) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let (method, product, side) = datagram_mark(datagram)?;
    out(RemoteMessage::certain(method, format!("first bytes of {product}")).of(product).into());
    side
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::packet::web::gather::testing::{heads, hex, one, to_server};

    #[test]
    fn streams() {
        let cases: &[(&str, u16, Option<&str>)] = &[
            ("17240a2000000000", 5938, Some("teamviewer")),
            ("17240a2000000000", 443, None),
            ("1130360018000000", 5938, Some("teamviewer")),
            ("4e5853482d382e31302e310a", 4000, Some("nomachine")),
            ("01000000010000000808", 4899, Some("radmin")),
            ("160301007d", 4899, None),
        ];
        for (bytes, port, expected) in cases {
            let bytes = hex(bytes);
            assert_eq!(stream_mark(&heads(&bytes, &[], *port)).map(|mark| mark.method), *expected);
        }
    }

    #[test]
    fn datagrams() {
        let disco = [hex("5453f09f92ac"), vec![0; 80]].concat();
        assert!(one(&TAILSCALE_UDP, &to_server(&disco, 41_641)).is_some());
        let register = [hex("320d0a09"), b"123456789".to_vec(), hex("1001")].concat();
        assert_eq!(rustdesk(&register).map(|(method, ..)| method), Some("rustdesk"));
        assert!(one(&RUSTDESK_UDP, &to_server(&register, 53)).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, port: u16) {
            let _ = parse(&to_server(&bytes, port), &mut |_| {});
            let _ = probe_stream("radmin", &heads(&bytes, &bytes, port));
        }
    }
}
