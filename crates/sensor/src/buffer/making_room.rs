//! What goes when room runs out: first repetition, then detail, then the oldest.

use discovery::packing::{pack, unpack};
use domain::observations::Observations;

use super::{Buffer, Waiting, folder::Folder, name};
use crate::thinning::{drop_detail, join, warning};

/// The first batch may be under way to the node: it is left alone.
const UNTOUCHED: usize = 1;

impl<F: Folder> Buffer<F> {
    /// Brings the buffer back within its bounds.
    pub(super) fn make_room(&mut self) {
        // Each step merges two, thins one or drops one, so this ends.
        while self.is_too_full() && self.waiting.len() > UNTOUCHED {
            if !self.merge_two() && !self.thin_one() {
                self.drop_one();
            }
            self.write_down();
        }
    }

    fn is_too_full(&self) -> bool {
        let waits = self.sum(|w| w.memory.is_some());
        // Batches that only wait for the bound on disk are over it; batches that wait for a full disk may stay in memory.
        let on_disk = self.sum(|w| w.memory.is_none());
        waits > self.limits.memory || waits + on_disk > self.limits.disk
    }

    /// Merges the first two neighbours that fit together. `false` when there are none.
    fn merge_two(&mut self) -> bool {
        let lengths: Vec<u64> = self.waiting.iter().map(|waiting| waiting.length).collect();
        let fits = |pair: &[u64]| pair.iter().sum::<u64>() <= self.limits.merged;
        let Some(at) = lengths.windows(2).skip(UNTOUCHED).position(fits).map(|at| at + UNTOUCHED) else {
            return false;
        };
        let (Some(older), Some(newer)) = (self.open_at(at), self.open_at(at + 1)) else {
            return self.drop_damaged(at);
        };
        let merged = join(older, newer);
        let Some(second) = self.waiting.remove(at + 1) else { return false };
        self.replace(at, &merged, false);
        self.erase(&second);
        true
    }

    /// Drops the detail of the first batch that still has some.
    fn thin_one(&mut self) -> bool {
        let Some(at) = self.waiting.iter().skip(UNTOUCHED).position(|w| !w.thin).map(|at| at + UNTOUCHED)
        else {
            return false;
        };
        let Some(mut observations) = self.open_at(at) else { return self.drop_damaged(at) };
        drop_detail(&mut observations);
        self.replace(at, &observations, true);
        true
    }

    fn drop_one(&mut self) {
        if let Some(oldest) = self.waiting.remove(UNTOUCHED) {
            self.erase(&oldest);
            self.lost += 1;
            let detail = "no room left at the sensor: the oldest batches were dropped";
            warning("sensor-batch-dropped", detail, 1).count_in(&mut self.losses);
        }
    }

    /// One of two neighbours cannot be read: both are set aside, so that sending goes on.
    fn drop_damaged(&mut self, at: usize) -> bool {
        if let Some(damaged) = self.waiting.remove(at) {
            drop(self.folder.set_aside(&damaged.name));
            self.lost += 1;
            let detail = "a batch on the sensor's disk could not be read";
            warning("sensor-batch-damaged", detail, 1).count_in(&mut self.losses);
        }
        true
    }

    fn open_at(&self, at: usize) -> Option<Observations> {
        let waiting = self.waiting.get(at)?;
        let packed = match &waiting.memory {
            Some(packed) => packed.clone(),
            None => self.folder.read(&waiting.name).ok()?,
        };
        unpack(&packed).ok()
    }

    /// Puts other content in the place of a batch. The new file is written before the old one goes; when the disk does not
    /// take it, the old one goes first and the content waits in memory.
    fn replace(&mut self, at: usize, observations: &Observations, thin: bool) {
        let Ok(packed) = pack(observations) else { return };
        let Some(old) = self.waiting.get(at).cloned() else { return };
        let name = name(old.number, &packed);
        let length = packed.len() as u64;
        let on_disk = old.memory.is_none() && self.folder.write(&name, &packed).is_ok();
        if name != old.name {
            self.erase(&old);
        }
        if let Some(place) = self.waiting.get_mut(at) {
            *place = Waiting { number: old.number, name, length, memory: (!on_disk).then_some(packed), thin };
        }
    }

    fn erase(&mut self, waiting: &Waiting) {
        if waiting.memory.is_none() {
            drop(self.folder.remove(&waiting.name));
        }
    }
}
