//! What proves that a document is its publisher's: checksums and an OpenPGP signature that lie beside it (CSAF 2.0 section 7.1.18 to 7.1.20).

use std::{fs, io, path::Path};

use domain::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, Sha512};

use super::{
    folder::{Folder, safe_name},
    openpgp::Keys,
    settings::Settings,
    trouble::Trouble,
};

/// Longest checksum or signature file.
pub(super) const SMALL: u64 = 1 << 20;
/// Endings of what proves the file of that name.
const ENDINGS: [&str; 3] = ["sha512", "sha256", "asc"];

/// What is known of a document's signature. A wrong one is never here: such a document is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "signature")]
pub enum Proof {
    /// It is right, by a key of this provider of the settings.
    Good { provider: String },
    /// It was not checked, and why.
    NotChecked { because: Trouble },
}

impl Proof {
    /// Why it was not checked.
    #[must_use]
    pub const fn missing(&self) -> Option<&Trouble> {
        match self {
            Self::Good { .. } => None,
            Self::NotChecked { because } => Some(because),
        }
    }
}

/// A provider of the settings with the keys that count for it.
pub(super) struct KnownKeys {
    provider: String,
    keys: Keys,
}

/// Checksums there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checksum {
    Sha512,
    Sha256,
}

impl Checksum {
    /// Whether a file of this kind (`sum  name`) is about these bytes.
    pub(super) fn is_of(self, told: &[u8], bytes: &[u8]) -> bool {
        let told = String::from_utf8_lossy(told);
        let told = told.split_whitespace().next().and_then(hex::bytes);
        let own = match self {
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
        };
        told == Some(own)
    }
}

/// The file is a checksum or signature of another one that lies beside it.
pub(super) fn is_about_another(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ENDINGS.contains(&&*ending) && file.with_extension("").is_file()
}

/// Keys of every provider of the settings: the file that a person checked, else those that the last fetch found.
///
/// # Errors
/// [`Trouble::Disk`] when a file of keys that the settings name cannot be read, [`Trouble::WrongSignature`] when it holds none.
pub(super) fn known_keys(folder: &Folder, settings: &Settings) -> Result<Vec<KnownKeys>, Trouble> {
    let mut known = Vec::new();
    for provider in settings.providers() {
        let keys = match &provider.keys {
            Some(path) => Keys::read(&fs::read(path).map_err(Trouble::disk(path))?)?,
            None => kept(&folder.keys(&safe_name(&provider.name))),
        };
        known.push(KnownKeys { provider: provider.name.clone(), keys });
    }
    Ok(known)
}

/// Keys that were fetched: each file is named by the one fingerprint that counts in it.
fn kept(folder: &Path) -> Keys {
    let mut keys = Keys::default();
    for file in crate::folders::files(folder).unwrap_or_default() {
        let fingerprint = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = fs::read(&file).ok().and_then(|bytes| Keys::read(&bytes).ok());
        keys.extend(read.unwrap_or_default().only(&fingerprint));
    }
    keys
}

/// Looks at everything beside a document. Without a signature, or without the signer's key, it is told why nothing was checked.
///
/// # Errors
/// [`Trouble::WrongHash`] and [`Trouble::WrongSignature`] when the document is not what was published.
pub(super) fn beside(file: &Path, bytes: &[u8], known: &[KnownKeys], now: i64) -> Result<Proof, Trouble> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for (ending, checksum) in [("sha512", Checksum::Sha512), ("sha256", Checksum::Sha256)] {
        if small(file, ending)?.is_some_and(|told| !checksum.is_of(&told, bytes)) {
            return Err(Trouble::WrongHash { name });
        }
    }
    let not_checked = |because| Ok(Proof::NotChecked { because });
    let Some(signature) = small(file, "asc")? else { return not_checked(Trouble::NoSignature) };
    for known in known {
        match known.keys.check(bytes, &signature, now) {
            Ok(()) => return Ok(Proof::Good { provider: known.provider.clone() }),
            Err(Trouble::NoKey) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    not_checked(Trouble::NoKey)
}

/// The file with one more ending, when it is there and short.
fn small(file: &Path, ending: &str) -> Result<Option<Vec<u8>>, Trouble> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    let path = Path::new(&name);
    match fs::metadata(path) {
        Ok(about) if about.len() > SMALL => {
            Err(Trouble::TooBig { url: path.display().to_string(), megabytes: SMALL >> 20 })
        }
        Ok(_) => fs::read(path).map(Some).map_err(Trouble::disk(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::disk(path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const NOW: i64 = 1_795_305_600;

    fn fixture(name: &str) -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider")).join(name)
    }

    fn known(key: &str) -> Vec<KnownKeys> {
        let settings = format!("[[csaf.provider]]\nname='example'\nkeys='{}'", fixture(key).display());
        let folder = tempfile::tempdir().unwrap();
        known_keys(&Folder::of(folder.path()), &Settings::read(&settings).unwrap()).unwrap()
    }

    /// A copy of the signed document, and what lies beside it.
    fn stick(beside: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        fs::copy(fixture("em-2026-001.json"), &file).unwrap();
        for (ending, bytes) in beside {
            fs::write(folder.path().join(format!("a.json.{ending}")), bytes).unwrap();
        }
        (folder, file)
    }

    #[test]
    fn what_lies_beside_a_document() {
        let document = fs::read(fixture("em-2026-001.json")).unwrap();
        let signature = fs::read(fixture("em-2026-001.json.asc")).unwrap();
        let other = fs::read(fixture("em-2026-002.json.asc")).unwrap();
        let right = format!("{}  a.json\n", hex::lower(&Sha256::digest(&document)));
        let good = Ok(Proof::Good { provider: "example".to_owned() });
        let not_checked = |because| Ok(Proof::NotChecked { because });
        let wrong_sum = Err(Trouble::WrongHash { name: "a.json".to_owned() });
        type Beside<'b> = &'b [(&'b str, &'b [u8])];
        let cases: [(&str, Beside<'_>, Result<Proof, Trouble>); 6] = [
            ("key.asc", &[("asc", &signature), ("sha256", right.as_bytes())], good.clone()),
            ("key.asc", &[("asc", &signature)], good),
            ("key.asc", &[], not_checked(Trouble::NoSignature)),
            ("other-key.asc", &[("asc", &signature)], not_checked(Trouble::NoKey)),
            ("key.asc", &[("asc", &signature), ("sha512", b"00ff  a.json")], wrong_sum.clone()),
            ("key.asc", &[("sha256", b"")], wrong_sum),
        ];
        for (key, beside_it, expected) in cases {
            let (_folder, file) = stick(beside_it);
            assert_eq!(beside(&file, &document, &known(key), NOW), expected, "{key} {expected:?}");
        }
        let (_folder, file) = stick(&[("asc", &other)]);
        let outcome = beside(&file, &document, &known("key.asc"), NOW);
        assert!(matches!(outcome, Err(Trouble::WrongSignature { .. })), "{outcome:?}");
    }

    #[test]
    fn what_proves_another_file_is_no_document_itself() {
        let (folder, file) = stick(&[("asc", b"x")]);
        assert!(is_about_another(&folder.path().join("a.json.asc")) && !is_about_another(&file));
        assert!(!is_about_another(&folder.path().join("b.json.asc")));
    }
}
