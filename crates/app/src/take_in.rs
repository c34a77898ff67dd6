//! Taking in captures, sensor batches and advisories.

use std::{path::PathBuf, sync::Arc};

use domain::{
    advisories::Advisory,
    ids::{JobId, OrgId},
    observations::Observations,
};
use store::{files::File, records::Noun};

use crate::{
    advisories, captures,
    error::AppError,
    jobs::{JobState, Trouble},
    node::Node,
    refusal::Refusal,
};

impl Node {
    /// Takes in capture files as a job; returns at once. The job says how it ended.
    ///
    /// # Errors
    /// [`AppError`] when a path is not there.
    pub fn take_in_captures(
        self: &Arc<Self>,
        org: &OrgId,
        title: &str,
        paths: &[PathBuf],
    ) -> Result<JobId, AppError> {
        let files = captures::expand(paths)?;
        let (id, progress) = self.jobs.begin(title, self.now());
        let (node, org, job) = (Arc::clone(self), org.clone(), id.clone());
        tokio::spawn(async move {
            let knowledge = node.knowledge();
            let reading =
                tokio::task::spawn_blocking(move || captures::read_files(&files, &knowledge, &progress))
                    .await;
            let nothing = |all: &Observations| all.summaries.iter().all(|summary| summary.packets == 0);
            let outcome = match reading {
                // Kept as it was: a file without packets says nothing about the hospital.
                Ok(Ok(observations)) if nothing(&observations) => {
                    node.jobs.end(&job, JobState::Failed(Trouble::NothingRead));
                    return;
                }
                Ok(Ok(observations)) => node.take_in_observations(&org, "capture", &observations).await,
                Ok(Err(error)) => Err(error),
                Err(_) => Err(AppError::Interrupted { doing: "reading captures" }),
            };
            let state = match outcome {
                Ok(new) => JobState::Done { new },
                Err(error) => {
                    tracing::error!(%error, "a capture was not taken in");
                    JobState::Failed(error.into())
                }
            };
            node.jobs.end(&job, state);
        });
        Ok(id)
    }

    /// Takes in observations and draws the picture anew; `false` when the same were there already.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be kept.
    pub async fn take_in_observations(
        &self,
        org: &OrgId,
        origin: &str,
        observations: &Observations,
    ) -> Result<bool, AppError> {
        let new = self.keep_observations(org, origin, observations).await?;
        if new {
            self.refresh(org).await?;
        }
        Ok(new)
    }

    /// Takes in advisory files: name and bytes. What is no advisory, and what is known to have failed its check, is left out and told.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be kept.
    pub async fn take_in_advisories(
        &self,
        org: &OrgId,
        files: &[(String, Vec<u8>)],
    ) -> Result<Vec<Refusal>, AppError> {
        let mut left_out = Vec::new();
        let mut read = Vec::new();
        for (name, bytes) in files {
            match parsers::document::csaf::read(bytes) {
                Ok(advisory) => {
                    if let Some(why) = self.disproved(&advisory.sha256).await? {
                        left_out.push(Refusal::Disproved { file: name.clone(), why });
                        continue;
                    }
                    self.keep_advisory_file(org, name.clone(), &advisory, bytes.clone()).await?;
                    read.push(advisory);
                }
                Err(why) => left_out.push(Refusal::NotAdvisory { file: name.clone(), why }),
            }
        }
        self.keep_advisories(org, read).await?;
        Ok(left_out)
    }

    /// The document as it came.
    pub(crate) async fn keep_advisory_file(
        &self,
        org: &OrgId,
        name: String,
        advisory: &Advisory,
        body: Vec<u8>,
    ) -> Result<(), AppError> {
        let file = File { sha256: advisory.sha256.clone(), name, received: self.now(), body };
        Ok(self.store.put_file(org, &file).await?)
    }

    /// Of each advisory the newest that is known, and the picture anew.
    pub(crate) async fn keep_advisories(&self, org: &OrgId, read: Vec<Advisory>) -> Result<(), AppError> {
        let known = self.snapshot(org)?.advisories.as_ref().clone();
        let newest = advisories::newest(known.into_iter().chain(read).collect());
        let records: Vec<_> =
            newest.iter().map(|advisory| (advisories::place_of(advisory), advisory)).collect();
        self.store.put_all(org, Noun::Advisories, self.now(), &records).await?;
        self.refresh(org).await.map(drop)
    }

    /// Judges by an advisory no more, wherever its editions were kept. What was read of it stays among the files.
    pub(crate) async fn remove_advisory(&self, org: &OrgId, advisory: &Advisory) -> Result<(), AppError> {
        for kept in self.store.all::<Advisory>(org, Noun::Advisories).await? {
            if kept.value.sha256 == advisory.sha256 {
                self.store.remove(org, Noun::Advisories, &kept.id).await?;
            }
        }
        Ok(())
    }
}
