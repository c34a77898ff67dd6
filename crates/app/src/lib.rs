//! One file per thing the product does. The only orchestration and outside I/O.
//!
//! [`discover`] looks once and keeps nothing; a [`node::Node`] keeps what was said and holds a [`snapshot::Snapshot`] per
//! organisation. Both conclude through [`assemble`], so that a page and the command line never disagree.

pub mod advisories;
pub mod alert_states;
pub mod alerts;
pub mod assemble;
mod cache_files;
pub mod captures;
pub mod clock;
pub mod corrections;
mod digest;
pub mod discover;
pub mod error;
pub mod exposures;
pub mod feeds;
pub mod feeds_work;
pub mod fetched_advisories;
pub mod filled_ledger;
mod folders;
pub mod freshness;
pub mod jobs;
mod kept;
pub mod kept_verdicts;
pub mod knowledge_cache;
pub mod known_vulnerabilities;
pub mod ledger_export;
pub mod ledger_imports;
pub mod ledgers;
pub mod limits;
pub mod line_registrations;
pub mod node;
pub mod open_sboms;
pub mod overrules;
pub mod product_links;
pub mod products;
pub mod refusal;
mod related;
pub mod row_decisions;
pub mod sbom_exports;
pub mod sbom_library;
pub mod sbom_making;
pub mod sbom_questions;
pub mod sbom_tables;
pub mod sboms;
pub mod sensors;
pub mod signatures;
pub mod snapshot;
pub mod standing;
pub mod statements;
pub mod summaries;
pub mod take_in;
pub mod today;
pub mod vulnerability_feeds;
pub mod vulnerability_scan;
pub mod watch;
pub mod workbook;
