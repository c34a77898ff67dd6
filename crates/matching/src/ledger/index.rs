//! Devices by everything a ledger row may know them by, so that no row is compared with every device.

use std::net::IpAddr;

use domain::{addresses::MacAddr, certainty::Certainty, devices::Device, facts::Attribute};
use hashbrown::HashMap;

use super::{names::Names, similar};

/// A device with its comparable values worked out once.
pub struct View<'a> {
    pub device: &'a Device,
    /// `maker_id`s of the device and of its network card.
    pub vendor: Option<String>,
    pub card: Option<String>,
    pub earlier_ips: Vec<IpAddr>,
    /// Names it goes by, as keys, and as it says them.
    pub hosts: Vec<(String, String)>,
    pub serials: Vec<(String, String)>,
    pub ae_titles: Vec<String>,
    pub leased: bool,
}

/// Everything to look devices up by. Lists hold positions in `views`.
pub struct Index<'a> {
    pub views: Vec<View<'a>>,
    mac: HashMap<MacAddr, Vec<usize>>,
    near_mac: HashMap<(u8, u64), Vec<usize>>,
    ip: HashMap<IpAddr, Vec<usize>>,
    /// Sorted, for ranges.
    sorted_ips: Vec<(IpAddr, usize)>,
    earlier: HashMap<IpAddr, Vec<usize>>,
    host: HashMap<String, Vec<usize>>,
    host_piece: HashMap<String, Vec<usize>>,
    serial: HashMap<String, Vec<usize>>,
    ae: HashMap<String, Vec<usize>>,
    udi: HashMap<String, Vec<usize>>,
}

fn add<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Vec<usize>>, key: K, at: usize) {
    let list = map.entry(key).or_default();
    if list.last() != Some(&at) {
        list.push(at);
    }
}

impl<'a> Index<'a> {
    /// Builds the index; devices in order of id, so that results do not depend on their order.
    pub fn of(devices: &'a [Device], names: &dyn Names) -> Self {
        let mut devices: Vec<&Device> = devices.iter().collect();
        devices.sort_by(|a, b| a.id.cmp(&b.id));
        let mut index = Self {
            views: devices.iter().map(|device| view(device, names)).collect(),
            mac: HashMap::new(),
            near_mac: HashMap::new(),
            ip: HashMap::new(),
            sorted_ips: Vec::new(),
            earlier: HashMap::new(),
            host: HashMap::new(),
            host_piece: HashMap::new(),
            serial: HashMap::new(),
            ae: HashMap::new(),
            udi: HashMap::new(),
        };
        for at in 0..index.views.len() {
            index.enter(at);
        }
        index.sorted_ips.sort_unstable();
        index
    }

    fn enter(&mut self, at: usize) {
        let Some(view) = self.views.get(at) else { return };
        for mac in &view.device.macs {
            add(&mut self.mac, *mac, at);
            for key in similar::blanked(*mac) {
                add(&mut self.near_mac, key, at);
            }
        }
        for ip in &view.device.ips {
            add(&mut self.ip, *ip, at);
            self.sorted_ips.push((*ip, at));
        }
        for ip in &view.earlier_ips {
            add(&mut self.earlier, *ip, at);
        }
        for (key, said) in &view.hosts {
            add(&mut self.host, key.clone(), at);
            for piece in similar::pieces(said).into_iter().filter(|p| similar::identifies(p)) {
                add(&mut self.host_piece, piece, at);
            }
        }
        for (key, _) in &view.serials {
            add(&mut self.serial, key.clone(), at);
        }
        for title in &view.ae_titles {
            add(&mut self.ae, title.clone(), at);
        }
        if let Some(udi) = &view.device.udi_di {
            add(&mut self.udi, similar::key(&udi.value), at);
        }
    }

    pub fn by_mac(&self, mac: MacAddr) -> &[usize] {
        self.mac.get(&mac).map_or(&[], Vec::as_slice)
    }

    /// Devices whose address differs from this one by a typing slip.
    pub fn near_mac(&self, mac: MacAddr) -> Vec<usize> {
        let blanked = similar::blanked(mac);
        let mut found: Vec<usize> =
            blanked.iter().filter_map(|key| self.near_mac.get(key)).flatten().copied().take(64).collect();
        found.extend(similar::slips(mac).into_iter().flat_map(|slip| self.by_mac(slip).iter().copied()));
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn by_ip(&self, ip: IpAddr) -> &[usize] {
        self.ip.get(&ip).map_or(&[], Vec::as_slice)
    }

    pub fn by_earlier_ip(&self, ip: IpAddr) -> &[usize] {
        self.earlier.get(&ip).map_or(&[], Vec::as_slice)
    }

    pub fn by_range(&self, first: IpAddr, last: IpAddr) -> Vec<usize> {
        let from = self.sorted_ips.partition_point(|(ip, _)| *ip < first);
        let found = self.sorted_ips.iter().skip(from).take_while(|(ip, _)| *ip <= last);
        found.filter(|(ip, _)| ip.is_ipv4() == first.is_ipv4()).map(|(_, at)| *at).collect()
    }

    pub fn by_host(&self, key: &str) -> &[usize] {
        self.host.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn by_host_piece(&self, key: &str) -> &[usize] {
        self.host_piece.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn by_serial(&self, key: &str) -> &[usize] {
        self.serial.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn by_ae(&self, key: &str) -> &[usize] {
        self.ae.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn by_udi(&self, key: &str) -> &[usize] {
        self.udi.get(key).map_or(&[], Vec::as_slice)
    }
}

fn view<'a>(device: &'a Device, names: &dyn Names) -> View<'a> {
    let maker = |stated: &Option<domain::devices::Stated<domain::devices::Maker>>| {
        let maker = &stated.as_ref()?.value;
        maker.id.clone().or_else(|| names.maker(&maker.name))
    };
    let mut earlier: Vec<IpAddr> =
        device.history.iter().filter_map(|p| p.ip).filter(|ip| !device.ips.contains(ip)).collect();
    earlier.sort_unstable();
    earlier.dedup();
    let said = |attributes: &[Attribute]| -> Vec<String> {
        let facts = device.facts.iter().filter(|f| attributes.contains(&f.attribute));
        facts.filter(|f| f.certainty >= Certainty::Likely).map(|f| f.value.clone()).collect()
    };
    let texts = |stated: &Option<domain::devices::Stated<String>>| -> Vec<String> {
        let stated = stated.iter();
        stated
            .flat_map(|s| std::iter::once(s.value.clone()).chain(s.others.iter().map(|o| o.value.clone())))
            .collect()
    };
    let mut hosts = texts(&device.hostname);
    hosts.extend(said(&[Attribute::Hostname, Attribute::Fqdn, Attribute::SnmpSysName]));
    let mut serials = texts(&device.serial);
    serials.extend(said(&[Attribute::Serial]));
    let mut ae_titles: Vec<String> = device
        .ae_titles
        .iter()
        .filter(|s| s.certainty >= Certainty::Likely)
        .map(|s| s.value.trim().to_uppercase())
        .filter(|t| !t.is_empty())
        .collect();
    ae_titles.sort();
    ae_titles.dedup();
    View {
        device,
        vendor: maker(&device.vendor),
        card: maker(&device.card_maker),
        earlier_ips: earlier,
        hosts: keyed(hosts, similar::host_key),
        serials: keyed(serials, similar::key),
        ae_titles,
        leased: device.facts.iter().any(|f| f.attribute == Attribute::DhcpLease),
    }
}

fn keyed(texts: Vec<String>, key: fn(&str) -> String) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for text in texts {
        let key = key(&text);
        if !key.is_empty() && !out.iter().any(|(known, _)| *known == key) && out.len() < 16 {
            out.push((key, text));
        }
    }
    out
}
