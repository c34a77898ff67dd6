//! Every shared capture through the engine and the rules, scored against what an independent tool saw in it.
//!
//! Each unicast source MAC and IP must be a source or the subject of a fact; each TCP server that answered must be a flow
//! that was answered. What is not found must be listed here with its reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    net::IpAddr,
    path::Path,
};

use discovery::rules;
use domain::{
    addresses::{Endpoint, MacAddr},
    facts::Fact,
    flows::{Flow, Opening, Transport},
    observations::{Binding, CaptureWarning},
};
use parsers::packet::{
    engine::read_capture,
    message::Message,
    sink::{Context, Sink},
};
use serde_json::Value;

/// Findings of the other tool that we do not share, and why: file, kind, value (empty: any), reason.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "malcolm__plugins__bro-simple-scan__backscatter",
        "server",
        "",
        "the address is the sender of an ICMP error that quotes a SYN/ACK; it answered nothing itself",
    ),
    (
        "wireshark__communityid",
        "ip",
        "3ffe:501:4819::42",
        "named only inside an ICMPv6 error that quotes a packet",
    ),
    (
        "ndpi__vxlan",
        "server",
        "192.168.22.5 443",
        "the tunnel's end, paired with the port of the packet inside",
    ),
    (
        "zeek__tunnels__gre-sample",
        "server",
        "66.59.109.137 22",
        "the tunnel's end, paired with the port of the packet inside",
    ),
];

#[derive(Default)]
struct Seen {
    macs: BTreeSet<MacAddr>,
    ips: BTreeSet<IpAddr>,
    servers: BTreeSet<(IpAddr, u16)>,
    replied: BTreeSet<(IpAddr, u16)>,
    arp: BTreeSet<(MacAddr, IpAddr)>,
    messages: u64,
}

impl Seen {
    fn endpoint(&mut self, endpoint: Endpoint) {
        self.macs.extend(endpoint.mac);
        self.ips.extend(endpoint.ip);
    }
}

impl Sink for Seen {
    fn message(&mut self, context: &Context, message: Message) {
        self.messages += 1;
        let mut facts: Vec<Fact> = Vec::new();
        rules::apply(context, &message, &mut |fact| facts.push(fact));
        for fact in facts {
            self.endpoint(fact.subject);
            if let (Some(mac), Some(ip)) = (fact.subject.mac, fact.subject.ip) {
                self.arp.insert((mac, ip));
            }
        }
    }

    fn flow(&mut self, flow: Flow) {
        let Some(ip) = flow.server.ip else { return };
        match (flow.transport, flow.opening) {
            (Transport::Tcp, Opening::Answered | Opening::AnswerOnly) => {
                self.servers.insert((ip, flow.port));
            }
            (Transport::Udp, Opening::Replied) => {
                self.replied.insert((ip, flow.port));
            }
            _ => {}
        }
    }

    fn binding(&mut self, binding: Binding) {
        assert!(binding.packets > 0, "a source that sent nothing");
        self.endpoint(binding.endpoint);
    }

    fn warning(&mut self, _warning: CaptureWarning) {}
}

fn texts<'a>(oracle: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    oracle.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn pairs<'a>(oracle: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let list = oracle.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?)))
}

/// Found and expected per kind, over all files.
#[derive(Default)]
struct Score {
    counts: BTreeMap<&'static str, (u32, u32)>,
    missing: Vec<String>,
}

impl Score {
    fn check(&mut self, file: &str, kind: &'static str, value: &str, found: bool, must: bool) {
        let count = self.counts.entry(kind).or_default();
        count.1 += 1;
        if found {
            count.0 += 1;
            return;
        }
        let known = EXCEPTIONS.iter().any(|(of, what, which, _)| {
            file.starts_with(of) && *what == kind && (which.is_empty() || *which == value)
        });
        if !must {
            println!("open: {file} {kind} {value}");
        } else if !known {
            self.missing.push(format!("{file} {kind} {value}"));
        }
    }

    fn file(&mut self, file: &str, seen: &Seen, oracle: &Value) {
        for text in texts(oracle, "src_macs_unicast") {
            let found = text.parse().is_ok_and(|mac| seen.macs.contains(&mac));
            self.check(file, "mac", text, found, true);
        }
        for text in texts(oracle, "src_ips_unicast") {
            let found = text.parse().is_ok_and(|ip| seen.ips.contains(&ip));
            self.check(file, "ip", text, found, true);
        }
        for (ip, port) in pairs(oracle, "tcp_servers_synack") {
            let port = port.as_u64().unwrap_or(0) as u16;
            let found = ip.parse().is_ok_and(|ip| seen.servers.contains(&(ip, port)));
            self.check(file, "server", &format!("{ip} {port}"), found, true);
        }
        for (ip, port) in pairs(oracle, "udp_servers_replied") {
            let port = port.as_u64().unwrap_or(0) as u16;
            let found = ip.parse().is_ok_and(|ip| seen.replied.contains(&(ip, port)));
            self.check(file, "udp", &format!("{ip} {port}"), found, false);
        }
        for kind in ["arp_pairs", "ndp_pairs"] {
            for (mac, ip) in pairs(oracle, kind) {
                let pair = mac.parse().ok().zip(ip.as_str().and_then(|ip| ip.parse().ok()));
                let found = pair.is_some_and(|pair| seen.arp.contains(&pair));
                self.check(file, kind, &format!("{mac} {ip}"), found, false);
            }
        }
    }
}

#[test]
fn shared_captures_against_their_oracles() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/captures"));
    let Ok(entries) = fs::read_dir(root.join("pcaps")) else {
        println!("skipped: no shared captures here");
        return;
    };
    let mut names: Vec<_> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let mut score = Score::default();
    let (mut packets, mut unread) = (0, Vec::new());
    for name in &names {
        let oracle = fs::read(root.join("oracle").join(format!("{name}.json"))).expect("oracle");
        let oracle: Value = serde_json::from_slice(&oracle).expect("JSON");
        let mut seen = Seen::default();
        let file = File::open(root.join("pcaps").join(name)).expect("capture");
        let summary = read_capture(file, name, discovery::reading::built_in(), &mut seen, |_| true);
        packets += summary.packets;
        if Some(summary.packets) != oracle.get("packets").and_then(Value::as_u64) {
            unread.push(format!(
                "{name}: {} of {:?} packets, {:?}",
                summary.packets, oracle["packets"], summary.warnings
            ));
        }
        score.file(name, &seen, &oracle);
    }
    println!("{} captures, {packets} packets", names.len());
    for (kind, (found, expected)) in &score.counts {
        println!("{kind}: {found} of {expected}");
    }
    for (file, kind, value, reason) in EXCEPTIONS {
        println!("exception: {file} {kind} {value}: {reason}");
    }
    println!("{}", unread.join("\n"));
    assert!(score.missing.is_empty(), "{} not found:\n{}", score.missing.len(), score.missing.join("\n"));
}
