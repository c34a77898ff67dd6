//! Reading a bundle from its beginning to its end, once: nothing of it is believed before its signature and checksums were looked at.

use std::io::{self, Read, Write};

use domain::{civil::Civil, hex, time::Timestamp};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::super::{moment, trouble::Trouble};
use super::{
    BundleTrouble,
    key::{self, PublicKey},
    manifest::{MAGIC, MOST_MANIFEST, Manifest, Part},
};

/// A signature of Ed25519.
const SIGNATURE: usize = 64;

/// Of a list whose maker nobody has looked at yet: its key alone.
#[derive(Deserialize)]
struct Named {
    key: String,
}

/// The key that a list names.
pub(super) fn key(named: &str) -> Result<PublicKey, BundleTrouble> {
    let bytes = hex::bytes(named).and_then(|bytes| bytes.try_into().ok());
    bytes.map(PublicKey).ok_or_else(|| broken("the key is no key"))
}

fn broken(what: &str) -> BundleTrouble {
    BundleTrouble::Broken { what: what.to_owned() }
}

fn cut(error: io::Error) -> BundleTrouble {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => broken("it ends too early"),
        _ => broken(&error.to_string()),
    }
}

/// The list, signed by somebody of `trust`, and its id.
pub(super) fn manifest(reader: &mut dyn Read, trust: &[String]) -> Result<(Manifest, String), BundleTrouble> {
    let mut magic = [0; MAGIC.len()];
    match reader.read_exact(&mut magic) {
        Ok(()) if magic == *MAGIC => {}
        Ok(()) => return Err(BundleTrouble::NotABundle),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(BundleTrouble::NotABundle),
        Err(error) => return Err(cut(error)),
    }
    let mut length = [0; 4];
    reader.read_exact(&mut length).map_err(cut)?;
    let length = u64::from(u32::from_be_bytes(length));
    if length > MOST_MANIFEST {
        return Err(broken("the list is too long"));
    }
    let mut list = Vec::new();
    reader.take(length).read_to_end(&mut list).map_err(cut)?;
    if list.len() as u64 != length {
        return Err(broken("it ends too early"));
    }
    let mut signature = [0; SIGNATURE];
    reader.read_exact(&mut signature).map_err(cut)?;
    // The key stands in the list: it is read for that alone. A list of somebody unknown is not taken apart, it may be made to fill the memory.
    let unreadable = |_| broken("the list is not readable");
    let named: Named = serde_json::from_slice(&list).map_err(unreadable)?;
    let maker = key(&named.key)?;
    if !maker.has_signed(&list, &signature) {
        return Err(BundleTrouble::WrongSignature);
    }
    if trust.iter().all(|text| text.trim().is_empty()) {
        return Err(BundleTrouble::NobodyTrusted);
    }
    if !trust.iter().any(|text| key::is_fingerprint(text, &maker)) {
        return Err(BundleTrouble::NotTrusted { fingerprint: maker.fingerprint() });
    }
    let manifest: Manifest = serde_json::from_slice(&list).map_err(unreadable)?;
    manifest.check()?;
    Ok((manifest, Manifest::id(&list)))
}

/// Whether it is of use today.
pub(super) fn is_of_today(manifest: &Manifest, now: Timestamp) -> Result<(), BundleTrouble> {
    let when = |time: Timestamp| Civil::utc(time).iso();
    if moment::is_to_come(manifest.created, now) {
        return Err(BundleTrouble::Future { when: when(manifest.created) });
    }
    if manifest.expires < now {
        return Err(BundleTrouble::Expired { when: when(manifest.expires) });
    }
    Ok(())
}

/// Copies one content to `out`. Its packed bytes are kept in `packed` until their checksum was right; only then are they unpacked.
pub(super) fn part(
    reader: &mut dyn Read,
    part: &Part,
    packed: &std::path::Path,
    out: &mut dyn Write,
) -> Result<(), BundleTrouble> {
    let mut aside = std::fs::File::create(packed).map_err(Trouble::disk(packed))?;
    let (hash, bytes) = copy(&mut reader.take(part.packed_bytes), &mut aside, u64::MAX)
        .map_err(|error| BundleTrouble::from(Trouble::disk(packed)(error)))?;
    if bytes != part.packed_bytes {
        return Err(broken("it ends too early"));
    }
    if hash != part.packed_sha256 {
        return Err(broken(&format!("the checksum of part {} is wrong", part.sha256)));
    }
    let aside = std::fs::File::open(packed).map_err(Trouble::disk(packed))?;
    let unpacked = if part.zstd {
        let mut decoder = zstd::stream::read::Decoder::new(aside).map_err(cut)?;
        decoder.window_log_max(27).map_err(cut)?;
        copy(&mut decoder, out, part.bytes)
    } else {
        copy(&mut io::BufReader::new(aside), out, part.bytes)
    };
    let (hash, bytes) = unpacked.map_err(|error| BundleTrouble::from(Trouble::disk(packed)(error)))?;
    if hash != part.sha256 || bytes != part.bytes {
        return Err(broken(&format!("the content of part {} is wrong", part.sha256)));
    }
    Ok(())
}

/// Nothing may follow the last part.
pub(super) fn end(reader: &mut dyn Read) -> Result<(), BundleTrouble> {
    match reader.read(&mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(broken("something follows its end")),
        Err(error) => Err(cut(error)),
    }
}

/// Copies up to a byte more than `most`; checksum and length.
fn copy(reader: &mut dyn Read, out: &mut dyn Write, most: u64) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut bytes = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let chunk = buffer.get(..count).unwrap_or_default();
        bytes += count as u64;
        if bytes > most {
            break;
        }
        hasher.update(chunk);
        out.write_all(chunk)?;
    }
    Ok((hex::lower(&hasher.finalize()), bytes))
}
