//! Medical protocols by content: DICOM, HL7 v2, FHIR, SDC, 11073, POCT1-A, ASTM, IHE audit.
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

use super::protocol::{DatagramProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum MedicalMessage {}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[];
