//! A hospital node: keeps what was said, and holds one snapshot per organisation that every page is drawn from.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use discovery::merge::merge;
use domain::{
    advisories::Advisory, alerts::Alert, corrections::Correction, ids::OrgId, observations::Observations,
    picture::Picture, time::Timestamp,
};
use knowledge::{Knowledge, LocalFile};
use matching::ledger::Decision;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    Store,
    batches::Batch,
    organisations::Organisation,
    records::{Noun, Record},
};

use crate::{
    assemble::{Inputs, LineRegistration, assemble},
    clock::Clock,
    error::AppError,
    jobs::Jobs,
    ledger_imports::StoredImport,
    row_decisions::StoredDecision,
    signatures::Taught,
    snapshot::{Capture, LedgerImport, MapVersion, Sensor, Snapshot},
};

/// Batches are merged into one when there are more than this.
const COMPACT_ABOVE: usize = 24;
/// Map versions kept.
const VERSIONS_KEPT: usize = 60;

/// A running node.
#[derive(Debug)]
pub struct Node {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) jobs: Jobs,
    pub(crate) previews: crate::ledger_imports::Previews,
    knowledge: RwLock<Arc<Knowledge>>,
    snapshots: RwLock<BTreeMap<OrgId, Arc<Snapshot>>>,
    /// One change at a time: reading, concluding and showing belong together.
    pub(crate) writing: tokio::sync::Mutex<()>,
}

/// A kept picture: a version of the map, and what the next picture is compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredPicture {
    number: u32,
    made: Timestamp,
    picture: Picture,
}

impl Node {
    /// Opens the database and shows what is in it. A database without organisations gets one with the name given.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be opened or read.
    pub async fn open(database: &str, clock: Clock, first: &Organisation) -> Result<Self, AppError> {
        let store = Store::open(database).await?;
        if store.organisations().await?.is_empty() {
            store.put_organisation(first).await?;
        }
        let node = Self {
            store,
            clock,
            jobs: Jobs::default(),
            previews: crate::ledger_imports::Previews::default(),
            knowledge: RwLock::new(Arc::new(Knowledge::load(&[]).0)),
            snapshots: RwLock::default(),
            writing: tokio::sync::Mutex::new(()),
        };
        node.reload_knowledge().await?;
        for organisation in node.store.organisations().await? {
            node.refresh(&organisation.id).await?;
        }
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

    /// Organisations that have a snapshot, by id.
    #[must_use]
    pub fn organisations(&self) -> Vec<OrgId> {
        self.snapshots.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// What the pages of an organisation are drawn from.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an organisation that is not on this node.
    pub fn snapshot(&self, org: &OrgId) -> Result<Arc<Snapshot>, AppError> {
        let snapshots = self.snapshots.read().unwrap_or_else(PoisonError::into_inner);
        snapshots
            .get(org)
            .cloned()
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

    /// Keeps observations; `false` when the same were there already.
    pub(crate) async fn keep_observations(
        &self,
        org: &OrgId,
        origin: &str,
        observations: &Observations,
    ) -> Result<bool, AppError> {
        let batch = pack(origin, self.now(), observations)?;
        let new = self.store.add_batch(org, &batch).await?;
        for capture in crate::discover::capture_list(observations, self.now()) {
            let stored = StoredCapture::from(&capture);
            if new {
                self.store.put(org, Noun::Captures, capture.id.as_str(), self.now(), &stored).await?;
            }
        }
        Ok(new)
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
        let kept = self.load(org).await?;
        let knowledge = self.knowledge();
        let now = self.now();
        let assembling = tokio::task::spawn_blocking(move || {
            let inputs = Inputs {
                observations: &kept.observations,
                knowledge: &knowledge,
                corrections: &kept.corrections,
                previous: kept.pictures.last().map(|stored| &stored.picture),
                rows: &kept.rows,
                decisions: &kept.decisions,
                lines: &kept.lines,
                advisories: &kept.advisories,
                alerts: &kept.alerts,
                now,
            };
            (assemble(&inputs), kept)
        });
        let (assembled, mut kept) =
            assembling.await.map_err(|_| AppError::Interrupted { doing: "drawing the picture" })?;
        let alerts: Vec<(String, &Alert)> = assembled.alerts.iter().map(|a| (a.id.to_string(), a)).collect();
        self.store.put_all(org, Noun::Alerts, now, &alerts).await?;
        self.keep_version(org, &assembled.picture, &mut kept.pictures, now).await?;
        let (picture, reconciliation, judgements, alerts) = assembled.share();
        let snapshot = Arc::new(Snapshot {
            org: org.clone(),
            org_name: organisation.name,
            fictional: organisation.fictional,
            taken: now,
            picture,
            ledger: Arc::new(kept.rows),
            ledger_imports: Arc::new(kept.imports),
            reconciliation,
            alerts,
            advisories: Arc::new(kept.advisories),
            judgements,
            captures: Arc::new(kept.captures),
            sensors: Arc::new(kept.sensors),
            corrections: Arc::new(kept.corrections),
            map_versions: Arc::new(kept.pictures.iter().rev().map(version).collect()),
        });
        self.snapshots
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(org.clone(), Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// A kept version of the map.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a version that is not (or no longer) kept.
    pub async fn picture_version(&self, org: &OrgId, number: u32) -> Result<Picture, AppError> {
        let stored: Option<StoredPicture> = self.store.get(org, Noun::Pictures, &version_key(number)).await?;
        stored
            .map(|s| s.picture)
            .ok_or_else(|| AppError::NotFound { what: "map version", id: number.to_string() })
    }

    /// A new version is kept when devices, zones or lines came, went or moved; else the last one is brought up to date.
    async fn keep_version(
        &self,
        org: &OrgId,
        picture: &Picture,
        pictures: &mut Vec<StoredPicture>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if picture.devices.is_empty() {
            return Ok(());
        }
        let last = pictures.last();
        let same = last.is_some_and(|last| shape(&last.picture) == shape(picture));
        let number = last.map_or(1, |last| if same { last.number } else { last.number + 1 });
        let made = last.filter(|_| same).map_or(now, |last| last.made);
        let stored = StoredPicture { number, made, picture: without_details(picture) };
        self.store.put(org, Noun::Pictures, &version_key(number), now, &stored).await?;
        if same {
            pictures.pop();
        }
        pictures.push(stored);
        while pictures.len() > VERSIONS_KEPT {
            let oldest = pictures.remove(0);
            self.store.remove(org, Noun::Pictures, &version_key(oldest.number)).await?;
        }
        Ok(())
    }

    async fn load(&self, org: &OrgId) -> Result<Kept, AppError> {
        let imports: Vec<Record<StoredImport>> = self.store.all(org, Noun::LedgerImports).await?;
        let decisions: Vec<Record<StoredDecision>> = self.store.all(org, Noun::RowDecisions).await?;
        let captures: Vec<Record<StoredCapture>> = self.store.all(org, Noun::Captures).await?;
        let sensors: Vec<Record<crate::sensors::StoredSensor>> = self.store.all(org, Noun::Sensors).await?;
        let mut pictures: Vec<StoredPicture> = values(self.store.all(org, Noun::Pictures).await?);
        pictures.sort_by_key(|stored| stored.number);
        Ok(Kept {
            observations: self.observations(org).await?,
            corrections: values(self.store.all(org, Noun::Corrections).await?),
            rows: imports.last().map(|record| record.value.rows.clone()).unwrap_or_default(),
            imports: imports.iter().rev().map(|record| record.value.view()).collect(),
            decisions: decisions.into_iter().map(|record| record.value.decision()).collect(),
            lines: values(self.store.all(org, Noun::LineRegistrations).await?),
            advisories: values(self.store.all::<Advisory>(org, Noun::Advisories).await?),
            alerts: values(self.store.all(org, Noun::Alerts).await?),
            captures: captures.into_iter().rev().map(|record| record.value.into()).collect(),
            sensors: sensors.into_iter().map(|record| record.value.view()).collect(),
            pictures,
        })
    }

    async fn observations(&self, org: &OrgId) -> Result<Observations, AppError> {
        let batches = self.store.batches(org).await?;
        let count = batches.len();
        let ids: Vec<String> = batches.iter().map(|batch| batch.id.clone()).collect();
        let received = batches.last().map_or(Timestamp(0), |batch| batch.received);
        let unpacking = tokio::task::spawn_blocking(move || {
            let mut all = Observations::default();
            for batch in &batches {
                merge(&mut all, unpack(batch)?);
            }
            Ok::<_, AppError>(all)
        });
        let all = unpacking.await.map_err(|_| AppError::Interrupted { doing: "reading observations" })??;
        if count > COMPACT_ABOVE {
            let merged = pack("merged", received, &all)?;
            self.store.compact_batches(org, &ids, &merged).await?;
        }
        Ok(all)
    }
}

/// Everything kept about an organisation.
struct Kept {
    observations: Observations,
    corrections: Vec<Correction>,
    rows: Vec<domain::ledger::LedgerRow>,
    imports: Vec<LedgerImport>,
    decisions: Vec<Decision>,
    lines: Vec<LineRegistration>,
    advisories: Vec<Advisory>,
    alerts: Vec<Alert>,
    captures: Vec<Capture>,
    sensors: Vec<Sensor>,
    pictures: Vec<StoredPicture>,
}

/// A capture as kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredCapture {
    id: domain::ids::CaptureId,
    taken_in: Timestamp,
    summary: domain::observations::CaptureSummary,
}

impl From<&Capture> for StoredCapture {
    fn from(capture: &Capture) -> Self {
        Self { id: capture.id.clone(), taken_in: capture.taken_in, summary: capture.summary.clone() }
    }
}

impl From<StoredCapture> for Capture {
    fn from(stored: StoredCapture) -> Self {
        Self {
            id: stored.id,
            name: stored.summary.name.clone(),
            taken_in: stored.taken_in,
            seen: stored.summary.seen,
            packets: stored.summary.packets,
            summary: stored.summary,
        }
    }
}

fn values<T>(records: Vec<Record<T>>) -> Vec<T> {
    records.into_iter().map(|record| record.value).collect()
}

fn version_key(number: u32) -> String {
    format!("{number:08}")
}

fn version(stored: &StoredPicture) -> MapVersion {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    MapVersion {
        id: domain::ids::MapVersionId::from_tail(&stored.number.to_string()),
        number: stored.number,
        made: stored.made,
        devices: count(stored.picture.devices.len()),
        zones: count(stored.picture.zones.len()),
    }
}

/// What makes two versions of the map different: who is where, and which lines there are. Counters and times do not.
fn shape(picture: &Picture) -> (Vec<(&str, Option<&str>, Vec<String>)>, Vec<&str>) {
    let mut devices: Vec<_> = picture
        .devices
        .iter()
        .map(|device| {
            let addresses = device.ips.iter().map(ToString::to_string).collect();
            (device.id.as_str(), device.zone.as_ref().map(domain::ids::ZoneId::as_str), addresses)
        })
        .collect();
    devices.sort();
    let mut lines: Vec<&str> = picture.remote_lines.iter().map(|line| line.id.as_str()).collect();
    lines.sort_unstable();
    (devices, lines)
}

/// A kept version needs no single facts and peers: they are in the observations.
fn without_details(picture: &Picture) -> Picture {
    let mut kept = picture.clone();
    for device in &mut kept.devices {
        device.facts.clear();
        device.peers.clear();
    }
    kept
}

fn pack(origin: &str, received: Timestamp, observations: &Observations) -> Result<Batch, AppError> {
    let unreadable = |reason: String| AppError::Unreadable { file: origin.to_owned(), reason };
    let json = serde_json::to_vec(observations).map_err(|error| unreadable(error.to_string()))?;
    let id = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
    let body = zstd::encode_all(json.as_slice(), 3).map_err(|error| unreadable(error.to_string()))?;
    Ok(Batch { id, origin: origin.to_owned(), received, body })
}

fn unpack(batch: &Batch) -> Result<Observations, AppError> {
    let unreadable = |reason: String| AppError::Unreadable { file: format!("batch {}", batch.id), reason };
    let json = zstd::decode_all(batch.body.as_slice()).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| unreadable(error.to_string()))
}
