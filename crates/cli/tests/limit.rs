//! `kikimori limit` from outside, on a day of the fictional hospital.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{path::Path, process::Command};

use serde_json::Value;

fn run(capture: &Path, command: &str, more: &[&str]) -> (String, Option<i32>) {
    let out =
        Command::new(env!("CARGO_BIN_EXE_kikimori")).arg(command).arg(capture).args(more).output().unwrap();
    (String::from_utf8(out.stdout).unwrap(), out.status.code())
}

#[test]
fn the_limits_of_a_device_are_drafted_from_what_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let size = sim::Size { days: 1, ..sim::Size::devices(20) };
    let demo = sim::write_demo(folder.path(), 1, size).unwrap();
    let capture = demo.captures.first().unwrap();
    let (devices, _) = run(capture, "discover", &["--format", "csv"]);
    let addresses = devices.lines().skip(1).filter_map(|line| line.split(',').next());
    let drafted = addresses.filter(|ip| ip.parse::<std::net::IpAddr>().is_ok()).take(6).find_map(|ip| {
        let (text, code) = run(capture, "limit", &["--device", ip, "--format", "json"]);
        let control: Value = serde_json::from_str(&text).ok()?;
        (code == Some(0) || code == Some(1)).then_some((ip, control))
    });
    let (ip, control) = drafted.unwrap();
    assert!(!control["permits"].as_array().unwrap().is_empty());
    let (text, _) = run(capture, "limit", &["--device", ip, "--draft", "acl"]);
    assert!(text.contains("DRAFT") && text.contains(&format!("deny ip any host {ip} log")), "{text}");
    assert_eq!(run(capture, "limit", &["--device", "nobody"]).1, Some(2));
}
