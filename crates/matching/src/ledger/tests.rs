//! Cases of reconciliation, one story each.

use domain::{
    devices::{Device, Maker},
    ids::ZoneId,
    ledger::{BlindReason, ClueResult, Column, LedgerRow, Reconciliation, RowDecision, RowStatus},
    picture::Picture,
    zones::{Visibility, Zone},
};
use knowledge::Knowledge;

use super::{
    Decision, Decisions,
    harness::{device, stated},
    reconcile, row_key,
};

fn row(asset: &str, mac: &str, ip: &str) -> LedgerRow {
    LedgerRow {
        sheet: "台帳".into(),
        row: 4,
        asset_no: Some(asset.into()),
        macs: mac.parse().into_iter().collect(),
        ips: ip.parse().into_iter().collect(),
        ..LedgerRow::default()
    }
}

fn run(rows: &[LedgerRow], devices: Vec<Device>) -> Reconciliation {
    reconcile(rows, &Picture { devices, ..Picture::default() }, Knowledge::built_in(), &Decisions::default())
}

fn status(rows: &[LedgerRow], devices: Vec<Device>) -> Vec<RowStatus> {
    run(rows, devices).rows.iter().map(|r| r.status).collect()
}

const A: &str = "18:66:da:10:00:21";

#[test]
fn a_stale_row_with_the_same_address_is_not_seen() {
    let mut ct = device("ct", Some(A), Some("10.77.0.21"));
    ct.ae_titles = stated("CT01".to_owned()).into_iter().collect();
    let mut new = row("ME-001", A, "10.77.0.21");
    new.ae_titles = vec!["CT01".into()];
    let mut old = row("ME-011", "00:00:39:aa:bb:cc", "10.77.0.21");
    old.ae_titles = vec!["CT01".into()];
    old.name = Some("CT装置(旧)".into());
    let result = run(&[old, new], vec![ct]);
    assert_eq!(result.rows[0].status, RowStatus::NotSeen);
    assert!(result.rows[0].reasons.contains(&"duplicate_row".to_owned()), "{:?}", result.rows[0].reasons);
    assert!(result.rows[0].devices.is_empty());
    assert_eq!(result.rows[1].status, RowStatus::Matched, "{}", result.rows[1].why);
    assert_eq!((result.totals.known, result.totals.only_connected), (1, 0));
}

#[test]
fn differing_attributes_are_told() {
    let result = run(&[row("ME-003", A, "10.77.0.24")], vec![device("us", Some(A), Some("10.77.0.23"))]);
    let only = &result.rows[0];
    assert_eq!(only.status, RowStatus::Conflict);
    let ip = only.clues.iter().find(|c| c.column == Column::Ip).unwrap();
    assert_eq!(
        (ip.ledger.as_str(), ip.network.as_deref(), ip.agrees),
        ("10.77.0.24", Some("10.77.0.23"), ClueResult::Different)
    );
    assert!(only.why.contains("10.77.0.24") && only.why.contains("10.77.0.23"), "{}", only.why);
    let typo = run(
        &[row("IT-004", "00:0c:29:10:00:82", "10.77.0.81")],
        vec![device("f", Some("00:0c:29:10:00:81"), Some("10.77.0.81"))],
    );
    assert_eq!(typo.rows[0].status, RowStatus::Conflict);
    assert!(typo.rows[0].reasons.contains(&"mac_typo".to_owned()));
}

#[test]
fn another_device_with_the_same_address_is_not_forced() {
    let mut printer = device("p", Some("00:80:77:00:00:01"), Some("10.0.0.5"));
    printer.vendor = stated(Maker { id: Some("brother".into()), name: "Brother".into(), name_ja: None });
    printer.kind = stated("printer_mfp".into());
    let mut ct = row("ME-1", "00:00:39:aa:bb:cc", "10.0.0.5");
    ct.name = Some("CT装置".into());
    ct.maker = Some("キヤノンメディカルシステムズ".into());
    let result = run(&[ct.clone()], vec![printer.clone()]);
    assert_eq!(result.rows[0].status, RowStatus::NotSeen, "{}", result.rows[0].why);
    assert_eq!(result.only_connected.len(), 1);
    // Nothing but the address is known on either side: a person has to look.
    ct.name = None;
    ct.maker = None;
    printer.vendor = None;
    printer.kind = None;
    assert_eq!(status(&[ct], vec![printer]), [RowStatus::Ambiguous]);
}

#[test]
fn a_replaced_card_is_a_conflict() {
    let mut ct = device("ct", Some(A), Some("10.0.0.5"));
    ct.hostname = stated("CT-CONSOLE".into());
    let mut said = row("ME-1", "00:00:39:aa:bb:cc", "10.0.0.5");
    said.hostname = Some("ct-console".into());
    assert_eq!(status(&[said], vec![ct]), [RowStatus::Conflict]);
}

#[test]
fn group_and_former_names_do_not_disagree() {
    let mut ct = device("ct", Some(A), Some("10.0.0.5"));
    ct.vendor = stated(Maker {
        id: Some("canon_medical".into()),
        name: "Canon Medical Systems".into(),
        name_ja: None,
    });
    let mut said = row("ME-1", A, "10.0.0.5");
    said.maker = Some("東芝メディカルシステムズ㈱".into());
    assert_eq!(status(&[said.clone()], vec![ct.clone()]), [RowStatus::Matched]);
    said.maker = Some("シスメックス".into());
    assert_eq!(status(&[said], vec![ct]), [RowStatus::Conflict]);
}

#[test]
fn two_rows_for_one_device() {
    let devices = || vec![device("a", Some(A), Some("10.0.0.5"))];
    assert_eq!(
        status(&[row("ME-1", A, "10.0.0.5"), row("ME-2", A, "10.0.0.5")], devices()),
        [RowStatus::Ambiguous, RowStatus::Ambiguous]
    );
    // One of them is better kept.
    let mut kept = row("ME-1", A, "10.0.0.5");
    kept.location = Some("CT室".into());
    assert_eq!(
        status(&[row("ME-2", A, "10.0.0.5"), kept], devices()),
        [RowStatus::Ambiguous, RowStatus::Matched]
    );
    // An asset list and an address plan on two sheets.
    let mut plan = row("", "", "10.0.0.5");
    plan.asset_no = None;
    plan.sheet = "IP管理表".into();
    assert_eq!(
        status(&[row("ME-1", A, "10.0.0.5"), plan], devices()),
        [RowStatus::Matched, RowStatus::Matched]
    );
    // The same asset number twice.
    assert_eq!(
        status(&[row("ME-1", A, "10.0.0.5"), row("ME-1", A, "10.0.0.5")], devices()),
        [RowStatus::Matched, RowStatus::Matched]
    );
}

#[test]
fn two_devices_for_one_row() {
    let mut one = device("a", None, Some("10.0.0.5"));
    let two = device("b", None, Some("10.0.0.5"));
    assert_eq!(
        status(&[row("ME-1", "", "10.0.0.5")], vec![one.clone(), two.clone()]),
        [RowStatus::Ambiguous]
    );
    one.macs = A.parse().into_iter().collect();
    assert_eq!(status(&[row("ME-1", A, "10.0.0.5")], vec![one, two]), [RowStatus::Matched]);
}

#[test]
fn ranges_claim_their_devices() {
    let devices: Vec<Device> =
        (10..16).map(|n| device(&n.to_string(), None, Some(&format!("10.0.0.{n}")))).collect();
    let mut pumps = row("ME-1", "", "");
    pumps.ip_ranges = vec![("10.0.0.10".parse().unwrap(), "10.0.0.14".parse().unwrap())];
    let result = run(&[pumps, row("ME-2", "", "10.0.0.12")], devices);
    assert_eq!((result.rows[0].status, result.rows[0].devices.len()), (RowStatus::Matched, 4));
    assert_eq!((result.rows[1].status, result.totals.only_connected), (RowStatus::Matched, 1));
}

#[test]
fn numbers_in_host_names_are_keys() {
    let mut gas = device("g", Some(A), Some("10.77.9.124"));
    gas.hostname = stated("BG500-0007".into());
    let mut said = row("ME-008", "", "");
    said.serial = Some("BG500-0007".into());
    assert_eq!(status(&[said], vec![gas]), [RowStatus::Matched]);
}

#[test]
fn retired_rows() {
    let mut said = row("ME-1", A, "10.0.0.5");
    said.retired = true;
    let result = run(&[said.clone()], vec![device("a", Some(A), Some("10.0.0.5"))]);
    assert_eq!(
        (result.rows[0].status, result.rows[0].reasons[0].as_str()),
        (RowStatus::Conflict, "retired_but_seen")
    );
    // Its address went to another device.
    let result = run(&[said], vec![device("b", Some("00:00:39:aa:bb:cc"), Some("10.0.0.5"))]);
    assert_eq!(result.rows[0].status, RowStatus::NotSeen);
}

#[test]
fn blind_spots_say_where_to_mirror() {
    let zone = |cidr: &str, visibility| Zone {
        id: ZoneId::from_tail(cidr),
        vlan: None,
        subnets: vec![cidr.into()],
        name: None,
        gateways: vec!["10.1.0.1".parse().unwrap()],
        devices: Vec::new(),
        visibility,
    };
    let picture = Picture {
        zones: vec![zone("10.0.0.0/24", Visibility::Full), zone("10.1.0.0/24", Visibility::EdgeOnly)],
        ..Picture::default()
    };
    let rows = [row("1", A, "10.0.0.9"), row("2", A, "10.1.0.9"), row("3", A, "10.2.0.9"), row("4", "", "")];
    let result = reconcile(&rows, &picture, Knowledge::built_in(), &Decisions::default());
    let blind: Vec<_> = result.rows.iter().map(|r| r.blind).collect();
    assert_eq!(
        blind,
        [
            None,
            Some(BlindReason::ZonePartlySeen),
            Some(BlindReason::ZoneNeverSeen),
            Some(BlindReason::NoAddress)
        ]
    );
    let spots: Vec<_> =
        result.blind_spots.iter().map(|s| (s.zone.as_str(), s.advice.as_str(), s.at.as_deref())).collect();
    assert_eq!(
        spots,
        [
            ("10.1.0.0/24", "mirror-access-switch", Some("10.1.0.1")),
            ("10.2.0.0/24", "mirror-gateway-port", None)
        ]
    );
}

#[test]
fn decisions_survive() {
    let devices = || vec![device("us", Some(A), Some("10.77.0.23"))];
    let differing = row("ME-003", A, "10.77.0.24");
    let decide = |decision| [Decision { row_key: row_key(&differing), decision }];
    let run = |list: &[Decision], row: &LedgerRow| {
        let picture = Picture { devices: devices(), ..Picture::default() };
        let decisions = Decisions { list, today: "2026-11-22" };
        reconcile(std::slice::from_ref(row), &picture, Knowledge::built_in(), &decisions).rows.remove(0)
    };
    assert_eq!(run(&decide(RowDecision::Accepted), &differing).status, RowStatus::Matched);
    let nowhere = row("ME-003", "", "10.99.0.1");
    let linked = run(&decide(RowDecision::Linked { address: A.into() }), &nowhere);
    assert_eq!((linked.status, linked.devices.len()), (RowStatus::Matched, 1));
    let past = RowDecision::Ignored { reason: "x".into(), until: Some("2026-01-01".into()) };
    assert_eq!(run(&decide(past), &differing).decided, None);
    let retired = run(&decide(RowDecision::Retired { on: "2026-11-01".into() }), &differing);
    assert_eq!((retired.status, retired.reasons[0].as_str()), (RowStatus::Conflict, "retired_but_seen"));
}

proptest::proptest! {
    #[test]
    fn any_ledger_is_survived(
        rows in proptest::collection::vec(("\\PC{0,8}", "[0-9a-f]{0,12}", 0u8..6, 0u8..6, proptest::bool::ANY), 0..20),
        devices in proptest::collection::vec((0u8..6, 0u8..6), 0..12),
    ) {
        let rows: Vec<LedgerRow> = rows.into_iter().map(|(name, serial, mac, ip, retired)| {
            let mut row = row(&name, &format!("00:11:22:33:44:0{mac}"), &format!("10.0.0.{ip}"));
            row.serial = Some(serial);
            row.name = Some(name);
            row.retired = retired;
            row
        }).collect();
        let devices: Vec<Device> = devices.iter().enumerate().map(|(n, (mac, ip))| {
            device(&n.to_string(), Some(&format!("00:11:22:33:44:0{mac}")), Some(&format!("10.0.0.{ip}")))
        }).collect();
        let count = devices.len();
        let result = run(&rows, devices);
        proptest::prop_assert_eq!(result.rows.len(), rows.len());
        proptest::prop_assert_eq!(result.totals.known as usize + result.only_connected.len(), count);
        let mut held = std::collections::BTreeMap::new();
        for answer in result.rows.iter().filter(|r| matches!(r.status, RowStatus::Matched | RowStatus::Conflict)) {
            for device in &answer.devices {
                let other = held.insert(device.clone(), answer.asset_no.clone());
                proptest::prop_assert!(other.is_none() || other == Some(answer.asset_no.clone()));
            }
        }
    }
}

#[test]
fn a_running_number_names_nobody() {
    let mut pc = device("pc", Some(A), Some("10.0.0.5"));
    pc.hostname = stated("HIS-0014".to_owned());
    let blank = row("0014", "", "");
    assert_eq!(status(&[blank], vec![pc.clone()]), [RowStatus::NoKey]);
    assert_ne!(row_key(&row("0014", A, "")), row_key(&row("0014", "", "10.0.0.7")));
    let asset = row("HIS-0014", "", "");
    assert_eq!(status(std::slice::from_ref(&asset), vec![pc]), [RowStatus::Matched]);
    assert_eq!(row_key(&asset), row_key(&row("HIS-0014", A, "")));
}

#[test]
fn a_copied_line_is_the_same_device() {
    let copies = [row("12", A, "10.0.0.5"), row("13", A, "10.0.0.5")];
    let result = run(&copies, vec![device("ct", Some(A), Some("10.0.0.5"))]);
    for only in &result.rows {
        assert_eq!(only.status, RowStatus::Matched, "{}", only.why);
    }
    assert_eq!(result.totals.known, 1);
    // Another model: somebody has to say which line is right.
    let mut other = copies.clone();
    other[1].model = Some("Aquilion".into());
    let result = run(&other, vec![device("ct", Some(A), Some("10.0.0.5"))]);
    assert!(result.rows.iter().any(|row| row.status == RowStatus::Ambiguous), "{:?}", result.rows);
}
