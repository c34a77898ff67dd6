//! How much the collector keeps, whatever arrives.

use domain::facts::Attribute;

/// Bounds. The defaults hold a hospital of 10,000 devices in about 200 MB at the very most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Fact rows in all.
    pub facts: usize,
    /// Different values of one attribute of one subject.
    pub values: u16,
    pub flows: usize,
    pub bindings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { facts: 600_000, values: 48, flows: 400_000, bindings: 200_000 }
    }
}

impl Limits {
    /// How many different values of this attribute are kept for one subject.
    pub(super) const fn values(&self, attribute: Attribute) -> u16 {
        match attribute {
            // A relay or a proxying router speaks for many, an integration engine forwards many devices.
            Attribute::ArpOwner
            | Attribute::DhcpLease
            | Attribute::Hl7ForwardedDevice
            | Attribute::SdcDevice
            | Attribute::DnsQuery => self.values.saturating_mul(8),
            _ => self.values,
        }
    }
}
