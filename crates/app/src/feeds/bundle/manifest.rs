//! The list at the beginning of a bundle: every file of every feed, which of them are inside, and for how long it may be believed.

use std::collections::{BTreeMap, BTreeSet};

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::{feed::Feed, folder, moment, state::State};
use super::BundleTrouble;
use crate::digest;

/// Every bundle begins with these bytes.
pub(super) const MAGIC: &[u8] = b"KIKIMORI-BUNDLE\x001\n";
/// Longest list: half a million files.
pub(super) const MOST_MANIFEST: u64 = 128 << 20;
/// Largest single file.
pub(super) const MOST_PART: u64 = 16 << 30;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(with = "moment")]
    pub created: Timestamp,
    /// Not loaded any more after this moment.
    #[serde(with = "moment")]
    pub expires: Timestamp,
    /// Public key of the maker, hexadecimal.
    pub key: String,
    /// The bundle that must be there before: its id and when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// What is remembered of each feed, its files with checksum and length included.
    pub feeds: BTreeMap<Feed, State>,
    /// What is inside, in this order.
    pub parts: Vec<Part>,
}

/// The bundle that must be there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    pub id: String,
    #[serde(with = "moment")]
    pub created: Timestamp,
}

/// Content that is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Of the content.
    pub sha256: String,
    /// Length of the content.
    pub bytes: u64,
    /// Of the bytes in the bundle, which are looked at before anything is unpacked.
    pub packed_sha256: String,
    pub packed_bytes: u64,
    pub zstd: bool,
}

impl Manifest {
    /// The bytes that are signed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Names the bundle: SHA-256 of its list.
    pub(super) fn id(bytes: &[u8]) -> String {
        digest::sha256(bytes)
    }

    /// Checksums of everything that the feeds consist of.
    pub(super) fn contents(&self) -> BTreeSet<&str> {
        self.feeds.values().flat_map(|state| state.files.values()).map(|file| file.sha256.as_str()).collect()
    }

    /// The list makes sense: names lead nowhere else, parts belong to files and are there once.
    pub(super) fn check(&self) -> Result<(), BundleTrouble> {
        let odd = |what: String| Err(BundleTrouble::Broken { what });
        let is_hash = |text: &str| {
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        for (feed, state) in &self.feeds {
            for (name, file) in &state.files {
                if !folder::is_safe(name) || !is_hash(&file.sha256) {
                    return odd(format!("`{}/{name}` is no name of a file", feed.as_str()));
                }
            }
        }
        let contents = self.contents();
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            if !contents.contains(part.sha256.as_str()) || !seen.insert(&part.sha256) {
                return odd(format!("part {} belongs to no file", part.sha256));
            }
            if part.bytes > MOST_PART || part.packed_bytes > MOST_PART {
                return odd(format!("part {} is too long", part.sha256));
            }
        }
        Ok(())
    }

    /// Files whose content is not inside: name and checksum.
    pub(super) fn outside(&self) -> Vec<(String, &str)> {
        let inside: BTreeSet<&str> = self.parts.iter().map(|part| part.sha256.as_str()).collect();
        let mut outside = Vec::new();
        for (feed, state) in &self.feeds {
            for (name, file) in state.files.iter().filter(|(_, file)| !inside.contains(file.sha256.as_str()))
            {
                outside.push((format!("{}/{name}", feed.as_str()), file.sha256.as_str()));
            }
        }
        outside
    }
}
