//! What CSAF documents of feeds state, from outside: `vuln scan` over the feeds that are kept, the second time as the first.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

fn fixture(name: &str) -> PathBuf {
    Path::new(FIXTURES).join(name)
}

/// An installation with the feeds of the fixtures.
fn installation() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let names = ["cve-5.jsonl", "nvd-2.0.json", "osv-go.json", "osv-pypi.yaml"]
        .map(|name| fixture("vuln").join(name));
    import(data.path(), &names);
    data
}

fn import(data: &Path, files: &[PathBuf]) {
    let output = Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(["feeds", "import", "--by", "係", "--data"])
        .arg(data)
        .args(files)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", told(&output));
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two products: in one of them is the gateway that the documents are about.
fn boms() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("vex/infuse.cdx.json"), folder.path().join("infuse.json")).unwrap();
    let part = json!({ "type": "library", "name": "acme-images", "version": "2.2.5", "purl": "pkg:pypi/acme-images@2.2.5" });
    let other = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [part] });
    fs::write(folder.path().join("other.json"), other.to_string()).unwrap();
    folder
}

fn scan(boms: &Path, data: &Path, cache: Option<&Path>) -> (Value, Output) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
    command.args(["vuln", "scan"]).arg(boms).arg("--data").arg(data);
    command.args(["--now", "2026-11-12", "--stale-after", "100000", "--all", "--format", "json"]);
    match cache {
        Some(cache) => command.arg("--cache").arg(cache),
        None => command.arg("--no-cache"),
    };
    let output = command.output().unwrap();
    (serde_json::from_slice(&output.stdout).unwrap_or_default(), output)
}

fn gateway(answer: &Value) -> &Value {
    let all = answer["findings"].as_array().unwrap();
    all.iter().find(|finding| finding["vulnerability"] == "CVE-2099-0007").unwrap_or(&Value::Null)
}

/// The document of the fixtures with another edition and status.
fn document(version: &str, date: &str, status: &str) -> Value {
    let text = fs::read_to_string(fixture("csaf-statements/aoba-infuse-gateway.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    document["document"]["tracking"]["version"] = json!(version);
    document["document"]["tracking"]["current_release_date"] = json!(date);
    document["vulnerabilities"][0]["product_status"] = json!({ status: ["INFUSE-2.1:GATEWAY"] });
    document
}

#[test]
fn the_makers_word_of_a_feed_counts_without_being_taken_in() {
    let (data, boms) = (installation(), boms());
    let (before, _) = scan(boms.path(), data.path(), None);
    assert_eq!(gateway(&before)["verdict"], "affected", "{before:#}");
    assert_eq!(before["statements_of_feeds"], json!({ "documents": 0, "statements": 0 }));
    import(data.path(), &[fixture("csaf-statements/aoba-infuse-gateway.json")]);
    let (after, _) = scan(boms.path(), data.path(), None);
    let row = gateway(&after);
    assert_eq!((&row["counts"], &row["by_ranges"]), (&json!("not_affected"), &json!("affected")));
    let statement = &row["statement"];
    assert_eq!((&statement["from_feed"], &statement["weight"]), (&json!(true), &json!("counts")));
    assert_eq!(statement["document"]["namespace"], "https://aoba.example");
    assert_eq!(
        (&statement["origin"]["brought_by"], &statement["origin"]["provider"]),
        (&json!("係"), &Value::Null)
    );
    assert_eq!(
        (&statement["document"]["id"], &statement["said_at"]),
        (&json!("AOBA-2026-0007"), &json!("2026-11-01T00:00:00Z"))
    );
    assert_eq!(after["statements_of_feeds"], json!({ "documents": 1, "statements": 1 }));
    // The same by a folder that is named, in which documents lie beside feeds.
    let named = tempfile::tempdir().unwrap();
    for name in ["vuln/osv-go.json", "vuln/osv-pypi.yaml", "csaf-statements/aoba-infuse-gateway.json"] {
        let file = fixture(name);
        fs::copy(&file, named.path().join(file.file_name().unwrap())).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(["vuln", "scan", "--all", "--no-cache", "--format", "json", "--now", "2026-11-12"])
        .arg(boms.path())
        .arg("--feeds")
        .arg(named.path())
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(gateway(&answer)["counts"], "not_affected", "{}", told(&output));
}

#[test]
fn a_document_that_cannot_be_read_is_told_and_never_clean() {
    let (data, boms) = (installation(), boms());
    let place = data.path().join("feeds/csaf/aoba/1.json");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, "{\"document\":").unwrap();
    let (answer, output) = scan(boms.path(), data.path(), None);
    assert_eq!(answer["knowledge_sound"], false);
    assert_eq!(answer["statements_of_feeds"]["left_out"].as_array().map(Vec::len), Some(1));
    assert!(told(&output).contains("not known: what"), "{}", told(&output));
}

/// Whatever becomes of the documents: what is remembered and what is judged anew are together what is judged whole.
#[test]
fn a_scan_that_remembers_says_what_a_whole_one_says() {
    let (data, boms, cache) = (installation(), boms(), tempfile::tempdir().unwrap());
    let place = data.path().join("feeds/csaf/aoba/1.json");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    let mut other = document("1", "2026-11-01T00:00:00Z", "known_affected");
    other["document"]["tracking"]["id"] = json!("AOBA-2026-0008");
    other["vulnerabilities"][0]["cve"] = json!("CVE-2099-4242");
    let mut withdrawn = document("4", "2026-11-05T00:00:00Z", "fixed");
    withdrawn["document"]["category"] = json!("csaf_withdrawn");
    let mut counted = Vec::new();
    for (name, text) in [
        ("1.json", Some(document("1", "2026-11-01T00:00:00Z", "known_not_affected").to_string())),
        ("1.json", Some(document("2", "2026-11-02T00:00:00Z", "under_investigation").to_string())),
        ("1.json", Some(document("3", "2026-11-03T00:00:00Z", "fixed").to_string())),
        ("2.json", Some(other.to_string())),
        ("1.json", Some(withdrawn.to_string())),
        ("1.json", Some("broken".to_owned())),
        ("1.json", None),
        ("2.json", None),
    ] {
        let path = place.with_file_name(name);
        match &text {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let (whole, _) = scan(boms.path(), data.path(), None);
        for time in ["first", "second"] {
            let (remembered, output) = scan(boms.path(), data.path(), Some(cache.path()));
            assert_eq!(remembered, whole, "{name} {text:?} the {time} time: {}", told(&output));
        }
        counted.push(gateway(&whole)["counts"].as_str().unwrap_or_default().to_owned());
    }
    let affected = "affected";
    assert_eq!(counted, ["not_affected", affected, "fixed", "fixed", affected, affected, affected, affected]);
}

/// An address changes in the settings between a confirmation and what takes it back.
#[test]
fn a_confirmation_is_of_whom_was_asked_and_can_be_taken_back_wherever_the_provider_is_now() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("feeds/csaf");
    fs::create_dir_all(&folder).unwrap();
    let at = |url: &str| {
        let says = json!({ "url": url, "name": "Aoba", "namespace": "https://aoba.example" });
        fs::write(folder.join("state.json"), json!({ "providers": { "aoba": says } }).to_string()).unwrap();
    };
    let ask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
        let output = command.args(["feeds", "provider"]).args(arguments).arg("--data").arg(data.path());
        let output = output.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), told(&output))
    };
    let confirm = |of: &str| ask(&["confirm", "aoba", "--namespace", of, "--by", "係", "--why", "電話"]);
    let take_back = || ask(&["take-back", "aoba", "--by", "係", "--why", "別の会社"]);
    at("https://csaf.aoba.example/p.json");
    let (code, _, told) = confirm("https://another.example");
    assert!(code == Some(2) && told.contains("it is Aoba (https://aoba.example)"), "{told}");
    assert_eq!(take_back().0, Some(2), "nobody confirmed anything");
    assert_eq!(confirm("https://aoba.example").0, Some(0));
    at("https://mirror.example/p.json");
    let (code, listed, _) = ask(&["list", "--format", "csv"]);
    assert!(code == Some(3) && listed.contains("at https://csaf.aoba.example/p.json"), "{listed}");
    let (_, _, told) = confirm("https://another.example");
    assert!(told.contains("lies outside") && told.contains("at https://csaf.aoba.example/p.json"), "{told}");
    let (code, said, _) = take_back();
    assert!(code == Some(0) && said.contains("taken back"), "{said}");
    at("https://csaf.aoba.example/p.json");
    assert_eq!((ask(&["list"]).0, take_back().0), (Some(3), Some(2)));
}
