//! Verdicts from versions, dates, serial numbers and conditions of a claim.

use domain::advisories::Verdict;

use super::{
    claims::{
        ProductClaim,
        versions::{Constraint, SerialFit},
    },
    judge::weight,
    subject::Subject,
    within::{self, Place},
    words,
};
use crate::schemes::{Day, Relation, Version, compare};

/// Operating system and options that the advisory asks for.
pub(super) fn conditions(
    subject: &Subject,
    claim: &ProductClaim,
    verdict: Verdict,
    reason: &'static str,
) -> (Verdict, &'static str) {
    if let Some(needed) = &claim.os {
        return match subject.os.as_deref().map(words::fold) {
            Some(os) if os.replace("MICROSOFT ", "").contains(needed.as_str()) => {
                let only_there = claim.condition.as_ref().is_some_and(|text| names_a_country(text));
                if only_there { (Verdict::Unknown, "condition") } else { (verdict, "operating-system") }
            }
            Some(os) if os.contains("WINDOWS") && os.contains(|c: char| c.is_ascii_digit() || c == 'X') => {
                (Verdict::NotAffected, "operating-system")
            }
            _ => (Verdict::Unknown, "missing-os"),
        };
    }
    let Some(condition) = &claim.condition else { return (verdict, reason) };
    let asked = words::latin_tokens(condition);
    if let Some(has) = radio(&asked, subject) {
        return (if has { verdict } else { Verdict::NotAffected }, "condition");
    }
    let heard = words::latin_tokens(&subject.remarks);
    let met = asked.iter().any(|word| {
        word.len() > 4 && !words::says_nothing(word) && (heard.contains(word) || subject.grams.contains(word))
    });
    if met { (verdict, "condition") } else { (Verdict::Unknown, "condition") }
}

/// `U.S. release`: whether this hospital's device is one of them, the ledger does not say.
fn names_a_country(condition: &str) -> bool {
    ["U.S.", "United States", "Malaysia", "Canada", "European"]
        .iter()
        .any(|country| condition.contains(country))
}

/// The advisory asks for a radio, and the row's remarks say whether there is one (`無線オプションなし`).
fn radio(asked: &[String], subject: &Subject) -> Option<bool> {
    let wireless = asked.iter().any(|word| word == "WIRELESS" || word == "WLAN")
        || asked.windows(2).any(|pair| pair.concat() == "WIFI");
    let remarks = words::fold(&subject.remarks);
    let at = ["無線", "WI-FI", "WIFI", "WLAN", "WIRELESS"].iter().filter_map(|word| remarks.find(word)).min();
    let after: String = remarks.get(at.filter(|_| wireless)?..)?.chars().take(24).collect();
    let without = ["なし", "無し", "非搭載", "未使用", "未搭載", "NONE", "不使用"];
    Some(!without.iter().any(|word| after.contains(word)))
}

/// The advisory names serial numbers. `None`: it does not, or the row's number is among them.
pub(super) fn serials(subject: &Subject, claim: &ProductClaim) -> Option<(Verdict, &'static str)> {
    if claim.serials.is_empty() {
        return None;
    }
    let Some(serial) = &subject.serial else { return Some((Verdict::Unknown, "missing-serial")) };
    let fits: Vec<SerialFit> = claim.serials.iter().map(|range| range.fits(serial)).collect();
    if fits.contains(&SerialFit::Inside) {
        return None;
    }
    let open = fits.contains(&SerialFit::Open);
    Some(if open { (Verdict::Unknown, "unclear-serial") } else { (Verdict::NotAffected, "serial-number") })
}

pub(super) fn versions(subject: &Subject, claim: &ProductClaim) -> (Verdict, &'static str) {
    if let Some(dated) = dated(subject, claim) {
        return dated;
    }
    if subject.versions.is_empty() {
        let all = claim.versions.contains(&Constraint::All);
        return if all { (Verdict::Affected, "all-versions") } else { (Verdict::Unknown, "missing-version") };
    }
    let mut verdicts: Vec<(Verdict, &'static str)> =
        subject.versions.iter().map(|version| version_verdict(version, claim)).collect();
    verdicts.sort_by_key(|(verdict, _)| weight(*verdict));
    verdicts.dedup_by_key(|(verdict, _)| *verdict);
    match verdicts.as_slice() {
        [only] => *only,
        _ => (Verdict::Unknown, "several-versions"),
    }
}

fn version_verdict(row: &Version, claim: &ProductClaim) -> (Verdict, &'static str) {
    let cure = cure(row, &claim.fixes);
    match (within::place(row, &claim.versions), cure) {
        (Place::In { bounded: true }, _) => (Verdict::Affected, "version-range"),
        (Place::In { bounded: false } | Place::Line, Cure::Reached) => (Verdict::Fixed, "remediation"),
        (Place::In { bounded: false } | Place::Line, _) => (Verdict::Affected, "version-range"),
        (Place::Above { named: true }, _) => (Verdict::Fixed, "version-range"),
        (Place::Above { .. } | Place::Beside | Place::Edge, Cure::Reached | Cure::Partly) => {
            (Verdict::Fixed, "remediation")
        }
        (Place::Above { .. }, Cure::NotYet) => (Verdict::Unknown, "between-range-and-cure"),
        (Place::Above { .. } | Place::Beside | Place::Below, _) => (Verdict::NotAffected, "version-range"),
        (Place::Open, Cure::Reached) => (Verdict::Fixed, "remediation"),
        (Place::Edge | Place::Open, _) => (Verdict::Unknown, "unclear-version"),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cure {
    None,
    NotYet,
    /// One of several cures.
    Partly,
    Reached,
}

/// Where the row stands to the cures: it must have reached the latest one that can be compared.
fn cure(row: &Version, fixes: &[Version]) -> Cure {
    let relations: Vec<Relation> = fixes
        .iter()
        .map(|fix| compare(row, fix))
        .filter(|relation| *relation != Relation::Incomparable)
        .collect();
    if relations.is_empty() {
        return Cure::None;
    }
    let reached =
        |relation: &Relation| matches!(relation, Relation::Equal | Relation::Greater | Relation::Finer(_));
    match relations.iter().filter(|relation| reached(relation)).count() {
        0 => Cure::NotYet,
        all if all == relations.len() => Cure::Reached,
        _ => Cure::Partly,
    }
}

/// Claims about when a device was made: the date of purchase is the only thing a ledger has.
fn dated(subject: &Subject, claim: &ProductClaim) -> Option<(Verdict, &'static str)> {
    let stated = subject.version_text.as_deref().and_then(|text| Day::find(text, None));
    let decide = |day: &Day| {
        if let Some(stated) = stated {
            return if stated < *day { (Verdict::Affected, "date") } else { (Verdict::Fixed, "date") };
        }
        match subject.bought {
            Some(bought) if bought < *day => (Verdict::Affected, "purchase-date"),
            _ => (Verdict::Unknown, "missing-date"),
        }
    };
    claim.versions.iter().find_map(|constraint| match constraint {
        Constraint::Before(day) => Some(decide(day)),
        Constraint::Between(from, _) => match subject.bought {
            Some(bought) if bought < *from => Some((Verdict::NotAffected, "purchase-date")),
            _ => Some((Verdict::Unknown, "missing-date")),
        },
        _ => None,
    })
}
