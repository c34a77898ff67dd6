//! 「あおばね総合病院（架空）」: what stands in it, and the truth about each thing. Everything is invented.

pub mod build;
pub mod products;

use std::net::Ipv4Addr;

use domain::addresses::{MacAddr, Vlan};

use crate::wire::tcp::Stack;

/// How big the hospital is and how its traffic is mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub beds: u32,
    /// About so many devices.
    pub devices: u32,
    pub days: u32,
}

impl Size {
    /// A hospital of about so many devices; beds follow.
    #[must_use]
    pub const fn devices(devices: u32) -> Self {
        Self { beds: devices / 3 + 20, devices, days: 1 }
    }
}

/// Where the capture is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mirror {
    /// Every port of the core switch, both directions: tags, and frames between two ports twice.
    CoreBoth,
    /// Only what comes into the core from the access switches: servers and the firewall are not heard.
    CoreOneWay,
    /// One access switch, untagged.
    Access(u8),
}

/// Where a device hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub ip: Ipv4Addr,
    /// Address on the wire: its own, or its router's when it is behind one.
    pub mac: MacAddr,
    pub vlan: Vlan,
    /// 0 the core itself, 1 the server farm, then access switches.
    pub switch: u8,
    /// Routers between it and the core.
    pub hops: u8,
    pub stack: Stack,
    /// Which device; `None` for an address outside.
    pub who: Option<usize>,
}

/// A remote maintenance line as it really is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub device: usize,
    /// As `domain::remote_lines::RemoteLine::method`.
    pub method: &'static str,
    pub peer: Ipv4Addr,
    pub name: String,
    /// Known to the ledger's remote maintenance column.
    pub declared: bool,
}

/// One thing in the hospital, and the whole truth about it.
#[derive(Clone, Debug)]
pub struct Device {
    pub index: usize,
    /// Kind as in `signatures/kinds.csv`; empty: nobody knows.
    pub kind: String,
    pub maker: String,
    pub model: String,
    /// How the device itself spells its maker.
    pub says: String,
    pub place: Place,
    /// Own hardware address, also when it never shows.
    pub own_mac: MacAddr,
    pub stack: Stack,
    pub hostname: String,
    pub serial: String,
    pub software: String,
    pub ae_title: String,
    /// Japanese department as the ledger spells it.
    pub department: &'static str,
    pub location: String,
    pub dhcp: bool,
    pub medical: bool,
    /// What it does on the network: words of `products.psv`.
    pub talks: Vec<String>,
    /// Modality code or SNMP text.
    pub extra: String,
    pub behind: Option<usize>,
    pub random_mac: bool,
    /// Whispers only: address resolution and one opaque session.
    pub quiet: bool,
    /// First and last day of the week on which it is there.
    pub days: (u32, u32),
}

impl Device {
    /// The argument of a talk such as `astm:XN-10`, or an empty text for a bare word.
    #[must_use]
    pub fn talk(&self, word: &str) -> Option<&str> {
        self.talks.iter().find_map(|talk| {
            let (name, argument) = talk.split_once(':').unwrap_or((talk, ""));
            (name == word).then_some(argument)
        })
    }

    /// Operating system in plain words; `None` for firmware.
    #[must_use]
    pub const fn os(&self) -> Option<&'static str> {
        match self.stack {
            Stack::Windows10 => Some("Windows 10"),
            Stack::Windows7 => Some("Windows 7"),
            Stack::WindowsXp => Some("Windows XP"),
            Stack::Linux => Some("Linux"),
            Stack::Apple => Some("iOS"),
            Stack::Embedded | Stack::NetworkGear => None,
        }
    }

    #[must_use]
    pub const fn windows(&self) -> bool {
        matches!(self.stack, Stack::Windows10 | Stack::Windows7 | Stack::WindowsXp)
    }
}

/// A network of the hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    pub vlan: Vlan,
    /// First three octets of the /24.
    pub net: [u8; 3],
    /// Nothing leads out of it.
    pub isolated: bool,
}

/// The hospital.
#[derive(Clone, Debug)]
pub struct Hospital {
    pub seed: u64,
    pub size: Size,
    pub devices: Vec<Device>,
    pub zones: Vec<Zone>,
    pub lines: Vec<Line>,
    /// Index of the core switch, the firewall and the annex router.
    pub core: usize,
    pub firewall: usize,
    pub annex: usize,
    pub lte: usize,
    pub laptop: usize,
}

pub const NAME: &str = "あおばね総合病院（架空）";

impl Hospital {
    /// Everything from a seed.
    #[must_use]
    pub fn new(seed: u64, size: Size) -> Self {
        build::hospital(seed, size, &[])
    }

    /// The same with devices of invented makers, which invented vulnerabilities are about.
    #[must_use]
    pub fn with_fiction(seed: u64, size: Size) -> Self {
        build::hospital(seed, size, &products::fictional())
    }

    /// All devices that do this.
    pub fn who<'a>(&'a self, talk: &'a str) -> impl Iterator<Item = &'a Device> + 'a {
        self.devices.iter().filter(move |device| device.talk(talk).is_some())
    }

    /// The server of a kind that a device uses: always the same one.
    #[must_use]
    pub fn server<'a>(&'a self, talk: &'a str, client: usize) -> Option<&'a Device> {
        let all: Vec<&Device> = self.who(talk).filter(|device| device.index != client).collect();
        all.get(client % all.len().max(1)).copied()
    }

    /// Its zone.
    #[must_use]
    pub fn zone(&self, vlan: Vlan) -> Option<Zone> {
        self.zones.iter().find(|zone| zone.vlan == vlan).copied()
    }

    /// An address outside: behind the firewall.
    #[must_use]
    pub fn outside(&self, ip: Ipv4Addr) -> Place {
        let firewall = self.devices.get(self.firewall).map_or(MacAddr::default(), |device| device.own_mac);
        Place { ip, mac: firewall, vlan: build::TRANSIT, switch: 0, hops: 9, stack: Stack::Linux, who: None }
    }
}
