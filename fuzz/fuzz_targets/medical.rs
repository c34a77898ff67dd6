//! Protocols of the medical family: any bytes as both directions of one of them.
#![no_main]

use fuzz::Family;
use libfuzzer_sys::fuzz_target;
use parsers::packet::medical;

const FAMILY: Family = Family::new(medical::STREAMS, medical::DATAGRAMS);

fuzz_target!(|data: &[u8]| FAMILY.run(data));
