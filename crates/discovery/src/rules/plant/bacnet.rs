//! BACnet: device objects, their maker and model. Devices behind a router are not the sender.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::Attribute as A,
};
use parsers::packet::plant::bacnet::BacnetDevice;

use crate::rules::Facts;

const SOURCE: &str = "bacnet";

/// Facts of one device object.
pub fn apply(device: &BacnetDevice, facts: &mut Facts<'_>) {
    let part = |value: &Option<String>| value.as_deref().unwrap_or_default().replace('|', "/");
    let instance = device.instance.map(|number| number.to_string()).unwrap_or_default();
    let together = [instance.as_str(), &part(&device.object_name), &part(&device.model_name)].join("|");
    if device.routed {
        let said = format!("answers for device object {together} on another network");
        facts.sender(A::NetworkRole, "bacnet_router", Likely, SOURCE, &said);
        facts.sender(A::BacnetDevice, &format!("{together}|routed"), Guess, SOURCE, &said);
        return;
    }
    if let Some(vendor) = device.vendor_id {
        facts.sender(
            A::BacnetVendorId,
            &vendor.to_string(),
            Certain,
            SOURCE,
            &format!("vendor identifier {vendor}"),
        );
    }
    for (attribute, value, name) in [
        (A::Vendor, &device.vendor_name, "vendor-name"),
        (A::Model, &device.model_name, "model-name"),
        (A::SoftwareVersion, &device.firmware, "firmware-revision"),
        (A::Purpose, &device.description, "description"),
        (A::Location, &device.location, "location"),
        (A::Hostname, &device.object_name, "object-name"),
    ] {
        if let Some(value) = value {
            facts.sender(attribute, value, Certain, SOURCE, &format!("{name} {value}"));
        }
    }
    facts.sender(A::BacnetDevice, &together, Certain, SOURCE, &format!("device object {together}"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{plant_facts, says};

    #[test]
    fn own_and_routed_devices() {
        let mut device =
            BacnetDevice { instance: Some(7), model_name: Some("AHU".into()), ..BacnetDevice::default() };
        let facts = plant_facts(parsers::packet::plant::PlantMessage::Bacnet(Box::new(device.clone())));
        assert!(says(&facts, true, A::Model, "AHU", Certain));
        assert!(says(&facts, true, A::BacnetDevice, "7||AHU", Certain));
        device.routed = true;
        let facts = plant_facts(parsers::packet::plant::PlantMessage::Bacnet(Box::new(device)));
        assert!(!facts.iter().any(|f| f.attribute == A::Model));
    }
}
