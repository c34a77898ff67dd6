//! Asking OSV from the page, over a real node and a server of this machine: off until somebody switches it on, and what it tells is said.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{clock::Clock, jobs::JobState, node::Node};
use serde_json::{Value, json};

use crate::{
    fixture::NOW,
    testing::{Browser, organisation, pump, row},
};

/// Answers about one package, and remembers what it was asked.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &log);
        }
    });
    (url, asked)
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = told.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body).unwrap();
    let date = "2026-11-01T00:00:00Z";
    let reply = if first.starts_with("POST") {
        let question: Value = serde_json::from_str(&body).unwrap();
        let count = question["queries"].as_array().unwrap().len();
        json!({ "results": vec![json!({ "vulns": [{ "id": "GO-2099-0001", "modified": date }] }); count] })
    } else {
        let events = [json!({ "introduced": "0" }), json!({ "fixed": "1.9.0" })];
        let package = json!({ "ecosystem": "Go", "name": "example.com/acme/gateway" });
        json!({ "schema_version": "1.6.0", "id": "GO-2099-0001", "modified": date, "summary": "The gate stays open",
            "affected": [{ "package": package, "ranges": [{ "type": "SEMVER", "events": events }] }] })
    };
    log.lock().unwrap().push(format!("{} {body}", first.trim()));
    let reply = reply.to_string();
    let head = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", reply.len());
    stream.write_all(format!("{head}{reply}").as_bytes()).unwrap();
}

async fn settled(node: &Node) {
    for _ in 0..600 {
        if node.last_feeds_work().is_some()
            && node.jobs().list().iter().all(|job| job.state != JobState::Running)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_page_says_what_asking_tells_before_it_asks() {
    let data = tempfile::tempdir().unwrap();
    let (url, asked) = server();
    let settings = |on: bool| {
        fs::write(data.path().join("feeds.toml"), format!("[osv-api]\non = {on}\nurl = \"{url}\"")).unwrap();
    };
    settings(false);
    let first = organisation("test");
    let node =
        Node::open("sqlite::memory:", Clock::Fixed(NOW), &first).await.unwrap().with_feeds(data.path());
    let node = Arc::new(node);
    pump(&node, &first.id, "2.1").await;
    let browser = Browser::over(Arc::clone(&node), "test");
    let page = browser.get("/feeds?lang=ja").await.text;
    assert!(
        page.contains("OSV への問い合わせ")
            && page.contains("外へは何も取りに行きません。機器や病院の情報は、どこにも送りません"),
        "{page}"
    );
    assert!(page.contains(&url), "who would be told");
    settings(true);
    let page = browser.get("/feeds?lang=ja").await.text;
    assert!(!page.contains("機器や病院の情報は、どこにも送りません"), "{page}");
    assert!(asked.lock().unwrap().is_empty(), "looking sends nothing");
    assert_eq!(browser.send("/feeds/fetch", &[]).await.to, "/feeds");
    settled(&node).await;
    let page = browser.get("/feeds?lang=ja").await.text;
    assert!(page.contains("1件のうち 1件"), "{page}");
    let sent = asked.lock().unwrap().clone();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].contains("\"example.com/acme/gateway\""), "{sent:?}");
    for secret in ["1.4.1", "infuse", "Infuse", "青葉", "2.1"] {
        assert!(!sent.concat().contains(secret), "{secret}: {sent:?}");
    }
    assert_eq!(row(&browser).await.1, "affected");
}
