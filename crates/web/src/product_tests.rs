//! Products and parts lists as a browser uses them, over a real node: drop a list, confirm its product, see its parts, compare, export.

use axum::http::StatusCode;

use crate::testing::Browser;

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
