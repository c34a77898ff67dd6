//! Long work: what, how far, cancel, and the result kept until it was seen.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use domain::{ids::JobId, time::Timestamp};

use crate::{
    captures::ReadProgress,
    error::{AppError, Refusal},
};

/// A job as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView {
    pub id: JobId,
    /// Name of the file or what is being done.
    pub title: String,
    pub started: Timestamp,
    pub state: JobState,
    /// Bytes done and in all; 0 in all means unknown.
    pub done: u64,
    pub total: u64,
    pub frames: u64,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    Running,
    /// The picture is new, or the same was there already.
    Done {
        new: bool,
    },
    Failed(Trouble),
}

/// Why a job came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No packet could be read; nothing was changed.
    NothingRead,
    Refused(Refusal),
    /// In English, for the person who looks after the machine.
    Broken(String),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => Self::Refused(refusal),
            other => Self::Broken(other.to_string()),
        }
    }
}

#[derive(Debug)]
struct Job {
    title: String,
    started: Timestamp,
    state: JobState,
    progress: Arc<ReadProgress>,
}

/// Jobs of this process. The last hundred are kept.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Mutex<BTreeMap<u64, Job>>,
}

/// Jobs kept for showing.
const KEPT: usize = 100;

impl Jobs {
    /// Begins a job and hands out its number and progress.
    #[must_use]
    pub fn begin(&self, title: &str, started: Timestamp) -> (JobId, Arc<ReadProgress>) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let number = jobs.keys().next_back().map_or(1, |last| last + 1);
        let progress = Arc::new(ReadProgress::default());
        let job = Job {
            title: title.to_owned(),
            started,
            state: JobState::Running,
            progress: Arc::clone(&progress),
        };
        jobs.insert(number, job);
        while jobs.len() > KEPT {
            jobs.pop_first();
        }
        (JobId::from_tail(&number.to_string()), progress)
    }

    /// Ends a job.
    pub fn end(&self, id: &JobId, state: JobState) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = number(id).and_then(|number| jobs.get_mut(&number)) {
            job.state = state;
        }
    }

    /// Asks a job to stop; what it read until then is kept. `false` when there is no such job.
    pub fn cancel(&self, id: &JobId) -> bool {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = number(id).and_then(|number| jobs.get(&number));
        job.inspect(|job| job.progress.cancel.store(true, Ordering::Relaxed)).is_some()
    }

    /// Asks every job to stop.
    pub fn cancel_all(&self) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.values().for_each(|job| job.progress.cancel.store(true, Ordering::Relaxed));
    }

    /// Every job, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<JobView> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().rev().map(|(number, job)| view(*number, job)).collect()
    }

    /// One job.
    #[must_use]
    pub fn get(&self, id: &JobId) -> Option<JobView> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let number = number(id)?;
        jobs.get(&number).map(|job| view(number, job))
    }
}

fn number(id: &JobId) -> Option<u64> {
    id.as_str().rsplit('_').next()?.parse().ok()
}

fn view(number: u64, job: &Job) -> JobView {
    let read = |value: &std::sync::atomic::AtomicU64| value.load(Ordering::Relaxed);
    JobView {
        id: JobId::from_tail(&number.to_string()),
        title: job.title.clone(),
        started: job.started,
        state: job.state.clone(),
        done: read(&job.progress.read_bytes),
        total: read(&job.progress.total_bytes),
        frames: read(&job.progress.frames),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_lives_until_it_was_seen() {
        let jobs = Jobs::default();
        let (id, progress) = jobs.begin("mirror.pcap", Timestamp(1));
        progress.total_bytes.store(10, Ordering::Relaxed);
        assert_eq!(jobs.get(&id).map(|j| (j.state, j.total)), Some((JobState::Running, 10)));
        assert!(jobs.cancel(&id));
        assert!(progress.cancel.load(Ordering::Relaxed));
        jobs.end(&id, JobState::Done { new: true });
        assert_eq!(jobs.list().first().map(|j| j.state.clone()), Some(JobState::Done { new: true }));
        assert!(!jobs.cancel(&JobId::from_tail("99")));
    }
}
