//! Routers that share an address: VRRP 2 and 3 (RFC 3768, RFC 9568), HSRP 1 and 2 (RFC 2281), GLBP.

use std::net::IpAddr;

use super::LinkMessage;
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// One router's part in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualRouter {
    /// `vrrp`, `hsrp` or `glbp`.
    pub protocol: &'static str,
    pub group: u16,
    pub priority: u32,
    /// It is forwarding for the group now; `None` when the message does not say.
    pub active: Option<bool>,
    /// Shared addresses.
    pub addresses: Vec<IpAddr>,
}

const MAX_ADDRESSES: usize = 16;

/// HSRP as the engine knows it (UDP 1985).
pub const HSRP: DatagramProtocol = DatagramProtocol {
    name: "hsrp",
    probe: |datagram| hsrp_probe(datagram),
    parse: |datagram, out| emit(hsrp(datagram.payload), out),
    limit: 4,
};

/// GLBP as the engine knows it (UDP 3222).
pub const GLBP: DatagramProtocol = DatagramProtocol {
    name: "glbp",
    probe: |datagram| glbp_probe(datagram),
    parse: |datagram, out| emit(glbp(datagram.payload), out),
    limit: 4,
};

fn emit(parsed: Parse<VirtualRouter>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    if let Ok(router) = parsed {
        out(Message::Link(LinkMessage::VirtualRouter(router)));
    }
    None
}

fn hsrp_probe(datagram: &Datagram<'_>) -> Probe {
    if datagram.receiver_port == 1985 && hsrp(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn glbp_probe(datagram: &Datagram<'_>) -> Probe {
    if datagram.receiver_port == 3222 && glbp(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

/// A VRRP advertisement (IP protocol 112). `v6`: the addresses are IPv6.
pub fn vrrp(data: &[u8], v6: bool) -> Parse<VirtualRouter> {
    let mut cursor = Cursor::new("VRRP", data);
    let first = cursor.u8()?;
    cursor.ensure(matches!(first, 0x21 | 0x31))?;
    let (group, priority, count) = (cursor.u8()?, cursor.u8()?, cursor.u8()?);
    cursor.skip(4)?;
    let mut addresses = Vec::new();
    for _ in 0..usize::from(count).min(MAX_ADDRESSES) {
        addresses.push(if v6 { cursor.array::<16>()?.into() } else { cursor.array::<4>()?.into() });
    }
    // Only the master advertises; priority 0 means that it stops.
    let active = Some(priority != 0);
    Ok(VirtualRouter { protocol: "vrrp", group: group.into(), priority: priority.into(), active, addresses })
}

fn hsrp(data: &[u8]) -> Parse<VirtualRouter> {
    let mut cursor = Cursor::new("HSRP", data);
    match data {
        // Version 1, hello, coup or resign.
        [0, 0..=2, state, _, _, priority, group, 0, ..] => {
            cursor.skip(16)?;
            let address = IpAddr::from(cursor.array::<4>()?);
            Ok(group_member("hsrp", u16::from(*group), u32::from(*priority), Some(*state == 16), address))
        }
        // Version 2: group state TLV of 40 bytes.
        [1, 40..=255, 2, _, state, version, ..] => {
            cursor.skip(6)?;
            let group = cursor.u16()?;
            cursor.skip(6)?;
            let priority = cursor.u32()?;
            cursor.skip(8)?;
            let address: IpAddr =
                if *version == 6 { cursor.array::<16>()?.into() } else { cursor.array::<4>()?.into() };
            Ok(group_member("hsrp", group, priority, Some(*state == 6), address))
        }
        _ => Err(cursor.error(Reason::Invalid)),
    }
}

fn glbp(data: &[u8]) -> Parse<VirtualRouter> {
    let mut cursor = Cursor::new("GLBP", data);
    let version = cursor.u8()?;
    cursor.ensure(version == 1)?;
    cursor.skip(1)?;
    let group = cursor.u16()?;
    cursor.skip(8)?;
    while cursor.remaining() > 2 {
        let (kind, length) = (cursor.u8()?, usize::from(cursor.u8()?));
        let mut tlv = cursor.sub("GLBP TLV", length.saturating_sub(2))?;
        if kind == 1 {
            tlv.skip(1)?;
            let state = tlv.u8()?;
            tlv.skip(1)?;
            let priority = u32::from(tlv.u8()?);
            tlv.skip(16)?;
            let (family, length) = (tlv.u8()?, tlv.u8()?);
            let address: IpAddr = match (family, length) {
                (1, 4) => tlv.array::<4>()?.into(),
                (2, 16) => tlv.array::<16>()?.into(),
                _ => return Err(tlv.error(Reason::Unsupported)),
            };
            return Ok(group_member("glbp", group, priority, Some(state == 32), address));
        }
    }
    Err(cursor.error(Reason::Invalid))
}

fn group_member(
    protocol: &'static str,
    group: u16,
    priority: u32,
    active: Option<bool>,
    address: IpAddr,
) -> VirtualRouter {
    let addresses = if address.is_unspecified() { Vec::new() } else { vec![address] };
    VirtualRouter { protocol, group, priority, active, addresses }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_protocol_names_group_and_address() {
        let shared = vec![IpAddr::from([10, 0, 0, 254])];
        let told = vrrp(&[0x21, 5, 100, 1, 0, 1, 0, 0, 10, 0, 0, 254], false).expect("VRRP");
        assert_eq!((told.group, told.priority, told.addresses), (5, 100, shared.clone()));
        let version_1 = [0, 0, 16, 3, 10, 120, 7, 0, b'c', b'i', b's', b'c', b'o', 0, 0, 0, 10, 0, 0, 254];
        let told = hsrp(&version_1).expect("HSRP 1");
        assert_eq!((told.group, told.active, told.addresses), (7, Some(true), shared.clone()));
        let mut version_2 =
            vec![1, 40, 2, 0, 6, 4, 0, 10, 0, 0, 0, 0, 0, 1, 0, 0, 0, 100, 0, 0, 11, 184, 0, 0, 39, 16];
        version_2.extend([10, 0, 0, 254, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let told = hsrp(&version_2).expect("HSRP 2");
        assert_eq!((told.group, told.priority, told.addresses), (10, 100, shared.clone()));
        let mut hello = vec![1, 0, 0, 3, 0, 0, 0, 7, 0xb4, 0, 0, 1, 1, 28, 0, 32, 0, 100];
        hello.extend([0; 16]);
        hello.extend([1, 4, 10, 0, 0, 254]);
        let told = glbp(&hello).expect("GLBP");
        assert_eq!((told.group, told.active, told.addresses), (3, Some(true), shared));
    }

    proptest! {
        #[test]
        fn never_panics(data in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = (hsrp(&data), glbp(&data), vrrp(&data, false), vrrp(&data, true));
        }
    }
}
