//! A sliding window over a stream of bytes: records are parsed in place and lent out, only a partial record at the end is moved.

use std::io::{ErrorKind, Read};

/// Size of the window. Larger than any frame or block that is buffered as a whole.
pub(super) const WINDOW: usize = 1024 * 1024;

/// A window over `reader`.
pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset of `start` in the uncompressed stream.
    offset: u64,
    ended: bool,
    failure: Option<String>,
}

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, end: 0, offset: 0, ended: false, failure: None }
    }

    /// The bytes that are there.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Makes sure that `count` bytes are there, reading more when needed. `false` at the end of the stream.
    #[inline]
    pub(super) fn have(&mut self, count: usize) -> bool {
        self.end - self.start >= count || self.fill(count)
    }

    fn fill(&mut self, count: usize) -> bool {
        if count > WINDOW {
            return false;
        }
        if self.buffer.is_empty() {
            self.buffer.resize(WINDOW, 0);
        }
        if !self.ended {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while !self.ended && self.end < count {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end = (self.end + read).min(WINDOW),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error.to_string());
                    self.ended = true;
                }
            }
        }
        self.end - self.start >= count
    }

    /// Consumes `count` bytes that are there and lends them.
    #[inline]
    pub(super) fn take(&mut self, count: usize) -> &[u8] {
        let start = self.start;
        self.start = (start + count).min(self.end);
        self.offset += (self.start - start) as u64;
        self.buffer.get(start..self.start).unwrap_or_default()
    }

    /// Skips `count` bytes, however many, in bounded memory. `false` when the stream ends before.
    pub(super) fn skip(&mut self, count: u64) -> bool {
        let mut left = count;
        while left > 0 {
            if !self.have(1) {
                return false;
            }
            let step = usize::try_from(left).unwrap_or(usize::MAX).min(self.end - self.start);
            left -= self.take(step).len() as u64;
        }
        true
    }

    /// While looking for a way back: one byte on, or over a run of zero bytes but for its last `keep`.
    pub(super) fn skip_junk(&mut self, keep: usize) {
        let zeros = self.bytes().iter().position(|byte| *byte != 0).unwrap_or(self.end - self.start);
        self.take(zeros.saturating_sub(keep).max(1));
    }

    /// Offset of the first byte of the window in the uncompressed stream.
    #[inline]
    pub(super) const fn offset(&self) -> u64 {
        self.offset
    }

    /// The stream broke (instead of ending); told once.
    pub(super) fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }
}
