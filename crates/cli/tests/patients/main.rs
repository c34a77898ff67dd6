//! No patient and no account comes out (DESIGN §7): a capture made here carries an unmistakable patient in every field of every
//! protocol that can hold a person; then everything that comes out is searched: JSON, table and CSV, messages of the most talkative
//! run, observations as they are kept and sent, the database, what pages are drawn from, and the Excel ledger.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

mod marks;
mod medical;
mod office;
mod wire;

use std::{io::Read as _, path::Path, process::Command, sync::Arc};

use app::{captures::ReadProgress, clock::Clock, node::Node};
use domain::{ids::OrgId, observations::Observations, time::Timestamp};
use marks::found_in;

fn capture() -> (Vec<u8>, Vec<(u16, &'static str)>) {
    let mut wire = wire::Wire::new();
    let expected = [medical::speak(&mut wire), office::speak(&mut wire)].concat();
    (wire.into_file(), expected)
}

fn clean(what: &str, bytes: &[u8]) {
    assert!(bytes.len() > 100, "{what} is empty");
    assert_eq!(found_in(bytes), None, "{what} names the patient");
}

fn observations(file: &[u8]) -> Observations {
    app::captures::read(file, "patients.pcap", &discovery::reading::built_in(), &ReadProgress::default())
}

#[test]
fn every_conversation_is_recognised() {
    let (file, expected) = capture();
    let observed = observations(&file);
    let named = |port: u16, word: &str| {
        observed.flows.iter().any(|flow| flow.port == port && flow.protocol.as_deref() == Some(word))
    };
    let silent: Vec<_> = expected.into_iter().filter(|(port, word)| !named(*port, word)).collect();
    let seen = |port: u16| observed.flows.iter().filter(move |f| f.port == port).map(|f| f.protocol.clone());
    let silent: Vec<_> = silent.into_iter().map(|(p, w)| (p, w, seen(p).collect::<Vec<_>>())).collect();
    assert!(silent.is_empty(), "not recognised, so nothing is proved: {silent:?}");
}

#[test]
fn nothing_of_the_patient_is_observed() {
    let (file, _) = capture();
    let observed = serde_json::to_vec(&observations(&file)).unwrap();
    clean("observations", &observed);
    let text = String::from_utf8_lossy(&observed);
    for told in ["CT01", "AN-100", "BG-1", "PUMP1", "PACS1", "WS02", "SCANNER_1", "Scan 64"] {
        assert!(text.contains(told), "{told} is a device's word and must come out");
    }
}

#[test]
fn nothing_of_the_patient_is_printed() {
    let (file, _) = capture();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patients.pcap");
    std::fs::write(&path, file).unwrap();
    for format in ["json", "table", "csv"] {
        let out = Command::new(env!("CARGO_BIN_EXE_kikimori"))
            .args(["discover", path.to_str().unwrap(), "--format", format])
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        assert!(out.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&out.stderr));
        clean(format, &out.stdout);
        assert_eq!(found_in(&out.stderr), None, "messages of {format} name the patient");
    }
}

#[tokio::test]
async fn nothing_of_the_patient_is_kept_shown_or_exported() {
    let (file, _) = capture();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("node.db");
    let organisation = store::organisations::Organisation {
        id: OrgId::from_tail("test"),
        name: "試験病院".into(),
        fictional: true,
    };
    let now = Timestamp(1_700_000_100_000_000);
    let url = format!("sqlite:{}", database.display());
    let node = Arc::new(Node::open(&url, Clock::Fixed(now), &organisation).await.unwrap());
    node.take_in_observations(&organisation.id, "capture", &observations(&file)).await.unwrap();
    let snapshot = node.snapshot(&organisation.id).unwrap();
    assert!(!snapshot.picture.devices.is_empty());
    clean("the snapshot", format!("{snapshot:?}").as_bytes());

    let source = app::ledger_export::Source {
        rows: &snapshot.ledger,
        reconciliation: &snapshot.reconciliation,
        picture: &snapshot.picture,
        kinds: &snapshot.kinds,
    };
    let language = app::ledger_export::Language::Japanese;
    let workbook = app::ledger_export::complete_ledger(&source, language, now).unwrap();
    clean("the Excel ledger", &unzipped(&workbook));
    drop(node);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(found_in(&std::fs::read(&path).unwrap()), None, "{} names the patient", path.display());
    }
    assert!(Path::new(&database).exists());
}

fn unzipped(file: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut all = Vec::new();
    for index in 0..archive.len() {
        archive.by_index(index).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}
