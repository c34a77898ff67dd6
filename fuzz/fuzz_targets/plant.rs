//! Building and plant: any bytes as both directions of one of them.
#![no_main]

use fuzz::Family;
use libfuzzer_sys::fuzz_target;
use parsers::packet::plant;

const FAMILY: Family = Family { frames: plant::FRAMES, ..Family::new(plant::STREAMS, plant::DATAGRAMS) };

fuzz_target!(|data: &[u8]| FAMILY.run(data));
