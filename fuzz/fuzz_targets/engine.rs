//! Any bytes as a capture file through the whole engine with every protocol.
#![no_main]

use domain::{
    flows::Flow,
    observations::{Binding, CaptureWarning},
};
use libfuzzer_sys::fuzz_target;
use parsers::packet::{
    engine::{Config, read_capture},
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

fuzz_target!(|data: &[u8]| {
    read_capture(data, "fuzz", Config::default(), &mut Nothing, |_| true);
});
