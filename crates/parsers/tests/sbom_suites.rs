//! The standards' own suites and real bills of materials, when they are at hand: what is valid is read, what is not is refused.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::path::{Path, PathBuf};

use parsers::document::sbom::{read, read_strictly};

fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln").join(folder);
    if !path.exists() {
        eprintln!("skipped: {folder} is not there");
    }
    path.exists().then_some(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut stack = vec![folder.to_owned()];
    while let Some(folder) = stack.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { stack.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn cyclonedx_suite() {
    let Some(folder) = data("cyclonedx-spec") else { return };
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for path in files(&folder) {
        let name = name(&path);
        let is_form = name.ends_with(".json") || name.ends_with(".xml");
        if !is_form || !(name.starts_with("valid-") || name.starts_with("invalid-")) {
            continue;
        }
        let outcome = read_strictly(&std::fs::read(&path).unwrap());
        if name.starts_with("valid-") {
            valid += 1;
            match outcome {
                Ok((_, problems)) if problems.is_empty() => {}
                Ok((_, problems)) => {
                    wrong.push(format!("{name}: {} and {} more", problems[0], problems.len() - 1))
                }
                Err(error) => wrong.push(format!("{name}: {error}")),
            }
        } else {
            invalid += 1;
            if outcome.is_ok_and(|(_, problems)| problems.is_empty()) {
                wrong.push(format!("{name}: accepted"));
            }
        }
    }
    eprintln!("CycloneDX: {valid} valid, {invalid} invalid, {} judged wrongly", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Folder, documents read, packages in them: counted independently of this reader.
const READ: [(&str, usize, usize); 8] = [
    ("sboms/bom-shelter-in-the-wild", 57, 16_985),
    ("spdx-examples", 56, 140),
    ("spdx-tools-java", 22, 82),
    ("cve-bin-tool-sbom", 19, 77),
    ("medical-sbom", 17, 1_277),
    ("sw360-testdata", 5, 11),
    ("osv-scanner-testdata", 10, 238),
    ("dependency-track-testdata", 38, 2_578),
];

#[test]
fn real_documents_are_all_read() {
    for (folder, documents, packages) in READ {
        let Some(path) = data(folder) else { continue };
        let read: Vec<_> =
            files(&path).iter().filter_map(|path| read(&std::fs::read(path).unwrap()).ok()).collect();
        let counted = (read.len(), read.iter().map(domain::sbom::Sbom::packages).sum::<usize>());
        assert_eq!(counted, (documents, packages), "{folder}");
    }
}

/// The same document in other serialisations has the same packages, files and relations.
#[test]
fn one_document_in_many_encodings() {
    let Some(folder) = data("spdx-tools-java/testResources") else { return };
    let count = |name: &str| {
        let sbom = read(&std::fs::read(folder.join(name)).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut names: Vec<String> =
            sbom.components.iter().map(|c| format!("{} {:?}", c.name, c.version)).collect();
        names.sort();
        let mut files: Vec<String> = sbom.files.iter().map(|file| file.name.clone()).collect();
        files.sort();
        (names, files)
    };
    for version in ["2.2", "2.3"] {
        let wanted = count(&format!("SPDXJSONExample-v{version}.spdx.json"));
        for name in [
            "SPDXTagExample-vX.spdx",
            "SPDXXMLExample-vX.spdx.xml",
            "SPDXYAMLExample-X.spdx.yaml",
            "SPDXRdfExample-vX.spdx.rdf",
            "SPDXSpreadsheetExample-vX.xlsx",
            "SPDXSpreadsheetExample-vX.xls",
        ] {
            let name = name
                .replace('X', version)
                .replace(&format!("SPD{version}"), "SPDX")
                .replace(&format!("SPDX{version}ML"), "SPDXXML");
            assert_eq!(count(&name), wanted, "{name}");
        }
    }
}

/// The canonical SPDX documents are valid in each serialisation, the broken ones are not; the spreadsheets have dates without time.
#[test]
fn spdx_suite() {
    let Some(folder) = data("spdx-tools-java/testResources") else { return };
    let broken = [
        "BadJSON.spdx.json",
        "SPDXWrongVersion.spdx.json",
        "SPDXJSONExample-wrongversion.spdx.json",
        // One spdxId is given to two elements.
        "simplehtr-example.json",
        // `originatedBy` names an agent that is neither in the graph nor in an `import`: see the test below.
        "double.jsonld",
    ];
    let mut wrong = Vec::new();
    for path in
        files(&folder).into_iter().chain(data("spdx-examples").map(|path| files(&path)).unwrap_or_default())
    {
        let name = name(&path);
        if name.contains("Spreadsheet") {
            continue;
        }
        let Ok((_, problems)) = read_strictly(&std::fs::read(&path).unwrap()) else { continue };
        if problems.is_empty() == broken.contains(&name.as_str()) {
            wrong.push(format!("{name}: {:?}", problems.first()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An element of another document is named by an `ExternalMap` in the `import` of the SpdxDocument (SPDX 3.0.1, Core, SpdxDocument and ExternalMap).
/// `double.jsonld` names an agent without one, and by words that are no address; where both are put right it is valid.
#[test]
fn what_is_imported_may_be_elsewhere() {
    let Some(folder) = data("spdx-tools-java/testResources") else { return };
    let text = std::fs::read_to_string(folder.join("double.jsonld")).unwrap();
    let strictly = |document: &serde_json::Value| read_strictly(document.to_string().as_bytes()).unwrap().1;
    let agent = "https://example.org/agents/1";
    let text = text.replace("Organization: An example organization", agent);
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let problems = strictly(&document);
    assert!(
        !problems.is_empty() && problems.iter().all(|p| p.place.contains("/originatedBy")),
        "{problems:?}"
    );
    let graph = document["@graph"].as_array_mut().unwrap();
    let own = graph.iter_mut().find(|element| element["type"] == "SpdxDocument").unwrap();
    own["import"] = serde_json::json!([{"type": "ExternalMap", "externalSpdxId": agent}]);
    assert_eq!(strictly(&document), []);
}

/// Whatever the wild offers, what is written keeps to its standard and has the same components.
#[test]
fn real_documents_are_written_validly() {
    use parsers::document::sbom::write::{Target, write};
    let targets = [
        Target::Spdx23Json,
        Target::Spdx23TagValue,
        Target::Spdx30,
        Target::CycloneDx16Json,
        Target::CycloneDx16Xml,
    ];
    let mut wrong = Vec::new();
    for folder in
        ["spdx-examples", "medical-sbom", "cve-bin-tool-sbom", "sboms/bom-shelter-in-the-wild/cyclonedx"]
    {
        let Some(path) = data(folder) else { continue };
        for file in files(&path) {
            let Ok(sbom) = read(&std::fs::read(&file).unwrap()) else { continue };
            for target in targets {
                let written = write(&sbom, target, "2026-01-01T00:00:00Z");
                let (back, problems) = read_strictly(written.text.as_bytes()).unwrap();
                // Two packages with one id are one where ids must be unique.
                let ids: std::collections::BTreeSet<_> = sbom.components.iter().map(|c| &c.id).collect();
                let same =
                    back.components.len() == sbom.components.len() || ids.len() < sbom.components.len();
                if !problems.is_empty() || !same {
                    let counts = (sbom.components.len(), back.components.len());
                    wrong.push(format!("{} {target:?}: {counts:?} {:?}", name(&file), problems.first()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
