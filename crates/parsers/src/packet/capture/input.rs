//! Compression by magic number: gzip (also several members), zstd (also several frames), or plain.

use std::{
    io::{self, BufReader, Cursor, Error, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;

/// Counts the bytes of the file itself.
struct Counted<R> {
    reader: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

type Source<R> = io::Chain<Cursor<Vec<u8>>, Counted<R>>;

enum State<R: Read> {
    New(Counted<R>),
    Plain(Source<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Source<R>>>>),
    Zstd(Box<zstd::Decoder<'static, BufReader<Source<R>>>>),
    Broken,
}

/// The uncompressed bytes of a file.
pub(super) struct Input<R: Read> {
    state: State<R>,
    consumed: Arc<AtomicU64>,
    produced: u64,
}

/// Compressed bytes are read in steps of this size.
const STEP: usize = 256 * 1024;

/// A zstd stream that wants a larger window than 128 MiB is refused.
const ZSTD_WINDOW_LOG: u32 = 27;

/// Past this many bytes, what comes out may not be larger than [`MAX_RATIO`] times what went in: real captures
/// compress 2 to 50 times, bombs thousands of times.
const FREE_BYTES: u64 = 256 * 1024 * 1024;
const MAX_RATIO: u64 = 400;

impl<R: Read> Input<R> {
    pub(super) fn new(reader: R, consumed: Arc<AtomicU64>) -> Self {
        let counted = Counted { reader, consumed: Arc::clone(&consumed) };
        Self { state: State::New(counted), consumed, produced: 0 }
    }

    fn open(mut counted: Counted<R>) -> io::Result<State<R>> {
        let mut head = Vec::new();
        counted.by_ref().take(4).read_to_end(&mut head)?;
        let gzip = head.starts_with(&[0x1f, 0x8b]);
        let zstd = head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
        let source = Cursor::new(head).chain(counted);
        if gzip {
            Ok(State::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(STEP, source)))))
        } else if zstd {
            let mut decoder = zstd::Decoder::with_buffer(BufReader::with_capacity(STEP, source))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Ok(State::Zstd(Box::new(decoder)))
        } else {
            Ok(State::Plain(source))
        }
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let State::New(_) = self.state
            && let State::New(counted) = std::mem::replace(&mut self.state, State::Broken)
        {
            self.state = Self::open(counted)?;
        }
        let read = match &mut self.state {
            State::Plain(source) => return source.read(buffer),
            State::Gzip(decoder) => decoder.read(buffer)?,
            State::Zstd(decoder) => decoder.read(buffer)?,
            State::New(_) | State::Broken => 0,
        };
        self.produced += read as u64;
        let allowed = self.consumed.load(Ordering::Relaxed).saturating_mul(MAX_RATIO).max(FREE_BYTES);
        if self.produced > allowed {
            self.state = State::Broken;
            return Err(Error::other("expands more than any real capture (decompression bomb)"));
        }
        Ok(read)
    }
}
