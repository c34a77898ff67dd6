//! One consistent look at everything a page may show. Cheap to clone; replaced as a whole when something changes.

use std::sync::Arc;

use domain::{
    advisories::{Advisory, Judgement},
    alerts::Alert,
    corrections::Correction,
    ids::{CaptureId, DeviceId, MapVersionId, OrgId, SensorId},
    ledger::{LedgerRow, Reconciliation},
    picture::Picture,
    products::{DeviceLink, Product},
    time::{Span, Timestamp},
};
use knowledge::kinds::Kinds;

use crate::{exposures::Exposures, sbom_library::KeptSbom, statements::Decision, tasks::Task};

/// What the pages of one organisation are drawn from.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub org: OrgId,
    pub org_name: String,
    /// The organisation is invented (demo).
    pub fictional: bool,
    pub taken: Timestamp,
    pub picture: Arc<Picture>,
    /// Built-in kinds and those that were taught here.
    pub kinds: Arc<Kinds>,
    pub ledger: Arc<Vec<LedgerRow>>,
    pub ledger_imports: Arc<Vec<LedgerImport>>,
    pub reconciliation: Arc<Reconciliation>,
    /// Open and working first, then closed.
    pub alerts: Arc<Vec<Alert>>,
    pub advisories: Arc<Vec<Advisory>>,
    pub judgements: Arc<Vec<SubjectJudgement>>,
    pub captures: Arc<Vec<Capture>>,
    pub sensors: Arc<Vec<Sensor>>,
    pub corrections: Arc<Vec<Correction>>,
    pub map_versions: Arc<Vec<MapVersion>>,
    /// By maker and name; retired ones too.
    pub products: Arc<Vec<Product>>,
    /// Which devices are which product, suggestions and refusals too ([`LinkStanding::counts`]).
    ///
    /// [`LinkStanding::counts`]: domain::products::LinkStanding::counts
    pub links: Arc<Vec<DeviceLink>>,
    /// Kept bills of materials, newest first; removed ones are in `removed_sboms`.
    pub sboms: Arc<Vec<KeptSbom>>,
    pub removed_sboms: Arc<Vec<KeptSbom>>,
    /// What is known against products and devices.
    pub exposures: Arc<Exposures>,
    /// What is stated and decided about vulnerabilities, newest first.
    pub decisions: Arc<Vec<Decision>>,
    /// What is to be done, in the order in which it is to be done; what is finished comes last.
    pub tasks: Arc<Vec<Task>>,
}

/// A judgement about a device, a ledger row, or both when they are linked.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectJudgement {
    pub device: Option<DeviceId>,
    /// Sheet and row.
    pub row: Option<(String, u32)>,
    pub judgement: Judgement,
}

/// One import of a ledger file.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerImport {
    pub file_name: String,
    pub imported: Timestamp,
    pub rows: u32,
    pub problems: u32,
}

/// A capture file or a span of live watching that was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    pub id: CaptureId,
    pub name: String,
    pub taken_in: Timestamp,
    pub seen: Option<Span>,
    pub packets: u64,
    pub summary: domain::observations::CaptureSummary,
}

/// A sensor and how it is doing.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    pub id: SensorId,
    pub name: String,
    pub place: String,
    pub last_contact: Option<Timestamp>,
    pub last_packet: Option<Timestamp>,
    pub packets: u64,
    pub dropped: u64,
}

/// A kept version of the network map and what changed since the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct MapVersion {
    pub id: MapVersionId,
    pub number: u32,
    pub made: Timestamp,
    pub devices: u32,
    pub zones: u32,
}
