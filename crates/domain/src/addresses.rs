//! Hardware and network addresses.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An IEEE 802 MAC address (EUI-48).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// Group bit of the first octet (IEEE 802-2014 §8.2.2): broadcast and multicast.
    #[must_use]
    pub const fn is_group(self) -> bool {
        self.0[0] & 1 == 1
    }

    /// U/L bit: not from a maker's block. Randomised phone addresses and many virtual ones have it set.
    #[must_use]
    pub const fn is_local(self) -> bool {
        self.0[0] & 2 == 2
    }

    /// All zero: no address.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        matches!(self.0, [0, 0, 0, 0, 0, 0])
    }

    /// Can be one device's own address.
    #[must_use]
    pub const fn is_unicast(self) -> bool {
        !self.is_group() && !self.is_zero()
    }

    /// VRRP (RFC 9568 §7.3), HSRP v1/v2 and GLBP virtual addresses: shared by several routers, no device's own.
    #[must_use]
    pub const fn is_virtual_router(self) -> bool {
        matches!(
            self.0,
            [0x00, 0x00, 0x5e, 0x00, 0x01 | 0x02, _]
                | [0x00, 0x00, 0x0c, 0x07, 0xac, _]
                | [0x00, 0x00, 0x0c, 0x9f, 0xf0..=0xff, _]
                | [0x00, 0x05, 0x73, 0xa0, 0x00..=0x0f, _]
                | [0x00, 0x07, 0xb4, ..]
        )
    }

    /// The address as one number, most significant octet first.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        let [a, b, c, d, e, f] = self.0;
        u64::from_be_bytes([0, 0, a, b, c, d, e, f])
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not six octets in a known notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMac;

impl fmt::Display for NotAMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a MAC address such as 00:1b:54:10:00:01")
    }
}

impl std::error::Error for NotAMac {}

impl FromStr for MacAddr {
    type Err = NotAMac;

    /// Reads `00:1b:54:10:00:01`, `00-1B-…`, `001b.5410.0001` and `001B54100001`.
    fn from_str(text: &str) -> Result<Self, NotAMac> {
        let mut octets = [0u8; 6];
        let mut digits = 0usize;
        for c in text.trim().chars() {
            if matches!(c, ':' | '-' | '.' | ' ') {
                continue;
            }
            let digit = c.to_digit(16).ok_or(NotAMac)? as u8;
            let octet = octets.get_mut(digits / 2).ok_or(NotAMac)?;
            *octet = (*octet << 4) | digit;
            digits += 1;
        }
        if digits == 12 { Ok(Self(octets)) } else { Err(NotAMac) }
    }
}

impl Serialize for MacAddr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MacAddr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A VLAN identifier (IEEE 802.1Q, 1–4094); 0 stands for "no tag seen".
pub type Vlan = u16;

/// Where an address belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressScope {
    /// Inside: RFC 1918, RFC 4193, link-local, CGNAT.
    Private,
    /// Public unicast.
    Public,
    /// Group, broadcast, loopback, unspecified, reserved: nobody's own address.
    NotAHost,
}

/// Sorts an address. Documentation blocks (RFC 5737) count as public: laboratory captures use them so.
#[must_use]
pub fn scope(ip: IpAddr) -> AddressScope {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            if v4.is_multicast() || v4.is_broadcast() || v4.is_loopback() || a == 0 || a >= 240 {
                AddressScope::NotAHost
            } else if v4.is_private() || v4.is_link_local() || (a == 100 && (64..128).contains(&b)) {
                AddressScope::Private
            } else {
                AddressScope::Public
            }
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return scope(IpAddr::V4(v4));
            }
            if v6.is_multicast() || v6.is_loopback() || v6.is_unspecified() {
                AddressScope::NotAHost
            } else if v6.is_unique_local() || v6.is_unicast_link_local() {
                AddressScope::Private
            } else {
                AddressScope::Public
            }
        }
    }
}

/// One end of a conversation as a frame shows it. Neither MAC nor IP alone is identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Endpoint {
    /// Link address in the frame: a router's when the host is behind one.
    pub mac: Option<MacAddr>,
    pub ip: Option<IpAddr>,
    /// 0 when untagged.
    pub vlan: Vlan,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_mac_is_read() {
        let expected = MacAddr([0x00, 0x1b, 0x54, 0x10, 0x00, 0x01]);
        for text in [
            "00:1b:54:10:00:01",
            "00-1B-54-10-00-01",
            "001b.5410.0001",
            "001B54100001",
            " 00:1b:54:10:00:01 ",
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for text in ["", "00:1b:54:10:00", "00:1b:54:10:00:01:02", "zz:1b:54:10:00:01", "DHCP"] {
            assert_eq!(text.parse::<MacAddr>(), Err(NotAMac), "{text}");
        }
    }

    #[test]
    fn virtual_router_addresses_are_nobodys_own() {
        for text in ["00:00:5e:00:01:0a", "00:00:0c:07:ac:01", "00:00:0c:9f:f0:01", "00:07:b4:00:01:01"] {
            assert!(text.parse::<MacAddr>().is_ok_and(MacAddr::is_virtual_router), "{text}");
        }
        assert!(!MacAddr([0, 0x1b, 0x54, 0x10, 0, 1]).is_virtual_router());
    }

    #[test]
    fn scopes() {
        let cases = [
            ("10.1.2.3", AddressScope::Private),
            ("100.64.0.1", AddressScope::Private),
            ("203.0.113.10", AddressScope::Public),
            ("239.255.255.250", AddressScope::NotAHost),
            ("0.0.0.0", AddressScope::NotAHost),
            ("fe80::1", AddressScope::Private),
            ("2001:db8::1", AddressScope::Public),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse().map(scope), Ok(expected), "{text}");
        }
    }
}
