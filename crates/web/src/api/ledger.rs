//! A ledger row and how it compares, as JSON.

use std::collections::BTreeMap;

use app::snapshot::Snapshot;
use domain::ledger::{BlindReason, Clue, ClueResult, Column, RowDecision, RowResult};
use serde::Serialize;
use utoipa::ToSchema;

use super::devices::addresses;

/// A ledger row against the network.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RowView {
    pub sheet: String,
    /// As Excel shows it, from 1.
    pub row: u32,
    pub asset_no: Option<String>,
    /// `matched`, `conflict`, `ambiguous`, `not_seen` or `no_key`.
    pub status: &'static str,
    /// MAC, else IP, of the device or of each candidate.
    pub devices: Vec<String>,
    pub device_ids: Vec<String>,
    /// English sentence.
    pub why: String,
    /// Stable codes, strongest first.
    pub reasons: Vec<String>,
    pub clues: Vec<ClueView>,
    /// For `no_key`: devices that no row claims and that look like the row, best first. A person decides.
    pub candidates: Vec<CandidateView>,
    /// Pieces the row stands for, when it says so.
    pub quantity: Option<u32>,
    /// How many of them are seen; `null` when the row states no quantity.
    pub quantity_seen: Option<u32>,
    /// `zone_never_seen`, `zone_partly_seen`, `no_address`: "not seen" says nothing about this row.
    pub blind: Option<&'static str>,
    /// What a person decided: `accepted`, `linked`, `retired`, `ignored`.
    pub decided: Option<&'static str>,
}

/// A device that may be what a row without a key means.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CandidateView {
    /// MAC, else IP.
    pub device: String,
    pub device_id: String,
    /// From 1; devices that fit equally well share a rank.
    pub rank: u32,
    /// What agrees.
    pub clues: Vec<ClueView>,
}

/// One attribute compared.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ClueView {
    pub column: &'static str,
    pub ledger: String,
    pub network: Option<String>,
    /// `same`, `similar`, `different` or `not_seen`.
    pub agrees: &'static str,
}

/// The stable word of a column.
#[must_use]
pub const fn column(column: Column) -> &'static str {
    match column {
        Column::AssetNo => "asset_no",
        Column::Name => "name",
        Column::Kind => "kind",
        Column::Maker => "maker",
        Column::Model => "model",
        Column::Serial => "serial",
        Column::Location => "location",
        Column::Department => "department",
        Column::Ip => "ip",
        Column::Mac => "mac",
        Column::Hostname => "hostname",
        Column::AeTitle => "ae_title",
        Column::Vlan => "vlan",
        Column::Os => "os",
        Column::SoftwareVersion => "software_version",
        Column::UdiDi => "udi_di",
        Column::Jmdn => "jmdn",
        Column::PurchasedOn => "purchased_on",
        Column::RetiredOn => "retired_on",
        Column::State => "state",
        Column::Maintenance => "maintenance",
        Column::RemoteMaintenance => "remote_maintenance",
        Column::Contact => "contact",
        Column::Quantity => "quantity",
        Column::Remarks => "remarks",
        Column::Other => "other",
    }
}

/// The stable word of a comparison.
#[must_use]
pub const fn agrees(result: ClueResult) -> &'static str {
    match result {
        ClueResult::Same => "same",
        ClueResult::Similar => "similar",
        ClueResult::Different => "different",
        ClueResult::NotSeen => "not_seen",
    }
}

/// The stable word of a blind reason.
#[must_use]
pub const fn blind(reason: BlindReason) -> &'static str {
    match reason {
        BlindReason::ZoneNeverSeen => "zone_never_seen",
        BlindReason::ZonePartlySeen => "zone_partly_seen",
        BlindReason::NoAddress => "no_address",
    }
}

/// The stable word of a decision.
#[must_use]
pub const fn decision(decision: &RowDecision) -> &'static str {
    match decision {
        RowDecision::Accepted => "accepted",
        RowDecision::Linked { .. } => "linked",
        RowDecision::Retired { .. } => "retired",
        RowDecision::Ignored { .. } => "ignored",
    }
}

/// One row; `addresses` names devices by MAC or IP.
#[must_use]
pub fn row_view(row: &RowResult, addresses: &BTreeMap<&str, String>) -> RowView {
    let address =
        |id: &domain::ids::DeviceId| addresses.get(id.as_str()).cloned().unwrap_or_else(|| id.to_string());
    RowView {
        sheet: row.sheet.clone(),
        row: row.row,
        asset_no: row.asset_no.clone(),
        status: row.status.as_str(),
        devices: row.devices.iter().map(address).collect(),
        device_ids: row.devices.iter().map(ToString::to_string).collect(),
        why: row.why.clone(),
        reasons: row.reasons.clone(),
        clues: row.clues.iter().map(clue_view).collect(),
        candidates: row
            .candidates
            .iter()
            .map(|candidate| CandidateView {
                device: address(&candidate.device),
                device_id: candidate.device.to_string(),
                rank: candidate.rank,
                clues: candidate.clues.iter().map(clue_view).collect(),
            })
            .collect(),
        quantity: row.quantity,
        quantity_seen: row.quantity.map(|pieces| row.pieces_seen().min(pieces)),
        blind: row.blind.map(blind),
        decided: row.decided.as_ref().map(decision),
    }
}

fn clue_view(clue: &Clue) -> ClueView {
    ClueView {
        column: column(clue.column),
        ledger: clue.ledger.clone(),
        network: clue.network.clone(),
        agrees: agrees(clue.agrees),
    }
}

/// Every row of a snapshot, in the order of the ledger.
#[must_use]
pub fn row_views(snapshot: &Snapshot) -> Vec<RowView> {
    let addresses = addresses(snapshot);
    snapshot.reconciliation.rows.iter().map(|row| row_view(row, &addresses)).collect()
}
