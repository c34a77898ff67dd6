//! Any bytes as bills of materials, packed or not; whatever is read is written into every format and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::document::sbom::{
    read, read_strictly, several,
    write::{Target, write},
};

fuzz_target!(|data: &[u8]| {
    for document in several(data).unwrap_or_default() {
        let _ = read(&document);
    }
    let Ok((sbom, _)) = read_strictly(data) else { return };
    for target in [
        Target::Spdx23Json,
        Target::Spdx23TagValue,
        Target::Spdx30,
        Target::CycloneDx16Json,
        Target::CycloneDx16Xml,
    ] {
        let written = write(&sbom, target, "2026-01-01T00:00:00Z");
        let _ = read(written.text.as_bytes());
    }
});
