//! Every protocol of every family in the order in which they are asked.

use crate::packet::{
    link,
    medical::{self, maker::Signatures},
    names, plant,
    protocol::{DatagramParser, DatagramProtocol, StreamProtocol},
    remote, web,
};

/// The lists of all families, joined.
pub(super) struct Probes {
    pub(super) streams: Vec<StreamProtocol>,
    pub(super) datagrams: Vec<DatagramProtocol>,
    /// Asked where none of these says yes.
    pub(super) signatures: Signatures,
}

/// Number of a conversation that a signature recognised, and its word as a service.
pub(super) const MAKER: u8 = u8::MAX;
const MAKER_WORD: &str = "maker_protocol";

/// Stream candidates are kept as bits of this.
pub(super) type Candidates = u128;

impl Probes {
    /// Families with unmistakable content first, general ones (HTTP, TLS) last.
    pub(super) fn new(signatures: Signatures) -> Self {
        let streams = [medical::STREAMS, plant::STREAMS, names::STREAMS, remote::STREAMS, web::STREAMS];
        let datagrams = [
            link::DATAGRAMS,
            medical::DATAGRAMS,
            names::DATAGRAMS,
            plant::DATAGRAMS,
            remote::DATAGRAMS,
            web::DATAGRAMS,
        ];
        let mut streams = streams.concat();
        streams.truncate(Candidates::BITS as usize);
        let mut datagrams = datagrams.concat();
        datagrams.truncate(usize::from(u8::MAX));
        Self { streams, datagrams, signatures }
    }

    /// A parser of its own for a conversation of this protocol, when it keeps one.
    pub(super) fn session(&self, protocol: &DatagramProtocol) -> Option<Box<dyn DatagramParser>> {
        let session = web::SESSIONS.iter().find(|session| session.name == protocol.name)?;
        Some((session.parser)())
    }

    /// One bit per stream protocol.
    pub(super) fn all_streams(&self) -> Candidates {
        Candidates::MAX.checked_shr(Candidates::BITS - self.streams.len() as u32).unwrap_or(0)
    }

    /// Name of a recognised protocol; `transport` is the IP protocol number.
    pub(super) fn name(&self, transport: u8, number: u8) -> Option<&'static str> {
        match transport {
            6 | 17 if number == MAKER => Some(MAKER_WORD),
            6 => self.streams.get(usize::from(number)).map(|protocol| protocol.name),
            17 => self.datagrams.get(usize::from(number)).map(|protocol| protocol.name),
            _ => None,
        }
    }
}
