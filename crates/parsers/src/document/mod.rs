//! Documents that other programs wrote: one format a module.

pub mod csaf;
pub mod inventory;
pub mod sbom;
mod tree;
pub mod unpack;
pub mod vex;
pub mod vulnerability;
