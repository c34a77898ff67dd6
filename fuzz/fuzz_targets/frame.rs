//! Any bytes as a frame of any link type: the first two bytes choose it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::packet::{
    capture::LinkType,
    link::{frame, ip, tunnel},
};

fuzz_target!(|data: &[u8]| {
    let Some(([a, b], data)) = data.split_first_chunk::<2>() else { return };
    let link = LinkType(u16::from_le_bytes([*a, *b]) % 300);
    let inner = frame::decode(link, data).and_then(|frame| ip::decode(frame.payload));
    if let Some(packet) = inner {
        let _ = tunnel::open(&packet);
    }
});
