//! Every VEX document at hand is read, and what is written keeps the schemas of the standards.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

use std::path::{Path, PathBuf};

use domain::{civil::Civil, statements::VexFormat};
use parsers::document::{
    sbom,
    vex::{
        Vex, VexError, read,
        write::{Heading, Target, write},
    },
};
use serde_json::Value;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Own fixtures, and everything of the shared folders in which VEX can be.
fn documents() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vex"), &mut found);
    for folder in [
        "advisories/vendor",
        "advisories/cisa/icsma",
        "vuln/trivy-testdata/pkg/vex",
        "vuln/trivy-testdata/pkg/result",
        "vuln/trivy-testdata/integration/testdata/fixtures/vex",
        "vuln/grype-testdata/grype/vex",
        "vuln/grype-testdata/grype/matcher",
        "vuln/grype-testdata/grype/db/processors/testdata",
        "vuln/grype-testdata/test/integration/testdata/vex",
        "vuln/dependency-track-testdata/apiserver/src/test/resources/unit",
        "vuln/cyclonedx-spec/1.6",
    ] {
        if let Some(folder) = shared(folder) {
            files(&folder, &mut found);
        }
    }
    let mut read: Vec<(String, Vec<u8>)> =
        found.iter().map(|file| (file.display().to_string(), std::fs::read(file).unwrap())).collect();
    if let Some(archive) = shared("vuln/cyclonedx-bom-examples.tar.zst") {
        let mut bytes = Vec::new();
        let mut decoder = zstd::Decoder::new(std::fs::File::open(archive).unwrap()).unwrap();
        std::io::Read::read_to_end(&mut decoder, &mut bytes).unwrap();
        read.extend(entries(&bytes));
    }
    read
}

/// Ordinary files of a tar archive: name in the first hundred bytes, size in octal from byte 124.
fn entries(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(header) = tar.get(at..at + 512).filter(|header| header[0] != 0) {
        let text = |part: &[u8]| String::from_utf8_lossy(part).trim_matches(['\0', ' ']).to_owned();
        let size = usize::from_str_radix(&text(&header[124..136]), 8).unwrap();
        let name = text(&header[..100]);
        if header[156] == b'0' && name.contains("VEX") {
            found.push((name, tar[at + 512..at + 512 + size].to_vec()));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    found
}

/// Whether a text says of itself that it is one of the formats.
fn is_vex(bytes: &[u8]) -> bool {
    let Ok(root) = serde_json::from_slice::<Value>(bytes) else { return false };
    let context = root["@context"].as_str().unwrap_or_default();
    let analysed = root["vulnerabilities"].as_array().is_some_and(|list| {
        root["bomFormat"] == "CycloneDX" && list.iter().any(|one| one.get("analysis").is_some())
    });
    let products = root["document"]["csaf_version"].is_string() && root["product_tree"].is_object();
    (context.contains("openvex") && root["statements"].is_array())
        || analysed
        || (products && root["vulnerabilities"].is_array())
}

fn vex_documents() -> Vec<(String, Vex)> {
    let mut found = Vec::new();
    for (name, bytes) in documents() {
        match read(&bytes) {
            Ok(vex) => found.push((name, vex)),
            Err(VexError::NotVex { .. }) if !is_vex(&bytes) => {}
            Err(error) => assert!(!is_vex(&bytes), "{name}: {error}"),
        }
    }
    found
}

#[test]
fn every_document_is_read_and_states_something() {
    let documents = vex_documents();
    let mut silent = Vec::new();
    for format in [VexFormat::OpenVex, VexFormat::Csaf, VexFormat::CycloneDx, VexFormat::Own] {
        let of: Vec<&Vex> = documents.iter().map(|(_, vex)| vex).filter(|vex| vex.format == format).collect();
        let statements: usize = of.iter().map(|vex| vex.statements.len()).sum();
        let subjects: usize =
            of.iter().flat_map(|vex| &vex.statements).map(|statement| statement.subjects.len()).sum();
        let warned = of.iter().filter(|vex| !vex.warnings.is_empty()).count();
        println!(
            "{}: {} documents, {statements} statements, {subjects} products, {warned} with warnings",
            format.as_str(),
            of.len()
        );
        assert!(!of.is_empty());
    }
    for (name, vex) in &documents {
        assert!(vex.statements.iter().all(domain::statements::Statement::is_whole), "{name}");
        if vex.statements.is_empty() && vex.declarations.is_empty() {
            silent.push(name.rsplit("/data/").next().unwrap_or_default());
        }
    }
    println!("state nothing: {silent:#?}");
}

fn heading(vex: &Vex) -> Heading {
    Heading {
        author: vex.author.clone(),
        role: vex.role,
        now: Civil::read("2026-11-22").unwrap(),
        ..Heading::default()
    }
}

/// Every document in every format: the schema holds, and reading it again tells nothing odd.
fn keeps(target: Target, schema: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    for (name, vex) in vex_documents().iter().filter(|(_, vex)| !vex.statements.is_empty()) {
        let written = write(&vex.statements, &vex.declarations, &heading(vex), target);
        let value: Value = serde_json::from_str(&written.text).unwrap();
        let nothing_left = value["statements"].as_array().is_some_and(Vec::is_empty);
        if nothing_left {
            assert!(!written.lost.is_empty(), "{name}");
            continue;
        }
        let problems: Vec<String> = validator
            .iter_errors(&value)
            .take(3)
            .map(|error| format!("{}: {error}", error.instance_path))
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        let back = read(written.text.as_bytes()).unwrap();
        assert!(!back.statements.is_empty(), "{name}");
    }
}

fn schema(path: &str) -> Option<Value> {
    Some(serde_json::from_slice(&std::fs::read(shared(path)?).unwrap()).unwrap())
}

#[test]
fn openvex_keeps_its_schema() {
    if let Some(schema) = schema("advisories/openvex/openvex_json_schema.json") {
        keeps(Target::OpenVex, &schema);
    }
}

#[test]
fn csaf_keeps_its_schema() {
    let path = "conformance/csaf/csaf_2.0/json_schema/csaf_json_schema.json";
    if let Some(mut schema) = schema(path) {
        open(&mut schema);
        keeps(Target::Csaf, &schema);
    }
}

/// Schemas that lie elsewhere (CVSS) are not needed: nothing here writes scores.
fn open(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("$ref").and_then(Value::as_str).is_some_and(|to| to.starts_with("https://")) {
                map.remove("$ref");
            }
            map.values_mut().for_each(open);
        }
        Value::Array(list) => list.iter_mut().for_each(open),
        _ => {}
    }
}

#[test]
fn cyclonedx_keeps_its_shape() {
    for (name, vex) in vex_documents().iter().filter(|(_, vex)| !vex.statements.is_empty()) {
        let written = write(&vex.statements, &[], &heading(vex), Target::CycloneDx);
        let (_, problems) = sbom::read_strictly(written.text.as_bytes()).unwrap();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        let back = read(written.text.as_bytes()).unwrap();
        assert_eq!(back.statements.len(), vex.statements.len(), "{name}");
        for (was, is) in vex.statements.iter().zip(&back.statements) {
            assert_eq!((&was.vulnerability, was.status), (&is.vulnerability, is.status), "{name}");
            assert_eq!((was.justification, was.role), (is.justification, is.role), "{name}");
            assert_eq!(was.subjects, is.subjects, "{name}");
        }
    }
}
