//! What things are called in Kikimori and what is always true of them. No I/O, no clock, no SQL, no HTML.
//!
//! Everything Kikimori knows is a [`facts::Fact`]; a [`devices::Device`] is the resolution of its facts.

pub mod addresses;
pub mod advisories;
pub mod alerts;
pub mod certainty;
pub mod civil;
pub mod corrections;
pub mod counted;
pub mod cpe;
pub mod date;
pub mod devices;
pub mod facts;
pub mod flows;
pub mod hex;
pub mod ids;
pub mod ledger;
pub mod link;
pub mod observations;
pub mod overrules;
pub mod percent;
pub mod picture;
pub mod products;
pub mod purl;
pub mod remote_lines;
pub mod sbom;
pub mod statements;
pub mod time;
pub mod udi;
pub mod vulnerabilities;
pub mod zones;

/// A short word that stands in many values (a protocol, a source); up to 24 bytes of it need no memory of their own.
pub type Label = compact_str::CompactString;
