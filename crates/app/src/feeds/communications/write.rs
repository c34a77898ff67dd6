//! Writing entries down, changing them, taking them back: checked before, all or none, with their history.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    civil::JST,
    date::Date,
    time::Timestamp,
    vulnerabilities::{
        Communication,
        communication::{Deed, Fault, Revision},
    },
};
use parsers::document::vulnerability::hand;

use super::{Kept, OWN, Shelf, key};
use crate::{
    digest,
    error::{AppError, Refusal},
    feeds::{Feed, Folder, KeptFile, State},
};

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    pub key: String,
    pub issuer: String,
    pub id: String,
    /// `None`: everything stood there already.
    pub deed: Option<Deed>,
}

/// Who changes something, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    pub by: &'c str,
    pub why: &'c str,
    pub now: Timestamp,
}

/// What may stand already under the issuer and number of an entry that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    Anything,
    /// It is a new one.
    Nothing,
    /// The entry as it was touched last; `None`: never here.
    TouchedAt(Option<Timestamp>),
}

impl Over {
    fn check(self, told: &Communication, known: Option<&Kept>) -> Result<(), Refusal> {
        match (self, known) {
            (Self::Nothing, Some(_)) => {
                Err(Refusal::CommunicationTwice { issuer: told.issuer.clone(), id: told.id.clone() })
            }
            (Self::TouchedAt(seen), known) if known.is_none_or(|kept| kept.told.revised() != seen) => {
                Err(Refusal::CommunicationChanged)
            }
            _ => Ok(()),
        }
    }
}

/// Writes entries down: new ones, and changes of those that stand under the same issuer and number.
///
/// # Errors
/// [`Refusal::Communication`] for the first that cannot be kept; then none is. [`Refusal::CommunicationTwice`] and
/// [`Refusal::CommunicationChanged`] where something else stands there than it may be written over. [`AppError::Feeds`] when the folder is in
/// use or cannot be written.
pub fn put(
    folder: &Folder,
    list: Vec<Communication>,
    over: Over,
    change: Change<'_>,
) -> Result<Vec<Put>, AppError> {
    let today = Date::at(change.now, JST);
    let list: Vec<Communication> = list.into_iter().map(cleaned).collect();
    let mut seen = BTreeSet::new();
    for told in &list {
        let twice = (!seen.insert(key(told))).then_some(Fault::Twice);
        let mut faults = told.faults(today).into_iter().chain(twice);
        if let Some(fault) = faults.next() {
            let place = format!("{} {}", told.issuer, told.id).trim().chars().take(80).collect();
            return Err(Refusal::Communication { place, fault, more: faults.count() }.into());
        }
    }
    let _lock = folder.lock()?;
    let shelf = Shelf::of(folder)?;
    let known: BTreeMap<&str, &Kept> = shelf.entries.iter().map(|kept| (kept.key.as_str(), kept)).collect();
    let (mut done, mut new) = (Vec::new(), Vec::new());
    for told in list {
        let key = key(&told);
        let (issuer, id) = (told.issuer.clone(), told.id.clone());
        let known = known.get(key.as_str()).copied();
        over.check(&told, known)?;
        let written = changed(known, told, change);
        done.push(Put { key, issuer, id, deed: written.as_ref().map(|(_, deed)| *deed) });
        new.extend(written.map(|(told, _)| told));
    }
    keep(folder, &new, change.now)?;
    Ok(done)
}

/// Takes an entry back, or lets it stand again. What it said is kept.
///
/// # Errors
/// [`AppError::NotFound`]; [`Refusal::CommunicationNeedsReason`]; as [`put`].
pub fn withdraw(folder: &Folder, key: &str, withdrawn: bool, change: Change<'_>) -> Result<Put, AppError> {
    if withdrawn && change.why.trim().is_empty() {
        return Err(Refusal::CommunicationNeedsReason.into());
    }
    let _lock = folder.lock()?;
    let shelf = Shelf::of(folder)?;
    let missing = || AppError::NotFound { what: "communication", id: key.to_owned() };
    let mut told = shelf.entry(key).ok_or_else(missing)?.told.clone();
    let deed = if withdrawn { Deed::Withdrawn } else { Deed::Restored };
    let mut put = Put { key: key.to_owned(), issuer: told.issuer.clone(), id: told.id.clone(), deed: None };
    if told.withdrawn != withdrawn {
        told.withdrawn = withdrawn;
        told.remember(revision(deed, Vec::new(), change));
        keep(folder, &[told], change.now)?;
        put.deed = Some(deed);
    }
    Ok(put)
}

/// The entry with its history; `None` when nothing is new.
fn changed(
    known: Option<&Kept>,
    mut told: Communication,
    change: Change<'_>,
) -> Option<(Communication, Deed)> {
    let Some(known) = known.map(|kept| &kept.told) else {
        told.history = vec![revision(Deed::Written, Vec::new(), change)];
        told.withdrawn = false;
        return Some((told, Deed::Written));
    };
    let was = told.changes_since(known);
    if was.is_empty() {
        return None;
    }
    (told.withdrawn, told.history) = (known.withdrawn, known.history.clone());
    told.remember(revision(Deed::Changed, was, change));
    Some((told, Deed::Changed))
}

fn revision(what: Deed, was: Vec<(String, String)>, change: Change<'_>) -> Revision {
    let line = |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    // Written in whole seconds, and read again the same.
    let at = Timestamp::from_parts(change.now.seconds(), 0);
    Revision { at, by: line(change.by), what, why: line(change.why), was }
}

/// One file each. What is remembered of the feed follows when all are there: files that it does not name are read all the same.
fn keep(folder: &Folder, new: &[Communication], now: Timestamp) -> Result<(), AppError> {
    if new.is_empty() {
        return Ok(());
    }
    let mut state: State = folder.state(Feed::Hand);
    for told in new {
        let name = format!("{OWN}/{}.toml", key(told));
        let text = hand::write(told);
        folder.put(&folder.feed(Feed::Hand).join(&name), text.as_bytes())?;
        let file = KeptFile {
            sha256: digest::sha256(text.as_bytes()),
            bytes: text.len() as u64,
            records: 1,
            newest: Some(now),
            taken: Some(now),
            ..KeptFile::default()
        };
        state.files.insert(name.clone(), file);
        state.own.insert(name);
    }
    folder.keep_state(Feed::Hand, &state)?;
    Ok(())
}

/// Without signs that nobody sees, and without empty lines and entries.
fn cleaned(told: Communication) -> Communication {
    let text = |text: String| {
        let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
        lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
    };
    let line = |one: String| text(one).replace('\n', " ");
    let list = |all: Vec<String>| {
        let mut kept: Vec<String> = Vec::new();
        for one in all.into_iter().map(line).filter(|one| !one.is_empty()) {
            if !kept.contains(&one) {
                kept.push(one);
            }
        }
        kept
    };
    let mut told = Communication {
        issuer: line(told.issuer),
        id: line(told.id),
        date: line(told.date),
        updated: line(told.updated),
        title: line(told.title),
        summary: text(told.summary),
        risk: text(told.risk),
        actions: list(told.actions),
        links: list(told.links),
        also: list(told.also),
        ..told
    };
    for product in &mut told.products {
        for one in [
            &mut product.maker,
            &mut product.model,
            &mut product.from,
            &mut product.up_to,
            &mut product.before,
        ] {
            *one = line(std::mem::take(one));
        }
        product.versions = list(std::mem::take(&mut product.versions));
        product.udi_dis = list(std::mem::take(&mut product.udi_dis));
    }
    told
}
