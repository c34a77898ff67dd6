//! A synthetic hospital with a ledger of every kind of mess and known truth: how right are the statuses?

use std::{collections::BTreeMap, net::IpAddr};

use domain::{
    addresses::MacAddr,
    certainty::Certainty,
    devices::{Device, Maker, Stated},
    facts::Evidence,
    ids::DeviceId,
    ledger::{LedgerRow, RowStatus},
    picture::Picture,
};
use knowledge::Knowledge;

use super::{Decisions, reconcile};

/// Makers, kinds and models of the invented park: name in the ledger, `maker_id`, `kind_id`, name of the kind, model.
const PARK: [(&str, &str, &str, &str, &str); 6] = [
    ("東芝メディカルシステムズ", "canon_medical", "ct", "CT装置", "Aquilion 64"),
    ("日本光電", "nihon_kohden", "patient_monitor_bedside", "ベッドサイドモニタ", "BSM-6301"),
    ("テルモ", "terumo", "infusion_pump", "輸液ポンプ", "TE-281"),
    ("シスメックス", "sysmex", "haematology_analyser", "血球計数装置", "XN-3000"),
    ("ブラザー", "brother", "printer_mfp", "プリンタ", "HL-5470"),
    ("GEヘルスケア", "ge_healthcare", "ultrasound", "超音波診断装置", "LOGIQ E10"),
];

fn evidence() -> Evidence {
    Evidence { source: "test".into(), said: "".into(), frame: None, origin: None }
}

pub(super) fn stated<T>(value: T) -> Option<Stated<T>> {
    Some(Stated::new(value, Certainty::Certain, evidence()))
}

/// A device that says nothing but its addresses.
pub(super) fn device(id: &str, mac: Option<&str>, ip: Option<&str>) -> Device {
    Device {
        macs: mac.map(|m| m.parse().unwrap()).into_iter().collect(),
        ips: ip.map(|i| i.parse().unwrap()).into_iter().collect(),
        ..Device::unknown(DeviceId::from_tail(id))
    }
}

/// Neighbouring devices have neighbouring addresses, as in real purchases.
fn park(count: usize) -> Vec<Device> {
    (0..count)
        .map(|n| {
            let (_, maker, kind, _, model) = PARK[n % PARK.len()];
            let mac = MacAddr([0x00, 0x10 + (n % PARK.len()) as u8, 0x5a, 0x20, (n >> 8) as u8, n as u8]);
            let ip = IpAddr::from([10, 20, (n / 200) as u8, (n % 200 + 10) as u8]);
            let mut device = device(&format!("{n:05}"), None, None);
            let behind = n % 19 == 7;
            device.macs = if behind { Vec::new() } else { vec![mac] };
            device.ips = vec![ip];
            // A third tells nothing but its addresses.
            if n % 3 != 0 {
                device.vendor = stated(Maker { id: Some(maker.into()), name: maker.into(), name_ja: None });
                device.kind = stated(kind.into());
                device.model = stated(model.into());
            }
            if n % 4 == 1 {
                device.hostname = stated(format!("DEV-{n:05}"));
            }
            if n % 5 == 2 {
                device.serial = stated(format!("SN{n:06}"));
            }
            if n % 6 == 0 {
                device.ae_titles = stated(format!("AE{n:05}")).into_iter().collect();
            }
            device
        })
        .collect()
}

fn row_of(n: usize, device: &Device) -> LedgerRow {
    let (maker, _, _, kind, model) = PARK[n % PARK.len()];
    LedgerRow {
        sheet: "台帳".into(),
        row: n as u32 + 4,
        asset_no: Some(format!("ME-{n:05}")),
        name: Some(kind.into()),
        maker: Some(maker.into()),
        model: Some(model.into()),
        ips: device.ips.clone(),
        macs: device.macs.clone(),
        ae_titles: device.ae_titles.iter().map(|s| s.value.clone()).collect(),
        ..LedgerRow::default()
    }
}

/// What happens to the n-th row, and which answer is right.
fn mess(n: usize, row: &mut LedgerRow, device: &Device, devices: &[Device]) -> RowStatus {
    let bare = |row: &mut LedgerRow| {
        row.ips.clear();
        row.macs.clear();
        row.ae_titles.clear();
    };
    let gone = MacAddr([0x00, 0x99, 0x88, 0x77, (n >> 8) as u8, n as u8]);
    let has_mac = !device.macs.is_empty();
    match n % 16 {
        0 | 1 => RowStatus::Matched,
        2 if has_mac => {
            row.ips.clear();
            row.dhcp = true;
            RowStatus::Matched
        }
        3 => {
            row.macs.clear();
            RowStatus::Matched
        }
        4 if device.hostname.is_some() => {
            bare(row);
            row.hostname =
                device.hostname.as_ref().map(|h| format!("{}.hospital.local", h.value.to_lowercase()));
            RowStatus::Matched
        }
        5 if device.serial.is_some() => {
            bare(row);
            row.serial = device.serial.as_ref().map(|s| s.value.clone());
            RowStatus::Matched
        }
        6 if has_mac => {
            row.ips = vec![IpAddr::from([10, 99, (n / 200) as u8, (n % 200) as u8])];
            RowStatus::Conflict
        }
        7 if has_mac => {
            row.macs[0].0[5] ^= 0x80;
            RowStatus::Conflict
        }
        8 if has_mac && !n.is_multiple_of(3) => {
            row.macs[0] = MacAddr([0x00, 0x10 + (n % PARK.len()) as u8, 0x5a, 0xee, (n >> 8) as u8, n as u8]);
            RowStatus::Conflict
        }
        9 => {
            row.macs = vec![gone];
            row.ips = vec![IpAddr::from([10, 88, (n / 200) as u8, (n % 200) as u8])];
            row.ae_titles.clear();
            RowStatus::NotSeen
        }
        10 => {
            // An old device; its address went to the device of the row before, which has its own row.
            row.macs = vec![gone];
            row.ips = devices[n - 10].ips.clone();
            row.ae_titles.clear();
            RowStatus::NotSeen
        }
        11 => {
            bare(row);
            RowStatus::NoKey
        }
        12 => {
            row.retired = true;
            row.macs = vec![gone];
            row.ips.clear();
            row.ae_titles.clear();
            RowStatus::NotSeen
        }
        13 if has_mac => {
            row.retired = true;
            RowStatus::Conflict
        }
        14 if has_mac && !n.is_multiple_of(3) => {
            row.maker = Some(PARK[(n + 1) % PARK.len()].0.into());
            RowStatus::Conflict
        }
        _ => RowStatus::Matched,
    }
}

/// Precision and recall per status.
fn measure(count: usize) -> BTreeMap<&'static str, (f64, f64, usize)> {
    let devices = park(count);
    let mut rows = Vec::new();
    let mut truth = Vec::new();
    for (n, device) in devices.iter().enumerate() {
        let mut row = row_of(n, device);
        let status = mess(n, &mut row, device, &devices);
        rows.push(row);
        truth.push((status, device.id.clone()));
    }
    let picture = Picture { devices, ..Picture::default() };
    let result = reconcile(&rows, &picture, Knowledge::built_in(), &Decisions::default());
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for ((status, device), answer) in truth.iter().zip(&result.rows) {
        let found = matches!(answer.status, RowStatus::Matched | RowStatus::Conflict);
        let right = *status == answer.status && (!found || answer.devices == [device.clone()]);
        if !right && std::env::var_os("LEDGER_SHOW").is_some() {
            println!("{} {status:?} != {:?} {:?} {}", answer.row, answer.status, answer.reasons, answer.why);
        }
        counts.entry(status.as_str()).or_default().0 += usize::from(right);
        counts.entry(status.as_str()).or_default().1 += 1;
        counts.entry(answer.status.as_str()).or_default().2 += 1;
    }
    counts
        .into_iter()
        .map(|(status, (right, wanted, given))| {
            (status, (right as f64 / given.max(1) as f64, right as f64 / wanted.max(1) as f64, wanted))
        })
        .collect()
}

#[test]
fn statuses_of_a_messy_ledger_are_right() {
    let measured = measure(4_000);
    for (status, (precision, recall, rows)) in &measured {
        println!("{status:10} precision {precision:.4} recall {recall:.4} of {rows} rows");
        if *rows > 0 {
            assert!(*precision >= 0.98 && *recall >= 0.98, "{status}: precision {precision} recall {recall}");
        }
    }
}

#[test]
fn the_order_of_devices_does_not_matter() {
    let devices = park(120);
    let rows: Vec<LedgerRow> = devices.iter().enumerate().map(|(n, d)| row_of(n, d)).collect();
    let mut backwards = devices.clone();
    backwards.reverse();
    let names = Knowledge::built_in();
    let one = reconcile(&rows, &Picture { devices, ..Picture::default() }, names, &Decisions::default());
    let other =
        reconcile(&rows, &Picture { devices: backwards, ..Picture::default() }, names, &Decisions::default());
    assert_eq!(one.rows, other.rows);
}
