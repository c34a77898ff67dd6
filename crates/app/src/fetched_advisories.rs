//! CSAF documents that feeds brought: every organisation judges its devices and rows by them, as by those that a person takes in.

use std::{collections::BTreeSet, path::PathBuf};

use domain::{advisories::Advisory, ids::OrgId};

use crate::{
    advisories::{self, OfFile},
    error::AppError,
    feeds::{Disproved, Feed, Folder, State},
    knowledge_cache::{self, Origin},
    node::Node,
    statements::Kept,
};

/// What was looked at last, and for whom: a new organisation needs all of it.
pub(crate) type Seen = (Origin, Vec<OrgId>);

/// The documents of an installation's feeds.
///
/// # Errors
/// [`AppError::File`] when the folder cannot be listed.
pub fn files(folder: &Folder) -> Result<Vec<PathBuf>, AppError> {
    Ok(folder.files(Feed::Csaf)?.into_iter().map(|(_, path)| path).collect())
}

impl Node {
    /// Everything that feeds brought: vulnerabilities ([`Node::catch_up_feeds`]) and advisories. `false`: nothing is new.
    ///
    /// # Errors
    /// As [`Node::catch_up_feeds`] and [`Node::take_in_fetched_advisories`].
    pub async fn catch_up_fetched(&self) -> Result<bool, AppError> {
        let records = self.catch_up_feeds().await;
        let advisories = self.take_in_fetched_advisories().await?;
        Ok(records? || advisories > 0)
    }

    /// Takes in the advisories that feeds brought, for every organisation that does not have them; how many were new to one. What a person
    /// took in and what is newer here stays.
    ///
    /// # Errors
    /// [`AppError::File`] when the folder cannot be read, [`AppError::Store`] when they cannot be kept.
    pub async fn take_in_fetched_advisories(&self) -> Result<usize, AppError> {
        let Some(folder) = self.feeds_folder().cloned() else { return Ok(0) };
        let orgs = self.organisations().await?;
        let interrupted = |_| AppError::Interrupted { doing: "reading advisories" };
        let looking = tokio::task::spawn_blocking(move || {
            let files = files(&folder)?;
            Ok::<_, AppError>((knowledge_cache::origin(&files)?, files, folder.state(Feed::Csaf)))
        });
        let (origin, files, state) = looking.await.map_err(interrupted)??;
        let seen = (origin, orgs);
        if self.has_seen_advisories(&seen) {
            return Ok(0);
        }
        let reading = tokio::task::spawn_blocking(move || advisories::read_files(files));
        let (fetched, left_out) = reading.await.map_err(interrupted)??;
        for one in left_out {
            tracing::warn!(file = %one.file, why = %one.why, "an advisory that was fetched cannot be read");
        }
        let fetched: Vec<OfFile> =
            fetched.into_iter().filter(|(_, advisory)| !state.is_forged(&advisory.sha256)).collect();
        let mut new = BTreeSet::new();
        for org in &seen.1 {
            let snapshot = match self.snapshot(org) {
                Ok(snapshot) => snapshot,
                Err(_) => self.refresh(org).await?,
            };
            let snapshot = match self.drop_advisories(org, &snapshot.advisories, &state).await? {
                0 => snapshot,
                _ => self.refresh(org).await?,
            };
            self.withdraw_forged(org, &state).await?;
            let missing = missing(&snapshot.advisories, &fetched);
            new.extend(missing.iter().map(|(_, advisory)| advisory.sha256.clone()));
            self.take_in_fetched(org, missing).await?;
        }
        self.see_advisories(seen);
        Ok(new.len())
    }

    /// Takes away what was taken in before its signature could be checked and turned out to be of somebody else; how many.
    async fn drop_advisories(
        &self,
        org: &OrgId,
        known: &[Advisory],
        state: &State,
    ) -> Result<usize, AppError> {
        let forged = known.iter().filter(|advisory| state.is_forged(&advisory.sha256));
        let forged: Vec<&Advisory> = forged.collect();
        for advisory in &forged {
            self.remove_advisory(org, advisory).await?;
        }
        Ok(forged.len())
    }

    /// Statements that people took in from a document before its signature turned out to be of somebody else are taken back, on record.
    async fn withdraw_forged(&self, org: &OrgId, state: &State) -> Result<(), AppError> {
        if state.forged.is_empty() {
            return Ok(());
        }
        for record in self.statements(org).await? {
            let Kept::Statement(statement) = record.value else { continue };
            let forged =
                statement.document.as_ref().is_some_and(|document| state.is_forged(&document.sha256));
            if forged && statement.withdrawn.is_none() {
                let reason = "the signature of its document proved to be of somebody else";
                self.withdraw_statement(org, &statement.id, "Kikimori", reason).await?;
            }
        }
        Ok(())
    }

    /// What a person brings and is known to have failed its check, by its digest.
    ///
    /// # Errors
    /// [`AppError::Interrupted`].
    pub(crate) async fn disproved(&self, sha256: &str) -> Result<Option<Disproved>, AppError> {
        let Some(folder) = self.feeds_folder().cloned() else { return Ok(None) };
        let sha256 = sha256.to_owned();
        let looking = tokio::task::spawn_blocking(move || folder.state(Feed::Csaf).disproved(&sha256));
        looking.await.map_err(|_| AppError::Interrupted { doing: "looking at the feeds" })
    }

    async fn take_in_fetched(&self, org: &OrgId, missing: Vec<OfFile>) -> Result<(), AppError> {
        if missing.is_empty() {
            return Ok(());
        }
        let mut read = Vec::with_capacity(missing.len());
        for (path, advisory) in missing {
            let failed = |source| AppError::File { doing: "reading", path: path.clone(), source };
            let body = tokio::fs::read(&path).await.map_err(failed)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Replaced since it was read: the next look finds it.
            if crate::digest::sha256(&body) == advisory.sha256 {
                self.keep_advisory_file(org, name, &advisory, body).await?;
                read.push(advisory);
            }
        }
        self.keep_advisories(org, read).await
    }
}

/// Documents that an organisation does not have, and has no newer edition of.
fn missing(known: &[Advisory], fetched: &[OfFile]) -> Vec<OfFile> {
    let all = known.iter().chain(fetched.iter().map(|(_, advisory)| advisory)).cloned().collect();
    let here: BTreeSet<&str> = known.iter().map(|advisory| advisory.sha256.as_str()).collect();
    let kept: BTreeSet<String> =
        advisories::newest(all).into_iter().map(|advisory| advisory.sha256).collect();
    let mut missing: Vec<OfFile> = fetched
        .iter()
        .filter(|(_, advisory)| kept.contains(&advisory.sha256) && !here.contains(advisory.sha256.as_str()))
        .cloned()
        .collect();
    missing.dedup_by(|later, kept| later.1.sha256 == kept.1.sha256);
    missing
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use domain::time::Timestamp;
    use store::organisations::Organisation;

    use super::*;
    use crate::{
        clock::Clock,
        feeds::{Trouble, import},
        refusal::Refusal,
    };

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider");

    fn bring(data: &Path, name: &str) {
        let file = PathBuf::from(format!("{FIXTURES}/{name}"));
        let now = Timestamp::from_parts(1_795_305_600, 0);
        let done = import::import(&Folder::of(data), &[file], now, &mut |_| {}).unwrap();
        assert_eq!((done[0].feed, &done[0].refused), (Some(Feed::Csaf), &None));
    }

    #[tokio::test]
    async fn what_turns_out_to_be_forged_is_judged_by_no_more() {
        let data = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", data.path().join("k.db").display());
        let first = Organisation { id: OrgId::from_tail("one"), name: "one".into(), fictional: true };
        let node = Node::open(&database, Clock::System, &first).await.unwrap().with_feeds(data.path());
        let stick = data.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let put = |from: &str, to: &str| {
            std::fs::copy(format!("{FIXTURES}/{from}"), stick.join(to)).unwrap();
        };
        let folder = Folder::of(data.path());
        let now = Timestamp::from_parts(1_795_305_600, 0);
        let bring = || import::import(&folder, std::slice::from_ref(&stick), now, &mut |_| {}).unwrap();
        put("em-2026-001.json", "one.json");
        put("em-2026-002.json.asc", "one.json.asc");
        assert_eq!(bring()[0].refused, None, "nobody can check it");
        node.take_in_fetched_advisories().await.unwrap();
        let known = || node.snapshot(&first.id).unwrap().advisories.len();
        assert_eq!(known(), 1);
        put("../csaf-statements/aoba-infuse-gateway.json", "two.json");
        put("em-2026-002.json.asc", "two.json.asc");
        assert!(bring().iter().all(|one| one.refused.is_none()));
        let taken = ("early.json".to_owned(), std::fs::read(stick.join("two.json")).unwrap());
        node.take_in_vex(&first.id, &[taken]).await.unwrap();
        let counting = async || {
            let all = node.statements(&first.id).await.unwrap();
            (all.len(), all.iter().filter(|record| record.value.withdrawal().is_none()).count())
        };
        let (stated, counts) = counting().await;
        assert!(stated > 0 && counts == stated);
        let settings = format!("[[csaf.provider]]\nname='example'\nkeys='{FIXTURES}/key.asc'");
        std::fs::write(folder.settings(), settings).unwrap();
        assert!(bring().iter().all(|one| one.refused.is_some()), "the signature is of another document");
        node.take_in_fetched_advisories().await.unwrap();
        assert_eq!(known(), 0);
        assert_eq!(counting().await, (stated, 0), "taken back, on record");
        for name in ["two.json", "two.json.asc"] {
            std::fs::remove_file(stick.join(name)).unwrap();
        }
        // Nobody brings it back unawares: not as an advisory, not as statements, not among the feeds.
        let forged = ("again.json".to_owned(), std::fs::read(stick.join("one.json")).unwrap());
        let told = |refusal: &Refusal| {
            let words = refusal.to_string();
            assert_eq!(refusal.code(), "refusal-disproved-signature");
            assert!(words.contains("again.json") && words.contains("2026-11-22"), "{words}");
        };
        let refused = node.take_in_advisories(&first.id, std::slice::from_ref(&forged)).await.unwrap();
        told(&refused[0]);
        told(node.take_in_vex(&first.id, &[forged]).await.unwrap()[0].outcome.as_ref().unwrap_err());
        std::fs::remove_file(stick.join("one.json.asc")).unwrap();
        assert!(matches!(bring()[0].refused, Some(Trouble::Disproved(_))));
        assert_eq!((known(), counting().await), (0, (stated, 0)));
        put("em-2026-001.json.asc", "one.json.asc");
        assert_eq!(bring()[0].refused, None, "its own signature");
        for _ in 0..2 {
            node.take_in_fetched_advisories().await.unwrap();
            assert_eq!(known(), 1);
        }
        let kept_out = folder.state(Feed::Csaf).kept_out;
        assert!(kept_out.iter().all(|one| one.name == "two.json"), "{kept_out:?}");
        let proved = ("again.json".to_owned(), std::fs::read(stick.join("one.json")).unwrap());
        assert_eq!(node.take_in_advisories(&first.id, &[proved]).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_wrong_signature_beside_a_known_document_takes_nothing_away() {
        let data = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", data.path().join("k.db").display());
        let first = Organisation { id: OrgId::from_tail("one"), name: "one".into(), fictional: true };
        let node = Node::open(&database, Clock::System, &first).await.unwrap().with_feeds(data.path());
        let folder = Folder::of(data.path());
        let settings = format!("[[csaf.provider]]\nname='example'\nkeys='{FIXTURES}/key.asc'");
        std::fs::create_dir_all(folder.root()).unwrap();
        std::fs::write(folder.settings(), settings).unwrap();
        let stick = data.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let put = |from: &str, to: &str| {
            std::fs::copy(format!("{FIXTURES}/{from}"), stick.join(to)).unwrap();
        };
        put("em-2026-001.json", "one.json");
        let own = ("one.json".to_owned(), std::fs::read(stick.join("one.json")).unwrap());
        assert_eq!(node.take_in_advisories(&first.id, &[own]).await.unwrap(), []);
        let now = Timestamp::from_parts(1_795_305_600, 0);
        let bring = || import::import(&folder, std::slice::from_ref(&stick), now, &mut |_| {}).unwrap();
        let known = async || {
            node.take_in_fetched_advisories().await.unwrap();
            node.snapshot(&first.id).unwrap().advisories.len()
        };
        put("em-2026-002.json.asc", "one.json.asc");
        assert!(bring()[0].refused.is_some());
        assert_eq!(known().await, 1, "what a person took in stays");
        put("em-2026-001.json.asc", "one.json.asc");
        assert_eq!(bring()[0].refused, None);
        put("em-2026-002.json.asc", "one.json.asc");
        assert!(bring()[0].refused.is_some());
        assert_eq!(known().await, 1, "it was proved before");
        assert_eq!(folder.files(Feed::Csaf).unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_feeds_bring_is_judged_by_every_organisation_once() {
        let data = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", data.path().join("k.db").display());
        let organisation =
            |id: &str| Organisation { id: OrgId::from_tail(id), name: id.into(), fictional: true };
        let first = organisation("one");
        let node = Node::open(&database, Clock::System, &first).await.unwrap().with_feeds(data.path());
        node.catch_up_fetched().await.unwrap();
        assert!(!node.catch_up_fetched().await.unwrap(), "no folder, no news");
        bring(data.path(), "em-2026-001.json");
        assert!(node.catch_up_fetched().await.unwrap());
        assert!(!node.catch_up_fetched().await.unwrap(), "once");
        let known = |node: &Node, org: &Organisation| node.snapshot(&org.id).unwrap().advisories.len();
        assert_eq!(known(&node, &first), 1);
        bring(data.path(), "em-2026-002.json");
        assert_eq!(node.take_in_fetched_advisories().await.unwrap(), 1);
        assert_eq!(known(&node, &first), 2);
        // Another organisation: what is there is there, and the new one gets it.
        let second = organisation("two");
        node.store.put_organisation(&second).await.unwrap();
        assert_eq!(node.take_in_fetched_advisories().await.unwrap(), 2);
        assert_eq!((known(&node, &first), known(&node, &second)), (2, 2));
    }
}
