//! 見取り図: everything discovery concludes at one moment.

use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::{
    addresses::MacAddr,
    alerts::Finding,
    devices::Device,
    ids::DeviceId,
    observations::CaptureSummary,
    remote_lines::RemoteLine,
    time::Span,
    zones::{PhysicalLink, Zone},
};

/// The resolved picture of a network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Hospital devices only: an address on the internet is a peer, not a device.
    pub devices: Vec<Device>,
    pub zones: Vec<Zone>,
    pub links: Vec<PhysicalLink>,
    pub remote_lines: Vec<RemoteLine>,
    /// What is dangerous without any baseline.
    pub findings: Vec<Finding>,
    pub summaries: Vec<CaptureSummary>,
    pub seen: Option<Span>,
}

impl Picture {
    /// The devices by id.
    #[must_use]
    pub fn by_id(&self) -> BTreeMap<&DeviceId, &Device> {
        self.devices.iter().map(|device| (&device.id, device)).collect()
    }

    /// The devices that somebody may mean by an id, an IP or MAC address, or a host name. Whoever acts on one refuses several: two
    /// devices may use one address.
    #[must_use]
    pub fn named(&self, text: &str) -> Vec<&Device> {
        let text = text.trim();
        let ip = text.parse::<IpAddr>().ok();
        let mac = text.parse::<MacAddr>().ok();
        let is_it = |device: &&Device| {
            device.id.as_str() == text
                || ip.is_some_and(|ip| device.ips.contains(&ip))
                || mac.is_some_and(|mac| device.macs.contains(&mac))
                || device.hostname.as_ref().is_some_and(|name| name.value.eq_ignore_ascii_case(text))
        };
        self.devices.iter().filter(is_it).collect()
    }
}
