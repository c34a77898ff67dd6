//! `provider-metadata.json`: where a provider's documents are, and which keys it signs with (CSAF 2.0 section 7.1.7).

use serde::Deserialize;

use super::super::super::{fetch, state::KnownProvider, trouble::Trouble};

/// More places and keys than these are not looked at.
const MOST: usize = 100;
/// Characters that a name may have.
const LONGEST: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    distributions: Vec<Distribution>,
    public_openpgp_keys: Vec<Key>,
    publisher: Publisher,
}

/// Who the provider is, as it says (section 7.1.7). Its `role` and `canonical_url` are not looked at: everybody may write them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Publisher {
    name: String,
    namespace: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Distribution {
    directory_url: String,
    rolie: Rolie,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Rolie {
    feeds: Vec<Feed>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Feed {
    url: String,
    tlp_label: String,
}

/// A key that the provider names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Key {
    pub fingerprint: String,
    pub url: String,
}

/// What is needed of the file.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    file: File,
}

/// For everybody: TLP 1 says WHITE, TLP 2 CLEAR, and UNLABELED is the word of CSAF for feeds.
pub(super) fn is_white(label: &str) -> bool {
    matches!(label.to_ascii_uppercase().as_str(), "" | "WHITE" | "CLEAR" | "UNLABELED")
}

/// Reads the file.
pub(super) fn read(bytes: &[u8], url: &str) -> Result<Metadata, Trouble> {
    let odd = |what: String| Trouble::Odd { url: url.to_owned(), what };
    let mut file: File = serde_json::from_slice(bytes).map_err(|error| odd(error.to_string()))?;
    if file.distributions.is_empty() {
        return Err(odd("it lists no place of documents".to_owned()));
    }
    for distribution in &mut file.distributions {
        resolve(url, &mut distribution.directory_url)?;
        distribution.rolie.feeds.iter_mut().try_for_each(|feed| resolve(url, &mut feed.url))?;
    }
    file.public_openpgp_keys.iter_mut().try_for_each(|key| resolve(url, &mut key.url))?;
    Ok(Metadata { file })
}

fn resolve(base: &str, address: &mut String) -> Result<(), Trouble> {
    if !address.is_empty() {
        *address = fetch::reference(base, address)?;
    }
    Ok(())
}

impl Metadata {
    /// Who it is, and the address at which it says so.
    pub(super) fn provider(&self, url: &str) -> KnownProvider {
        let Publisher { name, namespace } = &self.file.publisher;
        let cut = |text: &str| text.trim().chars().take(LONGEST).collect();
        KnownProvider { url: url.to_owned(), name: cut(name), namespace: cut(namespace) }
    }

    /// ROLIE feeds for everybody.
    pub(super) fn feeds(&self) -> Vec<String> {
        let feeds = self.file.distributions.iter().flat_map(|one| &one.rolie.feeds);
        let white = feeds.filter(|feed| is_white(&feed.tlp_label) && !feed.url.is_empty());
        white.map(|feed| feed.url.clone()).take(MOST).collect()
    }

    /// Folders with `changes.csv` and `index.txt`, without a slash at their end.
    pub(super) fn folders(&self) -> Vec<String> {
        let folders = self.file.distributions.iter().map(|one| one.directory_url.trim_end_matches('/'));
        folders.filter(|url| !url.is_empty()).take(MOST).map(str::to_owned).collect()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.file.public_openpgp_keys.iter().filter(|key| !key.url.is_empty()).take(MOST)
    }
}
