//! From fitting claims to a verdict with its grounds.
//!
//! Priority where the advisory contradicts itself: a version listed in the tree is affected, whatever a remediation says;
//! an open range ends at the version that a remediation names as cure; a range in the prose widens the tree's range.

use domain::advisories::{Ground, Verdict};

use super::{
    claims::{ProductClaim, Status},
    identity::{self, Fit, Grade},
    kinship::Kinship,
    spoken::Row,
    subject::Subject,
    verdicts::{conditions, serials, versions},
};
use crate::schemes::{Relation, compare};

/// Longer texts are cut in grounds.
const MAX_SAID: usize = 160;

/// What one advisory decides about a subject.
pub struct Decision<'c> {
    pub verdict: Verdict,
    /// In order of weight.
    pub grounds: Vec<Ground>,
    /// The claim that decided.
    pub claim: &'c ProductClaim,
}

/// Judges one row by the claims of one advisory. `others`: what the row is otherwise called, and how that is known.
/// `None`: the advisory is about something else.
#[must_use]
pub fn decide<'c>(
    row: &Row<'_>,
    others: &[(&'static str, Row<'_>)],
    claims: &[&'c ProductClaim],
    kin: &Kinship<'_>,
) -> Option<Decision<'c>> {
    let subject = row.subject;
    let mut fits = fits(row, claims, kin);
    let mut through = None;
    if fits.iter().all(|(_, fit)| fit.grade == Grade::Perhaps) {
        for (code, other) in others {
            let found = self::fits(other, claims, kin);
            if found.iter().any(|(_, fit)| fit.grade == Grade::Product) {
                fits = found;
                through = Some(*code);
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
    Some(Decision { verdict: *verdict, grounds, claim })
}

/// The row says only what the title calls all products, and for each of them the answer would be the same.
fn agree_on_family(subject: &Subject, claims: &[&ProductClaim], fits: &[(&ProductClaim, Fit)]) -> bool {
    if fits.len() != claims.len() || fits.iter().any(|(_, fit)| fit.code != identity::TITLE) {
        return false;
    }
    let mut verdicts = claims.iter().map(|claim| versions(subject, claim).0);
    verdicts.next().is_some_and(|first| verdicts.all(|verdict| verdict == first))
}

fn fits<'c>(row: &Row<'_>, claims: &[&'c ProductClaim], kin: &Kinship<'_>) -> Vec<(&'c ProductClaim, Fit)> {
    claims.iter().filter_map(|claim| identity::fit(row, claim, kin).map(|fit| (*claim, fit))).collect()
}

/// The order in which verdicts win: a missed affected device is the worst.
pub(super) const fn weight(verdict: Verdict) -> u8 {
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
