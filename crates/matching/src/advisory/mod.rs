//! Does an advisory concern this device or ledger row? Claims from the advisory, identity, versions, verdict.

pub mod claims;
mod katakana;
mod kindwords;
mod words;
