//! The feeds page over a real node with a data folder: bundles that are right, broken, of a stranger or old; the form; the schedule.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use app::{
    clock::Clock,
    feeds::{
        Feed, Folder,
        bundle::{self, Order, SigningKey},
        import,
    },
    node::Node,
};
use axum::http::StatusCode;
use domain::time::Timestamp;

use crate::{
    fixture::NOW,
    testing::{Browser, organisation},
};

/// A hospital with a page, and a maker of bundles whom it trusts.
struct Hospital {
    data: tempfile::TempDir,
    browser: Browser,
    node: Arc<Node>,
}

fn key(folder: &Path, name: &str) -> SigningKey {
    let path = folder.join(name);
    if !path.exists() {
        SigningKey::make(&path).unwrap();
    }
    SigningKey::read(&path).unwrap()
}

fn ago(days: i64) -> Timestamp {
    Timestamp(NOW.0 - days * 86_400_000_000)
}

impl Hospital {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let trusted = key(data.path(), "maker").public().fingerprint();
        fs::write(data.path().join("feeds.toml"), format!("[bundle]\ntrust = [\"{trusted}\"]")).unwrap();
        let node = Node::open("sqlite::memory:", Clock::Fixed(NOW), &organisation("test")).await.unwrap();
        let node = Arc::new(node.with_feeds(data.path()));
        Self { browser: Browser::over(Arc::clone(&node), "test"), node, data }
    }

    /// A bundle with one row of KEV, made some days ago.
    fn bundle(&self, signer: &str, days: i64) -> Vec<u8> {
        let made = tempfile::tempdir().unwrap();
        let kev = made.path().join("kev.json");
        let row = format!("{{\"cveID\":\"CVE-2024-{days:04}\",\"dateAdded\":\"2024-01-01\"}}");
        let date = domain::civil::Civil::utc(ago(days)).date();
        fs::write(&kev, format!("{{\"dateReleased\":\"{date}\",\"vulnerabilities\":[{row}]}}")).unwrap();
        let maker = Folder::of(made.path());
        import::import(&maker, &[kev], ago(days), &mut |_| {}).unwrap();
        let (out, key) = (made.path().join("out"), key(self.data.path(), signer));
        let order = Order { key: &key, since: None, now: ago(days), valid_days: 30 };
        bundle::make(&maker, &out, &order).unwrap();
        fs::read(out).unwrap()
    }

    /// What is kept of KEV.
    fn kev(&self) -> Vec<u8> {
        let files = Folder::of(self.data.path()).files(Feed::Kev).unwrap();
        files.first().map(|(_, path)| fs::read(path).unwrap()).unwrap_or_default()
    }

    async fn offer(&self, bundle: &[u8]) -> String {
        self.browser.drop_files("/feeds?lang=ja", &[], &[("x.bundle", bundle)]).await.text
    }

    async fn load(&self, bundle: &[u8]) -> String {
        let page = self.offer(bundle).await;
        let (_, rest) = page.split_once("name=\"id\" value=\"").unwrap_or_else(|| panic!("{page}"));
        let id = rest.split('"').next().unwrap().to_owned();
        assert_eq!(self.browser.send("/feeds/bundle", &[("id", &id)]).await.to, "/feeds");
        self.settled().await
    }

    /// The page when no job runs any more.
    async fn settled(&self) -> String {
        for _ in 0..600 {
            if self.node.last_feeds_work().is_some()
                && self.node.jobs().list().iter().all(|job| job.state != app::jobs::JobState::Running)
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.browser.get("/feeds?lang=ja").await.text
    }
}

#[tokio::test]
async fn a_bundle_is_shown_before_it_is_loaded() {
    let hospital = Hospital::new().await;
    let page = hospital.offer(&hospital.bundle("maker", 3)).await;
    assert!(page.contains("持ち込みファイルを確かめました") && page.contains("信頼すると決めた鍵"), "{page}");
    assert!(hospital.kev().is_empty(), "nothing was loaded yet");
    let page = hospital.load(&hospital.bundle("maker", 3)).await;
    assert!(page.contains("持ち込みファイルを読み込みました"), "{page}");
    assert!(String::from_utf8(hospital.kev()).unwrap().contains("CVE-2024-0003"));
    let again = hospital.browser.send("/feeds/bundle", &[("id", "another")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "only what was shown is loaded");
}

#[tokio::test]
async fn what_may_not_be_loaded_leaves_what_is_there() {
    let hospital = Hospital::new().await;
    hospital.load(&hospital.bundle("maker", 3)).await;
    let before = hospital.kev();
    let good = hospital.bundle("maker", 2);
    let (cut, mut changed) = (good[..good.len() - 9].to_vec(), good);
    let last = changed.len() - 1;
    changed[last] ^= 1;
    for (bundle, says) in [
        (cut, "途中で切れている"),
        (changed, "書き換えられています"),
        (hospital.bundle("stranger", 1), "登録されていません"),
        (hospital.bundle("maker", 40), "期限"),
    ] {
        let page = hospital.offer(&bundle).await;
        assert!(page.contains("この持ち込みファイルは使えません") && page.contains(says), "{says}: {page}");
        assert!(page.contains("これまでの情報は、そのまま残っています"), "{page}");
        assert!(!page.contains("action=\"/feeds/bundle\""), "there is no way to load it");
        assert_eq!(hospital.kev(), before, "{says}");
    }
    let page = hospital.load(&hospital.bundle("maker", 20)).await;
    assert!(page.contains("より古い") && page.contains("これまでの情報は、そのまま残っています"), "{page}");
    assert_eq!(hospital.kev(), before, "one that is older than what is here");
}

#[tokio::test]
async fn what_a_killed_load_leaves_is_not_seen() {
    let hospital = Hospital::new().await;
    hospital.load(&hospital.bundle("maker", 3)).await;
    let before = hospital.kev();
    // A program that was killed while it laid out the next folder.
    let half: PathBuf = hospital.data.path().join("feeds-work/next/kev");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("kev.json"), "{\"vulnerabilities\":[").unwrap();
    let page = hospital.browser.get("/feeds?lang=ja").await.text;
    assert!(page.contains("CISA KEV"), "{page}");
    assert_eq!(hospital.kev(), before);
    let page = hospital.load(&hospital.bundle("maker", 1)).await;
    assert!(page.contains("持ち込みファイルを読み込みました"), "{page}");
    assert!(String::from_utf8(hospital.kev()).unwrap().contains("CVE-2024-0001"));
}

#[tokio::test]
async fn the_form_goes_out_empty_and_comes_back_filled_in() {
    let hospital = Hospital::new().await;
    let form = hospital.browser.get("/feeds/form.toml").await;
    assert_eq!(form.status, StatusCode::OK);
    let filled: String =
        form.text.lines().map(|line| format!("{}\n", line.trim_start_matches("#: "))).collect();
    let filled = filled.replace("\n#:\n", "\n\n");
    let answer = hospital.browser.drop_files("/feeds?lang=ja", &[], &[("fda.toml", filled.as_bytes())]).await;
    assert_eq!(answer.to, "/feeds", "{}", answer.text);
    let page = hospital.settled().await;
    assert!(page.contains("fda.toml") && page.contains("1件の記録"), "{page}");
    let known = hospital.node.known_vulnerabilities().unwrap();
    assert_eq!(known.knowledge.record_count(), 1);
    let broken =
        hospital.browser.drop_files("/feeds?lang=ja", &[], &[("fda.toml", b"[[communication]]\nid=1")]).await;
    assert_eq!(broken.to, "/feeds");
    assert!(hospital.settled().await.contains("一部だけ"));
}

#[tokio::test]
async fn the_schedule_is_switched_by_a_person_with_our_form() {
    let hospital = Hospital::new().await;
    let page = hospital.browser.get("/feeds?lang=ja").await.text;
    assert!(page.contains("自動では取りに行きません") && page.contains("自動取得を始める"), "{page}");
    let foreign = axum::http::Request::post("/feeds/schedule")
        .header("host", "127.0.0.1:8600")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("token=guessed&switch=on"))
        .unwrap();
    assert!(hospital.browser.ask(foreign).await.status.is_client_error());
    assert!(!hospital.node.feeds_schedule().unwrap().unwrap().on);
    let answer = hospital.browser.send("/feeds/schedule", &[("switch", "on")]).await;
    assert_eq!(answer.to, "/feeds#schedule");
    let page = hospital.browser.get("/feeds?lang=ja").await.text;
    assert!(page.contains("次回：") && page.contains("自動取得をやめる"), "{page}");
    hospital.browser.send("/feeds/schedule", &[("switch", "off")]).await;
    assert_eq!(hospital.node.feeds_schedule().unwrap().unwrap().next, None);
}

#[tokio::test]
async fn a_person_confirms_who_a_provider_is_and_takes_that_back() {
    let hospital = Hospital::new().await;
    let folder = Folder::of(hospital.data.path()).feed(Feed::Csaf);
    fs::create_dir_all(&folder).unwrap();
    let say = |name: &str| {
        let says = format!(
            r#"{{"url":"https://csaf.aoba.example/p.json","name":"{name}","namespace":"https://aoba.example"}}"#
        );
        fs::write(folder.join("state.json"), format!(r#"{{"providers":{{"aoba":{says}}}}}"#)).unwrap();
    };
    let page = async || hospital.browser.get("/feeds?lang=ja").await.text;
    assert!(!page().await.contains("だれの言葉を採用するか"), "nobody is followed");
    say("Aoba <Medical>");
    let shown = page().await;
    assert!(shown.contains("「Aoba &lt;Medical&gt;」（https://aoba.example）と名乗っています"), "{shown}");
    assert!(shown.contains("まだ確認していません") && !shown.contains("サイトの外にあります"), "{shown}");
    let send = async |to: &str, name: &str, reason: &str| {
        let url = "https://csaf.aoba.example/p.json";
        let says =
            [("provider", "aoba"), ("url", url), ("name", name), ("namespace", "https://aoba.example")];
        let who = [("by", "臨床工学室"), ("reason", reason)];
        hospital.browser.send(&format!("/feeds/provider/{to}"), &[&says[..], &who[..]].concat()).await
    };
    assert_eq!(send("confirm", "Aoba <Medical>", " ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        send("confirm", "Aoba", "電話").await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not what it says"
    );
    assert_eq!(send("confirm", "Aoba <Medical>", "電話で確かめた").await.to, "/feeds#providers");
    let shown = page().await;
    assert!(shown.contains("確認済み") && shown.contains("臨床工学室が「Aoba &lt;Medical&gt;」"), "{shown}");
    say("Another");
    let shown = page().await;
    assert!(
        shown.contains("/feeds/provider/confirm") && shown.contains("/feeds/provider/take-back"),
        "{shown}"
    );
    assert!(
        shown.contains("名乗りが変わりました")
            && shown.contains("前に確認したときは「Aoba &lt;Medical&gt;」"),
        "{shown}"
    );
    assert_eq!(send("take-back", "Another", "担当者がいない").await.to, "/feeds#providers");
    let shown = page().await;
    assert!(shown.contains("取り消し：担当者がいない") && shown.contains("まだ確認していません"), "{shown}");
}

#[tokio::test]
async fn pages_about_a_fix_stand_under_the_first_step() {
    let data = tempfile::tempdir().unwrap();
    let node = crate::testing::hospital(data.path()).await;
    let org = organisation("test").id;
    let id = node.snapshot(&org).unwrap().exposures.concerns[0].found.vulnerability.clone();
    let file = data.path().join("cve.jsonl");
    let page = |tag: &str, host: &str| format!("{{\"url\":\"https://{host}/<fix>\",\"tags\":[\"{tag}\"]}}");
    let pages = [page("patch", "maker.example"), page("exploit", "bad.example")].join(",");
    let meta =
        format!("{{\"cveId\":\"{id}\",\"state\":\"PUBLISHED\",\"datePublished\":\"2026-11-01T00:00:00Z\"}}");
    let record = format!(
        "{{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{meta},\"containers\":{{\"cna\":{{\"references\":[{pages}]}}}}}}\n"
    );
    fs::write(&file, record).unwrap();
    let done = import::import(&Folder::of(data.path()), &[file], NOW, &mut |_| {}).unwrap();
    assert_eq!(done[0].refused, None);
    node.catch_up_feeds().await.unwrap();
    let concern = node.snapshot(&org).unwrap().exposures.concerns[0].id.clone();
    let browser = Browser::over(node, "test");
    for (lang, title) in [("ja", "修正・対策のページ"), ("en", "The maker’s fix")] {
        let page = browser.get(&format!("/vulnerabilities/{concern}?lang={lang}")).await.text;
        assert!(page.contains(title) && page.contains(">maker.example</a>"), "{page}");
        assert!(
            page.contains("https://maker.example/&lt;fix&gt;") && !page.contains("bad.example"),
            "{page}"
        );
    }
}
