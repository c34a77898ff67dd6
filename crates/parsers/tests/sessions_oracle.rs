//! Session protocols against what another dissector saw in the shared captures. Runs when the captures are there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::BufReader,
    path::Path,
};

use domain::{
    flows::Flow,
    observations::{Binding, CaptureWarning},
};
use parsers::packet::{
    engine::{Config, read_capture},
    message::Message,
    sink::{Context, Sink},
    web::{
        WebMessage, ftp::FtpMessage, http::HttpMessage, rdp::RdpMessage, tls::TlsMessage, vnc::VncMessage,
    },
};

type Said = BTreeSet<(String, String)>;

/// What was said, by the oracle's key.
#[derive(Default)]
struct Told {
    by_key: BTreeMap<&'static str, Said>,
    remote: BTreeMap<String, usize>,
    protocols: BTreeMap<String, usize>,
}

impl Told {
    fn add(&mut self, key: &'static str, context: &Context, value: impl Into<String>) {
        let ip = context.sender.ip.map(|ip| ip.to_string()).unwrap_or_default();
        self.by_key.entry(key).or_default().insert((ip, value.into()));
    }

    fn web(&mut self, context: &Context, message: &WebMessage) {
        match message {
            WebMessage::Tls(TlsMessage::ClientHello(hello)) => {
                if let Some(name) = &hello.sni {
                    self.add("tls_sni", context, name);
                }
                if let Some(ja3) = &hello.ja3 {
                    self.add("tls_ja3", context, ja3);
                }
            }
            WebMessage::Http(HttpMessage::Request(request)) => {
                if let Some(host) = &request.host {
                    self.add("http_host", context, host);
                }
                if let Some(agent) = &request.user_agent {
                    self.add("http_user_agent", context, agent);
                }
            }
            WebMessage::Http(HttpMessage::Response(response)) => {
                if let Some(server) = &response.server {
                    self.add("http_server", context, server);
                }
            }
            WebMessage::Ssh(banner) => self.add("ssh_banner", context, &banner.0),
            WebMessage::Ftp(FtpMessage::Greeting(text)) => self.add("ftp_banner", context, text),
            WebMessage::Vnc(VncMessage::Version(version)) => self.add("vnc_server_version", context, version),
            WebMessage::Vnc(VncMessage::Desktop(name)) => self.add("vnc_desktop", context, name),
            WebMessage::Sip(sip) => {
                if let Some(agent) = &sip.user_agent {
                    self.add("sip_user_agent", context, agent);
                }
                if let Some(server) = &sip.server {
                    self.add("sip_server", context, server);
                }
            }
            WebMessage::Database(server) => self.add("mysql_version", context, &server.version),
            WebMessage::Rdp(RdpMessage::Client { name, .. }) => self.add("rdp_client_name", context, name),
            _ => {}
        }
    }
}

impl Sink for Told {
    fn message(&mut self, context: &Context, message: Message) {
        match &message {
            Message::Web(message) => self.web(context, message),
            Message::Remote(message) => {
                *self.remote.entry(format!("{} ({})", message.method, message.said)).or_default() += 1;
            }
            _ => {}
        }
    }

    fn flow(&mut self, flow: Flow) {
        let word = flow
            .protocol
            .unwrap_or_else(|| format!("unknown {} {}", flow.transport.label(), flow.port).into());
        *self.protocols.entry(word.into()).or_default() += 1;
    }

    fn binding(&mut self, _: Binding) {}

    fn warning(&mut self, _: CaptureWarning) {}
}

/// What is not read, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("OpenVPN", "tls_ja3", "TLS inside the control channel of OpenVPN"),
    ("opvn", "tls_ja3", "TLS inside the control channel of OpenVPN"),
    ("openvpn", "tls_ja3", "TLS inside the control channel of OpenVPN"),
    ("lab__hospital", "tls_ja3", "TLS inside the control channel of OpenVPN"),
    ("RADIUS", "tls_ja3", "EAP-TLS inside RADIUS"),
    ("rdp2", "tls_", "DTLS inside RDP over UDP"),
    ("mysql", "tls_ja3", "TLS after the MySQL login packet"),
    ("gnutella", "http_user_agent", "SSDP and Gnutella itself, not HTTP"),
    ("p502", "http_", "data after the connection was reset"),
];

const KEYS: &[&str] = &[
    "tls_sni",
    "tls_ja3",
    "http_host",
    "http_user_agent",
    "http_server",
    "ssh_banner",
    "ftp_banner",
    "vnc_server_version",
    "vnc_desktop",
    "rdp_client_name",
    "sip_user_agent",
    "sip_server",
    "mysql_version",
];

/// The oracle writes greetings without their lines and desktop names with their users: compare without those.
fn same(key: &str, ours: &str, oracle: &str) -> bool {
    match key {
        "ftp_banner" => ours.contains(oracle),
        "vnc_desktop" => ours == parsers::packet::web::vnc::without_user(oracle),
        _ => ours == oracle || ours.split_whitespace().eq(oracle.split_whitespace()),
    }
}

#[test]
fn session_values_agree_with_the_oracle() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/captures"));
    let Ok(captures) = fs::read_dir(folder.join("pcaps")) else {
        println!("skipped: no shared captures");
        return;
    };
    let mut paths: Vec<_> = captures.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut score: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(oracle) = fs::read_to_string(folder.join("oracle").join(format!("{name}.json"))) else {
            continue;
        };
        let oracle: serde_json::Value = serde_json::from_str(&oracle).unwrap();
        let mut told = Told::default();
        read_capture(BufReader::new(File::open(&path).unwrap()), &name, Config::default(), &mut told, |_| {
            true
        });
        if !told.remote.is_empty() {
            println!("{name}: remote {:?}", told.remote);
        }
        // Inside tunnels the oracle names the tunnel's ends, not the hosts.
        let tunnelled = name.contains("tunnels") || name.contains("vxlan");
        for key in KEYS {
            let empty = Said::new();
            let ours = told.by_key.get(key).unwrap_or(&empty);
            for pair in oracle.get(key).and_then(|list| list.as_array()).into_iter().flatten() {
                let ip = pair.get(0).and_then(|ip| ip.as_str()).unwrap_or_default();
                let value = pair.get(1).and_then(|value| value.as_str()).unwrap_or_default();
                // SSDP is HTTP over UDP and belongs to another family.
                if value.ends_with(":1900")
                    || value.contains("UPnP/1.1 lab")
                    || (told.protocols.keys().all(|word| word != "http")
                        && told.protocols.contains_key("ssdp")
                        && key.starts_with("http"))
                {
                    continue;
                }
                let found =
                    ours.iter().any(|(said_ip, said)| (said_ip == ip || tunnelled) && same(key, said, value));
                let (hits, all) = score.entry(key).or_default();
                *all += 1;
                if found {
                    *hits += 1;
                } else if let Some((.., why)) =
                    EXCEPTIONS.iter().find(|(file, what, _)| name.contains(file) && key.starts_with(what))
                {
                    *all -= 1;
                    println!("{name}: not read {key} {ip}: {why}");
                } else {
                    println!(
                        "{name}: missed {key} {ip} {value:?}; flows {:?}",
                        told.protocols.keys().take(12).collect::<Vec<_>>()
                    );
                }
            }
        }
    }
    println!("{score:?}");
    for (key, (hits, all)) in score {
        assert!(hits * 100 >= all * 90, "{key}: {hits} of {all}");
    }
}
