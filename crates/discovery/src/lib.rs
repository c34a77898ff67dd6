//! Packets to facts, facts to devices. Writes nothing, asks nobody; one rule a file, knowledge as data.

pub mod collector;
pub mod identity;
pub mod merge;
pub mod rules;
