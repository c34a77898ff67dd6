//! Sessions and services: any bytes as both directions of one of them.
#![no_main]

use fuzz::Family;
use libfuzzer_sys::fuzz_target;
use parsers::packet::web;

const FAMILY: Family = Family { sessions: web::SESSIONS, ..Family::new(web::STREAMS, web::DATAGRAMS) };

fuzz_target!(|data: &[u8]| FAMILY.run(data));
