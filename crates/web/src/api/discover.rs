//! `kikimori discover --format json`: the whole picture in one document. The shape is documented and stable.

use std::borrow::Cow;

use app::{
    snapshot::Snapshot,
    standing::{Standing, standings},
};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{
    captures::CaptureView,
    devices::{DeviceView, device_views},
    findings::FindingView,
    ledger::{RowView, row_views},
    remote_lines::RemoteLineView,
    stated::{SpanView, iso},
    zones::{LinkView, ZoneView},
};

/// Version of the shape. A change that breaks a reader raises the number.
pub const SCHEMA: &str = "kikimori.discover/1";

/// The document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Discover<'a> {
    pub schema: &'static str,
    pub summary: Summary,
    #[schema(value_type = Vec<DeviceView>)]
    pub devices: Devices<'a>,
    pub ledger: Vec<RowView>,
    pub remote_lines: Vec<RemoteLineView>,
    pub findings: Vec<FindingView>,
    pub zones: Vec<ZoneView>,
    pub links: Vec<LinkView>,
    pub captures: Vec<CaptureView>,
}

/// The devices, each made when it is written: thousands of them never stand in memory twice.
#[derive(Debug)]
pub struct Devices<'a> {
    snapshot: &'a Snapshot,
    standings: Cow<'a, [Standing]>,
}

impl Serialize for Devices<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(device_views(self.snapshot, &self.standings))
    }
}

/// The numbers that lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    pub taken: String,
    pub seen: Option<SpanView>,
    pub devices: usize,
    pub medical: usize,
    pub not_medical: usize,
    /// Neither medical nor not medical could be concluded.
    pub medical_unknown: usize,
    pub kind_unknown: usize,
    pub remote_lines: usize,
    pub undeclared_remote_lines: usize,
    pub zones: usize,
    pub findings: usize,
    pub packets: u64,
    pub ledger: Option<LedgerTotals>,
}

/// Ledger against network, in numbers. `null` without a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerTotals {
    pub rows: u32,
    pub known: u32,
    pub only_connected: u32,
    pub only_in_ledger: u32,
    pub conflicting: u32,
    pub ambiguous: u32,
    pub no_key: u32,
    pub retired: u32,
    /// Pieces of the rows that state more than one, and how many of them are seen.
    pub pieces: u32,
    pub pieces_seen: u32,
}

/// The document of a snapshot.
#[must_use]
pub fn discover_json(snapshot: &Snapshot) -> Discover<'_> {
    document(snapshot, Cow::Owned(standings(snapshot)))
}

/// The document, when the standings are known already.
#[must_use]
pub fn discover_with<'a>(snapshot: &'a Snapshot, standings: &'a [Standing]) -> Discover<'a> {
    document(snapshot, Cow::Borrowed(standings))
}

fn document<'a>(snapshot: &'a Snapshot, standings: Cow<'a, [Standing]>) -> Discover<'a> {
    let picture = &snapshot.picture;
    Discover {
        schema: SCHEMA,
        summary: summary(snapshot),
        devices: Devices { snapshot, standings },
        ledger: row_views(snapshot),
        remote_lines: picture.remote_lines.iter().map(Into::into).collect(),
        findings: picture.findings.iter().map(Into::into).collect(),
        zones: picture.zones.iter().map(Into::into).collect(),
        links: picture.links.iter().map(Into::into).collect(),
        captures: picture.summaries.iter().map(Into::into).collect(),
    }
}

/// The leading numbers.
#[must_use]
pub fn summary(snapshot: &Snapshot) -> Summary {
    let picture = &snapshot.picture;
    let medical = |wanted: Option<bool>| {
        picture.devices.iter().filter(|d| d.is_medical.as_ref().map(|m| m.value) == wanted).count()
    };
    let totals = snapshot.reconciliation.totals;
    Summary {
        taken: iso(snapshot.taken),
        seen: picture.seen.map(Into::into),
        devices: picture.devices.len(),
        medical: medical(Some(true)),
        not_medical: medical(Some(false)),
        medical_unknown: medical(None),
        kind_unknown: picture.devices.iter().filter(|d| d.kind.is_none()).count(),
        remote_lines: picture.remote_lines.len(),
        undeclared_remote_lines: picture.remote_lines.iter().filter(|l| l.declared == Some(false)).count(),
        zones: picture.zones.len(),
        findings: picture.findings.len(),
        packets: picture.summaries.iter().map(|s| s.packets).sum(),
        ledger: (!snapshot.ledger.is_empty()).then_some(LedgerTotals {
            rows: totals.in_ledger,
            known: totals.known,
            only_connected: totals.only_connected,
            only_in_ledger: totals.only_in_ledger,
            conflicting: totals.conflicting,
            ambiguous: totals.ambiguous,
            no_key: totals.no_key,
            retired: totals.retired,
            pieces: totals.pieces,
            pieces_seen: totals.pieces_seen,
        }),
    }
}
