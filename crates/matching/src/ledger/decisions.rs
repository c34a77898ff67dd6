//! What persons decided about rows. Kept by asset number or by what the row says, so that it survives the next import.

use domain::ledger::{LedgerRow, RowDecision, RowResult, RowStatus};

use super::{index::Index, similar};

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// [`row_key`] of the row.
    pub row_key: String,
    pub decision: RowDecision,
}

/// All decisions, and the day on which they are applied.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decisions<'a> {
    pub list: &'a [Decision],
    /// ISO 8601; ends of "ignore until" are compared with it. Empty: nothing ends.
    pub today: &'a str,
}

/// Names a row across imports: by asset number (a running number is none), else by what identifies the device in it.
#[must_use]
pub fn row_key(row: &LedgerRow) -> String {
    if let Some(asset) = row.asset_no.as_deref().map(similar::key).filter(|k| similar::is_asset(k)) {
        return format!("asset:{asset}");
    }
    let mut text: Vec<String> = row.macs.iter().map(ToString::to_string).collect();
    text.extend(row.serial.as_deref().map(similar::key));
    if text.is_empty() {
        text.extend(row.ips.iter().map(ToString::to_string));
        text.extend(
            [&row.name, &row.maker, &row.model, &row.hostname, &row.location]
                .iter()
                .map(|t| t.as_deref().map(similar::key).unwrap_or_default()),
        );
    }
    // FNV-1a, 64 bits: stable across versions and machines.
    let hash = text.join("|").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("row:{hash:016x}")
}

impl<'a> Decisions<'a> {
    /// The decision about a row that holds today; the last one counts.
    #[must_use]
    pub fn about(&self, row: &LedgerRow) -> Option<&'a RowDecision> {
        if self.list.is_empty() {
            return None;
        }
        let key = row_key(row);
        let decision = &self.list.iter().rev().find(|d| d.row_key == key)?.decision;
        match decision {
            RowDecision::Ignored { until: Some(until), .. }
                if !self.today.is_empty() && until.as_str() < self.today =>
            {
                None
            }
            decision => Some(decision),
        }
    }

    /// The devices a person linked the row to, when they are seen.
    pub(super) fn linked(&self, row: &LedgerRow, index: &Index<'_>) -> Vec<usize> {
        let Some(RowDecision::Linked { address }) = self.about(row) else { return Vec::new() };
        let mut found: Vec<usize> = Vec::new();
        for address in address.split(',').map(str::trim) {
            let at = match (address.parse(), address.parse()) {
                (Ok(mac), _) => index.by_mac(mac).first(),
                (_, Ok(ip)) => index.by_ip(ip).first(),
                _ => None,
            };
            if let Some(at) = at.copied().filter(|at| !found.contains(at)) {
                found.push(at);
            }
        }
        found
    }
}

/// Writes decisions into the results. Accepted differences are no conflict any more; the clues stay.
pub(super) fn apply(rows: &[LedgerRow], results: &mut [RowResult], decisions: &Decisions<'_>) {
    for (row, result) in rows.iter().zip(results) {
        let Some(decision) = decisions.about(row) else { continue };
        match decision {
            RowDecision::Accepted if result.status == RowStatus::Conflict => {
                result.status = RowStatus::Matched;
                result.reasons.push("accepted".into());
            }
            RowDecision::Linked { .. } if result.status == RowStatus::Conflict => {
                result.status = RowStatus::Matched
            }
            RowDecision::Retired { .. } => {
                let seen = matches!(result.status, RowStatus::Matched | RowStatus::Conflict);
                if seen {
                    result.status = RowStatus::Conflict;
                }
                let code = if seen { "retired_but_seen" } else { "retired" };
                if !result.reasons.iter().any(|r| r == code) {
                    result.reasons.insert(0, code.into());
                }
            }
            RowDecision::Ignored { .. } => result.reasons.insert(0, "ignored".into()),
            RowDecision::Accepted | RowDecision::Linked { .. } => {}
        }
        result.decided = Some(decision.clone());
    }
}
