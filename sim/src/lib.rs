//! The fictional demo hospital: traffic, ledger, advisories, events. Everything in it is invented.

pub mod acts;
pub mod capture;
pub mod hospital;
pub mod rng;
pub mod stage;
pub mod talk;
pub mod traffic;
pub mod truth;
pub mod wire;
