//! What the targets of the protocol families share: any bytes as both directions of one protocol.
//!
//! The first byte chooses the protocol of the family, then pieces follow, each with a byte for its side and one for its length.
//! Every parser must bound itself whatever arrives, also after gaps.

use parsers::packet::{
    message::Message,
    protocol::{
        Datagram, DatagramProtocol, DatagramSession, Emit, FrameProtocol, Heads, Interest, Side,
        StreamProtocol,
    },
};

/// Takes what a parser says.
pub struct Nothing;

impl Emit for Nothing {
    fn emit(&mut self, _from: Side, _message: Message) {}
}

/// Ports that datagrams are sent to or from.
pub const PORTS: [u16; 24] = [
    53, 67, 68, 69, 123, 137, 138, 161, 162, 389, 443, 500, 514, 1434, 1701, 1812, 1900, 1985, 3671, 3702,
    5060, 5353, 47_808, 49_152,
];

/// The lists of one family.
#[derive(Clone, Copy)]
pub struct Family {
    pub streams: &'static [StreamProtocol],
    pub datagrams: &'static [DatagramProtocol],
    pub sessions: &'static [DatagramSession],
    pub frames: &'static [FrameProtocol],
}

impl Family {
    /// A family of these.
    #[must_use]
    pub const fn new(streams: &'static [StreamProtocol], datagrams: &'static [DatagramProtocol]) -> Self {
        Self { streams, datagrams, sessions: &[], frames: &[] }
    }

    /// Runs one input.
    pub fn run(&self, data: &[u8]) {
        let Some((number, data)) = data.split_first() else { return };
        let count = self.streams.len() + self.datagrams.len() + self.frames.len();
        let number = usize::from(*number) % count.max(1);
        if let Some(protocol) = self.streams.get(number) {
            return stream(protocol, data);
        }
        let number = number - self.streams.len();
        match self.datagrams.get(number) {
            Some(protocol) => self.datagram(protocol, data),
            None => {
                if let Some(protocol) = self.frames.get(number - self.datagrams.len()) {
                    (protocol.parse)(data, &mut |_| {});
                }
            }
        }
    }

    /// The payload in two parts, for protocols that keep a parser for each conversation.
    fn datagram(&self, protocol: &DatagramProtocol, data: &[u8]) {
        let Some(([port, flags], payload)) = data.split_first_chunk::<2>() else { return };
        let port = PORTS[usize::from(*port) % PORTS.len()];
        let datagram =
            Datagram { payload, sender_port: port, receiver_port: 49_153, to_group: flags & 1 == 1 };
        let other = Datagram { sender_port: 49_153, receiver_port: port, ..datagram };
        for datagram in [datagram, other] {
            let _ = (protocol.probe)(&datagram);
            let _ = (protocol.parse)(&datagram, &mut |_| {});
        }
        if let Some(session) = self.sessions.iter().find(|session| session.name == protocol.name) {
            let mut parser = (session.parser)();
            let (first, second) = payload.split_at((usize::from(*flags) * 8).min(payload.len()));
            for payload in [first, second, first] {
                let _ = parser.datagram(&Datagram { payload, ..other }, &mut |_| {});
            }
        }
    }
}

fn stream(protocol: &StreamProtocol, mut data: &[u8]) {
    let heads =
        Heads { client: data, server: data, client_port: 50_000, server_port: 443, mid_stream: false };
    let _ = (protocol.probe)(&heads);
    let _ = (protocol.probe)(&Heads { server: &[], mid_stream: true, ..heads });
    let mut parser = (protocol.parser)(&heads);
    while let Some(([how, length], rest)) = data.split_first_chunk::<2>() {
        let side = if how & 1 == 0 { Side::Client } else { Side::Server };
        if how & 0xf0 == 0xf0 && parser.gap(side, &mut Nothing) == Interest::Done {
            return;
        }
        // Odd lengths are long, so that bodies come in pieces of every size.
        let length = usize::from(*length) * if how & 2 == 0 { 1 } else { 64 };
        let (piece, rest) = rest.split_at(length.min(rest.len()));
        if parser.bytes(side, piece, &mut Nothing) == Interest::Done {
            return;
        }
        data = rest;
    }
}
