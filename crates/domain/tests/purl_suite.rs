//! The suite of purl-spec: every case of the specification and of every type. Skipped when `../shared/data` is not there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::purl::{Parts, Purl};
use serde_json::{Map, Value, json};

/// Inputs that the suite has wrong, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "pkg:gem/jruby-launcher@1.1.2?Platform=java",
        "parse must fail because of a key in capitals, but `validate` of the same text and `parse` of maven's `repositorY_url` must not",
    ),
    ("pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25", "as above"),
];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn build(input: &Value) -> Result<String, String> {
    let qualifiers = input["qualifiers"].as_object().into_iter().flatten();
    let parts = Parts {
        kind: text(&input["type"]),
        namespace: text(&input["namespace"]),
        name: text(&input["name"]),
        version: text(&input["version"]),
        qualifiers: qualifiers.map(|(key, value)| (key.clone(), text(value))).collect(),
        subpath: text(&input["subpath"]),
    };
    Purl::build(parts).map(|purl| purl.to_string()).map_err(|error| error.to_string())
}

fn parsed(input: &str) -> Result<Value, String> {
    let purl = Purl::parse(input).map_err(|error| error.to_string())?;
    let qualifiers: Map<String, Value> =
        purl.qualifiers().iter().map(|(k, v)| (k.clone(), json!(v))).collect();
    Ok(json!({
        "type": purl.kind(), "namespace": purl.namespace(), "name": purl.name(), "version": purl.version(),
        "qualifiers": if qualifiers.is_empty() { Value::Null } else { Value::Object(qualifiers) }, "subpath": purl.subpath(),
    }))
}

/// What came out instead of what was expected.
fn failure(case: &Value) -> Option<String> {
    let (input, expected) = (&case["input"], &case["expected_output"]);
    let outcome = match case["test_type"].as_str().unwrap_or_default() {
        "build" => build(input).map(Value::String),
        "validate" => {
            Purl::parse(&text(input)).map(|purl| json!(purl.to_string())).map_err(|error| error.to_string())
        }
        _ => parsed(&text(input)),
    };
    let empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    let fine = match &outcome {
        Err(_) => case["expected_failure"] == json!(true),
        Ok(_) if case["expected_failure"] == json!(true) => false,
        Ok(Value::Object(found)) => found.iter().all(|(key, value)| {
            let wanted = if empty(&expected[key]) { &Value::Null } else { &expected[key] };
            value == wanted
        }),
        Ok(found) => found == expected,
    };
    (!fine).then(|| format!("{} {input} gave {outcome:?}, not {expected}", case["test_type"]))
}

#[test]
fn every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln/purl-spec/tests");
    let in_folder = |name: &str| -> Vec<PathBuf> {
        fs::read_dir(folder.join(name)).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let mut paths = [in_folder("spec"), in_folder("types")].concat();
    paths.sort();
    if paths.is_empty() {
        println!("skipped: no ../shared/data/vuln/purl-spec");
        return;
    }
    let (mut cases, mut excepted, mut wrong) = (0, 0, Vec::new());
    for path in paths {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for case in file["tests"].as_array().unwrap() {
            cases += 1;
            match failure(case) {
                None => {}
                Some(_) if EXCEPTIONS.iter().any(|(input, _)| case["input"] == **input) => excepted += 1,
                Some(failure) => wrong.push(format!("{}: {failure}", path.file_stem().unwrap().display())),
            }
        }
    }
    println!("{} of {cases} right, {excepted} excepted", cases - excepted - wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
