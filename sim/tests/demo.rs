//! The demo folder is complete, the same seed writes the same bytes, and the packets are right for another reader too.
use std::{fs, path::Path, process::Command};

use sim::{hospital::Size, write_demo};

fn size() -> Size {
    Size { beds: 60, devices: 120, days: 7 }
}

#[test]
fn a_week_a_ledger_advisories_and_the_truth() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let demo = write_demo(one.path(), 5, size()).unwrap();
    let again = write_demo(two.path(), 5, size()).unwrap();
    assert_eq!(demo.captures.len(), 7);
    for (a, b) in demo.captures.iter().zip(&again.captures) {
        assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap());
    }
    assert_eq!(fs::read_dir(&demo.advisories).unwrap().count(), 5);
    let truth: serde_json::Value = serde_json::from_slice(&fs::read(&demo.truth).unwrap()).unwrap();
    assert!(truth["devices"].as_array().unwrap().len() >= 120);
    assert!(truth["ledger"].as_array().unwrap().len() > 30);
    assert!(truth["advisories"].as_array().unwrap().iter().any(|pair| pair["verdict"] == "affected"));
    assert!(truth["events"].as_array().unwrap().len() >= 3);
    assert!(fs::read(&demo.ledger).unwrap().starts_with(b"PK"));
    tshark_finds_nothing_wrong(&demo.captures[0]);
}

/// Wireshark's dissectors find right checksums and no malformed packet of a known protocol.
fn tshark_finds_nothing_wrong(capture: &Path) {
    let filter = "(_ws.malformed && (dhcp || dicom || hl7 || snmp || smb2 || dns || mdns || sip || bacnet || lldp || cdp)) \
                  || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0";
    let checks = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE"];
    let mut command = Command::new("tshark");
    command.arg("-r").arg(capture).args(["-Y", filter]);
    for check in checks {
        command.args(["-o", check]);
    }
    let Ok(output) = command.output() else {
        println!("skipped: no tshark here");
        return;
    };
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        told.trim().is_empty(),
        "tshark objects to:\n{}",
        told.lines().take(20).collect::<Vec<_>>().join("\n")
    );
}
