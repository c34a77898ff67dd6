//! The site as a browser sees it: every page answers, nothing hostile gets through, the leading pages look as kept.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    alerts::AlertState, certainty::Certainty, devices::Stated, facts::Evidence, ids::OrgId, picture::Picture,
};
use tower::ServiceExt as _;

use crate::{
    backend::{Config, Site},
    fixture, routes,
};

fn over(snapshot: app::snapshot::Snapshot) -> axum::Router {
    let config = Config { hosts: Vec::new(), secret: [7; 32], org: OrgId::from_tail("test") };
    routes::site(Site::fixed(config, Arc::new(snapshot)))
}

async fn get(site: &axum::Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::HOST, "127.0.0.1:8600").body(Body::empty()).unwrap();
    let answer = site.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// Sends a form as a browser in this language does, from `/ledger`.
async fn post(site: &axum::Router, path: &str, body: &str, lang: &str) -> (StatusCode, String) {
    let request = Request::post(path)
        .header(header::HOST, "127.0.0.1:8600")
        .header(header::REFERER, "http://127.0.0.1:8600/ledger?status=no_key")
        .header(header::COOKIE, format!("lang={lang}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let answer = site.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn a_refusal_is_told_once_in_the_language_of_the_page_and_leads_back() {
    let org = OrgId::from_tail("test");
    let config = Config { hosts: Vec::new(), secret: [7; 32], org: org.clone() };
    let site = Site::fixed(config, Arc::new(fixture::hospital(60)));
    let form = format!("token={}&sheet=x&row=3&decision=link&address=here", site.form_token(&org));
    let site = routes::site(site);
    let (status, ja) = post(&site, "/ledger/rows/decide", &form, "ja").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ja.matches("その操作はできません").count(), 2, "title and heading: {ja}");
    assert!(
        ja.contains("IPアドレスかMACアドレスを書いてください") && ja.contains("<html lang=\"ja\""),
        "{ja}"
    );
    assert!(ja.contains("href=\"/ledger?status=no_key\""), "{ja}");
    let (_, en) = post(&site, "/ledger/rows/decide", &form, "en").await;
    assert!(
        en.contains("To link, give the device’s IP or MAC address") && en.contains("<html lang=\"en\""),
        "{en}"
    );
    assert!(en.chars().all(|c| !('\u{3040}'..='\u{30ff}').contains(&c)), "{en}");
    let (status, json) = get(&site, "/api/v1/devices/dev_none").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(json.contains("\"error\":\"error-not-found\""), "{json}");
}

#[tokio::test]
async fn a_taught_kind_is_named_wherever_its_device_is() {
    let mut snapshot = fixture::hospital(60);
    let text = "kind_id,name_ja,name_en\naoba_warmer,加温器,Blanket warmer\n".into();
    let local = knowledge::LocalFile { name: "kinds.csv".into(), text };
    snapshot.kinds = Arc::new(knowledge::Knowledge::load(&[local]).0.kinds);
    let mut picture = Picture::clone(&snapshot.picture);
    let evidence = Evidence { source: "person".into(), said: "x".into(), frame: None, origin: None };
    let device = &mut picture.devices[3];
    device.kind = Some(Stated::new("aoba_warmer".into(), Certainty::Certain, evidence));
    let id = device.id.clone();
    snapshot.picture = Arc::new(picture);
    let site = over(snapshot);
    for path in [format!("/devices/{id}"), "/devices?kind=aoba_warmer".into(), "/devices?q=加温器".into()]
    {
        let path = path.replace("加温器", "%E5%8A%A0%E6%B8%A9%E5%99%A8");
        let (_, ja) = get(&site, &path).await;
        assert!(ja.contains("加温器"), "{path}");
        assert!(
            !ja.replace("kind=aoba_warmer", "").replace("value=\"aoba_warmer\"", "").contains("aoba_warmer"),
            "{path}"
        );
        let joint = if path.contains('?') { '&' } else { '?' };
        assert!(get(&site, &format!("{path}{joint}lang=en")).await.1.contains("Blanket warmer"), "{path}");
    }
    let (_, json) = get(&site, &format!("/api/v1/devices/{id}")).await;
    assert!(json.contains("\"name_ja\":\"加温器\""), "{json}");
}

#[tokio::test]
async fn a_row_without_a_key_offers_devices_and_tells_how_many_pieces_are_seen() {
    let mut snapshot = fixture::hospital(120);
    let device = snapshot.picture.devices[5].id.clone();
    let mut compared = domain::ledger::Reconciliation::clone(&snapshot.reconciliation);
    let row = compared.rows.iter_mut().find(|row| row.status == domain::ledger::RowStatus::NoKey).unwrap();
    row.quantity = Some(5);
    row.candidates = vec![domain::ledger::Candidate { device: device.clone(), rank: 1, clues: Vec::new() }];
    (compared.totals.pieces, compared.totals.pieces_seen) = (5, 3);
    snapshot.reconciliation = Arc::new(compared);
    let site = over(snapshot);
    let (_, ja) = get(&site, "/ledger?status=no_key").await;
    for words in
        ["もしかすると", "この機器に結びつける", "台数 5 のうち 0 台が見えています", "あわせて5台のうち3台"]
    {
        assert!(ja.contains(words), "{words}");
    }
    assert!(ja.contains(&format!("href=\"/devices/{device}\"")));
    let (_, json) = get(&site, "/api/v1/ledger").await;
    assert!(json.contains("\"quantity\":5,\"quantity_seen\":0") && json.contains("\"rank\":1"), "{json}");
}

const PAGES: [&str; 41] = [
    "/",
    "/devices",
    "/devices?sort=ip&dir=down&page=2",
    "/devices?col=mac&col=serial",
    "/map",
    "/map?filter=risk&colour=standing",
    "/map.svg",
    "/map.drawio",
    "/alerts",
    "/advisories",
    "/vulnerabilities",
    "/vulnerabilities?by=device&sort=count",
    "/vulnerabilities?by=part&verdict=affected&fix=yes",
    "/vulnerabilities?by=cve&open=CVE-2099-00001&severity=critical",
    "/vulnerabilities?state=unknown&q=nowhere",
    "/feeds",
    "/decisions",
    "/decisions/new?q=libfictional",
    "/decisions/export",
    "/tasks",
    "/tasks?state=all&department=maker",
    "/search?q=CVE-2099",
    "/remote-lines",
    "/ledger",
    "/ledger?status=only_connected",
    "/ledger/import",
    "/captures",
    "/products",
    "/products/new",
    "/sboms",
    "/sboms/make",
    "/sboms/compare",
    "/knowledge",
    "/report",
    "/settings",
    "/help",
    "/menu",
    "/search?q=BV",
    "/api/v1/discover",
    "/api/v1/devices",
    "/api/v1/openapi.json",
];

#[tokio::test]
async fn every_page_answers_in_both_languages_with_and_without_data() {
    for snapshot in [fixture::hospital(120), fixture::nothing()] {
        let site = over(snapshot);
        for path in PAGES {
            for lang in ["ja", "en"] {
                let joint = if path.contains('?') { '&' } else { '?' };
                let (status, text) = get(&site, &format!("{path}{joint}lang={lang}")).await;
                assert_eq!(status, StatusCode::OK, "{path} {lang}");
                // In draw.io files `style` is an attribute of the format.
                assert!(path == "/map.drawio" || !text.contains(" style=\""), "{path}: inline style");
            }
        }
    }
}

#[tokio::test]
async fn things_have_pages_and_strangers_do_not() {
    let snapshot = fixture::hospital(120);
    let device = snapshot.picture.devices[3].id.clone();
    let alert = snapshot.alerts[0].id.clone();
    let site = over(snapshot);
    for path in [
        format!("/devices/{device}"),
        format!("/devices/{device}/label"),
        format!("/alerts/{alert}"),
        "/advisories/KKM-2026-001".into(),
    ] {
        assert_eq!(get(&site, &path).await.0, StatusCode::OK, "{path}");
    }
    for path in ["/devices/dev_none", "/devices/../etc", "/alerts/dev_1", "/advisories/none", "/nowhere"] {
        assert_eq!(get(&site, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_was_not_named_is_told_in_the_readers_language() {
    let mut snapshot = fixture::hospital(60);
    let who = crate::visit::Caller::LocalOperator.name();
    let closed = snapshot
        .alerts
        .iter()
        .find(|alert| matches!(&alert.state, AlertState::Closed { by, .. } if by == who));
    let alert = closed.unwrap().id.clone();
    let mut picture = Picture::clone(&snapshot.picture);
    let evidence =
        Evidence { source: "person".into(), said: "BV-1".into(), frame: None, origin: Some(who.into()) };
    picture.devices[0].model = Some(Stated::new("BV-1".to_owned(), Certainty::Certain, evidence));
    let device = picture.devices[0].id.clone();
    snapshot.picture = picture.into();
    let site = over(snapshot);
    for path in [format!("/alerts/{alert}"), format!("/devices/{device}")] {
        for (lang, wanted) in [("ja", "この端末の人"), ("en", "Person at this computer")] {
            let (_, text) = get(&site, &format!("{path}?lang={lang}")).await;
            assert!(text.contains(wanted) && !text.contains(who), "{path} {lang}");
        }
    }
}

#[tokio::test]
async fn script_in_names_stays_text() {
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let mut snapshot = fixture::hospital(60);
    let mut picture = Picture::clone(&snapshot.picture);
    let evidence =
        Evidence { source: EVIL.into(), said: EVIL.into(), frame: Some(1), origin: Some(EVIL.into()) };
    let evil = || Some(Stated::new(EVIL.to_owned(), Certainty::Certain, evidence.clone()));
    for device in &mut picture.devices {
        device.hostname = evil();
        device.model = evil();
        device.os = evil();
        device.kind = None;
        device.services.iter_mut().for_each(|service| service.protocol = Some(EVIL.into()));
    }
    for zone in &mut picture.zones {
        zone.name = Some(EVIL.into());
    }
    for line in &mut picture.remote_lines {
        line.peer.name = Some(EVIL.into());
        line.method = EVIL.into();
    }
    let device = picture.devices[1].id.clone();
    snapshot.picture = Arc::new(picture);
    let mut exposures = app::exposures::Exposures::clone(&snapshot.exposures);
    for concern in &mut exposures.concerns {
        concern.found.title = EVIL.into();
        concern.found.title_ja = Some(EVIL.into());
        concern.found.sentence_ja = EVIL.into();
        concern.found.vulnerability = EVIL.into();
        concern.found.fixed_in = vec![EVIL.into()];
    }
    let weakness = exposures.concerns[0].id.clone();
    snapshot.exposures = Arc::new(exposures);
    let alert = snapshot.alerts[1].id.clone();
    let site = over(snapshot);
    let own = [
        format!("/devices/{device}"),
        format!("/devices/{device}/label"),
        format!("/alerts/{alert}"),
        format!("/vulnerabilities/{weakness}"),
        format!("/search?q={}", crate::query::encode(EVIL)),
    ];
    for path in PAGES.iter().map(ToString::to_string).chain(own) {
        if path.starts_with("/api") {
            continue;
        }
        let (_, text) = get(&site, &path).await;
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{path}");
    }
}

#[tokio::test]
async fn one_vulnerability_on_many_devices_is_one_line_that_opens() {
    let snapshot = fixture::hospital(60);
    let concern = snapshot.exposures.concerns[0].clone();
    let site = over(snapshot);
    let cve = concern.found.vulnerability.as_str();
    let (_, closed) = get(&site, &format!("/vulnerabilities?by=cve&cve={cve}")).await;
    assert_eq!(closed.matches("aria-expanded=\"false\"").count(), 1, "{closed}");
    assert!(!closed.contains(&format!("/vulnerabilities/{}", concern.id)));
    let (_, open) = get(&site, &format!("/vulnerabilities?by=cve&cve={cve}&open={cve}")).await;
    assert!(open.contains(&format!("href=\"/vulnerabilities/{}\"", concern.id)), "{open}");
    let (status, one) = get(&site, &format!("/vulnerabilities/{}", concern.id)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(one.contains("次にすること") && one.contains("JVNDB-2099"), "{one}");
    for path in ["/vulnerabilities/none", "/api/v1/vulnerabilities/none"] {
        assert_eq!(get(&site, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, json) = get(&site, "/api/v1/vulnerabilities?exploited=yes").await;
    assert!(json.contains("\"next\":\"ask_for_update\"") && json.contains("\"sound\":false"), "{json}");
}

#[tokio::test]
async fn knowledge_that_is_old_or_missing_is_told_before_anything_else() {
    let (_, old) = get(&over(fixture::hospital(60)), "/vulnerabilities").await;
    assert!(
        old.contains("知らないことがあります") && old.contains("2026年9月30日より後のことが分かりません"),
        "{old}"
    );
    let (_, none) = get(&over(fixture::nothing()), "/vulnerabilities").await;
    assert!(
        none.contains("脆弱性情報がまだありません") && none.contains("調べる相手がまだありません"),
        "{none}"
    );
}

#[tokio::test]
async fn forms_need_our_token_and_our_origin() {
    let site = over(fixture::hospital(60));
    let send = |origin: &'static str| {
        Request::post("/alerts/alt_1")
            .header(header::HOST, "localhost:8600")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("token=guess&state=closed&reason=mended"))
            .unwrap()
    };
    for origin in ["http://evil.example", "http://localhost:8600"] {
        assert_eq!(
            site.clone().oneshot(send(origin)).await.unwrap().status(),
            StatusCode::FORBIDDEN,
            "{origin}"
        );
    }
    let strange = Request::get("/").header(header::HOST, "rebound.example").body(Body::empty()).unwrap();
    assert_eq!(site.oneshot(strange).await.unwrap().status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn home_and_a_device_look_as_kept() {
    let snapshot = fixture::hospital(60);
    let device = snapshot.picture.devices[5].id.clone();
    let site = over(snapshot);
    insta::assert_snapshot!("home", readable(&get(&site, "/").await.1));
    insta::assert_snapshot!("device", readable(&get(&site, &format!("/devices/{device}?lang=en")).await.1));
}

/// One element a line, so that a change can be read.
fn readable(html: &str) -> String {
    html.replace("><", ">\n<")
}
