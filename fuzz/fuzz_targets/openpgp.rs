//! Any bytes as a detached OpenPGP signature, and as a key: nothing but the owner of a key signs a document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use openpgp::Keys;

/// What the checker needs of its room; `app` as a whole would be a database and a web client.
mod trouble {
    #[derive(Clone, Debug)]
    pub enum Trouble {
        NoKey,
        WrongSignature { what: String },
    }
}

#[path = "../../crates/app/src/feeds/openpgp/mod.rs"]
mod openpgp;

const NOW: i64 = 1_795_305_600;
const KEY: &[u8] = include_bytes!("../../fixtures/csaf-provider/key.asc");
const SIGNATURE: &[u8] = include_bytes!("../../fixtures/csaf-provider/em-2026-001.json.asc");
const DOCUMENT: &[u8] = include_bytes!("../../fixtures/csaf-provider/em-2026-001.json");
const NEVER_SIGNED: &[u8] = b"nobody signed this";

fuzz_target!(|data: &[u8]| {
    let own = Keys::read(KEY).expect("the fixture is a key");
    let _ = own.check(DOCUMENT, data, NOW);
    assert!(own.check(NEVER_SIGNED, data, NOW).is_err(), "forged");
    if let Ok(keys) = Keys::read(data) {
        let _ = keys.check(DOCUMENT, SIGNATURE, NOW);
        assert!(keys.check(NEVER_SIGNED, data, NOW).is_err(), "forged by a key that nobody made");
        let _ = keys.only("63C92DC6E2CFDF3CC358CA27D53951AA4288E488").is_empty();
    }
});
