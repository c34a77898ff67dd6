//! `kikimori ssvc` and `kikimori cvss environment` from outside: lines in, decisions out.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::process::Command;

use serde_json::{Value, json};

/// Arguments; the lines of the answer and the exit code.
fn run(arguments: &[&str]) -> (Vec<Value>, Option<i32>) {
    let out = Command::new(env!("CARGO_BIN_EXE_kikimori")).args(arguments).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    (lines, out.status.code())
}

#[test]
fn answers_become_decisions() {
    let cisa =
        r#"{"options":[{"Exploitation":"active"},{"Automatable":"yes"},{"Technical Impact":"total"}]}"#;
    let (lines, code) = run(&["ssvc", "evaluate", "--tree", "cisa", cisa]);
    let decided = lines.first().unwrap();
    assert_eq!(code, Some(0));
    // Mission and well-being is not said: the worst is supposed, and asked.
    assert_eq!((&decided["outcome"]["key"], &decided["at_least"]["key"]), (&json!("AC"), &json!("AT")));
    assert_eq!(decided["unknown"], json!(["MWI"]));
    assert_eq!(decided["path"].as_array().unwrap().len(), 4);
    assert_eq!(
        (&decided["alternatives"][0]["key"], &decided["alternatives"][0]["outcome"]),
        (&json!("MWI"), &json!("AT"))
    );
}

#[test]
fn the_medical_tree_is_the_default_and_foreign_answers_are_findings() {
    let line = r#"{"exploitation":"none","EXP":"small","PE":"minor","CS":"no","IM":true}"#;
    let (lines, code) = run(&["ssvc", "evaluate", line]);
    assert_eq!((code, &lines.first().unwrap()["outcome"]["called"]["ja"]), (Some(0), &json!("見守る")));
    let (lines, code) = run(&["ssvc", "evaluate", r#"{"colour":"red"}"#]);
    assert_eq!(
        (code, &lines.first().unwrap()["error"]),
        (Some(1), &json!("the table has no question `colour`"))
    );
    let (_, code) = run(&["ssvc", "evaluate", "--tree", "nowhere.json", "{}"]);
    assert_eq!(code, Some(2));
}

#[test]
fn built_in_files_pass_the_check_and_broken_ones_do_not() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures/ssvc/");
    let files = ["medical", "cisa", "deployer"].map(|name| format!("{folder}{name}.json"));
    let mut arguments = vec!["ssvc", "check"];
    arguments.extend(files.iter().map(String::as_str));
    assert_eq!(run(&arguments).1, Some(0));
    let broken = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(broken.path(), "{}").unwrap();
    assert_eq!(run(&["ssvc", "check", &broken.path().to_string_lossy()]).1, Some(1));
}

#[test]
fn a_vector_is_adjusted_to_its_surroundings() {
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L";
    let (lines, code) = run(&[
        "cvss",
        "environment",
        vector,
        "--exploitation",
        "active",
        "--exposure",
        "small",
        "--effect",
        "serious",
    ]);
    let adjusted = lines.first().unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(adjusted["vector"], json!(format!("{vector}/E:H/IR:H/MAV:A")));
    assert_eq!(adjusted["changed"].as_array().unwrap().len(), 3);
    let (lines, _) = run(&["cvss", vector]);
    assert_eq!(lines.first().unwrap()["base"], json!(7.3));
}
