//! ARP (RFC 826): who owns which IPv4 address. RARP and InARP share the layout.

use std::net::Ipv4Addr;

use domain::addresses::MacAddr;

use crate::cursor::{Cursor, Parse, Reason};

/// An ARP packet for IPv4 over Ethernet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arp {
    /// 1 request, 2 reply; others as assigned by IANA.
    pub operation: u16,
    pub sender_mac: MacAddr,
    /// Unspecified in a probe (RFC 5227).
    pub sender_ip: Ipv4Addr,
    /// Zero in a request.
    pub target_mac: MacAddr,
    pub target_ip: Ipv4Addr,
}

/// Reads the packet behind the EtherType.
pub fn parse(data: &[u8]) -> Parse<Arp> {
    let mut cursor = Cursor::new("ARP", data);
    // Hardware type 1 (Ethernet) or 6 (IEEE 802), protocol type IPv4, address lengths 6 and 4.
    let (hardware, protocol, lengths) = (cursor.u16()?, cursor.u16()?, cursor.u16()?);
    if !matches!(hardware, 1 | 6) || protocol != 0x0800 || lengths != 0x0604 {
        return Err(cursor.error(Reason::Unsupported));
    }
    Ok(Arp {
        operation: cursor.u16()?,
        sender_mac: MacAddr(cursor.array()?),
        sender_ip: cursor.array::<4>()?.into(),
        target_mac: MacAddr(cursor.array()?),
        target_ip: cursor.array::<4>()?.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_names_its_owner() {
        let data = [0, 1, 8, 0, 6, 4, 0, 2, 0, 27, 84, 16, 0, 1, 10, 0, 0, 1, 2, 0, 0, 0, 0, 9, 10, 0, 0, 9];
        let arp = parse(&data).expect("ARP");
        assert_eq!((arp.operation, arp.sender_ip), (2, Ipv4Addr::new(10, 0, 0, 1)));
        assert_eq!(arp.sender_mac, MacAddr([0, 27, 84, 16, 0, 1]));
        for length in 0..data.len() {
            assert!(parse(&data[..length]).is_err());
        }
    }
}
