//! Tables: what feeds bring ends a finding only where it is known here whose the product is, and nothing speaks against the document.

use std::sync::Arc;

use domain::{
    advisories::Verdict,
    ids::StatementId,
    sbom::{Hash, Sbom},
    statements::{Justification, Product, Role, Statement, Subject},
    time::Timestamp,
};

use super::{tests::pump, *};

const CVE: &str = "CVE-2024-0001";

/// One statement of a publisher.
#[derive(Clone, Debug)]
struct One {
    statement: Statement,
    keys: Vec<Key>,
    origin: Origin,
    publisher: (&'static str, &'static str),
}

impl Shelf for One {
    fn near(&self, keys: &[Key]) -> Vec<Shelved<'_>> {
        let (name, namespace) = self.publisher;
        let shelved = Shelved {
            statement: &self.statement,
            keys: &self.keys,
            origin: &self.origin,
            publisher: Publisher { name, namespace },
        };
        self.keys.iter().any(|key| keys.contains(key)).then_some(shelved).into_iter().collect()
    }

    fn newest(&self, _: &DocumentName) -> Option<Newest<'_>> {
        None
    }

    fn len(&self) -> usize {
        1
    }
}

/// What counts of the shell in the pump, and how the statement stands.
fn heard(
    sbom: &Sbom,
    status: Verdict,
    subject: &Subject,
    publisher: (&'static str, &'static str),
    doubt: Option<Doubt>,
) -> String {
    let statement = Statement {
        role: Role::Maker,
        subjects: vec![subject.clone()],
        justification: Some(Justification::CodeNotReachable),
        ..Statement::new(StatementId::from_tail("1"), CVE, status)
    };
    let speaker = Publisher { name: publisher.0, namespace: publisher.1 };
    let statement = of_feed(statement, speaker).remove(0);
    let origin = Origin { doubt, ..Origin::default() };
    let one = One { keys: keys_of(&statement), statement, origin, publisher };
    let statements = Statements::default().beside(Arc::new(one));
    let setting = Setting::of(sbom);
    let asked = setting.asked(2).unwrap();
    let (state, ranges) = (RecordState::default(), Some(Verdict::UnderInvestigation));
    let made = statements.about_one(CVE, &[], ranges, &asked, &state, Timestamp(0));
    let weight = |one: &Heard<'_>| {
        serde_json::to_value(&one.weight).unwrap()["weight"].as_str().unwrap_or_default().to_owned()
    };
    let weights: Vec<String> =
        made.heard.iter().map(|one| format!("{} {}", one.role.as_str(), weight(one))).collect();
    format!("{}: {}", made.counts.as_str(), weights.join(", "))
}

fn hash() -> Product {
    let hashes = vec![Hash { algorithm: "SHA-256".into(), value: "aa11".into() }];
    Product { hashes, ..Product::default() }
}

/// As a publisher writes it who calls everything its own.
fn called(vendor: &str, product: Product) -> Subject {
    Subject::whole(Product { vendor: Some(vendor.into()), ..product })
}

const PUMPS: (&str, &str) = ("Example Medical", "https://example-medical.example");
const STRANGER: (&str, &str) = ("Stranger", "https://stranger.example");
const OPEN: (&str, &str) = ("Exam Works", "https://exam.example");

/// The shell in the pump by its digest, its place in the document that is judged, its tag, its bill of materials.
#[test]
fn what_names_nobody_ties_nobody() {
    let mut sbom = pump("2.1", "5.2-1");
    sbom.id = Some("https://boms.example/pump".into());
    let place = |link: &str| Product { links: vec![link.into()], ..Product::default() };
    let gitoid = Product { uris: vec!["gitoid:blob:sha1:aa".into()], ..Product::default() };
    let tag = domain::sbom::Identifier::new(domain::sbom::IdentifierKind::Gitoid, "gitoid:blob:sha1:aa");
    sbom.components[2].identifiers.push(tag);
    let own = Product { purls: vec!["pkg:generic/stranger/tools@1".into()], ..hash() };
    for product in [
        hash(),
        place("https://boms.example/pump#b"),
        place("https://boms.example/pump"),
        gitoid.clone(),
        // An identifier of its own beside the digest of somebody else's file.
        own,
    ] {
        let subject = called("Stranger", product.clone());
        for status in [Verdict::NotAffected, Verdict::Fixed] {
            let found = heard(&sbom, status, &subject, STRANGER, None);
            assert_eq!(found, "under_investigation: other not-tied", "{status:?} {product:?}");
        }
        // It may raise, and does not stand above the hospital as the maker would.
        let found = heard(&sbom, Verdict::Affected, &subject, STRANGER, None);
        assert_eq!(found, "affected: other counts", "{product:?}");
    }
    // The maker of the pump says it of a file in its pump.
    for product in [hash(), place("https://boms.example/pump#b"), gitoid] {
        let found =
            heard(&sbom, Verdict::NotAffected, &called("Example Medical", product.clone()), PUMPS, None);
        assert_eq!(found, "not_affected: maker counts", "{product:?}");
    }
}

#[test]
fn a_name_ties_whose_name_it_is() {
    let sbom = pump("2.1", "5.2-1");
    let named = |vendor: &str| called(vendor, Product::named("Pump X", Some("2.1")));
    let counts = "not_affected: maker counts";
    let untied = "under_investigation: other not-tied";
    for (subject, publisher, expected) in [
        (named("Example Medical"), PUMPS, counts),
        // It begins as the maker's name does, and is another's.
        (named("Exam"), OPEN, untied),
        (Subject::inside(named("Example Medical").product, hash()), PUMPS, counts),
        (Subject::inside(named("Exam").product, hash()), OPEN, untied),
        (
            Subject::whole(Product::of_purl("pkg:deb/debian/bash")),
            ("Debian", "https://www.debian.org"),
            counts,
        ),
    ] {
        let found = heard(&sbom, Verdict::NotAffected, &subject, publisher, None);
        assert_eq!(found, expected, "{subject:?}");
    }
}

#[test]
fn a_doubtful_document_ends_nothing() {
    let sbom = pump("2.1", "5.2-1");
    let subject = called("Example Medical", Product::named("Pump X", Some("2.1")));
    let since = Timestamp(1_795_305_600_000_000);
    for (doubt, weight) in [
        (Doubt::Shaken, "shaken"),
        (Doubt::Unconfirmed, "unconfirmed"),
        (Doubt::HandedOn, "handed-on"),
        (Doubt::Unlisted { since }, "unlisted"),
    ] {
        let found = heard(&sbom, Verdict::NotAffected, &subject, PUMPS, Some(doubt));
        assert_eq!(found, format!("under_investigation: maker {weight}"));
        let found = heard(&sbom, Verdict::Affected, &subject, PUMPS, Some(doubt));
        assert_eq!(found, "affected: maker counts", "{weight}");
    }
    let Weight::Unlisted { since } = Doubt::Unlisted { since }.weight() else { panic!("another weight") };
    assert!(Weight::Unlisted { since }.words().0.contains("2026-11-22"));
    assert!(
        Doubt::HandedOn > Doubt::Shaken && Doubt::Shaken > Doubt::Unlisted { since: Timestamp(i64::MAX) }
    );
}

/// An aggregator writes the maker's name, a later date and something milder.
#[test]
fn what_is_handed_on_silences_nobody_of_the_name_in_it() {
    let sbom = pump("2.1", "5.2-1");
    let one = |status: Verdict, said_at: i64, provider: &str, doubt: Option<Doubt>| {
        let statement = Statement {
            author: "Acme".into(),
            role: Role::Maker,
            said_at: Some(Timestamp(said_at)),
            subjects: vec![called("Acme", hash())],
            ..Statement::new(StatementId::from_tail(provider), CVE, status)
        };
        let publisher = ("Acme", "https://acme.example");
        let statement = of_feed(statement, Publisher { name: publisher.0, namespace: publisher.1 }).remove(0);
        let origin = Origin { provider: Some(provider.into()), doubt, ..Origin::default() };
        One { keys: keys_of(&statement), statement, origin, publisher }
    };
    let own = one(Verdict::Affected, 1, "acme", None);
    for (later, expected) in [
        (one(Verdict::UnderInvestigation, 2, "aggregator", Some(Doubt::HandedOn)), Verdict::Affected),
        (one(Verdict::UnderInvestigation, 2, "acme", None), Verdict::UnderInvestigation),
    ] {
        let two = Several(vec![own.clone(), later]);
        let statements = Statements::default().beside(Arc::new(two));
        let setting = Setting::of(&sbom);
        let asked = setting.asked(2).unwrap();
        let made = statements.about_one(CVE, &[], None, &asked, &RecordState::default(), Timestamp(0));
        assert_eq!(made.counts, expected, "{:?}", made.heard);
    }
}

#[derive(Debug)]
struct Several(Vec<One>);

impl Shelf for Several {
    fn near(&self, keys: &[Key]) -> Vec<Shelved<'_>> {
        self.0.iter().flat_map(|one| one.near(keys)).collect()
    }

    fn newest(&self, _: &DocumentName) -> Option<Newest<'_>> {
        None
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}
