//! What the advisory says about each product: statuses of all vulnerabilities together, and what they say of the
//! neighbours of a version (CSAF 2.0 section 3.2.3.9, 2.1 section 3.2.4.11).

use std::collections::{BTreeMap, BTreeSet};

use domain::advisories::Advisory;

use super::{ProductClaim, names::NamePattern, versions::Constraint};
use crate::schemes::Version;

/// What the advisory says about the product. In the order in which they win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Affected,
    /// 2.1 only: the issuer does not know.
    Unknown,
    UnderInvestigation,
    Fixed,
    NotAffected,
}

/// Statuses by product id.
pub(super) struct Statuses<'a> {
    said: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Products that relationships are made of: they are no claims of their own.
    parts: BTreeSet<&'a str>,
}

impl<'a> Statuses<'a> {
    pub(super) fn new(advisory: &'a Advisory) -> Self {
        let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (status, id) in advisory.vulnerabilities.iter().flat_map(|v| &v.statuses) {
            said.entry(id.as_str()).or_default().insert(status.as_str());
        }
        let relations = advisory.products.iter().filter_map(|product| product.relationship.as_ref());
        let parts = relations.flat_map(|(_, part, host)| [part.as_str(), host.as_str()]).collect();
        Self { said, parts }
    }

    /// A product that no status names is affected where the advisory only ever speaks of affected products (real ones
    /// forget to list some); where it tells them apart, nothing is claimed (`None`).
    pub(super) fn of(&self, id: &str) -> Option<Status> {
        match self.said.get(id) {
            Some(words) => words.iter().map(|word| status(word)).min(),
            None => {
                let only_affected = self.said.values().flatten().all(|word| status(word) == Status::Affected);
                (only_affected && !self.parts.contains(id)).then_some(Status::Affected)
            }
        }
    }

    /// The first and last version of a range are listed instead of the range.
    pub(super) fn widen(&self, claims: &mut [ProductClaim]) {
        let exact = |claim: &ProductClaim| match claim.versions.as_slice() {
            [Constraint::Exact(version)] => Some((version.clone(), true)),
            _ => None,
        };
        let ends: Vec<(usize, bool, (Version, bool))> = claims
            .iter()
            .enumerate()
            .filter_map(|(at, claim)| {
                let words = self.said.get(claim.product_id.as_str())?;
                let only = |word: &str| words.contains(word) && !words.contains("known_affected");
                let (first, last) = (only("first_affected"), only("last_affected"));
                (first != last).then_some((at, first, exact(claim)?))
            })
            .collect();
        let ranges: Vec<(usize, Constraint)> = ends
            .iter()
            .map(|(at, first, end)| {
                let patterns = |at: usize| claims.get(at).map(|claim| &claim.patterns);
                let other = ends
                    .iter()
                    .find(|(other, other_first, _)| other_first != first && patterns(*other) == patterns(*at))
                    .map(|(.., end)| end.clone());
                let own = Some(end.clone());
                let (lower, upper) = if *first { (own, other) } else { (other, own) };
                (*at, Constraint::Range { lower, upper })
            })
            .collect();
        for (at, range) in ranges {
            if let Some(claim) = claims.get_mut(at) {
                claim.versions = vec![range];
            }
        }
    }
}

fn status(word: &str) -> Status {
    match word {
        "known_not_affected" => Status::NotAffected,
        "fixed" | "first_fixed" | "recommended" => Status::Fixed,
        "under_investigation" => Status::UnderInvestigation,
        "unknown" => Status::Unknown,
        _ => Status::Affected,
    }
}

/// A version that is listed as fixed is a cure for the affected versions of the same product.
pub(super) fn share_cures(claims: &mut [ProductClaim]) {
    let fixed: Vec<(Vec<NamePattern>, Version)> = claims
        .iter()
        .filter(|claim| claim.status == Status::Fixed)
        .flat_map(|claim| {
            let version = |constraint: &Constraint| match constraint {
                Constraint::Exact(version) => Some(version.clone()),
                Constraint::Range { lower: Some((version, true)), .. } => Some(version.clone()),
                _ => None,
            };
            claim.versions.iter().filter_map(version).map(|version| (claim.patterns.clone(), version))
        })
        .collect();
    for claim in claims.iter_mut().filter(|claim| claim.status == Status::Affected) {
        for (patterns, version) in &fixed {
            if *patterns == claim.patterns && !claim.fixes.iter().any(|fix| fix.parts == version.parts) {
                claim.fixes.push(version.clone());
            }
        }
    }
}
