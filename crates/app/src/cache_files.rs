//! Files of a cache: written beside their place and then moved, so that each is whole or not there; the oldest of a kind are forgotten.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Writes a file and forgets the oldest of its kind (by extension) beyond `kept`. A writer that answers `false` leaves nothing behind.
///
/// # Errors
/// When the folder cannot be written; what was there before stays.
pub(crate) fn keep(
    place: &Path,
    kept: usize,
    write: impl FnOnce(&mut File) -> io::Result<bool>,
) -> io::Result<()> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let unfinished = place.with_extension(format!("{}.part", std::process::id()));
    let written = File::create(&unfinished).and_then(|mut file| {
        let good = write(&mut file)?;
        file.sync_all()?;
        if good { fs::rename(&unfinished, place) } else { fs::remove_file(&unfinished) }
    });
    if written.is_err() {
        drop(fs::remove_file(&unfinished));
    }
    written?;
    forget(folder, place, kept)
}

fn forget(folder: &Path, like: &Path, kept: usize) -> io::Result<()> {
    let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        if entry.path().extension() == like.extension() {
            found.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    found.sort();
    let too_many = found.len().saturating_sub(kept);
    found.iter().take(too_many).try_for_each(|(_, path)| fs::remove_file(path))
}
