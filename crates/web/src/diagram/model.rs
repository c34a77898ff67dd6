//! What the map shows: zones with their devices, what lies outside, and the lines that cross the edge.

use std::collections::{BTreeMap, BTreeSet};

use app::standing::InLedger;
use domain::{
    alerts::Status,
    ids::{DeviceId, ZoneId},
    remote_lines::RemoteLine,
    zones::{PhysicalLink, Visibility, Zone},
};

use super::{zone_address, zone_label};
use crate::{
    badge_words,
    kinds::Group,
    locale::Lang,
    pages::device::peers::short,
    view::{Entry, View},
};

/// What the colours of the marks mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    #[default]
    Ledger,
    Standing,
}

/// What stays bright; the rest is dimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    Medical,
    Unknown,
    Remote,
    Internet,
    Risk,
}

impl Filter {
    /// Every filter, in the order of the chips.
    pub const ALL: [Self; 5] = [Self::Medical, Self::Unknown, Self::Remote, Self::Internet, Self::Risk];

    /// The word in the address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Unknown => "unknown",
            Self::Remote => "remote",
            Self::Internet => "internet",
            Self::Risk => "risk",
        }
    }
}

/// How the map is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub lang: Lang,
    pub open: BTreeSet<ZoneId>,
    pub open_all: bool,
    /// Follow this device's peers.
    pub device: Option<DeviceId>,
    pub colour: Colour,
    pub filter: Option<Filter>,
    /// Lower case.
    pub search: Option<String>,
    /// Also which device is in which port of which switch.
    pub wires: bool,
}

/// How one device is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Risk,
    What,
    New,
    Warn,
    Known,
}

impl Mark {
    /// Class of the small mark; a cell's class is `cell-` and this.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::What => "what",
            Self::New => "new",
            Self::Warn => "caution",
            Self::Known => "known",
        }
    }
}

/// One device in a zone.
#[derive(Clone, Debug)]
pub struct Cell {
    pub id: DeviceId,
    pub name: String,
    pub tail: String,
    pub icon: &'static str,
    pub mark: Mark,
    pub dim: bool,
    /// The device whose peers are followed.
    pub chosen: bool,
    pub stop: bool,
}

/// A zone as a box.
#[derive(Clone, Debug)]
pub struct ZoneBox {
    pub id: ZoneId,
    pub name: String,
    pub address: String,
    pub open: bool,
    pub blind: bool,
    pub partly: bool,
    /// Worst first.
    pub cells: Vec<Cell>,
    /// Drawings with counts, most frequent first.
    pub kinds: Vec<(&'static str, usize)>,
    pub missing: usize,
    pub unknown: usize,
    pub danger: usize,
    /// Numbers of the lines that reach it, and whether each is declared.
    pub lines: Vec<(usize, bool)>,
}

/// Somebody outside.
#[derive(Clone, Debug)]
pub struct Outside {
    pub number: usize,
    pub label: String,
    pub what: String,
    pub declared: Option<bool>,
    pub idle: bool,
    pub zone: Option<ZoneId>,
    pub line: String,
    pub dim: bool,
}

/// The whole map before it has places.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub lang: Lang,
    pub zones: Vec<ZoneBox>,
    /// Switches with the devices in their ports, where LLDP, CDP or DHCP told, when asked for.
    pub switches: Vec<ZoneBox>,
    pub outside: Vec<Outside>,
    /// Names of routers and core switches.
    pub core: Vec<String>,
    pub devices: usize,
    pub undeclared: usize,
    /// Devices that speak with the internet other than by a line.
    pub internet: usize,
    pub title: String,
}

/// A line not used for so long is drawn dotted.
const IDLE: i64 = 90 * 86_400 * 1_000_000;

impl Model {
    /// The model of a picture.
    #[must_use]
    pub fn new(view: &View, options: &Options) -> Self {
        let picture = &view.snapshot.picture;
        let peers = options.device.as_ref().map(|id| peers_of(view, id));
        let lines = numbered(view);
        let dims = Dims { view, options, peers: peers.as_ref() };
        let mut zones: Vec<_> = picture.zones.iter().map(|zone| zone_box(&dims, zone, &lines)).collect();
        zones.extend(strays(&dims));
        zones.sort_by_cached_key(|zone| (zone.blind, natural(&zone.name), natural(&zone.address)));
        let outside = lines.iter().map(|(number, line)| outside(&dims, *number, line)).collect::<Vec<_>>();
        Self {
            lang: options.lang,
            zones,
            switches: if options.wires { switches(&dims) } else { Vec::new() },
            undeclared: outside.iter().filter(|o| o.declared == Some(false)).count(),
            outside,
            core: core(view),
            devices: view.counts.devices,
            internet: picture.devices.iter().filter(|d| d.peers.iter().any(|p| p.outside)).count(),
            title: view.snapshot.org_name.clone(),
        }
    }
}

/// Sorts as people count: numbers inside a text by value, so that VLAN 30 comes before VLAN 100.
fn natural(text: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut in_number = false;
    for c in text.chars() {
        let digit = c.to_digit(10);
        if in_number && digit.is_none() {
            parts.push((String::new(), 0));
        }
        in_number = digit.is_some();
        if let Some((words, number)) = parts.last_mut() {
            match digit {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(digit.into()),
                None => words.push(c),
            }
        }
    }
    parts
}

struct Dims<'a> {
    view: &'a View,
    options: &'a Options,
    peers: Option<&'a BTreeSet<DeviceId>>,
}

impl Dims<'_> {
    fn dim(&self, entry: &Entry, id: &DeviceId) -> bool {
        let device = self.view.of(entry);
        let admitted = self.options.filter.is_none_or(|filter| match filter {
            Filter::Medical => entry.medical == Some(true),
            Filter::Unknown => entry.group == Group::Unknown,
            Filter::Remote => !entry.standing.lines.is_empty(),
            Filter::Internet => device.is_some_and(|device| device.peers.iter().any(|peer| peer.outside)),
            Filter::Risk => entry.standing.status <= Status::Warn || entry.standing.do_not_connect,
        });
        let found = self.options.search.as_ref().is_none_or(|words| entry.text.contains(words.as_str()));
        let followed = self.peers.is_none_or(|peers| peers.contains(id));
        !(admitted && found && followed)
    }

    fn mark(&self, entry: &Entry) -> Mark {
        if entry.standing.status == Status::Danger || entry.standing.do_not_connect {
            return Mark::Risk;
        }
        if entry.group == Group::Unknown {
            return Mark::What;
        }
        match self.options.colour {
            Colour::Ledger if entry.standing.in_ledger == InLedger::Missing => Mark::New,
            Colour::Standing if entry.standing.status == Status::Warn => Mark::Warn,
            Colour::Standing if entry.standing.status == Status::Unknown => Mark::What,
            Colour::Ledger | Colour::Standing => Mark::Known,
        }
    }

    fn cell(&self, id: &DeviceId) -> Option<Cell> {
        let (device, entry) = self.view.device(id)?;
        let tail = device.ips.first().map(|ip| {
            let text = ip.to_string();
            let cut = if ip.is_ipv4() { text.rfind('.') } else { text.rfind(':') };
            cut.and_then(|at| text.get(at..)).unwrap_or(&text).to_owned()
        });
        Some(Cell {
            id: id.clone(),
            name: entry.name(self.options.lang),
            tail: tail.unwrap_or_default(),
            icon: entry.icon,
            mark: self.mark(entry),
            dim: self.dim(entry, id),
            chosen: self.options.device.as_ref() == Some(id),
            stop: entry.standing.do_not_connect,
        })
    }
}

fn zone_box(dims: &Dims<'_>, zone: &Zone, lines: &[(usize, &RemoteLine)]) -> ZoneBox {
    let mut made = fill(dims, zone.id.clone(), zone_label(zone), &zone.devices);
    made.address = zone_address(zone);
    made.blind = zone.visibility == Visibility::NotSeen && zone.devices.is_empty();
    made.partly =
        matches!(zone.visibility, Visibility::EdgeOnly | Visibility::BroadcastOnly | Visibility::OneWay);
    let members: BTreeSet<_> = zone.devices.iter().collect();
    made.lines = lines
        .iter()
        .filter(|(_, line)| members.contains(&line.device))
        .map(|(number, line)| (*number, line.declared != Some(false)))
        .collect();
    made
}

/// Switches, each with its devices in the order of the ports.
fn switches(dims: &Dims<'_>) -> Vec<ZoneBox> {
    let mut by_switch: BTreeMap<&str, Vec<&PhysicalLink>> = BTreeMap::new();
    for link in &dims.view.snapshot.picture.links {
        by_switch.entry(&link.switch_name).or_default().push(link);
    }
    let unnamed = dims.options.lang.t("map-switch-unnamed");
    let mut boxes: Vec<_> = by_switch
        .into_iter()
        .map(|(name, mut links)| {
            links.sort_by_cached_key(|link| natural(&link.port));
            let name = if name.is_empty() { unnamed.as_ref() } else { name };
            let mut made = fill(dims, ZoneId::from_tail(&format!("switch-{name}")), name.to_owned(), &[]);
            made.cells = links.iter().filter_map(|link| in_port(dims, link)).collect();
            made.open = true;
            made
        })
        .collect();
    boxes.sort_by_cached_key(|made| natural(&made.name));
    boxes
}

/// A device with the number of its port where other drawings have the end of its address.
fn in_port(dims: &Dims<'_>, link: &PhysicalLink) -> Option<Cell> {
    let cell = dims.cell(&link.device)?;
    let number = link.port.rsplit('/').next().unwrap_or(&link.port);
    Some(Cell { tail: number.to_owned(), ..cell })
}

/// Devices without a zone get one of their own, so that nothing is left out.
fn strays(dims: &Dims<'_>) -> Option<ZoneBox> {
    let ids: Vec<_> = dims
        .view
        .devices()
        .iter()
        .filter(|device| device.zone.as_ref().and_then(|id| dims.view.zone(id)).is_none())
        .map(|device| device.id.clone())
        .collect();
    let name = dims.options.lang.t("map-no-zone").into_owned();
    (!ids.is_empty()).then(|| fill(dims, ZoneId::from_tail("none"), name, &ids))
}

fn fill(dims: &Dims<'_>, id: ZoneId, name: String, devices: &[DeviceId]) -> ZoneBox {
    let mut cells: Vec<_> = devices.iter().filter_map(|id| dims.cell(id)).collect();
    cells.sort_by_key(|cell| (cell.mark, cell.dim));
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut missing, mut unknown) = (0, 0);
    for (_, entry) in devices.iter().filter_map(|id| dims.view.device(id)) {
        *counts.entry(entry.icon).or_default() += 1;
        missing += usize::from(entry.standing.in_ledger == InLedger::Missing);
        unknown += usize::from(entry.group == Group::Unknown);
    }
    let mut kinds: Vec<_> = counts.into_iter().filter(|(icon, _)| *icon != "unknown").collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let here = cells.iter().any(|cell| cell.chosen);
    let open = dims.options.open_all || dims.options.open.contains(&id) || here;
    let danger = cells.iter().filter(|cell| cell.mark == Mark::Risk).count();
    ZoneBox {
        id,
        name,
        address: String::new(),
        open: open && !cells.is_empty(),
        blind: false,
        partly: false,
        cells,
        kinds,
        missing,
        unknown,
        danger,
        lines: Vec::new(),
    }
}

/// Lines with numbers: declared first, then the rest, so that red discs stand together.
fn numbered(view: &View) -> Vec<(usize, &RemoteLine)> {
    let mut lines: Vec<_> =
        view.snapshot.picture.remote_lines.iter().filter(|line| line.peer.outside).collect();
    lines.sort_by_key(|line| (line.declared == Some(false), line.peer.label(), line.id.clone()));
    lines.into_iter().enumerate().map(|(at, line)| (at + 1, line)).collect()
}

fn outside(dims: &Dims<'_>, number: usize, line: &RemoteLine) -> Outside {
    let lang = dims.options.lang;
    let device = dims.view.device(&line.device);
    let idle = dims.view.snapshot.taken.since(line.seen.last) > IDLE;
    let method = badge_words::protocol(lang, line.service.as_deref().unwrap_or(&line.method));
    let what = match (line.declared, idle) {
        (Some(false), _) => lang.t("line-undeclared").into_owned(),
        (_, true) => lang.t("map-idle").into_owned(),
        _ => method.clone(),
    };
    Outside {
        number,
        label: match (&line.peer.name, line.peer.ip) {
            (None, Some(std::net::IpAddr::V4(address))) => address.to_string(),
            _ => short(&line.peer.label(), 8),
        },
        what: short(&what, 7),
        declared: line.declared,
        idle,
        zone: device.and_then(|(device, _)| device.zone.clone()),
        line: line.id.to_string(),
        dim: device.is_some_and(|(_, entry)| dims.dim(entry, &line.device)),
    }
}

fn core(view: &View) -> Vec<String> {
    let forwards = |role: &String| matches!(role.as_str(), "router" | "firewall" | "nat");
    let mut names: Vec<_> = view
        .entries
        .iter()
        .filter_map(|entry| Some((entry, view.of(entry)?)))
        .filter(|(_, device)| device.network_roles.iter().any(forwards))
        .map(|(entry, _)| entry.name(Lang::Ja))
        .collect();
    names.sort();
    names.dedup();
    names.truncate(4);
    names
}

/// A device, whom it speaks with, and who speaks with it.
fn peers_of(view: &View, id: &DeviceId) -> BTreeSet<DeviceId> {
    let mut peers = BTreeSet::from([id.clone()]);
    if let Some((device, _)) = view.device(id) {
        peers.extend(device.peers.iter().filter_map(|peer| peer.device.clone()));
    }
    peers.extend(
        view.devices()
            .iter()
            .filter(|other| other.peers.iter().any(|peer| peer.device.as_ref() == Some(id)))
            .map(|other| other.id.clone()),
    );
    peers
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_are_sorted_as_people_count() {
        let mut names = ["VLAN 100", "10.20.9.0/24", "VLAN 30", "10.20.10.0/24", "3階", "VLAN 30 予備"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["3階", "10.20.9.0/24", "10.20.10.0/24", "VLAN 30", "VLAN 30 予備", "VLAN 100"]);
    }
}
