//! The ledger against the network: which row is which device, what disagrees, and what could not have been seen.
//!
//! Keys (MAC, serial, host name, AE title, address …) find candidates through an index; the other attributes support or
//! contradict them; a device is given to one row and a row to one device unless the row names several. Nothing is
//! ever forced: a doubt becomes `ambiguous`, a contradiction `not_seen`, both with the reason.

mod assign;
mod blind;
mod compare;
mod decisions;
mod explain;
mod index;
mod judge;
mod kinds;
mod lines;
mod names;
mod similar;
mod suggest;

#[cfg(test)]
mod harness;
#[cfg(test)]
mod tests;

use domain::{
    ledger::{LedgerRow, Reconciliation, RowResult, RowStatus, Totals},
    picture::Picture,
};
use hashbrown::HashSet;

pub use decisions::{Decision, Decisions, row_key};
pub use lines::{RegisteredLine, declare_lines};
pub use names::{Names, NoNames};

/// Compares a ledger with a picture of the network.
///
/// The order of `rows` is the order of the results. The same input gives the same result, whatever the order of devices.
#[must_use]
pub fn reconcile(
    rows: &[LedgerRow],
    picture: &Picture,
    names: &dyn Names,
    decisions: &Decisions<'_>,
) -> Reconciliation {
    // Without a ledger nothing is looked up.
    let devices = if rows.is_empty() { &[] } else { picture.devices.as_slice() };
    let index = index::Index::of(devices, names);
    let outcomes = assign::assign(rows, &index, names, decisions);
    let mut results: Vec<_> =
        rows.iter().zip(&outcomes).map(|(row, outcome)| explain::result(row, outcome, &index)).collect();
    let blind_spots = blind::mark(rows, &mut results, picture);
    decisions::apply(rows, &mut results, decisions);
    let claimed: HashSet<_> = results
        .iter()
        .filter(|r| matches!(r.status, RowStatus::Matched | RowStatus::Conflict))
        .flat_map(|r| r.devices.iter().cloned())
        .collect();
    let only_connected: Vec<_> =
        picture.devices.iter().map(|d| &d.id).filter(|id| !claimed.contains(*id)).cloned().collect();
    let (pieces, pieces_seen) = pieces(&results);
    let count = |status| results.iter().filter(|r| r.status == status).count() as u32;
    let totals = Totals {
        connected: picture.devices.len() as u32,
        in_ledger: rows.len() as u32,
        known: claimed.len() as u32,
        only_connected: only_connected.len() as u32,
        only_in_ledger: count(RowStatus::NotSeen),
        conflicting: count(RowStatus::Conflict),
        ambiguous: count(RowStatus::Ambiguous),
        no_key: count(RowStatus::NoKey),
        retired: rows.iter().filter(|row| row.retired).count() as u32,
        pieces,
        pieces_seen,
    };
    suggest::add(rows, &mut results, &only_connected, picture, &index, names);
    Reconciliation { rows: results, only_connected, totals, blind_spots }
}

/// Pieces of the rows that state more than one, and how many devices they are matched with.
fn pieces(results: &[RowResult]) -> (u32, u32) {
    let several = results.iter().filter_map(|result| result.quantity.filter(|n| *n > 1).map(|n| (n, result)));
    several.fold((0, 0), |(pieces, seen), (stated, result)| {
        (pieces.saturating_add(stated), seen.saturating_add(result.pieces_seen().min(stated)))
    })
}
