//! Facts from the medical family: what each parsed message says about its sender and receiver.

mod device_types;
mod dicom;
mod hl7;
#[cfg(test)]
pub(in crate::rules) mod testing;

use parsers::packet::{medical::MedicalMessage, sink::Context};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &MedicalMessage, facts: &mut Facts<'_>) {
    match message {
        MedicalMessage::Dicom(message) => dicom::apply(message, facts),
        MedicalMessage::Hl7(message) => hl7::apply(context, message, facts),
    }
}
