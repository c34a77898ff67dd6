//! The contract between the engine and one protocol.
//!
//! The engine collects the first bytes of each direction of a TCP flow (in order, without retransmissions) and asks each
//! protocol whether they are its own. The first that says yes gets a parser of its own for this flow, is given everything
//! collected so far, and then each further run of bytes until it says it has seen enough. UDP datagrams are given one by one.

use super::message::Message;

/// Direction inside a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Opened the conversation (sent SYN), or looks like it.
    Client,
    Server,
}

/// The first bytes of both directions, as far as they are there. Either may be empty: one-way mirrors are common.
#[derive(Clone, Copy, Debug)]
pub struct Heads<'a> {
    pub client: &'a [u8],
    pub server: &'a [u8],
    pub client_port: u16,
    pub server_port: u16,
    /// The flow was joined after its start: the first byte may be the middle of a message.
    pub mid_stream: bool,
}

/// Answer of a probe. Decide by content; a port may only tip a `Maybe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// These bytes are this protocol.
    Yes,
    /// As `Yes`, but the two sides are the wrong way round (flow joined mid-stream).
    YesReversed,
    /// Cannot tell yet; ask again with more bytes.
    Maybe,
    No,
}

/// Whether the parser wants more of this flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    More,
    /// Seen enough: the rest of the flow is only counted.
    Done,
}

/// Collects what a parser says, with the side that said it. The engine turns it into [`super::sink::Sink`] calls.
pub trait Emit {
    /// `from` is the side that sent the message.
    fn emit(&mut self, from: Side, message: Message);
}

/// A parser of one flow. Must bound its own buffers (64 KiB a side at most) whatever arrives.
pub trait StreamParser: Send {
    /// The next bytes of one side, contiguous with what that side sent before.
    fn bytes(&mut self, side: Side, data: &[u8], out: &mut dyn Emit) -> Interest;

    /// Bytes of this side were lost (capture drop, snap length). Resynchronise or stop.
    fn gap(&mut self, side: Side, out: &mut dyn Emit) -> Interest {
        let _ = (side, out);
        Interest::Done
    }
}

/// A TCP protocol.
#[derive(Clone, Copy)]
pub struct StreamProtocol {
    /// Stable lower-case word shown as the service's protocol: `dicom`, `hl7`, `tls` …
    pub name: &'static str,
    pub probe: fn(&Heads<'_>) -> Probe,
    pub parser: fn(&Heads<'_>) -> Box<dyn StreamParser>,
}

/// A datagram and its ports.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    pub payload: &'a [u8],
    pub sender_port: u16,
    pub receiver_port: u16,
    /// Destination is multicast or broadcast.
    pub to_group: bool,
}

/// A UDP protocol.
#[derive(Clone, Copy)]
pub struct DatagramProtocol {
    /// Stable lower-case word: `dhcp`, `dns`, `mdns` …
    pub name: &'static str,
    /// Cheap: called for the first datagrams of every UDP flow until one says yes. `Maybe` counts as no for this datagram.
    pub probe: fn(&Datagram<'_>) -> Probe,
    /// Called for a datagram whose flow is this protocol. Returns which side the sender is, when the content tells
    /// (a request is from the client, a reply from the server).
    pub parse: fn(&Datagram<'_>, &mut dyn FnMut(Message)) -> Option<Side>,
    /// How many datagrams of one flow are parsed; the rest is only counted. `u32::MAX` where each may name another device.
    pub limit: u32,
}

/// A parser of one UDP conversation, for protocols whose messages go over several datagrams. Must bound what it keeps.
pub trait DatagramParser: Send {
    /// As [`DatagramProtocol::parse`], with what came before.
    fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side>;
}

/// A protocol of a `DATAGRAMS` list, by its name, that keeps a parser for each conversation.
#[derive(Clone, Copy)]
pub struct DatagramSession {
    pub name: &'static str,
    pub parser: fn() -> Box<dyn DatagramParser>,
}

/// A protocol directly above the link layer, found by its EtherType.
#[derive(Clone, Copy)]
pub struct FrameProtocol {
    pub ethertype: u16,
    /// Called with what follows the EtherType (and its VLAN tags).
    pub parse: fn(&[u8], &mut dyn FnMut(Message)),
}
