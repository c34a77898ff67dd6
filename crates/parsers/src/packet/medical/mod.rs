//! Medical protocols by content: DICOM, HL7 v2, FHIR, SDC, 11073, POCT1-A, ASTM, IHE audit.
//!
//! One protocol, one file (or folder): bytes to a message type, with tests beside it. This file only lists them.
//! No type in this family can hold a patient identifier: what is not listed is counted over and never copied.

pub mod dicom;
pub mod hl7;
pub mod text;

use super::protocol::{DatagramProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum MedicalMessage {
    Dicom(dicom::DicomMessage),
    Hl7(hl7::Hl7Message),
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[dicom::PROTOCOL, hl7::PROTOCOL];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[];
