//! Cisco Discovery Protocol, versions 1 and 2 (SNAP 00-00-0c / 0x2000): layout as documented by its users; there is no standard.

use std::net::IpAddr;

use super::neighbor::{MAX_ADDRESSES, Neighbor, text};
use crate::cursor::{Cursor, Parse};

const MAX_TLVS: usize = 128;

/// Reads the packet behind the SNAP header. What comes before a broken TLV is kept.
pub fn parse(data: &[u8]) -> Parse<Neighbor> {
    let mut cursor = Cursor::new("CDP", data);
    let version = cursor.u8()?;
    cursor.ensure(matches!(version, 1 | 2))?;
    cursor.skip(3)?;
    let mut out = Neighbor::default();
    for _ in 0..MAX_TLVS {
        let (Ok(kind), Ok(length)) = (cursor.u16(), cursor.u16()) else { break };
        let Some(length) = usize::from(length).checked_sub(4) else { break };
        let Ok(tlv) = cursor.sub("CDP TLV", length) else { break };
        let _ = read(&mut out, kind, tlv);
    }
    Ok(out)
}

fn read(out: &mut Neighbor, kind: u16, mut tlv: Cursor<'_>) -> Parse<()> {
    match kind {
        0x01 => {
            out.chassis = text(tlv.rest());
            out.system_name = out.system_name.take().or_else(|| text(tlv.rest()));
        }
        0x02 | 0x16 => addresses(out, &mut tlv)?,
        0x03 => out.port = text(tlv.rest()),
        0x04 => out.capabilities = capabilities(tlv.u32()?),
        0x05 => {
            out.system_description = text(tlv.rest());
            out.software = out.system_description.as_deref().and_then(version);
        }
        0x06 => out.model = text(tlv.rest()),
        0x0a => out.vlan = Some(tlv.u16()?).filter(|vlan| *vlan != 0),
        0x14 => out.system_name = text(tlv.rest()),
        _ => {}
    }
    Ok(())
}

/// `Version 12.2(55)SE7, RELEASE …` → `12.2(55)SE7`.
fn version(description: &str) -> Option<String> {
    let (_, after) = description.split_once("Version ")?;
    let word = after.split([',', ' ', '\n']).next()?.trim_end_matches('.');
    word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.to_owned())
}

/// Addresses: count, then protocol type, length, protocol, length, address each.
fn addresses(out: &mut Neighbor, tlv: &mut Cursor<'_>) -> Parse<()> {
    let count = tlv.u32()?;
    for _ in 0..count.min(MAX_ADDRESSES as u32) {
        tlv.skip(1)?;
        let protocol = usize::from(tlv.u8()?);
        tlv.skip(protocol)?;
        let length = usize::from(tlv.u16()?);
        let value = tlv.take(length)?;
        let v4 = <[u8; 4]>::try_from(value).ok().map(IpAddr::from);
        let v6 = <[u8; 16]>::try_from(value).ok().map(IpAddr::from);
        if let Some(ip) = v4.or(v6).filter(|ip| !ip.is_unspecified())
            && !out.management.contains(&ip)
            && out.management.len() < MAX_ADDRESSES
        {
            out.management.push(ip);
        }
    }
    Ok(())
}

fn capabilities(bits: u32) -> Vec<&'static str> {
    let mut out = Vec::new();
    // Router, transparent bridge, source-route bridge, switch, host, IGMP, repeater, phone.
    for (mask, name) in
        [(1, "router"), (0b1110, "bridge"), (0x10, "station"), (0x40, "repeater"), (0x80, "telephone")]
    {
        if bits & mask != 0 {
            out.push(name);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tlv(kind: u16, value: &[u8]) -> Vec<u8> {
        [&kind.to_be_bytes()[..], &(value.len() as u16 + 4).to_be_bytes(), value].concat()
    }

    #[test]
    fn a_switch_tells_name_platform_and_version() {
        let data = [
            vec![2, 180, 0, 0],
            tlv(1, b"floor-sw7"),
            tlv(2, &[0, 0, 0, 1, 1, 1, 0xcc, 0, 4, 10, 0, 0, 7]),
            tlv(3, b"FastEthernet0/7"),
            tlv(4, &[0, 0, 0, 0x28]),
            tlv(5, b"Example Software, Version 12.2(55)SE7, RELEASE"),
            tlv(6, b"example X-24"),
        ]
        .concat();
        let told = parse(&data).expect("CDP");
        assert_eq!(told.system_name.as_deref(), Some("floor-sw7"));
        assert_eq!(told.software.as_deref(), Some("12.2(55)SE7"));
        assert_eq!((told.model.as_deref(), &told.capabilities[..]), (Some("example X-24"), &["bridge"][..]));
        assert_eq!(told.management, [IpAddr::from([10, 0, 0, 7])]);
    }

    proptest! {
        #[test]
        fn never_panics(data in proptest::collection::vec(any::<u8>(), 0..128)) {
            let _ = parse(&data);
        }
    }
}
