//! Which documents a provider has: ROLIE feeds (RFC 8322, as JSON) and folders with `changes.csv` or `index.txt` (CSAF 2.0 section 7.1).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::super::{fetch, proof::Checksum, session::Session, trouble::Trouble};
use super::{PAUSE, metadata::Metadata};

/// Pages of one feed.
const MOST_PAGES: usize = 1_000;
/// Documents of one provider.
const MOST_DOCUMENTS: usize = 500_000;

/// A document and where its proofs are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub url: String,
    /// As the provider writes it: another text is another edition.
    pub updated: String,
    signature: Option<String>,
    hashes: Vec<String>,
}

impl Listed {
    pub(super) fn signature_url(&self) -> String {
        self.signature.clone().unwrap_or_else(|| format!("{}.asc", self.url))
    }

    /// Where checksums are; the longer first.
    pub(super) fn hash_urls(&self) -> [(String, Checksum); 2] {
        let named = |end: &str| self.hashes.iter().find(|url| url.ends_with(end)).cloned();
        let beside = |end: &str| named(end).unwrap_or_else(|| format!("{}{end}", self.url));
        [(beside(".sha512"), Checksum::Sha512), (beside(".sha256"), Checksum::Sha256)]
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Root {
    feed: Option<Feed>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Feed {
    link: Vec<Link>,
    entry: Option<Vec<Entry>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    link: Vec<Link>,
    updated: String,
    content: Content,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    src: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    rel: String,
    href: String,
}

/// What a provider lists.
pub(super) struct Found {
    /// Each once, by its address.
    pub documents: BTreeMap<String, Listed>,
    /// Addresses that nobody follows.
    pub refused: Vec<Trouble>,
    /// Every list was one, and every entry of it was understood: what is not here is not listed.
    pub is_whole: bool,
}

impl Default for Found {
    fn default() -> Self {
        Self { documents: BTreeMap::new(), refused: Vec::new(), is_whole: true }
    }
}

/// Every document, each once, in the order of addresses.
pub(super) fn all(session: &mut Session<'_>, metadata: &Metadata) -> Result<Found, Trouble> {
    let mut found = Found::default();
    for feed in metadata.feeds() {
        rolie(session, &feed, &mut found)?;
    }
    // A provider that has both has the same documents in both.
    if found.documents.is_empty() && found.refused.is_empty() {
        for folder in metadata.folders() {
            directory(session, &folder, &mut found)?;
        }
    }
    if found.documents.len() > MOST_DOCUMENTS {
        let what = format!("more than {MOST_DOCUMENTS} documents");
        return Err(Trouble::Odd { url: metadata.feeds().concat(), what });
    }
    Ok(found)
}

fn rolie(session: &mut Session<'_>, url: &str, found: &mut Found) -> Result<(), Trouble> {
    let mut url = url.to_owned();
    for _ in 0..MOST_PAGES {
        session.pause(PAUSE)?;
        let bytes = session.small(&url, 128 << 20)?;
        let Some(next) = found.page(&bytes, &url)? else { return Ok(()) };
        url = next;
    }
    Err(Trouble::Odd { url, what: "there is no end of pages".to_owned() })
}

impl Found {
    /// One page of a feed; where the next one is.
    pub(super) fn page(&mut self, bytes: &[u8], url: &str) -> Result<Option<String>, Trouble> {
        let root: Root = serde_json::from_slice(bytes)
            .map_err(|error| Trouble::Odd { url: url.to_owned(), what: error.to_string() })?;
        let feed = root.feed.unwrap_or_default();
        self.is_whole &= feed.entry.is_some();
        for entry in feed.entry.into_iter().flatten() {
            match entry.listed(url) {
                Ok(Some(listed)) => drop(self.documents.insert(listed.url.clone(), listed)),
                Ok(None) => self.is_whole = false,
                Err(trouble) => self.refused.push(trouble),
            }
        }
        let next = feed.link.iter().find(|link| link.rel == "next");
        next.map(|next| fetch::reference(url, &next.href)).transpose()
    }
}

impl Entry {
    fn listed(self, feed: &str) -> Result<Option<Listed>, Trouble> {
        let links = |rel: &str| -> Result<Vec<String>, Trouble> {
            let fitting = self.link.iter().filter(|link| link.rel == rel && !link.href.is_empty());
            fitting.map(|link| fetch::reference(feed, &link.href)).collect()
        };
        let url = match links("self")?.into_iter().next() {
            Some(own) => own,
            None if self.content.src.is_empty() => return Ok(None),
            None => fetch::reference(feed, &self.content.src)?,
        };
        let (signature, hashes) = (links("signature")?.into_iter().next(), links("hash")?);
        Ok(Some(Listed { url, updated: self.updated.clone(), signature, hashes }))
    }
}

fn directory(session: &mut Session<'_>, folder: &str, found: &mut Found) -> Result<(), Trouble> {
    for (name, with_dates) in [("changes.csv", true), ("index.txt", false)] {
        let Some(text) = super::beside(session, &format!("{folder}/{name}"), 128 << 20)? else { continue };
        for line in String::from_utf8_lossy(&text).lines() {
            let (path, updated) = if with_dates { dated(line) } else { (line.trim(), "") };
            if path.ends_with(".json") && !path.contains("://") {
                let url = format!("{folder}/{path}");
                let listed = Listed { url: url.clone(), updated: updated.to_owned(), ..Listed::default() };
                found.documents.insert(url, listed);
            }
        }
        return Ok(());
    }
    Err(Trouble::Odd { url: folder.to_owned(), what: "neither changes.csv nor index.txt".to_owned() })
}

/// `"2023/cve-2023-6240.json","2024-08-04T10:17:22+00:00"`, with or without quotes.
fn dated(line: &str) -> (&str, &str) {
    let (path, date) = line.trim().split_once(',').unwrap_or((line, ""));
    (bare(path), bare(date))
}

fn bare(text: &str) -> &str {
    text.trim_matches(['"', ' '])
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn lines_of_changes() {
        assert_eq!(dated("\"2023/a.json\",\"2024-08-04\""), ("2023/a.json", "2024-08-04"));
        assert_eq!(dated("2023/a.json, 2024-08-04"), ("2023/a.json", "2024-08-04"));
        assert_eq!(dated("2023/a.json"), ("2023/a.json", ""));
    }
}
