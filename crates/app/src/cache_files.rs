//! Files of a cache: written beside their place and then moved, so that each is whole or not there; the oldest of a kind are forgotten.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde::{Serialize, de::DeserializeOwned};

/// Of what is still being written; what is left of a writer that was killed has the same ending.
const UNFINISHED: &str = "part";
/// Nobody writes one file for so long.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// Unpacks what [zstandard](https://www.rfc-editor.org/rfc/rfc8878) packed, up to so many bytes.
///
/// # Errors
/// When it is damaged or more.
pub(crate) fn unpacked(packed: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let mut unpacking = zstd::Decoder::new(packed)?.take(most.saturating_add(1));
    unpacking.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "more than was packed"));
    }
    Ok(bytes)
}

/// Writes the magic, a checksum, and a value.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write_checked(file: &mut File, magic: &[u8], value: &impl Serialize) -> io::Result<()> {
    let body = postcard::to_stdvec(value).map_err(io::Error::other)?;
    file.write_all(magic)?;
    file.write_all(&crc32fast::hash(&body).to_le_bytes())?;
    file.write_all(&body)
}

/// What [`write_checked`] wrote. `None`: it is not there, is another kind of file, damaged, or longer than `most` bytes.
pub(crate) fn read_checked<T: DeserializeOwned>(place: &Path, magic: &[u8], most: u64) -> Option<T> {
    if fs::metadata(place).ok()?.len() > most {
        return None;
    }
    let bytes = fs::read(place).ok()?;
    let (checksum, body) = bytes.strip_prefix(magic)?.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*checksum) != crc32fast::hash(body) {
        return None;
    }
    postcard::from_bytes(body).ok()
}

/// How much of one kind (by extension) is kept beside what is in use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub files: usize,
    pub bytes: u64,
}

/// Writes a file and forgets the oldest of its kind. A writer that answers `false` leaves nothing behind.
///
/// # Errors
/// When the folder cannot be written; what was there before stays.
pub(crate) fn keep(
    place: &Path,
    bounds: Bounds,
    write: impl FnOnce(&mut File) -> io::Result<bool>,
) -> io::Result<()> {
    put(place, write)?;
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    forget(folder, place.extension().and_then(|kind| kind.to_str()).unwrap_or_default(), bounds, &|path| {
        path == place
    })
}

/// Writes a file; a writer that answers `false` leaves nothing behind.
///
/// # Errors
/// When the folder cannot be written; what was there before stays.
pub(crate) fn put(place: &Path, write: impl FnOnce(&mut File) -> io::Result<bool>) -> io::Result<()> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let name = place.file_name().unwrap_or_default();
    let ending = format!(".{UNFINISHED}");
    let mut unfinished = tempfile::Builder::new().prefix(name).suffix(&ending).tempfile_in(folder)?;
    if write(unfinished.as_file_mut())? {
        unfinished.as_file().sync_all()?;
        unfinished.persist(place)?;
    }
    Ok(())
}

/// Forgets the oldest of a kind beyond the bounds, and what a killed writer left half done. What is in use stays.
///
/// # Errors
/// When the folder cannot be listed or changed.
pub(crate) fn forget(
    folder: &Path,
    kind: &str,
    bounds: Bounds,
    in_use: &dyn Fn(&Path) -> bool,
) -> io::Result<()> {
    let (mut spare, mut unfinished, mut newest) = (Vec::new(), Vec::new(), SystemTime::UNIX_EPOCH);
    for (path, known) in of_folder(folder)? {
        let changed = known.modified()?;
        newest = newest.max(changed);
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(UNFINISHED) => unfinished.push((changed, path)),
            Some(ending) if ending == kind && !in_use(&path) => spare.push((changed, path, known.len())),
            _ => {}
        }
    }
    unfinished.retain(|(changed, _)| newest.duration_since(*changed).is_ok_and(|age| age > ABANDONED));
    unfinished.iter().try_for_each(|(_, path)| remove(path))?;
    spare.sort();
    let (mut files, mut bytes) = (0, 0);
    spare.iter().rev().try_for_each(|(_, path, length)| {
        (files, bytes) = (files + 1, bytes + length);
        if files > bounds.files || bytes > bounds.bytes { remove(path) } else { Ok(()) }
    })
}

/// Every file of a folder.
///
/// # Errors
/// When it cannot be listed.
pub(crate) fn of_folder(folder: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        match entry.metadata() {
            Ok(known) if known.is_file() => found.push((entry.path(), known)),
            Ok(_) => {}
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Somebody else may have removed it.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn aged(path: &Path, bytes: &[u8], seconds: u64) {
        fs::write(path, bytes).unwrap();
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + seconds);
        File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }

    #[test]
    fn the_oldest_are_forgotten_by_number_and_by_bytes() {
        for (bounds, left) in [
            (Bounds { files: 2, bytes: 100 }, &["a", "c", "d"][..]),
            (Bounds { files: 9, bytes: 15 }, &["a", "d"]),
            (Bounds { files: 9, bytes: 100 }, &["a", "b", "c", "d"]),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(format!("{name}.pack"));
            ["a", "b", "c", "d"].iter().zip(1..).for_each(|(name, age)| aged(&at(name), &[0; 10], age));
            aged(&folder.path().join("other.verdicts"), b"", 0);
            forget(folder.path(), "pack", bounds, &|path| path == at("a")).unwrap();
            let mut found: Vec<_> =
                of_folder(folder.path()).unwrap().into_iter().map(|(path, _)| path).collect();
            found.sort();
            let mut wanted: Vec<_> = left.iter().map(|name| at(name)).collect();
            wanted.insert(wanted.len(), folder.path().join("other.verdicts"));
            assert_eq!(found, wanted, "{bounds:?}");
        }
    }

    #[test]
    fn what_a_killed_writer_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        aged(&folder.path().join("old.part"), b"half", 0);
        let place = folder.path().join("a.pack");
        let bounds = Bounds { files: 1, bytes: 1 };
        for (good, there) in [(false, false), (true, true)] {
            keep(&place, bounds, |file| file.write_all(b"whole").map(|()| good)).unwrap();
            assert_eq!(place.exists(), there);
        }
        let failed = keep(&place, bounds, |file| {
            file.write_all(b"ha")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err() && fs::read(&place).unwrap() == b"whole", "what was there stays");
        assert_eq!(of_folder(folder.path()).unwrap().len(), 1, "an hour is long over");
        aged(&folder.path().join("now.part"), b"half", 5_000);
        aged(&place, b"whole", 5_001);
        forget(folder.path(), "pack", bounds, &|_| false).unwrap();
        let mut left: Vec<_> = of_folder(folder.path()).unwrap().into_iter().map(|(path, _)| path).collect();
        left.sort();
        assert_eq!(left, [folder.path().join("now.part")]);
    }
}
