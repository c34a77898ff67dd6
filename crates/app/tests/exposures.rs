//! What is known against products and devices, through a node: nothing unknown is ever clean.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

mod young_feeds;

use std::path::Path;

use app::{
    clock::Clock,
    exposures::{On, Reason, State},
    feeds::{Feed, Folder},
    node::Node,
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing},
    statements::Deciding,
};
use domain::{
    advisories::Verdict,
    civil::Civil,
    ids::{OrgId, ProductId, VersionId},
    statements::{Ground, Justification, Role},
    time::Timestamp,
};
use serde_json::{Value, json};
use store::organisations::Organisation;

fn org() -> OrgId {
    OrgId::from_tail("a")
}

fn now() -> Timestamp {
    Civil::read("2026-11-12").unwrap()
}

/// A node with a data folder and no feed yet.
async fn node(data: &Path) -> Node {
    let first = Organisation { id: org(), name: "架空病院".into(), fictional: true };
    Node::open("sqlite::memory:", Clock::Fixed(now()), &first).await.unwrap().with_feeds(data)
}

fn library(purl: &str) -> Value {
    let version = purl.rsplit_once('@').unwrap().1;
    json!({ "type": "library", "name": purl, "version": version, "purl": purl, "bom-ref": purl })
}

async fn product(node: &Node, maker: &str, name: &str, components: Option<Value>) -> (ProductId, VersionId) {
    let draft = ProductDraft { maker: maker.into(), name: name.into(), ..ProductDraft::default() };
    let product = node.add_product(&org(), &draft, "係").await.unwrap();
    let draft = VersionDraft { version: "2.1".into(), ..VersionDraft::default() };
    let version = node.add_version(&org(), &product, &draft, "係").await.unwrap();
    if let Some(components) = components {
        let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": components });
        let sbom = node.take_in_sbom(&org(), "bom.json", bom.to_string().into_bytes(), "係").await.unwrap();
        let filing =
            Filing { product: Choice::Known(product.clone()), version: Choice::Known(version.clone()) };
        node.file_sbom(&org(), &sbom.id, &filing, "係").await.unwrap();
    }
    (product, version)
}

/// Where the version of a product stands, and why.
fn standing(node: &Node, of: &(ProductId, VersionId)) -> (State, Vec<Reason>) {
    let on = On::Version { product: of.0.clone(), version: of.1.clone() };
    let snapshot = node.snapshot(&org()).unwrap();
    let found = snapshot.exposures.standings.iter().find(|standing| standing.on == on).unwrap();
    (found.state, found.reasons.clone())
}

#[tokio::test]
async fn nothing_unknown_is_clean() {
    let data = tempfile::tempdir().unwrap();
    let node = node(data.path()).await;
    let plain = product(&node, "青葉", "A", Some(json!([library("pkg:pypi/nothing-known@1")]))).await;
    assert_eq!(standing(&node, &plain), (State::Unknown, vec![Reason::NoFeeds]));
    young_feeds::bring(data.path(), now());
    assert!(node.catch_up_feeds().await.unwrap(), "the folder holds something new");
    assert!(!node.catch_up_feeds().await.unwrap());
    assert_eq!(standing(&node, &plain), (State::NothingKnown, vec![]));
    let without = product(&node, "青葉", "B", None).await;
    assert_eq!(standing(&node, &without), (State::Unknown, vec![Reason::NoSbom]));
    for (name, components, reason) in [
        ("C", json!([]), Reason::EmptySbom),
        ("D", json!([{ "type": "library", "name": "x" }]), Reason::PartsUnidentified(1)),
        ("E", json!([library("pkg:maven/org.example/x@1")]), Reason::PartsNotCovered(1)),
    ] {
        let version = product(&node, "青葉", name, Some(components)).await;
        assert_eq!(standing(&node, &version), (State::Unknown, vec![reason]));
    }
}

#[tokio::test]
async fn a_list_that_was_not_read_to_its_end_is_not_clean() {
    let data = tempfile::tempdir().unwrap();
    young_feeds::bring(data.path(), now());
    let node = node(data.path()).await;
    node.read_feeds().await.unwrap();
    let whole = product(&node, "青葉", "A", Some(json!([library("pkg:pypi/nothing-known@1")]))).await;
    assert_eq!(standing(&node, &whole), (State::NothingKnown, vec![]));
    let cut = product(&node, "青葉", "B", None).await;
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [library("pkg:pypi/nothing-known@1")] });
    let text = format!("{bom} {bom}").into_bytes();
    let sbom = node.take_in_sbom(&org(), "cut.json", text, "係").await.unwrap();
    let filing = Filing { product: Choice::Known(cut.0.clone()), version: Choice::Known(cut.1.clone()) };
    node.file_sbom(&org(), &sbom.id, &filing, "係").await.unwrap();
    assert_eq!(standing(&node, &cut), (State::Unknown, vec![Reason::EmptySbom]));
}

#[tokio::test]
async fn a_fetch_that_failed_since_ends_nothing_known() {
    let data = tempfile::tempdir().unwrap();
    let node = node(data.path()).await;
    young_feeds::bring(data.path(), now());
    let plain = product(&node, "青葉", "A", Some(json!([library("pkg:pypi/nothing-known@1")]))).await;
    assert!(node.catch_up_feeds().await.unwrap());
    assert_eq!(standing(&node, &plain), (State::NothingKnown, vec![]));
    // What a sync writes when the server was not there: no record file changes.
    let place = Folder::of(data.path()).feed(Feed::Kev).join("state.json");
    let mut state: Value = serde_json::from_slice(&std::fs::read(&place).unwrap()).unwrap();
    state["last_failure"] = json!({ "at": "2026-11-12T00:00:00Z", "why": "status", "url": "https://kev.example/", "status": 503 });
    std::fs::write(&place, state.to_string()).unwrap();
    assert!(node.catch_up_feeds().await.unwrap());
    assert_eq!(standing(&node, &plain), (State::Unknown, vec![Reason::FeedsNotSound]));
    assert!(!node.catch_up_feeds().await.unwrap());
}

#[tokio::test]
async fn a_part_with_a_vulnerability_is_found_and_explained() {
    let data = tempfile::tempdir().unwrap();
    young_feeds::bring(data.path(), now());
    let node = node(data.path()).await;
    node.read_feeds().await.unwrap();
    let gateway = json!([library("pkg:golang/example.com/acme/gateway@v1.4.1")]);
    let version = product(&node, "青葉", "Gateway box", Some(gateway)).await;
    assert_eq!(standing(&node, &version).0, State::Affected);
    let snapshot = node.snapshot(&org()).unwrap();
    let concern = &snapshot.exposures.concerns[0];
    assert_eq!((concern.found.verdict, concern.devices.len()), (Verdict::Affected, 0));
    let detail = node.exposure(&org(), &concern.id).await.unwrap();
    let finding = detail.finding().unwrap();
    assert_eq!(finding.vulnerability, concern.found.vulnerability);
    assert!(!finding.steps.is_empty() && !finding.sentence_ja.is_empty());
    let (priority, steps) =
        (concern.priority.as_ref().unwrap(), node.exposure_steps(&org(), &concern.id).await.unwrap());
    assert_eq!(steps.unwrap().decided.outcome.rank, priority.rank);
    assert!(!priority.ask.is_empty(), "no device was seen: what is unknown is asked");
    let week = snapshot.exposures.week.as_ref().unwrap();
    assert_eq!(week.first[0].products, ["Gateway box"]);
    assert!(node.exposure(&org(), "nowhere").await.is_err());
    // Without the document the version stands as unknown again.
    node.remove_sbom(&org(), &snapshot.sboms[0].id, true, "係").await.unwrap();
    assert_eq!(standing(&node, &version), (State::Unknown, vec![Reason::NoSbom]));
    assert!(node.exposure(&org(), &concern.id).await.is_err());
}

#[tokio::test]
async fn a_decision_is_shown_beside_the_range_and_can_be_taken_back() {
    let data = tempfile::tempdir().unwrap();
    young_feeds::bring(data.path(), now());
    let node = node(data.path()).await;
    node.read_feeds().await.unwrap();
    let gateway = json!([library("pkg:golang/example.com/acme/gateway@v1.4.1")]);
    let version = product(&node, "青葉", "Gateway box", Some(gateway)).await;
    let row = node.snapshot(&org()).unwrap().exposures.concerns[0].clone();
    assert!(!row.stated.removed_by.is_empty(), "what would remove it is told");
    let deciding = Deciding {
        vulnerability: row.found.vulnerability.clone(),
        subject: node.exposure_subject(&org(), &row.id).await.unwrap(),
        status: Verdict::NotAffected,
        justification: Some(Justification::VulnerableCodeNotInExecutePath),
        impact: None,
        action: None,
        responses: Vec::new(),
        treatment: None,
        grounds: vec![Ground::RecordUnchanged {
            digest: Some(row.stated.record_digest.clone()),
            dated: None,
        }],
        valid_until: None,
        by: "青葉 製品安全部".into(),
        role: Role::Maker,
    };
    let decided = node.decide(&org(), &deciding).await.unwrap();
    let snapshot = node.snapshot(&org()).unwrap();
    let stated = snapshot.exposures.concern(&row.id).unwrap();
    assert_eq!(
        (stated.found.verdict, stated.stated.by_ranges),
        (Verdict::NotAffected, Some(Verdict::Affected))
    );
    assert!(stated.stated.statements[0].counts && stated.priority.is_none());
    assert_eq!(standing(&node, &version), (State::NothingKnown, vec![]));
    node.withdraw_statement(&org(), &decided.id, "係", "まちがい").await.unwrap();
    assert_eq!(standing(&node, &version).0, State::Affected);
    node.reinstate_statement(&org(), &decided.id).await.unwrap();
    assert_eq!(standing(&node, &version).0, State::NothingKnown);
}

#[tokio::test]
async fn feeds_that_are_too_old_are_told() {
    let data = tempfile::tempdir().unwrap();
    young_feeds::bring(data.path(), now());
    let first = Organisation { id: org(), name: "架空病院".into(), fictional: true };
    let later = Clock::Fixed(Civil::read("2027-03-01").unwrap());
    let node = Node::open("sqlite::memory:", later, &first).await.unwrap().with_feeds(data.path());
    node.read_feeds().await.unwrap();
    let plain = product(&node, "青葉", "A", Some(json!([library("pkg:pypi/nothing-known@1")]))).await;
    assert_eq!(standing(&node, &plain), (State::Unknown, vec![Reason::FeedsNotSound]));
}
