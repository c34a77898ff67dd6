//! Capture files to frames: pcap, pcapng and snoop, plain or compressed, from anything that can be read.
//!
//! Nothing is opened here: the caller hands over a [`Read`]. Frames are lent out of one large buffer, so that a frame
//! costs no copy. What cannot be read becomes a [`domain::observations::CaptureWarning`], and reading goes on where it can.

mod input;
mod link_type;
mod pcap;
mod pcapng;
mod snoop;
#[cfg(test)]
mod tests;
mod warnings;
mod window;

use std::{
    io::Read,
    net::IpAddr,
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
};

use domain::{observations::CaptureWarning, time::Timestamp};

use self::{input::Input, pcap::Pcap, pcapng::PcapNg, snoop::Snoop, window::Window};
pub use self::{link_type::LinkType, warnings::Warnings};

/// Longest frame that is believed: jumbo frames and offloaded segments fit, hostile lengths do not.
pub const MAX_FRAME: usize = 256 * 1024;

/// A clock step back smaller than this is the ordinary jitter of several interfaces or queues.
const CLOCK_JITTER: i64 = 10_000;

/// One captured frame, lent from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct RawFrame<'a> {
    /// Number in the capture, from 1.
    pub number: u64,
    pub time: Timestamp,
    pub link: LinkType,
    /// The bytes that were kept: fewer than `original_len` when the snap length cut them.
    pub data: &'a [u8],
    /// Length on the wire.
    pub original_len: u32,
    /// Interface number inside the capture, 0 where the format has none.
    pub interface: u32,
}

/// Where a frame lies in the window, and what its header says.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// Bytes of header before the frame's data.
    skip: usize,
    captured: usize,
    /// Bytes from the start of the record to the start of the next one.
    total: usize,
    time: Timestamp,
    original_len: u32,
    interface: u32,
    link: LinkType,
}

enum Format {
    /// The first bytes were not looked at yet.
    NotKnown,
    Pcap(Pcap),
    PcapNg(PcapNg),
    Snoop(Snoop),
    /// Not a capture, or at its end.
    Nothing,
}

/// Reads frames one after the other.
pub struct CaptureReader<R: Read> {
    window: Window<Input<R>>,
    format: Format,
    warnings: Warnings,
    consumed: Arc<AtomicU64>,
    frames: u64,
    cut: u64,
    last_time: Timestamp,
}

impl<R: Read> CaptureReader<R> {
    /// Takes anything that yields a capture file's bytes. Nothing is read before the first [`Self::next_frame`].
    pub fn new(reader: R) -> Self {
        let consumed = Arc::new(AtomicU64::new(0));
        Self {
            window: Window::new(Input::new(reader, Arc::clone(&consumed))),
            format: Format::NotKnown,
            warnings: Warnings::default(),
            consumed,
            frames: 0,
            cut: 0,
            last_time: Timestamp(i64::MIN),
        }
    }

    /// The next frame; `None` at the end of what can be read.
    pub fn next_frame(&mut self) -> Option<RawFrame<'_>> {
        if matches!(self.format, Format::NotKnown) {
            self.format = detect(&mut self.window, &mut self.warnings);
        }
        let found = match &mut self.format {
            Format::Pcap(pcap) => pcap.next_frame(&mut self.window, &mut self.warnings),
            Format::PcapNg(pcapng) => pcapng.next_frame(&mut self.window, &mut self.warnings),
            Format::Snoop(snoop) => snoop.next_frame(&mut self.window, &mut self.warnings),
            Format::NotKnown | Format::Nothing => None,
        };
        let Some(found) = found else {
            if let Some(reason) = self.window.take_failure() {
                self.warnings.add("unreadable", Some(self.window.offset()), Some(self.frames), &reason);
            }
            return None;
        };
        self.frames += 1;
        self.judge(&found);
        let record = self.window.take(found.total);
        Some(RawFrame {
            number: self.frames,
            time: found.time,
            link: found.link,
            data: record.get(found.skip..found.skip + found.captured).unwrap_or_default(),
            original_len: found.original_len.max(found.captured as u32),
            interface: found.interface,
        })
    }

    /// Warns about frames cut short and about a clock that steps back.
    fn judge(&mut self, found: &Found) {
        if (found.captured as u64) < u64::from(found.original_len) {
            self.cut += 1;
            let detail = "frames are cut by the snap length of the capture";
            self.warnings.add("snap-length", Some(self.window.offset()), Some(self.frames), detail);
        }
        if found.time.0 < self.last_time.0.saturating_sub(CLOCK_JITTER) {
            let detail = "the capture clock runs backwards";
            self.warnings.add("clock-backwards", Some(self.window.offset()), Some(self.frames), detail);
        }
        self.last_time = found.time;
    }

    /// Bytes of the (compressed) file consumed so far, for progress; can be read from another thread.
    #[must_use]
    pub fn consumed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }

    /// As [`Self::consumed`], as a number.
    #[must_use]
    pub fn consumed_bytes(&self) -> u64 {
        self.consumed.load(Ordering::Relaxed)
    }

    /// Frames cut by the snap length so far.
    #[must_use]
    pub const fn cut(&self) -> u64 {
        self.cut
    }

    /// Packets that the capturing machine says it lost.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        match &self.format {
            Format::PcapNg(pcapng) => pcapng.dropped(),
            Format::Snoop(snoop) => snoop.dropped(),
            _ => 0,
        }
    }

    /// Address and name pairs from name resolution blocks: what the capturing machine believed, not what was on the wire.
    #[must_use]
    pub fn resolved_names(&self) -> &[(IpAddr, String)] {
        match &self.format {
            Format::PcapNg(pcapng) => pcapng.names(),
            _ => &[],
        }
    }

    /// What was odd, folded by kind.
    #[must_use]
    pub fn into_warnings(self) -> Vec<CaptureWarning> {
        self.warnings.into_vec()
    }
}

/// Finds the format by its magic number.
fn detect<R: Read>(window: &mut Window<Input<R>>, warnings: &mut Warnings) -> Format {
    window.have(24);
    let head = window.bytes();
    let format = if head.starts_with(&pcapng::SECTION_HEADER) {
        Some(Format::PcapNg(PcapNg::default()))
    } else if let Some(pcap) = Pcap::open(head) {
        window.skip(pcap::FILE_HEADER as u64);
        Some(Format::Pcap(pcap))
    } else if let Some(snoop) = Snoop::open(head) {
        window.skip(snoop::FILE_HEADER as u64);
        Some(Format::Snoop(snoop))
    } else {
        None
    };
    format.unwrap_or_else(|| {
        let (code, detail) = if window.bytes().is_empty() {
            ("empty-file", "the file is empty")
        } else {
            ("unknown-format", "not a pcap, pcapng or snoop file")
        };
        warnings.add(code, Some(0), None, detail);
        Format::Nothing
    })
}
