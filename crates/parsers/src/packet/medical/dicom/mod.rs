//! DICOM upper layer and the equipment tags of what it carries (PS3.7, PS3.8).
//!
//! Associations say who calls whom, with what software and for what; data sets are read only for listed equipment tags
//! ([`data_set`]). Large pixel data streams past by counting. No type here can hold a patient attribute.

pub mod association;
mod command;
pub mod data_set;
mod equipment;
pub mod file;
mod flow;
pub mod sop;

pub use association::{Associate, Refusal, Service};
pub use equipment::{Equipment, Origin};

use crate::packet::protocol::{Heads, Probe, StreamProtocol};

/// What a DICOM conversation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DicomMessage {
    /// The sender calls the receiver.
    Request(Box<Association>),
    /// The sender accepts what the receiver had asked for.
    Accept(Box<Association>),
    /// The sender refuses the receiver's call.
    Refuse { called_ae: Option<String>, calling_ae: Option<String>, why: Refusal },
    /// Equipment named in a data set that the sender sent.
    Equipment(Box<Equipment>),
}

/// Both titles, the sender's software and the services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Association {
    pub called_ae: Option<String>,
    pub calling_ae: Option<String>,
    /// Implementation of the side that sent this.
    pub implementation_uid: Option<String>,
    pub implementation_version: Option<String>,
    pub services: Vec<Service>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol = StreamProtocol {
    name: "dicom",
    probe,
    parser: |heads| Box::new(flow::DicomFlow::new(heads.mid_stream && !begins_here(heads))),
};

fn probe(heads: &Heads<'_>) -> Probe {
    match (first_pdu(heads.client), first_pdu(heads.server)) {
        (Some(Kind::Request), _) | (_, Some(Kind::Accept | Kind::Reject)) => Probe::Yes,
        (_, Some(Kind::Request)) | (Some(Kind::Accept | Kind::Reject), _) => Probe::YesReversed,
        _ if heads.mid_stream
            && (flow::find_data(heads.client).is_some() || flow::find_data(heads.server).is_some()) =>
        {
            Probe::Yes
        }
        _ if heads.mid_stream && heads.client.len().max(heads.server.len()) < 512 => Probe::Maybe,
        _ if could_begin(heads.client) && could_begin(heads.server) => Probe::Maybe,
        _ => Probe::No,
    }
}

/// The association is seen from its first byte, whatever the handshake was.
fn begins_here(heads: &Heads<'_>) -> bool {
    first_pdu(heads.client).is_some() || first_pdu(heads.server).is_some()
}

enum Kind {
    Request,
    Accept,
    Reject,
}

/// The bytes so far may be the start of an association PDU.
fn could_begin(head: &[u8]) -> bool {
    head.len() < 42 && matches!(head, [] | [1..=3] | [1..=3, 0] | [1 | 2, 0, 0, ..] | [3, 0, 0, ..])
}

/// An association PDU: type, reserved, length, protocol version bit 0, two printable titles.
fn first_pdu(head: &[u8]) -> Option<Kind> {
    match head {
        [3, 0, 0, 0, 0, 4, _, 1 | 2, 1..=3, ..] => Some(Kind::Reject),
        [kind @ (1 | 2), 0, 0, l1, l2, l3, _, version, _, _, titles @ ..] if version & 1 == 1 => {
            let length = u32::from_be_bytes([0, *l1, *l2, *l3]);
            let titles = titles.get(..32)?;
            let plausible = length >= 68
                && titles.iter().all(|b| *b >= b' ' || *b == 0)
                && titles.iter().any(|b| *b > b' ');
            plausible.then_some(if *kind == 1 { Kind::Request } else { Kind::Accept })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
