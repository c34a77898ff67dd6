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

impl Offered {
    /// Its folder is its own: it was made for the file when that arrived.
    fn remove(self) {
        if let Some(folder) = self.file.parent() {
            drop(std::fs::remove_dir_all(folder));
        }
    }
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
        self.list_packages_for(&folder, &work).await?;
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
            Ok(_) => self.catch_up_fetched().await,
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
                let mut place = self.feeds.offered.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(before) = place.replace(offered) {
                    before.remove();
                }
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
        let offered = self.take_offered(id)?;
        let leave = offered.file.parent().map(Path::to_owned);
        self.work_on_feeds(title, Work::LoadBundle(offered.file), leave)
    }

    /// Forgets the bundle that was looked at, and removes its file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when another one, or none, waits.
    pub fn drop_offered(&self, id: &str) -> Result<(), AppError> {
        self.take_offered(id)?.remove();
        Ok(())
    }

    /// A wrong id leaves the bundle that waits where it is.
    fn take_offered(&self, id: &str) -> Result<Offered, AppError> {
        let mut place = self.feeds.offered.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = || AppError::NotFound { what: "bundle", id: id.to_owned() };
        place.take_if(|offered| offered.id == id).ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::OrgId;
    use store::organisations::Organisation;

    use super::*;
    use crate::{
        clock::Clock,
        feeds::bundle::{Order, SigningKey},
        feeds::import,
    };

    /// A node that trusts a key, and two bundles of it in folders of their own.
    async fn offered(data: &Path) -> (Arc<Node>, [PathBuf; 2]) {
        let key = data.join("key");
        let trust = SigningKey::make(&key).unwrap().fingerprint();
        let key = SigningKey::read(&key).unwrap();
        let maker = Folder::of(&data.join("maker"));
        let now = Clock::System.now();
        let kev = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln/kev.json");
        import::import(&maker, &[kev.into()], now, &mut |_| {}).unwrap();
        let bundles = [1, 2].map(|days| {
            let out = data.join(format!("inbox-{days}")).join("bundle");
            std::fs::create_dir_all(out.parent().unwrap()).unwrap();
            bundle::make(&maker, &out, &Order { key: &key, since: None, now, valid_days: days }).unwrap();
            out
        });
        std::fs::write(data.join("feeds.toml"), format!("[bundle]\ntrust = ['{trust}']")).unwrap();
        let database = format!("sqlite://{}", data.join("k.db").display());
        let organisation = Organisation { id: OrgId::from_tail("t"), name: "t".into(), fictional: true };
        let node = Node::open(&database, Clock::System, &organisation).await.unwrap();
        (Arc::new(node.with_feeds(data)), bundles)
    }

    #[tokio::test]
    async fn one_bundle_waits_and_what_nobody_wants_is_removed() {
        let data = tempfile::tempdir().unwrap();
        let (node, [first, second]) = offered(data.path()).await;
        node.offer_bundle(&first).unwrap().unwrap();
        let id = node.offer_bundle(&second).unwrap().unwrap().id;
        assert!(!first.exists(), "only one waits");
        assert!(node.load_offered("other", "t").is_err());
        assert!(node.drop_offered("other").is_err());
        assert!(second.exists(), "a wrong id takes nothing away");
        node.drop_offered(&id).unwrap();
        assert!(!second.exists());
        assert!(node.load_offered(&id, "t").is_err());
    }
}
