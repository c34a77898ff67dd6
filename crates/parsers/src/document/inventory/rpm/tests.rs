//! The databases in `fixtures/rpm`, written by rpm itself, and hostile ones.

use proptest::prelude::*;

use super::{
    header::tests::{header, lists},
    *,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/rpm/");
const DATABASES: [&str; 3] = ["rpmdb.sqlite", "Packages.db", "Packages"];

pub(super) fn database(name: &str) -> Vec<u8> {
    let packed = std::fs::read(format!("{FOLDER}{name}.zst")).unwrap();
    zstd::decode_all(&packed[..]).unwrap()
}

pub(super) fn read_at(name: &str, bytes: &[u8]) -> Outcome {
    super::super::read(&format!("var/lib/rpm/{name}"), bytes).unwrap()
}

fn property<'c>(component: &'c Component, name: &str) -> Option<&'c str> {
    component.properties.iter().find(|p| p.name == format!("package:{name}")).map(|p| p.value.as_str())
}

#[test]
fn what_rpm_lists_is_read_of_each_kind() {
    let expected = std::fs::read_to_string(format!("{FOLDER}expected.txt")).unwrap();
    let expected: Vec<&str> = expected.lines().collect();
    let mut lists = Vec::new();
    for name in DATABASES {
        let found = read_at(name, &database(name)).unwrap();
        assert_eq!(found.warnings, Vec::<String>::new(), "{name}");
        let arch = |c: &Component| property(c, "arch").map(str::to_owned).unwrap();
        let version = |c: &Component| c.version.clone().unwrap();
        let mut listed: Vec<String> =
            found.components.iter().map(|c| format!("{}-{}.{}", c.name, version(c), arch(c))).collect();
        listed.sort();
        assert_eq!(listed, expected, "{name}");
        lists.push(found);
    }
    assert!(lists.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_header_tells_what_the_list_needs() {
    let found = read_at("Packages.db", &database("Packages.db")).unwrap();
    let of = |name: &str| found.components.iter().find(|c| c.name == name).unwrap();
    let library = of("acme-libs");
    assert_eq!(library.purl(), Some("pkg:rpm/acme-libs@2.0-3.el8"));
    assert_eq!(library.version.as_deref(), Some("1:2.0-3.el8"));
    assert_eq!(property(library, "epoch"), Some("1"));
    assert_eq!(property(library, "source"), Some("acme-2.0-3.el8.src.rpm"));
    assert_eq!(library.supplied_by(), Some("Example Works"));
    assert_eq!(library.licences[0].text, "MIT and GPLv2+");
    let files = |name: &str| {
        found
            .owned
            .iter()
            .find(|owned| owned.by == Owner::Component(of(name).id.clone()))
            .map(|owned| &owned.paths)
    };
    assert_eq!(files("acme-libs").unwrap(), &["/usr/lib64/libacme.so.2"]);
    assert_eq!(files("acme-many").unwrap().len(), 601);
    assert_eq!(files("acme-js"), None);
    let script = of("acme-js");
    assert_eq!(property(script, "module"), Some("acmejs:18:8090020240101:abcdef01"));
    assert_eq!(script.references[0].url, "https://example.com/js");
    assert_eq!(of("acme-many").purl(), Some("pkg:rpm/acme-many@5~rc1%5Egit2-1.el8"));
}

#[test]
fn what_is_damaged_or_missing_is_told() {
    for name in DATABASES {
        let whole = database(name);
        let half = read_at(name, &whole[..whole.len() / 2]);
        assert!(half.is_err() || half.unwrap().warnings[0].contains("may be missing"), "{name}");
    }
    assert!(read_at("Packages", b"Package: x").is_err());
    assert!(read_at("rpmdb.sqlite", b"").is_err());
}

#[test]
fn keys_of_signers_are_counted_and_empty_headers_are_damage() {
    let texts = |name| header(&[(tag::NAME, name), (tag::VERSION, "1"), (tag::RELEASE, "2")], &[]);
    let mut sink = Sink::new(10_000);
    for bytes in [&texts("gpg-pubkey"), &texts("acme"), &header(&[(tag::NAME, "x")], &[])] {
        sink.header(bytes);
    }
    sink.budget = 3;
    sink.header(&texts("acme"));
    let found = sink.finish(Ok(())).unwrap();
    assert_eq!(found.components.len(), 1);
    assert!(found.warnings[0].starts_with("1 keys of signers"), "{:?}", found.warnings);
    assert!(found.warnings[1].contains("in 2 places"));
}

#[test]
fn pages_that_are_missing_at_the_end_are_told() {
    let whole = database("Packages");
    // 28 pages of 4096 bytes; without the last one, and with a last one that is broken off.
    for missing in [4096, 1] {
        let found = read_at("Packages", &whole[..whole.len() - missing]).unwrap();
        let warnings = found.warnings.join("\n");
        assert!(warnings.contains("may be missing"), "{warnings}");
        assert!(warnings.contains("pages of Berkeley DB at byte 0: needs 114688 bytes"), "{warnings}");
    }
    let longer = [&whole[..], &[0; 4096]].concat();
    assert_eq!(read_at("Packages", &longer).unwrap().warnings, Vec::<String>::new());
}

#[test]
fn a_database_without_packages_is_told() {
    let none = Sink::new(0).finish(Ok(())).unwrap();
    assert_eq!(none.warnings, ["the database lists no package"]);
    let mut keys = Sink::new(1000);
    keys.header(&header(&[(tag::NAME, "gpg-pubkey"), (tag::VERSION, "1")], &[]));
    let keys = keys.finish(Ok(())).unwrap();
    assert!(keys.warnings[0].contains("gpg-pubkey"), "{:?}", keys.warnings);
    assert_eq!(keys.warnings[1..], ["the database lists no package"]);
}

#[test]
fn packages_are_bounded() {
    let one = header(&[(tag::NAME, "a"), (tag::VERSION, "1")], &[]);
    let mut sink = Sink::new(usize::MAX);
    sink.found.components = vec![Component::default(); MOST_PACKAGES - 1];
    sink.header(&one);
    assert_eq!((sink.found.components.len(), sink.damage.count), (MOST_PACKAGES, 0));
    sink.header(&one);
    assert_eq!((sink.found.components.len(), sink.damage.count), (MOST_PACKAGES, 1));
}

#[test]
fn empty_names_of_files_are_left_out_and_every_path_has_its_price() {
    let package = lists(
        &[
            (tag::NAME, &["acme"]),
            (tag::VERSION, &["1"]),
            (tag::DIR_NAMES, &["/a/", "/b/"]),
            (tag::BASE_NAMES, &["x", "", "y"]),
        ],
        &[(tag::DIR_INDEXES, &[0, 1, 1])],
    );
    let mut sink = Sink::new(package.len());
    sink.header(&package);
    assert_eq!(sink.found.owned[0].paths, ["/a/x", "/b/y"]);
    assert_eq!(MAX_PATHS - sink.paths, 2 * (4 + PATH));
}

proptest! {
    #[test]
    fn never_panics_on_damaged_databases(
        which in 0..DATABASES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        near_begin in any::<bool>(),
    ) {
        static WHOLE: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
        let mut bytes = WHOLE.get_or_init(|| DATABASES.iter().map(|name| database(name)).collect())[which].clone();
        let range = if near_begin { 4200 } else { bytes.len() };
        for (at, byte) in &changes {
            bytes[at.index(range)] = *byte;
        }
        let _ = read_at(DATABASES[which], &bytes);
        let _ = read_at(DATABASES[which], &bytes[..changes[0].0.index(bytes.len())]);
    }

    #[test]
    fn never_panics_on_any_header(bytes in prop::collection::vec(any::<u8>(), 0..200), entries in 0u8..9) {
        let lengths = [0, 0, 0, entries, 0, 0, 0, 40];
        let bytes = [&lengths[..], &bytes].concat();
        let mut sink = Sink::new(bytes.len());
        sink.header(&bytes);
        let _ = sink.finish(Ok(()));
    }
}
