//! What a person decides about a row. It survives the next capture and the next import.

use axum::{Form, response::Redirect};
use domain::{facts::clean_value, ledger::RowDecision};
use serde::Deserialize;

use crate::{error::WebError, forms, visit::Visit};

/// A decision as the form sends it.
#[derive(Debug, Deserialize)]
pub struct Decide {
    token: String,
    sheet: String,
    row: u32,
    decision: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    back: String,
}

/// `POST /ledger/rows/decide`
///
/// # Errors
/// When the form is not ours, or something it needs is missing.
pub async fn decide(visit: Visit, Form(form): Form<Decide>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let decision = understand(&visit, &form)?;
    visit.site.decide_row(&visit.org, &form.sheet, form.row, decision, &visit.caller).await?;
    Ok(forms::back(&form.back, "/ledger"))
}

/// What the row is linked to already, when it stands for more pieces than that.
fn linked_before<'v>(visit: &'v Visit, form: &Decide) -> Option<&'v str> {
    let mut rows = visit.view.snapshot.reconciliation.rows.iter();
    let row = rows.find(|row| row.row == form.row && row.sheet == form.sheet)?;
    match &row.decided {
        Some(RowDecision::Linked { address }) if row.quantity? > row.pieces_seen() => Some(address),
        _ => None,
    }
}

fn beside(before: Option<&str>, address: String) -> String {
    match before {
        Some(before) if !before.split(", ").any(|known| known == address) => format!("{before}, {address}"),
        Some(before) => before.to_owned(),
        None => address,
    }
}

fn understand(visit: &Visit, form: &Decide) -> Result<Option<RowDecision>, WebError> {
    Ok(Some(match form.decision.as_str() {
        "undo" => return Ok(None),
        "accept" | "keep" => RowDecision::Accepted,
        "retire" => {
            let day = domain::civil::Civil::at(visit.view.snapshot.taken, domain::civil::JST);
            RowDecision::Retired { on: format!("{:04}-{:02}-{:02}", day.year, day.month, day.day) }
        }
        "link" => {
            let address = clean_value(&form.address);
            let known = address.parse::<std::net::IpAddr>().is_ok()
                || address.parse::<domain::addresses::MacAddr>().is_ok();
            if !known {
                return Err(WebError::refused("decide-needs-address"));
            }
            RowDecision::Linked { address: beside(linked_before(visit, form), address) }
        }
        "ignore" => {
            let reason = clean_value(&form.reason);
            if reason.is_empty() {
                return Err(WebError::refused("decide-needs-reason"));
            }
            let until = clean_value(&form.until);
            RowDecision::Ignored { reason, until: (!until.is_empty()).then_some(until) }
        }
        _ => return Err(WebError::refused("decide-unknown")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_piece_stands_beside_the_first() {
        assert_eq!(beside(None, "10.0.0.1".into()), "10.0.0.1");
        assert_eq!(beside(Some("10.0.0.1"), "10.0.0.2".into()), "10.0.0.1, 10.0.0.2");
        assert_eq!(beside(Some("10.0.0.1, 10.0.0.2"), "10.0.0.2".into()), "10.0.0.1, 10.0.0.2");
    }
}
