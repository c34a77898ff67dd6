//! POCT1-A: the device that introduces itself.

use domain::{certainty::Certainty::Certain, facts::Attribute as A};
use parsers::packet::medical::poct1a::PoctDevice;

use crate::rules::Facts;

const SOURCE: &str = "poct1a";

/// Facts of one hello message.
pub fn apply(device: &PoctDevice, facts: &mut Facts<'_>) {
    facts.sender(A::MedicalProtocol, "poct1a client", Certain, SOURCE, "HEL.R01");
    facts.receiver(A::MedicalProtocol, "poct1a server", Certain, SOURCE, "HEL.R01 received");
    facts.sender(A::IsMedical, "true", Certain, SOURCE, "HEL.R01 of a point-of-care device");
    let vendor = device.manufacturer.as_ref().or(device.vendor_id.as_ref());
    for (attribute, value, name) in [
        (A::Vendor, vendor, "DEV.vendor_id"),
        (A::Model, device.model_id.as_ref(), "DEV.model_id"),
        (A::Serial, device.serial_id.as_ref(), "DEV.serial_id"),
        (A::SoftwareVersion, device.software.as_ref(), "DEV.sw_version"),
        (A::Purpose, device.device_name.as_ref(), "DEV.device_name"),
    ] {
        if let Some(value) = value {
            facts.sender(attribute, value, Certain, SOURCE, &format!("{name} {value}"));
        }
    }
    let part = |value: &Option<String>| value.clone().unwrap_or_default();
    let together = [part(&device.vendor_id), part(&device.model_id), part(&device.serial_id)].join("|");
    facts.sender(A::PoctDevice, &together, Certain, SOURCE, &format!("HEL.R01 {together}"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{facts_of, says};

    #[test]
    fn the_device_says_so_itself() {
        let device =
            PoctDevice { vendor_id: Some("EX".into()), model_id: Some("BG".into()), ..PoctDevice::default() };
        let facts = facts_of(&device);
        assert!(says(&facts, true, A::Model, "BG", Certain));
        assert!(says(&facts, true, A::PoctDevice, "EX|BG|", Certain));
    }
}
