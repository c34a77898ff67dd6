//! Protocols of the remote family: any bytes as both directions of one of them.
#![no_main]

use fuzz::Family;
use libfuzzer_sys::fuzz_target;
use parsers::packet::remote;

const FAMILY: Family = Family::new(remote::STREAMS, remote::DATAGRAMS);

fuzz_target!(|data: &[u8]| FAMILY.run(data));
