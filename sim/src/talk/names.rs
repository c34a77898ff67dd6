//! DNS (RFC 1035), mDNS (RFC 6762), LLMNR (RFC 4795), NetBIOS (RFC 1002), the browser service and SSDP.

use std::net::Ipv4Addr;

use crate::{hospital::Device, wire::write::Bytes};

const FLAGS_QUERY: u16 = 0x0100;
const FLAGS_ANSWER: u16 = 0x8180;

/// Labels with lengths (RFC 1035 §3.1).
#[must_use]
pub fn labels(name: &str) -> Vec<u8> {
    let mut out = Bytes::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        out = out.short(label);
    }
    out.u8(0).done()
}

/// A question for an address.
#[must_use]
pub fn question(id: u16, name: &str, recursive: bool) -> Vec<u8> {
    Bytes::new()
        .u16(id)
        .u16(if recursive { FLAGS_QUERY } else { 0 })
        .raw([0, 1, 0, 0, 0, 0, 0, 0])
        .raw(labels(name))
        .raw([0, 1, 0, 1])
        .done()
}

/// The answer to it.
#[must_use]
pub fn answer(id: u16, name: &str, ip: Ipv4Addr) -> Vec<u8> {
    Bytes::new()
        .u16(id)
        .u16(FLAGS_ANSWER)
        .raw([0, 1, 0, 1, 0, 0, 0, 0])
        .raw(labels(name))
        .raw([0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4])
        .raw(ip.octets())
        .done()
}

/// An mDNS announcement: host address, service instance with TXT (DNS-SD, RFC 6763).
#[must_use]
pub fn announce(
    host: &str,
    ip: Ipv4Addr,
    service: &str,
    instance: &str,
    port: u16,
    text: &[String],
) -> Vec<u8> {
    let host = labels(&format!("{host}.local"));
    let service_name = labels(&format!("{service}.local"));
    let full = Bytes::new().short(instance).raw(&service_name).done();
    let record = |name: &[u8], kind: u16, data: &[u8]| {
        Bytes::new().raw(name).u16(kind).u16(1).u32(4500).long(data).done()
    };
    let texts = text.iter().fold(Bytes::new(), |out, text| out.short(text)).done();
    Bytes::new()
        .u16(0)
        .u16(0x8400)
        .raw([0, 0, 0, 4, 0, 0, 0, 0])
        .raw(record(&service_name, 12, &full))
        .raw(record(&full, 33, &Bytes::new().u32(0).u16(port).raw(&host).done()))
        .raw(record(&full, 16, &texts))
        .raw(record(&host, 1, &ip.octets()))
        .done()
}

/// First-level encoding of a NetBIOS name (RFC 1001 §14.1).
#[must_use]
pub fn netbios(name: &str, suffix: u8) -> Vec<u8> {
    let raw = Bytes::new().padded(&name.to_uppercase(), 15, b' ').u8(suffix).done();
    let letters: Vec<u8> = raw.iter().flat_map(|byte| [b'A' + (byte >> 4), b'A' + (byte & 15)]).collect();
    Bytes::new().short(letters).u8(0).done()
}

/// A name registration broadcast (RFC 1002 §4.2.2).
#[must_use]
pub fn register(id: u16, name: &str, suffix: u8, ip: Ipv4Addr) -> Vec<u8> {
    Bytes::new()
        .u16(id)
        .u16(0x2910)
        .raw([0, 1, 0, 0, 0, 0, 0, 1])
        .raw(netbios(name, suffix))
        .raw([0, 0x20, 0, 1, 0xc0, 12, 0, 0x20, 0, 1, 0, 4, 0x93, 0xe0, 0, 6, 0, 0])
        .raw(ip.octets())
        .done()
}

/// A host announcement of the browser service ([MS-BRWS] §2.2.1) in a mailslot in a NetBIOS datagram (RFC 1002 §4.4.2).
#[must_use]
pub fn browse(device: &Device, id: u16) -> Vec<u8> {
    use crate::wire::tcp::Stack;
    let (major, minor) = match device.stack {
        Stack::WindowsXp => (5, 1),
        Stack::Windows7 => (6, 1),
        _ => (10, 0),
    };
    let announcement = Bytes::new()
        .raw([1, 0])
        .le32(720_000)
        .padded(&device.hostname, 16, 0)
        .raw([major, minor])
        .le32(0x0001_1003)
        .raw([15, 1, 0x55, 0xaa, 0])
        .done();
    let slot = b"\\MAILSLOT\\BROWSE\0";
    let smb = Bytes::new()
        .raw(b"\xffSMB\x25")
        .zeros(27)
        .u8(17)
        .le16(0)
        .le16(announcement.len() as u16)
        .zeros(8)
        .le16(1000)
        .zeros(8)
        .le16(announcement.len() as u16)
        .le16(86)
        .raw([3, 0, 1, 0, 0, 0, 2, 0])
        .le16((slot.len() + announcement.len()) as u16)
        .raw(slot)
        .raw(&announcement)
        .done();
    let source = netbios(&device.hostname, 0);
    let target = netbios("AOBANE", 0x1d);
    Bytes::new()
        .raw([0x11, 0x0a])
        .u16(id)
        .raw(device.place.ip.octets())
        .u16(138)
        .u16((source.len() + target.len() + smb.len()) as u16)
        .u16(0)
        .raw(source)
        .raw(target)
        .raw(smb)
        .done()
}

/// An SSDP announcement (UPnP Device Architecture 1.1 §1.2.2).
#[must_use]
pub fn notify(device: &Device, server: &str) -> Vec<u8> {
    format!(
        "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\nLOCATION: http://{}:49152/description.xml\r\n\
         NT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nSERVER: {server}\r\nUSN: uuid:4d454930-0000-1000-8000-{}::upnp:rootdevice\r\n\r\n",
        device.place.ip,
        device.own_mac.to_string().replace(':', "")
    )
    .into_bytes()
}
