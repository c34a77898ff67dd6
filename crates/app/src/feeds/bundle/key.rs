//! Keys of bundles: Ed25519 (RFC 8032). The private one stays with whoever makes bundles; hospitals know its fingerprint.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use domain::hex;
use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};

use super::{super::trouble::Trouble, BundleTrouble};
use crate::digest;

/// Begins every private key file.
const PRIVATE: &str = "kikimori-bundle-private-key:";
/// Begins every public key file.
const PUBLIC: &str = "kikimori-bundle-public-key:";
/// What is signed begins with this, so that no signature of anything else fits.
const CONTEXT: &[u8] = b"kikimori feed bundle, version 1\n";
/// Key files are one line.
const MOST: u64 = 4_096;

/// The key of whoever makes bundles.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().fingerprint())
    }
}

/// The public half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(super) [u8; 32]);

impl SigningKey {
    /// Makes a new key: a private file that only its owner may read, and a public one beside it (`.pub`). Files that are there stay.
    ///
    /// # Errors
    /// [`Trouble::Disk`] when a file is there already or cannot be written.
    pub fn make(path: &Path) -> Result<PublicKey, Trouble> {
        let doing = Trouble::disk(path);
        let odd = |what: &str| doing(std::io::Error::other(what.to_owned()));
        let secret = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| odd("the machine gives no random numbers"))?;
        let pair = Ed25519KeyPair::from_pkcs8(secret.as_ref()).map_err(|_| odd("no key was made"))?;
        let public = Self { pair }.public();
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(&doing)?;
        writeln!(file, "{PRIVATE}{}", hex::lower(secret.as_ref())).map_err(&doing)?;
        file.sync_all().map_err(&doing)?;
        let beside = beside(path);
        fs::write(&beside, format!("{PUBLIC}{}\n", hex::lower(&public.0))).map_err(Trouble::disk(&beside))?;
        Ok(public)
    }

    /// Reads a private key file.
    ///
    /// # Errors
    /// [`BundleTrouble::Key`] when it is none.
    pub fn read(path: &Path) -> Result<Self, BundleTrouble> {
        let bytes = line(path, PRIVATE)?;
        let pair = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| no_key(path))?;
        Ok(Self { pair })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref().get(..32).unwrap_or(&[0; 32]));
        PublicKey(bytes)
    }

    pub(super) fn sign(&self, manifest: &[u8]) -> Vec<u8> {
        self.pair.sign(&[CONTEXT, manifest].concat()).as_ref().to_vec()
    }
}

impl PublicKey {
    /// Reads a public key file, or the public half of a private one.
    ///
    /// # Errors
    /// [`BundleTrouble::Key`] when it is none.
    pub fn read(path: &Path) -> Result<Self, BundleTrouble> {
        if let Ok(key) = SigningKey::read(path) {
            return Ok(key.public());
        }
        let bytes = line(path, PUBLIC)?;
        bytes.try_into().map(Self).map_err(|_| no_key(path))
    }

    /// SHA-256 of the key in groups that can be read aloud.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digits = digest::sha256(&self.0);
        let groups: Vec<String> =
            digits.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join("-")
    }

    pub(super) fn has_signed(&self, manifest: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, self.0);
        key.verify(&[CONTEXT, manifest].concat(), signature).is_ok()
    }
}

/// Fingerprints are compared without their hyphens, spaces and case. Only whole ones count.
pub(super) fn is_fingerprint(text: &str, key: &PublicKey) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '-' | ' ' | ':')).collect::<String>().to_ascii_lowercase()
    };
    plain(text) == plain(&key.fingerprint())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn no_key(path: &Path) -> BundleTrouble {
    BundleTrouble::Key { file: path.display().to_string() }
}

fn line(path: &Path, kind: &str) -> Result<Vec<u8>, BundleTrouble> {
    let length = fs::metadata(path).map_err(Trouble::disk(path))?.len();
    if length > MOST {
        return Err(no_key(path));
    }
    let text = fs::read_to_string(path).map_err(|_| no_key(path))?;
    text.trim().strip_prefix(kind).and_then(hex::bytes).ok_or_else(|| no_key(path))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_signs_and_its_fingerprint_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let public = SigningKey::make(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let key = SigningKey::read(&path).unwrap();
        assert_eq!(PublicKey::read(&folder.path().join("key.pub")).unwrap(), public);
        assert_eq!(PublicKey::read(&path).unwrap(), public);
        let signature = key.sign(b"words");
        assert!(public.has_signed(b"words", &signature));
        assert!(!public.has_signed(b"Words", &signature));
        assert!(!public.has_signed(b"words", b""));
        assert!(is_fingerprint(&public.fingerprint().to_uppercase().replace('-', " "), &public));
        assert!(!is_fingerprint(public.fingerprint().get(..16).unwrap(), &public));
        assert!(!is_fingerprint("", &public));
        assert!(!format!("{key:?}").contains(fs::read_to_string(&path).unwrap().get(40..60).unwrap()));
    }

    #[test]
    fn a_key_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        SigningKey::make(&path).unwrap();
        let before = fs::read(&path).unwrap();
        assert!(SigningKey::make(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
        assert!(SigningKey::read(&folder.path().join("key.pub")).is_err());
    }
}
