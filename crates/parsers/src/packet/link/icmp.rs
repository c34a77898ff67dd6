//! ICMP (RFC 792) as far as it shows who forwards, and IGMP (RFC 2236, RFC 3376) queriers.

use std::net::Ipv4Addr;

use super::address::Address;

/// What an ICMP or IGMP message shows about its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// "Use that gateway instead": the sender forwards, and so does the gateway.
    Redirect { gateway: Ipv4Addr, destination: Ipv4Addr },
    /// A packet's TTL ran out on the way: the sender forwards.
    TimeExceeded,
    /// Network or host unreachable, or forbidden, said by somebody who is not the destination: the sender forwards.
    Unreachable { code: u8 },
    /// Router advertisement (RFC 1256).
    RouterAdvertisement,
    /// Membership query: the sender is the querier of its segment.
    MembershipQuery,
}

/// Reads an ICMP message for IPv4. `None` for all that shows nothing of that kind (echo, port unreachable …).
#[must_use]
pub fn icmp_v4(source: Address, data: &[u8]) -> Option<Control> {
    let ([kind, code, _, _, g0, g1, g2, g3], rest) = data.split_first_chunk::<8>()?;
    let destination = || {
        let (header, _) = rest.split_first_chunk::<20>()?;
        let [.., d0, d1, d2, d3] = *header;
        Some(Ipv4Addr::new(d0, d1, d2, d3))
    };
    match (kind, code) {
        (5, 0..=3) => {
            let gateway = Ipv4Addr::new(*g0, *g1, *g2, *g3);
            Some(Control::Redirect { gateway, destination: destination()? })
        }
        (9, 0 | 16) => Some(Control::RouterAdvertisement),
        (11, 0) => Some(Control::TimeExceeded),
        (3, 0 | 1 | 5..=13) => {
            let not_itself = Address::v4(destination()?.octets()) != source;
            not_itself.then_some(Control::Unreachable { code: *code })
        }
        _ => None,
    }
}

/// Reads an IGMP message.
#[must_use]
pub fn igmp(data: &[u8]) -> Option<Control> {
    let (header, _) = data.split_first_chunk::<8>()?;
    (header[0] == 0x11).then_some(Control::MembershipQuery)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_forwards() {
        let me = Address::v4([10, 0, 0, 1]);
        let original = [0x45, 0, 0, 40, 0, 0, 0, 0, 1, 6, 0, 0, 10, 0, 0, 9, 10, 9, 9, 9];
        let message = |kind, code| [&[kind, code, 0, 0, 10, 0, 0, 254][..], &original].concat();
        let redirect = Control::Redirect {
            gateway: Ipv4Addr::new(10, 0, 0, 254),
            destination: Ipv4Addr::new(10, 9, 9, 9),
        };
        assert_eq!(icmp_v4(me, &message(5, 1)), Some(redirect));
        assert_eq!(icmp_v4(me, &message(11, 0)), Some(Control::TimeExceeded));
        assert_eq!(icmp_v4(me, &message(3, 1)), Some(Control::Unreachable { code: 1 }));
        assert_eq!(icmp_v4(me, &message(3, 3)), None, "a closed port says nothing about forwarding");
        assert_eq!(icmp_v4(Address::v4([10, 9, 9, 9]), &message(3, 1)), None);
        assert_eq!(igmp(&[0x11, 100, 0, 0, 0, 0, 0, 0]), Some(Control::MembershipQuery));
        assert_eq!(igmp(&[0x16, 0, 0, 0, 239, 1, 1, 1]), None);
    }
}
