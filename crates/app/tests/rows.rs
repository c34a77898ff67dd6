//! One row through a node: what advisories tell to do stands in its steps, what a person answers decides, what JVN writes is found.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::PathBuf;

use app::{
    clock::Clock,
    exposures::{ActionKind, Next},
    feeds::{Folder, import::import},
    node::Node,
    overrules::{About, Overruling},
    products::{ProductDraft, VersionDraft},
};
use domain::{civil::Civil, ids::OrgId, overrules::Question};
use serde_json::json;
use store::organisations::Organisation;

const JVN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln/jvn-detail.rdf");

fn org() -> OrgId {
    OrgId::from_tail("a")
}

/// A pump of an invented maker, which JVN and the maker's advisory speak of.
async fn pump(data: &std::path::Path) -> Node {
    let now = Civil::read("2026-11-12").unwrap();
    import(&Folder::of(data), &[PathBuf::from(JVN)], now, &mut |_| {}).unwrap();
    let first = Organisation { id: org(), name: "架空病院".into(), fictional: true };
    let node = Node::open("sqlite::memory:", Clock::Fixed(now), &first).await.unwrap().with_feeds(data);
    let draft = ProductDraft {
        maker: "架空製作所株式会社".into(),
        name: "輸液ポンプ KP-100".into(),
        kind: "infusion_pump".into(),
        models: vec!["KP-100".into()],
        ..ProductDraft::default()
    };
    let product = node.add_product(&org(), &draft, "係").await.unwrap();
    let version = VersionDraft { version: "1.04".into(), ..VersionDraft::default() };
    node.add_version(&org(), &product, &version, "係").await.unwrap();
    node.read_feeds().await.unwrap();
    node
}

fn advisory(cve: &str) -> Vec<u8> {
    json!({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "架空",
            "publisher": { "category": "vendor", "name": "架空製作所", "namespace": "https://kaku.example" },
            "tracking": {
                "id": "KAKU-2099-1", "status": "final", "version": "1",
                "initial_release_date": "2026-11-01T00:00:00Z", "current_release_date": "2026-11-01T00:00:00Z",
                "revision_history": [{ "date": "2026-11-01T00:00:00Z", "number": "1", "summary": "-" }],
            },
        },
        "product_tree": { "branches": [{ "category": "vendor", "name": "架空製作所株式会社", "branches": [{
            "category": "product_name", "name": "KP-100", "branches": [{
                "category": "product_version_range", "name": "<1.06",
                "product": { "name": "KP-100 <1.06", "product_id": "P1" },
            }] }] }] },
        "vulnerabilities": [{
            "cve": cve,
            "product_status": { "known_affected": ["P1"] },
            "remediations": [
                { "category": "vendor_fix", "details": "版 1.06 を用意しました。", "product_ids": ["P1"],
                  "date": "2026-12-01T00:00:00Z", "url": "https://kaku.example/fix", "restart_required": { "category": "machine" } },
                { "category": "workaround", "details": "通信を区画の中に限ってください。", "product_ids": ["P1"] },
            ],
        }],
    })
    .to_string()
    .into_bytes()
}

#[tokio::test]
async fn what_the_maker_tells_and_what_a_person_answers_stand_in_the_row() {
    let data = tempfile::tempdir().unwrap();
    let node = pump(data.path()).await;
    let row = |node: &Node| node.snapshot(&org()).unwrap().exposures.concerns.first().cloned().unwrap();
    let before = row(&node);
    let left_out =
        node.take_in_advisories(&org(), &[("kaku.json".into(), advisory(&before.found.vulnerability))]).await;
    assert!(left_out.unwrap().is_empty());
    let told = row(&node);
    let says = told.remedies.as_deref().unwrap();
    let fix = says.fixes.first().unwrap();
    assert_eq!((fix.by.as_str(), fix.restart.as_deref()), ("KAKU-2099-1", Some("machine")));
    assert_eq!((says.measures.len(), fix.date.is_some(), fix.url.is_some()), (1, true, true));
    // No device is known: that comes first, on the list and on the row.
    assert_eq!(told.next(None), Next::LinkDevices);
    let steps = node.exposure_steps(&org(), &told.id).await.unwrap().unwrap();
    let kinds: Vec<ActionKind> = steps.actions.iter().map(|action| action.kind).collect();
    assert_eq!(kinds, [ActionKind::Identify, ActionKind::Fix, ActionKind::Mitigation]);

    let said = |answer: &str, reason: &str| Overruling {
        about: About::Kind("infusion_pump".into()),
        question: Question::Effect,
        answer: answer.into(),
        reason: reason.into(),
        by: "臨床工学部門".into(),
    };
    for (answer, reason) in [("very bad", "x"), ("none", " ")] {
        assert!(node.overrule(&org(), &said(answer, reason)).await.is_err(), "{answer}");
    }
    let urgent = told.priority.as_ref().unwrap().rank;
    let id = node.overrule(&org(), &said("none", "単体で使う")).await.unwrap();
    let steps = node.exposure_steps(&org(), &told.id).await.unwrap().unwrap();
    let effect = steps.asked.iter().find(|asked| asked.key == "PE").unwrap();
    let word = |choice: &Option<app::exposures::Choice>| choice.as_ref().unwrap().word.clone();
    assert_eq!((word(&effect.answer), word(&effect.supposed)), ("none".into(), "critical".into()));
    assert!(row(&node).priority.unwrap().rank <= urgent);
    assert!(node.undo_overrule(&org(), &id).await.unwrap());
    assert_eq!(row(&node).priority.unwrap().rank, urgent);
}

#[tokio::test]
async fn what_jvn_writes_is_read_from_its_file() {
    let data = tempfile::tempdir().unwrap();
    let node = pump(data.path()).await;
    let cve = node.snapshot(&org()).unwrap().exposures.concerns.first().unwrap().found.vulnerability.clone();
    for _ in 0..2 {
        let found = node.summaries(&cve).await.unwrap();
        let first = found.first().unwrap();
        assert_eq!(first.record, "JVNDB-2099-000002");
        assert!(first.text.as_ref().unwrap().contains("認証の欠如"));
    }
    assert!(node.summaries("CVE-1999-0001").await.unwrap().is_empty());
}
