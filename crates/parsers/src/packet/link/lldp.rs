//! LLDP (IEEE 802.1AB-2016 §8) with LLDP-MED inventory (ANSI/TIA-1057) and the port VLAN of IEEE 802.1.

use std::net::IpAddr;

use domain::addresses::MacAddr;

use super::neighbor::{MAX_ADDRESSES, Neighbor, text};
use crate::cursor::{Cursor, Parse};

const MAX_TLVS: usize = 128;

/// Reads the TLVs behind the EtherType. What comes before a broken TLV is kept.
pub fn parse(data: &[u8]) -> Parse<Neighbor> {
    let mut cursor = Cursor::new("LLDP", data);
    // The first TLV must be the chassis id (§8.5.1).
    cursor.ensure(cursor.peek().is_some_and(|first| first >> 1 == 1))?;
    let mut out = Neighbor::default();
    for _ in 0..MAX_TLVS {
        let Ok(header) = cursor.u16() else { break };
        let (kind, length) = (header >> 9, usize::from(header & 0x1ff));
        if kind == 0 {
            break;
        }
        let Ok(tlv) = cursor.sub("LLDP TLV", length) else { break };
        let _ = read(&mut out, kind, tlv);
    }
    Ok(out)
}

fn read(out: &mut Neighbor, kind: u16, mut tlv: Cursor<'_>) -> Parse<()> {
    match kind {
        1 => {
            let subtype = tlv.u8()?;
            out.chassis = identifier(subtype, 4, 5, tlv.rest());
        }
        2 => {
            let subtype = tlv.u8()?;
            out.port = identifier(subtype, 3, 4, tlv.rest());
        }
        4 => out.port_description = text(tlv.rest()),
        5 => out.system_name = text(tlv.rest()),
        6 => out.system_description = text(tlv.rest()),
        7 => {
            tlv.skip(2)?;
            out.capabilities = capabilities(tlv.u16()?);
        }
        8 => management(out, &mut tlv)?,
        127 => organisation(out, &mut tlv)?,
        _ => {}
    }
    Ok(())
}

/// Chassis (§8.5.2) and port (§8.5.3) ids: a MAC address, a network address or text.
fn identifier(subtype: u8, mac: u8, network: u8, value: &[u8]) -> Option<String> {
    match <[u8; 6]>::try_from(value) {
        Ok(octets) if subtype == mac => Some(MacAddr(octets).to_string()),
        _ if subtype == network => address(value).map(|ip| ip.to_string()),
        _ => text(value),
    }
}

/// An address behind its IANA address family number.
fn address(value: &[u8]) -> Option<IpAddr> {
    match value {
        [1, rest @ ..] => <[u8; 4]>::try_from(rest).ok().map(IpAddr::from),
        [2, rest @ ..] => <[u8; 16]>::try_from(rest).ok().map(IpAddr::from),
        _ => None,
    }
}

/// Enabled capabilities (§8.5.8).
fn capabilities(bits: u16) -> Vec<&'static str> {
    let names = [
        (1, "repeater"),
        (2, "bridge"),
        (3, "access_point"),
        (4, "router"),
        (5, "telephone"),
        (6, "docsis"),
        (7, "station"),
    ];
    names.iter().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| *name).collect()
}

fn management(out: &mut Neighbor, tlv: &mut Cursor<'_>) -> Parse<()> {
    let length = usize::from(tlv.u8()?);
    let value = tlv.take(length)?;
    if let Some(ip) = address(value).filter(|ip| !ip.is_unspecified())
        && out.management.len() < MAX_ADDRESSES
    {
        out.management.push(ip);
    }
    Ok(())
}

/// Organisationally specific TLVs (§8.6).
fn organisation(out: &mut Neighbor, tlv: &mut Cursor<'_>) -> Parse<()> {
    let (oui, subtype) = (tlv.u24()?, tlv.u8()?);
    match (oui, subtype) {
        // IEEE 802.1: port VLAN id.
        (0x00_80c2, 1) => out.vlan = Some(tlv.u16()?).filter(|vlan| *vlan != 0),
        // TIA: inventory.
        (0x00_12bb, 5) => out.hardware = text(tlv.rest()),
        (0x00_12bb, 6) => out.firmware = text(tlv.rest()),
        (0x00_12bb, 7) => out.software = text(tlv.rest()),
        (0x00_12bb, 8) => out.serial = text(tlv.rest()),
        (0x00_12bb, 9) => out.maker = text(tlv.rest()),
        (0x00_12bb, 10) => out.model = text(tlv.rest()),
        (0x00_12bb, 11) => out.asset = text(tlv.rest()),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tlv(kind: u16, value: &[u8]) -> Vec<u8> {
        let mut out = (kind << 9 | value.len() as u16).to_be_bytes().to_vec();
        out.extend(value);
        out
    }

    #[test]
    fn a_phone_tells_its_inventory() {
        let data = [
            tlv(1, &[4, 0, 0x1b, 0x54, 0x10, 0, 1]),
            tlv(2, b"\x05Gi1/0/7"),
            tlv(3, &[0, 120]),
            tlv(5, b"ward-phone-3"),
            tlv(7, &[0, 0x24, 0, 0x24]),
            tlv(8, &[5, 1, 10, 0, 0, 7, 2, 0, 0, 0, 1, 0]),
            tlv(127, b"\x00\x12\xbb\x08SN0001"),
            tlv(127, b"\x00\x12\xbb\x0aModel 7"),
            tlv(0, &[]),
        ]
        .concat();
        let told = parse(&data).expect("LLDP");
        assert_eq!(told.chassis.as_deref(), Some("00:1b:54:10:00:01"));
        assert_eq!(told.port.as_deref(), Some("Gi1/0/7"));
        assert_eq!((told.serial.as_deref(), told.model.as_deref()), (Some("SN0001"), Some("Model 7")));
        assert_eq!(told.capabilities, ["bridge", "telephone"]);
        assert_eq!(told.management, [IpAddr::from([10, 0, 0, 7])]);
        let cut = parse(&data[..20]).expect("what is there is kept");
        assert_eq!(cut.port.as_deref(), Some("Gi1/0/7"));
    }

    proptest! {
        #[test]
        fn never_panics(data in proptest::collection::vec(any::<u8>(), 0..128)) {
            let _ = parse(&data);
        }
    }
}
