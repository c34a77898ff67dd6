//! WS-Discovery (OASIS 1.1 §4–6 and the 2005/04 draft): what kind of device, at which addresses. Printers, cameras, PCs and SDC.

use quick_xml::{
    NsReader,
    events::Event,
    name::{QName, ResolveResult},
};

use domain::facts::clean_value;

use super::NamesMessage;
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
    search::find,
};

/// UDP, mostly port 3702; recognised by the discovery namespace.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "ws-discovery", probe, parse, limit: 256 };

/// Most XML events read of one message.
const MAX_EVENTS: usize = 2_000;
/// Most targets, and most types, scopes or addresses of one.
const MAX_LIST: usize = 32;

/// The message of this protocol; the words of the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WsdAction {
    Hello,
    Bye,
    Probe,
    ProbeMatches,
    Resolve,
    ResolveMatches,
    #[default]
    Other,
}

/// One discovery message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WsdMessage {
    pub action: WsdAction,
    /// What is announced or searched.
    pub targets: Vec<WsdTarget>,
}

/// A device in a Hello or a match; in a Probe, what is searched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WsdTarget {
    /// Stable name of the device, mostly `urn:uuid:…`.
    pub endpoint: Option<String>,
    pub types: Vec<WsdType>,
    /// URIs, as sent.
    pub scopes: Vec<String>,
    /// Transport addresses.
    pub addresses: Vec<String>,
    pub metadata_version: Option<String>,
}

/// A qualified name with its namespace looked up; prefixes mean nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WsdType {
    /// Empty when the prefix is not bound.
    pub namespace: String,
    pub name: String,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let payload = datagram.payload;
    let head = payload.get(..payload.len().min(1_500)).unwrap_or_default();
    let xml = head.iter().find(|b| !b.is_ascii_whitespace() && **b >= 0x20 && **b < 0x80) == Some(&b'<');
    let discovery = find(head, b"/discovery").is_some();
    if xml && discovery && find(head, b"nvelope").is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload)?;
    let side = match message.action {
        WsdAction::Probe | WsdAction::Resolve => Some(Side::Client),
        WsdAction::ProbeMatches | WsdAction::ResolveMatches => Some(Side::Server),
        WsdAction::Hello | WsdAction::Bye | WsdAction::Other => None,
    };
    out(NamesMessage::WsDiscovery(Box::new(message)).into());
    side
}

/// Reads an envelope. XML that breaks off keeps what came before. No entity is expanded.
#[must_use]
pub fn read(xml: &[u8]) -> Option<WsdMessage> {
    let mut reader = NsReader::from_reader(xml);
    let mut message = WsdMessage::default();
    let mut open: Option<Vec<u8>> = None;
    for _ in 0..MAX_EVENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = start.local_name().as_ref().to_vec();
                begin(&name, &mut message);
                open = Some(name);
            }
            Ok(Event::Text(content)) => {
                if let (Some(name), Ok(content)) = (&open, content.decode()) {
                    take(name, &content, &reader, &mut message);
                }
            }
            Ok(Event::End(_)) => open = None,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    (message.action != WsdAction::Other || !message.targets.is_empty()).then_some(message)
}

/// A body element opens a target.
fn begin(name: &[u8], message: &mut WsdMessage) {
    let opens = matches!(name, b"Hello" | b"Bye" | b"Probe" | b"ProbeMatch" | b"Resolve" | b"ResolveMatch");
    if opens && message.targets.len() < MAX_LIST {
        message.targets.push(WsdTarget::default());
    }
}

fn take(name: &[u8], content: &str, reader: &NsReader<&[u8]>, message: &mut WsdMessage) {
    let value = clean_value(content);
    if value.is_empty() {
        return;
    }
    if name == b"Action" {
        message.action = action(&value);
        return;
    }
    let Some(target) = message.targets.last_mut() else { return };
    match name {
        b"Address" => target.endpoint = Some(value),
        b"Types" => target.types = words(&value).map(|word| resolve(word, reader)).collect(),
        b"Scopes" => target.scopes = words(content).map(clean_value).collect(),
        b"XAddrs" => target.addresses = words(&value).map(str::to_owned).collect(),
        b"MetadataVersion" => target.metadata_version = Some(value),
        _ => {}
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().take(MAX_LIST)
}

fn resolve(word: &str, reader: &NsReader<&[u8]>) -> WsdType {
    let (namespace, local) = reader.resolve(QName(word.as_bytes()), false);
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => clean_value(&String::from_utf8_lossy(namespace.as_ref())),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    };
    WsdType { namespace, name: String::from_utf8_lossy(local.as_ref()).into_owned() }
}

fn action(uri: &str) -> WsdAction {
    match uri.rsplit('/').next() {
        Some("Hello") => WsdAction::Hello,
        Some("Bye") => WsdAction::Bye,
        Some("Probe") => WsdAction::Probe,
        Some("ProbeMatches") => WsdAction::ProbeMatches,
        Some("Resolve") => WsdAction::Resolve,
        Some("ResolveMatches") => WsdAction::ResolveMatches,
        _ => WsdAction::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    const HELLO: &[u8] = br#"<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:d="http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01"
 xmlns:q="urn:example:device"><s:Header><a:Action>http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01/Hello</a:Action>
</s:Header><s:Body><d:Hello><a:EndpointReference><a:Address>urn:uuid:7</a:Address></a:EndpointReference>
<d:Types>q:Pump x:Loose</d:Types><d:Scopes>sdc.ctxt.loc:/x/1 urn:b</d:Scopes><d:XAddrs>http://10.0.0.9:1/</d:XAddrs>
<d:MetadataVersion>3</d:MetadataVersion></d:Hello></s:Body></s:Envelope>"#;

    #[test]
    fn a_device_says_hello() {
        let NamesMessage::WsDiscovery(message) = t::read_one(&DATAGRAM, &t::datagram(HELLO, 40_000, 3702))
        else {
            panic!()
        };
        assert_eq!(message.action, WsdAction::Hello);
        let expected = WsdTarget {
            endpoint: Some("urn:uuid:7".into()),
            types: vec![
                WsdType { namespace: "urn:example:device".into(), name: "Pump".into() },
                WsdType { namespace: String::new(), name: "Loose".into() },
            ],
            scopes: vec!["sdc.ctxt.loc:/x/1".into(), "urn:b".into()],
            addresses: vec!["http://10.0.0.9:1/".into()],
            metadata_version: Some("3".into()),
        };
        assert_eq!(message.targets, [expected]);
    }

    #[test]
    fn hostile_bytes() {
        t::torture_datagram(&DATAGRAM, HELLO, (3702, 3702));
    }
}
