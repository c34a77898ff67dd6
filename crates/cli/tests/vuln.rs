//! `kikimori vuln` from outside: findings, and that nothing unknown passes for clean.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};

const FEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vuln");

/// The fixtures without their broken records: with those, nothing is ever clean.
fn whole_feeds() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "cve-5.jsonl",
        "epss.csv",
        "jvn-detail.rdf",
        "kev.json",
        "nvd-2.0.json",
        "osv-debian.json",
        "osv-pypi.yaml",
    ] {
        let text = std::fs::read_to_string(Path::new(FEEDS).join(name)).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("not a row")).collect();
        std::fs::write(folder.path().join(name), kept.join("\n")).unwrap();
    }
    folder
}

/// Scans the components as a CycloneDX document; the answer and the exit code.
fn scan(feeds: &Path, components: &Value) -> (Value, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bom.json");
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": components });
    std::fs::write(&file, bom.to_string()).unwrap();
    run(feeds, &file)
}

fn run(feeds: &Path, file: &Path) -> (Value, Option<i32>) {
    let out = output(feeds, &[file]);
    (serde_json::from_slice(&out.stdout).unwrap_or_default(), out.status.code())
}

fn output(feeds: &Path, files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(["vuln", "scan"])
        .args(files)
        .args([Path::new("--feeds"), feeds])
        .args(["--now", "2026-11-12", "--stale-after", "100000", "--format", "json", "--no-cache"])
        .output()
        .unwrap()
}

fn library(purl: &str) -> Value {
    json!({ "type": "library", "name": "x", "version": "1", "purl": purl })
}

#[test]
fn an_affected_component_is_found() {
    let gateway = json!({
        "type": "library", "name": "gateway", "version": "v1.4.1", "purl": "pkg:golang/example.com/acme/gateway@v1.4.1"
    });
    let (answer, code) = scan(Path::new(FEEDS), &json!([gateway]));
    assert_eq!(code, Some(1), "{answer}");
    assert_eq!((&answer["findings"][0]["verdict"], &answer["clean"]), (&json!("affected"), &json!(false)));
}

#[test]
fn only_what_was_looked_up_is_clean() {
    let feeds = whole_feeds();
    let clean = json!([library("pkg:pypi/nothing-known@1")]);
    let (answer, code) = scan(feeds.path(), &clean);
    assert_eq!((code, &answer["clean"]), (Some(0), &json!(true)), "{answer}");
    let (answer, code) = scan(Path::new(FEEDS), &clean);
    assert_eq!((code, &answer["clean"]), (Some(3), &json!(false)), "feeds were not read whole: {answer}");
    for (components, place) in [
        (json!([]), "documents_without_components"),
        (json!([library("pkg:maven/org.example/x@1")]), "not_covered"),
        (json!([library("pkg:deb/debian/x@1?distro=debian-11")]), "not_covered"),
        (json!([library("pkg:deb/debian/x@1")]), "unidentified"),
        (json!([library("pkg:github/acme/x@1")]), "unidentified"),
        (json!([{ "type": "library", "name": "x" }]), "unidentified"),
    ] {
        let (answer, code) = scan(feeds.path(), &components);
        assert_eq!((code, &answer["clean"]), (Some(3), &json!(false)), "{components}");
        assert_eq!(answer["totals"][place], 1, "{components}: {}", answer["totals"]);
        let rows = answer["unidentified"].as_array().unwrap();
        assert_eq!(rows.len(), usize::from(place == "unidentified"), "{components}: {rows:?}");
    }
}

#[test]
fn what_nobody_can_look_up_is_named_for_the_maker() {
    let (feeds, folder) = (whole_feeds(), tempfile::tempdir().unwrap());
    let parts = json!([
        library("pkg:pypi/nothing-known@1"),
        library("pkg:generic/own-protocol@3"),
        library("pkg:deb/debian/zlib1g@1"),
        { "type": "library", "name": "no-version" },
    ]);
    for number in 0..3 {
        let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": parts });
        std::fs::write(folder.path().join(format!("{number}.json")), bom.to_string()).unwrap();
    }
    let cache = tempfile::tempdir().unwrap();
    let scan = |more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_kikimori"))
            .args(["vuln", "scan"])
            .args([folder.path(), Path::new("--feeds"), feeds.path(), Path::new("--cache"), cache.path()])
            .args(["--now", "2026-11-12", "--stale-after", "100000"])
            .args(more)
            .output()
            .unwrap()
    };
    // The second time nothing is judged again.
    for round in ["first", "second"] {
        let answer: Value = serde_json::from_slice(&scan(&["--format", "json"]).stdout).unwrap();
        let rows = answer["unidentified"].as_array().unwrap();
        let cells = |row: &Value| {
            [&row["component"], &row["version"], &row["missing"]].map(ToString::to_string).join(" ")
        };
        let found: Vec<String> = rows.iter().take(3).map(cells).collect();
        assert_eq!(
            found,
            [r#""x" "1" "identifier""#, r#""x" "1" "release""#, r#""no-version" null "version""#],
            "{round}"
        );
        assert!(rows[8]["file"].as_str().unwrap().ends_with("2.json"), "{round}: {rows:?}");
        assert_eq!(answer["totals"]["unidentified"], rows.len(), "{round}");
        let text = String::from_utf8(scan(&[]).stderr).unwrap();
        assert!(text.contains("no-version (") && text.contains(" and 4 more"), "{round}: {text}");
    }
    let summary: Value = serde_json::from_slice(&scan(&["--format", "json", "--summary"]).stdout).unwrap();
    assert!(summary.get("unidentified").is_none() && summary["totals"]["unidentified"] == 9, "{summary}");
}

#[test]
fn what_cannot_be_read_is_no_answer() {
    let (feeds, folder) = (whole_feeds(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("broken.json"), "{\"bomFormat\":\"CycloneDX\",").unwrap();
    assert_eq!(run(feeds.path(), folder.path()).1, Some(2));
    let good = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [library("pkg:pypi/nothing-known@1")]
    });
    std::fs::write(folder.path().join("good.json"), good.to_string()).unwrap();
    let (answer, code) = run(feeds.path(), folder.path());
    assert_eq!((code, answer["left_out"].as_array().map(Vec::len)), (Some(3), Some(1)), "{answer}");
}

#[test]
fn without_an_answer_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (broken, good) = (folder.path().join("broken.json"), folder.path().join("good.json"));
    std::fs::write(&broken, "{\"bomFormat\":\"CycloneDX\",").unwrap();
    let list = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [library("pkg:golang/example.com/acme/gateway@v1.4.1")]
    });
    std::fs::write(&good, list.to_string()).unwrap();
    let nowhere = folder.path().join("nowhere.json");
    for files in [&[&*broken][..], &[&nowhere], &[&good, &nowhere]] {
        let out = output(Path::new(FEEDS), files);
        assert_eq!((out.status.code(), out.stdout.is_empty()), (Some(2), true), "{files:?}");
        assert!(!out.stderr.is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_lists_is_never_passed_over() {
    let (feeds, folder) = (whole_feeds(), tempfile::tempdir().unwrap());
    let lists = folder.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    let good = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [library("pkg:pypi/nothing-known@1")]
    });
    std::fs::write(lists.join("good.json"), good.to_string()).unwrap();
    assert_eq!(run(feeds.path(), &lists).1, Some(0));
    std::os::unix::fs::symlink(folder.path().join("elsewhere.json"), lists.join("link.json")).unwrap();
    let (answer, code) = run(feeds.path(), &lists);
    assert_eq!((code, answer["left_out"].as_array().map(Vec::len)), (Some(3), Some(1)), "{answer}");
}

#[test]
fn a_file_that_is_not_read_to_its_end_is_never_clean() {
    let (feeds, folder) = (whole_feeds(), tempfile::tempdir().unwrap());
    let (file, cache) = (folder.path().join("lists.json"), folder.path().join("cache"));
    let good = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [library("pkg:pypi/nothing-known@1")]
    });
    for behind in ["rubbish", "\n{\"bomFormat\":", "\n{\"error\": 1}", "\n]", "\n{\"bomFormat\": 1}\nrubbish"]
    {
        std::fs::write(&file, format!("{good}{behind}")).unwrap();
        // The second time what was remembered must not say more than the first.
        for round in ["first", "second"] {
            let out = Command::new(env!("CARGO_BIN_EXE_kikimori"))
                .args(["vuln", "scan"])
                .args([&file, Path::new("--feeds"), feeds.path(), Path::new("--cache"), &cache])
                .args(["--now", "2026-11-12", "--stale-after", "100000", "--format", "json"])
                .output()
                .unwrap();
            let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
            let told = answer["left_out"].as_array().is_some_and(|left_out| !left_out.is_empty());
            assert!(out.status.code() == Some(3) && told, "{behind:?}, {round}: {answer}");
        }
    }
}

#[test]
fn a_decision_stands_beside_a_finding_when_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bom.json");
    let gateway = json!({
        "type": "library", "name": "gateway", "version": "v1.4.1", "purl": "pkg:golang/example.com/acme/gateway@v1.4.1"
    });
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [gateway] });
    std::fs::write(&file, bom.to_string()).unwrap();
    let scan = |more: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_kikimori"))
            .args(["vuln", "scan"])
            .args([&file, Path::new("--feeds"), Path::new(FEEDS)])
            .args(["--now", "2026-11-12", "--stale-after", "100000", "--format", "json", "--no-cache"])
            .args(more)
            .output()
            .unwrap();
        (serde_json::from_slice::<Value>(&out.stdout).unwrap_or_default(), out.status.code())
    };
    let (answer, _) = scan(&[]);
    assert_eq!(answer["findings"][0]["decision"], Value::Null);
    let (answer, code) = scan(&["--decide", "--kind", "infusion_pump"]);
    let decision = &answer["findings"][0]["decision"];
    assert_eq!(code, Some(1));
    // Where it can be reached is not known without a network: the worst is supposed, and asked.
    assert!(decision["outcome"]["rank"].as_u64() >= decision["at_least"]["rank"].as_u64(), "{decision}");
    assert!(
        !decision["ask"].as_array().unwrap().is_empty()
            && !decision["because"].as_array().unwrap().is_empty()
    );
    assert_eq!(scan(&["--decide", "--kind", "toaster"]).1, Some(2));
}

#[test]
fn a_product_with_a_japanese_name_is_found_and_says_how() {
    let pump = json!({
        "type": "firmware", "name": "輸液ポンプ KP-100", "version": "1.04", "supplier": { "name": "㈱架空製作所" }
    });
    let (answer, code) = scan(Path::new(FEEDS), &json!([pump]));
    assert_eq!(code, Some(1), "{answer}");
    let finding = &answer["findings"][0];
    assert_eq!(
        (&finding["vulnerability"], &finding["certainty"]),
        (&json!("CVE-2099-0011"), &json!("likely"))
    );
    assert_eq!(finding["title_ja_from"], "JVNDB-2099-000002");
    let step = &finding["steps"][0];
    assert_eq!((&step["identified_by"], &step["range_certainty"]), (&json!("dictionary"), &json!("likely")));
    assert_eq!(step["identifier"], "㈱架空製作所 輸液ポンプ KP-100 = kaku:kp-100_firmware");
    assert!(finding["sentence_ja"].as_str().unwrap().contains("それ以前"), "{finding}");
}

#[test]
fn a_record_of_jvn_is_shown_by_either_name() {
    for id in ["JVNDB-2099-000002", "CVE-2099-0011"] {
        let out = Command::new(env!("CARGO_BIN_EXE_kikimori"))
            .args(["vuln", "show", id, "--feeds", FEEDS])
            .output()
            .unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out.status.code(), Some(3), "some records of the fixtures cannot be read: {text}");
        for part in [
            "架空製作所製輸液ポンプ KP-100 における認証の欠如",
            "架空製作所株式会社 輸液ポンプ KP-100 = cpe:2.3:o:kaku:",
            "<=1.05 Affected (likely; 原文「ファームウェアバージョン １．０５およびそれ以前」)",
            "no version is told (unknown; 原文「出荷時期により異なります」)",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}

#[test]
fn an_answer_that_could_not_be_written_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let sboms = folder.path().join("sboms");
    std::fs::create_dir(&sboms).unwrap();
    let gateway = |at: usize| {
        let purl = "pkg:golang/example.com/acme/gateway@v1.4.1";
        json!({ "type": "library", "name": format!("gateway-{at}"), "version": "v1.4.1", "purl": purl })
    };
    for document in 0..3 {
        let components: Vec<Value> = (0..40).map(|at| gateway(document * 40 + at)).collect();
        let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": components });
        std::fs::write(sboms.join(format!("{document}.json")), bom.to_string()).unwrap();
    }
    let scan = |out: std::process::Stdio| {
        Command::new(env!("CARGO_BIN_EXE_kikimori"))
            .args(["vuln", "scan"])
            .args([&sboms, Path::new("--feeds"), Path::new(FEEDS), Path::new("--cache")])
            .arg(folder.path().join("cache"))
            .args(["--now", "2026-11-12", "--stale-after", "100000", "--format", "json"])
            .stdout(out)
            .output()
            .unwrap()
    };
    // A disk that is full.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert_eq!(scan(full.into()).status.code(), Some(2));
    let again: Value = serde_json::from_slice(&scan(std::process::Stdio::piped()).stdout).unwrap();
    assert_eq!(again["findings"].as_array().unwrap().len(), 120, "{}", again["totals"]);
}
