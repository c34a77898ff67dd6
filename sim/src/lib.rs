//! The fictional demo hospital: traffic, ledger, advisories, events. Everything in it is invented.

pub mod acts;
pub mod advisories;
pub mod bulk;
pub mod capture;
pub mod demo;
pub mod hospital;
pub mod ledger;
pub mod products;
pub mod rng;
pub mod stage;
pub mod talk;
pub mod traffic;
pub mod truth;
pub mod week;
pub mod wire;

pub use demo::{Demo, write_demo};
pub use hospital::Size;
pub use traffic::FIRST_DAY;

/// Invented makers as rows of `makers.csv`: a hospital teaches them, nobody else knows them.
pub const MAKERS: &str = include_str!("../data/fictional-makers.csv");

/// Name of the hospital; it says itself that it is invented.
pub const HOSPITAL_NAME: &str = "あおばね総合病院（架空）";
