//! The demo's ledger and advisories against what is concluded of them: rows against devices, devices against notices.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use app::{
    captures::ReadProgress,
    discover::{Request, discover},
    snapshot::Snapshot,
};
use domain::{advisories::Verdict, ids::DeviceId, ledger::LedgerRow};
use knowledge::{Knowledge, LocalFile};
use serde_json::Value;
use sim::{hospital::Size, write_demo};

struct World {
    snapshot: Snapshot,
    truth: Value,
    /// File name of an advisory → its id.
    advisories: BTreeMap<String, String>,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let demo = write_demo(folder.path(), 11, Size { beds: 120, devices: 200, days: 2 }).unwrap();
    let request = Request {
        captures: demo.captures.clone(),
        ledger: Some(demo.ledger.clone()),
        advisories: vec![demo.advisories.clone()],
        ..Request::default()
    };
    // What the demo teaches the hospital: the makers of the fictional notices are nobody that the program knows.
    let taught = LocalFile { name: "makers.csv".into(), text: sim::MAKERS.into() };
    let (knowledge, warnings) = Knowledge::load(&[taught]);
    assert!(warnings.is_empty(), "{warnings:?}");
    let found = discover(&request, &knowledge, &ReadProgress::default()).unwrap();
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    let read = |path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    let advisories = fs::read_dir(&demo.advisories)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let id = read(path.clone())["document"]["tracking"]["id"].as_str().unwrap().to_owned();
            (path.file_name().unwrap().to_string_lossy().into_owned(), id)
        })
        .collect();
    World { snapshot: found.snapshot, truth: read(demo.truth), advisories }
}

/// The network can tell this row: the serial numbers of pumps and the like never cross it.
fn has_network_key(row: &LedgerRow) -> bool {
    !row.macs.is_empty() || !row.ips.is_empty() || row.hostname.is_some() || !row.ae_titles.is_empty()
}

impl World {
    fn device(&self, truth: &Value) -> Option<&DeviceId> {
        let mac = truth["mac"].as_str().and_then(|mac| mac.parse().ok());
        let ip = truth["ip"].as_str().and_then(|ip| ip.parse().ok());
        let devices = &self.snapshot.picture.devices;
        let by_mac = devices.iter().find(|device| mac.is_some_and(|mac| device.macs.contains(&mac)));
        let by_ip = || devices.iter().find(|device| ip.is_some_and(|ip| device.ips.contains(&ip)));
        by_mac.or_else(|| if mac.is_none() { by_ip() } else { None }).map(|device| &device.id)
    }
}

#[test]
fn rows_and_notices_are_judged_as_the_hospital_is() {
    let world = world();
    let devices: BTreeMap<&str, &Value> = world.truth["devices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|device| (device["id"].as_str().unwrap(), device))
        .collect();
    rows(&world, &devices);
    notices(&world, &devices);
}

fn rows(world: &World, devices: &BTreeMap<&str, &Value>) {
    let results: BTreeMap<(&str, u32), _> = world
        .snapshot
        .reconciliation
        .rows
        .iter()
        .map(|result| ((result.sheet.as_str(), result.row), result))
        .collect();
    let (mut right, mut of, mut wrong) = (0usize, 0usize, Vec::new());
    for truth in world.truth["ledger"].as_array().unwrap() {
        let place = (truth["sheet"].as_str().unwrap(), truth["row"].as_u64().unwrap() as u32);
        let result = *results.get(&place).unwrap();
        let row = world.snapshot.ledger.iter().find(|row| (row.sheet.as_str(), row.row) == place).unwrap();
        let device = truth["device"].as_str().and_then(|id| devices.get(id));
        let id = device.and_then(|device| world.device(device));
        let allowed: &[&str] = match truth["status"].as_str().unwrap() {
            _ if device.is_some() && id.is_none() => &["not_seen", "no_key"],
            "matched" if !has_network_key(row) => &["matched", "not_seen", "no_key"],
            // Of two rows for one device, either may be the better one.
            "matched" | "ambiguous" => &["matched", "ambiguous"],
            "conflict" => &["conflict"],
            _ => &["not_seen", "no_key"],
        };
        let status = result.status.as_str();
        let same = result.devices.is_empty() || id.is_none_or(|id| result.devices.contains(id));
        assert!(same, "another device for {place:?}: {}", result.why);
        of += 1;
        if allowed.contains(&status) {
            right += 1;
        } else {
            wrong.push(format!("{place:?} {truth}: {status}, {}", result.why));
        }
    }
    println!("{right} of {of} rows; {wrong:#?}");
    assert!(of > 60 && right * 100 >= of * 97, "{right} of {of} rows: {wrong:#?}");
}

fn notices(world: &World, devices: &BTreeMap<&str, &Value>) {
    let judged: BTreeMap<(&DeviceId, &str), Verdict> = world
        .snapshot
        .judgements
        .iter()
        .filter_map(|judged| {
            let judgement = &judged.judgement;
            Some(((judged.device.as_ref()?, judgement.advisory.as_str()), judgement.verdict))
        })
        .collect();
    let mut concerned: BTreeSet<(&DeviceId, &str)> = BTreeSet::new();
    let (mut affected, mut affected_invented) = (0, 0);
    for truth in world.truth["advisories"].as_array().unwrap() {
        let device = devices[truth["device"].as_str().unwrap()];
        let Some(id) = world.device(device) else { continue };
        let advisory = world.advisories[truth["advisory"].as_str().unwrap()].as_str();
        concerned.insert((id, advisory));
        let verdict = judged.get(&(id, advisory)).copied();
        // An invented maker is known by its own word alone: no address block is its.
        let picture = &world.snapshot.picture;
        let vendor = picture.devices.iter().find(|own| own.id == *id).and_then(|own| own.vendor.as_ref());
        let known = vendor.and_then(|vendor| vendor.value.id.as_deref()) == device["maker"].as_str();
        let invented = device["maker"].as_str().is_some_and(|maker| maker.starts_with("kaku_"));
        let told = device["reveals"]["model"] == true && (known || !invented);
        match truth["verdict"].as_str().unwrap() {
            "affected" if told => {
                affected += 1;
                affected_invented += usize::from(invented);
                assert!(
                    matches!(verdict, Some(Verdict::Affected | Verdict::Unknown)),
                    "{truth}: {verdict:?}"
                );
            }
            "not_affected" => assert_ne!(verdict, Some(Verdict::Affected), "{truth}"),
            _ => {}
        }
    }
    assert!(affected > 0, "the demo has affected devices that tell their model");
    assert!(affected_invented > 0, "and invented makers are recognised by their own word");
    for ((id, advisory), verdict) in &judged {
        let alarm = *verdict == Verdict::Affected && !concerned.contains(&(*id, *advisory));
        assert!(!alarm, "{advisory} does not concern {id}");
    }
}
