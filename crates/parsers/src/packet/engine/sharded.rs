//! A capture through several engines at once: one thread reads, the others work.
//!
//! All packets between two addresses go to the same engine, in both directions, so that conversations, duplicates and
//! fragments stay together. A tunnel goes by its own ends: a mirror that comes through one tunnel stays on one engine.

use std::{
    io::Read,
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread,
};

use domain::{observations::CaptureSummary, time::Timestamp};

use super::{Config, Engine, Progress, read::finish, read_capture};
use crate::packet::{
    capture::{CaptureReader, LinkType, RawFrame},
    link::{
        frame::{self, Carried, ethertype},
        ip,
    },
    sink::Sink,
};

/// A batch is sent when it is this full.
const BATCH_BYTES: usize = 512 * 1024;
const BATCH_FRAMES: usize = 4096;

/// Batches that wait for one worker.
const QUEUE: usize = 4;

/// Progress is told once for so many frames.
const TELL_EVERY: u64 = 65_536;

/// As [`RawFrame`], with the place of its bytes in the batch.
struct Place {
    number: u64,
    time: Timestamp,
    link: LinkType,
    start: usize,
    end: usize,
    original_len: u32,
    interface: u32,
}

/// Frames on their way to a worker. Batches go back and forth, so that nothing is allocated again.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    frames: Vec<Place>,
}

impl Batch {
    fn push(&mut self, raw: &RawFrame<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(raw.data);
        let RawFrame { number, time, link, original_len, interface, .. } = *raw;
        self.frames.push(Place { number, time, link, start, end: self.bytes.len(), original_len, interface });
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH_BYTES || self.frames.len() >= BATCH_FRAMES
    }

    fn run<S: Sink>(&self, engine: &mut Engine, sink: &mut S) {
        for place in &self.frames {
            let Place { number, time, link, original_len, interface, .. } = *place;
            let data = self.bytes.get(place.start..place.end).unwrap_or_default();
            engine.frame(&RawFrame { number, time, link, data, original_len, interface }, sink);
        }
    }
}

/// One worker as the reader sees it.
struct Lane {
    full: SyncSender<Batch>,
    empty: Receiver<Batch>,
    batch: Batch,
}

impl Lane {
    /// `false` when the worker is gone.
    fn send(&mut self) -> bool {
        let mut next = self.empty.try_recv().unwrap_or_default();
        next.bytes.clear();
        next.frames.clear();
        self.full.send(std::mem::replace(&mut self.batch, next)).is_ok()
    }
}

/// As [`read_capture`], with one engine and thread for each sink. What the sinks hold together is the result; each is
/// called in capture order.
pub fn read_capture_sharded<R: Read, S: Sink + Send>(
    reader: R,
    name: &str,
    config: Config,
    sinks: &mut [S],
    mut progress: impl FnMut(Progress) -> bool,
) -> CaptureSummary {
    if let [sink] = sinks {
        return read_capture(reader, name, config, sink, progress);
    }
    let workers = sinks.len().max(1);
    let config = Config {
        max_flows: config.max_flows / workers,
        max_rows: config.max_rows / workers,
        max_sources: config.max_sources / workers,
        ..config
    };
    let mut reader = CaptureReader::new(reader);
    let mut summary = thread::scope(|scope| {
        let (mut lanes, mut threads) = (Vec::new(), Vec::new());
        for sink in sinks.iter_mut() {
            let (full, inbox) = sync_channel(QUEUE);
            let (outbox, empty) = channel();
            lanes.push(Lane { full, empty, batch: Batch::default() });
            let config = config.clone();
            threads.push(scope.spawn(move || work(&inbox, &outbox, config, name, sink)));
        }
        distribute(&mut reader, &mut lanes, &mut progress);
        drop(lanes);
        let mut sum = CaptureSummary { name: name.to_owned(), ..CaptureSummary::default() };
        for thread in threads {
            match thread.join() {
                Ok(summary) => sum.absorb(summary),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        sum
    });
    if let Some(sink) = sinks.first_mut() {
        finish(reader, &mut summary, sink);
    }
    summary
}

fn distribute<R: Read>(
    reader: &mut CaptureReader<R>,
    lanes: &mut [Lane],
    progress: &mut impl FnMut(Progress) -> bool,
) {
    let consumed = reader.consumed();
    let bytes = || consumed.load(std::sync::atomic::Ordering::Relaxed);
    let mut frames = 0;
    while let Some(raw) = reader.next_frame() {
        frames = raw.number;
        let number = shard(&raw) as usize % lanes.len().max(1);
        let Some(lane) = lanes.get_mut(number) else { return };
        lane.batch.push(&raw);
        if lane.batch.is_full() && !lane.send() {
            return;
        }
        if frames.is_multiple_of(TELL_EVERY) && !progress(Progress { bytes: bytes(), frames }) {
            break;
        }
    }
    for lane in lanes {
        lane.send();
    }
    progress(Progress { bytes: bytes(), frames });
}

fn work<S: Sink>(
    inbox: &Receiver<Batch>,
    outbox: &Sender<Batch>,
    config: Config,
    name: &str,
    sink: &mut S,
) -> CaptureSummary {
    let mut engine = Engine::new(config);
    while let Ok(batch) = inbox.recv() {
        batch.run(&mut engine, sink);
        // The reader may have finished meanwhile; then nobody needs the buffer.
        let _ = outbox.send(batch);
    }
    engine.flush(sink);
    engine.summary(name)
}

/// The same number for both directions between two addresses. Frames without IP share one.
#[must_use]
pub fn shard(raw: &RawFrame<'_>) -> u32 {
    let Some(frame) = frame::decode(raw.link, raw.data) else { return 0 };
    let (Carried::EtherType(ethertype::IPV4 | ethertype::IPV6) | Carried::Ip) = frame.carried else {
        return 0;
    };
    let Some(packet) = ip::decode(frame.payload) else { return 0 };
    let both = packet.source.0 ^ packet.destination.0;
    let folded = (both ^ (both >> 64)) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}
