//! Untrusted bytes in, values and warnings out. No I/O of its own, no panic, no patient data kept.

pub mod cursor;
pub mod document;
pub mod ledger;
pub mod packet;
