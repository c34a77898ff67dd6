//! Any bytes as a capture file: every frame is read, nothing panics, nothing loops.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::packet::capture::CaptureReader;

fuzz_target!(|data: &[u8]| {
    let mut reader = CaptureReader::new(data);
    while reader.next_frame().is_some() {}
    let _ = reader.into_warnings();
});
