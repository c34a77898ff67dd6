//! CSAF providers (CSAF 2.0 section 7): what `provider-metadata.json` lists, by ROLIE feeds or folders. A document is taken when its checksum
//! and its signature are right and it is for everybody; what cannot be checked is kept out and told.

mod listing;
mod metadata;
#[cfg(test)]
mod tests;
mod unlisted;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use parsers::document::csaf;
use serde::Deserialize;

use super::super::{
    fetch,
    folder::{self, Folder},
    openpgp::Keys,
    proof::{Proof, SMALL},
    session::{Parts, Session},
    settings::{Demand, Provider},
    state::{KeptFile, KeptOut, State},
    trouble::Trouble,
};
use crate::folders;
use listing::Listed;
use metadata::Metadata;

const PAUSE: u64 = 1;
/// Documents that are kept out and named: as many as a provider may list.
const MOST_NAMED: usize = 200_000;

/// Every provider of the settings.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let providers = session.wanted.provider.clone();
    if providers.is_empty() {
        return Err(Trouble::Settings { what: "[[csaf.provider]] names nobody".to_owned() });
    }
    forget_others(&providers, &mut session.state);
    let mut parts = Parts::default();
    for provider in &providers {
        let outcome = one(session, provider, &mut parts);
        parts.count(outcome)?;
    }
    parts.end()
}

/// What was kept out of a provider that is followed no more is forgotten with the last of its documents. What people brought stays.
fn forget_others(providers: &[Provider], state: &mut State) {
    let folder = |name: &str| name.split_once('/').map(|(folder, _)| folder.to_owned());
    let mut known: BTreeSet<String> = providers.iter().map(|one| folder::safe_name(&one.name)).collect();
    known.extend(state.files.keys().filter_map(|name| folder(name)));
    state.kept_out.retain(|one| folder(&one.name).is_none_or(|folder| known.contains(&folder)));
}

/// How the names of a provider's files begin.
fn beginning(provider: &Provider) -> String {
    format!("{}/", folder::safe_name(&provider.name))
}

fn one(session: &mut Session<'_>, provider: &Provider, parts: &mut Parts) -> Result<(), Trouble> {
    let name = folder::safe_name(&provider.name);
    session.pause(PAUSE)?;
    let metadata = metadata::read(&session.small(&provider.metadata, 4 << 20)?, &provider.metadata)?;
    session.state.providers.insert(name, metadata.provider(&provider.metadata));
    let keys = keys(session, provider, &metadata)?;
    let mut found = listing::all(session, &metadata)?;
    let refused = std::mem::take(&mut found.refused);
    found.is_whole &= refused.is_empty();
    for trouble in refused {
        parts.count::<()>(Err(trouble))?;
    }
    let beginning = beginning(provider);
    let listed: BTreeMap<String, Listed> =
        found.documents.into_values().map(|listed| (place(&beginning, &listed), listed)).collect();
    if found.is_whole {
        let is_gone = |one: &KeptOut| one.name.starts_with(&beginning) && !listed.contains_key(&one.name);
        session.state.kept_out.retain(|one| !is_gone(one));
        let looked = unlisted::mark(session, &beginning, &listed, &provider.metadata);
        parts.count(looked)?;
    }
    // What was kept out stays so until it was looked at: others read what is remembered while this runs.
    let mut again = BTreeMap::new();
    let outcome = documents(session, (provider, &keys), listed, &mut again, parts);
    session.state.kept_out.retain(|one| !again.contains_key(&one.name));
    let room = MOST_NAMED.saturating_sub(session.state.kept_out.len());
    session.state.kept_out.extend(again.into_values().take(room));
    outcome
}

/// Where a listed document lies.
fn place(beginning: &str, listed: &Listed) -> String {
    format!("{beginning}{}", folder::safe_name(fetch::name_of(&listed.url)))
}

/// Fetches what is new. What is kept out this time comes into `kept_out`, by its file; what was kept out before and is none any more is
/// forgotten.
fn documents(
    session: &mut Session<'_>,
    (provider, keys): (&Provider, &Keys),
    listed: BTreeMap<String, Listed>,
    kept_out: &mut BTreeMap<String, KeptOut>,
    parts: &mut Parts,
) -> Result<(), Trouble> {
    let mut before: BTreeSet<String> = session.state.kept_out.iter().map(|one| one.name.clone()).collect();
    for (file, listed) in listed {
        let known = session.here(&file).and_then(|file| file.edition.as_deref());
        if !listed.updated.is_empty() && known == Some(&listed.updated) {
            unlisted::is_back(session, &file);
            admit(session, &mut before, &file);
            continue;
        }
        let bytes = match fetched(session, &listed) {
            Ok(bytes) => bytes,
            Err(trouble) => {
                unlisted::is_gone(session, &file, &trouble);
                parts.count::<()>(Err(trouble))?;
                continue;
            }
        };
        match proved(session, &listed, keys, provider, &bytes) {
            Ok(proof) => {
                let (url, edition) = (listed.url.clone(), Some(listed.updated.clone()));
                let about = KeptFile { url, edition, proof: Some(proof), ..KeptFile::default() };
                let told = admit(session, &mut before, &file);
                let kept = session.keep_as(&file, &bytes, about);
                if kept.is_err() {
                    session.state.kept_out.extend(told);
                }
                parts.count(kept)?;
            }
            Err(why) if is_of_document(&why) => {
                kept_out.insert(file.clone(), KeptOut::of(file, why, Some(&bytes), session.now));
            }
            Err(trouble) => {
                parts.count::<()>(Err(trouble))?;
            }
        }
    }
    Ok(())
}

/// The document itself is at fault, not the way to it.
const fn is_of_document(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::NoSignature
            | Trouble::NoKey
            | Trouble::WrongSignature { .. }
            | Trouble::WrongHash { .. }
            | Trouble::NoHash { .. }
            | Trouble::NotPublic { .. }
            | Trouble::NotAFeed { .. }
    )
}

/// Forgets that a file was kept out `before`, and returns what was remembered of it.
fn admit(session: &mut Session<'_>, before: &mut BTreeSet<String>, file: &str) -> Vec<KeptOut> {
    match before.remove(file) {
        true => session.state.kept_out.extract_if(.., |one| one.name == file).collect(),
        false => Vec::new(),
    }
}

/// Keys that a person checked, or those that the provider names: each must have the fingerprint that the provider tells.
fn keys(session: &mut Session<'_>, provider: &Provider, metadata: &Metadata) -> Result<Keys, Trouble> {
    if let Some(path) = &provider.keys {
        return Keys::read(&fs::read(path).map_err(Trouble::disk(path))?);
    }
    let (mut keys, mut files) = (Keys::default(), BTreeMap::new());
    for key in metadata.keys() {
        session.pause(PAUSE)?;
        let Ok(bytes) = session.small(&key.url, SMALL) else { continue };
        let found = Keys::read(&bytes).unwrap_or_default().only(&key.fingerprint);
        if !found.is_empty() {
            files.insert(format!("{}.asc", key.fingerprint.replace(' ', "").to_ascii_uppercase()), bytes);
        }
        keys.extend(found);
    }
    keep_keys(session.folder, &folder::safe_name(&provider.name), &files)?;
    Ok(keys)
}

/// For documents that come by hand. Keys that the provider does not name any more go; when none could be had, those from before stay.
fn keep_keys(folder: &Folder, provider: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Trouble> {
    let place = folder.keys(provider);
    if files.is_empty() {
        return Ok(());
    }
    for (name, bytes) in files {
        folder.put(&place.join(name), bytes)?;
    }
    for old in folders::files(&place).unwrap_or_default() {
        let name = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !files.contains_key(&name) {
            fs::remove_file(&old).map_err(Trouble::disk(&old))?;
        }
    }
    Ok(())
}

fn fetched(session: &mut Session<'_>, listed: &Listed) -> Result<Vec<u8>, Trouble> {
    session.pause(PAUSE)?;
    let most = session.wanted.most(64);
    session.small(&listed.url, most)
}

/// Fetches everything that proves a document, and compares.
fn proved(
    session: &mut Session<'_>,
    listed: &Listed,
    keys: &Keys,
    provider: &Provider,
    bytes: &[u8],
) -> Result<Proof, Trouble> {
    checksum(session, listed, bytes)?;
    let proof = match beside(session, &listed.signature_url(), SMALL)? {
        Some(_) if keys.is_empty() => return Err(Trouble::NoKey),
        Some(signature) => {
            keys.check(bytes, &signature, session.now.seconds())?;
            Proof::Good { provider: provider.name.clone() }
        }
        None if provider.signature == Demand::Required => return Err(Trouble::NoSignature),
        None => Proof::NotChecked { because: Trouble::NoSignature },
    };
    let name = fetch::name_of(&listed.url).to_owned();
    csaf::read(bytes).map_err(|error| Trouble::NotAFeed { name, what: error.to_string() })?;
    is_public(bytes)?;
    Ok(proof)
}

/// SHA-512 before SHA-256; one of them must be there and right.
fn checksum(session: &mut Session<'_>, listed: &Listed, bytes: &[u8]) -> Result<(), Trouble> {
    let name = fetch::name_of(&listed.url).to_owned();
    for (url, checksum) in listed.hash_urls() {
        let Some(told) = beside(session, &url, SMALL)? else { continue };
        return if checksum.is_of(&told, bytes) { Ok(()) } else { Err(Trouble::WrongHash { name }) };
    }
    Err(Trouble::NoHash { name })
}

/// A file that may not be there.
fn beside(session: &mut Session<'_>, url: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
    session.pause(PAUSE)?;
    match session.small(url, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Trouble::Status { status: 403 | 404 | 410, .. }) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Documents for some readers only have no place here; without a label one is for everybody (CSAF 2.0 section 3.2.1.5).
fn is_public(bytes: &[u8]) -> Result<(), Trouble> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Root {
        document: Document,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Document {
        distribution: Distribution,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Distribution {
        tlp: Tlp,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Tlp {
        label: String,
    }
    let root: Root = serde_json::from_slice(bytes).unwrap_or_default();
    let label = root.document.distribution.tlp.label;
    if metadata::is_white(&label) { Ok(()) } else { Err(Trouble::NotPublic { label }) }
}
