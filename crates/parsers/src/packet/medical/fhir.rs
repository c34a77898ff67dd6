//! HL7 FHIR over HTTP: server software of the CapabilityStatement, Device resources, client and server programs.
//!
//! Bodies are JSON or XML; only resources of type `CapabilityStatement` and `Device` are looked into, and only at listed members.

use serde_json::Value;

use super::http::{self, HttpFlow, Part};
use crate::packet::{
    medical::{MedicalMessage, text},
    message::Message,
    protocol::{Heads, Probe, StreamProtocol},
};

/// What a FHIR participant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FhirMessage {
    /// Program of the sender, from User-Agent or Server.
    Program { user_agent: Option<String>, server: Option<String> },
    /// The server names its software.
    Capability { name: Option<String>, version: Option<String>, fhir_version: Option<String> },
    /// A device that the sender tells of; seldom the sender itself.
    Device(Box<Device>),
}

/// Device resource (FHIR R4 §8.10): identification only, never `patient` or `owner`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub kind: Option<String>,
    pub udi_di: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "fhir", probe, parser: |_| Box::new(HttpFlow::new(read)) };

fn probe(heads: &Heads<'_>) -> Probe {
    let Some((client, server)) = http::heads(heads) else {
        return Probe::No;
    };
    let media = |head: &str| {
        ["application/fhir+json", "application/fhir+xml", "application/json+fhir", "application/xml+fhir"]
            .iter()
            .any(|t| head.contains(t))
    };
    let path = http::path(&client);
    let by_path = path.split('/').any(|part| part == "fhir" || part.starts_with("fhir-"));
    if by_path || media(&client) || media(&server) { Probe::Yes } else { Probe::No }
}

fn read(part: &Part, tell: &mut dyn FnMut(Message)) {
    let keep = |value: &Option<String>| value.as_deref().and_then(text::field);
    let (user_agent, server) = (keep(&part.user_agent), keep(&part.server));
    if user_agent.is_some() || server.is_some() {
        tell(MedicalMessage::Fhir(FhirMessage::Program { user_agent, server }).into());
    }
    if part.content_type.contains("xml") {
        return xml_resources(&String::from_utf8_lossy(&part.plain()), tell);
    }
    if !part.content_type.contains("json") {
        return;
    }
    let Ok(resource) = serde_json::from_slice::<Value>(&part.plain()) else { return };
    resources(&resource, tell);
}

fn resources(resource: &Value, tell: &mut dyn FnMut(Message)) {
    match resource.get("resourceType").and_then(Value::as_str) {
        Some("CapabilityStatement" | "Conformance") => {
            let software = |name| member(resource.get("software"), name);
            let (name, version) = (software("name"), software("version"));
            let fhir_version = member(Some(resource), "fhirVersion");
            tell(MedicalMessage::Fhir(FhirMessage::Capability { name, version, fhir_version }).into());
        }
        Some("Device") => {
            let device = device(resource);
            if device != Device::default() {
                tell(MedicalMessage::Fhir(FhirMessage::Device(Box::new(device))).into());
            }
        }
        Some("Bundle") => {
            let entries = resource.get("entry").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for inner in entries.iter().take(64).filter_map(|entry| entry.get("resource")) {
                if inner.get("resourceType").and_then(Value::as_str) == Some("Device") {
                    resources(inner, tell);
                }
            }
        }
        _ => {}
    }
}

fn device(resource: &Value) -> Device {
    let udi = resource.get("udiCarrier").and_then(|carriers| carriers.get(0)).or_else(|| resource.get("udi"));
    let name = resource.get("deviceName").and_then(|names| names.get(0));
    Device {
        manufacturer: member(Some(resource), "manufacturer"),
        model: member(Some(resource), "modelNumber")
            .or_else(|| member(Some(resource), "model"))
            .or_else(|| member(name, "name")),
        serial: member(Some(resource), "serialNumber"),
        kind: member(resource.get("type"), "text"),
        udi_di: member(udi, "deviceIdentifier"),
    }
}

/// Devices and capability statement of a document, also inside a bundle (FHIR R4 §2.6.1). Text between two marks, not a tree: no
/// entities, no depth.
fn xml_resources(xml: &str, tell: &mut dyn FnMut(Message)) {
    let mut rest = xml;
    for _ in 0..64 {
        let Some((_, inner)) = http::element(rest, "Device") else { break };
        let (device, after) = inner.split_once("</Device>").unwrap_or((inner, ""));
        let device = xml_device(device);
        if device != Device::default() {
            tell(MedicalMessage::Fhir(FhirMessage::Device(Box::new(device))).into());
        }
        rest = after;
    }
    if let Some((_, statement)) = http::element(xml, "CapabilityStatement") {
        let software = part_of(statement, "software").unwrap_or_default();
        let (name, version) = (value_of(software, "name"), value_of(software, "version"));
        let fhir_version = value_of(statement, "fhirVersion");
        tell(MedicalMessage::Fhir(FhirMessage::Capability { name, version, fhir_version }).into());
    }
}

fn xml_device(xml: &str) -> Device {
    let name = part_of(xml, "deviceName").unwrap_or_default();
    Device {
        manufacturer: value_of(xml, "manufacturer"),
        model: value_of(xml, "modelNumber")
            .or_else(|| value_of(xml, "model"))
            .or_else(|| value_of(name, "name")),
        serial: value_of(xml, "serialNumber"),
        kind: value_of(part_of(xml, "type").unwrap_or_default(), "text"),
        udi_di: value_of(xml, "deviceIdentifier"),
    }
}

/// What is inside an element.
fn part_of<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, inner) = http::element(xml, name)?;
    inner.split(&format!("</{name}>")).next()
}

/// The `value` attribute of an element.
fn value_of(xml: &str, name: &str) -> Option<String> {
    let (attributes, _) = http::element(xml, name)?;
    let rest = attributes.split_once("value=")?.1;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text::field(rest.get(1..)?.split(quote).next()?)
}

fn member(value: Option<&Value>, name: &str) -> Option<String> {
    value?.get(name)?.as_str().and_then(text::field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> Vec<Message> {
        let part = Part {
            server: Some("ExampleFHIR/1.0".into()),
            content_type: "application/fhir+json".into(),
            body: json.as_bytes().to_vec(),
            ..Part::default()
        };
        let mut out = Vec::new();
        read(&part, &mut |message| out.push(message));
        out
    }

    #[test]
    fn software_and_devices_but_no_patients() {
        let bundle = r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"text":"MARKED"}]}},
            {"resource":{"resourceType":"Device","manufacturer":"Example","modelNumber":"X1","serialNumber":"9","patient":{"display":"MARKED"}}}]}"#;
        let text = format!("{:?}", said(bundle));
        assert!(text.contains("\"X1\"") && !text.contains("MARKED"), "{text}");
        let capability = r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","software":{"name":"Srv","version":"2"}}"#;
        assert!(format!("{:?}", said(capability)).contains("Srv"));
        let text = format!("{:?}", said(r#"{"resourceType":"Observation","subject":{"display":"MARKED"}}"#));
        assert!(!text.contains("MARKED"));
        assert_eq!(said("{").len(), 1, "a cut body still leaves the program");
    }

    #[test]
    fn devices_in_xml() {
        let bundle = r#"<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><name><text value="MARKED"/></name></Patient></resource></entry>
            <entry><resource><Device><udiCarrier><deviceIdentifier value="04512345678906"/></udiCarrier><manufacturer value="Example"/>
            <serialNumber value='9'/><deviceName><name value="X1"/></deviceName><type><text value="Pump"/></type>
            <patient><display value="MARKED"/></patient></Device></resource></entry></Bundle>"#;
        let part =
            Part { content_type: "application/fhir+xml".into(), body: bundle.into(), ..Part::default() };
        let mut out = String::new();
        read(&part, &mut |message| out.push_str(&format!("{message:?}")));
        for expected in ["Example", "\"X1\"", "\"9\"", "Pump", "04512345678906"] {
            assert!(out.contains(expected), "{expected}: {out}");
        }
        assert!(!out.contains("MARKED"), "{out}");
    }

    #[test]
    fn probes() {
        let cases = [
            ("GET /fhir/Patient/4711 HTTP/1.1\r\n\r\n", "", Probe::Yes),
            (
                "GET /x HTTP/1.1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n",
                Probe::Yes,
            ),
            ("GET /index.html HTTP/1.1\r\n\r\n", "", Probe::No),
        ];
        for (client, server, expected) in cases {
            let heads = Heads {
                client: client.as_bytes(),
                server: server.as_bytes(),
                client_port: 1,
                server_port: 2,
                mid_stream: false,
            };
            assert_eq!(probe(&heads), expected, "{client}");
        }
    }
}
