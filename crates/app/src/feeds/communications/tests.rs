//! Entries as people write, change and take them back; files of before; what a product is asked to do.

use std::path::Path;

use domain::{
    time::Timestamp,
    vulnerabilities::{
        Communication,
        communication::{Affected, Deed, Fault},
    },
};
use matching::vulnerability::Subject;

use super::{write::Change, *};
use crate::{
    error::Refusal,
    feeds::{
        bundle::{self, Order, SigningKey},
        import,
    },
};

/// A minute of 2026-11-22.
const fn minute(number: i64) -> Timestamp {
    Timestamp::from_parts(1_795_305_600 + number * 60, 0)
}

fn change(number: i64) -> Change<'static> {
    Change { by: "係", why: "原文の更新", now: minute(number) }
}

fn pump(id: &str) -> Communication {
    Communication {
        issuer: "FDA".into(),
        id: id.into(),
        date: "2026-01-30".into(),
        title: "Pump".into(),
        actions: vec!["Unplug it.".into(), "Call the maker.".into()],
        also: vec!["CVE-2026-0001".into()],
        products: vec![Affected {
            maker: "Example".into(),
            model: "EX-500".into(),
            before: "2.1".into(),
            udi_dis: vec!["04987000000017".into()],
            ..Affected::default()
        }],
        ..Communication::default()
    }
}

fn folder(data: &Path) -> Folder {
    Folder::of(data)
}

#[test]
fn an_entry_keeps_its_history() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let deed =
        |told: Communication, at| put(&folder, vec![told], Over::Anything, change(at)).unwrap()[0].deed;
    assert_eq!(deed(pump("F-1"), 0), Some(Deed::Written));
    assert_eq!(deed(pump("F-1"), 1), None, "nothing is new");
    let changed = Communication { title: "Pump, again".into(), updated: "2026-02-01".into(), ..pump("F-1") };
    assert_eq!(deed(changed.clone(), 2), Some(Deed::Changed));
    let kept = Shelf::of(&folder).unwrap().entries.remove(0);
    withdraw(&folder, &kept.key, true, change(3)).unwrap();
    let kept = Shelf::of(&folder).unwrap().entries.remove(0);
    assert!(kept.told.withdrawn);
    withdraw(&folder, &kept.key, false, change(4)).unwrap();
    let shelf = Shelf::of(&folder).unwrap();
    let [kept] = &shelf.entries[..] else { panic!("{shelf:?}") };
    let deeds: Vec<Deed> = kept.told.history.iter().map(|done| done.what).collect();
    assert_eq!(deeds, [Deed::Written, Deed::Changed, Deed::Withdrawn, Deed::Restored]);
    assert_eq!(
        kept.told.history[1].was,
        [("updated".to_owned(), String::new()), ("title".to_owned(), "Pump".to_owned())]
    );
    assert_eq!(Communication { history: Vec::new(), ..kept.told.clone() }, changed);
    assert_eq!(folder.state(Feed::Hand).records(), 1);
}

#[test]
fn all_or_none_and_what_is_wrong_is_told() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let long = Communication { title: "長".repeat(501), date: "someday".into(), ..pump("F-2") };
    let refused = put(&folder, vec![pump("F-1"), long], Over::Anything, change(0)).unwrap_err();
    let AppError::Refused(Refusal::Communication { place, fault, more }) = refused else {
        panic!("{refused}")
    };
    assert_eq!((place.as_str(), more), ("FDA F-2", 1));
    assert_eq!(fault, Fault::TooLong { field: "title", length: 501, most: 500 });
    assert!(Shelf::of(&folder).unwrap().entries.is_empty());
    let key = key(&pump("F-1"));
    assert!(matches!(withdraw(&folder, &key, true, change(0)), Err(AppError::NotFound { .. })));
    put(&folder, vec![pump("F-1")], Over::Anything, change(0)).unwrap();
    let silent = Change { why: " ", ..change(1) };
    assert!(matches!(withdraw(&folder, &key, true, silent), Err(AppError::Refused(_))));
}

#[test]
fn a_form_of_before_reads_and_can_be_changed() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let form = data.path().join("fda.toml");
    let old = "[[communication]]\nid = 'F-1'\nfrom = 'FDA'\ndate = '2026-01-30'\ntitle = 'Pump'\nurl = 'https://www.fda.gov/a'\n\
        [[communication.product]]\nmaker = 'Example'\nmodel = 'EX-500'\nbefore = '2.1'\n";
    std::fs::write(&form, old).unwrap();
    let done = import::import(&folder, &[form], minute(0), &mut |_| {}).unwrap();
    assert_eq!((done[0].records, &done[0].refused), (1, &None));
    let kept = Shelf::of(&folder).unwrap().entries.remove(0);
    assert_eq!((kept.told.links.len(), kept.told.history.len(), kept.file.as_str()), (1, 0, "fda.toml"));
    put(&folder, vec![Communication { title: "Pump 2".into(), ..kept.told }], Over::Anything, change(1))
        .unwrap();
    let shelf = Shelf::of(&folder).unwrap();
    assert_eq!((shelf.entries.len(), shelf.entries[0].told.title.as_str()), (1, "Pump 2"));
    assert_eq!(shelf.entries[0].told.history[0].what, Deed::Changed);
    let broken = data.path().join("broken.toml");
    std::fs::write(&broken, format!("{old}[[communication]]\nid = 1\n")).unwrap();
    import::import(&folder, &[broken], minute(2), &mut |_| {}).unwrap();
    assert_eq!(Shelf::of(&folder).unwrap().unread.len(), 1);
}

#[test]
fn a_bundle_brings_entries_beside_those_of_the_hospital() {
    let data = tempfile::tempdir().unwrap();
    let key_file = data.path().join("key");
    SigningKey::make(&key_file).unwrap();
    let key = SigningKey::read(&key_file).unwrap();
    let (maker, here) = (folder(&data.path().join("maker")), folder(&data.path().join("here")));
    put(&maker, vec![pump("F-1")], Over::Anything, change(0)).unwrap();
    put(&here, vec![pump("own")], Over::Anything, change(60)).unwrap();
    let out = data.path().join("bundle");
    bundle::make(&maker, &out, &Order { key: &key, since: None, now: minute(1), valid_days: 9 }).unwrap();
    bundle::load(&here, &out, &[key.public().fingerprint()], minute(61), &mut |_, _| {}).unwrap();
    let ids = || {
        let shelf = Shelf::of(&here).unwrap();
        let mut ids: Vec<String> = shelf.entries.into_iter().map(|kept| kept.told.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(), ["F-1", "own"]);
    put(&here, vec![Communication { title: "ours".into(), ..pump("F-1") }], Over::Anything, change(62))
        .unwrap();
    assert_eq!(ids(), ["F-1", "own"]);
    assert_eq!(Shelf::of(&here).unwrap().entries.iter().filter(|kept| kept.told.title == "ours").count(), 1);
}

#[test]
fn a_product_is_asked_to_do_what_is_told_of_it() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let other = Communication {
        products: vec![Affected { maker: "Example".into(), model: "ZQ-900".into(), ..Affected::default() }],
        ..pump("F-2")
    };
    put(&folder, vec![pump("F-1"), other], Over::Anything, change(0)).unwrap();
    let asks = || Directives::of(Shelf::of(&folder).unwrap());
    let ids =
        |subject: &Subject| asks().about(subject).into_iter().map(|told| told.id.clone()).collect::<Vec<_>>();
    let named = |maker, model, version| Subject::of_product(maker, &[model], Some(version));
    assert_eq!(ids(&named("Example", "EX-500", "2.0")), ["F-1"]);
    assert!(ids(&named("Example", "EX-500", "2.1")).is_empty(), "mended");
    assert_eq!(ids(&named("Example", "ZQ-900", "9")), ["F-2"], "nobody told which versions");
    assert!(ids(&named("Example", "EX-600", "1")).is_empty());
    let by_udi = named("別の名前", "型式", "2.0").with_udi_dis(["4987000000017"]);
    assert_eq!(ids(&by_udi), ["F-1"]);
    withdraw(&folder, &key(&pump("F-1")), true, change(1)).unwrap();
    assert!(ids(&by_udi).is_empty());
}

#[test]
fn a_table_is_read_as_it_was_written() {
    let two = Communication {
        summary: "=1+1\nline".into(),
        products: vec![
            Affected {
                udi_dis: vec!["+H123ABC45".into()],
                versions: vec!["2.1, build 7".into()],
                ..pump("F-1").products.remove(0)
            },
            Affected {
                maker: "Example".into(),
                model: "P2".into(),
                every_version: true,
                ..Affected::default()
            },
        ],
        links: vec!["https://a.example/".into(), "https://b.example/".into()],
        ..pump("F-1")
    };
    let bare = Communication { products: Vec::new(), issuer: "PMDA".into(), ..pump("P-1") };
    for japanese in [true, false] {
        let text = table::write(&[&two, &bare], japanese);
        assert_eq!(table::read("t.csv", text.as_bytes()).unwrap(), [two.clone(), bare.clone()], "{text}");
    }
    let form = hand::write(&two);
    assert_eq!(table::read("f.toml", form.as_bytes()).unwrap(), [two]);
    for odd in ["", "a,b\n1,2\n", "[[communication]]\nid = 1\n"] {
        assert!(matches!(table::read("x", odd.as_bytes()), Err(AppError::Refused(_))), "{odd}");
    }
}

#[test]
fn an_older_bundle_takes_nothing_away_from_a_newer_word() {
    let data = tempfile::tempdir().unwrap();
    let key_file = data.path().join("key");
    SigningKey::make(&key_file).unwrap();
    let key = SigningKey::read(&key_file).unwrap();
    let [first, second, here] = ["first", "second", "here"].map(|name| folder(&data.path().join(name)));
    put(&first, vec![pump("F-1"), pump("F-2")], Over::Anything, change(0)).unwrap();
    let newer = Communication { title: "newer".into(), ..pump("F-1") };
    put(&first, vec![newer], Over::Anything, change(5)).unwrap();
    put(&second, vec![pump("F-1")], Over::Anything, change(1)).unwrap();
    for (from, name, at) in [(&first, "bundle-1", 10), (&second, "bundle-2", 20), (&second, "bundle-3", 30)] {
        let out = data.path().join(name);
        bundle::make(from, &out, &Order { key: &key, since: None, now: minute(at), valid_days: 9 }).unwrap();
        bundle::load(&here, &out, &[key.public().fingerprint()], minute(at + 1), &mut |_, _| {}).unwrap();
    }
    let shelf = Shelf::of(&here).unwrap();
    let told: Vec<(&str, &str)> =
        shelf.entries.iter().map(|kept| (kept.told.id.as_str(), kept.told.title.as_str())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&("F-1", "newer")) && told.contains(&("F-2", "Pump")), "{told:?}");
}

#[test]
fn what_was_touched_here_stands_before_what_was_said_the_same_day() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let form = data.path().join("fda.toml");
    let old = "[[communication]]\nid = 'F-1'\nfrom = 'FDA'\ndate = '2026-11-22'\ntitle = 'Pump'\n\
        [[communication.product]]\nmaker = 'Example'\nmodel = 'EX-500'\nbefore = '2.1'\n";
    std::fs::write(&form, old).unwrap();
    // The morning of the 22nd in Japan is the 21st in UTC.
    let morning = -60;
    let done = import::import(&folder, &[form], minute(morning), &mut |_| {}).unwrap();
    assert_eq!(done[0].refused, None);
    let kept = Shelf::of(&folder).unwrap().entries.remove(0);
    withdraw(&folder, &kept.key, true, change(morning)).unwrap();
    assert!(Shelf::of(&folder).unwrap().entries[0].told.withdrawn);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    let data = tempfile::tempdir().unwrap();
    let folder = folder(data.path());
    let write = |title: &str, over| {
        put(&folder, vec![Communication { title: title.into(), ..pump("F-1") }], over, change(0))
    };
    let touched = || Shelf::of(&folder).unwrap().entries[0].told.revised();
    write("one", Over::Nothing).unwrap();
    assert!(matches!(
        write("two", Over::Nothing),
        Err(AppError::Refused(Refusal::CommunicationTwice { .. }))
    ));
    let seen = touched();
    write("two", Over::TouchedAt(seen)).unwrap();
    assert_ne!(touched(), seen, "in the same second, too");
    assert!(matches!(
        write("three", Over::TouchedAt(seen)),
        Err(AppError::Refused(Refusal::CommunicationChanged))
    ));
    assert_eq!(Shelf::of(&folder).unwrap().entries[0].told.title, "two");
}
