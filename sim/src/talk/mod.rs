//! What devices say: payloads written from the standards, one family a file.

pub mod dhcp;
pub mod dicom;
pub mod hl7;
pub mod lab;
pub mod names;
pub mod neighbours;
pub mod plant;
pub mod remote;
pub mod sdc;
pub mod snmp;
pub mod voice;
pub mod web;
pub mod windows;

/// Beginnings of every invented patient identifier and name: none may ever come out of the program.
pub const PATIENT_MARKS: &[&str] = &["ZZPID", "ZZKANJA", "架空患者", "ZZUSER"];
