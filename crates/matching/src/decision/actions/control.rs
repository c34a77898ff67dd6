//! A compensating control drafted from what a device really does: whom it speaks with, over which ports, how often, until when. Everything
//! else would be denied. A draft for the network department, never a setting.

use domain::counted::counted;
use std::{collections::BTreeMap, net::IpAddr};

use domain::{
    devices::{Device, Peer},
    flows::Transport,
    ids::DeviceId,
    time::{Span, Timestamp},
    zones::Visibility,
};
use serde::Serialize;

use crate::decision::{situation::Surroundings, words::Both};

/// A device with more conversations than this cannot be limited peer by peer.
const MOST: usize = 300;

/// Microseconds.
const HOUR: i64 = 3_600_000_000;

/// One side of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    pub device: Option<DeviceId>,
    /// Name of the device, where it has one.
    pub name: String,
    pub ip: Option<IpAddr>,
}

/// A conversation that the device needs, as far as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permit {
    /// Who opens it.
    pub source: Side,
    pub destination: Side,
    /// Port of the destination; 0 for transports without ports.
    pub port: u16,
    pub transport: Transport,
    /// By content, where it was recognised.
    pub protocol: Option<String>,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub connections: u64,
    /// The other side is no device of the hospital that is known: somebody has to say who it is before it is allowed.
    pub stranger: bool,
    pub outside: bool,
}

/// Allow these conversations, deny the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Control {
    pub device: Side,
    pub addresses: Vec<IpAddr>,
    /// What comes to the device first, then what goes out; by port and address.
    pub permits: Vec<Permit>,
    /// From the first to the last sight of the device.
    pub watched: Span,
    /// Microseconds of that during which packets were recorded.
    pub recorded: i64,
    /// Relations that are in no row: with peers without an address, or beyond the number that can be limited peer by peer.
    pub left_out: usize,
    /// What could not be put into rows, and what has to be looked at before.
    pub remarks: Vec<Both>,
}

impl Control {
    /// Whether the device opens the conversation, rather than the other side.
    #[must_use]
    pub fn opens(&self, permit: &Permit) -> bool {
        permit.source.device.is_some() && permit.source.device == self.device.device
    }

    /// The other side.
    #[must_use]
    pub fn peer<'c>(&self, permit: &'c Permit) -> &'c Side {
        if self.opens(permit) { &permit.destination } else { &permit.source }
    }

    /// How many peers nobody knows.
    #[must_use]
    pub fn strangers(&self) -> usize {
        self.permits.iter().filter(|permit| permit.stranger).count()
    }

    /// The draft in one sentence for the network department.
    #[must_use]
    pub fn in_words(&self) -> Both {
        let (name, count, strangers) = (&self.device.name, self.permits.len(), self.strangers());
        let words = Both::new(
            format!("{name}の通信を、下の表の{count}件だけ許可し、ほかは止めます。"),
            format!(
                "Allow {name} the {} of the table and deny the rest.",
                counted(count, "conversation", "conversations")
            ),
        );
        if strangers == 0 {
            return words;
        }
        words.and(&Both::new(
            format!("先に、正体の分からない相手{strangers}件を確かめます。"),
            format!("First find out who {strangers} of the peers are."),
        ))
    }
}

/// What makes two rows one: the device asks, port, transport, address and device of the other side.
type Relation<'p> = (bool, u16, Transport, Option<IpAddr>, Option<&'p DeviceId>);

/// Drafts the control; `None` when the device has no address or was seen to speak with nobody.
#[must_use]
pub fn control(device: &Device, around: &Surroundings<'_>) -> Option<Control> {
    let mut found: BTreeMap<Relation<'_>, Permit> = BTreeMap::new();
    let own = side(device);
    let (mut group, mut nameless) = (0, 0);
    for peer in &device.peers {
        let other = around.peer(peer);
        let ip = peer.ip.or_else(|| other.and_then(|other| other.ips.first().copied()));
        match ip {
            Some(ip) if ip.is_multicast() || is_broadcast(ip) => group += 1,
            None => nameless += 1,
            Some(_) => {
                let key = (peer.as_client, peer.port, peer.transport, ip, peer.device.as_ref());
                let fresh = permit(peer, &own, other, ip);
                found
                    .entry(key)
                    .and_modify(|known| {
                        known.first_seen = known.first_seen.min(fresh.first_seen);
                        known.last_seen = known.last_seen.max(fresh.last_seen);
                        known.connections = known.connections.saturating_add(fresh.connections);
                        known.protocol = known.protocol.take().or_else(|| fresh.protocol.clone());
                    })
                    .or_insert(fresh);
            }
        }
    }
    if device.ips.is_empty() || found.is_empty() {
        return None;
    }
    let over = found.len().saturating_sub(MOST);
    let permits: Vec<Permit> = found.into_values().take(MOST).collect();
    let recorded = around.watched(device);
    let mut remarks = remarks(recorded, &permits, [group, nameless, over]);
    remarks.extend(blind(around.zone(device).map(|zone| zone.visibility)));
    let (addresses, watched, left_out) = (device.ips.clone(), device.seen, nameless + over);
    Some(Control { device: own, addresses, permits, watched, recorded, left_out, remarks })
}

fn is_broadcast(ip: IpAddr) -> bool {
    // The last address of a /24 is one in practice; a host is never told to allow itself to it.
    matches!(ip, IpAddr::V4(v4) if v4.is_broadcast() || v4.octets().last() == Some(&255))
}

fn side(device: &Device) -> Side {
    let ip = device.ips.first().copied();
    Side { device: Some(device.id.clone()), name: name(device), ip }
}

/// What people call it: host name, else model, else address.
fn name(device: &Device) -> String {
    let told = device.hostname.as_ref().or(device.model.as_ref()).map(|stated| stated.value.clone());
    told.or_else(|| device.ips.first().map(ToString::to_string)).unwrap_or_else(|| device.id.to_string())
}

fn permit(peer: &Peer, own: &Side, other: Option<&Device>, ip: Option<IpAddr>) -> Permit {
    let other = Side { device: peer.device.clone(), name: other.map(name).unwrap_or_default(), ip };
    let stranger = other.device.is_none();
    let (source, destination) = if peer.as_client { (own.clone(), other) } else { (other, own.clone()) };
    Permit {
        source,
        destination,
        port: peer.port,
        transport: peer.transport,
        protocol: peer.protocol.as_ref().map(ToString::to_string),
        first_seen: peer.seen.first,
        last_seen: peer.seen.last,
        connections: peer.connections,
        stranger,
        outside: peer.outside,
    }
}

/// What could not be seen from where the sensor stands.
fn blind(visibility: Option<Visibility>) -> Option<Both> {
    let (ja, en) = match visibility {
        Some(Visibility::Full) => return None,
        Some(Visibility::OneWay) => (
            "この区画では、通信の片方の向きしか見えていません。表にない相手があるかもしれません。",
            "Only one direction is seen in its zone; there may be peers that are not in the table.",
        ),
        Some(Visibility::EdgeOnly) => (
            "同じ区画の機器どうしの通信は、見えていません。表にない相手があるかもしれません。",
            "Conversations inside its zone are not seen; there may be peers that are not in the table.",
        ),
        Some(Visibility::BroadcastOnly | Visibility::NotSeen) | None => (
            "この区画の通信は、ほとんど見えていません。この表だけで絞らないでください。",
            "The traffic of its zone is hardly seen; do not limit it by this table alone.",
        ),
    };
    Some(Both::new(ja, en))
}

fn remarks(recorded: i64, permits: &[Permit], [group, nameless, over]: [usize; 3]) -> Vec<Both> {
    let mut found = Vec::new();
    let (ja, en) = match (recorded / (24 * HOUR), recorded / HOUR) {
        (0, 0) => ("1時間に満たない".to_owned(), "less than an hour".to_owned()),
        (0, hours) => (format!("{hours}時間の"), counted(hours, "hour", "hours")),
        (days, _) => (format!("{days}日間の"), counted(days, "day", "days")),
    };
    found.push(Both::new(
        format!("{ja}記録に見えた通信です。月に一度の保守や災害時の通信は、まだ見えていないことがあります。"),
        format!("Seen in {en} of recordings. Monthly maintenance or emergencies may not have been seen yet."),
    ));
    if group > 0 {
        found.push(Both::new(
            format!("区画の中だけに届く一斉通信{group}件は、表に含めていません。"),
            format!(
                "Not in the table: {} within the zone.",
                counted(group, "multicast or broadcast", "multicasts and broadcasts")
            ),
        ));
    }
    if nameless > 0 {
        found.push(Both::new(
            format!("アドレスの分からない相手{nameless}件は、表に含めていません。"),
            format!(
                "{} not in the table.",
                counted(nameless, "peer without an address is", "peers without an address are")
            ),
        ));
    }
    if over > 0 {
        found.push(Both::new(
            format!("相手が多いため{over}件を省きました。相手ごとではなく区画ごとに絞ることを検討します。"),
            format!("{over} more are left out; consider limiting it by zone instead."),
        ));
    }
    let dynamic = !permits.iter().any(|permit| matches!(permit.port, 67 | 68));
    if dynamic {
        found.push(Both::new(
            "起動のときのアドレス取得（DHCP）は見えていません。使っていれば許可に加えます。",
            "Getting an address at start (DHCP) was not seen; allow it if it is used.",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use domain::picture::Picture;

    use super::*;
    use crate::decision::testing::{device, peer};

    #[test]
    fn what_was_seen_becomes_rows_and_the_rest_is_told() {
        let mut pump = device("pump", "10.0.1.5");
        pump.peers = vec![
            peer(Some("server"), "10.0.2.9", 443, true),
            peer(Some("server"), "10.0.2.9", 443, true),
            peer(None, "10.0.7.7", 22, false),
            peer(None, "224.0.0.251", 5353, true),
            peer(None, "10.0.1.255", 137, true),
        ];
        let mut lost = peer(None, "", 80, true);
        lost.ip = None;
        pump.peers.push(lost);
        let picture = Picture { devices: vec![pump, device("server", "10.0.2.9")], ..Picture::default() };
        let around = Surroundings::of(&picture);
        let control = control(picture.devices.first().unwrap(), &around).unwrap();
        let rows: Vec<String> = control
            .permits
            .iter()
            .map(|row| {
                format!("{}>{} {} {}", row.source.name, row.destination.name, row.port, row.connections)
            })
            .collect();
        assert_eq!(rows, [">pump 22 3", "pump>server 443 6"]);
        assert_eq!((control.strangers(), control.left_out, control.remarks.len()), (1, 1, 5));
        assert_eq!(
            control.in_words().ja,
            "pumpの通信を、下の表の2件だけ許可し、ほかは止めます。先に、正体の分からない相手1件を確かめます。"
        );
        let silent = Picture { devices: vec![device("quiet", "10.0.1.6")], ..Picture::default() };
        assert_eq!(super::control(silent.devices.first().unwrap(), &Surroundings::of(&silent)), None);
    }

    #[test]
    fn the_order_in_which_peers_were_seen_changes_nothing() {
        let mut pump = device("pump", "10.0.1.5");
        pump.peers = (0..40)
            .map(|at| peer(None, &format!("10.0.3.{}", at % 20 + 1), 100 + at % 7, at % 2 == 0))
            .collect();
        let mut turned = pump.clone();
        turned.peers.reverse();
        let of = |device: Device| {
            let picture = Picture { devices: vec![device], ..Picture::default() };
            super::control(picture.devices.first().unwrap(), &Surroundings::of(&picture))
        };
        assert_eq!(of(pump), of(turned));
    }
}
