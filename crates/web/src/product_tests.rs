//! Products and parts lists as a browser uses them, over a real node: drop a list, confirm its product, see its parts, compare, export.

use std::sync::Arc;

use app::{clock::Clock, node::Node};
use axum::http::StatusCode;

use crate::{
    fixture::NOW,
    testing::{Browser, organisation},
};

const EVIL: &str = "<script>alert(1)</script>";

fn pump(version: &str, openssl: &str) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"component": {"type": "firmware", "name": "Aoba Infuse", "version": version, "bom-ref": "p",
            "supplier": {"name": "青葉メディカル"}}},
        "components": [
            {"type": "library", "name": "openssl", "version": openssl, "bom-ref": "o", "purl": format!("pkg:generic/openssl@{openssl}"),
             "licenses": [{"license": {"id": "Apache-2.0"}}], "properties": [{"name": "end-of-support", "value": "2019-12-31"}]},
            {"type": "library", "name": EVIL, "bom-ref": "e"}
        ],
        "dependencies": [{"ref": "p", "dependsOn": ["o"]}, {"ref": "o", "dependsOn": ["e"]}]
    }))
    .unwrap()
}

#[tokio::test]
async fn a_list_is_dropped_confirmed_looked_at_compared_and_exported() {
    let browser = Browser::new().await;
    let taken = browser.drop_files("/sboms", &[], &[("pump-2.1.json", &pump("2.1", "1.0.2k"))]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let first = taken.to.trim_end_matches("/file").to_owned();
    let proposal = browser.get(&taken.to).await.text;
    assert!(proposal.contains("value=\"青葉メディカル\"") && proposal.contains("value=\"Aoba Infuse\""));
    let fields = [
        ("maker", "青葉メディカル"),
        ("name", "Aoba Infuse"),
        ("version", "2.1"),
        ("end_of_life", "2026-03-31"),
        ("end_of_support", "2026-03-31"),
    ];
    let same_day = browser.send(&taken.to, &fields).await;
    assert_eq!(same_day.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same_day.text.contains("限定的サポートの期間"), "{}", same_day.text);
    assert!(!browser.get("/products").await.text.contains("Aoba Infuse"), "nothing half registered");
    let filed = browser.send(&taken.to, &fields[..4]).await;
    assert!(filed.to.starts_with("/products/prd_"), "{} {}", filed.status, filed.text);
    let product = browser.get(&filed.to).await.text;
    assert!(product.contains("EOLを過ぎ、EOSは未回答") && product.contains("部品2件"), "{product}");
    assert!(product.contains("サポート終了日（EOS）。EOLは過ぎています"), "asked of the maker");
    for (path, words) in [
        ("", "pkg:generic/openssl@1.0.2k"),
        ("?missing=identifier", "1〜2件目"),
        ("?support=ended", "1〜1件目"),
        ("?licence=Apache-2.0", "1〜1件目"),
        ("?q=nowhere", "当てはまる部品はありません"),
        ("?view=tree", "下に1件"),
        ("?view=tree&at=1", "aria-current=\"location\""),
        ("?view=complete", "いただいたSBOMを確認したところ"),
        ("?view=about", "受け取ったままのファイル"),
        ("/parts/1", "Apache-2.0"),
        ("/export", "SPDX 3.0 JSON-LD"),
    ] {
        let answer = browser.get(&format!("{first}{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains(words), "{path}: {}", answer.text);
        assert!(!answer.text.contains(EVIL), "{path}");
        let joint = if path.contains('?') { '&' } else { '?' };
        let english = browser.get(&format!("{first}{path}{joint}lang=en")).await.text;
        assert!(!english.contains("部品の一覧"), "{path}");
    }
    let newer = browser.drop_files("/sboms", &[], &[("pump-2.2.json", &pump("2.2", "3.0.13"))]).await;
    let known = browser.get(&newer.to).await.text;
    assert!(known.contains("文書の記載と名前が合う製品を選んであります"), "{known}");
    let id = |path: &str| path.split('/').nth(2).unwrap().to_owned();
    let compared = browser.get(&format!("/sboms/compare?a={}&b={}", id(&first), id(&newer.to))).await.text;
    assert!(compared.contains("バージョンが変わった1件") && compared.contains("3.0.13"), "{compared}");
    let spdx = browser.get(&format!("{first}/export/spdx-2.3-json")).await;
    assert!(spdx.text.contains("SPDX-2.3") && spdx.text.contains("openssl"));
    assert_eq!(browser.get(&format!("{first}/original")).await.text.as_bytes(), pump("2.1", "1.0.2k"));
    let again = browser.drop_files("/sboms", &[], &[("copy.json", &pump("2.1", "1.0.2k"))]).await;
    assert_eq!(again.to, format!("{first}?known=yes"));
    let removed = browser.send(&format!("{first}/remove"), &[("removed", "yes")]).await;
    assert_eq!(removed.to, "/sboms#removed");
    assert_eq!(browser.get(&first).await.status, StatusCode::NOT_FOUND);
    browser.send(&format!("{first}/remove"), &[("removed", "no")]).await;
    assert_eq!(browser.get(&first).await.status, StatusCode::OK);
}

#[tokio::test]
async fn several_files_are_taken_in_and_what_is_none_is_named() {
    let browser = Browser::new().await;
    let one = pump("1", "1");
    let answer = browser.drop_files("/sboms", &[], &[("a.json", &one), ("写真.png", b"\x89PNG\r\n")]).await;
    assert!(
        answer.text.contains("写真.png") && answer.text.contains("1件は読み込めませんでした"),
        "{}",
        answer.text
    );
    assert!(browser.get("/api/v1/sboms").await.text.contains("\"file\":\"a.json\""));
    let alone = browser.drop_files("/sboms", &[], &[("写真.png", b"\x89PNG\r\n")]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.text.contains("写真.png"), "{}", alone.text);
}

#[tokio::test]
async fn one_of_the_lists_in_a_file_is_chosen_or_all_are_put_together() {
    let browser = Browser::new().await;
    let text = |version: &str| String::from_utf8(pump(version, "1")).unwrap();
    let file = format!("{}\n{}\n", text("1"), text("2"));
    let taken = browser.drop_files("/sboms", &[], &[("all.jsonl", file.as_bytes())]).await;
    assert!(taken.to.starts_with("/sboms/together/"), "{} {}", taken.to, taken.text);
    for (lang, words) in [("ja", "文書が2件入っています"), ("en", "2 documents in this file")] {
        let page = browser.get(&format!("{}?lang={lang}", taken.to)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(words) && page.text.contains("value=\"青葉メディカル\""), "{}", page.text);
        assert!(!page.text.contains(EVIL) && !page.text.contains("ここにありません"));
    }
    let merge = format!("{}/merge", taken.to);
    let fields = [("maker", "青葉メディカル"), ("name", "Aoba Infuse"), ("version", "3")];
    let merged = browser.send(&merge, &fields).await;
    let to = if merged.to.is_empty() { merged.text.clone() } else { merged.to.clone() };
    assert!(to.contains("/file"), "{} {}", merged.status, merged.text);
    assert_eq!(
        browser.send(&merge, &[("name", " "), ("version", "3")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let kept = crate::testing::api(&browser, "/api/v1/sboms").await;
    let kept = kept.as_array().unwrap();
    assert_eq!(kept.len(), 3);
    let first = kept.iter().find(|kept| kept["in_files"][0]["number"] == 1).unwrap();
    let first = format!("/sboms/{}", first["id"].as_str().unwrap());
    assert!(browser.get(&format!("{first}/file")).await.text.contains("all.jsonl（2件のうち1番目）"));
    browser.send(&format!("{first}/remove"), &[("removed", "yes")]).await;
    let page = browser.get(&taken.to).await.text;
    assert!(page.contains("1件は、ここにありません") && page.contains("1番目は、"), "{page}");
    assert!(!page.contains(&merge), "what is left is not the whole product: {page}");
    assert_eq!(browser.send(&merge, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get("/sboms/together/none").await.status, StatusCode::NOT_FOUND);
    let broken = format!("{}\n{{\"bomFormat\":\"x\"}}\n", text("5"));
    let answer = browser.drop_files("/sboms", &[], &[("half.jsonl", broken.as_bytes())]).await.text;
    assert!(
        answer.contains("half.jsonl!2")
            && answer.contains("ファイルの中の順番")
            && answer.contains("/sboms/together/"),
        "{answer}"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in
        [("a/本体.json", pump("6", "1")), ("b.json", pump("7", "1")), ("手順書.pdf", b"%PDF-1.7".to_vec())]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let answer = browser.drop_files("/sboms", &[], &[("all.zip", &zip)]).await.text;
    assert!(
        answer.contains("all.zip!手順書.pdf") && answer.contains("1件は読み込めませんでした"),
        "{answer}"
    );
    let to = answer.split("href=\"/sboms/together/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let page = browser.get(&format!("/sboms/together/{to}")).await.text;
    assert!(page.contains("文書が2件入っています") && !page.contains("ここにありません"), "{page}");
    let refused = browser.drop_files("/sboms", &[], &[("cut.zip", &zip[..zip.len() - 9])]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("壊れているか"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_list_that_was_not_read_to_its_end_says_so_first() {
    let browser = Browser::new().await;
    let mut cut = pump("1", "1");
    cut.extend_from_slice(b" {\"more\":");
    let taken = browser.drop_files("/sboms", &[], &[("cut.json", &cut)]).await;
    let list = taken.to.trim_end_matches("/file");
    for page in [taken.to.as_str(), list] {
        let text = browser.get(page).await.text;
        assert!(text.contains("最後まで読めていません"), "{page}: {text}");
    }
}

#[tokio::test]
async fn programs_take_in_file_and_put_together() {
    let org = organisation("test");
    let node = Arc::new(Node::open("sqlite::memory:", Clock::Fixed(NOW), &org).await.unwrap());
    crate::testing::pump(&node, &org.id, "2.1").await;
    let browser = Browser::over(node, "test");
    let before = crate::testing::api(&browser, "/api/v1/sboms").await.as_array().unwrap().len();
    let text = |version: &str| String::from_utf8(pump(version, "1")).unwrap();
    let file = format!("{}\n{}\n", text("1"), text("2"));
    let ask = async |path: &str, kind: &str, body: String| {
        let request =
            axum::http::Request::post(path).header("host", "127.0.0.1:8600").header("content-type", kind);
        let answer = browser.ask(request.body(body.into()).unwrap()).await;
        (answer.status, serde_json::from_str(&answer.text).unwrap_or(serde_json::Value::Null))
    };
    let (status, taken) = ask("/api/v1/sboms?file=all.jsonl", "application/octet-stream", file).await;
    assert_eq!((status, taken["documents"].as_array().unwrap().len()), (StatusCode::CREATED, 2), "{taken}");
    assert!(taken["file"].is_string() && taken["left_out"].as_array().unwrap().is_empty());
    let ids = serde_json::json!([taken["documents"][0]["id"], taken["documents"][1]["id"]]);
    let asked = serde_json::json!({"ids": ids, "name": "Infuse", "version": "2.1"});
    let (status, merged) = ask("/api/v1/sboms/merge", "application/json", asked.to_string()).await;
    assert_eq!(status, StatusCode::CREATED);
    let products = crate::testing::api(&browser, "/api/v1/products").await;
    let product = &products["products"][0];
    let filing =
        serde_json::json!({"product": product["id"], "version": product["versions"][0]["id"]}).to_string();
    let path = format!("/api/v1/sboms/{}/file", merged["id"].as_str().unwrap());
    assert_eq!(ask(&path, "application/json", filing.clone()).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ask("/api/v1/sboms/sbm_none/file", "application/json", filing).await.0, StatusCode::NOT_FOUND);
    assert_eq!(crate::testing::api(&browser, "/api/v1/sboms").await.as_array().unwrap().len(), before + 3);
    let (status, _) = ask("/api/v1/sboms?file=x", "application/octet-stream", "nothing".to_owned()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn products_are_registered_changed_and_taken_off_the_list() {
    let browser = Browser::new().await;
    let empty = browser.get("/products").await.text;
    assert!(empty.contains("製品はまだ登録されていません"));
    let fields =
        [("maker", "青葉メディカル"), ("name", EVIL), ("models", "AI-300、AI-310"), ("kind", "輸液ポンプ")];
    let added = browser.send("/products/new", &fields).await;
    assert!(added.to.starts_with("/products/prd_"), "{}", added.text);
    let version = [("version", "2.1"), ("end_of_life", "2027-03-31"), ("end_of_support", "2029-03-31")];
    browser.send(&format!("{}/versions/new", added.to), &version).await;
    for path in
        ["/products", &added.to, &format!("{}/change", added.to), "/products/new", "/sboms", "/sboms/make"]
    {
        for lang in ["ja", "en"] {
            let answer = browser.get(&format!("{path}?lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(!answer.text.contains(EVIL) && !answer.text.contains(" style=\""), "{path}");
        }
    }
    let list = browser.get("/products?support=ending").await.text;
    assert!(list.contains("6か月以内（2027年3月31日）"), "{list}");
    let json = browser.get("/api/v1/products").await.text;
    assert!(
        json.contains("\"schema\":\"kikimori.products/1\"")
            && json.contains("\"models\":[\"AI-300\",\"AI-310\"]"),
        "{json}"
    );
    let excel = browser.get("/products.xlsx").await;
    assert_eq!(excel.status, StatusCode::OK);
    browser.send(&format!("{}/retire", added.to), &[("retired", "yes")]).await;
    assert!(browser.get("/products?retired=yes").await.text.contains("一覧から外しています"));
    let nobody =
        browser.send(&format!("{}/links", added.to), &[("device", "10.0.0.1"), ("say", "accept")]).await;
    assert!(nobody.text.contains("その機器は見つかりません"), "{}", nobody.text);
    for path in ["/products/prd_none", "/sboms/sbm_none", "/products/x", "/sboms/sbm_none/export/spdx-3.0"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_list_is_made_from_a_lock_file() {
    let browser = Browser::new().await;
    let lock = b"[[package]]\nname = \"adler\"\nversion = \"1.0.2\"\n";
    let fields = [("name", "Aoba Infuse"), ("version", "3.0"), ("maker", "青葉メディカル")];
    let made = browser.drop_files("/sboms/make", &fields, &[("Cargo.lock", lock)]).await;
    assert!(made.to.ends_with("/file"), "{}", made.text);
    let page = browser.get(made.to.trim_end_matches("/file")).await.text;
    assert!(page.contains("pkg:cargo/adler@1.0.2") && page.contains("Aoba Infuse 3.0"), "{page}");
    let nothing = browser.drop_files("/sboms/make", &fields, &[("x.txt", b"nothing")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.text);
}
