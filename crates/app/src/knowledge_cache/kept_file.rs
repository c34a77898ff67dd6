//! One kept file: length and checksum of its head, the head in JSON (what it was made from, what became of every feed, checksum of the columns),
//! and the columns.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::Path,
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};

use super::origin::Origin;
use crate::{digest, vulnerability_feeds::FeedFile};

const MAGIC: &[u8] = b"kikimori knowledge 3\n";
/// Bytes that a head may have: it names every file of a folder of feeds.
const LONGEST_HEAD: u64 = 256 << 20;

#[derive(Serialize, Deserialize)]
struct Head {
    origin: Origin,
    files: Vec<FeedFile>,
    checksum: u32,
}

/// A file that was made from what is there now.
pub(super) struct Found {
    pub files: Vec<FeedFile>,
    /// The same for the same head and columns.
    pub edition: String,
    bytes: Vec<u8>,
    body: usize,
}

impl Found {
    /// The columns.
    pub(super) fn body(&self) -> &[u8] {
        self.bytes.get(self.body..).unwrap_or_default()
    }
}

/// The file at a place, when it is whole and was made from what is there now.
pub(super) fn take(place: &Path, wanted: &Origin) -> Option<Found> {
    let bytes = fs::read(place).ok()?;
    let (length, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let (checksum, rest) = rest.split_first_chunk::<4>()?;
    let (head, body) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let edition = digest::sha256(head);
    let head = read_head(head, *checksum)?;
    if head.origin != *wanted || head.checksum != crc32fast::hash(body) {
        return None;
    }
    let body = bytes.len() - body.len();
    Some(Found { files: head.files, edition, bytes, body })
}

/// What a file was made from; its columns are not looked at.
pub(super) fn origin(place: &Path) -> Option<Origin> {
    let mut file = File::open(place).ok()?;
    let mut start = [0; MAGIC.len() + 12];
    file.read_exact(&mut start).ok()?;
    let (length, rest) = start.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let (checksum, _) = rest.split_first_chunk::<4>()?;
    let length = Some(u64::from_le_bytes(*length)).filter(|length| *length <= LONGEST_HEAD)?;
    let mut head = Vec::new();
    file.take(length).read_to_end(&mut head).ok()?;
    read_head(&head, *checksum).map(|head| head.origin)
}

fn read_head(head: &[u8], checksum: [u8; 4]) -> Option<Head> {
    let whole = u32::from_le_bytes(checksum) == crc32fast::hash(head);
    whole.then(|| serde_json::from_slice(head).ok())?
}

/// What is to be written.
pub(super) struct Kept {
    head: Vec<u8>,
    body: Vec<u8>,
    origin: Origin,
}

impl Kept {
    /// Of columns that were made from there.
    pub(super) fn new(origin: Origin, files: Vec<FeedFile>, body: Vec<u8>) -> io::Result<Self> {
        let head = Head { origin, files, checksum: crc32fast::hash(&body) };
        Ok(Self { head: serde_json::to_vec(&head)?, body, origin: head.origin })
    }

    /// As [`Found::edition`].
    pub(super) fn edition(&self) -> String {
        digest::sha256(&self.head)
    }

    /// Writes the file; whether every feed had been left alone for a while by the clock of the same disk.
    pub(super) fn write(&self, file: &mut File) -> io::Result<bool> {
        file.write_all(MAGIC)?;
        file.write_all(&(self.head.len() as u64).to_le_bytes())?;
        file.write_all(&crc32fast::hash(&self.head).to_le_bytes())?;
        file.write_all(&self.head)?;
        file.write_all(&self.body)?;
        let now = file.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(self.origin.is_settled(now))
    }
}
