//! Reading good, odd and hostile CSAF files; the real ones when they are at hand.

use std::path::Path;

use proptest::prelude::*;

use super::{CsafError, read};

const SMALL: &str = r#"{
  "document": {
    "category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en",
    "title": "Example Pump", "publisher": {"name": "Example body", "category": "coordinator"},
    "tracking": {"id": "EX-1", "version": 3, "initial_release_date": "2025-01-01T00:00:00Z"},
    "notes": [{"category": "summary", "title": "Risk", "text": " it may stop "}, 7]
  },
  "product_tree": {
    "branches": [{"category": "vendor", "name": "Yhtym\u00c3\u00a4 Oy", "branches": [
      {"category": "product_name", "name": "Pump", "branches": [
        {"category": "product_version_range", "name": "<2.0", "product": {"product_id": "P1", "name": "Pump <2.0",
          "product_identification_helper": {"model_numbers": ["PX-1"]}}},
        {"category": "product_version", "name": "2.0", "product": {"name": "no id"}}]}]}],
    "product_groups": [{"group_id": "G1", "product_ids": ["P1"]}]
  },
  "vulnerabilities": [{
    "cve": "CVE-2025-0001", "cwes": [{"id": "CWE-798"}],
    "product_status": {"known_affected": ["P1", "P9"]},
    "metrics": [{"content": {"cvss_v3": {"baseScore": 7.5, "vectorString": "CVSS:3.1/AV:N"}}}],
    "scores": [{"cvss_v4": {"baseScore": 9.3}}],
    "remediations": [{"category": "vendor_fix", "details": "Update.", "group_ids": ["G1"]}]
  }]
}"#;

#[test]
fn reads_what_is_sound_and_tells_what_is_odd() {
    let advisory = read(SMALL.as_bytes()).unwrap();
    assert_eq!((advisory.id.as_str(), advisory.revision.as_str()), ("EX-1", "3"));
    assert_eq!(advisory.products.len(), 1);
    let product = &advisory.products[0];
    assert_eq!(product.path[0].1, "Yhtymä Oy");
    assert_eq!(product.model_numbers, ["PX-1"]);
    let vulnerability = &advisory.vulnerabilities[0];
    assert_eq!(vulnerability.score, Some((9.3, String::new())));
    assert_eq!(vulnerability.cwe.as_deref(), Some("CWE-798"));
    assert_eq!(vulnerability.remediations[0].products, ["P1"]);
    let told = advisory.warnings.join("\n");
    for place in [
        "/document/notes/1",
        "/branches/0/name",
        "branches/1/product",
        "product_status/known_affected: product P9",
    ] {
        assert!(told.contains(place), "{place} is not in\n{told}");
    }
    assert_eq!(advisory.sha256.len(), 64);
}

#[test]
fn refuses_other_files_with_a_reason() {
    for (bytes, place) in [
        (&b"{\"bomFormat\":\"CycloneDX\"}"[..], "/bomFormat"),
        (b"{\"document\": 3}", "/document"),
        (b"[]", ""),
        (b"{\"feed\":{}}", "/feed"),
    ] {
        match read(bytes) {
            Err(CsafError::NotCsaf { other }) => assert_eq!(other.pointer(), place),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(read(b"{\"document\":"), Err(CsafError::NotJson { .. })));
    let deep = "[".repeat(100_000);
    assert!(matches!(read(deep.as_bytes()), Err(CsafError::NotJson { .. })));
}

#[test]
fn product_paths_of_2_1_are_relationships() {
    let text = r#"{"document": {"category": "csaf_security_advisory", "csaf_version": "2.1", "title": "T"},
      "product_tree": {"full_product_names": [{"product_id": "A", "name": "Firmware 1.2"}, {"product_id": "B", "name": "Pump"}],
        "product_paths": [{"beginning_product_reference": "A", "full_product_name": {"product_id": "C", "name": "Firmware 1.2 on Pump"},
          "subpaths": [{"category": "installed_on", "next_product_reference": "B"}]}]}}"#;
    let advisory = read(text.as_bytes()).unwrap();
    assert_eq!(advisory.products.len(), 3);
    let relation = ("installed_on".to_owned(), "A".to_owned(), "B".to_owned());
    assert_eq!(advisory.products[2].relationship, Some(relation));
}

#[test]
fn withdrawn_and_superseded_advisories_say_so() {
    for (category, title, withdrawn) in [
        ("csaf_security_advisory", "Example Pump", false),
        ("csaf_withdrawn", "Example Pump", true),
        ("csaf_superseded", "Example Pump", true),
        ("csaf_security_advisory", "Example Pump (Withdrawn)", true),
    ] {
        let text = format!(r#"{{"document": {{"category": "{category}", "title": "{title}"}}}}"#);
        assert_eq!(read(text.as_bytes()).unwrap().withdrawn, withdrawn, "{category} {title}");
    }
}

proptest! {
    #[test]
    fn never_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn never_panics_on_any_change_of_a_byte(at in 0..SMALL.len(), byte in any::<u8>()) {
        let mut bytes = SMALL.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}

/// Every real CSAF advisory at hand is read. Prints the counts.
#[test]
fn reads_all_real_advisories() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/advisories"));
    if !root.exists() {
        println!("skipped: {} is not there", root.display());
        return;
    }
    for folder in ["cisa/icsma", "cisa/icsma_abridged", "cisa/icsma_abridged_2025_26", "cisa/ot", "vendor"] {
        let (mut good, mut products, mut warned, mut other) = (0, 0, 0, Vec::new());
        let mut files: Vec<_> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "json")) {
            match read(&std::fs::read(file).unwrap()) {
                Ok(advisory) => {
                    good += 1;
                    products += advisory.products.len();
                    warned += usize::from(!advisory.warnings.is_empty());
                    assert!(folder == "vendor" || !advisory.id.is_empty(), "{}", file.display());
                }
                Err(error) => other.push(format!("{}: {error}", file.display())),
            }
        }
        println!("{folder}: {good} read, {products} products, {warned} with warnings, refused {other:#?}");
        assert!(folder == "vendor" || other.is_empty());
        assert!(good > 5);
    }
}
