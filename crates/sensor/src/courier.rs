//! Bringing what waits to the node, oldest first, for as long as it takes.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::buffer::{Buffer, Standing, folder::Folder};

/// Who takes batches: a node far away, or the database on this machine.
pub trait Destination {
    /// Tries once.
    fn deliver(&mut self, packed: &[u8]) -> Delivery;
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The node has it for good.
    Kept,
    /// It may or may not have arrived: the same batch is sent again.
    Later(String),
    /// The node can never take this batch.
    Refused(String),
}

/// What the courier tells whoever runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The node cannot be reached; said once until it can.
    Waiting(String),
    /// It can be reached again.
    Reached,
    /// A batch was set aside.
    SetAside(String),
}

/// A buffer that several threads fill and one empties.
#[derive(Debug)]
pub struct Shared<F> {
    state: Mutex<State<F>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<F> {
    buffer: Buffer<F>,
    /// Nothing more will come; give up at this moment.
    ends: Option<Instant>,
}

/// First and longest pause between attempts.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(60));

impl<F: Folder> Shared<F> {
    #[must_use]
    pub const fn new(buffer: Buffer<F>) -> Self {
        Self { state: Mutex::new(State { buffer, ends: None }), changed: Condvar::new() }
    }

    /// Takes a batch in.
    pub fn add(&self, packed: Vec<u8>) {
        self.lock().buffer.add(packed);
        self.changed.notify_all();
    }

    /// Nothing more will come: what can be delivered until then is, the rest stays for the next run.
    pub fn end_by(&self, moment: Instant) {
        self.lock().ends = Some(moment);
        self.changed.notify_all();
    }

    /// How the buffer stands.
    pub fn standing(&self) -> Standing {
        self.lock().buffer.standing()
    }

    /// Delivers until [`Shared::end_by`]. Runs on a thread of its own.
    pub fn deliver_all(&self, destination: &mut impl Destination, mut tell: impl FnMut(News)) {
        let mut pause = None;
        loop {
            let mut state = self.lock();
            let Some(oldest) = state.buffer.oldest() else {
                if state.ends.is_some() {
                    return;
                }
                drop(self.changed.wait_timeout(state, Duration::from_secs(5)));
                continue;
            };
            drop(state);
            // The buffer is free while the node thinks.
            match destination.deliver(&oldest.packed) {
                Delivery::Kept => {
                    self.lock().buffer.kept(&oldest.name);
                    if pause.take().is_some() {
                        tell(News::Reached);
                    }
                }
                Delivery::Refused(why) => {
                    self.lock().buffer.refused(&oldest.name);
                    tell(News::SetAside(why));
                }
                Delivery::Later(why) => {
                    if pause.is_none() {
                        tell(News::Waiting(why));
                    }
                    let wait = pause.map_or(PAUSES.0, |last: Duration| (last * 2).min(PAUSES.1));
                    pause = Some(wait);
                    if !self.rest(wait) {
                        return;
                    }
                }
            }
        }
    }

    /// Waits before the next attempt; `false` when there will be none.
    fn rest(&self, pause: Duration) -> bool {
        let until = Instant::now() + pause;
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.ends.is_some_and(|end| end <= now) {
                return false;
            }
            let next = state.ends.map_or(until, |end| end.min(until));
            if until <= now {
                return true;
            }
            let waited = self.changed.wait_timeout(state, next.saturating_duration_since(now));
            state = waited.map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use domain::observations::{CaptureSummary, Observations};

    use discovery::packing::{pack, unpack};

    use super::*;
    use crate::buffer::{Limits, folder::Disk};

    struct Node {
        answers: VecDeque<Delivery>,
        kept: Vec<u64>,
    }

    impl Destination for Node {
        fn deliver(&mut self, packed: &[u8]) -> Delivery {
            let answer = self.answers.pop_front().unwrap_or(Delivery::Kept);
            if answer == Delivery::Kept {
                self.kept.push(unpack(packed).unwrap().summaries[0].packets);
            }
            answer
        }
    }

    fn shared(folder: &std::path::Path) -> Shared<Disk> {
        Shared::new(Buffer::open(Disk::open(folder).unwrap(), Limits::default()).unwrap())
    }

    fn batch(packets: u64) -> Vec<u8> {
        let summaries = vec![CaptureSummary { name: "s:eth1".into(), packets, ..CaptureSummary::default() }];
        pack(&Observations { summaries, ..Observations::default() }).unwrap()
    }

    #[test]
    fn a_node_that_is_away_gets_everything_in_order_when_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let shared = shared(folder.path());
        (1..4).for_each(|n| shared.add(batch(n)));
        let later = || Delivery::Later("connection refused".into());
        let mut node = Node { answers: [Delivery::Kept, later(), later()].into(), kept: Vec::new() };
        shared.end_by(Instant::now() + Duration::from_secs(60));
        let mut news = Vec::new();
        shared.deliver_all(&mut node, |n| news.push(n));
        assert_eq!(node.kept, [1, 2, 3]);
        assert_eq!(news, [News::Waiting("connection refused".into()), News::Reached]);
        assert_eq!(shared.standing().batches, 0);
    }

    #[test]
    fn what_cannot_be_delivered_at_the_end_stays_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let first = shared(folder.path());
        (1..4).for_each(|n| first.add(batch(n)));
        let mut away = Node { answers: vec![Delivery::Later("away".into()); 9].into(), kept: Vec::new() };
        first.end_by(Instant::now());
        first.deliver_all(&mut away, |_| {});
        assert_eq!(first.standing().batches, 3);
        drop(first);
        let second = shared(folder.path());
        second.end_by(Instant::now());
        let mut node = Node { answers: [Delivery::Refused("422".into())].into(), kept: Vec::new() };
        second.deliver_all(&mut node, |_| {});
        assert_eq!(node.kept, [2, 3], "one was refused, the rest arrived");
    }
}
