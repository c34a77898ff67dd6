//! Servers as they are: changed, unchanged, cut, busy, endless, elsewhere.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use domain::time::Timestamp;

use super::{
    server::{Reply, Request, Server},
    *,
};
use crate::{
    clock::Clock,
    feeds::{KeptFile, Trouble, settings::Network},
};

fn client(network: Network) -> Client {
    let waiting = Waiting { stop: Arc::new(AtomicBool::new(false)), sleep: |_: Duration| {} };
    Client::new(&network, Clock::Fixed(Timestamp(0)), waiting).unwrap()
}

struct Bench {
    folder: tempfile::TempDir,
    client: Client,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), client: client(Network::default()) }
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("part")
    }

    fn fetch(&self, url: &str, before: Option<&KeptFile>) -> Result<Fetched, Trouble> {
        let wish = Wish { url, before, most: 1 << 20, ..Wish::default() };
        self.client.fetch(&wish, &self.part(), &mut |_, _| {})
    }

    fn got(&self) -> Vec<u8> {
        std::fs::read(self.part()).unwrap()
    }
}

#[test]
fn unchanged_is_not_sent_again() {
    let server = Server::new(|request, _| match request.header("if-none-match") {
        "\"one\"" => Reply::status(304),
        _ => Reply::ok("hello").with("ETag", "\"one\"").with("Last-Modified", "x"),
    });
    let bench = Bench::new();
    let new = bench.fetch(&server.url, None).unwrap();
    assert_eq!(new, Fetched::New { etag: Some("\"one\"".into()), last_modified: Some("x".into()) });
    assert_eq!(bench.got(), b"hello");
    let before = KeptFile { url: server.url.clone(), etag: Some("\"one\"".into()), ..KeptFile::default() };
    assert_eq!(bench.fetch(&server.url, Some(&before)).unwrap(), Fetched::Same);
    let elsewhere = KeptFile { url: "https://a.example/".into(), ..before };
    assert!(matches!(bench.fetch(&server.url, Some(&elsewhere)).unwrap(), Fetched::New { .. }));
}

fn whole() -> Vec<u8> {
    (0..200_000_u32).map(|number| (number % 251) as u8).collect()
}

/// Cuts the first answers and gives the rest when asked for it.
fn cutting(request: &Request, number: usize, etag: &str) -> Reply {
    let whole = whole();
    let from = request.header("range").strip_prefix("bytes=").and_then(|range| range.strip_suffix('-'));
    let fits = request.header("if-range") == etag;
    match from.and_then(|from| from.parse::<usize>().ok()).filter(|_| fits) {
        Some(from) => {
            let mut reply = Reply::ok(&whole[from..]).with("ETag", etag);
            reply.status = 206;
            let range = format!("bytes {from}-{}/{}", whole.len() - 1, whole.len());
            let reply = reply.with("Content-Range", &range);
            if number < 3 { reply.cut(40_000) } else { reply }
        }
        None if number < 3 => Reply::ok(whole).with("ETag", etag).cut(70_000),
        None => Reply::ok(whole).with("ETag", etag),
    }
}

#[test]
fn what_was_cut_is_gone_on_with() {
    let server = Server::new(|request, number| cutting(request, number, "\"a\""));
    let bench = Bench::new();
    assert!(matches!(bench.fetch(&server.url, None), Ok(Fetched::New { .. })));
    assert_eq!(bench.got(), whole());
    let ranges: Vec<String> = server.asked().iter().map(|asked| asked.header("range").to_owned()).collect();
    assert_eq!(ranges, ["", "bytes=70000-", "bytes=110000-", "bytes=150000-"]);
}

#[test]
fn another_file_meanwhile_is_fetched_from_its_beginning() {
    let server = Server::new(|request, number| match number {
        0 => Reply::ok(whole()).with("ETag", "\"a\"").cut(70_000),
        _ => cutting(request, 9, "\"b\""),
    });
    let bench = Bench::new();
    assert!(
        matches!(bench.fetch(&server.url, None), Ok(Fetched::New { etag: Some(etag), .. }) if etag == "\"b\"")
    );
    assert_eq!(bench.got(), whole());
    // A server that sends another part than was asked for.
    let server = Server::new(|_, number| match number {
        0 => Reply::ok(whole()).with("ETag", "\"a\"").cut(70_000),
        1 => {
            let mut reply = Reply::ok("rest").with("ETag", "\"a\"").with("Content-Range", "bytes 5-8/200000");
            reply.status = 206;
            reply
        }
        _ => Reply::ok("whole").with("ETag", "\"a\""),
    });
    bench.fetch(&server.url, None).unwrap();
    assert_eq!(bench.got(), b"whole");
}

#[test]
fn without_a_mark_nothing_is_patched_together() {
    let server = Server::new(|request, number| {
        assert_eq!(request.header("range"), "");
        if number == 0 { Reply::ok(whole()).cut(70_000) } else { Reply::ok(whole()) }
    });
    let bench = Bench::new();
    bench.fetch(&server.url, None).unwrap();
    assert_eq!(bench.got(), whole());
}

#[test]
fn busy_servers_are_asked_again_and_lost_ones_given_up() {
    let server = Server::new(|_, number| match number {
        0 => Reply::status(429).with("Retry-After", "7"),
        1 => Reply::status(503).with("Retry-After", "Thu, 01 Jan 1970 00:00:30 GMT"),
        _ => Reply::ok("hello"),
    });
    let bench = Bench::new();
    bench.fetch(&server.url, None).unwrap();
    assert_eq!(bench.got(), b"hello");
    let busy = Server::new(|_, _| Reply::status(503));
    assert!(matches!(bench.fetch(&busy.url, None), Err(Trouble::Status { status: 503, .. })));
    assert_eq!(busy.asked().len(), 5);
    let tomorrow = Server::new(|_, _| Reply::status(429).with("Retry-After", "86400"));
    assert!(matches!(bench.fetch(&tomorrow.url, None), Err(Trouble::Later { seconds: 86_400, .. })));
    let gone = Server::new(|_, _| Reply::status(404));
    assert!(matches!(bench.fetch(&gone.url, None), Err(Trouble::Status { status: 404, .. })));
    assert_eq!(gone.asked().len(), 1);
    assert!(matches!(bench.fetch("http://127.0.0.1:1/", None), Err(Trouble::Unreachable { .. })));
}

#[test]
fn endless_bodies_and_endless_redirects_end() {
    let bench = Bench::new();
    let big = Server::new(|_, _| Reply::ok(vec![0; 2 << 20]));
    assert!(matches!(bench.fetch(&big.url, None), Err(Trouble::TooBig { megabytes: 1, .. })));
    assert!(!bench.part().exists());
    let round = Server::new(|_, _| Reply::status(302).with("Location", "/again"));
    assert!(matches!(bench.fetch(&round.url, None), Err(Trouble::Odd { .. })));
    let out = Server::new(|_, _| Reply::status(302).with("Location", "http://a.example/"));
    assert!(matches!(bench.fetch(&out.url, None), Err(Trouble::NotAllowed { .. })));
}

#[test]
fn a_key_is_for_one_server_alone() {
    let other = Server::new(|request, _| {
        assert_eq!(request.header("apikey"), "");
        Reply::ok("hello")
    });
    let to = other.url.clone();
    let server = Server::new(move |request, _| {
        assert_eq!(request.header("apikey"), "secret");
        Reply::status(302).with("Location", &to)
    });
    let bench = Bench::new();
    let secret = Some(("apiKey", "secret".to_owned()));
    let wish = Wish { url: &server.url, most: 100, secret, ..Wish::default() };
    bench.client.fetch(&wish, &bench.part(), &mut |_, _| {}).unwrap();
    assert_eq!((other.asked().len(), bench.got()), (1, b"hello".to_vec()));
}

#[test]
fn a_proxy_of_the_settings_is_used() {
    let proxy = Server::new(|_, _| Reply::status(502));
    let network = Network { proxy: Some(proxy.url.clone()), attempts: 1, ..Network::default() };
    let bench = Bench { folder: tempfile::tempdir().unwrap(), client: client(network) };
    assert!(bench.fetch("https://a.example/kev.json", None).is_err());
    let asked = proxy.asked();
    assert_eq!(asked[0].path, "a.example:443", "CONNECT names the far server");
}

#[test]
fn somebody_stops_it() {
    let server = Server::new(|_, _| Reply::status(503));
    let waiting = Waiting { stop: Arc::new(AtomicBool::new(true)), sleep: |_: Duration| {} };
    let client = Client::new(&Network::default(), Clock::Fixed(Timestamp(0)), waiting).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wish = Wish { url: &server.url, most: 9, ..Wish::default() };
    let outcome = client.fetch(&wish, &folder.path().join("part"), &mut |_, _| {});
    assert_eq!(outcome, Err(Trouble::Stopped));
    assert!(server.asked().is_empty());
}
