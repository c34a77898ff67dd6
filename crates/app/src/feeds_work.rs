//! Work on the feeds that a person starts on a page: as a job, with what came of it kept until the next one.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use domain::ids::JobId;

use crate::{
    captures::ReadProgress,
    error::AppError,
    feeds::{
        Folder,
        bundle::{self, BundleTrouble, Summary},
        job::{self, Done, Failed, Work},
        schedule,
        settings::Settings,
    },
    jobs::{JobState, Trouble},
    node::Node,
};

/// Time between two looks at the clock.
const LOOK: Duration = Duration::from_secs(60);

/// A bundle that was looked at and waits for a person's word.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    id: String,
    file: PathBuf,
}

impl Node {
    fn feeds_place(&self) -> Result<Folder, AppError> {
        let missing = || AppError::NotFound { what: "folder of feeds", id: String::new() };
        self.feeds_folder().cloned().ok_or_else(missing)
    }

    /// Starts the work. When it is done everything is judged anew, and [`Node::last_feeds_work`] says what came of it. `leave` is a folder
    /// that is removed afterwards.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a node without a data folder.
    pub fn work_on_feeds(
        self: &Arc<Self>,
        title: &str,
        work: Work,
        leave: Option<PathBuf>,
    ) -> Result<JobId, AppError> {
        let folder = self.feeds_place()?;
        let (id, progress) = self.jobs().begin(title, self.now());
        let (node, job) = (Arc::clone(self), id.clone());
        tokio::spawn(async move {
            let outcome = node.worked(folder, work, progress).await;
            if let Some(folder) = leave {
                drop(tokio::fs::remove_dir_all(folder).await);
            }
            node.end_feeds_work(&job, outcome).await;
        });
        Ok(id)
    }

    async fn worked(&self, folder: Folder, work: Work, progress: Arc<ReadProgress>) -> Result<Done, Failed> {
        let clock = self.clock;
        let working = tokio::task::spawn_blocking(move || {
            job::run(&folder, &work, clock, &progress.cancel, &mut |step| {
                progress.read_bytes.store(step.done, Ordering::Relaxed);
                progress.total_bytes.store(step.total.unwrap_or_default(), Ordering::Relaxed);
            })
        });
        working.await.unwrap_or_else(|_| Err(AppError::Interrupted { doing: "working on feeds" }.into()))
    }

    async fn end_feeds_work(&self, job: &JobId, outcome: Result<Done, Failed>) {
        let read = match &outcome {
            Ok(_) => self.catch_up_feeds().await,
            Err(_) => Ok(false),
        };
        let state = match (&outcome, read) {
            (Err(failed), _) => JobState::Failed(Trouble::Broken(failed.to_string())),
            (Ok(_), Err(error)) => JobState::Failed(error.into()),
            (Ok(_), Ok(new)) => JobState::Done { new },
        };
        *self.feeds.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(outcome));
        self.jobs().end(job, state);
    }

    /// How fetching by the clock stands; `None` for a node without a data folder.
    ///
    /// # Errors
    /// As [`schedule::standing`].
    pub fn feeds_schedule(&self) -> Result<Option<schedule::Standing>, AppError> {
        let folder = self.feeds_folder();
        Ok(folder.map(|folder| schedule::standing(folder, self.now())).transpose()?)
    }

    /// Switches fetching by the clock on or off.
    ///
    /// # Errors
    /// As [`schedule::switch`].
    pub fn switch_feeds_schedule(&self, on: bool) -> Result<(), AppError> {
        Ok(schedule::switch(&self.feeds_place()?, on, self.now())?)
    }

    /// Fetches whenever it is due, for as long as it is polled. `title` is the name of the job.
    pub async fn keep_fetching(self: Arc<Self>, title: String) {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Err(error) = self.fetch_when_due(&title).await {
                tracing::warn!(%error, "fetching feeds by the clock");
            }
        }
    }

    /// Fetches when it is due, and waits for the end. `false`: nothing was due.
    ///
    /// # Errors
    /// As [`schedule::is_due`].
    pub async fn fetch_when_due(&self, title: &str) -> Result<bool, AppError> {
        let Some(folder) = self.feeds_folder().cloned() else { return Ok(false) };
        let (place, now) = (folder.clone(), self.now());
        let looking = tokio::task::spawn_blocking(move || schedule::is_due(&place, now));
        let due = looking.await.map_err(|_| AppError::Interrupted { doing: "looking at the clock" })?;
        if !due? {
            return Ok(false);
        }
        let (job, progress) = self.jobs().begin(title, self.now());
        let outcome = self.worked(folder, Work::Scheduled, progress).await;
        self.end_feeds_work(&job, outcome).await;
        Ok(true)
    }

    /// What came of the last work. `None`: there was none since the start.
    #[must_use]
    pub fn last_feeds_work(&self) -> Option<Arc<Result<Done, Failed>>> {
        self.feeds.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at a file: a bundle is verified and waits for [`Node::load_offered`]; `None` when it is no bundle.
    ///
    /// # Errors
    /// [`Failed`] when it is a bundle and may not be loaded.
    pub fn offer_bundle(&self, file: &Path) -> Result<Option<Summary>, Failed> {
        let folder = self.feeds_place()?;
        let trust = Settings::of(&folder)?.bundle.trust;
        match bundle::verify(file, &trust, self.now()) {
            Ok(summary) => {
                let offered = Offered { id: summary.id.clone(), file: file.to_owned() };
                *self.feeds.offered.lock().unwrap_or_else(PoisonError::into_inner) = Some(offered);
                Ok(Some(summary))
            }
            Err(BundleTrouble::NotABundle) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Loads the bundle that was looked at.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when another one, or none, waits.
    pub fn load_offered(self: &Arc<Self>, id: &str, title: &str) -> Result<JobId, AppError> {
        let offered = self.feeds.offered.lock().unwrap_or_else(PoisonError::into_inner).take();
        let missing = || AppError::NotFound { what: "bundle", id: id.to_owned() };
        let offered = offered.filter(|offered| offered.id == id).ok_or_else(missing)?;
        let leave = offered.file.parent().map(Path::to_owned);
        self.work_on_feeds(title, Work::LoadBundle(offered.file), leave)
    }
}
