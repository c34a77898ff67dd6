//! The engine as a whole, on packets made by hand.

use domain::{
    addresses::{Endpoint, MacAddr},
    flows::{Flow, Opening},
    observations::{Binding, CaptureWarning},
    time::Timestamp,
};
use proptest::prelude::*;

use super::{Config, Engine, probes::Probes, read_capture_sharded};
use crate::packet::{
    capture::{LinkType, RawFrame},
    link::{LinkMessage, icmp::Control},
    medical::{
        MedicalMessage,
        maker::{Signature, Signatures},
    },
    message::Message,
    protocol::{Emit, Heads, Interest, Probe, Side, StreamParser, StreamProtocol},
    sink::{Context, Sink},
};

/// Keeps everything.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) messages: Vec<(Context, Message)>,
    pub(super) flows: Vec<Flow>,
    pub(super) bindings: Vec<Binding>,
}

impl Sink for Kept {
    fn message(&mut self, context: &Context, message: Message) {
        self.messages.push((context.clone(), message));
    }

    fn flow(&mut self, flow: Flow) {
        self.flows.push(flow);
    }

    fn binding(&mut self, binding: Binding) {
        self.bindings.push(binding);
    }

    fn warning(&mut self, _warning: CaptureWarning) {}
}

/// A made-up protocol: the client says `HI`, the server `HO`. Its parser reports what it was given.
struct Echo;

impl StreamParser for Echo {
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest {
        out.emit(side, said(&String::from_utf8_lossy(data)));
        if data.ends_with(b"BYE") { Interest::Done } else { Interest::More }
    }

    fn gap(&mut self, side: Side, out: &mut dyn Emit) -> Interest {
        out.emit(side, said("<gap>"));
        Interest::More
    }
}

/// Any message with a text serves.
fn said(text: &str) -> Message {
    Message::Link(LinkMessage::Syn(text.to_owned()))
}

fn probe(heads: &Heads<'_>) -> Probe {
    match (heads.client, heads.server) {
        ([b'H', b'I', ..], _) | (_, [b'H', b'O', ..]) => Probe::Yes,
        ([b'H', b'O', ..], _) | (_, [b'H', b'I', ..]) => Probe::YesReversed,
        ([] | [b'H'], [] | [b'H']) => Probe::Maybe,
        _ => Probe::No,
    }
}

const ECHO: StreamProtocol = StreamProtocol { name: "echo", probe, parser: |_| Box::new(Echo) };

/// Bytes `AB` to port 900, any bytes from port 901 (TCP); `AB` to port 900 (UDP).
fn signatures() -> Signatures {
    let signature = |id: &str, udp, port, sender, bytes: &[u8]| Signature {
        id: id.into(),
        udp,
        ports: vec![port],
        sender: Some(sender),
        offset: 0,
        bytes: bytes.to_vec(),
        mask: vec![0xff; bytes.len()],
        min_length: 2,
        max_length: usize::MAX,
        to_group: None,
        about_receiver: false,
    };
    Signatures::new(vec![
        signature("asks", false, 900, Side::Client, b"AB"),
        signature("answers", false, 901, Side::Server, b""),
        signature("datagram", true, 900, Side::Client, b"AB"),
    ])
}

struct Bench {
    engine: Engine,
    kept: Kept,
    number: u64,
}

/// One end: last octet of MAC and IP, VLAN, port.
#[derive(Clone, Copy)]
struct End(u8, u16, u16);

const CLIENT: End = End(1, 0, 40_000);
const SERVER: End = End(2, 0, 104);

const SYN: u8 = 2;
const ACK: u8 = 16;
const RST: u8 = 4;

impl Bench {
    fn new() -> Self {
        let mut engine = Engine::new(Config::default());
        engine.probes = Probes { streams: vec![ECHO], datagrams: Vec::new(), signatures: signatures() };
        Self { engine, kept: Kept::default(), number: 0 }
    }

    fn frame(&mut self, data: &[u8]) {
        self.number += 1;
        let raw = RawFrame {
            number: self.number,
            time: Timestamp(self.number as i64 * 20_000),
            link: LinkType::ETHERNET,
            data,
            original_len: data.len() as u32,
            interface: 0,
        };
        self.engine.frame(&raw, &mut self.kept);
    }

    fn tcp(&mut self, from: End, to: End, flags: u8, sequence: u32, payload: &[u8]) {
        let id = self.number as u16;
        self.frame(&tcp(from, to, flags, sequence, id, payload));
    }

    /// Handshake of [`CLIENT`] and [`SERVER`]; both begin at sequence number 100.
    fn handshake(&mut self) {
        self.tcp(CLIENT, SERVER, SYN, 99, b"");
        self.tcp(SERVER, CLIENT, SYN | ACK, 99, b"");
        self.tcp(CLIENT, SERVER, ACK, 100, b"");
    }

    fn flush(&mut self) -> &Kept {
        self.engine.flush(&mut self.kept);
        &self.kept
    }

    /// What the made-up protocol was given: `c:` by the client, `s:` by the server.
    fn said(&self) -> Vec<String> {
        let text = |(context, message): &(Context, Message)| {
            let Message::Link(LinkMessage::Syn(text)) = message else { return None };
            let side = if context.sender.ip == Some([10, 0, 0, CLIENT.0].into()) { "c" } else { "s" };
            (!text.starts_with("4:")).then(|| format!("{side}:{text}"))
        };
        self.kept.messages.iter().filter_map(text).collect()
    }
}

fn ethernet(from: End, to: End, kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![2, 0, 0, 0, 0, to.0, 2, 0, 0, 0, 0, from.0];
    if from.1 != 0 {
        out.extend([0x81, 0]);
        out.extend(from.1.to_be_bytes());
    }
    out.extend(kind.to_be_bytes());
    out.extend(payload);
    out
}

fn ipv4(from: End, to: End, protocol: u8, id: u16, payload: &[u8]) -> Vec<u8> {
    let mut ip = vec![0x45, 0];
    ip.extend((20 + payload.len() as u16).to_be_bytes());
    ip.extend(id.to_be_bytes());
    ip.extend([0, 0, 64, protocol, 0, 0, 10, 0, 0, from.0, 10, 0, 0, to.0]);
    ip.extend(payload);
    ethernet(from, to, 0x0800, &ip)
}

fn tcp(from: End, to: End, flags: u8, sequence: u32, id: u16, payload: &[u8]) -> Vec<u8> {
    let mut segment = Vec::new();
    segment.extend(from.2.to_be_bytes());
    segment.extend(to.2.to_be_bytes());
    segment.extend(sequence.to_be_bytes());
    segment.extend([0, 0, 0, 0, 0x50, flags, 0x20, 0, 0, 0, 0, 0]);
    segment.extend(payload);
    ipv4(from, to, 6, id, &segment)
}

fn udp(from: End, to: End, id: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    datagram.extend(from.2.to_be_bytes());
    datagram.extend(to.2.to_be_bytes());
    datagram.extend((8 + payload.len() as u16).to_be_bytes());
    datagram.extend([0, 0]);
    datagram.extend(payload);
    ipv4(from, to, 17, id, &datagram)
}

#[test]
fn a_connection_is_one_row_with_protocol_and_counts() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI there");
    bench.tcp(SERVER, CLIENT, ACK, 100, b"HO");
    bench.flush();
    assert_eq!(bench.said(), ["c:HI there", "s:HO"]);
    let [flow] = &bench.kept.flows[..] else { panic!("{:?}", bench.kept.flows) };
    assert_eq!((flow.opening, flow.port, flow.protocol.as_deref()), (Opening::Answered, 104, Some("echo")));
    assert_eq!((flow.client_packets, flow.server_packets, flow.connections), (3, 2, 1));
    assert_eq!(flow.client.mac, Some(MacAddr([2, 0, 0, 0, 0, 1])));
    assert_eq!(bench.kept.bindings.len(), 2);
    assert_eq!(bench.kept.bindings[0].packets, 3);
    let summary = bench.engine.summary("test");
    assert_eq!((summary.two_way_connections, summary.one_way_connections), (1, 0));
}

#[test]
fn reordering_retransmission_and_overlap_are_put_right() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI ");
    bench.tcp(CLIENT, SERVER, ACK, 106, b"ghi"); // too early
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI "); // again
    bench.tcp(CLIENT, SERVER, ACK, 101, b"I def"); // overlaps what was there
    bench.tcp(CLIENT, SERVER, ACK, 109, b"jkl");
    assert_eq!(bench.said(), ["c:HI ", "c:def", "c:ghi", "c:jkl"]);
}

#[test]
fn bytes_that_never_come_are_a_gap() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI ");
    for step in 0..60 {
        bench.tcp(CLIENT, SERVER, ACK, 200 + step * 2, b"xx");
    }
    let said = bench.said();
    assert_eq!(said[..3], ["c:HI ", "c:<gap>", "c:xx"]);
    assert_eq!(said.len(), 62);
}

#[test]
fn an_acknowledged_hole_is_a_gap_at_once() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI ");
    bench.tcp(CLIENT, SERVER, ACK, 110, b"later");
    let mut answer = tcp(SERVER, CLIENT, ACK, 100, 77, b"");
    answer[42..46].copy_from_slice(&115u32.to_be_bytes());
    bench.frame(&answer);
    assert_eq!(bench.said(), ["c:HI ", "c:<gap>", "c:later"]);
}

#[test]
fn one_direction_is_enough() {
    let mut bench = Bench::new();
    bench.tcp(SERVER, CLIENT, SYN | ACK, 99, b"");
    bench.tcp(SERVER, CLIENT, ACK, 100, b"HO there");
    bench.flush();
    assert_eq!(bench.said(), ["s:HO there"]);
    let [flow] = &bench.kept.flows[..] else { panic!("{:?}", bench.kept.flows) };
    assert_eq!((flow.opening, flow.port), (Opening::AnswerOnly, 104));
    assert_eq!(bench.engine.summary("test").one_way_connections, 1);
}

#[test]
fn content_turns_the_sides_of_a_flow_joined_in_the_middle() {
    let (client, server) = (End(1, 0, 3000), End(2, 0, 50_000));
    let mut bench = Bench::new();
    bench.tcp(server, client, ACK, 500, b"HO again");
    bench.flush();
    let [flow] = &bench.kept.flows[..] else { panic!("{:?}", bench.kept.flows) };
    assert_eq!(
        (flow.opening, flow.port, flow.server.ip),
        (Opening::MidStream, 50_000, Some([10, 0, 0, 2].into()))
    );
    assert_eq!(bench.said(), ["s:HO again"]);
}

#[test]
fn closed_and_silent_ports_are_told_apart() {
    let mut bench = Bench::new();
    bench.tcp(CLIENT, SERVER, SYN, 99, b"");
    bench.tcp(SERVER, CLIENT, RST | ACK, 0, b"");
    bench.tcp(CLIENT, End(2, 0, 105), SYN, 99, b"");
    bench.flush();
    let openings: Vec<_> = bench.kept.flows.iter().map(|flow| (flow.port, flow.opening)).collect();
    assert_eq!(openings, [(104, Opening::Refused), (105, Opening::Attempted)]);
}

#[test]
fn the_same_ports_again_are_a_new_connection_in_the_same_row() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        bench.handshake();
        bench.tcp(CLIENT, SERVER, RST, 100, b"");
    }
    bench.flush();
    let [flow] = &bench.kept.flows[..] else { panic!("{:?}", bench.kept.flows) };
    assert_eq!((flow.connections, flow.client_packets), (3, 9));
}

#[test]
fn copies_of_a_packet_are_not_counted_twice() {
    let mut bench = Bench::new();
    let packet = udp(CLIENT, SERVER, 7, b"hello");
    bench.frame(&packet);
    bench.number -= 1; // the same moment
    bench.frame(&packet);
    bench.number -= 1;
    // Behind the router: other MACs and VLAN, TTL one less.
    let mut routed = udp(End(9, 30, 0), SERVER, 7, b"hello");
    routed[18 + 8] = 63;
    routed[18 + 15] = CLIENT.0;
    routed[38..40].copy_from_slice(&CLIENT.2.to_be_bytes());
    bench.frame(&routed);
    bench.flush();
    assert_eq!(bench.engine.summary("test").duplicates, 1);
    let [flow] = &bench.kept.flows[..] else { panic!("{:?}", bench.kept.flows) };
    assert_eq!(flow.client_packets, 1);
    let sources: Vec<_> =
        bench.kept.bindings.iter().map(|binding| (binding.endpoint.vlan, binding.packets)).collect();
    assert_eq!(sources, [(0, 1), (30, 1)], "the other hop is a source of its own");
}

#[test]
fn a_copy_with_a_tag_makes_a_source_on_that_vlan() {
    let mut bench = Bench::new();
    bench.frame(&udp(CLIENT, SERVER, 7, b"hello"));
    bench.number -= 1; // the same moment
    bench.frame(&udp(End(1, 30, CLIENT.2), SERVER, 7, b"hello"));
    bench.flush();
    assert_eq!(bench.engine.summary("test").duplicates, 1);
    assert_eq!(bench.kept.flows.len(), 1);
    let vlans: Vec<_> = bench.kept.bindings.iter().map(|binding| binding.endpoint.vlan).collect();
    assert_eq!(vlans, [0, 30]);
}

#[test]
fn a_group_is_never_a_client() {
    let mut bench = Bench::new();
    let mut announcement = udp(End(5, 0, 3702), End(0, 0, 40_000), 1, b"here I am");
    announcement[0] = 1;
    announcement[30..34].copy_from_slice(&[239, 255, 255, 250]);
    bench.frame(&announcement);
    bench.flush();
    let rows: Vec<_> = bench.kept.flows.iter().map(|flow| (flow.client.ip, flow.port)).collect();
    assert_eq!(rows, [(Some([10, 0, 0, 5].into()), 40_000)]);
}

#[test]
fn a_port_scan_stays_small() {
    let mut bench = Bench::new();
    for port in 1..3000 {
        bench.tcp(CLIENT, End(2, 0, port), SYN, 99, b"");
    }
    bench.flush();
    assert_eq!(bench.kept.flows.len(), 257);
    assert_eq!(bench.kept.flows.iter().map(|flow| flow.connections).sum::<u64>(), 2999);
}

#[test]
fn directions_on_two_vlans_are_one_flow_but_reused_addresses_are_not() {
    let mut bench = Bench::new();
    bench.frame(&udp(End(1, 10, 5000), End(2, 10, 161), 1, b"ask"));
    bench.frame(&udp(End(2, 20, 161), End(1, 20, 5000), 2, b"answer"));
    bench.frame(&udp(End(1, 40, 5000), End(2, 40, 161), 3, b"ask"));
    bench.flush();
    let rows: Vec<_> =
        bench.kept.flows.iter().map(|flow| (flow.client.vlan, flow.server.vlan, flow.opening)).collect();
    assert_eq!(rows, [(10, 20, Opening::Replied), (40, 40, Opening::MidStream)]);
}

#[test]
fn fragments_and_tunnels_reach_the_conversation_inside() {
    let mut bench = Bench::new();
    let inner = udp(End(5, 0, 5000), End(6, 0, 161), 1, &[7; 64]);
    let erspan = [&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 30, 0, 0, 0, 0, 0, 0], &inner[..]].concat();
    for (offset, more) in [(0usize, true), (64, false)] {
        let piece = if more { &erspan[..64] } else { &erspan[64..] };
        let mut packet = ipv4(CLIENT, SERVER, 47, 9, piece);
        let field = (offset as u16 / 8) | if more { 0x2000 } else { 0 };
        packet[20..22].copy_from_slice(&field.to_be_bytes());
        bench.frame(&packet);
    }
    bench.flush();
    let inside = bench.kept.flows.iter().find(|flow| flow.port == 161).expect("inner flow");
    let expected =
        Endpoint { mac: Some(MacAddr([2, 0, 0, 0, 0, 5])), ip: Some([10, 0, 0, 5].into()), vlan: 30 };
    assert_eq!(inside.client, expected);
    assert!(bench.kept.flows.iter().any(|flow| flow.transport == domain::flows::Transport::Ip(47)));
}

#[test]
fn tables_stay_within_their_bounds_and_lose_nothing() {
    let config = Config { max_flows: 64, max_rows: 32, max_sources: 16, ..Config::default() };
    let mut bench = Bench::new();
    bench.engine = Engine::new(config);
    for step in 0..2000u16 {
        bench.frame(&udp(End(1, 0, 10_000 + step), End(2, 0, 161), step, b"x"));
    }
    bench.flush();
    let packets: u64 = bench.kept.flows.iter().map(|flow| flow.client_packets).sum();
    let connections: u64 = bench.kept.flows.iter().map(|flow| flow.connections).sum();
    assert_eq!((packets, connections), (2000, 2000));
    assert_eq!(bench.kept.bindings.iter().map(|binding| binding.packets).sum::<u64>(), 2000);
}

#[test]
fn a_checkpoint_hands_on_counts_once() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.engine.checkpoint(&mut bench.kept);
    bench.tcp(CLIENT, SERVER, ACK, 100, b"HI");
    bench.flush();
    let sum = |of: fn(&Flow) -> u64| bench.kept.flows.iter().map(of).sum::<u64>();
    assert_eq!((sum(|flow| flow.connections), sum(|flow| flow.client_packets)), (1, 3));
}

#[test]
fn a_forwarder_is_told_once_in_a_while() {
    let mut bench = Bench::new();
    for id in 0..5 {
        bench.frame(&ipv4(SERVER, CLIENT, 1, id, &[11, 0, 0, 0, 0, 0, 0, 0]));
    }
    let controls = bench
        .kept
        .messages
        .iter()
        .filter(|(_, message)| *message == Message::Link(LinkMessage::Control(Control::TimeExceeded)));
    assert_eq!(controls.count(), 1);
}

#[test]
fn two_engines_find_what_one_finds() {
    let mut file =
        [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0].to_vec();
    for step in 0..3000u16 {
        let (from, to) = (End((step % 90) as u8, 0, 9000 + step % 7), End(200 + (step % 40) as u8, 0, 161));
        let packet = if step % 3 == 0 { udp(to, from, step, b"answer") } else { udp(from, to, step, b"ask") };
        for value in [u32::from(step), 0, packet.len() as u32, packet.len() as u32] {
            file.extend(value.to_le_bytes());
        }
        file.extend(packet);
    }
    let mut one = [Kept::default()];
    let mut two = [Kept::default(), Kept::default()];
    let summaries = [
        read_capture_sharded(&file[..], "test", Config::default(), &mut one, |_| true),
        read_capture_sharded(&file[..], "test", Config::default(), &mut two, |_| true),
    ];
    assert_eq!(summaries[0], summaries[1]);
    let [left, right] = two;
    assert!(!left.flows.is_empty() && !right.flows.is_empty(), "both have work");
    let sorted = |flows: Vec<Flow>| {
        let mut flows: Vec<_> = flows.iter().map(|flow| format!("{flow:?}")).collect();
        flows.sort();
        flows
    };
    let [one] = one;
    assert_eq!(sorted(one.flows), sorted([left.flows, right.flows].concat()));
}

proptest! {
    #[test]
    fn never_panics_on_any_frame(link in prop::sample::select(vec![0u16, 1, 6, 9, 10, 50, 51, 101, 104, 105, 107, 108, 113, 119, 127, 163, 276]),
        frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..120), 1..8)) {
        let mut engine = Engine::new(Config::default());
        let mut kept = Kept::default();
        for (number, data) in frames.iter().enumerate() {
            let time = Timestamp(number as i64);
            let raw = RawFrame { number: 1, time, link: LinkType(link), data, original_len: 60, interface: 0 };
            engine.frame(&raw, &mut kept);
        }
        engine.flush(&mut kept);
    }

    #[test]
    fn never_panics_on_any_segments(segments in proptest::collection::vec(
        (any::<bool>(), 0u8..32, 0u32..40, proptest::collection::vec(prop::sample::select(b"HIO BYE".to_vec()), 0..12)), 1..40)) {
        let mut bench = Bench::new();
        for (client, flags, sequence, payload) in segments {
            let (from, to) = if client { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
            bench.tcp(from, to, flags, sequence, &payload);
        }
        bench.flush();
    }

    #[test]
    fn never_panics_on_real_payloads(port in any::<u16>(), is_udp in any::<bool>(), payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut engine = Engine::new(Config::default());
        let mut kept = Kept::default();
        let server = End(2, 0, port);
        let data = if is_udp { udp(CLIENT, server, 1, &payload) } else { tcp(CLIENT, server, ACK, 1, 1, &payload) };
        let raw = RawFrame { number: 1, time: Timestamp(0), link: LinkType::ETHERNET, data: &data, original_len: 60, interface: 0 };
        engine.frame(&raw, &mut kept);
        engine.flush(&mut kept);
    }
}

/// Ids of the makers' protocols that were recognised, with the last octet of who sent the bytes.
fn makers(kept: &Kept) -> Vec<String> {
    let id = |(context, message): &(Context, Message)| {
        let Message::Medical(MedicalMessage::Maker(found)) = message else { return None };
        Some(format!("{} {}", found.id, context.sender.ip?.to_string().rsplit('.').next()?))
    };
    kept.messages.iter().filter_map(id).collect()
}

#[test]
fn a_makers_protocol_is_found_where_no_other_says_yes() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.tcp(CLIENT, End(3, 0, 900), ACK, 100, b"AB and more");
    bench.tcp(CLIENT, End(3, 0, 900), ACK, 200, b"AB again");
    bench.tcp(CLIENT, End(4, 0, 900), ACK, 100, b"HI is somebody else");
    bench.tcp(CLIENT, End(5, 0, 901), ACK, 100, b"who are you");
    bench.tcp(End(5, 0, 901), CLIENT, ACK, 100, b"nobody");
    bench.tcp(CLIENT, End(6, 0, 902), ACK, 100, b"AB");
    let datagram = |from, to, payload| udp(from, to, 0, payload);
    bench.frame(&datagram(End(7, 0, 5000), End(8, 0, 900), b"xx"));
    bench.frame(&datagram(End(7, 0, 5000), End(8, 0, 900), b"ABC"));
    bench.frame(&datagram(End(8, 0, 900), End(7, 0, 5000), b"ABC"));
    assert_eq!(makers(bench.flush()), ["asks 1", "answers 5", "datagram 7"]);
    let named = |port| {
        let flow = bench.kept.flows.iter().find(|flow| flow.port == port && flow.protocol.is_some());
        flow.and_then(|flow| flow.protocol.clone())
    };
    assert_eq!(named(901).as_deref(), Some("maker_protocol"));
}
