//! The version suites of univers and vers-spec: every pair and list in them. Skipped when `../shared/data` is not there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use matching::{
    schemes::{Comparison, Scheme},
    vers::{Constraint, Vers, from_native},
};
use serde_json::Value;

/// Native ranges that the suite has wrong, and why.
const RANGE_EXCEPTIONS: &[(&str, &str)] = &[
    (
        ">= 0.2.0 <= 0.9.6 || ~0.8.0-pre",
        "node-semver: `~0.8.0-pre` is `>=0.8.0-pre <0.9.0-0`; the suite has it end at 0.8.0 and begin again",
    ),
    (
        "<2.8.1||>=3.0.0a1,<3.0.0RC4",
        "Composer: alpha comes before RC; the suite sorts `RC4` before `a1` by letters and so turns the range inside out",
    ),
    (
        "<2.8.30||>=2.8.4,<18.10.8||>=19.0.0,<19.04.5||>=19.04.6,<19.10.2",
        "the first two overlap; the list that the suite has leaves out what lies before 2.8.4",
    ),
    (
        "<1.3||>=1.3.0,<=1.3.12||>=1.4.0,<=1.4.5||>=1.5.0,<=1.5.0||>=1.6.0,<=1.6.2",
        "the list that the suite has puts `<=1.5.0` before `>=1.5.0` and takes in all from 1.4.0 to 1.5.0",
    ),
];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
    found.sort();
}

/// Every case of both suites with the file it is in.
fn cases() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut paths = Vec::new();
    files(&data().join("univers-tests"), &mut paths);
    files(&data().join("vers-spec/tests"), &mut paths);
    for path in paths {
        let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let list = value.get("tests").unwrap_or(&value).as_array().cloned().unwrap_or_default();
        found.extend(list.into_iter().map(|case| (name.clone(), case)));
    }
    found
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_comparison_and_equality() {
    let cases = cases();
    if cases.is_empty() {
        println!("skipped: no ../shared/data/vuln");
        return;
    }
    let (mut right, mut wrong) = (0, Vec::new());
    for (file, case) in &cases {
        let kind = case["test_type"].as_str().unwrap_or_default();
        if !matches!(kind, "comparison" | "equality") {
            continue;
        }
        let scheme = Scheme::named(case["input"]["input_scheme"].as_str().unwrap()).expect("a known scheme");
        let versions = strings(&case["input"]["versions"]);
        let fine = if kind == "equality" {
            let equal = scheme.compare(versions[0], versions[1]) == Comparison::Equal;
            Some(equal) == case["expected_output"].as_bool()
        } else {
            let expected = strings(&case["expected_output"]);
            let rising = expected
                .windows(2)
                .all(|pair| scheme.compare(pair[0], pair[1]) == Comparison::Less || pair[0] == pair[1]);
            rising && expected.len() == versions.len()
        };
        if fine {
            right += 1;
        } else {
            wrong.push(format!("{file} {kind} {versions:?} {}", case["expected_output"]));
        }
    }
    println!("{right} comparisons right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `A < B` in a line each.
#[test]
fn alpine_lines() {
    let text = fs::read_to_string(data().join("univers-tests/alpine_test.txt")).unwrap_or_default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let expected = match words[1] {
            "<" => Comparison::Less,
            ">" => Comparison::Greater,
            _ => Comparison::Equal,
        };
        assert_eq!(Scheme::Apk.compare(words[0], words[2]), expected, "{line}");
    }
}

/// `RPMVERCMP(A, B, -1)` in a line each; those behind `dnl` are remarks of rpm itself.
#[test]
fn rpm_lines() {
    let text = fs::read_to_string(data().join("univers-tests/rpmvercmp.at")).unwrap_or_default();
    for line in text.lines() {
        let Some(row) = line.strip_prefix("RPMVERCMP(").and_then(|row| row.strip_suffix(')')) else {
            continue;
        };
        let words: Vec<&str> = row.split(", ").collect();
        let expected = match words[2] {
            "-1" => Comparison::Less,
            "1" => Comparison::Greater,
            _ => Comparison::Equal,
        };
        assert_eq!(Scheme::Rpm.compare(words[0], words[1]), expected, "{line}");
    }
}

#[test]
fn openssl_versions_rise() {
    let text = fs::read_to_string(data().join("univers-tests/openssl/openssl_versort_expected.json"));
    let list: Value = serde_json::from_str(&text.unwrap_or_else(|_| "[]".to_owned())).unwrap();
    // The list has 1.0.2zc-dev behind 1.0.2zc; it is what became 1.0.2zc, and advisories name it as the fix.
    let versions: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["string"].as_str())
        .filter(|text| *text != "1.0.2zc-dev")
        .collect();
    for pair in versions.windows(2) {
        assert_eq!(Scheme::Openssl.compare(pair[0], pair[1]), Comparison::Less, "{pair:?}");
    }
}

/// Ranges: native ones, VERS in canonical form, and what they contain.
#[test]
fn every_range() {
    let (mut right, mut excepted, mut wrong) = (0, 0, Vec::new());
    for (file, case) in cases() {
        let input = &case["input"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let failing = case["expected_failure"] == Value::Bool(true);
        let found = match case["test_type"].as_str().unwrap_or_default() {
            "from_native" => from_native(&text(&input["scheme"]), &text(&input["native_range"]))
                .map(|range| range.to_string()),
            "roundtrip" | "validate" => {
                Vers::read(&text(input.get("vers").unwrap_or(input))).map(|range| range.to_string())
            }
            "containment" => Vers::read(&text(&input["vers"]))
                .map(|range| format!("{}", range.contains(&text(&input["version"])) == Some(true))),
            "parse" => Vers::parse(&text(input)).map(|range| {
                let constraint =
                    |each: &Constraint| serde_json::json!([each.comparator.sign(), each.version]);
                let list: Vec<Value> = range.constraints().iter().map(constraint).collect();
                serde_json::json!({ "scheme": range.scheme_name(), "version_constraints": list }).to_string()
            }),
            _ => match (case["npm_native"].as_str(), case["expected_vers"].as_str()) {
                (Some(native), Some(_)) => from_native("npm", native).map(|range| range.to_string()),
                _ => continue,
            },
        };
        let expected = case.get("expected_output").unwrap_or(&case["expected_vers"]);
        let expected = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
        let fine =
            if failing { found.is_err() } else { found.as_ref().is_ok_and(|found| *found == expected) };
        if fine {
            right += 1;
        } else if RANGE_EXCEPTIONS
            .iter()
            .any(|(native, _)| input["native_range"] == **native || case["npm_native"] == **native)
        {
            excepted += 1;
        } else {
            wrong.push(format!("{file} {input} {} gave {found:?}, not {expected}", case["npm_native"]));
        }
    }
    println!("{right} ranges right, {excepted} excepted, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(60)]);
}
