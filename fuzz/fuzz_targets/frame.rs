//! Any bytes as frames of any link type, each through a whole engine: link and network layers, tunnels, fragments, and what has no
//! IP header. The first byte chooses the link type, then frames follow with their length in one byte (times eight).
#![no_main]

use domain::{
    flows::Flow,
    observations::{Binding, CaptureWarning},
    time::Timestamp,
};
use libfuzzer_sys::fuzz_target;
use parsers::packet::{
    capture::{LinkType, RawFrame},
    engine::{Config, Engine},
    message::Message,
    sink::{Context, Sink},
};

struct Nothing;

impl Sink for Nothing {
    fn message(&mut self, _context: &Context, _message: Message) {}
    fn flow(&mut self, _flow: Flow) {}
    fn binding(&mut self, _binding: Binding) {}
    fn warning(&mut self, _warning: CaptureWarning) {}
}

/// Ethernet, raw IP, loopback, SLL, SLL2, 802.11, RadioTap, PPP and one that is none.
const LINKS: [u16; 10] = [1, 101, 0, 113, 276, 105, 127, 9, 12, 299];

fuzz_target!(|data: &[u8]| {
    let Some((link, mut data)) = data.split_first() else { return };
    let link = LinkType(LINKS[usize::from(*link) % LINKS.len()]);
    let config = Config { max_flows: 16, max_rows: 8, max_sources: 8, ..Config::default() };
    let mut engine = Engine::new(config);
    let mut number = 0;
    while let Some((length, rest)) = data.split_first() {
        let (frame, rest) = rest.split_at((usize::from(*length) * 8).min(rest.len()));
        number += 1;
        let time = Timestamp(number as i64 * 1_000);
        let raw =
            RawFrame { number, time, link, data: frame, original_len: frame.len() as u32, interface: 0 };
        engine.frame(&raw, &mut Nothing);
        data = rest;
    }
    engine.flush(&mut Nothing);
});
