//! Reading good, odd and hostile bills of materials.

use proptest::prelude::*;

use super::{SbomError, read};

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,
 "metadata":{"timestamp":"2026-01-01T00:00:00Z","tools":[{"vendor":"x","name":"t","version":"1"}],
   "component":{"type":"device","bom-ref":"pump","name":"Pump","version":"2"}},
 "components":[{"type":"library","bom-ref":"a","group":"g","name":"a","version":"1","purl":"pkg:npm/a@1",
   "licenses":[{"license":{"id":"MIT"}},{"expression":"MIT OR"}],"hashes":[{"alg":"MD5","content":"zz"}],
   "properties":[{"name":"End-of-Support","value":"2030-01-01"}],"colour":"blue",
   "components":[{"type":"library","name":"inner"}]}],
 "dependencies":[{"ref":"pump","dependsOn":["a","ghost"]}]}"#;

#[test]
fn cyclonedx_is_read_and_what_is_odd_is_told() {
    let sbom = read(CYCLONEDX.as_bytes()).unwrap();
    assert_eq!(sbom.format.to_string(), "CycloneDX 1.5 JSON");
    assert_eq!((sbom.packages(), sbom.components.len()), (2, 3));
    assert_eq!(sbom.component("a").unwrap().support.end_of_support.as_deref(), Some("2030-01-01"));
    assert_eq!(sbom.components[2].parent.as_deref(), Some("a"));
    let told = sbom.told().join("\n");
    for part in ["ghost", "no hexadecimal digits", "lacks AND, OR", "/components/*/colour"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn every_encoding_of_characters_is_read() {
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(CYCLONEDX.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&wide).unwrap().packages(), 2);
    let packed = zstd::encode_all(CYCLONEDX.as_bytes(), 1).unwrap();
    assert_eq!(read(&packed).unwrap().packages(), 2);
    let long: Vec<u8> = CYCLONEDX.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(read(&long).unwrap().packages(), 2);
}

#[test]
fn japanese_names_are_read_whatever_the_encoding_and_a_guess_is_told() {
    let xml = |name: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{name}\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components>\
             <component type=\"library\"><name>輸液制御</name><version>1</version></component></components></bom>"
        )
    };
    let tags = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\nPackageName: 輸液制御\nSPDXID: SPDXRef-a\n";
    let csv = "部品名,バージョン,供給者\n輸液制御,1,(架空)製作所\n";
    for (label, encoding) in [
        ("Shift_JIS", encoding_rs::SHIFT_JIS),
        ("EUC-JP", encoding_rs::EUC_JP),
        ("ISO-2022-JP", encoding_rs::ISO_2022_JP),
    ] {
        for (text, guessed) in [(xml(label), false), (tags.to_owned(), true), (csv.to_owned(), true)] {
            let sbom = read(&encoding.encode(&text).0).unwrap();
            let told = sbom.told().join("\n");
            assert!(sbom.components.iter().any(|component| component.name == "輸液制御"), "{label} {told}");
            let is_guess = guessed && label != "ISO-2022-JP";
            assert!(
                told.contains(label) && told.contains("nothing says what they are") == is_guess,
                "{told}"
            );
        }
    }
    let mut cut = tags.as_bytes().to_vec();
    cut.extend(b"PackageName: b\xff\nSPDXID: SPDXRef-b\n");
    let told = read(&cut).unwrap().told().join("\n");
    assert!(
        told.contains("1 characters could not be read and stand as \u{fffd}, the first in line 7"),
        "{told}"
    );
    assert!(told.contains("the name or version has characters that could not be read"), "{told}");
}

const TAGS: &str = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
    PackageName: a\nSPDXID: SPDXRef-a\nPackageName: b\nSPDXID: SPDXRef-b\n";

#[test]
fn lines_of_tags_end_as_they_like() {
    for (from, to, times) in [("\n", "\r\n", 99), ("\n", "\r", 99), ("\n", "\r", 4), ("\n", "\n\n", 99)] {
        let sbom = read(TAGS.replacen(from, to, times).as_bytes()).unwrap();
        assert_eq!((sbom.format.to_string().as_str(), sbom.packages()), ("SPDX 2.3 tag-value", 2), "{to:?}");
    }
}

/// Members in any order, lists not indented.
#[test]
fn yaml_is_not_taken_for_tags() {
    let members = [
        "SPDXID: SPDXRef-DOCUMENT\n",
        "spdxVersion: SPDX-2.3\n",
        "name: d\n",
        "packages:\n- SPDXID: SPDXRef-a\n  name: a\n- {SPDXID: SPDXRef-b, name: b}\n",
    ];
    for first in 0..members.len() {
        let text: String = (0..members.len()).map(|at| members[(first + at) % members.len()]).collect();
        for text in [text.clone(), format!("%YAML 1.2\n---\n{text}"), text.replace('\n', "\r\n")] {
            let sbom = read(text.as_bytes()).unwrap();
            assert_eq!((sbom.format.to_string().as_str(), sbom.packages()), ("SPDX 2.3 YAML", 2), "{text}");
        }
    }
}

#[test]
fn signed_attestations_are_opened() {
    // {"predicateType":"x","predicate":{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]}}
    let text = r#"{"payloadType":"application/vnd.in-toto+json","payload":"eyJwcmVkaWNhdGVUeXBlIjoieCIsInByZWRpY2F0ZSI6eyJib21Gb3JtYXQiOiJDeWNsb25lRFgiLCJzcGVjVmVyc2lvbiI6IjEuNSIsImNvbXBvbmVudHMiOlt7Im5hbWUiOiJhIn1dfX0=","signatures":[]}"#;
    assert_eq!(read(text.as_bytes()).unwrap().packages(), 1);
}

#[test]
fn other_files_are_refused_with_a_reason() {
    for (bytes, part) in [
        (&b""[..], "empty"),
        (b"{}", "empty"),
        (b"[]", "list"),
        (b"{\"bomFormat\":\"x\"}", "bomFormat"),
        (b"{\"bomFormat\":", "line 1"),
        (b"hello", "begins like no format"),
        (b"\x1f\x8bxx", "gzip"),
    ] {
        let error = read(bytes).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(matches!(read("[".repeat(100_000).as_bytes()), Err(SbomError::Broken { .. })));
}

proptest! {
    #[test]
    fn never_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn never_panics_on_damaged_documents(at in 0..CYCLONEDX.len(), byte in any::<u8>()) {
        let mut bytes = CYCLONEDX.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = read(&bytes);
        let _ = read(&bytes[..at]);
    }
}
