//! Why a row of the exposures is there: the whole chain, told anew from the feeds.

use std::{collections::BTreeMap, sync::Arc};

use domain::{ids::OrgId, sbom::IdentifierKind, statements};
use matching::{
    statements::{Removal, what_would_remove},
    vulnerability::{Around, Finding, Judged, Subject, judge, subjects},
};

use super::{Concern, Inputs, On, Steps, laid_over, priorities};
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
        let bench = self.bench(org).await?.ok_or_else(missing)?;
        let (subject, around) = match &concern.part {
            Some(part) => {
                let open = self.sbom(org, &part.sbom).await?;
                let (at, _) = open.component(&part.id).ok_or_else(missing)?;
                let laid = laid_over(&open.sbom, &bench.stated);
                let mut all = subjects(laid.as_ref().unwrap_or(&open.sbom));
                let around = Around::of(&all);
                (if at < all.len() { all.swap_remove(at) } else { return Err(missing()) }, around)
            }
            None => (snapshot.exposures.whole(&concern.on).ok_or_else(missing)?.clone(), Around::default()),
        };
        Ok(Detail { concern, known: bench.known, subject, around })
    }
}

impl Node {
    /// A row as a decision about it names it: the product, and the part in it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row in the organisation.
    pub async fn exposure_subject(&self, org: &OrgId, id: &str) -> Result<statements::Subject, AppError> {
        let snapshot = self.snapshot(org)?;
        let missing = || AppError::NotFound { what: "vulnerability of a product", id: id.to_owned() };
        let concern = snapshot.exposures.concern(id).ok_or_else(missing)?;
        let product = match &concern.on {
            On::Version { product, version } => {
                let own = snapshot.products.iter().find(|own| own.id == *product).ok_or_else(missing)?;
                let version = own.version(version).map(|version| version.version.clone());
                named(Some(own.maker.clone()), own.name.clone(), version)
            }
            On::Device { .. } => {
                let subject = snapshot.exposures.whole(&concern.on).ok_or_else(missing)?;
                named(subject.maker().map(str::to_owned), subject.name.clone(), subject.version.clone())
            }
        };
        let Some(part) = &concern.part else { return Ok(statements::Subject::whole(product)) };
        let open = self.sbom(org, &part.sbom).await?;
        // With every identifier: a name alone may be somebody else's.
        let listed = open.component(&part.id).map(|(_, component)| component);
        let texts = |kinds: &[IdentifierKind]| -> Vec<String> {
            let all = listed.iter().flat_map(|component| &component.identifiers);
            all.filter(|each| kinds.contains(&each.kind)).map(|each| each.value.clone()).collect()
        };
        let maker = listed.and_then(|component| component.supplied_by()).map(str::to_owned);
        let component = statements::Product {
            purls: texts(&[IdentifierKind::Purl]),
            cpes: texts(&[IdentifierKind::Cpe23, IdentifierKind::Cpe22]),
            ..named(maker, part.name.clone(), part.version.clone())
        };
        Ok(statements::Subject { product, component: Some(component) })
    }

    /// What to do about one row, in order, on the device for which it is most urgent. `None` for rows that nobody can tell about.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such row in the organisation.
    pub async fn exposure_steps(&self, org: &OrgId, id: &str) -> Result<Option<Steps>, AppError> {
        let snapshot = self.snapshot(org)?;
        let missing = || AppError::NotFound { what: "vulnerability of a product", id: id.to_owned() };
        let concern = snapshot.exposures.concern(id).ok_or_else(missing)?;
        if concern.priority.is_none() {
            return Ok(None);
        }
        let (bench, knowledge) = (self.bench(org).await?, self.knowledge());
        let overrules = self.overrules(org).await?;
        let inputs = Inputs {
            products: &snapshot.products,
            links: &snapshot.links,
            picture: &snapshot.picture,
            advisories: &snapshot.advisories,
            overrules: &overrules,
            knowledge: &knowledge,
            inside: &BTreeMap::new(),
            bench: bench.as_ref(),
            fetched: true,
            now: snapshot.taken,
        };
        Ok(priorities::steps(&inputs, &snapshot.exposures, concern))
    }
}

fn named(vendor: Option<String>, name: String, version: Option<String>) -> statements::Product {
    let told = |text: Option<String>| text.filter(|text| !text.is_empty());
    statements::Product {
        vendor: told(vendor),
        name: told(Some(name)),
        version: told(version),
        ..statements::Product::default()
    }
}

impl super::Exposures {
    /// The product or device itself, as it was asked about.
    fn whole(&self, on: &On) -> Option<&Subject> {
        self.wholes.iter().find(|(known, _)| known == on).map(|(_, subject)| subject)
    }
}
