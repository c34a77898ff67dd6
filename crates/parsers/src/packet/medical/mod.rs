//! Medical protocols by content: DICOM, HL7 v2, FHIR, SDC, 11073, POCT1-A, ASTM, IHE audit.
//!
//! One protocol, one file (or folder): bytes to a message type, with tests beside it. This file only lists them.
//! No type in this family can hold a patient identifier: what is not listed is counted over and never copied.

pub mod astm;
pub mod dicom;
pub mod dicomweb;
pub mod fhir;
pub mod hl7;
mod http;
pub mod ieee11073;
pub mod ihe_audit;
pub mod maker;
pub mod poct1a;
pub mod sdc;
pub mod text;

use super::protocol::{DatagramProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum MedicalMessage {
    Dicom(dicom::DicomMessage),
    DicomWeb(dicomweb::DicomWeb),
    Hl7(hl7::Hl7Message),
    Fhir(fhir::FhirMessage),
    Sdc(sdc::SdcMessage),
    Ieee11073(ieee11073::Agent),
    Poct(Box<poct1a::PoctDevice>),
    Astm(astm::AstmHeader),
    IheAudit(ihe_audit::AuditSource),
    Maker(maker::MakerProtocol),
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[
    dicom::PROTOCOL,
    hl7::PROTOCOL,
    astm::PROTOCOL,
    poct1a::PROTOCOL,
    ieee11073::PROTOCOL,
    sdc::PROTOCOL,
    fhir::PROTOCOL,
    dicomweb::PROTOCOL,
];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[sdc::DISCOVERY, ihe_audit::PROTOCOL];
