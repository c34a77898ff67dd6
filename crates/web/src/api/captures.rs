//! How captures went, as JSON.

use domain::observations::{CaptureSummary, CaptureWarning};
use serde::Serialize;
use utoipa::ToSchema;

use super::stated::SpanView;

/// One capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaptureView {
    pub name: String,
    pub packets: u64,
    pub bytes: u64,
    pub duplicates: u64,
    pub dropped: u64,
    pub cut: u64,
    pub malformed: u64,
    pub one_way_connections: u64,
    pub two_way_connections: u64,
    pub seen: Option<SpanView>,
    pub vlans: Vec<u16>,
    pub link_types: Vec<String>,
    pub warnings: Vec<WarningView>,
}

/// Something odd, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WarningView {
    pub code: String,
    pub offset: Option<u64>,
    pub frame: Option<u64>,
    pub detail: String,
    pub count: u64,
}

impl From<&CaptureWarning> for WarningView {
    fn from(warning: &CaptureWarning) -> Self {
        Self {
            code: warning.code.clone(),
            offset: warning.offset,
            frame: warning.frame,
            detail: warning.detail.clone(),
            count: warning.count,
        }
    }
}

impl From<&CaptureSummary> for CaptureView {
    fn from(summary: &CaptureSummary) -> Self {
        Self {
            name: summary.name.clone(),
            packets: summary.packets,
            bytes: summary.bytes,
            duplicates: summary.duplicates,
            dropped: summary.dropped,
            cut: summary.cut,
            malformed: summary.malformed,
            one_way_connections: summary.one_way_connections,
            two_way_connections: summary.two_way_connections,
            seen: summary.seen.map(Into::into),
            vlans: summary.vlans.clone(),
            link_types: summary.link_types.clone(),
            warnings: summary.warnings.iter().map(Into::into).collect(),
        }
    }
}
