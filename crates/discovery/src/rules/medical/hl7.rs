//! HL7 v2: applications and facilities of both sides, and the devices that messages name.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::Attribute as A,
};
use parsers::packet::{
    medical::hl7::{Device, Header, Hl7Message},
    sink::{Context, SenderRole},
};

use super::device_types;
use crate::rules::Facts;

const SOURCE: &str = "hl7";

/// Facts of one HL7 message.
pub fn apply(context: &Context, message: &Hl7Message, facts: &mut Facts<'_>) {
    match message {
        Hl7Message::Header(header) => self::header(context, header, facts),
        Hl7Message::Device(device) => self::device(context, device, facts),
    }
}

fn header(context: &Context, header: &Header, facts: &mut Facts<'_>) {
    let (own, other) = match context.sender_role {
        SenderRole::Client => ("hl7 client", "hl7 server"),
        SenderRole::Server => ("hl7 server", "hl7 client"),
        SenderRole::Unknown => ("hl7", "hl7"),
    };
    let kind = header.message_type.as_deref().unwrap_or("MSH");
    facts.sender(A::MedicalProtocol, own, Certain, SOURCE, kind);
    facts.receiver(A::MedicalProtocol, other, Likely, SOURCE, &format!("{kind} received"));
    for (attribute, value, field) in [
        (A::Hl7Application, &header.sending_application, "MSH-3"),
        (A::Hl7Facility, &header.sending_facility, "MSH-4"),
        (A::Hl7MessageType, &header.message_type, "MSH-9"),
        (A::Hl7Version, &header.version, "MSH-12"),
    ] {
        if let Some(value) = value {
            facts.sender(attribute, value, Certain, SOURCE, &format!("{field} {value}"));
        }
    }
    for (attribute, value, field) in [
        (A::Hl7Application, &header.receiving_application, "MSH-5"),
        (A::Hl7Facility, &header.receiving_facility, "MSH-6"),
    ] {
        if let Some(value) = value {
            facts.receiver(
                attribute,
                value,
                Likely,
                SOURCE,
                &format!("{field} {value} of a {kind} received"),
            );
        }
    }
}

fn device(context: &Context, device: &Device, facts: &mut Facts<'_>) {
    let kind = device.kind.as_deref().unwrap_or_default();
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().replace('|', "/");
    let id = text(&device.id);
    let together =
        [kind, &id, &text(&device.namespace), "", &text(&device.serial), &text(&device.udi)].join("|");
    let said = format!("{} names device {id} {kind}", device.message_type.as_deref().unwrap_or("message"));
    facts.sender(A::Hl7ForwardedDevice, &together, Likely, SOURCE, &said);

    // The identifier is made from the sender's own hardware address: the sender is the device.
    let own_mac = context.sender.mac.map(|mac| mac.to_string().replace(':', "").to_ascii_uppercase());
    let itself = device.eui64.as_deref().zip(own_mac.as_deref()).is_some_and(|(eui, mac)| is_of(eui, mac));
    let certainty = if itself { Certain } else { Guess };
    if let Some(eui64) = &device.eui64 {
        facts.sender(A::Ieee11073System, eui64, certainty, SOURCE, &format!("OBX-18 EUI-64 {eui64}"));
    }
    if let Some(udi) = &device.udi {
        facts.sender(A::UdiDi, udi, certainty, SOURCE, &said);
    }
    if let Some(kind_id) = device_types::kind_of_reference(kind) {
        facts.sender(A::Kind, kind_id, certainty, SOURCE, &said);
    }
}

/// EUI-64 made from an EUI-48, by either of the usual fillings.
fn is_of(eui64: &str, mac: &str) -> bool {
    let (Some(maker), Some(fill), Some(rest)) = (eui64.get(..6), eui64.get(6..10), eui64.get(10..)) else {
        return false;
    };
    matches!(fill, "FFFE" | "FFFF") && mac.get(..6) == Some(maker) && mac.get(6..) == Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{SENDER_MAC, facts_of, says};

    #[test]
    fn both_sides_are_named() {
        let header = Header {
            sending_application: Some("MON-GW".into()),
            sending_facility: Some("ICU".into()),
            receiving_application: Some("HIS".into()),
            message_type: Some("ORU^R01".into()),
            ..Header::default()
        };
        let facts = facts_of(&Hl7Message::Header(Box::new(header)));
        assert!(says(&facts, true, A::Hl7Application, "MON-GW", Certain));
        assert!(says(&facts, true, A::Hl7MessageType, "ORU^R01", Certain));
        assert!(says(&facts, false, A::Hl7Application, "HIS", Likely));
        assert!(says(&facts, true, A::MedicalProtocol, "hl7 client", Certain));
        assert!(says(&facts, false, A::MedicalProtocol, "hl7 server", Likely));
    }

    #[test]
    fn a_gateway_is_not_the_pump_but_a_pump_is() {
        let [a, b, c, d, e, f] = SENDER_MAC;
        let own = format!("{a:02X}{b:02X}{c:02X}FFFE{d:02X}{e:02X}{f:02X}");
        for (eui64, certainty) in [("00A09AFFFE999999".to_owned(), Guess), (own, Certain)] {
            let device = Device {
                kind: Some("MDC_DEV_PUMP_INFUS_MDS".into()),
                id: Some("P7".into()),
                namespace: Some("EX".into()),
                eui64: Some(eui64),
                ..Device::default()
            };
            let facts = facts_of(&Hl7Message::Device(Box::new(device)));
            assert!(says(&facts, true, A::Kind, "infusion_pump", certainty), "{facts:?}");
            assert!(says(&facts, true, A::Hl7ForwardedDevice, "MDC_DEV_PUMP_INFUS_MDS|P7|EX|||", Likely));
        }
    }
}
