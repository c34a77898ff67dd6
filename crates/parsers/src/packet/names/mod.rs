//! Who are you: DHCP, DNS, mDNS, NetBIOS, SSDP, WS-Discovery, SNMP, SMB, Kerberos, LDAP, NTP, syslog …
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

use super::protocol::{DatagramProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum NamesMessage {}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[];
