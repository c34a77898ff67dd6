//! Writes captures: classic pcap and pcapng, to anything that takes bytes.

use std::io::{self, Write};

use crate::stage::Tape;

/// File format of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Microseconds, little-endian.
    Pcap,
    Pcapng,
}

/// A capture being written. Errors are kept and told by [`Writer::finish`].
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    packets: u64,
    bytes: u64,
    failed: Option<io::Error>,
}

impl<W: Write> Writer<W> {
    /// Writes the file header.
    ///
    /// # Errors
    /// When the receiver does not take the bytes.
    pub fn new(mut out: W, format: Format) -> io::Result<Self> {
        match format {
            Format::Pcap => {
                out.write_all(&0xa1b2_c3d4_u32.to_le_bytes())?;
                out.write_all(&[2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0])?;
            }
            Format::Pcapng => {
                // Section header, then one Ethernet interface with microseconds (draft-ietf-opsawg-pcapng §4.1, §4.2)
                for word in
                    [0x0a0d_0d0a_u32, 28, 0x1a2b_3c4d, 1, u32::MAX, u32::MAX, 28, 1, 20, 1, 0xffff, 20]
                {
                    out.write_all(&word.to_le_bytes())?;
                }
            }
        }
        Ok(Self { out, format, packets: 0, bytes: 0, failed: None })
    }

    fn write(&mut self, at: i64, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u32;
        match self.format {
            Format::Pcap => {
                let head = [(at / 1_000_000) as u32, (at % 1_000_000) as u32, length, length];
                for word in head {
                    self.out.write_all(&word.to_le_bytes())?;
                }
                self.out.write_all(bytes)
            }
            Format::Pcapng => {
                let fill = (4 - bytes.len() % 4) % 4;
                let total = 32 + length + fill as u32;
                for word in [6, total, 0, (at >> 32) as u32, at as u32, length, length] {
                    self.out.write_all(&word.to_le_bytes())?;
                }
                self.out.write_all(bytes)?;
                self.out.write_all([0; 3].get(..fill).unwrap_or_default())?;
                self.out.write_all(&total.to_le_bytes())
            }
        }
    }

    /// Packets and bytes of frames so far.
    #[must_use]
    pub const fn written(&self) -> (u64, u64) {
        (self.packets, self.bytes)
    }

    /// Flushes and gives the receiver back.
    ///
    /// # Errors
    /// The first error met while writing.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Tape for Writer<W> {
    fn frame(&mut self, at: i64, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.write(at, bytes).err();
            self.packets += 1;
            self.bytes += bytes.len() as u64;
        }
    }
}
