//! 安全性情報: what authorities tell that nobody publishes for machines, as people here wrote it down or brought it by file or bundle.
//!
//! What is written here is one file each in the folder of the feed `hand`, with its history; files of forms stay as they came. Of two entries
//! with one issuer and number the one that was touched last stands, on the shelf as in the judgement.

pub mod table;
mod write;

use std::{collections::BTreeMap, fs};

use domain::vulnerabilities::{Communication, Record};
use matching::vulnerability::{Around, Builder, Knowledge, Subject, judge, order};
use parsers::document::vulnerability::{Entry, hand};

use super::{Feed, Folder};
use crate::{digest, error::AppError};
pub use write::{Change, Over, Put, put, withdraw};

/// Folder of the entries that were written here, below that of the feed.
const OWN: &str = "communications";

/// An entry with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The same for the same issuer and number.
    pub key: String,
    pub told: Communication,
    /// File below the feed's folder.
    pub file: String,
}

impl Kept {
    /// Whether it has every one of the words, in whatever case: in its numbers, title, makers or models.
    #[must_use]
    pub fn has(&self, words: &str) -> bool {
        let told = &self.told;
        let products = told.products.iter().flat_map(|product| [&product.maker, &product.model]);
        let texts = [&told.issuer, &told.id, &told.title].into_iter().chain(&told.also).chain(products);
        let text = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n");
        words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The form filled in with it.
    #[must_use]
    pub fn form(&self) -> String {
        hand::write(&self.told)
    }
}

/// Everything that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The newest first.
    pub entries: Vec<Kept>,
    /// Files of which something cannot be read, and why.
    pub unread: Vec<(String, String)>,
}

impl Shelf {
    /// Reads every file of the feed.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be listed.
    pub fn of(folder: &Folder) -> Result<Self, AppError> {
        let mut found: BTreeMap<String, Kept> = BTreeMap::new();
        let mut unread = Vec::new();
        for (file, path) in folder.files(Feed::Hand)? {
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    unread.push((file, error.to_string()));
                    continue;
                }
            };
            for told in hand::of_file(&bytes) {
                match told {
                    Ok(told) => stand(&mut found, Kept { key: key(&told), told, file: file.clone() }),
                    Err(why) => unread.push((file.clone(), why)),
                }
            }
        }
        let mut entries: Vec<Kept> = found.into_values().collect();
        entries.sort_by(|x, y| (day(&y.told), &x.key).cmp(&(day(&x.told), &y.key)));
        Ok(Self { entries, unread })
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Kept> {
        self.entries.iter().find(|kept| kept.key == key)
    }
}

/// The day that counts for its age.
fn day(told: &Communication) -> &str {
    if told.updated.is_empty() { &told.date } else { &told.updated }
}

/// One key for one issuer and number.
#[must_use]
pub fn key(told: &Communication) -> String {
    digest::short(format!("{}\n{}", told.issuer, told.id).as_bytes())
}

/// What is known by an entry. `None`: it cannot be understood, and nothing is judged by it.
fn record(told: &Communication) -> Option<Box<Record>> {
    let mut record = None;
    let text = hand::write(told);
    let read = parsers::document::vulnerability::read(&mut text.as_bytes(), &mut |entry| {
        if let Entry::Record(read) = entry {
            record = Some(read);
        }
    });
    record.filter(|_| read.is_ok())
}

fn stand(found: &mut BTreeMap<String, Kept>, new: Kept) {
    // As the judgement orders its records.
    let age = |kept: &Kept| (kept.told.stands_since(), record(&kept.told).as_deref().map(order));
    match found.get(&new.key) {
        Some(known) if age(known) >= age(&new) => {}
        _ => drop(found.insert(new.key.clone(), new)),
    }
}

/// The entries that stand, ready to be asked which of them are about a product.
#[derive(Debug, Default)]
pub struct Directives {
    list: Vec<Communication>,
    /// Of exactly these entries; the number of a record is its place in the list.
    knowledge: Knowledge,
}

impl Directives {
    /// Those that ask a hospital to do something.
    #[must_use]
    pub fn of(shelf: Shelf) -> Self {
        let asks = |told: &Communication| !told.withdrawn && !told.actions.is_empty();
        let (mut list, mut builder) = (Vec::new(), Builder::default());
        for told in shelf.entries.into_iter().map(|kept| kept.told).filter(asks) {
            if let Some(record) = record(&told) {
                builder.record(&record);
                list.push(told);
            }
        }
        Self { list, knowledge: builder.finish() }
    }

    /// Nobody asks for anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Entries that are about a product, or may be.
    #[must_use]
    pub fn about(&self, subject: &Subject) -> Vec<&Communication> {
        let judged = judge(&self.knowledge, subject, &Around::default());
        let open = judged.iter().filter(|judged| judged.may_concern());
        let mut records: Vec<u32> = open.flat_map(|judged| judged.records()).collect();
        records.sort_unstable();
        records.dedup();
        records.into_iter().filter_map(|record| self.list.get(record as usize)).collect()
    }
}

#[cfg(test)]
mod tests;
