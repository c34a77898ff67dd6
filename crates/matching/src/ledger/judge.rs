//! Is this device the row's device? From one comparison to found, doubtful or not; the rules can be read from top to bottom.

use super::compare::{Comparison, RowView};

/// Answer for one row and one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Found,
    /// A candidate for a person to look at.
    Doubt,
    /// A key agrees, and yet it is another device.
    Rejected,
}

/// A judged pair.
#[derive(Clone, Debug)]
pub struct Judged {
    pub comparison: Comparison,
    pub answer: Answer,
    /// Orders candidates; larger is better.
    pub score: i64,
}

/// Judges a comparison. `leased` says that the device got its address from a DHCP server.
pub fn judge(row: &RowView<'_>, comparison: Comparison, leased: bool) -> Option<Judged> {
    let answer = answer(row, &comparison, leased)?;
    let score = score(row, &comparison);
    Some(Judged { comparison, answer, score })
}

fn answer(row: &RowView<'_>, c: &Comparison, leased: bool) -> Option<Answer> {
    // The device itself shows the address or number that the ledger keeps.
    if c.keys.mac || (c.keys.serial && !c.other_mac) {
        return Some(Answer::Found);
    }
    let keys = c.keys.without_mac();
    if keys == 0 {
        // A slip in the MAC and nothing else: devices bought together have neighbouring addresses.
        return (c.mac_slip && c.against == 0 && c.support >= 2).then_some(Answer::Doubt);
    }
    // What is out of use keeps its old address in the ledger while a newer device uses it.
    let by_address_only = keys == 1 && (c.keys.ip || c.keys.earlier_ip || c.keys.range);
    if row.row.retired && by_address_only && !c.mac_slip {
        return Some(Answer::Rejected);
    }
    if c.other_mac {
        return Some(other_mac(c, keys));
    }
    if c.keys.range && by_address_only {
        return Some(if c.against > c.support { Answer::Rejected } else { Answer::Found });
    }
    // No MAC to compare: a lone leased address may have been given to another device since.
    if by_address_only && leased && c.support < c.against {
        return Some(Answer::Doubt);
    }
    if by_address_only && (c.against >= 2 && c.support == 0) {
        return Some(Answer::Rejected);
    }
    if by_address_only && c.keys.earlier_ip && c.support == 0 {
        return Some(Answer::Doubt);
    }
    Some(if c.against >= 2 && c.support == 0 && keys < 2 { Answer::Doubt } else { Answer::Found })
}

/// The row names another MAC than the device shows.
fn other_mac(c: &Comparison, keys: usize) -> Answer {
    if c.mac_slip && c.against <= c.support + 1 {
        return Answer::Found;
    }
    // Two keys agree: the card or the box was replaced, name and address kept.
    if keys >= 2 && c.against <= c.support {
        return Answer::Found;
    }
    match c.support.cmp(&c.against) {
        std::cmp::Ordering::Greater => Answer::Found,
        std::cmp::Ordering::Equal => Answer::Doubt,
        std::cmp::Ordering::Less if keys >= 2 => Answer::Doubt,
        std::cmp::Ordering::Less => Answer::Rejected,
    }
}

fn score(row: &RowView<'_>, c: &Comparison) -> i64 {
    let keys = c.keys;
    let weights = [
        (keys.mac, 1_000),
        (keys.serial, 600),
        (keys.hostname, 300),
        (keys.ae_title, 250),
        (keys.ip, 200),
        (keys.asset_in_name, 150),
        (keys.udi, 100),
        (keys.earlier_ip, 80),
        (keys.range, 50),
        (c.mac_slip, 120),
        (c.other_mac && !c.mac_slip, -150),
        (row.row.retired, -400),
        (row.stale, -40),
    ];
    let base: i64 = weights.iter().filter(|(holds, _)| *holds).map(|(_, weight)| *weight).sum();
    // Of two rows that are equally right, the one that says more is the kept one.
    let r = row.row;
    let said =
        [&r.name, &r.maker, &r.model, &r.serial, &r.location, &r.department, &r.hostname, &r.purchased_on];
    let filled = said.iter().filter(|field| field.is_some()).count() as i64;
    base + filled + 40 * i64::from(c.support) - 60 * i64::from(c.against) - 10 * c.differing.len() as i64
}
