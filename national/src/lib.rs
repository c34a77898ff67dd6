//! The national job: every product version against every claim, as one query plan that runs in this process or on a cluster.
//!
//! Versions are never compared in SQL. The plan joins components and claims by exact key and asks [`functions`] about each pair;
//! these call what judges everywhere else ([`matching::vulnerability::rows`]). [`alone`] is the same job without any plan.

pub mod alone;
pub mod case;
pub mod cluster;
pub mod functions;
pub mod generated;
pub mod log;
pub mod plan;
pub mod real;
pub mod summary;
pub mod tables;
pub mod usage;
