//! Workbooks written and read again; the laboratory ledger against the laboratory's devices.

use std::path::Path;

use domain::{
    certainty::Certainty,
    devices::Maker,
    facts::Evidence,
    ledger::{RowStatus, RowStatus::*},
};
use knowledge::Knowledge;
use matching::ledger::{Decisions, reconcile};
use parsers::ledger::{Mapping, open, read_rows};

use super::*;

fn stated<T>(value: T) -> Option<domain::devices::Stated<T>> {
    let evidence =
        Evidence { source: "dicom".into(), said: "A-ASSOCIATE-RQ".into(), frame: Some(7), origin: None };
    Some(domain::devices::Stated::new(value, Certainty::Certain, evidence))
}

fn device(id: &str, mac: Option<&str>, ip: &str) -> Device {
    Device {
        macs: mac.map(|m| m.parse().unwrap()).into_iter().collect(),
        ips: vec![ip.parse().unwrap()],
        ..Device::unknown(DeviceId::from_tail(id))
    }
}

const NOW: Timestamp = Timestamp::from_parts(1_790_000_000, 0);

#[test]
fn the_hospitals_layout_is_kept_filled_and_marked() {
    let csv = "医療機器台帳,,,,,\n\n管理番号,機器名,メーカー,IPアドレス,MACアドレス,備考\nME-1,CT装置,,10.0.0.5,,=cmd|'/c calc'!A1\nME-2,MR,GE,10.0.0.7,18:66:DA:10:00:22,@x\n";
    let workbook = open("台帳.csv", csv.as_bytes()).unwrap();
    let reading = read_rows(&workbook, &Mapping::default());
    let mut ct = device("ct", Some("18:66:da:10:00:21"), "10.0.0.5");
    let canon = Maker {
        id: Some("canon_medical".into()),
        name: "Canon Medical".into(),
        name_ja: Some("キヤノンメディカル".into()),
    };
    ct.vendor = stated(canon);
    let mut stranger = device("x", Some("b8:27:eb:10:00:99"), "10.0.0.99");
    stranger.hostname = stated("=HYPERLINK(\"http://x\")".into());
    let mr = device("mr", Some("18:66:da:10:00:22"), "10.0.0.8");
    let picture = Picture { devices: vec![ct, mr, stranger], ..Picture::default() };
    let reconciliation = reconcile(&reading.rows, &picture, Knowledge::built_in(), &Decisions::default());
    let source = Source {
        rows: &reading.rows,
        reconciliation: &reconciliation,
        picture: &picture,
        kinds: &Knowledge::built_in().kinds,
    };
    let bytes = own_layout(&workbook, &reading.guesses, &source, Language::Japanese, NOW).unwrap();
    let again = open("out.xlsx", &bytes).unwrap();
    let sheet = &again.sheets[0];
    assert_eq!(
        (sheet.text(0, 0), sheet.text(2, 0), sheet.text(2, 6)),
        ("医療機器台帳", "管理番号", "照合結果")
    );
    assert_eq!((sheet.text(3, 2), sheet.text(3, 4)), ("キヤノンメディカル", "18:66:da:10:00:21"));
    assert_eq!((sheet.text(3, 5), sheet.text(3, 6)), ("=cmd|'/c calc'!A1", "一致"));
    // The ledger's own value stays; the difference is marked.
    assert_eq!((sheet.text(4, 3), sheet.text(4, 6)), ("10.0.0.7", "食い違い"));
    let strangers = &again.sheets[1];
    assert_eq!((strangers.name.as_str(), strangers.rows.len()), ("台帳にない機器", 2));
    assert_eq!(strangers.text(1, 11), "=HYPERLINK(\"http://x\")");
    let xml = part(&bytes, "xl/worksheets/sheet1.xml") + &part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!xml.contains("<f>"), "no formula is written");
    assert!(part(&bytes, "xl/comments1.xml").contains("10.0.0.8"));
    let all = complete_ledger(&source, Language::English, NOW).unwrap();
    let all = open("all.xlsx", &all).unwrap();
    assert_eq!((all.sheets[0].rows.len(), all.sheets[0].text(0, 0)), (4, "Asset no."));
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// The devices of the laboratory as its ground truth lists them, with what their traffic tells.
fn laboratory(truth: &serde_json::Value) -> Picture {
    let mut devices = Vec::new();
    for (list, own) in [("devices", true), ("behind_router", false)] {
        for entry in truth[list].as_array().unwrap() {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            let mut device = device(&text("id"), own.then(|| text("mac")).as_deref(), &text("ip"));
            let ae = truth["expected_dicom_ae"].as_object().unwrap();
            let ae = ae.iter().filter(|(_, ip)| ip.as_str() == Some(&text("ip")));
            device.ae_titles = ae.filter_map(|(title, _)| stated(title.clone())).collect();
            match text("id").as_str() {
                "poct" => device.hostname = stated("BG500-0007".into()),
                "cen" => {
                    let fukuda = Maker {
                        id: Some("fukuda_denshi".into()),
                        name: "Fukuda Denshi".into(),
                        name_ja: None,
                    };
                    device.card_maker = stated(fukuda);
                }
                _ => {}
            }
            devices.push(device);
        }
    }
    Picture { devices, ..Picture::default() }
}

#[test]
fn the_laboratory_ledger_comes_out_as_expected() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/captures/expected"));
    let Ok(bytes) = std::fs::read(folder.join("lab__ledger_messy_ja.xlsx")) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let expected = json("lab__ledger_expected.json");
    let picture = laboratory(&json("lab__ground_truth.json"));
    let workbook = open("lab__ledger_messy_ja.xlsx", &bytes).unwrap();
    let reading = read_rows(&workbook, &Mapping::default());
    let result = reconcile(&reading.rows, &picture, Knowledge::built_in(), &Decisions::default());
    let asset = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let list = |key: &str| -> Vec<String> {
        expected[key].as_array().unwrap().iter().map(|v| asset(v.as_str().unwrap())).collect()
    };
    let differing: Vec<String> = expected["mismatch"].as_object().unwrap().keys().cloned().collect();
    for row in &result.rows {
        let name = row.asset_no.clone().unwrap();
        let wanted: RowStatus = if list("matched").contains(&name) {
            Matched
        } else if differing.contains(&name) {
            Conflict
        } else {
            NotSeen
        };
        assert_eq!(row.status, wanted, "{name}: {:?} {}", row.reasons, row.why);
    }
    assert!(list("in_ledger_not_seen").iter().all(|name| {
        result.rows.iter().any(|r| r.asset_no.as_ref() == Some(name) && r.status == NotSeen)
    }));
    let unknown: Vec<&str> = result.only_connected.iter().map(DeviceId::as_str).collect();
    assert_eq!(unknown, ["dev_sw", "dev_lis", "dev_bms", "dev_bmsc", "dev_maint", "dev_rogue"]);
    let source = Source {
        rows: &reading.rows,
        reconciliation: &result,
        picture: &picture,
        kinds: &Knowledge::built_in().kinds,
    };
    let filled = own_layout(&workbook, &reading.guesses, &source, Language::Japanese, NOW).unwrap();
    let again = read_rows(&open("again.xlsx", &filled).unwrap(), &Mapping::default());
    assert_eq!(again.rows.iter().filter(|r| r.sheet == "医療機器台帳").count(), 15);
    // DR01 stands behind the router: nothing is filled in for it.
    assert!(again.rows[3].ips.is_empty() && again.rows[3].dhcp);
    assert!(!again.rows[5].macs.is_empty(), "the central monitor's MAC was learned");
}
