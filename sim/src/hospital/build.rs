//! Builds the hospital: counts, addresses, names, remote lines and what happens to it in a week.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use domain::addresses::{MacAddr, Vlan};

use super::{
    Device, Hospital, Line, Place, Size, Zone,
    products::{self, Product},
};
use crate::{rng::Rng, wire::tcp::Stack};

/// Between the core and the firewall, and between the core and the annex.
pub const TRANSIT: Vlan = 254;
pub const ANNEX: Vlan = 253;

/// Card makers of medical consoles and office computers.
const PC_BLOCKS: &[&str] =
    &["1866DA", "B8CA3A", "3C5282", "000BCD", "00000E", "00255C", "0012FE", "000B97", "001F29"];
const VM_BLOCKS: &[&str] = &["005056", "000C29", "00155D"];

struct Builder {
    rng: Rng,
    taken: BTreeMap<Vlan, u8>,
    numbers: BTreeMap<String, u32>,
    zones: Vec<Zone>,
    devices: Vec<Device>,
    macs: u32,
    switches: u8,
}

/// The hospital of a seed, with further products beside the catalogue.
#[must_use]
pub fn hospital(seed: u64, size: Size, further: &[Product]) -> Hospital {
    let mut builder = Builder {
        rng: Rng::new(seed),
        taken: BTreeMap::new(),
        numbers: BTreeMap::new(),
        zones: Vec::new(),
        devices: Vec::new(),
        macs: 0x10_0000,
        switches: (size.devices / 60).clamp(3, 60) as u8,
    };
    let catalogue = products::all();
    let [core, firewall, annex, lte, laptop] = builder.backbone();
    builder.annex_hosts(annex, &catalogue);
    builder.fill(&catalogue, size.devices as usize);
    for product in further {
        for _ in 0..product.share as usize {
            builder.add(product);
        }
    }
    let mut hospital = Hospital {
        seed,
        size,
        devices: builder.devices,
        zones: builder.zones,
        lines: Vec::new(),
        core,
        firewall,
        annex,
        lte,
        laptop,
    };
    hospital.lines = lines(&hospital, &mut builder.rng);
    hospital
}

impl Builder {
    /// Core switch, firewall, annex router, undeclared LTE router and the maintenance laptop.
    fn backbone(&mut self) -> [usize; 5] {
        let product = |kind, maker, model, says, block, stack, zone, talks: &[&str], extra, host| Product {
            kind,
            maker,
            model,
            says,
            block,
            stack,
            zone,
            talks: talks.iter().map(|talk| (*talk).to_owned()).collect(),
            extra,
            software: "",
            host,
            share: 1.0,
        };
        let core = self.add(&product(
            "network_switch",
            "cisco",
            "C9500-24Y4C",
            "Cisco",
            "00562B",
            Stack::NetworkGear,
            "network",
            &["lldp", "cdp", "stp", "vrrp", "snmp", "core"],
            "Cisco IOS Software [Amsterdam], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.3.4",
            "CORE-SW01",
        ));
        let firewall = self.add(&product(
            "firewall_vpn",
            "fortinet",
            "FortiGate-100F",
            "Fortinet",
            "00090F",
            Stack::NetworkGear,
            "transit",
            &["edge"],
            "",
            "",
        ));
        let annex = self.add(&product(
            "firewall_vpn",
            "yamaha",
            "RTX830",
            "Yamaha",
            "00A0DE",
            Stack::NetworkGear,
            "annex",
            &["snmp", "telnetd:RTX"],
            "RTX830 Rev.15.02.22",
            "",
        ));
        let lte = self.add(&product(
            "firewall_vpn",
            "nec_platforms",
            "",
            "NEC",
            "001B8B",
            Stack::Linux,
            "monitors",
            &["gateway2"],
            "",
            "",
        ));
        let laptop = self.add(&product(
            "pc_workstation",
            "",
            "",
            "",
            "PC",
            Stack::Windows10,
            "imaging",
            &["win", "maintenance"],
            "",
            "SVC-NOTE-{n}",
        ));
        [core, firewall, annex, lte, laptop]
    }

    /// A clinic behind a router: no address of its own ever shows.
    fn annex_hosts(&mut self, router: usize, catalogue: &[Product]) {
        let Some(gateway) = self.devices.get(router).map(|device| device.own_mac) else { return };
        let wanted = ["Aplio i800", "CS-7", "CARESCAPE B650", "ECG-2550", "HL-L5100DN"];
        let mut last = 10;
        for product in catalogue.iter().filter(|product| wanted.contains(&product.model)) {
            let index = self.add(product);
            last += 1;
            if let Some(device) = self.devices.get_mut(index) {
                device.place = Place {
                    ip: Ipv4Addr::new(10, 78, 0, last),
                    mac: gateway,
                    vlan: ANNEX,
                    switch: 0,
                    hops: 1,
                    stack: product.stack,
                    who: Some(index),
                };
                device.behind = Some(router);
                device.dhcp = false;
                device.quiet = false;
                device.department = "あおばね健診センター（架空）";
            }
        }
    }

    /// At least one of each main thing, then by share until the hospital is full.
    fn fill(&mut self, catalogue: &[Product], wanted: usize) {
        let small = wanted < 200;
        let total: f64 = catalogue.iter().map(|product| product.share).sum();
        for product in catalogue {
            let exact = product.share * wanted as f64 / total;
            let must = self.is_needed(product) || (!small && exact >= 0.15 && self.rng.chance(80));
            let count = (exact.round() as usize).max(usize::from(must));
            for _ in 0..count {
                self.add(product);
            }
        }
        let clients: Vec<&Product> =
            catalogue.iter().filter(|product| product.kind == "emr_client").collect();
        while self.devices.len() < wanted {
            let Some(product) = self.rng.pick(&clients).copied() else { return };
            self.add(product);
        }
    }

    fn is_needed(&self, product: &Product) -> bool {
        const NEEDED: &[&str] = &[
            "pacs",
            "ris",
            "lis",
            "emr",
            "engine",
            "ad",
            "nms",
            "file",
            "file1",
            "dialcentral",
            "hl7gw",
            "cms8000",
            "sdc",
            "wsus",
            "dhcponly",
            "astm",
            "poct",
            "modality",
            "mwl",
            "teamviewer",
            "openvpn",
            "ipsec",
            "bacnet",
            "dialysis",
            "nkmonitor",
            "sip",
            "camera",
        ];
        product.talks.iter().any(|talk| {
            let word = talk.split(':').next().unwrap_or_default();
            NEEDED.contains(&word)
                && !self.devices.iter().any(|device| device.talk(word).is_some() && device.behind.is_none())
        })
    }

    fn add(&mut self, product: &Product) -> usize {
        let index = self.devices.len();
        let own_mac = self.mac(product);
        let (place, dhcp) = self.place(product, own_mac);
        let serial = self.serial(product);
        let number = self.numbers.entry(product.host.to_owned()).and_modify(|n| *n += 1).or_insert(1);
        let hostname = hostname(product, *number, own_mac, &mut self.rng);
        let (department, location) = self.department(product.zone);
        let quiet = matches!(product.zone, "clients" | "monitors" | "clinic") && self.rng.chance(4);
        self.devices.push(Device {
            index,
            kind: if product.kind == "unknown" { String::new() } else { product.kind.to_owned() },
            maker: product.maker.to_owned(),
            model: product.model.to_owned(),
            says: product.says.to_owned(),
            place,
            own_mac,
            stack: product.stack,
            ae_title: ae_title(product, index),
            hostname,
            serial,
            software: product.software.to_owned(),
            department,
            location,
            dhcp,
            medical: is_medical(product.kind),
            talks: product.talks.clone(),
            extra: product.extra.to_owned(),
            behind: None,
            random_mac: product.block == "RANDOM",
            quiet: quiet && !product.talks.iter().any(|talk| talk == "cms8000" || talk == "gateway2"),
            days: (1, 7),
        });
        index
    }

    fn mac(&mut self, product: &Product) -> MacAddr {
        self.macs += 1 + self.rng.below(37) as u32;
        let low = self.macs.to_be_bytes();
        let block = match product.block {
            "PC" => self.rng.word(PC_BLOCKS),
            "VM" => VM_BLOCKS.first().copied().unwrap_or_default(),
            "APPLE" => "F0B479",
            "RANDOM" => "",
            fixed => fixed,
        };
        if block.is_empty() {
            let [a, b, c, d, e, f] = self.rng.bytes();
            return MacAddr([(a & 0xf0) | 2, b, c, d, e, f]);
        }
        let block =
            if product.block == "VM" && self.rng.chance(40) { self.rng.word(VM_BLOCKS) } else { block };
        let digits: String = format!("{block}{:02x}{:02x}{:02x}{:02x}", low[0], low[1], low[2], low[3]);
        let keep = block.len().min(12);
        let tail = digits.get(digits.len() - (12 - keep)..).unwrap_or_default();
        format!("{block}{tail}").parse().unwrap_or_default()
    }

    fn place(&mut self, product: &Product, mac: MacAddr) -> (Place, bool) {
        let zone = self.room_in(product.zone);
        let last = self.taken.entry(zone.vlan).and_modify(|last| *last += 1).or_insert(10);
        let [a, b, c] = zone.net;
        let switch = match product.zone {
            "servers" => 1,
            "transit" | "annex" => 0,
            _ if product.talks.iter().any(|talk| talk == "core") => 0,
            _ => 2 + self.rng.below(u64::from(self.switches)) as u8,
        };
        let ip = Ipv4Addr::new(a, b, c, *last);
        let dhcp = match product.zone {
            "clients" | "guest" | "wireless" | "phones" => true,
            "monitors" | "clinic" | "printers" => self.rng.chance(30),
            _ => product.talks.iter().any(|talk| talk == "maintenance" || talk == "dhcponly"),
        };
        (
            Place {
                ip,
                mac,
                vlan: zone.vlan,
                switch,
                hops: 0,
                stack: product.stack,
                who: Some(self.devices.len()),
            },
            dhcp,
        )
    }

    /// The zone of that use with room left, or a new one.
    fn room_in(&mut self, name: &str) -> Zone {
        let (base, second, isolated) = match name {
            "servers" => (10, 20, false),
            "imaging" => (30, 20, false),
            "monitors" => (40, 20, false),
            "lab" => (50, 20, false),
            "dialysis" => (60, 20, false),
            "facility" => (70, 20, false),
            "phones" => (80, 20, false),
            "network" => (90, 20, false),
            "printers" => (95, 20, false),
            "clients" => (100, 20, false),
            "clinic" => (300, 21, false),
            "wireless" => (400, 22, false),
            "guest" => (500, 23, false),
            "annex" => (ANNEX, 20, false),
            _ => (TRANSIT, 20, false),
        };
        for step in 0..40 {
            let vlan = base + step;
            let used = self.taken.get(&vlan).copied().unwrap_or(10);
            if used < 240 && (step == 0 || base >= 40) {
                let zone = Zone { vlan, net: [10, second, (vlan % 256) as u8], isolated };
                if !self.zones.contains(&zone) {
                    self.zones.push(zone);
                }
                return zone;
            }
        }
        Zone { vlan: 999, net: [10, 29, 0], isolated }
    }

    fn serial(&mut self, product: &Product) -> String {
        if product.model.is_empty() {
            return String::new();
        }
        format!("{}{:05}", self.rng.word(&["A", "J", "SN", "7", "20", "K"]), self.rng.between(10_000, 99_999))
    }

    fn department(&mut self, zone: &str) -> (&'static str, String) {
        let floor = self.rng.between(1, 8);
        let (name, room) = match zone {
            "servers" => ("医療情報課", "サーバ室".to_owned()),
            "imaging" => ("放射線科", format!("撮影室{}", self.rng.between(1, 12))),
            "monitors" => {
                let ward = self.rng.word(&[
                    "ICU",
                    "HCU",
                    "手術室",
                    "NICU",
                    "3階東病棟",
                    "4階西病棟",
                    "5階東病棟",
                    "救急外来",
                ]);
                ("臨床工学科", ward.to_owned())
            }
            "lab" => ("検査科", "検体検査室".to_owned()),
            "dialysis" => ("血液浄化センター", format!("透析室{}", self.rng.between(1, 40))),
            "clinic" => {
                let place = self.rng.word(&["内視鏡室", "眼科外来", "生理検査室", "薬剤部", "外来採血室"]);
                ("外来", place.to_owned())
            }
            "facility" => ("施設課", format!("{floor}階EPS")),
            "phones" => ("施設課", format!("{floor}階")),
            "network" => ("医療情報課", format!("{floor}階EPS")),
            "wireless" | "guest" => ("", String::new()),
            _ => ("医事課", format!("{floor}階")),
        };
        (name, room)
    }
}

fn hostname(product: &Product, number: u32, mac: MacAddr, rng: &mut Rng) -> String {
    let [_, _, _, d, e, f] = mac.0;
    let whole = mac.to_string().replace(':', "").to_uppercase();
    let whole = if product.says == "RICOH" || product.says == "EPSON" || product.says == "Canon" {
        format!("{d:02X}{e:02X}{f:02X}")
    } else if matches!(product.maker, "axis" | "apc" | "silex") {
        whole.to_lowercase()
    } else {
        whole
    };
    product
        .host
        .replace("{n}", &format!("{number:02}"))
        .replace("{mac}", &whole)
        .replace("{hex}", &format!("{:016x}", rng.next()))
}

fn ae_title(product: &Product, index: usize) -> String {
    let word = |name: &str| product.talks.iter().any(|talk| talk == name);
    if word("pacs") {
        return format!("AOBA_PACS{index:02}");
    }
    if word("ris") {
        return "AOBA_MWL".to_owned();
    }
    if word("modality") || word("forwarder") || word("scp") {
        let stem: String = product.model.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
        return format!("{}_{index:03}", stem.to_uppercase());
    }
    String::new()
}

/// A device that clinical engineers look after; information systems and the building are not
/// (`docs/decisions/0002-what-is-a-medical-device.md`). The simulator has its own list: it is an oracle, not a copy.
fn is_medical(kind: &str) -> bool {
    const NOT: &[&str] = &[
        "pacs",
        "image_workstation",
        "ris",
        "report_system",
        "image_printer",
        "media_writer",
        "lis",
        "his_emr_server",
        "integration_engine",
        "receipt_computer",
        "online_qualification",
        "nurse_call",
        "bed_smart",
        "server_generic",
        "nas",
        "emr_client",
        "pc_workstation",
        "printer_mfp",
        "ip_camera",
        "ip_phone",
        "patient_phone",
        "handheld",
        "wireless_ap",
        "network_switch",
        "firewall_vpn",
        "serial_device_server",
        "ups_power",
        "building_mgmt",
        "medical_gas",
        "unknown",
        "tube_labeller",
        "dispensing_machine",
        "specimen_transport",
        "endoscope_washer",
    ];
    !NOT.contains(&kind)
}

/// Remote maintenance lines: about half of them nobody wrote down.
fn lines(hospital: &Hospital, rng: &mut Rng) -> Vec<Line> {
    let mut out = Vec::new();
    let mut add = |device: usize, method: &'static str, peer: Ipv4Addr, name: &str, declared: bool| {
        out.push(Line { device, method, peer, name: name.to_owned(), declared });
    };
    for device in &hospital.devices {
        for (talk, method, peer, name) in OUTSIDE_LINES {
            if device.talk(talk).is_some() && !device.quiet {
                add(device.index, method, Ipv4Addr::from(*peer), name, rng.chance(45));
            }
        }
        if let Some(name) = device.talk("tls") {
            let peer = maker_cloud(name);
            add(device.index, "outbound_tls", peer, name, rng.chance(45));
        }
    }
    add(hospital.lte, "lte_router", Ipv4Addr::new(198, 51, 100, 77), "", false);
    let laptop =
        hospital.devices.get(hospital.laptop).map_or(Ipv4Addr::UNSPECIFIED, |device| device.place.ip);
    for (talk, method) in
        [("scp", "rdp"), ("forwarder", "vnc"), ("ssh", "ssh"), ("telnetd", "telnet"), ("astm", "ftp")]
    {
        if let Some(device) = laptop_target(hospital, talk) {
            add(device.index, method, laptop, "", false);
        }
    }
    out
}

/// The one device of a sort that the maker's laptop works on.
#[must_use]
pub fn laptop_target<'h>(hospital: &'h Hospital, talk: &'h str) -> Option<&'h Device> {
    hospital
        .who(talk)
        .find(|device| device.behind.is_none() && !device.quiet && device.index > hospital.laptop)
}

/// Addresses of remote service centres, in the documentation blocks (RFC 5737).
#[must_use]
pub fn maker_cloud(name: &str) -> Ipv4Addr {
    let sum = name.bytes().fold(7u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    Ipv4Addr::new(203, 0, 113, 100 + sum % 100)
}

type OutsideLine = (&'static str, &'static str, [u8; 4], &'static str);
const OUTSIDE_LINES: &[OutsideLine] = &[
    ("ipsec", "ipsec", [203, 0, 113, 21], ""),
    ("rtx", "ipsec", [203, 0, 113, 22], ""),
    ("openvpn", "openvpn", [203, 0, 113, 30], ""),
    ("teamviewer", "teamviewer", [198, 51, 100, 40], "router7.teamviewer.com"),
    ("anydesk", "anydesk", [198, 51, 100, 41], "relay-4f2a1c.net.anydesk.com"),
];
