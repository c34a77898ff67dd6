//! Files that are whole or not there: written aside, flushed to the disk, then renamed in one step.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// Writes a file in one step: whoever reads sees the old bytes or the new ones, also after a power cut.
pub(super) fn write(path: &Path, aside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    rename(aside, path)
}

/// Moves a finished file to its place in one step.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    fs::rename(from, to)?;
    sync_folder(folder)
}

/// What was renamed or removed in a folder survives a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// All names below a folder survive a power cut; the files themselves were flushed when they were written.
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// The same file under a second name; a copy where the file system knows no second names.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

/// Puts the folder `new` in the place of `old` in one step; what was there is in `new` afterwards.
///
/// Where the file system cannot exchange two folders, `old` steps aside to `aside` first; [`recover`] ends what was cut between.
pub(super) fn exchange(old: &Path, new: &Path, aside: &Path) -> io::Result<()> {
    if !old.exists() {
        return rename(new, old);
    }
    let here = rustix::fs::CWD;
    let exchanged = rustix::fs::renameat_with(here, new, here, old, rustix::fs::RenameFlags::EXCHANGE);
    if exchanged.is_err() {
        fs::rename(old, aside)?;
        fs::rename(new, old)?;
        fs::rename(aside, new)?;
    }
    old.parent().map_or(Ok(()), sync_folder)
}

/// Ends an exchange that was cut while nothing was in its place.
pub(super) fn recover(old: &Path, aside: &Path) -> io::Result<()> {
    if aside.exists() && !old.exists() { rename(aside, old) } else { Ok(()) }
}

/// Removes a folder with everything in it; one that is not there is removed already.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_change_places() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        for name in ["old", "new"] {
            fs::create_dir(at(name)).unwrap();
            fs::write(at(name).join("which"), name).unwrap();
        }
        exchange(&at("old"), &at("new"), &at("aside")).unwrap();
        assert_eq!(fs::read_to_string(at("old/which")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at("new/which")).unwrap(), "old");
        // The way without an exchange, cut after its first step.
        fs::rename(at("old"), at("aside")).unwrap();
        recover(&at("old"), &at("aside")).unwrap();
        assert_eq!(fs::read_to_string(at("old/which")).unwrap(), "new");
        recover(&at("old"), &at("aside")).unwrap();
    }

    #[test]
    fn the_first_one_is_only_moved() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("new")).unwrap();
        exchange(&root.path().join("old"), &root.path().join("new"), &root.path().join("aside")).unwrap();
        assert!(root.path().join("old").exists() && !root.path().join("new").exists());
    }
}
