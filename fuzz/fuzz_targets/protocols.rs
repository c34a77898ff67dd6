//! Any bytes as both directions of one protocol: the first byte chooses it, then pieces follow, each with a byte for its
//! side and one for its length. Every parser must bound itself whatever arrives, also after gaps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::packet::{
    link, medical,
    message::Message,
    names, plant,
    protocol::{Datagram, DatagramProtocol, Emit, Heads, Interest, Side, StreamProtocol},
    remote, web,
};

struct Nothing;

impl Emit for Nothing {
    fn emit(&mut self, _from: Side, _message: Message) {}
}

fn stream(protocol: &StreamProtocol, mut data: &[u8]) {
    let heads = Heads { client: data, server: data, client_port: 50_000, server_port: 443, mid_stream: false };
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

fn datagrams(protocol: &DatagramProtocol, data: &[u8]) {
    let Some(([port, flags], payload)) = data.split_first_chunk::<2>() else { return };
    let ports = [53, 67, 68, 137, 138, 161, 500, 514, 1900, 3702, 5353, 5060, 47_808, 443, 1985, 49_152];
    let port = ports.get(usize::from(*port) % ports.len()).copied().unwrap_or(1);
    let datagram = Datagram { payload, sender_port: port, receiver_port: 49_153, to_group: flags & 1 == 1 };
    for datagram in [datagram, Datagram { sender_port: 49_153, receiver_port: port, ..datagram }] {
        let _ = (protocol.probe)(&datagram);
        let _ = (protocol.parse)(&datagram, &mut |_| {});
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((number, data)) = data.split_first() else { return };
    let streams = [medical::STREAMS, plant::STREAMS, names::STREAMS, remote::STREAMS, web::STREAMS].concat();
    let others = [
        link::DATAGRAMS,
        medical::DATAGRAMS,
        names::DATAGRAMS,
        plant::DATAGRAMS,
        remote::DATAGRAMS,
        web::DATAGRAMS,
    ]
    .concat();
    let number = usize::from(*number) % (streams.len() + others.len());
    match streams.get(number) {
        Some(protocol) => stream(protocol, data),
        None => others.iter().skip(number - streams.len()).take(1).for_each(|p| datagrams(p, data)),
    }
});
