//! Batches that the node does not have yet. Kept on disk until the node says "kept"; bounded; never the reason to stop.
//!
//! When room runs out, in this order: batches are merged (what is true stays, it is only told once), then the detail of who
//! spoke with whom goes, then the oldest batch. What went is counted, and told to the node with the next batch. The very first
//! batch is never merged: it may have been sent without the answer coming back, and the node knows it by its content.

pub mod folder;
mod making_room;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use discovery::packing::{pack, unpack};
use domain::{hex, observations::CaptureWarning};
use sha2::{Digest, Sha256};

use self::folder::{ENDING, Folder};
use crate::{error::SensorError, thinning};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on disk.
    pub disk: u64,
    /// Bytes in memory while the disk takes nothing.
    pub memory: u64,
    /// Batches are merged up to this size.
    pub merged: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { disk: 2 << 30, memory: 64 << 20, merged: 16 << 20 }
    }
}

/// A batch that waits.
#[derive(Clone, Debug)]
struct Waiting {
    /// Order of arrival; a merged batch keeps that of its first part.
    number: u64,
    name: String,
    length: u64,
    /// The bytes, when they could not be written.
    memory: Option<Vec<u8>>,
    /// Its detail was dropped already.
    thin: bool,
}

/// The oldest batch, to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oldest {
    pub name: String,
    pub packed: Vec<u8>,
}

/// How the buffer stands, for the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub batches: usize,
    pub on_disk: u64,
    pub in_memory: u64,
    /// Batches lost since the start.
    pub lost: u64,
}

/// The buffer.
#[derive(Debug)]
pub struct Buffer<F> {
    folder: F,
    limits: Limits,
    waiting: VecDeque<Waiting>,
    next: u64,
    /// What the node is still to be told.
    losses: Vec<CaptureWarning>,
    lost: u64,
}

impl<F: Folder> Buffer<F> {
    /// Takes up what an earlier run left in the folder.
    ///
    /// # Errors
    /// [`SensorError::Io`] when the folder cannot be read.
    pub fn open(folder: F, limits: Limits) -> Result<Self, SensorError> {
        let found = folder.list().map_err(SensorError::io("reading the buffer folder"))?;
        let mut waiting: Vec<Waiting> =
            found.into_iter().filter_map(|(name, length)| taken_up(name, length)).collect();
        waiting.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
        let next = waiting.last().map_or(0, |last| last.number + 1);
        Ok(Self { folder, limits, waiting: waiting.into(), next, losses: Vec::new(), lost: 0 })
    }

    /// Keeps a batch. Cannot fail: what the disk does not take stays in memory, and what does not fit there is told as lost.
    pub fn add(&mut self, packed: Vec<u8>) {
        let packed = self.with_losses(packed);
        let number = self.next;
        self.next += 1;
        self.waiting.push_back(Waiting {
            number,
            name: name(number, &packed),
            length: packed.len() as u64,
            memory: Some(packed),
            thin: false,
        });
        self.write_down();
        self.make_room();
    }

    /// The batch to send next. Damaged files are set aside and told.
    pub fn oldest(&mut self) -> Option<Oldest> {
        self.write_down();
        loop {
            let first = self.waiting.front()?;
            let packed = match &first.memory {
                Some(packed) => Ok(packed.clone()),
                None => self.folder.read(&first.name),
            };
            match packed {
                Ok(packed) if name(first.number, &packed) == first.name => {
                    return Some(Oldest { name: first.name.clone(), packed });
                }
                _ => {
                    drop(self.folder.set_aside(&first.name.clone()));
                    self.forget_first(
                        "sensor-batch-damaged",
                        "a batch on the sensor's disk could not be read",
                    );
                }
            }
        }
    }

    /// The node has the batch: it can go.
    pub fn kept(&mut self, name: &str) {
        if self.waiting.front().is_some_and(|first| first.name == name)
            && let Some(first) = self.waiting.pop_front()
            && first.memory.is_none()
        {
            // A file that cannot be removed is sent again after a restart; the node knows it.
            drop(self.folder.remove(&first.name));
        }
    }

    /// The node refuses the batch for good: it is kept aside for a person, and the next is sent.
    pub fn refused(&mut self, name: &str) {
        if self.waiting.front().is_some_and(|first| first.name == name) {
            drop(self.folder.set_aside(name));
            self.forget_first("sensor-batch-refused", "the node refused a batch; it is kept on the sensor");
        }
    }

    /// How the buffer stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            batches: self.waiting.len(),
            on_disk: self.sum(|w| w.memory.is_none()),
            in_memory: self.sum(|w| w.memory.is_some()),
            lost: self.lost,
        }
    }

    fn sum(&self, which: impl Fn(&Waiting) -> bool) -> u64 {
        self.waiting.iter().filter(|waiting| which(waiting)).map(|waiting| waiting.length).sum()
    }

    /// Writes what is in memory, as far as the disk takes it and the bound allows.
    fn write_down(&mut self) {
        let mut on_disk = self.sum(|w| w.memory.is_none());
        for waiting in &mut self.waiting {
            let Some(packed) = &waiting.memory else { continue };
            if on_disk + waiting.length > self.limits.disk
                || self.folder.write(&waiting.name, packed).is_err()
            {
                return;
            }
            on_disk += waiting.length;
            waiting.memory = None;
        }
    }

    fn forget_first(&mut self, code: &str, detail: &str) {
        if self.waiting.pop_front().is_some() {
            self.lost += 1;
            thinning::warning(code, detail, 1).count_in(&mut self.losses);
        }
    }

    /// Tells the node with this batch what was lost before it.
    fn with_losses(&mut self, packed: Vec<u8>) -> Vec<u8> {
        if self.losses.is_empty() {
            return packed;
        }
        let Ok(mut observations) = unpack(&packed) else { return packed };
        for loss in &self.losses {
            thinning::note(&mut observations, &loss.code, &loss.detail, loss.count);
        }
        let Ok(told) = pack(&observations) else { return packed };
        self.losses.clear();
        told
    }
}

/// Name of a batch: order of arrival and hash of the content.
fn name(number: u64, packed: &[u8]) -> String {
    let hash = hex::lower(&Sha256::digest(packed));
    format!("{number:016x}-{hash}{ENDING}")
}

fn taken_up(name: String, length: u64) -> Option<Waiting> {
    let number = u64::from_str_radix(name.split_once('-')?.0, 16).ok()?;
    Some(Waiting { number, name, length, memory: None, thin: false })
}
