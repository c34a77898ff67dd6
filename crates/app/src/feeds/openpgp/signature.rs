//! One signature packet of version 4 (RFC 9580 section 5.2.3) and whether a key made it. The arithmetic is ring's.

use ring::{
    digest,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
        RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaPublicKeyComponents, UnparsedPublicKey,
    },
};

use super::packet::{integer, number, padded, subpackets};

/// A signature as far as it is understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Signature {
    pub kind: u8,
    algorithm: u8,
    hash: u8,
    /// What is signed beside the text.
    hashed: Vec<u8>,
    /// The numbers of the signature.
    values: Vec<u8>,
    pub created: i64,
    /// Seconds after which the signature says nothing any more.
    pub lasts: Option<i64>,
    /// Seconds after which the key says nothing any more.
    pub key_lasts: Option<i64>,
    /// Fingerprint of the signer, or the last eight bytes of it.
    pub issuer: Vec<u8>,
    /// What the key may be used for.
    pub flags: Option<u8>,
    /// The other key's word that it belongs to this one.
    pub embedded: Option<Box<Signature>>,
}

/// The key may sign documents.
pub(super) const SIGNS: u8 = 0x02;

/// A public key as ring wants it.
#[derive(Clone, Debug)]
pub(super) enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ed25519(Vec<u8>),
    P256(Vec<u8>),
    P384(Vec<u8>),
}

const OID_ED25519: &[u8] = &[0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1];
const OID_P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const OID_P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];

impl Material {
    /// From the algorithm and what follows it in a key packet. `None` for what cannot sign or is not known here.
    pub(super) fn read(algorithm: u8, rest: &[u8]) -> Option<Self> {
        match algorithm {
            1 | 3 => {
                let (n, rest) = integer(rest)?;
                let (e, _) = integer(rest)?;
                Some(Self::Rsa { n: n.to_vec(), e: e.to_vec() })
            }
            27 => rest.get(..32).map(|key| Self::Ed25519(key.to_vec())),
            19 | 22 => {
                let (&length, rest) = rest.split_first()?;
                let (oid, rest) = rest.split_at_checked(usize::from(length))?;
                let (point, _) = integer(rest)?;
                match (algorithm, oid, point.split_first()?) {
                    (22, OID_ED25519, (0x40, key)) => Some(Self::Ed25519(key.to_vec())),
                    (19, OID_P256, _) => Some(Self::P256(point.to_vec())),
                    (19, OID_P384, _) => Some(Self::P384(point.to_vec())),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Signature {
    /// From the body of a packet. `None` for other versions and what must be understood and is not.
    pub(super) fn read(body: &[u8], depth: u8) -> Option<Self> {
        let [4, kind, algorithm, hash, high, low, ..] = *body else { return None };
        let end = 6 + number(&[high, low]);
        let (hashed, rest) = body.split_at_checked(end)?;
        let (length, rest) = rest.split_at_checked(2)?;
        let (unhashed, rest) = rest.split_at_checked(number(length))?;
        let values = rest.get(2..)?.to_vec();
        let mut read = Self { kind, algorithm, hash, hashed: hashed.to_vec(), values, ..Self::default() };
        for (kind, must, content) in subpackets(hashed.get(6..)?)? {
            read.take(kind, must, content, depth)?;
        }
        // What is not signed may only help to find the key, or hold what proves itself.
        for (kind, _, content) in subpackets(unhashed)? {
            match kind {
                16 if read.issuer.is_empty() => read.issuer = content.to_vec(),
                32 if read.embedded.is_none() && depth == 0 => {
                    read.embedded = Self::read(content, 1).map(Box::new);
                }
                _ => {}
            }
        }
        Some(read)
    }

    fn take(&mut self, kind: u8, must: bool, content: &[u8], depth: u8) -> Option<()> {
        let seconds = || i64::try_from(number(content.get(..4)?)).ok();
        match kind {
            2 => self.created = seconds()?,
            3 => self.lasts = seconds().filter(|time| *time > 0),
            9 => self.key_lasts = seconds().filter(|time| *time > 0),
            16 if self.issuer.is_empty() => self.issuer = content.to_vec(),
            27 => self.flags = Some(content.first().copied().unwrap_or(0)),
            32 if depth == 0 => self.embedded = Self::read(content, 1).map(Box::new),
            33 => self.issuer = content.get(1..)?.to_vec(),
            // Preferences, policies, names: nothing that takes a signature back. A notation that must be understood is not: none is known
            // here (section 5.2.3.24).
            _ => return (!must || matches!(kind, 4..=7 | 11 | 16 | 21..=26 | 28..=31 | 34)).then_some(()),
        }
        Some(())
    }

    /// The checksum still means something.
    pub(super) const fn is_strong(&self) -> bool {
        matches!(self.hash, 8..=10)
    }

    /// Whether `key` signed `parts` in this order.
    pub(super) fn is_by(&self, key: &Material, parts: &[&[u8]]) -> bool {
        self.is_strong() && self.verified(key, parts).is_some()
    }

    fn verified(&self, key: &Material, parts: &[&[u8]]) -> Option<()> {
        let mut message = parts.concat();
        message.extend_from_slice(&self.hashed);
        message.extend_from_slice(&[4, 0xff]);
        message.extend_from_slice(&u32::try_from(self.hashed.len()).ok()?.to_be_bytes());
        let fits = match key {
            Material::Rsa { .. } => matches!(self.algorithm, 1 | 3),
            Material::Ed25519(_) => matches!(self.algorithm, 22 | 27),
            Material::P256(_) | Material::P384(_) => self.algorithm == 19,
        };
        fits.then_some(())?;
        match key {
            Material::Rsa { n, e } => self.rsa(n, e, &message),
            Material::Ed25519(key) => {
                let bytes =
                    if self.algorithm == 27 { self.values.get(..64)?.to_vec() } else { self.pair(32)? };
                let digest = digest::digest(self.digest()?, &message);
                UnparsedPublicKey::new(&ED25519, key).verify(digest.as_ref(), &bytes).ok()
            }
            Material::P256(key) if self.hash == 8 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(&message, &self.pair(32)?).ok()
            }
            Material::P384(key) if self.hash == 9 => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, key).verify(&message, &self.pair(48)?).ok()
            }
            Material::P256(_) | Material::P384(_) => None,
        }
    }

    fn rsa(&self, n: &[u8], e: &[u8], message: &[u8]) -> Option<()> {
        let how = match self.hash {
            8 => &RSA_PKCS1_2048_8192_SHA256,
            9 => &RSA_PKCS1_2048_8192_SHA384,
            10 => &RSA_PKCS1_2048_8192_SHA512,
            _ => return None,
        };
        let (value, _) = integer(&self.values)?;
        let key = RsaPublicKeyComponents { n, e };
        key.verify(how, message, &padded(value, n.len())?).ok()
    }

    fn digest(&self) -> Option<&'static digest::Algorithm> {
        match self.hash {
            8 => Some(&digest::SHA256),
            9 => Some(&digest::SHA384),
            10 => Some(&digest::SHA512),
            _ => None,
        }
    }

    /// Two numbers of a signature, each of so many bytes.
    fn pair(&self, length: usize) -> Option<Vec<u8>> {
        let (r, rest) = integer(&self.values)?;
        let (s, _) = integer(rest)?;
        Some([padded(r, length)?, padded(s, length)?].concat())
    }
}
