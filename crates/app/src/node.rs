//! A hospital node: keeps what was said, and holds one snapshot per organisation that every page is drawn from.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use domain::{alerts::Alert, ids::OrgId, products::DeviceLink, time::Timestamp};
use knowledge::{Knowledge, LocalFile};
use store::{
    Store,
    marks::Mark,
    organisations::Organisation,
    records::{Noun, Record},
};

use crate::{
    assemble::{Assembled, Inputs, assemble},
    clock::Clock,
    error::AppError,
    exposures::{self, Exposures},
    jobs::Jobs,
    kept::{Kept, version},
    product_links,
    signatures::Taught,
    snapshot::Snapshot,
    statements::{Decision, listed},
    tasks,
};

/// A running node.
#[derive(Debug)]
pub struct Node {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) jobs: Jobs,
    pub(crate) previews: crate::ledger_imports::Previews,
    pub(crate) open_sboms: crate::open_sboms::OpenSboms,
    pub(crate) feeds: crate::known_vulnerabilities::Feeds,
    pub(crate) judged: Arc<exposures::Judged>,
    pub(crate) summaries: crate::summaries::Kept,
    pub(crate) fix_links: crate::fix_links::Kept,
    knowledge: RwLock<Arc<Knowledge>>,
    snapshots: RwLock<BTreeMap<OrgId, Shown>>,
    /// One change at a time: reading, concluding and showing belong together.
    pub(crate) writing: tokio::sync::Mutex<()>,
}

/// What is shown of an organisation, and of which state of the database it was made.
#[derive(Clone, Debug)]
struct Shown {
    snapshot: Arc<Snapshot>,
    mark: Mark,
}

impl Node {
    /// Opens the database and shows what is in it. A database without organisations gets one with the name given.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be opened or read.
    pub async fn open(database: &str, clock: Clock, first: &Organisation) -> Result<Self, AppError> {
        let node = Self::open_unread(database, clock, first).await?;
        for organisation in node.store.organisations().await? {
            node.refresh(&organisation.id).await?;
        }
        Ok(node)
    }

    /// Opens the database without drawing pictures: for those who only write into it. There are no snapshots.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be opened or read.
    pub async fn open_unread(database: &str, clock: Clock, first: &Organisation) -> Result<Self, AppError> {
        let store = Store::open(database).await?;
        if store.organisations().await?.is_empty() {
            store.put_organisation(first).await?;
        }
        let node = Self {
            store,
            clock,
            jobs: Jobs::default(),
            previews: crate::ledger_imports::Previews::default(),
            open_sboms: crate::open_sboms::OpenSboms::default(),
            feeds: crate::known_vulnerabilities::Feeds::default(),
            judged: Arc::default(),
            summaries: crate::summaries::Kept::default(),
            fix_links: crate::fix_links::Kept::default(),
            knowledge: RwLock::new(Arc::new(Knowledge::load(&[]).0)),
            snapshots: RwLock::default(),
            writing: tokio::sync::Mutex::new(()),
        };
        node.reload_knowledge().await?;
        Ok(node)
    }

    /// Jobs of this node.
    #[must_use]
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The time as this node sees it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Knowledge with what users taught.
    #[must_use]
    pub fn knowledge(&self) -> Arc<Knowledge> {
        Arc::clone(&self.knowledge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Organisations of this node, by id.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read.
    pub async fn organisations(&self) -> Result<Vec<OrgId>, AppError> {
        Ok(self.store.organisations().await?.into_iter().map(|organisation| organisation.id).collect())
    }

    /// Whether the database says something that is not shown yet.
    pub(crate) async fn is_behind(&self, org: &OrgId) -> Result<bool, AppError> {
        let mark = self.store.mark(org).await?;
        let snapshots = self.snapshots.read().unwrap_or_else(PoisonError::into_inner);
        Ok(snapshots.get(org).is_none_or(|shown| shown.mark != mark))
    }

    /// What the pages of an organisation are drawn from.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an organisation that is not on this node.
    pub fn snapshot(&self, org: &OrgId) -> Result<Arc<Snapshot>, AppError> {
        let snapshots = self.snapshots.read().unwrap_or_else(PoisonError::into_inner);
        snapshots
            .get(org)
            .map(|shown| Arc::clone(&shown.snapshot))
            .ok_or_else(|| AppError::NotFound { what: "organisation", id: org.to_string() })
    }

    /// Reads the taught signatures anew.
    pub(crate) async fn reload_knowledge(&self) -> Result<(), AppError> {
        let mut files = Vec::new();
        for organisation in self.store.organisations().await? {
            let taught: Vec<Record<Taught>> =
                self.store.all(&organisation.id, Noun::TaughtSignatures).await?;
            files.extend(
                taught
                    .into_iter()
                    .map(|record| LocalFile { name: record.value.file.clone(), text: record.value.as_csv() }),
            );
        }
        let knowledge = Arc::new(Knowledge::load(&files).0);
        *self.knowledge.write().unwrap_or_else(PoisonError::into_inner) = knowledge;
        Ok(())
    }

    /// Shows what was just kept. A node that shows nothing of the organisation draws no picture for it: whoever does show it sees the change
    /// at the next look at the database ([`Node::catch_up`]).
    pub(crate) async fn show(&self, org: &OrgId) -> Result<(), AppError> {
        let shown = self.snapshots.read().unwrap_or_else(PoisonError::into_inner).contains_key(org);
        if shown {
            self.refresh(org).await?;
        }
        Ok(())
    }

    /// Reads everything kept, concludes, and shows the result. `changed` pictures are kept as a new map version.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read or written.
    pub async fn refresh(&self, org: &OrgId) -> Result<Arc<Snapshot>, AppError> {
        let _one_at_a_time = self.writing.lock().await;
        let organisation = self.store.organisations().await?.into_iter().find(|o| o.id == *org);
        let organisation =
            organisation.ok_or_else(|| AppError::NotFound { what: "organisation", id: org.to_string() })?;
        // Taken before reading: what is written meanwhile shows at the next look.
        let mark = self.store.mark(org).await?;
        let mut kept = self.load(org).await?;
        let knowledge = self.knowledge();
        let now = self.now();
        let around = self.around(org, &kept, knowledge, now).await?;
        let concluding =
            tokio::task::spawn_blocking(move || (around.conclude(&mut kept), kept, around.knowledge));
        let (Concluded { assembled, links, exposures, decisions, settled }, mut kept, knowledge) =
            concluding.await.map_err(|_| AppError::Interrupted { doing: "drawing the picture" })?;
        let alerts: Vec<(String, &Alert)> = assembled.alerts.iter().map(|a| (a.id.to_string(), a)).collect();
        self.store.put_all(org, Noun::Alerts, now, &alerts).await?;
        self.keep_version(org, &assembled.picture, &mut kept.pictures, now).await?;
        let mark = self.keep_tasks(org, &settled, mark, now).await?;
        let snapshot = Arc::new(Snapshot {
            org: org.clone(),
            org_name: organisation.name,
            fictional: organisation.fictional,
            taken: now,
            picture: Arc::new(assembled.picture),
            kinds: Arc::new(knowledge.kinds.clone()),
            ledger: Arc::new(kept.rows),
            ledger_imports: Arc::new(kept.imports),
            reconciliation: Arc::new(assembled.reconciliation),
            alerts: Arc::new(assembled.alerts),
            advisories: Arc::new(kept.advisories),
            judgements: Arc::new(assembled.judgements),
            captures: Arc::new(kept.captures),
            sensors: Arc::new(kept.sensors),
            corrections: Arc::new(kept.corrections),
            map_versions: Arc::new(kept.pictures.iter().rev().map(version).collect()),
            products: Arc::new(kept.products),
            links: Arc::new(links),
            sboms: Arc::new(kept.sboms),
            removed_sboms: Arc::new(kept.removed_sboms),
            exposures: Arc::new(exposures),
            decisions: Arc::new(decisions),
            tasks: Arc::new(settled.tasks),
        });
        self.snapshots
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(org.clone(), Shown { snapshot: Arc::clone(&snapshot), mark });
        Ok(snapshot)
    }
}

/// What is concluded from beside what was kept.
struct Around {
    knowledge: Arc<Knowledge>,
    bench: Option<exposures::Bench>,
    /// No feed failed to be fetched or was forgotten.
    fetched: bool,
    /// What is open about the parts of kept bills of materials.
    inside: exposures::Inside,
    judged: Arc<exposures::Judged>,
    now: Timestamp,
}

impl Node {
    async fn around(
        &self,
        org: &OrgId,
        kept: &Kept,
        knowledge: Arc<Knowledge>,
        now: Timestamp,
    ) -> Result<Around, AppError> {
        let mut bench = self.bench(org).await?;
        let inside = match &mut bench {
            Some(bench) => self.judge_sboms(org, &kept.sboms, &kept.products, bench).await?,
            None => BTreeMap::new(),
        };
        // A folder that cannot be looked at must not keep captures and ledgers from being shown.
        let fetched = self.feeds_status().await.is_ok_and(|all| all.iter().all(|feed| !feed.is_behind()));
        Ok(Around { knowledge, bench, fetched, inside, judged: Arc::clone(&self.judged), now })
    }
}

/// What follows from everything kept.
struct Concluded {
    assembled: Assembled,
    links: Vec<DeviceLink>,
    exposures: Exposures,
    decisions: Vec<Decision>,
    settled: tasks::Settled,
}

impl Around {
    /// Takes the statements and what was said of tasks out of `kept`.
    fn conclude(&self, kept: &mut Kept) -> Concluded {
        let assembled = assemble(&Inputs {
            observations: &kept.observations,
            knowledge: &self.knowledge,
            corrections: &kept.corrections,
            previous: kept.pictures.last().map(|stored| &stored.picture),
            rows: &kept.rows,
            decisions: &kept.decisions,
            lines: &kept.lines,
            advisories: &kept.advisories,
            alerts: &kept.alerts,
            now: self.now,
        });
        let links = product_links::conclude(
            &assembled.picture,
            &kept.rows,
            &assembled.reconciliation,
            &kept.products,
            &kept.links,
            &self.knowledge,
        );
        let inputs = exposures::Inputs {
            products: &kept.products,
            links: &links,
            picture: &assembled.picture,
            advisories: &kept.advisories,
            overrules: &kept.overrules,
            knowledge: &self.knowledge,
            inside: &self.inside,
            bench: self.bench.as_ref(),
            fetched: self.fetched,
            now: self.now,
        };
        let exposures = Exposures::of(&inputs, &self.judged);
        let decisions = listed(std::mem::take(&mut kept.statements), &exposures, self.now);
        let causes = tasks::causes(&tasks::Inputs {
            exposures: &exposures,
            decisions: &decisions,
            products: &kept.products,
            links: &links,
            picture: &assembled.picture,
            now: self.now,
        });
        let settled = tasks::settle(causes, std::mem::take(&mut kept.tasks), self.bench.is_some(), self.now);
        Concluded { assembled, links, exposures, decisions, settled }
    }
}
