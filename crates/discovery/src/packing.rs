//! Observations as they travel, lie on disk and are kept: JSON, compressed with zstd, bounded when unpacked.

use std::io::{self, Read};

use domain::observations::Observations;

/// A batch from elsewhere that unpacks to more is refused: a hospital of 10,000 devices says some tens of megabytes in a minute.
pub const LARGEST_UNPACKED: u64 = 512 << 20;
/// Longest batch as sent; the node refuses longer ones.
pub const LARGEST_PACKED: usize = 64 << 20;

/// These bytes are no batch of observations.
#[derive(Debug, thiserror::Error)]
#[error("this is no batch of observations: {0}")]
pub struct NotABatch(String);

/// Packs observations.
///
/// # Errors
/// When there is no memory for it.
pub fn pack(observations: &Observations) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
    serde_json::to_writer(&mut encoder, observations)?;
    encoder.finish()
}

/// Unpacks what came from elsewhere: at most [`LARGEST_UNPACKED`] bytes.
///
/// # Errors
/// [`NotABatch`] for anything else.
pub fn unpack(packed: &[u8]) -> Result<Observations, NotABatch> {
    unpack_within(packed, LARGEST_UNPACKED)
}

/// Unpacks at most `most` bytes; for what we packed ourselves, which may have grown by merging.
///
/// # Errors
/// [`NotABatch`] for anything else.
pub fn unpack_within(packed: &[u8], most: u64) -> Result<Observations, NotABatch> {
    let odd = |error: io::Error| NotABatch(error.to_string());
    let mut decoder = zstd::Decoder::new(packed).map_err(odd)?;
    // 8 MiB of window is what level 3 needs at most; a hostile frame may ask for 2 GiB.
    decoder.window_log_max(23).map_err(odd)?;
    let mut json = Vec::new();
    decoder.take(most.saturating_add(1)).read_to_end(&mut json).map_err(odd)?;
    if json.len() as u64 > most {
        return Err(NotABatch("it unpacks to too much".into()));
    }
    serde_json::from_slice(&json).map_err(|error| NotABatch(error.to_string()))
}

#[cfg(test)]
mod tests {
    use domain::observations::CaptureSummary;

    use super::*;

    #[test]
    fn packs_and_unpacks() {
        let summaries =
            vec![CaptureSummary { name: "core:eth1".into(), packets: 7, ..CaptureSummary::default() }];
        let observations = Observations { summaries, ..Observations::default() };
        assert_eq!(unpack(&pack(&observations).unwrap()).unwrap(), observations);
    }

    #[test]
    fn bombs_and_garbage_are_refused() {
        let bomb = zstd::encode_all([b' '; 100_000].as_slice(), 3).unwrap();
        assert!(unpack_within(&bomb, 50_000).unwrap_err().to_string().contains("too much"));
        assert!(unpack(b"").is_err());
        assert!(unpack(&[0x28, 0xb5, 0x2f, 0xfd, 9, 9, 9]).is_err());
        assert!(unpack(&zstd::encode_all(b"[1]".as_slice(), 3).unwrap()).is_err());
    }
}
