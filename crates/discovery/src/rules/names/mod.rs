//! Facts from the names family: what each parsed message says about its sender, its receiver, or a host it names.
//!
//! Facts whose subject is only an address (a DNS answer, a WINS answer) name a host that may not be there: they add
//! to a device that other frames prove, and never make one.

mod afp;
mod bjnp;
mod browser;
mod dhcp;
mod dhcpv6;
mod dns;
mod kerberos;
mod ldap;
mod llmnr;
mod mdns;
mod nbns;
mod ntlm;
mod ntp;
mod radius;
mod smb;
mod snmp;
mod sql;
mod ssdp;
mod syslog;
#[cfg(test)]
mod testing;
mod tftp;
mod ws_discovery;

use std::net::IpAddr;

use domain::addresses::{AddressScope, Endpoint, scope};
use parsers::packet::{names::NamesMessage, sink::Context};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &NamesMessage, facts: &mut Facts<'_>) {
    match message {
        NamesMessage::Dhcp(message) => dhcp::apply(context, message, facts),
        NamesMessage::Dhcpv6(message) => dhcpv6::apply(context, message, facts),
        NamesMessage::Dns(message) => dns::apply(message, facts),
        NamesMessage::Mdns(message) => mdns::apply(context, message, facts),
        NamesMessage::Llmnr(message) => llmnr::apply(context, message, facts),
        NamesMessage::Nbns(message) => nbns::apply(context, message, facts),
        NamesMessage::Browser(message) => browser::apply(context, message, facts),
        NamesMessage::Ssdp(message) => ssdp::apply(message, facts),
        NamesMessage::WsDiscovery(message) => ws_discovery::apply(message, facts),
        NamesMessage::Snmp(message) => snmp::apply(message, facts),
        NamesMessage::Smb(message) => smb::apply(message, facts),
        NamesMessage::Ntlm(message) => ntlm::apply(message, facts),
        NamesMessage::Kerberos(message) => kerberos::apply(message, facts),
        NamesMessage::Ldap(message) => ldap::apply(message, facts),
        NamesMessage::Ntp(message) => ntp::apply(message, facts),
        NamesMessage::Syslog(message) => syslog::apply(message, facts),
        NamesMessage::Tftp(message) => tftp::apply(message, facts),
        NamesMessage::Radius(message) => radius::apply(context, message, facts),
        NamesMessage::Bjnp(message) => bjnp::apply(message, facts),
        NamesMessage::Afp(message) => afp::apply(message, facts),
        NamesMessage::SqlBrowser(message) => sql::browser(message, facts),
        NamesMessage::Tds(message) => sql::tds(message, facts),
    }
}

/// A host known by its address alone, when the address can be one host's.
fn host(ip: impl Into<IpAddr>) -> Option<Endpoint> {
    let ip = ip.into();
    (scope(ip) != AddressScope::NotAHost).then_some(Endpoint { mac: None, ip: Some(ip), vlan: 0 })
}

/// The sender when it has this address, else the host known by the address alone.
fn sender_or(context: &Context, ip: impl Into<IpAddr>) -> Option<Endpoint> {
    let ip = ip.into();
    if context.sender.ip == Some(ip) { Some(context.sender) } else { host(ip) }
}
