//! Observations to a picture: deterministic, whatever the order in which things were seen.

use std::{collections::BTreeSet, net::IpAddr};

use domain::{
    addresses::MacAddr,
    corrections::Correction,
    devices::Device,
    facts::Fact,
    ids::DeviceId,
    observations::{Binding, Observations},
    picture::Picture,
    time::{Span, joined},
};
use knowledge::{Knowledge, oui::OuiEntry};

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
    let times = times_by_host(observations, &identities);
    for (index, ((host, facts), times)) in identities.hosts.iter().zip(facts).zip(times).enumerate() {
        let mut services = traffic.services(index);
        add_announced(&mut services, &facts);
        let card = host.macs.iter().find_map(|mac| knowledge.oui.lookup(*mac));
        let view = View {
            index,
            host,
            facts,
            services,
            traffic: &traffic,
            card,
            card_maker: card.and_then(|card| card_maker(knowledge, card)),
            knowledge,
        };
        let mut device = Device { times, ..device(view, &identities, &ids) };
        correct::apply(&mut device, corrections, knowledge);
        devices.push(device);
    }
    let zones = zones::find(observations, &identities, &traffic, &mut devices);
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

/// The maker a block is mapped to, else the one whose name it is registered under.
fn card_maker<'a>(knowledge: &'a Knowledge, card: &'a OuiEntry) -> Option<&'a str> {
    card.maker_id
        .as_deref()
        .or_else(|| knowledge.makers.find(&card.registered_name).map(|maker| maker.id.as_str()))
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

/// The times at which frames of every host were seen, when hours lie between them; else none.
fn times_by_host(observations: &Observations, identities: &Identities) -> Vec<Vec<Span>> {
    let mut out: Vec<Vec<Span>> = vec![Vec::new(); identities.hosts.len()];
    for binding in &observations.bindings {
        let host = identities.locator.find(binding.endpoint, binding.seen);
        if let Some(list) = host.and_then(|host| out.get_mut(host)) {
            list.extend(binding.times());
        }
    }
    for list in &mut out {
        let times = joined(std::mem::take(list), Binding::ABSENT);
        *list = if times.len() > 1 { times } else { Vec::new() };
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
        times: Vec::new(),
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

#[cfg(test)]
mod tests {
    use domain::{corrections::CorrectionSubject, facts::Attribute, ids::CorrectionId, time::Timestamp};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        merge::merge,
        testing::{Scene, at, span},
    };

    const CT: &str = "18:66:da:10:00:21";

    fn picture(scene: &Observations) -> Picture {
        resolve(scene, Knowledge::built_in(), &[], None)
    }

    #[test]
    fn a_pc_makers_card_is_not_the_maker_of_the_scanner() {
        let own = at(CT, "10.0.0.21", 0);
        let scene = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .fact(own, Attribute::DicomModality, "CT", "dicom", span(0, 60))
            .fact(own, Attribute::DicomRole, "modality_store_scu", "dicom", span(0, 60));
        let picture = picture(&scene.0);
        let device = picture.devices.first().expect("a device");
        assert_eq!(device.kind.as_ref().map(|kind| kind.value.as_str()), Some("ct"));
        assert_eq!(device.is_medical.as_ref().map(|medical| medical.value), Some(true));
        assert!(device.vendor.is_none(), "{:?}", device.vendor);
        assert_eq!(device.card_maker.as_ref().and_then(|maker| maker.value.id.as_deref()), Some("dell"));
    }

    #[test]
    fn a_forwarder_is_not_what_it_forwards() {
        let own = at(CT, "10.0.0.21", 0);
        let mut scene = Scene::default().host(CT, "10.0.0.21", span(0, 60));
        for (modality, model) in [("CT", "A"), ("MR", "B")] {
            scene = scene
                .fact(own, Attribute::DicomModality, modality, "dicom", span(0, 60))
                .fact(own, Attribute::Model, model, "dicom", span(0, 60))
                .fact(
                    own,
                    Attribute::DicomEquipment,
                    &format!("{modality}|M|{model}||S{model}|"),
                    "dicom",
                    span(0, 60),
                );
        }
        let picture = picture(&scene.0);
        let device = picture.devices.first().expect("a device");
        assert!(device.model.is_none());
        assert!(device.kind.as_ref().is_none_or(|kind| kind.value != "ct" && kind.value != "mri"));
    }

    #[test]
    fn an_archive_that_hands_out_one_scanners_images_is_no_scanner() {
        let own = at("00:50:56:aa:10:10", "10.0.0.10", 0);
        let scene = |uid: &str, roles: &[&str]| {
            let mut scene = Scene::default().host("00:50:56:aa:10:10", "10.0.0.10", span(0, 60));
            for role in roles {
                scene = scene.fact(own, Attribute::DicomRole, role, "dicom", span(0, 60));
            }
            for (attribute, value) in [
                (Attribute::DicomImplementationUid, uid),
                (Attribute::DicomModality, "CT"),
                (Attribute::Vendor, "SIEMENS"),
                (Attribute::Model, "SOMATOM Force"),
                (Attribute::DicomEquipment, "CT|SIEMENS|SOMATOM Force|CT1|123|VA"),
            ] {
                scene = scene.fact(own, attribute, value, "dicom", span(0, 60));
            }
            picture(&scene.0).devices.remove(0)
        };
        let kind = |device: &Device| device.kind.as_ref().map(|kind| kind.value.clone());
        let (fuji, siemens) = ("1.2.392.200036.9125.1.1", "1.3.12.2.1107.5.1.4");
        for device in [
            scene(fuji, &["modality_store_scu"]),
            scene(siemens, &["modality_store_scu", "query_scp"]),
            scene("1.2.276.0.7230010.3.0.3.6.7", &["store_scu", "archive_store_scp"]),
        ] {
            assert!(device.model.is_none(), "{:?}", device.model);
            assert_ne!(kind(&device).as_deref(), Some("ct"));
        }
        for device in [
            scene(siemens, &["modality_store_scu"]),
            scene(siemens, &["modality_store_scu", "worklist_scu", "query_scp"]),
        ] {
            assert_eq!(device.model.as_ref().map(|model| model.value.as_str()), Some("SOMATOM Force"));
            assert_eq!(kind(&device).as_deref(), Some("ct"));
        }
    }

    #[test]
    fn what_asks_and_takes_images_but_makes_none_is_a_workstation() {
        let own = at(CT, "10.0.0.21", 0);
        let scene = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .fact(own, Attribute::DhcpVendorClass, "MSFT 5.0", "dhcp", span(0, 60))
            .fact(own, Attribute::DicomRole, "query_scu", "dicom", span(0, 60))
            .fact(own, Attribute::DicomRole, "store_scp", "dicom", span(0, 60));
        let picture = picture(&scene.0);
        let kind =
            picture.devices.first().and_then(|device| device.kind.as_ref()).map(|kind| kind.value.as_str());
        assert_eq!(kind, Some("image_workstation"));
    }

    #[test]
    fn a_desktop_named_after_a_system_is_its_terminal() {
        let own = at(CT, "10.0.0.21", 0);
        let terminal = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .fact(own, Attribute::DhcpVendorClass, "MSFT 5.0", "dhcp", span(0, 60))
            .fact(own, Attribute::Hostname, "HIS-0123", "dhcp", span(0, 60));
        let picture = picture(&terminal.0);
        let kind =
            picture.devices.first().and_then(|device| device.kind.as_ref()).map(|kind| kind.value.as_str());
        assert!(matches!(kind, Some("emr_client" | "pc_workstation")), "{kind:?}");
    }

    #[test]
    fn what_only_one_unchecked_row_says_stays_a_guess() {
        let own = at("02:11:22:33:44:55", "10.0.0.9", 0);
        let scene = Scene::default().host("02:11:22:33:44:55", "10.0.0.9", span(0, 60)).fact(
            own,
            Attribute::HttpTitle,
            "DIGITALDIAGNOST console",
            "http",
            span(0, 60),
        );
        let picture = picture(&scene.0);
        let kind = picture.devices.first().and_then(|device| device.kind.as_ref()).expect("a hint");
        assert_eq!(kind.certainty, domain::certainty::Certainty::Guess);
    }

    #[test]
    fn a_maintainer_at_the_console_of_an_unknown_device_is_a_line_too() {
        let (ct, lab) = (at(CT, "10.0.0.21", 0), at("00:1b:54:10:00:01", "10.9.0.51", 0));
        let (laptop, admin) =
            (at("3c:52:82:10:00:91", "10.0.0.44", 0), at("3c:52:82:10:00:92", "10.0.0.45", 0));
        let scene = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .host("3c:52:82:10:00:91", "10.0.0.44", span(0, 60))
            .host("3c:52:82:10:00:92", "10.0.0.45", span(0, 60))
            .source(lab, 63, span(0, 60))
            .fact(ct, Attribute::DicomModality, "CT", "dicom", span(0, 60))
            .talk(laptop, ct, 3389, "rdp")
            .talk(laptop, lab, 23, "telnet")
            .talk(admin, lab, 22, "ssh");
        let lines = picture(&scene.0).remote_lines;
        let methods: Vec<&str> = lines.iter().map(|line| line.method.as_str()).collect();
        assert_eq!(methods, ["rdp", "telnet"], "{lines:?}");
    }

    #[test]
    fn a_box_that_hides_hosts_behind_its_address_says_so() {
        let own = at("00:24:a5:10:00:07", "10.0.0.7", 0);
        let roles = |scene: &Scene| {
            let roles = picture(&scene.0).devices.remove(0).network_roles;
            roles.contains(&"nat".to_owned())
        };
        let plain = || Scene::default().host("00:24:a5:10:00:07", "10.0.0.7", span(0, 60));
        assert!(!roles(&plain()));
        assert!(roles(&plain().source(own, 127, span(0, 60))), "packets of a Windows host behind it");
        let browsers =
            ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)"];
        let mut scene = plain();
        for agent in browsers {
            scene = scene.fact(own, Attribute::UserAgent, agent, "http", span(0, 60));
        }
        assert!(roles(&scene), "browsers of two systems");
    }

    #[test]
    fn reading_about_a_product_and_calling_home_are_no_lines() {
        let pc = at(CT, "10.0.0.21", 0);
        let outside = |last: u8| at("00:1b:54:10:00:01", &format!("203.0.113.{last}"), 0);
        let scene = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .fact(outside(1), Attribute::CalledAs, "www.teamviewer.com", "tls", span(0, 60))
            .fact(outside(2), Attribute::CalledAs, "router12.teamviewer.com", "tls", span(0, 60))
            .fact(
                outside(3),
                Attribute::Fqdn,
                "epdg.epc.mnc020.mcc440.pub.3gppnetwork.org",
                "dns",
                span(0, 60),
            )
            .talk(pc, outside(1), 443, "tls")
            .talk(pc, outside(2), 443, "tls")
            .talk(pc, outside(3), 4500, "ipsec");
        let lines = picture(&scene.0).remote_lines;
        let peers: Vec<String> = lines.iter().map(|line| line.peer.label()).collect();
        assert_eq!(peers, ["router12.teamviewer.com"], "{lines:?}");
    }

    #[test]
    fn nothing_said_is_unknown_not_safe() {
        let picture = picture(&Scene::default().host("02:11:22:33:44:55", "10.0.0.9", span(0, 1)).0);
        let device = picture.devices.first().expect("a device");
        assert!(device.vendor.is_none() && device.model.is_none() && device.os.is_none());
        assert!(
            device
                .is_medical
                .as_ref()
                .is_none_or(|medical| medical.certainty < domain::certainty::Certainty::Likely)
        );
    }

    #[test]
    fn ids_live_longer_than_addresses() {
        let first = picture(&Scene::default().host(CT, "10.0.0.21", span(0, 60)).0);
        let moved = Scene::default().host(CT, "10.0.0.99", span(100, 160));
        let second = resolve(&moved.0, Knowledge::built_in(), &[], Some(&first));
        assert_eq!(first.devices.first().map(|d| &d.id), second.devices.first().map(|d| &d.id));
        let news = crate::compare(&first, &second);
        assert_eq!(
            news.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(),
            ["device-changed-address"]
        );
    }

    #[test]
    fn a_persons_word_outranks_the_rules() {
        let correction = Correction {
            id: CorrectionId::from_tail("1"),
            subject: CorrectionSubject::Mac(CT.parse().expect("a MAC")),
            attribute: Attribute::Kind,
            value: Some("mri".into()),
            by: "clinical engineer".into(),
            at: Timestamp(1),
            reason: "looked at it".into(),
        };
        let own = at(CT, "10.0.0.21", 0);
        let scene = Scene::default().host(CT, "10.0.0.21", span(0, 60)).fact(
            own,
            Attribute::DicomModality,
            "CT",
            "dicom",
            span(0, 60),
        );
        let picture = resolve(&scene.0, Knowledge::built_in(), &[correction], None);
        let kind = picture.devices.first().and_then(|device| device.kind.as_ref()).expect("a kind");
        assert_eq!((kind.value.as_str(), kind.certainty), ("mri", domain::certainty::Certainty::Confirmed));
        assert_eq!(kind.others.first().map(|other| other.value.as_str()), Some("ct"));
    }

    #[test]
    fn consoles_into_medical_devices_are_lines_and_ordinary_traffic_is_none() {
        let (ct, laptop) = (at(CT, "10.0.0.21", 0), at("3c:52:82:10:00:91", "10.0.0.44", 0));
        let outside = at("00:1b:54:10:00:01", "203.0.113.10", 0);
        let scene = Scene::default()
            .host(CT, "10.0.0.21", span(0, 60))
            .host("3c:52:82:10:00:91", "10.0.0.44", span(0, 60))
            .fact(ct, Attribute::DicomModality, "CT", "dicom", span(0, 60))
            .talk(laptop, ct, 3389, "rdp")
            .talk(ct, outside, 443, "tls")
            .talk(laptop, outside, 443, "tls");
        let lines = picture(&scene.0).remote_lines;
        let methods: Vec<&str> = lines.iter().map(|line| line.method.as_str()).collect();
        assert_eq!(methods, ["outbound_tls", "rdp"], "{lines:?}");
    }

    #[test]
    fn the_known_beacon_forbids_connection() {
        let monitor = at("00:0c:43:10:09:c3", "10.0.0.68", 0);
        let scene = Scene::default().host("00:0c:43:10:09:c3", "10.0.0.68", span(0, 60)).flow(
            monitor,
            at("00:1b:54:10:00:01", "202.114.4.119", 0),
            2049,
            "",
            domain::flows::Opening::Attempted,
        );
        let findings = picture(&scene.0).findings;
        assert!(findings.iter().any(|finding| finding.code == "backdoor-address" && finding.do_not_connect));
    }

    fn pieces() -> Vec<Observations> {
        let own = at(CT, "10.0.0.21", 0);
        vec![
            Scene::default().host(CT, "10.0.0.21", span(0, 60)).0,
            Scene::default().host("00:a0:9a:10:00:41", "10.0.0.30", span(30, 90)).0,
            Scene::default().fact(own, Attribute::DicomModality, "CT", "dicom", span(10, 20)).0,
            Scene::default().fact(own, Attribute::Hostname, "CT01", "dhcp", span(40, 50)).0,
            Scene::default().talk(at("00:a0:9a:10:00:41", "10.0.0.30", 0), own, 104, "dicom").0,
            Scene::default().host(CT, "10.0.0.21", span(200, 260)).0,
        ]
    }

    proptest! {
        #[test]
        fn the_order_of_merging_does_not_matter(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
            let pieces = pieces();
            let all = |order: &[usize]| {
                let mut all = Observations::default();
                for at in order {
                    merge(&mut all, pieces[*at].clone());
                }
                all
            };
            let (shuffled, straight) = (all(&order), all(&[0, 1, 2, 3, 4, 5]));
            prop_assert_eq!(&shuffled, &straight);
            prop_assert_eq!(picture(&shuffled), picture(&straight));
        }

        #[test]
        fn nothing_panics_on_any_addresses(rows in proptest::collection::vec((any::<[u8; 6]>(), any::<[u8; 4]>(), any::<u8>(), any::<u16>(), any::<bool>()), 0..40)) {
            let mut scene = Scene::default();
            let mut last = domain::addresses::Endpoint::default();
            for (mac, ip, ttl, vlan, vouched) in rows {
                let end = domain::addresses::Endpoint { mac: Some(MacAddr(mac)), ip: Some(ip.into()), vlan: vlan % 4096 };
                scene = scene.source(end, ttl, span(i64::from(ttl), i64::from(vlan)));
                if vouched {
                    scene = scene.fact(end, Attribute::ArpOwner, &std::net::Ipv4Addr::from(ip).to_string(), "arp", span(0, 9));
                }
                scene = scene.talk(last, end, vlan, "dicom");
                last = end;
            }
            let first = picture(&scene.0);
            let ids: BTreeSet<_> = first.devices.iter().map(|device| &device.id).collect();
            prop_assert_eq!(ids.len(), first.devices.len());
        }
    }
}
