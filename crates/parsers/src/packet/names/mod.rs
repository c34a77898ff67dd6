//! Who are you: DHCP, DNS, mDNS, NetBIOS, SSDP, WS-Discovery, SNMP, SMB, Kerberos, LDAP, NTP, syslog …
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

pub mod afp;
pub mod ber;
pub mod bjnp;
pub mod browser;
pub mod dhcp;
pub mod dhcpv6;
pub mod dns;
pub mod dns_wire;
pub mod kerberos;
pub mod ldap;
pub mod llmnr;
pub mod mdns;
pub mod nbns;
pub mod netlogon;
pub mod ntlm;
pub mod ntp;
pub mod radius;
pub mod smb;
pub mod smb_session;
pub mod snmp;
pub mod snmp_varbind;
pub mod sql_browser;
pub mod ssdp;
pub mod syslog;
pub mod syslog_stream;
pub mod tds;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod tftp;
pub mod ws_discovery;

use super::protocol::{DatagramProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum NamesMessage {
    Dhcp(Box<dhcp::DhcpMessage>),
    Dhcpv6(Box<dhcpv6::Dhcpv6Message>),
    Dns(dns_wire::DnsMessage),
    Mdns(dns_wire::DnsMessage),
    Llmnr(dns_wire::DnsMessage),
    Nbns(nbns::NbnsMessage),
    Browser(browser::BrowserMessage),
    Ssdp(Box<ssdp::SsdpMessage>),
    WsDiscovery(Box<ws_discovery::WsdMessage>),
    Snmp(Box<snmp::SnmpMessage>),
    Smb(smb::SmbMessage),
    Ntlm(Box<ntlm::NtlmMessage>),
    Kerberos(kerberos::KerberosMessage),
    Ldap(Box<ldap::LdapMessage>),
    Ntp(ntp::NtpMessage),
    Syslog(syslog::SyslogMessage),
    Tftp(tftp::TftpMessage),
    Radius(Box<radius::RadiusMessage>),
    Bjnp(bjnp::BjnpMessage),
    Afp(afp::AfpMessage),
    SqlBrowser(sql_browser::SqlBrowserMessage),
    Tds(tds::TdsMessage),
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[
    smb::STREAM,
    afp::STREAM,
    tds::STREAM,
    kerberos::STREAM,
    ldap::STREAM,
    syslog_stream::STREAM,
    dns::STREAM,
];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[
    dhcp::DATAGRAM,
    bjnp::DATAGRAM,
    ssdp::DATAGRAM,
    ws_discovery::DATAGRAM,
    browser::DATAGRAM,
    snmp::DATAGRAM,
    ldap::DATAGRAM,
    kerberos::DATAGRAM,
    mdns::DATAGRAM,
    llmnr::DATAGRAM,
    nbns::DATAGRAM,
    dns::DATAGRAM,
    ntp::DATAGRAM,
    syslog::DATAGRAM,
    radius::DATAGRAM,
    dhcpv6::DATAGRAM,
    sql_browser::DATAGRAM,
    tftp::DATAGRAM,
];
