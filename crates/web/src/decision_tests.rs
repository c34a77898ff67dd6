//! Decisions as a browser uses them, over a real node with feeds: recorded at a row, listed, taken back; files taken in; exported.

use axum::http::StatusCode;

use crate::testing::{Browser, FIXTURES, api, hospital, row};

const EVIL: &str = "<script>alert(1)</script>";

fn deciding(row: &str) -> Vec<(&str, &str)> {
    vec![
        ("row", row),
        ("status", "not_affected"),
        ("justification", "vulnerable_code_not_in_execute_path"),
        ("impact", EVIL),
        ("ground_component", "yes"),
        ("ground_record", "yes"),
        ("until", "2026-12-10"),
        ("by", "臨床工学室"),
        ("role", "hospital"),
    ]
}

#[tokio::test]
async fn a_decision_is_recorded_at_its_row_listed_and_taken_back() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let (id, verdict) = row(&browser).await;
    assert_eq!(verdict, "affected");
    let page = browser.get(&format!("/vulnerabilities/{id}")).await.text;
    assert!(
        page.contains("この行についての判断を記録する") && page.contains("component_not_present"),
        "{page}"
    );
    let before = browser.get("/vulnerabilities").await.text;
    assert!(before.contains("該当 1件"), "{before}");

    let saved = browser.send("/decisions", &deciding(&id)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert!(saved.to.starts_with(&format!("/vulnerabilities/{id}?recorded=stm_")), "{}", saved.to);
    let page = browser.get(saved.to.split('#').next().unwrap()).await.text;
    for words in [
        "記録しました",
        "影響範囲だけで見ると「該当」、採用している判定は「該当しない」です",
        "臨床工学室（病院）",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(row(&browser).await.1, "not_affected");
    let after = browser.get("/vulnerabilities?open=x").await.text;
    assert!(after.contains("該当 0件") && after.contains("判断済み 1件"), "{after}");

    let list = browser.get("/decisions").await.text;
    for words in ["見直しが要る判断 1件", "あと20日で期限です", "採用中", "弱点のあるコードが実行されない"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    let own = list.split("href=\"/decisions/stm_").nth(1).unwrap().split('"').next().unwrap();
    let own = format!("/decisions/stm_{own}");
    let one = browser.get(&own).await.text;
    for words in [
        "部品が gateway v1.4.1 のままであること",
        "いま関わっている行",
        "取り下げても記録は消えません",
        "CVE-2099-0007",
    ] {
        assert!(one.contains(words), "{words}: {one}");
    }
    assert!(!one.contains(EVIL) && !list.contains(EVIL));
    for (filter, there) in [
        ("standing=counts", true),
        ("standing=withdrawn", false),
        ("ending=yes", true),
        ("q=infuse", true),
        ("q=nowhere", false),
        ("source=file", false),
        ("status=not_affected&sort=until&dir=down", true),
    ] {
        let list = browser.get(&format!("/decisions?{filter}")).await.text;
        assert_eq!(list.contains("1〜1件目"), there, "{filter}");
    }
    assert!(browser.get("/decisions.xlsx").await.status.is_success());

    let unsaid = browser.send(&format!("{own}/withdraw"), &[("by", "臨床工学室"), ("reason", "")]).await;
    assert!(unsaid.text.contains("取り下げる理由を書いてください"), "{}", unsaid.text);
    let back =
        browser.send(&format!("{own}/withdraw"), &[("by", "臨床工学室"), ("reason", "版を取り違えた")]).await;
    assert_eq!(back.to, own);
    assert_eq!(row(&browser).await.1, "affected");
    let one = browser.get(&own).await.text;
    assert!(one.contains("版を取り違えた") && one.contains("もう一度記録する"), "{one}");
    let again = browser.send(&format!("{own}/again"), &[]).await;
    assert!(again.to.ends_with("?recorded=yes") && !again.to.starts_with(&own), "{}", again.to);
    assert_eq!(row(&browser).await.1, "not_affected");
    let list = browser.get("/decisions").await.text;
    assert!(list.contains("1〜2件目"), "both stay on record: {list}");
}

#[tokio::test]
async fn what_cannot_be_recorded_is_told_at_its_field_with_all_that_was_typed() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let (id, _) = row(&browser).await;
    for (field, value, words) in [
        ("by", "", "だれの判断か（部署や担当）を書いてください"),
        ("until", "2020-01-01", "期限が過ぎています"),
        ("until", "いつか", "「いつか」は日付として読めません"),
        ("status", "", "どれかを選んでください"),
    ] {
        let mut fields = deciding(&id);
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let told = browser.send("/decisions", &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(
            told.text.contains(words) && told.text.contains(&format!("href=\"#f-{field}\"")),
            "{field}: {}",
            told.text
        );
        assert!(
            told.text.contains("vulnerable_code_not_in_execute_path\" selected"),
            "{field}: what was chosen stays"
        );
    }
    assert!(browser.get("/decisions").await.text.contains("判断の記録はまだありません"));
    let typed = [
        ("vulnerability", "CVE-2099-5555"),
        ("maker", "青葉"),
        ("product", "Infuse@2.1"),
        ("status", "affected"),
        ("treatment", "mitigated"),
        ("by", "情報システム課"),
        ("role", "hospital"),
    ];
    let saved = browser.send("/decisions", &typed).await;
    let one = browser.get(&saved.to).await.text;
    assert!(one.contains("院内で軽減策を取っている") && one.contains("青葉 Infuse 2.1"), "{one}");
    assert_eq!(browser.send("/decisions", &deciding("nowhere")).await.status, StatusCode::NOT_FOUND);
    assert!(browser.get("/decisions/new?q=gateway").await.text.contains(&format!("/decisions/new?row={id}")));
}

#[tokio::test]
async fn files_of_makers_are_taken_in_with_a_report_and_exported_with_what_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let read = |name: &str| std::fs::read(format!("{FIXTURES}/vex/{name}")).unwrap();
    let (openvex, csaf) = (read("maker.openvex.json"), read("distribution.csaf.json"));
    let files: [(&str, &[u8]); 3] =
        [("maker.openvex.json", &openvex), ("distribution.csaf.json", &csaf), ("手紙.txt", b"dear hospital")];
    let report = browser.drop_files("/decisions/files", &[], &files).await;
    assert_eq!(report.status, StatusCode::OK);
    for words in [
        "読めたファイル 2件、読めなかったファイル 1件",
        "「該当」から「該当しない」に変わりました",
        "「手紙.txt」には、脆弱性についての見解（VEX）が書かれていません",
        "新しい行です",
    ] {
        assert!(report.text.contains(words), "{words}: {}", report.text);
    }
    assert_eq!(
        api(&browser, "/api/v1/vulnerabilities").await["total"],
        2,
        "what only the maker says is a row too"
    );
    // The maker's word stays above the hospital's.
    let rows = api(&browser, "/api/v1/vulnerabilities?verdict=affected").await;
    let row = rows["vulnerabilities"][0]["id"].as_str().unwrap().to_owned();
    let saved = browser.send("/decisions", &deciding(&row)).await;
    let page = browser.get(saved.to.split('#').next().unwrap()).await.text;
    assert!(
        page.contains("この行の判定は変わりません")
            && page.contains("製品をよりよく知る立場の見解と食い違う"),
        "{page}"
    );
    let choose = browser.get("/decisions/export").await.text;
    assert!(choose.contains("OpenVEX 0.2.0") && choose.contains("この形式には入らないこと"), "{choose}");
    for (format, words) in [
        ("openvex", "https://openvex.dev/ns/v0.2.0"),
        ("csaf", "csaf_vex"),
        ("cyclonedx", "CycloneDX"),
        ("kikimori", "\"kikimori\": \"statements\""),
    ] {
        let file = browser.get(&format!("/decisions/export/{format}")).await;
        assert!(file.status.is_success() && file.text.contains(words), "{format}: {}", file.text);
    }
    assert_eq!(browser.get("/decisions/export/pdf").await.status, StatusCode::NOT_FOUND);
    let nothing = browser.drop_files("/decisions/files", &[], &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_really_inside_is_declared_at_the_row() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let (id, _) = row(&browser).await;
    assert!(browser.get(&format!("/vulnerabilities/{id}")).await.text.contains("部品表が実際と違うとき"));
    let declaring = |that: &'static str, reason: &'static str| {
        [("row", id.clone()), ("that", that.into()), ("reason", reason.into()), ("by", "臨床工学室".into())]
    };
    for (that, reason) in [("patched", ""), ("is", "書面で確かめた"), ("", "書面で確かめた")] {
        let fields = declaring(that, reason);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = browser.send("/decisions/declare", &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{that} {reason}");
    }
    let fields = declaring("patched", "メーカーの書面で確かめた");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = browser.send("/decisions/declare", &fields).await;
    assert!(saved.to.starts_with(&format!("/vulnerabilities/{id}?recorded=")), "{} {}", saved.to, saved.text);
    assert_eq!(row(&browser).await.1, "fixed");
    let one = saved.to.split("recorded=").nth(1).unwrap().split('#').next().unwrap().to_owned();
    browser.send(&format!("/decisions/{one}/withdraw"), &[("by", "係"), ("reason", "別の版だった")]).await;
    assert_eq!(row(&browser).await.1, "affected");
    let again = browser.send("/decisions/declare", &fields).await;
    assert!(!again.to.contains(&one), "what was taken back stays on record: {}", again.to);
    assert_eq!(api(&browser, "/api/v1/decisions").await["total"], 2);
}

#[tokio::test]
async fn a_day_ends_at_the_same_moment_by_form_and_by_json() {
    let data = tempfile::tempdir().unwrap();
    let browser = Browser::over(hospital(data.path()).await, "test");
    let (id, _) = row(&browser).await;
    for (told, kept) in [
        ("2026-12-10", Some("2026-12-10T14:59:59Z")),
        ("2026-12-10T03:00:00+09:00", Some("2026-12-09T18:00:00Z")),
        ("some day", None),
    ] {
        let body = serde_json::json!({
            "row": id, "status": "not_affected", "impact": "x", "by": "係", "valid_until": told
        });
        let request = axum::http::Request::post("/api/v1/decisions")
            .header("host", "127.0.0.1:8600")
            .header("content-type", "application/json");
        let answer = browser.ask(request.body(body.to_string().into()).unwrap()).await;
        assert_eq!(answer.status.is_success(), kept.is_some(), "{told}: {}", answer.text);
        let Some(kept) = kept else { continue };
        let new: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        let one = api(&browser, &format!("/api/v1/decisions/{}", new["id"].as_str().unwrap())).await;
        assert_eq!(one["statement"]["valid_until"], kept, "{one:#}");
    }
}

#[tokio::test]
async fn what_a_feed_states_is_shown_at_its_row_and_nothing_is_to_be_taken_back() {
    let data = tempfile::tempdir().unwrap();
    let node = hospital(data.path()).await;
    let place = data.path().join("feeds/csaf/aoba/1.json");
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    let fixture = format!("{FIXTURES}/csaf-statements/aoba-infuse-gateway.json");
    let text = std::fs::read_to_string(fixture).unwrap();
    std::fs::write(&place, text.replace("Aoba Medical (fictional)", &format!("Aoba Medical {EVIL}")))
        .unwrap();
    node.catch_up_fetched().await.unwrap();
    let browser = Browser::over(std::sync::Arc::clone(&node), "test");
    let (id, verdict) = row(&browser).await;
    assert_eq!(verdict, "not_affected");
    let page = browser.get(&format!("/vulnerabilities/{id}")).await.text;
    let card = page.split("id=\"decision\"").nth(1).unwrap().split("id=\"decide\"").next().unwrap();
    for words in [
        "影響範囲だけで見ると「該当」、採用している判定は「該当しない」です",
        "文書 AOBA-2026-0007　第 1 版　2026年11月1日",
        "href=\"/advisories/AOBA-2026-0007\"",
        "情報源（CSAF）が配信したものです",
        "発信者のアドレス https://aoba.example",
        "手で取り込んだ文書（取り込んだ人の記録なし）",
        "（メーカー）",
    ] {
        assert!(card.contains(words), "{words}: {card}");
    }
    assert!(!card.contains("href=\"/decisions/stm_") && !page.contains(EVIL));
    assert!(browser.get("/decisions").await.text.contains("判断の記録はまだありません"));
    let told = api(&browser, &format!("/api/v1/vulnerabilities/{id}")).await;
    let stated = &told["statements"][0];
    assert_eq!((&stated["from_feed"], &stated["document"]["id"]), (&true.into(), &"AOBA-2026-0007".into()));
    // Delivered by a provider that nobody confirmed, that lists it no more, and then by somebody else than its publisher.
    for (host, confirmed, weight, words) in [
        ("aoba", false, "unconfirmed", "この配信元が名乗っている相手だと、まだだれも確認していないため"),
        ("aoba", true, "unlisted", "この文書が 2026-11-10 から配信元の一覧に載っていないため"),
        ("evil", false, "handed-on", "発信者自身が配った文書だと確かめられないため"),
    ] {
        let known = serde_json::json!({
            "files": { "aoba/1.json": { "url": "https://x.example/1.json", "unlisted": "2026-11-10T00:00:00Z" } },
            "providers": { "aoba": { "url": format!("https://{host}.example/p.json"), "name": "Aoba Medical", "namespace": format!("https://{host}.example") } },
        });
        std::fs::write(data.path().join("feeds/csaf/state.json"), known.to_string()).unwrap();
        node.catch_up_fetched().await.unwrap();
        if confirmed {
            let url = format!("https://{host}.example/p.json");
            let namespace = format!("https://{host}.example");
            let says =
                [("provider", "aoba"), ("url", &url), ("name", "Aoba Medical"), ("namespace", &namespace)];
            let who = [("by", "臨床工学室"), ("reason", "代表電話で確かめた")];
            let done = browser.send("/feeds/provider/confirm", &[&says[..], &who[..]].concat()).await;
            assert_eq!(done.to, "/feeds#providers", "{}", done.text);
        }
        let page = browser.get(&format!("/vulnerabilities/{id}")).await.text;
        assert_eq!(page.contains("/feeds#providers"), weight == "unconfirmed");
        assert!(page.contains(words) && page.contains("配信元 aoba"), "{page}");
        let told = api(&browser, &format!("/api/v1/vulnerabilities/{id}")).await;
        assert_eq!(
            (&told["statements"][0]["weight"], &told["verdict"]),
            (&weight.into(), &"affected".into())
        );
        assert_eq!(told["statements"][0]["origin"]["doubt"]["why"], weight);
        assert_eq!(told["statements"][0]["document"]["namespace"], "https://aoba.example");
    }
}
