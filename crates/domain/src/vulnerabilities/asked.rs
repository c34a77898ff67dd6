//! A package about which a source was asked by name: of it, and of no other, the source said all it knows.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A package that was asked about and answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// As [`super::Ecosystem::key`] writes it.
    pub key: String,
    /// When the whole answer was here.
    pub at: Timestamp,
}
