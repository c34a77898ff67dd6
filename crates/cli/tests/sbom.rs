//! `kikimori sbom` as a person uses it: exit codes, JSON, files written and read back.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn fixture(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sbom").join(name).display().to_string()
}

fn kikimori(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kikimori")).arg("sbom").args(arguments).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_summary_has_exactly_four_fields_for_each_document() {
    let folder = fixture("");
    let output = kikimori(&["show", &folder, "--summary", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let documents = json(&output)["documents"].as_array().unwrap().clone();
    assert_eq!(documents.len(), 2);
    let keys: Vec<String> = documents[1].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["file", "format", "packages", "warnings"]);
    assert_eq!(documents[1]["format"], "CycloneDX 1.6 JSON");
    assert_eq!(documents[1]["packages"], 3);
    let warnings = documents[1]["warnings"].to_string();
    assert!(warnings.contains("ghost") && warnings.contains("/components/*/colour"), "{warnings}");
}

#[test]
fn strictness_finds_what_the_standard_forbids() {
    let output = kikimori(&["show", &fixture("pump.cdx.json"), "--strict", "--summary"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/components/2/colour"));
    assert_eq!(kikimori(&["show", &fixture("pump-next.spdx"), "--strict"]).status.code(), Some(0));
}

#[test]
fn two_versions_are_compared_across_standards() {
    let output =
        kikimori(&["compare", &fixture("pump.cdx.json"), &fixture("pump-next.spdx"), "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let found = json(&output);
    assert_eq!(found["version_changed"][0]["after"], "3.0.15");
    assert_eq!(found["removed"][0]["name"], "Windows Embedded Standard 7");
    assert_eq!(found["unchanged"], 1);
}

#[test]
fn every_target_is_written_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let targets = [
        "spdx-2.3-json",
        "spdx-2.3-tv",
        "spdx-3.0",
        "cyclonedx-1.6-json",
        "cyclonedx-1.6-xml",
        "xlsx",
        "csv",
    ];
    for target in targets {
        let file = folder.path().join(target).display().to_string();
        let output = kikimori(&["convert", &fixture("pump.cdx.json"), &file, "--to", target]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let shown = kikimori(&["show", &file, "--format", "json"]);
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        for part in ["openssl", "1.0.2k", "2020-10-13", "pkg:generic/openssl@1.0.2k", "Infusion pump EX-1"] {
            assert!(text.contains(part), "{target} lost {part}");
        }
    }
}

/// A list with one part of its own.
fn list(name: &str, part: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{{"component":{{"type":"firmware","name":"{name}","version":"7"}}}},"components":[{{"type":"library","name":"{part}","version":"1"}}]}}"#
    )
}

#[test]
fn of_several_in_one_file_one_is_chosen_or_all_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (file, out) = (at("all.jsonl"), at("out.json"));
    std::fs::write(&file, format!("{}\n{}\n", list("body", "zlib"), list("panel", "qt"))).unwrap();
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    for asked in [
        &["convert", &file, &out, "--to", "spdx-2.3-json"][..],
        &["completeness", &file],
        &["compare", &file, &file],
        &["compare", &file, &file, "--document-before", "1", "--document-after", "3"],
        &["convert", &file, &out, "--to", "spdx-2.3-json", "--document", "3"],
    ] {
        let output = kikimori(asked);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true), "{asked:?}");
        let said = said(&output);
        assert!(said.contains("2  panel 7, 1 packages") && said.contains("--document NUMBER"), "{said}");
    }
    assert_eq!(kikimori(&["convert", &file, &out, "--to", "csv", "--document", "2"]).status.code(), Some(0));
    let converted = std::fs::read_to_string(&out).unwrap();
    assert!(converted.contains("qt") && !converted.contains("zlib"), "{converted}");
    assert_eq!(kikimori(&["completeness", &file, "--document", "2"]).status.code(), Some(1));
    let compared = kikimori(&[
        "compare",
        &file,
        &file,
        "--document-before",
        "1",
        "--document-after",
        "2",
        "--format",
        "json",
    ]);
    assert_eq!(json(&compared)["added"][0]["name"], "qt");
    for command in ["merge", "make"] {
        let merged = kikimori(&[command, &file, "--name", "whole"]);
        let text = String::from_utf8_lossy(&merged.stdout).into_owned();
        assert!(merged.status.success() && text.contains("zlib") && text.contains("qt"), "{text}");
    }
    std::fs::write(&file, format!("{}\n{{\"bomFormat\":\"x\"}}\n", list("body", "zlib"))).unwrap();
    let half = kikimori(&["merge", &file, "--name", "whole"]);
    assert!(
        half.status.code() == Some(2) && said(&half).contains("not the whole product"),
        "{}",
        said(&half)
    );
    let one = at("one.json");
    std::fs::write(&one, list("body", "zlib")).unwrap();
    assert_eq!(kikimori(&["completeness", &one, "--document", "1"]).status.code(), Some(1));
    assert_eq!(kikimori(&["completeness", &one, "--document", "2"]).status.code(), Some(2));
}

#[test]
fn a_folder_without_a_list_is_no_half_of_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let output = kikimori(&["show", &folder.path().display().to_string(), "--format", "json"]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
}

#[test]
fn what_is_missing_is_asked_for() {
    let output = kikimori(&["completeness", &fixture("pump.cdx.json"), "--letter", "ja"]);
    assert_eq!(output.status.code(), Some(1));
    let letter = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(letter.contains("Infusion pump EX-1") && letter.contains("own-protocol"), "{letter}");
}

#[test]
fn a_list_is_made_and_edits_stay() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("Cargo.lock"), "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n").unwrap();
    std::fs::write(at("edits.json"), r#"[{"component":"pkg:cargo/a","end_of_support":"2030-01-01"}]"#)
        .unwrap();
    let output = kikimori(&[
        "make",
        &at("Cargo.lock"),
        "--name",
        "pump",
        "--version",
        "2",
        "--edits",
        &at("edits.json"),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let made = json(&output);
    assert_eq!(made["metadata"]["component"]["name"], "pump");
    assert!(made["components"][0]["properties"].to_string().contains("2030-01-01"));
}

#[test]
fn what_is_no_bill_of_materials_ends_with_code_2() {
    let output = kikimori(&[
        "show",
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}
