//! What is dangerous or new, and what to do about it.

use serde::{Deserialize, Serialize};

use crate::{
    certainty::Certainty,
    facts::Evidence,
    ids::{AlertId, DeviceId},
    time::{Span, Timestamp},
};

/// 判定. The order is the order of bars and lists: worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 危険: act today.
    Danger,
    /// 注意: plan it.
    Warn,
    /// 確認中: somebody is on it, or must choose.
    Check,
    /// 不明: we cannot say.
    Unknown,
    /// 問題なし: looked at, and fine.
    Ok,
}

impl Status {
    /// The stable word used in JSON, URLs and CSS.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Warn => "warn",
            Self::Check => "check",
            Self::Unknown => "unknown",
            Self::Ok => "ok",
        }
    }
}

/// A conclusion of a rule about one or more devices. Related findings are one: one finding per rule and cause, many devices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable kebab-case code; texts live in the locales under `finding-<code>-…`.
    pub code: String,
    /// What makes this finding the same finding next time: `code|subject|object`.
    pub key: String,
    pub status: Status,
    pub certainty: Certainty,
    pub devices: Vec<DeviceId>,
    /// Values for the texts, for example `peer` → `203.0.113.10`. Keys are stable.
    pub arguments: Vec<(String, String)>,
    pub evidence: Vec<Evidence>,
    pub seen: Span,
    /// The device must not be connected (D8).
    pub do_not_connect: bool,
}

/// A finding that lives: it is opened, looked at, closed with a reason, and comes back when it happens again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub id: AlertId,
    pub finding: Finding,
    pub state: AlertState,
    pub opened: Timestamp,
    pub changed: Timestamp,
}

/// Life of an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AlertState {
    Open,
    /// Somebody is on it.
    Working {
        by: String,
    },
    /// Closed with a reason; `until` reopens it then if it still happens.
    Closed {
        by: String,
        reason: String,
        until: Option<Timestamp>,
    },
}
