//! The network itself: carries packets from place to place and shows the mirror port what it would see.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    net::Ipv4Addr,
};

use domain::addresses::{MacAddr, Vlan};

use crate::{
    hospital::{Hospital, Mirror, Place, build::TRANSIT},
    rng::Rng,
    wire::{
        ether,
        ip::{self, Header},
        tcp::{self, Segment},
    },
};

/// What a device's visible traffic gives away strongly.
pub mod reveals {
    pub const MAKER: u8 = 1;
    pub const MODEL: u8 = 2;
    pub const KIND: u8 = 4;
    pub const SERIAL: u8 = 8;
    pub const ALL: u8 = 15;
}

/// What the mirror port saw of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Frames it sent.
    pub sent: u32,
    /// Frames sent to it.
    pub addressed: u32,
    /// Bits of [`reveals`].
    pub revealed: u8,
}

/// One end of a mirror-visible hop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seat {
    Core,
    Port(u8),
    Everyone,
}

/// A TCP connection in progress.
#[derive(Clone, Copy, Debug)]
pub struct Tcp {
    client: Place,
    server: Place,
    ports: (u16, u16),
    next: (u32, u32),
}

/// Receives frames in the order of time: microseconds since 1970 and the frame.
pub trait Tape {
    /// One frame as the mirror port delivers it.
    fn frame(&mut self, at: i64, bytes: &[u8]);
}

impl<F: FnMut(i64, &[u8])> Tape for F {
    fn frame(&mut self, at: i64, bytes: &[u8]) {
        self(at, bytes);
    }
}

/// The network while it runs.
pub struct Stage<'h> {
    pub hospital: &'h Hospital,
    pub rng: Rng,
    /// Now, microseconds since 1970.
    pub clock: i64,
    /// What was seen of each device so far, by index.
    pub heard: Vec<Heard>,
    mirror: Mirror,
    core_mac: MacAddr,
    waiting: BinaryHeap<Reverse<(i64, u64, Vec<u8>)>>,
    order: u64,
    packet_id: u16,
    port: u16,
    resolved: BTreeSet<(Ipv4Addr, Ipv4Addr)>,
    /// Devices that the mirror heard in the act now playing.
    speaking: BTreeSet<usize>,
}

impl<'h> Stage<'h> {
    /// An idle network at a moment.
    #[must_use]
    pub fn new(hospital: &'h Hospital, mirror: Mirror, clock: i64, seed: u64) -> Self {
        Self {
            hospital,
            rng: Rng::new(seed),
            clock,
            heard: vec![Heard::default(); hospital.devices.len()],
            mirror,
            core_mac: hospital.devices.get(hospital.core).map_or(MacAddr::default(), |core| core.own_mac),
            waiting: BinaryHeap::new(),
            order: 0,
            packet_id: seed as u16,
            port: 49_152,
            resolved: BTreeSet::new(),
            speaking: BTreeSet::new(),
        }
    }

    /// Begins an act at its time. Everything earlier goes to the tape.
    pub fn begin(&mut self, at: i64, tape: &mut dyn Tape) {
        while self.waiting.peek().is_some_and(|Reverse((time, ..))| *time <= at) {
            if let Some(Reverse((time, _, bytes))) = self.waiting.pop() {
                tape.frame(time, &bytes);
            }
        }
        self.clock = at;
        self.speaking.clear();
    }

    /// Lets time pass.
    pub fn wait(&mut self, micros: u64) {
        self.clock += micros as i64;
    }

    /// Notes that what a device just said gives it away, if the mirror heard it.
    pub fn reveal(&mut self, place: Place, what: u8) {
        if let Some(index) = place.who.filter(|index| self.speaking.contains(index))
            && let Some(heard) = self.heard.get_mut(index)
        {
            heard.revealed |= what;
        }
    }

    /// The default gateway's address in a VLAN: a virtual router (RFC 9568 §7.3).
    #[must_use]
    pub const fn gateway(vlan: Vlan) -> MacAddr {
        MacAddr([0, 0, 0x5e, 0, 1, (vlan % 250) as u8 + 1])
    }

    /// A frame that is no IP: from a device to a group or to another device on its VLAN.
    pub fn link(&mut self, from: Place, frame: &[u8]) {
        self.hop(from.vlan, Seat::Port(from.switch), Seat::Everyone, frame, from.who, None);
    }

    /// Same, in the name of the core switch.
    pub fn link_of_core(&mut self, vlan: Vlan, frame: &[u8]) {
        let core = self.hospital.core;
        self.hop(vlan, Seat::Core, Seat::Everyone, frame, Some(core), None);
    }

    fn hop(
        &mut self,
        vlan: Vlan,
        from: Seat,
        to: Seat,
        frame: &[u8],
        who: Option<usize>,
        target: Option<usize>,
    ) {
        self.clock += 20 + self.rng.below(60) as i64;
        let copies = self.copies(vlan, from, to);
        if copies == 0 || self.rng.below(1000) < 2 {
            return;
        }
        if let Some(index) = who
            && let Some(heard) = self.heard.get_mut(index)
        {
            heard.sent += 1;
            // Asking for an address gives nothing away.
            if frame.get(12..14) != Some(&ether::ARP.to_be_bytes()) {
                self.speaking.insert(index);
            }
        }
        if let Some(heard) = target.and_then(|index| self.heard.get_mut(index)) {
            heard.addressed += 1;
        }
        let bytes = match self.mirror {
            Mirror::Access(_) => frame.to_vec(),
            _ => ether::tagged(frame, vlan),
        };
        for copy in 0..copies {
            self.order += 1;
            let time = self.clock + i64::from(copy) * 4;
            self.waiting.push(Reverse((time, self.order, bytes.clone())));
        }
    }

    /// How often the mirror port delivers a frame that goes from one seat to another.
    fn copies(&self, vlan: Vlan, from: Seat, to: Seat) -> u8 {
        let local = matches!((from, to), (Seat::Port(a), Seat::Port(b)) if a == b && a > 0);
        match self.mirror {
            _ if matches!(self.mirror, Mirror::CoreBoth | Mirror::CoreOneWay) && local => 0,
            Mirror::CoreBoth => match (from, to) {
                (Seat::Core, _) | (_, Seat::Core) => 1,
                _ => 2,
            },
            Mirror::CoreOneWay => u8::from(matches!(from, Seat::Port(port) if port >= 2)),
            Mirror::Access(switch) => {
                let here = Seat::Port(switch);
                let flood = to == Seat::Everyone
                    && self.hospital.devices.iter().any(|d| d.place.switch == switch && d.place.vlan == vlan);
                u8::from(from == here || to == here || flood)
            }
        }
    }

    /// Carries one IP packet, through the core when the ends are in different networks.
    pub fn ip(&mut self, from: Place, to: Place, protocol: u8, payload: &[u8]) {
        self.resolve(from, to);
        self.packet_id = self.packet_id.wrapping_add(1);
        let ttl = from.stack.ttl().saturating_sub(from.hops);
        let header = Header { source: from.ip, destination: to.ip, protocol, ttl, id: self.packet_id };
        let straight = from.vlan == to.vlan && from.vlan != TRANSIT;
        for piece in ip::v4_pieces(&header, payload) {
            if straight {
                let frame = ether::frame(from.mac, to.mac, ether::IPV4, &piece);
                self.hop(from.vlan, Seat::Port(from.switch), Seat::Port(to.switch), &frame, from.who, to.who);
            } else {
                let frame = ether::frame(from.mac, Self::gateway(from.vlan), ether::IPV4, &piece);
                self.hop(from.vlan, Seat::Port(from.switch), Seat::Core, &frame, from.who, to.who);
                let onward = Header { ttl: ttl.saturating_sub(1), ..header };
                let piece = rewrite(&onward, &piece);
                let frame = ether::frame(self.core_mac, to.mac, ether::IPV4, &piece);
                self.hop(to.vlan, Seat::Core, Seat::Port(to.switch), &frame, from.who, to.who);
            }
        }
    }

    /// One UDP datagram.
    pub fn udp(&mut self, from: Place, to: Place, ports: (u16, u16), payload: &[u8]) {
        let header = Header { source: from.ip, destination: to.ip, protocol: ip::UDP, ttl: 64, id: 0 };
        let datagram = ip::udp(&header, ports, payload);
        self.ip(from, to, ip::UDP, &datagram);
    }

    /// One UDP datagram to a group or broadcast address of the sender's network.
    pub fn shout(&mut self, from: Place, to: Ipv4Addr, ports: (u16, u16), payload: &[u8]) {
        self.shout_as(from, from.ip, to, ports, payload);
    }

    /// Same, with another source address (DHCP clients have none yet).
    pub fn shout_as(
        &mut self,
        from: Place,
        source: Ipv4Addr,
        to: Ipv4Addr,
        ports: (u16, u16),
        payload: &[u8],
    ) {
        let ttl = if to.is_multicast() { 1 } else { from.stack.ttl() };
        self.packet_id = self.packet_id.wrapping_add(1);
        let header = Header { source, destination: to, protocol: ip::UDP, ttl, id: self.packet_id };
        let datagram = ip::udp(&header, ports, payload);
        let mac = if to.is_multicast() { ether::group(to) } else { ether::BROADCAST };
        for piece in ip::v4_pieces(&header, &datagram) {
            let frame = ether::frame(from.mac, mac, ether::IPV4, &piece);
            if from.hops == 0 {
                self.hop(from.vlan, Seat::Port(from.switch), Seat::Everyone, &frame, from.who, None);
            }
        }
    }

    /// ARP before the first packet, and now and then again.
    fn resolve(&mut self, from: Place, to: Place) {
        let straight = from.vlan == to.vlan;
        if from.hops > 0 || (!straight && self.rng.chance(60)) || !self.resolved.insert((from.ip, to.ip)) {
            return;
        }
        let [a, b, c, _] = from.ip.octets();
        let asked = if straight { to.ip } else { Ipv4Addr::new(a, b, c, 1) };
        let question = ether::arp(false, (from.mac, from.ip), (MacAddr::default(), asked));
        self.link(from, &ether::frame(from.mac, ether::BROADCAST, ether::ARP, &question));
        let (mac, seat, who) = if straight {
            (to.mac, Seat::Port(to.switch), to.who)
        } else {
            (Self::gateway(from.vlan), Seat::Core, None)
        };
        let answer = ether::arp(true, (mac, asked), (from.mac, from.ip));
        let frame = ether::frame(mac, from.mac, ether::ARP, &answer);
        self.hop(from.vlan, seat, Seat::Port(from.switch), &frame, who, from.who);
    }

    /// A port number for a client.
    pub const fn client_port(&mut self) -> u16 {
        self.port = if self.port == u16::MAX { 49_152 } else { self.port + 1 };
        self.port
    }

    /// Opens a TCP connection.
    pub fn connect(&mut self, client: Place, server: Place, port: u16) -> Tcp {
        let ports = (self.client_port(), port);
        let mut tcp = Tcp { client, server, ports, next: (self.rng.next() as u32, self.rng.next() as u32) };
        self.segment(&tcp, true, tcp::SYN, client.stack.syn_options(), &[]);
        tcp.next.0 = tcp.next.0.wrapping_add(1);
        self.segment(&tcp, false, tcp::SYN | tcp::ACK, server.stack.syn_options(), &[]);
        tcp.next.1 = tcp.next.1.wrapping_add(1);
        self.segment(&tcp, true, tcp::ACK, &[], &[]);
        tcp
    }

    /// A connection attempt that is refused.
    pub fn refused(&mut self, client: Place, server: Place, port: u16) {
        let ports = (self.client_port(), port);
        let mut tcp = Tcp { client, server, ports, next: (self.rng.next() as u32, 0) };
        self.segment(&tcp, true, tcp::SYN, client.stack.syn_options(), &[]);
        tcp.next.0 = tcp.next.0.wrapping_add(1);
        self.segment(&tcp, false, tcp::RST | tcp::ACK, &[], &[]);
    }

    /// The client says something.
    pub fn say(&mut self, tcp: &mut Tcp, bytes: impl AsRef<[u8]>) {
        self.speak(tcp, true, bytes.as_ref());
    }

    /// The server says something.
    pub fn hear(&mut self, tcp: &mut Tcp, bytes: impl AsRef<[u8]>) {
        self.speak(tcp, false, bytes.as_ref());
    }

    fn speak(&mut self, tcp: &mut Tcp, client: bool, bytes: &[u8]) {
        let count = bytes.len().div_ceil(1448);
        for (n, chunk) in bytes.chunks(1448).enumerate() {
            let flags = if n + 1 == count { tcp::PSH | tcp::ACK } else { tcp::ACK };
            self.segment(tcp, client, flags, &[], chunk);
            if self.rng.below(400) == 0 {
                self.segment(tcp, client, flags, &[], chunk);
            }
            let side = if client { &mut tcp.next.0 } else { &mut tcp.next.1 };
            *side = side.wrapping_add(chunk.len() as u32);
            if n % 2 == 1 || n + 1 == count {
                self.segment(tcp, !client, tcp::ACK, &[], &[]);
            }
        }
        self.clock += 200 + self.rng.below(900) as i64;
    }

    /// Ends the connection from the client's side.
    pub fn close(&mut self, mut tcp: Tcp) {
        self.segment(&tcp, true, tcp::FIN | tcp::ACK, &[], &[]);
        tcp.next.0 = tcp.next.0.wrapping_add(1);
        self.segment(&tcp, false, tcp::FIN | tcp::ACK, &[], &[]);
        tcp.next.1 = tcp.next.1.wrapping_add(1);
        self.segment(&tcp, true, tcp::ACK, &[], &[]);
    }

    fn segment(&mut self, tcp: &Tcp, client: bool, flags: u8, options: &[u8], payload: &[u8]) {
        let (from, to) = if client { (tcp.client, tcp.server) } else { (tcp.server, tcp.client) };
        let (mine, theirs) = if client { tcp.next } else { (tcp.next.1, tcp.next.0) };
        let ports = if client { tcp.ports } else { (tcp.ports.1, tcp.ports.0) };
        let header = Header { source: from.ip, destination: to.ip, protocol: ip::TCP, ttl: 64, id: 0 };
        let segment = Segment {
            ports,
            sequence: mine,
            acknowledge: if flags & tcp::ACK == 0 { 0 } else { theirs },
            flags,
            window: from.stack.window(),
            options,
            payload,
        };
        let bytes = tcp::segment(&header, &segment);
        self.ip(from, to, ip::TCP, &bytes);
    }
}

/// The same IPv4 packet with another TTL and a new header checksum.
fn rewrite(header: &Header, packet: &[u8]) -> Vec<u8> {
    let flags = packet.get(6..8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_be_bytes);
    ip::v4_piece(header, packet.get(20..).unwrap_or_default(), flags)
}
