//! One signed file that carries every feed to a place without internet (docs/decisions/0013).
//!
//! Layout: beginning, length of the list (4 bytes, big endian), list (JSON), Ed25519 signature of the list (64 bytes), contents one after the
//! other as the list counts them up, end.

mod key;
mod load;
mod make;
mod manifest;
mod read;
mod trouble;

use domain::civil::Civil;
use serde::Serialize;

use super::feed::Feed;
pub use key::{PublicKey, SigningKey};
pub use load::{load, verify};
pub use make::{Order, make};
pub use manifest::Manifest;
pub use trouble::BundleTrouble;

/// What a bundle is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// SHA-256 of its list.
    pub id: String,
    pub created: String,
    pub expires: String,
    /// Fingerprint of the key that signed it.
    pub signed_by: String,
    /// Id of the bundle that must be loaded before, when this one only carries what is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    pub feeds: Vec<InBundle>,
    /// Contents inside and their length.
    pub parts: usize,
    pub packed_bytes: u64,
}

/// One feed in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InBundle {
    pub feed: Feed,
    pub files: usize,
    pub records: usize,
    pub newest: Option<String>,
    pub last_success: Option<String>,
}

/// What loading did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loaded {
    #[serde(flatten)]
    pub summary: Summary,
    /// `false` when this very bundle was loaded before.
    pub new: bool,
    /// Feeds that stay as they are because what is here is newer.
    pub kept: Vec<Feed>,
}

impl Summary {
    fn of(manifest: &Manifest, id: String, key: &PublicKey) -> Self {
        let made = manifest.created;
        let feeds = manifest.feeds.iter().map(|(feed, state)| InBundle {
            feed: *feed,
            files: state.files.len(),
            records: state.records(),
            newest: state.newest(made).map(|time| Civil::utc(time).date()),
            last_success: state.last_success.map(|time| Civil::utc(time).iso()),
        });
        Self {
            id,
            created: Civil::utc(manifest.created).iso(),
            expires: Civil::utc(manifest.expires).iso(),
            signed_by: key.fingerprint(),
            since: manifest.base.as_ref().map(|base| base.id.clone()),
            feeds: feeds.collect(),
            parts: manifest.parts.len(),
            packed_bytes: manifest.parts.iter().map(|part| part.packed_bytes).sum(),
        }
    }
}

#[cfg(test)]
mod tests;
