//! The JSON that programs read: one file per noun. API shapes are not domain types.

pub mod captures;
pub mod decisions;
pub mod devices;
pub mod discover;
pub mod findings;
pub mod ledger;
pub mod products;
pub mod remote_lines;
pub mod routes;
pub mod sboms;
pub mod sensors;
pub mod stated;
pub mod tasks;
pub mod vulnerabilities;
pub mod zones;
