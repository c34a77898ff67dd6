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
