//! Bundles: there and back, only what is new, and everything that can be wrong with one leaves what is there.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use domain::time::Timestamp;

use super::{
    super::{folder::Folder, trouble::Trouble},
    *,
};
use crate::{feeds::import, folders};

const DAY: i64 = 86_400;

fn day(number: i64) -> Timestamp {
    Timestamp::from_parts((20_000 + number) * DAY, 0)
}

/// A maker of bundles and a hospital.
struct Two {
    root: tempfile::TempDir,
    key: SigningKey,
}

impl Two {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        SigningKey::make(&root.path().join("key")).unwrap();
        let key = SigningKey::read(&root.path().join("key")).unwrap();
        Self { root, key }
    }

    fn maker(&self) -> Folder {
        Folder::of(&self.root.path().join("maker"))
    }

    fn hospital(&self) -> Folder {
        Folder::of(&self.root.path().join("hospital"))
    }

    fn trust(&self) -> Vec<String> {
        vec![self.key.public().fingerprint()]
    }

    /// The maker gets a list of KEV of a day, and an EPSS that never changes.
    fn news(&self, number: i64) {
        let kev = self.root.path().join("kev.json");
        let row = "{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\"}";
        let date = Civil::utc(day(number)).date();
        fs::write(&kev, format!("{{\"dateReleased\":\"{date}\",\"vulnerabilities\":[{row}]}}")).unwrap();
        let epss = self.root.path().join("epss.csv");
        fs::write(
            &epss,
            "#model_version:v1,score_date:2024-10-04T00:00:00Z\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n",
        )
        .unwrap();
        let done = import::import(&self.maker(), &[kev, epss], day(number), &mut |_| {}).unwrap();
        assert!(done.iter().all(|one| one.refused.is_none()), "{done:?}");
    }

    fn make(&self, name: &str, number: i64, since: Option<&str>) -> PathBuf {
        let out = self.root.path().join(name);
        let since = since.map(|name| self.root.path().join(name));
        let order = Order { key: &self.key, since: since.as_deref(), now: day(number), valid_days: 30 };
        make(&self.maker(), &out, &order).unwrap();
        out
    }

    fn load(&self, file: &Path, number: i64) -> Result<Loaded, BundleTrouble> {
        load(&self.hospital(), file, &self.trust(), day(number), &mut |_, _| {})
    }
}

/// Every file of a folder with its bytes.
fn tree(folder: &Folder) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = folders::files(&folder.root()).unwrap_or_default();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn there_and_back() {
    let two = Two::new();
    two.news(1);
    let file = two.make("one", 2, None);
    assert_eq!(verify(&file, &two.trust(), day(3)).unwrap().parts, 2);
    let loaded = two.load(&file, 3).unwrap();
    assert!(loaded.new && loaded.kept.is_empty());
    for feed in [Feed::Kev, Feed::Epss] {
        let (maker, hospital) = (two.maker().files(feed).unwrap(), two.hospital().files(feed).unwrap());
        assert_eq!(fs::read(&maker[0].1).unwrap(), fs::read(&hospital[0].1).unwrap());
        let state = two.hospital().state(feed);
        assert_eq!(state.last_success, two.maker().state(feed).last_success, "the age is the maker's");
        assert_eq!(state.bundle.as_ref(), Some(&loaded.summary.id));
    }
    let before = tree(&two.hospital());
    assert!(!two.load(&file, 4).unwrap().new, "the same one again is no news");
    assert_eq!(tree(&two.hospital()), before);
    assert!(!two.hospital().work().join("next").exists(), "nothing is left lying about");
}

#[test]
fn only_what_is_new() {
    let two = Two::new();
    two.news(1);
    two.make("one", 2, None);
    two.news(3);
    let second = two.make("two", 4, Some("one"));
    let summary = verify(&second, &two.trust(), day(5)).unwrap();
    assert_eq!(summary.parts, 1, "EPSS did not change");
    let missing = two.load(&second, 5).unwrap_err();
    assert!(matches!(&missing, BundleTrouble::NeedsBase { missing: 1, .. }), "{missing}");
    assert!(missing.sentence_ja().contains("epss/"), "{}", missing.sentence_ja());
    assert!(tree(&two.hospital()).is_empty());
    two.load(&two.root.path().join("one"), 5).unwrap();
    assert!(two.load(&second, 5).unwrap().new);
    assert_eq!(two.hospital().state(Feed::Kev).last_success, Some(day(3)));
    assert_eq!(two.hospital().state(Feed::Epss).records(), 1);
}

#[test]
fn what_is_newer_here_stays() {
    let two = Two::new();
    two.news(1);
    let file = two.make("one", 2, None);
    two.news(9);
    let kev = two.maker().files(Feed::Kev).unwrap().remove(0).1;
    import::import(&two.hospital(), &[kev], day(9), &mut |_| {}).unwrap();
    assert_eq!(two.load(&file, 9).unwrap().kept, [Feed::Kev]);
    assert_eq!(two.hospital().state(Feed::Kev).last_success, Some(day(9)));
    assert_eq!(two.hospital().files(Feed::Epss).unwrap().len(), 1);
}

#[test]
fn what_people_wrote_here_stays_beside_what_a_bundle_brings() {
    let two = Two::new();
    let note = |folder: &Folder, name: &str, id: &str| {
        let path = two.root.path().join(name);
        let head = "\"schema_version\":\"1.6.0\",\"modified\":\"2024-10-01T00:00:00Z\",\"affected\":[]";
        fs::write(&path, format!("{{\"id\":\"{id}\",{head}}}")).unwrap();
        let done = import::import(folder, &[path], day(1), &mut |_| {}).unwrap();
        assert_eq!((&done[0].refused, done[0].feed), (&None, Some(Feed::Osv)));
    };
    let names = || -> Vec<String> {
        two.hospital().files(Feed::Osv).unwrap().into_iter().map(|(name, _)| name).collect()
    };
    note(&two.maker(), "osv.json", "PYSEC-1");
    note(&two.hospital(), "osv.json", "PYSEC-2");
    note(&two.hospital(), "pump.json", "PYSEC-3");
    two.load(&two.make("one", 2, None), 2).unwrap();
    assert_eq!(names(), ["here/osv.json", "osv.json", "pump.json"]);
    assert_eq!(two.hospital().state(Feed::Osv).records(), 3);
    note(&two.hospital(), "bed.json", "PYSEC-4");
    note(&two.maker(), "osv.json", "PYSEC-5");
    two.load(&two.make("two", 3, None), 3).unwrap();
    assert_eq!(
        names(),
        ["bed.json", "here/osv.json", "osv.json", "pump.json"],
        "the maker's file is replaced"
    );
    assert_eq!(two.hospital().state(Feed::Osv).records(), 4);
}

#[test]
fn failures_travel_with_what_they_are_about() {
    let two = Two::new();
    two.news(1);
    let mut state = two.maker().state(Feed::Kev);
    let why = Trouble::Status { url: "https://a.example/".into(), status: 503 };
    state.last_failure = Some(crate::feeds::Failure { at: day(1), why: why.clone() });
    state.kept_out = vec![crate::feeds::KeptOut { name: "b.json".into(), why, told: None, at: None }];
    two.maker().keep_state(Feed::Kev, &state).unwrap();
    two.load(&two.make("one", 2, None), 2).unwrap();
    let loaded = two.hospital().state(Feed::Kev);
    assert_eq!((loaded.last_failure, loaded.kept_out), (state.last_failure, state.kept_out));
}

#[test]
fn a_bundle_undoes_nothing_that_failed_its_check_here() {
    let two = Two::new();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider/em-2026-001.json");
    let fixture = Path::new(fixture);
    let done = import::import(&two.maker(), &[fixture.to_owned()], day(1), &mut |_| {}).unwrap();
    assert_eq!(done[0].refused, None);
    let failed = |name: &str, sha256: &str| crate::feeds::KeptOut {
        name: name.into(),
        why: Trouble::WrongHash { name: name.into() },
        told: Some(Box::new(crate::feeds::Told { sha256: sha256.into(), ..Default::default() })),
        at: Some(day(1)),
    };
    let state = crate::feeds::State {
        forged: BTreeMap::from([("aa".to_owned(), failed("a.json", "aa"))]),
        kept_out: vec![failed("b.json", "bb")],
        ..crate::feeds::State::default()
    };
    two.hospital().keep_state(Feed::Csaf, &state).unwrap();
    for number in [2, 3] {
        two.load(&two.make(&format!("bundle {number}"), number, None), number).unwrap();
        let loaded = two.hospital().state(Feed::Csaf);
        assert_eq!((loaded.files.len(), loaded.kept_out.len()), (1, 1), "once, however often");
        assert!(
            loaded.is_forged("aa") && loaded.disproved("bb").is_some() && loaded.disproved("cc").is_none()
        );
    }
}

#[test]
fn a_list_of_somebody_unknown_is_not_taken_apart() {
    let two = Two::new();
    // Signed, and no list beyond its key: whoever trusts nobody else never gets that far.
    let list = format!("{{\"key\":\"{}\",\"feeds\":[[[[]]]]}}", domain::hex::lower(&two.key.public().0))
        .into_bytes();
    let length = u32::try_from(list.len()).unwrap().to_be_bytes();
    let path = two.root.path().join("huge");
    fs::write(&path, [manifest::MAGIC, &length, &list, &two.key.sign(&list)].concat()).unwrap();
    let outcome = |trust: &[String]| verify(&path, trust, day(1)).unwrap_err();
    assert!(matches!(outcome(&["ab".repeat(32)]), BundleTrouble::NotTrusted { .. }));
    assert!(matches!(outcome(&two.trust()), BundleTrouble::Broken { .. }));
}

#[test]
fn replayed_expired_or_of_somebody_else() {
    let two = Two::new();
    two.news(1);
    let old = two.make("old", 2, None);
    two.news(3);
    let new = two.make("new", 4, None);
    two.load(&new, 5).unwrap();
    let before = tree(&two.hospital());
    let refused = |outcome: Result<Loaded, BundleTrouble>| {
        assert_eq!(tree(&two.hospital()), before);
        outcome.unwrap_err()
    };
    assert!(matches!(refused(two.load(&old, 5)), BundleTrouble::Older { .. }));
    assert!(matches!(refused(two.load(&new, 40)), BundleTrouble::Expired { .. }));
    assert!(matches!(refused(two.load(&new, -5)), BundleTrouble::Future { .. }));
    let nobody = load(&two.hospital(), &new, &[" ".into()], day(5), &mut |_, _| {});
    assert_eq!(refused(nobody), BundleTrouble::NobodyTrusted);
    let somebody = load(&two.hospital(), &new, &["ab".repeat(32)], day(5), &mut |_, _| {});
    assert!(matches!(refused(somebody), BundleTrouble::NotTrusted { .. }));
    // Made with another key that calls itself by the trusted one.
    let other = Two::new();
    other.news(8);
    let forged = fs::read(other.make("forged", 9, None)).unwrap();
    let (ours, theirs) = (two.key.public(), other.key.public());
    let hex = |key: &PublicKey| domain::hex::lower(&key.0);
    let text = hex(&theirs).into_bytes();
    let at = forged.windows(text.len()).position(|window| window == text).unwrap();
    let mut forged = forged;
    forged.splice(at..at + text.len(), hex(&ours).into_bytes());
    let file = two.root.path().join("forged");
    fs::write(&file, forged).unwrap();
    assert_eq!(refused(two.load(&file, 9)), BundleTrouble::WrongSignature);
}

#[test]
fn no_cut_and_no_changed_byte_passes() {
    let two = Two::new();
    two.news(1);
    let first = two.make("one", 2, None);
    two.load(&first, 2).unwrap();
    two.news(3);
    let whole = fs::read(two.make("two", 4, None)).unwrap();
    let before = tree(&two.hospital());
    let broken = two.root.path().join("broken");
    let mut number = 0;
    let mut refuse = |bytes: &[u8], what: &str| {
        number += 1;
        fs::write(&broken, bytes).unwrap();
        let trouble = two.load(&broken, 5).unwrap_err();
        let expected = matches!(
            trouble,
            BundleTrouble::NotABundle | BundleTrouble::Broken { .. } | BundleTrouble::WrongSignature
        );
        assert!(expected, "{what}: {trouble}");
        assert!(number % 16 > 0 || verify(&broken, &two.trust(), day(5)).is_err(), "{what}");
    };
    for length in 0..whole.len() {
        refuse(whole.get(..length).unwrap(), &format!("{length} bytes"));
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        refuse(&changed, &format!("byte {at}"));
    }
    refuse(&[&whole[..], b"x"].concat(), "something more");
    assert_eq!(tree(&two.hospital()), before);
    fs::write(&broken, &whole).unwrap();
    assert!(two.load(&broken, 5).unwrap().new, "the whole one is loaded");
}

#[test]
fn names_that_lead_elsewhere_are_refused_even_when_signed() {
    let two = Two::new();
    let file = crate::feeds::KeptFile { sha256: "ab".repeat(32), ..Default::default() };
    for name in ["../../evil", "/etc/evil", "state.json", ".hidden"] {
        let state = crate::feeds::State {
            files: BTreeMap::from([(name.to_owned(), file.clone())]),
            ..Default::default()
        };
        let manifest = Manifest {
            created: day(1),
            expires: day(9),
            key: domain::hex::lower(&two.key.public().0),
            base: None,
            feeds: BTreeMap::from([(Feed::Kev, state)]),
            parts: Vec::new(),
        };
        let list = manifest.bytes();
        let length = u32::try_from(list.len()).unwrap().to_be_bytes();
        let bytes = [manifest::MAGIC, &length, &list, &two.key.sign(&list)].concat();
        let path = two.root.path().join("evil");
        fs::write(&path, bytes).unwrap();
        assert!(matches!(two.load(&path, 2), Err(BundleTrouble::Broken { .. })), "{name}");
    }
}

#[test]
fn a_file_that_was_changed_by_hand_is_not_signed() {
    let two = Two::new();
    two.news(1);
    let path = two.maker().files(Feed::Kev).unwrap().remove(0).1;
    fs::write(path, "{}").unwrap();
    let order = Order { key: &two.key, since: None, now: day(2), valid_days: 1 };
    let outcome = make(&two.maker(), &two.root.path().join("out"), &order);
    assert!(matches!(outcome, Err(BundleTrouble::Changed { .. })), "{outcome:?}");
    let empty = make(&two.hospital(), &two.root.path().join("out"), &order);
    assert_eq!(empty.unwrap_err(), BundleTrouble::Empty);
}
