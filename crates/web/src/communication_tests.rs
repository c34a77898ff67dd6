//! 安全性情報 over a real node: written down, refused, changed, taken back, brought by table; and what it asks for among the steps of a row.

use std::sync::Arc;

use app::{
    clock::Clock,
    feeds::communications::Shelf,
    node::Node,
    products::{ProductDraft, VersionDraft},
};
use axum::http::StatusCode;

use crate::{
    fixture::NOW,
    testing::{Answer, Browser, organisation},
};

struct Hospital {
    data: tempfile::TempDir,
    node: Arc<Node>,
    browser: Browser,
}

impl Hospital {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let node = Node::open("sqlite::memory:", Clock::Fixed(NOW), &organisation("test")).await.unwrap();
        let node = Arc::new(node.with_feeds(data.path()));
        Self { browser: Browser::over(Arc::clone(&node), "test"), node, data }
    }

    async fn write(&self, changes: &[(&str, &str)]) -> Answer {
        let fields = [
            ("from", "FDA"),
            ("id", "FDA-1"),
            ("date", "2026-01-30"),
            ("title", "Pump <b>"),
            ("risk", "The dose may be wrong."),
            ("actions", "Unplug the cable.\n\nAsk the maker."),
            ("links", "https://www.fda.gov/a\nhttps://www.fda.gov/b"),
            ("also", "CVE-2099-0001"),
            ("products", "1"),
            ("p0-maker", "青葉"),
            ("p0-model", "Infuse"),
            ("p0-before", "3.0"),
            ("p0-udi-di", "04987000000017"),
        ];
        // The first of two with one name counts.
        let all: Vec<(&str, &str)> = changes.iter().chain(&fields).copied().collect();
        self.browser.send("/communications/new?lang=ja", &all).await
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn shelf(&self) -> Shelf {
        self.node.communications().await.unwrap()
    }
}

#[tokio::test]
async fn one_is_written_down_changed_and_taken_back() {
    let hospital = Hospital::new().await;
    assert!(hospital.page("/communications?lang=ja").await.contains("書き写した情報はまだありません"));
    let written = hospital.write(&[]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
    let here = written.to.split('?').next().unwrap().to_owned();
    let page = hospital.page(&format!("{here}?lang=ja")).await;
    for words in ["Pump &lt;b&gt;", "Unplug the cable.", "www.fda.gov", "3.0より前", "書き写した"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let twice = hospital.write(&[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("もう書き写してあります"), "{}", twice.text);
    let form = hospital.page(&format!("{here}/change?lang=ja")).await;
    let since = form.split("name=\"since\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let change = [("date", "2026-01-30"), ("title", "Pump 2"), ("why", "改訂"), ("products", "1")];
    let change = |since| [&change[..], &[("since", since)]].concat();
    let stale = hospital.browser.send(&format!("{here}/change?lang=ja"), &change("")).await;
    assert!(stale.text.contains("ほかの人がこの情報を直しました"), "{}", stale.text);
    let changed = hospital.browser.send(&format!("{here}/change"), &change(since)).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    let page = hospital.page(&format!("{here}?lang=ja")).await;
    assert!(
        page.contains("改訂") && page.contains("直す前の内容") && page.contains("Pump &lt;b&gt;"),
        "{page}"
    );
    let silent = hospital.browser.send(&format!("{here}/withdraw"), &[("withdrawn", "yes")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    hospital.browser.send(&format!("{here}/withdraw"), &[("withdrawn", "yes"), ("why", "誤り")]).await;
    assert!(hospital.shelf().await.entries[0].told.withdrawn);
    assert!(hospital.page("/communications?lang=ja").await.contains("当てはまる情報はありません"));
    assert!(hospital.page("/communications?lang=ja&withdrawn=yes").await.contains("Pump 2"));
    hospital.browser.send(&format!("{here}/withdraw"), &[("withdrawn", "no")]).await;
    assert!(hospital.page("/communications?lang=ja&q=pump+fda-1").await.contains("Pump 2"));
    assert!(!hospital.page("/communications?lang=ja&q=other").await.contains("Pump 2"));
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back_with_everything_that_was_typed() {
    let hospital = Hospital::new().await;
    let long = "長".repeat(501);
    for (changes, says) in [
        (&[("title", long.as_str())][..], "題名が501文字あります"),
        (&[("date", "30.1.2026")], "日付として読めません"),
        (&[("updated", "2026-01-01")], "発表日より前です"),
        (&[("links", "javascript:alert(1)")], "ページのアドレスではありません"),
        (&[("p0-up-to", "2.9")], "どちらか1つを消してください"),
        (&[("p0-udi-di", "4")], "UDI-DIではありません"),
    ] {
        let answer = hospital.write(changes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(
            answer.text.contains(says) && answer.text.contains("Ask the maker."),
            "{says}: {}",
            answer.text
        );
    }
    let more = hospital.write(&[("more", "yes")]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text.contains("name=\"p1-maker\"") && more.text.contains("Infuse"), "{}", more.text);
    assert!(hospital.shelf().await.entries.is_empty());
    let foreign = axum::http::Request::post("/communications/new")
        .header("host", "127.0.0.1:8600")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("token=guessed&from=FDA&id=1"))
        .unwrap();
    assert!(hospital.browser.ask(foreign).await.status.is_client_error());
}

#[tokio::test]
async fn a_table_is_kept_whole_or_not_at_all() {
    let hospital = Hospital::new().await;
    hospital.write(&[]).await;
    let table = hospital.page("/communications.csv?lang=ja").await;
    assert!(table.contains("発表者") && table.contains("FDA-1"), "{table}");
    let bring = async |text: &str| {
        hospital.browser.drop_files("/communications/files?lang=ja", &[], &[("t.csv", text.as_bytes())]).await
    };
    let broken = bring("issuer,id,date,title\nPMDA,P-1,2026-02-01,ポンプ\nPMDA,P-2,someday,x\n").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.text.contains("PMDA P-2：発表日の「someday」は"), "{}", broken.text);
    assert_eq!(hospital.shelf().await.entries.len(), 1);
    let good = format!("{table}PMDA,P-1,2026-02-01,,ポンプ\r\n");
    let answer = bring(&good).await;
    assert!(answer.text.contains("新しい情報1件、変更0件、同じ内容1件"), "{}", answer.text);
}

#[tokio::test]
async fn an_entry_that_judges_nothing_says_why() {
    let hospital = Hospital::new().await;
    let product = "[[communication.product]]\nmaker = 'Example'\nmodel = 'Pump 3'\n";
    let entry = format!(
        "[[communication]]\nid = 'FDA-9'\nfrom = 'FDA'\ndate = '2026-01-30'\ntitle = 'Pumps'\n{product}"
    );
    for (versions, judges) in [("up-to = '2.0'\n", true), ("up-to = '2.0'\nbefore = '3.0'\n", false)] {
        let folder = app::feeds::Folder::of(hospital.data.path()).feed(app::feeds::Feed::Hand);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("form.toml"), format!("{entry}{versions}")).unwrap();
        let list = hospital.page("/communications?lang=ja").await;
        assert_eq!(list.contains("判定に使えません"), !judges, "{list}");
        let key = hospital.shelf().await.entries[0].key.clone();
        let page = hospital.page(&format!("/communications/{key}?lang=ja")).await;
        assert_eq!(page.contains("この安全性情報では、何も判定されていません"), !judges, "{page}");
        assert_eq!(page.contains("Example Pump 3, &lt;=2.0, &lt;3.0"), !judges, "{page}");
    }
}

#[tokio::test]
async fn what_is_asked_stands_among_the_steps_in_its_order() {
    let hospital = Hospital::new().await;
    let org = organisation("test").id;
    let draft = ProductDraft { maker: "青葉".into(), name: "Infuse".into(), ..ProductDraft::default() };
    let product = hospital.node.add_product(&org, &draft, "係").await.unwrap();
    let version = VersionDraft { version: "2.1".into(), ..VersionDraft::default() };
    hospital.node.add_version(&org, &product, &version, "係").await.unwrap();
    hospital.write(&[]).await;
    hospital.node.catch_up_feeds().await.unwrap();
    let snapshot = hospital.node.snapshot(&org).unwrap();
    let [concern] = &snapshot.exposures.concerns[..] else { panic!("{:#?}", snapshot.exposures.concerns) };
    assert_eq!(concern.found.vulnerability, "CVE-2099-0001");
    let page = hospital.page(&format!("/vulnerabilities/{}?lang=ja", concern.id)).await;
    let (first, second) = (page.find("Unplug the cable.").unwrap(), page.find("Ask the maker.").unwrap());
    assert!(first < second && page.contains("FDA FDA-1"), "{page}");
    assert!(page.contains("公的機関が医療機関に求めている対応"), "{page}");
    let told = hospital.shelf().await.entries.remove(0);
    let page = hospital.page(&format!("/communications/{}?lang=ja", told.key)).await;
    assert!(page.contains("求められている対応を手順に出しています"), "{page}");
    hospital.node.withdraw_communication(&told.key, true, "係", "誤り").await.unwrap();
    hospital.node.catch_up_feeds().await.unwrap();
    assert!(hospital.node.snapshot(&org).unwrap().exposures.concerns.is_empty());
}
