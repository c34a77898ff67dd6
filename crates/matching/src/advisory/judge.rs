//! From fitting claims to a verdict with its grounds.
//!
//! Priority where the advisory contradicts itself: a version listed in the tree is affected, whatever a remediation says;
//! an open range ends at the version that a remediation names as cure; a range in the prose widens the tree's range.

use domain::advisories::{Advisory, AdvisoryRemediation, Ground, Judgement, Verdict};
use knowledge::Knowledge;

use super::{
    claims::{
        ProductClaim, Status,
        versions::{Constraint, SerialFit},
    },
    identity::{self, Fit, Grade},
    kinship::Kinship,
    relabels,
    subject::Subject,
    within::{self, Place},
    words,
};
use crate::schemes::{Day, Relation, Version, compare};

/// Longer texts are cut in grounds.
const MAX_SAID: usize = 160;

/// Judges one subject by one advisory. `None`: the advisory is about something else.
#[must_use]
pub fn judge(
    subject: &Subject,
    advisory: &Advisory,
    claims: &[&ProductClaim],
    knowledge: &Knowledge,
    kin: &Kinship<'_>,
) -> Option<Judgement> {
    let mut fits = fits(subject, claims, kin);
    let mut through = None;
    if fits.iter().all(|(_, fit)| fit.grade == Grade::Perhaps) {
        for (code, other) in relabels::other_names(subject, knowledge) {
            let found = self::fits(&other, claims, kin);
            if found.iter().any(|(_, fit)| fit.grade == Grade::Product) {
                fits = found;
                through = Some(code);
                break;
            }
        }
    }
    let best = fits.iter().map(|(_, fit)| fit.grade).max()?;
    fits.retain(|(_, fit)| fit.grade == best);
    let names: Vec<_> = fits.iter().map(|(_, fit)| fit.explained.clone()).collect();
    fits.retain(|(_, fit)| {
        !names.iter().any(|other| other.len() > fit.explained.len() && other.is_superset(&fit.explained))
    });
    if fits.iter().any(|(_, fit)| !fit.excluded) {
        fits.retain(|(_, fit)| !fit.excluded);
    }
    let whole_family = agree_on_family(subject, claims, &fits);
    let mut said: Vec<(Verdict, Ground, &ProductClaim, &Fit)> = fits
        .iter()
        .filter_map(|(claim, fit)| {
            let (verdict, ground) = of_claim(subject, claim, fit, whole_family)?;
            Some((verdict, ground, *claim, fit))
        })
        .collect();
    said.sort_by(|a, b| (weight(a.0), a.2.product_id.as_str()).cmp(&(weight(b.0), b.2.product_id.as_str())));
    let (verdict, _, claim, fit) = said.first()?;
    let grounds = grounds(subject, &said, through.unwrap_or(fit.code));
    Some(finish(advisory, *verdict, claim, grounds))
}

/// The row says only what the title calls all products, and for each of them the answer would be the same.
fn agree_on_family(subject: &Subject, claims: &[&ProductClaim], fits: &[(&ProductClaim, Fit)]) -> bool {
    let mut verdicts = claims.iter().map(|claim| versions(subject, claim).0);
    let first = verdicts.next();
    fits.len() == claims.len()
        && fits.iter().all(|(_, fit)| fit.code == identity::TITLE)
        && first.is_some_and(|first| verdicts.all(|verdict| verdict == first))
}

fn fits<'c>(
    subject: &Subject,
    claims: &[&'c ProductClaim],
    kin: &Kinship<'_>,
) -> Vec<(&'c ProductClaim, Fit)> {
    claims.iter().filter_map(|claim| identity::fit(subject, claim, kin).map(|fit| (*claim, fit))).collect()
}

/// The order in which verdicts win: a missed affected device is the worst.
const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Affected => 0,
        Verdict::Unknown => 1,
        Verdict::UnderInvestigation => 2,
        Verdict::Fixed => 3,
        Verdict::NotAffected => 4,
    }
}

fn of_claim(
    subject: &Subject,
    claim: &ProductClaim,
    fit: &Fit,
    whole_family: bool,
) -> Option<(Verdict, Ground)> {
    if fit.excluded {
        return Some((Verdict::NotAffected, ground("exclusion", claim, &subject.shown)));
    }
    let (mut verdict, mut reason) = versions(subject, claim);
    if claim.component && matches!(verdict, Verdict::Fixed | Verdict::NotAffected) {
        (verdict, reason) = (Verdict::Unknown, "component-version");
    }
    if claim.status != Status::Affected {
        let applies = matches!(verdict, Verdict::Affected | Verdict::Unknown);
        if !applies {
            return None;
        }
        verdict = match (claim.status, verdict) {
            (_, Verdict::Unknown) => Verdict::Unknown,
            (Status::Fixed, _) => Verdict::Fixed,
            (Status::NotAffected, _) => Verdict::NotAffected,
            (Status::Unknown, _) => Verdict::Unknown,
            _ => Verdict::UnderInvestigation,
        };
        reason = "status";
    }
    if verdict == Verdict::Affected {
        (verdict, reason) = serials(subject, claim).unwrap_or((verdict, reason));
    }
    if verdict == Verdict::Affected {
        (verdict, reason) = conditions(subject, claim, verdict, reason);
    }
    if fit.grade == Grade::Perhaps && !whole_family && matches!(verdict, Verdict::Affected | Verdict::Fixed) {
        (verdict, reason) = (Verdict::Unknown, "missing-model");
    }
    let subject_says = subject.version_text.clone().unwrap_or_default();
    Some((verdict, ground(reason, claim, &subject_says)))
}

/// Operating system and options that the advisory asks for.
fn conditions(
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
fn serials(subject: &Subject, claim: &ProductClaim) -> Option<(Verdict, &'static str)> {
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

fn versions(subject: &Subject, claim: &ProductClaim) -> (Verdict, &'static str) {
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

fn ground(code: &str, claim: &ProductClaim, subject_says: &str) -> Ground {
    Ground {
        code: code.to_owned(),
        place: Some(claim.product_id.clone()),
        advisory_says: claim.written.chars().take(MAX_SAID).collect(),
        subject_says: subject_says.chars().take(MAX_SAID).collect(),
    }
}

fn grounds(subject: &Subject, said: &[(Verdict, Ground, &ProductClaim, &Fit)], through: &str) -> Vec<Ground> {
    let Some((verdict, _, claim, _)) = said.first() else { return Vec::new() };
    let mut grounds = vec![ground(through, claim, &subject.shown)];
    grounds.extend(
        said.iter().filter(|(other, ..)| other == verdict).take(3).map(|(_, ground, ..)| ground.clone()),
    );
    let contradicting = *verdict == Verdict::Affected
        && claim
            .fixes
            .iter()
            .any(|fix| subject.versions.iter().any(|row| compare(row, fix) == Relation::Equal));
    if contradicting {
        let fixes = claim.fixes.iter().map(|fix| fix.written.as_str()).collect::<Vec<_>>().join(", ");
        grounds.push(Ground {
            code: "contradiction".to_owned(),
            place: Some(claim.product_id.clone()),
            advisory_says: format!(
                "a remediation names {fixes} as cure; the list of affected versions goes first"
            ),
            subject_says: subject.version_text.clone().unwrap_or_default(),
        });
    }
    grounds
}

fn finish(advisory: &Advisory, verdict: Verdict, claim: &ProductClaim, grounds: Vec<Ground>) -> Judgement {
    let concerned: Vec<_> = advisory
        .vulnerabilities
        .iter()
        .filter(|v| v.statuses.is_empty() || v.statuses.iter().any(|(_, id)| *id == claim.product_id))
        .collect();
    let mut remediations: Vec<AdvisoryRemediation> = Vec::new();
    for remediation in concerned.iter().flat_map(|v| &v.remediations) {
        let applies = remediation.products.is_empty() || remediation.products.contains(&claim.product_id);
        if applies && !remediations.contains(remediation) {
            remediations.push(remediation.clone());
        }
    }
    let all = advisory.vulnerabilities.iter().flat_map(|v| &v.remediations);
    let do_not_connect =
        verdict == Verdict::Affected && all.clone().any(|remediation| asks_to_unplug(&remediation.details));
    Judgement {
        advisory: advisory.id.clone(),
        verdict,
        why: why(verdict, &grounds),
        grounds,
        remediations,
        cves: concerned.iter().filter_map(|v| v.cve.clone()).collect(),
        score: concerned
            .iter()
            .filter_map(|v| v.score.as_ref().map(|(score, _)| *score))
            .fold(None, |top, score| Some(top.map_or(score, |top: f32| top.max(score)))),
        do_not_connect,
    }
}

/// The advice is to take the device off the network, without an "if" or an "or".
#[must_use]
pub fn asks_to_unplug(text: &str) -> bool {
    text.to_lowercase().split(". ").any(|sentence| {
        let asks = (sentence.contains("remove") && sentence.contains("from") && sentence.contains("network"))
            || ((sentence.contains("disconnect") || sentence.contains("unplug"))
                && (sentence.contains("network") || sentence.contains("ethernet")))
            || sentence.contains("ネットワークから切り離")
            || sentence.contains("接続しないで");
        let weak = ["if ", "either", "cannot", "unless", "when not", "public"]
            .iter()
            .any(|word| sentence.contains(word));
        asks && !weak
    })
}

fn why(verdict: Verdict, grounds: &[Ground]) -> String {
    let said = grounds.first().map(|ground| ground.advisory_says.as_str()).unwrap_or_default();
    let decided = grounds.get(1);
    let version = decided
        .map(|ground| ground.subject_says.as_str())
        .filter(|text| !text.is_empty())
        .unwrap_or("not stated");
    let code = decided.map(|ground| ground.code.as_str()).unwrap_or_default();
    let head = match verdict {
        Verdict::Affected => "Affected",
        Verdict::Fixed => "Fixed",
        Verdict::NotAffected => "Not affected",
        Verdict::UnderInvestigation => "Under investigation",
        Verdict::Unknown => "Cannot tell",
    };
    let through = grounds.first().map(|ground| ground.code.as_str()).unwrap_or_default();
    format!(
        "{head}: the advisory names \"{said}\" (matched by {through}); version here: {version}; decided by {code}."
    )
}

#[cfg(test)]
mod tests {
    use super::asks_to_unplug;

    #[test]
    fn unplugging() {
        assert!(asks_to_unplug(
            "Per FDA recommendation, users remove any Contec CMS8000 devices from their networks."
        ));
        assert!(!asks_to_unplug("Disconnect devices from the network if connectivity is not necessary"));
        assert!(!asks_to_unplug("either disconnect affected products from IP networks or segregate them"));
    }
}
