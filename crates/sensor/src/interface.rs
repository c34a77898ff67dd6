//! What an interface is before it is watched, and what about it should worry the operator.

use domain::addresses::MacAddr;
use nix::{ifaddrs::getifaddrs, net::if_::InterfaceFlags, net::if_::if_nametoindex};
use parsers::packet::capture::LinkType;

use crate::error::SensorError;

/// An interface as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    pub name: String,
    pub index: u32,
    pub link: LinkType,
    pub mac: Option<MacAddr>,
    pub up: bool,
    /// IP addresses of the interface itself: a mirror interface should have none.
    pub addresses: usize,
    /// IPv6 may speak by itself (router solicitation, MLD) while it is not switched off.
    pub ipv6: bool,
}

impl Interface {
    /// Looks an interface up.
    ///
    /// # Errors
    /// [`SensorError::Refused`] for a name that is not there.
    pub fn find(name: &str) -> Result<Self, SensorError> {
        let missing = || SensorError::Refused(format!("there is no interface {name:?} on this machine"));
        let index = if_nametoindex(name).map_err(|_| missing())?;
        let mut found = Self {
            name: name.to_owned(),
            index,
            link: LinkType::ETHERNET,
            mac: None,
            up: false,
            addresses: 0,
            ipv6: ipv6_is_on(name),
        };
        for entry in
            getifaddrs().map_err(SensorError::os("listing interfaces"))?.filter(|e| e.interface_name == name)
        {
            found.up = entry.flags.contains(InterfaceFlags::IFF_UP);
            let Some(address) = entry.address else { continue };
            if let Some(link) = address.as_link_addr() {
                found.link = link_type(link.hatype());
                found.mac = link.addr().filter(|mac| mac.iter().any(|byte| *byte != 0)).map(MacAddr);
            } else {
                found.addresses += 1;
            }
        }
        Ok(found)
    }

    /// What the operator should change, as stable code and English sentence.
    #[must_use]
    pub fn cautions(&self) -> Vec<(&'static str, String)> {
        let mut cautions = Vec::new();
        let name = &self.name;
        if !self.up {
            cautions.push(("interface-down", format!("{name} is down: `ip link set {name} up`")));
        }
        if self.addresses > 0 {
            cautions.push((
                "interface-has-address",
                format!("{name} has {} IP address(es), so this machine may speak there: use an interface without any", self.addresses),
            ));
        }
        if self.ipv6 {
            cautions.push((
                "interface-ipv6",
                format!("IPv6 is on for {name}, so the kernel may speak there: `sysctl net.ipv6.conf.{name}.disable_ipv6=1`"),
            ));
        }
        cautions
    }
}

/// Whether an interface of this name is there.
#[must_use]
pub fn exists(name: &str) -> bool {
    if_nametoindex(name).is_ok()
}

fn ipv6_is_on(name: &str) -> bool {
    // A name with a slash cannot be an interface's.
    !name.contains('/')
        && std::fs::read_to_string(format!("/proc/sys/net/ipv6/conf/{name}/disable_ipv6"))
            .is_ok_and(|text| text.trim() == "0")
}

/// Hardware types of linux/if_arp.h.
const fn link_type(hardware: u16) -> LinkType {
    match hardware {
        801 => LinkType::IEEE802_11,
        803 => LinkType::RADIOTAP,
        0xfffe => LinkType::RAW,
        _ => LinkType::ETHERNET,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_found_and_should_not_be_watched() {
        let found = Interface::find("lo").unwrap();
        assert_eq!((found.link, found.mac), (LinkType::ETHERNET, None));
        assert_eq!(
            found.addresses > 0,
            found.cautions().iter().any(|(code, _)| *code == "interface-has-address")
        );
    }

    #[test]
    fn a_name_that_is_not_there_is_told() {
        let error = Interface::find("no-such-if").unwrap_err().to_string();
        assert!(error.contains("no-such-if"), "{error}");
        assert!(!exists("no-such-if"));
    }
}
