//! For tests: hostile bytes against a protocol, and short ways to run one.

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::NamesMessage;
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Emit, Heads, Interest, Probe, Side, StreamProtocol},
};

/// A unicast datagram.
pub fn datagram(payload: &[u8], sender_port: u16, receiver_port: u16) -> Datagram<'_> {
    Datagram { payload, sender_port, receiver_port, to_group: false }
}

/// Everything a protocol says about one datagram; the probe must have said yes.
pub fn read(protocol: &DatagramProtocol, datagram: &Datagram<'_>) -> (Option<Side>, Vec<NamesMessage>) {
    assert_eq!((protocol.probe)(datagram), Probe::Yes, "{} does not know its own sample", protocol.name);
    let mut messages = Vec::new();
    let side = (protocol.parse)(datagram, &mut |message| match message {
        Message::Names(message) => messages.push(message),
        other => panic!("another family's message: {other:?}"),
    });
    (side, messages)
}

/// The only message of a datagram.
pub fn read_one(protocol: &DatagramProtocol, datagram: &Datagram<'_>) -> NamesMessage {
    let (_, mut messages) = read(protocol, datagram);
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.remove(0)
}

/// Arbitrary bytes, every truncation and every single-byte change of a sample: no panic.
pub fn torture_datagram(protocol: &DatagramProtocol, sample: &[u8], ports: (u16, u16)) {
    let run = |payload: &[u8]| {
        let datagram = datagram(payload, ports.0, ports.1);
        let _ = (protocol.probe)(&datagram);
        let _ = (protocol.parse)(&datagram, &mut |_| {});
    };
    hostile(sample, run);
}

/// As [`torture_datagram`] for both sides of a stream, also cut into small pieces.
pub fn torture_stream(protocol: &StreamProtocol, client: &[u8], server: &[u8]) {
    for (side, sample) in [(Side::Client, client), (Side::Server, server)] {
        hostile(sample, |bytes| {
            let heads = heads(bytes, bytes, 53);
            let _ = (protocol.probe)(&heads);
            let mut parser = (protocol.parser)(&heads);
            let mut out = Collected::default();
            for piece in bytes.chunks(7) {
                let _ = parser.bytes(side, piece, &mut out);
            }
            let _ = parser.gap(side, &mut out);
            let _ = parser.bytes(side, bytes, &mut out);
        });
    }
}

fn hostile(sample: &[u8], run: impl Fn(&[u8])) {
    for end in 0..=sample.len() {
        run(&sample[..end]);
    }
    let mut changed = sample.to_vec();
    for at in 0..changed.len().min(400) {
        for value in [0x00, 0x7f, 0x80, 0xff] {
            let before = changed[at];
            changed[at] = value;
            run(&changed);
            changed[at] = before;
        }
    }
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let noise = (0..=sample.len(), prop::collection::vec(any::<u8>(), 0..300));
    TestRunner::new_with_rng(config, rng)
        .run(&noise, |(keep, noise)| {
            run(&noise);
            run(&[&sample[..keep], &noise[..]].concat());
            Ok(())
        })
        .unwrap();
}

/// Heads of a flow to a server port.
fn heads<'a>(client: &'a [u8], server: &'a [u8], server_port: u16) -> Heads<'a> {
    Heads { client, server, client_port: 50_000, server_port, mid_stream: false }
}

/// Collects what a stream parser says.
#[derive(Default)]
pub struct Collected(pub Vec<(Side, NamesMessage)>);

impl Emit for Collected {
    fn emit(&mut self, from: Side, message: Message) {
        if let Message::Names(message) = message {
            self.0.push((from, message));
        }
    }
}

/// As [`read_stream_at`] on a port nobody knows.
pub fn read_stream(protocol: &StreamProtocol, runs: &[(Side, &[u8])]) -> Vec<(Side, NamesMessage)> {
    read_stream_at(protocol, 60_000, runs)
}

/// Runs a stream: each run of bytes is given byte by byte to show that nothing depends on segment borders.
pub fn read_stream_at(
    protocol: &StreamProtocol,
    server_port: u16,
    runs: &[(Side, &[u8])],
) -> Vec<(Side, NamesMessage)> {
    let of = |wanted: Side| -> Vec<u8> {
        runs.iter().filter(|(side, _)| *side == wanted).flat_map(|(_, bytes)| bytes.iter().copied()).collect()
    };
    let (client, server) = (of(Side::Client), of(Side::Server));
    let heads = heads(&client, &server, server_port);
    assert_eq!((protocol.probe)(&heads), Probe::Yes, "{} does not know its own sample", protocol.name);
    let mut parser = (protocol.parser)(&heads);
    let mut out = Collected::default();
    for (side, bytes) in runs {
        for byte in bytes.chunks(1) {
            if parser.bytes(*side, byte, &mut out) == Interest::Done {
                return out.0;
            }
        }
    }
    out.0
}
