//! `kikimori vex` and `vuln scan --vex` from outside.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly"
)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

fn fixture(name: &str) -> PathBuf {
    Path::new(FIXTURES).join(name)
}

fn kikimori(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kikimori")).args(arguments).args(paths).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Findings about the pump by vulnerability, and the exit code.
fn scan(vex: &[&Path]) -> (Vec<Value>, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
    command.args(["vuln", "scan"]).arg(fixture("vex/infuse.cdx.json"));
    command.arg("--feeds").arg(fixture("vuln")).args(["--now", "2026-11-12", "--stale-after", "100000"]);
    command.args(["--format", "json", "--all", "--cache"]).arg(folder.path());
    if !vex.is_empty() {
        command.arg("--vex").args(vex);
    }
    let output = command.output().unwrap();
    let answer: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(&output)));
    let mut findings = answer["findings"].as_array().unwrap().clone();
    findings.retain(|finding| finding["vulnerability"].as_str().unwrap().starts_with("CVE-2099"));
    (findings, output.status.code())
}

fn of<'f>(findings: &'f [Value], vulnerability: &str) -> Vec<&'f Value> {
    findings.iter().filter(|finding| finding["vulnerability"] == vulnerability).collect()
}

#[test]
fn ranges_and_statements_are_both_shown_and_the_exit_code_follows_what_counts() {
    let (findings, code) = scan(&[]);
    assert_eq!(code, Some(1));
    let gateway = of(&findings, "CVE-2099-0007");
    assert_eq!(gateway.len(), 1, "{findings:#?}");
    assert_eq!((&gateway[0]["counts"], &gateway[0]["by_ranges"]), (&json!("affected"), &json!("affected")));
    assert_eq!(gateway[0]["removed_by"][0], "fixed-version", "{gateway:#?}");

    let (findings, code) = scan(&[&fixture("vex/maker.openvex.json"), &fixture("vex/hospital.json")]);
    let gateway = of(&findings, "CVE-2099-0007");
    assert_eq!(
        (&gateway[0]["counts"], &gateway[0]["by_ranges"]),
        (&json!("not_affected"), &json!("affected"))
    );
    assert_eq!(gateway[0]["verdict"], "not_affected");
    assert_eq!(gateway[0]["statement"]["weight"], "counts");
    assert!(gateway[0]["sentence_ja"].as_str().unwrap().contains("これを採用"), "{gateway:#?}");
    let images = of(&findings, "CVE-2099-0008");
    assert_eq!((&images[0]["counts"], &images[0]["by_ranges"]), (&json!("fixed"), &json!("affected")));
    // No feed knows it, the maker does; the hospital keeps the danger away and it stays affected.
    let pump = of(&findings, "CVE-2099-7777");
    assert_eq!(
        (pump.len(), &pump[0]["counts"], &pump[0]["by_ranges"]),
        (1, &json!("affected"), &Value::Null)
    );
    assert_eq!(pump[0]["treatment"], "mitigated");
    assert_eq!(code, Some(1));
}

#[test]
fn without_the_last_finding_the_exit_code_is_not_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.json");
    let subject =
        ["--product", "pkg:generic/aoba/infuse@2.1", "--author", "Ward 3", "--status", "not_affected"];
    for (component, cve) in
        [("pkg:golang/example.com/acme/gateway", "CVE-2099-0007"), ("pkg:pypi/acme-images", "CVE-2099-0008")]
    {
        let mut arguments = vec!["vex", "record", "--vulnerability", cve, "--component", component];
        arguments.extend(subject);
        arguments.extend(["--justification", "code_not_reachable", "--until", "2099-01-01"]);
        let output = kikimori(&arguments, &[&file]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    }
    let (findings, code) = scan(&[&file]);
    assert!(findings.iter().all(|finding| finding["counts"] != "affected"), "{findings:#?}");
    assert_eq!(code, Some(3), "the feeds of the fixtures are not whole");
    // Without a reason nothing is recorded.
    let output = kikimori(&[&["vex", "record", "--vulnerability", "CVE-1"][..], &subject].concat(), &[&file]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn documents_of_all_formats_are_shown() {
    let output = kikimori(&["vex", "show", "--format", "json"], &[&fixture("vex")]);
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    let documents = shown["documents"].as_array().unwrap();
    let formats: Vec<&str> = documents.iter().filter_map(|document| document["format"].as_str()).collect();
    assert_eq!(formats, ["CSAF", "Kikimori", "CycloneDX", "OpenVEX"], "{}", told(&output));
    assert_eq!(documents[3]["statements"][0]["said_at"], "2026-06-01T00:00:00Z");
    assert_eq!(shown["left_out"].as_array().map(Vec::len), Some(1), "the parts list states nothing");
    assert_eq!(output.status.code(), Some(3));
    let table = kikimori(&["vex", "show"], &[&fixture("vex/hospital.json")]);
    let text = String::from_utf8_lossy(&table.stdout).into_owned();
    assert!(text.contains("CVE-2099-7777") && text.contains("declared"), "{text}");
}

#[test]
fn converting_tells_what_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    for (to, lost) in [("openvex", "until when"), ("csaf", "until when"), ("cyclonedx", ""), ("kikimori", "")]
    {
        let output = kikimori(&["vex", "convert", "--to", to], &[&fixture("vex/hospital.json"), &out]);
        assert_eq!(output.status.code(), Some(0), "{to}: {}", told(&output));
        assert_eq!(told(&output).is_empty(), lost.is_empty(), "{to}: {}", told(&output));
        assert!(told(&output).contains(lost), "{to}: {}", told(&output));
        let again = kikimori(&["vex", "show"], &[&out]);
        assert_eq!(again.status.code(), Some(0), "{to}: {}", told(&again));
    }
}

#[test]
fn declarations_change_what_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("declared.json");
    let who = ["--author", "Ward 3", "--reason", "build log"];
    let gateway =
        ["vex", "declare", "--component", "pkg:golang/example.com/acme/gateway@v1.4.1", "--not-shipped"];
    let images = [
        "vex",
        "declare",
        "--component",
        "pkg:pypi/acme-images@2.2.5",
        "--inside",
        "pkg:generic/aoba/infuse@2.1",
        "--really",
        "pkg:pypi/acme-images@3.0",
    ];
    for arguments in [&gateway[..], &images] {
        let output = kikimori(&[arguments, &who].concat(), &[&file]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    }
    let (findings, _) = scan(&[&file]);
    let counts = |cve: &str| of(&findings, cve).iter().map(|f| f["counts"].clone()).collect::<Vec<_>>();
    assert_eq!(counts("CVE-2099-0007"), [json!("not_affected")], "{findings:#?}");
    assert_eq!(counts("CVE-2099-0008"), [json!("fixed")], "{findings:#?}");
}

#[test]
fn a_file_that_states_nothing_stops_the_scan() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
    command.args(["vuln", "scan"]).arg(fixture("vex/infuse.cdx.json")).arg("--feeds").arg(fixture("vuln"));
    let output = command.arg("--vex").arg(fixture("vex/infuse.cdx.json")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("no statements"), "{}", told(&output));
}
