//! Where batches lie: a folder on disk, behind a trait so that a full disk can be tested.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use discovery::packing::LARGEST_PACKED;

/// Named blobs that survive a power cut once [`Folder::write`] returned.
pub trait Folder {
    /// Names and lengths of everything kept, in any order.
    ///
    /// # Errors
    /// What the disk says, as for every method here.
    fn list(&self) -> io::Result<Vec<(String, u64)>>;
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
    fn remove(&mut self, name: &str) -> io::Result<()>;
    /// Keeps a blob for a person to look at, but no longer lists it.
    fn set_aside(&mut self, name: &str) -> io::Result<()>;
}

/// A real folder.
#[derive(Clone, Debug)]
pub struct Disk {
    path: PathBuf,
}

/// Ending of names that [`Folder::list`] tells.
pub(super) const ENDING: &str = ".batch";

impl Disk {
    /// Makes the folder when it is not there; only its owner may look inside. What a power cut left half written goes.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        if !path.is_dir() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).or_else(|error| match error.kind() {
            // Somebody else's folder that we may nevertheless write to.
            io::ErrorKind::PermissionDenied => Ok(()),
            _ => Err(error),
        })?;
        for entry in fs::read_dir(path)? {
            let entry = entry?.path();
            if entry.extension().is_some_and(|ending| ending == "part") {
                fs::remove_file(&entry)?;
            }
        }
        Ok(Self { path: path.to_owned() })
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }
}

impl Folder for Disk {
    fn list(&self) -> io::Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            if let Ok(name) = entry.file_name().into_string()
                && name.ends_with(ENDING)
                && meta.is_file()
            {
                found.push((name, meta.len()));
            }
        }
        Ok(found)
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let part = self.path.join(format!("{name}.part"));
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        if let Err(error) = written {
            drop(fs::remove_file(&part));
            return Err(error);
        }
        fs::rename(&part, self.path.join(name))?;
        self.sync()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.path.join(name))?.take(LARGEST_PACKED as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))?;
        self.sync()
    }

    fn set_aside(&mut self, name: &str) -> io::Result<()> {
        fs::rename(self.path.join(name), self.path.join(format!("{name}.refused")))?;
        self.sync()
    }
}
