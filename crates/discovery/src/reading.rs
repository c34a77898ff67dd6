//! How captures and interfaces are read: bounds of the engine, and the makers' protocols that the knowledge lists.

use knowledge::Knowledge;
use parsers::packet::engine::Config;

use crate::rules::medical::maker;

/// What an engine is made with. Rows taught later count for what is read later.
#[must_use]
pub fn config(knowledge: &Knowledge) -> Config {
    Config { signatures: maker::signatures(knowledge), ..Config::default() }
}

/// As [`config`] with the built-in knowledge.
#[must_use]
pub fn built_in() -> Config {
    config(Knowledge::built_in())
}
