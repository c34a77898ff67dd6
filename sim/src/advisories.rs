//! CSAF 2.0 advisories for the demo: fictional notices about products of the demo hospital, and the real case of the
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
            title: "［架空］Skyra コンソールの画像受信に検証漏れ",
            vendor: "Siemens Healthineers",
            maker: "siemens_healthineers",
            model: "Skyra",
            range: "vers:generic/<syngo MR E12",
            below: "syngo MR E12",
            details: "［架空］E12 に更新してください。それまでは DICOM の送信元を放射線科の区画に限ってください。",
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-02",
            file: "aoba-sa-2030-02.json",
            title: "［架空］輸液ポンプ TE-LM800 の通信基板に既定の鍵",
            vendor: "テルモ株式会社",
            maker: "terumo",
            model: "TE-LM800",
            range: "<2.00",
            below: "2.00",
            details: "［架空］保守契約先に連絡し、版 2.00 の適用日を決めてください。単体での投与は続けられます。",
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-03",
            file: "aoba-sa-2030-03.json",
            title: "［架空］XN-1000 の検体送信で認証なしの接続",
            vendor: "Sysmex Corporation",
            maker: "sysmex",
            model: "XN-1000",
            range: "all versions",
            below: "",
            details: "［架空］検査システム以外からの接続を止めてください。",
        }),
        notice(&Fiction {
            id: "AOBA-SA-2030-04",
            file: "aoba-sa-2030-04.json",
            title: "［架空］NICSS-EX8 の管理画面",
            vendor: "ケアコム",
            maker: "carecom",
            model: "NICSS-EX8",
            range: "<1.0",
            below: "0",
            details: "［架空］出荷中の版は対象外です。",
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
    details: &'static str,
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
    let vulnerabilities = json!([{
        "title": fiction.title,
        "notes": [{ "category": "description", "text": "この製品と脆弱性はデモのための架空のものです。" }],
        "product_status": { "known_affected": ["CSAFPID-0001"] },
        "remediations": [{ "category": "mitigation", "details": fiction.details, "product_ids": ["CSAFPID-0001"] }],
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
