//! A node that takes batches of sensors over TLS with a certificate of its own, and shows what they saw without being asked to.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use domain::{
    addresses::Endpoint,
    observations::{Binding, CaptureSummary, Observations},
    time::{Span, Timestamp},
};
use sensor::{
    client::Client,
    courier::{Delivery, Destination as _},
};

/// A node that is ended when dropped.
struct Node {
    process: Child,
    pages: String,
    sensors: String,
    /// What it still says; a program whose listener hangs up would end.
    _says: (ChildStdout, ChildStderr),
}

impl Node {
    fn start(data: &Path) -> Self {
        let mut process =
            kikimori(data, &["serve", "--listen", "127.0.0.1:0", "--sensor-listen", "127.0.0.1:0"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let sensors = stderr.by_ref().lines().map_while(Result::ok).find_map(|line| {
            Some(line.strip_prefix("taking batches of sensors at https://")?.split('/').next()?.to_owned())
        });
        let pages = stdout.by_ref().lines().next().unwrap().unwrap();
        let pages = pages.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let sensors = format!("https://{}", sensors.unwrap());
        Self { process, pages, sensors, _says: (stdout.into_inner(), stderr.into_inner()) }
    }

    /// A page or answer, headers included.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.pages).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.pages).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn kikimori(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikimori"));
    command.args(arguments).arg("--data").arg(data);
    command
}

/// A minute in which one device spoke.
fn minute() -> Vec<u8> {
    let seen = Span::at(Timestamp(1_790_000_000_000_000));
    let endpoint = Endpoint {
        mac: Some("00:1b:54:00:00:07".parse().unwrap()),
        ip: Some("10.9.8.7".parse().unwrap()),
        vlan: 0,
    };
    let (times, ttl) = (Vec::new(), (64, 64));
    let binding = Binding { endpoint, packets: 4, bytes: 400, seen, times, ttl, frame: 1 };
    let summary = CaptureSummary {
        name: "3F:eth1".into(),
        live: true,
        packets: 4,
        seen: Some(seen),
        ..CaptureSummary::default()
    };
    let observations =
        Observations { bindings: vec![binding], summaries: vec![summary], ..Observations::default() };
    discovery::packing::pack(&observations).unwrap()
}

#[test]
fn what_a_sensor_sends_over_tls_is_on_the_pages() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let node = Node::start(&data);
    let added = kikimori(&data, &["sensor", "add", "3F"]).output().unwrap();
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let token = String::from_utf8(added.stdout).unwrap();
    let certificate = fs::read(data.join("node.pem")).unwrap();

    let mut stranger = Client::new(&node.sensors, &"0".repeat(64), Some(&certificate)).unwrap();
    assert!(matches!(stranger.deliver(&minute()), Delivery::Later(_)), "an unknown token keeps nothing");
    let mut sensor = Client::new(&node.sensors, &token, Some(&certificate)).unwrap();
    assert_eq!(sensor.deliver(&minute()), Delivery::Kept);
    assert!(matches!(sensor.deliver(b"no batch"), Delivery::Refused(_)));

    // The node looks every few seconds; a slow machine gets a minute.
    let shown = (0..120).any(|_| {
        thread::sleep(Duration::from_millis(500));
        node.get("/api/v1/devices").contains("10.9.8.7")
    });
    assert!(shown, "{}", node.get("/api/v1/devices"));
    let listed = kikimori(&data, &["sensor", "list"]).output().unwrap();
    assert!(String::from_utf8(listed.stdout).unwrap().lines().any(|line| line.contains("3F")));
}

#[test]
fn pages_are_not_served_to_sensors_and_keys_are_kept_from_others() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path());
    let mode = fs::metadata(folder.path().join("node.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "only its owner reads the key");
    let address = node.sensors.trim_start_matches("https://").to_owned();
    let mut plain = TcpStream::connect(&address).unwrap();
    // The node may hang up while this is being said.
    drop(write!(plain, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"));
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer));
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1 200"), "only TLS is spoken");
}
