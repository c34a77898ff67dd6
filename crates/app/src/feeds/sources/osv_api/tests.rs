//! Asking a server of this machine: what is asked, what is kept, and what an answer that is not whole is worth.

use std::sync::{Arc, Mutex};

use domain::{
    sbom::{Component, Identifier, IdentifierKind, Sbom},
    time::Timestamp,
};
use matching::vulnerability::{Coverage, Questions, Subject};
use serde_json::{Value, json};

use super::super::testing::{Bench, NOW};
use crate::{
    feeds::{
        Feed,
        fetch::server::{Reply, Request, Server},
        packages::Packages,
    },
    knowledge_cache,
};

fn component(purl: &str) -> Component {
    Component {
        name: "x".to_owned(),
        version: Some("1".to_owned()),
        identifiers: vec![Identifier::new(IdentifierKind::Purl, purl)],
        ..Component::default()
    }
}

fn bench(server: &Server, purls: &[&str]) -> Bench {
    let bench = Bench::new(&format!(
        "[network]\nattempts=1\n[osv-api]\nurl='{}'\nprivate=['npm/@ours/']",
        server.url
    ));
    list(&bench, purls);
    bench
}

fn list(bench: &Bench, purls: &[&str]) {
    let mut questions = Questions::default();
    questions
        .add(&Sbom { components: purls.iter().map(|purl| component(purl)).collect(), ..Sbom::default() });
    bench.folder.put(&bench.folder.root().join("x"), b"").unwrap();
    Packages::of(questions, NOW).unwrap().keep(&bench.folder).unwrap();
}

fn record(id: &str, modified: &str) -> String {
    json!({ "schema_version": "1.6.0", "id": id, "modified": modified, "affected": [{ "package": { "ecosystem": "npm", "name": "left" } }] })
        .to_string()
}

/// Names in a request.
fn names(request: &Request) -> Vec<String> {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let queries = body["queries"].as_array().unwrap();
    queries.iter().map(|query| query["package"]["name"].as_str().unwrap().to_owned()).collect()
}

fn results(pages: impl IntoIterator<Item = Value>) -> Reply {
    Reply::ok(json!({ "results": pages.into_iter().collect::<Vec<_>>() }).to_string())
}

fn page(ids: &[(&str, &str)]) -> Value {
    let vulns: Vec<Value> =
        ids.iter().map(|(id, modified)| json!({ "id": id, "modified": modified })).collect();
    json!({ "vulns": vulns })
}

const OLD: &str = "2026-11-01T00:00:00Z";
const NEW: &str = "2026-11-21T00:00:00Z";

/// What would be told of a package, 30 days being too old.
fn covers(bench: &Bench, purl: &str, now: Timestamp) -> bool {
    let packed = knowledge_cache::load(&[bench.folder.feed(Feed::OsvApi)], None, &mut |_| {}).unwrap();
    let (knowledge, files) = (packed.knowledge, packed.files);
    assert!(files.iter().all(|file| file.unread == 0), "{files:?}");
    Coverage::of(&knowledge, now, 30).covers(&Subject::of(&component(purl)))
}

fn gets(server: &Server) -> Vec<String> {
    server.paths().iter().filter_map(|path| path.strip_prefix("/v1/vulns/")).map(str::to_owned).collect()
}

#[test]
fn packages_without_versions_are_asked_about_and_only_new_records_fetched() {
    let modified = Arc::new(Mutex::new(OLD));
    let now = Arc::clone(&modified);
    let server = Server::new(move |request, _| {
        let date = *now.lock().unwrap();
        match request.path.as_str() {
            "/v1/querybatch" => results(names(request).iter().map(|name| match name.as_str() {
                "left" => page(&[("A-1", date), ("A-2", OLD)]),
                _ => json!({}),
            })),
            path => Reply::ok(record(path.rsplit('/').next().unwrap(), date)),
        }
    });
    let bench = bench(
        &server,
        &["pkg:npm/left@1.2.3", "pkg:npm/quiet@4", "pkg:npm/%40ours/secret@1", "pkg:generic/x@1"],
    );
    let first = bench.sync(Feed::OsvApi);
    assert_eq!((first.failure, first.records), (None, 2));
    let question = String::from_utf8(server.asked()[0].body.clone()).unwrap();
    for never in ["1.2.3", "secret", "generic"] {
        assert!(!question.contains(never), "{question}");
    }
    let asked = bench.state(Feed::OsvApi).asked.unwrap();
    assert_eq!((asked.wanted, asked.answered, asked.failed, asked.oldest), (2, 2, 0, Some(NOW)));
    assert!(covers(&bench, "pkg:npm/left@1", NOW) && covers(&bench, "pkg:npm/quiet@1", NOW));
    assert!(!covers(&bench, "pkg:npm/never@1", NOW), "nobody asked");
    assert!(!covers(&bench, "pkg:npm/quiet@1", Timestamp(NOW.0 + 31 * 86_400_000_000)), "too long ago");
    assert_eq!(gets(&server), ["A-1", "A-2"]);
    bench.sync(Feed::OsvApi);
    assert_eq!(gets(&server).len(), 2, "nothing was modified");
    *modified.lock().unwrap() = NEW;
    assert_eq!(bench.sync(Feed::OsvApi).failure, None);
    assert_eq!(gets(&server), ["A-1", "A-2", "A-1"]);
    assert_eq!(bench.state(Feed::OsvApi).records(), 2, "the new record took the place of the old one");
    let text = std::fs::read_to_string(bench.folder.feed(Feed::OsvApi).join("answers.jsonl")).unwrap();
    assert!(text.contains(NEW), "{text}");
}

#[test]
fn what_is_not_whole_was_not_answered() {
    let broken = Arc::new(Mutex::new(false));
    let now = Arc::clone(&broken);
    let server = Server::new(move |request, _| {
        let broken = *now.lock().unwrap();
        match request.path.as_str() {
            "/v1/querybatch" => results(names(request).iter().map(|name| match name.as_str() {
                "left" => page(&[("A-1", OLD)]),
                "right" if broken => page(&[("B-1", NEW), ("B-2", NEW)]),
                "right" => page(&[("B-1", OLD)]),
                "first" => page(&[("C-1", OLD)]),
                _ => json!({}),
            })),
            "/v1/vulns/C-1" | "/v1/vulns/B-2" => Reply::status(404),
            path => Reply::ok(record(path.rsplit('/').next().unwrap(), if broken { NEW } else { OLD })),
        }
    });
    let bench = bench(&server, &["pkg:npm/left@1", "pkg:npm/right@1", "pkg:npm/first@1"]);
    assert!(bench.sync(Feed::OsvApi).failure.unwrap().sentence_en.contains("404"));
    assert!(covers(&bench, "pkg:npm/left@1", NOW) && covers(&bench, "pkg:npm/right@1", NOW));
    assert!(!covers(&bench, "pkg:npm/first@1", NOW), "its record could not be had");
    *broken.lock().unwrap() = true;
    let later = Timestamp(NOW.0 + 20 * 86_400_000_000);
    let second = bench.sync_at(&[Feed::OsvApi], later).unwrap().remove(0);
    assert!(second.failure.is_some());
    let asked = bench.state(Feed::OsvApi).asked.unwrap();
    assert_eq!((asked.wanted, asked.answered, asked.failed, asked.oldest), (3, 2, 2, Some(NOW)));
    let much_later = Timestamp(NOW.0 + 40 * 86_400_000_000);
    assert!(covers(&bench, "pkg:npm/left@1", much_later));
    assert!(!covers(&bench, "pkg:npm/right@1", much_later), "its last whole answer is of the first time");
}

#[test]
fn pages_are_followed_to_their_end_and_endless_ones_are_not() {
    let server = Server::new(|request, _| {
        if request.path != "/v1/querybatch" {
            return Reply::ok(record(request.path.rsplit('/').next().unwrap(), OLD));
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        results(body["queries"].as_array().unwrap().iter().map(|query| {
            let token = query["page_token"].as_str().unwrap_or_default();
            match (query["package"]["name"].as_str().unwrap(), token) {
                ("long", "") => {
                    json!({ "vulns": [{ "id": "L-1", "modified": OLD }], "next_page_token": "2" })
                }
                // Servers that run out of time give a mark and nothing else.
                ("long", "2") => json!({ "next_page_token": "3" }),
                ("long", _) => page(&[("L-2", OLD)]),
                ("same", _) => json!({ "vulns": [{ "id": "S-1", "modified": OLD }], "next_page_token": "x" }),
                ("endless", token) => json!({ "next_page_token": format!("{token}x") }),
                ("huge", _) => json!({ "next_page_token": "x".repeat(5_000) }),
                _ => json!({}),
            }
        }))
    });
    let bench = bench(&server, &["pkg:npm/long@1", "pkg:npm/same@1", "pkg:npm/endless@1", "pkg:npm/huge@1"]);
    let failure = bench.sync(Feed::OsvApi).failure.unwrap().sentence_en;
    assert!(failure.contains("2 parts were taken, 3 were not"), "{failure}");
    assert!(covers(&bench, "pkg:npm/long@1", NOW));
    for purl in ["pkg:npm/same@1", "pkg:npm/endless@1", "pkg:npm/huge@1"] {
        assert!(!covers(&bench, purl, NOW), "{purl}");
    }
    assert_eq!(gets(&server), ["L-1", "L-2"], "nothing of the others is believed");
    assert!(server.asked().len() < 300);
}

#[test]
fn ids_never_become_paths_and_records_are_what_was_asked_for() {
    let server = Server::new(|request, _| match request.path.as_str() {
        "/v1/querybatch" => results(names(request).iter().map(|name| match name.as_str() {
            "path" => page(&[("../../../etc/passwd", OLD)]),
            "line" => page(&[("A-1\nA-2", OLD)]),
            "other" => page(&[("O-1", OLD)]),
            "html" => page(&[("H-1", OLD)]),
            "big" => page(&[("G-1", OLD)]),
            "colon" => page(&[("RHSA-2026:1", OLD)]),
            _ => json!({ "vulns": null }),
        })),
        "/v1/vulns/O-1" => Reply::ok(record("O-2", OLD)),
        "/v1/vulns/H-1" => Reply::ok("<html>log in</html>"),
        "/v1/vulns/G-1" => Reply::ok(format!("{}{}", " ".repeat(17 << 20), record("G-1", OLD))),
        "/v1/vulns/RHSA-2026%3A1" => Reply::ok(record("RHSA-2026:1", OLD)),
        _ => Reply::status(404),
    });
    let names = ["path", "line", "other", "html", "big", "colon", "none"];
    let purls: Vec<String> = names.iter().map(|name| format!("pkg:npm/{name}@1")).collect();
    let purls: Vec<&str> = purls.iter().map(String::as_str).collect();
    let bench = bench(&server, &purls);
    assert!(bench.sync(Feed::OsvApi).failure.is_some());
    let known: Vec<&str> = purls.iter().copied().filter(|purl| covers(&bench, purl, NOW)).collect();
    assert_eq!(known, ["pkg:npm/colon@1", "pkg:npm/none@1"]);
    assert!(server.paths().iter().all(|path| !path.contains("etc")), "{:?}", server.paths());
    assert_eq!(bench.names(Feed::OsvApi), ["answers.jsonl"]);
}

#[test]
fn one_odd_package_does_not_spoil_the_batch() {
    let server = Server::new(|request, _| match request.path.as_str() {
        "/v1/querybatch" if names(request).iter().any(|name| name == "odd") => Reply::status(400),
        "/v1/querybatch" => results(names(request).iter().map(|_| json!({}))),
        _ => Reply::status(404),
    });
    let purls: Vec<String> = (0..2_500).map(|number| format!("pkg:npm/p{number:04}@1")).collect();
    let mut purls: Vec<&str> = purls.iter().map(String::as_str).collect();
    purls.push("pkg:npm/odd@1");
    let bench = bench(&server, &purls);
    assert!(bench.sync(Feed::OsvApi).failure.is_some());
    let asked = bench.state(Feed::OsvApi).asked.unwrap();
    assert_eq!((asked.wanted, asked.answered, asked.failed), (2_501, 2_500, 1));
    assert!(server.asked().iter().all(|request| names(request).len() <= 1_000));
}

#[test]
fn a_server_that_answers_nonsense_or_leads_away_teaches_nothing() {
    for reply in [
        Reply::ok("{\"results\":[]}"),
        Reply::ok("[]"),
        Reply::ok("{\"results\":[{\"vulns\":7}]}"),
        Reply::status(403),
        Reply::status(302).with("Location", "https://elsewhere.example/v1/querybatch"),
        Reply::ok("{\"results\":[{}]}").cut(3),
    ] {
        let server = Server::new(move |_, _| reply.clone());
        let bench = bench(&server, &["pkg:npm/left@1"]);
        assert!(bench.sync(Feed::OsvApi).failure.is_some());
        assert!(bench.names(Feed::OsvApi).is_empty());
        assert!(server.asked().len() <= 2, "{:?}", server.paths());
    }
}

#[test]
fn what_was_killed_goes_on() {
    let server = Server::new(|request, number| match request.path.as_str() {
        "/v1/querybatch" => results([page(&[("A-1", OLD), ("A-2", OLD), ("A-3", OLD)])]),
        // The process ends here: nothing after it is written any more.
        "/v1/vulns/A-3" if number < 5 => Reply::status(500),
        path => Reply::ok(record(path.rsplit('/').next().unwrap(), OLD)),
    });
    let bench = bench(&server, &["pkg:npm/left@1"]);
    // What a killed process leaves: two records, the second one cut.
    let journal = bench.folder.part("osv-api osv-api journal").unwrap();
    std::fs::write(&journal, format!("{}\n{}", record("A-1", OLD), &record("A-2", OLD)[..20])).unwrap();
    assert!(bench.sync(Feed::OsvApi).failure.is_some());
    assert_eq!(gets(&server), ["A-2", "A-3"]);
    assert!(!covers(&bench, "pkg:npm/left@1", NOW) || bench.names(Feed::OsvApi).is_empty());
    let second = bench.sync(Feed::OsvApi);
    assert_eq!((second.failure, second.records), (None, 3));
    assert!(covers(&bench, "pkg:npm/left@1", NOW) && !journal.exists());
}

#[test]
fn an_empty_answer_to_a_name_in_small_letters_says_nothing() {
    let server = Server::new(|request, _| results(names(request).iter().map(|_| json!({}))));
    let bench = bench(&server, &["pkg:golang/github.com/masterminds/x@1"]);
    assert_eq!(bench.sync(Feed::OsvApi).failure, None);
    let asked = bench.state(Feed::OsvApi).asked.unwrap();
    assert_eq!((asked.wanted, asked.answered, asked.unsure), (1, 0, 1));
    list(&bench, &["pkg:golang/github.com/Masterminds/x@1"]);
    assert_eq!(bench.sync(Feed::OsvApi).failure, None);
    assert!(covers(&bench, "pkg:golang/github.com/masterminds/x@1", NOW));
}

#[test]
fn without_a_list_nobody_is_asked() {
    let server = Server::new(|_, _| Reply::status(500));
    let bench = Bench::new(&format!("[osv-api]\nurl='{}'", server.url));
    assert!(bench.sync(Feed::OsvApi).failure.unwrap().sentence_en.contains("feeds packages"));
    assert!(server.asked().is_empty());
}
