//! IEEE 11073 SDC: providers, consumers, and what providers tell of themselves.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute as A,
};
use parsers::packet::{
    medical::sdc::{Description, SdcMessage},
    sink::{Context, SenderRole},
};

use super::device_types;
use crate::rules::Facts;

const SOURCE: &str = "sdc";

/// Facts of one SDC message.
pub fn apply(context: &Context, message: &SdcMessage, facts: &mut Facts<'_>) {
    match message {
        SdcMessage::Announced { types, scopes, endpoint } => {
            facts.sender(A::MedicalProtocol, "sdc server", Certain, SOURCE, "WS-Discovery MedicalDevice");
            facts.sender(A::IsMedical, "true", Certain, SOURCE, "WS-Discovery type MedicalDevice");
            for kind in types {
                facts.sender(A::WsdType, kind, Certain, SOURCE, &format!("type {kind}"));
            }
            for scope in scopes {
                announced_scope(scope, facts);
            }
            if let Some(endpoint) = endpoint {
                facts.sender(A::SdcDevice, endpoint, Certain, SOURCE, &format!("endpoint {endpoint}"));
            }
        }
        SdcMessage::Sought => {
            facts.sender(
                A::MedicalProtocol,
                "sdc client",
                Certain,
                SOURCE,
                "WS-Discovery probe for MedicalDevice",
            );
        }
        SdcMessage::Described(description) => described(description, facts),
        SdcMessage::Spoken { user_agent, server } => {
            let side = if context.sender_role == SenderRole::Server { "sdc server" } else { "sdc client" };
            facts.sender(A::MedicalProtocol, side, Certain, SOURCE, "SOAP with IEEE 11073 content");
            if let Some(program) = user_agent {
                facts.sender(A::UserAgent, program, Certain, SOURCE, &format!("User-Agent {program}"));
            }
            if let Some(program) = server {
                facts.sender(A::HttpServer, program, Certain, SOURCE, &format!("Server {program}"));
            }
        }
    }
}

fn announced_scope(scope: &str, facts: &mut Facts<'_>) {
    facts.sender(A::WsdScope, scope, Certain, SOURCE, &format!("scope {scope}"));
    if let Some(location) = scope.strip_prefix("sdc.ctxt.loc:") {
        // Query of the location detail: facility, building, point of care, floor, room, bed (11073-20701 §9.4).
        let query = location.split_once('?').map_or("", |(_, query)| query);
        let detail = |key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        if let Some(care) = detail("poc") {
            facts.sender(A::Department, care, Likely, SOURCE, &format!("point of care {care}"));
        }
        let place: Vec<&str> = ["bldng", "flr", "rm", "bed"].into_iter().filter_map(detail).collect();
        facts.sender(A::Location, &place.join(" "), Likely, SOURCE, "location scope");
    }
    let code = scope.strip_prefix("sdc.cdc.type:").and_then(|kind| kind.rsplit('/').next()?.parse().ok());
    if let Some(kind) = code.and_then(device_types::kind_of_code) {
        facts.sender(A::Kind, kind, Certain, SOURCE, scope);
    }
}

fn described(description: &Description, facts: &mut Facts<'_>) {
    for (attribute, value, name) in [
        (A::Vendor, &description.manufacturer, "Manufacturer"),
        (A::Model, &description.model, "ModelName"),
        (A::SoftwareVersion, &description.firmware, "FirmwareVersion"),
        (A::Serial, &description.serial, "SerialNumber"),
        (A::Purpose, &description.friendly_name, "FriendlyName"),
        (A::UdiDi, &description.udi, "UDI device identifier"),
    ] {
        if let Some(value) = value {
            facts.sender(attribute, value, Certain, SOURCE, &format!("{name} {value}"));
        }
    }
    if let Some(kind) = description.mds_code.and_then(device_types::kind_of_code) {
        facts.sender(A::Kind, kind, Certain, SOURCE, "type of the MDS");
    }
    let part = |value: &Option<String>| value.clone().unwrap_or_default();
    let together = [
        part(&description.manufacturer),
        part(&description.model),
        part(&description.model_number),
        part(&description.serial),
    ];
    if together.iter().any(|value| !value.is_empty()) {
        let together = together.join("|");
        facts.sender(A::SdcDevice, &together, Certain, SOURCE, &format!("ThisModel, ThisDevice {together}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{facts_of, says};

    #[test]
    fn a_provider_announces_and_describes_itself() {
        let facts = facts_of(&SdcMessage::Announced {
            types: vec!["mdpws:MedicalDevice".into()],
            scopes: vec![
                "sdc.ctxt.loc:/x/y?fac=K&poc=ICU&bed=Bed3".into(),
                "sdc.cdc.type:/urn//69985".into(),
            ],
            endpoint: None,
        });
        assert!(says(&facts, true, A::Department, "ICU", Likely));
        assert!(says(&facts, true, A::Location, "Bed3", Likely));
        assert!(says(&facts, true, A::Kind, "infusion_pump", Certain));
        let description =
            Description { model: Some("Pump".into()), mds_code: Some(70001), ..Description::default() };
        let facts = facts_of(&SdcMessage::Described(Box::new(description)));
        assert!(says(&facts, true, A::Model, "Pump", Certain));
        assert!(says(&facts, true, A::Kind, "ventilator", Certain));
    }
}
