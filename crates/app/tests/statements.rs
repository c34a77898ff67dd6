//! Statements of an organisation, through a node: taken in, decided, withdrawn, reinstated, asked.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use app::{
    clock::Clock,
    error::{AppError, Refusal},
    node::Node,
    statements::{Deciding, DecisionProblem, Kept},
};
use domain::{
    advisories::Verdict,
    ids::{OrgId, StatementId},
    statements::{Declaration, Declared, Ground, Justification, Product, Role, Subject, Treatment},
    time::Timestamp,
};
use matching::statements::{Asked, RecordState, Thing};
use store::organisations::Organisation;

const NOW: Timestamp = Timestamp::from_parts(1_795_133_520, 0);
const CVE: &str = "CVE-2099-7777";

fn org() -> OrgId {
    OrgId::from_tail("a")
}

async fn node() -> Node {
    let first = Organisation { id: org(), name: "架空病院".into(), fictional: true };
    Node::open("sqlite::memory:", Clock::Fixed(NOW), &first).await.unwrap()
}

fn fixture(name: &str) -> (String, Vec<u8>) {
    let path = format!("{}/../../fixtures/vex/{name}", env!("CARGO_MANIFEST_DIR"));
    (name.to_owned(), std::fs::read(path).unwrap())
}

fn pump() -> Product {
    Product::of_text("pkg:generic/aoba/infuse@2.1")
}

fn deciding(status: Verdict) -> Deciding {
    Deciding {
        vulnerability: CVE.into(),
        subject: Subject::whole(pump()),
        status,
        justification: None,
        impact: None,
        action: None,
        responses: Vec::new(),
        treatment: None,
        grounds: Vec::new(),
        valid_until: None,
        by: "臨床工学室".into(),
        role: Role::Hospital,
    }
}

/// What counts about the pump, when ranges say that it cannot be told.
async fn counts(node: &Node) -> (Verdict, Option<Treatment>) {
    let stated = node.stated(&org()).await.unwrap();
    let thing = Thing::of_product(&pump());
    let asked = Asked::alone(&thing, Vec::new());
    let ranges = Some(Verdict::Unknown);
    let made = stated.statements.about_one(CVE, &[], ranges, &asked, &RecordState::default(), NOW);
    (made.counts, made.treatment)
}

#[tokio::test]
async fn vex_files_are_taken_in_once_and_what_is_none_is_told() {
    let node = node().await;
    let files =
        [fixture("maker.openvex.json"), fixture("hospital.json"), ("x.txt".to_owned(), b"hello".to_vec())];
    let taken = node.take_in_vex(&org(), &files).await.unwrap();
    let counted: Vec<Option<usize>> = taken.iter().map(|one| one.outcome.clone().ok()).collect();
    assert_eq!(counted, [Some(2), Some(2), None]);
    node.take_in_vex(&org(), &files).await.unwrap();
    assert_eq!(node.statements(&org()).await.unwrap().len(), 4);
    assert_eq!(counts(&node).await, (Verdict::Affected, Some(Treatment::Mitigated)));
}

#[tokio::test]
async fn a_decision_is_recorded_withdrawn_and_reinstated() {
    let node = node().await;
    let mut decision = deciding(Verdict::NotAffected);
    decision.justification = Some(Justification::CodeNotReachable);
    decision.grounds = vec![Ground::CodeNotReachable];
    let decided = node.decide(&org(), &decision).await.unwrap();
    assert!(decided.against.is_empty());
    assert_eq!(counts(&node).await.0, Verdict::NotAffected);
    node.withdraw_statement(&org(), &decided.id, "情報システム課", "取り違え").await.unwrap();
    assert_eq!(counts(&node).await.0, Verdict::Unknown);
    let kept = node.statements(&org()).await.unwrap();
    let Kept::Statement(statement) = &kept[0].value else { panic!("{kept:?}") };
    assert_eq!(statement.withdrawn.as_ref().unwrap().reason, "取り違え");
    assert_eq!((statement.author.as_str(), statement.said_at), ("臨床工学室", Some(NOW)));
    node.reinstate_statement(&org(), &decided.id).await.unwrap();
    assert_eq!(counts(&node).await.0, Verdict::NotAffected);
    let missing = node.reinstate_statement(&org(), &StatementId::from_tail("none")).await;
    assert!(matches!(missing, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn against_the_maker_a_decision_is_kept_and_told_and_does_not_count() {
    let node = node().await;
    node.take_in_vex(&org(), &[fixture("maker.openvex.json")]).await.unwrap();
    let mut decision = deciding(Verdict::NotAffected);
    decision.impact = Some("we think so".into());
    let decided = node.decide(&org(), &decision).await.unwrap();
    assert_eq!(decided.against.len(), 1);
    assert_eq!(counts(&node).await.0, Verdict::Affected);
    // What was withdrawn stays so when its file comes again.
    let maker = decided.against[0].id.clone();
    node.withdraw_statement(&org(), &maker, "x", "y").await.unwrap();
    node.take_in_vex(&org(), &[fixture("maker.openvex.json")]).await.unwrap();
    assert_eq!(counts(&node).await.0, Verdict::NotAffected);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let node = node().await;
    let mut treated = deciding(Verdict::Fixed);
    treated.treatment = Some(Treatment::RiskAccepted);
    let mut ended = deciding(Verdict::Affected);
    ended.valid_until = Some(NOW);
    let mut nobody = deciding(Verdict::Affected);
    nobody.by = " ".into();
    let mut nothing = deciding(Verdict::Affected);
    nothing.subject = Subject::default();
    let mut nameless = deciding(Verdict::Affected);
    nameless.vulnerability = String::new();
    for (decision, problem) in [
        (deciding(Verdict::NotAffected), DecisionProblem::NoReason),
        (deciding(Verdict::Unknown), DecisionProblem::NoStatus),
        (treated, DecisionProblem::TreatedButNotAffected),
        (ended, DecisionProblem::EndedAlready),
        (nobody, DecisionProblem::NoAuthor),
        (nothing, DecisionProblem::NoProduct),
        (nameless, DecisionProblem::NoVulnerability),
    ] {
        let refused = node.decide(&org(), &decision).await.unwrap_err();
        assert!(matches!(refused, AppError::Refused(Refusal::Decision(why)) if why == problem), "{refused}");
    }
    assert!(node.statements(&org()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_declared_fix_counts() {
    let node = node().await;
    let declaration = Declaration {
        id: StatementId::from_tail("0"),
        component: pump(),
        inside: None,
        declared: Declared::Patched { vulnerabilities: vec![CVE.into()] },
        reason: "letter of the maker, 2026-05-01".into(),
        author: "臨床工学室".into(),
        role: Role::Hospital,
        said_at: None,
        valid_until: None,
        withdrawn: None,
    };
    let silent = Declaration { reason: String::new(), ..declaration.clone() };
    assert!(node.declare(&org(), silent).await.is_err());
    let id = node.declare(&org(), declaration).await.unwrap();
    assert_eq!(counts(&node).await.0, Verdict::Fixed);
    node.withdraw_statement(&org(), &id, "x", "y").await.unwrap();
    assert_eq!(counts(&node).await.0, Verdict::Unknown);
}

#[tokio::test]
async fn a_file_of_our_own_form_changes_nothing_that_is_on_record() {
    let node = node().await;
    let affected = node.decide(&org(), &deciding(Verdict::Affected)).await.unwrap();
    let ours = node.statements(&org()).await.unwrap().remove(0);
    let Kept::Statement(statement) = &ours.value else { panic!("{ours:?}") };
    let mut forged = serde_json::to_value(statement).unwrap();
    let mut other = forged.clone();
    other["id"] = "stm_other".into();
    for one in [&mut forged, &mut other] {
        one["status"] = "not_affected".into();
        one["impact"] = "so they say".into();
        one["role"] = "maker".into();
    }
    let file = |list: Vec<&serde_json::Value>| {
        let text = serde_json::json!({ "kikimori": "statements", "statements": list }).to_string();
        ("own.json".to_owned(), text.into_bytes())
    };
    let taken = node.take_in_vex(&org(), &[file(vec![&forged, &other])]).await.unwrap();
    assert!(taken[0].warnings.iter().any(|line| line.contains(affected.id.as_str())), "{taken:?}");
    let kept = node.statements(&org()).await.unwrap();
    let here = kept.iter().find(|record| record.id == affected.id.as_str()).unwrap();
    assert_eq!(here.value, ours.value, "what is on record stays");
    let snapshot = node.snapshot(&org()).unwrap();
    let read_from_file: Vec<bool> = snapshot.decisions.iter().map(|decision| !decision.is_ours()).collect();
    assert_eq!(read_from_file.iter().filter(|read| **read).count(), 1, "and the new one is not called ours");
    let again = node.take_in_vex(&org(), &[file(vec![&other])]).await.unwrap();
    assert!(again[0].warnings.is_empty(), "the same file twice: {again:?}");
}

#[tokio::test]
async fn a_record_that_stays_as_it_is_is_no_reason() {
    let node = node().await;
    let ground = Ground::RecordUnchanged { digest: None, dated: None };
    let unreasoned = Deciding { grounds: vec![ground.clone()], ..deciding(Verdict::NotAffected) };
    let refused = node.decide(&org(), &unreasoned).await.unwrap_err();
    assert!(
        matches!(refused, AppError::Refused(Refusal::Decision(DecisionProblem::NoReason))),
        "{refused:?}"
    );
    let reasoned = Deciding { impact: Some("届かない".into()), ..unreasoned };
    node.decide(&org(), &reasoned).await.unwrap();
}
