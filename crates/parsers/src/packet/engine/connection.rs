//! One conversation while it lasts: a TCP connection, a UDP address/port pair, or a pair of hosts for other transports.

use domain::{
    flows::{Opening, Transport},
    time::Timestamp,
};

use super::{
    datagram::DatagramWatch,
    packet::{Origin, Packet, transport},
    probes::Probes,
    rows::{RowKey, Rows},
    sources::{Sent, Sources},
    stream::StreamWatch,
};
use crate::packet::{
    link::{
        address::{Address, Station},
        tcp,
    },
    protocol::Side,
    sink::SenderRole,
};

/// Both ends and the transport; the numerically lower end first, so that both directions have the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) low: Address,
    pub(super) high: Address,
    pub(super) low_port: u16,
    pub(super) high_port: u16,
    pub(super) protocol: u8,
}

impl Key {
    /// The key, and the number of the half that sent (0 for the lower end).
    #[inline]
    pub(super) fn new(source: (Address, u16), destination: (Address, u16), protocol: u8) -> (Self, Half) {
        let ((low, low_port), (high, high_port), half) = if source <= destination {
            (source, destination, Half::Low)
        } else {
            (destination, source, Half::High)
        };
        (Self { low, high, low_port, high_port, protocol }, half)
    }

    pub(super) const fn end(&self, half: Half) -> (Address, u16) {
        match half {
            Half::Low => (self.low, self.low_port),
            Half::High => (self.high, self.high_port),
        }
    }

    pub(super) const fn transport(&self) -> Transport {
        transport(self.protocol)
    }
}

/// Which end of a [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Low,
    High,
}

impl Half {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// What one end sent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sender {
    /// As in its own last frame; before it sent anything, as the other end addressed it.
    pub(super) station: Station,
    /// Since the counts last went to the sources.
    packets: u64,
    bytes: u64,
    first: Timestamp,
    /// First frame since then.
    frame: u64,
    /// Packets and bytes that went to the sources already, but not to a row.
    moved: (u64, u64),
    ttl: (u8, u8),
    /// It sent at least once.
    pub(super) spoke: bool,
    /// All TCP flags it ever set.
    pub(super) flags: u8,
    /// It sent a segment that carries data, or acknowledged one, after the handshake.
    talked: bool,
}

/// Who watches the content.
pub(super) enum Watch {
    /// Nobody (any more): a heavy flow costs only its counters.
    Nobody,
    Stream(Box<StreamWatch>),
    Datagrams(DatagramWatch),
}

/// State of a conversation.
pub(super) struct Connection {
    pub(super) key: Key,
    low: Sender,
    high: Sender,
    /// Which end is the client, and whether that is more than a guess from ports.
    pub(super) client: Half,
    pub(super) sure: bool,
    pub(super) watch: Watch,
    /// Number of the recognised protocol.
    pub(super) protocol: Option<u8>,
    /// Both ends are done; a new SYN begins a new connection.
    pub(super) closed: bool,
    /// It was counted in its row as one connection.
    counted: bool,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    frame: u64,
}

/// A connection counted for the first time, for the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    OneWay,
    TwoWay,
    /// Not TCP, counted before, or without an answer.
    Not,
}

impl Connection {
    pub(super) fn new(key: Key, half: Half, packet: &Packet<'_>, watch: Watch) -> Self {
        let sender = Sender { station: packet.sender, ..Sender::default() };
        let receiver = Sender { station: packet.receiver, ..Sender::default() };
        // A group asks nobody: whoever speaks to it is the client, also of an announcement.
        let to_group = packet.is_to_group();
        let (low, high) = match half {
            Half::Low => (sender, receiver),
            Half::High => (receiver, sender),
        };
        Self {
            key,
            low,
            high,
            client: if to_group { half } else { guess_client(&key, half) },
            sure: to_group,
            watch,
            protocol: None,
            closed: false,
            counted: false,
            first: packet.time,
            last: packet.time,
            frame: packet.number,
        }
    }

    pub(super) const fn sender(&self, half: Half) -> &Sender {
        match half {
            Half::Low => &self.low,
            Half::High => &self.high,
        }
    }

    pub(super) const fn sender_mut(&mut self, half: Half) -> &mut Sender {
        match half {
            Half::Low => &mut self.low,
            Half::High => &mut self.high,
        }
    }

    /// May a packet of this half on this VLAN belong here? Both directions of a routed conversation may be seen on
    /// different VLANs, and different VLANs may use the same addresses.
    #[inline]
    pub(super) fn fits(&self, half: Half, station: Station) -> bool {
        let vlan = station.vlan();
        let own = self.sender(half);
        own.station.vlan() == vlan || !own.spoke || self.sender(half.other()).station.vlan() == vlan
    }

    /// Counts a packet. A change of link address settles what came from the old one.
    #[inline]
    pub(super) fn count(&mut self, half: Half, packet: &Packet<'_>, sources: &mut Sources) {
        let source = packet.ip.source;
        self.last = packet.time;
        let sender = self.sender_mut(half);
        if sender.station != packet.sender {
            sender.move_to(source, packet.time, sources);
            sender.station = packet.sender;
        }
        if sender.packets == 0 {
            sender.first = packet.time;
            sender.frame = packet.number;
            sender.ttl = (packet.ip.ttl, packet.ip.ttl);
        }
        sender.spoke = true;
        sender.packets += 1;
        sender.bytes += u64::from(packet.wire_len);
        sender.ttl = (sender.ttl.0.min(packet.ip.ttl), sender.ttl.1.max(packet.ip.ttl));
    }

    /// Notes TCP flags; the sides follow from SYN and SYN/ACK.
    #[inline]
    pub(super) fn flags(&mut self, half: Half, flags: u8, data: bool) {
        let sender = self.sender_mut(half);
        sender.flags |= flags;
        if flags & (tcp::SYN | tcp::RST) == 0 && (data || flags & tcp::ACK != 0) {
            sender.talked = true;
        }
        if flags & tcp::SYN != 0 {
            self.client = if flags & tcp::ACK == 0 { half } else { half.other() };
            self.sure = true;
        }
        if flags & tcp::RST != 0 || (flags & tcp::FIN != 0 && self.sender(half.other()).flags & tcp::FIN != 0)
        {
            self.closed = true;
        }
    }

    pub(super) fn side(&self, half: Half) -> Side {
        if half == self.client { Side::Client } else { Side::Server }
    }

    pub(super) const fn server_port(&self) -> u16 {
        self.key.end(self.client.other()).1
    }

    /// Where a message of this packet comes from.
    pub(super) fn origin(&self, half: Half, packet: &Packet<'_>, role: Option<Side>) -> Origin {
        let (ip, port) = self.key.end(half);
        let (other_ip, other_port) = self.key.end(half.other());
        Origin {
            number: packet.number,
            time: packet.time,
            sender: (packet.sender, ip, port),
            receiver: (packet.receiver, other_ip, other_port),
            transport: Some(self.key.transport()),
            role: match role {
                Some(Side::Client) => SenderRole::Client,
                Some(Side::Server) => SenderRole::Server,
                None => SenderRole::Unknown,
            },
        }
    }

    /// How we know who is who.
    fn opening(&self) -> Opening {
        let (client, server) = (self.sender(self.client), self.sender(self.client.other()));
        if self.key.protocol != 6 {
            return if client.spoke && server.spoke && self.key.protocol == 17 {
                Opening::Replied
            } else {
                Opening::MidStream
            };
        }
        let asked = client.flags & tcp::SYN != 0;
        let answered = server.flags & (tcp::SYN | tcp::ACK) == tcp::SYN | tcp::ACK;
        match (asked, answered) {
            (true, true) => Opening::Answered,
            (false, true) => Opening::AnswerOnly,
            // The client went on after its SYN: it was answered, although the answer was not captured.
            (true, false) if client.talked || server.talked => Opening::Answered,
            (true, false) if server.flags & tcp::RST != 0 => Opening::Refused,
            (true, false) => Opening::Attempted,
            (false, false) => Opening::MidStream,
        }
    }

    /// Moves the counts since the last settlement into the folded rows and sources.
    pub(super) fn settle(&mut self, rows: &mut Rows, sources: &mut Sources, probes: &Probes) -> Counted {
        let opening = self.opening();
        let (client, server) = (self.client, self.client.other());
        let (client_ip, server_ip) = (self.key.end(client).0, self.key.end(server).0);
        let key = RowKey {
            client: (self.sender(client).station, client_ip),
            server: (self.sender(server).station, server_ip),
            transport: self.key.protocol,
            port: self.server_port(),
        };
        let protocol = self.protocol.and_then(|number| probes.name(self.key.protocol, number));
        let (from_client, from_server) = (*self.sender(client), *self.sender(server));
        let row = rows.row(key, opening, protocol, self.frame, self.first);
        row.connections += u64::from(!self.counted);
        row.client_packets += from_client.packets + from_client.moved.0;
        row.client_bytes += from_client.bytes + from_client.moved.1;
        row.server_packets += from_server.packets + from_server.moved.0;
        row.server_bytes += from_server.bytes + from_server.moved.1;
        row.longest = row.longest.max(self.last.since(self.first));
        row.seen.include(self.last);
        let last = self.last;
        for (half, ip) in [(client, client_ip), (server, server_ip)] {
            let sender = self.sender_mut(half);
            sender.move_to(ip, last, sources);
            sender.moved = (0, 0);
        }
        let counted = std::mem::replace(&mut self.counted, true);
        if counted || self.key.protocol != 6 || matches!(opening, Opening::Attempted | Opening::Refused) {
            Counted::Not
        } else if from_client.spoke && from_server.spoke {
            Counted::TwoWay
        } else {
            Counted::OneWay
        }
    }
}

impl Sender {
    /// Moves the counts to the sources.
    fn move_to(&mut self, ip: Address, last: Timestamp, sources: &mut Sources) {
        if self.packets > 0 {
            let (packets, bytes) = (self.packets, self.bytes);
            let (first, frame) = (self.first, self.frame);
            sources.add(self.station, Some(ip), &Sent { packets, bytes, first, last, ttl: self.ttl, frame });
            self.moved = (self.moved.0 + packets, self.moved.1 + bytes);
            (self.packets, self.bytes) = (0, 0);
        }
    }
}

/// UDP services above the well-known ports whose port does not change sides.
const UDP_SERVICES: &[u16] = &[
    1194, 1645, 1646, 1701, 1812, 1813, 1900, 2152, 3389, 3478, 3702, 4500, 4789, 5060, 5246, 5247, 5353,
    5355, 6081, 34_964, 47_808, 51_820,
];

/// Before anything is known: the well-known port is the server's. In TCP, where the opening is seen unless the capture
/// missed it, also the clearly lower one; else who speaks first is the client.
fn guess_client(key: &Key, first: Half) -> Half {
    let udp = key.protocol == 17;
    let known = |port: u16| port < 1024 || (udp && UDP_SERVICES.contains(&port));
    let low_range = |port: u16| !udp && port < 32_768;
    let (low, high) = (key.low_port, key.high_port);
    for served in [(known(low), known(high)), (low_range(low), low_range(high))] {
        match served {
            (true, false) => return Half::High,
            (false, true) => return Half::Low,
            _ => {}
        }
    }
    first
}
