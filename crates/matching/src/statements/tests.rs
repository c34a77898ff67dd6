//! Tables: which statement counts, and when a decision carries over.

use domain::{
    advisories::Verdict,
    civil::Civil,
    ids::StatementId,
    sbom::{Component, Hash, Identifier, IdentifierKind, Party, Sbom},
    statements::{
        Declaration, Declared, Ground, Justification, Product, Role, Statement, Subject, Treatment,
        Withdrawal,
    },
    time::Timestamp,
};

use super::*;
use crate::vulnerability::Judged;

const CVE: &str = "CVE-2024-0001";

pub(super) fn component(id: &str, name: &str, version: &str, identifiers: &[&str]) -> Component {
    let identifier = |text: &&str| {
        let kind = if text.starts_with("pkg:") { IdentifierKind::Purl } else { IdentifierKind::Cpe23 };
        Identifier::new(kind, text)
    };
    Component {
        id: id.to_owned(),
        name: name.to_owned(),
        version: (!version.is_empty()).then(|| version.to_owned()),
        identifiers: identifiers.iter().map(identifier).collect(),
        ..Component::default()
    }
}

/// A pump with a system and two packages; the second of them is what is asked about.
pub(super) fn pump(version: &str, bash: &str) -> Sbom {
    let maker = Party { name: "Example Medical".into(), ..Party::default() };
    let product = Component { supplier: Some(maker), ..component("p", "Pump X", version, &[]) };
    let os = Component {
        kind: Some("operating-system".into()),
        ..component("os", "debian", "12", &["cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*"])
    };
    let purl = format!("pkg:deb/debian/bash@{bash}?arch=amd64&distro=debian-12&upstream=bash-src");
    let mut shell = component("b", "bash", bash, &[&purl, "cpe:2.3:a:gnu:bash:5.2:*:*:*:*:*:*:*"]);
    shell.hashes.push(Hash { algorithm: "SHA-256".into(), value: "AA11".into() });
    Sbom {
        id: Some("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".into()),
        revision: Some("1".into()),
        primary: vec!["p".into()],
        components: vec![product, os, shell, component("c", "curl", "8", &["pkg:deb/debian/curl@8"])],
        ..Sbom::default()
    }
}

#[test]
fn without_a_list_nothing_is_known_to_be_absent() {
    let absent = Ground::ComponentAbsent { name: "org.example/log4j".into() };
    let mut decision = says(Role::Hospital, Verdict::NotAffected, "2026-02-01");
    decision.grounds = vec![absent];
    let mut sbom = pump("2.2", "5.2-1");
    assert!(
        conclude_of(&sbom, vec![decision.clone()], Some(Verdict::Affected), &RecordState::default())
            .starts_with("not_affected")
    );
    let log4j = Component { group: Some("org.example".into()), ..component("l", "log4j", "2", &[]) };
    sbom.components.push(log4j);
    assert!(
        conclude_of(&sbom, vec![decision.clone()], Some(Verdict::Affected), &RecordState::default())
            .starts_with("affected")
    );
    // The device alone, without a list: in the version that was looked at it is as it was, in another nobody can tell.
    decision.subjects = vec![Subject::whole(Product::of_text("Pump X@2.1"))];
    let statements = Statements::new(vec![decision], &[]);
    for (version, expected) in [("2.1", Verdict::NotAffected), ("2.2", Verdict::Affected)] {
        let thing = Thing::named(Some("Example Medical"), "Pump X", Some(version));
        let (asked, state) = (Asked::alone(&thing, Vec::new()), RecordState::default());
        let ranges = Some(Verdict::Affected);
        let made = statements.about_one(CVE, &[], ranges, &asked, &state, day("2026-06-01"));
        assert_eq!(made.counts, expected, "{version}");
    }
}

/// A notice about two vulnerabilities, one of which the maker has looked at.
#[test]
fn what_is_said_of_one_vulnerability_is_not_said_of_another() {
    use domain::vulnerabilities::{Record, Source};
    let mut builder = crate::vulnerability::Builder::default();
    let aliases = vec![CVE.to_owned(), "CVE-2024-0002".to_owned()];
    builder.record(&Record { aliases, ..Record::new(Source::Osv, "USN-1") });
    builder.record(&Record::new(Source::Nvd, CVE));
    let knowledge = builder.finish();
    let setting = Setting::of(&pump("2.1", "5.2-1"));
    let judged = |vulnerability| Judged {
        vulnerability,
        verdict: Verdict::Affected,
        disputed: false,
        readings: Vec::new(),
    };
    let both = [judged(CVE), judged("USN-1")];
    let about = |status, name: &str, aliases: &[&str]| Statement {
        vulnerability: name.into(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        ..says(Role::Maker, status, "2026-01-01")
    };
    let counts = |statement: Statement, judged: &[Judged<'_>]| -> Vec<String> {
        let statements = Statements::new(vec![statement], &[]);
        let asked = setting.asked(2).unwrap();
        let found = statements.conclude(&knowledge, &asked, judged, day("2026-06-01"));
        found.iter().map(|one| format!("{} {}", one.vulnerability, one.counts.as_str())).collect()
    };
    let other = "CVE-2024-0002";
    let untouched = ["CVE-2024-0001 affected", "USN-1 affected"];
    for (statement, expected) in [
        (about(Verdict::NotAffected, other, &[]), &untouched[..]),
        (about(Verdict::NotAffected, other, &["USN-1"]), &untouched),
        (about(Verdict::NotAffected, CVE, &[]), &["CVE-2024-0001 not_affected", "USN-1 affected"]),
        (about(Verdict::NotAffected, "USN-1", &[]), &["CVE-2024-0001 affected", "USN-1 not_affected"]),
        (
            about(Verdict::Affected, other, &["USN-1"]),
            &["CVE-2024-0001 affected", "USN-1 affected", "CVE-2024-0002 affected"],
        ),
    ] {
        assert_eq!(counts(statement.clone(), &both), expected, "{statement:?}");
    }
}

#[test]
fn what_only_statements_know_is_one_row_however_it_is_named() {
    let knowledge = crate::vulnerability::Knowledge::default();
    let setting = Setting::of(&pump("2.1", "5.2-1"));
    let says = |id: &str, name: &str, component: Product| Statement {
        id: StatementId::from_tail(id),
        vulnerability: name.into(),
        aliases: vec!["GHSA-a".into()],
        subjects: vec![Subject::inside(Product::of_text("Pump X"), component)],
        ..says(Role::Maker, Verdict::Affected, "2026-01-01")
    };
    let digest = Hash { algorithm: "SHA-256".into(), value: "aa11".into() };
    let by_digest = Product { hashes: vec![digest], ..Product::default() };
    let rows = |statements: Vec<Statement>| -> Vec<String> {
        let statements = Statements::new(statements, &[]);
        let found = statements.conclude(&knowledge, &setting.asked(2).unwrap(), &[], day("2026-06-01"));
        found.iter().map(|one| format!("{} {}", one.vulnerability, one.counts.as_str())).collect()
    };
    let package = Product::of_text("pkg:deb/debian/bash");
    let two = vec![says("1", "MAKER-1", package.clone()), says("2", "MAKER-2", package)];
    assert_eq!(rows(two), ["MAKER-1 affected"]);
    assert_eq!(rows(vec![says("1", "MAKER-1", by_digest)]), ["MAKER-1 affected"]);
    // It may be about this: nobody can tell, which is no good news.
    let perhaps = says("1", "MAKER-1", Product::of_text("bash"));
    assert_eq!(rows(vec![perhaps]), ["MAKER-1 cannot_tell"]);
    let other_version = says("1", "MAKER-1", Product::of_text("pkg:deb/debian/bash@4"));
    assert_eq!(rows(vec![other_version]), [""; 0]);
}

fn day(text: &str) -> Timestamp {
    Civil::read(text).unwrap()
}

/// A statement about bash in the pump. Author and role are one.
fn says(role: Role, status: Verdict, said: &str) -> Statement {
    let subject =
        Subject::inside(Product::of_text("Pump X@2.1"), Product::of_text("pkg:deb/debian/bash@5.2-1"));
    Statement {
        subjects: vec![subject],
        justification: (status == Verdict::NotAffected).then_some(Justification::CodeNotReachable),
        author: role.as_str().into(),
        role,
        said_at: Some(day(said)),
        ..Statement::new(StatementId::from_tail(&format!("{role:?}-{status:?}-{said}")), CVE, status)
    }
}

fn conclude_of(sbom: &Sbom, list: Vec<Statement>, by_ranges: Option<Verdict>, state: &RecordState) -> String {
    let statements = Statements::new(list, &[]);
    let setting = Setting::of(sbom);
    let asked = setting.asked(2).unwrap();
    let made = statements.about_one(CVE, &[], by_ranges, &asked, state, day("2026-06-01"));
    let weights: Vec<String> = made
        .heard
        .iter()
        .map(|heard| {
            let weight = serde_json::to_value(&heard.weight).unwrap();
            format!("{} {}", heard.statement.author, weight["weight"].as_str().unwrap())
        })
        .collect();
    let marks = [(made.disputed, " disputed"), (made.treatment.is_some(), " treated")];
    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    format!("{}{marks}: {}", made.counts.as_str(), weights.join(", "))
}

/// Docs/decisions/0012, rule by rule.
#[test]
fn which_statement_counts() {
    use Role::{Distributor, Hospital, Maker, Other, Supporter};
    use Verdict::{Affected, Fixed, NotAffected, UnderInvestigation, Unknown};
    let mut withdrawn = says(Maker, NotAffected, "2026-01-01");
    withdrawn.withdrawn = Some(Withdrawal { by: "x".into(), at: day("2026-02-01"), reason: "y".into() });
    let mut expired = says(Hospital, NotAffected, "2026-01-01");
    expired.valid_until = Some(day("2026-05-01"));
    let mut silent = says(Hospital, NotAffected, "2026-01-01");
    silent.justification = None;
    let mut silent_maker = says(Maker, NotAffected, "2026-01-01");
    silent_maker.justification = None;
    let mut every_version = says(Maker, Fixed, "2026-01-01");
    every_version.subjects = vec![Subject::whole(Product::of_text("pkg:deb/debian/bash"))];
    let mut general = says(Maker, Affected, "2026-01-01");
    general.subjects = vec![Subject::whole(Product::of_text("Pump X"))];
    let mut accepted = says(Hospital, Affected, "2026-01-01");
    accepted.treatment = Some(Treatment::RiskAccepted);
    let mut other_maker = says(Maker, Affected, "2026-01-01");
    other_maker.author = "another".into();
    let january = |role, status| says(role, status, "2026-01-01");
    for (ranges, list, expected) in [
        // 1. Without statements ranges count.
        (Some(Affected), vec![], "affected: "),
        // 2. A maker's statement beats ranges, both ways; without a reason too.
        (Some(Affected), vec![january(Maker, NotAffected)], "not_affected: maker counts"),
        (Some(Affected), vec![silent_maker], "not_affected: maker counts"),
        (Some(NotAffected), vec![january(Maker, Affected)], "affected: maker counts"),
        (Some(Unknown), vec![january(Maker, Fixed)], "fixed: maker counts"),
        (None, vec![january(Maker, Affected)], "affected: maker counts"),
        // 3. Anybody's statement that was taken in beats ranges, with a reason.
        (Some(Affected), vec![january(Other, NotAffected)], "not_affected: other counts"),
        (Some(Affected), vec![january(Hospital, NotAffected)], "not_affected: hospital counts"),
        (Some(Affected), vec![silent], "affected: hospital no-reason"),
        // 4. Whoever knows the product better is heard.
        (
            Some(Unknown),
            vec![january(Maker, Affected), january(Hospital, NotAffected)],
            "affected disputed: maker counts, hospital outranked",
        ),
        (
            Some(Affected),
            vec![january(Supporter, Affected), january(Distributor, NotAffected)],
            "not_affected disputed: distributor counts, supporter outranked",
        ),
        // 5. The hospital may be more careful than everybody.
        (
            Some(NotAffected),
            vec![january(Maker, NotAffected), january(Hospital, Affected)],
            "affected disputed: hospital counts, maker outranked",
        ),
        // 6. What it does about it is shown, and it stays affected.
        (
            Some(Affected),
            vec![january(Maker, Affected), accepted.clone()],
            "affected treated: hospital counts, maker agrees",
        ),
        (Some(Affected), vec![accepted], "affected treated: hospital counts"),
        // 7. The newer of one author; of one time the more exact.
        (
            Some(Affected),
            vec![january(Maker, Affected), says(Maker, Fixed, "2026-02-01")],
            "fixed: maker counts, maker older",
        ),
        (
            Some(Affected),
            vec![general, january(Maker, NotAffected)],
            "not_affected: maker counts, maker older",
        ),
        // 8. Equals that contradict: the worse.
        (
            Some(Affected),
            vec![january(Maker, NotAffected), other_maker],
            "affected disputed: another counts, maker outranked",
        ),
        // 9. What counts no more is shown.
        (Some(Affected), vec![withdrawn], "affected: maker withdrawn"),
        (Some(Affected), vec![expired], "affected: hospital expired"),
        (Some(Affected), vec![every_version], "affected: maker no-version"),
        // 10. Under investigation makes nothing better.
        (Some(Affected), vec![january(Maker, UnderInvestigation)], "affected: maker undecided"),
        (Some(Unknown), vec![january(Maker, UnderInvestigation)], "cannot_tell: maker undecided"),
        (Some(NotAffected), vec![january(Maker, UnderInvestigation)], "under_investigation: maker counts"),
        (None, vec![january(Maker, UnderInvestigation)], "under_investigation: maker counts"),
    ] {
        let mut backwards = list.clone();
        backwards.reverse();
        let sbom = pump("2.1", "5.2-1");
        assert_eq!(conclude_of(&sbom, list, ranges, &RecordState::default()), expected);
        let again = conclude_of(&sbom, backwards, ranges, &RecordState::default());
        assert_eq!(again.split(':').next(), expected.split(':').next(), "order changes nothing");
    }
}

#[test]
fn a_decision_carries_over_until_its_ground_is_gone() {
    let unchanged = Ground::ComponentUnchanged { name: "bash".into(), version: "5.2-1".into() };
    let file = Ground::FileUnchanged { algorithm: "SHA-256".into(), value: "aa11".into() };
    let absent = |name: &str| Ground::ComponentAbsent { name: name.into() };
    let setting = Ground::Configuration { setting: "no remote shell".into() };
    let record = Ground::RecordUnchanged { digest: Some("d1".into()), dated: Some(day("2026-01-01")) };
    let now = |digest: &str, dated: &str| RecordState {
        digest: Some(digest.into()),
        dated: Some(day(dated)),
        cves: Vec::new(),
    };
    let same = now("d1", "2026-01-01");
    for (product, bash, grounds, until, state, expected) in [
        ("2.1", "5.2-1", vec![Ground::CodeNotReachable], None, &same, "not_affected: hospital counts"),
        ("2.2", "5.2-1", vec![], None, &same, "affected: "),
        ("2.2", "5.2-1", vec![unchanged.clone()], None, &same, "not_affected: hospital counts"),
        ("2.2", "5.2-2", vec![unchanged.clone()], None, &same, "affected: hospital ground-gone"),
        ("2.2", "5.2-1", vec![file.clone()], None, &same, "not_affected: hospital counts"),
        ("2.2", "5.2-1", vec![Ground::CodeNotReachable], None, &same, "affected: hospital ground-gone"),
        (
            "2.2",
            "5.2-1",
            vec![unchanged.clone(), Ground::CodeNotReachable],
            None,
            &same,
            "affected: hospital ground-gone",
        ),
        ("2.2", "5.2-1", vec![absent("telnetd")], None, &same, "not_affected: hospital counts"),
        ("2.2", "5.2-1", vec![absent("curl")], None, &same, "affected: hospital ground-gone"),
        ("2.2", "5.2-1", vec![setting.clone()], None, &same, "affected: hospital ground-gone"),
        ("2.2", "5.2-1", vec![setting], Some("2026-12-31"), &same, "not_affected: hospital counts"),
        ("2.2", "5.2-1", vec![record.clone()], None, &same, "affected: hospital ground-gone"),
        ("2.1", "5.2-1", vec![record.clone()], None, &same, "not_affected: hospital counts"),
        // The date alone changes nothing while the claims are the same.
        (
            "2.1",
            "5.2-1",
            vec![record.clone()],
            None,
            &now("d1", "2026-05-01"),
            "not_affected: hospital counts",
        ),
        (
            "2.1",
            "5.2-1",
            vec![record.clone()],
            None,
            &now("d2", "2026-05-01"),
            "affected: hospital ground-gone",
        ),
        ("2.2", "5.2-1", vec![unchanged, record], None, &same, "not_affected: hospital counts"),
    ] {
        let mut decision = says(Role::Hospital, Verdict::NotAffected, "2026-02-01");
        decision.grounds.clone_from(&grounds);
        decision.valid_until = until.map(day);
        let found = conclude_of(&pump(product, bash), vec![decision], Some(Verdict::Affected), state);
        assert_eq!(found, expected, "{product} {bash} {grounds:?} {until:?}");
    }
}

fn declaration(inside: Option<&str>, declared: Declared) -> Declaration {
    Declaration {
        id: StatementId::from_tail("d"),
        component: Product::of_text("pkg:deb/debian/bash@5.2-1"),
        inside: inside.map(Product::of_text),
        declared,
        reason: "changelog of the package".into(),
        author: "Example Medical".into(),
        role: Role::Maker,
        said_at: Some(day("2026-01-01")),
        valid_until: None,
        withdrawn: None,
    }
}

#[test]
fn declared_fixes_and_absences_count() {
    let patched = Declared::Patched { vulnerabilities: vec![CVE.into()] };
    for (declared, name, expected) in [
        (patched.clone(), CVE, Verdict::Fixed),
        (patched, "CVE-2024-0002", Verdict::Affected),
        (Declared::NotShipped, "CVE-2024-0002", Verdict::NotAffected),
    ] {
        let statements = Statements::new(Vec::new(), &[declaration(Some("Pump X@2.1"), declared)]);
        let setting = Setting::of(&pump("2.1", "5.2-1"));
        let asked = setting.asked(2).unwrap();
        let ranges = Some(Verdict::Affected);
        let made =
            statements.about_one(name, &[], ranges, &asked, &RecordState::default(), day("2026-06-01"));
        assert_eq!(made.counts, expected, "{name}");
    }
}

#[test]
fn what_is_embedded_is_judged_by_what_it_really_is() {
    let really = Box::new(Product::of_text("pkg:generic/openssl@1.0.2k"));
    let is = Declared::Is { really, patched: vec![CVE.into()] };
    let mut sbom = pump("2.1", "5.2-1");
    assert_eq!(apply(&mut sbom, &[declaration(Some("Pump X@2.1"), is.clone())], day("2026-06-01")), 1);
    let shell = sbom.component("b").unwrap();
    assert_eq!((shell.name.as_str(), shell.version.as_deref()), ("openssl", Some("1.0.2k")));
    let declared = declaration(Some("Pump X@2.1"), is.clone());
    let statements = Statements::new(Vec::new(), &[declared]);
    let setting = Setting::of(&sbom);
    let asked = setting.asked(2).unwrap();
    let ranges = Some(Verdict::Affected);
    let made = statements.about_one(CVE, &[], ranges, &asked, &RecordState::default(), day("2026-06-01"));
    assert_eq!(made.counts, Verdict::Fixed, "the fixes that were ported back into it");
    // Embedded without being listed: added, in the product that it is declared of.
    let mut unlisted = declaration(Some("Pump X"), is.clone());
    unlisted.component = Product::of_text("the TLS library of the firmware");
    let mut sbom = pump("2.1", "5.2-1");
    assert_eq!(apply(&mut sbom, &[unlisted.clone()], day("2026-06-01")), 1);
    assert_eq!(sbom.components.last().unwrap().purl(), Some("pkg:generic/openssl@1.0.2k"));
    unlisted.inside = Some(Product::of_text("Pump Y"));
    assert_eq!(apply(&mut sbom, &[unlisted], day("2026-06-01")), 0);
}

#[test]
fn only_statements_know_of_it() {
    let statements = Statements::new(vec![says(Role::Maker, Verdict::Affected, "2026-01-01")], &[]);
    let knowledge = crate::vulnerability::Knowledge::default();
    let setting = Setting::of(&pump("2.1", "5.2-1"));
    for (at, expected) in [(0, 0), (2, 1), (3, 0)] {
        let found = statements.conclude(&knowledge, &setting.asked(at).unwrap(), &[], day("2026-06-01"));
        assert_eq!(found.len(), expected, "{at}");
    }
}

#[test]
fn both_are_said_in_both_languages() {
    let statements = Statements::new(vec![says(Role::Maker, Verdict::NotAffected, "2026-01-01")], &[]);
    let setting = Setting::of(&pump("2.1", "5.2-1"));
    let asked = setting.asked(2).unwrap();
    let ranges = Some(Verdict::Affected);
    let made = statements.about_one(CVE, &[], ranges, &asked, &RecordState::default(), day("2026-06-01"));
    let (ja, en) = made.sentences().unwrap();
    assert_eq!(
        ja,
        "maker（製造元、2026-01-01）の見解：「該当しない」（理由：弱点のあるコードが実行されない）。これを採用し「該当しない」とします。影響範囲だけで見ると「該当する」です。"
    );
    assert!(en.contains("This counts: not affected. Ranges alone say: affected."), "{en}");
}

#[test]
fn every_finding_says_what_would_remove_it() {
    use crate::vulnerability::Ground;
    assert_eq!(what_would_remove(Verdict::Fixed, Some(Ground::Mended), true), []);
    let first = |ground, fix| what_would_remove(Verdict::Affected, Some(ground), fix)[0];
    assert_eq!(first(Ground::InRange, true), Removal::FixedVersion);
    assert_eq!(first(Ground::InRange, false), Removal::BackportDeclared);
    let open = |ground| what_would_remove(Verdict::Unknown, Some(ground), false)[0];
    assert_eq!(open(Ground::Upstream), Removal::DistributorsStatement);
    assert_eq!(open(Ground::NoVersion), Removal::VersionTold);
    assert_eq!(open(Ground::NotTold), Removal::MakersStatement);
}
