//! Facts from the medical family: what each parsed message says about its sender and receiver.

mod astm;
mod device_types;
mod dicom;
mod fhir;
mod hl7;
mod ihe_audit;
pub mod maker;
mod poct1a;
mod sdc;
#[cfg(test)]
pub(in crate::rules) mod testing;

use parsers::packet::{medical::MedicalMessage, sink::Context};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &MedicalMessage, facts: &mut Facts<'_>) {
    match message {
        MedicalMessage::Dicom(message) => dicom::apply(message, facts),
        MedicalMessage::DicomWeb(message) => fhir::dicomweb(context, message, facts),
        MedicalMessage::Hl7(message) => hl7::apply(context, message, facts),
        MedicalMessage::Fhir(message) => fhir::apply(context, message, facts),
        MedicalMessage::Sdc(message) => sdc::apply(context, message, facts),
        MedicalMessage::Ieee11073(message) => ihe_audit::agent(message, facts),
        MedicalMessage::Poct(message) => poct1a::apply(message, facts),
        MedicalMessage::Astm(message) => astm::apply(context, message, facts),
        MedicalMessage::IheAudit(message) => ihe_audit::apply(message, facts),
        MedicalMessage::Maker(message) => maker::apply(context, message, facts),
    }
}
