//! Pages: one file each.

pub mod advisories;
pub mod alerts;
pub mod captures;
pub mod communications;
pub mod decisions;
pub mod device;
pub mod devices;
pub mod feeds;
pub mod home;
pub mod knowledge;
pub mod ledger;
pub mod map;
pub mod map_compare;
pub mod plain;
pub mod products;
pub mod remote_lines;
pub mod report;
pub mod sboms;
pub mod search;
pub mod tasks;
pub mod vulnerabilities;
