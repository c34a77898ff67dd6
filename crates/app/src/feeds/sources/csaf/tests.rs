//! A provider of this machine: ROLIE and folders, good documents, and everything that is to be kept out.

use std::sync::{Arc, Mutex};

use super::super::testing::Bench;
use crate::feeds::{
    Feed, KeptFile, KeptOut, State, Trouble,
    fetch::server::{Reply, Server},
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/csaf-provider");
const FINGERPRINT: &str = "63C92DC6E2CFDF3CC358CA27D53951AA4288E488";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}/{name}")).unwrap_or_default()
}

/// How the provider is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Odd {
    Nothing,
    WrongHash,
    NoHash,
    NoSignature,
    OtherSigner,
    OtherKey,
    Folder,
}

fn provider(odd: Odd) -> Server {
    let own = Arc::new(Mutex::new(String::new()));
    let base = Arc::clone(&own);
    let server = Server::new(move |request, _| answer(odd, &request.path, &base.lock().unwrap()));
    own.lock().unwrap().clone_from(&server.url);
    server
}

fn answer(odd: Odd, path: &str, base: &str) -> Reply {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name {
        "provider-metadata.json" => Reply::ok(metadata(odd, base)),
        "feed-white.json" => Reply::ok(rolie(base)),
        "changes.csv" => Reply::ok(
            "\"2026/em-2026-001.json\",\"2026-11-01T00:00:00Z\"\n\"2026/em-2026-002.json\",\"2026-11-02T00:00:00Z\"\n",
        ),
        "key.asc" if odd == Odd::OtherKey => Reply::ok(file("other-key.asc")),
        "key.asc" => Reply::ok(file("key.asc")),
        _ if path.contains("/red/") => panic!("nobody asks for what is not for everybody"),
        name if name.ends_with(".sha512") => Reply::status(404),
        name if name.ends_with(".sha256") && odd == Odd::NoHash => Reply::status(404),
        name if name.ends_with(".sha256") => {
            let stem = name.trim_end_matches(".sha256");
            let sum =
                if odd == Odd::WrongHash { "00".repeat(32) } else { crate::digest::sha256(&file(stem)) };
            Reply::ok(format!("{sum}  {stem}\n"))
        }
        name if name.ends_with(".asc") => match odd {
            Odd::NoSignature => Reply::status(404),
            Odd::OtherSigner => Reply::ok(file("em-2026-001.by-other.asc")),
            _ => Reply::ok(file(name)),
        },
        name if name.ends_with(".json") => Reply::ok(file(name)),
        _ => Reply::status(404),
    }
}

fn metadata(odd: Odd, base: &str) -> String {
    let feeds = format!(
        "{{\"rolie\":{{\"feeds\":[{{\"url\":\"{base}/feed-white.json\",\"tlp_label\":\"WHITE\"}},{{\"url\":\"{base}/red/feed.json\",\"tlp_label\":\"RED\"}}]}}}}"
    );
    let folder = format!("{{\"directory_url\":\"{base}/white/\"}}");
    let place = if odd == Odd::Folder { folder } else { feeds };
    format!(
        "{{\"distributions\":[{place}],\"public_openpgp_keys\":[{{\"fingerprint\":\"{FINGERPRINT}\",\"url\":\"{base}/key.asc\"}}]}}"
    )
}

fn rolie(base: &str) -> String {
    let entry = |number: usize| {
        format!(
            "{{\"id\":\"EM-{number}\",\"updated\":\"2026-11-0{number}T00:00:00Z\",\"link\":[{{\"rel\":\"self\",\"href\":\"{base}/white/2026/em-2026-00{number}.json\"}}]}}"
        )
    };
    format!("{{\"feed\":{{\"entry\":[{},{}]}}}}", entry(1), entry(2))
}

fn bench(server: &Server, more: &str) -> Bench {
    Bench::new(&format!(
        "[[csaf.provider]]\nname='example'\nmetadata='{}/provider-metadata.json'\n{more}",
        server.url
    ))
}

#[test]
fn by_feeds_and_by_folders() {
    for odd in [Odd::Nothing, Odd::Folder] {
        let server = provider(odd);
        let bench = bench(&server, "");
        let done = bench.sync(Feed::Csaf);
        assert_eq!((done.taken, done.kept_out, &done.failure), (2, 0, &None), "{odd:?}");
        assert_eq!(bench.names(Feed::Csaf), ["example/em-2026-001.json", "example/em-2026-002.json"]);
        let before = server.asked().len();
        assert_eq!(bench.sync(Feed::Csaf).taken, 0);
        assert_eq!(server.asked().len(), before + 3, "metadata, key, list: no document again");
    }
}

#[test]
fn nobody_is_led_into_the_house() {
    let listed = |href: &str| {
        let entry =
            format!("{{\"feed\":{{\"entry\":[{{\"link\":[{{\"rel\":\"self\",\"href\":\"{href}\"}}]}}]}}}}");
        let mut found = super::listing::Found::default();
        assert_eq!(found.page(entry.as_bytes(), "https://a.example/feed.json"), Ok(None));
        found
    };
    assert_eq!(listed("https://a.example/x.json").documents.len(), 1);
    for href in ["http://127.0.0.1:5432/x.json", "https://10.0.0.5/x.json"] {
        let found = listed(href);
        assert_eq!((found.documents.len(), found.refused.len()), (0, 1), "{href}");
    }
}

#[test]
fn what_cannot_be_checked_is_kept_out_and_told() {
    for (odd, why) in [
        (Odd::WrongHash, "wrong-hash"),
        (Odd::NoHash, "no-hash"),
        (Odd::NoSignature, "no-signature"),
        (Odd::OtherSigner, "no-key"),
        (Odd::OtherKey, "no-key"),
    ] {
        let server = provider(odd);
        let bench = bench(&server, "");
        let done = bench.sync(Feed::Csaf);
        assert_eq!((done.taken, done.kept_out), (0, 2), "{odd:?}");
        let told = serde_json::to_value(&bench.state(Feed::Csaf).kept_out).unwrap();
        assert_eq!(told[0]["why"], why, "{odd:?}: {told}");
        assert!(bench.names(Feed::Csaf).is_empty());
    }
}

#[test]
fn whoever_asks_less_gets_documents_without_signature_but_never_with_a_wrong_one() {
    let server = provider(Odd::NoSignature);
    assert_eq!(bench(&server, "signature='if-there'").sync(Feed::Csaf).taken, 2);
    let server = provider(Odd::OtherSigner);
    let keys = format!("signature='if-there'\nkeys='{FIXTURES}/other-key.asc'");
    let bench = bench(&server, &keys);
    let done = bench.sync(Feed::Csaf);
    assert_eq!((done.taken, done.kept_out), (1, 1), "the signature of the first is of the second's text");
}

#[test]
fn labels() {
    assert!(super::is_public(&file("em-2026-001.json")).is_ok());
    assert!(super::is_public(&file("em-2026-003.json")).is_err());
    assert!(super::is_public(b"{\"document\":{}}").is_ok());
}

#[test]
fn what_was_kept_out_stays_so_until_its_provider_answers() {
    let server = provider(Odd::WrongHash);
    let mut bench = bench(&server, "");
    assert_eq!(bench.sync(Feed::Csaf).kept_out, 2);
    let before = bench.state(Feed::Csaf).kept_out;
    let elsewhere =
        "[[csaf.provider]]\nname='example'\nmetadata='https://127.0.0.1:1/provider-metadata.json'\n";
    bench.settings = Bench::new(elsewhere).settings;
    let done = bench.sync(Feed::Csaf);
    assert!(done.failure.is_some());
    assert_eq!(bench.state(Feed::Csaf).kept_out, before, "an older edition is not believed again meanwhile");
}

#[test]
fn what_was_kept_out_is_forgotten_with_the_last_document_of_its_provider() {
    let bench = Bench::new("[[csaf.provider]]\nname='new'\nmetadata='https://new.example/p.json'\n");
    let kept_out =
        |name: &str| KeptOut { name: name.into(), why: Trouble::NoSignature, told: None, at: None };
    let names = ["new/1.json", "old/1.json", "gone/1.json", "by-hand.json"];
    let mut state = State { kept_out: names.map(kept_out).to_vec(), ..State::default() };
    state.files.insert("old/2.json".into(), KeptFile::default());
    super::forget_others(bench.settings.providers(), &mut state);
    let left: Vec<&str> = state.kept_out.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(left, ["new/1.json", "old/1.json", "by-hand.json"]);
}
