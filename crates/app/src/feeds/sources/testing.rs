//! A folder, settings and a client that never really sleeps, for the tests of the sources.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use domain::time::Timestamp;

use super::super::{
    Feed, Folder, State, Trouble,
    fetch::{Client, Waiting},
    settings::Settings,
    sync::{Synced, sync_with},
};
use crate::clock::Clock;

/// 2026-11-22T00:00:00Z.
pub(super) const NOW: Timestamp = Timestamp::from_parts(1_795_305_600, 0);

pub(super) struct Bench {
    _data: tempfile::TempDir,
    pub folder: Folder,
    pub(super) settings: Settings,
}

impl Bench {
    pub(super) fn new(settings: &str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        Self { _data: data, folder, settings: Settings::read(settings).unwrap() }
    }

    pub(super) fn sync_all(&self, feeds: &[Feed]) -> Result<Vec<Synced>, Trouble> {
        self.sync_at(feeds, NOW)
    }

    pub(super) fn sync_at(&self, feeds: &[Feed], now: Timestamp) -> Result<Vec<Synced>, Trouble> {
        let waiting = Waiting { stop: Arc::new(AtomicBool::new(false)), sleep: |_: Duration| {} };
        let clock = Clock::Fixed(now);
        let client = Client::new(&self.settings.network, clock, waiting)?;
        sync_with(&self.folder, &self.settings, feeds, clock, &client, &mut |_| {})
    }

    pub(super) fn sync(&self, feed: Feed) -> Synced {
        self.sync_all(&[feed]).unwrap().remove(0)
    }

    pub(super) fn state(&self, feed: Feed) -> State {
        self.folder.state(feed)
    }

    pub(super) fn names(&self, feed: Feed) -> Vec<String> {
        self.folder.files(feed).unwrap().into_iter().map(|(name, _)| name).collect()
    }
}
