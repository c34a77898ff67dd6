//! The whole way from advisory bytes to verdicts with a fictional advisory: idioms, order of arrival, hostile rows, JSON.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use domain::{advisories::Advisory, ledger::LedgerRow};
use knowledge::Knowledge;
use matching::advisory::{RowMatch, match_rows};
use proptest::prelude::*;

const PUMP: &str = include_str!("../../../fixtures/advisories/fictional/example-pump.json");

fn advisory() -> Advisory {
    parsers::document::csaf::read(PUMP.as_bytes()).unwrap()
}

fn row(maker: &str, name: &str, model: &str, version: &str) -> LedgerRow {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    LedgerRow {
        sheet: "台帳".into(),
        row: 2,
        asset_no: Some("ME-1".into()),
        maker: some(maker),
        name: some(name),
        model: some(model),
        software_version: some(version),
        ..LedgerRow::default()
    }
}

fn judged(row: LedgerRow) -> Vec<RowMatch> {
    match_rows(&[row], &[advisory()], Knowledge::built_in(), false)
}

#[test]
fn idioms() {
    for (maker, name, model, version, expected) in [
        ("Kazamori", "輸液ポンプ", "FlowNest FN300", "2.3", "affected"),
        ("Kazamori", "輸液ポンプ", "ＦＮ－５００", "Ver.2.4.0", "affected"),
        ("Kazamori", "輸液ポンプ FlowNest FN500", "", "2.4.1", "fixed"),
        ("", "輸液ポンプ", "FlowNest FN300", "1.9", "not_affected"),
        ("Kazamori", "輸液ポンプ", "FlowNest FN300", "不明", "cannot_tell"),
        ("Kazamori", "輸液ポンプ", "FlowNest FN300", "2.4", "cannot_tell"),
        ("Kazamori", "輸液ポンプ", "FlowNest", "2.3", "cannot_tell"),
        ("Kazamori", "輸液ポンプ", "FlowNest FN30", "2.3", "none"),
        ("Kazamori", "ポンプラック", "FlowNest Rack", "", "affected"),
        ("Kazamori", "ポンプラック", "FlowNest Rack Mini", "", "not_affected"),
        ("Kazamori", "通信装置", "FlowNest Bridge", "B.04", "affected"),
        ("Kazamori", "通信装置", "FlowNest Bridge", "B.06", "cannot_tell"),
        ("Kazamori", "通信装置", "FlowNest Bridge", "B.07", "fixed"),
        ("テルモ", "輸液ポンプ", "TE-LF600N", "2.3", "none"),
    ] {
        let found = judged(row(maker, name, model, version));
        let verdict = found.first().map_or("none", |found| found.verdict.as_str());
        assert_eq!(
            verdict,
            expected,
            "{maker} {name} {model} {version}: {:?}",
            found.first().map(|found| &found.why)
        );
    }
}

#[test]
fn unplugging_is_told_and_json_has_the_words() {
    let found = judged(row("Kazamori", "ポンプラック", "FlowNest Rack", ""));
    assert!(found[0].do_not_connect);
    let json = serde_json::to_value(&found[0]).unwrap();
    assert_eq!((json["verdict"].as_str(), json["asset_no"].as_str()), (Some("affected"), Some("ME-1")));
    assert!(json["why"].as_str().unwrap().contains("FlowNest Rack"));
}

#[test]
fn all_pairs_and_order_of_arrival() {
    let mut other = advisory();
    other.id = "FICT-24-900".into();
    let rows = [row("Kazamori", "", "FlowNest FN300", "2.3"), row("テルモ", "", "TE-LF600N", "")];
    let forward = match_rows(&rows, &[advisory(), other.clone()], Knowledge::built_in(), true);
    let backward = match_rows(&rows, &[other, advisory()], Knowledge::built_in(), true);
    assert_eq!(forward, backward);
    let verdicts: Vec<_> = forward.iter().map(|found| found.verdict.as_str()).collect();
    assert_eq!(verdicts, ["affected", "affected", "not_affected", "not_affected"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_row_is_judged(maker in "\\PC{0,20}", name in "\\PC{0,30}", model in "\\PC{0,30}", version in "\\PC{0,30}") {
        let _ = judged(row(&maker, &name, &model, &version));
    }
}
