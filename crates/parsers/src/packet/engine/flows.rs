//! The table of conversations: bounded, swept step by step, never scanned as a whole while packets come in.

use std::hash::BuildHasher;

use domain::time::Timestamp;
use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::connection::{Connection, Half, Key};
use crate::packet::link::address::Station;

/// A closed TCP connection lingers for stray segments; others end when nothing comes for this long (microseconds).
const CLOSED: u64 = 5_000_000;
const IDLE_TCP: u64 = 900_000_000;
const IDLE_OTHER: u64 = 180_000_000;

/// When the table is full, the stalest of so many neighbours makes room.
const SAMPLE: usize = 16;

/// All conversations.
pub(super) struct FlowTable {
    index: HashTable<u32>,
    slots: Vec<Option<Connection>>,
    free: Vec<u32>,
    hasher: RandomState,
    max: usize,
    /// Where the sweep goes on.
    hand: usize,
}

impl FlowTable {
    pub(super) fn new(max: usize) -> Self {
        Self {
            index: HashTable::new(),
            slots: Vec::new(),
            free: Vec::new(),
            hasher: RandomState::default(),
            max: max.clamp(SAMPLE, u32::MAX as usize),
            hand: 0,
        }
    }

    #[inline]
    fn hash(&self, key: &Key) -> u64 {
        hash_with(&self.hasher, key)
    }

    /// The conversation that a packet of this half belongs to.
    #[inline]
    pub(super) fn find(&self, key: &Key, half: Half, station: Station) -> Option<u32> {
        let slots = &self.slots;
        let fits = |at: &u32| {
            let slot = slots.get(*at as usize).and_then(Option::as_ref);
            slot.is_some_and(|connection| connection.key == *key && connection.fits(half, station))
        };
        self.index.find(self.hash(key), fits).copied()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut Connection> {
        self.slots.get_mut(at as usize).and_then(Option::as_mut)
    }

    /// Adds a conversation. When the table is full a stale one is given back to be ended.
    pub(super) fn insert(&mut self, connection: Connection) -> (u32, Option<Connection>) {
        let ended = if self.index.len() >= self.max { self.evict() } else { None };
        let hash = self.hash(&connection.key);
        let at = match self.free.pop() {
            Some(at) => at,
            None => {
                self.slots.push(None);
                (self.slots.len() - 1) as u32
            }
        };
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = Some(connection);
        }
        let (slots, hasher) = (&self.slots, &self.hasher);
        let rehash = |at: &u32| match slots.get(*at as usize).and_then(Option::as_ref) {
            Some(connection) => hash_with(hasher, &connection.key),
            None => 0,
        };
        self.index.insert_unique(hash, at, rehash);
        (at, ended)
    }

    /// Takes a conversation out.
    pub(super) fn remove(&mut self, at: u32) -> Option<Connection> {
        let connection = self.slots.get_mut(at as usize)?.take()?;
        let hash = self.hash(&connection.key);
        if let Ok(entry) = self.index.find_entry(hash, |other| *other == at) {
            entry.remove();
        }
        self.free.push(at);
        Some(connection)
    }

    /// Looks at one slot per call, so that idle conversations end without a pause.
    #[inline]
    pub(super) fn sweep(&mut self, now: Timestamp) -> Option<Connection> {
        self.hand = if self.hand + 1 < self.slots.len() { self.hand + 1 } else { 0 };
        let connection = self.slots.get(self.hand)?.as_ref()?;
        // A clock that jumps back makes everything look idle; that only costs a row of its own.
        let idle = now.0.abs_diff(connection.last.0);
        let limit = match connection.key.protocol {
            6 if connection.closed => CLOSED,
            6 => IDLE_TCP,
            _ => IDLE_OTHER,
        };
        if idle > limit { self.remove(self.hand as u32) } else { None }
    }

    fn evict(&mut self) -> Option<Connection> {
        let mut stalest: Option<(Timestamp, usize)> = None;
        for step in 0..SAMPLE {
            let at = (self.hand + step) % self.slots.len().max(1);
            if let Some(connection) = self.slots.get(at).and_then(Option::as_ref)
                && stalest.is_none_or(|(time, _)| connection.last < time)
            {
                stalest = Some((connection.last, at));
            }
        }
        self.hand = (self.hand + SAMPLE) % self.slots.len().max(1);
        self.remove(stalest?.1 as u32)
    }

    /// Takes any conversation out, in the order of slots; `None` when the table is empty.
    pub(super) fn pop(&mut self) -> Option<Connection> {
        loop {
            let Some(slot) = self.slots.pop() else {
                self.index.clear();
                self.free.clear();
                return None;
            };
            if slot.is_some() {
                return slot;
            }
        }
    }

    /// Every conversation.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Connection> {
        self.slots.iter_mut().flatten()
    }
}

#[inline]
fn hash_with(hasher: &RandomState, key: &Key) -> u64 {
    let ports = u64::from(key.low_port) << 32 | u64::from(key.high_port) << 16 | u64::from(key.protocol);
    match (key.low.as_v4(), key.high.as_v4()) {
        (Some(low), Some(high)) => hasher.hash_one((u64::from(low) << 32 | u64::from(high), ports)),
        _ => hasher.hash_one((key.low.0, key.high.0, ports)),
    }
}
