//! The small tools from outside: one line in, one line out, errors beside answers, exit codes.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

/// Output lines and exit code.
fn run(arguments: &[&str], input: &str) -> (Vec<Value>, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let lines = String::from_utf8(out.stdout).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), out.status.code())
}

#[test]
fn scores() {
    let (lines, code) =
        run(&["cvss"], "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\r\n\nAV:N/AC:L/Au:N/C:P/I:P/A:P\n");
    assert_eq!((lines.len(), code), (3, Some(1)));
    assert_eq!((&lines[0]["base"], &lines[0]["severity"]), (&json!(9.8), &json!("Critical")));
    assert_eq!(lines[1], json!({ "input": "", "error": "`` is not `metric:value`" }));
    assert_eq!((&lines[2]["base"], &lines[2]["temporal"]), (&json!(7.5), &Value::Null));
}

#[test]
fn japanese_words_about_versions() {
    let (lines, code) =
        run(&["version", "japanese"], "5.0.0 以上 5.0.8 未満\nVer.１．０５およびそれ以前\n最新版\n");
    assert_eq!(code, Some(0));
    assert_eq!(
        (&lines[0]["affected"], &lines[0]["certainty"]),
        (&json!([">=5.0.0, <5.0.8"]), &json!("likely"))
    );
    assert_eq!(lines[1]["ranges"][0]["to"], json!({ "version": "1.05", "inclusive": true }));
    assert_eq!((&lines[2]["affected"], &lines[2]["certainty"]), (&json!([]), &json!("unknown")));
    assert!(lines[2]["rest"][0].is_string(), "{}", lines[2]);
}

#[test]
fn orders_and_ranges() {
    let pairs = "1.0~rc1\t1.0\n1:0.1\t9\n1.0\t1.0-0\n1.0\tv1\nno tabulator\n";
    let (lines, code) = run(&["version", "compare", "--scheme", "Debian"], pairs);
    let orders: Vec<_> = lines.iter().map(|line| line["order"].as_str()).collect();
    assert_eq!(orders, [Some("less"), Some("greater"), Some("equal"), Some("incomparable"), None]);
    assert_eq!(code, Some(1));
    assert_eq!(run(&["version", "compare", "--scheme", "nobody", "1\t2"], "").1, Some(2));
    let (lines, code) =
        run(&["version", "contains", "vers:npm/>=1.0.0|<2.0.0\t1.5.0", "vers:npm/<1.0.0\tlatest"], "");
    assert_eq!((&lines[0]["contains"], &lines[1]["contains"], code), (&json!(true), &Value::Null, Some(0)));
    let (lines, _) = run(&["version", "range", "--scheme", "gem", "~>2.0.8"], "");
    assert_eq!(lines[0]["canonical"], "vers:gem/>=2.0.8|<2.1");
}

#[test]
fn names() {
    let (lines, code) =
        run(&["purl", "parse"], "pkg:PYPI/Django_package@1.0?b=2&A=1#/x/\npkg:golang/stdlib@1.21\n");
    assert_eq!(lines[0]["canonical"], "pkg:pypi/django-package@1.0?a=1&b=2#x");
    assert_eq!(lines[0]["qualifiers"], json!({ "a": "1", "b": "2" }));
    assert_eq!((&lines[1]["error"], code), (&json!("golang: a namespace is required"), Some(1)));
    let (lines, code) = run(&["purl", "parse", "--lenient", "pkg:golang/stdlib@1.21"], "");
    assert_eq!((&lines[0]["warning"], code), (&json!("golang: a namespace is required"), Some(0)));
    let (lines, _) = run(&["cpe", "match"], "cpe:/a:acme:x\tcpe:2.3:a:acme:x:1:*:*:*:*:*:*:*\n");
    assert_eq!((&lines[0]["relation"], &lines[0]["matches"]), (&json!("superset"), &json!(true)));
    let (lines, _) = run(&["cpe", "parse", "cpe:/a:acme:x:1.0"], "");
    assert_eq!(lines[0]["formatted"], "cpe:2.3:a:acme:x:1.0:*:*:*:*:*:*:*");
}
