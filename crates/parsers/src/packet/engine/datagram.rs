//! Protocol of a UDP conversation: by content, among its first datagrams.

use super::{
    connection::{Connection, Half, Watch},
    packet::Packet,
    probes::{MAKER, Probes},
};
use crate::packet::{
    link::tcp::UdpDatagram,
    medical::maker::Spoken,
    protocol::{Datagram, DatagramParser, DatagramProtocol, Probe, Side},
    sink::Sink,
};

/// Datagrams of one conversation that are probed before it is given up.
const TRIES: u8 = 8;

/// How far the content is known.
#[derive(Default)]
pub(super) struct DatagramWatch {
    tries: u8,
    parsed: u32,
    /// Of protocols whose messages go over several datagrams.
    session: Option<Box<dyn DatagramParser>>,
}

impl Connection {
    /// Looks at one datagram.
    pub(super) fn datagram<S: Sink>(
        &mut self,
        half: Half,
        packet: &Packet<'_>,
        udp: &UdpDatagram<'_>,
        probes: &Probes,
        sink: &mut S,
    ) {
        let Watch::Datagrams(watch) = &mut self.watch else { return };
        let datagram = Datagram {
            payload: udp.payload,
            sender_port: udp.source_port,
            receiver_port: udp.destination_port,
            to_group: packet.is_to_group(),
        };
        let number = match self.protocol {
            Some(number) => number,
            None => {
                let Some(found) = probes.datagrams.iter().position(|protocol| is(protocol, &datagram)) else {
                    watch.tries += 1;
                    if watch.tries >= TRIES {
                        self.watch = Watch::Nobody;
                    }
                    return self.maker(half, packet, &datagram, probes, sink);
                };
                self.protocol = Some(found as u8);
                watch.session = probes.datagrams.get(found).and_then(|protocol| probes.session(protocol));
                found as u8
            }
        };
        let Some(protocol) = probes.datagrams.get(usize::from(number)) else { return };
        watch.parsed += 1;
        let enough = watch.parsed >= protocol.limit;
        let mut messages = Vec::new();
        let mut keep = |message| messages.push(message);
        let told = match &mut watch.session {
            Some(session) => session.datagram(&datagram, &mut keep),
            None => (protocol.parse)(&datagram, &mut keep),
        };
        if enough {
            self.watch = Watch::Nobody;
        }
        self.told(half, told);
        // An announcement to a group is of no side unless its content says so.
        let role = told.or_else(|| (self.sure && !datagram.to_group).then(|| self.side(half)));
        let context = self.origin(half, packet, role).context();
        for message in messages {
            sink.message(&context, message);
        }
    }

    /// No protocol of our own: perhaps a maker's.
    fn maker<S: Sink>(
        &mut self,
        half: Half,
        packet: &Packet<'_>,
        datagram: &Datagram<'_>,
        probes: &Probes,
        sink: &mut S,
    ) {
        let Datagram { payload, sender_port, receiver_port, to_group } = *datagram;
        let spoken = Spoken { udp: true, payload, sender_port, receiver_port, to_group };
        let Some((protocol, side)) = probes.signatures.find(&spoken) else { return };
        self.protocol = Some(MAKER);
        self.watch = Watch::Nobody;
        self.told(half, side);
        sink.message(&self.origin(half, packet, side).context(), protocol.into());
    }

    /// The content says who the sender is: that outweighs a guess from ports.
    fn told(&mut self, half: Half, told: Option<Side>) {
        let client = match told {
            Some(Side::Client) => half,
            Some(Side::Server) => half.other(),
            None => return,
        };
        if !self.sure {
            self.client = client;
            self.sure = true;
        }
    }
}

fn is(protocol: &DatagramProtocol, datagram: &Datagram<'_>) -> bool {
    matches!((protocol.probe)(datagram), Probe::Yes | Probe::YesReversed)
}
