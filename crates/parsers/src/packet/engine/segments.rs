//! Transport layer: the conversation of each packet, its sides, and who looks into it.

use super::{
    Engine,
    connection::{Connection, Half, Key, Watch},
    datagram::DatagramWatch,
    packet::Packet,
    stream::{Segment, StreamWatch},
};
use crate::packet::{
    link::tcp::{self, ACK, RST, SYN},
    sink::Sink,
};

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;

impl Engine {
    /// Counts the packet for its conversation and lets the watcher look at the content.
    pub(super) fn transport<S: Sink>(&mut self, packet: &Packet<'_>, sink: &mut S) {
        match packet.ip.protocol {
            TCP => match tcp::segment(packet.ip.payload) {
                Some(segment) => self.tcp(packet, &segment, sink),
                None => self.broken(packet),
            },
            UDP => match tcp::udp(packet.ip.payload) {
                Some(datagram) => self.udp(packet, &datagram, sink),
                None => self.broken(packet),
            },
            SCTP => match packet.ip.payload.first_chunk::<4>() {
                Some([s0, s1, d0, d1]) => {
                    let ports = (u16::from_be_bytes([*s0, *s1]), u16::from_be_bytes([*d0, *d1]));
                    self.counted_only(packet, ports, sink);
                }
                None => self.broken(packet),
            },
            _ => {
                self.counted_only(packet, (0, 0), sink);
                self.control(packet, sink);
            }
        }
    }

    fn broken(&mut self, packet: &Packet<'_>) {
        self.summary.malformed += 1;
        self.sources.packet(packet);
    }

    fn counted_only<S: Sink>(&mut self, packet: &Packet<'_>, ports: (u16, u16), sink: &mut S) {
        let (at, half) = self.conversation(packet, ports, sink);
        if let Some(connection) = self.flows.get_mut(at) {
            connection.count(half, packet, &mut self.sources);
        }
    }

    /// The conversation of a packet, an old one or a new one.
    #[inline]
    fn conversation<S: Sink>(&mut self, packet: &Packet<'_>, ports: (u16, u16), sink: &mut S) -> (u32, Half) {
        let ip = &packet.ip;
        let (key, half) = Key::new((ip.source, ports.0), (ip.destination, ports.1), ip.protocol);
        match self.flows.find(&key, half, packet.sender) {
            Some(at) => (at, half),
            None => (self.begin(key, half, packet, sink), half),
        }
    }

    fn begin<S: Sink>(&mut self, key: Key, half: Half, packet: &Packet<'_>, sink: &mut S) -> u32 {
        let watch = match key.protocol {
            TCP => Watch::Stream(Box::new(StreamWatch::new(self.probes.all_streams()))),
            UDP => Watch::Datagrams(DatagramWatch::default()),
            _ => Watch::Nobody,
        };
        let (at, ended) = self.flows.insert(Connection::new(key, half, packet, watch));
        if let Some(ended) = ended {
            self.end_flow(ended, sink);
        }
        at
    }

    /// A conversation is over: its counts go to the rows.
    pub(super) fn end_flow<S: Sink>(&mut self, mut ended: Connection, sink: &mut S) {
        let _ = sink;
        let counted = ended.settle(&mut self.rows, &mut self.sources, &self.probes);
        self.summary.connection(counted);
    }

    fn tcp<S: Sink>(&mut self, packet: &Packet<'_>, segment: &tcp::Segment<'_>, sink: &mut S) {
        if segment.flags & (SYN | ACK | RST) == SYN {
            self.syn(packet, segment, sink);
        }
        let ports = (segment.source_port, segment.destination_port);
        let (mut at, half) = self.conversation(packet, ports, sink);
        // The same ports again after the end: a new connection.
        if segment.flags & (SYN | ACK) == SYN && self.flows.get_mut(at).is_some_and(|known| known.closed) {
            if let Some(ended) = self.flows.remove(at) {
                self.end_flow(ended, sink);
            }
            at = self.conversation(packet, ports, sink).0;
        }
        let Some(connection) = self.flows.get_mut(at) else { return };
        connection.count(half, packet, &mut self.sources);
        connection.flags(half, segment.flags, !segment.payload.is_empty());
        if matches!(connection.watch, Watch::Stream(_)) {
            let segment = Segment {
                sequence: segment.sequence,
                acknowledgment: segment.acknowledgment,
                flags: segment.flags,
                data: segment.payload,
                missing: packet.ip.missing,
            };
            connection.stream(half, packet, &segment, &self.probes, self.config.head, sink);
        }
    }

    fn udp<S: Sink>(&mut self, packet: &Packet<'_>, datagram: &tcp::UdpDatagram<'_>, sink: &mut S) {
        let ports = (datagram.source_port, datagram.destination_port);
        let (at, half) = self.conversation(packet, ports, sink);
        let Some(connection) = self.flows.get_mut(at) else { return };
        connection.count(half, packet, &mut self.sources);
        if matches!(connection.watch, Watch::Datagrams(_)) {
            connection.datagram(half, packet, datagram, &self.probes, sink);
        }
    }
}
