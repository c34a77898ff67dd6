//! `kikimori feeds` from outside: a killed run leaves what was there whole, and a hospital without internet gets what it needs.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

fn kikimori(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
    command.args(arguments).env("KIKIMORI_DATA", data).env_remove("HTTPS_PROXY").env_remove("NVD_API_KEY");
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    kikimori(data, arguments).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn kev(rows: usize, date: &str) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|row| format!("{{\"cveID\":\"CVE-2024-{row:05}\",\"dateAdded\":\"2024-01-01\"}}"))
        .collect();
    format!("{{\"dateReleased\":\"{date}\",\"vulnerabilities\":[{}]}}", rows.join(","))
}

/// Serves `body`: half of it to the first who asks, then silence until told to go on; all or the rest to the others.
fn slow_server(body: String) -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/kev.json", listener.local_addr().unwrap());
    let (tell, half_sent) = mpsc::channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut from = 0;
            for line in BufReader::new(stream.try_clone().unwrap()).lines() {
                let line = line.unwrap().to_ascii_lowercase();
                if let Some(range) = line.strip_prefix("range: bytes=") {
                    from = range.trim_end_matches('-').parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let rest = &body.as_bytes()[from..];
            let status = if from > 0 { "206 X" } else { "200 X" };
            let range = format!("Content-Range: bytes {from}-{}/{}\r\n", body.len() - 1, body.len());
            let range = if from > 0 { range } else { String::new() };
            let head = format!(
                "HTTP/1.1 {status}\r\nETag: \"a\"\r\n{range}Content-Length: {}\r\nConnection: close\r\n\r\n",
                rest.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            let sent = if number == 0 { rest.len() / 2 } else { rest.len() };
            stream.write_all(&rest[..sent]).unwrap();
            stream.flush().unwrap();
            if number == 0 {
                held.push(stream);
                tell.send(()).unwrap();
            }
        }
    });
    (url, half_sent)
}

fn imported(data: &Path, text: &str) {
    let file = data.join("kev-by-hand.json");
    fs::write(&file, text).unwrap();
    let output = run(data, &["feeds", "import", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
}

fn feeds(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![data.join("feeds")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path)
            } else {
                found.push((path.clone(), fs::read(path).unwrap()))
            }
        }
    }
    found.sort();
    found
}

fn wait_until(what: impl Fn() -> bool) {
    for _ in 0..600 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("it never came");
}

/// Bytes of unfinished files.
fn unfinished(data: &Path) -> u64 {
    let Ok(folder) = fs::read_dir(data.join("feeds-work/parts")) else { return 0 };
    folder.filter_map(|entry| entry.ok()?.metadata().ok()).map(|about| about.len()).sum()
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_sync_that_is_killed_in_the_middle_leaves_the_old_and_goes_on_later() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    imported(data, &kev(3_000, "2026-11-01"));
    let before = feeds(data);
    let new = kev(40_000, "2026-11-20");
    let (url, half_sent) = slow_server(new.clone());
    fs::write(data.join("feeds.toml"), format!("[kev]\non = true\nurl = '{url}'\n")).unwrap();
    let child =
        kikimori(data, &["feeds", "sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    half_sent.recv().unwrap();
    wait_until(|| unfinished(data) > 100_000);
    kill(child);
    assert_eq!(feeds(data), before, "the old knowledge is whole");
    let again = run(data, &["feeds", "sync"]);
    assert_eq!(again.status.code(), Some(0), "{}", words(&again));
    let kept = fs::read(data.join("feeds/kev/known_exploited_vulnerabilities.json")).unwrap();
    assert!(kept == new.as_bytes(), "the second run fetched the rest");
    assert!(!data.join("feeds/kev/kev-by-hand.json").exists(), "the newer list replaced the older one");
}

/// A maker of bundles with a list of KEV, and its bundle.
fn bundle(maker: &Path, rows: usize, date: &str) -> PathBuf {
    imported(maker, &kev(rows, date));
    let key = maker.join("key");
    if !key.exists() {
        assert_eq!(run(maker, &["feeds", "key", "make", key.to_str().unwrap()]).status.code(), Some(0));
    }
    let out = maker.join("feeds.bundle");
    let made =
        run(maker, &["feeds", "bundle", "make", out.to_str().unwrap(), "--key", key.to_str().unwrap()]);
    assert_eq!(made.status.code(), Some(0), "{}", words(&made));
    out
}

#[test]
fn a_load_that_is_killed_in_the_middle_leaves_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let (maker, hospital) = (folder.path().join("maker"), folder.path().join("hospital"));
    fs::create_dir_all(&maker).unwrap();
    fs::create_dir_all(&hospital).unwrap();
    imported(&hospital, &kev(10, "2026-11-01"));
    let before = feeds(&hospital);
    let bytes = fs::read(bundle(&maker, 60_000, "2026-11-20")).unwrap();
    let trust = maker.join("key.pub");
    let trust = trust.to_str().unwrap();
    // A pipe that gives so many bytes and then nothing: the run waits in the middle, and is killed there.
    for share in [1, 3, 7, 9] {
        let pipe = folder.path().join(format!("pipe-{share}"));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let child =
            kikimori(&hospital, &["feeds", "bundle", "load", pipe.to_str().unwrap(), "--trust", trust])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
        let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        writer.write_all(&bytes[..bytes.len() * share / 10]).unwrap();
        if share > 1 {
            wait_until(|| hospital.join("feeds-work/bundle-parts").exists());
        }
        kill(child);
        drop(writer);
        assert_eq!(feeds(&hospital), before, "{share} tenths");
    }
    let file = maker.join("feeds.bundle");
    let loaded = run(&hospital, &["feeds", "bundle", "load", file.to_str().unwrap(), "--trust", trust]);
    assert_eq!(loaded.status.code(), Some(0), "{}", words(&loaded));
    assert_ne!(feeds(&hospital), before);
}

#[test]
fn a_hospital_without_internet() {
    let folder = tempfile::tempdir().unwrap();
    let (maker, hospital) = (folder.path().join("maker"), folder.path().join("hospital"));
    fs::create_dir_all(&maker).unwrap();
    fs::create_dir_all(&hospital).unwrap();
    let file = bundle(&maker, 5, "2026-11-20");
    let file = file.to_str().unwrap();
    let load = |more: &[&str]| run(&hospital, &[&["feeds", "bundle", "load", file][..], more].concat());
    let nobody = load(&[]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(words(&nobody).contains("no key is trusted"), "{}", words(&nobody));
    let shown = run(&maker, &["feeds", "key", "show", maker.join("key").to_str().unwrap()]);
    let fingerprint = String::from_utf8(shown.stdout).unwrap();
    let settings = format!("[bundle]\ntrust = ['{}']\n[kev]\non = true\n", fingerprint.trim());
    fs::write(hospital.join("feeds.toml"), settings).unwrap();
    assert_eq!(load(&[]).status.code(), Some(0));
    let status = run(&hospital, &["feeds", "status", "--format", "json"]);
    assert_eq!(status.status.code(), Some(0), "{}", words(&status));
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!((&status[0]["records"], &status[0]["newest"]), (&5.into(), &"2026-11-20".into()));
    assert!(status[0]["bundle"].is_string());
    // What was loaded is what `vuln` reads when nobody names files.
    let show = run(&hospital, &["vuln", "show", "CVE-2024-00001"]);
    assert!(words(&show).contains("CVE-2024-00001"), "{}", words(&show));
    let other = load(&["--trust", &"ab".repeat(32)]);
    assert!(other.status.code() == Some(2) && words(&other).contains("nobody here trusts"));
}

#[test]
fn a_feed_that_cannot_be_fetched_is_not_clean() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    imported(data, &kev(5, "2026-11-20"));
    fs::write(
        data.join("feeds.toml"),
        "[kev]\non = true\nurl = 'http://127.0.0.1:1/kev'\n[network]\nattempts = 1\n",
    )
    .unwrap();
    let synced = run(data, &["feeds", "sync"]);
    assert_eq!(synced.status.code(), Some(3), "{}", words(&synced));
    let status = run(data, &["feeds", "status"]);
    assert_eq!(status.status.code(), Some(3), "{}", words(&status));
    let feeds = run(data, &["vuln", "feeds", "--no-cache"]);
    assert_eq!(feeds.status.code(), Some(3));
    assert!(words(&feeds).contains("not known since"), "{}", words(&feeds));
    let form = run(data, &["feeds", "form"]);
    assert!(words(&form).contains("[[communication]]"));
}

/// Answers `{}` to every question until it is asked about `stop`, then holds the line.
fn osv_server() -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, held_one) = mpsc::channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let from = head.len();
                reader.read_line(&mut head).unwrap();
                if let Some(told) = head[from..].to_ascii_lowercase().strip_prefix("content-length:") {
                    length = told.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            std::io::Read::read_exact(&mut reader, &mut body).unwrap();
            let id = head.split(' ').nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
            if id == "A-3" && held.is_empty() {
                held.push(stream);
                tell.send(()).unwrap();
                continue;
            }
            let date = "2026-11-01T00:00:00Z";
            let reply = if head.starts_with("POST") {
                let vulns: Vec<String> =
                    (1..=4).map(|at| format!("{{\"id\":\"A-{at}\",\"modified\":\"{date}\"}}")).collect();
                let asked = String::from_utf8(body).unwrap();
                let all = format!("{{\"vulns\":[{}]}}", vulns.join(","));
                let results: Vec<&str> = asked
                    .split("\"name\":\"")
                    .skip(1)
                    .map(|rest| if rest.starts_with("left") { all.as_str() } else { "{}" })
                    .collect();
                format!("{{\"results\":[{}]}}", results.join(","))
            } else {
                let affected = "[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"left\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0.1\"}]}]}]";
                format!(
                    "{{\"schema_version\":\"1.6.0\",\"id\":\"{id}\",\"modified\":\"{date}\",\"affected\":{affected}}}"
                )
            };
            let head =
                format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", reply.len());
            stream.write_all(format!("{head}{reply}").as_bytes()).unwrap();
        }
    });
    (url, held_one)
}

#[test]
fn asking_osv_is_looked_at_first_goes_on_when_killed_and_covers_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let (url, held) = osv_server();
    fs::write(data.join("feeds.toml"), format!("[osv-api]\nurl = '{url}'\npause-seconds = 0\n")).unwrap();
    let sbom = |names: &[&str]| {
        let parts: Vec<String> = names
            .iter()
            .map(|name| format!("{{\"type\":\"library\",\"name\":\"{name}\",\"version\":\"1.2.3\",\"purl\":\"pkg:npm/{name}@1.2.3\"}}"))
            .collect();
        let path = data.join(format!("{}.cdx.json", names.concat()));
        let text = format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}]}}",
            parts.join(",")
        );
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let asked = sbom(&["left", "quiet"]);
    let listed = run(data, &["feeds", "packages", &asked, "--format", "csv"]);
    assert_eq!(listed.status.code(), Some(0), "{}", words(&listed));
    let shown = String::from_utf8(listed.stdout).unwrap();
    assert!(shown.contains("npm,left") && shown.contains("npm,quiet") && !shown.contains("1.2.3"), "{shown}");

    let killed =
        kikimori(data, &["feeds", "sync", "osv-api"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    held.recv_timeout(Duration::from_secs(60)).unwrap();
    kill(killed.unwrap());
    assert!(!data.join("feeds/osv-api/answers.jsonl").exists(), "nothing is whole yet");
    let again = run(data, &["feeds", "sync", "osv-api"]);
    assert_eq!(again.status.code(), Some(0), "{}", words(&again));

    let scan = |path: &str| {
        let output = run(data, &["vuln", "scan", path, "--summary", "--no-cache", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |what: &str| told["totals"][what].as_u64().unwrap();
        (output.status.code(), count("nothing"), count("not_covered"))
    };
    // Without the other sources nothing is clean; but what was asked about is covered, and what was not is not.
    assert_eq!(scan(&asked), (Some(3), 2, 0));
    assert_eq!(scan(&sbom(&["left", "other"])), (Some(3), 1, 1));
    let status = run(data, &["feeds", "status"]);
    assert!(words(&status).contains("2 of 2 packages answered"), "{}", words(&status));
}

/// Bulk in, one out, changed, taken back: what is refused leaves everything as it was.
#[test]
fn communications_are_written_down_without_a_browser() {
    let data = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = data.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let table = file(
        "t.csv",
        "issuer,id,date,title,actions,maker,model\nFDA,F-1,2026-01-30,Pump,Unplug it.,Example,P1\nFDA,F-1,,,,Example,P2\n",
    );
    let put = run(data.path(), &["feeds", "fda", "put", &table, "--by", "desk"]);
    assert!(put.status.success() && words(&put).contains("written"), "{}", words(&put));
    let long = file("long.csv", &format!("issuer,id,date,title\nFDA,F-2,2026-01-30,{}\n", "x".repeat(501)));
    let refused = run(data.path(), &["feeds", "communication", "put", &long]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("FDA F-2: `title` has 501 characters"), "{}", words(&refused));
    let form = run(data.path(), &["feeds", "communication", "show", "F-1"]);
    let form = file("f.toml", &words(&form).replace("Pump", "Pump 2"));
    let changed = run(data.path(), &["feeds", "communication", "put", &form, "--why", "typing error"]);
    assert!(words(&changed).contains("changed"), "{}", words(&changed));
    let show = run(data.path(), &["feeds", "communication", "show", "F-1", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_slice(&show.stdout).unwrap();
    assert_eq!(shown["products"].as_array().unwrap().len(), 2);
    assert_eq!(shown["history"][1]["why"], "typing error");
    let silent = run(data.path(), &["feeds", "communication", "withdraw", "F-1"]);
    assert_eq!(silent.status.code(), Some(2), "{}", words(&silent));
    run(data.path(), &["feeds", "communication", "withdraw", "F-1", "--why", "wrong"]);
    let list =
        |arguments: &[&str]| words(&run(data.path(), &[&["feeds", "fda", "list"], arguments].concat()));
    assert!(!list(&[]).contains("F-1") && list(&["--all"]).contains("F-1"));
    run(data.path(), &["feeds", "communication", "restore", "F-1"]);
    assert!(list(&["--search", "pump p2"]).contains("F-1") && !list(&["--issuer", "PMDA"]).contains("F-1"));
    assert!(words(&run(data.path(), &["feeds", "communication", "table"])).contains("Unplug it."));
}
