//! IPv6 neighbour discovery (RFC 4861): the ARP of IPv6, and routers that announce themselves.

use std::net::Ipv6Addr;

use domain::addresses::MacAddr;

use crate::cursor::{Cursor, Parse};

/// A neighbour discovery message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ndp {
    /// Somebody says which link address an IPv6 address has: its own.
    Neighbor {
        address: Ipv6Addr,
        mac: MacAddr,
        router: bool,
    },
    RouterAdvertisement(RouterAdvertisement),
    Redirect {
        target: Ipv6Addr,
        destination: Ipv6Addr,
    },
}

/// A router announces itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterAdvertisement {
    /// Seconds; 0: not a default router.
    pub lifetime: u16,
    pub mac: Option<MacAddr>,
    pub mtu: Option<u32>,
    /// On-link prefixes with their lengths.
    pub prefixes: Vec<(Ipv6Addr, u8)>,
    /// Recursive DNS servers (RFC 8106).
    pub dns_servers: Vec<Ipv6Addr>,
}

const MAX_LISTED: usize = 16;

/// Reads an ICMPv6 message sent by `source`. `None` for types other than neighbour discovery and for messages
/// without a link address.
pub fn parse(source: Ipv6Addr, data: &[u8]) -> Parse<Option<Ndp>> {
    let mut cursor = Cursor::new("ICMPv6", data);
    let (kind, _code, _checksum) = (cursor.u8()?, cursor.u8()?, cursor.u16()?);
    Ok(match kind {
        134 => Some(Ndp::RouterAdvertisement(router_advertisement(&mut cursor)?)),
        133 | 135 => {
            cursor.skip(4)?;
            if kind == 135 {
                cursor.skip(16)?;
            }
            let mac = link_address(&mut cursor, 1)?;
            mac.filter(|_| !source.is_unspecified()).map(|mac| Ndp::Neighbor {
                address: source,
                mac,
                router: false,
            })
        }
        136 => {
            let flags = cursor.u32()?;
            let address = Ipv6Addr::from(cursor.array::<16>()?);
            let router = flags >> 31 == 1;
            link_address(&mut cursor, 2)?.map(|mac| Ndp::Neighbor { address, mac, router })
        }
        137 => {
            cursor.skip(4)?;
            Some(Ndp::Redirect {
                target: cursor.array::<16>()?.into(),
                destination: cursor.array::<16>()?.into(),
            })
        }
        _ => None,
    })
}

/// Walks the options (§4.6).
fn options<'a>(cursor: &mut Cursor<'a>, mut each: impl FnMut(u8, Cursor<'a>)) -> Parse<()> {
    while cursor.remaining() >= 8 {
        let (kind, length) = (cursor.u8()?, usize::from(cursor.u8()?) * 8);
        cursor.ensure(length >= 8)?;
        each(kind, cursor.sub("NDP option", length - 2)?);
    }
    Ok(())
}

/// The source (1) or target (2) link-layer address option.
fn link_address(cursor: &mut Cursor<'_>, wanted: u8) -> Parse<Option<MacAddr>> {
    let mut mac = None;
    options(cursor, |kind, mut option| {
        if kind == wanted {
            mac = mac.or(option.array().ok().map(MacAddr));
        }
    })?;
    Ok(mac)
}

fn router_advertisement(cursor: &mut Cursor<'_>) -> Parse<RouterAdvertisement> {
    cursor.skip(2)?;
    let mut out = RouterAdvertisement { lifetime: cursor.u16()?, ..RouterAdvertisement::default() };
    cursor.skip(8)?;
    options(cursor, |kind, option| {
        let _ = router_option(&mut out, kind, option);
    })?;
    Ok(out)
}

fn router_option(out: &mut RouterAdvertisement, kind: u8, mut option: Cursor<'_>) -> Parse<()> {
    match kind {
        1 => out.mac = Some(MacAddr(option.array()?)),
        3 if out.prefixes.len() < MAX_LISTED => {
            let length = option.u8()?;
            option.skip(13)?;
            out.prefixes.push((option.array::<16>()?.into(), length));
        }
        5 => {
            option.skip(2)?;
            out.mtu = Some(option.u32()?);
        }
        25 => {
            option.skip(6)?;
            while option.remaining() >= 16 && out.dns_servers.len() < MAX_LISTED {
                out.dns_servers.push(option.array::<16>()?.into());
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROUTER: Ipv6Addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);

    #[test]
    fn an_advertisement_names_target_and_router_flag() {
        let mut data = vec![136, 0, 0, 0, 0xe0, 0, 0, 0];
        data.extend(ROUTER.octets());
        data.extend([2, 1, 0, 0x1b, 0x54, 0x10, 0, 1]);
        let expected =
            Ndp::Neighbor { address: ROUTER, mac: MacAddr([0, 0x1b, 0x54, 0x10, 0, 1]), router: true };
        assert_eq!(parse(Ipv6Addr::LOCALHOST, &data), Ok(Some(expected)));
    }

    #[test]
    fn a_router_tells_prefix_mtu_and_lifetime() {
        let mut data = vec![134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0];
        data.extend([5, 1, 0, 0, 0, 0, 0x05, 0xdc]);
        data.extend([3, 4, 64, 0xc0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
        data.extend(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0).octets());
        let Ok(Some(Ndp::RouterAdvertisement(told))) = parse(ROUTER, &data) else {
            panic!("no advertisement")
        };
        assert_eq!((told.lifetime, told.mtu), (1800, Some(1500)));
        assert_eq!(told.prefixes, [(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 64)]);
    }

    proptest! {
        #[test]
        fn never_panics(data in proptest::collection::vec(any::<u8>(), 0..96)) {
            let _ = parse(ROUTER, &data);
        }
    }
}
