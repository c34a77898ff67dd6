//! A small valid document, what one change makes of it, and the examples of the standard.

use proptest::prelude::*;

use crate::document::sbom::read_strictly;

const VALID: &str = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
 {"type":"CreationInfo","@id":"_:made","specVersion":"3.0.1","created":"2026-01-01T00:00:00Z","createdBy":["https://example.com/who"]},
 {"type":"Organization","spdxId":"https://example.com/who","creationInfo":"_:made","name":"Example Works"},
 {"type":"SpdxDocument","spdxId":"https://example.com/doc","creationInfo":"_:made","rootElement":["https://example.com/sbom"],"element":["ex:pump"],
  "profileConformance":["core","software","security"],"namespaceMap":[{"type":"NamespaceMap","prefix":"ex","namespace":"https://example.com/"}],
  "import":[{"type":"ExternalMap","externalSpdxId":"https://example.org/elsewhere"}]},
 {"type":"software_Sbom","spdxId":"https://example.com/sbom","creationInfo":"_:made","rootElement":["https://example.com/pump"],"software_sbomType":["build"]},
 {"type":"software_Package","spdxId":"https://example.com/pump","creationInfo":"_:made","name":"pump","software_packageVersion":"7",
  "software_primaryPurpose":"device","suppliedBy":"https://example.com/who","software_packageUrl":"pkg:generic/pump@7",
  "verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"00"}],
  "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23","identifier":"cpe:2.3:h:example:pump:7:*:*:*:*:*:*:*"}]},
 {"type":"simplelicensing_LicenseExpression","spdxId":"https://example.com/mit","creationInfo":"_:made","simplelicensing_licenseExpression":"MIT"},
 {"type":"security_Vulnerability","spdxId":"https://example.com/cve","creationInfo":"_:made","name":"CVE-2099-0001"},
 {"type":"Relationship","spdxId":"https://example.com/r1","creationInfo":"_:made","from":"https://example.com/pump","relationshipType":"hasDeclaredLicense","to":["https://example.com/mit"]},
 {"type":"Relationship","spdxId":"https://example.com/r2","creationInfo":"_:made","from":"https://example.com/pump","relationshipType":"dependsOn","to":["https://example.org/elsewhere","NoneElement"],"completeness":"incomplete"},
 {"type":"security_CvssV3VulnAssessmentRelationship","spdxId":"https://example.com/r3","creationInfo":"_:made","from":"https://example.com/cve","relationshipType":"hasAssessmentFor","to":["https://example.com/pump"],"security_score":"9.8","security_severity":"critical","security_vectorString":"CVSS:3.1/AV:N"},
 {"type":"Annotation","spdxId":"https://example.com/note","creationInfo":"_:made","annotationType":"review","subject":"https://example.com/pump","contentType":"text/plain","statement":"x"}
]}"#;

fn departures(document: &str) -> Vec<String> {
    let (_, found) = read_strictly(document.as_bytes()).unwrap_or_else(|error| panic!("{error}: {document}"));
    found.into_iter().map(|problem| format!("{} {}", problem.place, problem.what)).collect()
}

#[test]
fn a_sound_document_has_no_departures() {
    assert_eq!(departures(VALID), Vec::<String>::new());
}

/// What is changed into what, and what is told.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "\"type\":\"software_Package\"",
        "\"type\":\"software_Parcel\"",
        "/@graph/4 the model has no class “software_Parcel”",
    ),
    (
        "\"type\":\"software_Package\"",
        "\"type\":\"software_SoftwareArtifact\"",
        "/@graph/4 of software_SoftwareArtifact there are only kinds",
    ),
    ("\"type\":\"Hash\",", "", "/@graph/4/verifiedUsing/0 the element has no type"),
    (
        "\"name\":\"pump\"",
        "\"colour\":\"blue\"",
        "/@graph/4/colour the class software_Package has no such member",
    ),
    (
        "\"software_packageVersion\":\"7\"",
        "\"software_packageVersion\":7",
        "/@graph/4/software_packageVersion a text is expected",
    ),
    (
        "\"software_packageVersion\":\"7\"",
        "\"software_packageVersion\":[\"7\",\"8\"]",
        "only one value may be here",
    ),
    ("\"device\"", "\"machine\"", "“machine” is none of the words of the standard"),
    ("\"build\"", "\"build\",\"guessed\"", "/@graph/3/software_sbomType/1 “guessed”"),
    ("\"sha256\"", "\"SHA256\"", "/@graph/4/verifiedUsing/0/algorithm “SHA256”"),
    ("\"hashValue\":\"00\"", "\"comment\":\"\"", "the member hashValue is required and missing"),
    ("\"created\":\"2026-01-01T00:00:00Z\"", "\"created\":\"2026-01-01\"", "/@graph/0/created “2026-01-01”"),
    (
        "\"createdBy\":[\"https://example.com/who\"]",
        "\"createdBy\":[]",
        "/@graph/0/createdBy the list must not be empty",
    ),
    (
        "\"createdBy\":[\"https://example.com/who\"]",
        "\"createdBy\":[\"https://example.com/pump\"]",
        "Agent is expected, the id leads to Package",
    ),
    ("\"specVersion\":\"3.0.1\"", "\"specVersion\":\"4.0.1\"", "no version of the standard"),
    ("\"specVersion\":\"3.0.1\"", "\"specVersion\":\"3.0\"", "/@graph/0/specVersion this is no version"),
    (
        "\"_:made\",\"name\":\"pump\"",
        "\"_:other\",\"name\":\"pump\"",
        "/@graph/4/creationInfo the id leads to nothing",
    ),
    (
        "\"creationInfo\":\"_:made\",\"name\":\"pump\"",
        "\"name\":\"pump\"",
        "/@graph/4 the member creationInfo is required",
    ),
    (
        "\"https://example.org/elsewhere\",\"NoneElement\"",
        "\"https://example.org/nowhere\"",
        "/@graph/8/to/0 the id leads to nothing",
    ),
    ("\"ex:pump\"", "\"ey:pump\"", "/@graph/2/element/0 the id leads to nothing"),
    (
        "\"spdxId\":\"https://example.com/mit\"",
        "\"spdxId\":\"https://example.com/who\"",
        "/@graph/5 the spdxId comes twice",
    ),
    (
        "\"spdxId\":\"https://example.com/note\"",
        "\"spdxId\":\"_:note\"",
        "/@graph/10 the spdxId of an element is an address",
    ),
    ("\"spdxId\":\"https://example.com/note\",", "", "/@graph/10 the element has no spdxId"),
    ("\"@id\":\"_:made\"", "\"spdxId\":\"_:made\"", "/@graph/0/spdxId only elements have an spdxId"),
    ("\"dependsOn\"", "\"DEPENDS_ON\"", "/@graph/8/relationshipType “DEPENDS_ON”"),
    (
        "\"to\":[\"https://example.com/mit\"]",
        "\"to\":[\"https://example.com/who\"]",
        "/@graph/7/to of a relation hasDeclaredLicense this is AnyLicenseInfo",
    ),
    ("\"hasAssessmentFor\"", "\"affects\"", "a relation affects is VexAffectedVulnAssessmentRelationship"),
    ("\"security_score\":\"9.8\"", "\"security_score\":\"high\"", "/@graph/9/security_score"),
    ("\"security_severity\":\"critical\",", "", "the member security_severity is required"),
    ("\"text/plain\"", "\"text\"", "/@graph/10/contentType “text” is not written as"),
    ("\"name\":\"pump\"", "\"name\":\"pump\",\"name\":\"pump\"", "/@graph/4/name the member comes twice"),
    ("\"type\":\"SpdxDocument\"", "\"type\":\"Bundle\"", "there is no SpdxDocument"),
];

#[test]
fn every_change_is_told_at_its_place() {
    for (from, to, told) in CHANGES {
        let changed = VALID.replacen(from, to, 1);
        assert_ne!(changed, VALID, "{from}");
        let found = departures(&changed);
        assert!(found.iter().any(|what| what.contains(told)), "{from} → {to}: {found:#?}");
    }
}

#[test]
fn elements_in_place_extensions_and_single_values_are_sound() {
    let document = VALID
        .replacen("[\"https://example.com/mit\"]", "\"https://example.com/mit\"", 1)
        .replacen(
            "\"suppliedBy\":\"https://example.com/who\"",
            "\"suppliedBy\":{\"type\":\"Person\",\"spdxId\":\"ex:p\",\"creationInfo\":\"_:made\"}",
            1,
        )
        .replacen(
            "\"name\":\"pump\"",
            "\"extension\":[{\"type\":\"https://example.com/Extra\",\"anything\":1}]",
            1,
        );
    assert_eq!(departures(&document), Vec::<String>::new());
}

/// The standard's own examples: 26 are sound, one has an element twice.
#[test]
fn examples_of_the_standard_are_sound() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vuln/");
    let mut waiting = vec![
        format!("{folder}spdx-examples").into(),
        std::path::PathBuf::from(format!("{folder}spdx-tools-java")),
    ];
    let (mut sound, mut odd) = (0, Vec::new());
    while let Some(path) = waiting.pop() {
        if let Ok(inside) = path.read_dir() {
            waiting.extend(inside.map(|entry| entry.unwrap().path()));
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if !text.contains("https://spdx.org/rdf/3.0") || path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        match departures(&text).as_slice() {
            [] => sound += 1,
            found => odd.push((path.file_name().unwrap().to_string_lossy().into_owned(), found.join("; "))),
        }
    }
    if sound == 0 {
        println!("skipped: no examples at {folder}");
        return;
    }
    assert_eq!(odd, [("simplehtr-example.json".to_owned(), "/@graph/102 the spdxId comes twice".to_owned())]);
    assert_eq!(sound, 26);
}

proptest! {
    #[test]
    fn never_panics_on_damaged_documents(at in 0..VALID.len(), byte in 0x20u8..0x7f) {
        let mut bytes = VALID.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = read_strictly(&bytes);
    }
}
