//! Tasks as a browser uses them, over a real node: they follow from what is known, are done, put off and assigned, and come back.

use std::sync::Arc;

use app::{clock::Clock, node::Node};
use axum::http::StatusCode;
use domain::time::Timestamp;

use crate::{
    fixture::NOW,
    testing::{Browser, api, bring_feeds, hospital, organisation, pump, row},
};

/// The first task of a cause.
async fn task(browser: &Browser, cause: &str) -> serde_json::Value {
    let all = api(browser, "/api/v1/tasks?state=all").await;
    let tasks = all["tasks"].as_array().unwrap();
    let found = tasks.iter().find(|task| task["cause"] == cause);
    found.unwrap_or_else(|| panic!("{cause}: {all:#}")).clone()
}

fn address(task: &serde_json::Value) -> String {
    format!("/tasks/{}", task["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_task_follows_from_a_weakness_and_is_done_in_vain_while_its_cause_is_there() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let list = browser.get("/tasks").await.text;
    for words in ["青葉に", "メーカーへの依頼", "脆弱性情報を新しくする", "医療情報部門", "期限なし"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(browser.get("/").await.text.contains("弱点と製品についてのやること"));
    let ask = task(&browser, "weakness").await;
    assert_eq!((&ask["state"], &ask["seen_to_by"]), (&"open".into(), &"clinical_engineering".into()));
    let here = address(&ask);
    let one = browser.get(&here).await.text;
    for words in ["CVE-2099-0007", "しないとどうなるか"] {
        assert!(one.contains(words), "{words}: {one}");
    }
    let letter = browser.get(&address(&task(&browser, "parts").await)).await.text;
    for words in ["メーカーに送る文案", "data-copy=\"#letter-text\"", "ご担当者様"] {
        assert!(letter.contains(words), "{words}: {letter}");
    }

    let nobody = browser.send(&here, &[("say", "done"), ("by", "")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("部署・担当"), "{}", nobody.text);
    browser.send(&here, &[("say", "done"), ("by", "臨床工学室"), ("note", "電話で依頼した")]).await;
    let one = browser.get(&here).await.text;
    for words in ["済みだが原因が残る", "臨床工学室が2026年11月20日", "電話で依頼した", "済みを取り消す"]
    {
        assert!(one.contains(words), "{words}: {one}");
    }
    assert!(browser.get("/tasks").await.text.contains("済みだが原因が残る"), "never hidden");

    // The cause goes: what was done stays on record.
    let (weak, _) = row(&browser).await;
    let deciding = [
        ("row", weak.as_str()),
        ("status", "not_affected"),
        ("impact", "届かない"),
        ("by", "係"),
        ("role", "maker"),
    ];
    assert_eq!(browser.send("/decisions", &deciding).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&here).await.text.contains("済みです。原因もなくなりました"));
    assert_eq!(task(&browser, "weakness").await["state"], "done");
    assert!(!browser.get("/tasks").await.text.contains(&here));
    assert!(browser.get("/tasks?state=done").await.text.contains(&here));
}

#[tokio::test]
async fn a_task_is_put_off_with_a_reason_assigned_and_taken_up_again() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let feeds = task(&browser, "feeds").await;
    assert_eq!(feeds["due"], "2026-11-27T00:12:00Z");
    let here = address(&feeds);
    for fields in [
        [("say", "put_off"), ("by", "係"), ("reason", "x"), ("until", "2020-01-01")],
        [("say", "put_off"), ("by", "係"), ("reason", " "), ("until", "2026-12-24")],
        [("say", "put_off"), ("by", ""), ("reason", "x"), ("until", "2026-12-24")],
    ] {
        assert_eq!(browser.send(&here, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    let off = [("say", "put_off"), ("by", "係"), ("reason", "USBが届いてから"), ("until", "2026-12-24")];
    assert_eq!(browser.send(&here, &off).await.to, here);
    assert!(browser.get(&here).await.text.contains("2026年12月24日"));
    assert!(!browser.get("/tasks").await.text.contains(&here));
    assert!(browser.get("/tasks?state=put_off").await.text.contains(&here));
    browser.send(&here, &[("say", "assign"), ("assignee", "地下の係"), ("department", "office")]).await;
    browser.send(&here, &[("say", "open")]).await;
    let list = browser.get("/tasks?department=office").await.text;
    assert!(list.contains(&here) && list.contains("地下の係"), "{list}");
    assert!(browser.get("/tasks?q=地下の係").await.text.contains(&here));
    assert!(!browser.get("/tasks?department=maker").await.text.contains(&here));
    for query in ["", "?sort=due", "?sort=devices&dir=down", "?lang=en"] {
        let answer = browser.get(&format!("/tasks{query}")).await;
        assert!(answer.status.is_success() && !answer.text.contains(" style=\""), "{query}");
    }
    assert!(browser.get("/tasks.xlsx").await.status.is_success());
    assert_eq!(browser.send(&here, &[("say", "whatever")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_start_without_feeds_forgets_nothing_and_calls_nothing_done() {
    let data = tempfile::tempdir().unwrap();
    bring_feeds(data.path());
    let database = format!("sqlite://{}", data.path().join("k.db").display());
    let open = async |days: i64| {
        let now = Timestamp::from_parts(NOW.seconds() + days * 86_400, 0);
        Node::open(&database, Clock::Fixed(now), &organisation("test")).await.unwrap().with_feeds(data.path())
    };
    let node = open(0).await;
    node.read_feeds().await.unwrap();
    pump(&node, &organisation("test").id, "2.1").await;
    let first = task(&Browser::over(Arc::new(node), "test"), "weakness").await;

    let node = Arc::new(open(8).await);
    let browser = Browser::over(Arc::clone(&node), "test");
    let unread = api(&browser, "/api/v1/tasks?state=all").await;
    let causes: Vec<&str> =
        unread["tasks"].as_array().unwrap().iter().filter_map(|it| it["cause"].as_str()).collect();
    assert!(!causes.contains(&"weakness") && causes.contains(&"feeds"), "{causes:?}");
    node.read_feeds().await.unwrap();
    let later = task(&browser, "weakness").await;
    assert_eq!(later["mark"]["first_seen"], first["mark"]["first_seen"]);
    assert_eq!((&first["overdue"], &later["overdue"]), (&false.into(), &true.into()));
}
