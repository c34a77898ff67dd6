//! What was judged before: as long as the feeds stay the same, only what is new is judged.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    ids::{OrgId, ProductId, SbomId, VersionId},
    products::{Product, ProductVersion},
};
use hashbrown::HashMap;
use matching::{
    statements::Thing,
    vulnerability::{Coverage, Subject},
};

use super::{
    Stated,
    found::{Found, JudgedSbom, Judging},
};
use crate::{
    clock::day, digest, error::AppError, known_vulnerabilities::Known, node::Node, sbom_library::KeptSbom,
    statements,
};

/// Answers of each organisation by what was asked, all of one edition of the feeds.
#[derive(Debug, Default)]
pub(crate) struct Judged(Mutex<BTreeMap<OrgId, Answers>>);

/// Statements are found by the thing that is asked about: an answer is good for the same thing only.
#[derive(Debug, Default)]
struct Answers {
    asked: String,
    sboms: BTreeMap<(SbomId, VersionId), (Option<Thing>, Arc<JudgedSbom>)>,
    subjects: HashMap<String, Vec<(Thing, Rows)>>,
}

/// What is to be shown about a product or device as such.
type Rows = Arc<Vec<(Found, Stated)>>;

/// What everything is judged by now. Answers are good as long as it says the same.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    org: OrgId,
    pub(crate) known: Arc<Known>,
    pub(crate) coverage: Arc<Coverage>,
    pub(crate) stated: Arc<statements::Stated>,
    /// Every document of feeds was read.
    pub(crate) documents_whole: bool,
    /// Edition of the feeds, state of the statements, and the day: statements end.
    asked: String,
}

impl Bench {
    pub(crate) fn judging(&self) -> Judging<'_> {
        Judging { knowledge: &self.known.knowledge, coverage: &self.coverage, stated: &self.stated }
    }
}

/// Answers about devices that are remembered.
const MOST: usize = 50_000;

impl Judged {
    fn with<T>(&self, bench: &Bench, ask: impl FnOnce(&mut Answers) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = all.entry(bench.org.clone()).or_default();
        if answers.asked != bench.asked || answers.subjects.len() > MOST {
            *answers = Answers { asked: bench.asked.clone(), ..Answers::default() };
        }
        ask(answers)
    }

    /// What is to be shown about a product or device as such.
    pub(crate) fn subject(&self, bench: &Bench, subject: &Subject, thing: &Thing) -> Rows {
        let key = subject.key();
        let known = self.with(bench, |answers| {
            let rows = answers.subjects.get(&key)?.iter().find(|(of, _)| of == thing)?;
            Some(Arc::clone(&rows.1))
        });
        if let Some(rows) = known {
            return rows;
        }
        let rows = Arc::new(bench.judging().subject(subject, thing));
        self.with(bench, |answers| {
            answers.subjects.entry(key).or_default().push((thing.clone(), Arc::clone(&rows)));
        });
        rows
    }

    fn sbom(
        &self,
        bench: &Bench,
        place: &(SbomId, VersionId),
        thing: Option<&Thing>,
    ) -> Option<Arc<JudgedSbom>> {
        self.with(bench, |answers| {
            let (of, judged) = answers.sboms.get(place)?;
            (of.as_ref() == thing).then(|| Arc::clone(judged))
        })
    }
}

/// Answers about bills of materials, by document and the version it belongs to.
pub(crate) type Inside = BTreeMap<(SbomId, VersionId), Arc<JudgedSbom>>;

impl Node {
    /// What everything is judged by. `None`: no feed was read.
    pub(crate) async fn bench(&self, org: &OrgId) -> Result<Option<Bench>, AppError> {
        let Some(known) = self.known_vulnerabilities() else { return Ok(None) };
        let now = self.now();
        let said: Vec<_> = self.statements(org).await?.into_iter().map(|record| record.value).collect();
        let digest = digest::short(&serde_json::to_vec(&said).unwrap_or_default());
        let fed = self.fed_statements();
        let asked = format!("{} {} {digest} {}", known.edition, day(now), fed.edition());
        let coverage = Arc::new(known.coverage(now));
        let documents_whole = fed.left_out().is_empty();
        let stated = Arc::new(statements::Stated::of(said, now).beside(fed));
        Ok(Some(Bench { org: org.clone(), known, coverage, stated, documents_whole, asked }))
    }

    /// What is to be shown about the parts of bills of materials. Documents that no longer read are left out with a word in the log: their
    /// versions stand as unknown.
    pub(crate) async fn judge_sboms(
        &self,
        org: &OrgId,
        kept: &[KeptSbom],
        products: &[Product],
        bench: &Bench,
    ) -> Result<Inside, AppError> {
        let (mut made, mut answered) = (BTreeMap::new(), BTreeMap::new());
        let mut attached: Vec<(&SbomId, &ProductId, &VersionId)> = Vec::new();
        for kept in kept {
            attached.extend(kept.versions.iter().map(|(product, version)| (&kept.id, product, version)));
        }
        for (id, product, version) in attached {
            let place = (id.clone(), version.clone());
            let product = products.iter().find(|own| own.id == *product);
            let thing = product.map(|product| thing_of(product, product.version(version)));
            if let Some(judged) = self.judged.sbom(bench, &place, thing.as_ref()) {
                answered.insert(place.clone(), (thing, Arc::clone(&judged)));
                made.insert(place, judged);
                continue;
            }
            let open = match self.sbom(org, id).await {
                Ok(open) => open,
                Err(AppError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(%id, %error, "a bill of materials cannot be judged");
                    continue;
                }
            };
            let (asking, document, asked) = (bench.clone(), id.clone(), thing.clone());
            let judging = tokio::task::spawn_blocking(move || {
                asking.judging().sbom(&document, &open.sbom, asked.as_ref())
            });
            let judged =
                Arc::new(judging.await.map_err(|_| AppError::Interrupted { doing: "judging components" })?);
            answered.insert(place.clone(), (thing, Arc::clone(&judged)));
            made.insert(place, judged);
        }
        self.judged.with(bench, |answers| answers.sboms = answered);
        Ok(made)
    }
}

/// A product as statements name it.
pub(super) fn thing_of(product: &Product, version: Option<&ProductVersion>) -> Thing {
    let version = version.map(|version| version.version.as_str()).filter(|version| !version.is_empty());
    Thing::named(Some(&product.maker), &product.name, version).with_models(&product.models)
}
