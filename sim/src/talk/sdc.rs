//! IEEE 11073 SDC: WS-Discovery hello, probe matches, and the device's own description (WS-DeviceProfile ThisModel).

use crate::hospital::Device;

const ENVELOPE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s12:Envelope xmlns:s12=\"http://www.w3.org/2003/05/soap-envelope\" \
     xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" xmlns:wsd=\"http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01\" \
     xmlns:dpws=\"http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01\" \
     xmlns:mdpws=\"http://standards.ieee.org/downloads/11073/11073-20702-2016\" \
     xmlns:wsx=\"http://schemas.xmlsoap.org/ws/2004/09/mex\">";

fn uuid(device: &Device) -> String {
    format!(
        "urn:uuid:6d6f636b-{:04x}-4000-8000-{}",
        device.index,
        device.own_mac.to_string().replace(':', "")
    )
}

/// WS-Discovery Hello (OASIS WS-Discovery 1.1 §4.1) of an SDC provider.
#[must_use]
pub fn hello(device: &Device) -> Vec<u8> {
    let id = uuid(device);
    format!(
        "{ENVELOPE}<s12:Header><wsa:Action>http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01/Hello</wsa:Action>\
         <wsa:MessageID>{id}-1</wsa:MessageID><wsa:To>urn:docs-oasis-open-org:ws-dd:ns:discovery:2009:01</wsa:To>\
         <wsd:AppSequence InstanceId=\"1\" MessageNumber=\"1\"/></s12:Header><s12:Body><wsd:Hello><wsa:EndpointReference>\
         <wsa:Address>{id}</wsa:Address></wsa:EndpointReference><wsd:Types>dpws:Device mdpws:MedicalDevice</wsd:Types>\
         <wsd:Scopes>sdc.ctxt.loc:/sdc.ctxt.loc.detail/AOBANE%2F%2F%2FICU%2F%2F01?fac=AOBANE&amp;poc=ICU&amp;bed=01 \
         sdc.mds.pkp:1.2.840.10004.20701.1.1</wsd:Scopes><wsd:XAddrs>http://{}:53200/sdc</wsd:XAddrs>\
         <wsd:MetadataVersion>1</wsd:MetadataVersion></wsd:Hello></s12:Body></s12:Envelope>",
        device.place.ip
    )
    .into_bytes()
}

/// WS-Transfer Get (the consumer asks who it is).
#[must_use]
pub fn get(device: &Device) -> Vec<u8> {
    let body = format!(
        "{ENVELOPE}<s12:Header><wsa:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</wsa:Action>\
         <wsa:To>{}</wsa:To></s12:Header><s12:Body/></s12:Envelope>",
        uuid(device)
    );
    format!(
        "POST /sdc HTTP/1.1\r\nHost: {}:53200\r\nContent-Type: application/soap+xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        device.place.ip,
        body.len()
    )
    .into_bytes()
}

/// The answer: ThisModel and ThisDevice (DPWS 1.1 §5.1, §5.2).
#[must_use]
pub fn description(device: &Device) -> Vec<u8> {
    let body = format!(
        "{ENVELOPE}<s12:Header><wsa:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</wsa:Action></s12:Header>\
         <s12:Body><wsx:Metadata><wsx:MetadataSection Dialect=\"http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01/ThisModel\">\
         <dpws:ThisModel><dpws:Manufacturer>{}</dpws:Manufacturer><dpws:ModelName>{}</dpws:ModelName>\
         <dpws:ModelNumber>{}</dpws:ModelNumber></dpws:ThisModel></wsx:MetadataSection>\
         <wsx:MetadataSection Dialect=\"http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01/ThisDevice\"><dpws:ThisDevice>\
         <dpws:FriendlyName>{}</dpws:FriendlyName><dpws:FirmwareVersion>{}</dpws:FirmwareVersion>\
         <dpws:SerialNumber>{}</dpws:SerialNumber></dpws:ThisDevice></wsx:MetadataSection></wsx:Metadata></s12:Body></s12:Envelope>",
        device.says, device.model, device.model, device.location, device.software, device.serial
    );
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
