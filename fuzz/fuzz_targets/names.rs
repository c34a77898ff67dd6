//! Protocols of the names family: any bytes as both directions of one of them.
#![no_main]

use fuzz::Family;
use libfuzzer_sys::fuzz_target;
use parsers::packet::names;

const FAMILY: Family = Family::new(names::STREAMS, names::DATAGRAMS);

fuzz_target!(|data: &[u8]| FAMILY.run(data));
