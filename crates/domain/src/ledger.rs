//! 機器台帳: the hospital's own list of devices, and how it compares with what is connected.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    addresses::{MacAddr, Vlan},
    ids::{DeviceId, LedgerRowId},
};

/// What a ledger column means. The text form is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 管理番号, 資産番号
    AssetNo,
    /// 機器名, 品名
    Name,
    /// 種類, 分類
    Kind,
    Maker,
    Model,
    Serial,
    /// 設置場所
    Location,
    Department,
    Ip,
    Mac,
    Hostname,
    AeTitle,
    Vlan,
    Os,
    SoftwareVersion,
    UdiDi,
    /// JMDN code or 一般的名称
    Jmdn,
    /// 購入日, 導入日
    PurchasedOn,
    /// 除却日, 廃棄日
    RetiredOn,
    /// 使用中, 廃棄 …
    State,
    /// 保守契約
    Maintenance,
    /// 遠隔保守, リモート
    RemoteMaintenance,
    Contact,
    /// 数量, 台数
    Quantity,
    Remarks,
    /// Kept as it is, compared with nothing.
    Other,
}

/// One device row as the hospital wrote it, with the parts we understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub id: Option<LedgerRowId>,
    /// Sheet name as in the workbook; file stem for CSV.
    pub sheet: String,
    /// Row number as Excel shows it, from 1.
    pub row: u32,
    pub asset_no: Option<String>,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub maker: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub location: Option<String>,
    pub department: Option<String>,
    pub ips: Vec<IpAddr>,
    /// Inclusive ranges written in one cell (`10.0.0.10-20`).
    pub ip_ranges: Vec<(IpAddr, IpAddr)>,
    pub macs: Vec<MacAddr>,
    /// The cell says DHCP, 自動 or the like.
    pub dhcp: bool,
    pub hostname: Option<String>,
    pub ae_titles: Vec<String>,
    pub vlan: Option<Vlan>,
    pub os: Option<String>,
    pub software_version: Option<String>,
    pub udi_di: Option<String>,
    /// ISO 8601 date after conversion from 和暦.
    pub purchased_on: Option<String>,
    pub retired_on: Option<String>,
    /// 廃棄済, 除却, 予備, 貸出 … as written.
    pub state: Option<String>,
    /// Understood as no longer in use.
    pub retired: bool,
    pub maintenance: Option<String>,
    /// What the row says about remote maintenance, from its own column or the remarks.
    pub remote_maintenance: Option<String>,
    pub remarks: Option<String>,
    /// How many pieces the row stands for, when it says so.
    pub quantity: Option<u32>,
    /// Every cell as written: header and text, in sheet order.
    pub cells: Vec<(String, String)>,
    /// What could not be read: column header and reason code.
    pub problems: Vec<RowProblem>,
}

/// A cell that could not be understood. The row is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Cell as Excel names it: `G12`.
    pub cell: String,
    /// Stable code: `bad-ip`, `bad-mac`, `bad-date` …
    pub code: String,
    /// The text as written.
    pub text: String,
}

/// Outcome for one ledger row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// 一致: found, nothing disagrees.
    Matched,
    /// 食い違い: found, but attributes disagree.
    Conflict,
    /// 候補が複数: several devices, or several rows for one device.
    Ambiguous,
    /// 台帳だけ: a key is there and was not seen. Says nothing about whether the device exists.
    NotSeen,
    /// 手がかりなし: nothing in the row can be compared.
    NoKey,
}

impl RowStatus {
    /// The stable word used in JSON and URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Conflict => "conflict",
            Self::Ambiguous => "ambiguous",
            Self::NotSeen => "not_seen",
            Self::NoKey => "no_key",
        }
    }
}

/// Why a row and a device belong together, or do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clue {
    pub column: Column,
    /// What the ledger says.
    pub ledger: String,
    /// What the network says; `None` when it says nothing.
    pub network: Option<String>,
    pub agrees: ClueResult,
}

/// Result of comparing one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClueResult {
    Same,
    /// Same after allowing for spelling, group names or a typing slip (said in words elsewhere).
    Similar,
    Different,
    /// The network says nothing about it.
    NotSeen,
}

/// A ledger row against the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowResult {
    pub sheet: String,
    pub row: u32,
    pub asset_no: Option<String>,
    pub status: RowStatus,
    /// The device, or the candidates when ambiguous.
    pub devices: Vec<DeviceId>,
    pub clues: Vec<Clue>,
    /// For rows without a key: devices that no row claims and that look like it, best first. Never decided by themselves.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// How many pieces the row stands for, when it says so.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// Stable reason codes, strongest first: `mac`, `ip`, `serial`, `hostname`, `ae_title`, `udi_di`, `mac_typo`,
    /// `duplicate_row`, `retired_but_seen`, `behind_router`, `blind_spot` … Screens turn them into sentences.
    pub reasons: Vec<String>,
    /// English sentence for JSON and logs.
    pub why: String,
    /// Set when the row could not have been seen from where the capture was taken.
    pub blind: Option<BlindReason>,
    /// A person decided this: accepted, linked by hand, retired, ignored.
    pub decided: Option<RowDecision>,
}

/// A device that may be what a row without a key means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub device: DeviceId,
    /// From 1; devices that fit equally well share a rank.
    pub rank: u32,
    /// What agrees.
    pub clues: Vec<Clue>,
}

impl RowResult {
    /// Devices that the row is matched with; candidates do not count.
    #[must_use]
    pub fn pieces_seen(&self) -> u32 {
        let found = matches!(self.status, RowStatus::Matched | RowStatus::Conflict);
        if found { u32::try_from(self.devices.len()).unwrap_or(u32::MAX) } else { 0 }
    }
}

/// Why "not seen" says nothing about this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlindReason {
    /// Its VLAN or subnet never appeared in the capture.
    ZoneNeverSeen,
    /// Its zone is seen only through the gateway or by broadcasts: switched traffic inside it never reaches the mirror.
    ZonePartlySeen,
    /// The row has no network address: perhaps it is not networked at all.
    NoAddress,
}

/// A person's decision about a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum RowDecision {
    Accepted,
    /// Linked by hand to the device with this address; a row of several pieces to several, with commas between.
    Linked {
        address: String,
    },
    Retired {
        on: String,
    },
    Ignored {
        reason: String,
        until: Option<String>,
    },
}

/// The whole comparison. The totals lead the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    pub rows: Vec<RowResult>,
    /// Devices that no row claims.
    pub only_connected: Vec<DeviceId>,
    pub totals: Totals,
    pub blind_spots: Vec<BlindSpot>,
}

/// Numbers for the first picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub connected: u32,
    pub in_ledger: u32,
    /// Devices that at least one row claims (matched or conflicting).
    pub known: u32,
    pub only_connected: u32,
    pub only_in_ledger: u32,
    pub conflicting: u32,
    pub ambiguous: u32,
    pub no_key: u32,
    pub retired: u32,
    /// Pieces of the rows that state more than one, and how many of them are seen.
    #[serde(default)]
    pub pieces: u32,
    #[serde(default)]
    pub pieces_seen: u32,
}

/// A part of the hospital that this capture could not see, and where to mirror next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlindSpot {
    /// CIDR or `VLAN 30`.
    pub zone: String,
    pub reason: BlindReason,
    /// Ledger rows that lie there.
    pub rows: u32,
    /// Stable code of the advice: `mirror-gateway-port`, `mirror-both-directions`, `mirror-access-switch`, `add-vlan-to-mirror`.
    pub advice: String,
    /// Switch or gateway to mirror at, when known.
    pub at: Option<String>,
}
