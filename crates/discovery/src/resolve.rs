//! Observations to a picture: deterministic, whatever the order in which things were seen.

use std::{collections::BTreeSet, net::IpAddr};

use domain::{
    addresses::MacAddr, corrections::Correction, devices::Device, facts::Fact, ids::DeviceId,
    observations::Observations, picture::Picture, time::Span,
};
use knowledge::Knowledge;

use crate::{
    classify::{self, Conclusions, View},
    correct, findings,
    identity::{self, Host, Identities, ids},
    remote_lines,
    traffic::{Traffic, add_announced, whole},
    zones,
};

/// Peers kept for one device.
const MAX_PEERS: usize = 400;

/// Everything the later steps look at.
pub struct Resolved<'a> {
    pub observations: &'a Observations,
    pub knowledge: &'a Knowledge,
    pub identities: &'a Identities,
    pub ids: &'a [DeviceId],
    pub traffic: &'a Traffic<'a>,
    /// In the order of the hosts.
    pub devices: &'a [Device],
}

/// Resolves everything that was observed. Devices known from `previous` keep their ids.
#[must_use]
pub fn resolve(
    observations: &Observations,
    knowledge: &Knowledge,
    corrections: &[Correction],
    previous: Option<&Picture>,
) -> Picture {
    let identities = identity::identify(observations);
    let known: &[Device] = previous.map_or(&[], |picture| picture.devices.as_slice());
    let ids = ids::assign(&identities.hosts, known);
    let traffic = Traffic::new(observations, &identities);
    let facts = facts_by_host(observations, &identities);
    let mut devices: Vec<Device> = Vec::with_capacity(ids.len());
    for (index, (host, facts)) in identities.hosts.iter().zip(facts).enumerate() {
        let mut services = traffic.services(index);
        add_announced(&mut services, &facts);
        let view = View {
            index,
            host,
            facts,
            services,
            traffic: &traffic,
            card: host.macs.iter().find_map(|mac| knowledge.oui.lookup(*mac)),
            knowledge,
        };
        let mut device = device(view, &identities, &ids);
        correct::apply(&mut device, corrections, knowledge);
        devices.push(device);
    }
    let zones = zones::find(observations, &identities, &mut devices);
    let links = zones::links(&devices);
    let resolved = Resolved {
        observations,
        knowledge,
        identities: &identities,
        ids: &ids,
        traffic: &traffic,
        devices: &devices,
    };
    let remote_lines = remote_lines::find(&resolved);
    let findings = findings::find(&resolved, &zones, &remote_lines);
    devices.sort_by(|a, b| a.id.cmp(&b.id));
    Picture {
        devices,
        zones,
        links,
        remote_lines,
        findings,
        summaries: observations.summaries.clone(),
        seen: whole(observations.summaries.iter().filter_map(|summary| summary.seen)),
    }
}

/// Facts of every host, sorted by attribute. Facts about addresses outside belong to nobody here.
fn facts_by_host<'a>(observations: &'a Observations, identities: &Identities) -> Vec<Vec<&'a Fact>> {
    let mut out: Vec<Vec<&Fact>> = vec![Vec::new(); identities.hosts.len()];
    for fact in &observations.facts {
        let host = identities.locator.find(fact.subject, fact.seen);
        if let Some(list) = host.and_then(|host| out.get_mut(host)) {
            list.push(fact);
        }
    }
    for list in &mut out {
        list.sort_by(|a, b| {
            let key = |f: &Fact| (f.attribute, std::cmp::Reverse(f.certainty), f.seen.first);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.value.cmp(&b.value))
                .then_with(|| a.evidence.source.cmp(&b.evidence.source))
        });
    }
    out
}

fn device(view: View<'_>, identities: &Identities, ids: &[DeviceId]) -> Device {
    let Conclusions {
        vendor,
        card_maker,
        model,
        kind,
        is_medical,
        os,
        hostname,
        serial,
        software,
        department,
        purpose,
        udi_di,
        switch_port,
        ae_titles,
        hl7_applications,
        network_roles,
    } = classify::classify(&view);
    let host = view.host;
    let router = host.behind.and_then(|mac| identities.locator.by_mac(mac));
    Device {
        id: ids.get(view.index).cloned().unwrap_or_else(|| DeviceId::from_tail("unknown")),
        macs: host.macs.iter().copied().collect(),
        ips: current_ips(host, view.index, identities),
        vlans: host.vlans().into_iter().collect(),
        zone: None,
        history: host.periods.clone(),
        vendor,
        card_maker,
        model,
        kind,
        is_medical,
        os,
        hostname,
        serial,
        software,
        department,
        purpose,
        udi_di,
        ae_titles,
        hl7_applications,
        peers: view.traffic.peers(view.index, ids, MAX_PEERS),
        services: view.services,
        network_roles,
        behind: router.and_then(|router| ids.get(router)).cloned(),
        randomised_mac: is_random(&host.macs),
        switch_port,
        seen: host.seen.unwrap_or_default(),
        packets: host.packets,
        bytes: host.bytes,
        facts: view.facts.into_iter().cloned().collect(),
    }
}

/// Locally administered addresses outside the blocks that virtual machines use.
fn is_random(macs: &BTreeSet<MacAddr>) -> bool {
    let virtual_machine =
        |mac: &MacAddr| matches!(mac.0, [0x52, 0x54, 0x00, ..] | [0x02, 0x42, ..] | [0x02, 0x00, ..]);
    !macs.is_empty() && macs.iter().all(|mac| mac.is_local() && !virtual_machine(mac))
}

/// Addresses in use, newest first. One that was followed by another IPv4 address, or taken over by another host, is history.
fn current_ips(host: &Host, index: usize, identities: &Identities) -> Vec<IpAddr> {
    let mut spans: Vec<(IpAddr, Span)> = Vec::new();
    for (ip, seen) in host.periods.iter().filter_map(|period| Some((period.ip?, period.seen))) {
        match spans.iter_mut().find(|(known, _)| *known == ip) {
            Some((_, span)) => span.merge(seen),
            None => spans.push((ip, seen)),
        }
    }
    let moved_on = |ip: IpAddr, seen: Span| {
        ip.is_ipv4()
            && !host.routes
            && spans.iter().any(|(other, later)| other.is_ipv4() && later.first > seen.last)
    };
    let latest = |ip: IpAddr| identities.locator.last_user(ip).is_none_or(|host| host == index);
    let mut current: Vec<(IpAddr, Span)> =
        spans.iter().copied().filter(|(ip, seen)| !moved_on(*ip, *seen)).collect();
    let own: Vec<(IpAddr, Span)> = current.iter().copied().filter(|(ip, _)| latest(*ip)).collect();
    if !own.is_empty() {
        current = own;
    }
    current.sort_by_key(|(ip, seen)| (ip.is_ipv6(), std::cmp::Reverse(seen.last), *ip));
    current.into_iter().map(|(ip, _)| ip).collect()
}
