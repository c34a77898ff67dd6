//! Every shared capture resolved: each unicast source that an independent tool saw is in some device or its history, or is
//! excused by one of the rules below.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    net::IpAddr,
    path::Path,
};

use discovery::{Collector, resolve};
use domain::{
    addresses::{AddressScope, MacAddr, scope},
    picture::Picture,
};
use knowledge::Knowledge;
use parsers::packet::engine::read_capture;
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/captures");

fn texts<'a>(oracle: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    oracle.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Why an address may be missing: it is on the internet (a peer), nobody's own, or a subnet's broadcast address.
fn excused(ip: IpAddr) -> bool {
    let broadcast = matches!(ip, IpAddr::V4(v4) if v4.octets().ends_with(&[255]));
    scope(ip) != AddressScope::Private || broadcast
}

/// Addresses of the picture, history included.
fn known(picture: &Picture) -> (BTreeSet<MacAddr>, BTreeSet<IpAddr>) {
    let macs = picture.devices.iter().flat_map(|device| device.macs.iter().copied()).collect();
    let current = picture.devices.iter().flat_map(|device| device.ips.iter().copied());
    let earlier = picture.devices.iter().flat_map(|d| d.history.iter().filter_map(|period| period.ip));
    (macs, current.chain(earlier).collect())
}

#[test]
fn every_source_is_a_device_or_excused() {
    let Ok(oracles) = fs::read_dir(Path::new(FOLDER).join("oracle")) else {
        println!("skipped: the shared captures are not here");
        return;
    };
    let mut missing = Vec::new();
    let (mut macs_seen, mut ips_seen) = (0, 0);
    for path in oracles.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let Ok(file) = File::open(Path::new(FOLDER).join("pcaps").join(&name)) else { continue };
        let oracle: Value = fs::read_to_string(&path)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let mut collector = Collector::new(&name);
        let summary = read_capture(file, &name, discovery::reading::built_in(), &mut collector, |_| true);
        let picture = resolve(&collector.finish(summary), Knowledge::built_in(), &[], None);
        let (macs, ips) = known(&picture);
        for mac in texts(&oracle, "src_macs_unicast").filter_map(|text| text.parse::<MacAddr>().ok()) {
            macs_seen += 1;
            if !macs.contains(&mac) && mac.is_unicast() && !mac.is_virtual_router() {
                missing.push(format!("{name}: {mac}"));
            }
        }
        for ip in texts(&oracle, "src_ips_unicast").filter_map(|text| text.parse::<IpAddr>().ok()) {
            ips_seen += 1;
            if !ips.contains(&ip) && !excused(ip) {
                missing.push(format!("{name}: {ip}"));
            }
        }
    }
    println!("{macs_seen} MACs and {ips_seen} IPs compared");
    assert!(missing.is_empty(), "{} missing:\n{}", missing.len(), missing.join("\n"));
}
