//! CSAF 2.0 advisories for the demo: fictional notices about products of invented makers, and the real case of the
//! CMS8000 retold in our own words from its public facts (ICSMA-25-030-01).

use serde_json::{Value, json};

use crate::{
    hospital::{Device, Hospital},
    truth::id,
};

/// An advisory and whom it concerns in truth.
pub struct Notice {
    pub file: &'static str,
    pub document: Value,
    maker: &'static str,
    model: &'static str,
    /// Versions below this are affected; empty: every version.
    below: &'static str,
}

/// Every advisory of the demo.
#[must_use]
pub fn all() -> Vec<Notice> {
    vec![
        cms8000(),
        notice(&Fiction {
            id: "AOBA-SA-2030-01",
            file: "aoba-sa-2030-01.json",
            title: "［架空］超音波診断装置 KE-800 の画像受信に検証漏れ",
            vendor: "架空画像機器",
            maker: "kaku_imaging",
            model: "KE-800",
            range: "<V6.0",
            below: "V6.0",
            cve: "CVE-2099-9003",
            remedies: &[
                ("no_fix_planned", "［架空］V5 系の修正版は出しません。V6.0 への入替えをご案内します。"),
                ("mitigation", "［架空］DICOM の送信元を放射線科の区画に限ってください。"),
            ],
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-02",
            file: "aoba-sa-2030-02.json",
            title: "［架空］輸液ポンプ KP-800 の通信基板に既定の鍵",
            vendor: "架空製作所",
            maker: "kaku_works",
            model: "KP-800",
            range: "<2.00",
            below: "2.00",
            cve: "CVE-2099-9006",
            remedies: &[
                ("vendor_fix", "［架空］版 2.00 を用意しました。保守契約先が訪問して適用します。"),
                (
                    "workaround",
                    "［架空］それまでは、単体での投与を続けられます。サーバーとの通信を区画の中に限ってください。",
                ),
            ],
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-03",
            file: "aoba-sa-2030-03.json",
            title: "［架空］ベッドサイドモニタ KM-6100 の保守用の窓口",
            vendor: "架空製作所",
            maker: "kaku_works",
            model: "KM-6100",
            range: "all versions",
            below: "",
            cve: "CVE-2099-9002",
            remedies: &[(
                "mitigation",
                "［架空］セントラルモニタ以外からの接続を、ネットワークの側で止めてください。",
            )],
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-04",
            file: "aoba-sa-2030-04.json",
            title: "［架空］KE-800 の管理画面",
            vendor: "架空画像機器",
            maker: "kaku_imaging",
            model: "KE-800",
            range: "<V1.0",
            below: "0",
            cve: "CVE-2099-9007",
            remedies: &[("vendor_fix", "［架空］出荷中の版は対象外です。")],
        }),
    ]
}

/// The verdict for each device that an advisory concerns: the oracle of the demo.
#[must_use]
pub fn truth(notice: &Notice, hospital: &Hospital) -> Vec<Value> {
    let verdict = |device: &Device| match notice.below {
        "" => "affected",
        _ if device.software.is_empty() => "cannot_tell",
        "0" => "not_affected",
        below if device.software.as_str() < below => "affected",
        _ => "not_affected",
    };
    hospital
        .devices
        .iter()
        .filter(|device| device.maker == notice.maker && device.model == notice.model)
        .map(|device| json!({ "advisory": notice.file, "device": id(device.index), "verdict": verdict(device) }))
        .collect()
}

struct Fiction {
    id: &'static str,
    file: &'static str,
    title: &'static str,
    vendor: &'static str,
    maker: &'static str,
    model: &'static str,
    range: &'static str,
    below: &'static str,
    cve: &'static str,
    /// Category and words.
    remedies: &'static [(&'static str, &'static str)],
}

fn document(id: &str, title: &str, publisher: &str, tree: Value, vulnerabilities: Value) -> Value {
    json!({
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "lang": "ja",
            "publisher": { "category": "other", "name": publisher, "namespace": "https://aobane.example" },
            "title": title,
            "tracking": {
                "id": id, "status": "final", "version": "1",
                "initial_release_date": "2030-01-04T00:00:00.000Z",
                "current_release_date": "2030-01-04T00:00:00.000Z",
                "revision_history": [{ "date": "2030-01-04T00:00:00.000Z", "number": "1", "summary": "初版" }],
            },
        },
        "product_tree": tree,
        "vulnerabilities": vulnerabilities,
    })
}

fn notice(fiction: &Fiction) -> Notice {
    let product = format!("{} {} {}", fiction.vendor, fiction.model, fiction.range);
    let tree = json!({ "branches": [{ "category": "vendor", "name": fiction.vendor, "branches": [{
        "category": "product_name", "name": fiction.model, "branches": [{
            "category": "product_version_range", "name": fiction.range,
            "product": { "name": product, "product_id": "CSAFPID-0001" },
        }] }] }] });
    let remedy = |(category, details): &(&str, &str)| {
        let mut made = json!({ "category": category, "details": details, "product_ids": ["CSAFPID-0001"] });
        if let (Some(made), "vendor_fix") = (made.as_object_mut(), *category) {
            made.insert("date".to_owned(), json!("2030-02-01T00:00:00Z"));
            made.insert("url".to_owned(), json!("https://kaku.example/support"));
            made.insert("restart_required".to_owned(), json!({ "category": "machine" }));
        }
        made
    };
    let vulnerabilities = json!([{
        "cve": fiction.cve,
        "title": fiction.title,
        "notes": [{ "category": "description", "text": "この製品と脆弱性はデモのための架空のものです。" }],
        "product_status": { "known_affected": ["CSAFPID-0001"] },
        "remediations": fiction.remedies.iter().map(remedy).collect::<Vec<_>>(),
    }]);
    Notice {
        file: fiction.file,
        document: document(fiction.id, fiction.title, crate::HOSPITAL_NAME, tree, vulnerabilities),
        maker: fiction.maker,
        model: fiction.model,
        below: fiction.below,
    }
}

/// The patient monitor that sends patient data to a hard-coded address.
fn cms8000() -> Notice {
    let tree = json!({ "branches": [{ "category": "vendor", "name": "Contec", "branches": [{
        "category": "product_name", "name": "CMS8000 Patient Monitor", "branches": [{
            "category": "product_version_range", "name": "vers:all/*",
            "product": {
                "name": "Contec CMS8000 Patient Monitor", "product_id": "CSAFPID-0001",
                "product_identification_helper": {
                    "model_numbers": ["CMS8000"],
                    "x_generic_uris": [{ "namespace": "https://www.gs1.org/udi-di", "uri": "urn:udi-di:06945040100034" }],
                },
            },
        }] }] }] });
    let hole = |cve: &str, title: &str, text: &str| {
        json!({
            "cve": cve, "title": title,
            "notes": [{ "category": "description", "text": text }],
            "product_status": { "known_affected": ["CSAFPID-0001"] },
            "remediations": [{
                "category": "mitigation", "product_ids": ["CSAFPID-0001"],
                "details": "ネットワークにつながず、この機器でしか測れないとき以外は使わないでください。遠隔監視の機能は切ってください。",
            }],
        })
    };
    let vulnerabilities = json!([
        hole(
            "CVE-2024-12248",
            "範囲外書き込み",
            "細工した UDP により任意の場所に書き込まれ、遠隔から命令を実行されるおそれがあります。"
        ),
        hole(
            "CVE-2025-0626",
            "隠れた遠隔接続",
            "機器に書き込まれた固定の公衆アドレスへ接続し、そこから渡されたファイルで自分を書き換えます。"
        ),
        hole(
            "CVE-2025-0683",
            "患者情報の送信",
            "患者をつなぐと、固定の公衆アドレスへ患者の情報を暗号化せずに送ります。"
        ),
    ]);
    let title = "Contec CMS8000 患者モニタ: 隠れた通信と患者情報の送信（公開情報の要約）";
    Notice {
        file: "icsma-25-030-01-summary.json",
        document: document("ICSMA-25-030-01", title, "公開情報の要約（デモ用）", tree, vulnerabilities),
        maker: "contec_medical",
        model: "CMS8000",
        below: "",
    }
}
