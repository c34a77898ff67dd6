//! Observations as they travel and lie on disk: JSON, compressed with zstd, bounded when unpacked.

use std::io::{self, Read};

use domain::observations::Observations;

use crate::error::SensorError;

/// A batch that unpacks to more is refused: a hospital of 10,000 devices says some tens of megabytes in a minute.
pub const LARGEST_UNPACKED: u64 = 512 << 20;
/// Longest batch as sent; the node refuses longer ones.
pub const LARGEST_PACKED: usize = 64 << 20;

/// Packs observations.
///
/// # Errors
/// [`SensorError::Io`] when there is no memory for it.
pub fn pack(observations: &Observations) -> Result<Vec<u8>, SensorError> {
    let packing = || SensorError::io("packing observations");
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).map_err(packing())?;
    serde_json::to_writer(&mut encoder, observations).map_err(io::Error::from).map_err(packing())?;
    encoder.finish().map_err(packing())
}

/// Unpacks observations of at most [`LARGEST_UNPACKED`] bytes.
///
/// # Errors
/// [`SensorError::Refused`] for anything that is no batch.
pub fn unpack(packed: &[u8]) -> Result<Observations, SensorError> {
    unpack_within(packed, LARGEST_UNPACKED)
}

fn unpack_within(packed: &[u8], most: u64) -> Result<Observations, SensorError> {
    let refuse = |why: &str| SensorError::Refused(format!("this is no batch of observations: {why}"));
    let mut decoder = zstd::Decoder::new(packed).map_err(|error| refuse(&error.to_string()))?;
    // 8 MiB of window is what level 3 needs at most; a hostile frame may ask for 2 GiB.
    decoder.window_log_max(23).map_err(|error| refuse(&error.to_string()))?;
    let mut json = Vec::new();
    decoder.take(most + 1).read_to_end(&mut json).map_err(|error| refuse(&error.to_string()))?;
    if json.len() as u64 > most {
        return Err(refuse("it unpacks to too much"));
    }
    serde_json::from_slice(&json).map_err(|error| refuse(&error.to_string()))
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
