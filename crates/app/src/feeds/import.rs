//! Files that somebody fetched by hand: looked at, then put where they belong.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use domain::{civil::Civil, facts::clean_value, time::Timestamp};
use serde::Serialize;

use super::{
    contents::Contents,
    disk,
    feed::Feed,
    folder::{self, Folder},
    moment,
    proof::{self, KnownKeys, Proof},
    settings::Settings,
    state::{KeptFile, KeptOut, State},
    trouble::Trouble,
};
use crate::{digest, error::AppError, folders};

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<Feed>,
    pub records: usize,
    pub unread: usize,
    /// The same bytes were there already.
    pub known: bool,
    /// CSAF: whether its signature was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Why it was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Trouble>,
}

/// Puts files (and every file of folders) where they belong. Files that are no feed are told and left. Checksums and signatures that lie
/// beside a CSAF document are compared with it.
///
/// # Errors
/// [`AppError::File`] for paths that are not there; [`AppError::Feeds`] when the folder is in use or cannot be written.
pub fn import(
    folder: &Folder,
    paths: &[PathBuf],
    now: Timestamp,
    told: &mut dyn FnMut(&Imported),
) -> Result<Vec<Imported>, AppError> {
    import_by(folder, paths, None, now, told)
}

/// The same, by an office or account: what it brings stands there as brought by it.
///
/// # Errors
/// As [`import`].
pub fn import_by(
    folder: &Folder,
    paths: &[PathBuf],
    by: Option<&str>,
    now: Timestamp,
    told: &mut dyn FnMut(&Imported),
) -> Result<Vec<Imported>, AppError> {
    let by = by.map(clean_value).filter(|by| !by.is_empty());
    let _lock = folder.lock()?;
    let known = proof::known_keys(folder, &Settings::of(folder)?)?;
    let mut done = Vec::new();
    for path in paths {
        for file in folders::files(path)?.into_iter().filter(|file| !proof::is_about_another(file)) {
            let imported = one(folder, (&file, &below(path, &file, paths)), &known, by.as_deref(), now)?;
            told(&imported);
            done.push(imported);
        }
    }
    Ok(done)
}

/// The name that a file gets: its way below the folder that was named, so that `npm/all.zip` and `PyPI/all.zip` are two files. Of files
/// that were named themselves and are called alike, the folder tells them apart.
fn below(path: &Path, file: &Path, paths: &[PathBuf]) -> String {
    let safe = |part: &OsStr| folder::safe_name(&part.to_string_lossy());
    let alike = |other: &&PathBuf| other.file_name() == file.file_name() && other.as_path() != file;
    let way: Vec<String> = match file.strip_prefix(path) {
        Ok(way) if !way.as_os_str().is_empty() => way.iter().map(safe).collect(),
        _ => {
            let parent =
                file.parent().and_then(Path::file_name).filter(|_| paths.iter().any(|other| alike(&other)));
            parent.into_iter().chain(file.file_name()).map(safe).collect()
        }
    };
    let name = way.join("/");
    if folder::is_safe(&name) { name } else { folder::safe_name(&name) }
}

fn one(
    folder: &Folder,
    (file, name): (&Path, &str),
    known_keys: &[KnownKeys],
    by: Option<&str>,
    now: Timestamp,
) -> Result<Imported, AppError> {
    // Looked at and taken are the same bytes, whatever happens to the original meanwhile.
    let part = folder.part(&format!("import {}", file.display()))?;
    fs::copy(file, &part).map_err(|source| AppError::File {
        doing: "reading",
        path: file.to_owned(),
        source,
    })?;
    let contents = Contents::of(&part, None)?;
    let looked = proved(file, &part, &contents, known_keys, now);
    if let Err(why @ Trouble::WrongSignature { .. }) = &looked {
        distrust(folder, &part, why, now)?;
    }
    let proof = looked.clone().ok().flatten();
    let about = |proof| KeptFile { proof, by: by.map(str::to_owned), ..KeptFile::default() };
    let taken = looked.and_then(|proof| take(folder, &part, name, &contents, about(proof), now));
    drop(fs::remove_file(&part));
    let (known, refused) = match taken {
        Ok(known) => (known, None),
        Err(trouble @ Trouble::Disk { .. }) => return Err(trouble.into()),
        Err(trouble) => (false, Some(trouble)),
    };
    Ok(Imported {
        file: file.display().to_string(),
        feed: contents.feed,
        records: contents.records,
        unread: contents.unread,
        known,
        proof,
        refused,
    })
}

/// What lies beside an advisory; other feeds have nothing beside them.
fn proved(
    file: &Path,
    part: &Path,
    contents: &Contents,
    known: &[KnownKeys],
    now: Timestamp,
) -> Result<Option<Proof>, Trouble> {
    if contents.feed != Some(Feed::Csaf) {
        return Ok(None);
    }
    let bytes = fs::read(part).map_err(Trouble::disk(part))?;
    proof::beside(file, &bytes, known, now.seconds()).map(Some)
}

/// What was taken while nobody could check it, and is now known to be of somebody else, is used no more.
fn distrust(folder: &Folder, part: &Path, why: &Trouble, now: Timestamp) -> Result<(), Trouble> {
    let (sha256, _) = digest::of_file(part).map_err(Trouble::disk(part))?;
    let mut state = folder.state(Feed::Csaf);
    let same = state.files.iter().filter(|(_, file)| file.sha256 == sha256);
    let names: Vec<String> = same.map(|(name, _)| name.clone()).collect();
    let Some(first) = names.first().filter(|_| !state.is_proved(&sha256)) else {
        // It was never here, or the signature beside it now is another document's: this file is refused, and nothing else changes.
        return Ok(());
    };
    let bytes = fs::read(part).map_err(Trouble::disk(part))?;
    let kept_out = |name: &str| KeptOut::of(name.to_owned(), why.clone(), Some(&bytes), now);
    state.kept_out.extend(names.iter().map(|name| kept_out(name)));
    state.forged.insert(sha256, kept_out(first));
    forget(folder, Feed::Csaf, &mut state, &names)
}

/// Takes a file with the proof of `about` and who brought it. `true` when the same bytes were there already.
fn take(
    folder: &Folder,
    part: &Path,
    name: &str,
    contents: &Contents,
    about: KeptFile,
    now: Timestamp,
) -> Result<bool, Trouble> {
    if let Some(excess) = contents.excess.clone() {
        return Err(Trouble::Unpacks { name: name.to_owned(), excess });
    }
    let Some(feed) = contents.feed else {
        let what = contents.problem.clone().unwrap_or_else(|| "nothing of it is known".to_owned());
        return Err(Trouble::NotAFeed { name: name.to_owned(), what });
    };
    contents.expect(feed, name)?;
    if feed == Feed::Hand && contents.newest.is_some_and(|newest| moment::is_to_come(newest, now)) {
        // It would stand before every correction until that day.
        let what = "an entry is dated in the future; check its dates".to_owned();
        return Err(Trouble::NotAFeed { name: name.to_owned(), what });
    }
    let mut state = folder.state(feed);
    let (sha256, bytes) = digest::of_file(part).map_err(Trouble::disk(part))?;
    let before = state.files.get(name).and_then(|file| file.proof.as_ref());
    if let (Some(Proof::Good { .. }), Some(Proof::NotChecked { because })) = (before, &about.proof) {
        let same = state.files.values().any(|file| file.sha256 == sha256);
        // What nobody can check does not take the place of what was checked.
        return if same { Ok(true) } else { Err(because.clone()) };
    }
    if let (Some(Proof::NotChecked { .. }), Some(disproved)) = (&about.proof, state.disproved(&sha256)) {
        return Err(Trouble::Disproved(disproved));
    }
    if let Some(Proof::Good { .. }) = &about.proof {
        // Something that belongs to another document lay beside it before.
        state.forged.remove(&sha256);
        let is_other = |one: &KeptOut| one.told.as_ref().is_some_and(|told| told.sha256 != sha256);
        state.kept_out.retain(|one| one.name != name || is_other(one));
    }
    let here = state.files.values_mut().find(|file| file.sha256 == sha256);
    let known = here.is_some();
    if let (Some(here), Some(Proof::Good { .. })) = (here, &about.proof) {
        here.proof.clone_from(&about.proof);
    } else if !known {
        is_newer(&state, feed, name, contents, now)?;
        let file = KeptFile {
            sha256,
            bytes,
            records: contents.records,
            unread: contents.unread,
            newest: contents.newest,
            taken: Some(now),
            ..about
        };
        install(folder, feed, &mut state, name, part, file)?;
        state.own.insert(name.to_owned());
    }
    // One file of many does not make the whole feed new, and does not undo that fetching it failed.
    let believed = contents.newest.filter(|newest| !moment::is_to_come(*newest, now));
    if let Some(newest) = believed.filter(|_| feed.is_one_file()) {
        state.last_success = state.last_success.max(Some(newest.min(now)));
        if !known {
            state.last_failure = None;
        }
    }
    folder.keep_state(feed, &state)?;
    Ok(known)
}

/// Yesterday's list does not take the place of today's.
fn is_newer(
    state: &State,
    feed: Feed,
    name: &str,
    contents: &Contents,
    now: Timestamp,
) -> Result<(), Trouble> {
    let same = state.files.get(name).and_then(|file| file.newest);
    let before = if feed.is_one_file() { state.newest(now) } else { same };
    match (before.filter(|before| !moment::is_to_come(*before, now)), contents.newest) {
        (Some(before), Some(offered)) if offered < before => Err(Trouble::Older {
            name: name.to_owned(),
            here: Civil::utc(before).date(),
            offered: Civil::utc(offered).date(),
        }),
        _ => Ok(()),
    }
}

/// Moves a finished file to its place, then remembers it; files that it replaces go last.
pub(super) fn install(
    folder: &Folder,
    feed: Feed,
    state: &mut State,
    name: &str,
    part: &Path,
    file: KeptFile,
) -> Result<(), Trouble> {
    let to = folder.feed(feed).join(name);
    let inside = to.parent().unwrap_or(&to);
    fs::create_dir_all(inside).map_err(Trouble::disk(inside))?;
    fs::File::open(part).and_then(|file| file.sync_all()).map_err(Trouble::disk(part))?;
    disk::rename(part, &to).map_err(Trouble::disk(&to))?;
    let replaced: Vec<String> = match feed.is_one_file() {
        true => state.files.keys().filter(|known| *known != name).cloned().collect(),
        false => Vec::new(),
    };
    state.files.insert(name.to_owned(), file);
    state.own.remove(name);
    forget(folder, feed, state, &replaced)
}

/// Forgets files, then removes them.
pub(super) fn forget(
    folder: &Folder,
    feed: Feed,
    state: &mut State,
    names: &[String],
) -> Result<(), Trouble> {
    for name in names {
        state.files.remove(name);
        state.own.remove(name);
    }
    folder.keep_state(feed, state)?;
    for name in names {
        drop(fs::remove_file(folder.feed(feed).join(name)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

    fn kev(folder: &Path, name: &str, date: &str) -> PathBuf {
        let path = folder.join(name);
        let row = "{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\"}";
        fs::write(&path, format!("{{\"dateReleased\":\"{date}\",\"vulnerabilities\":[{row}]}}")).unwrap();
        path
    }

    fn names(folder: &Folder, feed: Feed) -> Vec<String> {
        folder.files(feed).unwrap().into_iter().map(|(name, _)| name).collect()
    }

    use super::super::state::Failure;

    /// 2026-11-22.
    const NOW: Timestamp = Timestamp::from_parts(1_795_305_600, 0);

    #[test]
    fn a_stick_full_of_files_finds_its_places() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let done = import(&folder, &[PathBuf::from(FIXTURES)], NOW, &mut |_| {}).unwrap();
        assert!(done.iter().all(|one| one.refused.is_none() && !one.known), "{done:#?}");
        assert_eq!(names(&folder, Feed::Nvd), ["nvd-1.1.json", "nvd-2.0.json"]);
        assert_eq!(names(&folder, Feed::Kev), ["kev.json"]);
        assert!(folder.state(Feed::Epss).last_success.is_some());
        let again = import(&folder, &[PathBuf::from(FIXTURES)], NOW, &mut |_| {}).unwrap();
        assert!(again.iter().all(|one| one.known), "{again:#?}");
    }

    #[test]
    fn files_that_are_called_alike_do_not_replace_one_another() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(&data.path().join("data"));
        let stick = data.path().join("stick");
        let put = |ecosystem: &str, id: &str| {
            let path = stick.join(ecosystem).join("all.json");
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let head = "\"schema_version\":\"1.6.0\",\"modified\":\"2026-11-01T00:00:00Z\",\"affected\":[]";
            fs::write(&path, format!("{{\"id\":\"{id}\",{head}}}")).unwrap();
            path
        };
        let files = [put("npm", "MAL-1"), put("PyPI", "PYSEC-1")];
        import(&folder, std::slice::from_ref(&stick), NOW, &mut |_| {}).unwrap();
        assert_eq!(names(&folder, Feed::Osv), ["PyPI/all.json", "npm/all.json"]);
        let other = Folder::of(&data.path().join("other"));
        import(&other, &files, NOW, &mut |_| {}).unwrap();
        assert_eq!(names(&other, Feed::Osv), ["PyPI/all.json", "npm/all.json"]);
        import(&other, &[put("npm", "MAL-2")], NOW, &mut |_| {}).unwrap();
        assert_eq!(names(&other, Feed::Osv), ["PyPI/all.json", "all.json", "npm/all.json"]);
    }

    #[test]
    fn an_older_list_does_not_replace_a_newer_one() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let put = |name: &str, date: &str| {
            let file = kev(data.path(), name, date);
            import(&folder, &[file], NOW, &mut |_| {}).unwrap().remove(0).refused
        };
        assert_eq!(put("monday.json", "2026-11-16"), None);
        assert!(matches!(put("sunday.json", "2026-11-15"), Some(Trouble::Older { .. })));
        assert_eq!(names(&folder, Feed::Kev), ["monday.json"]);
        assert_eq!(put("tuesday.json", "2026-11-17"), None);
        assert_eq!(names(&folder, Feed::Kev), ["tuesday.json"]);
    }

    #[test]
    fn one_file_of_many_makes_no_feed_new_and_hides_no_failure() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let day = |day: i64| Timestamp::from_parts((20_700 + day) * 86_400, 0);
        let why = Trouble::Status { url: "https://a.example/".into(), status: 503 };
        let failed = State {
            last_success: Some(day(1)),
            last_failure: Some(Failure { at: day(20), why }),
            ..State::default()
        };
        folder.keep_state(Feed::Nvd, &failed).unwrap();
        folder.keep_state(Feed::Kev, &failed).unwrap();
        let nvd = data.path().join("nvdcve-2.0-modified.json");
        let cve = "{\"cve\":{\"id\":\"CVE-2026-0001\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[]}}";
        let date = Civil::utc(day(21)).date();
        fs::write(&nvd, format!("{{\"timestamp\":\"{date}T00:00:00.000\",\"vulnerabilities\":[{cve}]}}"))
            .unwrap();
        let wrong = kev(data.path(), "wrong.json", "2099-01-01");
        let done = import(&folder, &[nvd, wrong], day(22), &mut |_| {}).unwrap();
        assert!(done.iter().all(|one| one.refused.is_none()), "{done:?}");
        let nvd = folder.state(Feed::Nvd);
        assert_eq!((nvd.last_success, nvd.last_failure), (failed.last_success, failed.last_failure));
        let odd = folder.state(Feed::Kev);
        assert_eq!(
            (odd.last_success, odd.newest(day(22))),
            (failed.last_success, None),
            "not before its time"
        );
        let right = kev(data.path(), "right.json", &date);
        assert_eq!(import(&folder, &[right], day(22), &mut |_| {}).unwrap()[0].refused, None);
        let kev = folder.state(Feed::Kev);
        assert_eq!((kev.last_success, kev.last_failure), (Some(day(21)), None), "it holds everything");
    }

    #[test]
    fn advisories_on_a_stick_are_compared_with_what_lies_beside_them() {
        let provider = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider");
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let stick = data.path().join("stick");
        fs::create_dir(&stick).unwrap();
        let put = |from: &str, to: &str| fs::copy(format!("{provider}/{from}"), stick.join(to)).unwrap();
        for (from, to) in [
            ("em-2026-001.json", "one.json"),
            ("em-2026-001.json.asc", "one.json.asc"),
            ("em-2026-002.json", "two.json"),
            ("em-2026-003.json", "three.json"),
            ("em-2026-001.json.asc", "three.json.asc"),
        ] {
            put(from, to);
        }
        let day = Timestamp::from_parts(1_795_305_600, 0);
        let run = || import(&folder, std::slice::from_ref(&stick), day, &mut |_| {}).unwrap();
        let outcome = |done: &[Imported]| -> Vec<String> {
            let word = |one: &Imported| match (&one.refused, &one.proof) {
                (Some(why), _) => why.to_string(),
                (None, Some(Proof::Good { provider })) => format!("good: {provider}"),
                (None, Some(Proof::NotChecked { because })) => because.to_string(),
                (None, None) => "nothing".to_owned(),
            };
            done.iter().map(word).collect()
        };
        let (no_key, none) = (Trouble::NoKey.to_string(), Trouble::NoSignature.to_string());
        assert_eq!(outcome(&run()), [no_key.clone(), no_key, none.clone()], "one, three, two");
        let settings = format!("[[csaf.provider]]\nname='example'\nkeys='{provider}/key.asc'");
        fs::write(folder.settings(), settings).unwrap();
        let again = outcome(&run());
        assert_eq!((&again[0], &again[2]), (&"good: example".to_owned(), &none), "{again:?}");
        assert!(again[1].contains("the signature is wrong"), "{again:?}");
        let unchecked = crate::feeds::status::status(&folder, day).unwrap();
        let csaf = unchecked.into_iter().find(|one| one.feed == Feed::Csaf).unwrap();
        assert_eq!(csaf.unchecked.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["two.json"]);
        assert_eq!(csaf.kept_out.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["three.json"]);
        assert_eq!(names(&folder, Feed::Csaf), ["one.json", "two.json"]);
    }

    #[test]
    fn what_is_no_feed_is_told_and_left() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        let file = data.path().join("letter.txt");
        fs::write(&file, "dear hospital").unwrap();
        let done = import(&folder, &[file], NOW, &mut |_| {}).unwrap();
        assert!(matches!(done[0].refused, Some(Trouble::NotAFeed { .. })), "{done:?}");
        assert!(folders::files(&folder.root()).unwrap().is_empty());
    }
}
