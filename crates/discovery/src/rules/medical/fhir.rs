//! FHIR and DICOMweb over HTTP: programs of both sides, and devices that are told of.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute as A,
};
use parsers::packet::{
    medical::{dicomweb::DicomWeb, fhir::FhirMessage},
    sink::{Context, SenderRole},
};

use crate::rules::Facts;

/// Facts of one FHIR message.
pub fn apply(context: &Context, message: &FhirMessage, facts: &mut Facts<'_>) {
    match message {
        FhirMessage::Program { user_agent, server } => programs(context, "fhir", user_agent, server, facts),
        FhirMessage::Capability { name, version, fhir_version } => {
            let version = version.as_deref().unwrap_or_default();
            let said = format!("CapabilityStatement, FHIR {}", fhir_version.as_deref().unwrap_or("?"));
            if let Some(name) = name {
                facts.sender(A::HttpServer, format!("{name} {version}").trim(), Certain, "fhir", &said);
            }
        }
        FhirMessage::Device(device) => {
            let part = |value: &Option<String>| value.as_deref().unwrap_or_default().replace('|', "/");
            let together = [
                part(&device.kind),
                part(&device.manufacturer),
                part(&device.model),
                part(&device.serial),
                part(&device.udi_di),
            ]
            .join("|");
            facts.sender(A::FhirDevice, &together, Likely, "fhir", &format!("Device resource {together}"));
        }
    }
}

/// Facts of one DICOMweb message.
pub fn dicomweb(context: &Context, message: &DicomWeb, facts: &mut Facts<'_>) {
    programs(context, "dicomweb", &message.user_agent, &message.server, facts);
}

fn programs(
    context: &Context,
    protocol: &str,
    user_agent: &Option<String>,
    server: &Option<String>,
    facts: &mut Facts<'_>,
) {
    let side = if context.sender_role == SenderRole::Server { "server" } else { "client" };
    facts.sender(A::MedicalProtocol, &format!("{protocol} {side}"), Certain, protocol, "HTTP");
    for (attribute, program, name) in
        [(A::UserAgent, user_agent, "User-Agent"), (A::HttpServer, server, "Server")]
    {
        if let Some(program) = program {
            facts.sender(attribute, program, Certain, protocol, &format!("{name} {program}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{facts_of, says};

    #[test]
    fn programs_are_named() {
        let message = FhirMessage::Program { user_agent: Some("Tablet/2".into()), server: None };
        let facts = facts_of(&message);
        assert!(says(&facts, true, A::UserAgent, "Tablet/2", Certain));
        assert!(says(&facts, true, A::MedicalProtocol, "fhir client", Certain));
    }
}
