//! Hostile input from the wire to the output: promises of 4 GB, bombs, endless nesting, and names that are script or formulas. The
//! real program reads each file with a small address space and must end well.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

#[path = "../patients/wire.rs"]
mod wire;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output},
};

use wire::Wire;

/// Address space of the program in KiB: code, knowledge and threads need a third of it.
const MEMORY: u32 = 1_500_000;

fn discover(path: &Path, format: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_kikimori");
    let line = format!("ulimit -v {MEMORY}; exec {program} discover {} --format {format}", path.display());
    Command::new("sh").args(["-c", &line]).output().unwrap()
}

fn ends_well(what: &str, file: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.pcap");
    std::fs::write(&path, file).unwrap();
    let out = discover(&path, "json");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code().is_some_and(|code| code < 2), "{what}: {:?} {said}", out.status);
    assert!(!said.contains("panicked"), "{what}: {said}");
    String::from_utf8(out.stdout).unwrap()
}

fn conversation(port: u16, client: &[u8], server: &[u8]) -> Vec<u8> {
    let mut wire = Wire::new();
    wire.tcp((1, 2), port, &[(true, client), (false, server)]);
    wire.into_file()
}

fn answer(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

const ASK: &[u8] = b"GET /fhir/metadata HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn lengths_of_four_gigabytes_promise_nothing() {
    let long = [0x41; 60_000];
    let mut associate = vec![1, 0, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0];
    associate.extend([b'A'; 32]);
    let huge = |head: &[u8]| [head, &long].concat();
    let cases: [(&str, u16, Vec<u8>, Vec<u8>); 12] = [
        ("DICOM PDU", 104, huge(&associate), Vec::new()),
        ("DICOM value", 104, huge(&[4, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfb, 1, 2]), Vec::new()),
        ("SMB", 445, huge(&[0, 0xff, 0xff, 0xff, 0xfe, b'S', b'M', b'B']), Vec::new()),
        ("TLS record", 443, huge(&[0x16, 3, 1, 0xff, 0xff, 1, 0xff, 0xff, 0xff]), Vec::new()),
        (
            "HTTP length",
            80,
            ASK.to_vec(),
            huge(b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"),
        ),
        (
            "HTTP chunk",
            80,
            ASK.to_vec(),
            huge(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        ),
        ("HTTP head", 80, huge(b"GET / HTTP/1.1\r\nX: "), Vec::new()),
        (
            "HTTP/2 frame",
            80,
            huge(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\x01\x04\0\0\0\x01"),
            Vec::new(),
        ),
        ("LDAP", 389, huge(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 1, 0x60]), Vec::new()),
        ("Kerberos", 88, huge(&[0x7f, 0xff, 0xff, 0xff, 0x6a, 0x84, 0xff, 0xff, 0xff, 0xff]), Vec::new()),
        ("syslog", 601, huge(b"999999 <34>1 - - - - - - "), Vec::new()),
        ("HL7 field", 2575, huge(b"\x0bMSH|^~\\&|"), Vec::new()),
    ];
    for (what, port, client, server) in cases {
        ends_well(what, &conversation(port, &client, &server));
    }
}

#[test]
fn endless_nesting_ends() {
    let deep = 30_000;
    let json = [b"[".repeat(deep), b"]".repeat(deep)].concat();
    let resource = [b"{\"resourceType\":\"Bundle\",\"entry\":".to_vec(), json, b"}".to_vec()].concat();
    let xml = [b"<a>".repeat(deep / 2), b"</a>".repeat(deep / 2)].concat();
    // One million laughs would be gigabytes when expanded.
    let mut laughs = b"<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a0 \"ha\">".to_vec();
    for level in 1..30 {
        let inner = format!("&a{};", level - 1).repeat(10);
        laughs.extend(format!("<!ENTITY a{level} \"{inner}\">").bytes());
    }
    laughs.extend(b"]><Device><manufacturer value=\"&a29;\"/><friendlyName>&a29;</friendlyName></Device>");
    for (what, kind, body) in [
        ("JSON", "application/fhir+json", &resource),
        ("XML", "application/fhir+xml", &xml),
        ("laughs", "application/fhir+xml", &laughs),
        ("laughs of a description", "text/xml", &laughs),
    ] {
        ends_well(what, &conversation(8080, ASK, &answer(kind, body)));
    }
    let sequences = [0x30, 0x80].repeat(20_000);
    let known = |levels: usize| {
        (0..levels).fold(vec![2, 1, 1], |inner, _| {
            let length = (inner.len() as u32).to_be_bytes();
            [&[0x30, 0x84], &length[..], &inner].concat()
        })
    };
    for (port, what) in [(161, "SNMP"), (389, "LDAP"), (88, "Kerberos")] {
        let mut wire = Wire::new();
        wire.udp((1, 2), (5000, port), &sequences[..1400]);
        wire.udp((1, 2), (5001, port), &known(200));
        wire.tcp((1, 2), port, &[(true, &sequences), (true, &known(2000))]);
        ends_well(what, &wire.into_file());
    }
    ends_well("DNS names that point at each other", &{
        let mut wire = Wire::new();
        let mut query = vec![0, 1, 1, 0, 0, 40, 0, 0, 0, 0, 0, 0];
        (0..200u8).for_each(|at| query.extend([0xc0, at.wrapping_mul(2).wrapping_add(12), 0, 1]));
        wire.udp((1, 2), (5000, 53), &query);
        wire.into_file()
    });
}

#[test]
fn bombs_in_bodies_and_files_stay_small() {
    let gzip = |bytes: &mut dyn Iterator<Item = Vec<u8>>| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        bytes.for_each(|block| encoder.write_all(&block).unwrap());
        encoder.finish().unwrap()
    };
    let zeros = || (0..500).map(|_| vec![b' '; 1 << 20]);
    let body = gzip(&mut zeros());
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    ends_well("gzip body", &conversation(8080, ASK, &[head.as_bytes(), &body].concat()));
    let start = conversation(80, ASK, b"HTTP/1.1 200 OK\r\nServer: before-the-bomb\r\n\r\n");
    let file = gzip(&mut std::iter::once(start.clone()).chain((0..700).map(|_| vec![0; 1 << 20])));
    let said = ends_well("gzip file", &file);
    assert!(said.contains("10.7.0.2"), "what came before the bomb is read");
    // A pcapng block of 4 GB behind a section header.
    let mut pcapng = vec![0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0];
    pcapng.extend([0xff; 8]);
    pcapng.extend([28, 0, 0, 0, 6, 0, 0, 0, 0xfc, 0xff, 0xff, 0xff]);
    pcapng.extend([7; 5000]);
    ends_well("pcapng block", &pcapng);
}

/// A DHCP request of a host that calls itself so.
fn dhcp(wire: &mut Wire, host: u8, name: &str) {
    let mut packet = vec![1, 1, 6, 0, 0, 0, 0, host];
    packet.resize(28, 0);
    packet.extend([2, 0, 0, 0, 0, host]);
    packet.resize(236, 0);
    packet.extend([0x63, 0x82, 0x53, 0x63, 53, 1, 3, 12, name.len() as u8]);
    packet.extend(name.bytes());
    packet.extend([60, name.len() as u8]);
    packet.extend(name.bytes());
    packet.push(255);
    wire.udp((host, 255), (68, 67), &packet);
}

#[test]
fn names_that_are_script_or_formulas_are_only_text() {
    const EVIL: [&str; 4] =
        ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", "+1+cmd", "\"><img src=x onerror=alert(1)>"];
    let mut wire = Wire::new();
    for (host, name) in (10..).zip(EVIL) {
        dhcp(&mut wire, host, name);
        let hello = format!("GET / HTTP/1.1\r\nHost: {name}\r\nUser-Agent: {name}\r\n\r\n");
        let page = format!(
            "HTTP/1.1 200 OK\r\nServer: {name}\r\nContent-Type: text/html\r\nContent-Length: 200\r\n\r\n<title>{name}</title>{:160}",
            ""
        );
        wire.tcp((host, 2), 80, &[(true, hello.as_bytes()), (false, page.as_bytes())]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.pcap");
    std::fs::write(&path, wire.into_file()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&discover(&path, "json").stdout).unwrap();
    assert!(json["devices"].as_array().unwrap().len() >= EVIL.len());
    let csv = String::from_utf8(discover(&path, "csv").stdout).unwrap();
    for cell in csv.lines().flat_map(|line| line.split(',')) {
        let cell = cell.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '+', '@']), "a spreadsheet would run {cell}");
    }
    let table = String::from_utf8(discover(&path, "table").stdout).unwrap();
    assert!(!table.contains('\u{1b}'), "no escape sequence reaches a terminal");
}

#[test]
fn escape_sequences_do_not_reach_the_terminal() {
    let mut wire = Wire::new();
    dhcp(&mut wire, 10, "ct\u{1b}[2J\u{1b}]0;owned\u{7}01");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.pcap");
    std::fs::write(&path, wire.into_file()).unwrap();
    for format in ["table", "csv", "json"] {
        let out = discover(&path, format);
        assert!(out.stdout.iter().chain(&out.stderr).all(|byte| *byte != 0x1b && *byte != 7), "{format}");
    }
}
