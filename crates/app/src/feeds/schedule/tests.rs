//! A clock that is set by hand and a server of this machine.

use std::{
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};

use super::{super::fetch::Waiting, *};
use crate::feeds::fetch::server::{Reply, Server};

const HOUR: i64 = 3_600;
/// 2026-11-22T00:00:00Z.
const START: i64 = 1_795_305_600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_parts(START + seconds, 0)
}

struct Bench {
    data: tempfile::TempDir,
    folder: Folder,
}

impl Bench {
    fn new(settings: &str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path());
        fs::write(folder.settings(), settings).unwrap();
        // Without shift.
        fs::write(folder.schedule(), "{\"own\":\"\"}").unwrap();
        Self { data, folder }
    }

    fn run(&self, seconds: i64) -> Result<Option<Vec<Synced>>, Trouble> {
        let settings = Settings::of(&self.folder)?;
        let waiting = Waiting { stop: Arc::new(AtomicBool::new(false)), sleep: |_: Duration| {} };
        let clock = Clock::Fixed(at(seconds));
        let client = Client::new(&settings.network, clock, waiting)?;
        run_with(&self.folder, &settings, clock, &client, &mut |_| {})
    }

    fn standing(&self) -> Standing {
        standing(&self.folder, at(0)).unwrap()
    }

    /// Seconds until the next run.
    fn next(&self) -> i64 {
        self.standing().next.unwrap().seconds() - START
    }
}

fn kev() -> String {
    "{\"dateReleased\":\"2026-11-20\",\"vulnerabilities\":[{\"cveID\":\"CVE-2024-0001\",\"dateAdded\":\"2024-01-01\"}]}"
        .to_owned()
}

#[test]
fn off_until_somebody_switches_it_on() {
    let server = Server::new(|_, _| Reply::ok(kev()));
    let bench = Bench::new(&format!("[kev]\non=true\nurl='{}/kev'", server.url));
    assert!(!is_due(&bench.folder, at(0)).unwrap());
    assert_eq!(bench.run(0), Ok(None));
    assert_eq!((bench.standing().on, bench.standing().next), (false, None));
    assert!(server.asked().is_empty(), "nothing was asked");
    switch(&bench.folder, true, at(0)).unwrap();
    let due = bench.next();
    assert!((0..=1_800).contains(&due), "{due}");
    assert!(!is_due(&bench.folder, at(due - 1)).unwrap() && is_due(&bench.folder, at(due)).unwrap());
    assert_eq!(bench.run(due).unwrap().unwrap().len(), 1);
    let after = bench.standing();
    assert!(after.last.unwrap().good && after.failed == 0);
    let day = bench.next() - due;
    assert!((24 * HOUR..=24 * HOUR + 1_800).contains(&day), "{day}");
    // A second one that looked at the same moment comes too late.
    assert_eq!(bench.run(due), Ok(None));
    assert_eq!(server.asked().len(), 1);
    switch(&bench.folder, false, at(due)).unwrap();
    assert!(!is_due(&bench.folder, at(1_000 * HOUR)).unwrap());
    assert!(bench.data.path().join("feeds-schedule.json").exists());
}

#[test]
fn what_failed_is_asked_again_later_and_later_and_alone() {
    let broken = Arc::new(Mutex::new(true));
    let seen = Arc::clone(&broken);
    let server = Server::new(move |request, _| match request.path.as_str() {
        "/epss" if *seen.lock().unwrap() => Reply::status(404),
        "/epss" => Reply::ok(
            "#model_version:v1,score_date:2026-11-20T00:00:00Z\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n",
        ),
        _ => Reply::ok(kev()).with("ETag", "\"1\""),
    });
    let url = &server.url;
    let bench = Bench::new(&format!(
        "[schedule]\non=true\nevery='6h'\n[kev]\non=true\nurl='{url}/kev'\n[epss]\non=true\nurl='{url}/epss'"
    ));
    assert!(!is_due(&bench.folder, at(-1)).unwrap(), "the time begins with the first look, and is shifted");
    let mut now = bench.next();
    let mut pauses = Vec::new();
    for _ in 0..6 {
        bench.run(now).unwrap().unwrap();
        pauses.push(bench.next() - now);
        now = bench.next();
    }
    for (pause, quarters) in pauses.iter().zip([1, 2, 4, 8, 16, 24]) {
        let (from, shift) = (quarters * 900, (quarters * 225).min(1_800));
        assert!((from..=from + shift).contains(pause), "{pauses:?}: at most six hours");
    }
    let standing = bench.standing();
    assert_eq!(standing.failed, 6);
    assert!(standing.last.unwrap().sentence_ja.contains("404"));
    let kevs = server.paths().iter().filter(|path| *path == "/kev").count();
    assert_eq!(kevs, 1, "what is here is not asked for again");
    *broken.lock().unwrap() = false;
    bench.run(now).unwrap().unwrap();
    assert!(bench.standing().last.unwrap().good);
    bench.run(bench.next()).unwrap().unwrap();
    assert_eq!(server.paths().iter().filter(|path| *path == "/kev").count(), 2, "then everything again");
}

#[test]
fn never_twice_at_once_and_a_killed_run_is_no_endless_one() {
    let server = Server::new(|_, _| Reply::ok(kev()));
    let bench = Bench::new(&format!("[schedule]\non=true\n[kev]\non=true\nurl='{}/kev'", server.url));
    switch(&bench.folder, true, at(0)).unwrap();
    let held = lock(&bench.folder).unwrap();
    assert_eq!(bench.run(HOUR), Err(Trouble::Busy), "another process runs");
    assert_eq!(switch(&bench.folder, false, at(0)), Err(Trouble::Busy));
    drop(held);
    let by_hand = bench.folder.lock().unwrap();
    assert_eq!(bench.run(HOUR), Err(Trouble::Busy), "somebody fetches by hand");
    drop(by_hand);
    assert_eq!(bench.standing().failed, 0, "which is no failure");
    assert!(server.asked().is_empty());
    // What a process that is killed in the middle leaves.
    let mut left = kept(&bench.folder);
    (left.failed, left.last) = (1, Some(Run::broken(at(HOUR), at(HOUR), "cut", "")));
    keep(&bench.folder, &left).unwrap();
    assert_eq!(bench.run(HOUR + 1), Ok(None));
    assert!(bench.run(HOUR + 1_200).unwrap().is_some());
}

#[test]
fn settings_that_cannot_be_read_are_told() {
    let bench = Bench::new("[schedule]\non=true\nevery='often'");
    assert!(is_due(&bench.folder, at(0)).unwrap_err().to_string().contains("every"));
}
