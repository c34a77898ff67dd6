//! IEEE 11073 SDC: WS-Discovery announcements of medical devices (11073-20702) and what devices tell of themselves
//! (DPWS ThisModel and ThisDevice, the type of the MDS in 11073-10207). Observed values and patient contexts are never read.

use std::borrow::Cow;

use super::http::{self, HttpFlow, Part, element, element_text};
use crate::packet::{
    medical::{MedicalMessage, text},
    message::Message,
    protocol::{Datagram, DatagramProtocol, Heads, Probe, Side, StreamProtocol},
    search::contains,
};

/// What an SDC participant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdcMessage {
    /// A provider announces itself or answers a probe.
    Announced { types: Vec<String>, scopes: Vec<String>, endpoint: Option<String> },
    /// Somebody looks for medical devices.
    Sought,
    /// Metadata of the sender itself.
    Described(Box<Description>),
    /// Speaks it, nothing else told.
    Spoken { user_agent: Option<String>, server: Option<String> },
}

/// DPWS 1.1 §5.1, §5.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub model_number: Option<String>,
    pub friendly_name: Option<String>,
    pub firmware: Option<String>,
    pub serial: Option<String>,
    /// 11073-10101 context-free code of the MDS.
    pub mds_code: Option<u32>,
    pub udi: Option<String>,
}

/// SOAP over HTTP.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "sdc", probe, parser: |_| Box::new(HttpFlow::describing(read)) };

/// WS-Discovery of medical devices.
pub const DISCOVERY: DatagramProtocol =
    DatagramProtocol { name: "sdc", probe: probe_datagram, parse: parse_datagram, limit: 16 };

fn probe(heads: &Heads<'_>) -> Probe {
    let Some((client, server)) = http::heads(heads) else {
        return Probe::No;
    };
    let soap = |head: &str| head.contains("application/soap+xml");
    let medical = |head: &str| head.contains("/11073/") || head.contains("ieee.org/downloads/11073");
    match () {
        () if medical(&client) || medical(&server) => Probe::Yes,
        // Requests to a provider go to the path of its identifier. On these two ports it is a printer's or a computer's.
        () if soap(&client)
            && is_identifier(http::path(&client))
            && !matches!(heads.server_port, 5357 | 5358) =>
        {
            Probe::Yes
        }
        () => Probe::No,
    }
}

/// A path that begins with 32 hexadecimal digits, hyphens apart.
fn is_identifier(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let digits = first.chars().filter(char::is_ascii_hexdigit).count();
    digits == 32 && first.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

fn read(part: &Part, tell: &mut dyn FnMut(Message)) {
    let body = part.plain();
    // Telling whether all of it is UTF-8 is much quicker than mending it.
    let xml = std::str::from_utf8(&body).map_or_else(|_| String::from_utf8_lossy(&body), Cow::Borrowed);
    let description = describe(&xml);
    if description != Description::default() {
        tell(MedicalMessage::Sdc(SdcMessage::Described(Box::new(description))).into());
    }
    if contains(xml.as_bytes(), b"11073") {
        let keep = |value: &Option<String>| value.as_deref().and_then(text::field);
        let (user_agent, server) = (keep(&part.user_agent), keep(&part.server));
        tell(MedicalMessage::Sdc(SdcMessage::Spoken { user_agent, server }).into());
    }
}

fn describe(xml: &str) -> Description {
    let model = element(xml, "ThisModel").map_or("", |(_, inner)| inner);
    let device = element(xml, "ThisDevice").map_or("", |(_, inner)| inner);
    let mds = element(xml, "Mds").map_or("", |(_, inner)| inner);
    let meta =
        element(mds, "MetaData").map_or("", |(_, inner)| inner.split("MetaData").next().unwrap_or_default());
    let code = element(mds, "Type").and_then(|(attributes, _)| attribute(attributes, "Code"));
    let either = |first: Option<String>, name| first.or_else(|| element_text(meta, name));
    Description {
        manufacturer: either(element_text(model, "Manufacturer"), "Manufacturer"),
        model: either(element_text(model, "ModelName"), "ModelName"),
        model_number: either(element_text(model, "ModelNumber"), "ModelNumber"),
        friendly_name: element_text(device, "FriendlyName"),
        firmware: element_text(device, "FirmwareVersion"),
        serial: either(element_text(device, "SerialNumber"), "SerialNumber"),
        mds_code: code.and_then(|code| code.parse().ok()),
        udi: element_text(meta, "DeviceIdentifier"),
    }
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(name)?;
    rest.strip_prefix("=\"").or_else(|| rest.strip_prefix("='"))?.split(['"', '\'']).next()
}

fn probe_datagram(datagram: &Datagram<'_>) -> Probe {
    let near = datagram.receiver_port == 3702 || datagram.sender_port == 3702;
    let xml = datagram.payload.first() == Some(&b'<');
    let medical = || contains(datagram.payload, b"MedicalDevice");
    if near && xml && medical() { Probe::Yes } else { Probe::No }
}

fn parse_datagram(datagram: &Datagram<'_>, tell: &mut dyn FnMut(Message)) -> Option<Side> {
    let xml = String::from_utf8_lossy(datagram.payload.get(..16384.min(datagram.payload.len()))?);
    let seeks = element(&xml, "Probe").is_some() || element(&xml, "Resolve").is_some();
    if seeks {
        tell(MedicalMessage::Sdc(SdcMessage::Sought).into());
        return Some(Side::Client);
    }
    let words = |name| {
        let inner = element(&xml, name).and_then(|(_, inner)| inner.split('<').next()).unwrap_or_default();
        inner
            .split_whitespace()
            .take(16)
            .filter(|word| word.len() <= 200)
            .map(|w| w.replace("&amp;", "&"))
            .collect::<Vec<_>>()
    };
    // Context scopes other than the location may name a person (11073-20701 §9): only type, location and key purpose are kept.
    let scopes: Vec<String> = words("Scopes")
        .into_iter()
        .filter(|s| ["sdc.ctxt.loc:", "sdc.cdc.type:", "sdc.mds.pkp:"].iter().any(|kept| s.starts_with(kept)))
        .collect();
    let endpoint = element_text(&xml, "Address").filter(|address| address.starts_with("urn:"));
    tell(MedicalMessage::Sdc(SdcMessage::Announced { types: words("Types"), scopes, endpoint }).into());
    Some(Side::Server)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HELLO: &str = r#"<?xml version="1.0"?><s:Envelope xmlns:d="x"><s:Body><d:Hello><a:Address>urn:uuid:1</a:Address>
<d:Types>dpws:Device mdpws:MedicalDevice</d:Types><d:Scopes>sdc.ctxt.loc:/x/A?bed=B3&amp;poc=ICU sdc.ctxt.pat:/MARKED/4711 sdc.cdc.type:/urn//69985</d:Scopes></d:Hello></s:Body></s:Envelope>"#;

    fn datagram(payload: &[u8]) -> (Probe, Vec<Message>) {
        let datagram = Datagram { payload, sender_port: 4000, receiver_port: 3702, to_group: true };
        let mut said = Vec::new();
        parse_datagram(&datagram, &mut |message| said.push(message));
        (probe_datagram(&datagram), said)
    }

    #[test]
    fn an_announcement_without_its_patient() {
        let (probe, said) = datagram(HELLO.as_bytes());
        assert_eq!(probe, Probe::Yes);
        let [Message::Medical(MedicalMessage::Sdc(SdcMessage::Announced { types, scopes, .. }))] =
            said.as_slice()
        else {
            panic!("{said:?}");
        };
        assert_eq!(types.len(), 2);
        assert_eq!(scopes, &["sdc.ctxt.loc:/x/A?bed=B3&poc=ICU", "sdc.cdc.type:/urn//69985"]);
        assert!(!format!("{said:?}").contains("MARKED"));
    }

    #[test]
    fn metadata_and_mds_type() {
        let xml = "<d:ThisModel><d:Manufacturer>Example</d:Manufacturer><d:ModelName xml:lang=\"en\">Pump X</d:ModelName></d:ThisModel>\
<d:ThisDevice><d:FirmwareVersion>1.2</d:FirmwareVersion><d:SerialNumber>SN</d:SerialNumber></d:ThisDevice>\
<pm:Mds Handle=\"m\"><pm:Type Code=\"69985\"/></pm:Mds><pm:State xmlns=\"standards.ieee.org/downloads/11073\"><pm:Familyname>MARKED</pm:Familyname></pm:State>";
        let description = describe(xml);
        assert_eq!(description.model.as_deref(), Some("Pump X"));
        assert_eq!(description.serial.as_deref(), Some("SN"));
        assert_eq!(description.mds_code, Some(69985));
        assert!(!format!("{description:?}").contains("MARKED"));
    }

    proptest! {
        #[test]
        fn any_text(text: String, bytes: Vec<u8>) {
            let _ = (describe(&text), datagram(&bytes));
        }
    }
}
