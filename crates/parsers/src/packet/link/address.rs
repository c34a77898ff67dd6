//! IP and link addresses in the compact form that the hot path compares and hashes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use domain::addresses::{Endpoint, MacAddr, Vlan};

/// An IP address as one number; IPv4 in its mapped form (`::ffff:a.b.c.d`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Address(pub u128);

const MAPPED: u128 = 0xffff_0000_0000;

impl Address {
    /// From four octets as on the wire.
    #[inline]
    #[must_use]
    pub const fn v4(octets: [u8; 4]) -> Self {
        Self(MAPPED | u32::from_be_bytes(octets) as u128)
    }

    /// From sixteen octets as on the wire.
    #[inline]
    #[must_use]
    pub const fn v6(octets: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(octets))
    }

    /// The 32 bits of an IPv4 address.
    #[inline]
    #[must_use]
    pub const fn as_v4(self) -> Option<u32> {
        if self.0 >> 32 == MAPPED >> 32 { Some(self.0 as u32) } else { None }
    }

    /// Multicast or limited broadcast.
    #[must_use]
    pub const fn is_group(self) -> bool {
        match self.as_v4() {
            Some(v4) => v4 >> 28 == 0xe || v4 == u32::MAX,
            None => self.0 >> 120 == 0xff,
        }
    }

    /// The address in the library's form.
    #[must_use]
    pub const fn ip(self) -> IpAddr {
        match self.as_v4() {
            Some(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4)),
            None => IpAddr::V6(Ipv6Addr::from_bits(self.0)),
        }
    }
}

/// Link address and VLAN in one number, so that "the same sender as before" is one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Station(u64);

impl Station {
    /// `mac` is zero where there is none.
    #[inline]
    #[must_use]
    pub const fn new(mac: MacAddr, vlan: Vlan) -> Self {
        Self((vlan as u64) << 48 | mac.to_u64())
    }

    /// Zero where there is none.
    #[must_use]
    pub const fn mac(self) -> MacAddr {
        let [_, _, a, b, c, d, e, f] = self.0.to_be_bytes();
        MacAddr([a, b, c, d, e, f])
    }

    /// 0 when untagged.
    #[inline]
    #[must_use]
    pub const fn vlan(self) -> Vlan {
        (self.0 >> 48) as Vlan
    }

    /// As one number, for hashing.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// With an IP address, as the rest of the house knows it. Group and zero link addresses are nobody's, and neither is
    /// the unspecified IP address.
    #[must_use]
    pub fn endpoint(self, ip: Option<Address>) -> Endpoint {
        let mac = self.mac();
        Endpoint {
            mac: mac.is_unicast().then_some(mac),
            ip: ip.map(Address::ip).filter(|ip| !ip.is_unspecified()),
            vlan: self.vlan(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_forms_round_trip() {
        let v4 = Address::v4([10, 0, 0, 1]);
        assert_eq!(v4.ip(), IpAddr::from([10, 0, 0, 1]));
        assert!(!v4.is_group() && Address::v4([239, 1, 2, 3]).is_group());
        let v6 = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1);
        assert_eq!(Address::v6(v6.octets()).ip(), IpAddr::from(v6));
        assert!(Address::v6(v6.octets()).is_group());
        let mac = MacAddr([0x00, 0x1b, 0x54, 0x10, 0x00, 0x01]);
        let station = Station::new(mac, 4094);
        assert_eq!((station.mac(), station.vlan()), (mac, 4094));
        assert_eq!(Station::new(MacAddr([0xff; 6]), 1).endpoint(None).mac, None);
    }
}
