//! `kikimori watch` in a network namespace: sees the traffic, gives up every right, and sends not one frame.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

/// A namespace of our own with a cable: `feed` speaks, `mirror` is watched. Removed when dropped.
struct Lab {
    name: String,
}

impl Lab {
    fn new() -> Option<Self> {
        let lab = Self { name: format!("kikimori-{}", std::process::id()) };
        let made = Command::new("ip").args(["netns", "add", &lab.name]).output();
        if !made.is_ok_and(|out| out.status.success()) {
            return None;
        }
        for line in [
            "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1",
            "ip link add feed type veth peer name mirror",
            "ip link set feed up",
            "ip link set mirror up",
            "ip addr add 10.9.0.1/24 dev feed",
            "ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:99 dev feed nud permanent",
        ] {
            lab.sh(line);
        }
        Some(lab)
    }

    fn sh(&self, line: &str) -> String {
        let out =
            Command::new("ip").args(["netns", "exec", &self.name, "bash", "-c", line]).output().unwrap();
        assert!(out.status.success(), "{line}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    fn sent_by_mirror(&self) -> String {
        self.sh("cat /sys/class/net/mirror/statistics/tx_packets")
    }

    fn speak(&self, datagrams: u32) {
        self.sh(&format!(
            "for i in $(seq {datagrams}); do echo hello > /dev/udp/10.9.0.2/$((9000 + i)); done"
        ));
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        drop(Command::new("ip").args(["netns", "del", &self.name]).output());
    }
}

/// A line of `/proc/PID/status`.
fn status(process: u32, key: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap();
    line.split_whitespace().next().unwrap().to_owned()
}

fn children(process: u32) -> Vec<u32> {
    let text = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn assert_without_rights(process: u32) {
    assert_ne!(status(process, "Uid:"), "0", "still root");
    assert_eq!(status(process, "CapEff:"), "0000000000000000");
    assert_eq!(status(process, "CapBnd:"), "0000000000000000");
    assert_eq!((status(process, "NoNewPrivs:"), status(process, "Seccomp:")), ("1".into(), "2".into()));
}

fn kikimori(lab: &Lab, folder: &Path) -> Command {
    let mut command = Command::new("ip");
    command.args([
        "netns",
        "exec",
        &lab.name,
        env!("CARGO_BIN_EXE_kikimori"),
        "watch",
        "--interface",
        "mirror",
    ]);
    command.args(["--batch-seconds", "1", "--data"]).arg(folder.join("data"));
    command.arg("--buffer").arg(folder.join("buffer")).stderr(Stdio::piped());
    command
}

#[test]
fn sees_everything_and_sends_nothing() {
    let Some(lab) = Lab::new() else { return eprintln!("skipped: needs root and network namespaces") };
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(lab.sent_by_mirror(), "0");
    let mut courier = kikimori(&lab, folder.path()).spawn().unwrap();
    let mut says = BufReader::new(courier.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut told = Vec::new();
    for line in says.by_ref() {
        told.push(line);
        if told.iter().any(|line| line.contains("mirror: watching"))
            && told.iter().any(|line| line.starts_with("courier:"))
        {
            break;
        }
    }
    let watchers = children(courier.id());
    assert_eq!(watchers.len(), 1, "{told:?}");
    for process in watchers.into_iter().chain([courier.id()]) {
        assert_without_rights(process);
    }
    lab.speak(100);
    lab.sh("ip link set mirror down; sleep 0.3; ip link set mirror up; sleep 0.3");
    lab.speak(50);
    lab.sh(&format!("kill -TERM {}", courier.id()));
    told.extend(says);
    assert!(courier.wait().unwrap().success(), "{told:?}");
    assert_eq!(lab.sent_by_mirror(), "0", "not one frame was sent");
    let list = Command::new(env!("CARGO_BIN_EXE_kikimori"))
        .args(["sensor", "list", "--data"])
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let row = list.lines().nth(1).unwrap_or_default();
    let packets: u64 = row.split_whitespace().rev().nth(1).unwrap().parse().unwrap();
    assert!(packets >= 150, "{list} {told:?}");
    assert_eq!(fs::read_dir(folder.path().join("buffer")).unwrap().count(), 0, "everything was taken in");
}
