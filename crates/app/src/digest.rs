//! SHA-256 as text: what ids are made of, and what files are compared by.

use std::{fs::File, io, path::Path};

use domain::hex;
use sha2::{Digest, Sha256};

/// 64 hex digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::lower(&Sha256::digest(bytes))
}

/// The first 16 of them: enough to tell things of one hospital apart.
#[must_use]
pub fn short(bytes: &[u8]) -> String {
    hex::lower(Sha256::digest(bytes).get(..8).unwrap_or_default())
}

/// SHA-256 and length in bytes of a file.
///
/// # Errors
/// When the file cannot be read.
pub fn of_file(path: &Path) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let length = io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok((hex::lower(&hasher.finalize()), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_files_alike() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!((sha256(b"").as_str(), short(b"").as_str()), (empty, "e3b0c44298fc1c14"));
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(of_file(file.path()).unwrap(), (empty.to_owned(), 0));
    }
}
