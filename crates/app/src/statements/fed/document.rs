//! One CSAF document of a feed: what it states, packed until something here is near it.

use std::{
    hash::BuildHasher as _,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::{statements::Statement, time::Timestamp};
use foldhash::fast::FixedState;
use matching::statements::{DocumentName, Doubt, Edition, Key, Publisher, keys_of, of_feed};
use parsers::document::vex::Vex;
use serde::{Deserialize, Serialize};

use super::delivery::{Confirmed, Delivery};
use crate::{cache_files, digest, knowledge_cache::Stat};

/// The fastest kind of zstandard that is worth its time.
const LEVEL: i32 = 3;
/// Bytes that the statements of one document may unpack to.
const MOST_UNPACKED: usize = 1 << 30;

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Packed {
    pub(crate) file: PathBuf,
    pub(crate) stat: Stat,
    /// Why nothing of it is known.
    pub(crate) problem: Option<String>,
    pub(crate) publisher: String,
    pub(crate) namespace: String,
    pub(crate) id: String,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    version: String,
    released: Option<Timestamp>,
    pub(crate) withdrawn: bool,
    pub(crate) statements: usize,
    /// Keys of everything that it is about, in order.
    pub(crate) keys: Vec<Key>,
    /// Digest of what it states.
    pub(crate) digest: String,
    /// Statements in JSON, packed.
    body: Vec<u8>,
}

impl Packed {
    /// A file of which nothing is known.
    pub(crate) fn unread(file: PathBuf, stat: Stat, problem: String) -> Self {
        Self {
            digest: digest::short(problem.as_bytes()),
            file,
            stat,
            problem: Some(problem),
            publisher: String::new(),
            namespace: String::new(),
            sha256: String::new(),
            id: String::new(),
            version: String::new(),
            released: None,
            withdrawn: false,
            statements: 0,
            keys: Vec::new(),
            body: Vec::new(),
        }
    }

    /// What a document states.
    pub(crate) fn of(file: PathBuf, stat: Stat, vex: Vex) -> Self {
        let statements: Vec<Statement> = vex.statements;
        let mut keys: Vec<Key> = statements.iter().flat_map(keys_of).collect();
        keys.sort_unstable();
        keys.dedup();
        let packing = serde_json::to_vec(&statements).map_err(|error| error.to_string()).and_then(|text| {
            let body = if text.len() > MOST_UNPACKED { Err("too much".to_owned()) } else { pack(&text) };
            Ok((body?, text))
        });
        let (body, text) = match packing {
            Ok(packed) => packed,
            Err(problem) => return Self::unread(file, stat, problem),
        };
        let name = [vex.namespace.as_str(), &vex.author, &vex.id];
        let edition = format!("{name:?} {} {} {:?}", vex.version, vex.withdrawn, vex.said_at);
        Self {
            file,
            stat,
            problem: None,
            digest: digest::short(&[edition.as_bytes(), &text].concat()),
            publisher: vex.author,
            namespace: vex.namespace,
            sha256: vex.sha256,
            id: vex.id,
            version: vex.version,
            released: vex.said_at,
            withdrawn: vex.withdrawn,
            statements: statements.len(),
            keys,
            body,
        }
    }

    /// Which edition of the document it is.
    pub(crate) fn edition(&self) -> Edition {
        Edition::told(self.released, &self.version)
    }
}

fn pack(text: &[u8]) -> Result<Vec<u8>, String> {
    zstd::bulk::compress(text, LEVEL).map_err(|error| error.to_string())
}

/// A document on the shelf.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) packed: Arc<Packed>,
    pub(crate) edition: Edition,
    pub(crate) delivery: Delivery,
    /// The publisher's name as it is believed. `None`: for all that is known here it may be of somebody else.
    pub(crate) speaker: Option<String>,
    /// Another one whenever its statements count otherwise or are shown otherwise.
    pub(crate) number: u64,
    open: OnceLock<Vec<Opened>>,
}

/// A statement and the keys of what it is about.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) statement: Statement,
    pub(crate) keys: Vec<Key>,
}

impl Document {
    pub(crate) fn new(packed: Arc<Packed>, delivery: Delivery, confirmed: &Confirmed) -> Self {
        let (speaker, doubt) = match delivery.speaker(&packed, confirmed) {
            Ok(name) => (Some(name), None),
            Err(doubt) => (None, Some(doubt)),
        };
        let edition = packed.edition();
        let mut made = Self { packed, edition, delivery, speaker, number: 0, open: OnceLock::new() };
        doubt.into_iter().for_each(|doubt| made.doubt(doubt));
        made
    }

    /// What it calls itself, whatever its file is called. `None` without an id.
    pub(crate) fn told_name(&self) -> Option<DocumentName> {
        DocumentName::of(&self.packed.namespace, &self.packed.publisher, &self.packed.id)
    }

    /// The worst doubt stays.
    pub(crate) fn doubt(&mut self, doubt: Doubt) {
        let known = &mut self.delivery.origin.doubt;
        *known = (*known).max(Some(doubt));
    }

    /// Gives it its number, when everything is known of it.
    pub(crate) fn count(&mut self) {
        let (packed, origin) = (&self.packed, &self.delivery.origin);
        self.number = FixedState::default().hash_one((&packed.digest, &self.speaker, origin));
    }

    /// Its provider lists it, or never had it.
    pub(crate) const fn is_listed(&self) -> bool {
        !matches!(self.delivery.origin.doubt, Some(Doubt::Unlisted { .. }))
    }

    /// Who says it, as far as that is known: nobody makes what somebody else hands on.
    pub(crate) fn publisher(&self) -> Publisher<'_> {
        match &self.speaker {
            Some(name) => Publisher { name, namespace: &self.packed.namespace },
            None => Publisher { name: "", namespace: "" },
        }
    }

    /// The same, not opened.
    pub(super) fn closed(&self) -> Self {
        Self {
            packed: Arc::clone(&self.packed),
            edition: self.edition.clone(),
            delivery: self.delivery.clone(),
            speaker: self.speaker.clone(),
            number: self.number,
            open: OnceLock::new(),
        }
    }

    /// Its statements, of its publisher's own products and of others apart; they stay open.
    pub(super) fn statements(&self, opened: &AtomicUsize) -> &[Opened] {
        self.open.get_or_init(|| {
            let text = cache_files::unpacked(&self.packed.body, MOST_UNPACKED).unwrap_or_default();
            opened.fetch_add(text.len(), Ordering::Relaxed);
            let read: Vec<Statement> = serde_json::from_slice(&text).unwrap_or_default();
            let parted = read.into_iter().flat_map(|statement| of_feed(statement, self.publisher()));
            parted.map(|statement| Opened { keys: keys_of(&statement), statement }).collect()
        })
    }
}
