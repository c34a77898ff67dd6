//! Any bytes as a vulnerability feed, and as Japanese words about versions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::document::vulnerability::{read, wording};

fuzz_target!(|data: &[u8]| {
    let _ = read(&mut &*data, &mut |_| {});
    let words = String::from_utf8_lossy(data);
    let _ = wording::Wording::of(words.lines());
});
