//! Documents: advisories and what else makers and public bodies publish.

pub mod csaf;
