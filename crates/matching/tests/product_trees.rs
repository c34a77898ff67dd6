//! What product trees say besides names and versions: relationships, statuses, serial numbers, identifiers, withdrawal.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use domain::ledger::LedgerRow;
use knowledge::Knowledge;
use matching::advisory::match_rows;
use serde_json::{Value, json};

/// One vendor with products: id, name, version slot and identification helper.
fn tree(products: &[(&str, &str, &str, Value)]) -> Value {
    let branch = |(id, name, version, helper): &(&str, &str, &str, Value)| {
        json!({"category": "product_name", "name": name, "branches": [{"category": "product_version_range", "name": version,
            "product": {"product_id": id, "name": format!("{name} {version}"), "product_identification_helper": helper}}]})
    };
    let names: Vec<Value> = products.iter().map(branch).collect();
    json!({"branches": [{"category": "vendor", "name": "Kazamori", "branches": names}]})
}

fn advisory(category: &str, tree: &Value, statuses: &Value) -> domain::advisories::Advisory {
    let text = json!({
        "document": {"category": category, "csaf_version": "2.1", "title": "Kazamori devices",
            "tracking": {"id": "FICT-1", "initial_release_date": "2024-01-01T00:00:00Z"}},
        "product_tree": tree,
        "vulnerabilities": [{"cve": "CVE-2099-0001", "product_status": statuses}],
    });
    parsers::document::csaf::read(text.to_string().as_bytes()).unwrap()
}

fn verdict(advisory: &domain::advisories::Advisory, row: LedgerRow) -> String {
    let row = LedgerRow { maker: Some("Kazamori".into()), sheet: "台帳".into(), row: 2, ..row };
    let found = match_rows(&[row], std::slice::from_ref(advisory), Knowledge::built_in(), false);
    found.first().map_or("none", |found| found.verdict.as_str()).to_owned()
}

fn row(model: &str, version: &str) -> LedgerRow {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    LedgerRow { model: some(model), software_version: some(version), ..LedgerRow::default() }
}

#[test]
fn firmware_installed_on_a_device() {
    let mut tree = tree(&[
        ("HW", "FlowNest FN300", "vers:all/*", json!({})),
        ("FW", "FlowNest Firmware", "<2.4", json!({})),
    ]);
    let relation = |id: &str| {
        json!({"category": "installed_on", "product_reference": "FW", "relates_to_product_reference": "HW",
            "full_product_name": {"product_id": id, "name": "FlowNest Firmware <2.4 installed on FlowNest FN300"}})
    };
    tree.as_object_mut().unwrap().insert("relationships".into(), json!([relation("R1")]));
    let advisory = advisory("csaf_security_advisory", &tree, &json!({"known_affected": ["R1"]}));
    for (version, expected) in [("2.3", "affected"), ("2.4", "fixed"), ("", "cannot_tell")] {
        assert_eq!(verdict(&advisory, row("FlowNest FN300", version)), expected, "{version}");
    }
}

#[test]
fn components_of_a_device() {
    for (category, expected) in
        [("default_component_of", "affected"), ("optional_component_of", "cannot_tell")]
    {
        let mut tree =
            tree(&[("DEV", "FlowNest FN300", "<=3.0", json!({})), ("LIB", "Parselib", "1.0", json!({}))]);
        let path = json!([{"beginning_product_reference": "LIB",
            "full_product_name": {"product_id": "C1", "name": "Parselib 1.0 in FlowNest FN300"},
            "subpaths": [{"category": category, "next_product_reference": "DEV"}]}]);
        tree.as_object_mut().unwrap().insert("product_paths".into(), path);
        let advisory = advisory("csaf_security_advisory", &tree, &json!({"known_affected": ["C1"]}));
        assert_eq!(verdict(&advisory, row("FN300", "2.9")), expected, "{category}");
        assert_eq!(verdict(&advisory, row("FN900", "2.9")), "none", "{category}");
    }
}

#[test]
fn statuses() {
    let tree = tree(&[
        ("A", "FlowNest FN300", "<2.4", json!({})),
        ("B", "FlowNest FN300", "2.5", json!({})),
        ("C", "FlowNest FN500", "vers:all/*", json!({})),
        ("D", "FlowNest FN700", "vers:all/*", json!({})),
        ("E", "FlowNest FN900", "vers:all/*", json!({})),
        ("F", "FlowNest FN100", "vers:all/*", json!({})),
    ]);
    let statuses = json!({"known_affected": ["A"], "fixed": ["B"], "known_not_affected": ["C"],
        "under_investigation": ["D"], "unknown": ["E"]});
    let advisory = advisory("csaf_security_advisory", &tree, &statuses);
    for (model, version, expected) in [
        ("FN300", "2.3", "affected"),
        ("FN300", "2.5", "fixed"),
        ("FN300", "2.6", "fixed"),
        ("FN300", "", "cannot_tell"),
        ("FN500", "1.0", "not_affected"),
        ("FN700", "1.0", "under_investigation"),
        ("FN900", "1.0", "cannot_tell"),
        ("FN100", "1.0", "none"),
    ] {
        assert_eq!(
            verdict(&advisory, row(&format!("FlowNest {model}"), version)),
            expected,
            "{model} {version}"
        );
    }
}

#[test]
fn first_and_last_affected_are_the_ends_of_a_range() {
    let tree = tree(&[("A", "FlowNest FN300", "2.0", json!({})), ("B", "FlowNest FN300", "2.8", json!({}))]);
    let statuses = json!({"first_affected": ["A"], "last_affected": ["B"]});
    let advisory = advisory("csaf_security_advisory", &tree, &statuses);
    for (version, expected) in [("1.9", "not_affected"), ("2.4", "affected"), ("2.9", "not_affected")] {
        assert_eq!(verdict(&advisory, row("FlowNest FN300", version)), expected, "{version}");
    }
}

#[test]
fn serial_numbers_and_product_numbers() {
    let helper = json!({"serial_numbers": ["1000-1999", "KX*"], "model_numbers": ["FN-300J"],
        "x_generic_uris": [{"namespace": "https://example.com/gtin", "uri": "urn:gtin:04912345678904"}]});
    let tree = tree(&[("A", "FlowNest FN300", "vers:all/*", helper)]);
    let advisory = advisory("csaf_security_advisory", &tree, &json!({"known_affected": ["A"]}));
    let with_serial =
        |serial: &str| LedgerRow { serial: Some(serial.to_owned()), ..row("FlowNest FN300", "") };
    assert_eq!(verdict(&advisory, with_serial("SN-1500")), "affected");
    assert_eq!(verdict(&advisory, with_serial("KX77")), "affected");
    assert_eq!(verdict(&advisory, with_serial("2500")), "not_affected");
    assert_eq!(verdict(&advisory, row("FlowNest FN300", "")), "cannot_tell");
    let by_number = LedgerRow { udi_di: Some("(01)04912345678904(21)KX1".into()), ..with_serial("KX1") };
    assert_eq!(verdict(&advisory, LedgerRow { model: None, ..by_number }), "affected");
    assert_eq!(
        verdict(&advisory, LedgerRow { serial: Some("KX2".into()), ..row("FN-300J", "") }),
        "affected"
    );
}

#[test]
fn withdrawn_advisories_say_nothing() {
    let tree = tree(&[("A", "FlowNest FN300", "vers:all/*", json!({}))]);
    let statuses = json!({"known_affected": ["A"]});
    for (category, expected) in [("csaf_security_advisory", "affected"), ("csaf_withdrawn", "none")] {
        assert_eq!(verdict(&advisory(category, &tree, &statuses), row("FlowNest FN300", "1.0")), expected);
    }
}

#[test]
fn full_product_names_without_branches() {
    let names = json!({"full_product_names": [
        {"product_id": "A", "name": "Kazamori FlowNest FN300 2.3 and prior"},
        {"product_id": "B", "name": "Kazamori FlowNest Rack: all versions"}]});
    let advisory = advisory("csaf_security_advisory", &names, &json!({"known_affected": ["A", "B"]}));
    for (model, version, expected) in [
        ("FlowNest FN300", "2.2", "affected"),
        ("FlowNest FN300", "2.4", "not_affected"),
        ("FlowNest Rack", "", "affected"),
    ] {
        assert_eq!(verdict(&advisory, row(model, version)), expected, "{model} {version}");
    }
}
