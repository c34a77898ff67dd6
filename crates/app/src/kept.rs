//! What is kept about an organisation: observations, captures and versions of the map, packed, merged and read back.

use discovery::{
    merge::merge_all,
    packing::{pack, unpack_within},
};
use domain::{
    advisories::Advisory,
    alerts::Alert,
    corrections::Correction,
    ids::{OrgId, SbomId},
    observations::Observations,
    overrules::Overrule,
    picture::Picture,
    products::{Product, ProductLink},
    time::Timestamp,
};
use hashbrown::HashSet;
use matching::ledger::Decision;
use serde::{Deserialize, Serialize};
use store::{
    batches::Batch,
    records::{Noun, Record},
};

use crate::{
    advisories,
    assemble::{Inputs, LineRegistration},
    digest,
    error::AppError,
    ledger_imports::StoredImport,
    node::Node,
    row_decisions::StoredDecision,
    sbom_library::KeptSbom,
    snapshot::{Capture, LedgerImport, MapVersion, Sensor},
    statements, tasks,
};

/// Batches are merged into one when there are more than this.
const COMPACT_ABOVE: usize = 24;
/// Map versions kept.
const VERSIONS_KEPT: usize = 60;

/// A kept picture: a version of the map, and what the next picture is compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredPicture {
    pub(crate) number: u32,
    pub(crate) made: Timestamp,
    pub(crate) picture: Picture,
}

impl Node {
    /// Keeps observations; `false` when the same were there already.
    pub(crate) async fn keep_observations(
        &self,
        org: &OrgId,
        origin: &str,
        observations: &Observations,
    ) -> Result<bool, AppError> {
        let batch = batch(origin, self.now(), observations)?;
        let new = self.store.add_batch(org, &batch).await?;
        if !new {
            return Ok(false);
        }
        let captures = crate::discover::capture_list(observations, self.now());
        // A sensor that heard nothing still reports: that it lives is kept with the sensor.
        for capture in captures.into_iter().filter(|capture| !capture.summary.live || capture.packets > 0) {
            let mut stored = StoredCapture::from(&capture);
            if capture.summary.live {
                let today: Option<StoredCapture> =
                    self.store.get(org, Noun::Captures, capture.id.as_str()).await?;
                if let Some(earlier) = today {
                    stored.taken_in = earlier.taken_in;
                    stored.summary.absorb(earlier.summary);
                }
            }
            self.store.put(org, Noun::Captures, capture.id.as_str(), self.now(), &stored).await?;
        }
        Ok(true)
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
    pub(crate) async fn keep_version(
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

    pub(crate) async fn load(&self, org: &OrgId) -> Result<Kept, AppError> {
        let imports: Vec<Record<StoredImport>> = self.store.all(org, Noun::LedgerImports).await?;
        let decisions: Vec<Record<StoredDecision>> = self.store.all(org, Noun::RowDecisions).await?;
        let captures: Vec<Record<StoredCapture>> = self.store.all(org, Noun::Captures).await?;
        let mut pictures: Vec<StoredPicture> = values(self.store.all(org, Noun::Pictures).await?);
        pictures.sort_by_key(|stored| stored.number);
        let Shelf { products, sboms, removed_sboms } = self.shelf(org).await?;
        Ok(Kept {
            products,
            links: values(self.store.all(org, Noun::ProductLinks).await?),
            sboms,
            removed_sboms,
            statements: self.statements(org).await?,
            tasks: self.task_marks(org).await?,
            observations: self.observations(org).await?,
            corrections: values(self.store.all(org, Noun::Corrections).await?),
            rows: imports.last().map(|record| record.value.rows.clone()).unwrap_or_default(),
            imports: imports.iter().rev().map(|record| record.value.view()).collect(),
            decisions: decisions.into_iter().map(|record| record.value.decision()).collect(),
            overrules: self.overrules(org).await?,
            lines: values(self.store.all(org, Noun::LineRegistrations).await?),
            advisories: advisories::newest(values(self.store.all(org, Noun::Advisories).await?)),
            alerts: values(self.store.all(org, Noun::Alerts).await?),
            captures: captures.into_iter().rev().map(|record| record.value.into()).collect(),
            sensors: self.sensors(org).await?,
            pictures,
        })
    }

    pub(crate) async fn load_placing(&self, org: &OrgId) -> Result<Placing, AppError> {
        let import: Option<StoredImport> = self.store.last(org, Noun::LedgerImports).await?;
        let decisions: Vec<Record<StoredDecision>> = self.store.all(org, Noun::RowDecisions).await?;
        let picture: Option<StoredPicture> = self.store.last(org, Noun::Pictures).await?;
        Ok(Placing {
            observations: self.observations(org).await?,
            corrections: values(self.store.all(org, Noun::Corrections).await?),
            rows: import.map(|import| import.rows).unwrap_or_default(),
            decisions: decisions.into_iter().map(|record| record.value.decision()).collect(),
            previous: picture.map(|stored| stored.picture),
        })
    }

    /// Products and bills of materials; a version names only those that are not removed.
    pub(crate) async fn shelf(&self, org: &OrgId) -> Result<Shelf, AppError> {
        let mut products = self.products(org).await?;
        let all = self.kept_sboms(org, &products).await?;
        let (removed_sboms, sboms): (Vec<_>, Vec<_>) = all.into_iter().partition(|kept| kept.removed);
        let there: HashSet<SbomId> = sboms.iter().map(|kept| kept.id.clone()).collect();
        for version in products.iter_mut().flat_map(|product| &mut product.versions) {
            version.sboms.retain(|id| there.contains(id));
        }
        Ok(Shelf { products, sboms, removed_sboms })
    }

    async fn observations(&self, org: &OrgId) -> Result<Observations, AppError> {
        let batches = self.store.batches(org).await?;
        let count = batches.len();
        let ids: Vec<String> = batches.iter().map(|batch| batch.id.clone()).collect();
        let received = batches.last().map_or(Timestamp(0), |batch| batch.received);
        let unpacking = tokio::task::spawn_blocking(move || merge_all(batches.iter().map(read)));
        let all = unpacking.await.map_err(|_| AppError::Interrupted { doing: "reading observations" })??;
        if count > COMPACT_ABOVE {
            let merged = batch("merged", received, &all)?;
            self.store.compact_batches(org, &ids, &merged).await?;
        }
        Ok(all)
    }
}

/// What decides which devices there are, and which row of the ledger is which of them.
pub(crate) struct Placing {
    observations: Observations,
    corrections: Vec<Correction>,
    pub(crate) rows: Vec<domain::ledger::LedgerRow>,
    decisions: Vec<Decision>,
    previous: Option<Picture>,
}

impl Placing {
    /// For [`crate::assemble::place`]; what is not asked there is empty.
    pub(crate) fn inputs<'a>(&'a self, knowledge: &'a knowledge::Knowledge, now: Timestamp) -> Inputs<'a> {
        Inputs {
            observations: &self.observations,
            knowledge,
            corrections: &self.corrections,
            previous: self.previous.as_ref(),
            rows: &self.rows,
            decisions: &self.decisions,
            lines: &[],
            advisories: &[],
            alerts: &[],
            now,
        }
    }
}

/// Products and what is inside them.
pub(crate) struct Shelf {
    pub(crate) products: Vec<Product>,
    pub(crate) sboms: Vec<KeptSbom>,
    pub(crate) removed_sboms: Vec<KeptSbom>,
}

/// Everything kept about an organisation.
pub(crate) struct Kept {
    pub(crate) observations: Observations,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) rows: Vec<domain::ledger::LedgerRow>,
    pub(crate) imports: Vec<LedgerImport>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) overrules: Vec<Overrule>,
    pub(crate) lines: Vec<LineRegistration>,
    pub(crate) advisories: Vec<Advisory>,
    pub(crate) alerts: Vec<Alert>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) sensors: Vec<Sensor>,
    pub(crate) pictures: Vec<StoredPicture>,
    pub(crate) products: Vec<Product>,
    pub(crate) links: Vec<ProductLink>,
    pub(crate) sboms: Vec<KeptSbom>,
    pub(crate) removed_sboms: Vec<KeptSbom>,
    pub(crate) statements: Vec<Record<statements::Kept>>,
    pub(crate) tasks: tasks::Marks,
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

pub(crate) fn values<T>(records: Vec<Record<T>>) -> Vec<T> {
    records.into_iter().map(|record| record.value).collect()
}

fn version_key(number: u32) -> String {
    format!("{number:08}")
}

pub(crate) fn version(stored: &StoredPicture) -> MapVersion {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    MapVersion {
        id: domain::ids::MapVersionId::from_tail(&stored.number.to_string()),
        number: stored.number,
        made: stored.made,
        devices: count(stored.picture.devices.len()),
        zones: count(stored.picture.zones.len()),
    }
}

/// A device as the map has it: its id, its zone and its addresses.
type Placed<'a> = (&'a str, Option<&'a str>, Vec<String>);

/// What makes two versions of the map different: who is where, and which lines there are. Counters and times do not.
fn shape(picture: &Picture) -> (Vec<Placed<'_>>, Vec<&str>) {
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

fn batch(origin: &str, received: Timestamp, observations: &Observations) -> Result<Batch, AppError> {
    let unreadable = |error: &dyn std::fmt::Display| AppError::Unreadable {
        file: origin.to_owned(),
        reason: error.to_string(),
    };
    let json = serde_json::to_vec(observations).map_err(|error| unreadable(&error))?;
    let id = digest::sha256(&json);
    let body = pack(observations).map_err(|error| unreadable(&error))?;
    Ok(Batch { id, origin: origin.to_owned(), received, body })
}

fn read(batch: &Batch) -> Result<Observations, AppError> {
    unpack_within(&batch.body, u64::MAX).map_err(|error| AppError::Unreadable {
        file: format!("batch {}", batch.id),
        reason: error.to_string(),
    })
}
