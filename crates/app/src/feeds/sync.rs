//! Fetching feeds: one after the other; what fails is told and remembered, and the others go on.

use std::sync::{Arc, atomic::AtomicBool};

use domain::civil::Civil;
use serde::Serialize;

use super::{
    feed::Feed,
    fetch::{Client, Waiting},
    folder::Folder,
    session::{Session, Step},
    settings::Settings,
    sources,
    state::Failure,
    status::FailureStatus,
    trouble::Trouble,
};
use crate::clock::Clock;

/// What became of one feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Synced {
    pub feed: Feed,
    /// Files that are new.
    pub taken: usize,
    pub records: usize,
    /// Documents that came and were not taken.
    pub kept_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureStatus>,
}

/// Fetches feeds. `stop` ends it after the next bytes; what is whole stays.
///
/// # Errors
/// [`Trouble`] when nothing could be begun: settings, another run at work, the disk. Failures of one feed are in the answer.
pub fn sync(
    folder: &Folder,
    settings: &Settings,
    feeds: &[Feed],
    clock: Clock,
    stop: &Arc<AtomicBool>,
    told: &mut dyn FnMut(&Step),
) -> Result<Vec<Synced>, Trouble> {
    let client = client(settings, clock, stop)?;
    sync_with(folder, settings, feeds, clock, &client, told)
}

/// Asks servers until somebody stops it.
pub(super) fn client(settings: &Settings, clock: Clock, stop: &Arc<AtomicBool>) -> Result<Client, Trouble> {
    let waiting = Waiting { stop: Arc::clone(stop), sleep: std::thread::sleep };
    Client::new(&settings.network, clock, waiting)
}

pub(super) fn sync_with(
    folder: &Folder,
    settings: &Settings,
    feeds: &[Feed],
    clock: Clock,
    client: &Client,
    told: &mut dyn FnMut(&Step),
) -> Result<Vec<Synced>, Trouble> {
    let _lock = folder.lock()?;
    let mut done = Vec::new();
    for feed in feeds {
        let synced = one(folder, settings, *feed, clock, client, told)?;
        done.push(synced);
        if client.waiting.go_on().is_err() {
            break;
        }
    }
    Ok(done)
}

fn one(
    folder: &Folder,
    settings: &Settings,
    feed: Feed,
    clock: Clock,
    client: &Client,
    told: &mut dyn FnMut(&Step),
) -> Result<Synced, Trouble> {
    let Some(wanted) = settings.wanted(feed) else {
        let what = format!("{} is written by people and not fetched", feed.as_str());
        return Err(Trouble::Settings { what });
    };
    let now = clock.now();
    let state = folder.state(feed);
    let mut session = Session { folder, feed, wanted, client, now, state, told, taken: 0, asked: false };
    let outcome = sources::run(&mut session);
    let (mut state, taken) = (session.state, session.taken);
    let failure = match outcome {
        Ok(()) => {
            (state.last_success, state.last_failure, state.bundle) = (Some(now), None, None);
            None
        }
        Err(why) => {
            let at = clock.now();
            let told = FailureStatus {
                at: Civil::utc(at).iso(),
                sentence_ja: why.sentence_ja(),
                sentence_en: why.to_string(),
            };
            state.last_failure = Some(Failure { at, why });
            Some(told)
        }
    };
    folder.keep_state(feed, &state)?;
    Ok(Synced { feed, taken, records: state.records(), kept_out: state.kept_out.len(), failure })
}
