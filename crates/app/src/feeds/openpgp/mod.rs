//! Detached OpenPGP signatures (RFC 9580): did one of these keys sign this text? Only checking; no secret key is ever here.
//!
//! Understood: keys and signatures of version 4, RSA of 2048 bits and more, Ed25519, ECDSA on P-256 and P-384, SHA-2. Whatever else there is
//! cannot be checked, which is never the same as being right (docs/decisions/0017).

mod key;
mod packet;
mod signature;

use domain::hex;

use super::trouble::Trouble;
use key::Key;
use signature::Signature;

/// Longest file of keys or signatures.
const MOST: usize = 1 << 20;
/// A signer's clock may be ahead by so many seconds.
const AHEAD: i64 = 86_400;
const SIGNATURE: u8 = 2;

/// Keys whose signatures count.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

impl Keys {
    /// Reads armoured or binary keys; several blocks may follow one another.
    ///
    /// # Errors
    /// [`Trouble::WrongSignature`] when there is no key in it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Trouble> {
        let bytes = bytes.get(..bytes.len().min(MOST)).unwrap_or_default();
        let blocks = packet::unarmoured(bytes, "PUBLIC KEY BLOCK");
        let keys: Vec<Key> = blocks.iter().flat_map(|block| Key::all(block)).collect();
        if keys.is_empty() {
            Err(wrong("the file of keys holds no key of version 4"))
        } else {
            Ok(Self { keys })
        }
    }

    /// Nothing can be checked.
    pub(super) const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// More keys.
    pub(super) fn extend(&mut self, more: Self) {
        self.keys.extend(more.keys);
    }

    /// Keeps only keys of this fingerprint (hexadecimal, spaces allowed).
    pub(super) fn only(mut self, fingerprint: &str) -> Self {
        let digits: String = fingerprint.chars().filter(|c| !c.is_whitespace()).collect();
        let wanted = hex::bytes(&digits);
        self.keys.retain(|key| wanted.as_deref() == Some(key.fingerprint()));
        self
    }

    /// Looks whether one of the keys signed the bytes. `now` in seconds since 1970.
    ///
    /// # Errors
    /// [`Trouble::NoKey`] when none of the keys is the signer's, [`Trouble::WrongSignature`] when one is and the signature is not good.
    pub(super) fn check(&self, bytes: &[u8], signature: &[u8], now: i64) -> Result<(), Trouble> {
        let mut outcome = Err(Trouble::NoKey);
        for signature in signatures(signature)? {
            match (is_sound(&signature, now), self.signed(&signature, bytes)) {
                (Ok(()), Some(true)) => return Ok(()),
                (Ok(()), Some(false)) => {
                    outcome = Err(wrong("the document was changed, or the key may not sign"))
                }
                (Ok(()), None) => {}
                (Err(what), _) => outcome = Err(wrong(what)),
            }
        }
        outcome
    }

    /// `None` when the signer's key is not here.
    fn signed(&self, signature: &Signature, bytes: &[u8]) -> Option<bool> {
        self.keys.iter().filter_map(|key| key.signed(signature, bytes)).max()
    }
}

fn wrong(what: &str) -> Trouble {
    Trouble::WrongSignature { what: what.to_owned() }
}

fn signatures(bytes: &[u8]) -> Result<Vec<Signature>, Trouble> {
    let bytes = bytes.get(..bytes.len().min(MOST)).unwrap_or_default();
    let blocks = packet::unarmoured(bytes, "SIGNATURE");
    let found: Vec<Signature> = blocks
        .iter()
        .flat_map(|block| packet::packets(block))
        .filter(|packet| packet.tag == SIGNATURE)
        .filter_map(|packet| Signature::read(packet.body, 0))
        .collect();
    if found.is_empty() { Err(wrong("there is no signature of version 4 in it")) } else { Ok(found) }
}

/// Of a document as it is, with a checksum that still means something, and of its time.
fn is_sound(signature: &Signature, now: i64) -> Result<(), &'static str> {
    match signature {
        one if one.kind != 0 => Err("it is a signature of something else than a file"),
        one if !one.is_strong() => Err("its checksum is too weak or not known"),
        one if one.created == 0 => Err("it has no date"),
        one if one.created > now + AHEAD => Err("it is of a day to come"),
        one if one.lasts.is_some_and(|lasts| one.created + lasts < now) => Err("it has expired"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod gnupg_tests;

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider");
    const NOW: i64 = 1_795_305_600;

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("{FIXTURES}/{name}")).unwrap()
    }

    #[test]
    fn good_changed_and_of_somebody_else() {
        let keys = Keys::read(&file("key.asc")).unwrap();
        let (document, signature) = (file("em-2026-001.json"), file("em-2026-001.json.asc"));
        assert_eq!(keys.check(&document, &signature, NOW), Ok(()));
        assert!(matches!(keys.check(b"other", &signature, NOW), Err(Trouble::WrongSignature { .. })));
        let other = file("em-2026-001.by-other.asc");
        assert_eq!(keys.check(&document, &other, NOW), Err(Trouble::NoKey));
        assert!(keys.check(&document, &file("em-2026-002.json.asc"), NOW).is_err());
        assert!(keys.check(&document, b"no signature", NOW).is_err());
        assert!(keys.check(&document, &signature, NOW - 100 * 86_400).is_err(), "signed in the future");
        let weak = keys.check(&document, &file("em-2026-001.sha1.asc"), NOW).unwrap_err();
        assert!(weak.to_string().contains("weak"), "{weak}");
        let both = [file("key.asc"), file("other-key.asc")].concat();
        assert_eq!(Keys::read(&both).unwrap().check(&document, &other, NOW), Ok(()));
    }

    #[test]
    fn keys_that_are_revoked_expired_or_not_their_own_do_not_count() {
        let document = file("em-2026-001.json");
        for (key, why) in [("key.revoked.asc", "revoked"), ("key.expired.asc", "expired before it signed")] {
            let keys = Keys::read(&file(key)).unwrap();
            let outcome = keys.check(&document, &file("em-2026-001.json.asc"), NOW);
            assert!(matches!(outcome, Err(Trouble::WrongSignature { .. })), "{why}: {outcome:?}");
        }
        // A subkey of one hung on the key of another: nobody bound it.
        let whole = packet::unarmoured(&file("key.asc"), "PUBLIC KEY BLOCK").remove(0);
        let other = packet::unarmoured(&file("other-key.asc"), "PUBLIC KEY BLOCK").remove(0);
        let subkey = packet::packets(&whole).into_iter().skip_while(|packet| packet.tag != 14);
        let hung: Vec<u8> = subkey
            .flat_map(|packet| {
                let length = u32::try_from(packet.body.len()).unwrap().to_be_bytes();
                [&[0xc0 | packet.tag, 255][..], &length, packet.body].concat()
            })
            .collect();
        let keys = Keys { keys: Key::all(&[other, hung].concat()) };
        let outcome = keys.check(&document, &file("em-2026-001.json.asc"), NOW);
        assert!(matches!(outcome, Err(Trouble::WrongSignature { .. })), "{outcome:?}");
    }

    #[test]
    fn fingerprints_choose() {
        let keys = Keys::read(&file("key.asc")).unwrap();
        assert!(!keys.clone().only("63C9 2DC6 E2CF DF3C C358 CA27 D539 51AA 4288 E488").is_empty());
        assert!(keys.clone().only("4288E488").is_empty() && keys.only("").is_empty());
        assert!(Keys::read(b"nothing").is_err());
    }

    #[test]
    fn no_cut_and_no_changed_byte_passes() {
        let document = file("em-2026-001.json");
        let signature = packet::unarmoured(&file("em-2026-001.json.asc"), "SIGNATURE").remove(0);
        let keys = Keys::read(&file("key.asc")).unwrap();
        assert_eq!(keys.check(&document, &signature, NOW), Ok(()), "binary form");
        for length in 0..signature.len() {
            assert!(keys.check(&document, signature.get(..length).unwrap(), NOW).is_err(), "{length}");
        }
        for at in 0..document.len() {
            let mut changed = document.clone();
            changed[at] ^= 1;
            assert!(keys.check(&changed, &signature, NOW).is_err(), "{at}");
        }
        let key = file("key.asc");
        for length in (0..key.len()).step_by(7) {
            drop(Keys::read(key.get(..length).unwrap()));
        }
    }

    #[test]
    fn the_real_signature_of_an_advisory_needs_its_key() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/advisories/cisa");
        let Ok(signature) = std::fs::read(format!("{folder}/icsma-25-030-01.json.asc")) else {
            println!("skipped: no shared data");
            return;
        };
        let keys = Keys::read(&file("key.asc")).unwrap();
        assert_eq!(keys.check(b"", &signature, NOW), Err(Trouble::NoKey));
    }
}
