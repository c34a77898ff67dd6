//! SHA-256 of files, and hexadecimal.

use std::{fs::File, io, path::Path};

use sha2::{Digest as _, Sha256};

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of hexadecimal digits, either case. `None` for anything else.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// SHA-256 of bytes.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 and length of a file.
pub(super) fn of_file(path: &Path) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let length = io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok((hex(&hasher.finalize()), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_both_ways() {
        assert_eq!(hex(&[0, 0x7f, 0xff]), "007fff");
        assert_eq!(unhex("007FfF"), Some(vec![0, 0x7f, 0xff]));
        for odd in ["0", "zz", "０１", "+1"] {
            assert_eq!(unhex(odd), None, "{odd}");
        }
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
