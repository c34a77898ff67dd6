//! Why a row of the exposures is there: the whole chain, told anew from the feeds.

use std::{collections::BTreeMap, sync::Arc};

use domain::ids::OrgId;
use matching::{
    statements::{Removal, what_would_remove},
    vulnerability::{Around, Finding, Judged, Subject, judge, subjects},
};

use super::{Concern, Inputs, On, Steps, priorities};
use crate::{error::AppError, known_vulnerabilities::Known, node::Node};

/// A row and everything needed to say why.
#[derive(Clone, Debug)]
pub struct Detail {
    pub concern: Concern,
    pub known: Arc<Known>,
    subject: Subject,
    around: Around,
}

impl Detail {
    /// What the feeds say, step by step. `None`: they changed meanwhile and say nothing of it any more.
    #[must_use]
    pub fn finding(&self) -> Option<Finding<'_>> {
        let judged = self.judged()?;
        Some(self.known.knowledge.explain(&self.subject, &judged))
    }

    /// What would end the row, the best first, in Japanese and in English. Nothing when the feeds say nothing of it any more.
    #[must_use]
    pub fn removals(&self) -> Vec<(&'static str, &'static str)> {
        let Some(finding) = self.finding() else { return Vec::new() };
        let ground = finding.steps.first().map(|step| step.ground);
        let found = what_would_remove(self.concern.found.verdict, ground, !finding.fixed_in.is_empty());
        found.into_iter().map(Removal::words).collect()
    }

    fn judged(&self) -> Option<Judged<'_>> {
        let all = judge(&self.known.knowledge, &self.subject, &self.around);
        all.into_iter().find(|judged| judged.vulnerability == self.concern.found.vulnerability)
    }
}

impl Node {
    /// Everything about one row.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row in the organisation.
    pub async fn exposure(&self, org: &OrgId, id: &str) -> Result<Detail, AppError> {
        let snapshot = self.snapshot(org)?;
        let missing = || AppError::NotFound { what: "vulnerability of a product", id: id.to_owned() };
        let concern = snapshot.exposures.concern(id).ok_or_else(missing)?.clone();
        let known = self.known_vulnerabilities().ok_or_else(missing)?;
        let (subject, around) = match &concern.part {
            Some(part) => {
                let open = self.sbom(org, &part.sbom).await?;
                let (at, _) = open.component(&part.id).ok_or_else(missing)?;
                let mut all = subjects(&open.sbom);
                let around = Around::of(&all);
                (if at < all.len() { all.swap_remove(at) } else { return Err(missing()) }, around)
            }
            None => (snapshot.exposures.whole(&concern.on).ok_or_else(missing)?.clone(), Around::default()),
        };
        Ok(Detail { concern, known, subject, around })
    }
}

impl Node {
    /// What to do about one row, in order, on the device for which it is most urgent. `None` for rows that nobody can tell about.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row in the organisation.
    pub fn exposure_steps(&self, org: &OrgId, id: &str) -> Result<Option<Steps>, AppError> {
        let snapshot = self.snapshot(org)?;
        let missing = || AppError::NotFound { what: "vulnerability of a product", id: id.to_owned() };
        let concern = snapshot.exposures.concern(id).ok_or_else(missing)?;
        if concern.priority.is_none() {
            return Ok(None);
        }
        let (known, knowledge) = (self.known_vulnerabilities(), self.knowledge());
        let inputs = Inputs {
            products: &snapshot.products,
            links: &snapshot.links,
            picture: &snapshot.picture,
            knowledge: &knowledge,
            sboms: &BTreeMap::new(),
            known: known.as_deref(),
            fetched: true,
            now: snapshot.taken,
        };
        Ok(priorities::steps(&inputs, &snapshot.exposures, concern))
    }
}

impl super::Exposures {
    /// The product or device itself, as it was asked about.
    fn whole(&self, on: &On) -> Option<&Subject> {
        self.wholes.iter().find(|(known, _)| known == on).map(|(_, subject)| subject)
    }
}
