//! A public key with its names and subkeys (RFC 9580 section 10.1): which of its parts may sign documents, and from when to when.

use ring::digest;

use super::{
    packet::{number, packets},
    signature::{Material, SIGNS, Signature},
};

/// One key packet.
#[derive(Clone, Debug)]
struct Part {
    /// As it goes into checksums.
    framed: Vec<u8>,
    created: i64,
    /// `None` for kinds of keys that are not known here.
    material: Option<Material>,
    pub fingerprint: Vec<u8>,
    signatures: Vec<Signature>,
}

/// A key of somebody.
#[derive(Clone, Debug)]
pub(super) struct Key {
    primary: Part,
    /// Names and what is signed about them.
    names: Vec<(Vec<u8>, Vec<Signature>)>,
    subkeys: Vec<Part>,
}

impl Part {
    /// Version 4 only.
    fn read(body: &[u8]) -> Option<Self> {
        let [4, a, b, c, d, algorithm, ref rest @ ..] = *body else { return None };
        let length = u16::try_from(body.len()).ok()?.to_be_bytes();
        let framed = [&[0x99][..], &length, body].concat();
        // Fingerprints of version 4 are SHA-1: they find a key, they prove nothing.
        let fingerprint = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &framed).as_ref().to_vec();
        let created = i64::try_from(number(&[a, b, c, d])).ok()?;
        Some(Self {
            framed,
            created,
            material: Material::read(algorithm, rest),
            fingerprint,
            signatures: Vec::new(),
        })
    }

    fn is_issuer(&self, signature: &Signature) -> bool {
        signature.issuer.len() >= 8 && self.fingerprint.ends_with(&signature.issuer)
    }

    /// Made before the document was signed, and not expired then.
    fn in_time(&self, binding: &Signature, signed: i64) -> bool {
        signed >= self.created && binding.key_lasts.is_none_or(|lasts| signed <= self.created + lasts)
    }

    fn signed(&self, signature: &Signature, parts: &[&[u8]]) -> bool {
        self.material.as_ref().is_some_and(|key| signature.is_by(key, parts))
    }
}

impl Key {
    /// Every key of a file in binary form.
    pub(super) fn all(bytes: &[u8]) -> Vec<Self> {
        let mut keys: Vec<Self> = Vec::new();
        // Signatures speak of what stood last before them.
        let mut last = 0;
        for packet in packets(bytes) {
            match (packet.tag, keys.last_mut()) {
                (6, _) => {
                    last = 6;
                    let primary = Part::read(packet.body);
                    keys.extend(primary.map(|primary| Self {
                        primary,
                        names: Vec::new(),
                        subkeys: Vec::new(),
                    }));
                }
                (13, Some(key)) => {
                    last = 13;
                    key.names.push((packet.body.to_vec(), Vec::new()));
                }
                (14, Some(key)) => {
                    let subkey = Part::read(packet.body);
                    last = if subkey.is_some() { 14 } else { 0 };
                    key.subkeys.extend(subkey);
                }
                (2, Some(key)) => key.take(last, Signature::read(packet.body, 0)),
                _ => last = 0,
            }
        }
        keys
    }

    fn take(&mut self, last: u8, signature: Option<Signature>) {
        let Some(signature) = signature else { return };
        match last {
            6 => self.primary.signatures.push(signature),
            13 => self.names.last_mut().into_iter().for_each(|(_, list)| list.push(signature.clone())),
            14 => self.subkeys.last_mut().into_iter().for_each(|key| key.signatures.push(signature.clone())),
            _ => {}
        }
    }

    pub(super) fn fingerprint(&self) -> &[u8] {
        &self.primary.fingerprint
    }

    /// Whether the key signed the bytes; `None` when the signature is of another key.
    pub(super) fn signed(&self, signature: &Signature, bytes: &[u8]) -> Option<bool> {
        let own = self.own();
        let usable =
            own.is_some_and(|own| self.primary.in_time(own, signature.created)) && !self.is_revoked();
        if self.primary.is_issuer(signature) {
            let may = own.and_then(|own| own.flags).is_none_or(|flags| flags & SIGNS > 0);
            return Some(usable && may && self.primary.signed(signature, &[bytes]));
        }
        let subkey = self.subkeys.iter().find(|subkey| subkey.is_issuer(signature))?;
        Some(usable && self.is_bound(subkey, signature.created) && subkey.signed(signature, &[bytes]))
    }

    /// The newest word of the key about its own name.
    fn own(&self) -> Option<&Signature> {
        let mut found: Vec<&Signature> = Vec::new();
        for (name, signatures) in &self.names {
            let Ok(length) = u32::try_from(name.len()) else { continue };
            let length = length.to_be_bytes();
            let framed = [&[0xb4][..], &length, name].concat();
            let parts: [&[u8]; 2] = [&self.primary.framed, &framed];
            let good = |one: &&Signature| self.primary.signed(one, &parts);
            let newest = |kinds: std::ops::RangeInclusive<u8>| {
                let of_kind = signatures.iter().filter(move |one| kinds.contains(&one.kind));
                of_kind.filter(good).max_by_key(|one| one.created)
            };
            // A name that was taken back says nothing any more (section 5.2.1.13).
            let taken_back = newest(0x30..=0x30).map(|one| one.created);
            found.extend(newest(0x10..=0x13).filter(|own| taken_back.is_none_or(|when| when < own.created)));
        }
        found.into_iter().max_by_key(|one| one.created)
    }

    fn is_revoked(&self) -> bool {
        let revoked = |one: &Signature| one.kind == 0x20 && self.primary.signed(one, &[&self.primary.framed]);
        self.primary.signatures.iter().any(revoked)
    }

    /// The key says that the subkey may sign for it, and the subkey says that it belongs to the key.
    fn is_bound(&self, subkey: &Part, signed: i64) -> bool {
        let parts: [&[u8]; 2] = [&self.primary.framed, &subkey.framed];
        let by_key = |kind: u8| {
            subkey.signatures.iter().filter(move |one| one.kind == kind && self.primary.signed(one, &parts))
        };
        if by_key(0x28).next().is_some() {
            return false;
        }
        let Some(binding) = by_key(0x18).max_by_key(|one| one.created) else { return false };
        let back = binding.embedded.as_deref();
        binding.flags.is_some_and(|flags| flags & SIGNS > 0)
            && subkey.in_time(binding, signed)
            && back.is_some_and(|back| back.kind == 0x19 && subkey.signed(back, &parts))
    }
}
