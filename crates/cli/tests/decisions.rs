//! Decisions and tasks of an installation from outside: taken in, listed, taken back, exported; tasks listed, done, put off.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{path::Path, process::Command};

use serde_json::Value;

const VEX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vex");

/// What a command of an installation printed, and its exit code.
fn run(data: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let out = Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(arguments)
        .env("KIKIMORI_DATA", data)
        .env_remove("KIKIMORI_DATABASE")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&out.stdout), text(&out.stderr), out.status.code())
}

#[test]
fn statements_are_taken_in_listed_taken_back_and_exported() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let maker = format!("{VEX}/maker.openvex.json");
    let letter = data.join("letter.txt");
    std::fs::write(&letter, "dear hospital").unwrap();
    let (out, err, code) = run(data, &["vex", "take-in", &maker, letter.to_str().unwrap()]);
    assert!(out.contains("OpenVEX, 2 statements") && err.contains("letter.txt"), "{out} {err}");
    assert_eq!(code, Some(3), "a file states nothing");
    let listed = |arguments: &[&str]| -> Value {
        let (out, err, _) = run(data, &[&["vex", "list", "--format", "json"], arguments].concat());
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out} {err}"))
    };
    let all = listed(&[]);
    assert_eq!((all.as_array().unwrap().len(), &all[0]["standing"]), (2, &"not_here".into()));
    let id = all[0]["id"].as_str().unwrap();
    assert_ne!(run(data, &["vex", "withdraw", id, "--by", "係"]).2, Some(0), "without a reason");
    assert_eq!(run(data, &["vex", "withdraw", id, "--by", "係", "--reason", "別の製品"]).2, Some(0));
    let (again, _, code) = run(data, &["vex", "withdraw", id, "--again"]);
    assert!(again.starts_with("stm_") && code == Some(0), "{again}");
    let standings: Vec<String> =
        listed(&[]).as_array().unwrap().iter().map(|one| one["standing"].to_string()).collect();
    assert_eq!(standings.iter().filter(|word| word.contains("withdrawn")).count(), 1, "{standings:?}");
    let file = data.join("out.json");
    let (_, err, code) = run(data, &["vex", "export", file.to_str().unwrap(), "--to", "openvex"]);
    assert!(code == Some(0) && err.contains("withdrawn"), "{err}");
    assert!(std::fs::read_to_string(&file).unwrap().contains("CVE-2099-7777"));
}

#[test]
fn tasks_are_listed_done_put_off_and_taken_up_again() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    assert_eq!(run(data, &["product", "add", "青葉", "Infuse", "--version", "2.1"]).2, Some(0));
    let listed = |arguments: &[&str]| -> Value {
        let (out, err, _) = run(data, &[&["task", "list", "--format", "json"], arguments].concat());
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out} {err}"))
    };
    let (table, _, code) = run(data, &["task", "list"]);
    assert!(
        table.contains("脆弱性情報を用意する") && table.contains("青葉に、部品表（SBOM）を依頼する"),
        "{table}"
    );
    assert_eq!(code, Some(1));
    let asked = listed(&["--department", "maker"]);
    let id = asked[0]["id"].as_str().unwrap().to_owned();
    assert!(asked[0]["letter"]["body"]["ja"].as_str().unwrap().contains("SPDXかCycloneDX"));
    assert_eq!(run(data, &["task", "done", &id, "--by", "臨床工学室", "--note", "電話で"]).2, Some(0));
    assert_eq!(listed(&["--department", "maker"])[0]["state"], "still_there");
    let off = ["task", "put-off", &id, "--by", "係", "--until", "2999-12-31", "--reason", "点検に合わせる"];
    assert_eq!(run(data, &off).2, Some(0));
    assert_eq!(listed(&["--department", "maker"]).as_array().unwrap().len(), 0);
    assert_eq!(listed(&["--department", "maker", "--all"])[0]["state"], "put_off");
    assert_eq!(run(data, &["task", "assign", &id, "購買係", "--department", "office"]).2, Some(0));
    assert_eq!(run(data, &["task", "open", &id]).2, Some(0));
    let office = listed(&["--department", "office"]);
    assert_eq!((&office[0]["state"], &office[0]["mark"]["assignee"]), (&"open".into(), &"購買係".into()));
    assert_ne!(run(data, &["task", "done", "tsk_none", "--by", "係"]).2, Some(0));
}

#[test]
fn one_list_of_a_file_goes_to_its_product_or_all_of_them_together() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let list = |name: &str| {
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"firmware","name":"{name}","version":"7",
                "supplier":{{"name":"青葉"}}}}}},"components":[{{"type":"library","name":"zlib","version":"1"}}]}}"#
        )
        .replace('\n', " ")
    };
    let file = data.join("all.jsonl");
    std::fs::write(&file, format!("{}\n{{\"bomFormat\":\"x\"}}\n{}\n", list("本体"), list("表示部")))
        .unwrap();
    let file = file.to_str().unwrap();
    let (_, err, code) = run(data, &["product", "sbom", file]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("all.jsonl!2: no bill of materials") && err.contains("3  表示部 7, 1 packages"),
        "{err}"
    );
    assert_eq!(run(data, &["product", "sbom", file, "--document", "2"]).2, Some(2), "none was read there");
    let (out, err, code) = run(data, &["product", "sbom", file, "--document", "3"]);
    assert!(code == Some(0) && out.contains("prd_"), "{out} {err}");
    assert_eq!(run(data, &["product", "add", "青葉", "一体機", "--version", "7"]).2, Some(0));
    let merge =
        |file| run(data, &["product", "sbom", file, "--merge", "--product", "一体機", "--version", "7"]);
    let (_, err, code) = merge(file);
    assert!(
        code == Some(2) && err.contains("not the whole product"),
        "one of the lists cannot be read: {err}"
    );
    let whole = data.join("whole.jsonl");
    std::fs::write(&whole, format!("{}\n{}\n", list("本体"), list("表示部"))).unwrap();
    let (out, err, code) = merge(whole.to_str().unwrap());
    assert!(code == Some(0) && out.contains("ver_"), "{out} {err}");
    let archive = data.join("all.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    for (name, text) in
        [("a.json", list("本体")), ("手順書.txt", "手順".to_owned()), ("b.json", list("操作部"))]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let archive = archive.to_str().unwrap();
    let (_, err, code) = run(data, &["product", "sbom", archive]);
    assert!(
        code == Some(2) && err.contains("2  操作部 7, 1 packages") && err.contains("all.zip!手順書.txt"),
        "{err}"
    );
    let (out, err, code) = merge(archive);
    assert!(code == Some(0) && out.contains("ver_"), "{out} {err}");
}
