//! Is this device or ledger row concerned? Pure judgement: no database, no clock, no I/O.

pub mod advisory;
pub mod cpe;
pub mod cvss;
pub mod decision;
pub mod ledger;
pub mod products;
pub mod sbom;
pub mod schemes;
pub mod statements;
pub mod vers;
pub mod vulnerability;
mod wild;
