//! What a running node knows of vulnerabilities: the feeds of its data folder, read once and read anew when they changed.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{ids::OrgId, time::Timestamp};
use matching::vulnerability::{Coverage, Knowledge};

use crate::{
    clock,
    error::AppError,
    feeds::{
        Feed, Folder, KeptOut,
        communications::{Directives, Shelf},
        job::{Done, Failed},
        status::{self, FeedStatus},
    },
    feeds_work::Offered,
    fetched_advisories::{self, Seen},
    knowledge_cache::{self, Origin},
    node::Node,
    providers,
    statements::{Confirmed, FedDocuments, FedStatements, fed::delivery::Deliveries},
    vulnerability_feeds::FeedFile,
};

/// Sources that nobody touched for more days are too old to say that there is nothing.
pub const STALE_DAYS: i64 = 30;
/// Sets of confirmed providers for which statements are kept open.
const MOST_HEARD: usize = 8;

/// What was read, and how far it can be trusted.
#[derive(Debug)]
pub struct Known {
    pub knowledge: Knowledge,
    pub files: Vec<FeedFile>,
    /// What authorities ask hospitals to do, as people wrote it down.
    pub directives: Directives,
    /// Changes whenever something else was read: what was judged with another number is judged anew.
    pub edition: u64,
    pub read: Timestamp,
}

impl Known {
    /// How old each source is and what is missing, as of a moment.
    #[must_use]
    pub fn coverage(&self, now: Timestamp) -> Coverage {
        Coverage::of(&self.knowledge, now, STALE_DAYS)
    }

    /// Every record of every file was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.files.iter().all(FeedFile::is_whole)
    }
}

/// Place of the feeds and what was read of them.
#[derive(Debug, Default)]
pub(crate) struct Feeds {
    folder: Option<Folder>,
    known: RwLock<Option<Arc<Known>>>,
    /// Their CSAF documents.
    documents: RwLock<Arc<FedDocuments>>,
    /// What these state, by the providers that somebody confirmed. Organisations that confirmed the same share it.
    stated: Mutex<BTreeMap<Confirmed, Arc<FedStatements>>>,
    /// Counts what was read, also when nothing was there in between.
    edition: AtomicU64,
    /// What was found when somebody looked last.
    read: Mutex<Option<Look>>,
    /// What came of the last work that a person started.
    pub(crate) last: Mutex<Option<Arc<Result<Done, Failed>>>>,
    /// A bundle that waits for a person's word.
    pub(crate) offered: Mutex<Option<Offered>>,
    /// The advisories that were looked at last.
    advisories: Mutex<Option<Seen>>,
}

/// What decides whether something is read or concluded anew.
#[derive(Clone, Debug, PartialEq)]
struct Look {
    origin: Origin,
    /// The CSAF documents, and what is remembered of who delivered them.
    documents: (Origin, String),
    /// Whether each feed failed to be fetched, and what of it was kept out: without files that changed they still turn "nothing known" into
    /// "not known". `None`: nobody can tell.
    failed: Option<Vec<(Feed, bool, Vec<KeptOut>)>>,
    /// Feeds grow old, and statements end.
    day: String,
}

impl Node {
    /// The same node with the feeds of a data folder. Nothing is read yet ([`Node::read_feeds`]).
    #[must_use]
    pub fn with_feeds(mut self, data: &Path) -> Self {
        self.feeds.folder = Some(Folder::of(data));
        self
    }

    /// Where the feeds lie; `None` for a node without a data folder.
    #[must_use]
    pub const fn feeds_folder(&self) -> Option<&Folder> {
        self.feeds.folder.as_ref()
    }

    pub(crate) fn has_seen_advisories(&self, seen: &Seen) -> bool {
        self.feeds.advisories.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(seen)
    }

    pub(crate) fn see_advisories(&self, seen: Seen) {
        *self.feeds.advisories.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }

    /// What is known, as far as it was read. `None`: nothing yet.
    #[must_use]
    pub fn known_vulnerabilities(&self) -> Option<Arc<Known>> {
        self.feeds.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How every feed stands.
    ///
    /// # Errors
    /// As [`status::status`].
    pub async fn feeds_status(&self) -> Result<Vec<FeedStatus>, AppError> {
        let Some(folder) = self.feeds.folder.clone() else { return Ok(Vec::new()) };
        let now = self.now();
        let looking = tokio::task::spawn_blocking(move || status::status(&folder, now));
        looking.await.map_err(|_| AppError::Interrupted { doing: "looking at the feeds" })?
    }

    /// Reads the feeds when the folder holds something else than when it was read last, and concludes anew when a fetch failed since or
    /// another day began. `false`: nothing changed.
    ///
    /// # Errors
    /// As [`Node::read_feeds`].
    pub async fn catch_up_feeds(&self) -> Result<bool, AppError> {
        let Some(folder) = self.feeds.folder.clone() else { return Ok(false) };
        let looking = tokio::task::spawn_blocking(move || {
            let records = knowledge_cache::origin(&folder.record_files()?)?;
            let documents = knowledge_cache::origin(&fetched_advisories::files(&folder)?)?;
            Ok::<_, AppError>((records, (documents, Deliveries::of(&folder).digest())))
        });
        let looked = looking.await.map_err(|_| AppError::Interrupted { doing: "looking at the feeds" })?;
        let (origin, documents) = looked?;
        let failed = |all: Vec<FeedStatus>| {
            all.into_iter().map(|feed| (feed.feed, feed.is_behind(), feed.kept_out)).collect()
        };
        let failed = self.feeds_status().await.ok().map(failed);
        let look = Look { origin, documents, failed, day: clock::day(self.now()) };
        let last = || self.feeds.read.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last().clone();
        if before.as_ref() == Some(&look) {
            return Ok(false);
        }
        if before.is_some_and(|before| before.origin == look.origin) {
            self.read_statements().await?;
            self.refresh_all().await?;
        } else {
            self.read_feeds().await?;
        }
        *last() = Some(look);
        Ok(true)
    }

    async fn refresh_all(&self) -> Result<(), AppError> {
        for org in self.organisations().await? {
            self.refresh(&org).await?;
        }
        Ok(())
    }

    /// Reads the feeds, or what was kept of them packed, and judges everything anew. Without feeds nothing is known.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be read, [`AppError::Store`] when the pictures cannot be drawn.
    pub async fn read_feeds(&self) -> Result<(), AppError> {
        let Some(folder) = self.feeds.folder.clone() else { return Ok(()) };
        let reading = tokio::task::spawn_blocking(move || {
            let paths = folder.record_files()?;
            if paths.is_empty() {
                return Ok(None);
            }
            let packed = knowledge_cache::load(&paths, Some(&folder.packed()), &mut |_| {})?;
            Ok(Some((packed, Directives::of(Shelf::of(&folder)?))))
        });
        let read: Result<Result<_, AppError>, _> = reading.await;
        let packed = read.map_err(|_| AppError::Interrupted { doing: "reading feeds" })??;
        let edition = self.feeds.edition.fetch_add(1, Ordering::Relaxed);
        let known = packed.map(|(packed, directives)| {
            Arc::new(Known {
                knowledge: packed.knowledge,
                files: packed.files,
                directives,
                edition,
                read: self.clock.now(),
            })
        });
        // Nobody judges by records of now and statements of before.
        self.read_statements().await?;
        *self.feeds.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        self.refresh_all().await
    }

    /// What CSAF documents of feeds state to an organisation, as far as they were read.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read whom it confirmed.
    pub async fn fed_statements(&self, org: &OrgId) -> Result<Arc<FedStatements>, AppError> {
        let confirmed = providers::confirmed(self.said_of_providers(org).await?);
        let stated = || self.feeds.stated.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = stated().get_mut(&confirmed) {
            if let Some(closed) = known.relieved() {
                *known = closed;
            }
            return Ok(Arc::clone(known));
        }
        let documents = Arc::clone(&self.feeds.documents.read().unwrap_or_else(PoisonError::into_inner));
        let (of, by) = (Arc::clone(&documents), confirmed.clone());
        let hearing = tokio::task::spawn_blocking(move || Arc::new(FedStatements::of(&of, &by)));
        let made =
            hearing.await.map_err(|_| AppError::Interrupted { doing: "weighing statements of feeds" })?;
        let mut stated = stated();
        let is_last =
            Arc::ptr_eq(&documents, &self.feeds.documents.read().unwrap_or_else(PoisonError::into_inner));
        if is_last {
            if stated.len() >= MOST_HEARD {
                stated.clear();
            }
            stated.insert(confirmed, Arc::clone(&made));
        }
        Ok(made)
    }

    /// Reads the statements of documents that are new or changed. What cannot be read is remembered: then nothing is sound.
    async fn read_statements(&self) -> Result<(), AppError> {
        let Some(folder) = self.feeds.folder.clone() else { return Ok(()) };
        let reading = tokio::task::spawn_blocking(move || {
            FedDocuments::load(&folder, Some(&folder.packed()))
                .unwrap_or_else(|error| FedDocuments::unread(&folder, &error))
        });
        let read =
            reading.await.map_err(|_| AppError::Interrupted { doing: "reading statements of feeds" })?;
        for (file, why) in read.unread_files() {
            tracing::warn!(%file, %why, "a document of a feed states nothing that can be read");
        }
        let mut stated = self.feeds.stated.lock().unwrap_or_else(PoisonError::into_inner);
        *self.feeds.documents.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        stated.clear();
        Ok(())
    }
}
