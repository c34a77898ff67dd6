//! How the capture went, counted along the way.

use domain::{addresses::Vlan, observations::CaptureSummary, time::Span};

use super::connection::Counted;
use crate::packet::capture::{LinkType, RawFrame};

/// One bit per VLAN.
type VlanSet = [u64; 64];

/// Running counts.
pub(super) struct Summary {
    packets: u64,
    bytes: u64,
    pub(super) duplicates: u64,
    pub(super) malformed: u64,
    one_way: u64,
    two_way: u64,
    seen: Option<Span>,
    vlans: VlanSet,
    broadcast_vlans: VlanSet,
    last_link: Option<LinkType>,
    links: Vec<LinkType>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            packets: 0,
            bytes: 0,
            duplicates: 0,
            malformed: 0,
            one_way: 0,
            two_way: 0,
            seen: None,
            vlans: [0; 64],
            broadcast_vlans: [0; 64],
            last_link: None,
            links: Vec::new(),
        }
    }
}

impl Summary {
    #[inline]
    pub(super) fn count(&mut self, raw: &RawFrame<'_>) {
        self.packets += 1;
        self.bytes += u64::from(raw.original_len);
        match &mut self.seen {
            Some(seen) => seen.include(raw.time),
            None => self.seen = Some(Span::at(raw.time)),
        }
        if self.last_link != Some(raw.link) {
            self.last_link = Some(raw.link);
            if !self.links.contains(&raw.link) {
                self.links.push(raw.link);
            }
        }
    }

    #[inline]
    pub(super) fn vlan(&mut self, vlan: Vlan, group: bool) {
        set(&mut self.vlans, vlan);
        if group {
            set(&mut self.broadcast_vlans, vlan);
        }
    }

    pub(super) fn connection(&mut self, counted: Counted) {
        match counted {
            Counted::OneWay => self.one_way += 1,
            Counted::TwoWay => self.two_way += 1,
            Counted::Not => {}
        }
    }

    pub(super) fn build(&self, name: &str) -> CaptureSummary {
        CaptureSummary {
            name: name.to_owned(),
            packets: self.packets,
            bytes: self.bytes,
            duplicates: self.duplicates,
            malformed: self.malformed,
            one_way_connections: self.one_way,
            two_way_connections: self.two_way,
            seen: self.seen,
            vlans: members(&self.vlans, 1),
            broadcast_vlans: members(&self.broadcast_vlans, 0),
            link_types: self.links.iter().map(ToString::to_string).collect(),
            ..CaptureSummary::default()
        }
    }
}

#[inline]
fn set(vlans: &mut VlanSet, vlan: Vlan) {
    if let Some(word) = vlans.get_mut(usize::from(vlan / 64)) {
        *word |= 1 << (vlan % 64);
    }
}

/// Members from `first` on: 0 stands for untagged frames.
fn members(vlans: &VlanSet, first: Vlan) -> Vec<Vlan> {
    let is_member =
        |vlan: &Vlan| vlans.get(usize::from(vlan / 64)).is_some_and(|word| word >> (vlan % 64) & 1 == 1);
    (first..4095).filter(is_member).collect()
}
