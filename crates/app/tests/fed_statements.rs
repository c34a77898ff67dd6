//! What CSAF documents of feeds state, through a node: it counts as the maker's word, for every organisation, as long as its ground stands.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

mod deliveries;
mod young_feeds;

use std::{
    fs,
    path::{Path, PathBuf},
};

use app::{
    clock::Clock,
    exposures::{Concern, On, Reason, State},
    feeds::{Feed, Folder},
    node::Node,
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing},
    statements::{Confirmed, FedDocuments, FedStatements},
};
use domain::{
    advisories::Verdict,
    civil::Civil,
    ids::{OrgId, StatementId},
    statements::Role,
    time::Timestamp,
};
use matching::statements::{Shelf as _, Weight};
use serde_json::{Value, json};
use store::{Store, organisations::Organisation};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
const GATEWAY: &str = "pkg:golang/example.com/acme/gateway@v1.4.1";

fn now() -> Timestamp {
    Civil::read("2026-11-12").unwrap()
}

fn organisation(id: &str) -> Organisation {
    Organisation { id: OrgId::from_tail(id), name: id.into(), fictional: true }
}

fn database(data: &Path) -> String {
    format!("sqlite://{}", data.join("k.db").display())
}

/// A hospital with a pump in which the gateway is, and whole feeds that say that the gateway is affected.
struct Hospital {
    data: tempfile::TempDir,
    node: Node,
    org: OrgId,
}

impl Hospital {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let first = organisation("a");
        let node = Node::open(&database(data.path()), Clock::Fixed(now()), &first).await.unwrap();
        let hospital = Self { node: node.with_feeds(data.path()), data, org: first.id };
        young_feeds::bring(hospital.data.path(), now());
        hospital.pump(&hospital.org).await;
        hospital
    }

    fn folder(&self) -> Folder {
        Folder::of(self.data.path())
    }

    async fn pump(&self, org: &OrgId) {
        let draft =
            ProductDraft { maker: "Aoba Medical".into(), name: "Infuse".into(), ..ProductDraft::default() };
        let product = self.node.add_product(org, &draft, "係").await.unwrap();
        let draft = VersionDraft { version: "2.1".into(), ..VersionDraft::default() };
        let version = self.node.add_version(org, &product, &draft, "係").await.unwrap();
        let part = json!({ "type": "library", "name": "gateway", "version": "v1.4.1", "purl": GATEWAY, "bom-ref": "g" });
        let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part] });
        let sbom = self.node.take_in_sbom(org, "bom.json", bom.to_string().into_bytes(), "係").await.unwrap();
        let filing = Filing { product: Choice::Known(product), version: Choice::Known(version) };
        self.node.file_sbom(org, &sbom.id, &filing, "係").await.unwrap();
    }

    /// Lays a document where a sync would.
    fn lay(&self, name: &str, document: &Value) -> PathBuf {
        let path = self.folder().feed(Feed::Csaf).join("aoba").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, document.to_string()).unwrap();
        path
    }

    fn remember(&self, state: &Value) {
        fs::write(self.folder().feed(Feed::Csaf).join("state.json"), state.to_string()).unwrap();
    }

    /// The row of the gateway in the pump, and where the pump stands.
    async fn looked(&self) -> (Concern, State, Vec<Reason>) {
        self.node.catch_up_fetched().await.unwrap();
        self.row(&self.org)
    }

    fn row(&self, org: &OrgId) -> (Concern, State, Vec<Reason>) {
        let snapshot = self.node.snapshot(org).unwrap();
        let row = snapshot.exposures.concerns.iter().find(|row| row.part.is_some()).unwrap().clone();
        let standing =
            snapshot.exposures.standings.iter().find(|each| matches!(each.on, On::Version { .. })).unwrap();
        (row, standing.state, standing.reasons.clone())
    }

    /// A person confirms that the provider of the documents is who it says it is.
    async fn confirm(&self) {
        let known = self.node.providers(&self.org).await.unwrap();
        let says = known.iter().find(|one| one.name == "aoba").and_then(|one| one.says.clone()).unwrap();
        let who = ("臨床工学室", "代表電話で確かめた");
        self.node.confirm_provider(&self.org, "aoba", &says, who).await.unwrap();
    }

    async fn counts(&self) -> Verdict {
        self.looked().await.0.found.verdict
    }
}

fn fixture() -> Value {
    let path = Path::new(FIXTURES).join("csaf-statements/aoba-infuse-gateway.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The document in another edition.
fn edition(version: &str, date: &str) -> Value {
    let mut document = fixture();
    document["document"]["tracking"]["version"] = json!(version);
    document["document"]["tracking"]["current_release_date"] = json!(date);
    document
}

fn says(mut document: Value, status: &str) -> Value {
    document["vulnerabilities"][0]["product_status"] = json!({ status: ["INFUSE-2.1:GATEWAY"] });
    document
}

#[tokio::test]
async fn the_makers_word_of_a_feed_counts_beside_the_range_for_every_organisation() {
    let hospital = Hospital::new().await;
    assert_eq!(hospital.counts().await, Verdict::Affected);
    hospital.lay("1.json", &fixture());
    let (row, state, reasons) = hospital.looked().await;
    assert_eq!((row.found.verdict, row.stated.by_ranges), (Verdict::NotAffected, Some(Verdict::Affected)));
    assert_eq!((state, reasons), (State::NothingKnown, vec![]));
    let stated = &row.stated.statements[0];
    assert!(stated.from_feed && stated.counts && stated.role == Role::Maker, "{stated:?}");
    let document = stated.document.as_ref().unwrap();
    assert_eq!((document.id.as_str(), document.version.as_str()), ("AOBA-2026-0007", "1"));
    assert_eq!(stated.said_at, Civil::read("2026-11-01T00:00:00Z"));
    assert!(row.found.sentence_ja.contains("Aoba Medical"), "{}", row.found.sentence_ja);
    // Nothing of it is on record, and nothing is to be taken back.
    assert!(hospital.node.snapshot(&hospital.org).unwrap().decisions.is_empty());
    let id = StatementId::parse(stated.id.as_str()).unwrap();
    assert!(hospital.node.withdraw_statement(&hospital.org, &id, "係", "x").await.is_err());
    // Another organisation has it, too.
    let second = organisation("b");
    let store = Store::open(&database(hospital.data.path())).await.unwrap();
    store.put_organisation(&second).await.unwrap();
    hospital.pump(&second.id).await;
    hospital.node.refresh(&second.id).await.unwrap();
    assert_eq!(hospital.row(&second.id).0.found.verdict, Verdict::NotAffected);
}

#[tokio::test]
async fn the_newest_edition_counts_and_one_that_is_gone_does_not() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    let affected = hospital.lay("2.json", &says(edition("2", "2026-11-03T00:00:00Z"), "known_affected"));
    assert_eq!(hospital.counts().await, Verdict::Affected);
    fs::remove_file(&affected).unwrap();
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    let mut withdrawn = edition("3", "2026-11-04T00:00:00Z");
    withdrawn["document"]["category"] = json!("csaf_withdrawn");
    hospital.lay("3.json", &withdrawn);
    let (row, ..) = hospital.looked().await;
    assert_eq!((row.found.verdict, row.stated.statements.len()), (Verdict::Affected, 0));
}

#[tokio::test]
async fn what_cannot_be_read_checked_or_renewed_is_never_good_news() {
    let hospital = Hospital::new().await;
    let place = hospital.lay("1.json", &fixture());
    assert_eq!(hospital.looked().await.1, State::NothingKnown);
    // Nobody asked for a month whether it still holds.
    hospital.remember(&json!({ "last_success": "2026-10-01T00:00:00Z" }));
    let (row, state, reasons) = hospital.looked().await;
    assert_eq!((row.found.verdict, state), (Verdict::NotAffected, State::Unknown));
    assert_eq!(reasons, [Reason::FeedsNotSound]);
    // A newer edition came and could not be checked: the old one ends nothing any more.
    let kept_out = json!([{ "document": "aoba/1.json", "why": "no-signature" }]);
    hospital.remember(&json!({ "last_success": "2026-11-11T00:00:00Z", "kept_out": kept_out }));
    let (row, state, _) = hospital.looked().await;
    assert_eq!((row.found.verdict, state), (Verdict::Affected, State::Affected), "{:?}", row.stated);
    assert_eq!(row.stated.statements[0].weight, Weight::Shaken);
    // It says nothing that can be read.
    hospital.remember(&json!({ "last_success": "2026-11-11T00:00:00Z" }));
    assert_eq!(hospital.looked().await.1, State::NothingKnown);
    fs::write(&place, "{\"document\":").unwrap();
    let (row, ..) = hospital.looked().await;
    assert_eq!(row.found.verdict, Verdict::Affected);
    fs::write(&place, says(fixture(), "fixed").to_string()).unwrap();
    assert_eq!(hospital.looked().await.1, State::NothingKnown);
    hospital.lay("2.json", &json!({ "document": 7 }));
    let (_, state, reasons) = hospital.looked().await;
    assert_eq!((state, reasons), (State::Unknown, vec![Reason::FeedsNotSound]));
}

#[tokio::test]
async fn others_products_are_not_made_better() {
    let hospital = Hospital::new().await;
    let mut coordinator = fixture();
    coordinator["document"]["publisher"]["category"] = json!("coordinator");
    let mut reseller = fixture();
    reseller["document"]["publisher"] =
        json!({ "category": "vendor", "name": "Another", "namespace": "https://another.example" });
    // Of the package wherever it is, which is nobody's product of theirs.
    let mut lazy = fixture();
    lazy["vulnerabilities"][0]["product_status"] = json!({ "known_not_affected": ["GATEWAY"] });
    for document in [&coordinator, &reseller, &lazy] {
        hospital.lay("1.json", document);
        let (row, ..) = hospital.looked().await;
        assert_eq!(row.found.verdict, Verdict::Affected, "{document}");
        assert_eq!(row.stated.statements[0].weight, Weight::NotTheirs);
    }
    // Worse is heard from everybody.
    let mut other = fixture();
    other["document"]["publisher"]["category"] = json!("coordinator");
    other["vulnerabilities"][0]["cve"] = json!("CVE-2099-4242");
    hospital.lay("1.json", &says(other, "known_affected"));
    hospital.looked().await;
    let snapshot = hospital.node.snapshot(&hospital.org).unwrap();
    let rows = &snapshot.exposures.concerns;
    let new = rows.iter().find(|row| row.found.vulnerability == "CVE-2099-4242").unwrap();
    assert_eq!((new.found.verdict, new.stated.by_ranges), (Verdict::Affected, None));
}

#[tokio::test]
async fn what_a_person_recorded_stays_on_top() {
    let hospital = Hospital::new().await;
    let document = fixture();
    hospital.lay("1.json", &document);
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    // Taken in and taken back: the feed does not bring it again.
    let file = ("aoba.json".to_owned(), document.to_string().into_bytes());
    let taken = hospital.node.take_in_vex(&hospital.org, &[file]).await.unwrap();
    assert_eq!(hospital.row(&hospital.org).0.stated.statements.len(), 1, "it is one statement");
    let id = &taken[0].ids[0];
    hospital.node.withdraw_statement(&hospital.org, id, "係", "別の機種").await.unwrap();
    let (row, ..) = hospital.looked().await;
    assert_eq!(row.found.verdict, Verdict::Affected);
    assert!(!row.stated.statements[0].from_feed);
    // A newer edition is another word of the maker.
    hospital.lay("1.json", &edition("2", "2026-11-03T00:00:00Z"));
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    // What was taken in counts until its document is renewed or taken back.
    hospital.node.reinstate_statement(&hospital.org, id).await.unwrap();
    let mut withdrawn = edition("3", "2026-11-04T00:00:00Z");
    withdrawn["document"]["category"] = json!("csaf_withdrawn");
    hospital.lay("1.json", &withdrawn);
    let (row, ..) = hospital.looked().await;
    assert_eq!(
        (row.found.verdict, &row.stated.statements[0].weight),
        (Verdict::Affected, &Weight::Withdrawn)
    );
}

#[tokio::test]
async fn what_was_read_before_is_read_from_what_was_kept() {
    let hospital = Hospital::new().await;
    let place = hospital.lay("1.json", &fixture());
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&place).unwrap().set_modified(long_ago).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let load = || {
        let documents = FedDocuments::load(&hospital.folder(), Some(cache.path())).unwrap();
        FedStatements::of(&documents, &Confirmed::new())
    };
    let told = |fed: &FedStatements| (fed.documents(), fed.len(), fed.edition().to_owned());
    let first = load();
    assert_eq!((first.documents(), first.len()), (1, 1));
    // The same size and time: whoever reads it again would find that it is broken.
    fs::write(&place, vec![b' '; fixture().to_string().len()]).unwrap();
    fs::File::options().write(true).open(&place).unwrap().set_modified(long_ago).unwrap();
    assert_eq!(told(&load()), told(&first));
    for kept in fs::read_dir(cache.path()).unwrap() {
        fs::write(kept.unwrap().path(), "damaged").unwrap();
    }
    let anew = load();
    assert_eq!((anew.documents(), anew.left_out().len()), (0, 1));
}
