//! What belongs to another organisation is not there: every address and action with an id, asked from the site of a stranger.

use std::sync::Arc;

use app::{clock::Clock, node::Node, statements::Deciding};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    advisories::Verdict,
    statements::{Product, Role, Subject},
};
use store::Store;

use crate::{
    fixture::NOW,
    testing::{Browser, bring_feeds, organisation, pump},
};

/// Ids of everything that the owner has.
struct Things {
    product: String,
    version: String,
    sbom: String,
    row: String,
    decision: String,
    task: String,
}

/// Two organisations on one node; the first has everything, the second nothing.
async fn two(data: &std::path::Path) -> (Arc<Node>, Things) {
    bring_feeds(data);
    let database = format!("sqlite:{}", data.join("two.sqlite").display());
    let store = Store::open(&database).await.unwrap();
    let owner = organisation("owner");
    store.put_organisation(&owner).await.unwrap();
    store.put_organisation(&organisation("stranger")).await.unwrap();
    store.close().await;
    let node = Node::open(&database, Clock::Fixed(NOW), &owner).await.unwrap().with_feeds(data);
    node.read_feeds().await.unwrap();
    pump(&node, &owner.id, "2.1").await;
    let deciding = Deciding {
        vulnerability: "CVE-2099-0007".into(),
        subject: Subject::whole(Product::named("Infuse", Some("2.1"))),
        status: Verdict::UnderInvestigation,
        justification: None,
        impact: None,
        action: None,
        responses: Vec::new(),
        treatment: None,
        grounds: Vec::new(),
        valid_until: None,
        by: "臨床工学室".into(),
        role: Role::Hospital,
    };
    let decision = node.decide(&owner.id, &deciding).await.unwrap().id.to_string();
    let shown = node.snapshot(&owner.id).unwrap();
    let things = Things {
        product: shown.products[0].id.to_string(),
        version: shown.products[0].versions[0].id.to_string(),
        sbom: shown.sboms[0].id.to_string(),
        row: shown.exposures.concerns[0].id.clone(),
        task: shown.tasks[0].id.to_string(),
        decision,
    };
    (Arc::new(node), things)
}

fn pages(of: &Things) -> Vec<String> {
    let Things { product, version, sbom, row, decision, task } = of;
    vec![
        format!("/products/{product}"),
        format!("/products/{product}/change"),
        format!("/products/{product}/versions/new"),
        format!("/products/{product}/versions/{version}"),
        format!("/sboms/{sbom}"),
        format!("/sboms/{sbom}?view=tree"),
        format!("/sboms/{sbom}/parts/0"),
        format!("/sboms/{sbom}/file"),
        format!("/sboms/{sbom}/export"),
        format!("/sboms/{sbom}/export/spdx-3.0"),
        format!("/sboms/{sbom}/original"),
        format!("/vulnerabilities/{row}"),
        format!("/decisions/{decision}"),
        format!("/decisions/new?row={row}"),
        format!("/tasks/{task}"),
        format!("/api/v1/vulnerabilities/{row}"),
        format!("/api/v1/decisions/{decision}"),
        format!("/api/v1/tasks/{task}"),
    ]
}

/// Forms that would change or tell something; the last word would be taken from the owner.
fn forms(of: &Things) -> Vec<(String, Vec<(&'static str, String)>)> {
    let Things { product, version, sbom, row, decision, task } = of;
    let said = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    vec![
        (format!("/products/{product}/change"), said(&[("maker", "x"), ("name", "x")])),
        (format!("/products/{product}/retire"), said(&[("retired", "yes")])),
        (format!("/products/{product}/links"), said(&[("device", "all"), ("say", "accept")])),
        (format!("/products/{product}/versions/new"), said(&[("version", "9")])),
        (format!("/products/{product}/versions/{version}"), said(&[("version", "9")])),
        (format!("/products/{product}/versions/{version}/retire"), said(&[("retired", "yes")])),
        (format!("/sboms/{sbom}/file"), said(&[("maker", "x"), ("name", "x"), ("version", "1")])),
        (
            format!("/sboms/{sbom}/detach"),
            said(&[("product", product.as_str()), ("version", version.as_str())]),
        ),
        (format!("/sboms/{sbom}/remove"), said(&[("removed", "yes")])),
        (
            "/decisions".to_owned(),
            said(&[("row", row.as_str()), ("status", "affected"), ("by", "x"), ("role", "hospital")]),
        ),
        (
            "/decisions/declare".to_owned(),
            said(&[("row", row.as_str()), ("that", "not_shipped"), ("reason", "x"), ("by", "x")]),
        ),
        (format!("/decisions/{decision}/withdraw"), said(&[("by", "x"), ("reason", "x")])),
        (format!("/decisions/{decision}/again"), said(&[])),
        (format!("/tasks/{task}"), said(&[("say", "done"), ("by", "x")])),
    ]
}

async fn json(browser: &Browser, path: &str, body: &serde_json::Value) -> StatusCode {
    let request = Request::post(path)
        .header(header::HOST, "127.0.0.1:8600")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    browser.ask(request).await.status
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let data = tempfile::tempdir().unwrap();
    let (node, things) = two(data.path()).await;
    let owner = Browser::over(Arc::clone(&node), "owner");
    let stranger = Browser::over(Arc::clone(&node), "stranger");
    for path in pages(&things) {
        assert_eq!(owner.get(&path).await.status, StatusCode::OK, "{path} of the owner");
        let told = stranger.get(&path).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!told.text.contains("Infuse") && !told.text.contains("gateway"), "{path}");
    }
    let before = node.snapshot(&domain::ids::OrgId::from_tail("owner")).unwrap();
    for (path, fields) in forms(&things) {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(stranger.send(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let Things { row, decision, sbom, product, version, .. } = &things;
    for (path, body) in [
        (format!("/api/v1/sboms/{sbom}/file"), serde_json::json!({ "product": product, "version": version })),
        ("/api/v1/sboms/merge".to_owned(), serde_json::json!({ "ids": [sbom], "name": "x" })),
        ("/api/v1/decisions".to_owned(), serde_json::json!({ "row": row, "status": "affected", "by": "x" })),
        (format!("/api/v1/decisions/{decision}/withdraw"), serde_json::json!({ "by": "x", "reason": "x" })),
    ] {
        assert_eq!(json(&stranger, &path, &body).await, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [
        "/products",
        "/sboms",
        "/vulnerabilities",
        "/decisions",
        "/tasks",
        "/search?q=infuse",
        "/sboms/compare",
    ] {
        let list = stranger.get(path).await.text;
        assert!(!list.contains("Infuse") && !list.contains(&things.decision), "{path}");
    }
    let after = node.snapshot(&domain::ids::OrgId::from_tail("owner")).unwrap();
    assert_eq!(
        (&before.decisions, &before.products),
        (&after.decisions, &after.products),
        "nothing was changed"
    );
}

#[tokio::test]
async fn the_api_records_and_takes_back_as_the_pages_do() {
    let data = tempfile::tempdir().unwrap();
    let (node, things) = two(data.path()).await;
    let owner = Browser::over(node, "owner");
    let body = serde_json::json!({ "row": things.row, "status": "affected", "treatment": "mitigated", "by": "情報システム課", "valid_until": "2027-03-31" });
    assert_eq!(json(&owner, "/api/v1/decisions", &body).await, StatusCode::CREATED);
    let listed = crate::testing::api(&owner, "/api/v1/decisions?standing=counts&status=affected").await;
    assert_eq!(listed["total"], 1, "{listed}");
    let id = listed["decisions"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/decisions/{id}/withdraw");
    let why = |reason: &str| serde_json::json!({ "by": "係", "reason": reason });
    assert_eq!(json(&owner, &path, &why("")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(json(&owner, &path, &why("取り違え")).await, StatusCode::NO_CONTENT);
    let one = crate::testing::api(&owner, &format!("/api/v1/decisions/{id}")).await;
    assert_eq!(
        (&one["standing"], &one["statement"]["withdrawn"]["reason"]),
        (&"withdrawn".into(), &"取り違え".into())
    );
    let foreign = Request::post("/api/v1/decisions")
        .header(header::HOST, "127.0.0.1:8600")
        .header(header::ORIGIN, "http://evil.example")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    assert_eq!(owner.ask(foreign).await.status, StatusCode::FORBIDDEN);
}
