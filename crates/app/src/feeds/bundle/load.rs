//! Loading a bundle: everything is looked at and laid out beside the old, then both change places in one step.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufReader, Read, Write as _},
    path::{Path, PathBuf},
};

use domain::{civil::Civil, time::Timestamp};

use super::super::{
    disk,
    feed::Feed,
    folder::{Folder, STATE},
    state::{KeptOut, State},
    trouble::Trouble,
};
use super::{BundleTrouble, Loaded, Summary, manifest::Manifest, read};
use crate::digest;

/// Remembers which bundle was loaded last, beside the folders of the feeds.
const LAST: &str = "bundle.json";

/// Looks at a whole bundle without loading it.
///
/// # Errors
/// [`BundleTrouble`].
pub fn verify(file: &Path, trust: &[String], now: Timestamp) -> Result<Summary, BundleTrouble> {
    let mut reader = BufReader::new(File::open(file).map_err(Trouble::disk(file))?);
    let (manifest, id) = read::manifest(&mut reader, trust)?;
    read::is_of_today(&manifest, now)?;
    let aside = room_for_a_part(file)?;
    let whole = manifest
        .parts
        .iter()
        .try_for_each(|part| read::part(&mut reader, part, &aside, &mut io::sink()))
        .and_then(|()| read::end(&mut reader));
    drop(fs::remove_file(&aside));
    whole?;
    Ok(Summary::of(&manifest, id, &read::key(&manifest.key)?))
}

/// A place for packed parts that are looked at. Sticks may be read-only: it is in the folder that the machine has for such things.
fn room_for_a_part(file: &Path) -> Result<PathBuf, BundleTrouble> {
    let name = format!(
        "kikimori-verify-{}-{}",
        std::process::id(),
        digest::sha256(file.as_os_str().as_encoded_bytes())
    );
    let path = std::env::temp_dir().join(name);
    drop(fs::remove_file(&path));
    fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(Trouble::disk(&path))?;
    Ok(path)
}

/// Loads a bundle. Whatever is wrong with it, what was there stands.
///
/// # Errors
/// [`BundleTrouble`].
pub fn load(
    folder: &Folder,
    file: &Path,
    trust: &[String],
    now: Timestamp,
    told: &mut dyn FnMut(u64, u64),
) -> Result<Loaded, BundleTrouble> {
    let _lock = folder.lock()?;
    let mut reader = BufReader::new(File::open(file).map_err(Trouble::disk(file))?);
    let (manifest, id) = read::manifest(&mut reader, trust)?;
    read::is_of_today(&manifest, now)?;
    let last = last(folder);
    let summary = Summary::of(&manifest, id.clone(), &read::key(&manifest.key)?);
    if let Some((last_id, created)) = &last {
        if *last_id == id {
            return Ok(Loaded { summary, new: false, kept: Vec::new() });
        }
        if manifest.created <= *created {
            let when = |time: Timestamp| Civil::utc(time).iso();
            return Err(BundleTrouble::Older { here: when(*created), offered: when(manifest.created) });
        }
    }
    let stage = Stage::new(folder)?;
    stage.parts(&mut reader, &manifest, told)?;
    read::end(&mut reader)?;
    let kept = stage.lay_out(&manifest, &id, now)?;
    disk::sync_tree(&stage.next).map_err(Trouble::disk(&stage.next))?;
    disk::exchange(&folder.root(), &stage.next, &folder.aside()).map_err(Trouble::disk(&folder.root()))?;
    stage.clear();
    Ok(Loaded { summary, new: true, kept })
}

/// Id and date of the bundle that was loaded last.
pub(super) fn last(folder: &Folder) -> Option<(String, Timestamp)> {
    let bytes = fs::read(folder.root().join(LAST)).ok()?;
    let base: super::manifest::Base = serde_json::from_slice(&bytes).ok()?;
    Some((base.id, base.created))
}

/// Where the new folder comes to be.
struct Stage<'f> {
    folder: &'f Folder,
    parts: PathBuf,
    next: PathBuf,
}

impl<'f> Stage<'f> {
    /// Empty: what a run before left is removed.
    fn new(folder: &'f Folder) -> Result<Self, Trouble> {
        let (parts, next) = (folder.work().join("bundle-parts"), folder.work().join("next"));
        for path in [&parts, &next] {
            disk::remove_folder(path).map_err(Trouble::disk(path))?;
            fs::create_dir_all(path).map_err(Trouble::disk(path))?;
        }
        Ok(Self { folder, parts, next })
    }

    fn parts(
        &self,
        reader: &mut dyn Read,
        manifest: &Manifest,
        told: &mut dyn FnMut(u64, u64),
    ) -> Result<(), BundleTrouble> {
        let all = manifest.parts.iter().map(|part| part.packed_bytes).sum();
        let mut done = 0;
        let packed = self.parts.join("packed");
        for part in &manifest.parts {
            let path = self.parts.join(&part.sha256);
            let mut out = File::create(&path).map_err(Trouble::disk(&path))?;
            read::part(reader, part, &packed, &mut out)?;
            out.flush().and_then(|()| out.sync_all()).map_err(Trouble::disk(&path))?;
            done += part.packed_bytes;
            told(done, all);
        }
        Ok(())
    }

    /// Lays out the new folder of parts and of what is here; which feeds stay because what is here is newer.
    fn lay_out(&self, manifest: &Manifest, id: &str, now: Timestamp) -> Result<Vec<Feed>, BundleTrouble> {
        let mut kept = Vec::new();
        let mut wanted = BTreeMap::new();
        for feed in Feed::ALL {
            let here = self.folder.state(feed);
            match manifest.feeds.get(&feed) {
                // What people here wrote down stays beside what others did: it makes nothing of theirs old.
                Some(offered)
                    if feed == Feed::Hand
                        || here.edition(now) <= offered.edition(now)
                        || here.files.is_empty() =>
                {
                    wanted.insert(feed, offered);
                }
                offered => {
                    self.keep(feed)?;
                    kept.extend(offered.map(|_| feed));
                }
            }
        }
        let here = self.here(manifest, &wanted)?;
        for (feed, state) in wanted {
            self.feed(feed, state, &here, id)?;
        }
        let base = super::manifest::Base { id: id.to_owned(), created: manifest.created };
        let path = self.next.join(LAST);
        let bytes = serde_json::to_vec_pretty(&base).unwrap_or_default();
        disk::write(&path, &self.parts.join("last"), &bytes).map_err(Trouble::disk(&path))?;
        Ok(kept)
    }

    /// Files that the bundle counts on and does not carry, by their checksum.
    fn here(
        &self,
        manifest: &Manifest,
        wanted: &BTreeMap<Feed, &State>,
    ) -> Result<BTreeMap<String, PathBuf>, BundleTrouble> {
        let needed: Vec<(String, &str)> = manifest
            .outside()
            .into_iter()
            .filter(|(name, _)| wanted.keys().any(|feed| name.starts_with(&format!("{}/", feed.as_str()))))
            .collect();
        let hashes: BTreeSet<&str> = needed.iter().map(|(_, sha256)| *sha256).collect();
        let mut here = BTreeMap::new();
        for feed in Feed::ALL.into_iter().filter(|_| !hashes.is_empty()) {
            for (_, path) in self.folder.files(feed).map_err(unlisted)? {
                let (sha256, _) = digest::of_file(&path).map_err(Trouble::disk(&path))?;
                if hashes.contains(sha256.as_str()) {
                    here.insert(sha256, path);
                }
            }
        }
        let missing: Vec<&str> = needed
            .iter()
            .filter(|(_, sha256)| !here.contains_key(*sha256))
            .map(|(name, _)| name.as_str())
            .collect();
        match (missing.first(), &manifest.base) {
            (None, _) => Ok(here),
            (Some(first), Some(base)) => Err(BundleTrouble::NeedsBase {
                id: base.id.clone(),
                created: Civil::utc(base.created).iso(),
                missing: missing.len(),
                first: (*first).to_owned(),
            }),
            (Some(first), None) => {
                Err(BundleTrouble::Broken { what: format!("it lacks the content of {first}") })
            }
        }
    }

    /// A feed as the bundle has it.
    fn feed(
        &self,
        feed: Feed,
        state: &State,
        here: &BTreeMap<String, PathBuf>,
        id: &str,
    ) -> Result<(), BundleTrouble> {
        let root = self.next.join(feed.as_str());
        for (name, file) in &state.files {
            let inside = self.parts.join(&file.sha256);
            let from = here.get(&file.sha256).unwrap_or(&inside);
            let to = root.join(name);
            disk::link(from, &to).map_err(Trouble::disk(&to))?;
        }
        let mut state = State { bundle: Some(id.to_owned()), own: BTreeSet::new(), ..state.clone() };
        if !feed.is_one_file() {
            self.keep_own(feed, &mut state)?;
        }
        if feed == Feed::Csaf {
            self.keep_disproved(&mut state);
        }
        let path = root.join(STATE);
        let bytes = serde_json::to_vec_pretty(&state).unwrap_or_default();
        disk::write(&path, &self.parts.join("state"), &bytes).map_err(Trouble::disk(&path))?;
        Ok(())
    }

    /// What people here put there by hand stays beside what the bundle has: under its name, or in a folder where the bundle has another file
    /// of that name. So does what people elsewhere wrote down and an earlier bundle brought: which word of two stands is told by
    /// when it was written, not by which bundle came last.
    fn keep_own(&self, feed: Feed, state: &mut State) -> Result<(), BundleTrouble> {
        let here = self.folder.state(feed);
        let offered: BTreeSet<String> = state.files.values().map(|file| file.sha256.clone()).collect();
        for (name, from) in self.folder.files(feed).map_err(unlisted)? {
            let known = here.files.get(&name);
            let own = here.is_own(&name);
            let stays = own || feed == Feed::Hand;
            if !stays || known.is_some_and(|file| offered.contains(&file.sha256)) {
                continue;
            }
            let digest = known.and_then(|file| file.sha256.get(..8)).unwrap_or("other");
            let places = [name.clone(), format!("here/{name}"), format!("here/{digest}/{name}")];
            let free = places.into_iter().find(|name| !state.files.contains_key(name));
            let Some(name) = free else { continue };
            let to = self.next.join(feed.as_str()).join(&name);
            disk::link(&from, &to).map_err(Trouble::disk(&to))?;
            if let Some(file) = known {
                state.files.insert(name.clone(), file.clone());
            }
            if own {
                state.own.insert(name);
            }
        }
        Ok(())
    }

    /// What failed its check here failed it, whatever a bundle says; only the right signature undoes that.
    fn keep_disproved(&self, state: &mut State) {
        let here = self.folder.state(Feed::Csaf);
        for (sha256, one) in here.forged {
            state.forged.entry(sha256).or_insert(one);
        }
        let told = |one: &KeptOut| one.told.as_ref().map(|told| told.sha256.clone());
        let known: BTreeSet<String> = state.kept_out.iter().filter_map(told).collect();
        let failed = here.kept_out.into_iter().filter(|one| one.disproved().is_some());
        let failed: Vec<KeptOut> = failed
            .filter(|one| {
                told(one).is_some_and(|sha256| !known.contains(&sha256) && !state.is_proved(&sha256))
            })
            .collect();
        state.kept_out.extend(failed);
    }

    /// A feed as it is here.
    fn keep(&self, feed: Feed) -> Result<(), BundleTrouble> {
        let state = self.folder.feed(feed).join(STATE);
        let mut files = self.folder.files(feed).map_err(unlisted)?;
        if state.exists() {
            files.push((STATE.to_owned(), state));
        }
        for (name, from) in files {
            let to = self.next.join(feed.as_str()).join(name);
            disk::link(&from, &to).map_err(Trouble::disk(&to))?;
        }
        Ok(())
    }

    /// The old folder is in the place of the new one now. What cannot be removed is removed by the next run.
    fn clear(&self) {
        drop(disk::remove_folder(&self.parts));
        drop(disk::remove_folder(&self.next));
    }
}

fn unlisted(error: crate::error::AppError) -> BundleTrouble {
    Trouble::Disk { path: "feeds".to_owned(), what: error.to_string() }.into()
}
