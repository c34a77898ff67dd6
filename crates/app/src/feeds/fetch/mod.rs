//! Fetching over HTTPS: one server at a time, politely, within bounds, and going on where it was cut.

mod address;
mod client;
mod download;
#[cfg(test)]
pub(super) mod server;
#[cfg(test)]
mod tests;

pub(super) use address::{escaped, name_of, reference};
pub(super) use client::{Client, Waiting};
pub(super) use download::{Fetched, Wish};
