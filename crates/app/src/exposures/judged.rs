//! What was judged before: as long as the feeds stay the same, only what is new is judged. When other documents of feeds state something, only what
//! they are near.

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
    statements::{Asked, DocumentName, Edition, Key, Shelf as _, Thing},
    vulnerability::{Coverage, Subject},
};

use super::{
    Stated,
    found::{Found, JudgedSbom, Judging},
};
use crate::{
    clock::day,
    digest,
    error::AppError,
    known_vulnerabilities::Known,
    node::Node,
    sbom_library::KeptSbom,
    statements::{self, FedStatements, Kept},
};

/// Answers of each organisation by what was asked, all of one edition of the feeds.
#[derive(Debug, Default)]
pub(crate) struct Judged(Mutex<BTreeMap<OrgId, Answers>>);

#[derive(Debug, Default)]
struct Answers {
    asked: String,
    sboms: BTreeMap<(SbomId, VersionId), Answer<Option<Thing>, JudgedSbom>>,
    subjects: HashMap<String, Vec<Answer<Thing, List>>>,
}

type List = Vec<(Found, Stated)>;

/// Statements are found by the thing that is asked about: an answer is good for the same thing only, and as long as documents of feeds say the same
/// near it.
#[derive(Debug)]
struct Answer<O, T> {
    of: O,
    /// `None`: nobody can tell what is near it.
    keys: Option<Vec<Key>>,
    /// Edition of the documents that it was looked at with last, and what they say near it.
    edition: String,
    witness: u64,
    value: Arc<T>,
}

impl<O, T> Answer<O, T> {
    fn new(bench: &Bench, of: O, keys: Option<Vec<Key>>, value: Arc<T>) -> Self {
        let witness = keys.as_ref().map(|keys| bench.fed.witness(keys)).unwrap_or_default();
        Self { of, keys, edition: bench.fed.edition().to_owned(), witness, value }
    }

    /// The answer, if it is still one.
    fn stands(&mut self, bench: &Bench) -> Option<Arc<T>> {
        let edition = bench.fed.edition();
        if self.edition != edition {
            let keys = self.keys.as_ref()?;
            if bench.fed.witness(keys) != self.witness {
                return None;
            }
            edition.clone_into(&mut self.edition);
        }
        Some(Arc::clone(&self.value))
    }
}

/// What is to be shown about a product or device as such.
type Rows = Arc<List>;

/// What everything is judged by now. Answers are good as long as it says the same.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    org: OrgId,
    pub(crate) known: Arc<Known>,
    pub(crate) coverage: Arc<Coverage>,
    pub(crate) stated: Arc<statements::Stated>,
    /// Every document of feeds was read.
    pub(crate) documents_whole: bool,
    fed: Arc<FedStatements>,
    /// Edition of the records, state of an organisation's own statements and of their documents, and the day: statements end.
    asked: String,
}

impl Bench {
    pub(crate) fn judging(&self) -> Judging<'_> {
        Judging { knowledge: &self.known.knowledge, coverage: &self.coverage, stated: &self.stated }
    }

    /// Between two documents: what feeds state is closed when too much of it is open.
    fn relieve(&mut self) {
        if let Some(closed) = self.fed.relieved() {
            self.stated = Arc::new(statements::Stated::clone(&self.stated).beside(Arc::clone(&closed)));
            self.fed = closed;
        }
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
            answers.subjects.get_mut(&key)?.iter_mut().find(|known| known.of == *thing)?.stands(bench)
        });
        if let Some(rows) = known {
            return rows;
        }
        let rows = Arc::new(bench.judging().subject(subject, thing));
        let keys = Asked::alone(thing, Vec::new()).keys();
        let answer = Answer::new(bench, thing.clone(), Some(keys), Arc::clone(&rows));
        self.with(bench, |answers| {
            let known = answers.subjects.entry(key).or_default();
            known.retain(|known| known.of != *thing);
            known.push(answer);
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
            answers.sboms.get_mut(place).filter(|known| known.of.as_ref() == thing)?.stands(bench)
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
        let fed = self.fed_statements(org).await?;
        let renewed = digest::short(format!("{:?}", renewed(&said, &fed)).as_bytes());
        let asked = format!("{} {} {digest} {renewed}", known.edition, day(now));
        let coverage = Arc::new(known.coverage(now));
        let documents_whole = fed.left_out().is_empty();
        let stated = Arc::new(statements::Stated::of(said, now).beside(Arc::clone(&fed)));
        Ok(Some(Bench { org: org.clone(), known, coverage, stated, documents_whole, fed, asked }))
    }

    /// What is to be shown about the parts of bills of materials. Documents that no longer read are left out with a word in the log: their
    /// versions stand as unknown.
    pub(crate) async fn judge_sboms(
        &self,
        org: &OrgId,
        kept: &[KeptSbom],
        products: &[Product],
        bench: &mut Bench,
    ) -> Result<Inside, AppError> {
        let mut made = BTreeMap::new();
        let mut attached: Vec<(&SbomId, &ProductId, &VersionId)> = Vec::new();
        for kept in kept {
            attached.extend(kept.versions.iter().map(|(product, version)| (&kept.id, product, version)));
        }
        for (id, product, version) in attached {
            let place = (id.clone(), version.clone());
            let product = products.iter().find(|own| own.id == *product);
            let thing = product.map(|product| thing_of(product, product.version(version)));
            if let Some(judged) = self.judged.sbom(bench, &place, thing.as_ref()) {
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
            let answer = Answer::new(bench, thing, judged.keys.clone(), Arc::clone(&judged));
            self.judged.with(bench, |answers| answers.sboms.insert(place.clone(), answer));
            made.insert(place, judged);
            bench.relieve();
        }
        self.judged.with(bench, |answers| answers.sboms.retain(|place, _| made.contains_key(place)));
        Ok(made)
    }
}

/// The newest editions that feeds have of the documents that people here took in: those may renew or take back what was taken in, also
/// without stating anything.
fn renewed(said: &[Kept], fed: &FedStatements) -> BTreeMap<DocumentName, Option<(Edition, bool)>> {
    let names = said.iter().filter_map(|kept| match kept {
        Kept::Statement(statement) => DocumentName::of_statement(statement),
        Kept::Declaration(_) => None,
    });
    let newest = |name: &DocumentName| {
        let newest = fed.newest(name)?;
        Some((newest.edition.clone(), newest.withdrawn))
    };
    names.map(|name| (name.clone(), newest(&name))).collect()
}

/// A product as statements name it.
pub(super) fn thing_of(product: &Product, version: Option<&ProductVersion>) -> Thing {
    let version = version.map(|version| version.version.as_str()).filter(|version| !version.is_empty());
    Thing::named(Some(&product.maker), &product.name, version).with_models(&product.models)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use domain::{
        sbom::{Component, Identifier, IdentifierKind, Sbom},
        time::Timestamp,
    };
    use matching::vulnerability::Knowledge;

    use super::*;
    use crate::{
        feeds::communications::Directives,
        statements::{Confirmed, FedDocuments, fed::delivery::Delivery},
    };

    const GATEWAY: &str = "pkg:golang/example.com/acme/gateway@v1.4.1";

    /// A document of a maker about one of its packages.
    fn fed(documents: &[(&str, &str, &str)]) -> FedStatements {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        for (id, name, status) in documents {
            let helper = if name.starts_with("pkg:") {
                format!(r#","product_identification_helper":{{"purl":"{name}"}}"#)
            } else {
                String::new()
            };
            let product = format!(r#"{{"name":"{name}","product_id":"P"{helper}}}"#);
            let text = format!(
                r#"{{"document":{{"csaf_version":"2.0","publisher":{{"category":"vendor","name":"Acme","namespace":"https://acme.example"}},"tracking":{{"id":"{id}","version":"1"}}}},
                "product_tree":{{"branches":[{{"category":"vendor","name":"Acme","branches":[{{"category":"product_name","name":"{name}","product":{product}}}]}}]}},
                "vulnerabilities":[{{"cve":"CVE-2099-0001","product_status":{{"{status}":["P"]}}}}]}}"#
            );
            let file = folder.path().join(format!("{id}.json"));
            fs::write(&file, text).unwrap();
            files.push((file, Delivery::default()));
        }
        let made = FedStatements::of(&FedDocuments::of(files, Vec::new(), None).unwrap(), &Confirmed::new());
        assert_eq!((made.documents(), made.left_out()), (documents.len(), &[][..]));
        made
    }

    fn bench(documents: &[(&str, &str, &str)]) -> Bench {
        let knowledge = Knowledge::default();
        let (files, directives, read) = (Vec::new(), Directives::default(), Timestamp(0));
        let known = Known { knowledge, files, directives, edition: 1, read };
        let fed = Arc::new(fed(documents));
        Bench {
            org: OrgId::from_tail("a"),
            known: Arc::new(known),
            coverage: Arc::default(),
            stated: Arc::new(statements::Stated::default().beside(Arc::clone(&fed))),
            documents_whole: true,
            fed,
            asked: "always the same".to_owned(),
        }
    }

    fn list() -> Sbom {
        let gateway = Component {
            id: "g".into(),
            name: "gateway".into(),
            version: Some("v1.4.1".into()),
            identifiers: vec![Identifier::new(IdentifierKind::Purl, GATEWAY)],
            ..Component::default()
        };
        let other = Component { id: "o".into(), name: "other".into(), ..Component::default() };
        Sbom { components: vec![gateway, other], ..Sbom::default() }
    }

    /// Every answer that stands is the one that would be given anew.
    #[test]
    fn only_what_changed_documents_are_near_is_judged_again() {
        let pump = Thing::named(Some("Acme"), "Infuse", Some("2.1"));
        let (judged, place) = (Judged::default(), (SbomId::from_tail("s"), VersionId::from_tail("v")));
        let always = ("A-0", "pkg:npm/elsewhere", "known_affected");
        let (affected, not) = ("known_affected", "known_not_affected");
        for (documents, sbom_stands, subject_stands) in [
            (&[always][..], false, false),
            (&[always], true, true),
            (&[always, ("A-1", "pkg:npm/another", affected)], true, true),
            (&[always, ("A-1", GATEWAY, affected)], false, true),
            (&[always, ("A-1", GATEWAY, not)], false, true),
            (&[always, ("A-1", GATEWAY, not), ("A-2", "pkg:npm/another", affected)], true, true),
            (&[always, ("A-2", "Infuse", affected)], false, false),
            (&[always, ("A-2", "Infuse", affected), ("A-3", "Diffuse", affected)], true, true),
            (&[always], false, false),
        ] {
            let bench = bench(documents);
            let subject = Subject::of_product("Acme", &["Infuse"], Some("2.1"));
            let known = judged.sbom(&bench, &place, Some(&pump));
            let anew = Arc::new(bench.judging().sbom(&place.0, &list(), Some(&pump)));
            assert_eq!(known.is_some(), sbom_stands, "{documents:?}");
            if let Some(known) = known {
                assert_eq!(known, anew, "{documents:?}");
            }
            let answer = Answer::new(&bench, Some(pump.clone()), anew.keys.clone(), anew);
            judged.with(&bench, |answers| answers.sboms.insert(place.clone(), answer));
            let held = judged.with(&bench, |answers| {
                answers.subjects.get_mut(&subject.key())?.first_mut()?.stands(&bench)
            });
            let rows = judged.subject(&bench, &subject, &pump);
            assert_eq!(held.is_some(), subject_stands, "{documents:?}");
            assert_eq!(*rows, bench.judging().subject(&subject, &pump), "{documents:?}");
        }
    }

    #[test]
    fn what_is_open_is_closed_between_two_documents_and_answers_stand() {
        let mut bench = bench(&[("A-1", GATEWAY, "known_not_affected")]);
        let (judged, place) = (Judged::default(), (SbomId::from_tail("s"), VersionId::from_tail("v")));
        let before = Arc::new(bench.judging().sbom(&place.0, &list(), None));
        let answer = Answer::new(&bench, None, before.keys.clone(), Arc::clone(&before));
        judged.with(&bench, |answers| answers.sboms.insert(place.clone(), answer));
        bench.relieve();
        let open = Arc::downgrade(&bench.fed);
        assert!(open.upgrade().is_some(), "little is open");
        bench.fed.crowd();
        bench.relieve();
        assert!(open.upgrade().is_none(), "nobody holds what is open any more");
        assert_eq!(judged.sbom(&bench, &place, None).unwrap(), before);
        assert_eq!(bench.judging().sbom(&place.0, &list(), None), *before);
    }
}
