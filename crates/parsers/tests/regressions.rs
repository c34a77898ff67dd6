//! Every input that once broke something, or well might: replayed through the whole engine, whole and cut.

use std::{fs, path::Path};

use domain::{
    flows::Flow,
    observations::{Binding, CaptureWarning},
};
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

#[test]
fn no_input_breaks_the_engine() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/regressions/engine"));
    let mut replayed = 0;
    for entry in fs::read_dir(folder).expect("fuzz/regressions/engine").flatten() {
        let data = fs::read(entry.path()).expect("input");
        for length in (0..=data.len()).rev().take(200) {
            read_capture(&data[..length], "regression", Config::default(), &mut Nothing, |_| true);
        }
        replayed += 1;
    }
    assert!(replayed >= 6, "the inputs are part of the repository");
}
