//! Any bytes as an advisory.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = parsers::document::csaf::read(data);
});
