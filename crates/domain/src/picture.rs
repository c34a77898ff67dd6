//! 見取り図: everything discovery concludes at one moment.

use serde::{Deserialize, Serialize};

use crate::{
    alerts::Finding,
    devices::Device,
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
