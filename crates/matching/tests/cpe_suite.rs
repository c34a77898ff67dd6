//! The CPE matching cases of go-cpe. Skipped when `../shared/data` is not there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{fs, path::Path};

use domain::cpe::{ATTRIBUTES, Cpe};
use matching::cpe::{Relation, compare};
use serde_json::Value;

fn cpe(case: &Value) -> Cpe {
    let pairs = ATTRIBUTES.iter().filter_map(|name| {
        let value = case[*name].as_str()?;
        Some(if matches!(value, "ANY" | "NA") {
            format!("{name}={value}")
        } else {
            format!("{name}=\"{value}\"")
        })
    });
    Cpe::parse(&format!("wfn:[{}]", pairs.collect::<Vec<_>>().join(","))).unwrap()
}

#[test]
fn every_case() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln/cpe/go-cpe-matching.json");
    let Ok(text) = fs::read_to_string(path) else {
        println!("skipped: no ../shared/data/vuln/cpe");
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    for case in &cases {
        let relation = compare(&cpe(&case["source"]), &cpe(&case["target"]));
        let says = |name: &str| case[name].as_bool().unwrap();
        assert_eq!(says("disjoint"), relation == Relation::Disjoint, "{case}");
        assert_eq!(says("equal"), relation == Relation::Equal, "{case}");
        assert_eq!(says("subset"), matches!(relation, Relation::Subset | Relation::Equal), "{case}");
        assert_eq!(says("superset"), matches!(relation, Relation::Superset | Relation::Equal), "{case}");
    }
    println!("{} cases right", cases.len());
}
