//! Statements that everybody of an installation shares: those of documents that feeds bring. They stand beside an organisation's own ones.
//!
//! What is here was not taken in by a person: it makes nothing better unless its maker says it of an own product ([`super::Weight::NotTheirs`]).

use std::{fmt::Debug, hash::BuildHasher as _};

use domain::{statements::Statement, time::Timestamp};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{
    Statements,
    name::DocumentName,
    origin::Origin,
    speaker::Publisher,
    thing::{Asked, keys_of_product},
};

/// A name of a product or package, as a number: the same whenever it is computed. Two names may share one.
pub type Key = u64;

/// Which edition of a document. The greater one is newer.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition {
    pub released: Option<Timestamp>,
    /// The numbers of its version.
    pub revision: Vec<u64>,
}

impl Edition {
    /// As a document tells its date and version.
    #[must_use]
    pub fn told(released: Option<Timestamp>, version: &str) -> Self {
        Self { released, revision: domain::advisories::revision(version) }
    }

    /// Of the document that a statement is of.
    fn of(statement: &Statement) -> Self {
        let version = statement.document.as_ref().map(|document| document.version.as_str());
        Self::told(statement.said_at, version.unwrap_or_default())
    }
}

/// The newest edition that is known of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest<'s> {
    pub edition: &'s Edition,
    /// Its publisher took it back.
    pub withdrawn: bool,
}

/// A statement of a shelf.
#[derive(Clone, Copy, Debug)]
pub struct Shelved<'s> {
    pub statement: &'s Statement,
    /// Keys of what it is about ([`keys_of`]).
    pub keys: &'s [Key],
    /// Who brought its document, and what speaks against it.
    pub origin: &'s Origin,
    /// Who says it, as far as that is known.
    pub publisher: Publisher<'s>,
}

/// Where shared statements stand.
pub trait Shelf: Debug + Send + Sync {
    /// Statements that may be about a thing of one of these keys, in an order that stays; others may be among them.
    fn near(&self, keys: &[Key]) -> Vec<Shelved<'_>>;
    /// The newest edition of a document, when it is here and is its publisher's own.
    fn newest(&self, document: &DocumentName) -> Option<Newest<'_>>;
    /// How many statements.
    fn len(&self) -> usize;
    /// Nothing stands here.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Keys under which a statement is found: those of the products and components that it is about, in order, each once.
#[must_use]
pub fn keys_of(statement: &Statement) -> Vec<Key> {
    let parts = statement.subjects.iter().map(|one| one.component.as_ref().unwrap_or(&one.product));
    in_order(parts.flat_map(keys_of_product).map(|key| number(&key)))
}

impl Asked<'_> {
    /// Keys of what is asked about and of what it is a part of: whatever is said of them stands under one of these.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let things = std::iter::once(self.thing).chain(self.wholes.iter().copied());
        in_order(things.flat_map(super::Thing::keys).map(|key| number(&key)))
    }
}

pub(super) fn in_order(keys: impl Iterator<Item = Key>) -> Vec<Key> {
    let mut found: Vec<Key> = keys.collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn number(key: &str) -> Key {
    FixedState::default().hash_one(key)
}

/// A statement and what is known of where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice<'s> {
    pub(super) statement: &'s Statement,
    /// Where a feed has it from, and who says it. `None`: a person here recorded it or took it in.
    pub(super) fed: Option<(&'s Origin, Publisher<'s>)>,
    pub(super) place: Place,
}

/// What became of the document that a statement is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Good,
    /// There is a newer edition.
    Replaced,
    /// Its newest edition takes it back.
    TakenBack,
}

impl Statements {
    /// What the shelf has near a thing and its surroundings.
    pub(super) fn near(&self, asked: &Asked<'_>) -> Vec<Shelved<'_>> {
        let Some(shelf) = self.shelf.as_deref().filter(|shelf| !shelf.is_empty()) else { return Vec::new() };
        shelf.near(&asked.keys())
    }

    /// A statement of an organisation's own.
    pub(super) fn own<'s>(&'s self, statement: &'s Statement) -> Voice<'s> {
        Voice { statement, fed: None, place: self.place(statement, false) }
    }

    /// One of the shelf; `None` where a person took the same one in: then that record counts, withdrawn or not.
    pub(super) fn shelved<'s>(&'s self, one: &Shelved<'s>) -> Option<Voice<'s>> {
        let place = self.place(one.statement, true);
        let voice = Voice { statement: one.statement, fed: Some((one.origin, one.publisher)), place };
        (!self.has_own(one.statement)).then_some(voice)
    }

    fn place(&self, statement: &Statement, from_feed: bool) -> Place {
        let Some(name) = DocumentName::of_statement(statement) else { return Place::Good };
        let edition = Edition::of(statement);
        let shared = self.shelf.as_deref().filter(|_| !from_feed);
        if let Some(newest) = shared.and_then(|shelf| shelf.newest(&name))
            && *newest.edition > edition
        {
            return if newest.withdrawn { Place::TakenBack } else { Place::Replaced };
        }
        let own = self.documents.editions.get(&name);
        let replaced = from_feed && own.is_some_and(|own| *own > edition);
        if replaced { Place::Replaced } else { Place::Good }
    }

    /// The very statement of the very file stands among the own ones.
    fn has_own(&self, shelved: &Statement) -> bool {
        let Some(document) = &shelved.document else { return false };
        let same = |at: &usize| {
            self.list.get(*at).is_some_and(|own| {
                own.document.as_ref().is_some_and(|own| own.place == document.place)
                    && (&own.vulnerability, own.status) == (&shelved.vulnerability, shelved.status)
                    && shelved.subjects.iter().all(|subject| own.subjects.contains(subject))
            })
        };
        self.documents.by_file.get(&document.sha256).is_some_and(|places| places.iter().any(same))
    }
}

/// The documents that own statements are of.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents {
    /// Newest editions.
    editions: HashMap<DocumentName, Edition>,
    /// Places of statements by digest of the file that they were read from.
    by_file: HashMap<String, Vec<usize>>,
}

impl Documents {
    pub(super) fn of(list: &[Statement]) -> Self {
        let mut made = Self::default();
        for (at, statement) in list.iter().enumerate() {
            let Some(document) = &statement.document else { continue };
            made.by_file.entry(document.sha256.clone()).or_default().push(at);
            // What a person took back is no edition: what it replaced speaks again.
            if statement.withdrawn.is_some() {
                continue;
            }
            let Some(name) = DocumentName::of_statement(statement) else { continue };
            let newest = made.editions.entry(name).or_default();
            *newest = newest.clone().max(Edition::of(statement));
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        advisories::Verdict,
        ids::StatementId,
        statements::{Document, Withdrawal},
        time::Timestamp,
    };

    use super::*;

    /// The edition of a feed when a person took the next one in, and when that was taken back.
    #[test]
    fn what_a_person_took_back_replaces_nothing() {
        let edition = |version: &str| Statement {
            author: "Example Medical".into(),
            document: Some(Document {
                id: "EM-1".into(),
                version: version.into(),
                sha256: version.into(),
                ..Document::default()
            }),
            ..Statement::new(StatementId::from_tail(version), "CVE-2026-0001", Verdict::Affected)
        };
        let next = edition("2");
        let back = Withdrawal { by: "係".into(), at: Timestamp(0), reason: "偽物".into() };
        let taken_back = Statement { withdrawn: Some(back), ..next.clone() };
        for (own, place) in [(next, Place::Replaced), (taken_back, Place::Good)] {
            let statements = Statements::new(vec![own], &[]);
            assert_eq!(statements.place(&edition("1"), true), place);
        }
    }
}
