//! What a device says about itself in HTTP bodies: title of its front page; UPnP, DPWS, ONVIF and maker XML descriptions.

use super::gather::{find_ci, text};
use crate::packet::search::contains;

/// A device's own description. Every field is as the device spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceDescription {
    /// Which vocabulary it was: `upnp`, `dpws`, `onvif`, `isapi`, `cwmp`.
    pub vocabulary: &'static str,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub model_number: Option<String>,
    pub firmware: Option<String>,
    pub serial: Option<String>,
    pub friendly_name: Option<String>,
    /// `urn:schemas-upnp-org:device:MediaServer:1`
    pub device_type: Option<String>,
    /// GetHostname of ONVIF.
    pub hostname: Option<String>,
}

/// Words that prove a body to be a device description: vocabulary and what must occur in it.
const VOCABULARIES: &[(&str, &[u8])] = &[
    ("upnp", b"urn:schemas-upnp-org:device-1-0"),
    ("onvif", b"GetDeviceInformationResponse"),
    ("onvif", b"GetHostnameResponse"),
    ("dpws", b"ThisModel"),
    ("dpws", b"ThisDevice"),
    ("isapi", b"<DeviceInfo"),
    ("cwmp", b"<DeviceId"),
];

/// Reads a description, when the body is one.
#[must_use]
pub fn describe(body: &[u8]) -> Option<DeviceDescription> {
    let (vocabulary, _) = VOCABULARIES.iter().find(|(_, mark)| contains(body, mark))?;
    let mut found = DeviceDescription { vocabulary, ..DeviceDescription::default() };
    let mut number = None;
    for (name, value) in elements(body) {
        let slot = match name {
            "manufacturer" | "Manufacturer" => &mut found.manufacturer,
            "modelName" | "ModelName" | "Model" | "model" | "ProductClass" => &mut found.model,
            "modelNumber" | "ModelNumber" => &mut number,
            "FirmwareVersion" | "firmwareVersion" => &mut found.firmware,
            "serialNumber" | "SerialNumber" => &mut found.serial,
            "friendlyName" | "FriendlyName" | "deviceName" => &mut found.friendly_name,
            "deviceType" => &mut found.device_type,
            "Name" if *vocabulary == "onvif" => &mut found.hostname,
            _ => continue,
        };
        // The root device comes first; embedded devices do not override it.
        if slot.is_none() && !value.is_empty() {
            *slot = Some(value);
        }
    }
    found.model_number = number.filter(|number| Some(number) != found.model.as_ref());
    let empty = DeviceDescription { vocabulary, ..DeviceDescription::default() };
    (found != empty).then_some(found)
}

/// Elements that hold text only: local name and unescaped text. Entities of a DTD are not expanded.
fn elements(body: &[u8]) -> impl Iterator<Item = (&str, String)> {
    body.split(|byte| *byte == b'<').take(4096).filter_map(|piece| {
        let end = piece.iter().position(|byte| *byte == b'>')?;
        let (tag, value) = piece.split_at(end);
        if matches!(tag.first(), None | Some(b'/' | b'!' | b'?')) || tag.last() == Some(&b'/') {
            return None;
        }
        let name = tag.split(u8::is_ascii_whitespace).next()?;
        let name = std::str::from_utf8(name).ok()?;
        let local = name.rsplit(':').next()?;
        let value = text(value.get(1..)?, 256);
        (!value.is_empty()).then(|| (local, unescape(&value)))
    })
}

fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let mut value = value.to_owned();
    for (escaped, plain) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        value = value.replace(escaped, plain);
    }
    value.trim().to_owned()
}

/// Title of an HTML page. Long ones and such with long numbers are not titles of a device and are left out.
#[must_use]
pub fn title(body: &[u8]) -> Option<String> {
    let open = find_ci(body, b"<title")?;
    let rest = body.get(open..)?;
    let start = rest.iter().position(|byte| *byte == b'>')? + 1;
    let rest = rest.get(start..)?;
    let end = find_ci(rest, b"</title")?;
    let title = text(rest.get(..end)?, 160);
    let title = unescape(&title).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut run = 0usize;
    let long_number = title.bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run >= 7
    });
    (!title.is_empty() && title.chars().count() <= 80 && !long_number).then_some(title)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_upnp_description() {
        let body = br#"<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
            <deviceType>urn:schemas-upnp-org:device:Printer:1</deviceType><friendlyName>Printer &amp; Co</friendlyName>
            <manufacturer>Example</manufacturer><modelName>EX-1</modelName><modelNumber>1.0</modelNumber>
            <serialNumber>SN1</serialNumber><deviceList><device><modelName>inner</modelName></device></deviceList></device></root>"#;
        let found = describe(body).unwrap();
        assert_eq!(found.friendly_name.as_deref(), Some("Printer & Co"));
        assert_eq!((found.model.as_deref(), found.model_number.as_deref()), (Some("EX-1"), Some("1.0")));
        assert_eq!(found.serial.as_deref(), Some("SN1"));
    }

    #[test]
    fn an_onvif_answer() {
        let body = b"<SOAP-ENV:Body><tds:GetDeviceInformationResponse><tds:Manufacturer>Example</tds:Manufacturer>\
            <tds:Model>Cam 2</tds:Model><tds:FirmwareVersion>1.2.3</tds:FirmwareVersion><tds:SerialNumber>42</tds:SerialNumber>";
        let found = describe(body).unwrap();
        assert_eq!((found.vocabulary, found.firmware.as_deref()), ("onvif", Some("1.2.3")));
    }

    #[test]
    fn other_bodies_are_not_read() {
        assert_eq!(describe(b"<ClinicalDocument><manufacturer>x</manufacturer><name>somebody</name>"), None);
    }

    #[test]
    fn titles() {
        let cases: &[(&[u8], Option<&str>)] = &[
            (b"<html><Title lang=ja>\n Web  Image Monitor\n</TITLE>", Some("Web Image Monitor")),
            ("<title>超音波診断装置 保守</title>".as_bytes(), Some("超音波診断装置 保守")),
            (b"<title>Chart 12345678</title>", None),
            (b"<title>never ends", None),
            (b"<title></title>", None),
        ];
        for (body, expected) in cases {
            assert_eq!(title(body).as_deref(), *expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>) {
            let _ = title(&bytes);
            let _ = describe(&[b"urn:schemas-upnp-org:device-1-0<model>", &bytes[..]].concat());
        }
    }
}
