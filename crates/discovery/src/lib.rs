//! Packets to facts, facts to devices. Writes nothing, asks nobody; one rule a file, knowledge as data.
//!
//! [`collector::Collector`] folds what the engine says into observations; [`merge::merge`] puts several together;
//! [`resolve::resolve`] makes the picture; [`compare::compare`] tells what is new since the picture before.

pub mod classify;
pub mod collector;
pub mod compare;
pub mod correct;
pub mod findings;
pub mod identity;
pub mod merge;
pub mod outside;
pub mod packing;
pub mod reading;
pub mod remote_lines;
pub mod resolve;
pub mod rules;
mod subnets;
#[cfg(test)]
mod testing;
pub mod traffic;
pub mod zones;

pub use collector::Collector;
pub use compare::compare;
pub use findings::undeclared;
pub use merge::merge;
pub use resolve::resolve;
